/* What workers send: questions, which are passed on to the inner broker, and news of their state.
 */
#include "broker/hub_inside.h"

#include "util/error.h"

#include <stdlib.h>
#include <string.h>

/* ---- open questions -------------------------------------------------------------------------- */

/* NULL when out of memory: answered so. */
static rtws_hub_asked_t *ask(rtws_hub_worker_t *worker, uint32_t request, uint8_t answer)
{
	rtws_hub_t *hub = worker->hub;
	rtws_hub_asked_t *asked = calloc(1, sizeof(*asked));

	if (asked == NULL) {
		rtws_hub_send(
			worker,
			&(rtws_hub_frame_t){ .type = answer, .request = request, .error = RTWS_E_NOMEM }, NULL);
		return NULL;
	}
	asked->worker = worker;
	asked->request = request;
	asked->answer = answer;
	asked->next = hub->asked;
	asked->prev = &hub->asked;
	if (asked->next != NULL) {
		asked->next->prev = &asked->next;
	}
	hub->asked = asked;
	worker->refs++;
	return asked;
}

static void forget(rtws_hub_asked_t *asked)
{
	*asked->prev = asked->next;
	if (asked->next != NULL) {
		asked->next->prev = asked->prev;
	}
	rtws_hub_worker_unref(asked->worker);
	free(asked);
}

void rtws_hub_answer_part(rtws_hub_asked_t *asked, rtws_hub_frame_t *frame, rtws_publication_t *pub)
{
	frame->request = asked->request;
	rtws_hub_send(asked->worker, frame, pub);
}

void rtws_hub_answer(rtws_hub_asked_t *asked, rtws_hub_frame_t *frame)
{
	frame->type = asked->answer;
	rtws_hub_answer_part(asked, frame, NULL);
	forget(asked);
}

void rtws_hub_clear_asked(rtws_hub_t *hub)
{
	while (hub->asked != NULL) {
		forget(hub->asked);
	}
}

static void on_reached(void *arg, int error, uint64_t reached)
{
	rtws_hub_answer(arg, &(rtws_hub_frame_t){ .error = error, .number = reached });
}

/* ---- publications ---------------------------------------------------------------------------- */

rtws_hub_frame_t rtws_hub_frame_of(rtws_hub_type_t type, const rtws_publication_t *pub)
{
	return (rtws_hub_frame_t){ .type = (uint8_t) type,
							   .kind = (uint8_t) pub->kind,
							   .flag = pub->is_kept,
							   .was_heard = pub->was_heard,
							   .id = pub->except,
							   .position = pub->position,
							   .time_us = pub->time_us,
							   .name = pub->channel,
							   .event = pub->event,
							   .data = pub->data };
}

static void on_published(void *arg, const rtws_published_t *result)
{
	rtws_hub_answer(arg, &(rtws_hub_frame_t){ .error = result->error,
											  .count = result->reached,
											  .flag = result->is_duplicate,
											  .number = (uint64_t) result->value,
											  .position = result->position });
}

static void publish(rtws_hub_asked_t *asked, const rtws_hub_frame_t *frame)
{
	rtws_broker_t *inner = asked->worker->hub->inner;
	rtws_publication_t *pub =
		rtws_publication_create(frame->name, frame->event, frame->kind, frame->data);

	if (pub == NULL) {
		rtws_hub_answer(asked, &(rtws_hub_frame_t){ .error = RTWS_E_NOMEM });
		return;
	}
	pub->except = rtws_hub_id(asked->worker->birth, frame->id); /* never 0: tells whose it is */
	inner->ops->publish(inner, pub, frame->terms, frame->key, on_published, asked);
	rtws_publication_unref(pub);
}

