/*
 * Channels, all of them: publishing, counting, what the broker tells, and their life.
 */
#include "core/channel.h"
#include "util/error.h"

#include <string.h>

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

void rtws_channels_step(rtws_channels_t *channels, rtws_text_t channel, const rtws_step_t *step,
						rtws_published_fn done, void *arg)
{
	rtws_history_terms_t terms = rtws_rules_of(&channels->rulebook, channel)->history;
	rtws_publication_t *pub = rtws_publication_create_number(channel, step->front);

	if (pub == NULL) {
		done(arg, &(rtws_published_t){ .error = RTWS_E_NOMEM });
		return;
	}
	if (channels->broker->ops->step != NULL) {
		channels->broker->ops->step(channels->broker, step, pub, terms, done, arg);
	} else {
		done(arg, &(rtws_published_t){ .error = RTWS_E_UNABLE });
	}
	rtws_publication_unref(pub);
}

void rtws_channels_count(rtws_channels_t *channels, rtws_text_t name, rtws_reached_fn done,
						 void *arg)
{
	const rtws_channel_t *channel = rtws_channels_find(channels, name);
	rtws_broker_t *broker = channels->broker;

	if (broker->ops->count != NULL) {
		rtws_channels_report(channels);
		broker->ops->count(broker, name, done, arg);
	} else {
		done(arg, 0, channel != NULL ? channel->live : 0);
	}
}

/* ---- the broker's events --------------------------------------------------------------------- */

static void on_presence(void *app, const rtws_member_change_t *change)
{
	rtws_presence_changed(app, change);
}

static rtws_history_terms_t on_terms(void *app, rtws_text_t channel)
{
	const rtws_channels_t *channels = app;

	return rtws_rules_of(&channels->rulebook, channel)->history;
}

static void on_letter(void *app, const rtws_letter_t *letter, rtws_reached_fn done, void *arg)
{
	rtws_channels_t *channels = app;

	channels->events->letter(channels->app, letter, done, arg);
}

static void on_elected(void *app, rtws_text_t office, bool is_elected)
{
	rtws_listeners_elected(app, office, is_elected);
}

static void on_down(void *app, const char *why)
{
	rtws_channels_t *channels = app;

	channels->is_told = true;
	if (!channels->is_away) {
		channels->is_away = true;
		channels->events->away(channels->app, why);
	}
}

static void on_up(void *app)
{
	rtws_channels_t *channels = app;

	channels->is_told = true;
	if (channels->is_away) {
		channels->is_away = false;
		channels->events->away(channels->app, NULL);
		rtws_channels_mend_gaps(channels);
	}
}

const rtws_broker_events_t rtws_channels_broker_events = {
	.deliver = rtws_channels_deliver,
	.presence = on_presence,
	.terms = on_terms,
	.letter = on_letter,
	.elected = on_elected,
	.down = on_down,
	.up = on_up,
};

/* ---- life ------------------------------------------------------------------------------------ */

int rtws_channels_init(rtws_channels_t *channels, const rtws_channels_events_t *events, void *app)
{
	memset(channels, 0, sizeof(*channels));
	channels->events = events;
	channels->app = app;
	channels->departures_end = &channels->departures;
	channels->broker = rtws_broker_memory_create(&rtws_channels_broker_events, channels);
	return channels->broker != NULL ? 0 : RTWS_E_NOMEM;
}

rtws_broker_t *rtws_channels_exchange(rtws_channels_t *channels, rtws_broker_t *broker)
{
	rtws_broker_t *old = channels->broker;

	rtws_listeners_stop(channels); /* they stand anew at the start */
	channels->broker = broker;
	return old;
}

void rtws_channels_use(rtws_channels_t *channels, rtws_broker_t *broker)
{
	rtws_broker_t *old = rtws_channels_exchange(channels, broker);

	old->ops->destroy(old);
}

void rtws_channels_clear(rtws_channels_t *channels)
{
	if (channels->broker != NULL) { /* else it was never made */
		rtws_presence_flush(channels);
		while (channels->listeners != NULL) {
			rtws_channels_unlisten(channels, channels->listeners);
		}
		channels->broker->ops->destroy(channels->broker);
	}
	rtws_watches_clear(&channels->watches);
	rtws_rulebook_clear(&channels->rulebook);
	rtws_map_clear(&channels->by_name);
}

int rtws_channels_start(rtws_channels_t *channels, rtws_loop_t *loop)
{
	int error;

	channels->is_told = channels->broker->ops->watch == NULL;
	error = channels->broker->ops->start(channels->broker, loop);
	if (error == 0) {
		rtws_presence_gather_start(channels, loop);
		channels->is_started = true;
		rtws_listeners_start(channels);
	}
	return error;
}

void rtws_channels_stop(rtws_channels_t *channels)
{
	if (!channels->is_started) {
		return;
	}
	rtws_presence_flush(channels);
	rtws_presence_gather_stop(channels);
	if (channels->broker->ops->watch != NULL) {
		rtws_listeners_stop(channels);
	}
	channels->is_started = false;
	channels->is_away = false;
	channels->broker->ops->stop(channels->broker);
}

void rtws_channels_flush(rtws_channels_t *channels)
{
	rtws_presence_flush(channels);
	rtws_channels_report(channels);
	if (channels->broker->ops->flush != NULL) {
		channels->broker->ops->flush(channels->broker);
	}
}
