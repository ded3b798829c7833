/*
 * A peer that speaks WebSocket: messages in and out, heartbeat, and the closing handshake.
 */
#include "transport/peer.h"

#include "util/clock.h"

#include <stdlib.h>
#include <string.h>

#define TRUSTED (256 * 1024) /* bytes reserved on the word of a frame header */

static uint32_t now_ms(void)
{
	return (uint32_t) rtws_clock_ms();
}

/* ---- closing ------------------------------------------------------------------------------- */

void rtws_ws_report(rtws_peer_t *peer, uint16_t code, const char *reason, size_t len)
{
	void *conn = peer->ws.conn;

	if (conn != NULL) {
		peer->ws.conn = NULL;
		peer->transport->events->close(conn, code, reason, len);
	}
}

void rtws_ws_report_end(rtws_peer_t *peer)
{
	const rtws_ws_t *ws = &peer->ws;

	rtws_ws_report(peer, ws->close_code != 0 ? ws->close_code : RTWS_CLOSE_ABNORMAL,
				   ws->reason != NULL ? ws->reason : "", ws->reason_len);
}

static void keep_for_report(rtws_ws_t *ws, uint16_t code, const char *reason, size_t len)
{
	len = len < RTWS_WS_REASON_MAX ? len : RTWS_WS_REASON_MAX;
	ws->close_code = code;
	ws->reason = malloc(len > 0 ? len : 1); /* without memory the code has to do */
	if (ws->reason != NULL && len > 0) {
		memcpy(ws->reason, reason, len);
		ws->reason_len = (uint8_t) len;
	}
}

static void put_close(rtws_peer_t *peer, uint16_t code, const char *reason, size_t len)
{
	uint8_t frame[2 + RTWS_WS_CONTROL_MAX];
	size_t n = rtws_ws_close_frame(frame, code, reason, len);

	if (rtws_outbox_put(&peer->stream.outbox, frame, n, NULL, 0, 0, false) != 0) {
		rtws_peer_end(peer);
	}
}

/* From the first Close on, one deadline for all that is left to do. */
static void begin_closing(rtws_peer_t *peer, rtws_peer_state_t state)
{
	if (peer->state == PEER_OPEN) {
		rtws_peer_set_deadline(peer, RTWS_CLOSE_TIMEOUT_MS);
	}
	if (peer->state != PEER_GONE) {
		rtws_peer_enter(peer, state);
		rtws_peer_mark_dirty(peer);
	}
}

void rtws_peer_close(rtws_peer_t *peer, uint16_t code, const char *reason, size_t len)
{
	if (peer->state != PEER_OPEN || peer->ws.is_ending) {
		return;
	}
	put_close(peer, code, reason, len);
	if (peer->state == PEER_GONE) {
		return;
	}
	keep_for_report(&peer->ws, code, reason, len);
	peer->ws.reading = true; /* the peer's Close has to be seen */
	begin_closing(peer, PEER_CLOSING);
}

/*
 * The peer has closed, or broken the protocol. What it sent before is still with the handlers, who
 * may want to answer: our Close leaves at the end of the pass, when they have run.
 */
static void end_after_pass(rtws_peer_t *peer, uint16_t code, const char *reason, size_t len)
{
	keep_for_report(&peer->ws, code, reason, len);
	peer->ws.is_ending = true;
	rtws_peer_mark_dirty(peer);
}

/* Sends the Close that is due, and reports. The answer to a Close repeats its code only. */
static void end_now(rtws_peer_t *peer)
{
	put_close(peer, peer->ws.close_code, peer->ws.reason, peer->linger ? peer->ws.reason_len : 0);
	if (peer->state == PEER_OPEN) {
		rtws_ws_report_end(peer);
		begin_closing(peer, PEER_LAST);
	}
}

void rtws_ws_fail(rtws_peer_t *peer, uint16_t code, const char *reason)
{
	if (peer->state == PEER_OPEN) {
		if (!peer->ws.is_ending) {
			keep_for_report(&peer->ws, code, reason, strlen(reason));
			peer->linger = true;
		}
		end_now(peer);
	} else if (peer->state == PEER_CLOSING) {
		rtws_ws_report_end(peer);
		peer->linger = true;
		begin_closing(peer, PEER_LAST);
	}
}

