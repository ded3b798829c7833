/* Groups of consumers in memory: who gets which entry, when, and what becomes of it. */
#include "broker/memory_streams.h"

#include "util/clock.h"
#include "util/error.h"

#include <stdlib.h>
#include <string.h>

enum { PUT_OFF_MS = 1000 };

/* ---- delays ---------------------------------------------------------------------------------- */

static void on_due(rtws_deadline_t *deadline)
{
	rtws_claim_t *claim = (rtws_claim_t *) deadline;

	rtws_claim_make_ready(claim);
	rtws_group_dispatch(claim->group);
}

static void on_tick(rtws_timer_t *timer)
{
	rtws_streams_t *self = (rtws_streams_t *) ((char *) timer - offsetof(rtws_streams_t, ticks));

	rtws_wheel_advance(&self->delays, rtws_clock_ms(), on_due);
	if (self->delays.count == 0) {
		rtws_timer_stop(self->loop, timer);
	}
}

static void tick(rtws_streams_t *self)
{
	double seconds = RTWS_WHEEL_TICK_MS / 1000.0;

	if (self->loop != NULL && self->delays.count > 0 && !rtws_timer_is_active(&self->ticks)) {
		rtws_timer_start(self->loop, &self->ticks, seconds, seconds);
	}
}

void rtws_streams_start(rtws_streams_t *self, rtws_loop_t *loop)
{
	self->loop = loop;
	rtws_timer_init(&self->ticks, on_tick);
	tick(self);
}

void rtws_streams_stop(rtws_streams_t *self)
{
	if (self->loop != NULL) {
		rtws_timer_stop(self->loop, &self->ticks);
		self->loop = NULL;
	}
}

static void delay(rtws_claim_t *claim, uint32_t ms)
{
	rtws_streams_t *self = claim->group->stream->streams;

	if (ms == 0) {
		rtws_claim_make_ready(claim);
		return;
	}
	if (self->delays.count == 0) { /* brings it to the present */
		rtws_wheel_advance(&self->delays, rtws_clock_ms(), on_due);
	}
	claim->state = RTWS_CLAIM_DELAYED;
	claim->consumer = NULL;
	rtws_wheel_set(&self->delays, &claim->due, rtws_clock_ms() + ms);
	tick(self);
}

/* ---- handing out ----------------------------------------------------------------------------- */

static void stand_in_line(rtws_member_consumer_t **place, rtws_member_consumer_t *consumer)
{
	while (*place != NULL) {
		place = &(*place)->next;
	}
	*place = consumer;
	consumer->next = NULL;
}

/* Put at the end of the line; NULL: all have enough. */
static rtws_member_consumer_t *take_turn(rtws_group_t *group)
{
	rtws_member_consumer_t **place = &group->consumers;
	rtws_member_consumer_t *consumer;

	while (*place != NULL &&
		   ((*place)->is_closing || (*place)->in_hand_count >= (*place)->prefetch)) {
		place = &(*place)->next;
	}
	consumer = *place;
	if (consumer == NULL) {
		return NULL;
	}
	*place = consumer->next;
	stand_in_line(place, consumer);
	return consumer;
}

/* There was no memory for it. */
static void put_off(rtws_member_consumer_t *consumer, rtws_claim_t *claim)
{
	rtws_claims_unlink(&consumer->in_hand, claim);
	consumer->in_hand_count--;
	claim->attempt--;
	delay(claim, PUT_OFF_MS);
}

static void hand_over(rtws_member_consumer_t *consumer, rtws_claim_t *claim)
{
	char id[RTWS_STREAM_ID_MAX];
	rtws_entry_t entry = {
		.consumer = &consumer->base,
		.token = claim->number,
		.id = rtws_entry_id_format(claim->entry->id, id),
		.attempt = ++claim->attempt,
		.kind = claim->entry->kind,
		.data = claim->entry->data,
	};

	claim->state = RTWS_CLAIM_IN_HAND;
	claim->consumer = consumer;
	rtws_claims_append(&consumer->in_hand, claim);
	consumer->in_hand_count++;
	if (!consumer->base.entry(consumer->base.context, &entry)) {
		put_off(consumer, claim);
	}
}

