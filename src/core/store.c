#include "core/store_parts.h"

#include "util/error.h"
#include "util/random.h"

#include <stdlib.h>
#include <string.h>

enum { STRIPES_MAX = 64 };

/* ---- life ------------------------------------------------------------------------------------ */

typedef struct {
	uint32_t heads;
	uint32_t stripes;
	uint32_t key_words;
	uint32_t cell_words;
	size_t row_bytes;
} measures_t;

static uint32_t column_words(const rtws_column_t *column)
{
	return column->type == RTWS_COLUMN_STRING ? 1 + rtws_words(column->bytes) : 1;
}

static measures_t measure(const rtws_store_layout_t *layout)
{
	measures_t m = { .heads = 1, .key_words = rtws_words(layout->key_bytes) };

	while (m.heads < layout->rows) {
		m.heads *= 2;
	}
	m.stripes = m.heads < STRIPES_MAX ? m.heads : STRIPES_MAX;
	for (uint32_t i = 0; i < layout->column_count; i++) {
		m.cell_words += column_words(&layout->columns[i]);
	}
	m.row_bytes = sizeof(rtws_row_t) + (m.key_words + m.cell_words) * sizeof(rtws_word_t);
	return m;
}

static uint64_t journals_at(const measures_t *m)
{
	return sizeof(rtws_pool_t) + m->stripes * sizeof(rtws_stripe_t) +
		   (((uint64_t) m->heads + 1) & ~(uint64_t) 1) * sizeof(uint32_t);
}

static uint64_t rows_at(const measures_t *m)
{
	return journals_at(m) + (uint64_t) m->stripes * m->cell_words * sizeof(rtws_word_t);
}

uint64_t rtws_store_size(const rtws_store_layout_t *layout)
{
	measures_t m = measure(layout);

	return rows_at(&m) + (uint64_t) layout->rows * m.row_bytes;
}

static int map(rtws_store_t *store, const measures_t *m)
{
	char *at = rtws_shared_map(store->mapped);

	if (at == NULL) {
		return RTWS_E_NOMEM;
	}
	store->pool = (rtws_pool_t *) at;
	store->stripes = (rtws_stripe_t *) (at + sizeof(rtws_pool_t));
	store->heads = (_Atomic uint32_t *) (store->stripes + m->stripes);
	store->journals = (rtws_word_t *) (at + journals_at(m));
	store->rows = at + rows_at(m);
	if (rtws_shared_lock_init(&store->pool->lock) != 0) {
		return RTWS_E_SYSTEM;
	}
	for (uint32_t i = 0; i < m->stripes; i++) {
		if (rtws_shared_lock_init(&store->stripes[i].lock) != 0) {
			return RTWS_E_SYSTEM;
		}
	}
	return 0;
}

static void lay_out(rtws_store_t *store, const rtws_store_layout_t *layout, const measures_t *m)
{
	uint32_t at = 0;

	store->row_count = layout->rows;
	store->row_bytes = m->row_bytes;
	store->head_mask = m->heads - 1;
	store->stripe_mask = m->stripes - 1;
	store->key_words = m->key_words;
	store->cell_words = m->cell_words;
	store->column_count = layout->column_count;
	for (uint32_t i = 0; i < layout->column_count; i++) {
		store->columns[i].type = layout->columns[i];
		store->columns[i].at = at;
		at += column_words(&layout->columns[i]);
	}
}

int rtws_store_create(const rtws_store_layout_t *layout, rtws_store_t **out)
{
	measures_t m = measure(layout);
	uint64_t size = rtws_store_size(layout);
	rtws_store_t *store =
		calloc(1, sizeof(*store) + layout->column_count * sizeof(store->columns[0]));
	int error = RTWS_E_NOMEM;

	if (store == NULL || size > SIZE_MAX) {
		free(store);
		return RTWS_E_NOMEM;
	}
	store->mapped = (size_t) size;
	lay_out(store, layout, &m);
	store->copy = calloc(m.key_words + m.cell_words, sizeof(uint64_t));
	if (store->copy != NULL) {
		error = map(store, &m);
	}
	store->seed = rtws_random();
	if (error != 0) {
		rtws_store_destroy(store);
		return error;
	}
	/* the hash makes its own secret when it is first asked: before a fork, or each has another */
	rtws_store_key_of(store, (rtws_text_t){ "", 0 });
	*out = store;
	return 0;
}

