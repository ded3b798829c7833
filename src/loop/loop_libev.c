/*
 * The loop on libev.
 */
#include "loop/loop.h"

#include <assert.h>
#include <errno.h>
#include <ev.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

/* Our watchers are libev's own; the callback we were given lies in their data pointer. */
static_assert(sizeof(ev_io) <= sizeof(rtws_io_t), "rtws_io_t holds an ev_io");
static_assert(sizeof(ev_timer) <= sizeof(rtws_timer_t), "rtws_timer_t holds an ev_timer");

struct rtws_signal {
	ev_signal watcher;
	struct ev_loop *loop;
	rtws_signal_fn fn;
	void *arg;
};

/* A signal belongs to the process: to one loop of it, with any number of watchers. */
static struct {
	struct ev_loop *loop;
	unsigned watchers;
	struct sigaction former;
} signals[NSIG];

static struct ev_loop *native(const rtws_loop_t *loop)
{
	return (struct ev_loop *) loop;
}

static ev_io *io_of(const rtws_io_t *io)
{
	return (ev_io *) io->impl;
}

static ev_timer *timer_of(const rtws_timer_t *timer)
{
	return (ev_timer *) timer->impl;
}

rtws_loop_t *rtws_loop_create(void)
{
	return (rtws_loop_t *) ev_loop_new(EVFLAG_NOSIGMASK | EVFLAG_NOENV);
}

void rtws_loop_destroy(rtws_loop_t *loop)
{
	ev_loop_destroy(native(loop));
}

void rtws_loop_turn(rtws_loop_t *loop, bool block)
{
	ev_run(native(loop), block ? EVRUN_ONCE : EVRUN_NOWAIT);
}

const char *rtws_loop_version(void)
{
	static char version[32];

	if (version[0] == '\0') {
		snprintf(version, sizeof(version), "libev %d.%d", ev_version_major(), ev_version_minor());
	}
	return version;
}

/* ---- descriptors -------------------------------------------------------------------------- */

static void on_io(struct ev_loop *loop, ev_io *watcher, int revents)
{
	rtws_io_fn ready = (rtws_io_fn) watcher->data;
	unsigned events = 0;

	(void) loop;
	if (revents & (EV_READ | EV_ERROR)) {
		events |= RTWS_READ;
	}
	if (revents & (EV_WRITE | EV_ERROR)) {
		events |= RTWS_WRITE;
	}
	ready((rtws_io_t *) watcher, events);
}

void rtws_io_init(rtws_io_t *io, int fd, rtws_io_fn ready)
{
	ev_io *watcher = io_of(io);

	ev_io_init(watcher, on_io, fd, 0);
	watcher->data = (void *) ready;
}

void rtws_io_set_ready(rtws_io_t *io, rtws_io_fn ready)
{
	io_of(io)->data = (void *) ready;
}

void rtws_io_watch(rtws_loop_t *loop, rtws_io_t *io, unsigned events)
{
	ev_io *watcher = io_of(io);
	int wanted = (events & RTWS_READ ? EV_READ : 0) | (events & RTWS_WRITE ? EV_WRITE : 0);

	if (ev_is_active(watcher) ? (watcher->events & (EV_READ | EV_WRITE)) == wanted : wanted == 0) {
		return;
	}
	ev_io_stop(native(loop), watcher);
	if (wanted != 0) {
		ev_io_set(watcher, watcher->fd, wanted);
		ev_io_start(native(loop), watcher);
	}
}

int rtws_io_fd(const rtws_io_t *io)
{
	return io_of(io)->fd;
}

/* ---- timers ------------------------------------------------------------------------------- */

static void on_timer(struct ev_loop *loop, ev_timer *watcher, int revents)
{
	rtws_timer_fn fire = (rtws_timer_fn) watcher->data;

	(void) loop;
	(void) revents;
	fire((rtws_timer_t *) watcher);
}

void rtws_timer_init(rtws_timer_t *timer, rtws_timer_fn fire)
{
	ev_timer *watcher = timer_of(timer);

	ev_timer_init(watcher, on_timer, 0., 0.);
	watcher->data = (void *) fire;
}

void rtws_timer_start(rtws_loop_t *loop, rtws_timer_t *timer, double after, double repeat)
{
	ev_timer *watcher = timer_of(timer);

	ev_timer_stop(native(loop), watcher);
	ev_now_update(native(loop)); /* PHP may have run for long since the loop looked at the clock */
	ev_timer_set(watcher, after, repeat);
	ev_timer_start(native(loop), watcher);
}

void rtws_timer_stop(rtws_loop_t *loop, rtws_timer_t *timer)
{
	ev_timer_stop(native(loop), timer_of(timer));
}

bool rtws_timer_is_active(const rtws_timer_t *timer)
{
	return ev_is_active(timer_of(timer));
}

/* ---- signals ------------------------------------------------------------------------------ */

static void on_signal(struct ev_loop *loop, ev_signal *watcher, int revents)
{
	rtws_signal_t *self = (rtws_signal_t *) watcher;

	(void) loop;
	(void) revents;
	self->fn(self->arg, watcher->signum);
}

rtws_signal_t *rtws_signal_catch(rtws_loop_t *loop, int signo, rtws_signal_fn fn, void *arg)
{
	rtws_signal_t *self;

	if (signals[signo].watchers > 0 && signals[signo].loop != native(loop)) {
		errno = EBUSY;
		return NULL;
	}
	self = calloc(1, sizeof(*self));
	if (self == NULL) {
		return NULL;
	}
	self->loop = native(loop);
	self->fn = fn;
	self->arg = arg;
	if (signals[signo].watchers++ == 0) {
		signals[signo].loop = native(loop);
		sigaction(signo, NULL, &signals[signo].former);
	}
	ev_signal_init(&self->watcher, on_signal, signo);
	ev_signal_start(self->loop, &self->watcher);
	return self;
}

void rtws_signal_release(rtws_signal_t *self)
{
	int signo = self->watcher.signum;

	ev_signal_stop(self->loop, &self->watcher);
	if (--signals[signo].watchers == 0) {
		sigaction(signo, &signals[signo].former, NULL);
	}
	free(self);
}
