/* Publications: their order, what is kept of them, and the keys that make them unique. */
#include "broker/memory.h"

#include "util/clock.h"
#include "util/error.h"

#include <stdlib.h>
#include <string.h>

enum { KEY_WINDOW_MS = 5 * 60 * 1000, KEYS_MAX = 100000 };

/* ---- the ring -------------------------------------------------------------------------------- */

static rtws_publication_t **ring_at(const rtws_ring_t *ring, uint32_t i)
{
	return &ring->slots[(ring->head + i) % ring->size];
}

void rtws_ring_clear(rtws_ring_t *ring)
{
	for (uint32_t i = 0; i < ring->count; i++) {
		rtws_publication_unref(*ring_at(ring, i));
	}
	free(ring->slots);
	*ring = (rtws_ring_t){ NULL, 0, 0, 0 };
}

/* Another size of the array; at least count. */
static int resize(rtws_ring_t *ring, uint32_t size)
{
	rtws_publication_t **slots = malloc(size * sizeof(*slots));

	if (slots == NULL) {
		return RTWS_E_NOMEM;
	}
	for (uint32_t i = 0; i < ring->count; i++) {
		slots[i] = *ring_at(ring, i);
	}
	free(ring->slots);
	*ring = (rtws_ring_t){ slots, size, 0, ring->count };
	return 0;
}

static void drop_oldest(rtws_topic_t *topic)
{
	rtws_publication_t *pub = *ring_at(&topic->ring, 0);

	topic->lost_to = pub->position.offset;
	topic->ring.head = (topic->ring.head + 1) % topic->ring.size;
	topic->ring.count--;
	rtws_publication_unref(pub);
}

static void expire(rtws_topic_t *topic, uint64_t now_us)
{
	uint64_t ttl_us = (uint64_t) topic->ttl_ms * 1000;

	while (ttl_us > 0 && topic->ring.count > 0 &&
		   (*ring_at(&topic->ring, 0))->time_us + ttl_us <= now_us) {
		drop_oldest(topic);
	}
}

/* ---- keeping --------------------------------------------------------------------------------- */

static void set_ttl(rtws_broker_memory_t *self, rtws_topic_t *topic, uint32_t ttl_ms)
{
	topic->ttl_ms = ttl_ms;
	if (ttl_ms == 0 || topic->prev_expiring != NULL) {
		return;
	}
	topic->next_expiring = self->expiring;
	topic->prev_expiring = &self->expiring;
	if (self->expiring != NULL) {
		self->expiring->prev_expiring = &topic->next_expiring;
	}
	self->expiring = topic;
}

static int keep(rtws_broker_memory_t *self, rtws_publication_t *pub, rtws_history_terms_t terms)
{
	rtws_topic_t *topic = rtws_topic_get(self, pub->channel);
	rtws_ring_t *ring = topic != NULL ? &topic->ring : NULL;

	if (topic == NULL) {
		return RTWS_E_NOMEM;
	}
	set_ttl(self, topic, terms.ttl_ms);
	while (ring->count >= terms.size) {
		drop_oldest(topic);
	}
	if (ring->count == ring->size) {
		uint32_t size = ring->size > 0 ? 2 * ring->size : 4;

		if (resize(ring, size < terms.size ? size : terms.size) != 0) {
			rtws_topic_release(self, topic);
			return RTWS_E_NOMEM;
		}
	}
	ring->count++;
	*ring_at(ring, ring->count - 1) = rtws_publication_ref(pub);
	topic->has_kept = true;
	return 0;
}

/* A history that publications were not kept in for a while has lost them. */
static void pass_by(rtws_broker_memory_t *self, const rtws_publication_t *pub,
					rtws_history_terms_t terms)
{
	rtws_topic_t *topic = rtws_topic_find(self, pub->channel);

	if (topic != NULL) {
		rtws_ring_clear(&topic->ring);
		topic->lost_to = pub->position.offset;
	} else if (terms.size > 0) { /* out of memory, and nowhere to note it down */
		self->lost_floor = pub->position.offset;
	}
}

