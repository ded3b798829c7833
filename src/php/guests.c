#include "php/guests.h"

#include "php/server.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

enum { FOR_EVER = 3600 }; /* seconds: a loop with nothing to wait for would return at once */

struct rtws_guest_watch {
	rtws_io_t io; /* first: the loop hands it back */
	rtws_guest_t *guest;
	rtws_guest_watch_t *next;
	rtws_guest_watch_t **prev; /* NULL: not on the list of those that are ready */
	unsigned wanted;
	unsigned ready;
};

typedef struct {
	rtws_job_t base;
	rtws_guest_t *guest; /* a reference on its object */
} pass_job_t;

ZEND_TLS struct {
	rtws_guest_t *first;
	rtws_loop_t *host;
} guests;

bool rtws_guests_are_hosted(void)
{
	return guests.host != NULL;
}

/* ---- passes ---------------------------------------------------------------------------------- */

static void make_due(rtws_guest_t *guest);

static void call_pass(rtws_guest_t *guest)
{
	guest->is_due = false;
	rtws_callback_call(&guest->pass, 0, NULL, NULL);
	if (EG(exception) != NULL) {
		rtws_php_settle_exception(rtws_php_running(), "a callback of an event loop");
		make_due(guest); /* for the rest of what was due */
	}
}

static void run_pass(rtws_job_t *job)
{
	rtws_guest_t *guest = ((pass_job_t *) job)->guest;

	guest->posted = NULL;
	guest->passing = job;
	call_pass(guest);
	if (guest->passing == job) {
		guest->passing = NULL;
	}
}

static void destroy_pass(rtws_job_t *job)
{
	rtws_guest_t *guest = ((pass_job_t *) job)->guest;

	if (guest->posted == job) {
		guest->posted = NULL;
	}
	free(job);
	OBJ_RELEASE(guest->object);
}

/* Where all Fibers wait for what this guest brings, it must not wait for one of them. */
static void post_pass(rtws_guest_t *guest)
{
	pass_job_t *job = malloc(sizeof(*job));

	if (job == NULL) {
		return; /* is_due stays: the next event tries again */
	}
	*job = (pass_job_t){
		.base = { .run = run_pass, .destroy = destroy_pass, .is_urgent = true },
		.guest = guest,
	};
	GC_ADDREF(guest->object);
	guest->posted = &job->base;
	rtws_fibers_post(&job->base);
}

static void make_due(rtws_guest_t *guest)
{
	guest->is_due = true;
	if (guest->on_fiber && guest->posted == NULL && guests.host != NULL) {
		post_pass(guest);
	}
}

bool rtws_guests_pass(void)
{
	rtws_guest_t *guest = guests.host != NULL ? guests.first : NULL;

	while (guest != NULL && EG(exception) == NULL) {
		zend_object *object = guest->object;

		GC_ADDREF(object);
		if (!guest->on_fiber) {
			call_pass(guest);
		} else if (guest->passing != NULL) { /* a callback has suspended: the next pass goes on */
			guest->passing = NULL;
			make_due(guest);
		}
		guest = guest->next;
		OBJ_RELEASE(object);
	}
	return EG(exception) == NULL;
}

bool rtws_guests_are_due(void)
{
	for (rtws_guest_t *guest = guests.first; guest != NULL; guest = guest->next) {
		if (guest->is_due && !guest->on_fiber && guests.host != NULL) {
			return true;
		}
	}
	return false;
}

/* ---- descriptors ----------------------------------------------------------------------------- */

static void unlist(rtws_guest_watch_t *watch)
{
	rtws_guest_t *guest = watch->guest;

	if (watch->prev != NULL) {
		*watch->prev = watch->next;
		if (watch->next != NULL) {
			watch->next->prev = watch->prev;
		} else {
			guest->ready_end = watch->prev;
		}
		watch->prev = NULL;
	}
	watch->ready = 0;
}

static void on_ready(rtws_io_t *io, unsigned events)
{
	rtws_guest_watch_t *watch = (rtws_guest_watch_t *) io;
	rtws_guest_t *guest = watch->guest;

	watch->ready |= events & watch->wanted;
	if (watch->ready != 0 && watch->prev == NULL) {
		watch->next = NULL;
		watch->prev = guest->ready_end;
		*guest->ready_end = watch;
		guest->ready_end = &watch->next;
	}
	make_due(guest);
}

