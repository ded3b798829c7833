/*
 * A store of four columns whose rows tell whether they are whole: all columns of a row say the same
 * number, each in its way.
 */
#ifndef RTWS_TESTS_STORE_RIG_H
#define RTWS_TESTS_STORE_RIG_H

#include "core/store.h"
#include "util/error.h"

#include <stdio.h>
#include <string.h>

enum { NUMBER, REAL, SHORT, LONG, COLUMNS };

static inline rtws_store_t *rig_store(uint32_t rows)
{
	static const rtws_column_t columns[COLUMNS] = {
		{ RTWS_COLUMN_INT, 0 },
		{ RTWS_COLUMN_FLOAT, 0 },
		{ RTWS_COLUMN_STRING, 12 },
		{ RTWS_COLUMN_STRING, 100 },
	};
	rtws_store_layout_t layout = { rows, 16, columns, COLUMNS };
	rtws_store_t *store;

	return rtws_store_create(&layout, &store) == 0 ? store : NULL;
}

static inline rtws_text_t rig_text(const char *text)
{
	return (rtws_text_t){ text, strlen(text) };
}

/* The long text is of a length that changes with the number. */
static inline void rig_texts(unsigned number, char shorter[16], char longer[101])
{
	size_t len = number % 101;

	snprintf(shorter, 16, "%u", number);
	memset(longer, 'a' + (int) (number % 26), len);
	longer[len] = '\0';
}

/* A row; the texts are where it finds room for them. */
static inline void rig_cells(unsigned number, char shorter[16], char longer[101],
							 rtws_cell_t cells[COLUMNS])
{
	rig_texts(number, shorter, longer);
	cells[0] = (rtws_cell_t){ LONG, .is.text = rig_text(longer) };
	cells[1] = (rtws_cell_t){ NUMBER, .is.integer = (intptr_t) number };
	cells[2] = (rtws_cell_t){ SHORT, .is.text = rig_text(shorter) };
	cells[3] = (rtws_cell_t){ REAL, .is.real = number };
}

static inline int rig_set(rtws_store_t *store, const char *key, unsigned number)
{
	char shorter[16];
	char longer[101];
	rtws_cell_t cells[COLUMNS];

	rig_cells(number, shorter, longer, cells);
	return rtws_store_set(store, rig_text(key), cells, COLUMNS);
}

/* The number of the row that was read last; -1: it is not whole. */
static inline long rig_number(const rtws_store_t *store)
{
	char shorter[16];
	char longer[101];
	rtws_cell_t cell[COLUMNS];
	unsigned number;

	for (uint32_t i = 0; i < COLUMNS; i++) {
		rtws_store_cell(store, i, &cell[i]);
	}
	number = (unsigned) cell[NUMBER].is.integer;
	rig_texts(number, shorter, longer);
	if (cell[REAL].is.real != number || cell[SHORT].is.text.len != strlen(shorter) ||
		memcmp(cell[SHORT].is.text.at, shorter, strlen(shorter)) != 0 ||
		cell[LONG].is.text.len != strlen(longer) ||
		memcmp(cell[LONG].is.text.at, longer, strlen(longer)) != 0) {
		return -1;
	}
	return number;
}

/* -2: there is none. */
static inline long rig_get(rtws_store_t *store, const char *key)
{
	return rtws_store_find(store, rig_text(key), RTWS_STORE_ALL) ? rig_number(store) : -2;
}

#endif
