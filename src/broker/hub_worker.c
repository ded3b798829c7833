#include "broker/hub_worker.h"

#include "util/clock.h"
#include "util/error.h"

#include <stdlib.h>
#include <string.h>

static rtws_broker_hub_t *self_of(rtws_broker_t *broker)
{
	return (rtws_broker_hub_t *) broker;
}

/* ---- questions ------------------------------------------------------------------------------- */

void rtws_hub_fail(const rtws_hub_pending_t *what, int error)
{
	switch (what->answer) {
		case RTWS_HUB_DONE:
			what->fn.done(what->arg, error);
			break;
		case RTWS_HUB_REACHED:
			what->fn.reached(what->arg, error, 0);
			break;
		case RTWS_HUB_PUBLISHED:
			what->fn.published(what->arg, &(rtws_published_t){ .error = error });
			break;
		case RTWS_HUB_HISTORY:
			what->fn.history(what->arg, &(rtws_history_t){ .error = error });
			break;
		case RTWS_HUB_APPENDED:
		case RTWS_HUB_DEAD_ALL:
		case RTWS_HUB_STREAM:
			/* full is this link, not the stream */
			error = error == RTWS_E_FULL ? RTWS_E_BROKER : error;
			rtws_hub_answer_stream((rtws_hub_pending_t *) what,
								   &(rtws_hub_frame_t){ .type = what->answer, .error = error });
			break;
		default:
			what->fn.members(what->arg, &(rtws_members_t){ .error = error });
	}
}

static int note(rtws_broker_hub_t *self, const rtws_hub_pending_t *what)
{
	rtws_hub_pending_t *pending = malloc(sizeof(*pending));

	if (pending == NULL) {
		return RTWS_E_NOMEM;
	}
	*pending = *what;
	do {
		pending->request = ++self->requests;
	} while (pending->request == 0 || rtws_table_find(&self->by_request, pending->request) != NULL);
	if (rtws_table_add(&self->by_request, pending->request, pending) != 0) {
		free(pending);
		return RTWS_E_NOMEM;
	}
	pending->prev = self->pending_end;
	*self->pending_end = pending;
	self->pending_end = &pending->next;
	return 0;
}

void rtws_hub_settle(rtws_broker_hub_t *self, rtws_hub_pending_t *pending)
{
	*pending->prev = pending->next;
	*(pending->next != NULL ? &pending->next->prev : &self->pending_end) = pending->prev;
	rtws_table_remove(&self->by_request, pending->request);
}

void rtws_hub_free_pending(rtws_hub_pending_t *pending)
{
	rtws_publication_t **pubs = (rtws_publication_t **) pending->items.bytes;

	for (uint32_t i = 0; pending->answer == RTWS_HUB_HISTORY && i < pending->count; i++) {
		rtws_publication_unref(pubs[i]);
	}
	rtws_buffer_clear(&pending->items);
	rtws_buffer_clear(&pending->texts);
	free(pending);
}

void rtws_hub_fail_all(rtws_broker_hub_t *self)
{
	while (self->pending != NULL) {
		rtws_hub_pending_t *pending = self->pending;

		rtws_hub_settle(self, pending);
		rtws_hub_fail(pending, RTWS_E_BROKER);
		rtws_hub_free_pending(pending);
	}
}

static int send_question(rtws_broker_hub_t *self, rtws_hub_frame_t *frame, rtws_publication_t *pub,
						 const rtws_hub_pending_t *what, size_t backlog)
{
	int error;

	if (self->has_gone || !self->is_running) {
		return RTWS_E_BROKER;
	}
	if (!rtws_hub_link_takes(&self->link, frame, backlog)) {
		return RTWS_E_FULL;
	}
	error = note(self, what);
	if (error == 0) {
		frame->request = self->requests;
		rtws_hub_link_send(&self->link, frame, pub);
	}
	return error;
}

static void ask(rtws_broker_hub_t *self, rtws_hub_frame_t *frame, rtws_publication_t *pub,
				const rtws_hub_pending_t *what)
{
	int error = send_question(self, frame, pub, what, self->backlog);

	if (error != 0) {
		rtws_hub_fail(what, error);
	}
}

