/*
 * Watches: what this process wants to hear of, told to the broker once for all who want it. A
 * broker that hears everything anyway (ops->watch is NULL) is told nothing.
 */
#ifndef RTWS_CORE_WATCH_H
#define RTWS_CORE_WATCH_H

#include "broker/broker.h"
#include "util/map.h"

typedef struct rtws_watch rtws_watch_t;

typedef struct rtws_watches {
	rtws_map_t by_subject;
} rtws_watches_t;

/* One more who wants it. NULL when out of memory. */
rtws_watch_t *rtws_watch_take(rtws_watches_t *watches, rtws_broker_t *broker,
							  rtws_subject_t subject);
/* One less; NULL is fine. */
void rtws_watch_drop(rtws_watches_t *watches, rtws_broker_t *broker, rtws_watch_t *watch);

/*
 * done() is called, now or later, when what concerns the subject comes to this process; with an
 * error when it does not at present, but will as soon as it can.
 */
void rtws_watch_await(rtws_watch_t *watch, rtws_done_fn done, void *arg);
bool rtws_watch_is_ready(const rtws_watch_t *watch);

void rtws_watches_clear(rtws_watches_t *watches);

#endif
