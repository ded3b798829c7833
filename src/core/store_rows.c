/*
 * Where the rows of a store are, who may change them, and how that is repaired when somebody has
 * died doing so. What is done in which order matters here: each store can be the last.
 */
#include "core/store_parts.h"

#include "util/hash.h"

#include <string.h>

rtws_store_key_t rtws_store_key_of(const rtws_store_t *store, rtws_text_t text)
{
	return (rtws_store_key_t){ text, rtws_hash(text.at, text.len, store->seed) };
}

static _Atomic uint32_t *head_of(const rtws_store_t *store, uint64_t hash)
{
	return &store->heads[hash & store->head_mask];
}

/* ---- writing --------------------------------------------------------------------------------- */

void rtws_row_open(rtws_row_t *row)
{
	atomic_fetch_add_explicit(&row->seq, 1, memory_order_relaxed);
	atomic_thread_fence(memory_order_release);
}

void rtws_row_close(rtws_row_t *row)
{
	atomic_fetch_add_explicit(&row->seq, 1, memory_order_release);
}

void rtws_columns_copy(const rtws_store_t *store, const rtws_word_t *from, uint64_t *to,
					   uint32_t column)
{
	uint32_t at = store->columns[column].at;
	uint32_t words = 1;

	to[at] = rtws_word_get(&from[at]);
	if (store->columns[column].type.type == RTWS_COLUMN_STRING) {
		uint32_t max = store->columns[column].type.bytes;

		/* a reader may find half a length here, before it finds that it was half a row */
		words += rtws_words(to[at] < max ? to[at] : max);
	}
	for (uint32_t w = 1; w < words; w++) {
		to[at + w] = rtws_word_get(&from[at + w]);
	}
}

static rtws_word_t *journal_of(const rtws_store_t *store, const rtws_stripe_t *stripe)
{
	return store->journals + (size_t) (stripe - store->stripes) * store->cell_words;
}

static void copy_columns(const rtws_store_t *store, const rtws_word_t *from, rtws_word_t *to)
{
	for (uint32_t i = 0; i < store->column_count; i++) {
		uint32_t at = store->columns[i].at;
		uint32_t words = 1;

		if (store->columns[i].type.type == RTWS_COLUMN_STRING) {
			words += rtws_words(rtws_word_get(&from[at]));
		}
		for (uint32_t w = 0; w < words; w++) {
			rtws_word_set(&to[at + w], rtws_word_get(&from[at + w]));
		}
	}
}

void rtws_row_save(rtws_store_t *store, rtws_stripe_t *stripe, uint32_t number)
{
	copy_columns(store, rtws_row(store, number)->words + store->key_words,
				 journal_of(store, stripe));
	atomic_store_explicit(&stripe->saved, number, memory_order_release);
	atomic_thread_fence(memory_order_seq_cst);
}

void rtws_row_commit(rtws_stripe_t *stripe)
{
	atomic_store_explicit(&stripe->saved, 0, memory_order_release);
}

/* ---- the pool -------------------------------------------------------------------------------- */

static void pool_repair(rtws_store_t *store)
{
	rtws_pool_t *pool = store->pool;
	uint32_t fresh = atomic_load(&pool->fresh);
	uint32_t used = 0;

	atomic_store(&pool->free, 0);
	for (uint32_t number = 1; number <= fresh; number++) {
		rtws_row_t *row = rtws_row(store, number);

		if (atomic_load(&row->state) == RTWS_ROW_FREE) {
			atomic_store(&row->next, atomic_load(&pool->free));
			atomic_store(&pool->free, number);
		} else {
			used++;
		}
	}
	atomic_store(&pool->used, used);
}

static rtws_pool_t *pool_lock(rtws_store_t *store)
{
	if (rtws_shared_lock(&store->pool->lock)) {
		pool_repair(store);
		rtws_shared_lock_repaired(&store->pool->lock);
	}
	return store->pool;
}

/* Whoever claims a row writes down whose it is before it leaves the pool: its stripe finds it. */
static uint32_t claim(rtws_store_t *store, uint64_t hash)
{
	rtws_pool_t *pool = pool_lock(store);
	uint32_t fresh = atomic_load(&pool->fresh);
	uint32_t number = atomic_load(&pool->free);
	bool is_fresh = number == 0;

	if (is_fresh) {
		number = fresh < store->row_count ? fresh + 1 : 0;
	}
	if (number != 0) {
		rtws_row_t *row = rtws_row(store, number);

		rtws_word_set(&row->hash, hash);
		atomic_store(&row->state, RTWS_ROW_CLAIMED);
		if (is_fresh) {
			atomic_store(&pool->fresh, number);
		} else {
			atomic_store(&pool->free, atomic_load(&row->next));
		}
		atomic_fetch_add(&pool->used, 1);
	}
	rtws_shared_unlock(&pool->lock);
	return number;
}

static void give_back(rtws_store_t *store, uint32_t number)
{
	rtws_pool_t *pool = pool_lock(store);
	rtws_row_t *row = rtws_row(store, number);

	atomic_store(&row->next, atomic_load(&pool->free));
	atomic_store(&row->state, RTWS_ROW_FREE);
	atomic_store(&pool->free, number);
	atomic_fetch_sub(&pool->used, 1);
	rtws_shared_unlock(&pool->lock);
}

/* ---- chains ---------------------------------------------------------------------------------- */

/* The first change is the odd one; a repair may find it odd already. */
static void begin_relinking(rtws_stripe_t *stripe)
{
	atomic_fetch_or_explicit(&stripe->version, 1, memory_order_relaxed);
	atomic_thread_fence(memory_order_release);
}

