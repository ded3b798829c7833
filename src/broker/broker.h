/*
 * Broker: carries publications and keeps what outlives a connection: histories and members. The
 * memory broker does so inside of one process; others reach further behind the same interface.
 *
 * Calls may be answered before they return, or later: done() is called exactly once for each, but
 * not after rtws_broker_destroy(). Texts and results are valid for the call only.
 */
#ifndef RTWS_BROKER_BROKER_H
#define RTWS_BROKER_BROKER_H

#include "loop/loop.h"
#include "proto/publication.h"

typedef struct rtws_broker rtws_broker_t;

/* Somebody is in a channel now, or not any more. */
typedef struct rtws_member_change {
	bool joined;
	rtws_text_t channel;
	rtws_text_t key;  /* the member's id */
	rtws_text_t info; /* JSON object */
	uint64_t except;  /* the subscriber that did it; 0: of another process */
} rtws_member_change_t;

typedef struct rtws_broker_events {
	/* To the subscribers of this process. Returns how many got it. */
	uint32_t (*deliver)(void *app, rtws_publication_t *pub);
	void (*presence)(void *app, const rtws_member_change_t *change);
} rtws_broker_events_t;

/* What a channel keeps. */
typedef struct rtws_history_terms {
	uint32_t size;   /* publications; 0: no history */
	uint32_t ttl_ms; /* 0: for ever */
} rtws_history_terms_t;

typedef struct rtws_published {
	int error; /* 0; RTWS_E_NOMEM */
	uint32_t reached;
	rtws_position_t position;
	bool is_duplicate; /* its key was known: nothing was published */
} rtws_published_t;

typedef void (*rtws_published_fn)(void *arg, const rtws_published_t *result);

typedef struct rtws_history_query {
	rtws_text_t channel;
	rtws_history_terms_t terms;
	bool has_since;
	rtws_position_t since; /* the oldest after it; else the newest */
	uint32_t limit;
} rtws_history_query_t;

typedef struct rtws_history {
	int error;
	rtws_publication_t *const *publications; /* oldest first */
	uint32_t count;
	rtws_position_t position; /* where the channel is now */
	bool recovered;           /* nothing after since is missing but what is over the limit */
} rtws_history_t;

typedef void (*rtws_history_fn)(void *arg, const rtws_history_t *result);

typedef struct rtws_member {
	rtws_text_t key;
	rtws_text_t info; /* JSON object */
} rtws_member_t;

typedef struct rtws_members {
	int error;
	const rtws_member_t *members; /* in the order they came */
	uint32_t count;
	uint64_t total;
	uint64_t next; /* to ask for what follows; 0: that was all */
} rtws_members_t;

typedef void (*rtws_members_fn)(void *arg, const rtws_members_t *result);
typedef void (*rtws_joined_fn)(void *arg, int error);

typedef struct rtws_broker_ops {
	/* Expiry and the like need a loop; without one the memory broker works all the same. */
	int (*start)(rtws_broker_t *broker, rtws_loop_t *loop);
	void (*stop)(rtws_broker_t *broker);
	void (*destroy)(rtws_broker_t *broker);
	/* Gives it its position and time, keeps and delivers it. key: empty, or what makes it unique.
	 */
	void (*publish)(rtws_broker_t *broker, rtws_publication_t *pub, rtws_history_terms_t terms,
					rtws_text_t key, rtws_published_fn done, void *arg);
	void (*history)(rtws_broker_t *broker, const rtws_history_query_t *query, rtws_history_fn done,
					void *arg);
	/* One more connection of a member, and one less. */
	void (*join)(rtws_broker_t *broker, rtws_text_t channel, const rtws_member_t *member,
				 uint64_t connection, rtws_joined_fn done, void *arg);
	void (*leave)(rtws_broker_t *broker, rtws_text_t channel, rtws_text_t key, uint64_t connection);
	/* after: 0, or the `next` of the page before */
	void (*members)(rtws_broker_t *broker, rtws_text_t channel, uint64_t after, uint32_t limit,
					rtws_members_fn done, void *arg);
} rtws_broker_ops_t;

/* First member of every broker. */
struct rtws_broker {
	const rtws_broker_ops_t *ops;
	const rtws_broker_events_t *events;
	void *app;
};

/* Memory of this process. NULL when there is none. */
rtws_broker_t *rtws_broker_memory_create(const rtws_broker_events_t *events, void *app);

#endif
