/*
 * Consumers of streams: entries to calls of user code. An entry comes from within the loop and
 * becomes a job, made with malloc(); it is settled exactly once: when its handler has ended, or
 * given back when it has not begun, or not ended by the time the server has to go.
 */
#include "php/classes.h"
#include "php/compat.h"
#include "php/streams.h"

#include <stdlib.h>
#include <zend_exceptions.h>

typedef struct rtws_php_delivery rtws_php_delivery_t;

/* An entry in hand. */
struct rtws_php_delivery {
	rtws_job_t base;
	rtws_php_delivery_t *next; /* of the server, while it is not settled */
	rtws_php_delivery_t **prev;
	rtws_php_server_t *server;             /* a reference on its object */
	rtws_php_subscription_t *subscription; /* likewise */
	rtws_consumer_t *consumer;             /* NULL: it is settled */
	uint64_t token;
	uint32_t attempt;
	rtws_data_kind_t kind;
	rtws_text_t id;
	rtws_text_t data;
	char bytes[];
};

static rtws_broker_t *broker_of(const rtws_php_server_t *server)
{
	return server->native->channels.broker;
}

static void settle(rtws_php_delivery_t *self, rtws_outcome_t outcome, rtws_text_t why)
{
	rtws_broker_t *broker = broker_of(self->server);
	rtws_consumer_t *consumer = self->consumer;

	if (consumer == NULL) {
		return;
	}
	self->consumer = NULL;
	*self->prev = self->next;
	if (self->next != NULL) {
		self->next->prev = self->prev;
	}
	broker->streams->settle(broker, consumer, self->token, outcome, why);
}

static void give_back(rtws_php_delivery_t *self)
{
	settle(self, RTWS_OUTCOME_RETURNED, (rtws_text_t){ NULL, 0 });
}

/* ---- one call -------------------------------------------------------------------------------- */

/* "RuntimeException: message" */
static zend_string *describe(zend_object *exception)
{
	zend_class_entry *base =
		instanceof_function(exception->ce, zend_ce_exception) ? zend_ce_exception : zend_ce_error;
	zval unused;
	zval *message =
		zend_read_property_ex(base, exception, ZSTR_KNOWN(ZEND_STR_MESSAGE), true, &unused);

	return zend_strpprintf(RTWS_STREAM_ERROR_MAX, "%s: %s", ZSTR_VAL(exception->ce->name),
						   Z_TYPE_P(message) == IS_STRING ? Z_STRVAL_P(message) : "");
}

static void settle_exception(rtws_php_delivery_t *self)
{
	static const char exited[] = "exit() was called while it was handled";
	zend_string *why;

	if (rtws_fibers_is_ending()) {
		settle(self, RTWS_OUTCOME_DIED, (rtws_text_t){ exited, sizeof(exited) - 1 });
		return;
	}
	why = describe(EG(exception));
	settle(self, RTWS_OUTCOME_FAILED, rtws_php_text(why));
	zend_string_release(why);
}

static void settle_result(rtws_php_delivery_t *self, const zval *result)
{
	static const char refused[] = "its handler returned false";

	if (Z_TYPE_P(result) == IS_FALSE) {
		settle(self, RTWS_OUTCOME_FAILED, (rtws_text_t){ refused, sizeof(refused) - 1 });
	} else {
		settle(self, RTWS_OUTCOME_DONE, (rtws_text_t){ NULL, 0 });
	}
}

static void run_delivery(rtws_job_t *job)
{
	rtws_php_delivery_t *self = (rtws_php_delivery_t *) job;
	zval args[3], result;

	if (self->server->native->is_stopping) {
		rtws_php_consumers_stop(self->server);
		return; /* and it is given back */
	}
	if (self->consumer == NULL || self->subscription->server == NULL) {
		return;
	}
	rtws_php_data_value(&args[0], self->kind, self->data);
	ZVAL_STRINGL(&args[1], self->id.at, self->id.len);
	ZVAL_LONG(&args[2], self->attempt);
	rtws_callback_call(&self->subscription->callback, 3, args, &result);
	if (EG(exception) != NULL) {
		settle_exception(self);
	} else {
		settle_result(self, &result);
	}
	zval_ptr_dtor(&result);
	for (int i = 0; i < 3; i++) {
		zval_ptr_dtor(&args[i]);
	}
	rtws_php_settle_exception(self->server, "a consumer of a stream");
}

static void destroy_delivery(rtws_job_t *job)
{
	rtws_php_delivery_t *self = (rtws_php_delivery_t *) job;
	rtws_php_server_t *server = self->server;

	give_back(self);
	OBJ_RELEASE(&self->subscription->std);
	free(self);
	rtws_php_unfinished_add(-1);
	OBJ_RELEASE(&server->std);
}

