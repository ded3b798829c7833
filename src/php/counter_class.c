/* Rtws\Counter: a number that workers share. */
#include "php/channels.h"
#include "php/classes.h"
#include "php/compat.h"

#include "util/error.h"

#include <zend_exceptions.h>

#include "stubs/counter_arginfo.h"

typedef struct {
	rtws_counter_t *native; /* NULL until it is constructed */
	zend_object std;
} counter_object_t;

enum { NAME }; /* the declared property */

static zend_object_handlers counter_handlers;

static counter_object_t *from_obj(zend_object *obj)
{
	return (counter_object_t *) ((char *) obj - XtOffsetOf(counter_object_t, std));
}

static zend_object *create_object(zend_class_entry *ce)
{
	counter_object_t *self = zend_object_alloc(sizeof(*self), ce);

	self->native = NULL;
	zend_object_std_init(&self->std, ce);
	object_properties_init(&self->std, ce);
	self->std.handlers = &counter_handlers;
	return &self->std;
}

static void free_object(zend_object *obj)
{
	counter_object_t *self = from_obj(obj);

	if (self->native != NULL) {
		rtws_counter_destroy(self->native);
	}
	zend_object_std_dtor(obj);
}

/* NULL with an exception: its constructor threw. */
static rtws_counter_t *this_counter(zval *this_ptr)
{
	rtws_counter_t *counter = from_obj(Z_OBJ_P(this_ptr))->native;

	if (counter == NULL) {
		zend_throw_error(NULL, "The Counter is not constructed");
	}
	return counter;
}

static void throw_out_of_range(zval *this_ptr, zend_long value, zend_long by)
{
	zval *name = OBJ_PROP_NUM(Z_OBJ_P(this_ptr), NAME);
	bool is_named = Z_TYPE_P(name) == IS_STRING;

	zend_throw_error(
		zend_ce_arithmetic_error,
		"Counter %s%s%sis " ZEND_LONG_FMT ": adding " ZEND_LONG_FMT " goes beyond the range of int",
		is_named ? "\"" : "", is_named ? Z_STRVAL_P(name) : "", is_named ? "\" " : "", value, by);
}

ZEND_METHOD(Rtws_Counter, __construct)
{
	counter_object_t *self = from_obj(Z_OBJ_P(ZEND_THIS));
	HashTable *options = NULL;
	zend_string *name = NULL;
	zend_long initial = 0;

	ZEND_PARSE_PARAMETERS_START(0, 3)
		Z_PARAM_OPTIONAL
		Z_PARAM_LONG(initial)
		Z_PARAM_STR_OR_NULL(name)
		Z_PARAM_ARRAY_HT(options)
	ZEND_PARSE_PARAMETERS_END();

	if (self->native != NULL) {
		zend_throw_error(NULL, "The Counter is constructed already");
		RETURN_THROWS();
	}
	if (!rtws_php_check_label(name, 2) ||
		(options != NULL && !rtws_options_read(options, "", NULL, 0))) {
		RETURN_THROWS();
	}
	self->native = rtws_counter_create(initial);
	if (self->native == NULL) {
		zend_throw_error(NULL, "Cannot make a Counter: no shared memory is left");
		RETURN_THROWS();
	}
	if (name != NULL) {
		ZVAL_STR_COPY(OBJ_PROP_NUM(&self->std, NAME), name);
	} else {
		ZVAL_NULL(OBJ_PROP_NUM(&self->std, NAME));
	}
}

static void add(zval *this_ptr, zend_long by, zval *return_value)
{
	rtws_counter_t *counter = this_counter(this_ptr);
	intptr_t value;

	if (counter == NULL) {
		RETURN_THROWS();
	}
	if (rtws_counter_add(counter, by, &value) != 0) {
		throw_out_of_range(this_ptr, value, by);
		RETURN_THROWS();
	}
	RETURN_LONG(value);
}

ZEND_METHOD(Rtws_Counter, increment)
{
	zend_long by = 1;

	ZEND_PARSE_PARAMETERS_START(0, 1)
		Z_PARAM_OPTIONAL
		Z_PARAM_LONG(by)
	ZEND_PARSE_PARAMETERS_END();

	add(ZEND_THIS, by, return_value);
}

ZEND_METHOD(Rtws_Counter, decrement)
{
	zend_long by = 1;

	ZEND_PARSE_PARAMETERS_START(0, 1)
		Z_PARAM_OPTIONAL
		Z_PARAM_LONG(by)
	ZEND_PARSE_PARAMETERS_END();

	if (by == ZEND_LONG_MIN) { /* has no opposite */
		zend_argument_value_error(1, "must be greater than PHP_INT_MIN");
		RETURN_THROWS();
	}
	add(ZEND_THIS, -by, return_value);
}

ZEND_METHOD(Rtws_Counter, get)
{
	rtws_counter_t *counter = this_counter(ZEND_THIS);

	ZEND_PARSE_PARAMETERS_NONE();
	if (counter == NULL) {
		RETURN_THROWS();
	}
	RETURN_LONG(rtws_counter_get(counter));
}

ZEND_METHOD(Rtws_Counter, set)
{
	rtws_counter_t *counter = this_counter(ZEND_THIS);
	zend_long value;

	ZEND_PARSE_PARAMETERS_START(1, 1)
		Z_PARAM_LONG(value)
	ZEND_PARSE_PARAMETERS_END();

	if (counter == NULL) {
		RETURN_THROWS();
	}
	rtws_counter_set(counter, value);
}

ZEND_METHOD(Rtws_Counter, compareAndSet)
{
	rtws_counter_t *counter = this_counter(ZEND_THIS);
	zend_long expected, value;

	ZEND_PARSE_PARAMETERS_START(2, 2)
		Z_PARAM_LONG(expected)
		Z_PARAM_LONG(value)
	ZEND_PARSE_PARAMETERS_END();

	if (counter == NULL) {
		RETURN_THROWS();
	}
	RETURN_BOOL(rtws_counter_swap(counter, expected, value));
}

ZEND_METHOD(Rtws_Counter, publish)
{
	rtws_counter_t *counter = this_counter(ZEND_THIS);
	rtws_published_t result;
	zend_object *channel;
	zend_long by = 1;

	ZEND_PARSE_PARAMETERS_START(1, 2)
		Z_PARAM_OBJ_OF_CLASS(channel, rtws_ce_channel)
		Z_PARAM_OPTIONAL
		Z_PARAM_LONG(by)
	ZEND_PARSE_PARAMETERS_END();

	if (counter == NULL || !rtws_php_publish_step(channel, counter, by, &result)) {
		RETURN_THROWS();
	}
	if (result.error != 0) {
		throw_out_of_range(ZEND_THIS, result.value, by);
		RETURN_THROWS();
	}
	RETURN_LONG(result.value);
}

void rtws_php_register_counter(void)
{
	zend_class_entry *ce = register_class_Rtws_Counter();

	ce->create_object = create_object;
	memcpy(&counter_handlers, &std_object_handlers, sizeof(counter_handlers));
	counter_handlers.offset = XtOffsetOf(counter_object_t, std);
	counter_handlers.free_obj = free_object;
	counter_handlers.clone_obj = NULL;
	counter_handlers.compare = zend_objects_not_comparable;
}
