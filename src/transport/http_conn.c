/*
 * A peer that speaks HTTP/1.1: its requests, up to the hand-over to WebSocket. Answers are in
 * http_answer.c and http_stream.c.
 *
 * One request at a time: while an answer is awaited the socket is not read, and what a client sent
 * ahead (pipelining) waits in the input buffer.
 */
#include "transport/peer.h"

#include <string.h>

#define KEEP_ALIVE_MS 15000    /* between requests */
#define BODY_BYTES_PER_S 16384 /* the slowest upload that is waited for */
#define TRUSTED (256 * 1024)   /* bytes reserved on the word of a Content-Length */
#define AHEAD_MAX (64 * 1024)  /* kept of what comes during a stream */

/* ---- requests ------------------------------------------------------------------------------- */

/*
 * It is not to be served, and where it ends is not certain: answer and hang up. request is NULL
 * when it could not be parsed.
 */
static void refuse(rtws_peer_t *peer, const rtws_request_t *request, int status, const char *why)
{
	rtws_response_t response;

	rtws_response_init(&response, status);
	rtws_response_explain(&response, why);
	rtws_http_respond(peer, request, &response);
	rtws_response_clear(&response);
}

static void dispatch(rtws_peer_t *peer, rtws_request_t *request)
{
	rtws_transport_t *transport = peer->transport;
	rtws_exchange_t *exchange = rtws_exchange_create(peer, request);

	if (exchange == NULL) {
		refuse(peer, request, 503, "out of memory");
		rtws_request_unref(request);
		return;
	}
	peer->http.exchange = exchange;
	rtws_peer_cancel_deadline(peer);
	rtws_peer_enter(peer, PEER_HANDLING);
	rtws_exchange_ref(exchange); /* dropping this one answers 500 if nobody else took it on */
	transport->events->request(transport->app, exchange);
	rtws_exchange_unref(exchange);
}

/* What a body may take: who says no length gets the time of the longest. */
static uint64_t time_for_body(const rtws_peer_t *peer, const rtws_request_t *request)
{
	uint64_t len = request->is_chunked ? request->body_max : request->content_length;

	return peer->transport->settings.handshake_timeout_ms + len * 1000 / BODY_BYTES_PER_S;
}

/* Takes over the reference of the request. */
static void begin_body(rtws_peer_t *peer, rtws_request_t *request, bool has_more)
{
	static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";
	size_t room = request->content_length < TRUSTED ? (size_t) request->content_length : TRUSTED;

	peer->http.request = request;
	peer->http.chunked = (rtws_chunked_t){ 0 };
	if (rtws_buffer_reserve(&request->body, room) != 0) {
		refuse(peer, request, 503, "out of memory");
		return;
	}
	if (request->expects_continue && !has_more) {
		rtws_outbox_put(&peer->stream.outbox, go_on, sizeof(go_on) - 1, NULL, 0, 0, false);
		rtws_peer_mark_dirty(peer);
	}
	rtws_peer_enter(peer, PEER_BODY);
	rtws_peer_set_deadline(peer, time_for_body(peer, request));
}

static void end_body(rtws_peer_t *peer)
{
	rtws_request_t *request = peer->http.request;

	peer->http.request = NULL;
	dispatch(peer, request);
}

/* Returns the bytes used. */
static size_t take_chunks(rtws_peer_t *peer, const uint8_t *bytes, size_t len)
{
	size_t used;
	rtws_request_t *request = peer->http.request;
	int status = rtws_chunked_feed(&peer->http.chunked, bytes, len, request->body_max,
								   &request->body, &used);

	if (status == RTWS_CHUNKED_DONE) {
		end_body(peer);
	} else if (status != RTWS_CHUNKED_MORE) {
		refuse(peer, request, status,
			   status == 413 ? "the request body is too large" : "malformed chunked body");
	}
	return used;
}

/* Returns the bytes used. */
static size_t take_body(rtws_peer_t *peer, const uint8_t *bytes, size_t len)
{
	rtws_request_t *request = peer->http.request;
	uint64_t left = request->content_length - request->body.len;

	if (request->is_chunked) {
		return take_chunks(peer, bytes, len);
	}
	if (len > left) {
		len = (size_t) left;
	}
	if (rtws_buffer_append(&request->body, bytes, len) != 0) {
		refuse(peer, request, 503, "out of memory");
		return len;
	}
	if (request->body.len == request->content_length) {
		end_body(peer);
	}
	return len;
}

