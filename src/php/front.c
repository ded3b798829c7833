/*
 * The front of a server: signals, the service manager, the ready line, and reloads.
 */
#include "php/classes.h"
#include "php/run.h"

#include "php_rtws.h"

#include <errno.h>
#include <php_output.h>
#include <signal.h>
#include <stddef.h>
#include <zend_exceptions.h>

enum { SIGNALS = 4 };

ZEND_TLS rtws_signal_t *caught[SIGNALS]; /* while it runs */

/* ---- ready ----------------------------------------------------------------------------------- */

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
	const char *where = (const char *) self->sockets.where.bytes;
	unsigned workers = self->native->settings.workers;
	zend_string *line = zend_strpprintf(0, "ready %s\n", where);

	rtws_log(RTWS_LOG_INFO, "rtws %s on PHP %s, %s", PHP_RTWS_VERSION, PHP_VERSION,
			 rtws_loop_version());
	if (workers > 1) {
		rtws_log(RTWS_LOG_INFO, "listening on %s with %u workers", where, workers);
	} else {
		rtws_log(RTWS_LOG_INFO, "listening on %s", where);
	}
	say_endpoints(self->native);
	php_output_write_unbuffered(ZSTR_VAL(line), ZSTR_LEN(line));
	zend_string_release(line);
	rtws_service_ready(&self->service, where);
}

void rtws_front_attend(rtws_php_server_t *self)
{
	if (!self->may_accept) {
		return;
	}
	self->may_accept = false;
	if (!self->is_ending) {
		self->crew->accept(self);
	}
	say_ready(self);
}

/* The predecessor has stopped accepting; or it has ended, and cannot any more. */
static void on_room(rtws_link_t *link, rtws_note_t note, uint32_t value)
{
	rtws_php_server_t *self =
		(rtws_php_server_t *) ((char *) link - offsetof(rtws_php_server_t, predecessor));

	(void) value;
	if (note == RTWS_NOTE_ACCEPT) {
		rtws_link_close(link);
		self->may_accept = true;
	}
}

static void on_predecessor_gone(rtws_link_t *link)
{
	rtws_php_server_t *self =
		(rtws_php_server_t *) ((char *) link - offsetof(rtws_php_server_t, predecessor));

	self->may_accept = true;
}

void rtws_front_ready(rtws_php_server_t *self)
{
	int fd = self->predecessor_fd;

	if (fd < 0) {
		self->may_accept = true;
		return;
	}
	self->predecessor_fd = -1;
	self->predecessor.heard = on_room;
	self->predecessor.broken = on_predecessor_gone;
	rtws_link_open(&self->predecessor, self->loop, fd);
	rtws_link_tell(&self->predecessor, RTWS_NOTE_READY, self->has_adopted_sockets);
}

/* ---- the end --------------------------------------------------------------------------------- */

bool rtws_front_is_ending(const rtws_php_server_t *self)
{
	return self->is_ending;
}

static void end(rtws_php_server_t *self, rtws_end_t how, uint32_t grace_ms)
{
	self->is_ending = true;
	rtws_service_stopping(&self->service);
	self->crew->end(self, how, grace_ms);
	rtws_sockets_close(&self->sockets);
}

void rtws_front_stop(rtws_php_server_t *self, uint32_t grace_ms)
{
	if (self->is_ending) {
		self->crew->hurry(self);
		return;
	}
	rtws_reload_cancel(&self->reload);
	end(self, RTWS_END_STOP, grace_ms);
}

/* ---- reload ---------------------------------------------------------------------------------- */

static rtws_php_server_t *of_reload(rtws_reload_t *reload)
{
	return (rtws_php_server_t *) ((char *) reload - offsetof(rtws_php_server_t, reload));
}

static void on_successor_ready(rtws_reload_t *reload, pid_t pid, bool has_sockets)
{
	rtws_php_server_t *self = of_reload(reload);

	rtws_log(RTWS_LOG_INFO, "reload: process %d takes over", (int) pid);
	rtws_service_hand_over(&self->service, pid);
	if (has_sockets) {
		rtws_sockets_leave_file(&self->sockets);
	}
	end(self, RTWS_END_DRAIN, RTWS_GRACE_MS);
}

