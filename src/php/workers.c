/*
 * Workers: the turns of a master, and what PHP needs when a process is forked.
 *
 * The master forks between its turns, with nothing of the loop on the stack. A worker has a loop,
 * a transport and connections of its own; what it shares are the listening sockets and what was
 * there before the fork.
 */
#include "php/classes.h"
#include "php/guests.h"
#include "php/redis.h"
#include "php/run.h"
#include "process/strangers.h"
#include "util/clock.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>
#include <zend_exceptions.h>

enum {
	START_MS = 30000, /* so long the handlers of 'start' are waited for */
	BEAT_MS = 1000,
	FAILED = 255
};

/* ---- the master, as the crew of its front ---------------------------------------------------- */

static void accept_everywhere(rtws_php_server_t *self)
{
	rtws_supervisor_tell(self->supervisor, RTWS_NOTE_ACCEPT, 0);
}

static void take_certificates_everywhere(rtws_php_server_t *self)
{
	rtws_supervisor_tell(self->supervisor, RTWS_NOTE_CERTIFICATES, 0);
}

static void end_all(rtws_php_server_t *self, rtws_end_t how, uint32_t grace_ms)
{
	rtws_supervisor_stop(self->supervisor, how == RTWS_END_DRAIN ? RTWS_NOTE_DRAIN : RTWS_NOTE_STOP,
						 grace_ms);
}

static void hurry_all(rtws_php_server_t *self)
{
	rtws_supervisor_hurry(self->supervisor);
}

static bool any_has_turned(rtws_php_server_t *self)
{
	return rtws_supervisor_has_turned(self->supervisor);
}

static const rtws_php_crew_t all_workers = {
	.accept = accept_everywhere,
	.take_certificates = take_certificates_everywhere,
	.end = end_all,
	.hurry = hurry_all,
	.has_turned = any_has_turned,
};

/* ---- what the supervisor tells --------------------------------------------------------------- */

static void on_ready(void *app)
{
	rtws_front_ready(app);
}

static void on_gave_up(void *app, unsigned worker)
{
	rtws_php_server_t *self = app;

	rtws_log(RTWS_LOG_ERROR, "worker %u could not be started: the server ends", worker);
	self->has_failed = true;
	if (!rtws_front_is_ending(self)) {
		rtws_front_stop(self, RTWS_QUICK_MS);
	}
}

static void on_stop(void *app, uint32_t grace_ms)
{
	rtws_front_stop(app, grace_ms);
}

static void on_ended(void *app, unsigned worker)
{
	rtws_php_server_t *self = app;

	rtws_hub_detach(self->hub, worker);
}

static const rtws_supervisor_events_t supervisor_events = {
	.ready = on_ready,
	.gave_up = on_gave_up,
	.stop = on_stop,
	.ended = on_ended,
};

/* ---- a worker, and its master as its chief --------------------------------------------------- */

static void tell_ready(rtws_php_server_t *self)
{
	rtws_link_tell(&self->master, RTWS_NOTE_READY, 0);
}

static void tell_stop(rtws_php_server_t *self, uint32_t grace_ms)
{
	rtws_link_tell(&self->master, RTWS_NOTE_STOP_ALL, grace_ms);
}

static void tell_nothing(rtws_php_server_t *self)
{
	(void) self; /* it sees us end */
}

static const rtws_php_chief_t master = {
	.ready = tell_ready,
	.stop = tell_stop,
	.ending = tell_nothing,
	.ended = tell_nothing,
};

static rtws_php_server_t *of_master(rtws_link_t *link)
{
	return (rtws_php_server_t *) ((char *) link - offsetof(rtws_php_server_t, master));
}

static void on_note(rtws_link_t *link, rtws_note_t note, uint32_t value)
{
	rtws_php_server_t *self = of_master(link);

	switch (note) {
		case RTWS_NOTE_ACCEPT:
			rtws_php_serving.accept(self);
			break;
		case RTWS_NOTE_STOP:
			rtws_serve_end(self, RTWS_END_STOP, value);
			break;
		case RTWS_NOTE_DRAIN:
			rtws_serve_end(self, RTWS_END_DRAIN, value);
			break;
		case RTWS_NOTE_HURRY:
			rtws_php_serving.hurry(self);
			break;
		case RTWS_NOTE_CERTIFICATES:
			rtws_php_serving.take_certificates(self);
			break;
		default:
			break;
	}
}

static void on_master_gone(rtws_link_t *link)
{
	rtws_log(RTWS_LOG_ERROR, "the master has gone, stopping");
	rtws_serve_end(of_master(link), RTWS_END_STOP, RTWS_GRACE_MS);
}

/* ---- signals of a worker --------------------------------------------------------------------- */

enum { WORKER_SIGNALS = 4 };

ZEND_TLS rtws_signal_t *caught[WORKER_SIGNALS];

/* Sent to this worker only, or to everybody: then the master says the same. */
static void on_term(void *arg, int signo)
{
	(void) signo;
	rtws_serve_end(arg, RTWS_END_STOP, RTWS_GRACE_MS);
}

