/* Rtws\Store: a table that workers share. What is in PHP values becomes cells here; core/store.h
 * has them. */
#include "php/channels.h"
#include "php/classes.h"
#include "php/compat.h"
#include "php/store.h"

#include "util/error.h"
#include "util/memory.h"

#include <zend_exceptions.h>
#include <zend_interfaces.h>

#include "stubs/store_arginfo.h"

enum { NAME }; /* the declared property */

static zend_object_handlers store_handlers;

static zend_object *create_object(zend_class_entry *ce)
{
	rtws_php_store_t *self = zend_object_alloc(sizeof(*self), ce);

	memset(self, 0, XtOffsetOf(rtws_php_store_t, std));
	zend_object_std_init(&self->std, ce);
	object_properties_init(&self->std, ce);
	self->std.handlers = &store_handlers;
	return &self->std;
}

static void free_object(zend_object *obj)
{
	rtws_php_store_t *self = rtws_php_store_from(obj);

	if (self->native != NULL) {
		rtws_store_destroy(self->native);
	}
	if (self->columns != NULL) {
		rtws_php_columns_clear(self->columns);
		efree(self->columns);
	}
	zend_object_std_dtor(obj);
}

/* NULL with an exception: its constructor threw. */
static rtws_php_store_t *this_store(zval *this_ptr)
{
	rtws_php_store_t *self = rtws_php_store_from(Z_OBJ_P(this_ptr));

	if (self->native == NULL) {
		zend_throw_error(NULL, "The Store is not constructed");
		return NULL;
	}
	return self;
}

static const char *name_of(rtws_php_store_t *self)
{
	return Z_STRVAL_P(OBJ_PROP_NUM(&self->std, NAME));
}

/* ---- construction ---------------------------------------------------------------------------- */

ZEND_METHOD(Rtws_Store, string)
{
	zend_long bytes;

	ZEND_PARSE_PARAMETERS_START(1, 1)
		Z_PARAM_LONG(bytes)
	ZEND_PARSE_PARAMETERS_END();

	if (bytes < 1 || bytes > RTWS_STORE_STRING_MAX) {
		zend_argument_value_error(1, "must be between 1 and %d, " ZEND_LONG_FMT " given",
								  RTWS_STORE_STRING_MAX, bytes);
		RETURN_THROWS();
	}
	RETURN_STR(zend_strpprintf(0, "string:" ZEND_LONG_FMT, bytes));
}

static bool fits_memory(const rtws_store_layout_t *layout)
{
	uint64_t size = rtws_store_size(layout);
	uint64_t available = rtws_memory_available();

	if (size > available) {
		zend_argument_value_error(2,
								  "must be fewer: %u rows of these columns take %" PRIu64
								  " MiB, and this machine has %" PRIu64,
								  layout->rows, size >> 20, available >> 20);
	}
	return size <= available;
}

static bool open_store(rtws_php_store_t *self, zend_long rows, uint32_t key_bytes)
{
	rtws_store_layout_t layout = {
		.rows = (uint32_t) rows,
		.key_bytes = key_bytes,
		.columns = self->columns->types,
		.column_count = self->columns->count,
	};
	int error;

	if (!fits_memory(&layout)) {
		return false;
	}
	self->key_bytes = key_bytes;
	error = rtws_store_create(&layout, &self->native);
	if (error != 0) {
		zend_throw_error(NULL, "Cannot make the store \"%s\": %s", name_of(self),
						 rtws_strerror(error));
	}
	return error == 0;
}

