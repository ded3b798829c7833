/*
 * Hooks: from events of the core to calls of user code. An event becomes a job here and nothing
 * else; the job runs on a Fiber between two turns of the loop. Only the handshake question is asked
 * in place.
 *
 * Plain malloc(): this runs where the loop calls us, and emalloc() may leave by longjmp at
 * memory_limit. A job holds references on the connection and on the server, so that both are there
 * when its handler resumes, however late.
 */
#include "core/session.h"
#include "php/channels.h"
#include "php/classes.h"
#include "php/compat.h"
#include "php/output.h"
#include "php/server.h"
#include "php/value.h"
#include "php/watchdog.h"

#include <stdlib.h>
#include <zend_fibers.h>
#include <zend_interfaces.h>

/* What one connection may have waiting for its handlers before it is not read any more. */
enum { PENDING_MAX = 4096, PENDING_BYTES_MAX = 1024 * 1024, JOBS_POOLED = 1024 };

/* An event of a connection. */
typedef struct event_job {
	rtws_job_t base;
	rtws_connection_t *conn; /* one reference */
	rtws_php_handlers_t *handlers;
	rtws_request_t *request; /* open: one reference */
	zend_string *text;       /* message, pong or reason; NULL: the bytes below */
	void *bytes;             /* owned; only when the string could not be made at once */
	size_t len;
	uint16_t code;
	bool is_binary;
} event_job_t;

ZEND_TLS event_job_t *free_jobs;
ZEND_TLS unsigned free_job_count;
/* What a handler of a connection threw goes to its onError first. */
static void settle_event(event_job_t *event, const char *where)
{
	rtws_callback_t *on_error = &event->handlers->on_error;
	zend_object *exception;
	zval args[2];

	if (EXPECTED(EG(exception) == NULL)) {
		return;
	}
	if (!rtws_callback_is_set(on_error)) {
		rtws_php_settle_exception(event->handlers->server, where);
		return;
	}
	exception = rtws_php_catch();
	if (exception == NULL) {
		return;
	}
	ZVAL_OBJ(&args[0], rtws_php_connection_object(event->conn));
	ZVAL_OBJ(&args[1], exception);
	rtws_callback_call(on_error, 2, args, NULL);
	zval_ptr_dtor(&args[0]);
	zval_ptr_dtor(&args[1]);
	rtws_php_settle_exception(event->handlers->server, "onError");
}

/* ---- jobs of connections --------------------------------------------------------------------- */

static event_job_t *new_event_job(void)
{
	event_job_t *job = free_jobs;

	if (job != NULL) {
		free_jobs = (event_job_t *) job->base.next;
		free_job_count--;
		return job;
	}
	return malloc(sizeof(*job));
}

static void free_event_job(event_job_t *job)
{
	if (free_job_count < JOBS_POOLED) {
		job->base.next = (rtws_job_t *) free_jobs;
		free_jobs = job;
		free_job_count++;
	} else {
		free(job);
	}
}

/* Too much waits for this connection's handlers, or not any more: TCP slows the client down. */
static void count_pending(rtws_connection_t *conn, int messages, int64_t bytes)
{
	rtws_php_connection_t *php = rtws_php_attachment(conn);

	php->pending += (uint32_t) messages;
	php->pending_bytes += (uint32_t) bytes;
	if (php->pending > PENDING_MAX || php->pending_bytes > PENDING_BYTES_MAX) {
		rtws_connection_pause(conn, RTWS_PAUSED_BY_BACKLOG, true);
	} else if ((conn->paused & RTWS_PAUSED_BY_BACKLOG) && php->pending < PENDING_MAX / 2 &&
			   php->pending_bytes < PENDING_BYTES_MAX / 2) {
		rtws_connection_pause(conn, RTWS_PAUSED_BY_BACKLOG, false);
	}
}

static void destroy_event(rtws_job_t *job)
{
	event_job_t *event = (event_job_t *) job;
	rtws_php_server_t *server = event->handlers->server;

	count_pending(event->conn, -1, -(int64_t) event->len);
	if (event->text != NULL) {
		zend_string_release(event->text);
	}
	free(event->bytes);
	if (event->request != NULL) {
		rtws_request_unref(event->request);
	}
	rtws_connection_unref(event->conn);
	free_event_job(event);
	rtws_php_unfinished_add(-1);
	OBJ_RELEASE(&server->std);
}

/* False when out of memory; the event is then lost, and the connection with it. */
static bool keep_bytes(event_job_t *event, const void *bytes, size_t len)
{
	event->text = rtws_value_string_now(bytes, len);
	if (event->text != NULL) {
		return true;
	}
	event->bytes = malloc(len + 1);
	if (event->bytes == NULL) {
		return false;
	}
	memcpy(event->bytes, bytes, len);
	return true;
}