/* ---- bytes to requests ---------------------------------------------------------------------- */

/* Where the request came from, and how. */
static void set_origin(const rtws_peer_t *peer, rtws_request_t *request)
{
	const rtws_http_t *http = &peer->http;

	request->secure = peer->stream.ssl != NULL;
	if (request->secure) {
		request->peer_subject = rtws_tls_peer_subject(peer->stream.ssl);
	}
	rtws_address_print(&http->address, request->remote_address);
}

/* Among those from..len-1 of a head. */
static bool has_bare_lf(const uint8_t *bytes, size_t from, size_t len)
{
	const uint8_t *at = bytes + from;

	while ((at = memchr(at, '\n', (size_t) (bytes + len - at))) != NULL) {
		if (at == bytes || at[-1] != '\r') {
			return true;
		}
		at++;
	}
	return false;
}

/* The bytes up to and with the empty line; 0: not complete yet, or refused for its length. */
static size_t find_head(rtws_peer_t *peer, const uint8_t *bytes, size_t len)
{
	size_t max = peer->transport->settings.header_max;
	size_t from = peer->http.scanned > 3 ? peer->http.scanned - 3 : 0;
	const uint8_t *end = memmem(bytes + from, len - from, "\r\n\r\n", 4);
	size_t head_len = end != NULL ? (size_t) (end - bytes) + 4 : 0;

	if (head_len > max || (head_len == 0 && len > max)) {
		if (memchr(bytes, '\n', max) == NULL) {
			refuse(peer, NULL, 414, "the request line is too long");
		} else {
			refuse(peer, NULL, 431, "the request head is too long");
		}
		return 0;
	}
	if (head_len == 0 && has_bare_lf(bytes, from, len)) { /* its end might never be seen */
		refuse(peer, NULL, 400, "a line ends without CR");
		return 0;
	}
	peer->http.scanned = head_len == 0 ? len : 0;
	return head_len;
}

/* Returns the bytes used; 0: more are needed, or the peer has left the state. */
static size_t take_head(rtws_peer_t *peer, uint8_t *bytes, size_t len)
{
	rtws_request_t *request;
	const char *why = "";
	size_t used;
	int status;

	if (len >= 2 && bytes[0] == '\r' && bytes[1] == '\n') {
		return 2; /* RFC 9112 section 2.2: empty lines before a request are ignored */
	}
	used = find_head(peer, bytes, len);
	if (used == 0) {
		return 0;
	}
	status = rtws_request_parse((const char *) bytes, used, &request, &why);
	if (status != 0) {
		refuse(peer, NULL, status, why);
		return used;
	}
	peer->transport->stats.requests++;
	set_origin(peer, request);
	peer->transport->events->head(peer->transport->app, request);
	if (!rtws_gate_identify(peer, request)) {
		/* refused */
	} else if (request->content_length > request->body_max) {
		refuse(peer, request, 413, "the request body is too large");
	} else if (request->wants_websocket &&
			   rtws_upgrade_offer(peer, request, bytes + used, len - used)) {
		/* a WebSocket now, or refused */
	} else if (request->content_length > 0 || request->is_chunked) {
		begin_body(peer, request, len > used);
		return used;
	} else {
		dispatch(peer, request);
		return used;
	}
	rtws_request_unref(request);
	return used;
}

static bool awaits_input(const rtws_peer_t *peer)
{
	return peer->state == PEER_HEAD || peer->state == PEER_BODY;
}

/* Returns the bytes used. After a hand-over or the end of the peer the number means nothing. */
static size_t feed(rtws_peer_t *peer, uint8_t *bytes, size_t len)
{
	size_t used = 0;

	while (awaits_input(peer) && used < len) {
		size_t n = peer->state == PEER_HEAD ? take_head(peer, bytes + used, len - used)
											: take_body(peer, bytes + used, len - used);

		if (n == 0) {
			break;
		}
		used += n;
	}
	return used;
}

/* Goes on with what was read before. */
static void feed_stored(rtws_peer_t *peer)
{
	size_t used = feed(peer, peer->http.in.bytes, peer->http.in.len);

	if (!peer->is_ws && peer->state != PEER_GONE) {
		rtws_buffer_consume(&peer->http.in, used);
		if (peer->http.in.len == 0) {
			rtws_buffer_clear(&peer->http.in);
		}
	}
}

