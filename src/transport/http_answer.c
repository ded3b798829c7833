/*
 * Answers of HTTP that are whole when they are given: their head, and a body from memory or from a
 * file, piece by piece as the socket takes it. Then the next request, or the end.
 */
#include "transport/peer.h"

#include <unistd.h>

#define FILE_CHUNK (64 * 1024)

static void take_file(rtws_http_t *http, rtws_response_t *response)
{
	http->file = response->file;
	http->file_left = response->file_size;
	http->file_offset = response->file_offset;
	response->file = -1;
}

int rtws_http_put_response(rtws_peer_t *peer, const rtws_request_t *request,
						   rtws_response_t *response, bool with_body)
{
	unsigned minor = request != NULL ? request->minor : 1;
	rtws_buffer_t head = { NULL, 0, 0 };
	int error = request != NULL ? rtws_response_add_missing(response, &request->answer_headers) : 0;

	if (error == 0) {
		error = rtws_response_head(response, peer->http.keep_alive, minor, &head);
	}
	if (error == 0) {
		error = rtws_outbox_put(&peer->stream.outbox, head.bytes, head.len, response->body.bytes,
								with_body ? response->body.len : 0, 0, false);
	}
	rtws_buffer_clear(&head);
	return error;
}

bool rtws_http_has_body(const rtws_request_t *request, int status)
{
	return rtws_status_has_body(status) &&
		   (request == NULL || !rtws_text_is_exactly(request->method, "HEAD"));
}

void rtws_http_begin_sending(rtws_peer_t *peer)
{
	rtws_peer_enter(peer, PEER_SENDING);
	rtws_peer_set_deadline(peer, RTWS_SEND_STALL_MS);
	rtws_peer_mark_dirty(peer);
}

/* Only what was dispatched keeps the connection. */
int rtws_http_respond(rtws_peer_t *peer, const rtws_request_t *request, rtws_response_t *response)
{
	rtws_http_t *http = &peer->http;
	bool with_body = rtws_http_has_body(request, response->status);
	int error;

	http->keep_alive = request != NULL && request->keep_alive && !peer->transport->is_draining &&
					   peer->state == PEER_HANDLING;
	rtws_send_memory_check(peer->transport);
	error = rtws_http_put_response(peer, request, response, with_body);
	if (error != 0) {
		rtws_peer_end(peer);
		return error;
	}
	if (with_body && response->file >= 0) {
		take_file(http, response);
	}
	rtws_http_begin_sending(peer);
	return 0;
}

/* ---- output --------------------------------------------------------------------------------- */

/* The next piece of the file goes to the outbox. False: it cannot be had, and the answer is cut. */
static bool read_file(rtws_peer_t *peer)
{
	rtws_http_t *http = &peer->http;
	size_t want = http->file_left < FILE_CHUNK ? (size_t) http->file_left : FILE_CHUNK;
	rtws_message_t *msg = rtws_message_create(want);
	ssize_t n;

	if (msg == NULL) {
		return false;
	}
	n = pread(http->file, msg->bytes, want, (off_t) http->file_offset);
	if (n <= 0) {
		rtws_message_unref(msg);
		return false;
	}
	msg->len = (uint32_t) n;
	msg->pinned = 1;
	http->file_offset += (uint64_t) n;
	http->file_left -= (uint64_t) n;
	n = rtws_outbox_push(&peer->stream.outbox, msg);
	rtws_message_unref(msg);
	return n == 0;
}

void rtws_http_drop_answer(rtws_peer_t *peer)
{
	rtws_http_t *http = &peer->http;
	rtws_exchange_t *exchange = http->exchange;

	if (http->file >= 0) {
		close(http->file);
		http->file = -1;
	}
	http->exchange = NULL;
	if (exchange != NULL) {
		rtws_exchange_unref(exchange);
	}
	if (http->request != NULL) {
		rtws_request_unref(http->request);
		http->request = NULL;
	}
}

/* The answer is out: the next request, or the end of the connection. */
static void answered(rtws_peer_t *peer)
{
	rtws_http_drop_answer(peer);
	rtws_gate_served(peer);
	if (!peer->http.keep_alive || peer->transport->is_stopping) {
		peer->linger = true;
		rtws_peer_finish(peer);
		return;
	}
	rtws_peer_enter(peer, PEER_HEAD);
	rtws_http_go_on(peer);
}

void rtws_http_flush(rtws_peer_t *peer)
{
	size_t before = peer->stream.outbox.queued;

	if (peer->state == PEER_STREAMING) {
		rtws_http_stream_flush(peer);
		return;
	}
	while (rtws_peer_flush(peer)) {
		if (peer->state != PEER_SENDING) {
			return;
		}
		if (peer->http.file_left == 0) {
			answered(peer);
			return;
		}
		if (!read_file(peer)) {
			rtws_peer_end(peer);
			return;
		}
		before = SIZE_MAX;
	}
	if (peer->state == PEER_SENDING && peer->stream.outbox.queued < before) {
		rtws_peer_set_deadline(peer, RTWS_SEND_STALL_MS); /* progress */
	}
}
