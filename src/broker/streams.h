/*
 * Streams: entries that are kept until they have been handled. Each group of consumers gets every
 * entry; of a group one consumer at a time, and again until it says that it is done.
 *
 * What a broker promises:
 * - An entry that was appended is handed to each group at least once. It is kept until every group
 *   is done with it; while there is no group, until there is one. There may be at most
 * bounds.length of them: more are refused, or the oldest go.
 * - What a consumer got and is not done with goes to the group again: after a failure when a delay
 *   is over, at once when its process has ended or gave it back. An entry that is being handled is
 *   handed to nobody else as long as that process lives.
 * - Attempts are counted. After the last one the entry becomes a dead letter.
 * - Entries with the same order key are handed to a group one after the other, in the order they
 *   were appended: the next one when it is done with the one before, or that is dead. Others wait
 *   for nobody.
 *
 * Calls may be answered before they return, or later: done() is called exactly once for each, but
 * not after rtws_broker_ops_t.destroy. Texts and results are valid for the call only.
 */
#ifndef RTWS_BROKER_STREAMS_H
#define RTWS_BROKER_STREAMS_H

#include "broker/broker.h"

enum {
	RTWS_STREAM_NAME_MAX = 255,  /* of streams and groups */
	RTWS_STREAM_ID_MAX = 42,     /* "1764059141000-0" and its NUL */
	RTWS_STREAM_ERROR_MAX = 1000 /* bytes of an error that are kept */
};

typedef struct rtws_stream_bounds {
	uint32_t length;      /* entries that are kept, at least 1 */
	uint32_t dead;        /* dead letters: the oldest go */
	uint32_t remember_ms; /* how long keys are known */
	bool drops_oldest;    /* what is over the length, instead of refusing it */
} rtws_stream_bounds_t;

typedef struct rtws_append {
	rtws_text_t stream;
	rtws_text_t key;   /* empty, or what makes it unique */
	rtws_text_t order; /* empty: in no order */
	rtws_data_kind_t kind;
	rtws_text_t data;
	rtws_stream_bounds_t bounds; /* of the stream from now on */
} rtws_append_t;

typedef struct rtws_appended {
	int error; /* 0; RTWS_E_FULL, RTWS_E_NOMEM, RTWS_E_BROKER */
	rtws_text_t id;
	bool is_duplicate; /* its key was known: the id is that of the first */
} rtws_appended_t;

typedef void (*rtws_appended_fn)(void *arg, const rtws_appended_t *result);

/* ---- consumers ------------------------------------------------------------------------------- */

typedef struct rtws_consumer rtws_consumer_t;

typedef struct rtws_entry {
	rtws_consumer_t *consumer;
	uint64_t token; /* of this consumer's: to settle it by */
	rtws_text_t id;
	uint32_t attempt; /* 1: the first */
	rtws_data_kind_t kind;
	rtws_text_t data;
} rtws_entry_t;

/*
 * May be called from within any call of the broker's, and must not call it. False: there is no
 * memory for it now. It is not to be settled then, and comes again after a while.
 */
typedef bool (*rtws_entry_fn)(void *context, const rtws_entry_t *entry);

typedef struct rtws_consumer_terms {
	rtws_text_t stream;
	rtws_text_t group;     /* made if it is not there */
	bool is_new_only;      /* a group that is made begins with what comes from now on */
	uint32_t prefetch;     /* entries it handles at a time, at least 1 */
	uint32_t attempts_max; /* at least 1 */
	uint32_t delay_min_ms; /* before the second attempt; doubled each time */
	uint32_t delay_max_ms;
	uint32_t
		lease_ms; /* silence after which a process is taken for dead, where nothing else tells */
	rtws_stream_bounds_t bounds;
} rtws_consumer_terms_t;

/* First member of every consumer. */
struct rtws_consumer {
	rtws_entry_fn entry;
	void *context;
};