/* ---- keys ------------------------------------------------------------------------------------ */

static void forget_oldest_key(rtws_broker_memory_t *self)
{
	rtws_seen_t *seen = self->seen_first;

	self->seen_first = seen->next;
	if (self->seen_first == NULL) {
		self->seen_end = &self->seen_first;
	}
	rtws_map_remove(&self->seen, seen->text, seen->len);
	free(seen);
}

void rtws_memory_forget_keys(rtws_broker_memory_t *self)
{
	while (self->seen_first != NULL) {
		forget_oldest_key(self);
	}
	rtws_map_clear(&self->seen);
}

static rtws_seen_t *make_seen(rtws_text_t channel, rtws_text_t key)
{
	rtws_seen_t *seen = malloc(sizeof(*seen) + channel.len + 1 + key.len);

	if (seen != NULL) {
		*seen = (rtws_seen_t){ .len = channel.len + 1 + key.len };
		memcpy(seen->text, channel.at, channel.len);
		seen->text[channel.len] = '\0';
		memcpy(seen->text + channel.len + 1, key.at, key.len);
	}
	return seen;
}

/* Has the channel seen the key? It has now. NULL when out of memory; *is_new is theirs to fill in.
 */
static rtws_seen_t *see(rtws_broker_memory_t *self, rtws_text_t channel, rtws_text_t key,
						bool *is_new)
{
	rtws_seen_t *seen = make_seen(channel, key);
	rtws_seen_t *before = seen != NULL ? rtws_map_find(&self->seen, seen->text, seen->len) : NULL;
	uint64_t now = rtws_clock_ms();

	*is_new = before == NULL || before->until_ms <= now;
	if (!*is_new) {
		free(seen);
		return before;
	}
	while (self->seen_first != NULL &&
		   (self->seen_first->until_ms <= now || self->seen.count >= KEYS_MAX)) {
		forget_oldest_key(self);
	}
	if (seen == NULL || rtws_map_add(&self->seen, seen->text, seen->len, seen) != 0) {
		free(seen);
		return NULL;
	}
	seen->until_ms = now + KEY_WINDOW_MS;
	*self->seen_end = seen;
	self->seen_end = &seen->next;
	return seen;
}

/* ---- publishing ------------------------------------------------------------------------------ */

static void stamp(rtws_broker_memory_t *self, rtws_publication_t *pub)
{
	uint64_t now = rtws_clock_wall_us();

	self->time_us = now > self->time_us ? now : self->time_us + 1;
	pub->time_us = self->time_us;
	pub->position = (rtws_position_t){ self->epoch, ++self->sequence };
}

void rtws_memory_publish(rtws_broker_t *broker, rtws_publication_t *pub, rtws_history_terms_t terms,
						 rtws_text_t key, rtws_published_fn done, void *arg)
{
	rtws_broker_memory_t *self = (rtws_broker_memory_t *) broker;
	rtws_published_t result = { 0 };
	rtws_seen_t *seen = NULL;

	if (key.len > 0) {
		bool is_new;

		seen = see(self, pub->channel, key, &is_new);
		if (seen == NULL || !is_new) {
			result.error = seen == NULL ? RTWS_E_NOMEM : 0;
			result.is_duplicate = seen != NULL;
			result.position = seen != NULL ? seen->position : result.position;
			done(arg, &result);
			return;
		}
	}
	stamp(self, pub);
	if (seen != NULL) {
		seen->position = pub->position;
	}
	pub->is_kept = terms.size > 0 && keep(self, pub, terms) == 0;
	if (!pub->is_kept) {
		pass_by(self, pub, terms);
	}
	result.position = pub->position;
	result.reached = broker->events->deliver(broker->app, pub);
	done(arg, &result);
}

typedef struct {
	rtws_published_fn done;
	void *arg;
	intptr_t value;
} stepped_t;

