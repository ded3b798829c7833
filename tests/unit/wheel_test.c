#include "unit.h"

#include "util/wheel.h"

#include <stdlib.h>
#include <string.h>

enum { TICK = RTWS_WHEEL_TICK_MS, HORIZON_MS = RTWS_WHEEL_TICK_MS * RTWS_WHEEL_SLOTS };

static rtws_wheel_t wheel;
static rtws_deadline_t *fired[16];
static unsigned fired_count;

static void note(rtws_deadline_t *deadline)
{
	if (fired_count < 16) {
		fired[fired_count] = deadline;
	}
	fired_count++;
}

static void begin(uint64_t now_ms)
{
	rtws_wheel_init(&wheel, now_ms);
	fired_count = 0;
}

static int deadline_is_set_until_it_fires(void)
{
	rtws_deadline_t d = { 0 };

	begin(1000);
	CHECK(!rtws_deadline_is_set(&d));
	rtws_wheel_set(&wheel, &d, 1500);
	CHECK(rtws_deadline_is_set(&d) && wheel.count == 1);
	rtws_wheel_advance(&wheel, 1499, note);
	CHECK(fired_count == 0 && rtws_deadline_is_set(&d));
	rtws_wheel_advance(&wheel, 1500, note);
	CHECK(fired_count == 1 && fired[0] == &d);
	CHECK(!rtws_deadline_is_set(&d) && wheel.count == 0);
	rtws_wheel_advance(&wheel, 100000, note);
	CHECK(fired_count == 1);
	return 0;
}

static int deadline_fires_at_the_first_tick_at_or_after_its_time(void)
{
	for (uint64_t due = 1001; due < 1201; due++) {
		rtws_deadline_t d = { 0 };
		uint64_t tick = (due + TICK - 1) / TICK * TICK;

		unit_case("due %llu", (unsigned long long) due);
		begin(1000);
		rtws_wheel_set(&wheel, &d, due);
		rtws_wheel_advance(&wheel, tick - 1, note);
		CHECK(fired_count == 0);
		rtws_wheel_advance(&wheel, tick, note);
		CHECK(fired_count == 1);
	}
	return 0;
}

static int deadline_of_the_past_fires_at_the_next_tick(void)
{
	static const uint64_t dues[] = { 0, 1, 999, 1000 };

	for (int i = 0; i < COUNT(dues); i++) {
		rtws_deadline_t d = { 0 };

		begin(1000);
		rtws_wheel_set(&wheel, &d, dues[i]);
		rtws_wheel_advance(&wheel, 1000 + TICK - 1, note);
		CHECK(fired_count == 0);
		rtws_wheel_advance(&wheel, 1000 + TICK, note);
		CHECK(fired_count == 1);
	}
	return 0;
}

static int cancelled_deadline_never_fires(void)
{
	rtws_deadline_t a = { 0 }, b = { 0 }, c = { 0 };

	begin(0);
	rtws_wheel_set(&wheel, &a, 100);
	rtws_wheel_set(&wheel, &b, 100); /* one slot: the middle, then the ends of its list */
	rtws_wheel_set(&wheel, &c, 100);
	rtws_wheel_cancel(&wheel, &b);
	CHECK(!rtws_deadline_is_set(&b) && wheel.count == 2);
	rtws_wheel_cancel(&wheel, &a);
	rtws_wheel_advance(&wheel, 1000, note);
	CHECK(fired_count == 1 && fired[0] == &c);
	return 0;
}

static int cancelling_what_is_not_set_does_nothing(void)
{
	rtws_deadline_t d = { 0 };

	begin(0);
	rtws_wheel_cancel(&wheel, &d);
	rtws_wheel_set(&wheel, &d, 100);
	rtws_wheel_cancel(&wheel, &d);
	rtws_wheel_cancel(&wheel, &d);
	CHECK(wheel.count == 0);
	return 0;
}

