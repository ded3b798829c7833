/*
 * One message for many WebSockets: framed once, and compressed once for each way of compressing
 * that was agreed on; every outbox gets a reference to the same bytes.
 */
#include "transport/peer.h"

#include "util/error.h"

void rtws_broadcast_init(rtws_broadcast_t *broadcast, rtws_ws_opcode_t opcode, const void *data,
						 size_t len)
{
	*broadcast = (rtws_broadcast_t){ .opcode = opcode, .data = data, .len = len };
}

void rtws_broadcast_clear(rtws_broadcast_t *broadcast)
{
	if (broadcast->plain != NULL) {
		rtws_message_unref(broadcast->plain);
	}
	for (unsigned i = 0; i < broadcast->packed_count; i++) {
		rtws_message_unref(broadcast->packed[i].message);
	}
	rtws_broadcast_init(broadcast, broadcast->opcode, NULL, 0);
}

static rtws_message_t *frame(const rtws_broadcast_t *broadcast, bool compressed, const void *data,
							 size_t len)
{
	uint8_t head[RTWS_WS_HEADER_MAX];
	size_t n = rtws_ws_header(head, broadcast->opcode, compressed, len);
	rtws_message_t *msg = rtws_message_create(n + len);

	if (msg != NULL) {
		rtws_message_append(msg, head, n);
		rtws_message_append(msg, data, len);
		msg->frames = 1;
		msg->key = broadcast->key;
	}
	return msg;
}

static rtws_message_t *plain_of(rtws_broadcast_t *broadcast)
{
	if (broadcast->plain == NULL) {
		broadcast->plain = frame(broadcast, false, broadcast->data, broadcast->len);
	}
	return broadcast->plain;
}

/* Compressed as agreed with this peer. NULL when it has to be compressed for it alone. */
static rtws_message_t *packed_of(rtws_broadcast_t *broadcast, rtws_peer_t *peer)
{
	const rtws_ws_deflate_policy_t *policy = &peer->ws.policy->deflate;
	rtws_buffer_t *packed = &peer->transport->packed;
	rtws_packed_t way = { peer->ws.deflate->terms.server_bits, policy->level, policy->memory,
						  NULL };

	for (unsigned i = 0; i < broadcast->packed_count; i++) {
		const rtws_packed_t *known = &broadcast->packed[i];

		if (known->bits == way.bits && known->level == way.level && known->memory == way.memory) {
			return known->message;
		}
	}
	packed->len = 0;
	if (broadcast->packed_count == RTWS_PACKED_MAX ||
		!rtws_ws_deflate(peer->ws.deflate, peer->transport->deflate, policy, broadcast->data,
						 broadcast->len, packed)) {
		return NULL;
	}
	if (packed->len >= broadcast->len) { /* noise */
		way.message = plain_of(broadcast);
		if (way.message != NULL) {
			rtws_message_ref(way.message);
		}
	} else {
		way.message = frame(broadcast, true, packed->bytes, packed->len);
	}
	rtws_ws_trim(packed);
	if (way.message != NULL) {
		broadcast->packed[broadcast->packed_count++] = way;
	}
	return way.message;
}

/* The bytes that this peer shares with others; NULL: none, send it by itself. */
static rtws_message_t *shared_for(rtws_broadcast_t *broadcast, rtws_peer_t *peer)
{
	const rtws_ws_deflate_t *deflate = peer->ws.deflate;

	if (deflate == NULL || broadcast->len < peer->ws.policy->deflate.threshold) {
		return plain_of(broadcast);
	}
	return deflate->terms.server_no_context ? packed_of(broadcast, peer) : NULL;
}

int rtws_peer_send_shared(rtws_peer_t *peer, rtws_broadcast_t *broadcast)
{
	rtws_message_t *msg;

	if (peer->state != PEER_OPEN) {
		return RTWS_E_CLOSED;
	}
	msg = shared_for(broadcast, peer);
	if (msg == NULL) {
		return rtws_peer_send(peer, broadcast->opcode, broadcast->data, broadcast->len);
	}
	return rtws_ws_push(peer, msg);
}