static void on_successor_failed(rtws_reload_t *reload, const char *why)
{
	rtws_log(RTWS_LOG_ERROR, "reload: the new version does not serve: %s; this one goes on", why);
	rtws_service_reloaded(&of_reload(reload)->service);
}

static void start_reload(rtws_php_server_t *self)
{
	static const rtws_reload_events_t events = { on_successor_ready, on_successor_failed };
	rtws_handover_t handover;

	if (self->is_ending || rtws_reload_is_under_way(&self->reload) || self->predecessor.is_open) {
		rtws_log(RTWS_LOG_WARNING, "SIGUSR2 ignored: the server %s",
				 self->is_ending ? "is ending" : "is reloading already");
		return;
	}
	rtws_log(RTWS_LOG_INFO, "SIGUSR2, reloading");
	rtws_service_reloading(&self->service);
	if (!rtws_php_hand_over(self, &handover) ||
		!rtws_reload_begin(&self->reload, self->loop, &handover, self->reload_timeout_ms,
						   &events)) {
		on_successor_failed(&self->reload, strerror(errno));
	}
}

/* ---- signals --------------------------------------------------------------------------------- */

static void on_signal(void *arg, int signo)
{
	rtws_php_server_t *self = arg;

	switch (signo) {
		case SIGHUP:
			rtws_service_reloading(&self->service);
			self->crew->take_certificates(self);
			rtws_service_reloaded(&self->service);
			return;
		case SIGUSR2:
			start_reload(self);
			return;
		default:
			rtws_log(RTWS_LOG_INFO, "%s, stopping", signo == SIGTERM ? "SIGTERM" : "SIGINT");
			rtws_front_stop(self, RTWS_GRACE_MS);
	}
}

static void catch_signals(rtws_php_server_t *self)
{
	caught[0] = rtws_signal_catch(self->loop, SIGTERM, on_signal, self);
	caught[1] = rtws_signal_catch(self->loop, SIGINT, on_signal, self);
	if (!rtws_compat_has_handler(SIGUSR2)) { /* else the user has another use for it */
		caught[2] = rtws_signal_catch(self->loop, SIGUSR2, on_signal, self);
	}
	/* else it keeps its usual meaning */
	if (self->native->settings.has_tls || rtws_notify_is_on(&self->service.notify)) {
		caught[3] = rtws_signal_catch(self->loop, SIGHUP, on_signal, self);
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

/* ---- life ------------------------------------------------------------------------------------ */

static bool is_alive(void *arg)
{
	rtws_php_server_t *self = arg;

	return self->crew->has_turned(self);
}

bool rtws_front_open(rtws_php_server_t *self)
{
	self->loop = rtws_loop_create();
	if (self->loop == NULL) {
		zend_throw_exception_ex(rtws_ce_listen_failed, errno, "Cannot create an event loop: %s",
								strerror(errno));
		rtws_sockets_close(&self->sockets);
		return false;
	}
	self->is_ending = self->may_accept = false;
	rtws_service_open(&self->service, self->loop, is_alive, self);
	catch_signals(self);
	return true;
}

void rtws_front_close(rtws_php_server_t *self)
{
	rtws_reload_cancel(&self->reload);
	rtws_front_leave(self);
	rtws_sockets_close(&self->sockets);
}

void rtws_front_leave(rtws_php_server_t *self)
{
	rtws_link_close(&self->predecessor);
	rtws_service_close(&self->service);
	release_signals();
}

/* ---- as the chief of this process ------------------------------------------------------------ */

static void on_ready_here(rtws_php_server_t *self)
{
	rtws_front_ready(self);
	rtws_front_attend(self);
}

static void on_exit_here(rtws_php_server_t *self)
{
	self->is_ending = true;
	rtws_service_stopping(&self->service);
}

static void on_end_here(rtws_php_server_t *self)
{
	rtws_php_emit(self, RTWS_ON_STOP);
}

const rtws_php_chief_t rtws_php_front = {
	.ready = on_ready_here,
	.stop = rtws_front_stop,
	.ending = on_exit_here,
	.ended = on_end_here,
};
