/* Rtws\Counter: a number that workers share, or all servers. */
#include "php/classes.h"
#include "php/compat.h"
#include "php/counter.h"

#include "php/await.h"
#include "util/error.h"

#include <zend_exceptions.h>
#include <zend_smart_str.h>

#include "stubs/counter_arginfo.h"

static zend_object_handlers counter_handlers;

static rtws_php_counter_t *from_obj(zend_object *obj)
{
	return (rtws_php_counter_t *) ((char *) obj - XtOffsetOf(rtws_php_counter_t, std));
}

static zend_object *create_object(zend_class_entry *ce)
{
	rtws_php_counter_t *self = zend_object_alloc(sizeof(*self), ce);

	self->place = NULL;
	zend_object_std_init(&self->std, ce);
	object_properties_init(&self->std, ce);
	self->std.handlers = &counter_handlers;
	return &self->std;
}

static void free_object(zend_object *obj)
{
	rtws_php_counter_t *self = from_obj(obj);

	if (self->place != NULL) {
		self->place->clear(self);
	}
	zend_object_std_dtor(obj);
}

/* ---- in shared memory ------------------------------------------------------------------------ */

static bool add_here(rtws_php_counter_t *self, zend_long by, zend_long *value, int *error)
{
	intptr_t is;

	*error = rtws_counter_add(self->native, by, &is);
	*value = is;
	return true;
}

static bool get_here(rtws_php_counter_t *self, zend_long *value)
{
	*value = rtws_counter_get(self->native);
	return true;
}

static bool set_here(rtws_php_counter_t *self, zend_long value)
{
	rtws_counter_set(self->native, value);
	return true;
}

static bool swap_here(rtws_php_counter_t *self, zend_long expected, zend_long value, bool *is_set)
{
	*is_set = rtws_counter_swap(self->native, expected, value);
	return true;
}

static bool publish_here(rtws_php_counter_t *self, zend_object *channel, rtws_step_t *step,
						 zend_long *value, int *error)
{
	rtws_published_t result;

	step->counter = self->native;
	if (!rtws_php_publish_step(channel, step, &result)) {
		return false;
	}
	*value = result.value;
	*error = result.error;
	if (*error != 0 && *error != RTWS_E_RANGE) {
		rtws_php_throw_broker_error(*error, "publish to", Z_STRVAL_P(OBJ_PROP_NUM(channel, 0)));
		return false;
	}
	return true;
}

static void clear_here(rtws_php_counter_t *self)
{
	rtws_counter_destroy(self->native);
}

static const rtws_php_counter_place_t here = {
	.add = add_here,
	.get = get_here,
	.set = set_here,
	.swap = swap_here,
	.publish = publish_here,
	.clear = clear_here,
};

static bool use_memory(rtws_php_counter_t *self)
{
	self->native = rtws_counter_create(self->initial);
	if (self->native == NULL) {
		zend_throw_error(NULL, "Cannot make a Counter: no shared memory is left");
		return false;
	}
	self->place = &here;
	return true;
}

/* ---- the class ------------------------------------------------------------------------------- */

/* NULL with an exception: its constructor threw. */
static rtws_php_counter_t *this_counter(zval *this_ptr)
{
	rtws_php_counter_t *self = from_obj(Z_OBJ_P(this_ptr));

	if (self->place == NULL) {
		zend_throw_error(NULL, "The Counter is not constructed");
		return NULL;
	}
	return self;
}

static void throw_out_of_range(zval *this_ptr, zend_long value, zend_long by)
{
	zval *name = rtws_php_counter_name(from_obj(Z_OBJ_P(this_ptr)));
	bool is_named = Z_TYPE_P(name) == IS_STRING;

	zend_throw_error(
		zend_ce_arithmetic_error,
		"Counter %s%s%sis " ZEND_LONG_FMT ": adding " ZEND_LONG_FMT " goes beyond the range of int",
		is_named ? "\"" : "", is_named ? Z_STRVAL_P(name) : "", is_named ? "\" " : "", value, by);
}

