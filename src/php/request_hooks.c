/*
 * From HTTP requests to calls of user code: routes, and whoever says which channels an event stream
 * has.
 */
#include "core/event_stream.h"
#include "php/channels.h"
#include "php/classes.h"
#include "php/compat.h"
#include "php/server.h"
#include "php/value.h"

#include <stdlib.h>

void rtws_php_refuse_with_error(rtws_response_t *response)
{
	rtws_response_clear(response);
	rtws_response_init(response, 500);
	rtws_response_explain(response, "");
}

typedef struct {
	rtws_job_t base;
	rtws_exchange_t *exchange; /* one reference */
	rtws_endpoint_t *endpoint;
	rtws_php_handlers_t *handlers;
} request_job_t;

/* ---- event streams --------------------------------------------------------------------------- */

static bool add_channel(zval *value, rtws_strings_t *names)
{
	ZVAL_DEREF(value);
	if (Z_TYPE_P(value) != IS_STRING ||
		!rtws_channel_name_is_valid(rtws_php_text(Z_STR_P(value)))) {
		zend_value_error("The channels of an event stream must be names of 1 to 255 bytes of UTF-8 "
						 "without control characters, %s given",
						 Z_TYPE_P(value) == IS_STRING ? Z_STRVAL_P(value)
													  : zend_zval_type_name(value));
		return false;
	}
	return rtws_strings_add(names, Z_STRVAL_P(value), Z_STRLEN_P(value)) == 0;
}

/* True: they are all there. Else an exception, or it is no list of channels. */
static bool read_channels(zval *value, rtws_strings_t *names)
{
	zval *one;

	if (Z_TYPE_P(value) == IS_STRING) {
		return add_channel(value, names);
	}
	if (Z_TYPE_P(value) != IS_ARRAY || zend_hash_num_elements(Z_ARRVAL_P(value)) == 0) {
		return false;
	}
	ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(value), one)
	{
		if (!add_channel(one, names)) {
			return false;
		}
	}
	ZEND_HASH_FOREACH_END();
	return true;
}

/* What was returned refuses: a status, a Response; null or an empty list: 403. */
static bool read_refusal(zval *value, rtws_response_t *response)
{
	if (Z_TYPE_P(value) == IS_NULL || Z_TYPE_P(value) == IS_ARRAY) {
		response->status = 403;
		rtws_response_explain(response, "");
		return true;
	}
	if (Z_TYPE_P(value) != IS_LONG && Z_TYPE_P(value) != IS_OBJECT) {
		zend_type_error("Who says the channels of an event stream must return a string, a list of "
						"strings, null, a status or a Rtws\\Response, %s returned",
						zend_zval_type_name(value));
		return false;
	}
	return rtws_value_response(value, response);
}

static void run_events(rtws_job_t *job)
{
	request_job_t *self = (request_job_t *) job;
	rtws_php_server_t *server = self->handlers->server;
	rtws_strings_t names = { NULL, 0 };
	rtws_response_t response;
	zval arg, result;

	rtws_response_init(&response, 200);
	rtws_php_request_create(&arg, rtws_exchange_request(self->exchange));
	rtws_callback_call(&self->handlers->on_request, 1, &arg, &result);
	zval_ptr_dtor(&arg);
	if (EG(exception) == NULL && read_channels(&result, &names)) {
		rtws_event_stream_begin(self->exchange, server->native, self->endpoint, &names);
	} else {
		if (EG(exception) != NULL || !read_refusal(&result, &response)) {
			rtws_php_refuse_with_error(&response);
			rtws_php_settle_exception(server, "an event stream");
		}
		rtws_exchange_answer(self->exchange, &response);
	}
	zval_ptr_dtor(&result);
	rtws_strings_clear(&names);
}

/* ---- routes ---------------------------------------------------------------------------------- */

static void run_request(rtws_job_t *job)
{
	request_job_t *self = (request_job_t *) job;
	rtws_response_t response;
	zval arg, result;
	bool fine = false;

	rtws_response_init(&response, 200);
	rtws_php_request_create(&arg, rtws_exchange_request(self->exchange));
	rtws_callback_call(&self->handlers->on_request, 1, &arg, &result);
	zval_ptr_dtor(&arg);
	if (EG(exception) == NULL) {
		fine = rtws_value_response(&result, &response);
	}
	if (fine && rtws_php_is_streamed(&result)) {
		rtws_php_stream(self->handlers->server, self->exchange, &response, &result);
		rtws_response_clear(&response);
		zval_ptr_dtor(&result);
		return;
	}
	zval_ptr_dtor(&result);
	if (!fine) {
		rtws_php_refuse_with_error(&response);
		rtws_php_settle_exception(self->handlers->server, "an HTTP route");
	}
	rtws_exchange_answer(self->exchange, &response);
}

static void destroy_request(rtws_job_t *job)
{
	request_job_t *self = (request_job_t *) job;
	rtws_php_server_t *server = self->handlers->server;

	rtws_exchange_unref(self->exchange);
	free(self);
	rtws_php_unfinished_add(-1);
	OBJ_RELEASE(&server->std);
}

void rtws_php_on_request(rtws_endpoint_t *endpoint, rtws_exchange_t *exchange)
{
	rtws_php_handlers_t *handlers = endpoint->handlers;
	request_job_t *job = malloc(sizeof(*job));

	if (job == NULL) {
		return; /* the exchange answers 500 by itself */
	}
	*job = (request_job_t){
		.base = { .run = endpoint->is_events ? run_events : run_request,
				  .destroy = destroy_request },
		.exchange = rtws_exchange_ref(exchange),
		.endpoint = endpoint,
		.handlers = handlers,
	};
	GC_ADDREF(&handlers->server->std);
	rtws_php_unfinished_add(1);
	rtws_fibers_post(&job->base);
}
