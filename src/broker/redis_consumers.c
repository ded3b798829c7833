/*
 * Consumers of streams in Redis. A consumer that has room asks for entries when something wakes it:
 * a message that there is something new, the time when something is due, a third of its lease. Then
 * it also renews the leases of what it has in hand, so that only the end of its process, or silence
 * for as long as a lease, gives that to others.
 */
#include "broker/redis_streams.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RETRY_S 1.0

enum { TAKE_MAX = 100 };

typedef struct rtws_redis_consumer {
	rtws_consumer_t base;
	rtws_redis_consumer_t *next; /* of the broker */
	rtws_redis_consumer_t **prev;
	rtws_broker_redis_t *self;
	rtws_consumer_terms_t terms; /* with the texts below */
	rtws_text_t name;
	rtws_text_t wake;     /* the channel that says that there is something */
	rtws_table_t in_hand; /* held_t by token */
	rtws_timer_t beat;
	rtws_timer_t due;
	bool is_taking; /* its question has no answer yet */
	bool is_woken;  /* meanwhile */
	bool is_closed;
	char bytes[];
} consumer_t;

/* An entry in hand. */
typedef struct {
	uint32_t attempt;
	char id[RTWS_STREAM_ID_MAX];
} held_t;

/* ---- commands -------------------------------------------------------------------------------- */

static void begin(rtws_call_t *call, const consumer_t *consumer)
{
	rtws_stream_call_begin(call, consumer->self, consumer->terms.stream);
	rtws_stream_call_head(call);
	rtws_call_text(call, consumer->terms.group.at, consumer->terms.group.len);
}

/* At the end a server waits for the answers of these. */
static void on_settled(void *arg, const rtws_redis_result_t *result)
{
	rtws_broker_redis_t *self = arg;

	self->settling--;
	rtws_rb_is_done(self, "an entry could not be settled: it comes again", result);
}

static void say_settled(const consumer_t *consumer, const held_t *held, rtws_outcome_t outcome,
						rtws_text_t why)
{
	const rtws_consumer_terms_t *terms = &consumer->terms;
	rtws_call_t call;

	begin(&call, consumer);
	rtws_call_text(&call, consumer->name.at, consumer->name.len);
	rtws_call_text(&call, held->id, strlen(held->id));
	rtws_call_number(&call, outcome);
	rtws_call_number(&call, terms->attempts_max);
	rtws_call_number(
		&call, outcome == RTWS_OUTCOME_DIED
				   ? 0
				   : rtws_stream_delay(terms->delay_min_ms, terms->delay_max_ms, held->attempt));
	rtws_call_text(&call, why.at,
				   why.len < RTWS_STREAM_ERROR_MAX ? why.len : RTWS_STREAM_ERROR_MAX);
	rtws_call_number(&call, terms->bounds.dead);
	consumer->self->settling++;
	rtws_call_script(&call, RTWS_SCRIPT_STREAM_SETTLE, 2, on_settled, consumer->self);
}

static void renew(const consumer_t *consumer, uint32_t lease_ms, const rtws_buffer_t *ids)
{
	rtws_call_t call;

	begin(&call, consumer);
	rtws_call_text(&call, consumer->name.at, consumer->name.len);
	rtws_call_number(&call, lease_ms);
	rtws_call_text(&call, (const char *) ids->bytes, ids->len);
	consumer->self->settling++;
	rtws_call_script(&call, RTWS_SCRIPT_STREAM_RENEW, 2, on_settled, consumer->self);
}

static void renew_all(const consumer_t *consumer)
{
	rtws_buffer_t ids = { NULL, 0, 0 };

	for (size_t i = 0; i < consumer->in_hand.size; i++) {
		const held_t *held = consumer->in_hand.slots[i].value;

		if (consumer->in_hand.slots[i].key != 0 && rtws_buffer_printf(&ids, "%s ", held->id) != 0) {
			break; /* the others next time: it is a third of the lease */
		}
	}
	renew(consumer, consumer->terms.lease_ms, &ids);
	rtws_buffer_clear(&ids);
}

/* ---- the message that wakes ------------------------------------------------------------------ */

static bool hears_same(const consumer_t *a, const consumer_t *b)
{
	return a->wake.len == b->wake.len && memcmp(a->wake.at, b->wake.at, a->wake.len) == 0;
}

static bool is_only_one(const consumer_t *consumer)
{
	for (const consumer_t *c = consumer->self->consumers; c != NULL; c = c->next) {
		if (c != consumer && !c->is_closed && hears_same(c, consumer)) {
			return false;
		}
	}
	return true;
}

static void pump(consumer_t *consumer);

