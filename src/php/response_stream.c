/*
 * Rtws\ResponseStream, and answers whose body comes little by little: from the writer of
 * Response::stream(), or from a Traversable.
 *
 * The writer runs on the Fiber of its request. The head goes out with the first bytes, so that an
 * exception before them is still a 500. Who writes faster than the client reads is suspended; the
 * events of the transport only mark him as due, and the next drain resumes him.
 */
#include "php/await.h"
#include "php/classes.h"
#include "php/compat.h"
#include "php/server.h"
#include "php/value.h"

#include <ext/json/php_json.h>
#include <zend_exceptions.h>
#include <zend_interfaces.h>

#include "stubs/response_stream_arginfo.h"

enum { QUEUE_MAX = 256 * 1024 }; /* more than that queued: the writer waits for half of it */

typedef struct writer writer_t;

/* On the C stack of a Fiber that waits in write(). */
struct writer {
	rtws_sleeper_t *sleeper;
	writer_t *next;
};

typedef struct {
	rtws_exchange_t *exchange; /* one reference; NULL once it is over */
	rtws_response_t head;      /* until it has begun */
	writer_t *writers;
	bool has_begun;
	zend_object std;
} stream_object_t;

zend_class_entry *rtws_ce_response_stream;
static zend_object_handlers stream_handlers;

static stream_object_t *from_obj(zend_object *obj)
{
	return (stream_object_t *) ((char *) obj - XtOffsetOf(stream_object_t, std));
}

/* ---- events of the transport ---------------------------------------------------------------- */

static void wake_writers(void *context)
{
	stream_object_t *self = context;

	for (writer_t *writer = self->writers; writer != NULL; writer = writer->next) {
		if (writer->sleeper != NULL) {
			rtws_fibers_wake(writer->sleeper);
		}
	}
}

static const rtws_stream_policy_t policy = { .queue_max = QUEUE_MAX };
static const rtws_stream_events_t events = { .drained = wake_writers, .gone = wake_writers };

/* ---- the stream ----------------------------------------------------------------------------- */

static bool is_open(const stream_object_t *self)
{
	return self->exchange != NULL &&
		   (!self->has_begun || rtws_exchange_is_streaming(self->exchange));
}

/* The head goes out. False when the client has gone. */
static bool begin(stream_object_t *self)
{
	if (!self->has_begun) {
		self->has_begun = true;
		rtws_exchange_begin(self->exchange, &self->head, RTWS_FRAMING_CHUNKED, &policy, &events,
							self);
	}
	return rtws_exchange_is_streaming(self->exchange);
}

static void leave(stream_object_t *self)
{
	rtws_exchange_t *exchange = self->exchange;

	self->exchange = NULL;
	if (exchange != NULL) {
		rtws_exchange_unref(exchange);
	}
	wake_writers(self);
}

static void end(stream_object_t *self)
{
	if (self->exchange != NULL) {
		begin(self);
		rtws_exchange_end(self->exchange);
		leave(self);
	}
}

/* It will not be complete, and the client shall know. */
static void cut(stream_object_t *self)
{
	if (self->exchange != NULL) {
		rtws_exchange_abort(self->exchange);
		leave(self);
	}
}

static bool must_wait(const stream_object_t *self)
{
	return self->exchange != NULL && rtws_exchange_buffered(self->exchange) > QUEUE_MAX;
}

/* Suspends the Fiber while too much is queued. An exception may be pending afterwards. */
static void wait_for_room(stream_object_t *self)
{
	writer_t writer = { .next = self->writers };
	writer_t **at = &self->writers;

	self->writers = &writer;
	GC_ADDREF(&self->std); /* whoever destroys the Fiber may hold the last one but this */
	rtws_fibers_wait(&writer.sleeper);
	while (*at != &writer) {
		at = &(*at)->next;
	}
	*at = writer.next;
	OBJ_RELEASE(&self->std);
}

/* False when the client has gone, or with an exception. */
static bool put(stream_object_t *self, const zend_string *bytes)
{
	if (!is_open(self)) {
		return false;
	}
	if (ZSTR_LEN(bytes) == 0) {
		return true;
	}
	if (!begin(self) ||
		rtws_exchange_write(self->exchange, ZSTR_VAL(bytes), ZSTR_LEN(bytes)) != 0) {
		return false;
	}
	if (must_wait(self) && rtws_await_is_possible()) {
		wait_for_room(self);
	}
	return EG(exception) == NULL && is_open(self);
}

/* ---- the object ----------------------------------------------------------------------------- */

static zend_object *create_object(zend_class_entry *ce)
{
	stream_object_t *self = zend_object_alloc(sizeof(*self), ce);

	rtws_response_init(&self->head, 200);
	zend_object_std_init(&self->std, ce);
	object_properties_init(&self->std, ce);
	self->std.handlers = &stream_handlers;
	return &self->std;
}

static void free_object(zend_object *obj)
{
	stream_object_t *self = from_obj(obj);

	self->writers = NULL; /* each holds a reference: after a fatal error their stacks may be gone */
	cut(self);
	rtws_response_clear(&self->head);
	zend_object_std_dtor(obj);
}

