/*
 * A client's bytes, in pieces, through the real transport on the real loop. The socket is one end
 * of a socketpair, so that there is no listening, no port and no waiting; the transport is one for
 * all inputs. Its owner echoes, answers, pauses and closes as the input tells him to.
 *
 * What must hold: each WebSocket is closed once, and nothing is told of it before or after; texts
 * are UTF-8 and no message is above the limit; what the client is sent after a handshake is a
 * sequence of whole frames with nothing behind a Close; and once the client has gone, so is the
 * socket.
 *
 * Input: a byte of flags, a byte of settings, a seed for the pieces, then the client's bytes.
 */
#include "fuzz.h"

#include "proto/utf8.h"
#include "proto/ws_handshake.h"
#include "transport/peer.h"

#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <unistd.h>

/* The flags. */
enum {
	UPGRADES = 1,  /* a good handshake goes before the bytes */
	DEAF = 2,      /* the client reads nothing until it has sent all */
	NARROW = 4,    /* little room in the socket */
	RESETS = 8,    /* the client closes both ways at once; else it first says that it has ended */
	GREETS = 16,   /* the owner sends while it opens */
	CLOSES = 32,   /* the owner closes while it opens */
	HOLDS = 64,    /* answers come late */
	FORGETS = 128, /* late answers do not come at all */
};

enum { HELD_MAX = 64, LARGE = 60000, TURNS_MAX = 2000, MESSAGES_MAX = 200 };

typedef struct {
	rtws_peer_t *peer;
	bool is_open;
	unsigned opens, closes, messages;
} conn_t;

static rtws_loop_t *loop;
static rtws_transport_t *transport;
static rtws_ws_policy_t policy;
static conn_t conn;
static uint8_t flags;
static rtws_exchange_t *held[HELD_MAX];
static unsigned held_count;
static rtws_buffer_t received;
static bool has_ended;

/* ---- the owner ---------------------------------------------------------------------------- */

static void on_head(void *app, rtws_request_t *request)
{
	(void) app;
	request->body_max = 5000;
	if (request->header_count & 1) { /* for refusals as well */
		rtws_buffer_printf(&request->answer_headers, "X-Any: answer\r\nVary: X\r\n");
	}
}

static void on_upgrade(void *app, rtws_request_t *request, rtws_upgrade_t *answer, bool *is_request)
{
	(void) app;
	if (request->path.len > 1 && request->path.at[1] == 'p') {
		return;
	}
	*is_request = false;
	if (rtws_ws_handshake_check(request, &(const char *){ NULL }) == 0) {
		answer->policy = &policy;
		answer->context = &conn;
	}
}

static void send_large(void)
{
	static const char zeros[LARGE];

	rtws_peer_send(conn.peer, RTWS_WS_BINARY, zeros, sizeof(zeros));
}

static void *on_open(void *app, rtws_peer_t *peer, rtws_request_t *request,
					 const rtws_upgrade_t *answer)
{
	(void) app, (void) request;
	MUST(answer->context == &conn && conn.opens == 0);
	conn.opens++;
	conn.peer = peer;
	conn.is_open = true;
	if (flags & GREETS) {
		rtws_peer_send(peer, RTWS_WS_TEXT, "welcome", 7);
		if (conn.is_open) {
			send_large();
		}
	}
	if ((flags & CLOSES) && conn.is_open) {
		rtws_peer_close(peer, 4001, "no", 2);
	}
	return &conn;
}

