#include "process/supervisor.h"

#include "util/clock.h"
#include "util/log.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	LOOKS = 8, /* so many in a row without a turn, and it is stuck */
	LOOK_MIN_MS = 10,
	SOON_MS = 5000, /* who ends within this time has failed */
	DELAY_MS = 100, /* doubled with each failure in a row */
	DELAY_MAX_MS = 5000,
	TRIES = 5,
	LATE_MS = 5000 /* after the grace: for handlers of the end */
};

typedef enum { ABSENT, STARTING, READY } state_t;

typedef struct {
	rtws_link_t link; /* first: events hand it back */
	rtws_supervisor_t *owner;
	unsigned number;
	state_t state;
	pid_t pid;
	uint64_t started_ms;
	uint64_t due_ms; /* ABSENT: when it is to be there again */
	unsigned failures;
	unsigned turns; /* as last seen */
	unsigned quiet; /* looks since then */
	unsigned asked; /* as last seen by has_turned() */
} worker_t;

struct rtws_supervisor {
	rtws_loop_t *loop;
	const rtws_supervisor_events_t *events;
	void *app;
	rtws_signal_t *on_child;
	rtws_timer_t look;  /* for workers that stand still */
	rtws_timer_t spawn; /* wakes the loop when one is due */
	rtws_timer_t late;  /* the end of the grace, and more */
	rtws_pulse_t *pulses;
	uint32_t timeout_ms;
	unsigned count;
	bool was_ready; /* all of them, once */
	bool accepts;   /* they have been told to */
	bool is_stopping;
	worker_t workers[];
};

/* ---- when one is due ------------------------------------------------------------------------- */

static void on_spawn(rtws_timer_t *timer)
{
	(void) timer; /* its work is done: the loop has turned */
}

static void plan(worker_t *worker, uint32_t delay_ms)
{
	rtws_supervisor_t *self = worker->owner;
	uint64_t now = rtws_clock_ms();
	uint64_t next = UINT64_MAX;

	worker->due_ms = now + delay_ms;
	for (unsigned i = 0; i < self->count; i++) {
		if (self->workers[i].state == ABSENT && self->workers[i].due_ms < next) {
			next = self->workers[i].due_ms;
		}
	}
	/* the clock of due_ms is up to 4 ms behind */
	rtws_timer_start(self->loop, &self->spawn, next > now ? (double) (next - now + 4) / 1e3 : 0, 0);
}

int rtws_supervisor_due(rtws_supervisor_t *self)
{
	uint64_t now = rtws_clock_ms();

	for (unsigned i = 0; i < self->count && !self->is_stopping; i++) {
		if (self->workers[i].state == ABSENT && self->workers[i].due_ms <= now) {
			return (int) i;
		}
	}
	return -1;
}

/* ---- a worker's end -------------------------------------------------------------------------- */

static uint32_t delay_of(unsigned failures)
{
	uint32_t delay = DELAY_MS;

	while (--failures > 0 && delay < DELAY_MAX_MS) {
		delay *= 2;
	}
	return delay < DELAY_MAX_MS ? delay : DELAY_MAX_MS;
}

static void say_end(const worker_t *worker, int status, const char *what_next)
{
	rtws_log_level_t level = status == 0 ? RTWS_LOG_INFO : RTWS_LOG_ERROR;
	char how[80];

	if (WIFSIGNALED(status)) {
		snprintf(how, sizeof(how), "was killed by signal %d (%s)%s", WTERMSIG(status),
				 strsignal(WTERMSIG(status)), WCOREDUMP(status) ? ", core dumped" : "");
	} else {
		snprintf(how, sizeof(how), "ended with status %d", WEXITSTATUS(status));
	}
	if (what_next[0] != '\0' || status != 0) {
		rtws_log(level, "worker %u (pid %d) %s%s", worker->number, (int) worker->pid, how,
				 what_next);
	}
}

static void replace(worker_t *worker, int status, bool was_ready)
{
	rtws_supervisor_t *self = worker->owner;
	uint32_t delay_ms = 0;
	char text[60] = ": starting another one";

	if (rtws_clock_ms() - worker->started_ms < SOON_MS && (status != 0 || !was_ready)) {
		delay_ms = delay_of(++worker->failures);
		snprintf(text, sizeof(text), ": starting another one in %.1f s", delay_ms / 1e3);
	} else {
		worker->failures = 0;
	}
	if (!self->was_ready && worker->failures == TRIES) {
		say_end(worker, status, "");
		self->events->gave_up(self->app, worker->number);
		return;
	}
	say_end(worker, status, text);
	plan(worker, delay_ms);
}

