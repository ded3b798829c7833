/*
 * The connections of a worker that stand for members, so that they leave with it. The inner broker
 * counts joins and leaves, so each join that has worked is undone once, and no other is.
 */
#include "broker/hub_inside.h"

#include "util/error.h"

#include <stdlib.h>
#include <string.h>

/* One connection in one channel. Forgotten when all numbers are 0. */
struct rtws_hub_stay {
	uint32_t held;    /* joins that have worked */
	uint32_t pending; /* that are not answered, */
	uint32_t leaving; /* and of those, how many are to be undone */
	size_t channel_len;
	size_t len;
	char text[]; /* connection, length of the channel's name, channel, key of the member */
};

enum { CONNECTION = sizeof(uint64_t), HEAD = CONNECTION + sizeof(uint32_t) };

static uint64_t connection_of(const rtws_hub_stay_t *stay)
{
	uint64_t connection;

	memcpy(&connection, stay->text, CONNECTION);
	return connection;
}

static rtws_text_t channel_of(const rtws_hub_stay_t *stay)
{
	return (rtws_text_t){ stay->text + HEAD, stay->channel_len };
}

static rtws_text_t member_of(const rtws_hub_stay_t *stay)
{
	size_t at = HEAD + stay->channel_len;

	return (rtws_text_t){ stay->text + at, stay->len - at };
}

/* What stays are found by, in the scratch buffer. NULL when out of memory. */
static const rtws_buffer_t *text_of(rtws_hub_worker_t *worker, const rtws_hub_frame_t *frame)
{
	rtws_buffer_t *text = &worker->hub->scratch;
	uint64_t connection = rtws_hub_id(worker->birth, frame->id);
	uint32_t len = (uint32_t) frame->name.len;

	text->len = 0;
	if (rtws_buffer_append(text, &connection, sizeof(connection)) != 0 ||
		rtws_buffer_append(text, &len, sizeof(len)) != 0 ||
		rtws_buffer_append(text, frame->name.at, frame->name.len) != 0 ||
		rtws_buffer_append(text, frame->key.at, frame->key.len) != 0) {
		return NULL;
	}
	return text;
}

static rtws_hub_stay_t *find(rtws_hub_worker_t *worker, const rtws_hub_frame_t *frame)
{
	const rtws_buffer_t *text = text_of(worker, frame);

	return text != NULL ? rtws_map_find(&worker->stays, (const char *) text->bytes, text->len)
						: NULL;
}

/* Found or made; NULL when out of memory. */
static rtws_hub_stay_t *get(rtws_hub_worker_t *worker, const rtws_hub_frame_t *frame)
{
	rtws_hub_stay_t *stay = find(worker, frame);
	const rtws_buffer_t *text = &worker->hub->scratch;

	if (stay != NULL || text->len != HEAD + frame->name.len + frame->key.len) {
		return stay;
	}
	stay = calloc(1, sizeof(*stay) + text->len);
	if (stay == NULL) {
		return NULL;
	}
	stay->channel_len = frame->name.len;
	stay->len = text->len;
	memcpy(stay->text, text->bytes, text->len);
	if (rtws_map_add(&worker->stays, stay->text, stay->len, stay) != 0) {
		free(stay);
		return NULL;
	}
	return stay;
}

static void release(rtws_hub_worker_t *worker, rtws_hub_stay_t *stay)
{
	if (stay->held == 0 && stay->pending == 0) {
		rtws_map_remove(&worker->stays, stay->text, stay->len);
		free(stay);
	}
}

static void leave_once(rtws_hub_t *hub, rtws_hub_stay_t *stay)
{
	stay->held--;
	hub->inner->ops->leave(hub->inner, channel_of(stay), member_of(stay), connection_of(stay));
}

static void on_joined(void *arg, int error)
{
	rtws_hub_asked_t *asked = arg;
	rtws_hub_worker_t *worker = asked->worker;
	rtws_hub_stay_t *stay = asked->stay;

	stay->pending--;
	stay->held += error == 0 ? 1 : 0;
	if (stay->leaving > 0) {
		stay->leaving--;
		if (error == 0) {
			leave_once(worker->hub, stay);
		}
	}
	release(worker, stay);
	rtws_hub_answer(asked, &(rtws_hub_frame_t){ .error = error });
}

void rtws_hub_join(rtws_hub_asked_t *asked, const rtws_hub_frame_t *frame)
{
	rtws_hub_worker_t *worker = asked->worker;
	rtws_broker_t *inner = worker->hub->inner;
	rtws_member_t member = { frame->key, frame->data };

	asked->stay = get(worker, frame);
	if (asked->stay == NULL) {
		rtws_hub_answer(asked, &(rtws_hub_frame_t){ .error = RTWS_E_NOMEM });
		return;
	}
	asked->stay->pending++;
	inner->ops->join(inner, frame->name, &member, rtws_hub_id(worker->birth, frame->id), on_joined,
					 asked);
}

void rtws_hub_leave(rtws_hub_worker_t *worker, const rtws_hub_frame_t *frame)
{
	rtws_hub_stay_t *stay = find(worker, frame);

	if (stay == NULL) {
		return;
	}
	if (stay->held > 0) {
		leave_once(worker->hub, stay);
	} else if (stay->leaving < stay->pending) { /* it may still fail */
		stay->leaving++;
	}
	release(worker, stay);
}

/* They are forgotten with the worker, which open questions keep. */
void rtws_hub_leave_all(rtws_hub_worker_t *worker)
{
	rtws_hub_stay_t *stay;
	size_t at = 0;

	while ((stay = rtws_map_each(&worker->stays, &at)) != NULL) {
		while (stay->held > 0) {
			leave_once(worker->hub, stay);
		}
		stay->leaving = stay->pending;
	}
}

void rtws_hub_clear_stays(rtws_hub_worker_t *worker)
{
	rtws_hub_stay_t *stay;
	size_t at = 0;

	while ((stay = rtws_map_each(&worker->stays, &at)) != NULL) {
		free(stay);
	}
	rtws_map_clear(&worker->stays);
}
