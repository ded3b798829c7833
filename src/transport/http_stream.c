/*
 * Answers of HTTP whose body comes little by little. The head is sent when the answer begins; what
 * is written then goes out in chunks (RFC 9112 section 7.1), or as it is up to the close of the
 * connection. Messages that many share are pushed as WebSocket frames are: by reference, and under
 * the same policies for those who take them too slowly.
 *
 * Nothing here ends the peer while its owner calls: that is left to the flush, so that events.gone
 * finds him in no call of his own.
 */
#include "transport/peer.h"

#include "util/error.h"

#include <stdio.h>

/* ---- begin and end -------------------------------------------------------------------------- */

static rtws_http_stream_t *stream_of(const rtws_peer_t *peer)
{
	return rtws_exchange_stream(peer->http.exchange);
}

int rtws_http_begin_stream(rtws_peer_t *peer, const rtws_request_t *request, rtws_response_t *head)
{
	rtws_http_t *http = &peer->http;
	rtws_http_stream_t *stream = stream_of(peer);
	const rtws_transport_t *transport = peer->transport;
	bool in_chunks = stream->framing == RTWS_FRAMING_CHUNKED && request->minor > 0;

	head->body_end = in_chunks ? RTWS_BODY_CHUNKED : RTWS_BODY_UNTIL_CLOSE;
	http->keep_alive = in_chunks && request->keep_alive && !transport->is_draining;
	if (rtws_http_put_response(peer, request, head, false) != 0) {
		rtws_peer_end(peer);
		return RTWS_E_NOMEM;
	}
	if (!rtws_http_has_body(request, head->status)) {
		rtws_http_begin_sending(peer);
		return 0;
	}
	stream->in_chunks = in_chunks;
	stream->ends = transport->is_stopping ? STREAM_ENDS : STREAM_GOES_ON;
	rtws_peer_enter(peer, PEER_STREAMING);
	rtws_peer_mark_dirty(peer);
	return 0;
}

static void cut(rtws_peer_t *peer)
{
	stream_of(peer)->ends = STREAM_IS_CUT;
	rtws_peer_mark_dirty(peer);
}

/* What may still be sent is known: the rest is as for any other answer. */
void rtws_http_stream_end(rtws_peer_t *peer)
{
	static const char last[] = "0\r\n\r\n";

	if (stream_of(peer)->ends == STREAM_IS_CUT) {
		return; /* what is queued may be broken: the flush ends it */
	}
	if (stream_of(peer)->in_chunks &&
		rtws_outbox_put(&peer->stream.outbox, last, sizeof(last) - 1, NULL, 0, 0, false) != 0) {
		peer->http.keep_alive = false; /* it ends as if it were cut */
	}
	rtws_http_begin_sending(peer);
}

void rtws_http_stream_abort(rtws_peer_t *peer)
{
	if (stream_of(peer)->ends != STREAM_IS_CUT) {
		peer->http.keep_alive = false;
		rtws_http_begin_sending(peer);
	}
}

void rtws_http_stream_stop(rtws_peer_t *peer)
{
	if (stream_of(peer)->ends == STREAM_GOES_ON) {
		stream_of(peer)->ends = STREAM_ENDS;
		rtws_peer_mark_dirty(peer);
	}
}

/* ---- bytes ---------------------------------------------------------------------------------- */

static bool is_over_limit(const rtws_peer_t *peer, size_t len)
{
	size_t queued = peer->stream.outbox.queued;

	return queued > 0 && queued + len > stream_of(peer)->policy->queue_max;
}

static int queued(rtws_peer_t *peer, int error)
{
	rtws_http_stream_t *stream = stream_of(peer);

	if (error != 0) {
		cut(peer); /* a part of it may be queued */
		return error;
	}
	stream->was_full |= peer->stream.outbox.queued > stream->policy->queue_max;
	rtws_peer_mark_dirty(peer);
	return 0;
}

