/*
 * Loop: what the rest of rtws needs of an event loop. One implementation is linked in
 * (loop_libev.c); unit tests link a fake one.
 *
 * Watchers are embedded by value in what they watch for and are idle until started. A callback may
 * start and stop any watcher, its own included, and may free the structure it is in after stopping.
 */
#ifndef RTWS_LOOP_LOOP_H
#define RTWS_LOOP_LOOP_H

#include <stdbool.h>

typedef struct rtws_loop rtws_loop_t;

enum { RTWS_READ = 1, RTWS_WRITE = 2 };

/* The arrays are the implementation's own watcher. */
typedef struct rtws_io {
	void *impl[6];
} rtws_io_t;

typedef struct rtws_timer {
	void *impl[7];
} rtws_timer_t;

typedef struct rtws_signal rtws_signal_t;

typedef void (*rtws_io_fn)(rtws_io_t *io, unsigned events);
typedef void (*rtws_timer_fn)(rtws_timer_t *timer);
typedef void (*rtws_signal_fn)(void *arg, int signo);

/* NULL: no descriptor or memory for it; errno says which. To be created after any fork(). */
rtws_loop_t *rtws_loop_create(void);
void rtws_loop_destroy(rtws_loop_t *loop);

/* Waits for events if it may block, and calls their watchers. */
void rtws_loop_turn(rtws_loop_t *loop, bool block);

/* The name and version of the implementation. Static. */
const char *rtws_loop_version(void);

/* Level-triggered. Level-triggered events come until they are not asked for any more. */
void rtws_io_init(rtws_io_t *io, int fd, rtws_io_fn ready);
/* Exchanges the callback of a watcher, active or not. */
void rtws_io_set_ready(rtws_io_t *io, rtws_io_fn ready);
/* RTWS_READ | RTWS_WRITE; 0 stops. Costs nothing when that is what is being watched already. */
void rtws_io_watch(rtws_loop_t *loop, rtws_io_t *io, unsigned events);
int rtws_io_fd(const rtws_io_t *io);

void rtws_timer_init(rtws_timer_t *timer, rtws_timer_fn fire);
/* First after this many seconds, then, if repeat > 0, each repeat seconds. */
void rtws_timer_start(rtws_loop_t *loop, rtws_timer_t *timer, double after, double repeat);
void rtws_timer_stop(rtws_loop_t *loop, rtws_timer_t *timer);
bool rtws_timer_is_active(const rtws_timer_t *timer);

/*
 * Takes a signal over, as an event of the loop; more than one may have it. NULL, with errno, when
 * another loop has it, or out of memory.
 */
rtws_signal_t *rtws_signal_catch(rtws_loop_t *loop, int signo, rtws_signal_fn fn, void *arg);
/* The last one gives it back to whoever had it before. */
void rtws_signal_release(rtws_signal_t *signal);

#endif
