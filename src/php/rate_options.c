/*
 * Options that are rates: false, [messages], [messages, seconds], or an array with the names below.
 */
#include "php/compat.h"
#include "php/options.h"
#include "php/server.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { PER_MS = 1000 };

/* One of some names; the index in them. */
static bool read_name(const char *path, const char *name, zval *value, const char *const *names,
					  size_t count, const char *what, unsigned *out)
{
	for (size_t i = 0; Z_TYPE_P(value) == IS_STRING && i < count; i++) {
		if (strcmp(Z_STRVAL_P(value), names[i]) == 0) {
			*out = (unsigned) i;
			return true;
		}
	}
	if (!Z_ISUNDEF_P(value)) {
		rtws_options_throw(path, name, what, value);
	}
	return Z_ISUNDEF_P(value);
}

/* [10, 1.0] as what it is short for. */
static void name_entries(HashTable *list, zval *out)
{
	static const char *const names[] = { "messages", "per" };
	zend_ulong index;
	zend_string *key;
	zval *value;

	array_init(out);
	ZEND_HASH_FOREACH_KEY_VAL(list, index, key, value)
	{
		ZVAL_DEREF(value);
		Z_TRY_ADDREF_P(value);
		if (key == NULL && index < COUNT(names)) {
			add_assoc_zval(out, names[index], value);
		} else if (key != NULL) {
			zend_hash_update(Z_ARRVAL_P(out), key, value);
		} else {
			zend_hash_index_update(Z_ARRVAL_P(out), index, value);
		}
	}
	ZEND_HASH_FOREACH_END();
}

static bool read_named(HashTable *given, const char *path, rtws_rate_limit_t *out)
{
	static const char *const modes[] = { "bucket", "window" };
	static const char *const answers[] = { "error", "drop", "close" };
	uint64_t messages = 0;
	uint64_t burst = 0;
	uint32_t per_ms = PER_MS;
	unsigned mode_index = RTWS_RATE_BUCKET;
	unsigned answer_index = RTWS_FLOOD_ERROR;
	zval mode, answer;
	const rtws_option_t known[] = {
		{ "messages", RTWS_OPTION_INT, &messages, 1, RTWS_RATE_EVENTS_MAX },
		{ "per", RTWS_OPTION_SECONDS, &per_ms, 0.001, RTWS_RATE_PER_MAX_MS / 1e3 },
		{ "burst", RTWS_OPTION_INT, &burst, 1, RTWS_RATE_EVENTS_MAX },
		{ "mode", RTWS_OPTION_ANY, &mode, 0, 0 },
		{ "answer", RTWS_OPTION_ANY, &answer, 0, 0 },
	};

	if (!rtws_options_read(given, path, known, COUNT(known)) ||
		!read_name(path, "mode", &mode, modes, COUNT(modes), "\"bucket\" or \"window\"",
				   &mode_index) ||
		!read_name(path, "answer", &answer, answers, COUNT(answers),
				   "\"error\", \"drop\" or \"close\"", &answer_index)) {
		return false;
	}
	if (messages == 0) {
		rtws_options_throw_text("Option \"%smessages\" is missing", path);
		return false;
	}
	if (burst > 0 && mode_index == RTWS_RATE_WINDOW) {
		rtws_options_throw_text("Option \"%sburst\" is for mode \"bucket\": a window has none",
								path);
		return false;
	}
	out->rule = (rtws_rate_rule_t){
		.events = (uint32_t) messages,
		.per_ms = per_ms,
		.burst = (uint32_t) (burst > 0 ? burst : messages),
		.mode = (rtws_rate_mode_t) mode_index,
	};
	out->answer = (rtws_flood_t) answer_index;
	return true;
}

bool rtws_php_read_rate(zval *value, const char *name, rtws_rate_limit_t *out)
{
	char path[32];
	zval named;
	bool fine;

	if (Z_ISUNDEF_P(value)) {
		return true;
	}
	if (Z_TYPE_P(value) == IS_FALSE) {
		out->rule.events = 0;
		return true;
	}
	if (Z_TYPE_P(value) != IS_ARRAY) {
		rtws_options_throw("", name, "false, [messages, seconds] or an array of options", value);
		return false;
	}
	snprintf(path, sizeof(path), "%s.", name);
	name_entries(Z_ARRVAL_P(value), &named);
	fine = read_named(Z_ARRVAL(named), path, out);
	zval_ptr_dtor(&named);
	return fine;
}
