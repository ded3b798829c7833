#include "php/watchdog.h"

#include "php/code_place.h"
#include "php/compat.h"
#include "util/clock.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

enum {
	LOOKS = 8, /* so many times within the shortest limit */
	LOOK_MIN_MS = 5,
	LOOK_MAX_MS = 1000,
	ANSWER_MS = 100,     /* a VM that has not answered by then is in a call, */
	ANSWER_END_MS = 500, /* which may be about to return */
	ANSWER_LOOK_MS = 5,
	STACK_BYTES = 256 * 1024
};

/* A question is put by the thread and taken by the VM, or by the thread again. */
typedef enum { NOTHING, SAY, END, ENDING /* the thread ends the process */ } question_t;

typedef struct {
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t stop;
	bool is_stopping; /* under the mutex */
	pid_t pid;        /* a child of fork() has no such thread */
	const rtws_php_server_t *server;
	uint32_t say_ms;
	uint32_t end_ms;
	rtws_compat_flag_t *vm_interrupt; /* of the thread that is watched, as is the next */
	zend_execute_data **frame;
	atomic_uint turn; /* odd while user code may run */
	atomic_int question;
	unsigned asked_turn; /* of the question */
	uint64_t stuck_ms;
} watchdog_t;

ZEND_TLS watchdog_t *dog;
static void (*next_interrupt_function)(zend_execute_data *frame);

/* ---- saying it ------------------------------------------------------------------------------- */

/* Not by the log's callable, which cannot run now. */
static void say(const watchdog_t *self, bool is_end, bool has_place, const rtws_code_place_t *place)
{
	char line[sizeof(place->text) + 200];
	int fd = self->server->log_to == RTWS_LOG_TO_FD ? self->server->log_fd : STDERR_FILENO;
	int len;

	if (self->server->log_to == RTWS_LOG_OFF) {
		return;
	}
	len =
		snprintf(line, sizeof(line), "a handler has kept the loop from turning for %.1f s, in %s%s",
				 (double) self->stuck_ms / 1e3,
				 has_place ? place->text : "a call that does not return to PHP",
				 is_end ? ": the process ends (limits.max_handler_time)" : "");
	for (int i = 0; i < len; i++) {
		line[i] = (unsigned char) line[i] < ' ' ? '?' : line[i];
	}
	rtws_log_write(fd, is_end ? RTWS_LOG_ERROR : RTWS_LOG_WARNING, line, (size_t) len);
}

static bool is_asked_turn(const watchdog_t *self)
{
	return atomic_load(&self->turn) == self->asked_turn;
}

/* ---- in the thread that is watched ----------------------------------------------------------- */

/* The other thread ends the process, or finds that it need not. */
static void wait_for_the_end(watchdog_t *self)
{
	while (atomic_load(&self->question) == ENDING) {
		usleep(1000);
	}
}

static void answer(watchdog_t *self, int question, zend_execute_data *frame)
{
	rtws_code_place_t place;
	bool has_place = rtws_code_find(rtws_code_copy, frame, &place);

	say(self, question == END, has_place, &place);
	if (question == END) {
		double seconds = self->end_ms / 1e3;

		rtws_watchdog_busy(); /* shutdown functions have as much time again */
		zend_error_noreturn(E_ERROR, "Maximum handler time of %.10g second%s exceeded", seconds,
							seconds == 1 ? "" : "s");
	}
}

static void on_interrupt(zend_execute_data *frame)
{
	watchdog_t *self = dog;

	if (self != NULL) {
		int question = atomic_load(&self->question);

		if (question == ENDING) {
			wait_for_the_end(self);
		} else if (question != NOTHING &&
				   atomic_compare_exchange_strong(&self->question, &question, NOTHING) &&
				   is_asked_turn(self)) {
			answer(self, question, frame);
		}
	}
	if (next_interrupt_function != NULL) {
		next_interrupt_function(frame);
	}
}

void rtws_watchdog_minit(void)
{
	next_interrupt_function = zend_interrupt_function;
	zend_interrupt_function = on_interrupt;
}

/* Who came later stays, and calls on us no more: no user code runs any more. */
void rtws_watchdog_mshutdown(void)
{
	if (zend_interrupt_function == on_interrupt) {
		zend_interrupt_function = next_interrupt_function;
	}
}

void rtws_watchdog_busy(void)
{
	if (dog != NULL) {
		unsigned turn = atomic_load_explicit(&dog->turn, memory_order_relaxed);

		atomic_store_explicit(&dog->turn, (turn | 1) + 2, memory_order_relaxed);
	}
}

void rtws_watchdog_waiting(void)
{
	if (dog != NULL) {
		unsigned turn = atomic_load_explicit(&dog->turn, memory_order_relaxed);

		atomic_store_explicit(&dog->turn, (turn | 1) + 1, memory_order_relaxed);
		if (atomic_load_explicit(&dog->question, memory_order_relaxed) == ENDING) {
			wait_for_the_end(dog);
		}
	}
}

/* ---- the thread that watches ----------------------------------------------------------------- */

