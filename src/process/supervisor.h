/*
 * Supervisor: the master's view of its workers. It forks them, hears of them, kills one that stands
 * still, and has those that ended started again - later and later, if they end soon.
 *
 * It decides when a worker is due; the fork itself is its owner's call, made where no frame of the
 * loop is on the stack. One thread, one loop.
 */
#ifndef RTWS_PROCESS_SUPERVISOR_H
#define RTWS_PROCESS_SUPERVISOR_H

#include "process/notes.h"
#include "process/pulse.h"

#include <signal.h>
#include <sys/types.h>

typedef struct rtws_supervisor rtws_supervisor_t;

enum { RTWS_WORKERS_MAX = 512 };

typedef struct rtws_supervisor_events {
	/* Each worker has said that it is ready, for the first time. */
	void (*ready)(void *app);
	/* One could not be started in so many tries, and never before: the others are still there. */
	void (*gave_up)(void *app, unsigned worker);
	/* A handler in a worker wants the server to end. */
	void (*stop)(void *app, uint32_t grace_ms);
	/* A worker's process has gone, or is about to. */
	void (*ended)(void *app, unsigned worker);
} rtws_supervisor_events_t;

/* What a process gets with a new worker. Owned. */
typedef struct rtws_birth {
	int link; /* the worker's end; in the master -1 */
	int hub;  /* either's end of a pair of streams */
	rtws_pulse_t *pulse;
	sigset_t signals; /* the mask to go back to, once the worker has handlers of its own */
} rtws_birth_t;

/* timeout_ms: without a turn; 0: for ever. NULL with errno. */
rtws_supervisor_t *rtws_supervisor_create(rtws_loop_t *loop, unsigned workers, uint32_t timeout_ms,
										  const rtws_supervisor_events_t *events, void *app);

/* The number of a worker that is to be forked now; -1: none. */
int rtws_supervisor_due(rtws_supervisor_t *self);

/*
 * Forks it. Its pid in the master, 0 in the worker, where all signals are blocked and the call that
 * follows is rtws_supervisor_leave(); -1 with errno, and it is due again later.
 */
pid_t rtws_supervisor_fork(rtws_supervisor_t *self, unsigned worker, rtws_birth_t *birth);

/* In a worker: closes and frees what is the master's. The loop is not turned afterwards. */
void rtws_supervisor_leave(rtws_supervisor_t *self);

/* To all workers; those that come later hear RTWS_NOTE_ACCEPT again. */
void rtws_supervisor_tell(rtws_supervisor_t *self, rtws_note_t note, uint32_t value);

/* RTWS_NOTE_STOP or RTWS_NOTE_DRAIN to all; nobody is started any more, and who is late is killed.
 */
void rtws_supervisor_stop(rtws_supervisor_t *self, rtws_note_t note, uint32_t grace_ms);
/* The grace is over. */
void rtws_supervisor_hurry(rtws_supervisor_t *self);

/* Every process has ended. */
bool rtws_supervisor_is_empty(const rtws_supervisor_t *self);

/* Since the last time it was asked: at least one worker that is ready has turned. */
bool rtws_supervisor_has_turned(rtws_supervisor_t *self);

/* Processes that are left lose their link, and end. */
void rtws_supervisor_destroy(rtws_supervisor_t *self);

#endif
