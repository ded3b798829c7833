/*
 * Running a server: the turns of the loop, signals, and the end in all its forms.
 *
 * A turn is: PHP jobs, output, events. No frame of the loop or of the transport is on the stack
 * while PHP code runs, so a handler may suspend, throw, exit or die of a fatal error without harm
 * to them.
 */
#include "php/classes.h"
#include "php/compat.h"
#include "php/guests.h"
#include "php/output.h"
#include "php/server.h"
#include "php/watchdog.h"
#include "util/activation.h"
#include "util/clock.h"
#include "util/error.h"
#include "util/message.h"

#include "php_rtws.h"

#include <errno.h>
#include <php_output.h>
#include <signal.h>
#include <zend_exceptions.h>
#include <pthread.h>
#include <unistd.h>

enum {
	SIGNALS = 3,
	GRACE_MS = 10000,     /* of signals */
	QUICK_MS = 1000,      /* after exit() */
	STOP_EVENTS_MS = 1000 /* for the handlers of the end, at least */
};

ZEND_TLS rtws_php_server_t *running;
ZEND_TLS rtws_signal_t *caught[SIGNALS]; /* while it runs */

rtws_php_server_t *rtws_php_running(void)
{
	return running;
}

/* ---- beginning ------------------------------------------------------------------------------- */

static void throw_listen_error(const rtws_server_t *native, unsigned inherited, int error)
{
	const rtws_settings_t *settings = &native->settings;
	const char *hint = "";
	int number = errno;

	if (error == RTWS_E_LISTEN) {
		zend_throw_exception_ex(
			rtws_ce_listen_failed, inherited > 0 ? 0 : number, "Cannot listen on %s: %s",
			inherited > 0 ? "the sockets passed with LISTEN_FDS" : settings->host, native->why);
		return;
	}
	if (error == RTWS_E_RESOLVE) {
		zend_throw_exception_ex(rtws_ce_listen_failed, 0,
								"Cannot listen on \"%s\": this host name has no address",
								settings->host);
		return;
	}
	if (error == RTWS_E_TLS) {
		zend_throw_exception_ex(rtws_ce_listen_failed, 0,
								"Cannot set up TLS: its files have changed "
								"since the server was constructed and cannot be used any more");
		return;
	}
	if (error == RTWS_E_SYSTEM && number == EADDRINUSE) {
		hint = ": another program has this port; choose another one or stop that program";
	} else if (error == RTWS_E_SYSTEM && number == EACCES) {
		hint = ": ports below 1024 need privileges";
	} else if (error == RTWS_E_SYSTEM && number == EADDRNOTAVAIL) {
		hint = ": this machine does not have the address";
	}
	zend_throw_exception_ex(rtws_ce_listen_failed, number, "Cannot listen on %s:%u: %s%s",
							settings->host, settings->port,
							error == RTWS_E_SYSTEM ? strerror(number) : rtws_strerror(error), hint);
}

/* False with an exception. */
static bool open_server(rtws_php_server_t *self)
{
	int inherited = rtws_activation_take();
	int error;

	if (inherited < 0) {
		zend_throw_exception(rtws_ce_listen_failed,
							 "Cannot listen: LISTEN_FDS is not a number of descriptors", 0);
		return false;
	}
	self->loop = rtws_loop_create();
	if (self->loop == NULL) {
		zend_throw_exception_ex(rtws_ce_listen_failed, errno, "Cannot create an event loop: %s",
								strerror(errno));
		return false;
	}
	error = rtws_server_open(self->native, self->loop, (unsigned) inherited);
	if (error != 0) {
		throw_listen_error(self->native, (unsigned) inherited, error);
		rtws_loop_destroy(self->loop);
		self->loop = NULL;
		return false;
	}
	/* readonly to userland, but ours to know */
	ZVAL_LONG(OBJ_PROP_NUM(&self->std, 1), rtws_transport_port(self->native->transport));
	return true;
}

static void say_endpoints(const rtws_server_t *native)
{
	static const char *const kinds[] = { "websocket", "http", "files" };

	for (const rtws_endpoint_t *e = native->endpoints; e != NULL; e = e->next) {
		rtws_log(RTWS_LOG_INFO, "  %-9s %s%s%s", kinds[e->kind], e->route.pattern,
				 e->root != NULL ? " from " : "", e->root != NULL ? e->root : "");
	}
}

/* The line on stdout by which others know that it listens. */
static void say_ready(rtws_php_server_t *self)
{
	const char *where = rtws_transport_where(self->native->transport);
	zend_string *line = zend_strpprintf(0, "ready %s\n", where);

	rtws_log(RTWS_LOG_INFO, "rtws %s on PHP %s, %s", PHP_RTWS_VERSION, PHP_VERSION,
			 rtws_loop_version());
	rtws_log(RTWS_LOG_INFO, "listening on %s", where);
	say_endpoints(self->native);
	rtws_server_check_limits(self->native);
	php_output_write_unbuffered(ZSTR_VAL(line), ZSTR_LEN(line));
	zend_string_release(line);
	rtws_service_ready(&self->service, where);
}

/* ---- turns ----------------------------------------------------------------------------------- */

static void on_signal(void *arg, int signo)
{
	rtws_php_server_t *self = arg;

	if (signo == SIGHUP) {
		rtws_service_reloading(&self->service);
		rtws_transport_reload(self->native->transport);
		rtws_service_reloaded(&self->service);
		return;
	}
	rtws_log(RTWS_LOG_INFO, "%s, stopping", signo == SIGTERM ? "SIGTERM" : "SIGINT");
	rtws_server_stop(self->native, GRACE_MS);
}

