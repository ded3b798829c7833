/* What comes to a worker from the hub: answers and events. */
#include "broker/hub_worker.h"

#include "util/error.h"

#include <stdlib.h>
#include <string.h>

static rtws_broker_hub_t *self_of(rtws_hub_link_t *link)
{
	return (rtws_broker_hub_t *) ((char *) link - offsetof(rtws_broker_hub_t, link));
}

static bool is_mine(const rtws_broker_hub_t *self, uint64_t id)
{
	return rtws_hub_birth_of(id) == self->birth;
}

/* A subscriber of this process; 0 for those of others. */
static uint64_t except_of(const rtws_broker_hub_t *self, uint64_t id)
{
	return is_mine(self, id) ? id & (((uint64_t) 1 << RTWS_HUB_ID_BITS) - 1) : 0;
}

/* ---- publications ---------------------------------------------------------------------------- */

static rtws_publication_t *publication_of(const rtws_broker_hub_t *self,
										  const rtws_hub_frame_t *frame)
{
	rtws_publication_t *pub =
		rtws_publication_create(frame->name, frame->event, frame->kind, frame->data);

	if (pub != NULL) {
		pub->is_kept = frame->flag;
		pub->was_heard = frame->was_heard;
		pub->position = frame->position;
		pub->time_us = frame->time_us;
		pub->except = except_of(self, frame->id);
	}
	return pub;
}

/* While the broker is down anyway, its end will tell. */
static void gap(rtws_broker_hub_t *self, const char *why)
{
	if (!self->is_down) {
		self->base.events->down(self->base.app, why);
		self->base.events->up(self->base.app);
	}
}

static int deliver(rtws_broker_hub_t *self, const rtws_hub_frame_t *frame)
{
	rtws_publication_t *pub = publication_of(self, frame);
	uint32_t reached;

	if (pub == NULL) {
		gap(self, "a publication was lost: out of memory");
		return 0;
	}
	reached = self->base.events->deliver(self->base.app, pub);
	if (is_mine(self, frame->id)) {
		self->own[frame->position.offset % RTWS_HUB_OWN] =
			(rtws_hub_own_t){ frame->position, (int64_t) reached - frame->count };
	}
	rtws_publication_unref(pub);
	return 0;
}

/* The hub has counted as many here as it was told; how many got it is known better now. */
static uint32_t correct(rtws_broker_hub_t *self, const rtws_hub_frame_t *frame)
{
	rtws_hub_own_t *own = &self->own[frame->position.offset % RTWS_HUB_OWN];
	int64_t reached = frame->count;

	if (own->position.offset == frame->position.offset &&
		own->position.epoch == frame->position.epoch) {
		reached += own->more;
		own->more = 0; /* what has no position looks like the next that has none */
	}
	return reached < 0 ? 0 : reached > UINT32_MAX ? UINT32_MAX : (uint32_t) reached;
}

/* ---- answers --------------------------------------------------------------------------------- */

static rtws_hub_pending_t *find(const rtws_broker_hub_t *self, const rtws_hub_frame_t *frame,
								rtws_hub_type_t answer)
{
	rtws_hub_pending_t *pending =
		frame->request != 0 ? rtws_table_find(&self->by_request, frame->request) : NULL;

	return pending != NULL && pending->answer == answer ? pending : NULL;
}

static int add_kept(rtws_broker_hub_t *self, const rtws_hub_frame_t *frame)
{
	rtws_hub_pending_t *pending = find(self, frame, RTWS_HUB_HISTORY);
	rtws_publication_t *pub;

	if (pending == NULL) {
		return RTWS_E_INVALID;
	}
	pub = publication_of(self, frame);
	if (pub == NULL || rtws_buffer_append(&pending->items, &pub, sizeof(pub)) != 0) {
		pending->error = RTWS_E_NOMEM;
		if (pub != NULL) {
			rtws_publication_unref(pub);
		}
		return 0;
	}
	pending->count++;
	return 0;
}

static int add_member(rtws_broker_hub_t *self, const rtws_hub_frame_t *frame)
{
	rtws_hub_pending_t *pending = find(self, frame, RTWS_HUB_MEMBERS);
	rtws_member_t member = { { NULL, frame->key.len }, { NULL, frame->data.len } };

	if (pending == NULL) {
		return RTWS_E_INVALID;
	}
	if (rtws_buffer_append(&pending->items, &member, sizeof(member)) != 0 ||
		rtws_buffer_append(&pending->texts, frame->key.at, frame->key.len) != 0 ||
		rtws_buffer_append(&pending->texts, frame->data.at, frame->data.len) != 0) {
		pending->error = RTWS_E_NOMEM;
		return 0;
	}
	pending->count++;
	return 0;
}

