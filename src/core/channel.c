#include "core/channel.h"

#include "util/error.h"

#include <stdlib.h>
#include <string.h>

enum { HELD_MAX = 10000 };

/* ---- channels -------------------------------------------------------------------------------- */

rtws_channel_t *rtws_channels_find(const rtws_channels_t *channels, rtws_text_t name)
{
	return rtws_map_find(&channels->by_name, name.at, name.len);
}

static rtws_channel_t *get_channel(rtws_channels_t *channels, rtws_text_t name)
{
	rtws_channel_t *channel = rtws_channels_find(channels, name);

	if (channel != NULL) {
		return channel;
	}
	channel = calloc(1, sizeof(*channel) + name.len);
	if (channel == NULL) {
		return NULL;
	}
	channel->channels = channels;
	channel->name_len = (uint16_t) name.len;
	memcpy(channel->name, name.at, name.len);
	channel->watch = rtws_watch_take(&channels->watches, channels->broker,
									 (rtws_subject_t){ RTWS_SUBJECT_CHANNEL, name });
	if (channel->watch == NULL ||
		rtws_map_add(&channels->by_name, channel->name, channel->name_len, channel) != 0) {
		rtws_watch_drop(&channels->watches, channels->broker, channel->watch);
		free(channel);
		return NULL;
	}
	return channel;
}

/* ---- how many, for the broker ---------------------------------------------------------------- */

static void forget_change(rtws_channel_t *channel)
{
	if (channel->prev_changed != NULL) {
		*channel->prev_changed = channel->next_changed;
		if (channel->next_changed != NULL) {
			channel->next_changed->prev_changed = channel->prev_changed;
		}
		channel->prev_changed = NULL;
	}
}

static void count_changed(rtws_channel_t *channel)
{
	rtws_channels_t *channels = channel->channels;

	if (channels->broker->ops->subscribers == NULL || channel->prev_changed != NULL) {
		return;
	}
	channel->next_changed = channels->changed;
	channel->prev_changed = &channels->changed;
	if (channel->next_changed != NULL) {
		channel->next_changed->prev_changed = &channel->next_changed;
	}
	channels->changed = channel;
}

static void report(rtws_channel_t *channel, uint32_t count)
{
	rtws_broker_t *broker = channel->channels->broker;

	forget_change(channel);
	if (channel->reported != count) {
		channel->reported = count;
		broker->ops->subscribers(broker, rtws_channel_name(channel), count);
	}
}

void rtws_channels_report(rtws_channels_t *channels)
{
	while (channels->changed != NULL) {
		report(channels->changed, channels->changed->live);
	}
}

static void release_channel(rtws_channel_t *channel)
{
	if (channel->live == 0 && channel->walking == 0) {
		rtws_channels_t *channels = channel->channels;

		report(channel, 0);
		rtws_watch_drop(&channels->watches, channels->broker, channel->watch);
		rtws_map_remove(&channels->by_name, channel->name, channel->name_len);
		if (channel->last != NULL) {
			rtws_publication_unref(channel->last);
		}
		free(channel->subscriptions);
		free(channel);
	}
}

/* ---- the list of a channel ------------------------------------------------------------------- */

static int add(rtws_channel_t *channel, rtws_subscription_t *subscription)
{
	if (channel->count == channel->size) {
		uint32_t size = channel->size > 0 ? 2 * channel->size : 4;
		rtws_subscription_t **list =
			realloc(channel->subscriptions, size * sizeof(*channel->subscriptions));

		if (list == NULL) {
			return RTWS_E_NOMEM;
		}
		channel->subscriptions = list;
		channel->size = size;
	}
	subscription->index = channel->count;
	channel->subscriptions[channel->count++] = subscription;
	channel->live++;
	count_changed(channel);
	return 0;
}

static void move_last_to(rtws_channel_t *channel, uint32_t index)
{
	rtws_subscription_t *last = channel->subscriptions[--channel->count];

	if (index < channel->count) {
		channel->subscriptions[index] = last;
		last->index = index;
	}
}

/* During a walk only a gap is left: nobody is met twice or left out. */
static void take_out(rtws_channel_t *channel, uint32_t index)
{
	channel->live--;
	count_changed(channel);
	if (channel->walking > 0) {
		channel->subscriptions[index] = NULL;
	} else {
		move_last_to(channel, index);
	}
}

static void close_gaps(rtws_channel_t *channel)
{
	uint32_t to = 0;

	for (uint32_t i = 0; i < channel->count; i++) {
		rtws_subscription_t *subscription = channel->subscriptions[i];

		if (subscription != NULL) {
			subscription->index = to;
			channel->subscriptions[to++] = subscription;
		}
	}
	channel->count = to;
}

void rtws_channel_hold(rtws_channel_t *channel)
{
	channel->walking++;
}

void rtws_channel_let_go(rtws_channel_t *channel)
{
	if (--channel->walking == 0 && channel->live < channel->count) {
		close_gaps(channel);
		release_channel(channel);
	}
}

