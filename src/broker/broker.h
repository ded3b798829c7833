/*
 * Broker: carries publications between the processes of a server and between servers, and keeps
 * what outlives a connection: histories and members. The memory broker does so inside of one
 * process; others reach further behind the same interface.
 *
 * Calls may be answered before they return, or later: done() is called exactly once for each. What
 * is still open at stop() is answered from there, with RTWS_E_BROKER; what is called while it does
 * not run, at once with the same. Texts and results are valid for the call only.
 *
 * A broker that reaches further gives a process only what it watches. Publications of one channel
 * come to all processes in the same order, and to each process once, the publisher's own included.
 */
#ifndef RTWS_BROKER_BROKER_H
#define RTWS_BROKER_BROKER_H

#include "loop/loop.h"
#include "proto/publication.h"
#include "util/counter.h"

typedef struct rtws_broker rtws_broker_t;
typedef struct rtws_stream_ops rtws_stream_ops_t; /* broker/streams.h */

/* What a process can watch. */
typedef enum {
	RTWS_SUBJECT_CHANNEL, /* publications to it, and changes of its members */
	RTWS_SUBJECT_PATTERN, /* publications to channels that match; '*' stands for any bytes */
	RTWS_SUBJECT_USER,    /* what is sent to the connections of a user */
	RTWS_SUBJECT_PROCESS  /* what is sent to connections of this process: "<server>-<boot>" */
} rtws_subject_kind_t;

typedef struct rtws_subject {
	rtws_subject_kind_t kind;
	rtws_text_t name;
} rtws_subject_t;

/* Somebody is in a channel now, or not any more. */
typedef struct rtws_member_change {
	bool joined;
	rtws_text_t channel;
	rtws_text_t key;  /* the member's id */
	rtws_text_t info; /* JSON object */
	uint64_t except;  /* the subscriber that did it; 0: of another process */
} rtws_member_change_t;

/* Data for one connection, or for all of a user, wherever they are. */
typedef struct rtws_letter {
	rtws_subject_t to;   /* a user, or a process */
	rtws_text_t address; /* the id of the user or of the connection, whole */
	rtws_data_kind_t kind;
	rtws_text_t data;
} rtws_letter_t;

/* The part of a connection's id that names its process; empty when it is no such id. */
rtws_text_t rtws_letter_process(rtws_text_t address);

/* What a channel keeps. */
typedef struct rtws_history_terms {
	uint32_t size;   /* publications; 0: no history */
	uint32_t ttl_ms; /* 0: for ever */
} rtws_history_terms_t;

typedef void (*rtws_reached_fn)(void *arg, int error, uint64_t reached);

/* What comes to a process. None of these is called after stop(), nor from within destroy(). */
typedef struct rtws_broker_events {
	/* To the subscribers of this process. Returns how many got it. */
	uint32_t (*deliver)(void *app, rtws_publication_t *pub);
	void (*presence)(void *app, const rtws_member_change_t *change);
	/* What a channel keeps of what others than its servers publish. May be NULL: nothing. */
	rtws_history_terms_t (*terms)(void *app, rtws_text_t channel);
	/* Answers with how many of its connections got it, at once or later. */
	void (*letter)(void *app, const rtws_letter_t *letter, rtws_reached_fn done, void *arg);
	/* This process is the one of its server that has this office, or is not any more. */
	void (*elected)(void *app, rtws_text_t office, bool is_elected);
	/* What lies behind the broker cannot be reached; only this process hears what is published
	 * here. */
	void (*down)(void *app, const char *why);
	/* It can, for the first time or again, and everything watched is watched; publications may have
	 * been missed. */
	void (*up)(void *app);
} rtws_broker_events_t;

typedef struct rtws_published {
	int error; /* 0; RTWS_E_NOMEM, RTWS_E_BROKER; RTWS_E_FULL: too much waits to be published */
	uint32_t reached;
	rtws_position_t position;
	bool is_duplicate; /* its key was known: nothing was published */
	intptr_t value;    /* of a step: the counter's, after it */
} rtws_published_t;

