/*
 * The hub from inside. Whatever comes in - a read of a worker, its end, an answer or an event of
 * the inner broker - is handled to its end, and what that has caused leaves afterwards: once for
 * each worker.
 */
#ifndef RTWS_BROKER_HUB_INSIDE_H
#define RTWS_BROKER_HUB_INSIDE_H

#include "broker/hub.h"
#include "broker/hub_link.h"
#include "util/map.h"
#include "util/table.h"

typedef struct rtws_hub_worker rtws_hub_worker_t;
typedef struct rtws_hub_topic rtws_hub_topic_t;
typedef struct rtws_hub_watcher rtws_hub_watcher_t;
typedef struct rtws_hub_watching rtws_hub_watching_t;
typedef struct rtws_hub_asked rtws_hub_asked_t;
typedef struct rtws_hub_stay rtws_hub_stay_t;
typedef struct rtws_hub_posted rtws_hub_posted_t;
typedef struct rtws_hub_office rtws_hub_office_t;

/*
 * Subscribers and connections beyond the process they are of: above these bits is the birth of
 * their worker, which is never 0.
 */
enum { RTWS_HUB_ID_BITS = 48 };

static inline uint64_t rtws_hub_id(uint16_t birth, uint64_t id)
{
	return (uint64_t) birth << RTWS_HUB_ID_BITS | (id & (((uint64_t) 1 << RTWS_HUB_ID_BITS) - 1));
}

static inline uint16_t rtws_hub_birth_of(uint64_t id)
{
	return (uint16_t) (id >> RTWS_HUB_ID_BITS);
}

struct rtws_hub_worker {
	rtws_hub_link_t link; /* first */
	rtws_hub_t *hub;
	rtws_hub_worker_t *next;
	unsigned number;
	unsigned refs; /* the hub's list, and each question that is open */
	uint16_t birth;
	bool has_ended;
	bool is_behind; /* is not told of what it may miss */
	uint64_t told;  /* the publication it was told of last */
	rtws_hub_watcher_t *watchers;
	rtws_hub_posted_t *posted; /* letters it has not answered */
	rtws_map_t stays;          /* who is in which channel */
	rtws_table_t consumers;    /* of streams, by number */
};

struct rtws_hub {
	rtws_loop_t *loop;
	rtws_broker_t *inner;
	rtws_hub_worker_t *workers;
	rtws_timer_t soon; /* what an event has caused leaves then */
	unsigned depth;    /* of work that ends with sending */
	size_t backlog;
	rtws_hub_terms_fn terms; /* may be NULL */
	void *terms_app;
	uint16_t births;
	bool is_up; /* the inner broker has said so, or has nothing to say */
	char *down; /* why the inner broker cannot be reached; NULL: it can. Owned */
	rtws_map_t topics[RTWS_SUBJECT_PROCESS + 1];
	rtws_hub_topic_t *patterns;
	rtws_hub_watching_t *watching; /* questions to the inner broker */
	rtws_hub_topic_t *counted;     /* whose count the inner broker does not know yet */
	uint64_t told;                 /* publications */
	rtws_hub_asked_t *asked;
	rtws_table_t posted; /* letters by number */
	uint32_t posts;
	rtws_hub_office_t *offices;
	rtws_buffer_t scratch;
};

/* ---- hub.c ----------------------------------------------------------------------------------- */

/* Sends what a worker must know. */
void rtws_hub_send(rtws_hub_worker_t *worker, const rtws_hub_frame_t *frame,
				   rtws_publication_t *pub);
/* What it may miss, and then does: false. */
bool rtws_hub_tell(rtws_hub_worker_t *worker, const rtws_hub_frame_t *frame,
				   rtws_publication_t *pub);
void rtws_hub_worker_unref(rtws_hub_worker_t *worker);

/* ---- hub_topics.c: who watches what ---------------------------------------------------------- */

struct rtws_hub_watcher {
	rtws_hub_topic_t *topic;
	rtws_hub_worker_t *worker;
	rtws_hub_watcher_t *next; /* of the topic */
	rtws_hub_watcher_t **prev;
	rtws_hub_watcher_t *next_of_worker;
	rtws_hub_watcher_t **prev_of_worker;
	bool is_watching; /* else it has only told a count */
	uint32_t count;   /* of its subscribers */
};

rtws_hub_watcher_t *rtws_hub_watchers(const rtws_hub_t *hub, rtws_subject_t subject);
/* Calls fn() for each worker that is to hear of a channel: for those who watch the channel itself,
 * then for the others who watch a pattern. */
void rtws_hub_each_listener(rtws_hub_t *hub, rtws_text_t channel,
							void (*fn)(rtws_hub_watcher_t *watcher, void *arg), void *arg);