void rtws_group_dispatch(rtws_group_t *group)
{
	while (group->ready.first != NULL || group->cursor != NULL) {
		rtws_member_consumer_t *consumer = take_turn(group);
		rtws_claim_t *claim = consumer != NULL ? rtws_group_take(group) : NULL;

		if (claim == NULL) {
			return;
		}
		hand_over(consumer, claim);
	}
}

/* ---- settling -------------------------------------------------------------------------------- */

static void fail(rtws_claim_t *claim, const rtws_member_consumer_t *consumer, bool has_died,
				 rtws_text_t why)
{
	uint32_t ms = rtws_stream_delay(consumer->delay_min_ms, consumer->delay_max_ms, claim->attempt);

	if (claim->attempt < consumer->attempts_max) {
		delay(claim, has_died ? 0 : ms);
	} else if (rtws_streams_bury(claim, why) == 0) {
		rtws_claim_finish(claim);
	} else { /* out of memory: it must not get lost */
		delay(claim, consumer->delay_max_ms);
	}
}

static void release(rtws_claim_t *claim, rtws_outcome_t outcome, rtws_text_t why)
{
	rtws_member_consumer_t *consumer = claim->consumer;

	rtws_claims_unlink(&consumer->in_hand, claim);
	consumer->in_hand_count--;
	if (claim->entry == NULL || outcome == RTWS_OUTCOME_DONE) {
		rtws_claim_finish(claim);
	} else if (outcome == RTWS_OUTCOME_RETURNED) {
		claim->attempt--;
		rtws_claim_make_ready(claim);
	} else {
		fail(claim, consumer, outcome == RTWS_OUTCOME_DIED, why);
	}
}

static void free_consumer(rtws_member_consumer_t *consumer)
{
	rtws_member_consumer_t **place = &consumer->group->consumers;

	while (*place != consumer) {
		place = &(*place)->next;
	}
	*place = consumer->next;
	free(consumer);
}

void rtws_streams_settle(rtws_consumer_t *base, uint64_t token, rtws_outcome_t outcome,
						 rtws_text_t why)
{
	rtws_member_consumer_t *consumer = (rtws_member_consumer_t *) base;
	rtws_group_t *group = consumer->group;
	rtws_claim_t *claim = rtws_table_find(&group->claims, token);

	if (claim == NULL || claim->consumer != consumer) {
		return;
	}
	release(claim, outcome, why);
	if (consumer->is_closing && consumer->in_hand_count == 0) {
		free_consumer(consumer);
	}
	rtws_group_dispatch(group);
}

void rtws_streams_close(rtws_consumer_t *base)
{
	rtws_member_consumer_t *consumer = (rtws_member_consumer_t *) base;

	consumer->is_closing = true;
	if (consumer->in_hand_count == 0) {
		free_consumer(consumer);
	}
}

/* ---- groups ---------------------------------------------------------------------------------- */

rtws_group_t *rtws_group_find(const rtws_kept_stream_t *stream, rtws_text_t name)
{
	rtws_group_t *group = stream->groups;

	while (group != NULL &&
		   (group->name_len != name.len || memcmp(group->name, name.at, name.len) != 0)) {
		group = group->next;
	}
	return group;
}

/* What waited for the first group to come, and this one does not want, nobody waits for. */
static void begin_with_new(rtws_kept_stream_t *stream)
{
	rtws_kept_entry_t *next;

	for (rtws_kept_entry_t *entry = stream->first; entry != NULL; entry = next) {
		next = entry->next;
		entry->owed++;
		rtws_kept_entry_release(stream, entry);
	}
}

static rtws_group_t *make_group(rtws_kept_stream_t *stream, rtws_text_t name, bool is_new_only)
{
	rtws_group_t *group = calloc(1, sizeof(*group) + name.len);
	rtws_group_t **place = &stream->groups;

	if (group == NULL) {
		return NULL;
	}
	memcpy(group->name, name.at, name.len);
	group->name_len = name.len;
	group->stream = stream;
	while (*place != NULL) {
		place = &(*place)->next;
	}
	*place = group;
	if (is_new_only) {
		begin_with_new(stream);
		return group;
	}
	group->cursor = stream->first;
	for (rtws_kept_entry_t *entry = stream->first; entry != NULL; entry = entry->next) {
		if (entry->only == NULL) {
			entry->owed++;
			group->owed++;
		}
	}
	return group;
}

