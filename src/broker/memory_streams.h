/*
 * Streams in memory: all there is of them, without a broker around it, so that the memory broker
 * has them and so has whoever serves other processes.
 *
 * An entry lies once in its stream. A group has a cursor, the oldest entry that it has given to
 * nobody yet, and a claim for each that it has taken up and is not done with:
 *
 *   READY -> IN_HAND -+-> done, dead: gone
 *     ^               +-> DELAYED -> READY      after a failure
 *     |               +-> READY                 given back, or its process ended
 *   HELD                                        behind another one of its order key
 */
#ifndef RTWS_BROKER_MEMORY_STREAMS_H
#define RTWS_BROKER_MEMORY_STREAMS_H

#include "broker/streams.h"
#include "util/map.h"
#include "util/table.h"
#include "util/wheel.h"

typedef struct rtws_streams {
	rtws_map_t by_name;
	uint64_t numbers;   /* of entries, over all streams */
	rtws_loop_t *loop;  /* NULL: nothing that is delayed comes back */
	rtws_timer_t ticks; /* while anything is delayed */
	rtws_wheel_t delays;
} rtws_streams_t;

typedef struct rtws_kept_stream rtws_kept_stream_t;
typedef struct rtws_kept_entry rtws_kept_entry_t;
typedef struct rtws_group rtws_group_t;
typedef struct rtws_claim rtws_claim_t;
typedef struct rtws_order_key rtws_order_key_t;
typedef struct rtws_member_consumer rtws_member_consumer_t;
typedef struct rtws_known_key rtws_known_key_t;
typedef struct rtws_buried rtws_buried_t;

typedef struct rtws_entry_id {
	uint64_t ms;
	uint64_t seq;
} rtws_entry_id_t;

struct rtws_kept_entry {
	rtws_kept_entry_t *next;
	rtws_kept_entry_t *prev;
	uint64_t number;    /* its place in the order, and its token */
	uint32_t owed;      /* groups that are not done with it */
	rtws_group_t *only; /* the group it is for; NULL: all */
	rtws_entry_id_t id;
	rtws_data_kind_t kind;
	rtws_text_t order;
	rtws_text_t data;
	char bytes[];
};

struct rtws_kept_stream {
	rtws_streams_t *streams;
	rtws_kept_entry_t *first;
	rtws_kept_entry_t *last;
	uint32_t length;
	rtws_entry_id_t last_id;
	rtws_stream_bounds_t bounds;
	rtws_group_t *groups;
	rtws_buried_t *dead; /* oldest first */
	rtws_buried_t **dead_end;
	uint32_t dead_count;
	rtws_map_t keys; /* that were appended with */
	rtws_known_key_t *keys_first;
	rtws_known_key_t **keys_end;
	rtws_kept_stream_t *next_empty; /* in a sweep */
	size_t name_len;
	char name[];
};

struct rtws_known_key {
	rtws_known_key_t *next;
	uint64_t until_ms;
	rtws_entry_id_t id;
	size_t len;
	char text[];
};

typedef enum {
	RTWS_CLAIM_READY,
	RTWS_CLAIM_IN_HAND,
	RTWS_CLAIM_DELAYED,
	RTWS_CLAIM_HELD
} rtws_claim_state_t;

struct rtws_claim {
	rtws_deadline_t due; /* first: the wheel hands it back */
	rtws_claim_t *next;  /* of those ready, or in one hand */
	rtws_claim_t *prev;
	rtws_claim_t *next_of_key;
	rtws_group_t *group;
	rtws_kept_entry_t *entry; /* NULL: removed from the stream while in hand */
	rtws_order_key_t *key;    /* NULL: in no order */
	rtws_member_consumer_t *consumer;
	uint64_t number;
	uint32_t attempt; /* that has begun last */
	rtws_claim_state_t state;
};

typedef struct rtws_claims {
	rtws_claim_t *first;
	rtws_claim_t *last;
} rtws_claims_t;

/* Claims of one key; only the first is not held. */
struct rtws_order_key {
	rtws_claim_t *first;
	rtws_claim_t *last;
	size_t len;
	char text[];
};

struct rtws_member_consumer {
	rtws_consumer_t base;
	rtws_member_consumer_t *next; /* of its group; who got something goes to the end */
	rtws_group_t *group;
	rtws_claims_t in_hand;
	uint32_t in_hand_count;
	uint32_t prefetch;
	uint32_t attempts_max;
	uint32_t delay_min_ms;
	uint32_t delay_max_ms;
	bool is_closing;
};

struct rtws_group {
	rtws_group_t *next;
	rtws_kept_stream_t *stream;
	rtws_kept_entry_t *cursor; /* NULL: it has taken up all there is */
	uint64_t owed;             /* entries it is not done with */
	rtws_table_t claims;       /* by number */
	rtws_claims_t ready;
	rtws_map_t keys;
	rtws_member_consumer_t *consumers;
	size_t name_len;
	char name[];
};

