/*
 * From HTTP requests to calls of user code: routes, and whoever says which channels an event stream
 * has.
 */
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
	rtws_php_handlers_t *handlers;
} request_job_t;

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
		.base = { .run = run_request, .destroy = destroy_request },
		.exchange = rtws_exchange_ref(exchange),
		.handlers = handlers,
	};
	GC_ADDREF(&handlers->server->std);
	rtws_php_unfinished_add(1);
	rtws_fibers_post(&job->base);
}
