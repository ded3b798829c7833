#include "util/random.h"

#include "util/clock.h"

#include <sys/random.h>

uint64_t rtws_random(void)
{
	uint64_t number;

	/* forbidden or unknown to the kernel: at least it differs from the last one */
	if (getrandom(&number, sizeof(number), 0) != sizeof(number)) {
		number = rtws_clock_us() * UINT64_C(0x9e3779b97f4a7c15) ^ (uint64_t) (uintptr_t) &number;
	}
	return number;
}
