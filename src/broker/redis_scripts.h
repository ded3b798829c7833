/*
 * Scripts: what has to happen in Redis as a whole, in Lua. Redis 6 and later. Keys and arguments
 * are listed at each.
 */
#ifndef RTWS_BROKER_REDIS_SCRIPTS_H
#define RTWS_BROKER_REDIS_SCRIPTS_H

#include "redis/redis.h"

typedef enum {
	RTWS_SCRIPT_PUBLISH,
	RTWS_SCRIPT_STEP,
	RTWS_SCRIPT_HISTORY,
	RTWS_SCRIPT_JOIN,
	RTWS_SCRIPT_LEAVE,
	RTWS_SCRIPT_REAP,
	RTWS_SCRIPT_MEMBERS,
	RTWS_SCRIPT_BEAT,
	RTWS_SCRIPT_BURY,
	RTWS_SCRIPT_FAREWELL,
	RTWS_SCRIPT_TAKE,
	/* redis_stream_scripts.c */
	RTWS_SCRIPT_STREAM_APPEND,
	RTWS_SCRIPT_STREAM_TAKE,
	RTWS_SCRIPT_STREAM_SETTLE,
	RTWS_SCRIPT_STREAM_RENEW,
	RTWS_SCRIPT_STREAM_UNDERTAKE,
	RTWS_SCRIPT_STREAM_TRIM,
	RTWS_SCRIPT_STREAM_REMOVE,
	RTWS_SCRIPT_STREAM_INFO,
	RTWS_SCRIPT_COUNT
} rtws_script_t;

/* NULL: it is not one of streams. */
const char *rtws_redis_stream_script(rtws_script_t script);

void rtws_redis_scripts_init(rtws_redis_script_t scripts[RTWS_SCRIPT_COUNT]);

#endif
