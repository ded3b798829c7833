#include "unit.h"
#include "alloc.h"
#include "forks.h"
#include "store_rig.h"

#include <math.h>
#include <stdlib.h>

/* ---- one process ----------------------------------------------------------------------------- */

static int a_row_is_as_it_was_set(void)
{
	rtws_store_t *store = rig_store(10);

	CHECK(rig_get(store, "a") == -2);
	CHECK(rig_set(store, "a", 7) == 0);
	CHECK(rig_set(store, "", 8) == 0);
	CHECK(rig_set(store, "sixteen bytes ab", 9) == 0);
	CHECK(rig_get(store, "a") == 7);
	CHECK(rig_get(store, "") == 8);
	CHECK(rig_get(store, "sixteen bytes ab") == 9);
	CHECK(rig_get(store, "sixteen bytes a") == -2);
	CHECK(rtws_store_count(store) == 3);
	for (unsigned n = 0; n < 300; n++) {
		CHECK(rig_set(store, "a", n) == 0 && rig_get(store, "a") == (long) n);
	}
	CHECK(rtws_store_count(store) == 3);
	rtws_store_destroy(store);
	return 0;
}

static int what_is_not_named_is_zero_in_a_new_row_and_stays_in_another(void)
{
	rtws_store_t *store = rig_store(1);
	rtws_cell_t cell = { SHORT, .is.text = { "x", 1 } };

	for (int round = 0; round < 2; round++) { /* the second time the row has been used */
		CHECK(rtws_store_set(store, rig_text("k"), &cell, 1) == 0);
		CHECK(rtws_store_find(store, rig_text("k"), RTWS_STORE_ALL));
		rtws_store_cell(store, LONG, &cell);
		CHECK(cell.is.text.len == 0);
		rtws_store_cell(store, NUMBER, &cell);
		CHECK(cell.is.integer == 0);
		CHECK(rig_set(store, "k", 5) == 0);
		cell = (rtws_cell_t){ REAL, .is.real = 5.5 };
		CHECK(rtws_store_set(store, rig_text("k"), &cell, 1) == 0);
		CHECK(rtws_store_find(store, rig_text("k"), NUMBER));
		rtws_store_cell(store, NUMBER, &cell);
		CHECK(cell.is.integer == 5);
		CHECK(rtws_store_find(store, rig_text("k"), REAL));
		rtws_store_cell(store, REAL, &cell);
		CHECK(cell.is.real == 5.5);
		CHECK(rtws_store_remove(store, rig_text("k")));
		cell = (rtws_cell_t){ SHORT, .is.text = { "x", 1 } };
	}
	rtws_store_destroy(store);
	return 0;
}

static int strings_may_hold_any_bytes(void)
{
	rtws_store_t *store = rig_store(1);
	rtws_cell_t cell = { SHORT, .is.text = { "\0\xff\0", 3 } };

	CHECK(rtws_store_set(store, (rtws_text_t){ "a\0b", 3 }, &cell, 1) == 0);
	CHECK(!rtws_store_find(store, (rtws_text_t){ "a\0c", 3 }, RTWS_STORE_NONE));
	CHECK(rtws_store_find(store, (rtws_text_t){ "a\0b", 3 }, SHORT));
	rtws_store_cell(store, SHORT, &cell);
	CHECK(cell.is.text.len == 3 && memcmp(cell.is.text.at, "\0\xff\0", 3) == 0);
	rtws_store_destroy(store);
	return 0;
}

