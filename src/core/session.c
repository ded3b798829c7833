#include "core/session.h"

#include "core/flood.h"
#include "core/session_parts.h"
#include "util/clock.h"
#include "util/error.h"

#include <stdio.h>

/* ---- answering ------------------------------------------------------------------------------- */

void rtws_session_reply(rtws_connection_t *conn, rtws_buffer_t *out, int failed)
{
	if (failed != 0) {
		rtws_connection_close(conn, RTWS_CLOSE_INTERNAL, "out of memory", 13);
	} else {
		rtws_connection_send(conn, RTWS_WS_TEXT, out->bytes, out->len);
	}
	rtws_buffer_clear(out);
}

void rtws_session_reply_error(rtws_connection_t *conn, const rtws_channel_request_t *request,
							  const char *code, const char *message)
{
	rtws_buffer_t out = { NULL, 0, 0 };
	int failed = rtws_put_error(&out, code, message, request->channel, request->id);

	rtws_session_reply(conn, &out, failed);
}

void rtws_session_reply_code(rtws_connection_t *conn, rtws_text_t channel, rtws_text_t id,
							 int error)
{
	rtws_buffer_t out = { NULL, 0, 0 };
	bool is_memory = error == RTWS_E_NOMEM;
	int failed = rtws_put_error(&out, is_memory ? "INTERNAL" : "UNAVAILABLE",
								is_memory ? "The server is out of memory."
										  : "Not possible at present, try again.",
								channel, id);

	rtws_session_reply(conn, &out, failed);
}

/* ---- permission ------------------------------------------------------------------------------ */

static rtws_permit_t permit_in(const rtws_permits_t *permits, rtws_action_t action)
{
	switch (action) {
		case RTWS_ACTION_PUBLISH:
			return permits->publish;
		case RTWS_ACTION_JOIN:
		case RTWS_ACTION_PRESENCE:
			return permits->presence;
		default:
			return permits->subscribe;
	}
}

/* What is said of the channel, else of the endpoint. */
static rtws_permit_t permit_of(const rtws_connection_t *conn, const rtws_channel_request_t *request)
{
	const rtws_rulebook_t *book = &conn->server->channels.rulebook;
	rtws_permit_t permit =
		permit_in(&rtws_rules_of(book, request->channel)->permits, request->action);

	return permit != RTWS_PERMIT_ASK ? permit
									 : permit_in(&conn->endpoint->permits, request->action);
}

/* Was it told with a verdict before that this event may be published? */
static bool is_granted(const rtws_connection_t *conn, const rtws_channel_request_t *request)
{
	const rtws_subscription_t *subscription;

	if (request->action != RTWS_ACTION_PUBLISH || request->event.len == 0) {
		return false;
	}
	subscription = rtws_subscription_find(&conn->subscriber, request->channel);
	for (size_t i = 0; subscription != NULL && i < subscription->events.count; i++) {
		if (rtws_text_is_exactly(request->event, subscription->events.items[i])) {
			return true;
		}
	}
	return false;
}

/* Asks whoever has the say. False when it is refused, which has then been answered. */
static bool may(rtws_connection_t *conn, const rtws_channel_request_t *request,
				rtws_verdict_t *verdict)
{
	rtws_permit_t permit = permit_of(conn, request);
	char message[RTWS_CHANNEL_NAME_MAX + 64];

	if (rtws_channel_name_is_reserved(request->channel)) {
		permit = RTWS_PERMIT_NO;
	}
	if (permit == RTWS_PERMIT_YES || (permit == RTWS_PERMIT_ASK && is_granted(conn, request))) {
		return true;
	}
	if (permit == RTWS_PERMIT_ASK && conn->endpoint->asks_authorize) {
		conn->server->hooks->authorize(conn, request, verdict);
		if (verdict->kind == RTWS_VERDICT_YES) {
			return true;
		}
	} else if (permit == RTWS_PERMIT_ASK && request->action != RTWS_ACTION_PUBLISH) {
		return true;
	}
	if (verdict->kind == RTWS_VERDICT_FAILED) {
		rtws_session_reply_error(conn, request, "INTERNAL",
								 "The server failed to decide whether you may.");
		return false;
	}
	snprintf(message, sizeof(message), "You may not %s \"%.*s\".",
			 request->action == RTWS_ACTION_PUBLISH ? "publish to"
													: rtws_action_name(request->action),
			 (int) request->channel.len, request->channel.at);
	rtws_session_reply_error(conn, request, "FORBIDDEN", message);
	return false;
}

