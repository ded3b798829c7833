/*
 * Publications of the Redis broker. One of our own is delivered here when it comes back, so that
 * all servers have the same order; it is known by its number until it has, and until Redis has
 * confirmed it. On an island it is delivered at once and sent later.
 */
#include "broker/redis_parts.h"

#include "util/clock.h"
#include "util/error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_WINDOW_MS = 5 * 60 * 1000 };

/* ---- the list -------------------------------------------------------------------------------- */

static rtws_sent_t *make_sent(rtws_broker_redis_t *self, rtws_publication_t *pub,
							  rtws_history_terms_t terms, rtws_text_t key)
{
	rtws_sent_t *sent = calloc(1, sizeof(*sent) + key.len);

	if (sent == NULL) {
		return NULL;
	}
	sent->broker = self;
	sent->number = ++self->numbers;
	if (rtws_table_add(&self->by_number, sent->number, sent) != 0) {
		free(sent);
		return NULL;
	}
	sent->pub = rtws_publication_ref(pub);
	sent->terms = terms;
	sent->key_len = key.len;
	memcpy(sent->key, key.at != NULL ? key.at : "", key.len);
	sent->prev = self->sent_last;
	*(self->sent_last != NULL ? &self->sent_last->next : &self->sent) = sent;
	self->sent_last = sent;
	self->waiting++;
	return sent;
}

static void set_on_way(rtws_sent_t *sent, bool is_on_way)
{
	if (sent->is_on_way != is_on_way) {
		sent->is_on_way = is_on_way;
		sent->broker->waiting += is_on_way ? -1u : 1u;
	}
}

static void drop(rtws_sent_t *sent)
{
	rtws_broker_redis_t *self = sent->broker;

	set_on_way(sent, true);
	rtws_table_remove(&self->by_number, sent->number);
	*(sent->prev != NULL ? &sent->prev->next : &self->sent) = sent->next;
	*(sent->next != NULL ? &sent->next->prev : &self->sent_last) = sent->prev;
	rtws_publication_unref(sent->pub);
	free(sent);
}

static void tell(rtws_sent_t *sent, int error)
{
	rtws_published_fn done = sent->done;

	sent->done = NULL;
	if (done != NULL) {
		sent->result.error = error;
		done(sent->arg, &sent->result);
	}
}

static void fail(rtws_sent_t *sent, int error)
{
	sent->result = (rtws_published_t){ 0 };
	tell(sent, error);
	drop(sent);
}

/* ---- delivery -------------------------------------------------------------------------------- */

void rtws_rb_stamp(rtws_broker_redis_t *self, rtws_publication_t *pub)
{
	uint64_t now = rtws_clock_wall_us();

	self->time_us = now > self->time_us ? now : self->time_us + 1;
	pub->time_us = self->time_us;
	pub->position = (rtws_position_t){ self->boot_epoch, self->time_us };
	pub->is_kept = false;
}

static uint32_t deliver(rtws_broker_redis_t *self, rtws_publication_t *pub)
{
	return self->is_silent ? 0 : self->base.events->deliver(self->base.app, pub);
}

/* What was published before it with its key, and is not confirmed either: Redis cannot tell yet. */
static const rtws_sent_t *find_same(const rtws_sent_t *sent)
{
	for (const rtws_sent_t *s = sent->broker->sent; s != sent && sent->key_len > 0; s = s->next) {
		if (s->key_len == sent->key_len && memcmp(s->key, sent->key, s->key_len) == 0 &&
			s->pub->channel.len == sent->pub->channel.len &&
			memcmp(s->pub->channel.at, sent->pub->channel.at, s->pub->channel.len) == 0) {
			return s;
		}
	}
	return NULL;
}

/* Nobody else need have it. */
static void deliver_alone(rtws_sent_t *sent)
{
	const rtws_sent_t *same = find_same(sent);

	sent->is_delivered = true;
	if (same != NULL) { /* delivered by now, as it came before */
		sent->result.is_duplicate = true;
		sent->result.position = same->result.position;
		return;
	}
	rtws_rb_stamp(sent->broker, sent->pub);
	sent->result.position = sent->pub->position;
	sent->reached = deliver(sent->broker, sent->pub);
	sent->result.reached = sent->reached;
}