static void on_message(void *arg, rtws_ws_opcode_t opcode, const uint8_t *data, size_t len)
{
	bool is_reason = opcode == RTWS_WS_TEXT && len <= RTWS_WS_REASON_MAX;

	MUST(arg == &conn && conn.is_open && rtws_peer_is_open(conn.peer));
	MUST(len <= policy.message_max);
	MUST(opcode == RTWS_WS_BINARY || (opcode == RTWS_WS_TEXT && rtws_utf8_is_valid(data, len)));
	if (++conn.messages > MESSAGES_MAX) {
		return;
	}
	switch (len > 0 ? data[0] : 0) {
		case 'c': /* a reason is a short text */
			rtws_peer_close(conn.peer, 4000, (const char *) data, is_reason ? len : 1);
			break;
		case 'p':
			rtws_peer_ping(conn.peer, data, len < 125 ? len : 125);
			break;
		case 's':
			rtws_peer_set_reading(conn.peer, false);
			break;
		case 'l':
			send_large();
			break;
		default:
			rtws_peer_send(conn.peer, opcode, data, len);
	}
}

static void on_pong(void *arg, const uint8_t *data, size_t len)
{
	MUST(arg == &conn && conn.is_open && len <= RTWS_WS_CONTROL_MAX);
	MUST(data != NULL);
}

static void on_close(void *arg, uint16_t code, const char *reason, size_t len)
{
	MUST(arg == &conn && conn.is_open && conn.closes == 0);
	MUST(code == RTWS_CLOSE_NO_STATUS || code == RTWS_CLOSE_ABNORMAL ||
		 rtws_ws_close_code_is_valid(code));
	MUST(rtws_utf8_is_valid((const uint8_t *) reason, len));
	conn.closes++;
	conn.is_open = false;
}

/* ---- streams: "/s", then a letter for the framing, then one for how it ends */

typedef struct {
	rtws_exchange_t *exchange;
	bool is_over;
} streamed_t;

static streamed_t streamed[HELD_MAX];
static unsigned streamed_count;
static rtws_stream_policy_t stream_policy;

static void on_drained(void *context)
{
	streamed_t *self = context;

	MUST(!self->is_over && rtws_exchange_is_streaming(self->exchange));
	rtws_exchange_end(self->exchange);
	self->is_over = true;
}

static void on_gone(void *context)
{
	streamed_t *self = context;

	MUST(!self->is_over && !rtws_exchange_is_streaming(self->exchange));
	self->is_over = true;
}

static const rtws_stream_events_t stream_events = { on_drained, on_gone };

static void push_large(rtws_exchange_t *exchange)
{
	rtws_message_t *msg = rtws_message_create(LARGE);

	memset(msg->bytes, 'm', LARGE);
	msg->len = LARGE;
	msg->frames = 1;
	rtws_exchange_push(exchange, msg);
	rtws_exchange_push(exchange, msg);
	rtws_message_unref(msg);
}

/* False when it is not to be streamed. */
static bool stream(rtws_exchange_t *exchange)
{
	rtws_request_t *request = rtws_exchange_request(exchange);
	streamed_t *self = &streamed[streamed_count];
	bool raw = request->path.len > 2 && request->path.at[2] == 'r';
	char end = request->path.len > 3 ? request->path.at[3] : 0;
	rtws_response_t head;

	if (request->path.len < 2 || request->path.at[1] != 's' || streamed_count == HELD_MAX) {
		return false;
	}
	streamed_count++;
	*self = (streamed_t){ rtws_exchange_ref(exchange), false };
	rtws_response_init(&head, 200);
	MUST(rtws_exchange_begin(exchange, &head, raw ? RTWS_FRAMING_RAW : RTWS_FRAMING_CHUNKED,
							 &stream_policy, &stream_events, self) == 0);
	rtws_exchange_write(exchange, request->body.bytes, request->body.len);
	if (raw) {
		push_large(exchange);
	}
	if (end == 'e' || end == 'a') {
		(end == 'e' ? rtws_exchange_end : rtws_exchange_abort)(exchange);
		self->is_over = true;
	}
	return true;
}

static void release_streamed(void)
{
	for (unsigned i = 0; i < streamed_count; i++) {
		streamed_t *self = &streamed[i];
		bool has_ended_it = rtws_exchange_is_streaming(self->exchange);

		if (!(flags & FORGETS)) {
			rtws_exchange_write(self->exchange, "late", 4);
			rtws_exchange_end(self->exchange);
		}
		self->is_over |= has_ended_it;
		rtws_exchange_unref(self->exchange);
	}
	streamed_count = 0;
}