/* Every size, since places and chains depend on it. */
static int it_takes_as_many_rows_as_were_asked_for_and_no_more(void)
{
	char key[16];

	for (unsigned rows = 1; rows < 300; rows += rows < 20 ? 1 : 37) {
		rtws_store_t *store = rig_store(rows);

		unit_case("%u rows", rows);
		for (unsigned i = 0; i < rows; i++) {
			snprintf(key, sizeof(key), "%u", i);
			CHECK(rig_set(store, key, i) == 0);
		}
		CHECK(rig_set(store, "more", 1) == RTWS_E_FULL);
		CHECK(rig_set(store, "0", 5) == 0);
		CHECK(rtws_store_count(store) == rows);
		CHECK(rtws_store_remove(store, rig_text("0")));
		CHECK(!rtws_store_remove(store, rig_text("0")));
		CHECK(rig_set(store, "more", 1) == 0);
		CHECK(rig_set(store, "0", 1) == RTWS_E_FULL);
		rtws_store_clear(store);
		CHECK(rtws_store_count(store) == 0 && rig_get(store, "more") == -2);
		rtws_store_destroy(store);
	}
	return 0;
}

/* Against an array: rows come and go in any order, and are found in any. */
static int it_does_what_an_array_does(void)
{
	rtws_store_t *store = rig_store(100);
	long model[150];
	unsigned there = 0;
	char key[16];

	srand(1);
	for (int i = 0; i < COUNT(model); i++) {
		model[i] = -2;
	}
	for (unsigned n = 0; n < 30000; n++) {
		unsigned i = (unsigned) rand() % COUNT(model);

		snprintf(key, sizeof(key), "key %u", i);
		CHECK(rig_get(store, key) == model[i]);
		if (rand() % 2 == 0) {
			CHECK(rtws_store_remove(store, rig_text(key)) == (model[i] != -2));
			there -= model[i] != -2;
			model[i] = -2;
		} else {
			bool is_full = model[i] == -2 && there == 100;

			CHECK(rig_set(store, key, n) == (is_full ? RTWS_E_FULL : 0));
			there += model[i] == -2 && !is_full;
			model[i] = is_full ? -2 : (long) n;
		}
		CHECK(rtws_store_count(store) == there);
	}
	rtws_store_destroy(store);
	return 0;
}

static int sums_are_exact_or_refused(void)
{
	rtws_store_t *store = rig_store(2);
	rtws_cell_t cell = { NUMBER, .is.integer = INTPTR_MAX };

	CHECK(rtws_store_add(store, rig_text("k"), &cell) == 0 && cell.is.integer == INTPTR_MAX);
	cell.is.integer = 1;
	CHECK(rtws_store_add(store, rig_text("k"), &cell) == RTWS_E_RANGE);
	CHECK(cell.is.integer == INTPTR_MAX);
	cell.is.integer = -7;
	CHECK(rtws_store_add(store, rig_text("k"), &cell) == 0 && cell.is.integer == INTPTR_MAX - 7);
	cell = (rtws_cell_t){ REAL, .is.real = 1.5 };
	CHECK(rtws_store_add(store, rig_text("k"), &cell) == 0 && cell.is.real == 1.5);
	cell.is.real = -4;
	CHECK(rtws_store_add(store, rig_text("k"), &cell) == 0 && cell.is.real == -2.5);
	CHECK(rtws_store_add(store, rig_text("l"), &cell) == 0 && cell.is.real == -2.5);
	CHECK(rtws_store_add(store, rig_text("m"), &cell) == RTWS_E_FULL);
	rtws_store_destroy(store);
	return 0;
}

static int a_cell_is_swapped_only_when_it_is_as_expected(void)
{
	rtws_store_t *store = rig_store(2);
	rtws_cell_t seven = { NUMBER, .is.integer = 7 };
	rtws_cell_t eight = { NUMBER, .is.integer = 8 };
	rtws_cell_t real = { REAL, .is.real = 7 };
	rtws_cell_t half = { REAL, .is.real = 0.5 };
	rtws_cell_t text = { SHORT, .is.text = { "7", 1 } };
	rtws_cell_t longer = { SHORT, .is.text = { "70", 2 } };

	CHECK(!rtws_store_swap(store, rig_text("k"), &seven, &eight));
	CHECK(rtws_store_count(store) == 0);
	CHECK(rig_set(store, "k", 7) == 0);
	CHECK(!rtws_store_swap(store, rig_text("k"), &eight, &seven));
	CHECK(rtws_store_swap(store, rig_text("k"), &seven, &eight));
	CHECK(!rtws_store_swap(store, rig_text("k"), &half, &real));
	CHECK(rtws_store_swap(store, rig_text("k"), &real, &half));
	CHECK(!rtws_store_swap(store, rig_text("k"), &longer, &text));
	CHECK(rtws_store_swap(store, rig_text("k"), &text, &longer));
	CHECK(!rtws_store_swap(store, rig_text("k"), &text, &longer));
	rtws_store_destroy(store);
	return 0;
}

