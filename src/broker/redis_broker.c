/* The Redis broker as a whole: its life, and whether it is up. */
#include "broker/redis_parts.h"

#include "util/clock.h"
#include "util/error.h"
#include "util/log.h"
#include "util/random.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COMPLAINT_MS = 10000, FAREWELL_MS = 500, OTHERS_MS = 500 };

static const double OTHERS_AGAIN_S = 0.05;

uint32_t rtws_rb_new_epoch(void)
{
	return (uint32_t) rtws_random() | 1;
}

uint32_t rtws_rb_epoch(const rtws_broker_redis_t *self)
{
	return self->is_cluster ? self->epoch : rtws_rb_new_epoch();
}

/* ---- up and down ----------------------------------------------------------------------------- */

void rtws_rb_complain(rtws_broker_redis_t *self, const char *what, const char *why)
{
	uint64_t now = rtws_clock_ms();

	if (self->complained_ms == 0 || now - self->complained_ms >= COMPLAINT_MS) {
		self->complained_ms = now;
		rtws_log(RTWS_LOG_WARNING, "redis: %s: %s", what, why);
	}
}

bool rtws_rb_is_done(rtws_broker_redis_t *self, const char *what, const rtws_redis_result_t *result)
{
	if (self->redis == NULL || self->is_silent) {
		return false;
	}
	if (result->outcome == RTWS_REDIS_ANSWERED) {
		if (result->reply->type != RTWS_REDIS_ERROR) {
			return true;
		}
		rtws_rb_complain(self, what, result->reply->text.at);
	} else if (result->outcome != RTWS_REDIS_UNSENT || !self->has_link) {
		rtws_rb_go_down(self, result->reason);
	} else {
		rtws_rb_complain(self, what, result->reason);
	}
	return false;
}

void rtws_rb_go_down(rtws_broker_redis_t *self, const char *why)
{
	if (self->is_silent || (!self->is_up && self->is_told_down)) {
		return;
	}
	self->is_up = false;
	self->has_beaten = false;
	self->is_told_down = true;
	rtws_rb_publish_island(self);
	rtws_rb_presence_island(self);
	self->base.events->down(self->base.app, why);
}

/*
 * Before anything is published: a script that Redis does not know is sent a second time, and would
 * come behind publications that need none. In a cluster that can happen to the first at each node.
 */
static void load_script(rtws_broker_redis_t *self)
{
	const rtws_redis_script_t *script = &self->scripts[RTWS_SCRIPT_PUBLISH];
	rtws_call_t call;

	rtws_call_begin(&call, self);
	rtws_call_word(&call, "SCRIPT");
	rtws_call_word(&call, "LOAD");
	rtws_call_text(&call, script->source, script->len);
	rtws_call_command(&call, 2, NULL, NULL);
}

/*
 * Whoever is back first has something to tell that the others would not hear: what has waited, who
 * has come and gone. They are given the time that their next attempt may take.
 */
static bool waits_for_others(const rtws_broker_redis_t *self)
{
	return self->listeners >= 0 && self->listeners < self->peers &&
		   rtws_clock_ms() - self->back_ms < self->settings.redis.retry_max_ms + OTHERS_MS;
}

void rtws_rb_go_up(rtws_broker_redis_t *self)
{
	if (self->is_up || self->is_silent || !self->has_link || !self->stands) {
		return;
	}
	if (!self->has_beaten) { /* comes back here */
		if (!self->is_beating) {
			load_script(self);
		}
		self->back_ms = rtws_clock_ms();
		rtws_rb_beat(self);
		return;
	}
	if (waits_for_others(self)) { /* comes back here, too */
		rtws_timer_start(self->loop, &self->beat, OTHERS_AGAIN_S, rtws_rb_beat_ms(self) / 1000.0);
		return;
	}
	self->peers = self->listeners;
	self->is_up = true;
	self->is_told_down = false;
	self->told_to = self->numbers;
	self->reaps_from_ms = rtws_clock_ms() + rtws_rb_silence_ms(self);
	rtws_rb_publish_waiting(self);
	rtws_rb_presence_pump(self);
	rtws_rb_outside_take(self);
	rtws_rb_streams_up(self);
	if (self->is_up) {
		self->base.events->up(self->base.app);
	}
}

