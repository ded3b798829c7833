#include "unit.h"

#include "util/clock.h"

static int clocks_never_go_back(void)
{
	uint64_t ms = rtws_clock_ms();
	uint64_t us = rtws_clock_us();

	for (int i = 0; i < 10000; i++) {
		uint64_t next_ms = rtws_clock_ms();
		uint64_t next_us = rtws_clock_us();

		CHECK(next_ms >= ms && next_us >= us);
		ms = next_ms;
		us = next_us;
	}
	return 0;
}

/* The coarse clock ticks every 10 ms where the kernel has HZ=100. */
static int both_clocks_tell_the_same_time(void)
{
	uint64_t ms = rtws_clock_ms();
	uint64_t us = rtws_clock_us();

	CHECK(us / 1000 >= ms);
	CHECK(us / 1000 - ms < 1000);
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(clocks_never_go_back) },
		{ NAMED(both_clocks_tell_the_same_time) },
	};

	return run_tests(tests, COUNT(tests));
}
