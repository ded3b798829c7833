/* Streams in Redis: questions. What is in Redis is described in redis_stream_scripts.c. */
#include "broker/redis_streams.h"

#include "util/error.h"

#include <stdlib.h>

static rtws_broker_redis_t *self_of(rtws_broker_t *broker)
{
	return (rtws_broker_redis_t *) broker;
}

static rtws_text_t text_of(const rtws_redis_reply_t *reply)
{
	return reply->type == RTWS_REDIS_STRING || reply->type == RTWS_REDIS_STATUS
			   ? reply->text
			   : (rtws_text_t){ "", 0 };
}

void rtws_stream_call_begin(rtws_call_t *call, rtws_broker_redis_t *self, rtws_text_t stream)
{
	rtws_call_begin(call, self);
	rtws_call_key(call, "rtws:stream:", NULL, stream);
	rtws_call_key(call, "rtws:stream-dead:", NULL, stream);
}

void rtws_stream_call_head(rtws_call_t *call)
{
	rtws_call_name(call, "rtws:stream", (rtws_text_t){ "", 0 });
}

/* ---- a question that is open ----------------------------------------------------------------- */

typedef struct {
	rtws_broker_redis_t *self;
	union {
		rtws_appended_fn appended;
		rtws_counted_fn counted;
		rtws_dead_letters_fn dead;
		rtws_stream_info_fn info;
	} fn;
	void *arg;
} open_t;

static open_t *make_open(rtws_broker_t *broker, void *arg)
{
	open_t *open = malloc(sizeof(*open));

	if (open != NULL) {
		*open = (open_t){ .self = self_of(broker), .arg = arg };
	}
	return open;
}

/* ---- appending ------------------------------------------------------------------------------- */

static void on_appended(void *arg, const rtws_redis_result_t *result)
{
	open_t *open = arg;
	rtws_appended_t appended = { .error = RTWS_E_BROKER, .id = { "", 0 } };

	if (rtws_rb_is_done(open->self, "an entry could not be appended", result)) {
		appended.error =
			rtws_redis_integer(rtws_redis_item(result->reply, 0), 0) != 0 ? RTWS_E_FULL : 0;
		appended.id = text_of(rtws_redis_item(result->reply, 1));
		appended.is_duplicate = rtws_redis_integer(rtws_redis_item(result->reply, 2), 0) != 0;
	}
	open->fn.appended(open->arg, &appended);
	free(open);
}

static void append(rtws_broker_t *broker, const rtws_append_t *what, rtws_appended_fn done,
				   void *arg)
{
	open_t *open = make_open(broker, arg);
	rtws_call_t call;

	if (open == NULL) {
		done(arg, &(rtws_appended_t){ .error = RTWS_E_NOMEM, .id = { "", 0 } });
		return;
	}
	open->fn.appended = done;
	rtws_stream_call_begin(&call, open->self, what->stream);
	if (what->key.len > 0) {
		rtws_call_key_and(&call, "rtws:stream-key:", what->stream, what->key);
	}
	rtws_stream_call_head(&call);
	rtws_call_number(&call, what->bounds.length);
	rtws_call_number(&call, what->bounds.drops_oldest);
	rtws_call_number(&call, what->bounds.remember_ms);
	rtws_call_number(&call, what->kind);
	rtws_call_text(&call, what->order.at, what->order.len);
	rtws_call_text(&call, what->data.at, what->data.len);
	rtws_call_script(&call, RTWS_SCRIPT_STREAM_APPEND, what->key.len > 0 ? 3 : 2, on_appended,
					 open);
}

/* ---- what is answered with a number ---------------------------------------------------------- */

static void on_counted(void *arg, const rtws_redis_result_t *result)
{
	open_t *open = arg;
	int64_t count = -1;
	int error = RTWS_E_BROKER;

	if (rtws_rb_is_done(open->self, "a stream could not be changed", result)) {
		count = rtws_redis_integer(result->reply, 0);
		error = count < 0 ? RTWS_E_EXISTS : 0;
	}
	open->fn.counted(open->arg, error, count < 0 ? 0 : (uint64_t) count);
	free(open);
}

static void send_counted(rtws_call_t *call, rtws_script_t script, rtws_counted_fn done, void *arg)
{
	open_t *open = make_open(&call->broker->base, arg);

	if (open == NULL) {
		rtws_buffer_clear(&call->made);
		done(arg, RTWS_E_NOMEM, 0);
		return;
	}
	open->fn.counted = done;
	rtws_call_script(call, script, 2, on_counted, open);
}

static void undertake(rtws_broker_t *broker, const rtws_dead_order_t *order, rtws_counted_fn done,
					  void *arg)
{
	rtws_call_t call;

	rtws_stream_call_begin(&call, self_of(broker), order->stream);
	rtws_stream_call_head(&call);
	rtws_call_text(&call, order->id.at, order->id.len);
	rtws_call_text(&call, order->group.at, order->group.len);
	rtws_call_number(&call, order->discards);
	send_counted(&call, RTWS_SCRIPT_STREAM_UNDERTAKE, done, arg);
}

static void trim(rtws_broker_t *broker, rtws_text_t stream, uint32_t length, rtws_counted_fn done,
				 void *arg)
{
	rtws_call_t call;

	rtws_stream_call_begin(&call, self_of(broker), stream);
	rtws_stream_call_head(&call);
	rtws_call_number(&call, length);
	send_counted(&call, RTWS_SCRIPT_STREAM_TRIM, done, arg);
}