static void on_stepped(void *arg, const rtws_published_t *result)
{
	const stepped_t *stepped = arg;
	rtws_published_t told = *result;

	told.value = stepped->value;
	stepped->done(stepped->arg, &told);
}

/* One process: nothing comes between the two. */
void rtws_memory_step(rtws_broker_t *broker, const rtws_step_t *step, rtws_publication_t *pub,
					  rtws_history_terms_t terms, rtws_published_fn done, void *arg)
{
	stepped_t stepped = { done, arg, 0 };
	int error = step->counter != NULL ? rtws_counter_add(step->counter, step->by, &stepped.value)
									  : RTWS_E_UNABLE;

	if (error != 0) {
		on_stepped(&stepped, &(rtws_published_t){ .error = error });
		return;
	}
	rtws_publication_set_number(pub, step->front, stepped.value);
	rtws_memory_publish(broker, pub, terms, (rtws_text_t){ NULL, 0 }, on_stepped, &stepped);
}

/* ---- history --------------------------------------------------------------------------------- */

/* The index of the first publication after the offset. */
static uint32_t first_after(const rtws_ring_t *ring, uint64_t offset)
{
	uint32_t low = 0;
	uint32_t high = ring->count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if ((*ring_at(ring, middle))->position.offset <= offset) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

/* Those from..from+count-1, in one piece. */
static rtws_publication_t *const *straight(rtws_ring_t *ring, uint32_t from, uint32_t count)
{
	if (count > 0 && ring->head + from < ring->size && ring->head + from + count > ring->size &&
		resize(ring, ring->size) != 0) {
		return NULL;
	}
	return count > 0 ? ring_at(ring, from) : NULL;
}

static void read_history(rtws_topic_t *topic, const rtws_history_query_t *query,
						 rtws_history_t *result)
{
	rtws_ring_t *ring = &topic->ring;
	uint32_t from = 0;

	if (query->has_since) {
		from = first_after(ring, query->since.offset);
	} else if (ring->count > query->limit) {
		from = ring->count - query->limit;
	}
	result->count = ring->count - from < query->limit ? ring->count - from : query->limit;
	result->publications = straight(ring, from, result->count);
	if (result->count > 0 && result->publications == NULL) {
		result->error = RTWS_E_NOMEM;
		result->count = 0;
	}
}

void rtws_memory_history(rtws_broker_t *broker, const rtws_history_query_t *query,
						 rtws_history_fn done, void *arg)
{
	rtws_broker_memory_t *self = (rtws_broker_memory_t *) broker;
	rtws_topic_t *topic = rtws_topic_find(self, query->channel);
	uint64_t lost_to = self->lost_floor;
	rtws_history_t result = { .position = { self->epoch, self->sequence } };
	bool is_ours = query->has_since && query->since.epoch == self->epoch &&
				   query->since.offset <= self->sequence;

	if (topic != NULL) {
		expire(topic, rtws_clock_wall_us());
		lost_to = topic->lost_to;
	}
	result.recovered = is_ours && query->since.offset >= lost_to;
	if (topic != NULL && (!query->has_since || result.recovered)) {
		read_history(topic, query, &result);
	}
	if (topic != NULL && result.count == 0) { /* else it holds what is handed over */
		rtws_topic_release(self, topic);
	}
	done(arg, &result); /* may free what the query refers to */
}

void rtws_memory_sweep(rtws_broker_memory_t *self)
{
	uint64_t now_us = rtws_clock_wall_us();
	uint64_t now_ms = rtws_clock_ms();
	rtws_topic_t *next;

	for (rtws_topic_t *topic = self->expiring; topic != NULL; topic = next) {
		next = topic->next_expiring;
		expire(topic, now_us);
		rtws_topic_release(self, topic);
	}
	while (self->seen_first != NULL && self->seen_first->until_ms <= now_ms) {
		forget_oldest_key(self);
	}
}