ZEND_METHOD(Rtws_Store, __construct)
{
	rtws_php_store_t *self = rtws_php_store_from(Z_OBJ_P(ZEND_THIS));
	HashTable *columns, *options = NULL;
	uint64_t key_bytes = 64;
	zend_string *name;
	zend_long rows;
	const rtws_option_t known[] = {
		{ "key", RTWS_OPTION_INT, &key_bytes, 1, RTWS_STORE_KEY_MAX },
	};

	ZEND_PARSE_PARAMETERS_START(3, 4)
		Z_PARAM_STR(name)
		Z_PARAM_LONG(rows)
		Z_PARAM_ARRAY_HT(columns)
		Z_PARAM_OPTIONAL
		Z_PARAM_ARRAY_HT(options)
	ZEND_PARSE_PARAMETERS_END();

	if (self->columns != NULL) {
		zend_throw_error(NULL, "The Store is constructed already");
		RETURN_THROWS();
	}
	if (!rtws_php_check_label(name, 1)) {
		RETURN_THROWS();
	}
	if (rows < 1 || rows > RTWS_STORE_ROWS_MAX) {
		zend_argument_value_error(2, "must be between 1 and %u, " ZEND_LONG_FMT " given",
								  RTWS_STORE_ROWS_MAX, rows);
		RETURN_THROWS();
	}
	if (options != NULL && !rtws_options_read(options, "", known, 1)) {
		RETURN_THROWS();
	}
	self->columns = ecalloc(1, sizeof(*self->columns));
	ZVAL_STR_COPY(OBJ_PROP_NUM(&self->std, NAME), name);
	if (!rtws_php_columns_read(columns, self->columns) ||
		!open_store(self, rows, (uint32_t) key_bytes)) {
		RETURN_THROWS();
	}
}

/* ---- keys and rows --------------------------------------------------------------------------- */

/* A key that is too long is a mistake of whoever sets it; for whoever asks, it is not there. */
static bool is_possible(const rtws_php_store_t *self, const zend_string *key)
{
	return ZSTR_LEN(key) <= self->key_bytes;
}

static bool check_key(rtws_php_store_t *self, const zend_string *key)
{
	if (!is_possible(self, key)) {
		zend_argument_value_error(1,
								  "must be a key of at most %u bytes in store \"%s\", \"%.60s\" "
								  "(%zu bytes) given",
								  self->key_bytes, name_of(self), ZSTR_VAL(key), ZSTR_LEN(key));
	}
	return is_possible(self, key);
}

/* 0, RTWS_E_FULL, or 1 with an exception. */
static int set_row(rtws_php_store_t *self, zend_string *key, HashTable *row)
{
	rtws_cell_t cells[RTWS_STORE_COLUMNS_MAX];
	uint32_t count;

	if (!check_key(self, key) || !rtws_php_cells_read(self, row, cells, &count)) {
		return 1;
	}
	return rtws_store_set(self->native, rtws_php_text(key), cells, count);
}

static void throw_full(rtws_php_store_t *self)
{
	zend_throw_exception_ex(rtws_ce_store_full, 0, "Store \"%s\" is full: it has all its %u rows",
							name_of(self), rtws_store_count(self->native));
}

/* Nothing, which is null, when there is none. */
static void get_row(rtws_php_store_t *self, zend_string *key, zval *return_value)
{
	if (is_possible(self, key) &&
		rtws_store_find(self->native, rtws_php_text(key), RTWS_STORE_ALL)) {
		rtws_php_row_value(self, return_value);
	}
}

static bool has_row(rtws_php_store_t *self, zend_string *key)
{
	return is_possible(self, key) &&
		   rtws_store_find(self->native, rtws_php_text(key), RTWS_STORE_NONE);
}

static bool delete_row(rtws_php_store_t *self, zend_string *key)
{
	return is_possible(self, key) && rtws_store_remove(self->native, rtws_php_text(key));
}

/* ---- methods --------------------------------------------------------------------------------- */

ZEND_METHOD(Rtws_Store, set)
{
	rtws_php_store_t *self = this_store(ZEND_THIS);
	zend_string *key;
	HashTable *row;
	int error;

	ZEND_PARSE_PARAMETERS_START(2, 2)
		Z_PARAM_STR(key)
		Z_PARAM_ARRAY_HT(row)
	ZEND_PARSE_PARAMETERS_END();

	error = self != NULL ? set_row(self, key, row) : 1;
	if (error > 0) {
		RETURN_THROWS();
	}
	RETURN_BOOL(error == 0);
}

ZEND_METHOD(Rtws_Store, get)
{
	rtws_php_store_t *self = this_store(ZEND_THIS);
	zend_string *key, *name = NULL;
	uint32_t column;

	ZEND_PARSE_PARAMETERS_START(1, 2)
		Z_PARAM_STR(key)
		Z_PARAM_OPTIONAL
		Z_PARAM_STR_OR_NULL(name)
	ZEND_PARSE_PARAMETERS_END();

	if (self == NULL || (name != NULL && !rtws_php_column_find(self, name, &column))) {
		RETURN_THROWS();
	}
	if (name == NULL) {
		get_row(self, key, return_value);
	} else if (is_possible(self, key) &&
			   rtws_store_find(self->native, rtws_php_text(key), column)) {
		rtws_php_cell_value(self, column, return_value);
	}
}