static int add_to_stream(rtws_broker_hub_t *self, const rtws_hub_frame_t *frame)
{
	bool is_dead = frame->type == RTWS_HUB_DEAD;
	rtws_hub_pending_t *pending = find(self, frame, is_dead ? RTWS_HUB_DEAD_ALL : RTWS_HUB_STREAM);
	int error;

	if (pending == NULL) {
		return RTWS_E_INVALID;
	}
	error = is_dead ? rtws_hub_add_dead(pending, frame) : rtws_hub_add_group(pending, frame);
	pending->error = error != 0 ? error : pending->error;
	return 0;
}

static void answer_history(rtws_hub_pending_t *pending, const rtws_hub_frame_t *frame)
{
	rtws_history_t result = {
		.error = frame->error,
		.publications = (rtws_publication_t *const *) pending->items.bytes,
		.count = pending->count,
		.position = frame->position,
		.recovered = frame->flag,
	};

	pending->fn.history(pending->arg, &result);
}

static void answer_members(rtws_hub_pending_t *pending, const rtws_hub_frame_t *frame)
{
	rtws_member_t *members = (rtws_member_t *) pending->items.bytes;
	const char *at = (const char *) pending->texts.bytes;
	rtws_members_t result = {
		.error = frame->error,
		.members = members,
		.count = pending->count,
		.total = frame->number,
		.next = frame->next,
	};

	for (uint32_t i = 0; i < pending->count; i++) {
		members[i].key.at = at;
		members[i].info.at = at + members[i].key.len;
		at = members[i].info.at + members[i].info.len;
	}
	pending->fn.members(pending->arg, &result);
}

static int answer(rtws_broker_hub_t *self, const rtws_hub_frame_t *frame)
{
	rtws_hub_pending_t *pending = find(self, frame, frame->type);
	rtws_published_t published = { .error = frame->error,
								   .is_duplicate = frame->flag,
								   .position = frame->position,
								   .value = (intptr_t) frame->number };

	if (pending == NULL) {
		return RTWS_E_INVALID;
	}
	rtws_hub_settle(self, pending);
	if (pending->error != 0) {
		rtws_hub_fail(pending, pending->error);
	} else if (frame->type == RTWS_HUB_DONE) {
		pending->fn.done(pending->arg, frame->error);
	} else if (frame->type == RTWS_HUB_REACHED) {
		pending->fn.reached(pending->arg, frame->error, frame->number);
	} else if (frame->type == RTWS_HUB_PUBLISHED) {
		published.reached = frame->flag ? frame->count : correct(self, frame);
		published.value += pending->value; /* one of them is 0 */
		pending->fn.published(pending->arg, &published);
	} else if (frame->type == RTWS_HUB_HISTORY) {
		answer_history(pending, frame);
	} else if (frame->type == RTWS_HUB_MEMBERS) {
		answer_members(pending, frame);
	} else {
		rtws_hub_answer_stream(pending, frame);
	}
	rtws_hub_free_pending(pending);
	return 0;
}

/* ---- letters --------------------------------------------------------------------------------- */

static void on_reached(void *arg, int error, uint64_t reached)
{
	rtws_hub_reply_t *reply = arg;

	if (reply->self != NULL) {
		*reply->prev = reply->next;
		if (reply->next != NULL) {
			reply->next->prev = reply->prev;
		}
		rtws_hub_link_send(&reply->self->link,
						   &(rtws_hub_frame_t){ .type = RTWS_HUB_REACHED,
												.request = reply->request,
												.error = error,
												.number = reached },
						   NULL);
	}
	free(reply);
}

static int letter(rtws_broker_hub_t *self, const rtws_hub_frame_t *frame)
{
	rtws_hub_reply_t *reply = malloc(sizeof(*reply));
	rtws_letter_t letter = {
		.to = { frame->subject, frame->name },
		.address = frame->key,
		.kind = frame->kind,
		.data = frame->data,
	};

	if (reply == NULL) {
		rtws_hub_link_send(&self->link,
						   &(rtws_hub_frame_t){ .type = RTWS_HUB_REACHED,
												.request = frame->request,
												.error = RTWS_E_NOMEM },
						   NULL);
		return 0;
	}
	*reply = (rtws_hub_reply_t){ self->replies, &self->replies, self, frame->request };
	if (reply->next != NULL) {
		reply->next->prev = &reply->next;
	}
	self->replies = reply;
	self->base.events->letter(self->base.app, &letter, on_reached, reply);
	return 0;
}

