/*
 * The options of RtServer about who is let in and who is believed: limits of an address, and
 * trusted proxies.
 */
#include "php/compat.h"
#include "php/options.h"
#include "php/server.h"

#define DAY 86400.0

enum { RATE_MAX = 1000000 };

static bool read_pair(HashTable *pair, rtws_gate_settings_t *gate)
{
	zval *count = zend_hash_index_find(pair, 0);
	zval *seconds = zend_hash_index_find(pair, 1);
	double s;

	if (zend_hash_num_elements(pair) != 2 || count == NULL || seconds == NULL) {
		return false;
	}
	ZVAL_DEREF(count);
	ZVAL_DEREF(seconds);
	if (Z_TYPE_P(count) != IS_LONG || Z_LVAL_P(count) < 1 || Z_LVAL_P(count) > RATE_MAX ||
		(Z_TYPE_P(seconds) != IS_LONG && Z_TYPE_P(seconds) != IS_DOUBLE)) {
		return false;
	}
	s = zval_get_double(seconds);
	if (!(s >= 0.05 && s <= DAY)) {
		return false;
	}
	gate->rate_count = (uint32_t) Z_LVAL_P(count);
	gate->rate_ms = (uint32_t) (s * 1000 + 0.5);
	return true;
}

bool rtws_php_read_rate(zval *value, rtws_gate_settings_t *gate)
{
	if (Z_ISUNDEF_P(value) || (Z_TYPE_P(value) == IS_ARRAY && read_pair(Z_ARRVAL_P(value), gate))) {
		return true;
	}
	rtws_options_throw("limits.", "rate_per_ip",
					   "[count, seconds], 1 to 1000000 connections in 0.05 to 86400 seconds",
					   value);
	return false;
}

static bool add_proxy(zval *item, rtws_gate_settings_t *gate)
{
	const char *why = "";
	char what[160];

	if (rtws_ranges_add(&gate->trusted, Z_STRVAL_P(item), Z_STRLEN_P(item), &why) == 0) {
		return true;
	}
	snprintf(what, sizeof(what), "addresses of proxies; %s", why);
	rtws_options_throw("", "trusted_proxies", what, item);
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
