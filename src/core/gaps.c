/*
 * Gaps: what lies behind the broker was away, and publications may have been missed meanwhile. Who
 * can ask for them is told to; who cannot is told that something may be missing.
 */
#include "core/channel.h"

#include "proto/channel_protocol.h"

#include <stdlib.h>

typedef struct {
	rtws_fanout_t fanout;
	rtws_text_t channel;
	bool is_recoverable;
} gap_t;

/* Subscribers that get the data itself have no frame for it: their program has the event. */
static int put_gap(const void *news, rtws_encoder_t encoder, rtws_buffer_t *out)
{
	const gap_t *gap = news;

	return encoder == RTWS_ENCODER_JSON ? rtws_put_gap(out, gap->channel, gap->is_recoverable) : -1;
}

static uint32_t tell(rtws_subscription_t *subscription, void *arg)
{
	gap_t *gap = arg;
	rtws_subscriber_t *subscriber = subscription->subscriber;

	return subscriber->ops->send(subscriber, &gap->fanout) == 0;
}

static void tell_channel(rtws_channel_t *channel)
{
	gap_t gap; /* not zeroed: it is large */

	gap.channel = rtws_channel_name(channel);
	gap.is_recoverable = rtws_rules_of(&channel->channels->rulebook, gap.channel)->history.size > 0;
	rtws_fanout_begin_news(&gap.fanout, put_gap, &gap);
	rtws_channel_walk(channel, tell, &gap);
	rtws_fanout_end(&gap.fanout);
}

void rtws_channels_tell_gaps(rtws_channels_t *channels)
{
	size_t count = channels->by_name.count;
	rtws_channel_t **list = malloc((count + 1) * sizeof(*list));
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
		tell_channel(list[i]);
	}
	for (size_t i = 0; i < n; i++) {
		rtws_channel_let_go(list[i]);
	}
	free(list);
}