/* Starts it anew, also with the same events: the descriptor may have been closed and be another. */
static void start_watch(rtws_guest_watch_t *watch)
{
	rtws_guest_t *guest = watch->guest;

	if (guest->loop != NULL) {
		rtws_io_watch(guest->loop, &watch->io, 0);
		rtws_io_watch(guest->loop, &watch->io, watch->wanted);
	}
}

static void destroy_watch(zval *value)
{
	rtws_guest_watch_t *watch = Z_PTR_P(value);

	unlist(watch);
	if (watch->guest->loop != NULL) {
		rtws_io_watch(watch->guest->loop, &watch->io, 0);
	}
	efree(watch);
}

void rtws_guest_watch(rtws_guest_t *guest, int fd, unsigned events)
{
	rtws_guest_watch_t *watch = zend_hash_index_find_ptr(&guest->watches, (zend_ulong) fd);

	if (events == 0) {
		zend_hash_index_del(&guest->watches, (zend_ulong) fd);
		return;
	}
	if (watch == NULL) {
		watch = ecalloc(1, sizeof(*watch));
		watch->guest = guest;
		rtws_io_init(&watch->io, fd, on_ready);
		zend_hash_index_add_new_ptr(&guest->watches, (zend_ulong) fd, watch);
	}
	watch->wanted = events;
	watch->ready &= events;
	start_watch(watch);
}

/* ---- signals --------------------------------------------------------------------------------- */

static void on_signal(void *arg, int signo)
{
	rtws_guest_t *guest = arg;

	guest->fired[signo] = true;
	guest->has_fired = true;
	make_due(guest);
}

static bool start_signal(rtws_guest_t *guest, int signo)
{
	if (guest->loop != NULL && guest->caught[signo] == NULL) {
		guest->caught[signo] = rtws_signal_catch(guest->loop, signo, on_signal, guest);
		return guest->caught[signo] != NULL;
	}
	return true;
}

static void stop_signal(rtws_guest_t *guest, int signo)
{
	if (guest->caught[signo] != NULL) {
		rtws_signal_release(guest->caught[signo]);
		guest->caught[signo] = NULL;
	}
}

/* ---- where its watchers are ------------------------------------------------------------------ */

static void on_alarm(rtws_timer_t *timer)
{
	make_due((rtws_guest_t *) ((char *) timer - XtOffsetOf(rtws_guest_t, alarm)));
}

static void leave_loop(rtws_guest_t *guest)
{
	rtws_guest_watch_t *watch;

	if (guest->loop == NULL) {
		return;
	}
	ZEND_HASH_FOREACH_PTR(&guest->watches, watch)
	{
		rtws_io_watch(guest->loop, &watch->io, 0);
	}
	ZEND_HASH_FOREACH_END();
	for (int signo = 1; signo < NSIG; signo++) {
		stop_signal(guest, signo);
	}
	rtws_timer_stop(guest->loop, &guest->alarm);
	guest->loop = NULL;
}

/* False when a signal cannot be had. */
static bool enter_loop(rtws_guest_t *guest, rtws_loop_t *loop)
{
	rtws_guest_watch_t *watch;
	bool is_complete = true;

	leave_loop(guest);
	guest->loop = loop;
	ZEND_HASH_FOREACH_PTR(&guest->watches, watch)
	{
		start_watch(watch);
	}
	ZEND_HASH_FOREACH_END();
	for (int signo = 1; signo < NSIG; signo++) {
		is_complete &= !guest->wants[signo] || start_signal(guest, signo);
	}
	return is_complete;
}

/* What is inherited over a fork() is the parent's: closed here, but nothing of it is changed. */
static rtws_loop_t *own_loop(rtws_guest_t *guest)
{
	pid_t self = getpid();

	if (guest->own != NULL && guest->owner != self) {
		leave_loop(guest);
		rtws_loop_destroy(guest->own);
		guest->own = NULL;
	}
	if (guest->own == NULL) {
		guest->own = rtws_loop_create();
		guest->owner = self;
	}
	return guest->own;
}