static int each_row_comes_once_and_may_go_meanwhile(void)
{
	rtws_store_t *store = rig_store(200);
	uint32_t cursor = 0;
	int seen[200] = { 0 };
	char key[16];

	for (unsigned i = 0; i < 200; i++) {
		snprintf(key, sizeof(key), "%u", i);
		CHECK(rig_set(store, key, i) == 0);
	}
	while (rtws_store_next(store, &cursor)) {
		rtws_text_t name = rtws_store_key(store);
		long number = rig_number(store);

		CHECK(number >= 0 && seen[number]++ == 0);
		snprintf(key, sizeof(key), "%ld", number);
		CHECK(name.len == strlen(key) && memcmp(name.at, key, name.len) == 0);
		CHECK(rtws_store_remove(store, name));
	}
	CHECK(rtws_store_count(store) == 0);
	for (int i = 0; i < 200; i++) {
		CHECK(seen[i] == 1);
	}
	rtws_store_destroy(store);
	return 0;
}

static int without_memory_there_is_none(void)
{
	static const rtws_column_t column = { RTWS_COLUMN_INT, 0 };
	rtws_store_layout_t layout = { 1, 8, &column, 1 };
	rtws_store_t *store;

	for (unsigned n = 1; n <= 2; n++) {
		alloc_fail_at(n);
		CHECK(rtws_store_create(&layout, &store) == RTWS_E_NOMEM);
	}
	alloc_fail_at(0);
	CHECK(rtws_store_create(&layout, &store) == 0);
	rtws_store_destroy(store);
	return 0;
}

static int its_size_is_known_before(void)
{
	static const rtws_column_t wide = { RTWS_COLUMN_STRING, RTWS_STORE_STRING_MAX };
	rtws_store_layout_t layout = { RTWS_STORE_ROWS_MAX, 8, &wide, 1 };

	CHECK(rtws_store_size(&layout) > UINT64_C(4000) << 30);
	layout.rows = 1000;
	CHECK(rtws_store_size(&layout) >= UINT64_C(65536) * 1000);
	CHECK(rtws_store_size(&layout) < UINT64_C(65536) * 1100);
	return 0;
}

/* ---- many processes -------------------------------------------------------------------------- */

static int add_everywhere(void *arg, int number)
{
	char key[16];

	(void) number;
	for (int i = 0; i < 20000; i++) {
		rtws_cell_t cell = { NUMBER, .is.integer = 1 };

		snprintf(key, sizeof(key), "%d", i % 50);
		if (rtws_store_add(arg, rig_text(key), &cell) != 0) {
			return 1;
		}
	}
	return 0;
}

static int no_increment_is_lost(void)
{
	rtws_store_t *store = rig_store(50); /* all of them make the rows at once */
	intptr_t sum = 0;
	uint32_t cursor = 0;

	CHECK(in_forks(4, add_everywhere, store));
	while (rtws_store_next(store, &cursor)) {
		rtws_cell_t cell;

		rtws_store_cell(store, NUMBER, &cell);
		sum += cell.is.integer;
	}
	CHECK(sum == 80000 && rtws_store_count(store) == 50);
	rtws_store_destroy(store);
	return 0;
}