void rtws_hub_ask(rtws_broker_hub_t *self, rtws_hub_frame_t *frame, const rtws_hub_pending_t *what)
{
	ask(self, frame, NULL, what);
}

static void tell(rtws_broker_hub_t *self, const rtws_hub_frame_t *frame)
{
	if (!self->has_gone) {
		rtws_hub_link_send(&self->link, frame, NULL);
	}
}

void rtws_hub_say(rtws_broker_hub_t *self, const rtws_hub_frame_t *frame)
{
	tell(self, frame);
}

/* ---- watching -------------------------------------------------------------------------------- */

/* A state, which no bound keeps back. */
static void watch(rtws_broker_t *broker, rtws_subject_t subject, rtws_done_fn done, void *arg)
{
	rtws_hub_pending_t what = { .answer = RTWS_HUB_DONE, .fn.done = done, .arg = arg };
	rtws_hub_frame_t frame = { .type = RTWS_HUB_WATCH,
							   .subject = (uint8_t) subject.kind,
							   .name = subject.name };
	int error = send_question(self_of(broker), &frame, NULL, &what, SIZE_MAX);

	if (error != 0) {
		done(arg, error);
	}
}

static void unwatch(rtws_broker_t *broker, rtws_subject_t subject)
{
	tell(self_of(broker), &(rtws_hub_frame_t){ .type = RTWS_HUB_UNWATCH,
											   .subject = (uint8_t) subject.kind,
											   .name = subject.name });
}

static void subscribers(rtws_broker_t *broker, rtws_text_t channel, uint32_t count)
{
	tell(self_of(broker),
		 &(rtws_hub_frame_t){ .type = RTWS_HUB_SUBSCRIBERS, .count = count, .name = channel });
}

static void count(rtws_broker_t *broker, rtws_text_t channel, rtws_reached_fn done, void *arg)
{
	rtws_hub_pending_t what = { .answer = RTWS_HUB_REACHED, .fn.reached = done, .arg = arg };

	ask(self_of(broker), &(rtws_hub_frame_t){ .type = RTWS_HUB_COUNT, .name = channel }, NULL,
		&what);
}

/* ---- offices --------------------------------------------------------------------------------- */

/* One it stands for. A new candidacy has a new number: what is still told of the old is void. */
typedef struct {
	uint32_t candidacy;
	bool is_held;
	size_t name_len;
	char name[];
} office_t;

static rtws_text_t name_of(const office_t *office)
{
	return (rtws_text_t){ office->name, office->name_len };
}

static void stand(rtws_broker_t *broker, rtws_text_t name)
{
	rtws_broker_hub_t *self = self_of(broker);
	office_t *office;

	if (rtws_map_find(&self->offices, name.at, name.len) != NULL) {
		return;
	}
	office = calloc(1, sizeof(*office) + name.len);
	if (office == NULL) {
		return; /* and another process has it */
	}
	office->candidacy = ++self->candidacies;
	office->name_len = name.len;
	memcpy(office->name, name.at, name.len);
	if (rtws_map_add(&self->offices, office->name, office->name_len, office) != 0) {
		free(office);
		return;
	}
	tell(self,
		 &(rtws_hub_frame_t){ .type = RTWS_HUB_STAND, .request = office->candidacy, .name = name });
}

static void resign(rtws_broker_t *broker, rtws_text_t name)
{
	rtws_broker_hub_t *self = self_of(broker);
	office_t *office = rtws_map_find(&self->offices, name.at, name.len);

	if (office != NULL) {
		rtws_map_remove(&self->offices, office->name, office->name_len);
		tell(self, &(rtws_hub_frame_t){ .type = RTWS_HUB_RESIGN, .name = name_of(office) });
		free(office);
	}
}

void rtws_hub_set_office(rtws_broker_hub_t *self, const rtws_hub_frame_t *frame)
{
	const rtws_broker_events_t *events = self->base.events;
	office_t *office = rtws_map_find(&self->offices, frame->name.at, frame->name.len);

	if (office == NULL || office->candidacy != frame->request) {
		return; /* resigned meanwhile, which the hub will learn of */
	}
	office->is_held = frame->flag;
	events->elected(self->base.app, frame->name, frame->flag);
	if (!frame->flag) {
		tell(self, &(rtws_hub_frame_t){ .type = RTWS_HUB_LAID_DOWN,
										.request = frame->request,
										.name = frame->name });
	}
}

