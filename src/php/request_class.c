/* Rtws\Request: a native request in PHP hands. */
#include "php/classes.h"
#include "php/compat.h"

#include <SAPI.h>
#include <ext/json/php_json.h>
#include <ext/standard/url.h>
#include <php_variables.h>
#include <zend_smart_str.h>

#include "stubs/request_arginfo.h"

typedef struct {
	rtws_request_t *request; /* owned: one reference */
	zend_object std;
} request_object_t;

/* The declared properties, in the order of the stub. */
enum { METHOD, PATH, URI, QUERY, PARAMS, COOKIES, REMOTE_ADDRESS, SECURE };

zend_class_entry *rtws_ce_request;
static zend_object_handlers request_handlers;

static request_object_t *from_obj(zend_object *obj)
{
	return (request_object_t *) ((char *) obj - XtOffsetOf(request_object_t, std));
}

static rtws_request_t *this_request(zval *this_ptr)
{
	return from_obj(Z_OBJ_P(this_ptr))->request;
}

static zend_object *create_object(zend_class_entry *ce)
{
	request_object_t *self = zend_object_alloc(sizeof(*self), ce);

	zend_object_std_init(&self->std, ce);
	object_properties_init(&self->std, ce);
	self->std.handlers = &request_handlers;
	return &self->std;
}

static void free_object(zend_object *obj)
{
	request_object_t *self = from_obj(obj);

	if (self->request != NULL) {
		rtws_request_unref(self->request);
	}
	zend_object_std_dtor(obj);
}

/* ---- properties ------------------------------------------------------------------------------ */

static void set_text(zend_object *obj, int slot, rtws_text_t text)
{
	ZVAL_STRINGL_FAST(OBJ_PROP_NUM(obj, slot), text.at, text.len);
}

static void set_query(zval *out, rtws_text_t query)
{
	if (query.len == 0) {
		ZVAL_EMPTY_ARRAY(out);
		return;
	}
	array_init(out);
	sapi_module.treat_data(PARSE_STRING, estrndup(query.at, query.len), out);
}

static void set_params(zval *out, const rtws_request_t *request)
{
	if (request->param_count == 0) {
		ZVAL_EMPTY_ARRAY(out);
		return;
	}
	array_init_size(out, request->param_count);
	for (unsigned i = 0; i < request->param_count; i++) {
		const rtws_param_t *param = &request->params[i];

		add_assoc_stringl_ex(out, param->name.at, param->name.len, param->value.at,
							 param->value.len);
	}
}

/* "name=value", RFC 6265 section 4.2.1; the first of one name counts, as in PHP. */
static void add_cookie(zval *out, const char *at, const char *end)
{
	const char *equals;
	char *value;
	size_t len;
	zval cookie;

	while (at < end && (*at == ' ' || *at == '\t')) {
		at++;
	}
	equals = memchr(at, '=', (size_t) (end - at));
	if (equals == NULL || equals == at) {
		return;
	}
	len = (size_t) (end - equals - 1);
	value = estrndup(equals + 1, len);
	len = php_url_decode(value, len);
	ZVAL_STRINGL(&cookie, value, len);
	efree(value);
	if (zend_symtable_str_exists(Z_ARRVAL_P(out), at, (size_t) (equals - at))) {
		zval_ptr_dtor(&cookie);
	} else {
		zend_symtable_str_update(Z_ARRVAL_P(out), at, (size_t) (equals - at), &cookie);
	}
}

static void set_cookies(zval *out, const rtws_request_t *request)
{
	rtws_text_t all = rtws_request_header(request, "cookie", 6);
	const char *at = all.at;
	const char *end = all.at + all.len;

	if (all.at == NULL) {
		ZVAL_EMPTY_ARRAY(out);
		return;
	}
	array_init(out);
	while (at < end) {
		const char *next = memchr(at, ';', (size_t) (end - at));

		if (next == NULL) {
			next = end;
		}
		add_cookie(out, at, next);
		at = next + 1;
	}
}

void rtws_php_request_create(zval *out, rtws_request_t *request)
{
	zend_object *obj;

	object_init_ex(out, rtws_ce_request);
	obj = Z_OBJ_P(out);
	from_obj(obj)->request = rtws_request_ref(request);
	set_text(obj, METHOD, request->method);
	set_text(obj, PATH, request->path);
	set_text(obj, URI, request->target);
	set_query(OBJ_PROP_NUM(obj, QUERY), request->query);
	set_params(OBJ_PROP_NUM(obj, PARAMS), request);
	set_cookies(OBJ_PROP_NUM(obj, COOKIES), request);
	ZVAL_STRING(OBJ_PROP_NUM(obj, REMOTE_ADDRESS), request->remote_address);
	ZVAL_BOOL(OBJ_PROP_NUM(obj, SECURE), request->secure);
}

