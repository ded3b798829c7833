/*
 * Steps of counters: the new value is published in the order of the values.
 *
 * One of this machine is added to here: what is published from here reaches Redis in the order in
 * which it is published. One in Redis is added to there, by the script that publishes: all servers
 * hear the values in the order in which they came to be. It is not known here before it comes back,
 * as any other server's publication does, so it is neither repeated nor waited for.
 */
#include "broker/redis_parts.h"

#include "util/error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
	rtws_broker_redis_t *broker;
	rtws_published_fn done;
	void *arg;
	intptr_t value;
} stepped_t;

static void tell(void *arg, const rtws_published_t *result)
{
	stepped_t *stepped = arg;
	rtws_published_t told = *result;

	told.value = stepped->value;
	stepped->done(stepped->arg, &told);
	free(stepped);
}

static void refuse(stepped_t *stepped, int error)
{
	tell(stepped, &(rtws_published_t){ .error = error });
}

/* ---- in Redis -------------------------------------------------------------------------------- */

static bool read_value(const rtws_redis_reply_t *reply, intptr_t *value)
{
	int64_t read;

	if (!rtws_redis_read_integer(reply, &read)) {
		return false;
	}
	*value = (intptr_t) read;
	return *value == read;
}

static void answer(stepped_t *stepped, const rtws_redis_reply_t *reply)
{
	static const int errors[] = { 0, RTWS_E_RANGE, RTWS_E_INVALID, RTWS_E_MISSING };
	int64_t code = rtws_redis_integer(rtws_redis_item(reply, 0), -1);
	const rtws_redis_reply_t *place = rtws_redis_item(reply, 2);
	rtws_published_t result = { .error = code >= 0 && code <= 3 ? errors[code] : RTWS_E_BROKER };
	unsigned epoch;
	unsigned long long offset;

	if ((result.error == 0 || result.error == RTWS_E_RANGE) &&
		!read_value(rtws_redis_item(reply, 1), &stepped->value)) {
		result.error = RTWS_E_INVALID;
	}
	if (place->type == RTWS_REDIS_STRING &&
		sscanf(place->text.at, "%u %llu", &epoch, &offset) == 2) {
		result.position = (rtws_position_t){ epoch, offset };
	}
	tell(stepped, &result);
}

static void on_answer(void *arg, const rtws_redis_result_t *result)
{
	stepped_t *stepped = arg;
	rtws_broker_redis_t *self = stepped->broker;
	bool is_full = result->outcome == RTWS_REDIS_UNSENT && self->has_link;

	if (result->outcome == RTWS_REDIS_ANSWERED && result->reply->type != RTWS_REDIS_ERROR) {
		answer(stepped, result->reply);
		return;
	}
	rtws_rb_is_done(self, "a step of a counter", result);
	if (result->outcome == RTWS_REDIS_LOST || result->outcome == RTWS_REDIS_LATE) {
		refuse(stepped, RTWS_E_LOST);
	} else {
		refuse(stepped, is_full ? RTWS_E_FULL : RTWS_E_BROKER);
	}
}

/* Adds the arguments behind the keys, and sends it. */
static void send(rtws_call_t *call, const rtws_step_t *step, const rtws_publication_t *pub,
				 rtws_history_terms_t terms, stepped_t *stepped)
{
	rtws_broker_redis_t *self = stepped->broker;
	rtws_buffer_t front = { NULL, 0, 0 };
	rtws_buffer_t back = { NULL, 0, 0 };
	rtws_envelope_t envelope = {
		.type = RTWS_ENVELOPE_PUBLICATION,
		.origin = { self->name, strlen(self->name) },
		.number = ++self->numbers,
		.kind = pub->kind,
		.flags = RTWS_ENVELOPE_STEP | (terms.size > 0 ? RTWS_ENVELOPE_KEPT : 0u),
		.data = step->front,
	};
	size_t same;

	call->failed |= rtws_envelope_write_parts(&front, &same, &back, &envelope) != 0;
	rtws_call_publish(call, pub->channel);
	rtws_call_text(call, (char *) front.bytes, front.len);
	rtws_call_text(call, (char *) back.bytes, back.len);
	rtws_call_signed(call, step->by);
	rtws_call_number(call, terms.size);
	rtws_call_number(call, terms.ttl_ms);
	rtws_call_number(call, rtws_rb_epoch(self));
	rtws_call_word(call, self->is_cluster ? "1" : "0");
	rtws_call_word(call, rtws_number_back(step->front));
	rtws_call_script(call, RTWS_SCRIPT_STEP, 4, on_answer, stepped);
	rtws_buffer_clear(&front);
	rtws_buffer_clear(&back);
}

static int refusal(const rtws_broker_redis_t *self)
{
	if (!self->is_up || self->is_silent) {
		return RTWS_E_BROKER;
	}
	return self->waiting > 0 ? RTWS_E_FULL : 0; /* nothing overtakes */
}

static void step_there(stepped_t *stepped, const rtws_step_t *step, const rtws_publication_t *pub,
					   rtws_history_terms_t terms)
{
	rtws_broker_redis_t *self = stepped->broker;
	int error = refusal(self);
	rtws_call_t call;

	if (error != 0) {
		refuse(stepped, error);
		return;
	}
	rtws_call_begin(&call, self);
	rtws_call_history(&call, pub->channel);
	if (self->is_cluster && !call.failed &&
		rtws_redis_slot(rtws_call_first(&call)) != rtws_redis_slot(step->key)) {
		rtws_call_drop(&call);
		refuse(stepped, RTWS_E_APART);
		return;
	}
	rtws_call_text(&call, step->key.at, step->key.len);
	send(&call, step, pub, terms, stepped);
}

/* ---- both ------------------------------------------------------------------------------------ */

void rtws_rb_step(rtws_broker_t *broker, const rtws_step_t *step, rtws_publication_t *pub,
				  rtws_history_terms_t terms, rtws_published_fn done, void *arg)
{
	stepped_t *stepped = malloc(sizeof(*stepped));
	int error;

	if (stepped == NULL) {
		done(arg, &(rtws_published_t){ .error = RTWS_E_NOMEM });
		return;
	}
	*stepped = (stepped_t){ (rtws_broker_redis_t *) broker, done, arg, 0 };
	if (step->counter == NULL) {
		step_there(stepped, step, pub, terms);
		return;
	}
	error = rtws_counter_add(step->counter, step->by, &stepped->value);
	if (error != 0) {
		refuse(stepped, error);
		return;
	}
	rtws_publication_set_number(pub, step->front, stepped->value);
	rtws_rb_publish(broker, pub, terms, (rtws_text_t){ NULL, 0 }, tell, stepped);
}