/* Both have happened: it came back, and Redis says so. */
static void settle(rtws_sent_t *sent)
{
	uint32_t receivers = sent->result.reached;

	if (sent->done != NULL) {
		sent->result.reached = sent->reached + (receivers > sent->own ? receivers - sent->own : 0);
	}
	tell(sent, 0);
	drop(sent);
}

void rtws_rb_publish_foreign(rtws_broker_redis_t *self, rtws_text_t channel,
							 const rtws_envelope_t *envelope)
{
	rtws_publication_t *pub =
		rtws_publication_create(channel, envelope->name, envelope->kind, envelope->data);

	if (pub == NULL) {
		return;
	}
	if (envelope->time_us == 0) { /* a plain payload */
		rtws_rb_stamp(self, pub);
	} else {
		pub->position = envelope->position;
		pub->time_us = envelope->time_us;
		pub->is_kept = (envelope->flags & RTWS_ENVELOPE_KEPT) != 0;
	}
	deliver(self, pub);
	rtws_publication_unref(pub);
}

void rtws_rb_publish_echo(rtws_broker_redis_t *self, rtws_text_t channel,
						  const rtws_envelope_t *envelope)
{
	rtws_sent_t *sent = rtws_table_find(&self->by_number, envelope->number);
	rtws_envelope_t unexpected = *envelope;
	rtws_publication_t *pub;

	if (sent == NULL) {     /* it was not expected back; or it is from before an island */
		if (!self->is_up) { /* it counts as heard when Redis is back: now, or never */
			unexpected.flags &= ~(unsigned) RTWS_ENVELOPE_KEPT;
		}
		if (envelope->number > self->told_to) {
			rtws_rb_publish_foreign(self, channel, &unexpected);
		}
		return;
	}
	sent->is_confirmed |= !sent->is_on_way; /* so it was executed the first time */
	if (!sent->is_delivered) {
		pub = sent->pub;
		pub->position = envelope->position;
		pub->time_us = envelope->time_us;
		pub->is_kept = (envelope->flags & RTWS_ENVELOPE_KEPT) != 0;
		sent->is_delivered = true;
		sent->reached = deliver(self, pub);
	}
	if (sent->is_confirmed) {
		settle(sent);
	}
}

/* ---- sending --------------------------------------------------------------------------------- */

static void confirm(rtws_sent_t *sent, const rtws_redis_reply_t *reply)
{
	const rtws_redis_reply_t *place = rtws_redis_item(reply, 2);
	unsigned epoch;
	unsigned long long offset;

	if (reply->type == RTWS_REDIS_INTEGER) {
		sent->result.reached = (uint32_t) rtws_redis_integer(reply, 0);
		sent->result.position = sent->pub->position;
	} else {
		sent->result.reached = (uint32_t) rtws_redis_integer(rtws_redis_item(reply, 0), 0);
		sent->result.is_duplicate = rtws_redis_integer(rtws_redis_item(reply, 1), 0) != 0;
		if (place->type == RTWS_REDIS_STRING &&
			sscanf(place->text.at, "%u %llu", &epoch, &offset) == 2) {
			sent->result.position = (rtws_position_t){ epoch, offset };
		}
	}
	sent->is_confirmed = true;
	if (sent->is_delivered || sent->own == 0 || sent->result.reached == 0) {
		settle(sent); /* a duplicate has reached nobody */
	}
}