/* ---- messages -------------------------------------------------------------------------------- */

static void answer_ping(rtws_connection_t *conn, const rtws_channel_request_t *request)
{
	rtws_buffer_t out = { NULL, 0, 0 };
	int failed = rtws_put_pong(&out, request->id);

	rtws_session_reply(conn, &out, failed);
}

/* Does the rate of the channel allow it? False when not, which has then been answered. */
static bool is_in_time(rtws_connection_t *conn, const rtws_channel_request_t *request)
{
	const rtws_rules_t *rules = rtws_rules_of(&conn->server->channels.rulebook, request->channel);

	if (request->action != RTWS_ACTION_PUBLISH || rtws_flood_admits_publication(conn, rules)) {
		return true;
	}
	if (rules->rate.answer == RTWS_FLOOD_ERROR && request->id.len > 0) {
		conn->server->stats.messages_limited++;
		rtws_session_reply_error(conn, request, "RATE_LIMITED",
								 "Too many messages. Please slow down.");
	} else {
		rtws_flood_refuse(conn, &rules->rate);
	}
	return false;
}

void rtws_session_message(rtws_connection_t *conn, rtws_ws_opcode_t opcode, const uint8_t *data,
						  size_t len)
{
	rtws_channel_request_t request;
	rtws_verdict_t verdict = { 0 };
	const char *why = "A message must be text.";
	const char *code;

	conn->heard_ms = (uint32_t) rtws_clock_ms();
	if (opcode != RTWS_WS_TEXT) {
		request.channel = request.id = (rtws_text_t){ NULL, 0 };
		rtws_session_reply_error(conn, &request, "BAD_REQUEST", why);
		return;
	}
	code = rtws_channel_request_parse((rtws_text_t){ (const char *) data, len }, &request, &why);
	if (code != NULL) {
		rtws_session_reply_error(conn, &request, code, why);
		return;
	}
	switch (request.action) {
		case RTWS_ACTION_PONG:
			break;
		case RTWS_ACTION_PING:
			answer_ping(conn, &request);
			break;
		case RTWS_ACTION_UNSUBSCRIBE:
			rtws_session_unsubscribe(conn, &request);
			break;
		case RTWS_ACTION_LEAVE:
			rtws_session_leave(conn, &request);
			break;
		default:
			if (is_in_time(conn, &request) && may(conn, &request, &verdict)) {
				rtws_session_perform(conn, &request, &verdict);
			}
			rtws_verdict_clear(&verdict);
	}
}

/* ---- the server's pings ---------------------------------------------------------------------- */

static void keep_alive(rtws_connection_t *conn, uint32_t now)
{
	static const char ping[] = "{\"type\":\"ping\"}";
	const rtws_endpoint_t *endpoint = conn->endpoint;
	uint32_t since = now - conn->pinged_ms;
	bool has_answered = (int32_t) (conn->heard_ms - conn->pinged_ms) >= 0;

	if (!has_answered && since >= endpoint->ping_timeout_ms) {
		rtws_connection_close(conn, RTWS_CLOSE_AWAY, "no answer to ping", 17);
	} else if (has_answered && since >= endpoint->ping_interval_ms) {
		rtws_connection_send(conn, RTWS_WS_TEXT, ping, sizeof(ping) - 1);
		conn->pinged_ms = now;
		conn->heard_ms = now - 1;
	}
}

void rtws_session_keep_alive(rtws_server_t *server)
{
	uint32_t now = (uint32_t) rtws_clock_ms();

	for (uint32_t i = server->open_count; i-- > 0;) {
		rtws_connection_t *conn = server->open[i];

		if (conn->endpoint->ping_interval_ms > 0 && rtws_connection_is_open(conn)) {
			keep_alive(conn, now);
		}
	}
}