/* ---- events of the links --------------------------------------------------------------------- */

static bool has_version(const rtws_redis_server_t *server, int major)
{
	return server->version[0] == '\0' || atoi(server->version) >= major;
}

static void on_up(void *app, const rtws_redis_server_t *server)
{
	rtws_broker_redis_t *self = app;

	if (self->settings.sharded && !has_version(server, 7)) {
		rtws_log(RTWS_LOG_ERROR,
				 "redis: sharded Pub/Sub needs Redis 7, this is %s; set sharded to false",
				 server->version);
	}
	self->has_link = true;
	self->has_beaten = false;
	rtws_rb_go_up(self);
}

static void on_down(void *app, const char *reason)
{
	rtws_broker_redis_t *self = app;

	self->has_link = false;
	rtws_rb_go_down(self, reason);
}

static void on_lost(void *app, const char *reason)
{
	rtws_broker_redis_t *self = app;

	rtws_rb_wires_lost(self);
	rtws_rb_go_down(self, reason);
}

static void on_resumed(void *app)
{
	rtws_broker_redis_t *self = app;

	rtws_rb_wires_resumed(self);
	rtws_rb_go_up(self);
}

static const rtws_redis_events_t link_events = {
	.up = on_up,
	.down = on_down,
	.message = rtws_rb_on_message,
	.lost = on_lost,
	.resumed = on_resumed,
};

/* ---- life ------------------------------------------------------------------------------------ */

static void on_beat_due(rtws_timer_t *timer)
{
	rtws_broker_redis_t *self =
		(rtws_broker_redis_t *) ((char *) timer - offsetof(rtws_broker_redis_t, beat));

	rtws_rb_beat(self);
}

static int start(rtws_broker_t *broker, rtws_loop_t *loop)
{
	rtws_broker_redis_t *self = (rtws_broker_redis_t *) broker;
	double beat_s = rtws_rb_beat_ms(self) / 1000.0;
	char error[RTWS_REDIS_ERROR_MAX];

	if (self->loop != NULL || self->is_silent) {
		return RTWS_E_INVALID;
	}
	self->redis = rtws_redis_create(&self->settings.redis, loop, &link_events, self, error);
	if (self->redis == NULL) {
		rtws_log(RTWS_LOG_ERROR, "redis: %s", error);
		return RTWS_E_BROKER;
	}
	self->loop = loop;
	rtws_timer_init(&self->beat, on_beat_due);
	rtws_timer_init(&self->tick, rtws_rb_letters_tick);
	rtws_timer_start(loop, &self->beat, beat_s, beat_s);
	return rtws_rb_watch_own(self);
}

static void on_parted(void *arg, const rtws_redis_result_t *result)
{
	(void) result;
	((rtws_broker_redis_t *) arg)->has_parted = true;
}

/* The loop turns. */
static void on_waited(rtws_timer_t *timer)
{
	(void) timer;
}

/* Everybody here leaves, and the others are told. The loop turns for as long as that takes. */
static void part(rtws_broker_redis_t *self)
{
	uint64_t until = rtws_clock_ms() + FAREWELL_MS;
	rtws_timer_t timer;

	rtws_rb_presence_leave_all(self);
	rtws_rb_farewell(self, on_parted);
	rtws_timer_init(&timer, on_waited);
	rtws_timer_start(self->loop, &timer, 0.01, 0.01);
	while ((self->busy > 0 || self->settling > 0 || !self->has_parted) && self->has_link &&
		   rtws_clock_ms() < until) {
		rtws_loop_turn(self->loop, true);
	}
	rtws_timer_stop(self->loop, &timer);
}

static void stop(rtws_broker_t *broker)
{
	rtws_broker_redis_t *self = (rtws_broker_redis_t *) broker;
	rtws_redis_t *redis = self->redis;

	if (redis == NULL) {
		return;
	}
	self->is_silent = true;
	if (self->is_up) {
		part(self);
	}
	rtws_timer_stop(self->loop, &self->beat);
	rtws_timer_stop(self->loop, &self->tick);
	self->redis = NULL;
	rtws_redis_destroy(redis);
	rtws_rb_publish_clear(self);
	rtws_rb_presence_clear(self);
	rtws_rb_letters_clear(self);
	rtws_rb_wires_clear(self);
	rtws_rb_streams_clear(self);
	self->is_up = false;
}