/* A terminal sends some to all its processes: what they mean is the master's business. */
static void on_ignored(void *arg, int signo)
{
	(void) arg;
	(void) signo;
}

static void catch_signals(rtws_php_server_t *self)
{
	caught[0] = rtws_signal_catch(self->loop, SIGTERM, on_term, self);
	caught[1] = rtws_signal_catch(self->loop, SIGINT, on_ignored, self);
	caught[2] = rtws_signal_catch(self->loop, SIGHUP, on_ignored, self);
	caught[3] = rtws_signal_catch(self->loop, SIGUSR2, on_ignored, self);
}

static void release_signals(void)
{
	for (int i = 0; i < WORKER_SIGNALS; i++) {
		if (caught[i] != NULL) {
			rtws_signal_release(caught[i]);
			caught[i] = NULL;
		}
	}
}

/* ---- becoming a worker ----------------------------------------------------------------------- */

static void on_beat(rtws_timer_t *timer)
{
	(void) timer; /* the loop has turned: that is all */
}

/* Often enough for all who look at the pulse. */
static void start_beat(rtws_php_server_t *self)
{
	uint64_t watchdog_ms = self->service.notify.watchdog_us / 1000;
	uint64_t ms = BEAT_MS;

	if (self->worker_timeout_ms > 0 && self->worker_timeout_ms / 4 < ms) {
		ms = self->worker_timeout_ms / 4;
	}
	if (watchdog_ms > 0 && watchdog_ms / 4 < ms) {
		ms = watchdog_ms / 4;
	}
	rtws_timer_init(&self->beat, on_beat);
	rtws_timer_start(self->loop, &self->beat, (double) ms / 1e3, (double) ms / 1e3);
}

/* What is published goes through the master from now on. */
static bool use_hub(rtws_php_server_t *self, int fd)
{
	rtws_channels_t *channels = &self->native->channels;
	rtws_broker_t *broker = rtws_broker_hub_create(&rtws_channels_broker_events, channels, fd);

	if (broker == NULL) {
		return false;
	}
	rtws_channels_use(channels, broker);
	return true;
}

/* What is the master's goes back to it; what has to be one's own is made anew. */
static void become(rtws_php_server_t *self, unsigned number, const rtws_birth_t *birth)
{
	rtws_php_is_worker();
	rtws_supervisor_leave(self->supervisor);
	self->supervisor = NULL;
	rtws_hub_disown(self->hub);
	self->hub = NULL;
	rtws_fibers_forget_sleepers();
	rtws_fibers_drop_jobs();
	rtws_front_leave(self);
	rtws_loop_destroy(self->loop);
	rtws_compat_after_fork();
	self->is_worker = true;
	self->worker = number;
	ZVAL_LONG(OBJ_PROP_NUM(&self->std, RTWS_SERVER_WORKER_ID), number);
	rtws_sockets_keep(&self->sockets, (int) number);
	rtws_server_become(self->native);
	self->pulse = birth->pulse;
	self->chief = &master;
	self->loop = rtws_loop_create();
	if (self->loop == NULL || !use_hub(self, birth->hub)) {
		rtws_log(RTWS_LOG_ERROR, "cannot begin: %s", strerror(errno));
		_exit(FAILED);
	}
	self->started_ms = rtws_clock_ms();
	self->master.heard = on_note;
	self->master.broken = on_master_gone;
	rtws_link_open(&self->master, self->loop, birth->link);
	catch_signals(self);
	start_beat(self);
	sigprocmask(SIG_SETMASK, &birth->signals, NULL);
}

/* No exception of its own leaves a worker: what comes after run() is for the master. */
static void settle_exception(void)
{
	zend_object *exception = rtws_php_catch();
	zend_string *text;

	if (exception == NULL) {
		return;
	}
	text = rtws_php_describe(exception);
	rtws_log(RTWS_LOG_ERROR, "%s", ZSTR_VAL(text));
	zend_string_release(text);
	OBJ_RELEASE(exception);
	EG(exit_status) = FAILED;
}

/* Workers that are left lose their links, and end. */
static void close_master(rtws_php_server_t *self)
{
	if (self->supervisor != NULL) {
		rtws_supervisor_destroy(self->supervisor);
		self->supervisor = NULL;
	}
	if (self->hub != NULL) {
		rtws_hub_destroy(self->hub);
		self->hub = NULL;
	}
}

void rtws_workers_leave(rtws_php_server_t *self)
{
	settle_exception();
	rtws_workers_abandon(self);
	if (EG(exception) == NULL) {
		zend_throw_unwind_exit();
	}
}

void rtws_workers_abandon(rtws_php_server_t *self)
{
	close_master(self);
	if (self->is_worker && self->loop != NULL) {
		rtws_link_close(&self->master);
		rtws_timer_stop(self->loop, &self->beat);
		release_signals();
		rtws_sockets_close(&self->sockets);
	}
}

/* ---- forking --------------------------------------------------------------------------------- */