/* What the peer sent cannot be understood. */
static void refuse(rtws_peer_t *peer, uint16_t code, const char *reason)
{
	if (peer->state == PEER_OPEN) {
		peer->linger = true;
		end_after_pass(peer, code, reason, strlen(reason));
	} else {
		rtws_ws_fail(peer, code, reason);
	}
}

static void on_peer_close(rtws_peer_t *peer, const uint8_t *payload, size_t len)
{
	const uint8_t *reason;
	size_t reason_len;
	uint16_t code;
	uint16_t error = rtws_ws_close_parse(payload, len, &code, &reason, &reason_len);

	if (error != 0) {
		refuse(peer, error,
			   error == RTWS_CLOSE_BAD_DATA ? "close reason is not UTF-8" : "invalid close frame");
	} else if (peer->state == PEER_OPEN) {
		end_after_pass(peer, code, (const char *) reason, reason_len);
	} else {
		rtws_ws_report_end(peer); /* the answer to ours */
		begin_closing(peer, PEER_LAST);
	}
}

/* ---- in ------------------------------------------------------------------------------------ */

void rtws_ws_flush(rtws_peer_t *peer)
{
	if (peer->state == PEER_OPEN && peer->ws.is_ending) {
		end_now(peer);
	}
	if (rtws_peer_flush(peer) && peer->state == PEER_LAST) {
		rtws_peer_finish(peer);
	}
}

static void on_pong(rtws_peer_t *peer, const rtws_ws_chunk_t *chunk)
{
	rtws_ws_t *ws = &peer->ws;

	if (ws->awaits_pong) {
		ws->awaits_pong = false;
		ws->latency_us = (uint32_t) rtws_clock_us() - ws->ping_us;
		ws->latency_us += ws->latency_us == 0;
	}
	if (peer->state == PEER_OPEN) {
		peer->transport->events->pong(ws->conn, chunk->data, chunk->len);
	}
}

static void take_control(rtws_peer_t *peer, const rtws_ws_chunk_t *chunk)
{
	switch (chunk->opcode) {
		case RTWS_WS_CLOSE:
			on_peer_close(peer, chunk->data, chunk->len);
			break;
		case RTWS_WS_PING:
			rtws_ws_send_control(peer, RTWS_WS_PONG, chunk->data, chunk->len);
			break;
		default:
			on_pong(peer, chunk);
	}
}

static bool is_text_valid(rtws_ws_t *ws, const rtws_ws_chunk_t *chunk)
{
	if (chunk->first) {
		ws->utf8 = (rtws_utf8_t){ 0, 0, 0 };
	}
	return rtws_utf8_feed(&ws->utf8, chunk->data, chunk->len) &&
		   (!chunk->last || rtws_utf8_is_complete(&ws->utf8));
}

/* A compressed message is checked when it is inflated, as a whole. */
static void inflate_and_deliver(rtws_peer_t *peer, uint8_t opcode, const uint8_t *data, size_t len)
{
	rtws_buffer_t plain = peer->transport->plain; /* ours while the owner looks at it */
	uint16_t error;

	peer->transport->plain = (rtws_buffer_t){ NULL, 0, 0 };
	plain.len = 0;
	error = rtws_ws_inflate(peer->ws.deflate, peer->transport->deflate, data, len,
							(size_t) peer->ws.policy->message_max, &plain);
	if (error == RTWS_CLOSE_TOO_BIG) {
		refuse(peer, error, "message too big");
	} else if (error != 0) {
		refuse(peer, error, error == RTWS_CLOSE_BAD_DATA ? "bad compressed data" : "out of memory");
	} else if (opcode == RTWS_WS_TEXT && !rtws_utf8_is_valid(plain.bytes, plain.len)) {
		refuse(peer, RTWS_CLOSE_BAD_DATA, "text is not UTF-8");
	} else {
		peer->transport->events->message(peer->ws.conn, opcode, plain.bytes, plain.len);
	}
	rtws_ws_trim(&plain);
	rtws_buffer_clear(&peer->transport->plain);
	peer->transport->plain = plain;
}

