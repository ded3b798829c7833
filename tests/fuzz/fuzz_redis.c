/*
 * What comes from outside to a client of Redis: a DSN, and the bytes that a server sends, which are
 * fed in two pieces.
 */
#include "fuzz.h"

#include "redis/inside.h"
#include "util/error.h"

static void parse_dsn(const char *bytes, size_t len)
{
	rtws_redis_settings_t settings, copy;
	char error[RTWS_REDIS_ERROR_MAX];
	int result;

	rtws_redis_settings_init(&settings);
	result = rtws_redis_settings_parse(&settings, (rtws_text_t){ bytes, len }, error);
	MUST(result == 0 || (result == RTWS_E_INVALID && error[0] != '\0'));
	MUST(result != 0 || settings.node_count > 0);
	if (result == 0) {
		for (size_t i = 0; i < settings.node_count; i++) {
			MUST(settings.nodes[i].host[0] != '\0');
			MUST(settings.nodes[i].is_unix == (settings.nodes[i].port == 0));
		}
		MUST(rtws_redis_settings_copy(&copy, &settings) == 0);
		MUST(copy.node_count == settings.node_count);
		rtws_redis_settings_clear(&copy);
	}
	rtws_redis_settings_clear(&settings);
}

static void check(const rtws_redis_reply_t *reply)
{
	MUST(reply->type <= RTWS_REDIS_ARRAY);
	MUST(reply->count == 0 || (reply->type == RTWS_REDIS_ARRAY && reply->items != NULL));
	MUST(reply->text.at == NULL || reply->text.at[reply->text.len] == '\0');
	for (size_t i = 0; i < reply->count; i++) {
		check(&reply->items[i]);
	}
	rtws_redis_integer(reply, 0);
	rtws_redis_is_error(reply, "MOVED");
}

static void read_replies(const char *bytes, size_t len, size_t at)
{
	rtws_redis_reader_t *reader = rtws_redis_reader_create();
	rtws_redis_reply_t *reply;
	int result = 0;

	MUST(reader != NULL);
	for (int piece = 0; piece < 2 && result >= 0; piece++) {
		MUST(rtws_redis_reader_feed(reader, piece == 0 ? bytes : bytes + at,
									piece == 0 ? at : len - at));
		while ((result = rtws_redis_reader_next(reader, &reply)) > 0) {
			check(reply);
			rtws_redis_reply_free(reply);
		}
	}
	rtws_redis_reader_destroy(reader);
}

/* Memory for as many items as are announced is asked for at once: not what is looked for here. */
static bool announces_much(const char *bytes, size_t len)
{
	unsigned digits = 0;

	for (size_t i = 0; i < len; i++) {
		digits = bytes[i] >= '0' && bytes[i] <= '9' ? digits + 1 : 0;
		if (digits > 5) {
			return true;
		}
	}
	return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t len)
{
	char *copy = exact_copy(input, len);
	rtws_text_t words[2] = { { copy, len / 2 }, { copy + len / 2, len - len / 2 } };

	parse_dsn(copy, len);
	if (!announces_much(copy, len)) {
		read_replies(copy, len, len / 3);
	}
	MUST(len == 0 || rtws_redis_slot(words[1]) < RTWS_REDIS_SLOTS);
	rtws_redis_key_of(2, words);
	free(copy);
	return 0;
}
