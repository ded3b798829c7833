/*
 * Presence, this process's part: which connection stands for which member. The broker knows when
 * the first of a member's connections has come and the last has gone.
 */
#include "core/channel.h"

#include "proto/channel_protocol.h"

#include "util/error.h"

#include <stdlib.h>
#include <string.h>

/* One who waits for the channel to be watched before the broker is told. */
struct rtws_joining {
	rtws_subscription_t *subscription; /* NULL: it has left */
	rtws_joined_fn done;
	void *arg;
	rtws_member_t member;
	char text[]; /* key, info */
};

struct rtws_departure {
	rtws_departure_t *next;
	uint64_t connection;
	size_t channel_len;
	size_t key_len;
	char text[]; /* channel, key */
};

static rtws_text_t key_of(const rtws_subscription_t *subscription)
{
	return (rtws_text_t){ subscription->member_key, subscription->member_key_len };
}

static bool is_key_of(const rtws_subscription_t *subscription, rtws_text_t key)
{
	return subscription->member_key_len == key.len &&
		   memcmp(subscription->member_key, key.at, key.len) == 0;
}

/* The broker need not be told that it leaves: it does not know yet that it came. */
static bool is_unknown(rtws_subscription_t *subscription)
{
	rtws_joining_t *joining = subscription->joining;

	if (joining == NULL) {
		return false;
	}
	joining->subscription = NULL;
	subscription->joining = NULL;
	return true;
}

static void forget(rtws_subscription_t *subscription)
{
	is_unknown(subscription);
	free(subscription->member_key);
	subscription->member_key = NULL;
	subscription->is_member = false;
}

/* ---- coming ---------------------------------------------------------------------------------- */

static rtws_joining_t *create_joining(rtws_subscription_t *subscription,
									  const rtws_member_t *member, rtws_joined_fn done, void *arg)
{
	rtws_joining_t *joining = malloc(sizeof(*joining) + member->key.len + member->info.len);

	if (joining != NULL) {
		memcpy(joining->text, member->key.at, member->key.len);
		memcpy(joining->text + member->key.len, member->info.at, member->info.len);
		joining->member = (rtws_member_t){ { joining->text, member->key.len },
										   { joining->text + member->key.len, member->info.len } };
		joining->subscription = subscription;
		joining->done = done;
		joining->arg = arg;
	}
	return joining;
}

/* From now on it hears of those who come after it. */
static void on_watched(void *arg, int error)
{
	rtws_joining_t *joining = arg;
	rtws_subscription_t *subscription = joining->subscription;

	(void) error; /* if the others cannot be reached now, they will be told later */
	if (subscription == NULL) {
		joining->done(joining->arg, RTWS_E_CLOSED);
	} else {
		rtws_channel_t *channel = subscription->channel;
		rtws_broker_t *broker = channel->channels->broker;

		subscription->joining = NULL;
		broker->ops->join(broker, rtws_channel_name(channel), &joining->member,
						  subscription->subscriber->id, joining->done, joining->arg);
	}
	free(joining);
}

int rtws_presence_join(rtws_channels_t *channels, rtws_subscriber_t *subscriber,
					   rtws_text_t channel, const rtws_member_t *member, rtws_joined_fn done,
					   void *arg)
{
	rtws_subscription_t *subscription = rtws_subscription_get(channels, subscriber, channel);
	rtws_joining_t *joining;

	if (subscription == NULL) {
		return RTWS_E_NOMEM;
	}
	if (subscription->is_member) {
		if (!is_key_of(subscription, member->key)) {
			return RTWS_E_EXISTS;
		}
		done(arg, 0);
		return 0;
	}
	joining = create_joining(subscription, member, done, arg);
	subscription->member_key = malloc(member->key.len + 1);
	if (joining == NULL || subscription->member_key == NULL) {
		free(joining);
		free(subscription->member_key);
		subscription->member_key = NULL;
		rtws_subscription_release(subscription);
		return RTWS_E_NOMEM;
	}
	memcpy(subscription->member_key, member->key.at, member->key.len);
	subscription->member_key_len = member->key.len;
	subscription->is_member = true;
	subscription->joining = joining;
	rtws_watch_await(subscription->channel->watch, on_watched, joining);
	return 0;
}

