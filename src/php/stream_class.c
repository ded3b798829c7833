/* Rtws\Stream: a name, what holds for the stream, and what can be done with it. */
#include "php/classes.h"
#include "php/compat.h"
#include "php/streams.h"

#include "util/error.h"

#include <zend_exceptions.h>

#include "stubs/stream_arginfo.h"

typedef struct {
	rtws_php_server_t *server; /* a reference on its object */
	rtws_stream_bounds_t bounds;
	zend_object std;
} stream_object_t;

enum { NAME }; /* the declared property */

enum { LETTERS_MAX = 100000, LENGTH_MAX = 10000000 };

zend_class_entry *rtws_ce_stream;
static zend_object_handlers stream_handlers;

static stream_object_t *from_obj(zend_object *obj)
{
	return (stream_object_t *) ((char *) obj - XtOffsetOf(stream_object_t, std));
}

static stream_object_t *this_stream(zval *this_ptr)
{
	return from_obj(Z_OBJ_P(this_ptr));
}

static zend_string *this_name(zval *this_ptr)
{
	return Z_STR_P(OBJ_PROP_NUM(Z_OBJ_P(this_ptr), NAME));
}

static zend_object *create_object(zend_class_entry *ce)
{
	stream_object_t *self = zend_object_alloc(sizeof(*self), ce);

	self->server = NULL;
	zend_object_std_init(&self->std, ce);
	object_properties_init(&self->std, ce);
	self->std.handlers = &stream_handlers;
	return &self->std;
}

static void free_object(zend_object *obj)
{
	stream_object_t *self = from_obj(obj);

	if (self->server != NULL) {
		OBJ_RELEASE(&self->server->std);
	}
	zend_object_std_dtor(obj);
}

static HashTable *get_gc(zend_object *obj, zval **table, int *n)
{
	zend_get_gc_buffer *buffer = zend_get_gc_buffer_create();

	if (from_obj(obj)->server != NULL) {
		zend_get_gc_buffer_add_obj(buffer, &from_obj(obj)->server->std);
	}
	zend_get_gc_buffer_use(buffer, table, n);
	return zend_std_get_properties(obj);
}

static void make_stream(zval *out, rtws_php_server_t *server, zend_string *name,
						const rtws_stream_bounds_t *bounds)
{
	stream_object_t *self;

	object_init_ex(out, rtws_ce_stream);
	self = from_obj(Z_OBJ_P(out));
	self->server = server;
	self->bounds = *bounds;
	GC_ADDREF(&server->std);
	ZVAL_STR_COPY(OBJ_PROP_NUM(&self->std, NAME), name);
}

/* ---- arguments ------------------------------------------------------------------------------- */

/* True, or false with a \ValueError about this argument. what: "a group's name". */
static bool check_name(const zend_string *name, uint32_t arg, const char *what)
{
	if (rtws_name_is_valid(rtws_php_text(name), RTWS_STREAM_NAME_MAX)) {
		return true;
	}
	zend_argument_value_error(arg,
							  "must be %s: 1 to %d bytes of UTF-8 without control characters, "
							  "\"%.60s\" (%zu bytes) given",
							  what, RTWS_STREAM_NAME_MAX, ZSTR_VAL(name), ZSTR_LEN(name));
	return false;
}

/* The broker, which has streams; NULL with an exception. */
static rtws_broker_t *this_broker(zval *this_ptr)
{
	rtws_broker_t *broker = this_stream(this_ptr)->server->native->channels.broker;

	if (broker == NULL || broker->streams == NULL) {
		zend_throw_exception(rtws_ce_illegal_state, "The server's broker has no streams", 0);
		return NULL;
	}
	return broker;
}

static rtws_text_t text_or_nothing(const zend_string *string)
{
	return string != NULL ? rtws_php_text(string) : (rtws_text_t){ NULL, 0 };
}

static bool check_number(zend_long number, zend_long min, zend_long max)
{
	if (number >= min && number <= max) {
		return true;
	}
	zend_argument_value_error(
		1, "must be between " ZEND_LONG_FMT " and " ZEND_LONG_FMT ", " ZEND_LONG_FMT " given", min,
		max, number);
	return false;
}

/* ---- methods --------------------------------------------------------------------------------- */

ZEND_METHOD(Rtws_Stream, __construct)
{
	ZEND_PARSE_PARAMETERS_NONE();
}

