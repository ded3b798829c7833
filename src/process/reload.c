#include "process/reload.h"

#include "util/clock.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define LOOK_S 0.05

static void finish(rtws_reload_t *self)
{
	rtws_link_close(&self->link);
	rtws_timer_stop(self->loop, &self->look);
	self->pid = 0;
}

static void fail(rtws_reload_t *self, const char *why)
{
	finish(self);
	self->events->failed(self, why);
}

static void say_status(char *why, size_t size, int status)
{
	if (WIFSIGNALED(status)) {
		snprintf(why, size, "it was killed by signal %d (%s)", WTERMSIG(status),
				 strsignal(WTERMSIG(status)));
	} else {
		snprintf(why, size, "it ended with status %d before it was ready", WEXITSTATUS(status));
	}
}

/*
 * The end of the process is looked for, not told: SIGCHLD may be the user's, and the link may be
 * held open by what the new program has started.
 */
static void on_look(rtws_timer_t *timer)
{
	rtws_reload_t *self = (rtws_reload_t *) ((char *) timer - offsetof(rtws_reload_t, look));
	char why[100] = "it ended before it was ready";
	int status = 0;
	pid_t pid = waitpid(self->pid, &status, WNOHANG);

	if (pid == 0 && rtws_clock_ms() < self->end_ms) {
		return;
	}
	if (pid == 0) {
		kill(self->pid, SIGKILL);
		waitpid(self->pid, &status, 0);
		snprintf(why, sizeof(why), "it was not ready within %.10g s (reload_timeout)",
				 self->timeout_ms / 1e3);
	} else if (pid > 0) {
		say_status(why, sizeof(why), status);
	}
	fail(self, why);
}

static void on_note(rtws_link_t *link, rtws_note_t note, uint32_t value)
{
	rtws_reload_t *self = (rtws_reload_t *) link;

	if (note == RTWS_NOTE_READY) {
		self->events->ready(self, self->pid, value != 0);
		rtws_link_tell(link, RTWS_NOTE_ACCEPT, 0);
		finish(self);
	}
}

static void on_broken(rtws_link_t *link)
{
	(void) link; /* the next look sees why */
}

bool rtws_reload_begin(rtws_reload_t *self, rtws_loop_t *loop, rtws_handover_t *handover,
					   uint32_t timeout_ms, const rtws_reload_events_t *events)
{
	int ends[2];
	int error;

	if (!rtws_link_pair(ends)) {
		return false;
	}
	handover->link = ends[1];
	self->pid = rtws_image_start(handover);
	error = errno;
	close(ends[1]);
	if (self->pid < 0) {
		close(ends[0]);
		self->pid = 0;
		errno = error;
		return false;
	}
	self->loop = loop;
	self->events = events;
	self->timeout_ms = timeout_ms;
	self->end_ms = rtws_clock_ms() + timeout_ms;
	self->link.heard = on_note;
	self->link.broken = on_broken;
	rtws_link_open(&self->link, loop, ends[0]);
	rtws_timer_init(&self->look, on_look);
	rtws_timer_start(loop, &self->look, LOOK_S, LOOK_S);
	return true;
}

void rtws_reload_cancel(rtws_reload_t *self)
{
	if (rtws_reload_is_under_way(self)) {
		kill(self->pid, SIGKILL);
		waitpid(self->pid, NULL, 0);
		finish(self);
	}
}
