/* The option "cors" of RtServer, http() and files(). */
#include "php/compat.h"
#include "php/options.h"
#include "php/server.h"

#include <string.h>

static bool throw_kind(zval *value)
{
	rtws_options_throw("", "cors",
					   "a bool, an origin, a list of origins, or an array with \"origins\"", value);
	return false;
}

/* "https://example.org:8443", "example.org", "*" or "null". */
static bool is_origin(const char *text)
{
	const char *host = strstr(text, "://");

	host = host != NULL ? host + 3 : text;
	return *host != '\0' && strpbrk(host, "/?#@, ") == NULL &&
		   (strchr(host, '*') == NULL || strcmp(text, "*") == 0);
}

static bool check_origins(const rtws_strings_t *origins, const char *name)
{
	for (size_t i = 0; i < origins->count; i++) {
		if (!is_origin(origins->items[i])) {
			zval value;

			ZVAL_STRING(&value, origins->items[i]);
			rtws_options_throw("", name,
							   "made of origins without a path, such as \"https://example.org\", "
							   "of host names, or \"*\"",
							   &value);
			zval_ptr_dtor(&value);
			return false;
		}
	}
	return true;
}

static bool read_tokens(zval *value, const char *name, rtws_strings_t *out)
{
	if (Z_ISUNDEF_P(value)) {
		return true;
	}
	if (!rtws_options_copy_strings(value, out)) {
		return false;
	}
	for (size_t i = 0; i < out->count; i++) {
		for (const char *c = out->items[i]; *c != '\0'; c++) {
			if (!rtws_is_token_char((unsigned char) *c)) {
				rtws_options_throw("cors.", name, "a name, or a list of names (RFC 9110 tokens)",
								   value);
				return false;
			}
		}
	}
	return true;
}

static bool read_array(HashTable *given, rtws_cors_t *cors)
{
	zval origins, methods, headers, expose;
	uint64_t max_age = UINT64_MAX;
	const rtws_option_t known[] = {
		{ "origins", RTWS_OPTION_STRINGS, &origins, 0, 0 },
		{ "methods", RTWS_OPTION_STRINGS, &methods, 0, 0 },
		{ "headers", RTWS_OPTION_STRINGS, &headers, 0, 0 },
		{ "expose", RTWS_OPTION_STRINGS, &expose, 0, 0 },
		{ "credentials", RTWS_OPTION_BOOL, &cors->credentials, 0, 0 },
		{ "max_age", RTWS_OPTION_INT, &max_age, 0, 366 * 86400.0 },
	};

	if (!rtws_options_read(given, "cors.", known, sizeof(known) / sizeof(known[0]))) {
		return false;
	}
	if (Z_ISUNDEF(origins)) {
		rtws_options_throw_text("Option \"cors\" must say whom it is for: \"%s\" is missing",
								"cors.origins");
		return false;
	}
	cors->max_age = max_age == UINT64_MAX ? -1 : (int64_t) max_age;
	if (!rtws_options_copy_strings(&origins, &cors->origins) ||
		!check_origins(&cors->origins, "cors.origins") ||
		!read_tokens(&methods, "methods", &cors->methods) ||
		!read_tokens(&headers, "headers", &cors->headers) ||
		!read_tokens(&expose, "expose", &cors->expose)) {
		return false;
	}
	if (cors->credentials && rtws_cors_allows_anybody(cors)) {
		rtws_options_throw_text("Option \"cors.credentials\" cannot be combined with %s: browsers "
								"refuse it, and rightly; list the origins",
								"origins \"*\"");
		return false;
	}
	return true;
}

static bool is_list_of_strings(zval *value)
{
	zval *item;

	if (Z_TYPE_P(value) != IS_ARRAY || zend_hash_num_elements(Z_ARRVAL_P(value)) == 0 ||
		!zend_array_is_list(Z_ARRVAL_P(value))) {
		return false;
	}
	ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(value), item)
	{
		ZVAL_DEREF(item);
		if (Z_TYPE_P(item) != IS_STRING || strlen(Z_STRVAL_P(item)) != Z_STRLEN_P(item)) {
			return false;
		}
	}
	ZEND_HASH_FOREACH_END();
	return true;
}

static bool read_origins(zval *value, rtws_cors_t *cors)
{
	zval anybody;

	if (Z_TYPE_P(value) == IS_TRUE) {
		ZVAL_CHAR(&anybody, '*');
		return rtws_options_copy_strings(&anybody, &cors->origins);
	}
	if ((Z_TYPE_P(value) != IS_STRING || strlen(Z_STRVAL_P(value)) != Z_STRLEN_P(value)) &&
		!is_list_of_strings(value)) {
		return throw_kind(value);
	}
	return rtws_options_copy_strings(value, &cors->origins) &&
		   check_origins(&cors->origins, "cors");
}

bool rtws_php_read_cors(zval *value, rtws_cors_t **place)
{
	rtws_cors_t *cors = NULL;
	bool fine = true;

	if (Z_TYPE_P(value) != IS_FALSE) {
		cors = rtws_cors_create();
		if (cors == NULL) {
			zend_throw_error(NULL, "Out of memory");
			return false;
		}
		fine = Z_TYPE_P(value) == IS_ARRAY && !zend_array_is_list(Z_ARRVAL_P(value))
				   ? read_array(Z_ARRVAL_P(value), cors)
				   : read_origins(value, cors);
	}
	if (!fine) {
		rtws_cors_unref(cors);
		return false;
	}
	rtws_cors_unref(*place);
	*place = cors;
	return true;
}