ZEND_METHOD(Rtws_Counter, __construct)
{
	rtws_php_counter_t *self = from_obj(Z_OBJ_P(ZEND_THIS));
	HashTable *given = NULL;
	zend_string *name = NULL;
	zval redis, prefix;
	rtws_option_t options[] = {
		{ "redis", RTWS_OPTION_ANY, &redis, 0, 0 },
		{ "prefix", RTWS_OPTION_STRING, &prefix, 0, 0 },
	};

	self->initial = 0;
	ZEND_PARSE_PARAMETERS_START(0, 3)
		Z_PARAM_OPTIONAL
		Z_PARAM_LONG(self->initial)
		Z_PARAM_STR_OR_NULL(name)
		Z_PARAM_ARRAY_HT(given)
	ZEND_PARSE_PARAMETERS_END();

	if (self->place != NULL) {
		zend_throw_error(NULL, "The Counter is constructed already");
		RETURN_THROWS();
	}
	ZVAL_UNDEF(&redis);
	ZVAL_UNDEF(&prefix);
	if (!rtws_php_check_label(name, 2) ||
		(given != NULL && !rtws_options_read(given, "", options, 2))) {
		RETURN_THROWS();
	}
	if (Z_TYPE(redis) <= IS_NULL ? !use_memory(self)
								 : !rtws_php_counter_use_redis(self, &redis, &prefix, name)) {
		RETURN_THROWS();
	}
	if (name != NULL) {
		ZVAL_STR_COPY(rtws_php_counter_name(self), name);
	} else {
		ZVAL_NULL(rtws_php_counter_name(self));
	}
}

static void add(zval *this_ptr, zend_long by, zval *return_value)
{
	rtws_php_counter_t *self = this_counter(this_ptr);
	zend_long value;
	int error;

	if (self == NULL || !self->place->add(self, by, &value, &error)) {
		RETURN_THROWS();
	}
	if (error != 0) {
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
	rtws_php_counter_t *self = this_counter(ZEND_THIS);
	zend_long value;

	ZEND_PARSE_PARAMETERS_NONE();
	if (self == NULL || !self->place->get(self, &value)) {
		RETURN_THROWS();
	}
	RETURN_LONG(value);
}

ZEND_METHOD(Rtws_Counter, set)
{
	rtws_php_counter_t *self = this_counter(ZEND_THIS);
	zend_long value;

	ZEND_PARSE_PARAMETERS_START(1, 1)
		Z_PARAM_LONG(value)
	ZEND_PARSE_PARAMETERS_END();

	if (self == NULL || !self->place->set(self, value)) {
		RETURN_THROWS();
	}
}

ZEND_METHOD(Rtws_Counter, compareAndSet)
{
	rtws_php_counter_t *self = this_counter(ZEND_THIS);
	zend_long expected, value;
	bool is_set;

	ZEND_PARSE_PARAMETERS_START(2, 2)
		Z_PARAM_LONG(expected)
		Z_PARAM_LONG(value)
	ZEND_PARSE_PARAMETERS_END();

	if (self == NULL || !self->place->swap(self, expected, value, &is_set)) {
		RETURN_THROWS();
	}
	RETURN_BOOL(is_set);
}

/* {"name": */
static void put_front(smart_str *out, const zend_string *name)
{
	smart_str_appends(out, "{\"");
	for (size_t i = 0; i < ZSTR_LEN(name); i++) {
		if (ZSTR_VAL(name)[i] == '"' || ZSTR_VAL(name)[i] == '\\') {
			smart_str_appendc(out, '\\');
		}
		smart_str_appendc(out, ZSTR_VAL(name)[i]);
	}
	smart_str_appends(out, "\":");
	smart_str_0(out);
}

ZEND_METHOD(Rtws_Counter, publish)
{
	rtws_php_counter_t *self = this_counter(ZEND_THIS);
	rtws_step_t step = { .by = 1 };
	smart_str front = { 0 };
	zend_object *channel;
	zend_string *as = NULL;
	zend_long by = 1, value;
	bool is_done;
	int error;

	ZEND_PARSE_PARAMETERS_START(1, 3)
		Z_PARAM_OBJ_OF_CLASS(channel, rtws_ce_channel)
		Z_PARAM_OPTIONAL
		Z_PARAM_LONG(by)
		Z_PARAM_STR_OR_NULL(as)
	ZEND_PARSE_PARAMETERS_END();

	if (self == NULL || !rtws_php_check_label(as, 3)) {
		RETURN_THROWS();
	}
	if (as != NULL) {
		put_front(&front, as);
		step.front = rtws_php_text(front.s);
	}
	step.by = by;
	is_done = self->place->publish(self, channel, &step, &value, &error);
	smart_str_free(&front);
	if (!is_done) {
		RETURN_THROWS();
	}
	if (error != 0) {
		throw_out_of_range(ZEND_THIS, value, by);
		RETURN_THROWS();
	}
	RETURN_LONG(value);
}

void rtws_php_register_counter(void)
{
	zend_class_entry *ce = register_class_Rtws_Counter();

	rtws_php_counter_redis_init();
	ce->create_object = create_object;
	memcpy(&counter_handlers, &std_object_handlers, sizeof(counter_handlers));
	counter_handlers.offset = XtOffsetOf(rtws_php_counter_t, std);
	counter_handlers.free_obj = free_object;
	counter_handlers.clone_obj = NULL;
	counter_handlers.compare = zend_objects_not_comparable;
}
