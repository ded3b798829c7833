/*
 * Fibers: runs jobs, each a call into user code, on a small set of reusable Fibers, so that a
 * handler may suspend without stopping the loop.
 *
 * The loop only posts jobs. Between two turns, with nothing but run()'s own frame on the stack,
 * rtws_fibers_drain() is called; that is where PHP code runs. At the limit of Fibers jobs wait.
 */
#ifndef RTWS_PHP_FIBERS_H
#define RTWS_PHP_FIBERS_H

#include "loop/loop.h"

#include <php.h>

typedef struct rtws_job rtws_job_t;

typedef struct rtws_job_list {
	rtws_job_t *first;
	rtws_job_t *last;
} rtws_job_list_t;

/* Jobs of one lane run one after the other, also across suspensions. */
typedef struct rtws_lane {
	rtws_job_list_t waiting;
	bool is_busy;
} rtws_lane_t;

/* First member of every concrete job. */
struct rtws_job {
	rtws_job_t *next;
	rtws_lane_t *lane;            /* NULL: may run beside any other job */
	void (*run)(rtws_job_t *job); /* on a Fiber; may suspend; settles its exceptions */
	void (*destroy)(rtws_job_t *job);
	bool is_urgent; /* goes first, and may take a Fiber beyond the limit */
};

typedef struct rtws_fibers_stats {
	uint32_t live;    /* Fibers that exist: idle, running or suspended */
	uint32_t idle;    /* Fibers waiting for a job */
	uint32_t created; /* since the request began */
	uint32_t waiting; /* jobs without a Fiber */
	uint64_t jobs;    /* begun since the request began */
} rtws_fibers_stats_t;

void rtws_fibers_rinit(void);
void rtws_fibers_rshutdown(void);

void rtws_fibers_set_max(uint32_t max);
void rtws_fibers_get_stats(rtws_fibers_stats_t *stats);

/* Takes the job. */
void rtws_fibers_post(rtws_job_t *job);

/* Takes the job, for the drain after the present one: a handler that defers itself stops nobody. */
void rtws_fibers_post_later(rtws_job_t *job);

/*
 * Runs what is due until nothing is, or no Fiber is to be had. False when an exception is pending:
 * exit().
 */
bool rtws_fibers_drain(void);

/* Revolt\EventLoop\FiberLocal has been loaded: its values are cleared after each job. */
void rtws_fibers_know_locals(zend_class_entry *ce);

/* Something is due that a drain would run: the loop must not wait. */
bool rtws_fibers_are_due(void);

/* Destroys the jobs that have not begun. */
void rtws_fibers_drop_jobs(void);

/* exit() is unwinding the present Fiber, or the engine is closing it: not an exception to handle.
 */
bool rtws_fibers_is_ending(void);

/*
 * Suspends the present Fiber for a time. Returns with an exception pending when it is to end. Only
 * inside of a Fiber, and where switching is not blocked.
 */
void rtws_fibers_sleep(rtws_loop_t *loop, double seconds);

typedef struct rtws_sleeper rtws_sleeper_t;

/*
 * The same without a time: until rtws_fibers_wake(*place). Whoever is to wake it finds NULL there
 * before and afterwards.
 */
void rtws_fibers_wait(rtws_sleeper_t **place);

/* It is resumed by the next drain. Further calls until then change nothing. */
void rtws_fibers_wake(rtws_sleeper_t *sleeper);

/* The loop is going: whoever sleeps on it is not woken any more. */
void rtws_fibers_forget_sleepers(void);

/* Body of the PHP function Rtws\fiber_body(). */
void rtws_fibers_body(void);

#endif
