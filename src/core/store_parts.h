/*
 * A store from inside: what its parts share. store_rows.c knows where rows are and who may change
 * them, store.c what is in them; store_read.c finds and reads them without a lock.
 *
 * In shared memory are the pool, the stripes, the heads of the chains and the rows. The rows are
 * the truth: chains, the list of free rows and their number follow from them, and are made again
 * when a process has died among them.
 *
 *   head -> row -> row            a chain for each value of the hash's low bits
 *   stripe                        the lock of every 64th chain
 *   pool                          the rows nobody has, under a lock of its own, the inner one
 */
#ifndef RTWS_CORE_STORE_PARTS_H
#define RTWS_CORE_STORE_PARTS_H

#include "core/store.h"
#include "util/shared.h"

#include <stdatomic.h>
#include <string.h>

/* Shared memory is read and written in words, so that racing with a writer is defined. */
typedef _Atomic uint64_t rtws_word_t;

typedef enum {
	RTWS_ROW_FREE,
	RTWS_ROW_CLAIMED, /* taken from the pool, or on its way back */
	RTWS_ROW_USED
} rtws_row_state_t;

/* Rows are told by their number plus one; 0 is none. */
typedef struct rtws_row {
	_Atomic uint32_t seq; /* odd: being written; changes with every write */
	_Atomic uint32_t state;
	_Atomic uint32_t next; /* in its chain, or among the free ones */
	_Atomic uint32_t key_len;
	rtws_word_t hash;    /* valid unless free */
	rtws_word_t words[]; /* the key, then the columns */
} rtws_row_t;

typedef struct rtws_stripe {
	_Alignas(64) rtws_shared_lock_t lock;
	_Atomic uint32_t version; /* odd: chains are being changed such that a reader may get lost */
	_Atomic uint32_t saved;   /* the row whose columns are kept in the journal, as they were */
} rtws_stripe_t;

typedef struct rtws_pool {
	_Alignas(64) rtws_shared_lock_t lock;
	_Atomic uint32_t free;
	_Atomic uint32_t fresh; /* rows from here on were never used */
	_Atomic uint32_t used;
} rtws_pool_t;

struct rtws_store {
	rtws_pool_t *pool; /* shared; the mapping begins here */
	rtws_stripe_t *stripes;
	_Atomic uint32_t *heads;
	rtws_word_t *journals; /* of each stripe: the columns of a row */
	char *rows;
	size_t mapped;
	size_t row_bytes;
	uint32_t row_count;
	uint32_t stripe_mask;
	uint32_t head_mask;
	uint32_t key_words;
	uint32_t cell_words;
	uint64_t seed;
	uint64_t *copy; /* of the row read last: the key, then the columns */
	uint32_t copy_key_len;
	uint32_t column_count;
	struct {
		rtws_column_t type;
		uint32_t at; /* its first word among those of the columns */
	} columns[];
};

/* A key, ready to be looked for. */
typedef struct rtws_store_key {
	rtws_text_t text;
	uint64_t hash;
} rtws_store_key_t;

static inline uint32_t rtws_words(size_t bytes)
{
	return (uint32_t) ((bytes + 7) / 8);
}

static inline rtws_row_t *rtws_row(const rtws_store_t *store, uint32_t number)
{
	return (rtws_row_t *) (store->rows + (number - 1) * store->row_bytes);
}

static inline uint64_t rtws_word_get(const rtws_word_t *word)
{
	return atomic_load_explicit(word, memory_order_relaxed);
}

static inline void rtws_word_set(rtws_word_t *word, uint64_t value)
{
	atomic_store_explicit(word, value, memory_order_relaxed);
}

static inline uint64_t rtws_real_bits(double real)
{
	uint64_t bits;

	memcpy(&bits, &real, sizeof(bits));
	return bits;
}

static inline double rtws_real_of(uint64_t bits)
{
	double real;

	memcpy(&real, &bits, sizeof(real));
	return real;
}

/* ---- store_rows.c ---------------------------------------------------------------------------- */

rtws_store_key_t rtws_store_key_of(const rtws_store_t *store, rtws_text_t text);

/* The lock of all keys that hash alike. Repairs what a dead holder has left. */
rtws_stripe_t *rtws_stripe_lock(rtws_store_t *store, uint64_t hash);
void rtws_stripe_unlock(rtws_stripe_t *stripe);

/* Repairs all that the dead have left, of which nobody has come to know yet. With no lock held. */
void rtws_stripes_repair(rtws_store_t *store);

/* Under the lock: the row of a key, or 0. */
uint32_t rtws_row_find(const rtws_store_t *store, const rtws_store_key_t *key);

/*
 * Under the lock: a new row, its columns zeroed and open for writing; 0: full. Linking it closes
 * it.
 */
uint32_t rtws_row_make(rtws_store_t *store, const rtws_store_key_t *key);
void rtws_row_link(rtws_store_t *store, uint32_t number);

/* Under the lock: takes it out of its chain, and gives it back to the pool. */
void rtws_row_drop(rtws_store_t *store, rtws_stripe_t *stripe, uint32_t number);

/*
 * Under the lock: between these a row may be changed, and no reader takes it for whole. Of one that
 * is open when its writer dies, the columns stay as they are then, unless they were saved.
 */
void rtws_row_open(rtws_row_t *row);
void rtws_row_close(rtws_row_t *row);
void rtws_row_save(rtws_store_t *store, rtws_stripe_t *stripe, uint32_t number);
/* What is written now stays, whatever happens. */
void rtws_row_commit(rtws_stripe_t *stripe);

/* Copies a column, as much of it as is in use. */
void rtws_columns_copy(const rtws_store_t *store, const rtws_word_t *from, uint64_t *to,
					   uint32_t column);

#endif
