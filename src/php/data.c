/* What is published, between zvals and bytes. */
#include "php/channels.h"
#include "php/compat.h"
#include "php/value.h"

#include <ext/json/php_json.h>

bool rtws_php_data_read(zval *value, rtws_php_data_t *out)
{
	ZVAL_DEREF(value);
	if (Z_TYPE_P(value) == IS_STRING) {
		out->kind = rtws_value_is_utf8(Z_STR_P(value)) ? RTWS_DATA_TEXT : RTWS_DATA_BINARY;
		out->bytes = zend_string_copy(Z_STR_P(value));
		return true;
	}
	out->kind = RTWS_DATA_JSON;
	out->bytes = rtws_value_json(value);
	return out->bytes != NULL;
}

void rtws_php_data_value(zval *out, rtws_data_kind_t kind, rtws_text_t data)
{
	zend_string *text = zend_string_init(data.at, data.len, false);

	/* a copy also for the scanner, which wants to find a NUL behind the last byte */
	if (kind != RTWS_DATA_JSON ||
		php_json_decode_ex(out, ZSTR_VAL(text), ZSTR_LEN(text), PHP_JSON_OBJECT_AS_ARRAY,
						   PHP_JSON_PARSER_DEFAULT_DEPTH) != SUCCESS) {
		ZVAL_STR(out, text); /* half a surrogate pair: PHP has no string for it */
		return;
	}
	zend_string_release(text);
}

bool rtws_php_check_channel_name(const zend_string *name, uint32_t arg)
{
	if (rtws_channel_name_is_valid(rtws_php_text(name))) {
		return true;
	}
	zend_argument_value_error(arg,
							  "must be a channel name: 1 to 255 bytes of UTF-8 without control "
							  "characters, \"%.60s\" (%zu bytes) given",
							  ZSTR_VAL(name), ZSTR_LEN(name));
	return false;
}

bool rtws_php_check_label(const zend_string *label, uint32_t arg)
{
	if (label == NULL || rtws_name_is_valid(rtws_php_text(label), RTWS_EVENT_MAX)) {
		return true;
	}
	zend_argument_value_error(arg,
							  "must be 1 to 64 bytes of UTF-8 without control characters, "
							  "\"%.60s\" (%zu bytes) given",
							  ZSTR_VAL(label), ZSTR_LEN(label));
	return false;
}