bool rtws_rb_streams_woken(rtws_broker_redis_t *self, rtws_text_t channel)
{
	static const char begins[] = "rtws:stream-wake:";

	if (channel.len < sizeof(begins) - 1 || memcmp(channel.at, begins, sizeof(begins) - 1) != 0) {
		return false;
	}
	for (consumer_t *c = self->consumers; c != NULL; c = c->next) {
		if (c->wake.len == self->prefix_len + channel.len &&
			memcmp(c->wake.at + self->prefix_len, channel.at, channel.len) == 0) {
			pump(c);
		}
	}
	return true;
}

/* ---- taking ---------------------------------------------------------------------------------- */

static void free_consumer(consumer_t *consumer)
{
	for (size_t i = 0; i < consumer->in_hand.size; i++) {
		if (consumer->in_hand.slots[i].key != 0) {
			free(consumer->in_hand.slots[i].value);
		}
	}
	rtws_table_clear(&consumer->in_hand);
	*consumer->prev = consumer->next;
	if (consumer->next != NULL) {
		consumer->next->prev = consumer->prev;
	}
	free(consumer);
}

/* When it has nothing left to do. */
static void release(consumer_t *consumer)
{
	rtws_buffer_t none = { NULL, 0, 0 };

	if (consumer->is_closed && !consumer->is_taking && consumer->in_hand.count == 0) {
		renew(consumer, 0, &none);
		free_consumer(consumer);
	}
}

static void hand_over(consumer_t *consumer, const rtws_redis_reply_t *reply, size_t at)
{
	rtws_text_t id = rtws_redis_item(reply, at)->text;
	held_t *held = id.len < RTWS_STREAM_ID_MAX ? calloc(1, sizeof(*held)) : NULL;
	rtws_entry_t entry = {
		.consumer = &consumer->base,
		.token = ++consumer->self->numbers,
		.id = rtws_redis_item(reply, at + 1)->text,
		.attempt = (uint32_t) rtws_redis_integer(rtws_redis_item(reply, at + 2), 1),
		.kind = (rtws_data_kind_t) rtws_redis_integer(rtws_redis_item(reply, at + 3), 0),
		.data = rtws_redis_item(reply, at + 4)->text,
	};

	if (held == NULL) {
		return; /* its lease ends */
	}
	held->attempt = entry.attempt;
	memcpy(held->id, id.at, id.len);
	if (consumer->is_closed || rtws_table_add(&consumer->in_hand, entry.token, held) != 0) {
		say_settled(consumer, held, RTWS_OUTCOME_RETURNED, (rtws_text_t){ "", 0 });
		free(held);
	} else if (!consumer->base.entry(consumer->base.context, &entry)) {
		rtws_table_remove(&consumer->in_hand, entry.token);
		free(held); /* it comes when its lease ends */
	}
}

static void wait_for_due(consumer_t *consumer, double seconds)
{
	rtws_timer_stop(consumer->self->loop, &consumer->due);
	rtws_timer_start(consumer->self->loop, &consumer->due, seconds, 0);
}

static void on_taken(void *arg, const rtws_redis_result_t *result)
{
	consumer_t *consumer = arg;
	rtws_broker_redis_t *self = consumer->self;
	bool is_done = rtws_rb_is_done(self, "entries of a stream could not be taken", result);
	bool was_woken = consumer->is_woken;
	int64_t due = is_done ? rtws_redis_integer(rtws_redis_item(result->reply, 0), -1) : -1;

	consumer->is_taking = false;
	consumer->is_woken = false;
	for (size_t at = 1; is_done && at + 4 < result->reply->count; at += 5) {
		hand_over(consumer, result->reply, at);
	}
	if (consumer->is_closed) {
		release(consumer);
	} else if (self->redis == NULL || self->is_silent) {
		return;
	} else if (!is_done) {
		wait_for_due(consumer, RETRY_S);
	} else if (was_woken || result->reply->count >= 1 + 5 * TAKE_MAX) {
		pump(consumer);
	} else if (due >= 0) {
		wait_for_due(consumer, (double) due / 1000 + 0.001);
	}
}

static void pump(consumer_t *consumer)
{
	const rtws_consumer_terms_t *terms = &consumer->terms;
	size_t room = terms->prefetch - consumer->in_hand.count;
	rtws_call_t call;

	consumer->is_woken = consumer->is_taking;
	if (consumer->is_taking || consumer->is_closed || room == 0 || !consumer->self->has_link) {
		return;
	}
	consumer->is_taking = true;
	begin(&call, consumer);
	rtws_call_number(&call, terms->is_new_only);
	rtws_call_text(&call, consumer->name.at, consumer->name.len);
	rtws_call_number(&call, room < TAKE_MAX ? room : TAKE_MAX);
	rtws_call_number(&call, terms->lease_ms);
	rtws_call_number(&call, terms->attempts_max);
	rtws_call_number(&call, terms->bounds.dead);
	rtws_call_script(&call, RTWS_SCRIPT_STREAM_TAKE, 2, on_taken, consumer);
}