/* elected() may resign, which changes the map. */
void rtws_hub_lose_offices(rtws_broker_hub_t *self)
{
	rtws_map_t offices = self->offices;
	office_t *office;
	size_t at = 0;

	self->offices = (rtws_map_t){ NULL, 0, 0 };
	while ((office = rtws_map_each(&offices, &at)) != NULL) {
		if (office->is_held && self->is_running) {
			self->base.events->elected(self->base.app, name_of(office), false);
		}
		free(office);
	}
	rtws_map_clear(&offices);
}

/* ---- publications and letters ---------------------------------------------------------------- */

static void publish_value(rtws_broker_t *broker, rtws_publication_t *pub,
						  rtws_history_terms_t terms, rtws_text_t key, intptr_t value,
						  rtws_published_fn done, void *arg)
{
	rtws_broker_hub_t *self = self_of(broker);
	rtws_hub_pending_t what = {
		.answer = RTWS_HUB_PUBLISHED, .value = value, .fn.published = done, .arg = arg
	};
	rtws_hub_frame_t frame = rtws_hub_frame_of(RTWS_HUB_PUBLISH, pub);

	/* nor to those here: it may be sent again, with a key that was known to the master */
	if (self->has_gone || !self->is_running) {
		done(arg, &(rtws_published_t){ .error = RTWS_E_BROKER });
		return;
	}
	frame.terms = terms;
	frame.key = key;
	ask(self, &frame, pub, &what);
}

static void publish(rtws_broker_t *broker, rtws_publication_t *pub, rtws_history_terms_t terms,
					rtws_text_t key, rtws_published_fn done, void *arg)
{
	publish_value(broker, pub, terms, key, 0, done, arg);
}

static void step_here(rtws_broker_t *broker, const rtws_step_t *step, rtws_publication_t *pub,
					  rtws_history_terms_t terms, rtws_published_fn done, void *arg)
{
	intptr_t value;
	int error = rtws_counter_add(step->counter, step->by, &value);

	if (error != 0) {
		done(arg, &(rtws_published_t){ .error = error, .value = value });
		return;
	}
	rtws_publication_set_number(pub, step->front, value);
	publish_value(broker, pub, terms, (rtws_text_t){ NULL, 0 }, value, done, arg);
}

/* A counter that this process has made itself is not in the hub's memory: only this one steps it.
 */
static void step(rtws_broker_t *broker, const rtws_step_t *step, rtws_publication_t *pub,
				 rtws_history_terms_t terms, rtws_published_fn done, void *arg)
{
	rtws_hub_pending_t what = { .answer = RTWS_HUB_PUBLISHED, .fn.published = done, .arg = arg };
	rtws_hub_frame_t frame = {
		.type = RTWS_HUB_STEP,
		.number = (uintptr_t) step->counter,
		.next = (uint64_t) step->by,
		.terms = terms,
		.name = pub->channel,
		.key = step->key,
		.data = step->front,
	};

	if (step->counter != NULL && rtws_counter_is_own(step->counter)) {
		step_here(broker, step, pub, terms, done, arg);
	} else {
		ask(self_of(broker), &frame, NULL, &what);
	}
}

static void send_letter(rtws_broker_t *broker, const rtws_letter_t *letter, rtws_reached_fn done,
						void *arg)
{
	rtws_broker_hub_t *self = self_of(broker);
	rtws_hub_pending_t what = { .answer = RTWS_HUB_REACHED, .fn.reached = done, .arg = arg };
	rtws_hub_frame_t frame = {
		.type = RTWS_HUB_SEND,
		.subject = (uint8_t) letter->to.kind,
		.kind = (uint8_t) letter->kind,
		.name = letter->to.name,
		.key = letter->address,
		.data = letter->data,
	};

	if (self->has_gone && self->is_running) {
		broker->events->letter(broker->app, letter, done, arg);
	} else {
		ask(self, &frame, NULL, &what);
	}
}