void rtws_store_destroy(rtws_store_t *store)
{
	if (store->pool != NULL) {
		rtws_shared_unmap(store->pool, store->mapped);
	}
	free(store->copy);
	free(store);
}

/* ---- writing --------------------------------------------------------------------------------- */

static rtws_word_t *word_of(const rtws_store_t *store, uint32_t number, uint32_t column)
{
	return &rtws_row(store, number)->words[store->key_words + store->columns[column].at];
}

static void write_text(rtws_word_t *word, rtws_text_t text)
{
	rtws_word_set(word, text.len);
	for (size_t at = 0; at < text.len; at += 8) {
		uint64_t bytes = 0;

		memcpy(&bytes, text.at + at, text.len - at < 8 ? text.len - at : 8);
		rtws_word_set(++word, bytes);
	}
}

static void write_cell(const rtws_store_t *store, uint32_t number, const rtws_cell_t *cell)
{
	rtws_word_t *word = word_of(store, number, cell->column);

	switch (store->columns[cell->column].type.type) {
		case RTWS_COLUMN_INT:
			rtws_word_set(word, (uint64_t) cell->is.integer);
			break;
		case RTWS_COLUMN_FLOAT:
			rtws_word_set(word, rtws_real_bits(cell->is.real));
			break;
		case RTWS_COLUMN_STRING:
			write_text(word, cell->is.text);
			break;
	}
}

/* One word is written whole or not at all; more need a way back. */
static bool is_one_word(const rtws_store_t *store, const rtws_cell_t *cells, uint32_t count)
{
	return count == 1 && store->columns[cells[0].column].type.type != RTWS_COLUMN_STRING;
}

static void overwrite(rtws_store_t *store, rtws_stripe_t *stripe, uint32_t number,
					  const rtws_cell_t *cells, uint32_t count)
{
	rtws_row_t *row = rtws_row(store, number);

	if (!is_one_word(store, cells, count)) {
		rtws_row_save(store, stripe, number);
	}
	rtws_row_open(row);
	for (uint32_t i = 0; i < count; i++) {
		write_cell(store, number, &cells[i]);
	}
	rtws_row_commit(stripe);
	rtws_row_close(row);
}

static int insert(rtws_store_t *store, const rtws_store_key_t *key, const rtws_cell_t *cells,
				  uint32_t count)
{
	uint32_t number = rtws_row_make(store, key);

	if (number == 0) {
		return RTWS_E_FULL;
	}
	for (uint32_t i = 0; i < count; i++) {
		write_cell(store, number, &cells[i]);
	}
	rtws_row_link(store, number);
	return 0;
}

static int set(rtws_store_t *store, const rtws_store_key_t *key, const rtws_cell_t *cells,
			   uint32_t count)
{
	rtws_stripe_t *stripe = rtws_stripe_lock(store, key->hash);
	uint32_t number = rtws_row_find(store, key);
	int error = 0;

	if (number != 0) {
		overwrite(store, stripe, number, cells, count);
	} else {
		error = insert(store, key, cells, count);
	}
	rtws_stripe_unlock(stripe);
	return error;
}

/* A row on its way into the store, or out, when its process died may be all that it is full of. */
int rtws_store_set(rtws_store_t *store, rtws_text_t text, const rtws_cell_t *cells, uint32_t count)
{
	rtws_store_key_t key = rtws_store_key_of(store, text);
	int error = set(store, &key, cells, count);

	if (error == RTWS_E_FULL) {
		rtws_stripes_repair(store);
		error = set(store, &key, cells, count);
	}
	return error;
}

