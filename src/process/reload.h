/*
 * Reload: one attempt to replace this program by a new one that is started from its files. The new
 * one says that it is ready, and begins to accept when it is told to; if it does not get there,
 * nothing has happened.
 */
#ifndef RTWS_PROCESS_RELOAD_H
#define RTWS_PROCESS_RELOAD_H

#include "process/image.h"
#include "process/notes.h"

typedef struct rtws_reload rtws_reload_t;

/* Exactly one of both, unless it is cancelled. */
typedef struct rtws_reload_events {
	/* It is ready; once this returns it accepts. has_sockets: it serves on those it was handed. */
	void (*ready)(rtws_reload_t *reload, pid_t pid, bool has_sockets);
	/* It has ended, or was too slow and is ended. */
	void (*failed)(rtws_reload_t *reload, const char *why);
} rtws_reload_events_t;

struct rtws_reload {
	rtws_link_t link; /* first: events hand it back */
	rtws_timer_t look;
	rtws_loop_t *loop;
	const rtws_reload_events_t *events;
	pid_t pid; /* 0: none is under way */
	uint64_t end_ms;
	uint32_t timeout_ms;
};

static inline bool rtws_reload_is_under_way(const rtws_reload_t *reload)
{
	return reload->pid != 0;
}

/* handover->link is filled in. 0 with errno when nothing can be started. */
bool rtws_reload_begin(rtws_reload_t *reload, rtws_loop_t *loop, rtws_handover_t *handover,
					   uint32_t timeout_ms, const rtws_reload_events_t *events);

/* The new one is ended, if there is one. */
void rtws_reload_cancel(rtws_reload_t *reload);

#endif
