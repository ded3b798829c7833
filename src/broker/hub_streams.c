/*
 * Streams for workers: what they ask is passed on to the inner broker, and a consumer of a worker
 * has one there, whose entries go to the worker. What a worker has in hand when its process ends is
 * settled here.
 */
#include "broker/hub_inside.h"
#include "broker/hub_stream_terms.h"

#include "util/error.h"

#include <stdlib.h>
#include <string.h>

/* ---- questions ------------------------------------------------------------------------------- */

/* NULL: the inner broker has no streams; answered so. */
static rtws_broker_t *inner_of(rtws_hub_asked_t *asked)
{
	rtws_broker_t *inner = asked->worker->hub->inner;

	if (inner->streams == NULL) {
		rtws_hub_answer(asked, &(rtws_hub_frame_t){ .error = RTWS_E_BROKER });
		return NULL;
	}
	return inner;
}

static void on_appended(void *arg, const rtws_appended_t *result)
{
	rtws_hub_answer(arg, &(rtws_hub_frame_t){ .error = result->error,
											  .flag = result->is_duplicate,
											  .key = result->id });
}

void rtws_hub_append(rtws_hub_asked_t *asked, const rtws_hub_frame_t *frame)
{
	rtws_broker_t *inner = inner_of(asked);
	rtws_append_t what = {
		.stream = frame->name,
		.key = frame->key,
		.order = frame->event,
		.kind = frame->kind,
		.data = frame->data,
		.bounds = { .length = frame->count,
					.dead = frame->terms.size,
					.remember_ms = frame->terms.ttl_ms,
					.drops_oldest = frame->flag },
	};

	if (inner != NULL) {
		inner->streams->append(inner, &what, on_appended, asked);
	}
}

/* Id and error have one field between them: an id has no NUL in it. */
static void on_dead(void *arg, const rtws_dead_letters_t *result)
{
	rtws_hub_asked_t *asked = arg;
	rtws_buffer_t *key = &asked->worker->hub->scratch;
	int error = result->error;

	for (uint32_t i = 0; error == 0 && i < result->count; i++) {
		const rtws_dead_letter_t *letter = &result->letters[i];
		rtws_hub_frame_t frame = {
			.type = RTWS_HUB_DEAD,
			.kind = (uint8_t) letter->kind,
			.count = letter->attempts,
			.time_us = letter->time_ms * 1000,
			.name = letter->group,
			.event = letter->order,
			.data = letter->data,
		};

		key->len = 0;
		if (rtws_buffer_append(key, letter->id.at, letter->id.len) != 0 ||
			rtws_buffer_append(key, "", 1) != 0 ||
			rtws_buffer_append(key, letter->error.at, letter->error.len) != 0) {
			error = RTWS_E_NOMEM;
			break;
		}
		frame.key = (rtws_text_t){ (const char *) key->bytes, key->len };
		rtws_hub_answer_part(asked, &frame, NULL);
	}
	rtws_hub_answer(asked, &(rtws_hub_frame_t){ .error = error });
}

void rtws_hub_get_dead(rtws_hub_asked_t *asked, const rtws_hub_frame_t *frame)
{
	rtws_broker_t *inner = inner_of(asked);

	if (inner != NULL) {
		inner->streams->dead(inner, frame->name, frame->count, on_dead, asked);
	}
}

static void on_counted(void *arg, int error, uint64_t count)
{
	rtws_hub_answer(arg, &(rtws_hub_frame_t){ .error = error, .number = count });
}

void rtws_hub_undertake(rtws_hub_asked_t *asked, const rtws_hub_frame_t *frame)
{
	rtws_broker_t *inner = inner_of(asked);
	rtws_dead_order_t order = {
		.stream = frame->name,
		.id = frame->key,
		.group = frame->event,
		.discards = frame->flag,
	};

	if (inner != NULL) {
		inner->streams->undertake(inner, &order, on_counted, asked);
	}
}

void rtws_hub_trim(rtws_hub_asked_t *asked, const rtws_hub_frame_t *frame)
{
	rtws_broker_t *inner = inner_of(asked);

	if (inner != NULL) {
		inner->streams->trim(inner, frame->name, frame->count, on_counted, asked);
	}
}

void rtws_hub_remove_group(rtws_hub_asked_t *asked, const rtws_hub_frame_t *frame)
{
	rtws_broker_t *inner = inner_of(asked);

	if (inner != NULL) {
		inner->streams->remove_group(inner, frame->name, frame->key, on_counted, asked);
	}
}

static void on_info(void *arg, const rtws_stream_info_t *result)
{
	for (uint32_t i = 0; i < result->count; i++) {
		const rtws_group_info_t *group = &result->groups[i];
		rtws_hub_frame_t frame = {
			.type = RTWS_HUB_GROUP,
			.number = group->waiting,
			.next = group->in_hand,
			.count = group->consumers,
			.name = group->name,
		};

		rtws_hub_answer_part(arg, &frame, NULL);
	}
	rtws_hub_answer(arg, &(rtws_hub_frame_t){ .error = result->error,
											  .number = result->length,
											  .next = result->dead });
}

void rtws_hub_get_stream(rtws_hub_asked_t *asked, const rtws_hub_frame_t *frame)
{
	rtws_broker_t *inner = inner_of(asked);

	if (inner != NULL) {
		inner->streams->info(inner, frame->name, on_info, asked);
	}
}

/* ---- consumers ------------------------------------------------------------------------------- */

/* Of a worker, by the number that it has given it. */
typedef struct {
	rtws_hub_worker_t *worker;
	rtws_consumer_t *inner;
	uint64_t number;
	rtws_table_t in_hand; /* tokens; the values mean nothing */
	bool is_closed;
} hub_consumer_t;