static void on_published(void *arg, const rtws_redis_result_t *result)
{
	rtws_sent_t *sent = arg;
	rtws_broker_redis_t *self = sent->broker;
	bool is_full = result->outcome == RTWS_REDIS_UNSENT && self->has_link;

	if (result->outcome == RTWS_REDIS_ANSWERED && result->reply->type == RTWS_REDIS_ERROR) {
		rtws_rb_complain(self, "a publication", result->reply->text.at);
		fail(sent, RTWS_E_BROKER);
	} else if (result->outcome == RTWS_REDIS_ANSWERED) {
		confirm(sent, result->reply);
		if (self->waiting > 0 && self->is_up) {
			rtws_rb_publish_waiting(self);
		}
	} else if (self->is_silent) {
		fail(sent, RTWS_E_BROKER);
	} else if (is_full && !sent->is_delivered) {
		fail(sent, RTWS_E_FULL);
	} else {
		set_on_way(sent, false);
		sent->is_repeat |= result->outcome != RTWS_REDIS_UNSENT;
		if (!is_full) {
			rtws_rb_go_down(self, result->reason);
		}
	}
}

/* The script gives it its position and keeps it. */
static int send_script(rtws_sent_t *sent, const rtws_envelope_t *envelope)
{
	rtws_broker_redis_t *self = sent->broker;
	rtws_text_t channel = sent->pub->channel;
	rtws_buffer_t front = { NULL, 0, 0 };
	rtws_buffer_t back = { NULL, 0, 0 };
	size_t same;
	int failed = rtws_envelope_write_parts(&front, &same, &back, envelope);
	rtws_call_t call;

	if (failed == 0) {
		rtws_call_begin(&call, self);
		rtws_call_history(&call, channel);
		if (sent->key_len > 0) {
			rtws_call_key_and(&call, "rtws:key:", channel, rtws_text_of(sent->key, sent->key_len));
		}
		rtws_call_publish(&call, channel);
		rtws_call_text(&call, (char *) front.bytes, front.len);
		rtws_call_text(&call, (char *) back.bytes, back.len);
		rtws_call_number(&call, sent->is_repeat ? same : 0);
		rtws_call_number(&call, sent->terms.size);
		rtws_call_number(&call, sent->terms.ttl_ms);
		rtws_call_number(&call, rtws_rb_epoch(self));
		rtws_call_word(&call, self->is_cluster ? "1" : "0");
		rtws_call_number(&call, KEY_WINDOW_MS);
		rtws_call_script(&call, RTWS_SCRIPT_PUBLISH, sent->key_len > 0 ? 4 : 3, on_published, sent);
	}
	rtws_buffer_clear(&front);
	rtws_buffer_clear(&back);
	return failed;
}

static int send_plainly(rtws_sent_t *sent, rtws_envelope_t *envelope)
{
	rtws_buffer_t payload = { NULL, 0, 0 };
	rtws_call_t call;
	int failed;

	if (!sent->is_delivered) {
		rtws_rb_stamp(sent->broker, sent->pub);
	}
	envelope->position = sent->pub->position;
	envelope->time_us = sent->pub->time_us;
	failed = rtws_envelope_write(&payload, envelope);
	if (failed == 0) {
		rtws_call_begin(&call, sent->broker);
		rtws_call_publish(&call, sent->pub->channel);
		rtws_call_text(&call, (char *) payload.bytes, payload.len);
		rtws_call_command(&call, 1, on_published, sent);
	}
	rtws_buffer_clear(&payload);
	return failed;
}

/* `sent` may be gone afterwards. */
static void transmit(rtws_sent_t *sent)
{
	rtws_broker_redis_t *self = sent->broker;
	const rtws_publication_t *pub = sent->pub;
	bool is_kept = sent->terms.size > 0;
	rtws_envelope_t envelope = {
		.type = RTWS_ENVELOPE_PUBLICATION,
		.origin = { self->name, strlen(self->name) },
		.number = sent->number,
		.except = pub->except,
		.kind = pub->kind,
		.flags =
			(is_kept ? RTWS_ENVELOPE_KEPT : 0u) | (sent->is_repeat ? RTWS_ENVELOPE_REPEATED : 0u),
		.name = pub->event,
		.data = pub->data,
	};
	int failed;

	set_on_way(sent, true);
	sent->own = rtws_rb_echoes(self, pub->channel);
	failed =
		is_kept || sent->key_len > 0 ? send_script(sent, &envelope) : send_plainly(sent, &envelope);
	if (failed != 0) {
		fail(sent, RTWS_E_NOMEM);
	}
}

