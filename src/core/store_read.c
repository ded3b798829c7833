/* Reading the rows of a store without a lock. */
#include "core/store_parts.h"

#include <string.h>

enum {
	ATTEMPTS = 100,  /* then the lock: a writer may be dead, or not get to run */
	CHAIN_MAX = 100, /* a chain has a row or two; whoever comes so far is lost */
};

#define LOST UINT32_MAX

/* Of a row that may change, or become another's, meanwhile: who takes it has to look again. */
static bool has_key(const rtws_row_t *row, const rtws_store_key_t *key)
{
	size_t len = key->text.len;

	if (rtws_word_get(&row->hash) != key->hash ||
		atomic_load_explicit(&row->key_len, memory_order_relaxed) != len) {
		return false;
	}
	for (size_t at = 0; at < len; at += 8) {
		uint64_t word = 0;

		memcpy(&word, key->text.at + at, len - at < 8 ? len - at : 8);
		if (rtws_word_get(&row->words[at / 8]) != word) {
			return false;
		}
	}
	return true;
}

/* The row of a key without the lock; 0 when there is none, unless the chains have been changed. */
static uint32_t probe(const rtws_store_t *store, const rtws_store_key_t *key)
{
	uint32_t number =
		atomic_load_explicit(&store->heads[key->hash & store->head_mask], memory_order_acquire);

	for (int i = 0; number != 0; i++) {
		const rtws_row_t *row = rtws_row(store, number);

		if (i == CHAIN_MAX) {
			return LOST;
		}
		if (has_key(row, key)) {
			return number;
		}
		number = atomic_load_explicit(&row->next, memory_order_acquire);
	}
	return 0;
}

static void copy_columns(rtws_store_t *store, const rtws_row_t *row, uint32_t column)
{
	const rtws_word_t *from = row->words + store->key_words;
	uint64_t *to = store->copy + store->key_words;

	if (column < store->column_count) {
		rtws_columns_copy(store, from, to, column);
	}
	for (uint32_t i = 0; column == RTWS_STORE_ALL && i < store->column_count; i++) {
		rtws_columns_copy(store, from, to, i);
	}
}

/* False when the row has changed meanwhile, is free, or has another key than this, if any. */
static bool try_copy(rtws_store_t *store, uint32_t number, const rtws_store_key_t *key,
					 uint32_t column)
{
	const rtws_row_t *row = rtws_row(store, number);
	uint32_t seq = atomic_load_explicit(&row->seq, memory_order_acquire);

	if ((seq & 1) != 0 ||
		atomic_load_explicit(&row->state, memory_order_relaxed) != RTWS_ROW_USED) {
		return false;
	}
	if (key != NULL && !has_key(row, key)) {
		return false;
	}
	if (key == NULL) {
		store->copy_key_len = atomic_load_explicit(&row->key_len, memory_order_relaxed);
		for (uint32_t w = 0; w < store->key_words; w++) {
			store->copy[w] = rtws_word_get(&row->words[w]);
		}
	}
	copy_columns(store, row, column);
	atomic_thread_fence(memory_order_acquire);
	return atomic_load_explicit(&row->seq, memory_order_relaxed) == seq;
}

static bool find_locked(rtws_store_t *store, const rtws_store_key_t *key, uint32_t column)
{
	rtws_stripe_t *stripe = rtws_stripe_lock(store, key->hash);
	uint32_t number = rtws_row_find(store, key);
	bool is_there = number != 0 && try_copy(store, number, key, column);

	rtws_stripe_unlock(stripe);
	return is_there;
}

bool rtws_store_find(rtws_store_t *store, rtws_text_t text, uint32_t column)
{
	rtws_store_key_t key = rtws_store_key_of(store, text);
	rtws_stripe_t *stripe = &store->stripes[key.hash & store->stripe_mask];

	for (int i = 0; i < ATTEMPTS; i++) {
		uint32_t version = atomic_load_explicit(&stripe->version, memory_order_acquire);
		uint32_t number = probe(store, &key);

		if (number != 0 && number != LOST && try_copy(store, number, &key, column)) {
			return true;
		}
		atomic_thread_fence(memory_order_acquire);
		if (number == 0 && (version & 1) == 0 &&
			atomic_load_explicit(&stripe->version, memory_order_relaxed) == version) {
			return false;
		}
	}
	return find_locked(store, &key, column);
}

/* With the lock of whoever has the row now; false when he has changed before we had it. */
static bool copy_locked(rtws_store_t *store, uint32_t number)
{
	const rtws_row_t *row = rtws_row(store, number);
	uint64_t hash = rtws_word_get(&row->hash);
	rtws_stripe_t *stripe = rtws_stripe_lock(store, hash);
	bool is_copied = ((rtws_word_get(&row->hash) ^ hash) & store->stripe_mask) == 0 &&
					 try_copy(store, number, NULL, RTWS_STORE_ALL);

	rtws_stripe_unlock(stripe);
	return is_copied;
}

static bool copy_any(rtws_store_t *store, uint32_t number)
{
	const rtws_row_t *row = rtws_row(store, number);

	for (int i = 1; atomic_load(&row->state) == RTWS_ROW_USED; i++) {
		if (try_copy(store, number, NULL, RTWS_STORE_ALL) ||
			(i % ATTEMPTS == 0 && copy_locked(store, number))) {
			return true;
		}
	}
	return false;
}

bool rtws_store_next(rtws_store_t *store, uint32_t *cursor)
{
	uint32_t fresh = atomic_load(&store->pool->fresh);

	while (*cursor < fresh) {
		++*cursor;
		if (copy_any(store, *cursor)) {
			return true;
		}
	}
	return false;
}

rtws_text_t rtws_store_key(const rtws_store_t *store)
{
	return (rtws_text_t){ (const char *) store->copy, store->copy_key_len };
}

void rtws_store_cell(const rtws_store_t *store, uint32_t column, rtws_cell_t *out)
{
	const uint64_t *word = store->copy + store->key_words + store->columns[column].at;

	out->column = column;
	switch (store->columns[column].type.type) {
		case RTWS_COLUMN_INT:
			out->is.integer = (intptr_t) *word;
			break;
		case RTWS_COLUMN_FLOAT:
			out->is.real = rtws_real_of(*word);
			break;
		case RTWS_COLUMN_STRING:
			out->is.text = (rtws_text_t){ (const char *) (word + 1), *word };
			break;
	}
}
