/*
 * Delivery: a publication that comes from the broker, on its way to the subscribers of this process
 * and to those who listen on the server.
 */
#include "core/channel.h"
#include "proto/json.h"
#include "proto/json_patch.h"
#include "util/hash.h"

/* ---- to subscribers ---------------------------------------------------------------------------
 */

typedef struct {
	rtws_fanout_t fanout;
	rtws_publication_t *pub;
	rtws_position_t base; /* what the patch is made for */
} delivery_t;

/* The patch for who has what it is made for, else the whole. What could not be sent is no base. */
static uint32_t deliver_delta(rtws_subscription_t *subscription, delivery_t *delivery)
{
	rtws_fanout_t *fanout = &delivery->fanout;
	rtws_subscriber_t *subscriber = subscription->subscriber;
	bool is_sent;

	fanout->wants_patch = fanout->patch.len > 0 &&
						  subscription->base.offset == delivery->base.offset &&
						  subscription->base.epoch == delivery->base.epoch;
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
		rtws_subscription_keep(subscription, delivery->pub);
		return 1;
	}
	if (rtws_is_in_history(delivery->pub, subscription->resume)) {
		return 0;
	}
	return subscription->wants_delta ? deliver_delta(subscription, delivery)
									 : subscriber->ops->send(subscriber, &delivery->fanout) == 0;
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
	rtws_buffer_t patch = { NULL, 0, 0 };
	delivery_t delivery; /* not zeroed: it is large, and mostly of encodings that are not made */
	uint32_t reached;

	delivery.pub = pub;
	delivery.base = (rtws_position_t){ 0, 0 };
	rtws_fanout_begin(&delivery.fanout, pub);
	if (pub->is_kept) {
		channel->position = pub->position;
	}
	if (rules->conflates) {
		delivery.fanout.key = conflation_key(rules, pub);
	}
	if (rules->delta) {
		make_patch(channel, pub, &patch);
		delivery.fanout.patch = (rtws_text_t){ (const char *) patch.bytes, patch.len };
		delivery.base = channel->last != NULL ? channel->last->position : delivery.base;
		remember(channel, pub); /* now: the walk may end the channel with its last subscriber */
	}
	reached = rtws_channel_walk(channel, deliver_to, &delivery);
	rtws_fanout_end(&delivery.fanout);
	rtws_buffer_clear(&patch);
	return reached;
}

/*
 * A subscription may stand before the broker says that it is back. What it brings from a history
 * until then is fetched with what was missed before it; now it would come out of its turn, and its
 * position would hide the gap.
 */
static bool comes_later(const rtws_channels_t *channels, const rtws_publication_t *pub)
{
	return channels->is_away && pub->is_kept;
}

uint32_t rtws_channels_deliver(void *app, rtws_publication_t *pub)
{
	rtws_channels_t *channels = app;
	rtws_channel_t *channel = rtws_channels_find(channels, pub->channel);
	uint32_t reached = channel != NULL && !comes_later(channels, pub) ? deliver(channel, pub) : 0;

	channels->published++;
	channels->delivered += reached;
	rtws_listeners_published(channels, pub);
	return reached;
}
