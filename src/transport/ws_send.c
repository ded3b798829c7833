/*
 * What a WebSocket sends: frames into the outbox, and what becomes of a peer that takes them too
 * slowly.
 */
#include "transport/peer.h"

#include "util/clock.h"
#include "util/error.h"

#define SEND_NOW 4096 /* larger messages are not worth copying to wait for the end of the pass */
#define FLUSH_AT (256 * 1024)     /* queued within one pass: try the socket before the pass ends */
#define KEEP_BUFFER (1024 * 1024) /* what a working buffer may keep */

void rtws_ws_trim(rtws_buffer_t *buffer)
{
	if (buffer->size > KEEP_BUFFER) {
		rtws_buffer_clear(buffer);
	}
}

/* Over its limit: what the policy of the endpoint says. 0, or RTWS_E_FULL for "not this one". */
static int make_room(rtws_peer_t *peer, size_t len)
{
	const rtws_ws_policy_t *policy = peer->ws.policy;
	rtws_outbox_t *outbox = &peer->stream.outbox;
	size_t keep = policy->send_queue_max > len ? policy->send_queue_max - len : 0;
	rtws_transport_stats_t *stats = &peer->transport->stats;

	switch (policy->slow) {
		case RTWS_SLOW_DROP_OLDEST:
			stats->messages_lost += rtws_outbox_drop_oldest(outbox, keep);
			if (outbox->queued == 0 || outbox->queued + len <= policy->send_queue_max) {
				return 0;
			}
			stats->messages_lost++; /* what is left may not be dropped: then the new one is */
			return RTWS_E_FULL;
		case RTWS_SLOW_DROP_NEWEST:
			stats->messages_lost++;
			return RTWS_E_FULL;
		default:
			stats->messages_lost += rtws_outbox_cut(outbox) + 1;
			rtws_ws_fail(peer, RTWS_CLOSE_TRY_LATER, "too slow: send queue full");
			return RTWS_E_FULL;
	}
}

static bool is_over_limit(const rtws_peer_t *peer, size_t len)
{
	size_t queued = peer->stream.outbox.queued;

	return queued > 0 && queued + len > peer->ws.policy->send_queue_max;
}

/* Sends, or queues for the end of the pass. */
static int put_frame(rtws_peer_t *peer, rtws_ws_opcode_t opcode, bool compressed, const void *data,
					 size_t len)
{
	bool is_data = !(opcode & 8);
	bool separate =
		is_data && peer->stream.blocked && peer->ws.policy->slow == RTWS_SLOW_DROP_OLDEST;
	uint8_t head[RTWS_WS_HEADER_MAX];
	size_t n = rtws_ws_header(head, opcode, compressed, len);
	size_t sent = 0;
	int error;

	if (len >= SEND_NOW && !peer->stream.blocked) {
		rtws_peer_flush(peer);
		if (peer->state == PEER_GONE) {
			return RTWS_E_CLOSED;
		}
		error = rtws_stream_send(&peer->stream, head, n, data, len, is_data, &sent);
		peer->transport->stats.bytes_out += sent;
		if (error != 0 && sent > 0) { /* half a frame is out, and nowhere to keep the rest */
			rtws_peer_end(peer);
			return error;
		}
	} else {
		error = rtws_outbox_put(&peer->stream.outbox, head, n, data, len, is_data, separate);
	}
	if (peer->stream.outbox.queued > 0 || peer->stream.failed) {
		rtws_peer_mark_dirty(peer);
	}
	return error;
}

/* A message, compressed where that was agreed and pays. */
static int put_message(rtws_peer_t *peer, rtws_ws_opcode_t opcode, const void *data, size_t len)
{
	const rtws_ws_deflate_policy_t *policy = &peer->ws.policy->deflate;
	rtws_buffer_t *packed = &peer->transport->packed;
	int error;

	packed->len = 0;
	if (peer->ws.deflate == NULL || len < policy->threshold ||
		!rtws_ws_deflate(peer->ws.deflate, peer->transport->deflate, policy, data, len, packed)) {
		return put_frame(peer, opcode, false, data, len);
	}
	if (packed->len >= len && peer->ws.deflate->terms.server_no_context) {
		return put_frame(peer, opcode, false, data, len); /* noise: and no history to keep */
	}
	error = put_frame(peer, opcode, true, packed->bytes, packed->len);
	rtws_ws_trim(packed);
	if (error == RTWS_E_NOMEM && !peer->ws.deflate->terms.server_no_context) {
		/* the history holds what the peer will never see */
		rtws_ws_fail(peer, RTWS_CLOSE_INTERNAL, "out of memory");
	}
	return error;
}

