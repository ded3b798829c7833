/* Subscriptions of the Redis broker. */
#include "broker/redis_parts.h"

#include "util/error.h"

#include <stdlib.h>
#include <string.h>

/* ---- wires ----------------------------------------------------------------------------------- */

static rtws_text_t name_of(const rtws_wire_t *wire)
{
	return (rtws_text_t){ wire->name, wire->len };
}

static void free_wire(rtws_wire_t *wire)
{
	rtws_waiters_clear(&wire->waiters);
	free(wire->heard);
	free(wire);
}

static rtws_wire_t *make_wire(rtws_broker_redis_t *self, rtws_text_t name, rtws_text_t raw)
{
	rtws_wire_t *wire = calloc(1, sizeof(*wire) + name.len + raw.len);

	if (wire != NULL) {
		wire->broker = self;
		wire->len = name.len;
		wire->raw_len = raw.len;
		memcpy(wire->name, name.at, name.len);
		memcpy(wire->name + name.len, raw.at, raw.len);
	}
	return wire;
}

static void on_subscribed(void *arg, const rtws_redis_result_t *result)
{
	rtws_wire_t *wire = arg;
	bool failed = result->outcome != RTWS_REDIS_ANSWERED;

	if (!failed && result->reply->type == RTWS_REDIS_ERROR) {
		rtws_rb_complain(wire->broker, "a subscription", result->reply->text.at);
		failed = true;
	}
	wire->stands = !failed && wire->uses != 0;
	rtws_waiters_tell(&wire->waiters, failed ? RTWS_E_BROKER : 0);
	wire->is_pending = false; /* not before: a waiter may give the wire up */
	if (wire->uses == 0) {
		free_wire(wire);
	}
}

static void request(rtws_wire_t *wire)
{
	wire->is_pending = true;
	rtws_redis_subscribe(wire->broker->redis, wire->kind, name_of(wire), on_subscribed, wire);
}

/* NULL when out of memory. */
static rtws_wire_t *add_wire(rtws_broker_redis_t *self, rtws_text_t name, rtws_text_t raw,
							 unsigned use)
{
	rtws_wire_t *wire = make_wire(self, name, raw);

	if (wire == NULL) {
		return NULL;
	}
	wire->uses = use;
	wire->kind = RTWS_REDIS_CHANNEL;
	if (use == RTWS_WIRE_PATTERN) {
		rtws_wire_t **place = &self->patterns;

		while (*place != NULL) {
			place = &(*place)->next;
		}
		*place = wire;
		wire->kind = RTWS_REDIS_PATTERN;
	} else if (rtws_map_add(&self->wires, wire->name, wire->len, wire) != 0) {
		free_wire(wire);
		return NULL;
	} else if (use == RTWS_WIRE_CHANNEL && self->settings.sharded) {
		wire->kind = RTWS_REDIS_SHARDED;
	}
	return wire;
}

static void unsubscribe(rtws_wire_t *wire)
{
	rtws_broker_redis_t *self = wire->broker;

	if (wire->kind == RTWS_REDIS_PATTERN) {
		rtws_wire_t **place = &self->patterns;

		while (*place != wire) {
			place = &(*place)->next;
		}
		*place = wire->next;
	} else {
		rtws_map_remove(&self->wires, wire->name, wire->len);
	}
	wire->uses = 0;
	wire->stands = false;
	if (wire->is_pending) { /* freed with its answer, which may come now */
		rtws_redis_unsubscribe(self->redis, wire->kind, name_of(wire));
		return;
	}
	if (self->redis != NULL) {
		rtws_redis_unsubscribe(self->redis, wire->kind, name_of(wire));
	}
	free_wire(wire);
}

/* ---- watching -------------------------------------------------------------------------------- */

static int put_escaped(rtws_buffer_t *out, rtws_text_t pattern)
{
	int failed = 0;

	for (size_t i = 0; i < pattern.len; i++) {
		if (strchr("?[]\\^", pattern.at[i]) != NULL && pattern.at[i] != '\0') {
			failed |= rtws_buffer_append(out, "\\", 1);
		}
		failed |= rtws_buffer_append(out, pattern.at + i, 1);
	}
	return failed;
}

