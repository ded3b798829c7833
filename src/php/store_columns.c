#include "php/store.h"

#include "php/channels.h"
#include "php/compat.h"

#include <zend_smart_str.h>

/* ---- what columns there are ------------------------------------------------------------------ */

/* As Store::string() writes it: "string:32". */
static bool read_type(const zval *value, rtws_column_t *out)
{
	static const char prefix[] = "string:";
	zend_long bytes = 0;
	const char *digits;
	size_t len;

	if (Z_TYPE_P(value) != IS_STRING) {
		return false;
	}
	*out = (rtws_column_t){ RTWS_COLUMN_INT, 0 };
	if (zend_string_equals_literal(Z_STR_P(value), "int")) {
		return true;
	}
	out->type = RTWS_COLUMN_FLOAT;
	if (zend_string_equals_literal(Z_STR_P(value), "float")) {
		return true;
	}
	if (strncmp(Z_STRVAL_P(value), prefix, sizeof(prefix) - 1) != 0) {
		return false;
	}
	digits = Z_STRVAL_P(value) + sizeof(prefix) - 1;
	len = Z_STRLEN_P(value) - (sizeof(prefix) - 1);
	if (is_numeric_string(digits, len, &bytes, NULL, false) != IS_LONG || bytes < 1 ||
		bytes > RTWS_STORE_STRING_MAX) {
		return false;
	}
	*out = (rtws_column_t){ RTWS_COLUMN_STRING, (uint32_t) bytes };
	return true;
}

bool rtws_php_columns_read(HashTable *given, rtws_php_columns_t *columns)
{
	zend_string *name;
	zval *value;

	if (zend_hash_num_elements(given) < 1 ||
		zend_hash_num_elements(given) > RTWS_STORE_COLUMNS_MAX) {
		zend_argument_value_error(3, "must have 1 to %d columns, %u given", RTWS_STORE_COLUMNS_MAX,
								  zend_hash_num_elements(given));
		return false;
	}
	ZEND_HASH_FOREACH_STR_KEY_VAL(given, name, value)
	{
		ZVAL_DEREF(value);
		if (name == NULL || !rtws_name_is_valid(rtws_php_text(name), 64)) {
			zend_argument_value_error(3, "must have columns with names of 1 to 64 bytes of UTF-8, "
										 "which are no numbers");
			return false;
		}
		if (!read_type(value, &columns->types[columns->count])) {
			zend_argument_value_error(
				3,
				"must have Store::INT, Store::FLOAT or Store::string(1 to "
				"%d) for column \"%s\", %s%s%s given",
				RTWS_STORE_STRING_MAX, ZSTR_VAL(name), Z_TYPE_P(value) == IS_STRING ? "\"" : "",
				Z_TYPE_P(value) == IS_STRING ? Z_STRVAL_P(value) : zend_zval_type_name(value),
				Z_TYPE_P(value) == IS_STRING ? "\"" : "");
			return false;
		}
		columns->names[columns->count++] = zend_string_copy(name);
	}
	ZEND_HASH_FOREACH_END();
	return true;
}

void rtws_php_columns_clear(rtws_php_columns_t *columns)
{
	for (uint32_t i = 0; i < columns->count; i++) {
		zend_string_release(columns->names[i]);
	}
}

/* ---- values ---------------------------------------------------------------------------------- */

static const char *name_of(rtws_php_store_t *store)
{
	return Z_STRVAL_P(OBJ_PROP_NUM(&store->std, 0));
}

static void throw_unknown(rtws_php_store_t *store, const zend_string *name)
{
	smart_str known = { 0 };

	for (uint32_t i = 0; i < store->columns->count; i++) {
		smart_str_appends(&known, i > 0 ? ", " : "");
		smart_str_append(&known, store->columns->names[i]);
	}
	smart_str_0(&known);
	zend_value_error("Store \"%s\" has no column \"%s\", it has: %s", name_of(store),
					 ZSTR_VAL(name), ZSTR_VAL(known.s));
	smart_str_free(&known);
}