static void deliver(rtws_peer_t *peer, const rtws_ws_chunk_t *chunk, const uint8_t *data,
					size_t len)
{
	peer->ws.message_ms = peer->ws.heard_ms;
	if (chunk->compressed) {
		inflate_and_deliver(peer, chunk->opcode, data, len);
	} else {
		peer->transport->events->message(peer->ws.conn, chunk->opcode, data, len);
	}
}

static bool gather(rtws_ws_t *ws, const rtws_ws_chunk_t *chunk)
{
	uint64_t left = ws->parser.left < TRUSTED ? ws->parser.left : 0;

	if (ws->message == NULL) {
		ws->message = calloc(1, sizeof(*ws->message));
	}
	return ws->message != NULL &&
		   rtws_buffer_reserve(ws->message, chunk->len + (size_t) left) == 0 &&
		   rtws_buffer_append(ws->message, chunk->data, chunk->len) == 0;
}

static void free_message(rtws_buffer_t *message)
{
	if (message != NULL) {
		rtws_buffer_clear(message);
		free(message);
	}
}

/* A piece of a message: gathered, unless it is the whole. */
static void take_data(rtws_peer_t *peer, const rtws_ws_chunk_t *chunk)
{
	rtws_buffer_t *message;

	if (chunk->opcode == RTWS_WS_TEXT && !chunk->compressed && !is_text_valid(&peer->ws, chunk)) {
		refuse(peer, RTWS_CLOSE_BAD_DATA, "text is not UTF-8");
		return;
	}
	if (chunk->first && chunk->last) {
		deliver(peer, chunk, chunk->data, chunk->len);
		return;
	}
	if (!gather(&peer->ws, chunk)) {
		refuse(peer, RTWS_CLOSE_INTERNAL, "out of memory");
		return;
	}
	if (chunk->last) {
		message = peer->ws.message; /* ours while the owner looks at it, whatever it does */
		peer->ws.message = NULL;
		deliver(peer, chunk, message->bytes, message->len);
		free_message(message);
	}
}

static bool is_listening(const rtws_peer_t *peer)
{
	return (peer->state == PEER_OPEN && !peer->ws.is_ending) || peer->state == PEER_CLOSING;
}

static void keep_residue(rtws_peer_t *peer, const uint8_t *at, const uint8_t *end)
{
	size_t len = (size_t) (end - at);

	if (len == 0) {
		return;
	}
	peer->ws.residue = malloc(len);
	if (peer->ws.residue == NULL) {
		refuse(peer, RTWS_CLOSE_INTERNAL, "out of memory");
		return;
	}
	memcpy(peer->ws.residue, at, len);
	peer->ws.residue_len = (uint8_t) len;
}

static void parse(rtws_peer_t *peer, uint8_t *at, uint8_t *end)
{
	while (is_listening(peer)) {
		rtws_ws_chunk_t chunk;

		switch (rtws_ws_parse(&peer->ws.parser, peer->ws.policy->message_max, &at, end, &chunk)) {
			case RTWS_WS_DATA:
				if (peer->state == PEER_OPEN) {
					take_data(peer, &chunk);
				}
				break;
			case RTWS_WS_CONTROL:
				take_control(peer, &chunk);
				break;
			case RTWS_WS_ERROR:
				refuse(peer, peer->ws.parser.error,
					   peer->ws.parser.error == RTWS_CLOSE_TOO_BIG ? "message too big"
																   : "protocol error");
				break;
			case RTWS_WS_MORE:
				keep_residue(peer, at, end);
				return;
		}
	}
}

static uint8_t *put_residue_before(rtws_ws_t *ws, uint8_t *bytes)
{
	if (ws->residue != NULL) {
		bytes -= ws->residue_len;
		memcpy(bytes, ws->residue, ws->residue_len);
		free(ws->residue);
		ws->residue = NULL;
		ws->residue_len = 0;
	}
	return bytes;
}

static void on_readable(rtws_peer_t *peer)
{
	uint8_t *bytes;
	size_t len = rtws_peer_read(peer, &bytes);

	if (len > 0 && is_listening(peer)) {
		peer->ws.heard_ms = now_ms();
		parse(peer, put_residue_before(&peer->ws, bytes), bytes + len);
	}
}