ZEND_METHOD(Rtws_Store, delete)
{
	rtws_php_store_t *self = this_store(ZEND_THIS);
	zend_string *key;

	ZEND_PARSE_PARAMETERS_START(1, 1)
		Z_PARAM_STR(key)
	ZEND_PARSE_PARAMETERS_END();

	if (self == NULL) {
		RETURN_THROWS();
	}
	RETURN_BOOL(delete_row(self, key));
}

/* By how much; false with an exception: not a number's column, or not its kind of number. */
static bool read_step(rtws_php_store_t *self, zend_string *name, zval *by, rtws_cell_t *cell)
{
	uint32_t column;

	if (!rtws_php_column_find(self, name, &column)) {
		return false;
	}
	if (self->columns->types[column].type == RTWS_COLUMN_STRING) {
		zend_argument_value_error(2, "must be a column of numbers, \"%s\" is one of strings",
								  ZSTR_VAL(name));
		return false;
	}
	return rtws_php_cell_read(self, column, by, cell);
}

ZEND_METHOD(Rtws_Store, increment)
{
	rtws_php_store_t *self = this_store(ZEND_THIS);
	zend_string *key, *name;
	zval one, *by = &one;
	rtws_cell_t cell;
	int error;

	ZVAL_LONG(&one, 1);
	ZEND_PARSE_PARAMETERS_START(2, 3)
		Z_PARAM_STR(key)
		Z_PARAM_STR(name)
		Z_PARAM_OPTIONAL
		Z_PARAM_NUMBER(by)
	ZEND_PARSE_PARAMETERS_END();

	if (self == NULL || !check_key(self, key) || !read_step(self, name, by, &cell)) {
		RETURN_THROWS();
	}
	error = rtws_store_add(self->native, rtws_php_text(key), &cell);
	if (error == RTWS_E_FULL) {
		throw_full(self);
		RETURN_THROWS();
	}
	if (error != 0) {
		zend_throw_error(zend_ce_arithmetic_error,
						 "Column \"%s\" of store \"%s\" is " ZEND_LONG_FMT ": adding " ZEND_LONG_FMT
						 " goes beyond the range of int",
						 ZSTR_VAL(name), name_of(self), (zend_long) cell.is.integer, Z_LVAL_P(by));
		RETURN_THROWS();
	}
	if (self->columns->types[cell.column].type == RTWS_COLUMN_INT) {
		RETURN_LONG(cell.is.integer);
	}
	RETURN_DOUBLE(cell.is.real);
}

ZEND_METHOD(Rtws_Store, compareAndSet)
{
	rtws_php_store_t *self = this_store(ZEND_THIS);
	rtws_cell_t old, new;
	zend_string *key, *name;
	zval *expected, *value;
	uint32_t column;

	ZEND_PARSE_PARAMETERS_START(4, 4)
		Z_PARAM_STR(key)
		Z_PARAM_STR(name)
		Z_PARAM_ZVAL(expected)
		Z_PARAM_ZVAL(value)
	ZEND_PARSE_PARAMETERS_END();

	if (self == NULL || !rtws_php_column_find(self, name, &column) ||
		!rtws_php_cell_read(self, column, expected, &old) ||
		!rtws_php_cell_read(self, column, value, &new)) {
		RETURN_THROWS();
	}
	RETURN_BOOL(is_possible(self, key) &&
				rtws_store_swap(self->native, rtws_php_text(key), &old, &new));
}

ZEND_METHOD(Rtws_Store, exists)
{
	rtws_php_store_t *self = this_store(ZEND_THIS);
	zend_string *key;

	ZEND_PARSE_PARAMETERS_START(1, 1)
		Z_PARAM_STR(key)
	ZEND_PARSE_PARAMETERS_END();

	if (self == NULL) {
		RETURN_THROWS();
	}
	RETURN_BOOL(has_row(self, key));
}

ZEND_METHOD(Rtws_Store, clear)
{
	rtws_php_store_t *self = this_store(ZEND_THIS);

	ZEND_PARSE_PARAMETERS_NONE();
	if (self == NULL) {
		RETURN_THROWS();
	}
	rtws_store_clear(self->native);
}

