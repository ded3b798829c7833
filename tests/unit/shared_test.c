#include "unit.h"
#include "forks.h"

#include "util/shared.h"

#include <stdatomic.h>

typedef struct {
	rtws_shared_lock_t lock;
	int number; /* not atomic: the lock is all that keeps it right */
	int words[1000];
} shared_t;

static int add_many(void *arg, int number)
{
	shared_t *shared = arg;

	(void) number;
	for (int i = 0; i < 20000; i++) {
		if (rtws_shared_lock(&shared->lock)) {
			return 1;
		}
		shared->number++;
		rtws_shared_unlock(&shared->lock);
	}
	return 0;
}

static int memory_is_zeroed_and_shared_with_children(void)
{
	shared_t *shared = rtws_shared_map(sizeof(*shared));

	CHECK(shared != NULL);
	for (int i = 0; i < COUNT(shared->words); i++) {
		CHECK(shared->words[i] == 0);
	}
	CHECK(rtws_shared_lock_init(&shared->lock) == 0);
	CHECK(in_forks(4, add_many, shared));
	CHECK(shared->number == 80000);
	rtws_shared_unmap(shared, sizeof(*shared));
	return 0;
}

static int what_cannot_be_had_is_null(void)
{
	CHECK(rtws_shared_map((size_t) -4096) == NULL);
	return 0;
}

static int die_with_the_lock(void *arg, int number)
{
	(void) number;
	rtws_shared_lock(&((shared_t *) arg)->lock);
	kill(getpid(), SIGKILL);
	return 0;
}

static int who_comes_after_a_dead_holder_is_told_until_it_is_repaired(void)
{
	shared_t *shared = rtws_shared_map(sizeof(*shared));

	CHECK(rtws_shared_lock_init(&shared->lock) == 0);
	CHECK(!in_forks(1, die_with_the_lock, shared));
	CHECK(!in_forks(1, die_with_the_lock, shared)); /* who was to repair died of it too */
	CHECK(rtws_shared_lock(&shared->lock));
	rtws_shared_lock_repaired(&shared->lock);
	rtws_shared_unlock(&shared->lock);
	CHECK(!rtws_shared_lock(&shared->lock));
	rtws_shared_unlock(&shared->lock);
	rtws_shared_unmap(shared, sizeof(*shared));
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(memory_is_zeroed_and_shared_with_children) },
		{ NAMED(what_cannot_be_had_is_null) },
		{ NAMED(who_comes_after_a_dead_holder_is_told_until_it_is_repaired) },
	};

	return run_tests(tests, COUNT(tests));
}
