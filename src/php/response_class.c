/* Rtws\Response: plain data, checked when it is made, so that sending it cannot fail. */
#include "php/classes.h"
#include "php/compat.h"
#include "php/value.h"
#include "util/error.h"

#include <errno.h>
#include <zend_exceptions.h>
#include <zend_smart_str.h>

#include "stubs/response_arginfo.h"

/* The declared properties, in the order of the stub. */
enum { BODY, STATUS, HEADERS, FILE_PATH, WRITER };

zend_class_entry *rtws_ce_response;

/* ---- headers --------------------------------------------------------------------------------- */

static bool put_header(rtws_response_t *out, zend_string *name, zval *value)
{
	zend_string *text;
	int error;

	ZVAL_DEREF(value);
	if (Z_TYPE_P(value) != IS_STRING && Z_TYPE_P(value) != IS_LONG) {
		zend_type_error("Header \"%s\" must be a string, an int or a list of these, %s given",
						ZSTR_VAL(name), zend_zval_type_name(value));
		return false;
	}
	text = zval_get_string(value);
	error =
		rtws_response_header(out, ZSTR_VAL(name), ZSTR_LEN(name), ZSTR_VAL(text), ZSTR_LEN(text));
	if (error == RTWS_E_INVALID) {
		zend_value_error(
			"Header \"%s\" cannot be sent: its name must be a token, its value free of "
			"control characters; Content-Length, Connection, Date and Transfer-Encoding "
			"are set by the server",
			ZSTR_VAL(name));
	} else if (error != 0) {
		zend_throw_error(NULL, "Out of memory");
	}
	zend_string_release(text);
	return error == 0;
}

static bool put_headers(rtws_response_t *out, HashTable *headers)
{
	zend_string *name;
	zval *value, *one;

	ZEND_HASH_FOREACH_STR_KEY_VAL(headers, name, value)
	{
		ZVAL_DEREF(value);
		if (name == NULL) {
			zend_value_error("Headers must be given as name => value");
			return false;
		}
		if (Z_TYPE_P(value) != IS_ARRAY) {
			if (!put_header(out, name, value)) {
				return false;
			}
			continue;
		}
		ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(value), one)
		{
			if (!put_header(out, name, one)) {
				return false;
			}
		}
		ZEND_HASH_FOREACH_END();
	}
	ZEND_HASH_FOREACH_END();
	return true;
}

static bool headers_can_be_sent(HashTable *headers)
{
	rtws_response_t trial;
	bool fine;

	rtws_response_init(&trial, 200);
	fine = put_headers(&trial, headers);
	rtws_response_clear(&trial);
	return fine;
}

/* ---- making ---------------------------------------------------------------------------------- */

static void fill(zend_object *obj, zend_string *body, zend_long status, HashTable *headers,
				 zend_string *file)
{
	ZVAL_STR_COPY(OBJ_PROP_NUM(obj, BODY), body);
	ZVAL_LONG(OBJ_PROP_NUM(obj, STATUS), status);
	if (headers != NULL) {
		ZVAL_ARR(OBJ_PROP_NUM(obj, HEADERS), zend_array_dup(headers));
	} else {
		ZVAL_EMPTY_ARRAY(OBJ_PROP_NUM(obj, HEADERS));
	}
	if (file != NULL) {
		ZVAL_STR_COPY(OBJ_PROP_NUM(obj, FILE_PATH), file);
	} else {
		ZVAL_NULL(OBJ_PROP_NUM(obj, FILE_PATH));
	}
	ZVAL_NULL(OBJ_PROP_NUM(obj, WRITER));
}

static bool check_status(zend_long status, uint32_t arg)
{
	if (status < 200 || status > 599) {
		zend_argument_value_error(arg, "must be between 200 and 599, " ZEND_LONG_FMT " given",
								  status);
		return false;
	}
	return true;
}

ZEND_METHOD(Rtws_Response, __construct)
{
	zend_string *body = ZSTR_EMPTY_ALLOC();
	zend_object *obj = Z_OBJ_P(ZEND_THIS);
	HashTable *headers = NULL;
	zend_long status = 200;

	ZEND_PARSE_PARAMETERS_START(0, 3)
		Z_PARAM_OPTIONAL
		Z_PARAM_STR(body)
		Z_PARAM_LONG(status)
		Z_PARAM_ARRAY_HT(headers)
	ZEND_PARSE_PARAMETERS_END();

	if (!Z_ISUNDEF_P(OBJ_PROP_NUM(obj, BODY))) {
		zend_throw_error(NULL, "A Response cannot be constructed twice");
		RETURN_THROWS();
	}
	if (!check_status(status, 2) || (headers != NULL && !headers_can_be_sent(headers))) {
		RETURN_THROWS();
	}
	fill(obj, body, status, headers, NULL);
}