ZEND_METHOD(Rtws_ResponseStream, __construct)
{
	ZEND_PARSE_PARAMETERS_NONE();
}

ZEND_METHOD(Rtws_ResponseStream, write)
{
	zend_string *bytes;
	bool goes_on;

	ZEND_PARSE_PARAMETERS_START(1, 1)
		Z_PARAM_STR(bytes)
	ZEND_PARSE_PARAMETERS_END();

	goes_on = put(from_obj(Z_OBJ_P(ZEND_THIS)), bytes);
	RETURN_BOOL(goes_on);
}

ZEND_METHOD(Rtws_ResponseStream, end)
{
	ZEND_PARSE_PARAMETERS_NONE();
	end(from_obj(Z_OBJ_P(ZEND_THIS)));
}

ZEND_METHOD(Rtws_ResponseStream, isOpen)
{
	ZEND_PARSE_PARAMETERS_NONE();
	RETURN_BOOL(is_open(from_obj(Z_OBJ_P(ZEND_THIS))));
}

/* ---- from a handler's result to the end of the answer --------------------------------------- */

static bool is_traversable(const zval *value)
{
	return Z_TYPE_P(value) == IS_OBJECT &&
		   instanceof_function(Z_OBJCE_P(value), zend_ce_traversable) &&
		   !instanceof_function(Z_OBJCE_P(value), php_json_serializable_ce);
}

static void write_item(stream_object_t *self, zval *item, bool *goes_on)
{
	ZVAL_DEREF(item);
	if (Z_TYPE_P(item) != IS_STRING) {
		zend_type_error("A streamed answer is made of strings, %s given",
						zend_zval_type_name(item));
		*goes_on = false;
		return;
	}
	*goes_on = put(self, Z_STR_P(item));
}

static void write_items(stream_object_t *self, zval *traversable)
{
	zend_class_entry *ce = Z_OBJCE_P(traversable);
	zend_object_iterator *it = ce->get_iterator(ce, traversable, 0);
	bool goes_on = true;

	if (it == NULL || EG(exception) != NULL) {
		if (it != NULL) {
			zend_iterator_dtor(it);
		}
		return;
	}
	if (it->funcs->rewind != NULL) {
		it->funcs->rewind(it);
	}
	while (goes_on && EG(exception) == NULL && it->funcs->valid(it) == SUCCESS) {
		zval *item = EG(exception) == NULL ? it->funcs->get_current_data(it) : NULL;
		zval copy;

		if (item == NULL || EG(exception) != NULL) {
			break;
		}
		ZVAL_COPY(&copy, item); /* while it waits, others may go on with the iterator */
		write_item(self, &copy, &goes_on);
		zval_ptr_dtor(&copy);
		if (goes_on) {
			it->funcs->move_forward(it);
		}
	}
	zend_iterator_dtor(it);
}

static void call_writer(zval *writer, zval *stream)
{
	rtws_callback_t callback = { 0 };

	ZVAL_UNDEF(&callback.callable);
	if (rtws_callback_set(&callback, writer)) {
		rtws_callback_call(&callback, 1, stream, NULL);
	}
	rtws_callback_clear(&callback);
}

/* What the writer threw, or nothing: the answer is complete, a 500, or cut. */
static void finish(stream_object_t *self, rtws_php_server_t *server)
{
	rtws_response_t failure;

	if (EG(exception) == NULL) {
		end(self);
		return;
	}
	if (self->has_begun || self->exchange == NULL) {
		cut(self);
	} else {
		rtws_response_init(&failure, 500);
		rtws_response_explain(&failure, "");
		rtws_exchange_answer(self->exchange, &failure);
		leave(self);
	}
	rtws_php_settle_exception(server, "a streamed answer");
}

bool rtws_php_is_streamed(const zval *result)
{
	return is_traversable(result) || rtws_php_response_writer(result) != NULL;
}

void rtws_php_stream(rtws_php_server_t *server, rtws_exchange_t *exchange, rtws_response_t *head,
					 zval *result)
{
	zval *writer = rtws_php_response_writer(result);
	stream_object_t *self;
	zval stream;

	object_init_ex(&stream, rtws_ce_response_stream);
	self = from_obj(Z_OBJ(stream));
	self->exchange = rtws_exchange_ref(exchange);
	self->head = *head;
	rtws_response_init(head, head->status);
	if (rtws_text_is_exactly(rtws_exchange_request(exchange)->method, "HEAD")) {
		end(self);
	} else if (writer != NULL) {
		call_writer(writer, &stream);
		finish(self, server);
	} else {
		write_items(self, result);
		finish(self, server);
	}
	zval_ptr_dtor(&stream);
}

void rtws_php_register_response_stream(void)
{
	rtws_ce_response_stream = register_class_Rtws_ResponseStream();
	rtws_ce_response_stream->create_object = create_object;

	memcpy(&stream_handlers, &std_object_handlers, sizeof(stream_handlers));
	stream_handlers.offset = XtOffsetOf(stream_object_t, std);
	stream_handlers.free_obj = free_object;
	stream_handlers.clone_obj = NULL;
}
