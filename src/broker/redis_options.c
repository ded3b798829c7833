/* Settings of the Redis broker, as text. */
#include "broker/redis_broker.h"

#include "util/error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	LEASE_MS = 15000,
	LEASE_MIN_MS = 500,
	QUEUE_SIZE = 10000,
	QUEUE_AGE_MS = 60000,
	REPLY_MS = 1000,
	DAY_MS = 86400000,
	QUEUE_MAX = 10000000
};

void rtws_redis_broker_settings_init(rtws_redis_broker_settings_t *settings)
{
	*settings = (rtws_redis_broker_settings_t){
		.lease_ms = LEASE_MS,
		.queue_size = QUEUE_SIZE,
		.queue_age_ms = QUEUE_AGE_MS,
		.reply_ms = REPLY_MS,
		.takes_messages = true,
	};
	rtws_redis_settings_init(&settings->redis);
}

void rtws_redis_broker_settings_clear(rtws_redis_broker_settings_t *settings)
{
	rtws_redis_settings_clear(&settings->redis);
}

static int refuse(char error[RTWS_REDIS_ERROR_MAX], rtws_text_t name, rtws_text_t value,
				  const char *must)
{
	snprintf(error, RTWS_REDIS_ERROR_MAX, "%.*s must be %s, it is \"%.*s\"", (int) name.len,
			 name.at, must, (int) (value.len < 64 ? value.len : 64), value.at);
	return RTWS_E_INVALID;
}

/* The whole text as a number. */
static bool read_number(rtws_text_t value, double *out)
{
	char text[32];
	char *end;

	if (value.len == 0 || value.len >= sizeof(text)) {
		return false;
	}
	memcpy(text, value.at, value.len);
	text[value.len] = '\0';
	*out = strtod(text, &end);
	return *end == '\0';
}

static int set_seconds(uint32_t *ms, uint32_t min_ms, rtws_text_t name, rtws_text_t value,
					   char error[RTWS_REDIS_ERROR_MAX])
{
	double seconds;
	char must[64];

	if (!read_number(value, &seconds) || !(seconds * 1000 >= min_ms) ||
		!(seconds * 1000 <= DAY_MS)) {
		snprintf(must, sizeof(must), "a number of seconds from %g to 86400", min_ms / 1000.0);
		return refuse(error, name, value, must);
	}
	*ms = (uint32_t) (seconds * 1000);
	return 0;
}

static int set_flag(bool *flag, rtws_text_t name, rtws_text_t value,
					char error[RTWS_REDIS_ERROR_MAX])
{
	bool is_true = rtws_text_is_exactly(value, "1") || rtws_text_is_exactly(value, "true");

	if (!is_true && !rtws_text_is_exactly(value, "0") && !rtws_text_is_exactly(value, "false") &&
		value.len > 0) {
		return refuse(error, name, value, "true or false");
	}
	*flag = is_true;
	return 0;
}

static int set_queue(uint32_t *size, rtws_text_t name, rtws_text_t value,
					 char error[RTWS_REDIS_ERROR_MAX])
{
	double number;

	if (!read_number(value, &number) || !(number >= 0) || !(number <= QUEUE_MAX) ||
		number != (uint32_t) number) {
		return refuse(error, name, value, "a whole number from 0 to 10000000");
	}
	*size = (uint32_t) number;
	return 0;
}

int rtws_redis_broker_settings_set(rtws_redis_broker_settings_t *settings, rtws_text_t name,
								   rtws_text_t value, char error[RTWS_REDIS_ERROR_MAX])
{
	if (rtws_text_is_exactly(name, "lease")) {
		return set_seconds(&settings->lease_ms, LEASE_MIN_MS, name, value, error);
	}
	if (rtws_text_is_exactly(name, "queue")) {
		return set_queue(&settings->queue_size, name, value, error);
	}
	if (rtws_text_is_exactly(name, "queue_age")) {
		return set_seconds(&settings->queue_age_ms, 1, name, value, error);
	}
	if (rtws_text_is_exactly(name, "reply")) {
		return set_seconds(&settings->reply_ms, 1, name, value, error);
	}
	if (rtws_text_is_exactly(name, "sharded")) {
		return set_flag(&settings->sharded, name, value, error);
	}
	if (rtws_text_is_exactly(name, "messages")) {
		return set_flag(&settings->takes_messages, name, value, error);
	}
	return rtws_redis_settings_set(&settings->redis, name, value, error);
}

int rtws_redis_broker_settings_check(const rtws_redis_broker_settings_t *settings,
									 char error[RTWS_REDIS_ERROR_MAX])
{
	const char *prefix = settings->redis.prefix;

	if (settings->sharded && settings->redis.kind != RTWS_REDIS_CLUSTER) {
		snprintf(error, RTWS_REDIS_ERROR_MAX,
				 "sharded is for a cluster; this is the address of none");
		return RTWS_E_INVALID;
	}
	if (prefix != NULL && strpbrk(prefix, "{}") != NULL) {
		snprintf(error, RTWS_REDIS_ERROR_MAX,
				 "prefix must be without braces, it is \"%s\": they choose the node of a cluster",
				 prefix);
		return RTWS_E_INVALID;
	}
	return rtws_redis_settings_check(&settings->redis, error);
}
