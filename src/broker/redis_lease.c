/*
 * Signs of life. A server whose lease has run out is dead: whoever sees it first takes its members
 * out, channel by channel, and forgets it. Several may do so at once, since each script takes its
 * members for itself. But first the others get the time to come back: when Redis was away, all
 * have run out.
 */
#include "broker/redis_parts.h"

#include "util/clock.h"

#include <stdlib.h>
#include <string.h>

enum { BEAT_HEAD = 4, MEMBERS_AT_ONCE = 200, SILENT_BEATS = 4 };

/* ---- the dead -------------------------------------------------------------------------------- */

typedef struct {
	rtws_broker_redis_t *broker;
	size_t server_len;
	size_t channel_len; /* 0: between channels */
	char text[];        /* server, channel */
} reaping_t;

static rtws_text_t server_of(const reaping_t *reaping)
{
	return (rtws_text_t){ reaping->text, reaping->server_len };
}

static reaping_t *make_reaping(rtws_broker_redis_t *self, rtws_text_t server, rtws_text_t channel)
{
	reaping_t *reaping = malloc(sizeof(*reaping) + server.len + channel.len + 1);

	if (reaping != NULL) {
		*reaping = (reaping_t){ self, server.len, channel.len };
		memcpy(reaping->text, server.at, server.len);
		memcpy(reaping->text + server.len, channel.at, channel.len);
		self->reaping++;
	}
	return reaping;
}

static void free_reaping(reaping_t *reaping)
{
	reaping->broker->reaping--;
	free(reaping);
}

static void ask_channels(reaping_t *reaping);
static void reap(reaping_t *reaping);

static void on_reaped(void *arg, const rtws_redis_result_t *result)
{
	reaping_t *reaping = arg;
	rtws_broker_redis_t *self = reaping->broker;
	rtws_text_t channel = { reaping->text + reaping->server_len, reaping->channel_len };
	rtws_call_t call;

	if (!rtws_rb_is_done(self, "members of a dead server", result)) {
		free_reaping(reaping);
		return;
	}
	if (rtws_redis_integer(result->reply, 0) < 0) { /* what it has is its own again */
		free_reaping(reaping);
		return;
	}
	if (rtws_redis_integer(result->reply, 0) > 0) {
		reap(reaping);
		return;
	}
	if (self->is_cluster) { /* else the script has done it */
		rtws_call_begin(&call, self);
		rtws_call_word(&call, "SREM");
		rtws_call_name(&call, "rtws:channels:", server_of(reaping));
		rtws_call_text(&call, channel.at, channel.len);
		rtws_call_command(&call, 1, NULL, NULL);
	}
	reaping->channel_len = 0;
	ask_channels(reaping);
}

/* Some of its members in one channel. */
static void reap(reaping_t *reaping)
{
	rtws_broker_redis_t *self = reaping->broker;
	rtws_text_t channel = { reaping->text + reaping->server_len, reaping->channel_len };
	rtws_text_t server = server_of(reaping);
	rtws_buffer_t held = { NULL, 0, 0 };
	rtws_call_t call;

	if (rtws_buffer_printf(&held, "%.*s", (int) server.len, server.at) != 0) {
		free_reaping(reaping);
		return;
	}
	rtws_call_begin(&call, self);
	rtws_call_key(&call, "presence:", NULL, channel);
	rtws_call_key(&call, "rtws:order:", NULL, channel);
	rtws_call_key(&call, "rtws:holders:", NULL, channel);
	rtws_call_key(&call, "rtws:held:", (char *) held.bytes, channel);
	if (!self->is_cluster) {
		rtws_call_name(&call, "rtws:channels:", server);
		rtws_call_name(&call, "{rtws}:servers", rtws_text_of("", 0));
	}
	rtws_call_publish(&call, channel);
	rtws_call_text(&call, server.at, server.len);
	rtws_call_number(&call, MEMBERS_AT_ONCE);
	rtws_call_text(&call, channel.at, channel.len);
	rtws_call_script(&call, RTWS_SCRIPT_REAP, self->is_cluster ? 4 : 6, on_reaped, reaping);
	rtws_buffer_clear(&held);
}

static void bury(rtws_broker_redis_t *self, rtws_text_t server)
{
	rtws_call_t call;

	rtws_call_begin(&call, self);
	rtws_call_name(&call, "{rtws}:servers", rtws_text_of("", 0));
	rtws_call_text(&call, server.at, server.len);
	rtws_call_script(&call, RTWS_SCRIPT_BURY, 1, NULL, NULL);
}