/* From what is added to the sum. */
static int add_to(const rtws_store_t *store, uint32_t number, rtws_cell_t *cell)
{
	uint64_t word = rtws_word_get(word_of(store, number, cell->column));
	intptr_t sum;

	if (store->columns[cell->column].type.type == RTWS_COLUMN_FLOAT) {
		cell->is.real += rtws_real_of(word);
		return 0;
	}
	if (__builtin_add_overflow((intptr_t) word, cell->is.integer, &sum)) {
		cell->is.integer = (intptr_t) word;
		return RTWS_E_RANGE;
	}
	cell->is.integer = sum;
	return 0;
}

static int add(rtws_store_t *store, const rtws_store_key_t *key, rtws_cell_t *cell)
{
	rtws_stripe_t *stripe = rtws_stripe_lock(store, key->hash);
	uint32_t number = rtws_row_find(store, key);
	int error;

	if (number == 0) {
		error = insert(store, key, cell, 1);
	} else {
		error = add_to(store, number, cell);
		if (error == 0) {
			overwrite(store, stripe, number, cell, 1);
		}
	}
	rtws_stripe_unlock(stripe);
	return error;
}

int rtws_store_add(rtws_store_t *store, rtws_text_t text, rtws_cell_t *cell)
{
	rtws_store_key_t key = rtws_store_key_of(store, text);
	int error = add(store, &key, cell);

	if (error == RTWS_E_FULL) {
		rtws_stripes_repair(store);
		error = add(store, &key, cell);
	}
	return error;
}

static bool is_equal(const rtws_store_t *store, uint32_t number, const rtws_cell_t *cell)
{
	const rtws_word_t *word = word_of(store, number, cell->column);
	uint64_t first = rtws_word_get(word);

	switch (store->columns[cell->column].type.type) {
		case RTWS_COLUMN_INT:
			return (intptr_t) first == cell->is.integer;
		case RTWS_COLUMN_FLOAT:
			return rtws_real_of(first) == cell->is.real;
		default:
			return first == cell->is.text.len &&
				   memcmp((const char *) (word + 1), cell->is.text.at, cell->is.text.len) == 0;
	}
}

bool rtws_store_swap(rtws_store_t *store, rtws_text_t text, const rtws_cell_t *expected,
					 const rtws_cell_t *value)
{
	rtws_store_key_t key = rtws_store_key_of(store, text);
	rtws_stripe_t *stripe = rtws_stripe_lock(store, key.hash);
	uint32_t number = rtws_row_find(store, &key);
	bool is_expected = number != 0 && is_equal(store, number, expected);

	if (is_expected) {
		overwrite(store, stripe, number, value, 1);
	}
	rtws_stripe_unlock(stripe);
	return is_expected;
}

bool rtws_store_remove(rtws_store_t *store, rtws_text_t text)
{
	rtws_store_key_t key = rtws_store_key_of(store, text);
	rtws_stripe_t *stripe = rtws_stripe_lock(store, key.hash);
	uint32_t number = rtws_row_find(store, &key);

	if (number != 0) {
		rtws_row_drop(store, stripe, number);
	}
	rtws_stripe_unlock(stripe);
	return number != 0;
}

void rtws_store_clear(rtws_store_t *store)
{
	for (uint64_t h = 0; h <= store->head_mask; h++) {
		rtws_stripe_t *stripe = rtws_stripe_lock(store, h);
		uint32_t number;

		while ((number = atomic_load(&store->heads[h])) != 0) {
			rtws_row_drop(store, stripe, number);
		}
		rtws_stripe_unlock(stripe);
	}
}

uint32_t rtws_store_count(rtws_store_t *store)
{
	rtws_stripes_repair(store);
	return atomic_load(&store->pool->used);
}
