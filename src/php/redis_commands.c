/*
 * Commands of Rtws\Redis: their words, which of them make the server wait, and which have no place
 * on a connection that many handlers share.
 */
#include "php/redis.h"

#include <math.h>
#include <zend_smart_str.h>

/* ---- words ----------------------------------------------------------------------------------- */

static void hold(rtws_php_words_t *words, int at, zend_string *string)
{
	words->held[at] = string;
	words->argv[at] = (rtws_text_t){ ZSTR_VAL(string), ZSTR_LEN(string) };
}

/* The fewest digits that are the same number again. */
static zend_string *float_text(double number)
{
	smart_str text = { 0 };

	smart_str_append_double(&text, number, -1, false);
	smart_str_0(&text);
	return text.s;
}

static bool set(rtws_php_words_t *words, int at, zval *value)
{
	ZVAL_DEREF(value);
	switch (Z_TYPE_P(value)) {
		case IS_STRING:
			hold(words, at, zend_string_copy(Z_STR_P(value)));
			return true;
		case IS_LONG:
			hold(words, at, zend_long_to_str(Z_LVAL_P(value)));
			return true;
		case IS_DOUBLE:
			if (isnan(Z_DVAL_P(value))) {
				zend_value_error("Rtws\\Redis: argument #%d of %s must be a number, NAN given", at,
								 words->argv[0].at);
				return false;
			}
			hold(words, at, float_text(Z_DVAL_P(value)));
			return true;
		default:
			zend_type_error(
				"Rtws\\Redis: argument #%d of %s must be of type string|int|float, %s given", at,
				words->argv[0].at, zend_zval_type_name(value));
			return false;
	}
}

static bool is_one_word(const zend_string *name)
{
	for (size_t i = 0; i < ZSTR_LEN(name); i++) {
		if ((unsigned char) ZSTR_VAL(name)[i] <= ' ') {
			return false;
		}
	}
	return ZSTR_LEN(name) > 0;
}

/* zend_string_toupper() came with 8.2 */
static zend_string *upper(const zend_string *name)
{
	zend_string *copy = zend_string_init(ZSTR_VAL(name), ZSTR_LEN(name), 0);

	for (size_t i = 0; i < ZSTR_LEN(copy); i++) {
		char c = ZSTR_VAL(copy)[i];

		ZSTR_VAL(copy)[i] = c >= 'a' && c <= 'z' ? (char) (c - 'a' + 'A') : c;
	}
	return copy;
}

bool rtws_php_words_make(rtws_php_words_t *words, zend_string *name, uint32_t argc, zval *args)
{
	if (!is_one_word(name)) {
		zend_value_error(
			"Rtws\\Redis: \"%s\" is no command: a command is one word, and further words "
			"are arguments, as in command(\"CONFIG\", \"GET\", \"save\")",
			ZSTR_VAL(name));
		return false;
	}
	words->argc = (int) argc + 1;
	words->argv = safe_emalloc((size_t) words->argc, sizeof(*words->argv), 0);
	words->held = ecalloc((size_t) words->argc, sizeof(*words->held));
	hold(words, 0, upper(name));
	for (uint32_t i = 0; i < argc; i++) {
		if (!set(words, (int) i + 1, &args[i])) {
			rtws_php_words_free(words);
			return false;
		}
	}
	return true;
}

void rtws_php_words_free(rtws_php_words_t *words)
{
	for (int i = 0; i < words->argc; i++) {
		if (words->held[i] != NULL) {
			zend_string_release(words->held[i]);
		}
	}
	efree(words->held);
	efree(words->argv);
	words->argc = 0;
}

/* ---- kinds ----------------------------------------------------------------------------------- */

static const struct refusal {
	const char *command;
	const char *word; /* the second one; NULL: any */
	const char *why;
} refusals[] = {
	{ "SUBSCRIBE", NULL, "use $server->subscribe() with a Redis broker" },
	{ "PSUBSCRIBE", NULL, "use $server->subscribe() with a Redis broker" },
	{ "SSUBSCRIBE", NULL, "use $server->subscribe() with a Redis broker" },
	{ "UNSUBSCRIBE", NULL, "use $server->subscribe() with a Redis broker" },
	{ "PUNSUBSCRIBE", NULL, "use $server->subscribe() with a Redis broker" },
	{ "SUNSUBSCRIBE", NULL, "use $server->subscribe() with a Redis broker" },
	{ "MULTI", NULL, "use transaction()" },
	{ "EXEC", NULL, "use transaction()" },
	{ "DISCARD", NULL, "use transaction()" },
	{ "WATCH", NULL, "use transaction() with keys to watch" },
	{ "UNWATCH", NULL, "use transaction() with keys to watch" },
	{ "SELECT", NULL, "use the option \"database\"" },
	{ "AUTH", NULL, "use the options \"user\" and \"password\"" },
	{ "HELLO", NULL, "use the options \"user\" and \"password\"" },
	{ "CLIENT", "SETNAME", "use the option \"name\"" },
	{ "CLIENT", "REPLY", "every command has an answer here" },
	{ "CLIENT", "TRACKING", "nothing here would hear of it" },
	{ "RESET", NULL, "use close()" },
	{ "QUIT", NULL, "use close()" },
	{ "MONITOR", NULL, "use redis-cli" },
	{ "SYNC", NULL, "this is no replica" },
	{ "PSYNC", NULL, "this is no replica" },
	{ "REPLCONF", NULL, "this is no replica" },
	{ "WAIT", NULL, "it waits for what one connection has written" },
	{ "WAITAOF", NULL, "it waits for what one connection has written" },
	{ "SCRIPT", "DEBUG", "use redis-cli" },
};

const char *rtws_php_redis_refuses(const rtws_php_words_t *words)
{
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		const struct refusal *refusal = &refusals[i];

		if (rtws_text_is(words->argv[0], refusal->command) &&
			(refusal->word == NULL ||
			 (words->argc > 1 && rtws_text_is(words->argv[1], refusal->word)))) {
			return refusal->why;
		}
	}
	return NULL;
}

/* Where the seconds are: of its first argument, or of its last. */
static const struct waiting {
	const char *command;
	bool is_first;
} waitings[] = {
	{ "BLPOP", false },    { "BRPOP", false },    { "BLMOVE", false }, { "BRPOPLPUSH", false },
	{ "BZPOPMIN", false }, { "BZPOPMAX", false }, { "BLMPOP", true },  { "BZMPOP", true },
};

static uint32_t to_ms(rtws_text_t text, double unit)
{
	double ms = zend_strtod(text.at, NULL) * unit; /* zend_strings end with a NUL */

	return ms > 0 && ms < 1e9 ? (uint32_t) ms + 1 : 0;
}

bool rtws_php_redis_waits(const rtws_php_words_t *words, uint32_t *ms)
{
	const rtws_text_t *argv = words->argv;

	*ms = 0;
	for (size_t i = 0; i < sizeof(waitings) / sizeof(waitings[0]); i++) {
		if (rtws_text_is(argv[0], waitings[i].command) && words->argc > 2) {
			*ms = to_ms(argv[waitings[i].is_first ? 1 : words->argc - 1], 1000);
			return true;
		}
	}
	if (!rtws_text_is(argv[0], "XREAD") && !rtws_text_is(argv[0], "XREADGROUP")) {
		return false;
	}
	for (int i = 1; i + 1 < words->argc && !rtws_text_is(argv[i], "STREAMS"); i++) {
		if (rtws_text_is(argv[i], "BLOCK")) {
			*ms = to_ms(argv[i + 1], 1);
			return true;
		}
	}
	return false;
}
