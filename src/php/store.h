/*
 * Rtws\Store from inside: its columns, between PHP values and cells, and its object.
 */
#ifndef RTWS_PHP_STORE_H
#define RTWS_PHP_STORE_H

#include "core/store.h"

#include <php.h>

typedef struct rtws_php_columns {
	uint32_t count;
	zend_string *names[RTWS_STORE_COLUMNS_MAX];
	rtws_column_t types[RTWS_STORE_COLUMNS_MAX];
} rtws_php_columns_t;

typedef struct rtws_php_store {
	rtws_store_t *native; /* NULL until it is constructed */
	rtws_php_columns_t *columns;
	uint32_t key_bytes;
	zend_object std;
} rtws_php_store_t;

static inline rtws_php_store_t *rtws_php_store_from(zend_object *object)
{
	return (rtws_php_store_t *) ((char *) object - XtOffsetOf(rtws_php_store_t, std));
}

/* ---- store_columns.c ------------------------------------------------------------------------- */

/* Reads the constructor's third argument. False with an exception. */
bool rtws_php_columns_read(HashTable *given, rtws_php_columns_t *columns);
void rtws_php_columns_clear(rtws_php_columns_t *columns);

/* False with a \ValueError: there is no such column. */
bool rtws_php_column_find(rtws_php_store_t *store, const zend_string *name, uint32_t *column);

/* A value for a column; a text is borrowed. False with an exception. */
bool rtws_php_cell_read(rtws_php_store_t *store, uint32_t column, zval *value, rtws_cell_t *cell);

/* A row; cells has room for as many as there are columns. */
bool rtws_php_cells_read(rtws_php_store_t *store, HashTable *row, rtws_cell_t *cells,
						 uint32_t *count);

/* A column of the row that was read last; the row. */
void rtws_php_cell_value(const rtws_php_store_t *store, uint32_t column, zval *out);
void rtws_php_row_value(const rtws_php_store_t *store, zval *out);

/* ---- store_iterator.c ------------------------------------------------------------------------ */

zend_object_iterator *rtws_php_store_iterate(zend_class_entry *ce, zval *object, int by_ref);

#endif
