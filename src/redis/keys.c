/* Keys: where in a command they are, and which slot of a cluster they belong to. */
#include "redis/inside.h"

#include <string.h>

/* CRC16 of the XMODEM kind: polynomial 0x1021, no reflection. */
static uint16_t crc16(const char *bytes, size_t len)
{
	uint16_t crc = 0;

	for (size_t i = 0; i < len; i++) {
		crc ^= (uint16_t) ((unsigned char) bytes[i] << 8);
		for (int bit = 0; bit < 8; bit++) {
			crc = (uint16_t) ((crc & 0x8000) != 0 ? (crc << 1) ^ 0x1021 : crc << 1);
		}
	}
	return crc;
}

uint16_t rtws_redis_slot(rtws_text_t key)
{
	const char *open = key.len > 0 ? memchr(key.at, '{', key.len) : NULL;

	if (open != NULL) {
		const char *from = open + 1;
		const char *close = memchr(from, '}', (size_t) (key.at + key.len - from));

		if (close != NULL && close > from) {
			key = (rtws_text_t){ from, (size_t) (close - from) };
		}
	}
	return crc16(key.at, key.len) & (RTWS_REDIS_SLOTS - 1);
}

/* Where the first key is. A wrong guess costs one redirection, nothing else. */
static const struct place {
	const char *command;
	int at; /* 0: there is none */
} places[] = {
	/* after a number of keys, which is before the key */
	{ "EVAL", 3 },
	{ "EVALSHA", 3 },
	{ "EVAL_RO", 3 },
	{ "EVALSHA_RO", 3 },
	{ "FCALL", 3 },
	{ "FCALL_RO", 3 },
	{ "BLMPOP", 3 },
	{ "BZMPOP", 3 },
	{ "MIGRATE", 3 },
	{ "LMPOP", 2 },
	{ "ZMPOP", 2 },
	{ "SINTERCARD", 2 },
	{ "ZINTERCARD", 2 },
	{ "ZUNION", 2 },
	{ "ZINTER", 2 },
	{ "ZDIFF", 2 },
	/* after another word */
	{ "BITOP", 2 },
	{ "OBJECT", 2 },
	{ "MEMORY", 2 },
	{ "XINFO", 2 },
	{ "XGROUP", 2 },
	/* anywhere */
	{ "PUBLISH", 0 },
	{ "PING", 0 },
	{ "ECHO", 0 },
	{ "INFO", 0 },
	{ "TIME", 0 },
	{ "CLUSTER", 0 },
	{ "CONFIG", 0 },
	{ "CLIENT", 0 },
	{ "COMMAND", 0 },
	{ "SCRIPT", 0 },
	{ "FUNCTION", 0 },
	{ "PUBSUB", 0 },
	{ "DBSIZE", 0 },
	{ "KEYS", 0 },
	{ "SCAN", 0 },
	{ "RANDOMKEY", 0 },
	{ "FLUSHALL", 0 },
	{ "FLUSHDB", 0 },
	{ "ACL", 0 },
	{ "WAIT", 0 },
	{ "ROLE", 0 },
	{ "SLOWLOG", 0 },
	{ "LATENCY", 0 },
};

static int behind_streams(int argc, const rtws_text_t *argv)
{
	for (int i = 1; i < argc; i++) {
		if (rtws_text_is(argv[i], "STREAMS")) {
			return i + 1;
		}
	}
	return 0;
}

rtws_text_t rtws_redis_key_of(int argc, const rtws_text_t *argv)
{
	int at = 1;

	if (argc > 0 && (rtws_text_is(argv[0], "XREAD") || rtws_text_is(argv[0], "XREADGROUP"))) {
		at = behind_streams(argc, argv);
	}
	for (size_t i = 0; argc > 0 && i < sizeof(places) / sizeof(places[0]); i++) {
		if (rtws_text_is(argv[0], places[i].command)) {
			at = places[i].at;
			break;
		}
	}
	/* no keys: EVAL "..." 0 */
	if (at == 3 && argc > 2 && argv[2].len == 1 && argv[2].at[0] == '0') {
		at = 0;
	}
	return at > 0 && at < argc ? argv[at] : (rtws_text_t){ NULL, 0 };
}