static void on_end(worker_t *worker, int status)
{
	rtws_supervisor_t *self = worker->owner;
	bool was_ready = worker->state == READY;

	rtws_link_close(&worker->link);
	worker->state = ABSENT;
	worker->due_ms = UINT64_MAX;
	self->events->ended(self->app, worker->number);
	if (self->is_stopping) {
		say_end(worker, status, "");
	} else {
		replace(worker, status, was_ready);
	}
	worker->pid = 0;
}

/* Of our own children only: there may be others. */
static void on_child(void *arg, int signo)
{
	rtws_supervisor_t *self = arg;

	(void) signo;
	for (unsigned i = 0; i < self->count; i++) {
		worker_t *worker = &self->workers[i];
		int status = 0;

		if (worker->pid > 0 && waitpid(worker->pid, &status, WNOHANG) != 0) {
			on_end(worker, status); /* or somebody else has waited for it */
		}
	}
}

/* ---- what a worker says ---------------------------------------------------------------------- */

static void check_ready(rtws_supervisor_t *self)
{
	for (unsigned i = 0; i < self->count; i++) {
		if (self->workers[i].state != READY) {
			return;
		}
	}
	if (!self->was_ready) {
		self->was_ready = true;
		self->events->ready(self->app);
	}
}

static void on_note(rtws_link_t *link, rtws_note_t note, uint32_t value)
{
	worker_t *worker = (worker_t *) link;
	rtws_supervisor_t *self = worker->owner;

	if (note == RTWS_NOTE_STOP_ALL) {
		self->events->stop(self->app, value);
	} else if (note == RTWS_NOTE_READY) {
		worker->state = READY;
		if (self->accepts) {
			rtws_link_tell(link, RTWS_NOTE_ACCEPT, 0);
		}
		check_ready(self);
	}
}

/* Its end is told by SIGCHLD. */
static void on_broken(rtws_link_t *link)
{
	(void) link;
}

/* ---- one that stands still ------------------------------------------------------------------- */

/*
 * Looks are counted, not time: when the whole machine has stood still, all of it is one look.
 */
static void on_look(rtws_timer_t *timer)
{
	rtws_supervisor_t *self =
		(rtws_supervisor_t *) ((char *) timer - offsetof(rtws_supervisor_t, look));

	for (unsigned i = 0; i < self->count; i++) {
		worker_t *worker = &self->workers[i];
		unsigned turns = rtws_pulse_read(&self->pulses[i]);

		if (worker->pid == 0 || turns != worker->turns) {
			worker->turns = turns;
			worker->quiet = 0;
		} else if (++worker->quiet == LOOKS + 1) {
			rtws_log(RTWS_LOG_ERROR,
					 "worker %u (pid %d) has not turned its loop for %.1f s: it is killed "
					 "(worker_timeout)",
					 i, (int) worker->pid, self->timeout_ms / 1e3);
			kill(worker->pid, SIGKILL);
		}
	}
}

bool rtws_supervisor_has_turned(rtws_supervisor_t *self)
{
	bool has_turned = false;

	for (unsigned i = 0; i < self->count; i++) {
		worker_t *worker = &self->workers[i];
		unsigned turns = rtws_pulse_read(&self->pulses[i]);

		has_turned = has_turned || (worker->state == READY && turns != worker->asked);
		worker->asked = turns;
	}
	return has_turned;
}

/* ---- forking --------------------------------------------------------------------------------- */

/* The master may end before it is asked to be told. */
static void follow(pid_t master)
{
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != master) {
		_exit(0);
	}
}

static void adopt(worker_t *worker, pid_t pid, int link)
{
	rtws_supervisor_t *self = worker->owner;

	worker->pid = pid;
	worker->state = STARTING;
	worker->started_ms = rtws_clock_ms();
	worker->turns = rtws_pulse_read(&self->pulses[worker->number]);
	worker->quiet = 0;
	rtws_link_open(&worker->link, self->loop, link);
}

static bool make_pairs(int link[2], int hub[2])
{
	int error;

	if (!rtws_link_pair(link)) {
		return false;
	}
	if (!rtws_link_pair_of_streams(hub)) {
		error = errno;
		close(link[0]);
		close(link[1]);
		errno = error;
		return false;
	}
	return true;
}

static pid_t fork_pair(worker_t *worker, rtws_birth_t *birth)
{
	pid_t master = getpid();
	int link[2], hub[2];
	sigset_t all;
	int error;
	pid_t pid;

	if (!make_pairs(link, hub)) {
		return -1;
	}
	/* until it has handlers of its own, a signal would go to those it has inherited */
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &birth->signals);
	pid = fork();
	error = errno;
	if (pid != 0) {
		sigprocmask(SIG_SETMASK, &birth->signals, NULL);
	} else {
		follow(master);
	}
	close(link[pid == 0 ? 0 : 1]);
	close(hub[pid == 0 ? 0 : 1]);
	if (pid < 0) {
		close(link[0]);
		close(hub[0]);
	}
	birth->link = pid == 0 ? link[1] : -1;
	birth->hub = hub[pid == 0 ? 1 : 0];
	if (pid > 0) {
		adopt(worker, pid, link[0]);
	}
	errno = error;
	return pid;
}

