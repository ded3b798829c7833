#include "php/value.h"

#include "php/classes.h"
#include "php/compat.h"
#include "proto/utf8.h"

#include <ext/json/php_json.h>
#include <zend_exceptions.h>
#include <zend_interfaces.h>
#include <zend_smart_str.h>

enum { HEADROOM = 4 * 1024 * 1024 }; /* the allocator takes memory in pieces of 2 MB */

zend_string *rtws_value_string_now(const void *bytes, size_t len)
{
	zend_long limit = PG(memory_limit);

	if (limit > 0 && zend_memory_usage(true) + len + HEADROOM > (size_t) limit) {
		return NULL;
	}
	return zend_string_init_fast(bytes, len);
}

bool rtws_value_is_utf8(const zend_string *string)
{
	return (GC_FLAGS(string) & IS_STR_VALID_UTF8) != 0 ||
		   rtws_utf8_is_valid(ZSTR_VAL(string), ZSTR_LEN(string));
}

static void throw_json_error(void)
{
	/* ext/json declares its exception in no header */
	zend_class_entry *ce = zend_hash_str_find_ptr(CG(class_table), ZEND_STRL("jsonexception"));
	zval function, message;

	ZVAL_STRING(&function, "json_last_error_msg");
	ZVAL_UNDEF(&message);
	call_user_function(NULL, NULL, &function, &message, 0, NULL);
	zval_ptr_dtor(&function);
	if (EG(exception) == NULL) {
		zend_throw_exception_ex(ce, RTWS_JSON_ERROR, "Cannot send as JSON: %s",
								Z_TYPE(message) == IS_STRING ? Z_STRVAL(message) : "error");
	}
	zval_ptr_dtor(&message);
}

const char *rtws_value_path(const char *path, char out[MAXPATHLEN])
{
	char here[MAXPATHLEN];

	if (IS_ABSOLUTE_PATH(path, strlen(path)) || VCWD_GETCWD(here, sizeof(here)) == NULL ||
		snprintf(out, MAXPATHLEN, "%s/%s", here, path) >= MAXPATHLEN) {
		return path;
	}
	return out;
}

zend_string *rtws_value_json(zval *value)
{
	smart_str buf = { 0 };

	RTWS_JSON_ERROR = PHP_JSON_ERROR_NONE;
	if (php_json_encode_ex(&buf, value, 0, PHP_JSON_PARSER_DEFAULT_DEPTH) != SUCCESS ||
		RTWS_JSON_ERROR != PHP_JSON_ERROR_NONE || EG(exception) != NULL) {
		smart_str_free(&buf);
		if (EG(exception) == NULL) {
			throw_json_error();
		}
		return NULL;
	}
	smart_str_0(&buf);
	return smart_str_extract(&buf);
}

/* ---- what a route returned ------------------------------------------------------------------ */

static const char html[] = "text/html; charset=utf-8";

static void throw_wrong_type(zval *value)
{
	zend_type_error("A route must return an array, JsonSerializable, string, int, Rtws\\Response, "
					"Traversable or null, %s returned",
					zend_zval_type_name(value));
}

static bool set_type(rtws_response_t *response, const char *type)
{
	if (rtws_response_header(response, "Content-Type", 12, type, strlen(type)) != 0) {
		zend_throw_error(NULL, "Out of memory");
		return false;
	}
	return true;
}

static bool set_body(rtws_response_t *response, const zend_string *body, const char *type)
{
	if (rtws_buffer_append(&response->body, ZSTR_VAL(body), ZSTR_LEN(body)) != 0) {
		zend_throw_error(NULL, "Out of memory");
		return false;
	}
	return set_type(response, type);
}

static bool set_json(rtws_response_t *response, zval *value)
{
	zend_string *json = rtws_value_json(value);
	bool is_set;

	if (json == NULL) {
		return false;
	}
	is_set = set_body(response, json, "application/json");
	zend_string_release(json);
	return is_set;
}

static bool set_status(rtws_response_t *response, zend_long status)
{
	if (status < 200 || status > 599) {
		zend_value_error("A route returned the status " ZEND_LONG_FMT
						 ", which is not between 200 and 599",
						 status);
		return false;
	}
	response->status = (int) status;
	if (rtws_status_has_body(response->status)) {
		rtws_response_explain(response, "");
	}
	return true;
}

static bool set_object(rtws_response_t *response, zval *value)
{
	if (Z_OBJCE_P(value) == rtws_ce_response) {
		return rtws_php_response_read(Z_OBJ_P(value), response);
	}
	if (instanceof_function(Z_OBJCE_P(value), php_json_serializable_ce)) {
		return set_json(response, value);
	}
	if (instanceof_function(Z_OBJCE_P(value), zend_ce_traversable)) {
		return set_type(response, html); /* its items are the body */
	}
	throw_wrong_type(value);
	return false;
}

bool rtws_value_response(zval *value, rtws_response_t *response)
{
	ZVAL_DEREF(value);
	switch (Z_TYPE_P(value)) {
		case IS_NULL:
		case IS_UNDEF:
			response->status = 204;
			return true;
		case IS_ARRAY:
			return set_json(response, value);
		case IS_STRING:
			return set_body(response, Z_STR_P(value), html);
		case IS_LONG:
			return set_status(response, Z_LVAL_P(value));
		case IS_OBJECT:
			return set_object(response, value);
		default:
			throw_wrong_type(value);
			return false;
	}
}
