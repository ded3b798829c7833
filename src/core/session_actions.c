/* Session: what clients can do. */
#include "core/session_parts.h"
#include "util/error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const rtws_text_t none = { NULL, 0 };

/* ---- answers that come later ----------------------------------------------------------------- */

static void reply_done(rtws_connection_t *conn, const char *type,
					   const rtws_channel_request_t *request)
{
	rtws_buffer_t out = { NULL, 0, 0 };
	int failed;

	if (request->id.len > 0) {
		failed = rtws_put_done(&out, type, request->channel, request->id);
		rtws_session_reply(conn, &out, failed);
	}
}

/* NULL when out of memory. */
static rtws_ticket_t *take_ticket(rtws_connection_t *conn, rtws_text_t channel, rtws_text_t id)
{
	rtws_ticket_t *ticket = malloc(sizeof(*ticket) + channel.len + id.len);

	if (ticket == NULL) {
		return NULL;
	}
	*ticket = (rtws_ticket_t){ .conn = rtws_connection_ref(conn) };
	memcpy(ticket->text, channel.at, channel.len);
	ticket->channel = (rtws_text_t){ ticket->text, channel.len };
	if (id.len > 0) {
		memcpy(ticket->text + channel.len, id.at, id.len);
	}
	ticket->id = (rtws_text_t){ ticket->text + channel.len, id.len };
	return ticket;
}

static void free_ticket(rtws_ticket_t *ticket)
{
	rtws_connection_unref(ticket->conn);
	free(ticket);
}

/* What may be published unasked from now on. */
static void attach(rtws_connection_t *conn, rtws_text_t channel, rtws_verdict_t *verdict)
{
	rtws_subscription_t *subscription = rtws_subscription_find(&conn->subscriber, channel);

	if (subscription != NULL && verdict->events.count > 0) {
		rtws_strings_clear(&subscription->events);
		subscription->events = verdict->events;
		verdict->events = (rtws_strings_t){ NULL, 0 };
	}
}

/* Is there room for one more channel? False when not, which has then been answered. */
static bool has_room(rtws_connection_t *conn, const rtws_channel_request_t *request)
{
	char message[80];

	if (conn->subscriber.count < conn->endpoint->channels_max ||
		rtws_subscription_find(&conn->subscriber, request->channel) != NULL) {
		return true;
	}
	snprintf(message, sizeof(message), "A connection may have at most %u channels.",
			 conn->endpoint->channels_max);
	rtws_session_reply_error(conn, request, "TOO_MANY_CHANNELS", message);
	return false;
}

/* ---- subscribe ------------------------------------------------------------------------------- */

/* Replays what was missed. The connection may end meanwhile. */
static void replay(rtws_connection_t *conn, const rtws_history_t *history)
{
	for (uint32_t i = 0; i < history->count; i++) {
		if (history->publications[i]->except != conn->subscriber.id) {
			rtws_subscriber_send(&conn->subscriber, history->publications[i]);
		}
	}
}

/* It is subscribed, as far as it is still there; then what was published meanwhile. */
static void welcome(rtws_ticket_t *ticket, const rtws_history_t *history)
{
	rtws_connection_t *conn = ticket->conn;
	rtws_subscription_t *subscription = rtws_subscription_find(&conn->subscriber, ticket->channel);
	bool is_awaited = subscription != NULL && subscription->recovery == ticket;
	rtws_subscribed_t answer = {
		.id = ticket->id,
		.channel = ticket->channel,
		.was_recovery = ticket->has_since,
	};
	rtws_buffer_t out = { NULL, 0, 0 };

	if (history != NULL && history->error == 0) {
		answer.has_position = true;
		answer.position = history->position;
		answer.recovered = is_awaited && history->recovered;
	}
	if (subscription != NULL && history != NULL) {
		rtws_channel_is_at(subscription->channel, answer.position);
	}
	if (subscription != NULL) {
		int failed = rtws_put_subscribed(&out, &answer);

		rtws_session_reply(conn, &out, failed);
		if (answer.recovered) {
			replay(conn, history);
		}
		/* a full queue may have ended it */
		subscription = rtws_subscription_find(&conn->subscriber, ticket->channel);
	}
	if (subscription != NULL && is_awaited) {
		/* without a history: what it says that it has, should the broker come back with more */
		subscription->resume = answer.has_position ? answer.position : ticket->since;
		rtws_subscription_resume(subscription);
	}
	free_ticket(ticket);
}