static bool is_ours(void *arg, int fd)
{
	const rtws_php_server_t *self = arg;

	for (unsigned i = 0; i < self->sockets.count; i++) {
		if (self->sockets.items[i].fd == fd) {
			return true;
		}
	}
	return fd == self->service.notify.fd || fd == self->predecessor_fd;
}

/* Once, before the first fork. */
static void warn_of_strangers(rtws_php_server_t *self)
{
	rtws_buffer_t names = { NULL, 0, 0 };

	rtws_strangers_name(&names, is_ours, self);
	if (names.len > 0) {
		rtws_log(RTWS_LOG_WARNING,
				 "open before the workers were forked, and shared by them: %s. Connect in "
				 "on('workerStart') instead",
				 (const char *) names.bytes);
	}
	rtws_buffer_clear(&names);
}

/* True in a worker. */
static bool fork_due(rtws_php_server_t *self)
{
	int number;

	while ((number = rtws_supervisor_due(self->supervisor)) >= 0) {
		rtws_birth_t birth;
		pid_t pid;

		rtws_compat_before_fork();
		pid = rtws_supervisor_fork(self->supervisor, (unsigned) number, &birth);
		if (pid == 0) {
			become(self, (unsigned) number, &birth);
			return true;
		}
		if (pid > 0 && rtws_hub_attach(self->hub, (unsigned) number, birth.hub) != 0) {
			close(birth.hub); /* it notices, and serves on its own */
		}
	}
	return false;
}

/* ---- the master ------------------------------------------------------------------------------ */

/*
 * The broker with all that was published before is the workers' now. The master's own channels get
 * one that reaches nobody.
 */
static bool open_hub(rtws_php_server_t *self)
{
	rtws_channels_t *channels = &self->native->channels;
	rtws_broker_t *own = rtws_broker_memory_create(&rtws_channels_broker_events, channels);
	rtws_broker_t *inner;

	if (own == NULL) {
		return false;
	}
	inner = rtws_channels_exchange(channels, own);
	self->hub = rtws_hub_create(self->loop, inner);
	if (self->hub == NULL) {
		inner->ops->destroy(inner);
		return false;
	}
	rtws_hub_set_terms(self->hub, rtws_channels_broker_events.terms, channels);
	return true;
}

/* False with an exception. */
static bool start(rtws_php_server_t *self)
{
	self->supervisor = rtws_supervisor_create(self->loop, self->native->settings.workers,
											  self->worker_timeout_ms, &supervisor_events, self);
	if (self->supervisor == NULL) {
		zend_throw_exception_ex(rtws_ce_listen_failed, errno, "Cannot supervise workers: %s",
								strerror(errno));
		return false;
	}
	rtws_php_redis_begin();
	rtws_guests_move_to(self->loop);
	rtws_php_serve_loops();
	rtws_php_emit(self, RTWS_ON_START);
	rtws_php_await_handlers(self, START_MS);
	rtws_php_redis_end();
	rtws_guests_move_out();
	if (EG(exception) == NULL && rtws_php_unfinished() > 0) {
		rtws_log(RTWS_LOG_WARNING, "a handler of on('start') has not returned: the workers are "
								   "forked without it");
	}
	if (EG(exception) != NULL) {
		return false;
	}
	warn_of_strangers(self);
	if (!open_hub(self)) {
		zend_throw_exception(rtws_ce_listen_failed, "Cannot start the broker of the workers", 0);
		return false;
	}
	return true;
}

/* exit(), or worse: the workers say good-bye to their clients. */
static void end_quickly(rtws_php_server_t *self)
{
	if (!rtws_front_is_ending(self)) {
		rtws_front_stop(self, RTWS_QUICK_MS);
	}
	while (!rtws_supervisor_is_empty(self->supervisor)) {
		rtws_loop_turn(self->loop, true);
	}
}

static void throw_failure(void)
{
	zend_throw_exception(
		rtws_ce_workers_failed,
		"The workers cannot be started: each try has ended at once, the log says how", 0);
}

static void finish(rtws_php_server_t *self)
{
	if (EG(exception) == NULL) {
		rtws_php_emit(self, RTWS_ON_STOP);
		rtws_php_await_handlers(self, RTWS_LAST_EVENTS_MS);
	}
	if (rtws_php_is_forked(self)) { /* a child of a handler: the workers are not its own */
		return;
	}
	if (EG(exception) != NULL) {
		end_quickly(self);
	} else if (self->has_failed) {
		throw_failure();
	}
	rtws_fibers_forget_sleepers();
	rtws_fibers_drop_jobs();
	close_master(self);
}

bool rtws_workers_lead(rtws_php_server_t *self)
{
	self->crew = &all_workers;
	self->chief = &rtws_php_front;
	self->has_failed = false;
	if (!start(self)) {
		if (self->supervisor != NULL) {
			finish(self);
		}
		return false;
	}
	do {
		if (fork_due(self)) {
			return true;
		}
	} while (!(rtws_front_is_ending(self) && rtws_supervisor_is_empty(self->supervisor)) &&
			 rtws_php_turn(self));
	finish(self);
	return false;
}
