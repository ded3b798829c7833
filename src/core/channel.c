#include "core/channel.h"

#include "proto/json.h"
#include "proto/json_patch.h"
#include "util/error.h"
#include "util/hash.h"

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
	if (rtws_map_add(&channels->by_name, channel->name, channel->name_len, channel) != 0) {
		free(channel);
		return NULL;
	}
	return channel;
}

static void release_channel(rtws_channel_t *channel)
{
	if (channel->live == 0 && channel->walking == 0) {
		rtws_map_remove(&channel->channels->by_name, channel->name, channel->name_len);
		if (channel->last != NULL) {
			rtws_publication_unref(channel->last);
		}
		free(channel->subscriptions);
		free(channel);
	}
}

uint32_t rtws_channels_count(const rtws_channels_t *channels, rtws_text_t name)
{
	const rtws_channel_t *channel = rtws_channels_find(channels, name);

	return channel != NULL ? channel->live : 0;
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

static void end_walk(rtws_channel_t *channel)
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

	channel->walking++;
	for (uint32_t i = 0; i < count; i++) {
		if (channel->subscriptions[i] != NULL) {
			sum += visit(channel->subscriptions[i], arg);
		}
	}
	end_walk(channel);
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

/* Bounded: what is over the bound is lost to who waits so long for a history. */
static void hold(rtws_subscription_t *subscription, rtws_publication_t *pub)
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
		if (held[i]->position.epoch != after.epoch || held[i]->position.offset > after.offset) {
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

/* ---- from the broker ------------------------------------------------------------------------- */

typedef struct {
	rtws_fanout_t fanout;
	rtws_publication_t *pub;
} delivery_t;

/* The patch for who has what it is made for, else the whole. What could not be sent is no base. */
static uint32_t deliver_delta(rtws_subscription_t *subscription, rtws_fanout_t *fanout)
{
	const rtws_publication_t *last = subscription->channel->last;
	rtws_subscriber_t *subscriber = subscription->subscriber;
	bool is_sent;

	fanout->wants_patch = fanout->patch.len > 0 && last != NULL &&
						  subscription->base.offset == last->position.offset &&
						  subscription->base.epoch == last->position.epoch;
	subscription->base.offset = 0;
	is_sent = subscriber->ops->send(subscriber, fanout) == 0;
	fanout->wants_patch = false;
	if (is_sent) { /* else it may have ended */
		subscription->base = fanout->pub->position;
	}
	return is_sent;
}

static uint32_t deliver_to(rtws_subscription_t *subscription, void *arg)
{
	delivery_t *delivery = arg;
	rtws_subscriber_t *subscriber = subscription->subscriber;

	if (subscriber->id == delivery->pub->except) {
		return 0;
	}
	if (subscription->recovery != NULL) {
		hold(subscription, delivery->pub);
		return 1;
	}
	return subscription->wants_delta ? deliver_delta(subscription, &delivery->fanout)
									 : subscriber->ops->send(subscriber, &delivery->fanout) == 0;
}

static bool is_for(const rtws_listener_t *listener, rtws_text_t name)
{
	if (listener->is_cancelled) {
		return false;
	}
	if (listener->is_pattern) {
		return rtws_pattern_matches((rtws_text_t){ listener->name, listener->len }, name);
	}
	return listener->len == name.len && memcmp(listener->name, name.at, name.len) == 0;
}

/* For each value of a member of the data, or for the channel; 0: the data has no such member. */
static uint64_t conflation_key(const rtws_rules_t *rules, const rtws_publication_t *pub)
{
	uint64_t key = rtws_hash(pub->channel.at, pub->channel.len, 0);
	rtws_text_t rest = pub->data;
	rtws_text_t name, value;

	if (rules->conflate_key[0] == '\0') {
		return key | 1;
	}
	while (pub->kind == RTWS_DATA_JSON && rtws_json_is_object(pub->data) &&
		   rtws_json_next(&rest, &name, &value)) {
		if (rtws_json_string_is(name, rules->conflate_key)) {
			return rtws_hash(value.at, value.len, key) | 1;
		}
	}
	return 0;
}

/* For those who want deltas. A patch that is hardly smaller is none. */
static void make_patch(const rtws_channel_t *channel, const rtws_publication_t *pub,
					   rtws_buffer_t *patch)
{
	const rtws_publication_t *last = channel->last;

	if (last != NULL && last->kind == RTWS_DATA_JSON && pub->kind == RTWS_DATA_JSON &&
		(!rtws_json_patch(last->data, pub->data, patch) || patch->len > pub->data.len / 4 * 3)) {
		patch->len = 0;
	}
}

static void remember(rtws_channel_t *channel, rtws_publication_t *pub)
{
	if (channel->last != NULL) {
		rtws_publication_unref(channel->last);
	}
	channel->last = rtws_publication_ref(pub);
}

/* To the subscribers of a channel. Returns how many got it. */
static uint32_t deliver(rtws_channel_t *channel, rtws_publication_t *pub)
{
	const rtws_rules_t *rules = rtws_rules_of(&channel->channels->rulebook, pub->channel);
	bool is_delta = rules->delta;
	rtws_buffer_t patch = { NULL, 0, 0 };
	delivery_t delivery;
	uint32_t reached;

	delivery.pub = pub;
	rtws_fanout_begin(&delivery.fanout, pub);
	if (rules->conflates) {
		delivery.fanout.key = conflation_key(rules, pub);
	}
	if (is_delta) {
		make_patch(channel, pub, &patch);
		delivery.fanout.patch = (rtws_text_t){ (const char *) patch.bytes, patch.len };
	}
	channel->walking++; /* it stays, also without subscribers */
	reached = rtws_channel_walk(channel, deliver_to, &delivery);
	if (is_delta) {
		remember(channel, pub);
	}
	end_walk(channel);
	rtws_fanout_end(&delivery.fanout);
	rtws_buffer_clear(&patch);
	return reached;
}

static uint32_t on_deliver(void *app, rtws_publication_t *pub)
{
	rtws_channels_t *channels = app;
	rtws_channel_t *channel = rtws_channels_find(channels, pub->channel);
	uint32_t reached = channel != NULL ? deliver(channel, pub) : 0;

	channels->published++;
	channels->delivered += reached;
	for (rtws_listener_t *l = channels->listeners; l != NULL; l = l->next) {
		if (is_for(l, pub->channel)) {
			channels->events->published(channels->app, l, pub);
		}
	}
	return reached;
}

static void on_presence(void *app, const rtws_member_change_t *change)
{
	rtws_presence_changed(app, change);
}

/* ---- publishing ------------------------------------------------------------------------------ */

void rtws_channels_publish(rtws_channels_t *channels, const rtws_publish_t *what,
						   rtws_published_fn done, void *arg)
{
	const rtws_rules_t *rules = rtws_rules_of(&channels->rulebook, what->channel);
	rtws_publication_t *pub =
		rtws_publication_create(what->channel, what->event, what->kind, what->data);

	if (pub == NULL) {
		done(arg, &(rtws_published_t){ .error = RTWS_E_NOMEM });
		return;
	}
	pub->except = what->except;
	channels->broker->ops->publish(channels->broker, pub, rules->history, what->key, done, arg);
	rtws_publication_unref(pub);
}

/* ---- listening ------------------------------------------------------------------------------- */

/* A '*' takes as little as it can, and more when what follows does not fit. */
bool rtws_pattern_matches(rtws_text_t pattern, rtws_text_t name)
{
	size_t p = 0;
	size_t n = 0;
	size_t star = SIZE_MAX;
	size_t taken = 0;

	while (n < name.len) {
		if (p < pattern.len && pattern.at[p] == '*') {
			star = p++;
			taken = n;
		} else if (p < pattern.len && pattern.at[p] == name.at[n]) {
			p++;
			n++;
		} else if (star != SIZE_MAX) {
			p = star + 1;
			n = ++taken;
		} else {
			return false;
		}
	}
	while (p < pattern.len && pattern.at[p] == '*') {
		p++;
	}
	return p == pattern.len;
}

rtws_listener_t *rtws_channels_listen(rtws_channels_t *channels, rtws_text_t name, void *context)
{
	rtws_listener_t *listener = calloc(1, sizeof(*listener) + name.len);
	rtws_listener_t **place = &channels->listeners;

	if (listener == NULL) {
		return NULL;
	}
	listener->context = context;
	listener->is_pattern = memchr(name.at, '*', name.len) != NULL;
	listener->len = name.len;
	memcpy(listener->name, name.at, name.len);
	while (*place != NULL) { /* in the order they came */
		place = &(*place)->next;
	}
	*place = listener;
	return listener;
}

void rtws_channels_unlisten(rtws_channels_t *channels, rtws_listener_t *listener)
{
	rtws_listener_t **place = &channels->listeners;

	while (*place != listener) {
		place = &(*place)->next;
	}
	*place = listener->next;
	free(listener);
}

/* ---- life ------------------------------------------------------------------------------------ */

static const rtws_broker_events_t broker_events = {
	.deliver = on_deliver,
	.presence = on_presence,
};

int rtws_channels_init(rtws_channels_t *channels, const rtws_channels_events_t *events, void *app)
{
	memset(channels, 0, sizeof(*channels));
	channels->events = events;
	channels->app = app;
	channels->departures_end = &channels->departures;
	channels->broker = rtws_broker_memory_create(&broker_events, channels);
	return channels->broker != NULL ? 0 : RTWS_E_NOMEM;
}

void rtws_channels_clear(rtws_channels_t *channels)
{
	if (channels->broker != NULL) {
		rtws_presence_flush(channels);
		channels->broker->ops->destroy(channels->broker);
	}
	while (channels->listeners != NULL) {
		rtws_channels_unlisten(channels, channels->listeners);
	}
	rtws_rulebook_clear(&channels->rulebook);
	rtws_map_clear(&channels->by_name);
}

int rtws_channels_start(rtws_channels_t *channels, rtws_loop_t *loop)
{
	rtws_presence_gather_start(channels, loop);
	return channels->broker->ops->start(channels->broker, loop);
}

void rtws_channels_stop(rtws_channels_t *channels)
{
	rtws_presence_flush(channels);
	rtws_presence_gather_stop(channels);
	channels->broker->ops->stop(channels->broker);
}

void rtws_channels_flush(rtws_channels_t *channels)
{
	rtws_presence_flush(channels);
}
