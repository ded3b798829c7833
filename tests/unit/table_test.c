#include "unit.h"
#include "alloc.h"

#include "util/error.h"
#include "util/table.h"

#include <stdbool.h>
#include <stdlib.h>

static char values[5000]; /* only their addresses matter */

static int empty_table_finds_nothing(void)
{
	rtws_table_t table = { NULL, 0, 0 };

	CHECK(rtws_table_find(&table, 1) == NULL);
	CHECK(rtws_table_find(&table, 0) == NULL);
	rtws_table_remove(&table, 1);
	rtws_table_remove(&table, 0);
	rtws_table_clear(&table);
	CHECK(table.count == 0);
	return 0;
}

static int key_zero_is_never_there(void)
{
	rtws_table_t table = { NULL, 0, 0 };

	CHECK(rtws_table_add(&table, 1, &values[1]) == 0);
	CHECK(rtws_table_find(&table, 0) == NULL);
	rtws_table_remove(&table, 0);
	CHECK(table.count == 1);
	rtws_table_clear(&table);
	return 0;
}

static int what_was_added_is_found_until_removed(void)
{
	rtws_table_t table = { NULL, 0, 0 };

	CHECK(rtws_table_add(&table, 7, &values[7]) == 0);
	CHECK(rtws_table_add(&table, UINT64_MAX, &values[8]) == 0);
	CHECK(table.count == 2);
	CHECK(rtws_table_find(&table, 7) == &values[7]);
	CHECK(rtws_table_find(&table, UINT64_MAX) == &values[8]);
	CHECK(rtws_table_find(&table, 8) == NULL);
	rtws_table_remove(&table, 8);
	CHECK(table.count == 2);
	rtws_table_remove(&table, 7);
	CHECK(table.count == 1);
	CHECK(rtws_table_find(&table, 7) == NULL);
	rtws_table_remove(&table, 7);
	CHECK(table.count == 1);
	CHECK(rtws_table_find(&table, UINT64_MAX) == &values[8]);
	rtws_table_clear(&table);
	return 0;
}

static int consecutive_keys_survive_growing(void)
{
	rtws_table_t table = { NULL, 0, 0 };

	for (uint64_t key = 1; key < 5000; key++) {
		CHECK(rtws_table_add(&table, key, &values[key]) == 0);
		CHECK(table.count == key);
		CHECK(table.count <= table.size / 2); /* there is always an empty slot to stop at */
	}
	for (uint64_t key = 1; key < 5000; key++) {
		CHECK(rtws_table_find(&table, key) == &values[key]);
	}
	rtws_table_clear(&table);
	return 0;
}

/* Multiples of 2^32 hash badly: long chains, which wrap around the end of the table. */
static uint64_t key_of(int style, size_t i)
{
	switch (style) {
		case 0:
			return i + 1;
		case 1:
			return (uint64_t) (i + 1) << 32;
		case 2:
			return UINT64_MAX - i;
		default:
			return (uint64_t) (i + 1) * 64;
	}
}

static int compare_with_model(const rtws_table_t *table, int style, const bool *is_in, size_t count)
{
	size_t in = 0;

	for (size_t i = 0; i < count; i++) {
		CHECK(rtws_table_find(table, key_of(style, i)) == (is_in[i] ? &values[i] : NULL));
		in += is_in[i];
	}
	CHECK(table->count == in);
	return 0;
}

static int random_adds_and_removes_agree_with_a_model(void)
{
	enum { KEYS = 300, ROUNDS = 4000 };

	srand(1);
	for (int style = 0; style < 4; style++) {
		rtws_table_t table = { NULL, 0, 0 };
		bool is_in[KEYS] = { false };

		for (int round = 0; round < ROUNDS; round++) {
			size_t i = (size_t) rand() % KEYS;

			unit_case("style %d round %d", style, round);
			if (is_in[i]) {
				rtws_table_remove(&table, key_of(style, i));
			} else {
				CHECK(rtws_table_add(&table, key_of(style, i), &values[i]) == 0);
			}
			is_in[i] = !is_in[i];
			if (round % 16 == 0) {
				CHECK(compare_with_model(&table, style, is_in, KEYS) == 0);
			}
		}
		rtws_table_clear(&table);
	}
	return 0;
}

static int emptied_table_is_as_good_as_new(void)
{
	rtws_table_t table = { NULL, 0, 0 };

	for (int round = 0; round < 3; round++) {
		for (uint64_t key = 1; key <= 100; key++) {
			CHECK(rtws_table_add(&table, key << 32, &values[key]) == 0);
		}
		for (uint64_t key = 1; key <= 100; key++) {
			rtws_table_remove(&table, key << 32);
		}
		CHECK(table.count == 0);
		for (size_t i = 0; i < table.size; i++) {
			CHECK(table.slots[i].key == 0 && table.slots[i].value == NULL);
		}
	}
	rtws_table_clear(&table);
	CHECK(table.slots == NULL && table.size == 0);
	CHECK(rtws_table_add(&table, 1, &values[1]) == 0);
	rtws_table_clear(&table);
	return 0;
}

static int out_of_memory_leaves_the_table_as_it_was(void)
{
	rtws_table_t table = { NULL, 0, 0 };
	uint64_t key = 0;
	int error;

	alloc_fail_at(1);
	CHECK(rtws_table_add(&table, 1, &values[1]) == RTWS_E_NOMEM);
	CHECK(table.count == 0 && rtws_table_find(&table, 1) == NULL);
	alloc_fail_at(2); /* the first growing, after the first allocation */
	do {
		key++;
		error = rtws_table_add(&table, key, &values[key]);
	} while (error == 0 && key < 1000);
	CHECK(error == RTWS_E_NOMEM);
	CHECK(table.count == key - 1);
	CHECK(rtws_table_find(&table, key) == NULL);
	while (--key > 0) {
		CHECK(rtws_table_find(&table, key) == &values[key]);
	}
	alloc_fail_at(0);
	CHECK(rtws_table_add(&table, 2000, &values[0]) == 0);
	rtws_table_clear(&table);
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(empty_table_finds_nothing) },
		{ NAMED(key_zero_is_never_there) },
		{ NAMED(what_was_added_is_found_until_removed) },
		{ NAMED(consecutive_keys_survive_growing) },
		{ NAMED(random_adds_and_removes_agree_with_a_model) },
		{ NAMED(emptied_table_is_as_good_as_new) },
		{ NAMED(out_of_memory_leaves_the_table_as_it_was) },
	};

	return run_tests(tests, COUNT(tests));
}
