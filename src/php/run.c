/*
 * Running a server: the turns, and how the parts are put together (run.h).
 *
 * A turn is: PHP jobs, output, events. No frame of the loop or of the transport is on the stack
 * while PHP code runs, so a handler may suspend, throw, exit or die of a fatal error without harm
 * to them.
 */
#include "php/run.h"

#include "php/guests.h"
#include "php/output.h"
#include "php/watchdog.h"
#include "util/clock.h"
#include "util/message.h"

#include <pthread.h>
#include <unistd.h>

ZEND_TLS rtws_php_server_t *running;

rtws_php_server_t *rtws_php_running(void)
{
	return running;
}

/* ---- children that handlers fork ------------------------------------------------------------- */

static bool is_child; /* of the process that runs the server */

static void on_fork(void)
{
	is_child = running != NULL;
}

bool rtws_php_is_forked(const rtws_php_server_t *self)
{
	return is_child && self->loop != NULL;
}

void rtws_php_is_worker(void)
{
	is_child = false;
}

static void notice_forks(void)
{
	static bool is_set;

	if (!is_set) {
		is_set = pthread_atfork(NULL, NULL, on_fork) == 0;
	}
}

/* Back from its handler it would take its parent's events, and answer its parent's clients. */
static void end_child(void)
{
	rtws_log(RTWS_LOG_ERROR, "a child that a handler forked came back from it: it has to exit()");
	_exit(255);
}

/* ---- turns ----------------------------------------------------------------------------------- */

void rtws_php_run_vm_interrupt(void)
{
	if (rtws_compat_take_vm_interrupt() && zend_interrupt_function != NULL) {
		zend_interrupt_function(EG(current_execute_data));
	}
}

/* The PHP that is due. False when an exception is pending. */
static bool run_php(void)
{
	if (!rtws_fibers_drain()) {
		return false;
	}
	if (is_child) {
		end_child();
	}
	return rtws_guests_pass();
}

bool rtws_php_turn(rtws_php_server_t *self)
{
	if (!run_php()) {
		return false;
	}
	rtws_front_attend(self);
	if (self->native->transport != NULL) {
		rtws_server_flush(self->native); /* may report closed connections: jobs again */
	}
	rtws_watchdog_waiting();
	rtws_loop_turn(self->loop, !rtws_fibers_are_due() && !rtws_guests_are_due());
	rtws_pulse_beat(self->pulse);
	rtws_watchdog_busy();
	if (self->is_fatal) {
		zend_bailout(); /* what is open is closed in RSHUTDOWN */
	}
	rtws_php_run_vm_interrupt();
	return EG(exception) == NULL;
}

static void on_patience(rtws_timer_t *timer)
{
	(void) timer; /* the loop has turned: that is all */
}

void rtws_php_await_handlers(rtws_php_server_t *self, uint32_t ms)
{
	uint64_t end = rtws_clock_ms() + ms;
	rtws_timer_t patience;

	rtws_timer_init(&patience, on_patience);
	rtws_timer_start(self->loop, &patience, ms / 1e3, 0.05);
	/* the signal that ends us is for PHP's event loops too */
	while (run_php() && rtws_php_unfinished() > 0 && rtws_clock_ms() < end && rtws_php_turn(self)) {
	}
	rtws_timer_stop(self->loop, &patience);
}

/* ---- the whole ------------------------------------------------------------------------------- */

static void begin(rtws_php_server_t *self)
{
	static rtws_pulse_t nobody_looks;

	running = self;
	self->pulse = &nobody_looks;
	self->started_ms = rtws_clock_ms();
	notice_forks();
	rtws_log_set_sink(rtws_php_log_sink, self);
	rtws_fibers_set_max(self->fibers_max);
	rtws_output_share();
}

static void end(rtws_php_server_t *self)
{
	rtws_loop_destroy(self->loop);
	self->loop = NULL;
	running = NULL;
	rtws_log_set_sink(NULL, NULL);
	rtws_php_hooks_clear();
	rtws_message_pool_clear();
}

/* Serves, on the loop that is there. */
static void run_alone(rtws_php_server_t *self)
{
	self->crew = &rtws_php_serving;
	self->chief = &rtws_php_front;
	if (rtws_serve_open(self)) {
		rtws_php_emit(self, RTWS_ON_START);
		rtws_serve(self);
	}
}

/* Leads workers; or is one of them, after the fork. */
static void run_workers(rtws_php_server_t *self)
{
	if (rtws_workers_lead(self) && rtws_serve_open(self)) {
		rtws_serve(self);
	}
}

void rtws_php_run(rtws_php_server_t *self)
{
	if (!rtws_php_listen(self) || !rtws_front_open(self)) {
		return;
	}
	begin(self);
	if (self->native->settings.workers == 1) {
		run_alone(self);
	} else {
		run_workers(self);
	}
	if (is_child) { /* the exit() of a child: nothing of the server is its own */
		running = NULL;
		return;
	}
	if (self->is_worker) {
		rtws_workers_leave(self);
	} else {
		rtws_front_close(self);
	}
	end(self);
}

void rtws_php_stop(rtws_php_server_t *self, uint32_t grace_ms)
{
	if (self == running && !is_child) {
		self->chief->stop(self, grace_ms);
	}
}

/* Left by a fatal error: run() did not get to its end. */
void rtws_php_server_rshutdown(void)
{
	rtws_php_server_t *self = running;

	if (self == NULL || rtws_php_is_forked(self)) {
		return;
	}
	running = NULL;
	rtws_log_set_sink(NULL, NULL);
	if (!self->is_worker) {
		rtws_service_stopping(&self->service);
	}
	rtws_serve_abandon(self);
	rtws_workers_abandon(self);
	if (!self->is_worker) {
		rtws_front_close(self);
	}
}