static event_job_t *post_event(rtws_connection_t *conn, void (*run)(rtws_job_t *),
							   const void *bytes, size_t len, bool in_order)
{
	rtws_php_handlers_t *handlers = conn->endpoint->handlers;
	event_job_t *event = new_event_job();

	if (event == NULL) {
		rtws_connection_close(conn, RTWS_CLOSE_INTERNAL, "out of memory", 13);
		return NULL;
	}
	*event = (event_job_t){
		.base = { .lane = in_order ? &rtws_php_attachment(conn)->lane : NULL,
				  .run = run,
				  .destroy = destroy_event },
		.handlers = handlers,
		.len = len,
	};
	if (!keep_bytes(event, bytes, len)) {
		free_event_job(event);
		rtws_connection_close(conn, RTWS_CLOSE_INTERNAL, "out of memory", 13);
		return NULL;
	}
	event->conn = rtws_connection_ref(conn);
	GC_ADDREF(&handlers->server->std);
	rtws_php_unfinished_add(1);
	count_pending(conn, 1, (int64_t) len);
	rtws_fibers_post(&event->base);
	return event;
}

/* The bytes of the event as a PHP string; the reference is the caller's. */
static zend_string *take_text(event_job_t *event)
{
	zend_string *text = event->text;

	if (text == NULL) {
		text = zend_string_init(event->bytes, event->len, false);
	}
	event->text = NULL;
	return text;
}

static void run_open(rtws_job_t *job)
{
	event_job_t *event = (event_job_t *) job;
	zval args[2];

	ZVAL_OBJ(&args[0], rtws_php_connection_object(event->conn));
	rtws_php_request_create(&args[1], event->request);
	rtws_callback_call(&event->handlers->on_open, 2, args, NULL);
	zval_ptr_dtor(&args[0]);
	zval_ptr_dtor(&args[1]);
	settle_event(event, "onOpen");
}

static void run_message(rtws_job_t *job)
{
	event_job_t *event = (event_job_t *) job;
	zend_string *text;
	zval args[3];

	if (rtws_php_attachment(event->conn)->is_closed) {
		return;
	}
	text = take_text(event);
	if (!event->is_binary) {
		rtws_value_mark_utf8(text);
	}
	ZVAL_OBJ(&args[0], rtws_php_connection_object(event->conn));
	ZVAL_STR(&args[1], text);
	ZVAL_BOOL(&args[2], event->is_binary);
	rtws_callback_call(&event->handlers->on_message, 3, args, NULL);
	zval_ptr_dtor(&args[0]);
	zval_ptr_dtor_str(&args[1]);
	settle_event(event, "onMessage");
}

/* A message of the channel protocol, here because an action in it may have to be authorized. */
static void run_session(rtws_job_t *job)
{
	event_job_t *event = (event_job_t *) job;
	zend_string *text;

	if (rtws_php_attachment(event->conn)->is_closed) {
		return;
	}
	text = take_text(event);
	rtws_session_message(event->conn, event->is_binary ? RTWS_WS_BINARY : RTWS_WS_TEXT,
						 (const uint8_t *) ZSTR_VAL(text), ZSTR_LEN(text));
	zend_string_release(text);
}

static void run_pong(rtws_job_t *job)
{
	event_job_t *event = (event_job_t *) job;
	zval args[2];

	ZVAL_OBJ(&args[0], rtws_php_connection_object(event->conn));
	ZVAL_STR(&args[1], take_text(event));
	rtws_callback_call(&event->handlers->on_pong, 2, args, NULL);
	zval_ptr_dtor(&args[0]);
	zval_ptr_dtor_str(&args[1]);
	settle_event(event, "onPong");
}

static void run_close(rtws_job_t *job)
{
	event_job_t *event = (event_job_t *) job;
	zval args[3];

	if (rtws_callback_is_set(&event->handlers->on_close)) {
		ZVAL_OBJ(&args[0], rtws_php_connection_object(event->conn));
		ZVAL_LONG(&args[1], event->code);
		ZVAL_STR(&args[2], take_text(event));
		rtws_callback_call(&event->handlers->on_close, 3, args, NULL);
		zval_ptr_dtor(&args[0]);
		zval_ptr_dtor_str(&args[2]);
		settle_event(event, "onClose");
	}
	rtws_php_connection_detach(event->conn);
}

/* ---- events of the core ---------------------------------------------------------------------- */

static rtws_php_handlers_t *handlers_of(const rtws_connection_t *conn)
{
	return conn->endpoint->handlers;
}

static void on_opened(rtws_connection_t *conn, rtws_request_t *request)
{
	event_job_t *event;

	if (rtws_callback_is_set(&handlers_of(conn)->on_open)) {
		event = post_event(conn, run_open, "", 0, true);
		if (event != NULL) {
			event->request = rtws_request_ref(request);
		}
	}
}