/* The position and what was missed have come. */
static void on_recovery(void *arg, const rtws_history_t *history)
{
	welcome(arg, history);
}

/* What is published comes from now on: nothing falls between that and the history. */
static void on_watched(void *arg, int error)
{
	rtws_ticket_t *ticket = arg;
	rtws_channels_t *channels = &ticket->conn->server->channels;
	rtws_broker_t *broker = channels->broker;
	rtws_history_query_t query = {
		.channel = ticket->channel,
		.terms = rtws_rules_of(&channels->rulebook, ticket->channel)->history,
		.has_since = ticket->replays,
		.since = ticket->since,
		.limit = ticket->replays ? UINT32_MAX : 0,
	};

	(void) error; /* if it cannot come now, what this process publishes does */
	if (query.terms.size > 0 && (ticket->has_since || ticket->id.len > 0)) {
		broker->ops->history(broker, &query, on_recovery, ticket);
	} else {
		welcome(ticket, NULL);
	}
}

/* What a policy drops from its queue would be missing under the next patch. */
static bool can_patch(const rtws_connection_t *conn, const rtws_rules_t *rules)
{
	return rules->delta && conn->endpoint->policy.slow != RTWS_SLOW_DROP_OLDEST;
}

static void subscribe(rtws_connection_t *conn, const rtws_channel_request_t *request,
					  rtws_verdict_t *verdict)
{
	rtws_channels_t *channels = &conn->server->channels;
	const rtws_rules_t *rules = rtws_rules_of(&channels->rulebook, request->channel);
	rtws_subscription_t *subscription;
	rtws_ticket_t *ticket;
	bool is_new;

	if (!has_room(conn, request)) {
		return;
	}
	ticket = take_ticket(conn, request->channel, request->id);
	subscription = ticket != NULL
					   ? rtws_subscription_get(channels, &conn->subscriber, request->channel)
					   : NULL;
	if (subscription == NULL) {
		if (ticket != NULL) {
			free_ticket(ticket);
		}
		rtws_session_reply_code(conn, request->channel, request->id, RTWS_E_NOMEM);
		return;
	}
	is_new = !subscription->is_subscribed && !subscription->is_member;
	subscription->is_subscribed = true;
	subscription->wants_delta = request->delta && can_patch(conn, rules);
	attach(conn, request->channel, verdict);
	ticket->has_since = request->has_since;
	ticket->since = request->since;
	/* who gets the channel already would get twice what is replayed: it is told where it is */
	ticket->replays = is_new && request->has_since;
	if (is_new) {
		rtws_subscription_hold(subscription, ticket);
	}
	rtws_watch_await(subscription->channel->watch, on_watched, ticket);
}

void rtws_session_unsubscribe(rtws_connection_t *conn, const rtws_channel_request_t *request)
{
	rtws_subscription_t *subscription = rtws_subscription_find(&conn->subscriber, request->channel);

	if (subscription != NULL) {
		subscription->is_subscribed = false;
		rtws_subscription_release(subscription);
	}
	reply_done(conn, "unsubscribed", request);
}

/* ---- publish --------------------------------------------------------------------------------- */

static void on_published(void *arg, const rtws_published_t *result)
{
	rtws_ticket_t *ticket = arg;
	rtws_buffer_t out = { NULL, 0, 0 };

	if (ticket == NULL) {
		return; /* nobody asked */
	}
	if (result->error != 0) {
		rtws_session_reply_code(ticket->conn, ticket->channel, ticket->id, result->error);
	} else {
		int failed = rtws_put_published(&out, ticket->channel, ticket->id, result->position,
										result->is_duplicate);

		rtws_session_reply(ticket->conn, &out, failed);
	}
	free_ticket(ticket);
}