static void answer(rtws_exchange_t *exchange)
{
	rtws_request_t *request = rtws_exchange_request(exchange);
	rtws_response_t response;

	rtws_response_init(&response, request->path.len > 2 ? 200 : 204);
	rtws_buffer_append(&response.body, request->body.bytes, request->body.len);
	MUST(request->body.len == request->content_length);
	rtws_exchange_answer(exchange, &response);
	MUST(response.body.bytes == NULL && response.file == -1);
}

static void on_request(void *app, rtws_exchange_t *exchange)
{
	(void) app;
	if (stream(exchange)) {
		return;
	}
	if ((flags & HOLDS) && held_count < HELD_MAX) {
		held[held_count++] = rtws_exchange_ref(exchange);
	} else if (!(flags & FORGETS)) {
		answer(exchange);
	}
}

static const rtws_transport_events_t events = {
	.head = on_head,
	.upgrade = on_upgrade,
	.open = on_open,
	.message = on_message,
	.pong = on_pong,
	.close = on_close,
	.request = on_request,
};

static void release_held(void)
{
	for (unsigned i = 0; i < held_count; i++) {
		if (!(flags & FORGETS)) {
			answer(held[i]);
		}
		rtws_exchange_unref(held[i]);
	}
	held_count = 0;
	release_streamed();
}

/* ---- the client --------------------------------------------------------------------------- */

static void receive(int fd)
{
	static uint8_t bytes[65536];
	ssize_t n;

	while ((n = read(fd, bytes, sizeof(bytes))) > 0) {
		MUST(rtws_buffer_append(&received, bytes, (size_t) n) == 0);
	}
	has_ended = has_ended || n == 0 || errno != EAGAIN;
}

static void turn(int fd)
{
	rtws_loop_turn(loop, false);
	rtws_transport_flush(transport);
	if (fd >= 0 && !(flags & DEAF)) {
		receive(fd);
	}
}

static void send_piece(int fd, const uint8_t *at, size_t len)
{
	for (int tries = 0; len > 0 && tries < 100; tries++) {
		ssize_t n = write(fd, at, len);

		if (n > 0) {
			at += n;
			len -= (size_t) n;
		} else if (errno != EAGAIN) {
			return;
		}
		turn(fd);
	}
}

static void send_all(int fd, const uint8_t *bytes, size_t len, uint32_t seed)
{
	for (size_t at = 0; at < len;) {
		size_t piece = seed == 1 ? len : next_piece(&seed);

		piece = piece < len - at ? piece : len - at;
		send_piece(fd, bytes + at, piece);
		at += piece;
	}
}

/* Whole frames, no bits that were not negotiated, nothing behind a Close. */
static void check_frames(const uint8_t *at, const uint8_t *end)
{
	while (end - at >= 2) {
		uint64_t len = at[1];
		unsigned bytes = len == 127 ? 8 : len == 126 ? 2 : 0;
		uint8_t opcode = at[0] & 0xf;

		MUST((at[0] & (policy.deflate.is_on && opcode < 8 ? 0xb0 : 0xf0)) == 0x80 && at[1] < 0x80);
		MUST(opcode == 1 || opcode == 2 || (opcode >= 8 && opcode <= 10 && len <= 125));
		at += 2;
		if (bytes > 0) {
			if (end - at < (ptrdiff_t) bytes) {
				return;
			}
			for (len = 0; bytes > 0; bytes--) {
				len = len << 8 | *at++;
			}
		}
		if ((uint64_t) (end - at) < len) {
			return; /* the connection ended in the middle of it */
		}
		at += len;
		MUST(opcode != 8 || at == end);
	}
}