/* Answers when the inner broker has. */
void rtws_hub_watch(rtws_hub_asked_t *asked, rtws_subject_t subject);
void rtws_hub_unwatch(rtws_hub_worker_t *worker, rtws_subject_t subject);
void rtws_hub_set_count(rtws_hub_worker_t *worker, rtws_text_t channel, uint32_t count);
uint64_t rtws_hub_count(const rtws_hub_t *hub, rtws_text_t channel);
/* To the inner broker. */
void rtws_hub_tell_counts(rtws_hub_t *hub);
void rtws_hub_forget_watchers(rtws_hub_worker_t *worker);
void rtws_hub_clear_topics(rtws_hub_t *hub);

/* ---- hub_requests.c: questions of workers ---------------------------------------------------- */

struct rtws_hub_asked {
	rtws_hub_asked_t *next; /* all of the hub */
	rtws_hub_asked_t **prev;
	rtws_hub_worker_t *worker; /* a reference */
	uint32_t request;
	uint8_t answer;            /* the type that ends it */
	rtws_hub_asked_t *waiting; /* for the same */
	rtws_hub_stay_t *stay;
};

int rtws_hub_on_frame(rtws_hub_link_t *link, const rtws_hub_frame_t *frame);
/* Part of an answer; fills in the number. */
void rtws_hub_answer_part(rtws_hub_asked_t *asked, rtws_hub_frame_t *frame,
						  rtws_publication_t *pub);
/* The end of it: fills in type and number. */
void rtws_hub_answer(rtws_hub_asked_t *asked, rtws_hub_frame_t *frame);
/* A publication as a frame. */
rtws_hub_frame_t rtws_hub_frame_of(rtws_hub_type_t type, const rtws_publication_t *pub);
void rtws_hub_clear_asked(rtws_hub_t *hub);

/* ---- hub_presence.c: what is in channels for a worker ---------------------------------------- */

void rtws_hub_join(rtws_hub_asked_t *asked, const rtws_hub_frame_t *frame);
void rtws_hub_leave(rtws_hub_worker_t *worker, const rtws_hub_frame_t *frame);
void rtws_hub_leave_all(rtws_hub_worker_t *worker);
void rtws_hub_clear_stays(rtws_hub_worker_t *worker);

/* ---- hub_streams.c: streams for a worker ------------------------------------------------------
 */

void rtws_hub_append(rtws_hub_asked_t *asked, const rtws_hub_frame_t *frame);
void rtws_hub_get_dead(rtws_hub_asked_t *asked, const rtws_hub_frame_t *frame);
void rtws_hub_undertake(rtws_hub_asked_t *asked, const rtws_hub_frame_t *frame);
void rtws_hub_trim(rtws_hub_asked_t *asked, const rtws_hub_frame_t *frame);
void rtws_hub_remove_group(rtws_hub_asked_t *asked, const rtws_hub_frame_t *frame);
void rtws_hub_get_stream(rtws_hub_asked_t *asked, const rtws_hub_frame_t *frame);
void rtws_hub_open_consumer(rtws_hub_worker_t *worker, const rtws_hub_frame_t *frame);
void rtws_hub_settle_entry(rtws_hub_worker_t *worker, const rtws_hub_frame_t *frame);
void rtws_hub_close_consumer(rtws_hub_worker_t *worker, const rtws_hub_frame_t *frame);
/* Its process has ended: what it has in hand goes to others. */
void rtws_hub_bereave(rtws_hub_worker_t *worker);
/* Frees what is known of its consumers. */
void rtws_hub_clear_consumers(rtws_hub_worker_t *worker);

/* ---- hub_letters.c --------------------------------------------------------------------------- */

void rtws_hub_post(rtws_hub_t *hub, const rtws_letter_t *letter, rtws_reached_fn done, void *arg);
void rtws_hub_on_letter_reached(rtws_hub_worker_t *worker, const rtws_hub_frame_t *frame);
/* Nobody will answer them any more. */
void rtws_hub_forget_letters(rtws_hub_worker_t *worker);
void rtws_hub_clear_letters(rtws_hub_t *hub);

/* ---- hub_offices.c --------------------------------------------------------------------------- */

void rtws_hub_stand(rtws_hub_worker_t *worker, rtws_text_t office, uint32_t candidacy);
void rtws_hub_resign(rtws_hub_worker_t *worker, rtws_text_t office);
void rtws_hub_lay_down(rtws_hub_worker_t *worker, rtws_text_t office, uint32_t candidacy);
void rtws_hub_resign_all(rtws_hub_worker_t *worker);
void rtws_hub_clear_offices(rtws_hub_t *hub);

#endif
