/*
 * Gaps: what lies behind the broker was away, and publications may have been missed meanwhile.
 * Where the channel has a history they are fetched and sent, before whatever comes next; where not,
 * or when they are not kept any more, subscribers are told that something may be missing.
 */
#include "core/channel.h"

#include "proto/channel_protocol.h"

#include <stdlib.h>
#include <string.h>

/* A channel whose history is awaited. */
typedef struct {
	rtws_channels_t *channels;
	rtws_text_t name;
	char text[];
} repair_t;

typedef struct {
	rtws_fanout_t fanout;
	rtws_text_t channel;
} notice_t;

/* ---- telling --------------------------------------------------------------------------------- */

/* Who gets the data itself has no frame for it: his program has the event. */
static int put_gap(const void *news, rtws_encoder_t encoder, rtws_buffer_t *out)
{
	const notice_t *notice = news;

	return encoder == RTWS_ENCODER_JSON ? rtws_put_gap(out, notice->channel) : -1;
}

static uint32_t tell(rtws_subscription_t *subscription, void *arg)
{
	notice_t *notice = arg;
	rtws_subscriber_t *subscriber = subscription->subscriber;

	return subscriber->ops->send(subscriber, &notice->fanout) == 0;
}

static void tell_channel(rtws_channel_t *channel)
{
	notice_t notice; /* not zeroed: it is large */

	notice.channel = rtws_channel_name(channel);
	rtws_fanout_begin_news(&notice.fanout, put_gap, &notice);
	rtws_channel_walk(channel, tell, &notice);
	rtws_fanout_end(&notice.fanout);
}

/* ---- repairing ------------------------------------------------------------------------------- */

static uint32_t hold(rtws_subscription_t *subscription, void *repair)
{
	if (subscription->recovery == NULL) { /* else it waits for a history of its own */
		rtws_subscription_hold(subscription, repair);
	}
	return 0;
}

typedef struct {
	const repair_t *repair;
	const rtws_history_t *history;
} repaired_t;

static uint32_t mend(rtws_subscription_t *subscription, void *arg)
{
	const repaired_t *repaired = arg;
	rtws_subscriber_t *subscriber = subscription->subscriber;
	rtws_position_t has = subscription->resume; /* more than the channel, if it came meanwhile */
	uint64_t id = subscriber->id;

	if (subscription->recovery != repaired->repair) {
		return 0;
	}
	for (uint32_t i = 0; i < repaired->history->count; i++) {
		const rtws_publication_t *pub = repaired->history->publications[i];

		if (!pub->was_heard && pub->except != id && !rtws_is_in_history(pub, has) &&
			rtws_subscriber_send(subscriber, pub) != 0) {
			return 0; /* it may have ended by it */
		}
	}
	subscription->resume = repaired->history->position;
	rtws_subscription_resume(subscription);
	return 1;
}

static uint32_t let_on(rtws_subscription_t *subscription, void *repair)
{
	if (subscription->recovery == repair) {
		subscription->resume = (rtws_position_t){ 0, 0 };
		rtws_subscription_resume(subscription);
	}
	return 0;
}

/* The next gap begins there. What was delivered meanwhile may be further on. */
static void move_to(rtws_channel_t *channel, rtws_position_t position)
{
	if (channel->position.epoch != position.epoch || channel->position.offset < position.offset) {
		channel->position = position;
	}
}

static void on_history(void *arg, const rtws_history_t *history)
{
	repair_t *repair = arg;
	rtws_channel_t *channel = rtws_channels_find(repair->channels, repair->name);

	if (channel != NULL && history->error == 0) {
		move_to(channel, history->position);
	}
	if (channel != NULL && history->error == 0 && history->recovered) {
		rtws_channel_walk(channel, mend, &(repaired_t){ repair, history });
	} else if (channel != NULL) {
		rtws_channel_hold(channel);
		tell_channel(channel);
		rtws_channel_walk(channel, let_on, repair);
		rtws_channel_let_go(channel);
	}
	free(repair);
}

static rtws_history_terms_t terms_of(const rtws_channel_t *channel)
{
	return rtws_rules_of(&channel->channels->rulebook, rtws_channel_name(channel))->history;
}

bool rtws_channel_is_mendable(const rtws_channel_t *channel)
{
	return channel->position.offset > 0 && terms_of(channel).size > 0;
}

static void repair_channel(rtws_channel_t *channel)
{
	rtws_text_t name = rtws_channel_name(channel);
	rtws_broker_t *broker = channel->channels->broker;
	repair_t *repair = malloc(sizeof(*repair) + name.len);
	rtws_history_query_t query = { .terms = terms_of(channel),
								   .has_since = true,
								   .since = channel->position,
								   .limit = UINT32_MAX };

	if (repair == NULL) {
		tell_channel(channel);
		return;
	}
	repair->channels = channel->channels;
	memcpy(repair->text, name.at, name.len);
	repair->name = query.channel = (rtws_text_t){ repair->text, name.len };
	rtws_channel_walk(channel, hold, repair);
	broker->ops->history(broker, &query, on_history, repair);
}

void rtws_channels_mend_gaps(rtws_channels_t *channels)
{
	rtws_channel_t **list = malloc((channels->by_name.count + 1) * sizeof(*list));
	rtws_channel_t *channel;
	size_t at = 0;
	size_t n = 0;

	if (list == NULL) {
		return;
	}
	/* a channel ends with its last subscriber, who may be closed by being told: none ends before */
	while ((channel = rtws_map_each(&channels->by_name, &at)) != NULL) {
		rtws_channel_hold(channel);
		list[n++] = channel;
	}
	for (size_t i = 0; i < n; i++) {
		if (rtws_channel_is_mendable(list[i])) {
			repair_channel(list[i]);
		} else {
			tell_channel(list[i]);
		}
	}
	for (size_t i = 0; i < n; i++) {
		rtws_channel_let_go(list[i]);
	}
	free(list);
}