/* A copy with a Content-Type, unless there is one already. */
static HashTable *with_type(HashTable *headers, const char *type)
{
	HashTable *copy = headers != NULL ? zend_array_dup(headers) : zend_new_array(1);
	zend_string *name;
	zval value;

	ZEND_HASH_FOREACH_STR_KEY(copy, name)
	{
		if (name != NULL && zend_string_equals_literal_ci(name, "content-type")) {
			return copy;
		}
	}
	ZEND_HASH_FOREACH_END();
	ZVAL_STRING(&value, type);
	zend_hash_str_update(copy, ZEND_STRL("Content-Type"), &value);
	return copy;
}

ZEND_METHOD(Rtws_Response, json)
{
	HashTable *headers = NULL;
	zend_long status = 200;
	zend_string *json;
	zval *data;

	ZEND_PARSE_PARAMETERS_START(1, 3)
		Z_PARAM_ZVAL(data)
		Z_PARAM_OPTIONAL
		Z_PARAM_LONG(status)
		Z_PARAM_ARRAY_HT(headers)
	ZEND_PARSE_PARAMETERS_END();

	if (!check_status(status, 2) || (headers != NULL && !headers_can_be_sent(headers))) {
		RETURN_THROWS();
	}
	json = rtws_value_json(data);
	if (json == NULL) {
		RETURN_THROWS();
	}
	object_init_ex(return_value, rtws_ce_response);
	headers = with_type(headers, "application/json");
	fill(Z_OBJ_P(return_value), json, status, headers, NULL);
	zend_array_release(headers);
	zend_string_release(json);
}

ZEND_METHOD(Rtws_Response, file)
{
	HashTable *headers = NULL;
	char whole[MAXPATHLEN];
	rtws_response_t trial;
	const char *place;
	zend_string *path;
	int error;

	ZEND_PARSE_PARAMETERS_START(1, 2)
		Z_PARAM_PATH_STR(path)
		Z_PARAM_OPTIONAL
		Z_PARAM_ARRAY_HT(headers)
	ZEND_PARSE_PARAMETERS_END();

	place = rtws_value_path(ZSTR_VAL(path), whole);
	rtws_response_init(&trial, 200);
	error = rtws_response_set_file(&trial, place);
	rtws_response_clear(&trial);
	if (error != 0) {
		zend_argument_value_error(1, "must be a readable file, \"%s\" is not: %s", ZSTR_VAL(path),
								  error == RTWS_E_SYSTEM ? strerror(errno) : "no regular file");
		RETURN_THROWS();
	}
	if (headers != NULL && !headers_can_be_sent(headers)) {
		RETURN_THROWS();
	}
	path = zend_string_init(place, strlen(place), false);
	object_init_ex(return_value, rtws_ce_response);
	fill(Z_OBJ_P(return_value), ZSTR_EMPTY_ALLOC(), 200, headers, path);
	zend_string_release(path);
}

ZEND_METHOD(Rtws_Response, stream)
{
	zend_fcall_info writer;
	zend_fcall_info_cache unused;
	HashTable *headers = NULL;
	zend_long status = 200;

	ZEND_PARSE_PARAMETERS_START(1, 3)
		Z_PARAM_FUNC(writer, unused)
		Z_PARAM_OPTIONAL
		Z_PARAM_LONG(status)
		Z_PARAM_ARRAY_HT(headers)
	ZEND_PARSE_PARAMETERS_END();

	if (!check_status(status, 2) || (headers != NULL && !headers_can_be_sent(headers))) {
		RETURN_THROWS();
	}
	object_init_ex(return_value, rtws_ce_response);
	headers = with_type(headers, "text/html; charset=utf-8");
	fill(Z_OBJ_P(return_value), ZSTR_EMPTY_ALLOC(), status, headers, NULL);
	zend_array_release(headers);
	ZVAL_COPY(OBJ_PROP_NUM(Z_OBJ_P(return_value), WRITER), &writer.function_name);
}

/* An address as it may stand in a header (RFC 3986): what may not is percent-encoded. */
static zend_string *make_address(const zend_string *to)
{
	smart_str out = { 0 };

	for (size_t i = 0; i < ZSTR_LEN(to); i++) {
		unsigned char c = (unsigned char) ZSTR_VAL(to)[i];

		if (c > ' ' && c < 0x7f && strchr("\"<>\\^`{|}", c) == NULL) {
			smart_str_appendc(&out, (char) c);
		} else {
			smart_str_append_printf(&out, "%%%02X", c);
		}
	}
	smart_str_0(&out);
	return out.s;
}