/* ---- what comes ------------------------------------------------------------------------------ */

static bool on_entry(void *context, const rtws_entry_t *entry)
{
	rtws_php_subscription_t *subscription = context;
	rtws_php_intake_t *intake = subscription->intake;
	rtws_php_server_t *server = intake->server;
	rtws_php_delivery_t *self = malloc(sizeof(*self) + entry->id.len + entry->data.len);

	if (self == NULL) {
		rtws_log(RTWS_LOG_ERROR, "out of memory: entry %.*s of stream \"%s\" is handled later",
				 (int) entry->id.len, entry->id.at, ZSTR_VAL(intake->stream));
		return false;
	}
	*self = (rtws_php_delivery_t){
		.base = { .run = run_delivery, .destroy = destroy_delivery },
		.next = server->deliveries,
		.prev = &server->deliveries,
		.server = server,
		.subscription = subscription,
		.consumer = entry->consumer,
		.token = entry->token,
		.attempt = entry->attempt,
		.kind = entry->kind,
		.id = { self->bytes, entry->id.len },
		.data = { self->bytes + entry->id.len, entry->data.len },
	};
	memcpy(self->bytes, entry->id.at, entry->id.len);
	if (entry->data.len > 0) {
		memcpy(self->bytes + entry->id.len, entry->data.at, entry->data.len);
	}
	if (self->next != NULL) {
		self->next->prev = &self->next;
	}
	server->deliveries = self;
	GC_ADDREF(&subscription->std);
	GC_ADDREF(&server->std);
	rtws_php_unfinished_add(1);
	rtws_fibers_post(&self->base);
	return true;
}

/* ---- life ------------------------------------------------------------------------------------ */

static void begin(rtws_php_subscription_t *subscription)
{
	rtws_php_intake_t *intake = subscription->intake;
	rtws_broker_t *broker = broker_of(intake->server);

	if (broker->streams != NULL) {
		intake->consumer = broker->streams->open(broker, &intake->terms, on_entry, subscription);
	}
	if (intake->consumer == NULL) {
		rtws_log(RTWS_LOG_ERROR, "group \"%s\" of stream \"%s\" is not consumed: %s",
				 ZSTR_VAL(intake->group), ZSTR_VAL(intake->stream),
				 broker->streams != NULL ? "out of memory" : "the broker has no streams");
	}
}

/* Nothing more comes; what is in hand may still be settled. */
static void end(rtws_php_subscription_t *subscription)
{
	rtws_php_intake_t *intake = subscription->intake;
	rtws_broker_t *broker = broker_of(intake->server);
	rtws_consumer_t *consumer = intake->consumer;

	intake->consumer = NULL;
	if (consumer != NULL) {
		broker->streams->close(broker, consumer);
	}
}

void rtws_php_intake_free(rtws_php_intake_t *intake)
{
	zend_string_release(intake->stream);
	zend_string_release(intake->group);
	efree(intake);
}

void rtws_php_consume(zval *out, rtws_php_server_t *server, zend_string *stream,
					  const rtws_consumer_terms_t *terms, zend_string *group, zval *handler)
{
	rtws_php_subscription_t *self = rtws_php_subscription_make(out);
	rtws_php_intake_t *intake = ecalloc(1, sizeof(*intake));

	intake->server = server;
	intake->terms = *terms;
	intake->stream = zend_string_copy(stream);
	intake->group = zend_string_copy(group);
	intake->terms.stream = rtws_php_text(intake->stream);
	intake->terms.group = rtws_php_text(intake->group);
	self->intake = intake;
	rtws_php_subscription_hold(self, server, handler, end);
	if (server->loop != NULL && !server->native->is_stopping) {
		begin(self);
	}
}

void rtws_php_consumers_start(rtws_php_server_t *server)
{
	for (rtws_php_subscription_t *s = server->subscriptions; s != NULL; s = s->next) {
		if (s->intake != NULL && s->intake->consumer == NULL) {
			begin(s);
		}
	}
}

void rtws_php_consumers_stop(rtws_php_server_t *server)
{
	for (rtws_php_subscription_t *s = server->subscriptions; s != NULL; s = s->next) {
		if (s->intake != NULL) {
			end(s);
		}
	}
}

void rtws_php_consumers_return(rtws_php_server_t *server)
{
	rtws_php_consumers_stop(server);
	while (server->deliveries != NULL) {
		give_back(server->deliveries);
	}
}