static void on_message(rtws_connection_t *conn, rtws_ws_opcode_t opcode, const uint8_t *data,
					   size_t len)
{
	rtws_php_handlers_t *handlers = handlers_of(conn);
	bool is_session = conn->endpoint->has_channels;
	event_job_t *event;

	if (is_session || rtws_callback_is_set(&handlers->on_message)) {
		event = post_event(conn, is_session ? run_session : run_message, data, len,
						   !handlers->is_concurrent);
		if (event != NULL) {
			event->is_binary = opcode == RTWS_WS_BINARY;
		}
	}
}

static void on_pong(rtws_connection_t *conn, const uint8_t *data, size_t len)
{
	rtws_php_handlers_t *handlers = handlers_of(conn);

	if (rtws_callback_is_set(&handlers->on_pong)) {
		post_event(conn, run_pong, data, len, !handlers->is_concurrent);
	}
}

/* Posted without a handler too, when there is an object to cut loose after what was before it. */
static void on_closed(rtws_connection_t *conn, uint16_t code, const char *reason, size_t len)
{
	rtws_php_connection_t *php = rtws_php_attachment(conn);
	event_job_t *event;

	if (!rtws_callback_is_set(&handlers_of(conn)->on_close) && php->object == NULL &&
		!php->lane.is_busy) {
		return;
	}
	event = post_event(conn, run_close, reason, len, true);
	if (event != NULL) {
		event->code = code;
	}
}

static void on_released(rtws_connection_t *conn)
{
	rtws_php_connection_detach(conn);
}

/* ---- the handshake question ------------------------------------------------------------------ */

/* What the hook returned. True: come in. */
static bool read_verdict(zval *verdict, rtws_response_t *refusal)
{
	switch (Z_TYPE_P(verdict)) {
		case IS_TRUE:
			return true;
		case IS_FALSE:
			rtws_response_explain(refusal, "");
			return false;
		case IS_LONG:
			if (Z_LVAL_P(verdict) < 300) {
				zend_value_error("The handshake hook returned " ZEND_LONG_FMT
								 ": a status that refuses is between 300 and 599; true lets in",
								 Z_LVAL_P(verdict));
				return false;
			}
			ZEND_FALLTHROUGH;
		case IS_ARRAY:
		case IS_OBJECT:
			if (rtws_php_is_streamed(verdict)) {
				zend_type_error("The handshake hook must answer at once, and not with a stream");
			} else {
				rtws_value_response(verdict, refusal);
			}
			return false;
		default:
			zend_type_error(
				"The handshake hook must return a bool, int, array or Rtws\\Response, %s "
				"returned",
				zend_zval_type_name(verdict));
			return false;
	}
}

static bool ask(rtws_php_handlers_t *handlers, rtws_request_t *request, rtws_response_t *refusal)
{
	bool is_admitted = false;
	zval arg, verdict;

	rtws_php_request_create(&arg, request);
	rtws_callback_call(&handlers->handshake, 1, &arg, &verdict);
	zval_ptr_dtor(&arg);
	if (EG(exception) == NULL) {
		is_admitted = read_verdict(&verdict, refusal);
	}
	zval_ptr_dtor(&verdict);
	if (EG(exception) != NULL) {
		is_admitted = false;
		rtws_php_refuse_with_error(refusal);
		rtws_php_settle_exception_later(handlers->server, "the handshake hook");
	}
	return is_admitted;
}

/*
 * Asked inside the loop, so nothing may leave it: switching Fibers is blocked, exceptions are
 * settled here, and a fatal error is kept for run().
 */
static bool on_handshake(rtws_endpoint_t *endpoint, rtws_request_t *request,
						 rtws_response_t *refusal)
{
	rtws_php_handlers_t *handlers = endpoint->handlers;
	volatile bool is_admitted = false;
	int level = rtws_output_level();

	if (handlers->server->is_fatal || EG(exception) != NULL) {
		rtws_php_refuse_with_error(refusal); /* the end has begun */
		return false;
	}
	rtws_watchdog_busy();
	zend_fiber_switch_block();
	zend_try
	{
		is_admitted = ask(handlers, request, refusal);
		rtws_output_close_above(level);
	}
	zend_catch
	{
		handlers->server->is_fatal = true;
		is_admitted = false;
		rtws_php_refuse_with_error(refusal);
	}
	zend_end_try();
	zend_fiber_switch_unblock();
	rtws_watchdog_waiting();
	return is_admitted;
}

const rtws_hooks_t rtws_php_hooks = {
	.attachment_size = sizeof(rtws_php_connection_t),
	.handshake = on_handshake,
	.opened = on_opened,
	.message = on_message,
	.pong = on_pong,
	.closed = on_closed,
	.released = on_released,
	.request = rtws_php_on_request,
	.authorize = rtws_php_on_authorize,
	.published = rtws_php_on_published,
	.presence = rtws_php_on_presence,
	.away = rtws_php_on_away,
};

void rtws_php_hooks_clear(void)
{
	while (free_jobs != NULL) {
		event_job_t *job = free_jobs;

		free_jobs = (event_job_t *) job->base.next;
		free(job);
	}
	free_job_count = 0;
}