typedef enum {
	RTWS_OUTCOME_DONE,
	RTWS_OUTCOME_FAILED,
	RTWS_OUTCOME_RETURNED, /* not tried: the attempt does not count */
	RTWS_OUTCOME_DIED      /* its process has ended */
} rtws_outcome_t;

/* ---- dead letters and numbers ---------------------------------------------------------------- */

typedef struct rtws_dead_letter {
	rtws_text_t id;
	rtws_text_t group; /* whose attempts failed */
	rtws_text_t order;
	rtws_data_kind_t kind;
	rtws_text_t data;
	rtws_text_t error; /* of the last attempt */
	uint32_t attempts;
	uint64_t time_ms; /* of its death, since 1970 UTC */
} rtws_dead_letter_t;

typedef struct rtws_dead_letters {
	int error;
	const rtws_dead_letter_t *letters; /* oldest first */
	uint32_t count;
} rtws_dead_letters_t;

typedef void (*rtws_dead_letters_fn)(void *arg, const rtws_dead_letters_t *result);

typedef struct rtws_group_info {
	rtws_text_t name;
	uint64_t waiting; /* entries it is not done with, those in hand included */
	uint64_t in_hand; /* being handled, or about to be again */
	uint32_t consumers;
} rtws_group_info_t;

typedef struct rtws_stream_info {
	int error;
	uint64_t length;
	uint64_t dead;
	const rtws_group_info_t *groups;
	uint32_t count;
} rtws_stream_info_t;

typedef void (*rtws_stream_info_fn)(void *arg, const rtws_stream_info_t *result);

/* What to do with dead letters. */
typedef struct rtws_dead_order {
	rtws_text_t stream;
	rtws_text_t id;
	rtws_text_t group; /* empty: of all groups it died in */
	bool discards;     /* else it is given to its group again, as a new entry with the old id */
} rtws_dead_order_t;

/* How many entries, letters or groups it was. */
typedef rtws_reached_fn rtws_counted_fn;

typedef struct rtws_stream_ops {
	void (*append)(rtws_broker_t *broker, const rtws_append_t *what, rtws_appended_fn done,
				   void *arg);
	/*
	 * Begins to consume. What cannot be reached now is, as soon as it can be. NULL when out of
	 * memory.
	 */
	rtws_consumer_t *(*open)(rtws_broker_t *broker, const rtws_consumer_terms_t *terms,
							 rtws_entry_fn entry, void *context);
	/* Every entry is settled once. why: of a failure. */
	void (*settle)(rtws_broker_t *broker, rtws_consumer_t *consumer, uint64_t token,
				   rtws_outcome_t outcome, rtws_text_t why);
	/* No more entries. It is freed when the last one it has is settled. */
	void (*close)(rtws_broker_t *broker, rtws_consumer_t *consumer);

	void (*dead)(rtws_broker_t *broker, rtws_text_t stream, uint32_t limit,
				 rtws_dead_letters_fn done, void *arg);
	void (*undertake)(rtws_broker_t *broker, const rtws_dead_order_t *order, rtws_counted_fn done,
					  void *arg);
	/* Removes the oldest entries, whoever waits for them, until so many are left. */
	void (*trim)(rtws_broker_t *broker, rtws_text_t stream, uint32_t length, rtws_counted_fn done,
				 void *arg);
	/* Nobody waits for its entries any more. RTWS_E_EXISTS while it has consumers. */
	void (*remove_group)(rtws_broker_t *broker, rtws_text_t stream, rtws_text_t group,
						 rtws_counted_fn done, void *arg);
	void (*info)(rtws_broker_t *broker, rtws_text_t stream, rtws_stream_info_fn done, void *arg);
} rtws_stream_ops_t;

/* The delay before the attempt after this one. */
static inline uint32_t rtws_stream_delay(uint32_t min_ms, uint32_t max_ms, uint32_t attempt)
{
	uint64_t delay = attempt < 32 ? (uint64_t) min_ms << (attempt - 1) : max_ms;

	return delay < max_ms ? (uint32_t) delay : max_ms;
}

#endif