static int setting_anew_replaces_the_old_time(void)
{
	rtws_deadline_t d = { 0 };

	begin(0);
	rtws_wheel_set(&wheel, &d, 100);
	rtws_wheel_set(&wheel, &d, 500);
	CHECK(wheel.count == 1);
	rtws_wheel_advance(&wheel, 499, note);
	CHECK(fired_count == 0);
	rtws_wheel_set(&wheel, &d, 600);
	rtws_wheel_set(&wheel, &d, 550);
	rtws_wheel_advance(&wheel, 550, note);
	CHECK(fired_count == 1);
	rtws_wheel_advance(&wheel, 1000, note);
	CHECK(fired_count == 1);
	return 0;
}

static int deadline_beyond_the_horizon_waits_for_its_turn(void)
{
	static const uint64_t dues[] = { HORIZON_MS - TICK, HORIZON_MS,         HORIZON_MS + 1,
									 2 * HORIZON_MS,    5 * HORIZON_MS + 7, 40 * HORIZON_MS };

	for (int i = 0; i < COUNT(dues); i++) {
		rtws_deadline_t d = { 0 };
		uint64_t tick = (dues[i] + TICK - 1) / TICK * TICK;

		unit_case("due %llu", (unsigned long long) dues[i]);
		begin(0);
		rtws_wheel_set(&wheel, &d, dues[i]);
		for (uint64_t now = 0; now < tick; now += TICK) {
			rtws_wheel_advance(&wheel, now, note);
			CHECK(fired_count == 0 && rtws_deadline_is_set(&d) && wheel.count == 1);
		}
		rtws_wheel_advance(&wheel, tick, note);
		CHECK(fired_count == 1 && wheel.count == 0);
	}
	return 0;
}

static int one_step_over_many_turns_fires_each_once_in_order(void)
{
	rtws_deadline_t d[4];

	memset(d, 0, sizeof(d));
	begin(0);
	rtws_wheel_set(&wheel, &d[2], 3 * HORIZON_MS);
	rtws_wheel_set(&wheel, &d[0], 100);
	rtws_wheel_set(&wheel, &d[3], 3 * HORIZON_MS + 100);
	rtws_wheel_set(&wheel, &d[1], HORIZON_MS + 100); /* the slot of d[0] and d[3] */
	rtws_wheel_advance(&wheel, 10 * HORIZON_MS, note);
	CHECK(fired_count == 4);
	for (unsigned i = 0; i < 4; i++) {
		CHECK(fired[i] == &d[i]);
	}
	return 0;
}

static int empty_wheel_jumps_to_the_present(void)
{
	rtws_deadline_t d = { 0 };
	uint64_t now = UINT64_C(1) << 50; /* tick by tick this would take years */

	begin(0);
	rtws_wheel_advance(&wheel, now, note);
	rtws_wheel_set(&wheel, &d, now + 1000);
	rtws_wheel_advance(&wheel, now + 2000, note);
	CHECK(fired_count == 1);
	return 0;
}

static int time_that_goes_back_fires_nothing(void)
{
	rtws_deadline_t d = { 0 };

	begin(10000);
	rtws_wheel_advance(&wheel, 5000, note); /* empty */
	rtws_wheel_set(&wheel, &d, 11000);
	rtws_wheel_advance(&wheel, 9000, note);
	CHECK(fired_count == 0 && rtws_deadline_is_set(&d));
	rtws_wheel_advance(&wheel, 11000, note);
	CHECK(fired_count == 1);
	return 0;
}

static rtws_deadline_t *other;

static void set_again_after_one_turn(rtws_deadline_t *deadline)
{
	note(deadline);
	rtws_wheel_set(&wheel, deadline, wheel.now * TICK + HORIZON_MS);
}