void rtws_presence_undo(rtws_subscriber_t *subscriber, rtws_text_t channel)
{
	rtws_subscription_t *subscription = rtws_subscription_find(subscriber, channel);

	if (subscription != NULL && subscription->is_member) {
		forget(subscription);
		rtws_subscription_release(subscription);
	}
}

bool rtws_presence_leave(rtws_subscriber_t *subscriber, rtws_text_t channel)
{
	rtws_subscription_t *subscription = rtws_subscription_find(subscriber, channel);
	rtws_channels_t *channels;
	rtws_text_t key;
	bool is_known;

	if (subscription == NULL || !subscription->is_member) {
		return false;
	}
	is_known = !is_unknown(subscription);
	channels = subscription->channel->channels;
	key = key_of(subscription);
	subscription->member_key = NULL;
	subscription->is_member = false;
	rtws_subscription_release(subscription);
	if (is_known) {
		channels->broker->ops->leave(channels->broker, channel, key, subscriber->id);
	}
	free((char *) key.at);
	return true;
}

/*
 * A connection may end in the middle of a fan-out. Telling the others at once would begin another
 * one inside of it, in which further connections may end, and so on.
 */
void rtws_presence_depart(rtws_subscription_t *subscription)
{
	rtws_channel_t *channel = subscription->channel;
	rtws_channels_t *channels = channel->channels;
	rtws_text_t key = key_of(subscription);
	rtws_departure_t *departure =
		is_unknown(subscription) ? NULL : malloc(sizeof(*departure) + channel->name_len + key.len);

	if (departure != NULL) { /* without memory for it the member stays: nothing better is left */
		*departure = (rtws_departure_t){ .connection = subscription->subscriber->id,
										 .channel_len = channel->name_len,
										 .key_len = key.len };
		memcpy(departure->text, channel->name, channel->name_len);
		memcpy(departure->text + channel->name_len, key.at, key.len);
		*channels->departures_end = departure;
		channels->departures_end = &departure->next;
	}
	forget(subscription);
}

void rtws_presence_flush(rtws_channels_t *channels)
{
	rtws_departure_t *departure;

	while ((departure = channels->departures) != NULL) {
		rtws_text_t channel = { departure->text, departure->channel_len };
		rtws_text_t key = { departure->text + departure->channel_len, departure->key_len };

		channels->departures = departure->next;
		if (channels->departures == NULL) {
			channels->departures_end = &channels->departures;
		}
		channels->broker->ops->leave(channels->broker, channel, key, departure->connection);
		free(departure);
	}
}

/* ---- changes --------------------------------------------------------------------------------- */

typedef struct {
	rtws_fanout_t fanout;
	uint64_t except;
} news_t;

static uint32_t tell(rtws_subscription_t *subscription, void *arg)
{
	news_t *news = arg;
	rtws_subscriber_t *subscriber = subscription->subscriber;

	if (!subscription->is_member || subscriber->id == news->except) {
		return 0;
	}
	return subscriber->ops->send(subscriber, &news->fanout) == 0;
}

void rtws_presence_tell(rtws_channels_t *channels, rtws_text_t name, rtws_news_fn put,
						const void *what, uint64_t except)
{
	rtws_channel_t *channel = rtws_channels_find(channels, name);
	news_t news;

	if (channel != NULL) {
		news.except = except;
		rtws_fanout_begin_news(&news.fanout, put, what);
		rtws_channel_walk(channel, tell, &news);
		rtws_fanout_end(&news.fanout);
	}
}

static int put_change(const void *news, rtws_encoder_t encoder, rtws_buffer_t *out)
{
	const rtws_member_change_t *change = news;

	return rtws_put_member(out, change->joined ? "member_joined" : "member_left", change->info,
						   encoder == RTWS_ENCODER_RAW ? (rtws_text_t){ NULL, 0 }
													   : change->channel);
}

void rtws_presence_changed(rtws_channels_t *channels, const rtws_member_change_t *what)
{
	if (!rtws_presence_gather(channels, what)) {
		rtws_presence_tell(channels, what->channel, put_change, what, what->except);
	}
	rtws_listeners_presence(channels, what);
}
