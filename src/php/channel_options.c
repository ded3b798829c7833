/*
 * The options of channels() and of channels. Names, ranges and defaults are documented in
 * stubs/server.stub.php and stubs/channel.stub.php.
 */
#include "php/channels.h"
#include "php/compat.h"

#include <zend_exceptions.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define DAY 86400.0

enum { HISTORY_MAX = 1000000, PATH_SIZE = 128 };

static bool throw_history(const char *path, zval *value)
{
	rtws_options_throw(path, "history",
					   "[size, seconds], the number of publications and how long they are kept (0: "
					   "for ever), a size, or false",
					   value);
	return false;
}

static bool read_size(const char *path, zval *size, zval *whole, rtws_history_terms_t *terms)
{
	if (Z_TYPE_P(size) != IS_LONG || Z_LVAL_P(size) < 0 || Z_LVAL_P(size) > HISTORY_MAX) {
		return throw_history(path, whole);
	}
	terms->size = (uint32_t) Z_LVAL_P(size);
	return true;
}

static bool read_history(const char *path, zval *value, rtws_history_terms_t *terms)
{
	zval *size, *ttl;
	double seconds;

	terms->ttl_ms = 0;
	if (Z_TYPE_P(value) == IS_FALSE) {
		terms->size = 0;
		return true;
	}
	if (Z_TYPE_P(value) != IS_ARRAY) {
		return read_size(path, value, value, terms);
	}
	size = zend_hash_index_find_deref(Z_ARRVAL_P(value), 0);
	ttl = zend_hash_index_find_deref(Z_ARRVAL_P(value), 1);
	if (size == NULL || zend_hash_num_elements(Z_ARRVAL_P(value)) != (ttl != NULL ? 2u : 1u)) {
		return throw_history(path, value);
	}
	if (!read_size(path, size, value, terms)) {
		return false;
	}
	if (ttl == NULL) {
		return true;
	}
	seconds = Z_TYPE_P(ttl) == IS_LONG     ? (double) Z_LVAL_P(ttl)
			  : Z_TYPE_P(ttl) == IS_DOUBLE ? Z_DVAL_P(ttl)
										   : -1;
	if (!(seconds >= 0 && seconds <= 40 * DAY)) {
		return throw_history(path, value);
	}
	terms->ttl_ms = (uint32_t) (seconds * 1000 + 0.5);
	return true;
}

static bool read_permit(const char *path, const char *name, zval *value, rtws_permit_t *permit)
{
	switch (Z_TYPE_P(value)) {
		case IS_NULL:
			*permit = RTWS_PERMIT_ASK;
			return true;
		case IS_TRUE:
		case IS_FALSE:
			*permit = Z_TYPE_P(value) == IS_TRUE ? RTWS_PERMIT_YES : RTWS_PERMIT_NO;
			return true;
		default:
			rtws_options_throw(path, name, "a bool or null", value);
			return false;
	}
}

/* What rules and endpoints have in common, as read: undefined is not given. */
typedef struct {
	zval history, publish, subscribe, presence, conflate;
	uint64_t state;
	uint32_t batch_ms;
	bool delta;
} given_t;

static void init_given(given_t *given, const rtws_rules_t *rules)
{
	given->state = rules->presence_page;
	given->batch_ms = rules->presence_batch_ms;
	given->delta = rules->delta;
}

#define GIVEN(given)                                                \
	{ "history", RTWS_OPTION_ANY, &(given).history, 0, 0 },         \
		{ "publish", RTWS_OPTION_ANY, &(given).publish, 0, 0 },     \
		{ "subscribe", RTWS_OPTION_ANY, &(given).subscribe, 0, 0 }, \
		{ "presence", RTWS_OPTION_ANY, &(given).presence, 0, 0 },   \
		{ "conflate", RTWS_OPTION_ANY, &(given).conflate, 0, 0 },   \
		{ "delta", RTWS_OPTION_BOOL, &(given).delta, 0, 0 },        \
		{ "batch", RTWS_OPTION_SECONDS, &(given).batch_ms, 0, 60 }, \
	{                                                               \
		"state", RTWS_OPTION_INT, &(given).state, 0, 1000000        \
	}

/* true: one key for the channel; a name: one for each value of this member of the data. */
static bool read_conflate(const char *path, zval *value, rtws_rules_t *rules)
{
	rules->conflates = Z_TYPE_P(value) != IS_FALSE;
	rules->conflate_key[0] = '\0';
	if (Z_TYPE_P(value) == IS_TRUE || Z_TYPE_P(value) == IS_FALSE) {
		return true;
	}
	if (Z_TYPE_P(value) == IS_STRING && Z_STRLEN_P(value) > 0 &&
		Z_STRLEN_P(value) < sizeof(rules->conflate_key) &&
		strlen(Z_STRVAL_P(value)) == Z_STRLEN_P(value)) {
		strcpy(rules->conflate_key, Z_STRVAL_P(value));
		return true;
	}
	rtws_options_throw(path, "conflate",
					   "a bool or the name of a member of the data, of 1 to 63 bytes", value);
	return false;
}

/* What has been replaced in a queue would be missing between two positions, and under a patch. */
static bool are_consistent(const char *path, const rtws_rules_t *rules)
{
	if (rules->conflates && (rules->history.size > 0 || rules->delta)) {
		rtws_options_throw_text("Option \"%sconflate\" cannot be combined with a history or delta",
								path);
		return false;
	}
	return true;
}