static void remove_group(rtws_broker_t *broker, rtws_text_t stream, rtws_text_t group,
						 rtws_counted_fn done, void *arg)
{
	rtws_call_t call;

	rtws_stream_call_begin(&call, self_of(broker), stream);
	rtws_stream_call_head(&call);
	rtws_call_text(&call, group.at, group.len);
	send_counted(&call, RTWS_SCRIPT_STREAM_REMOVE, done, arg);
}

/* ---- dead letters ---------------------------------------------------------------------------- */

/* The fields are in the order in which they were written: i g o k d a e t. */
static rtws_dead_letter_t letter_of(const rtws_redis_reply_t *entry)
{
	const rtws_redis_reply_t *f = rtws_redis_item(entry, 1);

	return (rtws_dead_letter_t){
		.id = text_of(rtws_redis_item(f, 1)),
		.group = text_of(rtws_redis_item(f, 3)),
		.order = text_of(rtws_redis_item(f, 5)),
		.kind = (rtws_data_kind_t) rtws_redis_integer(rtws_redis_item(f, 7), RTWS_DATA_BINARY),
		.data = text_of(rtws_redis_item(f, 9)),
		.attempts = (uint32_t) rtws_redis_integer(rtws_redis_item(f, 11), 0),
		.error = text_of(rtws_redis_item(f, 13)),
		.time_ms = (uint64_t) rtws_redis_integer(rtws_redis_item(f, 15), 0),
	};
}

static void on_dead(void *arg, const rtws_redis_result_t *result)
{
	open_t *open = arg;
	rtws_dead_letters_t dead = { .error = RTWS_E_BROKER };
	rtws_dead_letter_t *letters = NULL;

	if (rtws_rb_is_done(open->self, "dead letters could not be read", result)) {
		uint32_t count = (uint32_t) result->reply->count;

		letters = malloc((count + 1) * sizeof(*letters));
		dead.error = letters != NULL ? 0 : RTWS_E_NOMEM;
		for (uint32_t i = 0; letters != NULL && i < count; i++) {
			letters[i] = letter_of(&result->reply->items[i]);
		}
		dead.letters = letters;
		dead.count = letters != NULL ? count : 0;
	}
	open->fn.dead(open->arg, &dead);
	free(letters);
	free(open);
}

static void dead(rtws_broker_t *broker, rtws_text_t stream, uint32_t limit,
				 rtws_dead_letters_fn done, void *arg)
{
	open_t *open = make_open(broker, arg);
	rtws_call_t call;

	if (open == NULL) {
		done(arg, &(rtws_dead_letters_t){ .error = RTWS_E_NOMEM });
		return;
	}
	open->fn.dead = done;
	rtws_call_begin(&call, open->self);
	rtws_call_word(&call, "XRANGE");
	rtws_call_key(&call, "rtws:stream-dead:", NULL, stream);
	rtws_call_word(&call, "-");
	rtws_call_word(&call, "+");
	rtws_call_word(&call, "COUNT");
	rtws_call_number(&call, limit);
	rtws_call_command(&call, 1, on_dead, open);
}

/* ---- what there is --------------------------------------------------------------------------- */

static void on_info(void *arg, const rtws_redis_result_t *result)
{
	open_t *open = arg;
	rtws_stream_info_t info = { .error = RTWS_E_BROKER };
	rtws_group_info_t *groups = NULL;

	if (rtws_rb_is_done(open->self, "a stream could not be looked at", result)) {
		const rtws_redis_reply_t *reply = result->reply;

		info.count = reply->count > 2 ? (uint32_t) (reply->count - 2) / 4 : 0;
		groups = malloc((info.count + 1) * sizeof(*groups));
		info.error = groups != NULL ? 0 : RTWS_E_NOMEM;
		info.count = groups != NULL ? info.count : 0;
		info.length = (uint64_t) rtws_redis_integer(rtws_redis_item(reply, 0), 0);
		info.dead = (uint64_t) rtws_redis_integer(rtws_redis_item(reply, 1), 0);
		for (uint32_t i = 0; i < info.count; i++) {
			size_t at = 2 + 4 * (size_t) i;

			groups[i] = (rtws_group_info_t){
				.name = text_of(rtws_redis_item(reply, at)),
				.waiting = (uint64_t) rtws_redis_integer(rtws_redis_item(reply, at + 1), 0),
				.in_hand = (uint64_t) rtws_redis_integer(rtws_redis_item(reply, at + 2), 0),
				.consumers = (uint32_t) rtws_redis_integer(rtws_redis_item(reply, at + 3), 0),
			};
		}
		info.groups = groups;
	}
	open->fn.info(open->arg, &info);
	free(groups);
	free(open);
}

static void look_at(rtws_broker_t *broker, rtws_text_t stream, rtws_stream_info_fn done, void *arg)
{
	open_t *open = make_open(broker, arg);
	rtws_call_t call;

	if (open == NULL) {
		done(arg, &(rtws_stream_info_t){ .error = RTWS_E_NOMEM });
		return;
	}
	open->fn.info = done;
	rtws_stream_call_begin(&call, open->self, stream);
	rtws_stream_call_head(&call);
	rtws_call_script(&call, RTWS_SCRIPT_STREAM_INFO, 2, on_info, open);
}

const rtws_stream_ops_t rtws_redis_stream_ops = {
	.append = append,
	.open = rtws_rb_open_consumer,
	.settle = rtws_rb_settle_entry,
	.close = rtws_rb_close_consumer,
	.dead = dead,
	.undertake = undertake,
	.trim = trim,
	.remove_group = remove_group,
	.info = look_at,
};
