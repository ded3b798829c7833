/* Who is in a channel. */
#include "broker/memory.h"

#include "util/error.h"

#include <stdlib.h>
#include <string.h>

static rtws_text_t key_of(const rtws_present_t *present)
{
	return (rtws_text_t){ present->key, present->key_len };
}

static void tell(rtws_broker_memory_t *self, const rtws_topic_t *topic, rtws_present_t *present,
				 bool joined, uint64_t except)
{
	rtws_member_change_t change = {
		.joined = joined,
		.channel = { topic->name, topic->name_len },
		.key = key_of(present),
		.info = { present->info, present->info_len },
		.except = except,
	};

	self->base.events->presence(self->base.app, &change);
}

static void free_present(rtws_present_t *present)
{
	free(present->info);
	free(present);
}

void rtws_present_clear(rtws_topic_t *topic)
{
	while (topic->first != NULL) {
		rtws_present_t *present = topic->first;

		topic->first = present->next;
		free_present(present);
	}
	topic->newest = NULL;
	rtws_map_clear(&topic->by_key);
}

static int set_info(rtws_present_t *present, rtws_text_t info)
{
	char *copy = malloc(info.len + 1);

	if (copy == NULL) {
		return RTWS_E_NOMEM;
	}
	memcpy(copy, info.at, info.len);
	free(present->info);
	present->info = copy;
	present->info_len = info.len;
	return 0;
}

static rtws_present_t *add(rtws_broker_memory_t *self, rtws_topic_t *topic,
						   const rtws_member_t *member)
{
	rtws_present_t *present = calloc(1, sizeof(*present) + member->key.len + 1);

	if (present == NULL) {
		return NULL;
	}
	memcpy(present->key, member->key.at, member->key.len);
	present->key_len = member->key.len;
	if (set_info(present, member->info) != 0 ||
		rtws_map_add(&topic->by_key, present->key, present->key_len, present) != 0) {
		free_present(present);
		return NULL;
	}
	present->number = ++self->numbers;
	present->prev = topic->newest;
	if (topic->newest != NULL) {
		topic->newest->next = present;
	} else {
		topic->first = present;
	}
	topic->newest = present;
	return present;
}

/* The newest word of a member about itself counts. */
void rtws_memory_join(rtws_broker_t *broker, rtws_text_t channel, const rtws_member_t *member,
					  uint64_t connection, rtws_joined_fn done, void *arg)
{
	rtws_broker_memory_t *self = (rtws_broker_memory_t *) broker;
	rtws_topic_t *topic = rtws_topic_get(self, channel);
	rtws_present_t *present;
	int error = 0;

	if (topic == NULL) {
		done(arg, RTWS_E_NOMEM);
		return;
	}
	present = rtws_map_find(&topic->by_key, member->key.at, member->key.len);
	if (present != NULL) {
		error = set_info(present, member->info);
	} else {
		present = add(self, topic, member);
		error = present == NULL ? RTWS_E_NOMEM : 0;
	}
	if (error != 0) {
		rtws_topic_release(self, topic);
	} else if (present->connections++ == 0) {
		tell(self, topic, present, true, connection);
	}
	done(arg, error);
}

void rtws_memory_leave(rtws_broker_t *broker, rtws_text_t channel, rtws_text_t key,
					   uint64_t connection)
{
	rtws_broker_memory_t *self = (rtws_broker_memory_t *) broker;
	rtws_topic_t *topic = rtws_topic_find(self, channel);
	rtws_present_t *present = topic != NULL ? rtws_map_find(&topic->by_key, key.at, key.len) : NULL;

	if (present == NULL || --present->connections > 0) {
		return;
	}
	rtws_map_remove(&topic->by_key, present->key, present->key_len);
	*(present->prev != NULL ? &present->prev->next : &topic->first) = present->next;
	*(present->next != NULL ? &present->next->prev : &topic->newest) = present->prev;
	tell(self, topic, present, false, connection);
	free_present(present);
	topic = rtws_topic_find(self, channel);
	if (topic != NULL) {
		rtws_topic_release(self, topic);
	}
}

void rtws_memory_members(rtws_broker_t *broker, rtws_text_t channel, uint64_t after, uint32_t limit,
						 rtws_members_fn done, void *arg)
{
	const rtws_topic_t *topic = rtws_topic_find((rtws_broker_memory_t *) broker, channel);
	rtws_members_t result = { .total = topic != NULL ? topic->by_key.count : 0 };
	size_t room = limit < result.total ? limit : result.total;
	rtws_member_t *members = malloc((room + 1) * sizeof(*members));
	const rtws_present_t *at = topic != NULL ? topic->first : NULL;

	if (members == NULL) {
		result.error = RTWS_E_NOMEM;
		done(arg, &result);
		return;
	}
	while (at != NULL && at->number <= after) {
		at = at->next;
	}
	for (; at != NULL && result.count < room; at = at->next) {
		members[result.count++] = (rtws_member_t){ key_of(at), { at->info, at->info_len } };
		result.next = at->number;
	}
	result.next = at != NULL ? result.next : 0;
	result.members = members;
	done(arg, &result);
	free(members);
}