/* Sees to it that there is room for one more message. 0, RTWS_E_CLOSED, or RTWS_E_FULL. */
static int prepare(rtws_peer_t *peer, size_t len)
{
	rtws_send_memory_check(peer->transport);
	if (!rtws_peer_is_open(peer)) {
		return RTWS_E_CLOSED;
	}
	if ((is_over_limit(peer, len) || peer->stream.outbox.queued + len > FLUSH_AT) &&
		!peer->stream.blocked) {
		rtws_peer_flush(peer);
		if (peer->state != PEER_OPEN) {
			return RTWS_E_CLOSED;
		}
	}
	return is_over_limit(peer, len) ? make_room(peer, len) : 0;
}

/* More pieces than an outbox holds: it reads nothing at all. */
static int conclude(rtws_peer_t *peer, int error)
{
	if (error == RTWS_E_FULL) {
		peer->transport->stats.messages_lost += rtws_outbox_cut(&peer->stream.outbox) + 1;
		rtws_ws_fail(peer, RTWS_CLOSE_TRY_LATER, "too slow: send queue full");
	}
	return error;
}

int rtws_peer_send(rtws_peer_t *peer, rtws_ws_opcode_t opcode, const void *data, size_t len)
{
	int error = prepare(peer, len + RTWS_WS_HEADER_MAX);

	return error != 0 ? error : conclude(peer, put_message(peer, opcode, data, len));
}

int rtws_ws_push(rtws_peer_t *peer, rtws_message_t *msg)
{
	int error;

	/* only who is slow has a backlog to thin out: whoever keeps up gets everything */
	if (msg->key != 0 && peer->stream.blocked && peer->state == PEER_OPEN &&
		rtws_outbox_replace(&peer->stream.outbox, msg)) {
		peer->transport->stats.messages_conflated++;
		return 0;
	}
	error = prepare(peer, msg->len);
	if (error != 0) {
		return error;
	}
	rtws_peer_mark_dirty(peer);
	return conclude(peer, rtws_outbox_push(&peer->stream.outbox, msg));
}

int rtws_peer_offer(rtws_peer_t *peer, rtws_ws_opcode_t opcode, const void *data, size_t len)
{
	size_t whole = len + RTWS_WS_HEADER_MAX;

	if (peer->state == PEER_OPEN && is_over_limit(peer, whole) && !peer->stream.blocked) {
		rtws_peer_flush(peer);
	}
	if (peer->state == PEER_OPEN && is_over_limit(peer, whole)) {
		return RTWS_E_FULL;
	}
	return rtws_peer_send(peer, opcode, data, len);
}

/* Control frames are small, but a peer that never reads must not collect them for ever. */
int rtws_ws_send_control(rtws_peer_t *peer, rtws_ws_opcode_t opcode, const void *data, size_t len)
{
	if (!rtws_peer_is_open(peer)) {
		return RTWS_E_CLOSED;
	}
	if (is_over_limit(peer, len + RTWS_WS_HEADER_MAX) && peer->stream.blocked) {
		return RTWS_E_FULL;
	}
	return put_frame(peer, opcode, false, data, len);
}

int rtws_peer_ping(rtws_peer_t *peer, const void *data, size_t len)
{
	int error = rtws_ws_send_control(peer, RTWS_WS_PING, data, len);

	if (!peer->ws.awaits_pong) { /* the oldest unanswered one is what the peer is measured by */
		peer->ws.awaits_pong = true;
		peer->ws.ping_ms = (uint32_t) rtws_clock_ms();
		peer->ws.ping_us = (uint32_t) rtws_clock_us();
	}
	return error;
}