static const struct {
	unsigned use;
	const char *name;
} uses[] = {
	[RTWS_SUBJECT_CHANNEL] = { RTWS_WIRE_CHANNEL, "" },
	[RTWS_SUBJECT_PATTERN] = { RTWS_WIRE_PATTERN, "" },
	[RTWS_SUBJECT_USER] = { RTWS_WIRE_USER, "rtws:user:" },
	[RTWS_SUBJECT_PROCESS] = { RTWS_WIRE_PROCESS, "rtws:process:" },
};

/* The name in Redis. 0 or RTWS_E_NOMEM. */
static int put_name(const rtws_broker_redis_t *self, rtws_buffer_t *out, unsigned use,
					const char *name, rtws_text_t rest)
{
	bool escapes = use == RTWS_WIRE_PATTERN;
	int failed = escapes ? put_escaped(out, rtws_text_of(self->prefix, self->prefix_len))
						 : rtws_buffer_append(out, self->prefix, self->prefix_len);

	failed |= rtws_buffer_append(out, name, strlen(name));
	return failed | (escapes ? put_escaped(out, rest) : rtws_buffer_append(out, rest.at, rest.len));
}

static rtws_wire_t *find_pattern(const rtws_broker_redis_t *self, rtws_text_t name)
{
	rtws_wire_t *wire = self->patterns;

	while (wire != NULL && (wire->len != name.len || memcmp(wire->name, name.at, name.len) != 0)) {
		wire = wire->next;
	}
	return wire;
}

static rtws_wire_t *find(const rtws_broker_redis_t *self, unsigned use, rtws_text_t name)
{
	return use == RTWS_WIRE_PATTERN ? find_pattern(self, name)
									: rtws_map_find(&self->wires, name.at, name.len);
}

rtws_wire_t *rtws_wire_find(const rtws_broker_redis_t *self, unsigned use, const char *kind,
							rtws_text_t rest)
{
	rtws_buffer_t made = { NULL, 0, 0 };
	rtws_wire_t *wire = NULL;

	if (self->prefix_len == 0 && *kind == '\0') {
		wire = rtws_map_find(&self->wires, rest.at, rest.len);
	} else if (put_name(self, &made, use, kind, rest) == 0) {
		wire = rtws_map_find(&self->wires, (const char *) made.bytes, made.len);
	}
	rtws_buffer_clear(&made);
	return wire != NULL && (wire->uses & use) != 0 ? wire : NULL;
}

static void watch(rtws_broker_redis_t *self, unsigned use, const char *kind, rtws_text_t rest,
				  rtws_done_fn done, void *arg)
{
	rtws_buffer_t made = { NULL, 0, 0 };
	rtws_text_t name;
	rtws_wire_t *wire = NULL;
	bool is_new = false;

	if (put_name(self, &made, use, kind, rest) == 0) {
		name = rtws_text_of((const char *) made.bytes, made.len);
		wire = find(self, use, name);
		is_new = wire == NULL;
		wire = is_new ? add_wire(self, name, use == RTWS_WIRE_PATTERN ? rest : rtws_text_of("", 0),
								 use)
					  : wire;
	}
	rtws_buffer_clear(&made);
	if (wire == NULL) {
		done(arg, RTWS_E_NOMEM);
		return;
	}
	wire->uses |= use;
	if (!is_new && !wire->is_pending) {
		done(arg, wire->stands ? 0 : RTWS_E_BROKER);
		return;
	}
	if (self->redis == NULL) { /* start() subscribes */
		done(arg, RTWS_E_BROKER);
		return;
	}
	if (rtws_waiters_add(&wire->waiters, done, arg) !=
		0) { /* it is watched, only nobody waits for that */
		done(arg, RTWS_E_NOMEM);
	}
	if (is_new) {
		request(wire);
	}
}