static void publish(rtws_connection_t *conn, const rtws_channel_request_t *request)
{
	rtws_publish_t what = {
		.channel = request->channel,
		.event = request->event,
		.kind = RTWS_DATA_JSON,
		.data = request->message,
		.key = request->key,
		.except = request->echo ? 0 : conn->subscriber.id,
	};
	rtws_ticket_t *ticket = NULL;
	char *text = NULL;

	if (rtws_json_is_string(request->message)) {
		ptrdiff_t len;

		text = malloc(request->message.len);
		len = text != NULL ? rtws_json_string(request->message, text, request->message.len) : -1;
		if (len >= 0) { /* else it is a string that has no UTF-8: it stays JSON */
			what.kind = RTWS_DATA_TEXT;
			what.data = (rtws_text_t){ text, (size_t) len };
		}
	}
	if (request->id.len > 0) {
		ticket = take_ticket(conn, request->channel, request->id);
	}
	if (ticket == NULL && request->id.len > 0) {
		rtws_session_reply_code(conn, request->channel, request->id, RTWS_E_NOMEM);
	} else {
		rtws_channels_publish(&conn->server->channels, &what, on_published, ticket);
	}
	free(text);
}

/* ---- presence -------------------------------------------------------------------------------- */

static void on_members(void *arg, const rtws_members_t *result)
{
	rtws_ticket_t *ticket = arg;
	bool is_protocol = ticket->conn->endpoint->has_channels;
	rtws_buffer_t out = { NULL, 0, 0 };
	int failed = rtws_put_members_begin(&out);

	if (result->error != 0) {
		rtws_buffer_clear(&out);
		rtws_session_reply_code(ticket->conn, ticket->channel, ticket->id, result->error);
		free_ticket(ticket);
		return;
	}
	for (uint32_t i = 0; i < result->count; i++) {
		failed |=
			rtws_put_members_item(&out, result->members[i].key, result->members[i].info, i == 0);
	}
	failed |= rtws_put_members_end(&out, is_protocol ? ticket->channel : none, ticket->id,
								   result->total, result->next);
	rtws_session_reply(ticket->conn, &out, failed);
	free_ticket(ticket);
}

/* As after a join. id: JSON; empty: none. */
static void send_members(rtws_connection_t *conn, rtws_text_t channel, rtws_text_t id,
						 uint64_t after, uint32_t limit)
{
	rtws_broker_t *broker = conn->server->channels.broker;
	rtws_ticket_t *ticket = take_ticket(conn, channel, id);

	if (ticket == NULL) {
		rtws_session_reply_code(conn, channel, id, RTWS_E_NOMEM);
	} else {
		broker->ops->members(broker, channel, after, limit, on_members, ticket);
	}
}

static void on_joined(void *arg, int error)
{
	rtws_ticket_t *ticket = arg;
	rtws_connection_t *conn = ticket->conn;

	if (error != 0) {
		if (error != RTWS_E_CLOSED) { /* else it has left, and may have joined anew */
			rtws_presence_undo(&conn->subscriber, ticket->channel);
		}
		rtws_session_reply_code(conn, ticket->channel, ticket->id, error);
	} else {
		send_members(conn, ticket->channel, ticket->id, 0, ticket->limit);
	}
	free_ticket(ticket);
}

int rtws_session_join(rtws_connection_t *conn, rtws_text_t channel, rtws_text_t info,
					  rtws_text_t id)
{
	rtws_channels_t *channels = &conn->server->channels;
	uint32_t page = rtws_rules_of(&channels->rulebook, channel)->presence_page;
	char key[RTWS_CHANNEL_NAME_MAX];
	ptrdiff_t len = info.len > 0 ? rtws_member_id(info, key, sizeof(key)) : -1;
	rtws_member_t member = { { key, len > 0 ? (size_t) len : 0 }, info };
	rtws_ticket_t *ticket;
	int error;

	if (len < 0) {
		return RTWS_E_INVALID;
	}
	ticket = take_ticket(conn, channel, id);
	if (ticket == NULL) {
		return RTWS_E_NOMEM;
	}
	ticket->limit = page > 0 ? page : UINT32_MAX;
	error = rtws_presence_join(channels, &conn->subscriber, channel, &member, on_joined, ticket);
	if (error != 0) {
		free_ticket(ticket);
	}
	return error;
}