/* ---- methods --------------------------------------------------------------------------------- */

ZEND_METHOD(Rtws_Request, __construct)
{
	ZEND_PARSE_PARAMETERS_NONE();
}

ZEND_METHOD(Rtws_Request, header)
{
	rtws_request_t *request = this_request(ZEND_THIS);
	smart_str all = { 0 };
	bool found = false;
	zend_string *name;

	ZEND_PARSE_PARAMETERS_START(1, 1)
		Z_PARAM_STR(name)
	ZEND_PARSE_PARAMETERS_END();

	for (unsigned i = 0; i < request->header_count; i++) {
		rtws_text_t key = rtws_header_name(request, &request->headers[i]);
		rtws_text_t value = rtws_header_value(request, &request->headers[i]);

		if (zend_binary_strcasecmp(key.at, key.len, ZSTR_VAL(name), ZSTR_LEN(name)) != 0) {
			continue;
		}
		if (found) {
			smart_str_appendl(&all, ", ", 2);
		}
		smart_str_appendl(&all, value.at, value.len);
		found = true;
	}
	if (!found) {
		RETURN_NULL();
	}
	RETURN_STR(smart_str_extract(&all));
}

ZEND_METHOD(Rtws_Request, headers)
{
	rtws_request_t *request = this_request(ZEND_THIS);

	ZEND_PARSE_PARAMETERS_NONE();
	array_init_size(return_value, request->header_count);
	for (unsigned i = 0; i < request->header_count; i++) {
		rtws_text_t key = rtws_header_name(request, &request->headers[i]);
		rtws_text_t value = rtws_header_value(request, &request->headers[i]);
		zend_string *name = zend_string_init(key.at, key.len, false);
		zval *before, text;

		zend_str_tolower(ZSTR_VAL(name), ZSTR_LEN(name));
		before = zend_symtable_find(Z_ARRVAL_P(return_value), name);
		if (before != NULL) {
			ZVAL_STR(&text, zend_string_concat3(Z_STRVAL_P(before), Z_STRLEN_P(before), ", ", 2,
												value.at, value.len));
		} else {
			ZVAL_STRINGL(&text, value.at, value.len);
		}
		zend_symtable_update(Z_ARRVAL_P(return_value), name, &text);
		zend_string_release(name);
	}
}

ZEND_METHOD(Rtws_Request, body)
{
	rtws_request_t *request = this_request(ZEND_THIS);

	ZEND_PARSE_PARAMETERS_NONE();
	RETURN_STRINGL_FAST((const char *) request->body.bytes, request->body.len);
}

ZEND_METHOD(Rtws_Request, json)
{
	rtws_request_t *request = this_request(ZEND_THIS);
	char *text;

	ZEND_PARSE_PARAMETERS_NONE();
	/* the parser looks at the byte behind the last one */
	text = estrndup(request->body.len > 0 ? (const char *) request->body.bytes : "",
					request->body.len);
	php_json_decode_ex(return_value, text, request->body.len,
					   PHP_JSON_OBJECT_AS_ARRAY | PHP_JSON_THROW_ON_ERROR,
					   PHP_JSON_PARSER_DEFAULT_DEPTH);
	efree(text);
}

ZEND_METHOD(Rtws_Request, form)
{
	ZEND_PARSE_PARAMETERS_NONE();
	rtws_php_request_form(return_value, this_request(ZEND_THIS));
}

ZEND_METHOD(Rtws_Request, certificateSubject)
{
	const char *subject = this_request(ZEND_THIS)->peer_subject;

	ZEND_PARSE_PARAMETERS_NONE();
	if (subject == NULL) {
		RETURN_NULL();
	}
	RETURN_STRING(subject);
}

ZEND_METHOD(Rtws_Request, isEstablished)
{
	ZEND_PARSE_PARAMETERS_NONE();
	RETURN_BOOL(this_request(ZEND_THIS)->established);
}

void rtws_php_register_request(void)
{
	rtws_ce_request = register_class_Rtws_Request();
	rtws_ce_request->create_object = create_object;

	memcpy(&request_handlers, &std_object_handlers, sizeof(request_handlers));
	request_handlers.offset = XtOffsetOf(request_object_t, std);
	request_handlers.free_obj = free_object;
	request_handlers.clone_obj = NULL;
}