bool rtws_php_column_find(rtws_php_store_t *store, const zend_string *name, uint32_t *column)
{
	const rtws_php_columns_t *columns = store->columns;

	for (*column = 0; *column < columns->count; ++*column) {
		zend_string *known = columns->names[*column];

		if (known == name || (ZSTR_LEN(known) == ZSTR_LEN(name) &&
							  memcmp(ZSTR_VAL(known), ZSTR_VAL(name), ZSTR_LEN(name)) == 0)) {
			return true;
		}
	}
	throw_unknown(store, name);
	return false;
}

static bool read_text(rtws_php_store_t *store, uint32_t column, const zend_string *text,
					  rtws_cell_t *cell)
{
	uint32_t max = store->columns->types[column].bytes;

	if (ZSTR_LEN(text) > max) {
		zend_value_error("Column \"%s\" of store \"%s\" holds strings of at most %u bytes, one of "
						 "%zu bytes given",
						 ZSTR_VAL(store->columns->names[column]), name_of(store), max,
						 ZSTR_LEN(text));
		return false;
	}
	cell->is.text = rtws_php_text(text);
	return true;
}

bool rtws_php_cell_read(rtws_php_store_t *store, uint32_t column, zval *value, rtws_cell_t *cell)
{
	static const char *const wanted[] = { "an int", "a float or an int", "a string" };
	rtws_column_type_t type = store->columns->types[column].type;

	ZVAL_DEREF(value);
	cell->column = column;
	if (type == RTWS_COLUMN_INT && Z_TYPE_P(value) == IS_LONG) {
		cell->is.integer = Z_LVAL_P(value);
		return true;
	}
	if (type == RTWS_COLUMN_FLOAT && (Z_TYPE_P(value) == IS_DOUBLE || Z_TYPE_P(value) == IS_LONG)) {
		cell->is.real = zval_get_double(value);
		return true;
	}
	if (type == RTWS_COLUMN_STRING && Z_TYPE_P(value) == IS_STRING) {
		return read_text(store, column, Z_STR_P(value), cell);
	}
	zend_type_error("Column \"%s\" of store \"%s\" holds %s, %s given",
					ZSTR_VAL(store->columns->names[column]), name_of(store), wanted[type],
					zend_zval_type_name(value));
	return false;
}

bool rtws_php_cells_read(rtws_php_store_t *store, HashTable *row, rtws_cell_t *cells,
						 uint32_t *count)
{
	zend_string *name;
	zend_ulong index;
	zval *value;

	*count = 0;
	ZEND_HASH_FOREACH_KEY_VAL(row, index, name, value)
	{
		uint32_t column;

		if (name == NULL) {
			zend_value_error(
				"A row of store \"%s\" is an array by the names of columns, the key " ZEND_LONG_FMT
				" given",
				name_of(store), (zend_long) index);
			return false;
		}
		if (!rtws_php_column_find(store, name, &column) ||
			!rtws_php_cell_read(store, column, value, &cells[*count])) {
			return false;
		}
		++*count;
	}
	ZEND_HASH_FOREACH_END();
	return true;
}

void rtws_php_cell_value(const rtws_php_store_t *store, uint32_t column, zval *out)
{
	rtws_cell_t cell;

	rtws_store_cell(store->native, column, &cell);
	switch (store->columns->types[column].type) {
		case RTWS_COLUMN_INT:
			ZVAL_LONG(out, cell.is.integer);
			break;
		case RTWS_COLUMN_FLOAT:
			ZVAL_DOUBLE(out, cell.is.real);
			break;
		case RTWS_COLUMN_STRING:
			ZVAL_STRINGL(out, cell.is.text.at, cell.is.text.len);
			break;
	}
}

void rtws_php_row_value(const rtws_php_store_t *store, zval *out)
{
	array_init_size(out, store->columns->count);
	for (uint32_t i = 0; i < store->columns->count; i++) {
		zval value;

		rtws_php_cell_value(store, i, &value);
		zend_hash_add_new(Z_ARRVAL_P(out), store->columns->names[i], &value);
	}
}
