/* Rtws\Response::withCookie(): Set-Cookie (RFC 6265 section 4.1) as a header of a copy. */
#include "php/classes.h"
#include "php/compat.h"
#include "php/options.h"

#include <ext/standard/url.h>
#include <zend_smart_str.h>

typedef struct {
	uint64_t max_age; /* UINT64_MAX: not said */
	zval path;
	zval domain;
	zval same_site;
	bool secure;
	bool http_only;
} cookie_t;

/* Without what would begin another attribute, or another header. */
static bool check_text(const char *name, zval *value)
{
	for (size_t i = 0; i < Z_STRLEN_P(value); i++) {
		unsigned char c = (unsigned char) Z_STRVAL_P(value)[i];

		if (c < ' ' || c >= 0x7f || c == ';') {
			rtws_options_throw("", name, "printable ASCII without \";\"", value);
			return false;
		}
	}
	return true;
}

static bool check_same_site(cookie_t *cookie)
{
	static const char *const known[] = { "Lax", "Strict", "None" };

	for (int i = 0; i < 3; i++) {
		if (strcmp(Z_STRVAL(cookie->same_site), known[i]) == 0) {
			if (i == 2 && !cookie->secure) {
				rtws_options_throw("", "same_site",
								   "\"Lax\" or \"Strict\" unless \"secure\" is true, as browsers "
								   "refuse it",
								   &cookie->same_site);
				return false;
			}
			return true;
		}
	}
	rtws_options_throw("", "same_site", "\"Lax\", \"Strict\" or \"None\"", &cookie->same_site);
	return false;
}

static bool read_options(cookie_t *cookie, HashTable *options)
{
	const rtws_option_t known[] = {
		{ "max_age", RTWS_OPTION_INT, &cookie->max_age, 0, 4e9 },
		{ "path", RTWS_OPTION_STRING, &cookie->path, 0, 0 },
		{ "domain", RTWS_OPTION_STRING, &cookie->domain, 0, 0 },
		{ "secure", RTWS_OPTION_BOOL, &cookie->secure, 0, 0 },
		{ "http_only", RTWS_OPTION_BOOL, &cookie->http_only, 0, 0 },
		{ "same_site", RTWS_OPTION_STRING, &cookie->same_site, 0, 0 },
	};

	return rtws_options_read(options, "", known, sizeof(known) / sizeof(known[0])) &&
		   (Z_ISUNDEF(cookie->path) || check_text("path", &cookie->path)) &&
		   (Z_ISUNDEF(cookie->domain) || check_text("domain", &cookie->domain)) &&
		   (Z_ISUNDEF(cookie->same_site) || check_same_site(cookie));
}

static zend_string *make_line(const cookie_t *cookie, zend_string *name, zend_string *value)
{
	zend_string *encoded = php_raw_url_encode(ZSTR_VAL(value), ZSTR_LEN(value));
	smart_str line = { 0 };

	smart_str_append(&line, name);
	smart_str_appendc(&line, '=');
	smart_str_append(&line, encoded);
	zend_string_release(encoded);
	if (cookie->max_age != UINT64_MAX) {
		smart_str_append_printf(&line, "; Max-Age=" ZEND_LONG_FMT, (zend_long) cookie->max_age);
	}
	smart_str_append_printf(&line, "; Path=%s",
							Z_ISUNDEF(cookie->path) ? "/" : Z_STRVAL(cookie->path));
	if (!Z_ISUNDEF(cookie->domain)) {
		smart_str_append_printf(&line, "; Domain=%s", Z_STRVAL(cookie->domain));
	}
	smart_str_appends(&line, cookie->secure ? "; Secure" : "");
	smart_str_appends(&line, cookie->http_only ? "; HttpOnly" : "");
	smart_str_append_printf(&line, "; SameSite=%s",
							Z_ISUNDEF(cookie->same_site) ? "Lax" : Z_STRVAL(cookie->same_site));
	smart_str_0(&line);
	return line.s;
}

/* A copy of the headers in which the line stands behind the Set-Cookie headers there are. */
static HashTable *with_line(HashTable *headers, zend_string *line)
{
	HashTable *copy = zend_array_dup(headers);
	zend_string *name, *found = NULL;
	zval *before, list, one;

	ZEND_HASH_FOREACH_STR_KEY(copy, name)
	{
		if (name != NULL && zend_string_equals_literal_ci(name, "set-cookie")) {
			found = name;
		}
	}
	ZEND_HASH_FOREACH_END();
	ZVAL_STR(&one, line);
	array_init(&list);
	if (found == NULL) {
		zend_hash_next_index_insert(Z_ARRVAL(list), &one);
		zend_hash_str_update(copy, ZEND_STRL("Set-Cookie"), &list);
		return copy;
	}
	before = zend_hash_find(copy, found);
	ZVAL_DEREF(before);
	if (Z_TYPE_P(before) == IS_ARRAY) {
		zend_hash_copy(Z_ARRVAL(list), Z_ARRVAL_P(before), zval_add_ref);
	} else {
		Z_TRY_ADDREF_P(before);
		zend_hash_next_index_insert(Z_ARRVAL(list), before);
	}
	zend_hash_next_index_insert(Z_ARRVAL(list), &one);
	zend_hash_update(copy, found, &list);
	return copy;
}

static bool is_token(const zend_string *name)
{
	for (size_t i = 0; i < ZSTR_LEN(name); i++) {
		if (!rtws_is_token_char((unsigned char) ZSTR_VAL(name)[i])) {
			return false;
		}
	}
	return ZSTR_LEN(name) > 0;
}

ZEND_METHOD(Rtws_Response, withCookie)
{
	cookie_t cookie = { .max_age = UINT64_MAX, .http_only = true };
	HashTable *headers = rtws_php_response_headers(Z_OBJ_P(ZEND_THIS));
	HashTable *options = NULL;
	zend_string *name, *value;

	ZEND_PARSE_PARAMETERS_START(2, 3)
		Z_PARAM_STR(name)
		Z_PARAM_STR(value)
		Z_PARAM_OPTIONAL
		Z_PARAM_ARRAY_HT(options)
	ZEND_PARSE_PARAMETERS_END();

	if (headers == NULL) {
		RETURN_THROWS();
	}
	if (!is_token(name)) {
		zend_argument_value_error(1, "must be letters, digits and !#$%%&'*+-.^_`|~, \"%s\" given",
								  ZSTR_VAL(name));
		RETURN_THROWS();
	}
	if (options != NULL && !read_options(&cookie, options)) {
		RETURN_THROWS();
	}
	rtws_php_response_copy_with(return_value, Z_OBJ_P(ZEND_THIS),
								with_line(headers, make_line(&cookie, name, value)));
}