typedef void (*rtws_published_fn)(void *arg, const rtws_published_t *result);

/* What is added to: a counter of this machine, or one in the Redis that the broker has. */
typedef struct rtws_step {
	rtws_counter_t *counter; /* NULL: the one at the key */
	rtws_text_t key;         /* whole: no prefix is put before it */
	intptr_t by;
	rtws_text_t front; /* what the publication is made of: rtws_publication_create_number() */
} rtws_step_t;

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
typedef void (*rtws_done_fn)(void *arg, int error);
typedef rtws_done_fn rtws_joined_fn;

typedef struct rtws_broker_ops {
	/* Expiry and the like need a loop; without one the memory broker works all the same. */
	int (*start)(rtws_broker_t *broker, rtws_loop_t *loop);
	void (*stop)(rtws_broker_t *broker);
	void (*destroy)(rtws_broker_t *broker);
	/*
	 * Instead of both, in a process forked from the one where it runs: it goes without a word, for
	 * its connections are still the other's. NULL: destroy() does no harm there.
	 */
	void (*disown)(rtws_broker_t *broker);
	/* Once per turn, after PHP: what is gathered goes out. May be NULL. */
	void (*flush)(rtws_broker_t *broker);

	/*
	 * Both NULL: it hears everything anyway. From done() on, what concerns the subject comes to
	 * this process. The caller sees to it that nothing is watched twice. An error (RTWS_E_BROKER:
	 * not reachable now) changes nothing about that it is watched, as soon as it can be.
	 */
	void (*watch)(rtws_broker_t *broker, rtws_subject_t subject, rtws_done_fn done, void *arg);
	void (*unwatch)(rtws_broker_t *broker, rtws_subject_t subject);
	/*
	 * How many subscribers a channel has in this process now, told once per turn when it changed;
	 * how many it has everywhere. Both NULL: there is no other process.
	 */
	void (*subscribers)(rtws_broker_t *broker, rtws_text_t channel, uint32_t count);
	void (*count)(rtws_broker_t *broker, rtws_text_t channel, rtws_reached_fn done, void *arg);
	/* Stands for an office that one process of each server has: events.elected tells who. */
	void (*stand)(rtws_broker_t *broker, rtws_text_t office);
	void (*resign)(rtws_broker_t *broker, rtws_text_t office);

	/*
	 * Gives it its position and time, keeps and delivers it. key: empty, or what makes it unique.
	 * pub->except is a subscriber of this process.
	 */
	void (*publish)(rtws_broker_t *broker, rtws_publication_t *pub, rtws_history_terms_t terms,
					rtws_text_t key, rtws_published_fn done, void *arg);
	/*
	 * Adds to a counter and publishes the new value, as one: in the place where publications get
	 * their order, which is then the order of the values. pub is a number's, of step->front.
	 * RTWS_E_RANGE: there is no such value, and the counter is what it was. NULL: it cannot,
	 * RTWS_E_UNABLE.
	 *
	 * Of one in Redis also: RTWS_E_UNABLE: this broker has no Redis. RTWS_E_MISSING: nothing is at
	 * the key. RTWS_E_INVALID: no integer is. RTWS_E_APART: in a cluster the key is not where the
	 * channel is. RTWS_E_LOST: the answer was lost, it may have been made. Without Redis none is
	 * made, and none waits.
	 */
	void (*step)(rtws_broker_t *broker, const rtws_step_t *step, rtws_publication_t *pub,
				 rtws_history_terms_t terms, rtws_published_fn done, void *arg);
	void (*send)(rtws_broker_t *broker, const rtws_letter_t *letter, rtws_reached_fn done,
				 void *arg);
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
	const rtws_stream_ops_t *streams; /* NULL: has none */
	const rtws_broker_events_t *events;
	void *app;
};

/* Memory of this process. NULL when there is none. */
rtws_broker_t *rtws_broker_memory_create(const rtws_broker_events_t *events, void *app);

#endif