/* The worker has checked that a counter is of before it was forked: it is here as well. */
static void step(rtws_hub_asked_t *asked, const rtws_hub_frame_t *frame)
{
	rtws_broker_t *inner = asked->worker->hub->inner;
	rtws_publication_t *pub = rtws_publication_create_number(frame->name, frame->data);
	rtws_step_t what = {
		.counter = (rtws_counter_t *) (uintptr_t) frame->number,
		.key = frame->key,
		.by = (intptr_t) frame->next,
		.front = frame->data,
	};

	if (pub == NULL || inner->ops->step == NULL) {
		rtws_hub_answer(asked,
						&(rtws_hub_frame_t){ .error = pub == NULL ? RTWS_E_NOMEM : RTWS_E_UNABLE });
		if (pub != NULL) {
			rtws_publication_unref(pub);
		}
		return;
	}
	pub->except = rtws_hub_id(asked->worker->birth, 0);
	inner->ops->step(inner, &what, pub, frame->terms, on_published, asked);
	rtws_publication_unref(pub);
}

static void on_history(void *arg, const rtws_history_t *result)
{
	for (uint32_t i = 0; i < result->count; i++) {
		rtws_publication_t *pub = result->publications[i];
		rtws_hub_frame_t frame = rtws_hub_frame_of(RTWS_HUB_KEPT, pub);

		rtws_hub_answer_part(arg, &frame, pub);
	}
	rtws_hub_answer(arg, &(rtws_hub_frame_t){ .error = result->error,
											  .flag = result->recovered,
											  .position = result->position });
}

static void get_kept(rtws_hub_asked_t *asked, const rtws_hub_frame_t *frame)
{
	rtws_broker_t *inner = asked->worker->hub->inner;
	rtws_history_query_t query = {
		.channel = frame->name,
		.terms = frame->terms,
		.has_since = frame->flag,
		.since = frame->position,
		.limit = frame->count,
	};

	inner->ops->history(inner, &query, on_history, asked);
}

/* ---- members --------------------------------------------------------------------------------- */

static void on_members(void *arg, const rtws_members_t *result)
{
	for (uint32_t i = 0; i < result->count; i++) {
		rtws_hub_frame_t frame = { .type = RTWS_HUB_MEMBER,
								   .key = result->members[i].key,
								   .data = result->members[i].info };

		rtws_hub_answer_part(arg, &frame, NULL);
	}
	rtws_hub_answer(arg, &(rtws_hub_frame_t){ .error = result->error,
											  .number = result->total,
											  .next = result->next });
}

static void get_members(rtws_hub_asked_t *asked, const rtws_hub_frame_t *frame)
{
	rtws_broker_t *inner = asked->worker->hub->inner;

	inner->ops->members(inner, frame->name, frame->number, frame->count, on_members, asked);
}

/* ---- letters --------------------------------------------------------------------------------- */

static void send_letter(rtws_hub_asked_t *asked, const rtws_hub_frame_t *frame)
{
	rtws_hub_t *hub = asked->worker->hub;
	rtws_letter_t letter = {
		.to = { frame->subject, frame->name },
		.address = frame->key,
		.kind = frame->kind,
		.data = frame->data,
	};

	/* a process is in one place; a user may be anywhere */
	if (frame->subject == RTWS_SUBJECT_PROCESS && rtws_hub_watchers(hub, letter.to) != NULL) {
		rtws_hub_post(hub, &letter, on_reached, asked);
	} else {
		hub->inner->ops->send(hub->inner, &letter, on_reached, asked);
	}
}

/* ---- the others ------------------------------------------------------------------------------ */

static rtws_subject_t subject_of(const rtws_hub_frame_t *frame)
{
	return (rtws_subject_t){ frame->subject, frame->name };
}

static void watch(rtws_hub_asked_t *asked, const rtws_hub_frame_t *frame)
{
	rtws_hub_watch(asked, subject_of(frame));
}

static void count(rtws_hub_asked_t *asked, const rtws_hub_frame_t *frame)
{
	rtws_hub_t *hub = asked->worker->hub;

	if (hub->inner->ops->count == NULL) {
		on_reached(asked, 0, rtws_hub_count(hub, frame->name));
		return;
	}
	rtws_hub_tell_counts(hub);
	hub->inner->ops->count(hub->inner, frame->name, on_reached, asked);
}

static void unwatch(rtws_hub_worker_t *worker, const rtws_hub_frame_t *frame)
{
	rtws_hub_unwatch(worker, subject_of(frame));
}

static void subscribers(rtws_hub_worker_t *worker, const rtws_hub_frame_t *frame)
{
	rtws_hub_set_count(worker, frame->name, frame->count);
}

