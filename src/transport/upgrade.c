/*
 * The upgrade: a request that asks for a WebSocket, the owner's answer, and the hand-over of the
 * peer from HTTP to WebSocket. Its invariants are listed in docs/ARCHITECTURE.md.
 */
#include "transport/peer.h"

#include "proto/ws_handshake.h"

#include <stdlib.h>

/* What compression was agreed on, and the header that says so; NULL for none. */
static rtws_ws_deflate_t *agree_on_deflate(rtws_transport_t *transport, rtws_request_t *request,
										   const rtws_ws_policy_t *policy, char *answer)
{
	rtws_ws_deflate_terms_t terms;
	rtws_ws_deflate_t *deflate;

	if (!rtws_ws_deflate_negotiate(request, &policy->deflate, &terms, answer)) {
		return NULL;
	}
	if (transport->deflate == NULL) {
		transport->deflate = rtws_ws_deflate_shared_create();
	}
	deflate = calloc(1, sizeof(*deflate));
	if (transport->deflate == NULL || deflate == NULL) {
		free(deflate);
		return NULL;
	}
	deflate->terms = terms;
	return deflate;
}

static int put_acceptance(rtws_peer_t *peer, rtws_request_t *request, rtws_text_t protocol,
						  const char *extensions)
{
	rtws_buffer_t head = { NULL, 0, 0 };
	int error = rtws_ws_handshake_accept(request, protocol, extensions, &head);

	if (error == 0) {
		error = rtws_outbox_put(&peer->stream.outbox, head.bytes, head.len, NULL, 0, 0, false);
	}
	rtws_buffer_clear(&head);
	return error;
}

/*
 * The socket, its watcher and its outbox stay where they are; what HTTP knew of the peer is freed;
 * the bytes after the head are the first of the WebSocket.
 */
static void hand_over(rtws_peer_t *peer, rtws_request_t *request, const rtws_upgrade_t *answer,
					  uint8_t *early, size_t early_len)
{
	char extensions[RTWS_WS_DEFLATE_ANSWER_MAX];
	rtws_ws_deflate_t *deflate =
		agree_on_deflate(peer->transport, request, answer->policy, extensions);
	rtws_buffer_t in = peer->http.in; /* may be where early lies */

	if (put_acceptance(peer, request, answer->protocol, deflate != NULL ? extensions : NULL) != 0) {
		free(deflate);
		rtws_peer_end(peer);
		return;
	}
	/* no policy of the WebSocket may drop the acceptance */
	peer->stream.outbox.kept = (uint32_t) peer->stream.outbox.queued;
	peer->http.in = (rtws_buffer_t){ NULL, 0, 0 };
	rtws_http_clear(peer);
	rtws_ws_start(peer, answer->policy, deflate);
	rtws_ws_open(peer, request, answer, early, early_len);
	rtws_buffer_clear(&in);
}

bool rtws_upgrade_offer(rtws_peer_t *peer, rtws_request_t *request, uint8_t *early,
						size_t early_len)
{
	rtws_transport_t *transport = peer->transport;
	rtws_upgrade_t answer = { .policy = NULL, .protocol = { NULL, 0 } };
	bool is_request = true;

	rtws_response_init(&answer.refusal, 404);
	transport->events->upgrade(transport->app, request, &answer, &is_request);
	if (peer->state == PEER_GONE) { /* the owner has stopped meanwhile */
		is_request = false;
	} else if (!is_request && answer.policy != NULL) {
		hand_over(peer, request, &answer, early, early_len);
	} else if (!is_request) {
		rtws_http_respond(peer, request, &answer.refusal);
	}
	rtws_response_clear(&answer.refusal);
	return !is_request;
}