/* ---- islands --------------------------------------------------------------------------------- */

/* What has waited too long is dropped. */
static void expire(rtws_broker_redis_t *self)
{
	uint64_t now = rtws_clock_ms();
	uint32_t dropped = 0;
	rtws_sent_t *next;

	for (rtws_sent_t *sent = self->sent; sent != NULL; sent = next) {
		next = sent->next;
		if (!sent->is_on_way && sent->is_delivered && sent->due_ms <= now) {
			drop(sent);
			dropped++;
		}
	}
	if (dropped > 0) {
		char what[64];

		snprintf(what, sizeof(what), "%u publications of this server alone", dropped);
		rtws_rb_complain(self, what, "They have waited too long for Redis, and are dropped.");
	}
}

static void publish_alone(rtws_broker_redis_t *self, rtws_sent_t *sent)
{
	sent->due_ms = rtws_clock_ms() + self->settings.queue_age_ms;
	deliver_alone(sent);
	tell(sent, 0);
}

void rtws_rb_publish_island(rtws_broker_redis_t *self)
{
	rtws_sent_t *next;

	for (rtws_sent_t *sent = self->sent; sent != NULL; sent = next) {
		if (!sent->is_delivered) {
			publish_alone(self, sent);
		}
		next = sent->next;
		if (sent->is_confirmed) {
			settle(sent);
		} else {
			sent->due_ms = rtws_clock_ms() + self->settings.queue_age_ms;
		}
	}
}

void rtws_rb_publish_unwatched(rtws_broker_redis_t *self)
{
	rtws_sent_t *next;

	for (rtws_sent_t *sent = self->sent; sent != NULL; sent = next) {
		if (sent->own > 0 && !sent->is_delivered) {
			sent->own = rtws_rb_echoes(self, sent->pub->channel);
		}
		next = sent->next;
		if (sent->own == 0 && sent->is_confirmed) {
			settle(sent);
		}
	}
}

void rtws_rb_publish_waiting(rtws_broker_redis_t *self)
{
	rtws_sent_t *next;

	if (self->waiting == 0) {
		return;
	}
	expire(self);
	for (rtws_sent_t *sent = self->sent; sent != NULL && self->is_up; sent = next) {
		next = sent->next;
		if (!sent->is_on_way) {
			transmit(sent);
		}
	}
}

void rtws_rb_publish_clear(rtws_broker_redis_t *self)
{
	while (self->sent != NULL) {
		if (self->sent->is_confirmed) {
			settle(self->sent);
		} else {
			fail(self->sent, RTWS_E_BROKER);
		}
	}
	rtws_table_clear(&self->by_number);
}

/* ---- publishing ------------------------------------------------------------------------------ */

static int refusal(rtws_broker_redis_t *self, bool is_alone)
{
	if (self->is_silent || (is_alone && self->settings.queue_size == 0)) {
		return RTWS_E_BROKER;
	}
	if (is_alone && self->waiting >= self->settings.queue_size) {
		expire(self);
		return self->waiting >= self->settings.queue_size ? RTWS_E_FULL : 0;
	}
	return 0;
}

void rtws_rb_publish(rtws_broker_t *broker, rtws_publication_t *pub, rtws_history_terms_t terms,
					 rtws_text_t key, rtws_published_fn done, void *arg)
{
	rtws_broker_redis_t *self = (rtws_broker_redis_t *) broker;
	/* behind what waits, even when Redis is back: nothing overtakes */
	bool is_alone = !self->is_up || self->waiting > 0;
	rtws_published_t refused = { .error = refusal(self, is_alone) };
	rtws_sent_t *sent = refused.error == 0 ? make_sent(self, pub, terms, key) : NULL;

	if (sent == NULL) {
		refused.error = refused.error != 0 ? refused.error : RTWS_E_NOMEM;
		done(arg, &refused);
		return;
	}
	sent->done = done;
	sent->arg = arg;
	if (is_alone) {
		publish_alone(self, sent);
	} else {
		transmit(sent);
	}
}