ZEND_METHOD(Rtws_Stream, append)
{
	const stream_object_t *self = this_stream(ZEND_THIS);
	zend_string *id = NULL, *key = NULL;
	rtws_php_appended_t *appended;
	rtws_broker_t *broker;
	rtws_php_data_t data;
	rtws_append_t what;
	zval *value;

	ZEND_PARSE_PARAMETERS_START(1, 3)
		Z_PARAM_ZVAL(value)
		Z_PARAM_OPTIONAL
		Z_PARAM_STR_OR_NULL(id)
		Z_PARAM_STR_OR_NULL(key)
	ZEND_PARSE_PARAMETERS_END();

	broker = this_broker(ZEND_THIS);
	if (broker == NULL || !rtws_php_check_label(id, 2) ||
		(key != NULL && !check_name(key, 3, "a key")) || !rtws_php_data_read(value, &data)) {
		RETURN_THROWS();
	}
	what = (rtws_append_t){
		.stream = rtws_php_text(this_name(ZEND_THIS)),
		.key = text_or_nothing(id),
		.order = text_or_nothing(key),
		.kind = data.kind,
		.data = rtws_php_text(data.bytes),
		.bounds = self->bounds,
	};
	appended = rtws_php_appended_create();
	broker->streams->append(broker, &what, rtws_php_on_appended, appended);
	zend_string_release(data.bytes);
	rtws_php_appended_return(appended, this_name(ZEND_THIS), self->bounds.length, return_value);
}

ZEND_METHOD(Rtws_Stream, consume)
{
	const stream_object_t *self = this_stream(ZEND_THIS);
	zend_fcall_info handler;
	zend_fcall_info_cache unused;
	rtws_consumer_terms_t terms;
	HashTable *options = NULL;
	zend_string *group;

	ZEND_PARSE_PARAMETERS_START(2, 3)
		Z_PARAM_STR(group)
		Z_PARAM_FUNC(handler, unused)
		Z_PARAM_OPTIONAL
		Z_PARAM_ARRAY_HT(options)
	ZEND_PARSE_PARAMETERS_END();

	rtws_php_consumer_defaults(&terms);
	if (!check_name(group, 1, "a group's name") ||
		(options != NULL && !rtws_php_read_consumer_options(&terms, options)) ||
		this_broker(ZEND_THIS) == NULL) {
		RETURN_THROWS();
	}
	terms.bounds = self->bounds;
	rtws_php_consume(return_value, self->server, this_name(ZEND_THIS), &terms, group,
					 &handler.function_name);
}

ZEND_METHOD(Rtws_Stream, deadLetters)
{
	rtws_php_letters_t *letters;
	rtws_broker_t *broker;
	zend_long limit = 100;

	ZEND_PARSE_PARAMETERS_START(0, 1)
		Z_PARAM_OPTIONAL
		Z_PARAM_LONG(limit)
	ZEND_PARSE_PARAMETERS_END();

	broker = this_broker(ZEND_THIS);
	if (broker == NULL || !check_number(limit, 1, LETTERS_MAX)) {
		RETURN_THROWS();
	}
	letters = rtws_php_letters_create();
	broker->streams->dead(broker, rtws_php_text(this_name(ZEND_THIS)), (uint32_t) limit,
						  rtws_php_on_letters, letters);
	rtws_php_letters_return(letters, this_name(ZEND_THIS), return_value);
}

static void undertake(INTERNAL_FUNCTION_PARAMETERS, bool discards)
{
	zend_string *id, *group = NULL;
	rtws_php_counted_t *counted;
	rtws_dead_order_t order;
	rtws_broker_t *broker;

	ZEND_PARSE_PARAMETERS_START(1, 2)
		Z_PARAM_STR(id)
		Z_PARAM_OPTIONAL
		Z_PARAM_STR_OR_NULL(group)
	ZEND_PARSE_PARAMETERS_END();

	broker = this_broker(ZEND_THIS);
	if (broker == NULL || (group != NULL && !check_name(group, 2, "a group's name"))) {
		RETURN_THROWS();
	}
	order = (rtws_dead_order_t){
		.stream = rtws_php_text(this_name(ZEND_THIS)),
		.id = rtws_php_text(id),
		.group = text_or_nothing(group),
		.discards = discards,
	};
	counted = rtws_php_counted_create();
	broker->streams->undertake(broker, &order, rtws_php_on_counted, counted);
	rtws_php_counted_return(counted, discards ? "discard()" : "redeliver()",
							discards ? "discard a dead letter of stream"
									 : "redeliver a dead letter of stream",
							this_name(ZEND_THIS), return_value);
}

ZEND_METHOD(Rtws_Stream, redeliver)
{
	undertake(INTERNAL_FUNCTION_PARAM_PASSTHRU, false);
}

