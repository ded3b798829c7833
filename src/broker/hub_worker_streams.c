/* Streams as a worker has them: questions to the hub, and entries that come from it. */
#include "broker/hub_stream_terms.h"
#include "broker/hub_worker.h"

#include "util/error.h"

#include <stdlib.h>
#include <string.h>

static rtws_broker_hub_t *self_of(rtws_broker_t *broker)
{
	return (rtws_broker_hub_t *) broker;
}

/* ---- questions ------------------------------------------------------------------------------- */

static void append(rtws_broker_t *broker, const rtws_append_t *what, rtws_appended_fn done,
				   void *arg)
{
	rtws_hub_pending_t pending = { .answer = RTWS_HUB_APPENDED, .fn.appended = done, .arg = arg };
	rtws_hub_frame_t frame = {
		.type = RTWS_HUB_APPEND,
		.kind = (uint8_t) what->kind,
		.flag = what->bounds.drops_oldest,
		.count = what->bounds.length,
		.terms = { what->bounds.dead, what->bounds.remember_ms },
		.name = what->stream,
		.key = what->key,
		.event = what->order,
		.data = what->data,
	};

	rtws_hub_ask(self_of(broker), &frame, &pending);
}

static void dead(rtws_broker_t *broker, rtws_text_t stream, uint32_t limit,
				 rtws_dead_letters_fn done, void *arg)
{
	rtws_hub_pending_t pending = { .answer = RTWS_HUB_DEAD_ALL, .fn.dead = done, .arg = arg };

	rtws_hub_ask(self_of(broker),
				 &(rtws_hub_frame_t){ .type = RTWS_HUB_GET_DEAD, .count = limit, .name = stream },
				 &pending);
}

static void ask_for_count(rtws_broker_t *broker, rtws_hub_frame_t frame, rtws_counted_fn done,
						  void *arg)
{
	rtws_hub_pending_t pending = { .answer = RTWS_HUB_REACHED, .fn.reached = done, .arg = arg };

	rtws_hub_ask(self_of(broker), &frame, &pending);
}

static void undertake(rtws_broker_t *broker, const rtws_dead_order_t *order, rtws_counted_fn done,
					  void *arg)
{
	ask_for_count(broker,
				  (rtws_hub_frame_t){ .type = RTWS_HUB_UNDERTAKE,
									  .flag = order->discards,
									  .name = order->stream,
									  .key = order->id,
									  .event = order->group },
				  done, arg);
}

static void trim(rtws_broker_t *broker, rtws_text_t stream, uint32_t length, rtws_counted_fn done,
				 void *arg)
{
	ask_for_count(broker,
				  (rtws_hub_frame_t){ .type = RTWS_HUB_TRIM, .count = length, .name = stream },
				  done, arg);
}

static void remove_group(rtws_broker_t *broker, rtws_text_t stream, rtws_text_t group,
						 rtws_counted_fn done, void *arg)
{
	ask_for_count(broker,
				  (rtws_hub_frame_t){ .type = RTWS_HUB_REMOVE, .name = stream, .key = group }, done,
				  arg);
}

static void info(rtws_broker_t *broker, rtws_text_t stream, rtws_stream_info_fn done, void *arg)
{
	rtws_hub_pending_t pending = { .answer = RTWS_HUB_STREAM, .fn.stream = done, .arg = arg };

	rtws_hub_ask(self_of(broker),
				 &(rtws_hub_frame_t){ .type = RTWS_HUB_GET_STREAM, .name = stream }, &pending);
}

/* ---- answers --------------------------------------------------------------------------------- */

static int keep(rtws_buffer_t *buffer, rtws_text_t text)
{
	return text.len > 0 ? rtws_buffer_append(buffer, text.at, text.len) : 0;
}

static rtws_text_t next_text(const char **at, size_t len)
{
	rtws_text_t text = { *at, len };

	*at += len;
	return text;
}

