#include "unit.h"
#include "forks.h"

#include "util/counter.h"
#include "util/error.h"

static int it_holds_what_it_is_given(void)
{
	rtws_counter_t *counter = rtws_counter_create(-3);
	intptr_t value;

	CHECK(rtws_counter_get(counter) == -3);
	CHECK(rtws_counter_add(counter, 5, &value) == 0 && value == 2);
	CHECK(rtws_counter_add(counter, -10, &value) == 0 && value == -8);
	rtws_counter_set(counter, INTPTR_MIN);
	CHECK(rtws_counter_get(counter) == INTPTR_MIN);
	rtws_counter_destroy(counter);
	return 0;
}

static int beyond_its_range_it_stays_as_it_is(void)
{
	rtws_counter_t *counter = rtws_counter_create(INTPTR_MAX - 1);
	intptr_t value;

	CHECK(rtws_counter_add(counter, 2, &value) == RTWS_E_RANGE);
	CHECK(value == INTPTR_MAX - 1 && rtws_counter_get(counter) == INTPTR_MAX - 1);
	CHECK(rtws_counter_add(counter, 1, &value) == 0 && value == INTPTR_MAX);
	rtws_counter_set(counter, -1);
	CHECK(rtws_counter_add(counter, INTPTR_MIN, &value) == RTWS_E_RANGE && value == -1);
	rtws_counter_destroy(counter);
	return 0;
}

static int it_is_swapped_only_when_it_is_as_expected(void)
{
	rtws_counter_t *counter = rtws_counter_create(1);

	CHECK(!rtws_counter_swap(counter, 2, 3));
	CHECK(rtws_counter_get(counter) == 1);
	CHECK(rtws_counter_swap(counter, 1, 3));
	CHECK(rtws_counter_get(counter) == 3);
	rtws_counter_destroy(counter);
	return 0;
}

static int count(void *arg, int number)
{
	intptr_t before = INTPTR_MIN;
	intptr_t value;

	for (int i = 0; i < 50000; i++) {
		if (rtws_counter_add(arg, number == 0 ? 2 : 1, &value) != 0 || value <= before) {
			return 1;
		}
		before = value;
	}
	return 0;
}

static int processes_lose_no_step(void)
{
	rtws_counter_t *counter = rtws_counter_create(0);

	CHECK(in_forks(4, count, counter));
	CHECK(rtws_counter_get(counter) == 250000);
	rtws_counter_destroy(counter);
	return 0;
}

static int swap_upwards(void *arg, int number)
{
	(void) number;
	for (int i = 0; i < 10000; i++) {
		intptr_t value;

		do {
			value = rtws_counter_get(arg);
		} while (!rtws_counter_swap(arg, value, value + 1));
	}
	return 0;
}

static int processes_that_swap_lose_nothing_either(void)
{
	rtws_counter_t *counter = rtws_counter_create(0);

	CHECK(in_forks(4, swap_upwards, counter));
	CHECK(rtws_counter_get(counter) == 40000);
	rtws_counter_destroy(counter);
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(it_holds_what_it_is_given) },
		{ NAMED(beyond_its_range_it_stays_as_it_is) },
		{ NAMED(it_is_swapped_only_when_it_is_as_expected) },
		{ NAMED(processes_lose_no_step) },
		{ NAMED(processes_that_swap_lose_nothing_either) },
	};

	return run_tests(tests, COUNT(tests));
}