void rtws_php_run_vm_interrupt(void)
{
	if (rtws_compat_take_vm_interrupt() && zend_interrupt_function != NULL) {
		zend_interrupt_function(EG(current_execute_data));
	}
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

/* One turn. False when an exception is pending. */
static bool turn(rtws_php_server_t *self)
{
	if (!run_php()) {
		return false;
	}
	rtws_server_flush(self->native); /* may report closed connections: jobs again */
	rtws_watchdog_waiting();
	rtws_loop_turn(self->loop, !rtws_fibers_are_due() && !rtws_guests_are_due());
	rtws_watchdog_busy();
	if (self->is_fatal) {
		zend_bailout(); /* what is open is closed in RSHUTDOWN */
	}
	rtws_php_run_vm_interrupt();
	return EG(exception) == NULL;
}

static bool is_over(rtws_php_server_t *self)
{
	if (!self->native->is_stopping) {
		return false;
	}
	rtws_service_stopping(&self->service);
	return rtws_clock_ms() >= self->native->stop_at_ms ||
		   (rtws_server_is_empty(self->native) && rtws_php_unfinished() == 0);
}

/* ---- the end --------------------------------------------------------------------------------- */

/* exit(): no PHP code any more, but every client gets its 1001. */
static void close_quickly(rtws_php_server_t *self)
{
	uint64_t end = rtws_clock_ms() + QUICK_MS;

	rtws_watchdog_waiting();
	rtws_service_stopping(&self->service);
	rtws_server_stop(self->native, QUICK_MS);
	while (!rtws_server_is_empty(self->native) && rtws_clock_ms() < end) {
		rtws_server_flush(self->native);
		rtws_loop_turn(self->loop, true);
	}
}

/* Everybody has gone, or the grace is over: the last events, and the handlers of the end. */
static void finish(rtws_php_server_t *self)
{
	uint64_t end = rtws_clock_ms() + STOP_EVENTS_MS;

	if (end < self->native->stop_at_ms) {
		end = self->native->stop_at_ms;
	}
	rtws_transport_stop_listening(self->native->transport);
	rtws_php_emit(self, RTWS_ON_WORKER_STOP);
	rtws_php_emit(self, RTWS_ON_STOP);
	if (!run_php()) { /* the signal that ends us is for PHP's event loops too */
		return;
	}
	while (rtws_php_unfinished() > 0 && rtws_clock_ms() < end && turn(self)) {
	}
}

static void catch_signals(rtws_php_server_t *self)
{
	caught[0] = rtws_signal_catch(self->loop, SIGTERM, on_signal, self);
	caught[1] = rtws_signal_catch(self->loop, SIGINT, on_signal, self);
	/* else it keeps its usual meaning */
	if (self->native->settings.has_tls || rtws_notify_is_on(&self->service.notify)) {
		caught[2] = rtws_signal_catch(self->loop, SIGHUP, on_signal, self);
	}
}

static void release_signals(void)
{
	for (int i = 0; i < SIGNALS; i++) {
		if (caught[i] != NULL) {
			rtws_signal_release(caught[i]);
			caught[i] = NULL;
		}
	}
}

static void clean_up(rtws_php_server_t *self)
{
	rtws_server_close(self->native);
	if (EG(exception) == NULL) {
		rtws_fibers_drain(); /* onClose of whoever was dropped */
	}
	rtws_fibers_forget_sleepers();
	rtws_fibers_drop_jobs();
	rtws_php_timers_stop(self);
	rtws_guests_move_out();
	rtws_watchdog_stop();
	rtws_service_close(&self->service);
	release_signals();
	rtws_loop_destroy(self->loop);
	self->loop = NULL;
	running = NULL;
	rtws_log_set_sink(NULL, NULL);
	rtws_php_hooks_clear();
	rtws_message_pool_clear();
}

static bool begin(rtws_php_server_t *self)
{
	rtws_php_emit(self, RTWS_ON_START);
	rtws_php_emit(self, RTWS_ON_WORKER_START);
	if (!rtws_fibers_drain()) {
		return false;
	}
	say_ready(self);
	return true;
}

void rtws_php_run(rtws_php_server_t *self)
{
	if (!open_server(self)) {
		return;
	}
	running = self;
	self->started_ms = rtws_clock_ms();
	notice_forks();
	rtws_log_set_sink(rtws_php_log_sink, self);
	rtws_fibers_set_max(self->fibers_max);
	rtws_output_share();
	rtws_service_open(&self->service, self->loop);
	catch_signals(self);
	rtws_php_timers_start(self);
	rtws_guests_move_to(self->loop);
	rtws_php_look_for_loops();
	rtws_watchdog_start(self);

	if (begin(self)) {
		while (!is_over(self) && turn(self)) {
		}
	}
	if (is_child) { /* the exit() of a child: nothing of the server is its own */
		running = NULL;
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

/* Left by a fatal error: run() did not get to its end. */
void rtws_php_server_rshutdown(void)
{
	rtws_php_server_t *self = running;

	if (self == NULL || rtws_php_is_forked(self)) {
		return;
	}
	running = NULL;
	rtws_watchdog_stop();
	rtws_log_set_sink(NULL, NULL);
	rtws_service_stopping(&self->service);
	rtws_server_close(self->native);
	rtws_service_close(&self->service);
	release_signals();
}