static void store(rtws_peer_t *peer, const uint8_t *bytes, size_t len)
{
	if (rtws_buffer_append(&peer->http.in, bytes, len) != 0) {
		rtws_peer_end(peer);
	}
}

static void take_input(rtws_peer_t *peer, uint8_t *bytes, size_t len)
{
	size_t used;

	if (!peer->http.begun) {
		peer->http.begun = true;
		rtws_peer_set_deadline(peer, peer->transport->settings.handshake_timeout_ms);
	}
	if (peer->http.in.len > 0) {
		store(peer, bytes, len);
		if (peer->state != PEER_GONE) {
			feed_stored(peer);
		}
		return;
	}
	used = feed(peer, bytes, len);
	if (!peer->is_ws && peer->state != PEER_GONE && used < len) {
		store(peer, bytes + used, len - used);
	}
}

void rtws_http_go_on(rtws_peer_t *peer)
{
	rtws_http_t *http = &peer->http;

	http->begun = http->in.len > 0;
	rtws_peer_set_deadline(peer, http->begun ? peer->transport->settings.handshake_timeout_ms
											 : KEEP_ALIVE_MS);
	if (http->begun) {
		feed_stored(peer);
	}
}

static void on_readable(rtws_peer_t *peer)
{
	uint8_t *bytes;
	size_t len = rtws_peer_read(peer, &bytes);

	if (len == 0) {
		return;
	}
	if (awaits_input(peer)) {
		take_input(peer, bytes, len);
	} else if (peer->state == PEER_STREAMING && peer->http.keep_alive) {
		store(peer, bytes, len); /* sent ahead; else it is discarded */
	}
	if (peer->state != PEER_GONE) {
		rtws_peer_mark_dirty(peer);
	}
}

void rtws_http_ready(rtws_io_t *io, unsigned events)
{
	rtws_peer_t *peer = (rtws_peer_t *) io;

	if (events & RTWS_WRITE) {
		peer->stream.blocked = false;
		events |= peer->stream.read_needs_write ? RTWS_READ : 0;
		rtws_peer_mark_dirty(peer);
	}
	if (events & rtws_http_interest(peer) & RTWS_READ) { /* it may have changed meanwhile */
		on_readable(peer);
	}
}

/* ---- the loop ------------------------------------------------------------------------------- */

/*
 * A stream may stand still for hours: only by reading is it found out that its client has gone. One
 * who sends very much ahead is not read to the end.
 */
unsigned rtws_http_interest(const rtws_peer_t *peer)
{
	bool reads = awaits_input(peer) || peer->state == PEER_LINGER || peer->state == PEER_PROXY ||
				 (peer->state == PEER_STREAMING &&
				  (!peer->http.keep_alive || peer->http.in.len < AHEAD_MAX));

	return (reads ? RTWS_READ : 0) | (peer->stream.blocked ? RTWS_WRITE : 0);
}

void rtws_http_on_deadline(rtws_peer_t *peer)
{
	if (!awaits_input(peer)) {
		rtws_peer_end(peer); /* an answer that nobody reads, or a peer that does not hang up */
		return;
	}
	if (peer->state == PEER_HEAD && peer->http.in.len == 0) {
		peer->transport->stats.timed_out += peer->http.begun;
		rtws_peer_end(peer); /* silent from the start, or idle between requests */
		return;
	}
	peer->transport->stats.timed_out++;
	refuse(peer, peer->http.request, 408, "the request did not come in time");
}

/* ---- life ----------------------------------------------------------------------------------- */

void rtws_http_init(rtws_peer_t *peer, const rtws_address_t *address, bool is_trusted)
{
	rtws_http_t *http = &peer->http;

	http->file = -1;
	http->begun = true; /* the first head is due from the moment of connecting */
	http->address = *address;
	http->is_trusted = is_trusted;
	rtws_peer_set_deadline(peer, peer->transport->settings.handshake_timeout_ms);
}

void rtws_http_start(rtws_peer_t *peer)
{
	on_readable(peer); /* the request is often there with the connection */
	if (peer->state != PEER_GONE) {
		rtws_peer_mark_dirty(peer);
	}
}

void rtws_http_clear(rtws_peer_t *peer)
{
	rtws_http_drop_answer(peer);
	rtws_buffer_clear(&peer->http.in);
}