void rtws_ws_ready(rtws_io_t *io, unsigned events)
{
	rtws_peer_t *peer = (rtws_peer_t *) io;

	if (events & RTWS_WRITE) {
		peer->stream.blocked = false;
		events |= peer->stream.read_needs_write ? RTWS_READ : 0;
		peer->ws.heard_ms = now_ms(); /* the kernel's buffer drains: somebody takes it */
		rtws_peer_mark_dirty(peer);
	}
	if (events & rtws_ws_interest(peer) & RTWS_READ) { /* it may have changed meanwhile */
		on_readable(peer);
	}
}

/* Above the high-water mark it is not read: who does not take answers may not ask more. */
unsigned rtws_ws_interest(const rtws_peer_t *peer)
{
	bool backlog = peer->stream.outbox.queued > peer->ws.policy->send_queue_max / 2;
	unsigned events = peer->stream.blocked ? RTWS_WRITE : 0;

	switch (peer->state) {
		case PEER_OPEN:
			return events | (peer->ws.reading && !peer->ws.is_ending && !backlog ? RTWS_READ : 0);
		case PEER_CLOSING:
		case PEER_LINGER:
			return events | RTWS_READ;
		case PEER_LAST:
			return events;
		default:
			return 0;
	}
}

/* ---- life ---------------------------------------------------------------------------------- */

void rtws_ws_start(rtws_peer_t *peer, const rtws_ws_policy_t *policy, rtws_ws_deflate_t *deflate)
{
	uint32_t now = now_ms();

	memset(&peer->ws, 0, sizeof(peer->ws));
	rtws_ws_parser_init(&peer->ws.parser, deflate != NULL);
	peer->ws.deflate = deflate;
	peer->ws.policy = policy;
	peer->ws.reading = true;
	peer->ws.heard_ms = peer->ws.message_ms = peer->ws.ping_ms = now;
	peer->is_ws = true;
	rtws_io_set_ready(&peer->io, rtws_ws_ready);
	rtws_peer_cancel_deadline(peer);
	rtws_peer_enter(peer, PEER_OPEN);
	rtws_ws_set_check(peer, now);
	rtws_peer_mark_dirty(peer);
}

void rtws_ws_open(rtws_peer_t *peer, rtws_request_t *request, const rtws_upgrade_t *answer,
				  uint8_t *early, size_t early_len)
{
	rtws_transport_t *transport = peer->transport;

	peer->ws.conn = transport->events->open(transport->app, peer, request, answer);
	if (peer->ws.conn == NULL) {
		refuse(peer, RTWS_CLOSE_INTERNAL, "out of memory");
		return;
	}
	if (peer->state >= PEER_LAST) { /* it ended while it opened, with nobody to tell yet */
		rtws_ws_report_end(peer);
	}
	parse(peer, early, early + early_len);
}

void rtws_ws_clear(rtws_peer_t *peer)
{
	if (peer->ws.deflate != NULL) {
		rtws_ws_deflate_clear(peer->ws.deflate);
		free(peer->ws.deflate);
	}
	free_message(peer->ws.message);
	free(peer->ws.residue);
	free(peer->ws.reason);
}

/* ---- what the owner asks ------------------------------------------------------------------- */

void rtws_peer_refuse(rtws_peer_t *peer, uint16_t code, const char *reason)
{
	if (peer->state == PEER_OPEN && !peer->ws.is_ending) {
		refuse(peer, code, reason);
	}
}

void rtws_peer_set_reading(rtws_peer_t *peer, bool reading)
{
	if (peer->state == PEER_OPEN && peer->ws.reading != reading) {
		peer->ws.reading = reading;
		rtws_peer_mark_dirty(peer);
	}
}

bool rtws_peer_is_open(const rtws_peer_t *peer)
{
	return peer->state == PEER_OPEN && !peer->ws.is_shut;
}

size_t rtws_peer_buffered(const rtws_peer_t *peer)
{
	return peer->stream.outbox.queued;
}

uint32_t rtws_peer_latency_us(const rtws_peer_t *peer)
{
	return peer->ws.latency_us;
}
