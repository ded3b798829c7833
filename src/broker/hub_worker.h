/*
 * The broker of a worker from inside: it asks the hub for everything, and answers when that has.
 */
#ifndef RTWS_BROKER_HUB_WORKER_H
#define RTWS_BROKER_HUB_WORKER_H

#include "broker/hub_inside.h"
#include "broker/streams.h"

typedef struct rtws_hub_pending rtws_hub_pending_t;
typedef struct rtws_hub_reply rtws_hub_reply_t;

/* A question that is open. */
struct rtws_hub_pending {
	rtws_hub_pending_t *next;
	rtws_hub_pending_t **prev;
	uint32_t request;
	uint8_t answer; /* the type that ends it; says which of these it is */
	intptr_t value; /* of a counter that was stepped here */
	union {
		rtws_done_fn done;
		rtws_reached_fn reached;
		rtws_published_fn published;
		rtws_history_fn history;
		rtws_members_fn members;
		rtws_appended_fn appended;
		rtws_dead_letters_fn dead;
		rtws_stream_info_fn stream;
	} fn;
	void *arg;
	/* the parts of an answer that came so far */
	int error;
	uint32_t count;
	rtws_buffer_t items; /* rtws_publication_t *, or what has texts, which are not set */
	rtws_buffer_t texts; /* of members, dead letters, groups */
};

/* A letter that is being answered. */
struct rtws_hub_reply {
	rtws_hub_reply_t *next;
	rtws_hub_reply_t **prev;
	struct rtws_broker_hub *self; /* NULL: has gone */
	uint32_t request;
};

/* What this process has published and delivered itself: by how much the hub's count is wrong. */
typedef struct rtws_hub_own {
	rtws_position_t position;
	int64_t more;
} rtws_hub_own_t;

enum { RTWS_HUB_OWN = 64 };

typedef struct rtws_broker_hub {
	rtws_broker_t base; /* first */
	rtws_hub_link_t link;
	size_t backlog;
	uint16_t birth;
	bool is_running; /* between start and stop: events may be told */
	bool has_gone;   /* the master, or it is stopped */
	bool is_down;    /* the broker behind the hub */
	rtws_table_t by_request;
	rtws_hub_pending_t *pending; /* the oldest first */
	rtws_hub_pending_t **pending_end;
	uint32_t requests;
	rtws_hub_reply_t *replies;
	rtws_map_t offices; /* that it stands for */
	uint32_t candidacies;
	rtws_table_t consumers; /* of streams, by number */
	uint64_t consumer_numbers;
	rtws_hub_own_t own[RTWS_HUB_OWN]; /* by offset */
} rtws_broker_hub_t;

/* ---- hub_worker.c ---------------------------------------------------------------------------- */

/* Asks the hub, or answers with an error. */
void rtws_hub_ask(rtws_broker_hub_t *self, rtws_hub_frame_t *frame, const rtws_hub_pending_t *what);
/* Sends what has no answer. */
void rtws_hub_say(rtws_broker_hub_t *self, const rtws_hub_frame_t *frame);

/* Answers with an error. */
void rtws_hub_fail(const rtws_hub_pending_t *what, int error);
/* With RTWS_E_BROKER, whatever is open. */
void rtws_hub_fail_all(rtws_broker_hub_t *self);
/* It is no longer open; the caller's to free. */
void rtws_hub_settle(rtws_broker_hub_t *self, rtws_hub_pending_t *pending);
void rtws_hub_free_pending(rtws_hub_pending_t *pending);
/* Whether it has the office it stands for; false from the hub lays it down. */
void rtws_hub_set_office(rtws_broker_hub_t *self, const rtws_hub_frame_t *frame);
void rtws_hub_lose_offices(rtws_broker_hub_t *self);

/* ---- hub_worker_streams.c -------------------------------------------------------------------- */

extern const rtws_stream_ops_t rtws_hub_stream_ops;

/* Parts and ends of answers; RTWS_E_NOMEM: the part is lost. */
int rtws_hub_add_dead(rtws_hub_pending_t *pending, const rtws_hub_frame_t *frame);
int rtws_hub_add_group(rtws_hub_pending_t *pending, const rtws_hub_frame_t *frame);
void rtws_hub_answer_stream(rtws_hub_pending_t *pending, const rtws_hub_frame_t *frame);
void rtws_hub_on_entry(rtws_broker_hub_t *self, const rtws_hub_frame_t *frame);
void rtws_hub_free_consumers(rtws_broker_hub_t *self);

/* ---- hub_events.c ---------------------------------------------------------------------------- */

void rtws_hub_on_ready(rtws_io_t *io, unsigned events);

#endif