static void on_due(rtws_timer_t *timer)
{
	pump((consumer_t *) ((char *) timer - offsetof(consumer_t, due)));
}

static void on_beat(rtws_timer_t *timer)
{
	consumer_t *consumer = (consumer_t *) ((char *) timer - offsetof(consumer_t, beat));

	if (consumer->self->has_link) {
		renew_all(consumer);
		pump(consumer);
	}
}

void rtws_rb_streams_up(rtws_broker_redis_t *self)
{
	for (consumer_t *c = self->consumers; c != NULL; c = c->next) {
		pump(c);
	}
}

/* ---- life ------------------------------------------------------------------------------------ */

rtws_consumer_t *rtws_rb_open_consumer(rtws_broker_t *broker, const rtws_consumer_terms_t *terms,
									   rtws_entry_fn entry, void *context)
{
	rtws_broker_redis_t *self = (rtws_broker_redis_t *) broker;
	double beat_s = terms->lease_ms / 3000.0;
	char name[RTWS_REDIS_SERVER_ID_MAX + 64];
	consumer_t *consumer = NULL;
	rtws_call_t call;
	char *at;

	snprintf(name, sizeof(name), "%s.%llu", self->name, (unsigned long long) ++self->numbers);
	rtws_call_begin(&call, self);
	rtws_call_key(&call, "rtws:stream-wake:", NULL, terms->stream);
	if (!call.failed && self->loop != NULL) {
		consumer = calloc(1, sizeof(*consumer) + terms->stream.len + terms->group.len +
								 strlen(name) + call.made.len);
	}
	if (consumer == NULL) {
		rtws_buffer_clear(&call.made);
		return NULL;
	}
	at = consumer->bytes;
	consumer->base = (rtws_consumer_t){ .entry = entry, .context = context };
	consumer->self = self;
	consumer->terms = *terms;
	consumer->terms.stream = rtws_text_put(&at, terms->stream);
	consumer->terms.group = rtws_text_put(&at, terms->group);
	consumer->name = rtws_text_put(&at, (rtws_text_t){ name, strlen(name) });
	consumer->wake =
		rtws_text_put(&at, (rtws_text_t){ (const char *) call.made.bytes, call.made.len });
	rtws_buffer_clear(&call.made);
	consumer->next = self->consumers;
	consumer->prev = &self->consumers;
	if (consumer->next != NULL) {
		consumer->next->prev = &consumer->next;
	}
	self->consumers = consumer;
	rtws_timer_init(&consumer->beat, on_beat);
	rtws_timer_init(&consumer->due, on_due);
	rtws_timer_start(self->loop, &consumer->beat, beat_s, beat_s);
	if (self->redis != NULL && is_only_one(consumer)) {
		rtws_redis_subscribe(self->redis, RTWS_REDIS_CHANNEL, consumer->wake, NULL, NULL);
	}
	pump(consumer);
	return &consumer->base;
}

/* Nothing wakes it any more. */
static void silence(consumer_t *consumer)
{
	rtws_broker_redis_t *self = consumer->self;

	consumer->is_closed = true;
	rtws_timer_stop(self->loop, &consumer->beat);
	rtws_timer_stop(self->loop, &consumer->due);
	if (self->redis != NULL && is_only_one(consumer)) {
		rtws_redis_unsubscribe(self->redis, RTWS_REDIS_CHANNEL, consumer->wake);
	}
}

void rtws_rb_settle_entry(rtws_broker_t *broker, rtws_consumer_t *base, uint64_t token,
						  rtws_outcome_t outcome, rtws_text_t why)
{
	consumer_t *consumer = (consumer_t *) base;
	held_t *held = rtws_table_find(&consumer->in_hand, token);

	(void) broker;
	if (held == NULL) {
		return;
	}
	rtws_table_remove(&consumer->in_hand, token);
	say_settled(consumer, held, outcome, why);
	free(held);
	pump(consumer);
	release(consumer);
}

void rtws_rb_close_consumer(rtws_broker_t *broker, rtws_consumer_t *base)
{
	consumer_t *consumer = (consumer_t *) base;

	(void) broker;
	if (!consumer->is_closed) {
		silence(consumer);
		release(consumer);
	}
}

void rtws_rb_streams_clear(rtws_broker_redis_t *self)
{
	while (self->consumers != NULL) {
		if (!self->consumers->is_closed) {
			silence(self->consumers);
		}
		free_consumer(self->consumers);
	}
}