static void on_channels(void *arg, const rtws_redis_result_t *result)
{
	reaping_t *reaping = arg;
	rtws_broker_redis_t *self = reaping->broker;
	const rtws_redis_reply_t *channel;
	reaping_t *next;

	if (!rtws_rb_is_done(self, "a dead server", result)) {
		free_reaping(reaping);
		return;
	}
	channel = rtws_redis_item(result->reply, 0);
	if (channel->type == RTWS_REDIS_STRING) {
		next = make_reaping(self, server_of(reaping), channel->text);
		if (next != NULL) {
			reap(next);
		}
	} else {
		bury(self, server_of(reaping));
	}
	free_reaping(reaping);
}

/* Where has it members? One channel of them. */
static void ask_channels(reaping_t *reaping)
{
	rtws_broker_redis_t *self = reaping->broker;
	rtws_call_t call;

	rtws_call_begin(&call, self);
	rtws_call_word(&call, "SRANDMEMBER");
	rtws_call_name(&call, "rtws:channels:", server_of(reaping));
	rtws_call_number(&call, 1);
	rtws_call_command(&call, 1, on_channels, reaping);
}

/* ---- the living ------------------------------------------------------------------------------ */

/* What Redis remembers of us: everything; nothing, as if we had died; nothing at all. */
static void compare(rtws_broker_redis_t *self, bool was_alive, uint32_t epoch)
{
	bool is_lost = self->has_epoch && self->epoch != epoch;
	bool is_back = !self->is_up; /* what was under way may or may not have happened */

	self->epoch = epoch;
	self->has_epoch = true;
	self->has_beaten = true;
	if (is_lost || !was_alive || is_back) {
		rtws_rb_presence_restore(self, is_lost);
	}
}

static void on_beat(void *arg, const rtws_redis_result_t *result)
{
	rtws_broker_redis_t *self = arg;
	const rtws_redis_reply_t *reply = result->reply;
	bool may_reap = self->is_up && self->reaping == 0 && rtws_clock_ms() >= self->reaps_from_ms;

	self->is_beating = false;
	if (!rtws_rb_is_done(self, "a sign of life", result) || self->is_silent) {
		return;
	}
	self->listeners = rtws_redis_integer(rtws_redis_item(reply, 3), -1);
	if (self->is_up) {
		self->peers = self->listeners;
	}
	self->takes_messages = rtws_redis_integer(rtws_redis_item(reply, 1), 0) != 0;
	compare(self, rtws_redis_integer(rtws_redis_item(reply, 0), 0) != 0,
			(uint32_t) rtws_redis_integer(rtws_redis_item(reply, 2), 0));
	for (size_t i = BEAT_HEAD; i < reply->count && may_reap; i++) {
		reaping_t *reaping = make_reaping(self, reply->items[i].text, rtws_text_of("", 0));

		if (reaping != NULL) {
			ask_channels(reaping);
		}
	}
	rtws_rb_go_up(self);
	rtws_rb_publish_waiting(self);
	rtws_rb_presence_pump(self);
	rtws_rb_outside_take(self);
}

/*
 * Who has been silent for four beats is taken for dead, and noticed with the next beat of somebody
 * else: five of the six that a lease has. The sixth is there for the members to be taken out.
 */
uint32_t rtws_rb_beat_ms(const rtws_broker_redis_t *self)
{
	return self->settings.lease_ms / 6;
}

uint32_t rtws_rb_silence_ms(const rtws_broker_redis_t *self)
{
	return SILENT_BEATS * rtws_rb_beat_ms(self);
}

void rtws_rb_beat(rtws_broker_redis_t *self)
{
	rtws_call_t call;

	if (self->is_beating || !self->has_link) {
		return;
	}
	self->is_beating = true;
	rtws_call_begin(&call, self);
	rtws_call_name(&call, "{rtws}:servers", rtws_text_of("", 0));
	rtws_call_name(&call, "{rtws}:taker", rtws_text_of("", 0));
	rtws_call_name(&call, "{rtws}:position", rtws_text_of("", 0));
	rtws_call_word(&call, self->name);
	rtws_call_number(&call, rtws_rb_silence_ms(self));
	rtws_call_word(&call, self->settings.takes_messages ? "1" : "0");
	rtws_call_number(&call, rtws_rb_new_epoch());
	if (!self->is_cluster) { /* where each node knows its own subscribers only */
		rtws_call_name(&call, "rtws:all", rtws_text_of("", 0));
	}
	rtws_call_script(&call, RTWS_SCRIPT_BEAT, 3, on_beat, self);
}

void rtws_rb_farewell(rtws_broker_redis_t *self, rtws_redis_done_fn done)
{
	rtws_call_t call;

	rtws_call_begin(&call, self);
	rtws_call_name(&call, "{rtws}:servers", rtws_text_of("", 0));
	rtws_call_name(&call, "{rtws}:taker", rtws_text_of("", 0));
	rtws_call_word(&call, self->name);
	rtws_call_script(&call, RTWS_SCRIPT_FAREWELL, 2, done, self);
}