static bool take_given(given_t *given, const char *path, rtws_rules_t *rules,
					   rtws_permits_t *permits)
{
	rules->presence_page = (uint32_t) given->state;
	rules->presence_batch_ms = given->batch_ms;
	rules->delta = given->delta;
	return (Z_ISUNDEF(given->history) || read_history(path, &given->history, &rules->history)) &&
		   (Z_ISUNDEF(given->publish) ||
			read_permit(path, "publish", &given->publish, &permits->publish)) &&
		   (Z_ISUNDEF(given->subscribe) ||
			read_permit(path, "subscribe", &given->subscribe, &permits->subscribe)) &&
		   (Z_ISUNDEF(given->presence) ||
			read_permit(path, "presence", &given->presence, &permits->presence)) &&
		   (Z_ISUNDEF(given->conflate) || read_conflate(path, &given->conflate, rules)) &&
		   are_consistent(path, rules);
}

bool rtws_php_read_rules(HashTable *options, const char *path, rtws_rules_t *rules)
{
	given_t given;
	zval rate;
	const rtws_option_t known[] = { GIVEN(given), { "rate", RTWS_OPTION_ANY, &rate, 0, 0 } };

	init_given(&given, rules);
	return rtws_options_read(options, path, known, COUNT(known)) &&
		   rtws_php_read_rate(&rate, "rate", &rules->rate) &&
		   take_given(&given, path, rules, &rules->permits);
}

/* ---- channels() ------------------------------------------------------------------------------ */

static bool read_namespaces(rtws_rulebook_t *book, zval *value)
{
	char path[PATH_SIZE];
	zend_string *prefix;
	zval *options;

	if (Z_TYPE_P(value) != IS_ARRAY) {
		rtws_options_throw("", "namespaces", "an array of options by prefix", value);
		return false;
	}
	ZEND_HASH_FOREACH_STR_KEY_VAL(Z_ARRVAL_P(value), prefix, options)
	{
		rtws_rules_t rules = book->general;

		ZVAL_DEREF(options);
		if (prefix == NULL || !rtws_channel_name_is_valid(rtws_php_text(prefix)) ||
			Z_TYPE_P(options) != IS_ARRAY) {
			rtws_options_throw("", "namespaces",
							   "an array of options by prefix, such as [\"chat:\" => [\"history\" "
							   "=> [100, 60]]]",
							   prefix == NULL ? value : options);
			return false;
		}
		snprintf(path, sizeof(path), "namespaces.%.*s.", 80, ZSTR_VAL(prefix));
		if (!rtws_php_read_rules(Z_ARRVAL_P(options), path, &rules)) {
			return false;
		}
		if (rtws_rules_set_prefix(book, rtws_php_text(prefix), &rules) != 0) {
			zend_throw_error(NULL, "Out of memory");
			return false;
		}
	}
	ZEND_HASH_FOREACH_END();
	return true;
}

static bool read_ping(rtws_endpoint_t *endpoint, zval *value)
{
	const rtws_option_t known[] = {
		{ "interval", RTWS_OPTION_SECONDS, &endpoint->ping_interval_ms, 0.05, DAY },
		{ "timeout", RTWS_OPTION_SECONDS, &endpoint->ping_timeout_ms, 0.05, DAY },
	};

	if (Z_TYPE_P(value) == IS_FALSE) {
		return true;
	}
	endpoint->ping_interval_ms = 30000;
	endpoint->ping_timeout_ms = 10000;
	if (Z_TYPE_P(value) != IS_ARRAY) {
		rtws_options_throw("", "ping", "false or an array", value);
		return false;
	}
	return rtws_options_read(Z_ARRVAL_P(value), "ping.", known, COUNT(known));
}

static bool read_callback(const char *name, zval *value, rtws_callback_t *cb)
{
	if (Z_ISUNDEF_P(value) || rtws_callback_set(cb, value)) {
		return true;
	}
	rtws_options_throw("", name, "a callable", value);
	return false;
}

bool rtws_php_read_channels_options(rtws_php_server_t *self, rtws_php_handlers_t *handlers,
									rtws_endpoint_t *endpoint, HashTable *options)
{
	rtws_rulebook_t *book = &self->native->channels.rulebook;
	zval namespaces, ping, handshake, open, close;
	uint64_t channels = endpoint->channels_max;
	given_t given;
	const rtws_option_t known[] = {
		GIVEN(given),
		{ "namespaces", RTWS_OPTION_ANY, &namespaces, 0, 0 },
		{ "channels", RTWS_OPTION_INT, &channels, 1, 1000000 },
		{ "ping", RTWS_OPTION_ANY, &ping, 0, 0 },
		{ "handshake", RTWS_OPTION_ANY, &handshake, 0, 0 },
		{ "onOpen", RTWS_OPTION_ANY, &open, 0, 0 },
		{ "onClose", RTWS_OPTION_ANY, &close, 0, 0 },
	};

	init_given(&given, &book->general);
	if (!rtws_php_read_ws_options(handlers, endpoint, options, known, COUNT(known))) {
		return false;
	}
	endpoint->channels_max = (uint32_t) channels;
	return take_given(&given, "", &book->general, &endpoint->permits) &&
		   (Z_ISUNDEF(namespaces) || read_namespaces(book, &namespaces)) &&
		   (Z_ISUNDEF(ping) || read_ping(endpoint, &ping)) &&
		   read_callback("handshake", &handshake, &handlers->handshake) &&
		   read_callback("onOpen", &open, &handlers->on_open) &&
		   read_callback("onClose", &close, &handlers->on_close);
}