static int fire_may_set_its_own_deadline_into_the_same_slot(void)
{
	rtws_deadline_t d = { 0 };

	begin(0);
	rtws_wheel_set(&wheel, &d, 100);
	rtws_wheel_advance(&wheel, 100, set_again_after_one_turn);
	CHECK(fired_count == 1 && rtws_deadline_is_set(&d));
	rtws_wheel_advance(&wheel, 100 + HORIZON_MS - 1, set_again_after_one_turn);
	CHECK(fired_count == 1);
	rtws_wheel_advance(&wheel, 100 + HORIZON_MS, set_again_after_one_turn);
	CHECK(fired_count == 2 && wheel.count == 1);
	return 0;
}

static void set_again_for_the_past(rtws_deadline_t *deadline)
{
	note(deadline);
	rtws_wheel_set(&wheel, deadline, 0);
}

static int deadline_set_again_at_once_fires_once_per_tick(void)
{
	rtws_deadline_t d = { 0 };

	begin(0);
	rtws_wheel_set(&wheel, &d, 0);
	rtws_wheel_advance(&wheel, 10 * TICK, set_again_for_the_past);
	CHECK(fired_count == 10);
	return 0;
}

static void cancel_the_other(rtws_deadline_t *deadline)
{
	note(deadline);
	rtws_wheel_cancel(&wheel, other);
}

static int fire_may_cancel_a_deadline_of_the_same_slot(void)
{
	rtws_deadline_t d[3];

	for (int victim = 0; victim < 3; victim++) {
		unsigned expected;

		unit_case("victim %d", victim);
		memset(d, 0, sizeof(d));
		begin(0);
		for (int i = 0; i < 3; i++) {
			rtws_wheel_set(&wheel, &d[i], 100);
		}
		other = &d[victim];
		rtws_wheel_advance(&wheel, 100, cancel_the_other);
		expected = fired[0] == other ? 3 : 2; /* unless it was the first, it must not fire */
		CHECK(fired_count == expected && wheel.count == 0);
		for (unsigned i = 1; i < fired_count; i++) {
			CHECK(fired[i] != other);
		}
	}
	return 0;
}

static void postpone_the_other(rtws_deadline_t *deadline)
{
	note(deadline);
	if (deadline != other) {
		rtws_wheel_set(&wheel, other, 300);
	}
}

static int fire_may_postpone_a_deadline_of_the_same_slot(void)
{
	rtws_deadline_t a = { 0 }, b = { 0 };

	begin(0);
	rtws_wheel_set(&wheel, &a, 100);
	rtws_wheel_set(&wheel, &b, 100);
	rtws_wheel_advance(&wheel, 50, note);
	other = &a; /* the last set is the first to fire */
	rtws_wheel_advance(&wheel, 100, postpone_the_other);
	CHECK(fired_count == 1 && fired[0] == &b);
	CHECK(rtws_deadline_is_set(&a) && wheel.count == 1);
	rtws_wheel_advance(&wheel, 300, note);
	CHECK(fired_count == 2 && fired[1] == &a);
	return 0;
}

/* ---- against a model ---------------------------------------------------------------------- */

enum { MANY = 3000 };

typedef struct {
	rtws_deadline_t deadline; /* first: the deadline's address is the entry's */
	bool set;
	uint64_t due; /* in ticks */
} entry_t;

static entry_t entries[MANY];
static bool agrees;
static unsigned model_fired;

static void model_set(entry_t *e, uint64_t due_ms)
{
	uint64_t due = (due_ms + TICK - 1) / TICK;

	rtws_wheel_set(&wheel, &e->deadline, due_ms);
	e->set = true;
	e->due = due > wheel.now ? due : wheel.now + 1;
}

static void model_cancel(entry_t *e)
{
	rtws_wheel_cancel(&wheel, &e->deadline);
	e->set = false;
}