static bool enter_own_loop(rtws_guest_t *guest)
{
	rtws_loop_t *own = own_loop(guest);

	return own != NULL && (guest->loop == own || enter_loop(guest, own));
}

void rtws_guests_move_to(rtws_loop_t *host)
{
	guests.host = host;
	for (rtws_guest_t *guest = guests.first; guest != NULL; guest = guest->next) {
		if (!enter_loop(guest, host)) {
			rtws_log(RTWS_LOG_WARNING, "an event loop has lost a signal it had: %s",
					 strerror(errno));
		}
		make_due(guest);
	}
}

void rtws_guests_move_out(void)
{
	for (rtws_guest_t *guest = guests.first; guest != NULL; guest = guest->next) {
		leave_loop(guest);
	}
	guests.host = NULL;
}

bool rtws_guest_signal(rtws_guest_t *guest, int signo, bool catch)
{
	/* a signal has its effect from now on, not only when the loop is turned */
	if (catch && guest->loop == NULL && !enter_own_loop(guest)) {
		return false;
	}
	guest->wants[signo] = catch;
	if (!catch) {
		stop_signal(guest, signo);
		guest->fired[signo] = false;
	} else if (!start_signal(guest, signo)) {
		guest->wants[signo] = false;
		return false;
	}
	return true;
}

/* ---- waiting --------------------------------------------------------------------------------- */

void rtws_guest_rest(rtws_guest_t *guest, double seconds)
{
	if (guest->loop == NULL) {
		return;
	}
	if (seconds == 0) {
		make_due(guest);
	} else if (seconds > 0) {
		rtws_timer_start(guest->loop, &guest->alarm, seconds, 0);
	} else {
		rtws_timer_stop(guest->loop, &guest->alarm);
	}
}

bool rtws_guest_turn(rtws_guest_t *guest, double seconds)
{
	if (!enter_own_loop(guest)) {
		return false;
	}
	if (seconds != 0 && guest->ready == NULL && !guest->has_fired) {
		rtws_timer_start(guest->loop, &guest->alarm, seconds > 0 ? seconds : FOR_EVER, 0);
		rtws_loop_turn(guest->loop, true);
		rtws_timer_stop(guest->loop, &guest->alarm);
	} else {
		rtws_loop_turn(guest->loop, false);
	}
	rtws_php_run_vm_interrupt();
	return true;
}

void rtws_guest_take(rtws_guest_t *guest, zval *out)
{
	array_init(out);
	if (guest->has_fired) {
		guest->has_fired = false;
		for (int signo = 1; signo < NSIG; signo++) {
			if (guest->fired[signo]) {
				guest->fired[signo] = false;
				add_index_long(out, (zend_ulong) -signo, 1);
			}
		}
	}
	while (guest->ready != NULL) {
		rtws_guest_watch_t *watch = guest->ready;

		if (watch->ready != 0) {
			add_index_long(out, (zend_ulong) rtws_io_fd(&watch->io), watch->ready);
		}
		unlist(watch);
	}
}

/* ---- a guest's life -------------------------------------------------------------------------- */

void rtws_guest_init(rtws_guest_t *guest, zend_object *object)
{
	guest->object = object;
	guest->ready_end = &guest->ready;
	ZVAL_UNDEF(&guest->pass.callable);
	zend_hash_init(&guest->watches, 8, NULL, destroy_watch, false);
	rtws_timer_init(&guest->alarm, on_alarm);
	guest->next = guests.first;
	if (guest->next != NULL) {
		guest->next->prev = &guest->next;
	}
	guest->prev = &guests.first;
	guests.first = guest;
	guest->loop = guests.host;
	guest->is_due = true;
}

void rtws_guest_clear(rtws_guest_t *guest)
{
	leave_loop(guest);
	zend_hash_destroy(&guest->watches);
	if (guest->own != NULL) {
		rtws_loop_destroy(guest->own);
	}
	rtws_callback_clear(&guest->pass);
	if (guest->prev != NULL) {
		*guest->prev = guest->next;
		if (guest->next != NULL) {
			guest->next->prev = guest->prev;
		}
	}
}

void rtws_guests_rshutdown(void)
{
	rtws_guests_move_out();
}