static bool is_address(const zend_string *to)
{
	for (size_t i = 0; i < ZSTR_LEN(to); i++) {
		if ((unsigned char) ZSTR_VAL(to)[i] < ' ' || ZSTR_VAL(to)[i] == 0x7f) {
			return false;
		}
	}
	return ZSTR_LEN(to) > 0;
}

ZEND_METHOD(Rtws_Response, redirect)
{
	zend_long status = 302;
	HashTable *headers;
	zend_string *to;
	zval address;

	ZEND_PARSE_PARAMETERS_START(1, 2)
		Z_PARAM_STR(to)
		Z_PARAM_OPTIONAL
		Z_PARAM_LONG(status)
	ZEND_PARSE_PARAMETERS_END();

	if (!is_address(to)) {
		zend_argument_value_error(1, "must be an address without control characters, \"%s\" given",
								  ZSTR_VAL(to));
		RETURN_THROWS();
	}
	if (status != 301 && status != 302 && status != 303 && status != 307 && status != 308) {
		zend_argument_value_error(
			2,
			"must be 301, 302, 303, 307 or 308, the statuses that redirect, " ZEND_LONG_FMT
			" given",
			status);
		RETURN_THROWS();
	}
	object_init_ex(return_value, rtws_ce_response);
	headers = zend_new_array(1);
	ZVAL_STR(&address, make_address(to));
	zend_hash_str_update(headers, ZEND_STRL("Location"), &address);
	fill(Z_OBJ_P(return_value), ZSTR_EMPTY_ALLOC(), status, headers, NULL);
	zend_array_release(headers);
}

void rtws_php_response_copy_with(zval *out, zend_object *from, HashTable *headers)
{
	object_init_ex(out, rtws_ce_response);
	for (int i = BODY; i <= WRITER; i++) {
		if (i == HEADERS) {
			ZVAL_ARR(OBJ_PROP_NUM(Z_OBJ_P(out), i), headers);
		} else {
			ZVAL_COPY(OBJ_PROP_NUM(Z_OBJ_P(out), i), OBJ_PROP_NUM(from, i));
		}
	}
}

HashTable *rtws_php_response_headers(zend_object *obj)
{
	zval *headers = OBJ_PROP_NUM(obj, HEADERS);

	if (Z_TYPE_P(headers) != IS_ARRAY) {
		zend_throw_error(NULL, "The Response was never constructed");
		return NULL;
	}
	return Z_ARRVAL_P(headers);
}

/* ---- sending --------------------------------------------------------------------------------- */

static bool attach_file(rtws_response_t *response, zval *path)
{
	int error = rtws_response_set_file(response, Z_STRVAL_P(path));

	if (error != 0) {
		zend_throw_error(NULL, "Cannot send \"%s\": %s", Z_STRVAL_P(path),
						 error == RTWS_E_SYSTEM ? strerror(errno) : rtws_strerror(error));
	}
	return error == 0;
}

bool rtws_php_response_read(zend_object *obj, rtws_response_t *response)
{
	static const char html[] = "text/html; charset=utf-8";
	zval *body = OBJ_PROP_NUM(obj, BODY);
	zval *file = OBJ_PROP_NUM(obj, FILE_PATH);

	if (Z_TYPE_P(body) != IS_STRING) {
		zend_throw_error(NULL, "The Response was never constructed");
		return false;
	}
	response->status = (int) Z_LVAL_P(OBJ_PROP_NUM(obj, STATUS));
	if (!put_headers(response, Z_ARRVAL_P(OBJ_PROP_NUM(obj, HEADERS)))) {
		return false;
	}
	if (Z_TYPE_P(file) == IS_STRING) {
		return attach_file(response, file);
	}
	if (Z_STRLEN_P(body) > 0 && !rtws_response_has(response, "Content-Type")) {
		rtws_response_header(response, "Content-Type", 12, html, sizeof(html) - 1);
	}
	if (rtws_buffer_append(&response->body, Z_STRVAL_P(body), Z_STRLEN_P(body)) != 0) {
		zend_throw_error(NULL, "Out of memory");
		return false;
	}
	return true;
}

zval *rtws_php_response_writer(const zval *value)
{
	zval *writer;

	if (Z_TYPE_P(value) != IS_OBJECT || Z_OBJCE_P(value) != rtws_ce_response) {
		return NULL;
	}
	writer = OBJ_PROP_NUM(Z_OBJ_P(value), WRITER);
	return Z_TYPE_P(writer) != IS_NULL && Z_TYPE_P(writer) != IS_UNDEF ? writer : NULL;
}

void rtws_php_register_response(void)
{
	rtws_ce_response = register_class_Rtws_Response();
}