static void stand(rtws_hub_worker_t *worker, const rtws_hub_frame_t *frame)
{
	rtws_hub_stand(worker, frame->name, frame->request);
}

static void resign(rtws_hub_worker_t *worker, const rtws_hub_frame_t *frame)
{
	rtws_hub_resign(worker, frame->name);
}

static void lay_down(rtws_hub_worker_t *worker, const rtws_hub_frame_t *frame)
{
	rtws_hub_lay_down(worker, frame->name, frame->request);
}

/* ---- all of them ----------------------------------------------------------------------------- */

typedef void (*ask_fn)(rtws_hub_asked_t *asked, const rtws_hub_frame_t *frame);
typedef void (*tell_fn)(rtws_hub_worker_t *worker, const rtws_hub_frame_t *frame);

typedef struct {
	uint8_t answer; /* what ends the answer to a question */
	ask_fn ask;
	tell_fn tell; /* what has no answer */
} handler_t;

static const handler_t handlers[RTWS_HUB_TYPES] = {
	[RTWS_HUB_WATCH] = { RTWS_HUB_DONE, watch, NULL },
	[RTWS_HUB_COUNT] = { RTWS_HUB_REACHED, count, NULL },
	[RTWS_HUB_PUBLISH] = { RTWS_HUB_PUBLISHED, publish, NULL },
	[RTWS_HUB_STEP] = { RTWS_HUB_PUBLISHED, step, NULL },
	[RTWS_HUB_SEND] = { RTWS_HUB_REACHED, send_letter, NULL },
	[RTWS_HUB_GET_KEPT] = { RTWS_HUB_HISTORY, get_kept, NULL },
	[RTWS_HUB_JOIN] = { RTWS_HUB_DONE, rtws_hub_join, NULL },
	[RTWS_HUB_GET_MEMBERS] = { RTWS_HUB_MEMBERS, get_members, NULL },
	[RTWS_HUB_APPEND] = { RTWS_HUB_APPENDED, rtws_hub_append, NULL },
	[RTWS_HUB_GET_DEAD] = { RTWS_HUB_DEAD_ALL, rtws_hub_get_dead, NULL },
	[RTWS_HUB_UNDERTAKE] = { RTWS_HUB_REACHED, rtws_hub_undertake, NULL },
	[RTWS_HUB_TRIM] = { RTWS_HUB_REACHED, rtws_hub_trim, NULL },
	[RTWS_HUB_REMOVE] = { RTWS_HUB_REACHED, rtws_hub_remove_group, NULL },
	[RTWS_HUB_GET_STREAM] = { RTWS_HUB_STREAM, rtws_hub_get_stream, NULL },
	[RTWS_HUB_OPEN] = { 0, NULL, rtws_hub_open_consumer },
	[RTWS_HUB_SETTLE] = { 0, NULL, rtws_hub_settle_entry },
	[RTWS_HUB_CLOSE] = { 0, NULL, rtws_hub_close_consumer },
	[RTWS_HUB_UNWATCH] = { 0, NULL, unwatch },
	[RTWS_HUB_SUBSCRIBERS] = { 0, NULL, subscribers },
	[RTWS_HUB_LEAVE] = { 0, NULL, rtws_hub_leave },
	[RTWS_HUB_STAND] = { 0, NULL, stand },
	[RTWS_HUB_RESIGN] = { 0, NULL, resign },
	[RTWS_HUB_LAID_DOWN] = { 0, NULL, lay_down },
	[RTWS_HUB_REACHED] = { 0, NULL, rtws_hub_on_letter_reached },
};

int rtws_hub_on_frame(rtws_hub_link_t *link, const rtws_hub_frame_t *frame)
{
	rtws_hub_worker_t *worker = (rtws_hub_worker_t *) link;
	const handler_t *handler = &handlers[frame->type];

	if (handler->tell != NULL) {
		handler->tell(worker, frame);
	} else if (handler->ask != NULL) {
		rtws_hub_asked_t *asked = ask(worker, frame->request, handler->answer);

		if (asked != NULL) {
			handler->ask(asked, frame);
		}
	} else {
		return RTWS_E_INVALID; /* not for the hub */
	}
	return 0;
}