ZEND_METHOD(Rtws_Store, count)
{
	rtws_php_store_t *self = this_store(ZEND_THIS);

	ZEND_PARSE_PARAMETERS_NONE();
	if (self == NULL) {
		RETURN_THROWS();
	}
	RETURN_LONG(rtws_store_count(self->native));
}

ZEND_METHOD(Rtws_Store, getIterator)
{
	ZEND_PARSE_PARAMETERS_NONE();
	if (this_store(ZEND_THIS) == NULL) {
		RETURN_THROWS();
	}
	zend_create_internal_iterator_zval(return_value, ZEND_THIS);
}

/* ---- as an array ----------------------------------------------------------------------------- */

/* A new reference; NULL with an exception. */
static zend_string *offset(rtws_php_store_t *self, zval *key)
{
	ZVAL_DEREF(key);
	if (Z_TYPE_P(key) != IS_STRING && Z_TYPE_P(key) != IS_LONG) {
		zend_type_error("Keys of store \"%s\" are strings or ints, %s given", name_of(self),
						zend_zval_type_name(key));
		return NULL;
	}
	return zval_get_string(key);
}

/* Of a method with nothing but a key, of which it gives a new reference. NULL with an exception. */
static rtws_php_store_t *offset_call(INTERNAL_FUNCTION_PARAMETERS, zend_string **key)
{
	rtws_php_store_t *self = this_store(ZEND_THIS);
	zval *given;

	ZEND_PARSE_PARAMETERS_START(1, 1)
		Z_PARAM_ZVAL(given)
	ZEND_PARSE_PARAMETERS_END_EX(return NULL);

	*key = self != NULL ? offset(self, given) : NULL;
	return *key != NULL ? self : NULL;
}

ZEND_METHOD(Rtws_Store, offsetExists)
{
	zend_string *key;
	rtws_php_store_t *self = offset_call(INTERNAL_FUNCTION_PARAM_PASSTHRU, &key);

	if (self != NULL) {
		RETVAL_BOOL(has_row(self, key));
		zend_string_release(key);
	}
}

ZEND_METHOD(Rtws_Store, offsetGet)
{
	zend_string *key;
	rtws_php_store_t *self = offset_call(INTERNAL_FUNCTION_PARAM_PASSTHRU, &key);

	if (self != NULL) {
		get_row(self, key, return_value);
		zend_string_release(key);
	}
}

ZEND_METHOD(Rtws_Store, offsetUnset)
{
	zend_string *key;
	rtws_php_store_t *self = offset_call(INTERNAL_FUNCTION_PARAM_PASSTHRU, &key);

	if (self != NULL) {
		delete_row(self, key);
		zend_string_release(key);
	}
}

ZEND_METHOD(Rtws_Store, offsetSet)
{
	rtws_php_store_t *self = this_store(ZEND_THIS);
	zend_string *key;
	zval *given, *row;

	ZEND_PARSE_PARAMETERS_START(2, 2)
		Z_PARAM_ZVAL(given)
		Z_PARAM_ZVAL(row)
	ZEND_PARSE_PARAMETERS_END();

	if (self == NULL) {
		RETURN_THROWS();
	}
	ZVAL_DEREF(row);
	if (Z_TYPE_P(row) != IS_ARRAY) {
		zend_type_error("A row of store \"%s\" is an array by the names of columns, %s given",
						name_of(self), zend_zval_type_name(row));
		RETURN_THROWS();
	}
	key = offset(self, given);
	if (key == NULL) {
		RETURN_THROWS();
	}
	if (set_row(self, key, Z_ARRVAL_P(row)) < 0) {
		throw_full(self);
	}
	zend_string_release(key);
}

void rtws_php_register_store(void)
{
	zend_class_entry *ce =
		register_class_Rtws_Store(zend_ce_countable, zend_ce_arrayaccess, zend_ce_aggregate);

	ce->create_object = create_object;
	ce->get_iterator = rtws_php_store_iterate;
	memcpy(&store_handlers, &std_object_handlers, sizeof(store_handlers));
	store_handlers.offset = XtOffsetOf(rtws_php_store_t, std);
	store_handlers.free_obj = free_object;
	store_handlers.clone_obj = NULL;
	store_handlers.compare = zend_objects_not_comparable;
}