ZEND_METHOD(Rtws_Stream, discard)
{
	undertake(INTERNAL_FUNCTION_PARAM_PASSTHRU, true);
}

ZEND_METHOD(Rtws_Stream, trim)
{
	rtws_php_counted_t *counted;
	rtws_broker_t *broker;
	zend_long length;

	ZEND_PARSE_PARAMETERS_START(1, 1)
		Z_PARAM_LONG(length)
	ZEND_PARSE_PARAMETERS_END();

	broker = this_broker(ZEND_THIS);
	if (broker == NULL || !check_number(length, 0, LENGTH_MAX)) {
		RETURN_THROWS();
	}
	counted = rtws_php_counted_create();
	broker->streams->trim(broker, rtws_php_text(this_name(ZEND_THIS)), (uint32_t) length,
						  rtws_php_on_counted, counted);
	rtws_php_counted_return(counted, "trim()", "trim stream", this_name(ZEND_THIS), return_value);
}

/* RTWS_E_EXISTS has a meaning of its own here. */
typedef struct {
	rtws_await_t base;
	int error;
	bool was_there;
} removed_t;

static void on_removed(void *arg, int error, uint64_t count)
{
	removed_t *self = arg;

	if (rtws_await_is_wanted(self)) {
		self->error = error;
		self->was_there = count > 0;
		rtws_await_done(self);
	}
}

ZEND_METHOD(Rtws_Stream, removeGroup)
{
	zend_string *group;
	rtws_broker_t *broker;
	removed_t *removed;

	ZEND_PARSE_PARAMETERS_START(1, 1)
		Z_PARAM_STR(group)
	ZEND_PARSE_PARAMETERS_END();

	broker = this_broker(ZEND_THIS);
	if (broker == NULL || !check_name(group, 1, "a group's name")) {
		RETURN_THROWS();
	}
	removed = rtws_await_create(sizeof(*removed), NULL);
	broker->streams->remove_group(broker, rtws_php_text(this_name(ZEND_THIS)), rtws_php_text(group),
								  on_removed, removed);
	if (!rtws_await(removed, "removeGroup()")) {
		RETURN_THROWS();
	}
	if (removed->error == RTWS_E_EXISTS) {
		zend_throw_exception_ex(rtws_ce_illegal_state, 0,
								"Cannot remove group \"%s\" of stream \"%s\": it has consumers",
								ZSTR_VAL(group), ZSTR_VAL(this_name(ZEND_THIS)));
	} else if (removed->error != 0) {
		rtws_php_throw_broker_error(removed->error, "remove a group of stream",
									ZSTR_VAL(this_name(ZEND_THIS)));
	}
	RETVAL_BOOL(removed->was_there);
	rtws_await_free(removed);
}

ZEND_METHOD(Rtws_Stream, info)
{
	rtws_php_stream_info_t *info;
	rtws_broker_t *broker;

	ZEND_PARSE_PARAMETERS_NONE();
	broker = this_broker(ZEND_THIS);
	if (broker == NULL) {
		RETURN_THROWS();
	}
	info = rtws_php_stream_info_create();
	broker->streams->info(broker, rtws_php_text(this_name(ZEND_THIS)), rtws_php_on_stream_info,
						  info);
	rtws_php_stream_info_return(info, this_name(ZEND_THIS), return_value);
}

ZEND_METHOD(Rtws_RtServer, stream)
{
	rtws_php_server_t *self = rtws_php_this_server(ZEND_THIS);
	rtws_stream_bounds_t bounds;
	HashTable *options = NULL;
	zend_string *name;

	ZEND_PARSE_PARAMETERS_START(1, 2)
		Z_PARAM_STR(name)
		Z_PARAM_OPTIONAL
		Z_PARAM_ARRAY_HT(options)
	ZEND_PARSE_PARAMETERS_END();

	rtws_php_stream_defaults(&bounds);
	if (self == NULL || !check_name(name, 1, "a stream's name") ||
		(options != NULL && !rtws_php_read_stream_options(&bounds, options))) {
		RETURN_THROWS();
	}
	make_stream(return_value, self, name, &bounds);
}

void rtws_php_register_stream(void)
{
	rtws_ce_stream = register_class_Rtws_Stream();
	rtws_ce_stream->create_object = create_object;

	memcpy(&stream_handlers, &std_object_handlers, sizeof(stream_handlers));
	stream_handlers.offset = XtOffsetOf(stream_object_t, std);
	stream_handlers.free_obj = free_object;
	stream_handlers.get_gc = get_gc;
	stream_handlers.clone_obj = NULL;
	stream_handlers.compare = zend_objects_not_comparable;
}