static uint64_t random_due(void)
{
	uint64_t now_ms = wheel.now * TICK;

	switch (rand() % 4) {
		case 0:
			return now_ms + (uint64_t) (rand() % 200);
		case 1:
			return now_ms + (uint64_t) (rand() % HORIZON_MS);
		case 2:
			return now_ms + HORIZON_MS - 100 + (uint64_t) (rand() % 200);
		default:
			return now_ms + (uint64_t) (rand() % (4 * HORIZON_MS));
	}
}

static void model_fire(rtws_deadline_t *deadline)
{
	entry_t *e = (entry_t *) deadline;

	agrees &= e->set && e->due == wheel.now && !rtws_deadline_is_set(deadline);
	e->set = false;
	model_fired++;
	switch (rand() % 6) {
		case 0:
			model_set(e, random_due());
			break;
		case 1:
			model_set(&entries[rand() % MANY], random_due());
			break;
		case 2:
			model_cancel(&entries[rand() % MANY]);
			break;
		case 3: /* a neighbour is likely to be in this very slot */
			model_cancel(&entries[(size_t) (e - entries + 1) % MANY]);
			model_set(&entries[(size_t) (e - entries + 2) % MANY], wheel.now * TICK + HORIZON_MS);
			break;
		default:
			break;
	}
}

static int compare_with_model(void)
{
	size_t set = 0;

	for (int i = 0; i < MANY; i++) {
		CHECK(entries[i].set == rtws_deadline_is_set(&entries[i].deadline));
		CHECK(!entries[i].set || entries[i].due > wheel.now);
		set += entries[i].set;
	}
	CHECK(wheel.count == set);
	return 0;
}

static int thousands_of_deadlines_agree_with_a_model(void)
{
	uint64_t now = 123456;

	srand(7);
	begin(now);
	memset(entries, 0, sizeof(entries));
	agrees = true;
	model_fired = 0;
	for (int round = 0; round < 4000; round++) {
		unit_case("round %d", round);
		for (int i = rand() % 20; i > 0; i--) {
			model_set(&entries[rand() % MANY], random_due());
		}
		for (int i = rand() % 5; i > 0; i--) {
			model_cancel(&entries[rand() % MANY]);
		}
		for (int i = rand() % 3; i > 0; i--) { /* neighbours in one slot */
			size_t first = (size_t) rand() % (MANY - 4);
			uint64_t due = random_due();

			for (size_t k = 0; k < 4; k++) {
				model_set(&entries[first + k], due);
			}
		}
		now += (uint64_t) (rand() % 100 == 0 ? rand() % (2 * HORIZON_MS) : rand() % 120);
		rtws_wheel_advance(&wheel, now, model_fire);
		CHECK(agrees && wheel.now == now / TICK);
		CHECK(compare_with_model() == 0);
	}
	CHECK(model_fired > 10000);
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(deadline_is_set_until_it_fires) },
		{ NAMED(deadline_fires_at_the_first_tick_at_or_after_its_time) },
		{ NAMED(deadline_of_the_past_fires_at_the_next_tick) },
		{ NAMED(cancelled_deadline_never_fires) },
		{ NAMED(cancelling_what_is_not_set_does_nothing) },
		{ NAMED(setting_anew_replaces_the_old_time) },
		{ NAMED(deadline_beyond_the_horizon_waits_for_its_turn) },
		{ NAMED(one_step_over_many_turns_fires_each_once_in_order) },
		{ NAMED(empty_wheel_jumps_to_the_present) },
		{ NAMED(time_that_goes_back_fires_nothing) },
		{ NAMED(fire_may_set_its_own_deadline_into_the_same_slot) },
		{ NAMED(deadline_set_again_at_once_fires_once_per_tick) },
		{ NAMED(fire_may_cancel_a_deadline_of_the_same_slot) },
		{ NAMED(fire_may_postpone_a_deadline_of_the_same_slot) },
		{ NAMED(thousands_of_deadlines_agree_with_a_model) },
	};

	return run_tests(tests, COUNT(tests));
}
