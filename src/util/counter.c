#include "util/counter.h"

#include "util/error.h"
#include "util/shared.h"

#include <stdatomic.h>
#include <unistd.h>

struct rtws_counter {
	_Atomic intptr_t value;
	pid_t maker;
};

rtws_counter_t *rtws_counter_create(intptr_t initial)
{
	rtws_counter_t *counter = rtws_shared_map(sizeof(*counter));

	if (counter != NULL) {
		atomic_init(&counter->value, initial);
		counter->maker = getpid();
	}
	return counter;
}

void rtws_counter_destroy(rtws_counter_t *counter)
{
	rtws_shared_unmap(counter, sizeof(*counter));
}

/* Not fetch_add: that would show the world a number that is none before it is taken back. */
int rtws_counter_add(rtws_counter_t *counter, intptr_t by, intptr_t *value)
{
	intptr_t sum;

	*value = atomic_load_explicit(&counter->value, memory_order_relaxed);
	do {
		if (__builtin_add_overflow(*value, by, &sum)) {
			return RTWS_E_RANGE;
		}
	} while (!atomic_compare_exchange_weak(&counter->value, value, sum));
	*value = sum;
	return 0;
}

bool rtws_counter_is_own(const rtws_counter_t *counter)
{
	return counter->maker == getpid();
}

intptr_t rtws_counter_get(const rtws_counter_t *counter)
{
	return atomic_load(&counter->value);
}

void rtws_counter_set(rtws_counter_t *counter, intptr_t value)
{
	atomic_store(&counter->value, value);
}

bool rtws_counter_swap(rtws_counter_t *counter, intptr_t expected, intptr_t value)
{
	return atomic_compare_exchange_strong(&counter->value, &expected, value);
}
