/*
 * Serving: a process with clients, be it alone or one of several workers.
 */
#include "php/classes.h"
#include "php/guests.h"
#include "php/redis.h"
#include "php/run.h"
#include "php/watchdog.h"
#include "util/clock.h"
#include "util/error.h"

#include <zend_exceptions.h>

enum { BROKER_MS = 1000 }; /* until it is known whether it is there */

/* ---- beginning ------------------------------------------------------------------------------- */

static void throw_open_error(const rtws_server_t *native, int error)
{
	if (error == RTWS_E_TLS) {
		zend_throw_exception_ex(rtws_ce_listen_failed, 0,
								"Cannot set up TLS: its files have changed since the server was "
								"constructed and cannot be used any more (%s)",
								native->why);
		return;
	}
	zend_throw_exception_ex(rtws_ce_listen_failed, 0, "Cannot serve: %s", rtws_strerror(error));
}

bool rtws_serve_open(rtws_php_server_t *self)
{
	int error = rtws_server_open(self->native, self->loop);

	if (error != 0) {
		throw_open_error(self->native, error);
		return false;
	}
	if (self->worker == 0) {
		rtws_server_check_limits(self->native);
	}
	rtws_php_redis_begin();
	rtws_php_timers_start(self);
	rtws_guests_move_to(self->loop);
	rtws_php_serve_loops();
	rtws_watchdog_start(self);
	return true;
}

/* ---- ending ---------------------------------------------------------------------------------- */

void rtws_serve_end(rtws_php_server_t *self, rtws_end_t how, uint32_t grace_ms)
{
	if (how == RTWS_END_DRAIN) {
		rtws_server_drain(self->native, grace_ms);
	} else {
		rtws_server_stop(self->native, grace_ms);
	}
	rtws_sockets_close(&self->sockets);
}

static bool is_over(rtws_php_server_t *self)
{
	const rtws_server_t *native = self->native;

	if (!native->is_stopping) {
		return false;
	}
	rtws_php_redis_stopping();
	rtws_php_consumers_stop(self);
	return rtws_clock_ms() >= native->stop_at_ms ||
		   (rtws_server_is_empty(native) && rtws_php_unfinished() == 0);
}

/* exit(): no PHP code any more, but every client gets its 1001. */
static void close_quickly(rtws_php_server_t *self)
{
	uint64_t end = rtws_clock_ms() + RTWS_QUICK_MS;

	rtws_watchdog_waiting();
	self->chief->ending(self);
	rtws_serve_end(self, RTWS_END_STOP, RTWS_QUICK_MS);
	while (!rtws_server_is_empty(self->native) && rtws_clock_ms() < end) {
		rtws_server_flush(self->native);
		rtws_loop_turn(self->loop, true);
	}
}

/* Everybody has gone, or the grace is over: the last events, and the handlers of the end. */
static void finish(rtws_php_server_t *self)
{
	uint64_t now = rtws_clock_ms();
	uint64_t left = self->native->stop_at_ms > now ? self->native->stop_at_ms - now : 0;

	rtws_transport_stop_listening(self->native->transport);
	rtws_php_emit(self, RTWS_ON_WORKER_STOP);
	self->chief->ended(self);
	rtws_php_await_handlers(self,
							left > RTWS_LAST_EVENTS_MS ? (uint32_t) left : RTWS_LAST_EVENTS_MS);
}

static void clean_up(rtws_php_server_t *self)
{
	rtws_php_consumers_return(self);
	rtws_server_close(self->native);
	rtws_php_redis_end();
	if (EG(exception) == NULL) {
		rtws_fibers_drain(); /* onClose of whoever was dropped, exceptions of who waits for Redis */
	}
	rtws_fibers_forget_sleepers();
	rtws_fibers_drop_jobs();
	rtws_php_timers_stop(self);
	rtws_guests_move_out();
	rtws_watchdog_stop();
}

/* ---- the whole ------------------------------------------------------------------------------- */

static void on_patience(rtws_timer_t *timer)
{
	(void) timer; /* the loop has turned: that is all */
}

/* Who connects when it says that it is ready is not to meet a broker that is still connecting. */
static bool await_broker(rtws_php_server_t *self)
{
	const rtws_channels_t *channels = &self->native->channels;
	uint64_t end = rtws_clock_ms() + BROKER_MS;
	rtws_timer_t patience;
	bool goes_on = true;

	rtws_timer_init(&patience, on_patience);
	rtws_timer_start(self->loop, &patience, BROKER_MS / 1e3, 0.05);
	while (goes_on && !channels->is_told && !self->native->is_stopping && rtws_clock_ms() < end) {
		goes_on = rtws_php_turn(self);
	}
	rtws_timer_stop(self->loop, &patience);
	return goes_on;
}

static bool begin(rtws_php_server_t *self)
{
	rtws_php_emit(self, RTWS_ON_WORKER_START);
	if (!rtws_fibers_drain() || !await_broker(self)) {
		return false;
	}
	self->chief->ready(self);
	rtws_php_consumers_start(self);
	return true;
}

void rtws_serve(rtws_php_server_t *self)
{
	if (begin(self)) {
		while (!is_over(self) && rtws_php_turn(self)) {
		}
	}
	if (rtws_php_is_forked(self)) { /* the exit() of a child: nothing of the server is its own */
		return;
	}
	if (EG(exception) == NULL) {
		finish(self);
	}
	if (EG(exception) != NULL) {
		close_quickly(self);
	}
	clean_up(self);
}

void rtws_serve_abandon(rtws_php_server_t *self)
{
	rtws_watchdog_stop();
	rtws_server_close(self->native);
	rtws_php_redis_end();
	rtws_sockets_close(&self->sockets);
}

/* ---- as the crew of a front ------------------------------------------------------------------ */

static void accept_here(rtws_php_server_t *self)
{
	if (rtws_server_accept(self->native, &self->sockets) != 0) {
		rtws_log(RTWS_LOG_ERROR, "no memory to accept connections");
	}
}

static void take_certificates(rtws_php_server_t *self)
{
	rtws_transport_reload(self->native->transport);
}

static void hurry(rtws_php_server_t *self)
{
	rtws_server_hurry(self->native);
}

static bool has_turned(rtws_php_server_t *self)
{
	(void) self;
	return true; /* who asks is in our loop */
}

const rtws_php_crew_t rtws_php_serving = {
	.accept = accept_here,
	.take_certificates = take_certificates,
	.end = rtws_serve_end,
	.hurry = hurry,
	.has_turned = has_turned,
};