/* Two write, come and go; two read by key, and one after the other. */
static int write_and_read(void *arg, int number)
{
	rtws_store_t *store = arg;
	char key[16];

	srand((unsigned) number);
	for (unsigned i = 0; i < 20000; i++) {
		uint32_t cursor = 0;

		snprintf(key, sizeof(key), "%d", rand() % 12);
		if (number < 2 && rand() % 3 == 0) {
			rtws_store_remove(store, rig_text(key));
		} else if (number < 2) {
			int error = rig_set(store, key, i);

			if (error != 0 && error != RTWS_E_FULL) {
				return 2;
			}
		} else if (rig_get(store, key) == -1) {
			return 3;
		}
		while (number == 3 && i % 16 == 0 && rtws_store_next(store, &cursor)) {
			if (rig_number(store) < 0) {
				return 4;
			}
		}
	}
	return 0;
}

static int nobody_sees_half_a_row(void)
{
	rtws_store_t *store = rig_store(8); /* and full now and then */

	CHECK(in_forks(4, write_and_read, store));
	rtws_store_clear(store);
	for (unsigned i = 0; i < 8; i++) {
		char key[16];

		snprintf(key, sizeof(key), "after %u", i);
		CHECK(rig_set(store, key, i) == 0); /* no row was lost */
	}
	CHECK(rig_set(store, "one more", 1) == RTWS_E_FULL);
	rtws_store_destroy(store);
	return 0;
}

/* Rows beside it come and go, in its chain too: one that stays is always there. */
static int move_around_it(void *arg, int number)
{
	char key[16];

	for (unsigned i = 0; i < 30000; i++) {
		if (number == 0) {
			if (rig_get(arg, "stays") != 1) {
				return 1;
			}
		} else {
			snprintf(key, sizeof(key), "%d %u", number, i % 7);
			rig_set(arg, key, i);
			rtws_store_remove(arg, rig_text(key));
		}
	}
	return 0;
}

static int who_stays_is_always_found(void)
{
	rtws_store_t *store = rig_store(4);

	CHECK(rig_set(store, "stays", 1) == 0);
	CHECK(in_forks(3, move_around_it, store));
	CHECK(rtws_store_count(store) == 1);
	rtws_store_destroy(store);
	return 0;
}

static int swap_upwards(void *arg, int number)
{
	(void) number;
	for (int i = 0; i < 3000;) {
		rtws_cell_t old, new = { NUMBER, .is.integer = 0 };

		rtws_store_find(arg, rig_text("k"), NUMBER);
		rtws_store_cell(arg, NUMBER, &old);
		new.is.integer = old.is.integer + 1;
		i += rtws_store_swap(arg, rig_text("k"), &old, &new);
	}
	return 0;
}

static int swaps_lose_nothing(void)
{
	rtws_store_t *store = rig_store(1);
	rtws_cell_t cell = { NUMBER, .is.integer = 0 };

	CHECK(rtws_store_set(store, rig_text("k"), &cell, 1) == 0);
	CHECK(in_forks(4, swap_upwards, store));
	CHECK(rtws_store_find(store, rig_text("k"), NUMBER));
	rtws_store_cell(store, NUMBER, &cell);
	CHECK(cell.is.integer == 12000);
	rtws_store_destroy(store);
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(a_row_is_as_it_was_set) },
		{ NAMED(what_is_not_named_is_zero_in_a_new_row_and_stays_in_another) },
		{ NAMED(strings_may_hold_any_bytes) },
		{ NAMED(it_takes_as_many_rows_as_were_asked_for_and_no_more) },
		{ NAMED(it_does_what_an_array_does) },
		{ NAMED(sums_are_exact_or_refused) },
		{ NAMED(a_cell_is_swapped_only_when_it_is_as_expected) },
		{ NAMED(each_row_comes_once_and_may_go_meanwhile) },
		{ NAMED(without_memory_there_is_none) },
		{ NAMED(its_size_is_known_before) },
		{ NAMED(no_increment_is_lost) },
		{ NAMED(nobody_sees_half_a_row) },
		{ NAMED(who_stays_is_always_found) },
		{ NAMED(swaps_lose_nothing) },
	};

	return run_tests(tests, COUNT(tests));
}