pid_t rtws_supervisor_fork(rtws_supervisor_t *self, unsigned number, rtws_birth_t *birth)
{
	worker_t *worker = &self->workers[number];
	pid_t pid;

	birth->pulse = &self->pulses[number];
	pid = fork_pair(worker, birth);
	if (pid < 0) {
		int error = errno;

		rtws_log(RTWS_LOG_ERROR, "cannot start worker %u: %s", number, strerror(error));
		plan(worker, delay_of(++worker->failures));
		errno = error;
	}
	return pid;
}

/* ---- all of them ----------------------------------------------------------------------------- */

void rtws_supervisor_tell(rtws_supervisor_t *self, rtws_note_t note, uint32_t value)
{
	self->accepts = self->accepts || note == RTWS_NOTE_ACCEPT;
	for (unsigned i = 0; i < self->count; i++) {
		rtws_link_tell(&self->workers[i].link, note, value);
	}
}

static void on_late(rtws_timer_t *timer)
{
	rtws_supervisor_t *self =
		(rtws_supervisor_t *) ((char *) timer - offsetof(rtws_supervisor_t, late));

	for (unsigned i = 0; i < self->count; i++) {
		if (self->workers[i].pid > 0) {
			rtws_log(RTWS_LOG_ERROR, "worker %u (pid %d) does not end: it is killed", i,
					 (int) self->workers[i].pid);
			kill(self->workers[i].pid, SIGKILL);
		}
	}
}

void rtws_supervisor_stop(rtws_supervisor_t *self, rtws_note_t note, uint32_t grace_ms)
{
	self->is_stopping = true;
	rtws_supervisor_tell(self, note, grace_ms);
	rtws_timer_start(self->loop, &self->late, (grace_ms + LATE_MS) / 1e3, 0);
}

void rtws_supervisor_hurry(rtws_supervisor_t *self)
{
	rtws_supervisor_tell(self, RTWS_NOTE_HURRY, 0);
	rtws_timer_start(self->loop, &self->late, LATE_MS / 1e3, 0);
}

bool rtws_supervisor_is_empty(const rtws_supervisor_t *self)
{
	for (unsigned i = 0; i < self->count; i++) {
		if (self->workers[i].pid > 0) {
			return false;
		}
	}
	return true;
}

/* ---- life ------------------------------------------------------------------------------------ */

static void start_looking(rtws_supervisor_t *self)
{
	uint32_t every_ms = self->timeout_ms / LOOKS;

	if (self->timeout_ms > 0) {
		every_ms = every_ms > LOOK_MIN_MS ? every_ms : LOOK_MIN_MS;
		rtws_timer_start(self->loop, &self->look, every_ms / 1e3, every_ms / 1e3);
	}
}

rtws_supervisor_t *rtws_supervisor_create(rtws_loop_t *loop, unsigned count, uint32_t timeout_ms,
										  const rtws_supervisor_events_t *events, void *app)
{
	rtws_supervisor_t *self = calloc(1, sizeof(*self) + count * sizeof(worker_t));

	if (self == NULL) {
		return NULL;
	}
	self->pulses = rtws_pulse_create(count);
	if (self->pulses == NULL) {
		free(self);
		return NULL;
	}
	self->loop = loop;
	self->count = count;
	self->timeout_ms = timeout_ms;
	self->events = events;
	self->app = app;
	for (unsigned i = 0; i < count; i++) {
		self->workers[i].owner = self;
		self->workers[i].number = i;
		self->workers[i].link.heard = on_note;
		self->workers[i].link.broken = on_broken;
	}
	rtws_timer_init(&self->look, on_look);
	rtws_timer_init(&self->spawn, on_spawn);
	rtws_timer_init(&self->late, on_late);
	start_looking(self);
	self->on_child = rtws_signal_catch(loop, SIGCHLD, on_child, self);
	return self;
}

static void release(rtws_supervisor_t *self)
{
	if (self->on_child != NULL) {
		rtws_signal_release(self->on_child);
	}
	for (unsigned i = 0; i < self->count; i++) {
		rtws_link_close(&self->workers[i].link);
	}
	rtws_timer_stop(self->loop, &self->look);
	rtws_timer_stop(self->loop, &self->spawn);
	rtws_timer_stop(self->loop, &self->late);
}

void rtws_supervisor_leave(rtws_supervisor_t *self)
{
	release(self);
	free(self); /* not the page: the pulse is in it */
}

void rtws_supervisor_destroy(rtws_supervisor_t *self)
{
	release(self);
	rtws_pulse_destroy(self->pulses, self->count);
	free(self);
}