/* Has it still to deal with the entry? */
static bool owes(const rtws_group_t *group, const rtws_kept_entry_t *entry)
{
	if (rtws_table_find(&group->claims, entry->number) != NULL) {
		return true;
	}
	return group->cursor != NULL && entry->number >= group->cursor->number &&
		   (entry->only == NULL || entry->only == group);
}

void rtws_group_lose(rtws_group_t *group, rtws_kept_entry_t *entry)
{
	rtws_claim_t *claim = rtws_table_find(&group->claims, entry->number);

	if (!owes(group, entry)) {
		return;
	}
	group->owed--;
	if (claim == NULL) {
		group->cursor = group->cursor == entry ? entry->next : group->cursor;
		return;
	}
	claim->entry = NULL;
	switch (claim->state) {
		case RTWS_CLAIM_IN_HAND:
			return; /* who handles it need not know; he settles nothing then */
		case RTWS_CLAIM_READY:
			rtws_claims_unlink(&group->ready, claim);
			break;
		case RTWS_CLAIM_DELAYED:
			rtws_wheel_cancel(&group->stream->streams->delays, &claim->due);
			break;
		case RTWS_CLAIM_HELD:
			break;
	}
	rtws_claim_free(claim);
}

void rtws_group_destroy(rtws_group_t *group)
{
	rtws_streams_t *streams = group->stream->streams;

	for (size_t i = 0; i < group->claims.size; i++) {
		rtws_claim_t *claim = group->claims.slots[i].value;

		if (group->claims.slots[i].key != 0) {
			rtws_wheel_cancel(&streams->delays, &claim->due);
			free(claim);
		}
	}
	rtws_table_clear(&group->claims);
	for (size_t at = 0;;) {
		rtws_order_key_t *key = rtws_map_each(&group->keys, &at);

		if (key == NULL) {
			break;
		}
		free(key);
	}
	rtws_map_clear(&group->keys);
	while (group->consumers != NULL) {
		free_consumer(group->consumers);
	}
	free(group);
}

static void unlink_group(rtws_group_t *group)
{
	rtws_group_t **place = &group->stream->groups;

	while (*place != group) {
		place = &(*place)->next;
	}
	*place = group->next;
}

int rtws_streams_remove_group(rtws_streams_t *self, rtws_text_t name, rtws_text_t group_name,
							  uint64_t *removed)
{
	rtws_kept_stream_t *stream = rtws_streams_find(self, name);
	rtws_group_t *group = stream != NULL ? rtws_group_find(stream, group_name) : NULL;
	rtws_kept_entry_t *next;

	*removed = 0;
	if (group == NULL) {
		return 0;
	}
	if (group->consumers != NULL) {
		return RTWS_E_EXISTS;
	}
	for (rtws_kept_entry_t *entry = stream->first; entry != NULL; entry = next) {
		next = entry->next;
		if (owes(group, entry)) {
			group->cursor = group->cursor == entry ? next : group->cursor;
			rtws_kept_entry_release(stream, entry);
		}
	}
	unlink_group(group);
	rtws_group_destroy(group);
	*removed = 1;
	return 0;
}

rtws_consumer_t *rtws_streams_open(rtws_streams_t *self, const rtws_consumer_terms_t *terms,
								   rtws_entry_fn entry, void *context)
{
	rtws_kept_stream_t *stream = rtws_streams_get(self, terms->stream);
	rtws_group_t *group = stream != NULL ? rtws_group_find(stream, terms->group) : NULL;
	rtws_member_consumer_t *consumer = calloc(1, sizeof(*consumer));

	if (stream != NULL && consumer != NULL && group == NULL) {
		group = make_group(stream, terms->group, terms->is_new_only);
	}
	if (group == NULL || consumer == NULL) {
		free(consumer);
		return NULL;
	}
	stream->bounds = terms->bounds;
	*consumer = (rtws_member_consumer_t){
		.base = { .entry = entry, .context = context },
		.group = group,
		.prefetch = terms->prefetch,
		.attempts_max = terms->attempts_max,
		.delay_min_ms = terms->delay_min_ms,
		.delay_max_ms = terms->delay_max_ms,
	};
	stand_in_line(&group->consumers, consumer);
	rtws_group_dispatch(group);
	return &consumer->base;
}