/* ---- other events ---------------------------------------------------------------------------- */

static int hello(rtws_broker_hub_t *self, const rtws_hub_frame_t *frame)
{
	self->birth = (uint16_t) frame->number;
	return 0;
}

static int presence(rtws_broker_hub_t *self, const rtws_hub_frame_t *frame)
{
	rtws_member_change_t change = {
		.joined = frame->flag,
		.channel = frame->name,
		.key = frame->key,
		.info = frame->data,
		.except = except_of(self, frame->id),
	};

	self->base.events->presence(self->base.app, &change);
	return 0;
}

static int entry(rtws_broker_hub_t *self, const rtws_hub_frame_t *frame)
{
	rtws_hub_on_entry(self, frame);
	return 0;
}

static int elected(rtws_broker_hub_t *self, const rtws_hub_frame_t *frame)
{
	rtws_hub_set_office(self, frame);
	return 0;
}

static int down(rtws_broker_hub_t *self, const rtws_hub_frame_t *frame)
{
	char *why = frame->data.len > 0 ? strndup(frame->data.at, frame->data.len) : NULL;

	self->is_down = true;
	self->base.events->down(self->base.app, why != NULL ? why : "the broker cannot be reached");
	free(why);
	return 0;
}

static int up(rtws_broker_hub_t *self, const rtws_hub_frame_t *frame)
{
	(void) frame;
	self->is_down = false;
	self->base.events->up(self->base.app);
	return 0;
}

static int missed(rtws_broker_hub_t *self, const rtws_hub_frame_t *frame)
{
	(void) frame;
	gap(self, "this process did not read what the others published, and has missed some of it");
	return 0;
}

/* ---- all of them ----------------------------------------------------------------------------- */

typedef int (*handler_t)(rtws_broker_hub_t *self, const rtws_hub_frame_t *frame);

static const handler_t handlers[RTWS_HUB_TYPES] = {
	[RTWS_HUB_DONE] = answer,        [RTWS_HUB_REACHED] = answer,
	[RTWS_HUB_PUBLISHED] = answer,   [RTWS_HUB_HISTORY] = answer,
	[RTWS_HUB_MEMBERS] = answer,     [RTWS_HUB_KEPT] = add_kept,
	[RTWS_HUB_MEMBER] = add_member,  [RTWS_HUB_HELLO] = hello,
	[RTWS_HUB_DELIVER] = deliver,    [RTWS_HUB_PRESENCE] = presence,
	[RTWS_HUB_LETTER] = letter,      [RTWS_HUB_ELECTED] = elected,
	[RTWS_HUB_DOWN] = down,          [RTWS_HUB_UP] = up,
	[RTWS_HUB_GAP] = missed,         [RTWS_HUB_APPENDED] = answer,
	[RTWS_HUB_DEAD_ALL] = answer,    [RTWS_HUB_STREAM] = answer,
	[RTWS_HUB_DEAD] = add_to_stream, [RTWS_HUB_GROUP] = add_to_stream,
	[RTWS_HUB_ENTRY] = entry,
};

static int on_frame(rtws_hub_link_t *link, const rtws_hub_frame_t *frame)
{
	rtws_broker_hub_t *self = self_of(link);
	handler_t handler = handlers[frame->type];
	int result = handler != NULL ? handler(self, frame) : RTWS_E_INVALID;

	return result == 0 && !self->is_running ? RTWS_E_CLOSED : result; /* stopped by the handler */
}

/* All that is open is answered; what is asked from now on is answered at once. */
static void go_on_alone(rtws_broker_hub_t *self, int why)
{
	self->has_gone = true;
	rtws_hub_link_stop(&self->link);
	rtws_hub_link_break(&self->link);
	self->base.events->down(self->base.app, why == RTWS_E_CLOSED
												? "the master process has gone"
												: "what the master process sends cannot be read");
	rtws_hub_fail_all(self);
	rtws_hub_lose_offices(self);
}

void rtws_hub_on_ready(rtws_io_t *io, unsigned events)
{
	rtws_broker_hub_t *self = self_of((rtws_hub_link_t *) io);

	if (events & RTWS_WRITE) {
		rtws_hub_link_flush(&self->link);
	}
	if (events & RTWS_READ) {
		int result = rtws_hub_link_read(&self->link, on_frame);

		if (result < 0 && self->is_running) {
			go_on_alone(self, result);
		}
	}
}
