#include "unit.h"

#include "util/memory.h"

#include <unistd.h>

static int there_is_some_and_no_more_than_the_machine_has(void)
{
	uint64_t all = (uint64_t) sysconf(_SC_PHYS_PAGES) * (uint64_t) sysconf(_SC_PAGESIZE);
	uint64_t ours = rtws_memory_available();

	CHECK(ours > 1024 * 1024 && ours <= all);
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(there_is_some_and_no_more_than_the_machine_has) },
	};

	return run_tests(tests, COUNT(tests));
}
