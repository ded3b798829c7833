/*
 * The memory broker from inside. Offsets come from one sequence for all channels, so one position
 * says where a client is in any of them; that they are not consecutive in a channel does not
 * matter, since each history knows up to where it has lost something.
 */
#ifndef RTWS_BROKER_MEMORY_H
#define RTWS_BROKER_MEMORY_H

#include "broker/broker.h"
#include "broker/memory_streams.h"
#include "util/map.h"

/* The newest publications of a channel, a ring. */
typedef struct rtws_ring {
	rtws_publication_t **slots;
	uint32_t size;
	uint32_t head; /* index of the oldest */
	uint32_t count;
} rtws_ring_t;

typedef struct rtws_present rtws_present_t;

/* A member of a channel. */
struct rtws_present {
	rtws_present_t *next; /* the one that came after */
	rtws_present_t *prev;
	uint64_t number; /* grows: a page of members ends at one */
	uint32_t connections;
	char *info; /* owned */
	size_t info_len;
	size_t key_len;
	char key[];
};

typedef struct rtws_topic rtws_topic_t;

/* What is kept of a channel; freed when that is nothing. */
struct rtws_topic {
	rtws_topic_t *next_expiring; /* list of those with a time to live */
	rtws_topic_t **prev_expiring;
	rtws_ring_t ring;
	uint32_t ttl_ms;
	uint64_t lost_to; /* what is at or before this offset may be missing */
	bool has_kept;    /* publications, at some time */
	rtws_map_t by_key;
	rtws_present_t *first;
	rtws_present_t *newest;
	size_t name_len;
	char name[];
};

/* A key that was published with. */
typedef struct rtws_seen rtws_seen_t;

struct rtws_seen {
	rtws_seen_t *next;
	uint64_t until_ms;
	rtws_position_t position;
	size_t len;
	char text[]; /* channel, NUL, key */
};

typedef struct rtws_broker_memory {
	rtws_broker_t base;
	rtws_map_t topics;
	uint32_t epoch;
	uint64_t sequence;   /* the newest offset */
	uint64_t time_us;    /* of the newest publication: no two have the same */
	uint64_t lost_floor; /* the newest offset lost with a topic that is forgotten */
	uint64_t numbers;    /* of members */
	rtws_topic_t *expiring;
	rtws_map_t seen;
	rtws_seen_t *seen_first;
	rtws_seen_t **seen_end;
	rtws_streams_t streams;
	rtws_loop_t *loop;
	rtws_timer_t sweep;
} rtws_broker_memory_t;

/* ---- memory.c -------------------------------------------------------------------------------- */

rtws_topic_t *rtws_topic_find(const rtws_broker_memory_t *self, rtws_text_t name);
/* Found or made; NULL when out of memory. */
rtws_topic_t *rtws_topic_get(rtws_broker_memory_t *self, rtws_text_t name);
/* Forgets it if there is nothing in it. */
void rtws_topic_release(rtws_broker_memory_t *self, rtws_topic_t *topic);

/* ---- memory_history.c ------------------------------------------------------------------------ */

void rtws_memory_publish(rtws_broker_t *broker, rtws_publication_t *pub, rtws_history_terms_t terms,
						 rtws_text_t key, rtws_published_fn done, void *arg);
void rtws_memory_step(rtws_broker_t *broker, const rtws_step_t *step, rtws_publication_t *pub,
					  rtws_history_terms_t terms, rtws_published_fn done, void *arg);
void rtws_memory_history(rtws_broker_t *broker, const rtws_history_query_t *query,
						 rtws_history_fn done, void *arg);
/* Drops what is too old, in every topic and of the keys. */
void rtws_memory_sweep(rtws_broker_memory_t *self);
void rtws_ring_clear(rtws_ring_t *ring);
void rtws_memory_forget_keys(rtws_broker_memory_t *self);

/* ---- memory_presence.c ----------------------------------------------------------------------- */

void rtws_memory_join(rtws_broker_t *broker, rtws_text_t channel, const rtws_member_t *member,
					  uint64_t connection, rtws_joined_fn done, void *arg);
void rtws_memory_leave(rtws_broker_t *broker, rtws_text_t channel, rtws_text_t key,
					   uint64_t connection);
void rtws_memory_members(rtws_broker_t *broker, rtws_text_t channel, uint64_t after, uint32_t limit,
						 rtws_members_fn done, void *arg);
void rtws_present_clear(rtws_topic_t *topic);

#endif