void rtws_rb_watch(rtws_broker_t *broker, rtws_subject_t subject, rtws_done_fn done, void *arg)
{
	rtws_broker_redis_t *self = (rtws_broker_redis_t *) broker;

	if (self->is_silent) {
		done(arg, RTWS_E_BROKER);
	} else if (subject.kind == RTWS_SUBJECT_PATTERN && self->settings.sharded) {
		done(arg, RTWS_E_INVALID);
	} else {
		watch(self, uses[subject.kind].use, uses[subject.kind].name, subject.name, done, arg);
	}
}

void rtws_rb_unwatch(rtws_broker_t *broker, rtws_subject_t subject)
{
	rtws_broker_redis_t *self = (rtws_broker_redis_t *) broker;
	unsigned use = uses[subject.kind].use;
	rtws_buffer_t made = { NULL, 0, 0 };

	if (put_name(self, &made, use, uses[subject.kind].name, subject.name) == 0) {
		rtws_wire_t *wire = find(self, use, rtws_text_of((const char *) made.bytes, made.len));

		if (wire != NULL && (wire->uses & ~use) == 0) {
			unsubscribe(wire);
		} else if (wire != NULL) {
			wire->uses &= ~use;
		}
	}
	rtws_buffer_clear(&made);
	if (subject.kind == RTWS_SUBJECT_PATTERN) {
		rtws_rb_presence_island(self);
	} else if (subject.kind == RTWS_SUBJECT_CHANNEL) {
		rtws_rb_presence_unwatched(self, subject.name);
	}
	rtws_rb_publish_unwatched(self);
}

/* ---- our own --------------------------------------------------------------------------------- */

static void on_own(void *arg, int error)
{
	rtws_broker_redis_t *self = arg;

	if (error == 0 && self->own_pending > 0 && --self->own_pending == 0) {
		self->stands = true;
		rtws_rb_go_up(self);
	}
}

int rtws_rb_watch_own(rtws_broker_redis_t *self)
{
	const struct {
		unsigned use;
		const char *name;
		const char *rest;
	} own[] = { { RTWS_WIRE_ALL, "rtws:all", "" },
				{ RTWS_WIRE_ANSWERS, "rtws:to:", self->name },
				{ RTWS_WIRE_SERVER, "ws:server:", self->server_id } };
	size_t at = 0;
	rtws_wire_t *wire;

	while ((wire = rtws_map_each(&self->wires, &at)) != NULL) {
		request(wire);
	}
	for (wire = self->patterns; wire != NULL; wire = wire->next) {
		request(wire);
	}
	self->own_pending = sizeof(own) / sizeof(own[0]);
	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
		rtws_text_t rest = { own[i].rest, strlen(own[i].rest) };

		watch(self, own[i].use, own[i].name, rest, on_own, self);
		if (rtws_wire_find(self, own[i].use, own[i].name, rest) == NULL) {
			return RTWS_E_NOMEM;
		}
	}
	return 0;
}

void rtws_rb_wires_lost(rtws_broker_redis_t *self)
{
	rtws_wire_t *wire;
	size_t at = 0;

	self->stands = false;
	while ((wire = rtws_map_each(&self->wires, &at)) != NULL) {
		wire->stands = false;
	}
	for (wire = self->patterns; wire != NULL; wire = wire->next) {
		wire->stands = false;
	}
}

void rtws_rb_wires_resumed(rtws_broker_redis_t *self)
{
	rtws_wire_t *wire;
	size_t at = 0;

	self->stands = true;
	self->own_pending = 0;
	while ((wire = rtws_map_each(&self->wires, &at)) != NULL) {
		wire->stands = true;
	}
	for (wire = self->patterns; wire != NULL; wire = wire->next) {
		wire->stands = true;
	}
}

void rtws_rb_wires_clear(rtws_broker_redis_t *self)
{
	rtws_wire_t *wire;
	size_t at = 0;

	while ((wire = rtws_map_each(&self->wires, &at)) != NULL) {
		free_wire(wire);
	}
	rtws_map_clear(&self->wires);
	while ((wire = self->patterns) != NULL) {
		self->patterns = wire->next;
		free_wire(wire);
	}
}
