/* What the Redis broker reads: publications that are kept, members. */
#include "broker/redis_parts.h"

#include "util/error.h"

#include <stdlib.h>
#include <string.h>

/* ---- history --------------------------------------------------------------------------------- */

typedef struct {
	rtws_broker_redis_t *broker;
	rtws_history_fn done;
	void *arg;
	size_t channel_len;
	char channel[];
} history_ticket_t;

enum { HISTORY_HEAD = 3 }; /* epoch, offset, is nothing missing; then the envelopes */

/* A new reference; NULL: none of ours, or out of memory. */
static rtws_publication_t *unpack(const rtws_broker_redis_t *self, rtws_text_t channel,
								  const rtws_redis_reply_t *item)
{
	rtws_envelope_t envelope;
	rtws_publication_t *pub;

	if (item->type != RTWS_REDIS_STRING || !rtws_envelope_parse(item->text, &envelope)) {
		return NULL;
	}
	pub = rtws_publication_create(channel, envelope.name, envelope.kind, envelope.data);
	if (pub != NULL) {
		pub->position = envelope.position;
		pub->time_us = envelope.time_us;
		pub->is_kept = true;
		pub->was_heard =
			rtws_rb_is_own_publication(self, &envelope) && envelope.number <= self->told_to;
	}
	return pub;
}

static void read_history(const history_ticket_t *ticket, const rtws_redis_reply_t *reply,
						 rtws_publication_t **publications, rtws_history_t *result)
{
	rtws_text_t channel = { ticket->channel, ticket->channel_len };
	int64_t epoch = rtws_redis_integer(rtws_redis_item(reply, 0), -1);
	int64_t offset = rtws_redis_integer(rtws_redis_item(reply, 1), -1);

	if (epoch < 0 || epoch > UINT32_MAX || offset < 0) {
		result->error = RTWS_E_BROKER;
		return;
	}
	result->position = (rtws_position_t){ (uint32_t) epoch, (uint64_t) offset };
	result->recovered = rtws_redis_integer(rtws_redis_item(reply, 2), 0) != 0;
	for (size_t i = HISTORY_HEAD; i < reply->count; i++) {
		rtws_publication_t *pub = unpack(ticket->broker, channel, &reply->items[i]);

		if (pub != NULL) {
			publications[result->count++] = pub;
		} else {
			result->recovered = false;
		}
	}
}

static void on_history(void *arg, const rtws_redis_result_t *answer)
{
	history_ticket_t *ticket = arg;
	rtws_history_t result = { 0 };
	rtws_publication_t **publications = NULL;

	if (!rtws_rb_is_done(ticket->broker, "a history", answer)) {
		result.error = RTWS_E_BROKER;
	} else {
		publications = malloc((answer->reply->count + 1) * sizeof(*publications));
		if (publications == NULL) {
			result.error = RTWS_E_NOMEM;
		} else {
			read_history(ticket, answer->reply, publications, &result);
		}
	}
	result.publications = publications;
	ticket->done(ticket->arg, &result);
	for (uint32_t i = 0; i < result.count; i++) {
		rtws_publication_unref(publications[i]);
	}
	free(publications);
	free(ticket);
}

void rtws_rb_history(rtws_broker_t *broker, const rtws_history_query_t *query, rtws_history_fn done,
					 void *arg)
{
	rtws_broker_redis_t *self = (rtws_broker_redis_t *) broker;
	history_ticket_t *ticket = self->is_up ? malloc(sizeof(*ticket) + query->channel.len) : NULL;
	rtws_call_t call;

	if (ticket == NULL) {
		rtws_history_t failed = { .error = self->is_up ? RTWS_E_NOMEM : RTWS_E_BROKER };

		done(arg, &failed);
		return;
	}
	*ticket = (history_ticket_t){ self, done, arg, query->channel.len };
	memcpy(ticket->channel, query->channel.at, query->channel.len);
	rtws_call_begin(&call, self);
	rtws_call_history(&call, query->channel);
	rtws_call_number(&call, rtws_rb_epoch(self));
	rtws_call_word(&call, self->is_cluster ? "1" : "0");
	rtws_call_word(&call, query->has_since ? "1" : "0");
	rtws_call_number(&call, query->since.epoch);
	rtws_call_number(&call, query->since.offset);
	rtws_call_number(&call, query->limit);
	rtws_call_number(&call, query->terms.ttl_ms);
	rtws_call_script(&call, RTWS_SCRIPT_HISTORY, 3, on_history, ticket);
}

/* ---- members --------------------------------------------------------------------------------- */

typedef struct {
	rtws_broker_redis_t *broker;
	rtws_members_fn done;
	void *arg;
} members_ticket_t;

enum { MEMBERS_HEAD = 2 }; /* how many, where to go on; then id and info of each */

/* What others have written may be anything. */
static rtws_text_t info_of(rtws_text_t text)
{
	rtws_text_t value;

	if (rtws_payload_kind(text, &value) == RTWS_DATA_JSON && *value.at == '{') {
		return value;
	}
	return (rtws_text_t){ "{}", 2 };
}

static void on_members(void *arg, const rtws_redis_result_t *answer)
{
	members_ticket_t *ticket = arg;
	rtws_members_t result = { 0 };
	rtws_member_t *members = NULL;

	if (!rtws_rb_is_done(ticket->broker, "members", answer)) {
		result.error = RTWS_E_BROKER;
	} else if ((members = malloc((answer->reply->count / 2 + 1) * sizeof(*members))) == NULL) {
		result.error = RTWS_E_NOMEM;
	} else {
		const rtws_redis_reply_t *reply = answer->reply;

		result.total = (uint64_t) rtws_redis_integer(rtws_redis_item(reply, 0), 0);
		result.next = (uint64_t) rtws_redis_integer(rtws_redis_item(reply, 1), 0);
		for (size_t i = MEMBERS_HEAD; i + 1 < reply->count; i += 2) {
			members[result.count++] =
				(rtws_member_t){ reply->items[i].text, info_of(reply->items[i + 1].text) };
		}
	}
	result.members = members;
	ticket->done(ticket->arg, &result);
	free(members);
	free(ticket);
}

void rtws_rb_members(rtws_broker_t *broker, rtws_text_t channel, uint64_t after, uint32_t limit,
					 rtws_members_fn done, void *arg)
{
	rtws_broker_redis_t *self = (rtws_broker_redis_t *) broker;
	members_ticket_t *ticket = self->is_up ? malloc(sizeof(*ticket)) : NULL;
	rtws_call_t call;

	if (ticket == NULL) {
		rtws_members_t failed = { .error = self->is_up ? RTWS_E_NOMEM : RTWS_E_BROKER };

		done(arg, &failed);
		return;
	}
	*ticket = (members_ticket_t){ self, done, arg };
	rtws_call_begin(&call, self);
	rtws_call_key(&call, "presence:", NULL, channel);
	rtws_call_key(&call, "rtws:order:", NULL, channel);
	rtws_call_key(&call, "rtws:holders:", NULL, channel);
	rtws_call_number(&call, after);
	rtws_call_number(&call, limit);
	rtws_call_script(&call, RTWS_SCRIPT_MEMBERS, 3, on_members, ticket);
}