/* False when it is to end. */
static bool rest(watchdog_t *self, uint32_t ms)
{
	uint64_t until_us = rtws_clock_us() + (uint64_t) ms * 1000;
	struct timespec until = { (time_t) (until_us / 1000000), (long) (until_us % 1000000 * 1000) };
	bool goes_on;

	pthread_mutex_lock(&self->mutex);
	while (!self->is_stopping &&
		   pthread_cond_timedwait(&self->stop, &self->mutex, &until) != ETIMEDOUT) {
	}
	goes_on = !self->is_stopping;
	pthread_mutex_unlock(&self->mutex);
	return goes_on;
}

/* It is in a call. It may return at any time, and stops then where it next meets the VM or us. */
static void end_process(watchdog_t *self)
{
	rtws_code_place_t place;
	bool has_place;

	if (!is_asked_turn(self)) {
		atomic_store(&self->question, NOTHING);
		return;
	}
	has_place = rtws_code_find(rtws_code_peek, *self->frame, &place);
	say(self, true, has_place, &place);
	if (self->server->native->transport != NULL) {
		rtws_transport_abandon(self->server->native->transport);
	}
	_exit(255);
}

static void say_from_outside(watchdog_t *self)
{
	rtws_code_place_t place;
	bool has_place = rtws_code_find(rtws_code_peek, *self->frame, &place);

	if (is_asked_turn(self)) {
		say(self, false, has_place, &place);
	}
}

static void ask(watchdog_t *self, question_t question, unsigned turn, uint64_t stuck_ms)
{
	int patience_ms = question == END ? ANSWER_END_MS : ANSWER_MS;
	int expected = question;

	self->asked_turn = turn;
	self->stuck_ms = stuck_ms;
	atomic_store(&self->question, question);
	rtws_compat_set_flag(self->vm_interrupt);
	for (int ms = 0; ms < patience_ms && atomic_load(&self->question) == (int) question;
		 ms += ANSWER_LOOK_MS) {
		if (!rest(self, ANSWER_LOOK_MS)) {
			break;
		}
	}
	if (atomic_compare_exchange_strong(&self->question, &expected,
									   question == END ? ENDING : NOTHING)) {
		if (question == END) {
			end_process(self);
		} else {
			say_from_outside(self);
		}
	}
}

static uint32_t look_every(const watchdog_t *self)
{
	uint32_t shortest = self->say_ms > 0 && (self->end_ms == 0 || self->say_ms < self->end_ms)
							? self->say_ms
							: self->end_ms;
	uint32_t ms = shortest / LOOKS;

	return ms < LOOK_MIN_MS ? LOOK_MIN_MS : ms > LOOK_MAX_MS ? LOOK_MAX_MS : ms;
}

static void *watch(void *arg)
{
	watchdog_t *self = arg;
	uint64_t since_ms = rtws_clock_ms();
	uint64_t say_at_ms = self->say_ms;
	unsigned seen = 0;

	while (rest(self, look_every(self))) {
		unsigned turn = atomic_load(&self->turn);
		uint64_t now_ms = rtws_clock_ms();

		if (turn != seen || !(turn & 1)) {
			seen = turn;
			since_ms = now_ms;
			say_at_ms = self->say_ms;
		} else if (self->end_ms > 0 && now_ms - since_ms >= self->end_ms) {
			ask(self, END, turn, now_ms - since_ms);
		} else if (self->say_ms > 0 && now_ms - since_ms >= say_at_ms) {
			ask(self, SAY, turn, now_ms - since_ms);
			say_at_ms *= 2;
		}
	}
	return NULL;
}

/* ---- life ------------------------------------------------------------------------------------ */

/* Signals are for the others. 0 or an error number. */
static int start_thread(watchdog_t *self)
{
	pthread_attr_t attr;
	sigset_t all, before;
	int error;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK_BYTES);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	error = pthread_create(&self->thread, &attr, watch, self);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attr);
	return error;
}

void rtws_watchdog_start(rtws_php_server_t *server)
{
	pthread_condattr_t attr;
	watchdog_t *self;
	int error;

	if (server->watchdog_ms == 0 && server->max_handler_ms == 0) {
		return;
	}
	self = calloc(1, sizeof(*self));
	if (self == NULL) {
		rtws_log(RTWS_LOG_WARNING, "no watchdog: out of memory");
		return;
	}
	self->pid = getpid();
	self->server = server;
	self->say_ms = server->watchdog_ms;
	self->end_ms = server->max_handler_ms;
	self->vm_interrupt = &EG(vm_interrupt);
	self->frame = &EG(current_execute_data);
	atomic_init(&self->turn, 1);
	atomic_init(&self->question, NOTHING);
	pthread_mutex_init(&self->mutex, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&self->stop, &attr);
	pthread_condattr_destroy(&attr);
	error = start_thread(self);
	if (error != 0) {
		rtws_log(RTWS_LOG_WARNING, "no watchdog: cannot create its thread: %s", strerror(error));
		free(self);
		return;
	}
	dog = self;
}

void rtws_watchdog_stop(void)
{
	watchdog_t *self = dog;

	if (self == NULL) {
		return;
	}
	if (self->pid == getpid()) {
		pthread_mutex_lock(&self->mutex);
		self->is_stopping = true;
		pthread_cond_signal(&self->stop);
		pthread_mutex_unlock(&self->mutex);
		pthread_join(self->thread, NULL);
	}
	dog = NULL;
	free(self);
}
