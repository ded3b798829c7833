#include "unit.h"
#include "alloc.h"

#include "util/error.h"
#include "util/map.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { MANY = 100000 };

typedef struct {
	char key[16];
	size_t len;
	bool is_in, is_met;
} entry_t;

static entry_t entries[MANY];

static entry_t *entry(int i)
{
	entry_t *e = &entries[i];

	e->len = (size_t) snprintf(e->key, sizeof(e->key), "%c%d", 'a' + i % 3, i);
	e->is_in = e->is_met = false;
	return e;
}

static int add(rtws_map_t *map, entry_t *e)
{
	int error = rtws_map_add(map, e->key, e->len, e);

	e->is_in = error == 0;
	return error;
}

static void take_out(rtws_map_t *map, entry_t *e)
{
	rtws_map_remove(map, e->key, e->len);
	e->is_in = false;
}

/* Everything that is in is found, and nothing else, also by walking. */
static bool is_right(rtws_map_t *map, int count)
{
	size_t in = 0;
	size_t at = 0;
	entry_t *e;

	for (int i = 0; i < count; i++) {
		void *found = rtws_map_find(map, entries[i].key, entries[i].len);

		if (found != (entries[i].is_in ? &entries[i] : NULL)) {
			return false;
		}
		in += entries[i].is_in;
		entries[i].is_met = false;
	}
	while ((e = rtws_map_each(map, &at)) != NULL) {
		if (!e->is_in || e->is_met) {
			return false;
		}
		e->is_met = true;
		in--;
	}
	return in == 0;
}

static int empty_map_finds_and_removes_nothing(void)
{
	rtws_map_t map = { NULL, 0, 0 };
	size_t at = 0;

	CHECK(rtws_map_find(&map, "a", 1) == NULL);
	rtws_map_remove(&map, "a", 1);
	CHECK(rtws_map_each(&map, &at) == NULL && map.count == 0 && map.slots == NULL);
	rtws_map_clear(&map);
	return 0;
}

static int keys_are_bytes_of_any_length(void)
{
	static char bytes[300];
	rtws_map_t map = { NULL, 0, 0 };

	for (size_t i = 0; i < sizeof(bytes); i++) {
		bytes[i] = (char) (i * 7);
	}
	/* every prefix is a key of its own, the empty one and those with NUL included */
	for (size_t len = 0; len <= sizeof(bytes); len++) {
		char *exact = malloc(len + 1);

		memcpy(exact, bytes, len);
		CHECK(rtws_map_find(&map, exact, len) == NULL);
		free(exact);
		CHECK(rtws_map_add(&map, bytes, len, bytes + len % 300) == 0);
	}
	for (size_t len = 0; len <= sizeof(bytes); len++) {
		CHECK(rtws_map_find(&map, bytes, len) == bytes + len % 300);
	}
	CHECK(map.count == sizeof(bytes) + 1);
	rtws_map_clear(&map);
	return 0;
}

static int hundred_thousand_come_and_go(void)
{
	rtws_map_t map = { NULL, 0, 0 };
	size_t largest;

	for (int i = 0; i < MANY; i++) {
		CHECK(add(&map, entry(i)) == 0);
	}
	CHECK(map.count == MANY && is_right(&map, MANY));
	largest = map.size;
	/* every third, then in disorder the rest */
	for (int i = 0; i < MANY; i += 3) {
		take_out(&map, &entries[i]);
	}
	CHECK(is_right(&map, MANY));
	for (int i = 0, k = 0; i < MANY; i++, k = (k + 7919) % MANY) {
		if (entries[k].is_in && map.count > 10) {
			take_out(&map, &entries[k]);
		}
	}
	CHECK(map.count == 10 && is_right(&map, MANY));
	CHECK(map.size < largest / 100); /* memory is given back */
	for (int i = 0; i < MANY; i++) {
		take_out(&map, &entries[i]);
	}
	CHECK(map.count == 0 && map.slots == NULL);
	return 0;
}

/* In a small table, half full, chains are long and wrap around: each removal is looked at. */
static int removal_leaves_every_chain_whole(void)
{
	for (int round = 0; round < 500; round++) {
		rtws_map_t map = { NULL, 0, 0 };

		for (int i = 0; i < 8; i++) {
			entry(i);
			snprintf(entries[i].key, sizeof(entries[i].key), "%d.%d", round, i);
			entries[i].len = strlen(entries[i].key);
			CHECK(add(&map, &entries[i]) == 0);
		}
		CHECK(map.size == 16);
		for (int i = 0; i < 8; i++) {
			take_out(&map, &entries[(i * 3 + round) % 8]);
			CHECK(is_right(&map, 8));
		}
	}
	return 0;
}

static int removing_what_is_not_there_changes_nothing(void)
{
	rtws_map_t map = { NULL, 0, 0 };

	for (int i = 0; i < 20; i++) {
		CHECK(add(&map, entry(i)) == 0);
	}
	for (int i = 20; i < 200; i++) {
		entry(i);
		rtws_map_remove(&map, entries[i].key, entries[i].len);
	}
	rtws_map_remove(&map, entries[3].key, entries[3].len - 1);
	CHECK(map.count == 20 && is_right(&map, 200));
	rtws_map_clear(&map);
	return 0;
}

static int without_memory_it_stays_as_it_is(void)
{
	rtws_map_t map = { NULL, 0, 0 };

	entry(0);
	alloc_fail_at(1);
	CHECK(add(&map, &entries[0]) == RTWS_E_NOMEM);
	alloc_fail_at(0);
	CHECK(map.count == 0 && is_right(&map, 1));
	for (int i = 0; i < 1000; i++) {
		entry(i);
		alloc_fail_at(1); /* whenever it would grow */
		if (add(&map, &entries[i]) != 0) {
			CHECK(is_right(&map, i + 1));
			alloc_fail_at(0);
			CHECK(add(&map, &entries[i]) == 0);
		}
	}
	alloc_fail_at(0);
	CHECK(map.count == 1000 && is_right(&map, 1000));
	for (int i = 0; i < 1000; i++) {
		alloc_fail_at(1); /* or shrink */
		take_out(&map, &entries[i]);
		alloc_fail_at(0);
		CHECK(i % 50 != 0 || is_right(&map, 1000));
	}
	CHECK(map.slots == NULL);
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(empty_map_finds_and_removes_nothing) },
		{ NAMED(keys_are_bytes_of_any_length) },
		{ NAMED(hundred_thousand_come_and_go) },
		{ NAMED(removal_leaves_every_chain_whole) },
		{ NAMED(removing_what_is_not_there_changes_nothing) },
		{ NAMED(without_memory_it_stays_as_it_is) },
	};

	return run_tests(tests, COUNT(tests));
}
