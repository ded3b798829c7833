/* What comes to the Redis broker by its subscriptions: whose is it, and has it been here before? */
#include "broker/redis_parts.h"

#include "util/hash.h"

#include <stdlib.h>
#include <string.h>

/* Publishers of a channel whose numbers are remembered. */
enum { HEARD_MAX = 32 };

/* As it was given. */
static rtws_text_t pattern_of(const rtws_wire_t *wire)
{
	return (rtws_text_t){ wire->name + wire->len, wire->raw_len };
}

/* ---- who hears what -------------------------------------------------------------------------- */

uint32_t rtws_rb_echoes(const rtws_broker_redis_t *self, rtws_text_t channel)
{
	const rtws_wire_t *wire = rtws_wire_find(self, RTWS_WIRE_CHANNEL, "", channel);
	uint32_t count = wire != NULL && wire->stands ? 1 : 0;

	for (wire = self->patterns; wire != NULL; wire = wire->next) {
		count += wire->stands && rtws_pattern_matches(pattern_of(wire), channel) ? 1 : 0;
	}
	return count;
}

bool rtws_rb_watches(const rtws_broker_redis_t *self, unsigned use, const char *name,
					 rtws_text_t rest)
{
	return rtws_wire_find(self, use, name, rest) != NULL;
}

/* ---- what comes ------------------------------------------------------------------------------ */

/* Has the channel had it before? Numbers of one publisher grow, but for what is sent again. */
static bool has_heard(rtws_wire_t *wire, const rtws_envelope_t *envelope)
{
	uint64_t origin = rtws_hash(envelope->origin.at, envelope->origin.len, 0);
	rtws_heard_t *heard = NULL;

	for (uint32_t i = 0; i < wire->heard_count && heard == NULL; i++) {
		heard = wire->heard[i].origin == origin ? &wire->heard[i] : NULL;
	}
	if (heard != NULL && heard->number >= envelope->number) {
		return (envelope->flags & RTWS_ENVELOPE_REPEATED) != 0;
	}
	if (heard == NULL && wire->heard_count < HEARD_MAX) {
		uint32_t n = wire->heard_count;
		rtws_heard_t *more = (n & (n - 1)) == 0
								 ? realloc(wire->heard, (n > 0 ? 2 * n : 1) * sizeof(*more))
								 : wire->heard;

		if (more == NULL) {
			return false;
		}
		wire->heard = more;
		heard = &wire->heard[wire->heard_count++];
	} else if (heard == NULL) {
		heard = &wire->heard[wire->heard_next++ % HEARD_MAX];
	}
	*heard = (rtws_heard_t){ origin, envelope->number };
	return false;
}

bool rtws_rb_is_ours(const rtws_broker_redis_t *self, const rtws_envelope_t *envelope)
{
	return envelope->origin.len == strlen(self->name) &&
		   memcmp(envelope->origin.at, self->name, envelope->origin.len) == 0;
}

/* A step of a counter is not: its origin hears of it as all others do. */
bool rtws_rb_is_own_publication(const rtws_broker_redis_t *self, const rtws_envelope_t *envelope)
{
	return rtws_rb_is_ours(self, envelope) && (envelope->flags & RTWS_ENVELOPE_STEP) == 0;
}

/* wire: NULL when it came by a pattern. */
static void on_channel(rtws_broker_redis_t *self, rtws_wire_t *wire, rtws_text_t channel,
					   const rtws_envelope_t *envelope)
{
	switch (envelope->type) {
		case RTWS_ENVELOPE_PUBLICATION:
			if (rtws_rb_is_own_publication(self, envelope)) {
				rtws_rb_publish_echo(self, channel, envelope);
			} else if (wire == NULL || !has_heard(wire, envelope)) {
				rtws_rb_publish_foreign(self, channel, envelope);
			}
			break;
		case RTWS_ENVELOPE_JOINED:
		case RTWS_ENVELOPE_LEFT:
			rtws_rb_presence_heard(self, channel, envelope);
			break;
		default:
			break;
	}
}