static void history(rtws_broker_t *broker, const rtws_history_query_t *query, rtws_history_fn done,
					void *arg)
{
	rtws_hub_pending_t what = { .answer = RTWS_HUB_HISTORY, .fn.history = done, .arg = arg };
	rtws_hub_frame_t frame = {
		.type = RTWS_HUB_GET_KEPT,
		.flag = query->has_since,
		.count = query->limit,
		.terms = query->terms,
		.position = query->since,
		.name = query->channel,
	};

	ask(self_of(broker), &frame, NULL, &what);
}

/* ---- members --------------------------------------------------------------------------------- */

static void join(rtws_broker_t *broker, rtws_text_t channel, const rtws_member_t *member,
				 uint64_t connection, rtws_joined_fn done, void *arg)
{
	rtws_hub_pending_t what = { .answer = RTWS_HUB_DONE, .fn.done = done, .arg = arg };
	rtws_hub_frame_t frame = { .type = RTWS_HUB_JOIN,
							   .id = connection,
							   .name = channel,
							   .key = member->key,
							   .data = member->info };

	ask(self_of(broker), &frame, NULL, &what);
}

static void leave(rtws_broker_t *broker, rtws_text_t channel, rtws_text_t key, uint64_t connection)
{
	tell(self_of(broker),
		 &(rtws_hub_frame_t){
			 .type = RTWS_HUB_LEAVE, .id = connection, .name = channel, .key = key });
}

static void members(rtws_broker_t *broker, rtws_text_t channel, uint64_t after, uint32_t limit,
					rtws_members_fn done, void *arg)
{
	rtws_hub_pending_t what = { .answer = RTWS_HUB_MEMBERS, .fn.members = done, .arg = arg };
	rtws_hub_frame_t frame = {
		.type = RTWS_HUB_GET_MEMBERS, .number = after, .count = limit, .name = channel
	};

	ask(self_of(broker), &frame, NULL, &what);
}

/* ---- life ------------------------------------------------------------------------------------ */

static int start(rtws_broker_t *broker, rtws_loop_t *loop)
{
	rtws_broker_hub_t *self = self_of(broker);

	if (self->has_gone) {
		return RTWS_E_CLOSED;
	}
	self->is_running = true;
	rtws_hub_link_start(&self->link, loop);
	return 0;
}

static void flush(rtws_broker_t *broker)
{
	rtws_hub_link_flush(&self_of(broker)->link);
}

static void stop(rtws_broker_t *broker)
{
	rtws_broker_hub_t *self = self_of(broker);

	flush(broker);
	self->is_running = false;
	self->has_gone = true;
	rtws_hub_link_stop(&self->link);
	rtws_hub_fail_all(self);
}

static void destroy(rtws_broker_t *broker)
{
	rtws_broker_hub_t *self = self_of(broker);

	stop(broker);
	for (rtws_hub_reply_t *reply = self->replies; reply != NULL; reply = reply->next) {
		reply->self = NULL;
	}
	rtws_hub_lose_offices(self);
	rtws_hub_free_consumers(self);
	rtws_table_clear(&self->by_request);
	rtws_hub_link_clear(&self->link);
	free(self);
}

static const rtws_broker_ops_t ops = {
	.start = start,
	.stop = stop,
	.destroy = destroy,
	.flush = flush,
	.watch = watch,
	.unwatch = unwatch,
	.subscribers = subscribers,
	.count = count,
	.stand = stand,
	.resign = resign,
	.publish = publish,
	.step = step,
	.send = send_letter,
	.history = history,
	.join = join,
	.leave = leave,
	.members = members,
};

rtws_broker_t *rtws_broker_hub_create(const rtws_broker_events_t *events, void *app, int fd)
{
	rtws_broker_hub_t *self = calloc(1, sizeof(*self));

	if (self == NULL) {
		return NULL;
	}
	if (rtws_hub_link_init(&self->link, fd, rtws_hub_on_ready) != 0) {
		free(self);
		return NULL;
	}
	self->base = (rtws_broker_t){
		.ops = &ops, .streams = &rtws_hub_stream_ops, .events = events, .app = app
	};
	self->backlog = RTWS_HUB_BACKLOG;
	self->pending_end = &self->pending;
	return &self->base;
}

void rtws_broker_hub_set_backlog(rtws_broker_t *broker, size_t bytes)
{
	self_of(broker)->backlog = bytes;
}