int rtws_hub_add_dead(rtws_hub_pending_t *pending, const rtws_hub_frame_t *frame)
{
	const char *end = memchr(frame->key.at, '\0', frame->key.len);
	size_t id = end != NULL ? (size_t) (end - frame->key.at) : frame->key.len;
	size_t error = end != NULL ? frame->key.len - id - 1 : 0;
	rtws_dead_letter_t letter = {
		.id.len = id,
		.error.len = error,
		.group.len = frame->name.len,
		.order.len = frame->event.len,
		.kind = frame->kind,
		.data.len = frame->data.len,
		.attempts = frame->count,
		.time_ms = frame->time_us / 1000,
	};

	if (rtws_buffer_append(&pending->items, &letter, sizeof(letter)) != 0) {
		return RTWS_E_NOMEM;
	}
	pending->count++;
	if (keep(&pending->texts, (rtws_text_t){ frame->key.at, id }) != 0 ||
		keep(&pending->texts, (rtws_text_t){ frame->key.at + frame->key.len - error, error }) !=
			0 ||
		keep(&pending->texts, frame->name) != 0 || keep(&pending->texts, frame->event) != 0 ||
		keep(&pending->texts, frame->data) != 0) {
		return RTWS_E_NOMEM;
	}
	return 0;
}

int rtws_hub_add_group(rtws_hub_pending_t *pending, const rtws_hub_frame_t *frame)
{
	rtws_group_info_t group = {
		.name.len = frame->name.len,
		.waiting = frame->number,
		.in_hand = frame->next,
		.consumers = frame->count,
	};

	if (rtws_buffer_append(&pending->items, &group, sizeof(group)) != 0) {
		return RTWS_E_NOMEM;
	}
	pending->count++;
	return keep(&pending->texts, frame->name);
}

static void answer_dead(rtws_hub_pending_t *pending, int error)
{
	rtws_dead_letter_t *letters = (rtws_dead_letter_t *) pending->items.bytes;
	const char *at = (const char *) pending->texts.bytes;

	for (uint32_t i = 0; error == 0 && i < pending->count; i++) {
		letters[i].id = next_text(&at, letters[i].id.len);
		letters[i].error = next_text(&at, letters[i].error.len);
		letters[i].group = next_text(&at, letters[i].group.len);
		letters[i].order = next_text(&at, letters[i].order.len);
		letters[i].data = next_text(&at, letters[i].data.len);
	}
	pending->fn.dead(pending->arg,
					 &(rtws_dead_letters_t){ .error = error,
											 .letters = letters,
											 .count = error == 0 ? pending->count : 0 });
}

static void answer_info(rtws_hub_pending_t *pending, const rtws_hub_frame_t *frame)
{
	rtws_group_info_t *groups = (rtws_group_info_t *) pending->items.bytes;
	const char *at = (const char *) pending->texts.bytes;

	for (uint32_t i = 0; frame->error == 0 && i < pending->count; i++) {
		groups[i].name = next_text(&at, groups[i].name.len);
	}
	pending->fn.stream(pending->arg,
					   &(rtws_stream_info_t){ .error = frame->error,
											  .length = frame->number,
											  .dead = frame->next,
											  .groups = groups,
											  .count = frame->error == 0 ? pending->count : 0 });
}

void rtws_hub_answer_stream(rtws_hub_pending_t *pending, const rtws_hub_frame_t *frame)
{
	switch (frame->type) {
		case RTWS_HUB_APPENDED:
			pending->fn.appended(pending->arg, &(rtws_appended_t){ .error = frame->error,
																   .id = frame->key,
																   .is_duplicate = frame->flag });
			break;
		case RTWS_HUB_DEAD_ALL:
			answer_dead(pending, frame->error);
			break;
		default:
			answer_info(pending, frame);
	}
}

/* ---- consumers ------------------------------------------------------------------------------- */

typedef struct {
	rtws_consumer_t base;
	uint64_t number;
	uint32_t in_hand;
	bool is_closed;
} worker_consumer_t;

