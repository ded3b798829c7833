#include "unit.h"

#include "util/rate.h"

static unsigned taken(rtws_rate_t *rate, const rtws_rate_rule_t *rule, uint64_t now_ms,
					  unsigned tries)
{
	unsigned passed = 0;

	for (unsigned i = 0; i < tries; i++) {
		passed += rtws_rate_take(rate, rule, now_ms);
	}
	return passed;
}

static int a_counter_is_eight_bytes(void)
{
	CHECK(sizeof(rtws_rate_t) == 8);
	return 0;
}

static int a_rule_without_events_is_no_limit(void)
{
	rtws_rate_rule_t rule = { 0 };
	rtws_rate_t rate = { 0 };

	CHECK(taken(&rate, &rule, 1, 1000) == 1000);
	return 0;
}

/* ---- the bucket --------------------------------------------------------------------------- */

static int a_new_bucket_lets_a_burst_through(void)
{
	rtws_rate_rule_t rule = { 10, 1000, 25, RTWS_RATE_BUCKET };
	rtws_rate_t rate = { 0 };

	CHECK(taken(&rate, &rule, 123456, 100) == 25);
	return 0;
}

static int a_bucket_goes_on_evenly(void)
{
	rtws_rate_rule_t rule = { 10, 1000, 10, RTWS_RATE_BUCKET };
	rtws_rate_t rate = { 0 };
	uint64_t now = 5000000;

	taken(&rate, &rule, now, 100);
	CHECK(taken(&rate, &rule, now + 99, 5) == 0);
	CHECK(taken(&rate, &rule, now + 100, 5) == 1);
	CHECK(taken(&rate, &rule, now + 199, 5) == 0);
	CHECK(taken(&rate, &rule, now + 500, 9) == 4);
	return 0;
}

static int what_a_bucket_refuses_costs_nothing(void)
{
	rtws_rate_rule_t rule = { 10, 1000, 10, RTWS_RATE_BUCKET };
	rtws_rate_t rate = { 0 };

	taken(&rate, &rule, 1000, 100000);
	CHECK(taken(&rate, &rule, 2000, 100) == 10);
	return 0;
}

static int a_bucket_holds_no_more_than_its_burst(void)
{
	rtws_rate_rule_t rule = { 10, 1000, 3, RTWS_RATE_BUCKET };
	rtws_rate_t rate = { 0 };

	CHECK(taken(&rate, &rule, 1000, 10) == 3);
	CHECK(taken(&rate, &rule, 1000000, 10) == 3);
	return 0;
}

/* 7 in 3 seconds for an hour, tried every millisecond: not one lost to rounding. */
static int a_bucket_is_exact_over_time(void)
{
	rtws_rate_rule_t rule = { 7, 3000, 2, RTWS_RATE_BUCKET };
	rtws_rate_t rate = { 0 };
	unsigned passed = 0;

	for (uint64_t ms = 0; ms < 3600000; ms++) {
		passed += rtws_rate_take(&rate, &rule, 777777 + ms);
	}
	CHECK(passed == 7 * 1200 + 1); /* the burst is one ahead of the rate */
	return 0;
}

static int a_bucket_keeps_its_largest_numbers(void)
{
	rtws_rate_rule_t rule = { RTWS_RATE_EVENTS_MAX, RTWS_RATE_PER_MAX_MS, RTWS_RATE_EVENTS_MAX,
							  RTWS_RATE_BUCKET };
	rtws_rate_t rate = { 0 };
	uint64_t century = UINT64_C(100) * 366 * 86400 * 1000;

	CHECK(taken(&rate, &rule, century, RTWS_RATE_EVENTS_MAX + 1) == RTWS_RATE_EVENTS_MAX);
	CHECK(taken(&rate, &rule, century + RTWS_RATE_PER_MAX_MS / 2, RTWS_RATE_EVENTS_MAX) ==
		  RTWS_RATE_EVENTS_MAX / 2);
	return 0;
}

/* ---- the window --------------------------------------------------------------------------- */

static int a_window_lets_through_so_many_and_begins_anew_at_the_second(void)
{
	rtws_rate_rule_t rule = { 10, 1000, 0, RTWS_RATE_WINDOW };
	rtws_rate_t rate = { 0 };
	uint64_t second = UINT64_C(1700000000) * 1000;

	CHECK(taken(&rate, &rule, second, 4) == 4);
	CHECK(taken(&rate, &rule, second + 998, 20) == 6);
	CHECK(taken(&rate, &rule, second + 999, 20) == 0);
	CHECK(taken(&rate, &rule, second + 1000, 20) == 10);
	return 0;
}

static int a_window_takes_a_clock_that_is_set_back(void)
{
	rtws_rate_rule_t rule = { 2, 1000, 0, RTWS_RATE_WINDOW };
	rtws_rate_t rate = { 0 };

	CHECK(taken(&rate, &rule, 10000, 5) == 2);
	CHECK(taken(&rate, &rule, 5000, 5) == 2);
	return 0;
}

static int a_window_may_be_long(void)
{
	rtws_rate_rule_t rule = { 3, RTWS_RATE_PER_MAX_MS, 0, RTWS_RATE_WINDOW };
	rtws_rate_t rate = { 0 };
	uint64_t day = UINT64_C(20000) * RTWS_RATE_PER_MAX_MS;

	CHECK(taken(&rate, &rule, day, 5) == 3);
	CHECK(taken(&rate, &rule, day + RTWS_RATE_PER_MAX_MS - 1, 5) == 0);
	CHECK(taken(&rate, &rule, day + RTWS_RATE_PER_MAX_MS, 5) == 3);
	return 0;
}

static int each_mode_has_the_clock_that_fits(void)
{
	rtws_rate_rule_t rule = { 1, 1000, 1, RTWS_RATE_WINDOW };

	CHECK(rtws_rate_now(&rule) / 1000 + 1 - (uint64_t) time(NULL) <= 2);
	rule.mode = RTWS_RATE_BUCKET;
	CHECK(rtws_rate_now(&rule) + 1000 - rtws_clock_ms() <= 2000);
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(a_counter_is_eight_bytes) },
		{ NAMED(a_rule_without_events_is_no_limit) },
		{ NAMED(a_new_bucket_lets_a_burst_through) },
		{ NAMED(a_bucket_goes_on_evenly) },
		{ NAMED(what_a_bucket_refuses_costs_nothing) },
		{ NAMED(a_bucket_holds_no_more_than_its_burst) },
		{ NAMED(a_bucket_is_exact_over_time) },
		{ NAMED(a_bucket_keeps_its_largest_numbers) },
		{ NAMED(a_window_lets_through_so_many_and_begins_anew_at_the_second) },
		{ NAMED(a_window_takes_a_clock_that_is_set_back) },
		{ NAMED(a_window_may_be_long) },
		{ NAMED(each_mode_has_the_clock_that_fits) },
	};

	return run_tests(tests, COUNT(tests));
}