uint32_t rtws_channel_walk(rtws_channel_t *channel,
						   uint32_t (*visit)(rtws_subscription_t *subscription, void *arg),
						   void *arg)
{
	uint32_t count = channel->count; /* who comes during the walk came too late */
	uint32_t sum = 0;

	rtws_channel_hold(channel);
	for (uint32_t i = 0; i < count; i++) {
		if (channel->subscriptions[i] != NULL) {
			sum += visit(channel->subscriptions[i], arg);
		}
	}
	rtws_channel_let_go(channel);
	return sum;
}

/* ---- subscriptions --------------------------------------------------------------------------- */

rtws_subscription_t *rtws_subscription_find(const rtws_subscriber_t *subscriber, rtws_text_t name)
{
	for (rtws_subscription_t *s = subscriber->first; s != NULL; s = s->next) {
		if (s->channel->name_len == name.len && memcmp(s->channel->name, name.at, name.len) == 0) {
			return s;
		}
	}
	return NULL;
}

static void link_to_subscriber(rtws_subscription_t *subscription, rtws_subscriber_t *subscriber)
{
	subscription->subscriber = subscriber;
	subscription->next = subscriber->first;
	subscription->prev = &subscriber->first;
	if (subscriber->first != NULL) {
		subscriber->first->prev = &subscription->next;
	}
	subscriber->first = subscription;
	subscriber->count++;
}

rtws_subscription_t *rtws_subscription_get(rtws_channels_t *channels, rtws_subscriber_t *subscriber,
										   rtws_text_t name)
{
	rtws_subscription_t *subscription = rtws_subscription_find(subscriber, name);
	rtws_channel_t *channel;

	if (subscription != NULL) {
		return subscription;
	}
	channel = get_channel(channels, name);
	if (channel == NULL) {
		return NULL;
	}
	subscription = calloc(1, sizeof(*subscription));
	if (subscription == NULL || add(channel, subscription) != 0) {
		free(subscription);
		release_channel(channel);
		return NULL;
	}
	subscription->channel = channel;
	link_to_subscriber(subscription, subscriber);
	return subscription;
}

static void drop_held(rtws_subscription_t *subscription)
{
	for (uint32_t i = 0; i < subscription->held_count; i++) {
		rtws_publication_unref(subscription->held[i]);
	}
	free(subscription->held);
	subscription->held = NULL;
	subscription->held_count = 0;
}

static void end(rtws_subscription_t *subscription)
{
	rtws_channel_t *channel = subscription->channel;

	*subscription->prev = subscription->next;
	if (subscription->next != NULL) {
		subscription->next->prev = subscription->prev;
	}
	subscription->subscriber->count--;
	take_out(channel, subscription->index);
	drop_held(subscription);
	rtws_strings_clear(&subscription->events);
	free(subscription);
	release_channel(channel);
}

void rtws_subscription_release(rtws_subscription_t *subscription)
{
	if (!subscription->is_subscribed && !subscription->is_member) {
		end(subscription);
	}
}

void rtws_subscriber_leave_all(rtws_subscriber_t *subscriber)
{
	rtws_subscription_t *subscription;

	while ((subscription = subscriber->first) != NULL) {
		if (subscription->is_member) {
			rtws_presence_depart(subscription);
		}
		end(subscription);
	}
}

/* ---- holding --------------------------------------------------------------------------------- */

void rtws_subscription_hold(rtws_subscription_t *subscription, const void *recovery)
{
	subscription->recovery = recovery;
}

void rtws_subscription_keep(rtws_subscription_t *subscription, rtws_publication_t *pub)
{
	uint32_t n = subscription->held_count;
	rtws_publication_t **held = subscription->held;

	if (n == HELD_MAX) {
		return;
	}
	if ((n & (n - 1)) == 0) { /* a power of two, or none: full */
		held = realloc(held, (n > 0 ? 2 * n : 1) * sizeof(*held));
		if (held == NULL) {
			return;
		}
		subscription->held = held;
	}
	held[subscription->held_count++] = rtws_publication_ref(pub);
}

void rtws_subscription_resume(rtws_subscription_t *subscription)
{
	rtws_position_t after = subscription->resume;
	rtws_publication_t **held = subscription->held;
	uint32_t count = subscription->held_count;
	rtws_subscriber_t *subscriber = subscription->subscriber;

	subscription->held = NULL;
	subscription->held_count = 0;
	subscription->recovery = NULL;
	for (uint32_t i = 0; i < count; i++) {
		if (!rtws_is_in_history(held[i], after)) {
			rtws_subscriber_send(subscriber, held[i]);
		}
		rtws_publication_unref(held[i]);
	}
	free(held);
}

int rtws_subscriber_send(rtws_subscriber_t *subscriber, const rtws_publication_t *pub)
{
	rtws_fanout_t fanout;
	int error;

	rtws_fanout_begin(&fanout, pub);
	error = subscriber->ops->send(subscriber, &fanout);
	rtws_fanout_end(&fanout);
	return error;
}