/* Everything that is no envelope. */
static void wrap(rtws_envelope_t *envelope, rtws_text_t payload)
{
	*envelope = (rtws_envelope_t){ .type = RTWS_ENVELOPE_PUBLICATION };
	envelope->kind = rtws_payload_kind(payload, &envelope->data);
}

static bool begins_with(rtws_text_t text, const char *with)
{
	size_t len = strlen(with);

	return text.len >= len && memcmp(text.at, with, len) == 0;
}

/* Is it for this pattern to hand it over? The channel itself comes first, then the oldest. */
static bool is_first(const rtws_broker_redis_t *self, const rtws_redis_message_t *message,
					 rtws_text_t channel)
{
	const rtws_wire_t *wire =
		rtws_map_find(&self->wires, message->channel.at, message->channel.len);

	if ((wire != NULL && wire->stands) || begins_with(channel, "rtws:") ||
		begins_with(channel, "ws:server:")) {
		return false;
	}
	for (wire = self->patterns; wire != NULL; wire = wire->next) {
		if (wire->len == message->pattern.len &&
			memcmp(wire->name, message->pattern.at, wire->len) == 0) {
			return true;
		}
		if (wire->stands && rtws_pattern_matches(pattern_of(wire), channel)) {
			return false;
		}
	}
	return false;
}

static bool is_letter_for(unsigned uses, rtws_envelope_type_t type)
{
	switch (type) {
		case RTWS_ENVELOPE_USER:
			return (uses & (RTWS_WIRE_USER | RTWS_WIRE_ALL)) != 0;
		case RTWS_ENVELOPE_PROCESS:
			return (uses & (RTWS_WIRE_PROCESS | RTWS_WIRE_ALL)) != 0;
		case RTWS_ENVELOPE_COUNT:
			return (uses & RTWS_WIRE_ALL) != 0;
		case RTWS_ENVELOPE_ANSWER:
			return (uses & RTWS_WIRE_ANSWERS) != 0;
		default:
			return false;
	}
}

/* By a subscription of its own. A name may have several uses; the wire stays as long as any. */
static void on_wire(rtws_broker_redis_t *self, rtws_wire_t *wire, rtws_text_t channel,
					const rtws_envelope_t *envelope, rtws_text_t payload)
{
	unsigned uses = wire->uses;

	if (uses & RTWS_WIRE_SERVER) {
		rtws_rb_outside_letter(self, envelope->origin.len > 0 ? envelope->data : payload);
	}
	if (is_letter_for(uses, envelope->type)) {
		rtws_rb_letters_heard(self, envelope);
	} else if (uses & RTWS_WIRE_CHANNEL) {
		on_channel(self, wire, channel, envelope);
	}
}

void rtws_rb_on_message(void *app, const rtws_redis_message_t *message)
{
	rtws_broker_redis_t *self = app;
	rtws_text_t channel = message->channel;
	rtws_envelope_t envelope;

	if (self->is_silent || channel.len < self->prefix_len) {
		return;
	}
	channel.at += self->prefix_len;
	channel.len -= self->prefix_len;
	if (rtws_rb_streams_woken(self, channel)) {
		return;
	}
	if (!rtws_envelope_is_one(message->payload)) {
		wrap(&envelope, message->payload);
	} else if (!rtws_envelope_parse(message->payload, &envelope)) {
		rtws_rb_complain(self, "a message of another version of rtws", "It is dropped.");
		return;
	}
	if (message->pattern.at == NULL) {
		rtws_wire_t *wire = rtws_map_find(&self->wires, message->channel.at, message->channel.len);

		if (wire != NULL) {
			on_wire(self, wire, channel, &envelope, message->payload);
		}
	} else if (is_first(self, message, channel)) {
		on_channel(self, NULL, channel, &envelope);
	}
}