int rtws_http_stream_write(rtws_peer_t *peer, const void *bytes, size_t len)
{
	rtws_outbox_t *outbox = &peer->stream.outbox;
	bool in_chunks = stream_of(peer)->in_chunks;
	char size[24];
	int error;

	if (stream_of(peer)->ends == STREAM_IS_CUT) {
		return RTWS_E_CLOSED;
	}
	if (len == 0) {
		return 0; /* as a chunk it would be the last */
	}
	rtws_send_memory_check(peer->transport);
	if (peer->stream.failed) {
		return RTWS_E_CLOSED;
	}
	error = rtws_outbox_put(outbox, size,
							in_chunks ? (size_t) snprintf(size, sizeof(size), "%zx\r\n", len) : 0,
							bytes, len, 0, false);
	if (error == 0 && in_chunks) {
		error = rtws_outbox_put(outbox, "\r\n", 2, NULL, 0, 0, false);
	}
	return queued(peer, error);
}

/* Over its limit: what the policy says. 0, or RTWS_E_FULL for "not this one". */
static int make_room(rtws_peer_t *peer, const rtws_message_t *msg)
{
	const rtws_stream_policy_t *policy = stream_of(peer)->policy;
	size_t keep = policy->queue_max > msg->len ? policy->queue_max - msg->len : 0;
	uint64_t *lost = &peer->transport->stats.messages_lost;

	if (policy->slow == RTWS_SLOW_DROP_OLDEST) {
		*lost += rtws_outbox_drop_oldest(&peer->stream.outbox, keep);
	} else if (policy->slow == RTWS_SLOW_CLOSE) {
		*lost += rtws_outbox_cut(&peer->stream.outbox);
		cut(peer);
	}
	if (policy->slow == RTWS_SLOW_DROP_OLDEST && !is_over_limit(peer, msg->len)) {
		return 0;
	}
	*lost += msg->frames;
	return RTWS_E_FULL;
}

int rtws_http_stream_push(rtws_peer_t *peer, rtws_message_t *msg)
{
	rtws_http_stream_t *stream = stream_of(peer);

	if (stream->ends == STREAM_IS_CUT) {
		return RTWS_E_CLOSED;
	}
	if (stream->framing != RTWS_FRAMING_RAW) {
		return RTWS_E_INVALID;
	}
	rtws_send_memory_check(peer->transport);
	if (peer->stream.failed) {
		return RTWS_E_CLOSED;
	}
	if (msg->key != 0 && peer->stream.blocked && rtws_outbox_replace(&peer->stream.outbox, msg)) {
		peer->transport->stats.messages_conflated++;
		return 0;
	}
	if (is_over_limit(peer, msg->len) && !peer->stream.blocked && !peer->stream.failed) {
		peer->transport->stats.bytes_out += rtws_stream_flush(&peer->stream);
	}
	if (is_over_limit(peer, msg->len) && make_room(peer, msg) != 0) {
		stream->was_full = true;
		return RTWS_E_FULL;
	}
	return queued(peer, rtws_outbox_push(&peer->stream.outbox, msg));
}

/* ---- the end of a pass ---------------------------------------------------------------------- */

/* True when the stream goes on. */
static bool settle(rtws_peer_t *peer)
{
	if (stream_of(peer)->ends == STREAM_IS_CUT) {
		rtws_peer_end(peer);
		return false;
	}
	if (stream_of(peer)->ends == STREAM_ENDS) {
		rtws_http_stream_end(peer);
		rtws_exchange_lose(peer->http.exchange);
		return false;
	}
	return true;
}

void rtws_http_stream_flush(rtws_peer_t *peer)
{
	rtws_http_stream_t *stream = stream_of(peer);
	const rtws_outbox_t *outbox = &peer->stream.outbox;
	size_t before = outbox->queued;

	if (!settle(peer)) {
		return;
	}
	if (rtws_peer_flush(peer)) {
		rtws_peer_cancel_deadline(peer); /* nobody waits for the client */
	} else if (peer->state == PEER_GONE) {
		return;
	} else if (outbox->queued < before || !rtws_deadline_is_set(&peer->deadline)) {
		rtws_peer_set_deadline(peer, RTWS_SEND_STALL_MS);
	}
	if (stream->was_full && outbox->queued <= stream->policy->queue_max / 2) {
		stream->was_full = false;
		stream->events->drained(stream->context);
	}
}