static void join(rtws_connection_t *conn, const rtws_channel_request_t *request,
				 rtws_verdict_t *verdict)
{
	rtws_text_t info = request->member;
	int error;

	if (verdict->member.len > 0) {
		info = (rtws_text_t){ (const char *) verdict->member.bytes, verdict->member.len };
	}
	if (!has_room(conn, request)) {
		return;
	}
	error = rtws_session_join(conn, request->channel, info, request->id);
	if (error == RTWS_E_INVALID) {
		rtws_session_reply_error(
			conn, request, "BAD_REQUEST",
			"\"member\" must be an object with an \"id\", a string of at most 255 bytes or "
			"an integer.");
	} else if (error == RTWS_E_EXISTS) {
		rtws_session_reply_error(conn, request, "CONFLICT",
								 "You have joined as somebody else: leave first.");
	} else if (error != 0) {
		rtws_session_reply_code(conn, request->channel, request->id, error);
	}
	attach(conn, request->channel, verdict);
}

void rtws_session_leave(rtws_connection_t *conn, const rtws_channel_request_t *request)
{
	rtws_presence_leave(&conn->subscriber, request->channel);
	reply_done(conn, "left", request);
}

/* ---- history --------------------------------------------------------------------------------- */

static void on_history(void *arg, const rtws_history_t *history)
{
	rtws_ticket_t *ticket = arg;
	rtws_buffer_t out = { NULL, 0, 0 };
	int failed;

	if (history->error != 0) {
		rtws_session_reply_code(ticket->conn, ticket->channel, ticket->id, history->error);
		free_ticket(ticket);
		return;
	}
	failed = rtws_put_history_begin(&out, ticket->channel);
	for (uint32_t i = 0; i < history->count; i++) {
		failed |= rtws_put_history_item(&out, history->publications[i], i == 0);
	}
	failed |= rtws_put_history_end(&out, ticket->id, &history->position, ticket->has_since,
								   history->recovered);
	rtws_session_reply(ticket->conn, &out, failed);
	free_ticket(ticket);
}

static void send_history(rtws_connection_t *conn, const rtws_channel_request_t *request)
{
	rtws_channels_t *channels = &conn->server->channels;
	rtws_broker_t *broker = channels->broker;
	rtws_history_query_t query = {
		.channel = request->channel,
		.terms = rtws_rules_of(&channels->rulebook, request->channel)->history,
		.has_since = request->has_since,
		.since = request->since,
		.limit = request->limit,
	};
	rtws_buffer_t out = { NULL, 0, 0 };
	rtws_ticket_t *ticket;
	int failed;

	if (query.terms.size == 0) {
		failed = rtws_put_history_begin(&out, request->channel) |
				 rtws_put_history_end(&out, request->id, NULL, request->has_since, false);
		rtws_session_reply(conn, &out, failed);
		return;
	}
	ticket = take_ticket(conn, request->channel, request->id);
	if (ticket == NULL) {
		rtws_session_reply_code(conn, request->channel, request->id, RTWS_E_NOMEM);
		return;
	}
	ticket->has_since = request->has_since;
	broker->ops->history(broker, &query, on_history, ticket);
}

/* ---- all of them ----------------------------------------------------------------------------- */

void rtws_session_perform(rtws_connection_t *conn, const rtws_channel_request_t *request,
						  rtws_verdict_t *verdict)
{
	/* it may have closed since it asked: what it published counts, the rest would outlive it */
	if (request->action != RTWS_ACTION_PUBLISH && !rtws_connection_is_open(conn)) {
		return;
	}
	switch (request->action) {
		case RTWS_ACTION_SUBSCRIBE:
			subscribe(conn, request, verdict);
			break;
		case RTWS_ACTION_PUBLISH:
			publish(conn, request);
			break;
		case RTWS_ACTION_JOIN:
			join(conn, request, verdict);
			break;
		case RTWS_ACTION_PRESENCE:
			send_members(conn, request->channel, request->id, request->after, request->limit);
			break;
		default:
			send_history(conn, request);
	}
}