static void check_received(void)
{
	const uint8_t *body;

	if (received.len == 0) {
		return;
	}
	if (!(flags & UPGRADES)) {
		MUST(received.len < 9 || memcmp(received.bytes, "HTTP/1.1 ", 9) == 0);
		return;
	}
	MUST(received.len < 12 || memcmp(received.bytes, "HTTP/1.1 101", 12) == 0);
	body = memmem(received.bytes, received.len, "\r\n\r\n", 4);
	if (body != NULL) {
		check_frames(body + 4, received.bytes + received.len);
	}
}

/* ---- one input ---------------------------------------------------------------------------- */

static void set_up(void)
{
	static const rtws_transport_settings_t settings = {
		.header_max = 2048,
		.handshake_timeout_ms = 60000,
		.sockets_max = 10,
	};

	signal(SIGPIPE, SIG_IGN);
	loop = rtws_loop_create();
	MUST(loop != NULL);
	transport = rtws_transport_create(loop, &settings, &events, NULL);
	MUST(transport != NULL);
}

static void choose(const uint8_t *input)
{
	static const size_t queues[] = { 100, 5000, 70000, 1 << 20 };
	static const uint64_t limits[] = { 10, 300, 5000, 1 << 20 };

	flags = input[0];
	policy = (rtws_ws_policy_t){
		.message_max = limits[input[1] & 3],
		.send_queue_max = queues[input[1] >> 2 & 3],
		.slow = (rtws_slow_consumer_t) ((input[1] >> 4 & 3) % 3),
		.deflate = { .is_on = input[1] & 64, .takeover = input[1] & 128, .level = 1, .memory = 1 },
	};
	if (policy.deflate.takeover && policy.slow == RTWS_SLOW_DROP_OLDEST) {
		policy.slow = RTWS_SLOW_CLOSE; /* what the history holds must not be dropped */
	}
	stream_policy = (rtws_stream_policy_t){ policy.send_queue_max, policy.slow };
	memset(&conn, 0, sizeof(conn));
	received.len = 0;
	has_ended = false;
}

static int begin(void)
{
	static const struct sockaddr_in address = { .sin_family = AF_INET };
	int room = 2048;
	int pair[2];

	MUST(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair) == 0);
	if (flags & NARROW) {
		setsockopt(pair[0], SOL_SOCKET, SO_SNDBUF, &room, sizeof(room));
	}
	rtws_peer_start(transport, pair[0], (const struct sockaddr *) &address);
	return pair[1];
}

/* The client goes, and so must everything that was there for it. */
static void finish(int fd)
{
	flags &= (uint8_t) ~DEAF;
	turn(fd);
	release_held();
	if (conn.is_open) {
		rtws_peer_set_reading(conn.peer, true);
	}
	if (!(flags & RESETS)) {
		shutdown(fd, SHUT_WR);
		for (int i = 0; i < TURNS_MAX && !has_ended; i++) {
			turn(fd);
			release_held();
			if (conn.is_open) {
				rtws_peer_set_reading(conn.peer, true);
			}
		}
		MUST(has_ended);
	}
	close(fd);
	for (int i = 0; i < TURNS_MAX && rtws_transport_stats(transport)->sockets > 0; i++) {
		turn(-1);
		release_held();
		if (conn.is_open) {
			rtws_peer_set_reading(conn.peer, true);
		}
	}
	MUST(rtws_transport_stats(transport)->sockets == 0);
	MUST(rtws_transport_stats(transport)->exchanges == 0);
	MUST(rtws_transport_stats(transport)->streams == 0);
	MUST(conn.closes == conn.opens && !conn.is_open);
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t len)
{
	static const char handshake[] =
		"GET /w HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
		"Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n";
	int fd;

	if (transport == NULL) {
		set_up();
	}
	if (len < 4) {
		return 0;
	}
	choose(input);
	fd = begin();
	if (flags & UPGRADES) {
		send_piece(fd, (const uint8_t *) handshake, sizeof(handshake) - 1);
	}
	send_all(fd, input + 3, len - 3, 1u + input[2]);
	finish(fd);
	check_received();
	return 0;
}