struct rtws_buried {
	rtws_buried_t *next;
	rtws_entry_id_t id;
	uint32_t attempts;
	uint64_t time_ms;
	rtws_data_kind_t kind;
	rtws_text_t group;
	rtws_text_t order;
	rtws_text_t data;
	rtws_text_t error;
	char bytes[];
};

/* ---- memory_streams.c ------------------------------------------------------------------------ */

/* All zero is a set of no streams. */
void rtws_streams_start(rtws_streams_t *self, rtws_loop_t *loop);
void rtws_streams_stop(rtws_streams_t *self);
/* Frees everything, consumers too. */
void rtws_streams_clear(rtws_streams_t *self);
/* Now and then: forgets keys that are too old, and streams with nothing in them. */
void rtws_streams_sweep(rtws_streams_t *self);

void rtws_streams_append(rtws_streams_t *self, const rtws_append_t *what, rtws_appended_fn done,
						 void *arg);
/* Returns how many it removed. */
uint64_t rtws_streams_trim(rtws_streams_t *self, rtws_text_t stream, uint32_t length);
void rtws_streams_info(rtws_streams_t *self, rtws_text_t stream, rtws_stream_info_fn done,
					   void *arg);

/* NULL: there is none. */
rtws_kept_stream_t *rtws_streams_find(const rtws_streams_t *self, rtws_text_t name);
/* Found or made; NULL when out of memory. */
rtws_kept_stream_t *rtws_streams_get(rtws_streams_t *self, rtws_text_t name);
/* Adds an entry at the end, for one group or (NULL) all. 0 or RTWS_E_NOMEM. */
int rtws_kept_stream_add(rtws_kept_stream_t *stream, const rtws_append_t *what, rtws_group_t *only,
						 rtws_entry_id_t id);
/* One group less waits for it; when that was the last it is gone. */
void rtws_kept_entry_release(rtws_kept_stream_t *stream, rtws_kept_entry_t *entry);
rtws_text_t rtws_entry_id_format(rtws_entry_id_t id, char out[RTWS_STREAM_ID_MAX]);

/* ---- memory_claims.c ------------------------------------------------------------------------- */

void rtws_claims_append(rtws_claims_t *list, rtws_claim_t *claim);
void rtws_claims_unlink(rtws_claims_t *list, rtws_claim_t *claim);
void rtws_claim_make_ready(rtws_claim_t *claim);
/* It is in no list any more; the next of its key comes to its turn. */
void rtws_claim_free(rtws_claim_t *claim);
/* The same, and the group is done with the entry. */
void rtws_claim_finish(rtws_claim_t *claim);
/* What is to be handed out next, in no list any more. NULL: nothing, or no memory, and it stays. */
rtws_claim_t *rtws_group_take(rtws_group_t *group);

/* ---- memory_groups.c ------------------------------------------------------------------------- */

rtws_group_t *rtws_group_find(const rtws_kept_stream_t *stream, rtws_text_t name);
/* NULL when out of memory. */
rtws_consumer_t *rtws_streams_open(rtws_streams_t *self, const rtws_consumer_terms_t *terms,
								   rtws_entry_fn entry, void *context);
void rtws_streams_settle(rtws_consumer_t *consumer, uint64_t token, rtws_outcome_t outcome,
						 rtws_text_t why);
void rtws_streams_close(rtws_consumer_t *consumer);
/* RTWS_E_EXISTS: it has consumers. Else 0, and whether it was there in *removed. */
int rtws_streams_remove_group(rtws_streams_t *self, rtws_text_t stream, rtws_text_t group,
							  uint64_t *removed);
/* Hands out what there is to whoever has room. */
void rtws_group_dispatch(rtws_group_t *group);
/* The entry leaves the stream before the group is done with it. */
void rtws_group_lose(rtws_group_t *group, rtws_kept_entry_t *entry);
void rtws_group_destroy(rtws_group_t *group);

/* ---- memory_dead.c --------------------------------------------------------------------------- */

/* 0 or RTWS_E_NOMEM. */
int rtws_streams_bury(const rtws_claim_t *claim, rtws_text_t why);
void rtws_streams_dead(rtws_streams_t *self, rtws_text_t stream, uint32_t limit,
					   rtws_dead_letters_fn done, void *arg);
/* 0, or RTWS_E_NOMEM after *count of them. */
int rtws_streams_undertake(rtws_streams_t *self, const rtws_dead_order_t *order, uint64_t *count);
void rtws_kept_stream_forget_dead(rtws_kept_stream_t *stream);

/* ---- memory_stream_ops.c --------------------------------------------------------------------- */

extern const rtws_stream_ops_t rtws_memory_stream_ops;

#endif