static void destroy(rtws_broker_t *broker)
{
	rtws_broker_redis_t *self = (rtws_broker_redis_t *) broker;

	stop(broker);
	rtws_redis_broker_settings_clear(&self->settings);
	free(self->server_id);
	free(self->name);
	free((char *) self->prefix);
	free(self);
}

/* Which server has which office is not decided here: each has all of them. */
static void stand(rtws_broker_t *broker, rtws_text_t office)
{
	broker->events->elected(broker->app, office, true);
}

static void resign(rtws_broker_t *broker, rtws_text_t office)
{
	(void) broker;
	(void) office;
}

static void disown(rtws_broker_t *broker)
{
	rtws_broker_redis_t *self = (rtws_broker_redis_t *) broker;

	self->is_up = false; /* nobody is told that we part */
	destroy(broker);
}

static const rtws_broker_ops_t ops = {
	.start = start,
	.stop = stop,
	.destroy = destroy,
	.disown = disown,
	.watch = rtws_rb_watch,
	.unwatch = rtws_rb_unwatch,
	.subscribers = rtws_rb_subscribers,
	.count = rtws_rb_count,
	.stand = stand,
	.resign = resign,
	.publish = rtws_rb_publish,
	.step = rtws_rb_step,
	.send = rtws_rb_send,
	.history = rtws_rb_history,
	.join = rtws_rb_join,
	.leave = rtws_rb_leave,
	.members = rtws_rb_members,
};

/* ---- making one ------------------------------------------------------------------------------ */

static bool is_server_id(const char *id)
{
	size_t len = strlen(id);

	for (size_t i = 0; i < len; i++) {
		if (id[i] <= ' ' || id[i] > '~' || id[i] == '{' || id[i] == '}') {
			return false;
		}
	}
	return len > 0 && len <= RTWS_REDIS_SERVER_ID_MAX;
}

static int name_it(rtws_broker_redis_t *self, const char *server_id)
{
	size_t size = strlen(server_id) + sizeof("-ffffffffffffffff");

	self->prefix = strdup(self->settings.redis.prefix != NULL ? self->settings.redis.prefix : "");
	self->server_id = strdup(server_id);
	self->name = malloc(size);
	if (self->prefix == NULL || self->server_id == NULL || self->name == NULL) {
		return RTWS_E_NOMEM;
	}
	self->prefix_len = strlen(self->prefix);
	snprintf(self->name, size, "%s-%016llx", server_id, (unsigned long long) rtws_random());
	return 0;
}

rtws_broker_t *rtws_broker_redis_create(const rtws_broker_events_t *events, void *app,
										rtws_redis_broker_settings_t *settings,
										const char *server_id, char error[RTWS_REDIS_ERROR_MAX])
{
	rtws_broker_redis_t *self;

	if (!is_server_id(server_id)) {
		snprintf(error, RTWS_REDIS_ERROR_MAX,
				 "the id of a server must be 1 to %d characters of ASCII without spaces and "
				 "braces, it is \"%.200s\"",
				 RTWS_REDIS_SERVER_ID_MAX, server_id);
		return NULL;
	}
	self = calloc(1, sizeof(*self));
	if (self == NULL) {
		snprintf(error, RTWS_REDIS_ERROR_MAX, "there is no memory for the Redis broker");
		return NULL;
	}
	self->settings = *settings;
	self->settings.redis.wait_ms = 0; /* what has to wait waits here */
	rtws_redis_settings_init(&settings->redis);
	self->is_cluster = self->settings.redis.kind == RTWS_REDIS_CLUSTER;
	self->base = (rtws_broker_t){
		.ops = &ops, .streams = &rtws_redis_stream_ops, .events = events, .app = app
	};
	self->boot_epoch = rtws_rb_new_epoch();
	rtws_redis_scripts_init(self->scripts);
	if (name_it(self, server_id) != 0) {
		destroy(&self->base);
		snprintf(error, RTWS_REDIS_ERROR_MAX, "there is no memory for the Redis broker");
		return NULL;
	}
	return &self->base;
}