static rtws_consumer_t *open_consumer(rtws_broker_t *broker, const rtws_consumer_terms_t *terms,
									  rtws_entry_fn entry, void *context)
{
	rtws_broker_hub_t *self = self_of(broker);
	rtws_hub_stream_terms_t packed = rtws_hub_pack_terms(terms);
	worker_consumer_t *consumer = malloc(sizeof(*consumer));

	if (consumer == NULL) {
		return NULL;
	}
	*consumer = (worker_consumer_t){ .base = { .entry = entry, .context = context },
									 .number = ++self->consumer_numbers };
	if (rtws_table_add(&self->consumers, consumer->number, consumer) != 0) {
		free(consumer);
		return NULL;
	}
	rtws_hub_say(self, &(rtws_hub_frame_t){ .type = RTWS_HUB_OPEN,
											.id = consumer->number,
											.name = terms->stream,
											.key = terms->group,
											.data = { (const char *) &packed, sizeof(packed) } });
	return &consumer->base;
}

static void free_consumer(rtws_broker_hub_t *self, worker_consumer_t *consumer)
{
	rtws_table_remove(&self->consumers, consumer->number);
	free(consumer);
}

static void say_settled(rtws_broker_hub_t *self, uint64_t number, uint64_t token,
						rtws_outcome_t outcome, rtws_text_t why)
{
	if (why.len > RTWS_STREAM_ERROR_MAX) {
		why.len = RTWS_STREAM_ERROR_MAX;
	}
	rtws_hub_say(self, &(rtws_hub_frame_t){ .type = RTWS_HUB_SETTLE,
											.id = number,
											.number = token,
											.count = outcome,
											.data = why });
}

static void settle(rtws_broker_t *broker, rtws_consumer_t *base, uint64_t token,
				   rtws_outcome_t outcome, rtws_text_t why)
{
	rtws_broker_hub_t *self = self_of(broker);
	worker_consumer_t *consumer = (worker_consumer_t *) base;

	say_settled(self, consumer->number, token, outcome, why);
	consumer->in_hand--;
	if (consumer->is_closed && consumer->in_hand == 0) {
		free_consumer(self, consumer);
	}
}

static void close_consumer(rtws_broker_t *broker, rtws_consumer_t *base)
{
	rtws_broker_hub_t *self = self_of(broker);
	worker_consumer_t *consumer = (worker_consumer_t *) base;

	rtws_hub_say(self, &(rtws_hub_frame_t){ .type = RTWS_HUB_CLOSE, .id = consumer->number });
	consumer->is_closed = true;
	if (consumer->in_hand == 0) {
		free_consumer(self, consumer);
	}
}

/* One that was on its way when its consumer was closed goes back. */
void rtws_hub_on_entry(rtws_broker_hub_t *self, const rtws_hub_frame_t *frame)
{
	worker_consumer_t *consumer = rtws_table_find(&self->consumers, frame->id);
	rtws_entry_t entry = {
		.token = frame->number,
		.id = frame->key,
		.attempt = frame->count,
		.kind = frame->kind,
		.data = frame->data,
	};

	if (consumer != NULL && !consumer->is_closed) {
		entry.consumer = &consumer->base;
		consumer->in_hand++;
		if (consumer->base.entry(consumer->base.context, &entry)) {
			return;
		}
		consumer->in_hand--;
	}
	say_settled(self, frame->id, frame->number, RTWS_OUTCOME_RETURNED, (rtws_text_t){ NULL, 0 });
}

void rtws_hub_free_consumers(rtws_broker_hub_t *self)
{
	for (size_t i = 0; i < self->consumers.size; i++) {
		if (self->consumers.slots[i].key != 0) {
			free(self->consumers.slots[i].value);
		}
	}
	rtws_table_clear(&self->consumers);
}

const rtws_stream_ops_t rtws_hub_stream_ops = {
	.append = append,
	.open = open_consumer,
	.settle = settle,
	.close = close_consumer,
	.dead = dead,
	.undertake = undertake,
	.trim = trim,
	.remove_group = remove_group,
	.info = info,
};