static void end_relinking(rtws_stripe_t *stripe)
{
	atomic_fetch_add_explicit(&stripe->version, 1, memory_order_release);
}

static void put_in_front(const rtws_store_t *store, uint32_t number)
{
	rtws_row_t *row = rtws_row(store, number);
	_Atomic uint32_t *head = head_of(store, rtws_word_get(&row->hash));

	atomic_store(&row->next, atomic_load(head));
	atomic_store(head, number);
}

uint32_t rtws_row_find(const rtws_store_t *store, const rtws_store_key_t *key)
{
	uint32_t number = atomic_load(head_of(store, key->hash));

	while (number != 0) {
		rtws_row_t *row = rtws_row(store, number);

		if (rtws_word_get(&row->hash) == key->hash && row->key_len == key->text.len &&
			memcmp((const char *) row->words, key->text.at, key->text.len) == 0) {
			break;
		}
		number = atomic_load(&row->next);
	}
	return number;
}

/* Zero up to the end of the last word, so that keys can be compared by words. */
static void write_key(rtws_row_t *row, rtws_text_t key)
{
	for (size_t at = 0; at < key.len; at += 8) {
		uint64_t word = 0;

		memcpy(&word, key.at + at, key.len - at < 8 ? key.len - at : 8);
		rtws_word_set(&row->words[at / 8], word);
	}
	atomic_store(&row->key_len, (uint32_t) key.len);
}

uint32_t rtws_row_make(rtws_store_t *store, const rtws_store_key_t *key)
{
	uint32_t number = claim(store, key->hash);
	rtws_row_t *row;

	if (number == 0) {
		return 0;
	}
	row = rtws_row(store, number);
	rtws_row_open(row);
	write_key(row, key->text);
	for (uint32_t i = 0; i < store->column_count; i++) {
		rtws_word_set(&row->words[store->key_words + store->columns[i].at], 0);
	}
	return number;
}

/* In its chain first, where a reader waits for it: never is it there for some and not for others.
 */
void rtws_row_link(rtws_store_t *store, uint32_t number)
{
	rtws_row_t *row = rtws_row(store, number);

	put_in_front(store, number);
	atomic_store(&row->state, RTWS_ROW_USED);
	rtws_row_close(row);
}

void rtws_row_drop(rtws_store_t *store, rtws_stripe_t *stripe, uint32_t number)
{
	rtws_row_t *row = rtws_row(store, number);
	_Atomic uint32_t *link = head_of(store, rtws_word_get(&row->hash));

	rtws_row_open(row);
	atomic_store(&row->state, RTWS_ROW_CLAIMED);
	rtws_row_close(row);
	begin_relinking(stripe);
	while (atomic_load(link) != number) {
		link = &rtws_row(store, atomic_load(link))->next;
	}
	atomic_store(link, atomic_load(&row->next));
	give_back(store, number); /* changes next */
	end_relinking(stripe);
}

/* ---- after a death --------------------------------------------------------------------------- */

static void undo(rtws_store_t *store, rtws_stripe_t *stripe)
{
	uint32_t number = atomic_load(&stripe->saved);

	if (number != 0) {
		rtws_row_t *row = rtws_row(store, number);

		if ((atomic_load(&row->seq) & 1) == 0) {
			rtws_row_open(row);
		}
		copy_columns(store, journal_of(store, stripe), row->words + store->key_words);
		rtws_row_commit(stripe);
	}
}

static bool is_of(const rtws_store_t *store, const rtws_stripe_t *stripe, const rtws_row_t *row)
{
	return (rtws_word_get(&row->hash) & store->stripe_mask) == (uint64_t) (stripe - store->stripes);
}

static void settle(rtws_store_t *store, uint32_t number)
{
	rtws_row_t *row = rtws_row(store, number);

	if (atomic_load(&row->seq) & 1) {
		rtws_row_close(row);
	}
	if (atomic_load(&row->state) == RTWS_ROW_USED) {
		put_in_front(store, number);
	} else {
		give_back(store, number);
	}
}

/* Everything of the stripe anew from its rows. May be killed anywhere, and begins again then. */
static void stripe_repair(rtws_store_t *store, rtws_stripe_t *stripe)
{
	uint32_t fresh;

	undo(store, stripe);
	begin_relinking(stripe);
	for (uint64_t h = (uint64_t) (stripe - store->stripes); h <= store->head_mask;
		 h += store->stripe_mask + 1) {
		atomic_store(&store->heads[h], 0);
	}
	fresh = atomic_load(&store->pool->fresh);
	for (uint32_t number = 1; number <= fresh; number++) {
		rtws_row_t *row = rtws_row(store, number);

		if (atomic_load(&row->state) != RTWS_ROW_FREE && is_of(store, stripe, row)) {
			settle(store, number);
		}
	}
	end_relinking(stripe);
}

rtws_stripe_t *rtws_stripe_lock(rtws_store_t *store, uint64_t hash)
{
	rtws_stripe_t *stripe = &store->stripes[hash & store->stripe_mask];

	if (rtws_shared_lock(&stripe->lock)) {
		stripe_repair(store, stripe);
		rtws_shared_lock_repaired(&stripe->lock);
	}
	return stripe;
}

void rtws_stripe_unlock(rtws_stripe_t *stripe)
{
	rtws_shared_unlock(&stripe->lock);
}

void rtws_stripes_repair(rtws_store_t *store)
{
	for (uint32_t i = 0; i <= store->stripe_mask; i++) {
		rtws_stripe_unlock(rtws_stripe_lock(store, i));
	}
	rtws_shared_unlock(&pool_lock(store)->lock);
}
