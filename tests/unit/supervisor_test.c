/* A master with real children, which do what their test says. */
#include "unit.h"
#include "world.h"

#include "process/supervisor.h"
#include "util/log.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE_S = 10 };

static rtws_loop_t *loop;
static rtws_supervisor_t *supervisor;
static unsigned ready, gave_up, stops, ended, forked;
static uint32_t grace;
static char said[2000]; /* the log */
static void (*child)(rtws_birth_t *birth, unsigned nth);

static void on_ready(void *app)
{
	(void) app;
	ready++;
}

static void on_gave_up(void *app, unsigned worker)
{
	(void) app, (void) worker;
	gave_up++;
}

static void on_stop(void *app, uint32_t grace_ms)
{
	(void) app;
	stops++;
	grace = grace_ms;
}

static void on_ended(void *app, unsigned worker)
{
	(void) app, (void) worker;
	ended++;
}

static const rtws_supervisor_events_t events = { on_ready, on_gave_up, on_stop, on_ended };

static void remember(void *arg, rtws_log_level_t level, const char *line, size_t len)
{
	size_t used = strlen(said);

	(void) arg, (void) level;
	snprintf(said + used, sizeof(said) - used, "%.*s\n", (int) len, line);
}

static void begin(unsigned workers, uint32_t timeout_ms, void (*body)(rtws_birth_t *, unsigned))
{
	world_reset();
	ready = gave_up = stops = ended = forked = 0;
	said[0] = '\0';
	child = body;
	rtws_log_set_sink(remember, NULL);
	loop = rtws_loop_create();
	supervisor = rtws_supervisor_create(loop, workers, timeout_ms, &events, NULL);
}

static void end(void)
{
	rtws_supervisor_destroy(supervisor);
	rtws_loop_destroy(loop);
	rtws_log_set_sink(NULL, NULL);
}

static void step(void)
{
	int number;

	while ((number = rtws_supervisor_due(supervisor)) >= 0) {
		rtws_birth_t birth;

		if (rtws_supervisor_fork(supervisor, (unsigned) number, &birth) == 0) {
			rtws_supervisor_leave(supervisor);
			child(&birth, forked);
			_exit(0);
		}
		forked++;
		close(birth.hub);
	}
	rtws_loop_turn(loop, true);
}

/* Steps until it is so. */
#define UNTIL(condition)                       \
	do {                                       \
		time_t end_ = time(NULL) + PATIENCE_S; \
		while (!(condition)) {                 \
			CHECK(time(NULL) <= end_);         \
			step();                            \
		}                                      \
	} while (0)

/* ---- what children do ------------------------------------------------------------------------ */

static rtws_loop_t *own;
static rtws_pulse_t *pulse;
static rtws_timer_t beat;

static void on_heard(rtws_link_t *link, rtws_note_t note, uint32_t value)
{
	(void) link;
	if (note == RTWS_NOTE_STOP) {
		_exit(value == 1234 ? 0 : 1);
	}
}

static void on_broken(rtws_link_t *link)
{
	(void) link;
	_exit(77);
}

static void on_beat(rtws_timer_t *timer)
{
	(void) timer;
	rtws_pulse_beat(pulse);
}

static void serve(rtws_birth_t *birth)
{
	static rtws_link_t link = { .heard = on_heard, .broken = on_broken };

	own = rtws_loop_create();
	pulse = birth->pulse;
	rtws_timer_init(&beat, on_beat);
	rtws_timer_start(own, &beat, 0.01, 0.01);
	rtws_link_open(&link, own, birth->link);
	rtws_link_tell(&link, RTWS_NOTE_READY, 0);
	for (;;) {
		rtws_loop_turn(own, true);
	}
}

static void good(rtws_birth_t *birth, unsigned nth)
{
	(void) nth;
	serve(birth);
}

static void bad(rtws_birth_t *birth, unsigned nth)
{
	(void) birth, (void) nth;
	_exit(9);
}

static void first_dies(rtws_birth_t *birth, unsigned nth)
{
	if (nth == 0) {
		kill(getpid(), SIGKILL);
	}
	serve(birth);
}

static void first_hangs(rtws_birth_t *birth, unsigned nth)
{
	if (nth == 0) {
		sleep(100);
	}
	serve(birth);
}

static void asks_to_stop(rtws_birth_t *birth, unsigned nth)
{
	static rtws_link_t link = { .heard = on_heard, .broken = on_broken };

	(void) nth;
	own = rtws_loop_create();
	rtws_link_open(&link, own, birth->link);
	rtws_link_tell(&link, RTWS_NOTE_STOP_ALL, 4321);
	for (;;) {
		rtws_loop_turn(own, true);
	}
}

