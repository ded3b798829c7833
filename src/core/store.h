/*
 * Store: rows of typed columns under keys, in memory that a process shares with those it forks
 * later. The number of rows is fixed, and so is the size of each.
 *
 * Reading takes no lock. Writing takes the lock of a part of the keys; when its holder is killed,
 * the next one finds each row as it was before the call that did not end, or as it was to be after
 * it.
 *
 * These functions are all that src/php knows of what holds the rows: whatever else is to hold some
 * offers the same ones.
 */
#ifndef RTWS_CORE_STORE_H
#define RTWS_CORE_STORE_H

#include "util/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RTWS_STORE_ROWS_MAX (1U << 26)
#define RTWS_STORE_COLUMNS_MAX 64
#define RTWS_STORE_KEY_MAX 1024
#define RTWS_STORE_STRING_MAX 65536

typedef struct rtws_store rtws_store_t;

typedef enum { RTWS_COLUMN_INT, RTWS_COLUMN_FLOAT, RTWS_COLUMN_STRING } rtws_column_type_t;

typedef struct rtws_column {
	rtws_column_type_t type;
	uint32_t bytes; /* of a string: the longest it may be */
} rtws_column_t;

typedef struct rtws_store_layout {
	uint32_t rows;
	uint32_t key_bytes; /* of the longest key */
	const rtws_column_t *columns;
	uint32_t column_count;
} rtws_store_layout_t;

/* A value of a column; which of these it is, the column knows. */
typedef struct rtws_cell {
	uint32_t column;
	union {
		intptr_t integer;
		double real;
		rtws_text_t text;
	} is;
} rtws_cell_t;

/* Bytes of shared memory it will take; pages that no row has been in are not touched. */
uint64_t rtws_store_size(const rtws_store_layout_t *layout);

/* Copies the layout. 0, RTWS_E_NOMEM or RTWS_E_SYSTEM. */
int rtws_store_create(const rtws_store_layout_t *layout, rtws_store_t **out);

/* In this process; others keep theirs. */
void rtws_store_destroy(rtws_store_t *store);

/* ---- writing: keys and texts fit, which the caller has seen to --------------------------------
 */

/*
 * Sets cells of a row, which is made when it is not there, with 0 and "" in all others. As one:
 * nobody sees some of them. 0, or RTWS_E_FULL.
 */
int rtws_store_set(rtws_store_t *store, rtws_text_t key, const rtws_cell_t *cells, uint32_t count);

/*
 * Adds to a number; a row that is not there is made. *cell tells the column and by how much, and
 * then the new value. 0, RTWS_E_FULL, or RTWS_E_RANGE with the value as it stays.
 */
int rtws_store_add(rtws_store_t *store, rtws_text_t key, rtws_cell_t *cell);

/* Sets a cell if it is what is expected. False also when there is no such row. */
bool rtws_store_swap(rtws_store_t *store, rtws_text_t key, const rtws_cell_t *expected,
					 const rtws_cell_t *value);

bool rtws_store_remove(rtws_store_t *store, rtws_text_t key);

/* All rows that were there when it began. */
void rtws_store_clear(rtws_store_t *store);

/* ---- reading ----------------------------------------------------------------------------------
 */

#define RTWS_STORE_ALL UINT32_MAX
#define RTWS_STORE_NONE (UINT32_MAX - 1)

/* Reads a row, or one column of it, or only looks whether it is there. False: it is not. */
bool rtws_store_find(rtws_store_t *store, rtws_text_t key, uint32_t column);

/*
 * Reads the next row. *cursor is 0 at first. A row that is there all the time comes exactly once;
 * one that is not may come or not.
 */
bool rtws_store_next(rtws_store_t *store, uint32_t *cursor);

/* Of the row that rtws_store_next() has read: borrowed until the next call. */
rtws_text_t rtws_store_key(const rtws_store_t *store);

/* A column that was read: likewise. */
void rtws_store_cell(const rtws_store_t *store, uint32_t column, rtws_cell_t *out);

uint32_t rtws_store_count(rtws_store_t *store);

#endif