static bool on_entry(void *context, const rtws_entry_t *entry)
{
	hub_consumer_t *self = context;
	rtws_hub_frame_t frame = {
		.type = RTWS_HUB_ENTRY,
		.id = self->number,
		.number = entry->token,
		.count = entry->attempt,
		.kind = (uint8_t) entry->kind,
		.key = entry->id,
		.data = entry->data,
	};

	if (rtws_table_add(&self->in_hand, entry->token, self) != 0) {
		return false;
	}
	rtws_hub_send(self->worker, &frame, NULL);
	return true;
}

static void free_consumer(hub_consumer_t *self)
{
	rtws_table_remove(&self->worker->consumers, self->number);
	rtws_table_clear(&self->in_hand);
	free(self);
}

void rtws_hub_open_consumer(rtws_hub_worker_t *worker, const rtws_hub_frame_t *frame)
{
	rtws_broker_t *inner = worker->hub->inner;
	rtws_hub_stream_terms_t packed;
	rtws_consumer_terms_t terms;
	hub_consumer_t *self;

	if (inner->streams == NULL || frame->data.len != sizeof(packed) || frame->id == 0 ||
		rtws_table_find(&worker->consumers, frame->id) != NULL) {
		return;
	}
	memcpy(&packed, frame->data.at, sizeof(packed));
	terms = rtws_hub_unpack_terms(&packed);
	terms.stream = frame->name;
	terms.group = frame->key;
	self = calloc(1, sizeof(*self));
	if (self == NULL || rtws_table_add(&worker->consumers, frame->id, self) != 0) {
		free(self);
		rtws_hub_link_break(&worker->link); /* it relies on it, and will open another */
		return;
	}
	self->worker = worker;
	self->number = frame->id;
	self->inner = inner->streams->open(inner, &terms, on_entry, self);
	if (self->inner == NULL) {
		free_consumer(self);
		rtws_hub_link_break(&worker->link);
	}
}

static void settle(hub_consumer_t *self, uint64_t token, rtws_outcome_t outcome, rtws_text_t why)
{
	rtws_broker_t *inner = self->worker->hub->inner;
	rtws_consumer_t *consumer = self->inner;

	rtws_table_remove(&self->in_hand, token);
	if (self->is_closed && self->in_hand.count == 0) {
		free_consumer(self);
	}
	inner->streams->settle(inner, consumer, token, outcome, why);
}

void rtws_hub_settle_entry(rtws_hub_worker_t *worker, const rtws_hub_frame_t *frame)
{
	hub_consumer_t *self = frame->id != 0 ? rtws_table_find(&worker->consumers, frame->id) : NULL;

	if (self != NULL && frame->number != 0 && frame->count <= RTWS_OUTCOME_DIED &&
		rtws_table_find(&self->in_hand, frame->number) != NULL) {
		settle(self, frame->number, (rtws_outcome_t) frame->count, frame->data);
	}
}

static void close_consumer(hub_consumer_t *self)
{
	rtws_broker_t *inner = self->worker->hub->inner;
	rtws_consumer_t *consumer = self->inner;

	if (self->is_closed) {
		return;
	}
	self->is_closed = true;
	if (self->in_hand.count == 0) {
		free_consumer(self);
	}
	inner->streams->close(inner, consumer);
}

void rtws_hub_close_consumer(rtws_hub_worker_t *worker, const rtws_hub_frame_t *frame)
{
	hub_consumer_t *self = frame->id != 0 ? rtws_table_find(&worker->consumers, frame->id) : NULL;

	if (self != NULL) {
		close_consumer(self);
	}
}

/* 0: none. */
static uint64_t any_key(const rtws_table_t *table)
{
	for (size_t i = 0; i < table->size; i++) {
		if (table->slots[i].key != 0) {
			return table->slots[i].key;
		}
	}
	return 0;
}

static uint64_t lowest_key(const rtws_table_t *table)
{
	uint64_t lowest = 0;

	for (size_t i = 0; i < table->size; i++) {
		uint64_t key = table->slots[i].key;

		if (key != 0 && (lowest == 0 || key < lowest)) {
			lowest = key;
		}
	}
	return lowest;
}

static hub_consumer_t *any_open(const rtws_hub_worker_t *worker)
{
	for (size_t i = 0; i < worker->consumers.size; i++) {
		hub_consumer_t *self = worker->consumers.slots[i].value;

		if (worker->consumers.slots[i].key != 0 && !self->is_closed) {
			return self;
		}
	}
	return NULL;
}

void rtws_hub_bereave(rtws_hub_worker_t *worker)
{
	static const char why[] = "its process ended while it was handled";
	hub_consumer_t *self;
	uint64_t number;

	while ((self = any_open(worker)) != NULL) {
		close_consumer(self);
	}
	while ((number = any_key(&worker->consumers)) != 0) {
		size_t left;

		self = rtws_table_find(&worker->consumers, number);
		left = self->in_hand.count;
		for (; left > 0; left--) { /* the last one frees it */
			settle(self, lowest_key(&self->in_hand), RTWS_OUTCOME_DIED,
				   (rtws_text_t){ why, sizeof(why) - 1 });
		}
	}
	rtws_table_clear(&worker->consumers);
}

void rtws_hub_clear_consumers(rtws_hub_worker_t *worker)
{
	uint64_t number;

	while ((number = any_key(&worker->consumers)) != 0) {
		free_consumer(rtws_table_find(&worker->consumers, number));
	}
	rtws_table_clear(&worker->consumers);
}