/* Does not end when it is told to. */
static void deaf(rtws_birth_t *birth, unsigned nth)
{
	rtws_link_t link = { .heard = on_heard, .broken = on_broken };

	(void) nth;
	own = rtws_loop_create();
	rtws_link_open(&link, own, birth->link);
	rtws_link_tell(&link, RTWS_NOTE_READY, 0);
	sleep(100);
}

/* ---- tests ----------------------------------------------------------------------------------- */

static int workers_are_ready_once_and_end_in_order(void)
{
	begin(3, 0, good);
	UNTIL(ready == 1);
	CHECK(forked == 3 && !rtws_supervisor_is_empty(supervisor));
	rtws_supervisor_stop(supervisor, RTWS_NOTE_STOP, 1234);
	UNTIL(rtws_supervisor_is_empty(supervisor));
	CHECK(ended == 3 && forked == 3 && ready == 1 && said[0] == '\0');
	end();
	return 0;
}

static int one_that_is_killed_is_replaced_and_named(void)
{
	begin(2, 0, first_dies);
	UNTIL(ready == 1);
	CHECK(forked == 3 && ended == 1 && gave_up == 0);
	CHECK(strstr(said, "worker 0 (pid ") != NULL);
	CHECK(strstr(said, "was killed by signal 9 (Killed): starting another one in 0.1 s") != NULL);
	rtws_supervisor_stop(supervisor, RTWS_NOTE_STOP, 1234);
	UNTIL(rtws_supervisor_is_empty(supervisor));
	end();
	return 0;
}

static int tries_get_rarer_and_end(void)
{
	static const char *const delays[] = { "in 0.1 s", "in 0.2 s", "in 0.4 s", "in 0.8 s" };

	begin(1, 0, bad);
	UNTIL(gave_up == 1);
	CHECK(forked == 5 && ended == 5 && ready == 0);
	for (int i = 0; i < COUNT(delays); i++) {
		CHECK(strstr(said, delays[i]) != NULL);
	}
	rtws_supervisor_stop(supervisor, RTWS_NOTE_STOP, 0);
	CHECK(rtws_supervisor_is_empty(supervisor) && rtws_supervisor_due(supervisor) == -1);
	end();
	return 0;
}

static int one_that_stands_still_is_killed(void)
{
	begin(2, 200, first_hangs);
	UNTIL(ready == 1);
	CHECK(forked == 3 && ended == 1);
	CHECK(strstr(said, "worker 0 (pid ") != NULL);
	CHECK(strstr(said, "has not turned its loop for 0.2 s") != NULL);
	rtws_supervisor_stop(supervisor, RTWS_NOTE_STOP, 1234);
	UNTIL(rtws_supervisor_is_empty(supervisor));
	end();
	return 0;
}

static int one_that_is_late_at_the_end_is_killed(void)
{
	begin(1, 0, deaf);
	UNTIL(ready == 1);
	rtws_supervisor_stop(supervisor, RTWS_NOTE_STOP, 0);
	UNTIL(rtws_supervisor_is_empty(supervisor));
	CHECK(strstr(said, "does not end: it is killed") != NULL && forked == 1);
	end();
	return 0;
}

static int worker_may_ask_for_the_end_of_all(void)
{
	begin(1, 0, asks_to_stop);
	UNTIL(stops == 1);
	CHECK(grace == 4321);
	rtws_supervisor_stop(supervisor, RTWS_NOTE_STOP, 1234);
	UNTIL(rtws_supervisor_is_empty(supervisor));
	end();
	return 0;
}

static int workers_are_alive_when_one_turns(void)
{
	begin(1, 0, good);
	CHECK(!rtws_supervisor_has_turned(supervisor));
	UNTIL(ready == 1);
	UNTIL(rtws_supervisor_has_turned(supervisor) || (usleep(1000), false));
	rtws_supervisor_stop(supervisor, RTWS_NOTE_STOP, 1234);
	UNTIL(rtws_supervisor_is_empty(supervisor));
	CHECK(!rtws_supervisor_has_turned(supervisor));
	end();
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(workers_are_ready_once_and_end_in_order) },
		{ NAMED(one_that_is_killed_is_replaced_and_named) },
		{ NAMED(tries_get_rarer_and_end) },
		{ NAMED(one_that_stands_still_is_killed) },
		{ NAMED(one_that_is_late_at_the_end_is_killed) },
		{ NAMED(worker_may_ask_for_the_end_of_all) },
		{ NAMED(workers_are_alive_when_one_turns) },
	};

	return run_tests(tests, COUNT(tests));
}
