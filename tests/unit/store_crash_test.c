/*
 * Processes that are killed while they write. A child is led through an operation instruction by
 * instruction (ptrace), and killed after so many of them: what is there then must be a store.
 */
#include "unit.h"
#include "forks.h"
#include "store_rig.h"

#include "util/shared.h"

#include <limits.h>
#include <sys/ptrace.h>

enum { ROWS = 8, OLD = 1000, NEW = 1077, PLACES = 32 };

typedef struct {
	rtws_store_t *store;
	int (*work)(rtws_store_t *store);
	long before; /* what is under the key then and afterwards; -2: nothing */
	long after;
} crash_t;

static rtws_cell_t cells[COLUMNS]; /* made beforehand: only the store itself is to be looked at */

static int make_row(rtws_store_t *store)
{
	return rtws_store_set(store, (rtws_text_t){ "key", 3 }, cells, COLUMNS);
}

static int remove_row(rtws_store_t *store)
{
	return rtws_store_remove(store, (rtws_text_t){ "key", 3 }) ? 0 : 1;
}

/*
 * Leads a child through work, and kills it after so many instructions. Returns how many it went.
 * The child waits in a loop, not in the kernel: a step out of a system call may go astray.
 */
static unsigned lead(rtws_store_t *store, int (*work)(rtws_store_t *store), unsigned instructions)
{
	volatile struct {
		bool is_led;
		bool has_ended;
	} *child = rtws_shared_map(sizeof(*child));
	pid_t pid = fork();
	unsigned done = 0;
	int status = 0;

	if (pid == 0) {
		while (!child->is_led) {
		}
		work(store);
		for (child->has_ended = true;;) {
		}
	}
	if (ptrace(PTRACE_SEIZE, pid, NULL, NULL) == 0) {
		ptrace(PTRACE_INTERRUPT, pid, NULL, NULL);
		waitpid(pid, &status, 0);
	}
	child->is_led = true;
	for (; done < instructions && !child->has_ended && WIFSTOPPED(status); done++) {
		ptrace(PTRACE_SINGLESTEP, pid, NULL, NULL);
		waitpid(pid, &status, 0);
	}
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	rtws_shared_unmap((void *) child, sizeof(*child));
	return done;
}

static void begin(crash_t *crash)
{
	rtws_store_clear(crash->store);
	for (unsigned i = 0; i < ROWS - 2; i++) {
		char key[16];

		snprintf(key, sizeof(key), "%u", i);
		rig_set(crash->store, key, i);
	}
	if (crash->before != -2) {
		rig_set(crash->store, "key", (unsigned) crash->before);
	}
}

/* Everything adds up: by key, one after the other, in number, and in room that is left. */
static int is_a_store(rtws_store_t *store, unsigned others, bool has_key)
{
	uint32_t cursor = 0;
	unsigned seen = 0;
	char key[16];

	while (rtws_store_next(store, &cursor)) {
		CHECK(rig_number(store) >= 0);
		seen++;
	}
	CHECK(seen == others + has_key && rtws_store_count(store) == seen);
	for (unsigned i = 0; i < others; i++) {
		snprintf(key, sizeof(key), "%u", i);
		CHECK(rig_get(store, key) == (long) i);
	}
	for (unsigned i = seen; i < ROWS; i++) {
		snprintf(key, sizeof(key), "more %u", i);
		CHECK(rig_set(store, key, i) == 0);
	}
	CHECK(rig_set(store, "too many", 0) == RTWS_E_FULL);
	CHECK(rtws_store_count(store) == ROWS);
	return 0;
}

/* Each run of the test looks at other places. */
static int killed_anywhere_it_leaves_a_store(crash_t *crash)
{
	char shorter[16];
	char longer[101];
	unsigned length;
	unsigned step;

	rig_cells(NEW, shorter, longer, cells);
	alarm(300); /* a lock that nobody opens */
	crash->store = rig_store(ROWS);
	begin(crash);
	length = lead(crash->store, crash->work, UINT_MAX);
	CHECK(length > 200 && rig_get(crash->store, "key") == crash->after);
	step = length / PLACES;
	for (unsigned i = 0; i < PLACES; i++) {
		unsigned at = i * step + (unsigned) getpid() % step;
		long number;

		unit_case("instruction %u of %u", at, length);
		begin(crash);
		lead(crash->store, crash->work, at);
		if (i % 8 == 7) { /* and whoever repairs it is killed as well */
			lead(crash->store, make_row, at / 3 * 2);
			lead(crash->store, remove_row, at / 5 * 4);
			number = rig_get(crash->store, "key");
			CHECK(number == crash->before || number == NEW || number == -2);
		} else {
			number = rig_get(crash->store, "key");
			CHECK(number == crash->before || number == crash->after);
		}
		CHECK(is_a_store(crash->store, ROWS - 2, number != -2) == 0);
	}
	rtws_store_destroy(crash->store);
	alarm(0);
	return 0;
}

static int killed_while_it_makes_a_row(void)
{
	return killed_anywhere_it_leaves_a_store(
		&(crash_t){ .work = make_row, .before = -2, .after = NEW });
}

static int killed_while_it_changes_a_row(void)
{
	return killed_anywhere_it_leaves_a_store(
		&(crash_t){ .work = make_row, .before = OLD, .after = NEW });
}

static int killed_while_it_removes_a_row(void)
{
	return killed_anywhere_it_leaves_a_store(
		&(crash_t){ .work = remove_row, .before = OLD, .after = -2 });
}

/* ---- at full speed --------------------------------------------------------------------------- */

static void write_for_ever(rtws_store_t *store, unsigned seed)
{
	char key[16];

	for (unsigned i = seed;; i++) {
		snprintf(key, sizeof(key), "more %u", i * 7 % 5);
		if (i % 3 == 0) {
			rtws_store_remove(store, rig_text(key));
		} else {
			rig_set(store, key, i % 5000);
		}
	}
}

static pid_t start_writer(rtws_store_t *store, unsigned seed)
{
	pid_t pid = fork();

	if (pid == 0) {
		write_for_ever(store, seed);
	}
	return pid;
}

static int writers_that_are_killed_do_not_stop_the_others(void)
{
	rtws_store_t *store = rig_store(ROWS);
	int status;

	alarm(300);
	rig_set(store, "0", 0);
	for (unsigned round = 0; round < 60; round++) {
		pid_t first = start_writer(store, round);
		pid_t second = start_writer(store, round + 1);

		unit_case("round %u", round);
		usleep(200 + round * 97 % 1500); /* any moment will do */
		kill(first, SIGKILL);
		CHECK(rig_get(store, "0") == 0);
		kill(second, SIGKILL);
		waitpid(first, &status, 0);
		waitpid(second, &status, 0);
		for (unsigned i = 0; i < 5; i++) {
			char key[16];

			snprintf(key, sizeof(key), "more %u", i);
			CHECK(rig_get(store, key) != -1);
			rtws_store_remove(store, rig_text(key));
		}
		CHECK(is_a_store(store, 1, false) == 0);
		for (unsigned i = 1; i < ROWS; i++) {
			char key[16];

			snprintf(key, sizeof(key), "more %u", i);
			CHECK(rtws_store_remove(store, rig_text(key)));
		}
	}
	rtws_store_destroy(store);
	alarm(0);
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(killed_while_it_makes_a_row) },
		{ NAMED(killed_while_it_changes_a_row) },
		{ NAMED(killed_while_it_removes_a_row) },
		{ NAMED(writers_that_are_killed_do_not_stop_the_others) },
	};

	return run_tests(tests, COUNT(tests));
}
