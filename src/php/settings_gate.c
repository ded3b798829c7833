/*
 * The options of RtServer about who is let in and who is believed: limits of an address, and
 * trusted proxies.
 */
#include "php/compat.h"
#include "php/options.h"
#include "php/server.h"

#define DAY 86400.0

enum { RATE_MAX = 1000000 };

static bool read_count(zval *value, uint32_t *out)
{
	ZVAL_DEREF(value);
	if (Z_TYPE_P(value) == IS_LONG && Z_LVAL_P(value) >= 1 && Z_LVAL_P(value) <= RATE_MAX) {
		*out = (uint32_t) Z_LVAL_P(value);
		return true;
	}
	rtws_options_throw("limits.", "rate_per_ip[0]", "an int between 1 and 1000000", value);
	return false;
}

static bool read_seconds(zval *value, uint32_t *out)
{
	double seconds;

	ZVAL_DEREF(value);
	seconds =
		Z_TYPE_P(value) == IS_LONG || Z_TYPE_P(value) == IS_DOUBLE ? zval_get_double(value) : -1;
	if (seconds >= 0.05 && seconds <= DAY) {
		*out = (uint32_t) (seconds * 1000 + 0.5);
		return true;
	}
	rtws_options_throw("limits.", "rate_per_ip[1]", "a number of seconds between 0.05 and 86400",
					   value);
	return false;
}

bool rtws_php_read_rate_per_ip(zval *value, rtws_gate_settings_t *gate)
{
	bool is_pair = Z_TYPE_P(value) == IS_ARRAY && zend_hash_num_elements(Z_ARRVAL_P(value)) == 2;
	zval *count = is_pair ? zend_hash_index_find(Z_ARRVAL_P(value), 0) : NULL;
	zval *seconds = is_pair ? zend_hash_index_find(Z_ARRVAL_P(value), 1) : NULL;

	if (Z_ISUNDEF_P(value)) {
		return true;
	}
	if (count == NULL || seconds == NULL) {
		rtws_options_throw("limits.", "rate_per_ip", "[count, seconds]", value);
		return false;
	}
	return read_count(count, &gate->rate_count) && read_seconds(seconds, &gate->rate_ms);
}

static bool add_proxy(zval *item, rtws_gate_settings_t *gate)
{
	const char *why = "";
	char what[200];

	if (rtws_ranges_add(&gate->trusted, Z_STRVAL_P(item), Z_STRLEN_P(item), &why) == 0) {
		return true;
	}
	snprintf(what, sizeof(what), "\"%.60s\" %s", Z_STRVAL_P(item), why);
	rtws_options_throw_text("Option \"trusted_proxies\": %s", what);
	return false;
}

bool rtws_php_read_proxies(zval *value, rtws_gate_settings_t *gate)
{
	zval *item;

	if (Z_TYPE_P(value) == IS_STRING && !add_proxy(value, gate)) {
		return false;
	}
	if (Z_TYPE_P(value) == IS_ARRAY) {
		ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(value), item)
		{
			ZVAL_DEREF(item);
			if (!add_proxy(item, gate)) {
				return false;
			}
		}
		ZEND_HASH_FOREACH_END();
	}
	if (gate->proxy_protocol && rtws_ranges_are_empty(&gate->trusted)) {
		rtws_options_throw_text("Option \"proxy_protocol\" needs \"trusted_proxies\": %s",
								"the addresses of the proxies that send its header");
		return false;
	}
	return true;
}
