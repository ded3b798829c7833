/*
 * The Redis broker: servers that share a Redis are one. One of it in each server, in the process
 * that has the loop to itself; others of a machine are behind a hub. Keys, channels and payloads
 * are in docs/redis.md.
 *
 * `reached` of a publication is how many connections of this process got it, and one for each other
 * receiver that Redis tells of: a lower bound, and 0 when nobody did. In a cluster Redis knows of
 * the receivers at one node only.
 */
#ifndef RTWS_BROKER_REDIS_BROKER_H
#define RTWS_BROKER_REDIS_BROKER_H

#include "broker/broker.h"
#include "redis/redis.h"

typedef struct rtws_redis_broker_settings {
	rtws_redis_settings_t redis;
	uint32_t lease_ms;     /* as long after a server's death its members have left */
	uint32_t queue_size;   /* publications that wait while Redis is away; 0: they are refused */
	uint32_t queue_age_ms; /* those that have waited longer are dropped */
	uint32_t reply_ms;     /* how long other servers may take to say whom they reached */
	bool sharded;          /* cluster: sharded Pub/Sub, Redis 7; patterns cannot be watched then */
	bool takes_messages;   /* publishes what others put into the list ws:messages */
} rtws_redis_broker_settings_t;

/* Defaults; rtws_redis_broker_settings_clear() frees what it has come to own. */
void rtws_redis_broker_settings_init(rtws_redis_broker_settings_t *settings);
void rtws_redis_broker_settings_clear(rtws_redis_broker_settings_t *settings);

/*
 * One setting by its name, as text: lease (seconds), queue, queue_age (seconds), reply (seconds),
 * sharded, messages; everything else goes to rtws_redis_settings_set(). 0, RTWS_E_NOMEM, or
 * RTWS_E_INVALID with a sentence in error.
 */
int rtws_redis_broker_settings_set(rtws_redis_broker_settings_t *settings, rtws_text_t name,
								   rtws_text_t value, char error[RTWS_REDIS_ERROR_MAX]);

/* Do they fit together? To be called when all is set. The same results. */
int rtws_redis_broker_settings_check(const rtws_redis_broker_settings_t *settings,
									 char error[RTWS_REDIS_ERROR_MAX]);

enum { RTWS_REDIS_SERVER_ID_MAX = 128 };

/*
 * Takes the settings over, and clears those it was given. server_id: 1 to RTWS_REDIS_SERVER_ID_MAX
 * bytes of printable ASCII without spaces and braces, this server's alone; it is what
 * `ws:server:{ID}` reaches it by. Connects when it is started, which it can be once. NULL: out of
 * memory, or a server_id that cannot be one, with a sentence in error.
 */
rtws_broker_t *rtws_broker_redis_create(const rtws_broker_events_t *events, void *app,
										rtws_redis_broker_settings_t *settings,
										const char *server_id, char error[RTWS_REDIS_ERROR_MAX]);

#endif
