/*
 * A rig for the transport as a whole: the real one on the real loop, listening on a free port of
 * 127.0.0.1; an owner that writes down every event; and clients, plain sockets in this same
 * process. Nothing waits: a step is one turn of the loop, a flush, and whatever the clients have
 * been sent.
 *
 * What the owner does beyond writing down is chosen by a test, see rig_owner_t.
 */
#ifndef RTWS_TESTS_RIG_H
#define RTWS_TESTS_RIG_H

#include "rig_client.h"
#include "unit.h"
#include "world.h"

#include "transport/transport.h"
#include "util/error.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { RIG_MAX = 128, RIG_PATIENCE_S = 5 };

/* A WebSocket as the owner sees it. */
typedef struct {
	rtws_peer_t *peer;                      /* NULL once its close was told */
	unsigned messages, pongs, closes, late; /* late: events after the close */
	uint16_t code;
	char reason[130];
	char protocol[32];
	char address[48];
	rtws_buffer_t log; /* "T5:hello" for a text, "B..." */
} rig_seen_t;

typedef struct {
	void (*head)(rtws_request_t *request);
	void (*opened)(rig_seen_t *seen);
	void (*message)(rig_seen_t *seen, rtws_ws_opcode_t opcode, const uint8_t *data, size_t len);
	void (*closed)(rig_seen_t *seen);
	void (*request)(rtws_exchange_t *exchange);
	void (*upgrade)(rtws_request_t *request, rtws_upgrade_t *answer);
	bool refuses_open; /* open returns NULL */
} rig_owner_t;

static rtws_loop_t *loop;
static rtws_transport_t *transport;
static rig_owner_t owner;
static rig_seen_t seen[RIG_MAX];
static unsigned seen_count;
static rig_client_t clients[RIG_MAX];
static unsigned client_count;
static rtws_exchange_t *held[RIG_MAX]; /* by rig_hold() */
static unsigned held_count;
static rtws_ws_policy_t policy;
static uint64_t body_max;
static rtws_transport_settings_t settings;
static rtws_sockets_settings_t listening;
static rtws_sockets_t sockets;

/* ---- events ------------------------------------------------------------------------------- */

static void on_head(void *app, rtws_request_t *request)
{
	(void) app;
	request->body_max = body_max;
	if (owner.head != NULL) {
		owner.head(request);
	}
}

static void on_upgrade(void *app, rtws_request_t *request, rtws_upgrade_t *answer, bool *is_request)
{
	static int context;

	(void) app;
	if (request->path.len < 3 || memcmp(request->path.at, "/ws", 3) != 0) {
		return;
	}
	*is_request = false;
	answer->policy = &policy;
	answer->context = &context;
	if (owner.upgrade != NULL) {
		owner.upgrade(request, answer);
	}
}

static void *on_open(void *app, rtws_peer_t *peer, rtws_request_t *request,
					 const rtws_upgrade_t *answer)
{
	rig_seen_t *self = &seen[seen_count];

	(void) app;
	if (owner.refuses_open) {
		return NULL;
	}
	seen_count++;
	memset(self, 0, sizeof(*self));
	self->peer = peer;
	snprintf(self->protocol, sizeof(self->protocol), "%.*s", (int) answer->protocol.len,
			 answer->protocol.at != NULL ? answer->protocol.at : "");
	snprintf(self->address, sizeof(self->address), "%s", request->remote_address);
	if (owner.opened != NULL) {
		owner.opened(self);
	}
	return self;
}

static void on_message(void *conn, rtws_ws_opcode_t opcode, const uint8_t *data, size_t len)
{
	rig_seen_t *self = conn;

	self->messages++;
	self->late += self->closes > 0;
	rtws_buffer_printf(&self->log, "%c%zu:", opcode == RTWS_WS_TEXT ? 'T' : 'B', len);
	rtws_buffer_append(&self->log, data, len);
	if (owner.message != NULL) {
		owner.message(self, opcode, data, len);
	}
}

static void on_pong(void *conn, const uint8_t *data, size_t len)
{
	rig_seen_t *self = conn;

	(void) data, (void) len;
	self->pongs++;
	self->late += self->closes > 0;
}

static void on_close(void *conn, uint16_t code, const char *reason, size_t len)
{
	rig_seen_t *self = conn;

	self->closes++;
	self->code = code;
	snprintf(self->reason, sizeof(self->reason), "%.*s", (int) len, reason);
	self->peer = NULL;
	if (owner.closed != NULL) {
		owner.closed(self);
	}
}

static void on_request(void *app, rtws_exchange_t *exchange)
{
	(void) app;
	if (owner.request != NULL) {
		owner.request(exchange);
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

/* ---- what an owner may do ----------------------------------------------------------------- */

static inline void rig_echo(rig_seen_t *self, rtws_ws_opcode_t opcode, const uint8_t *data,
							size_t len)
{
	rtws_peer_send(self->peer, opcode, data, len);
}

static inline int rig_answer(rtws_exchange_t *exchange, int status, const char *body)
{
	rtws_response_t response;

	rtws_response_init(&response, status);
	rtws_buffer_append(&response.body, body, strlen(body));
	return rtws_exchange_answer(exchange, &response);
}

/* 200, with the method, the target and the body of the request for a body. */
static inline void rig_mirror(rtws_exchange_t *exchange)
{
	rtws_request_t *request = rtws_exchange_request(exchange);
	rtws_response_t response;

	rtws_response_init(&response, 200);
	rtws_buffer_printf(&response.body, "%.*s %.*s ", (int) request->method.len, request->method.at,
					   (int) request->target.len, request->target.at);
	rtws_buffer_append(&response.body, request->body.bytes, request->body.len);
	rtws_exchange_answer(exchange, &response);
}

static inline void rig_hold(rtws_exchange_t *exchange)
{
	held[held_count++] = rtws_exchange_ref(exchange);
}

/* ---- life --------------------------------------------------------------------------------- */

/* To be called before rig_start(), which looks at policy and settings. */
static inline void rig_begin(void)
{
	signal(SIGPIPE, SIG_IGN);
	world_reset();
	memset(&owner, 0, sizeof(owner));
	seen_count = client_count = held_count = 0;
	owner.request = rig_mirror;
	body_max = 1 << 20;
	policy = (rtws_ws_policy_t){ .message_max = 1 << 20, .send_queue_max = 1 << 20 };
	settings = (rtws_transport_settings_t){
		.header_max = 4096,
		.handshake_timeout_ms = 10000,
		.sockets_max = 1000,
	};
	listening = (rtws_sockets_settings_t){ .host = "127.0.0.1", .backlog = 512, .workers = 1 };
	sockets = (rtws_sockets_t){ .port = 0 };
}

static inline void rig_start(void)
{
	loop = rtws_loop_create();
	transport = rtws_transport_create(loop, &settings, &events, &owner);
	if (transport == NULL || (sockets.count == 0 && rtws_sockets_open(&sockets, &listening) != 0) ||
		rtws_transport_accept(transport, &sockets) != 0) {
		perror("the rig cannot listen");
		abort();
	}
}

static inline void rig_stop_listening(void)
{
	rtws_transport_stop_listening(transport);
	rtws_sockets_close(&sockets);
}

static inline void rig_up(void)
{
	rig_begin();
	rig_start();
}

static inline void rig_stop(void)
{
	if (transport != NULL) {
		rtws_transport_destroy(transport);
		rtws_loop_destroy(loop);
		transport = NULL;
	}
	rtws_sockets_clear(&sockets);
}

static inline void rig_down(void)
{
	world_reset();
	for (unsigned i = 0; i < held_count; i++) {
		if (held[i] != NULL) {
			rtws_exchange_unref(held[i]);
		}
	}
	rig_stop();
	for (unsigned i = 0; i < client_count; i++) {
		rig_drop(&clients[i]);
		rtws_buffer_clear(&clients[i].in);
	}
	for (unsigned i = 0; i < seen_count; i++) {
		rtws_buffer_clear(&seen[i].log);
	}
}

/* Every WebSocket has been closed exactly once, and nothing came after it. */
static inline bool rig_is_settled(void)
{
	for (unsigned i = 0; i < seen_count; i++) {
		if (seen[i].closes != 1 || seen[i].late != 0) {
			return false;
		}
	}
	return true;
}

/* The end of every test: what is left is ended, the books are closed. */
#define RIG_DOWN()                       \
	do {                                 \
		bool closed_once_;               \
		rig_stop();                      \
		closed_once_ = rig_is_settled(); \
		rig_down();                      \
		CHECK(closed_once_);             \
	} while (0)

/* For a test that has been seen to take its program along: runs it in a child. */
static inline int rig_in_a_child(int (*test)(void))
{
	pid_t child = fork();
	int status;

	if (child == 0) {
		int null = open("/dev/null", O_WRONLY);

		dup2(null, STDERR_FILENO);
		_exit(test());
	}
	CHECK(child > 0 && waitpid(child, &status, 0) == child);
	CHECK(!WIFSIGNALED(status));
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	return 0;
}

/* ---- steps -------------------------------------------------------------------------------- */

static inline void rig_step(void)
{
	rtws_loop_turn(loop, false);
	rtws_transport_flush(transport);
	for (unsigned i = 0; i < client_count; i++) {
		if (!clients[i].deaf) {
			rig_listen(&clients[i]);
		}
	}
}

static inline void rig_steps(int count)
{
	for (int i = 0; i < count; i++) {
		rig_step();
	}
}

static inline time_t rig_seconds(void)
{
	return time(NULL); /* not the clock that jumps */
}

/* Steps until it is so; a failure when that takes too long. */
#define UNTIL(condition)                                            \
	do {                                                            \
		time_t end_ = rig_seconds() + RIG_PATIENCE_S;               \
		while (!(condition)) {                                      \
			if (rig_seconds() > end_) {                             \
				unit_fail(__FILE__, __LINE__, "until " #condition); \
				rig_down();                                         \
				return 1;                                           \
			}                                                       \
			rig_step();                                             \
		}                                                           \
	} while (0)

/* A CHECK that leaves no sockets behind. */
#define EXPECT(condition)                              \
	do {                                               \
		if (!(condition)) {                            \
			unit_fail(__FILE__, __LINE__, #condition); \
			rig_down();                                \
			return 1;                                  \
		}                                              \
	} while (0)

/* ---- clients ------------------------------------------------------------------------------ */

/* Connected, and not yet accepted. receive: of SO_RCVBUF, 0 for the usual. */
static inline rig_client_t *rig_connect_with(int receive)
{
	rig_client_t *client = &clients[client_count++];
	struct sockaddr_in address = { .sin_family = AF_INET,
								   .sin_port = htons(sockets.port),
								   .sin_addr = { htonl(INADDR_LOOPBACK) } };
	int on = 1;

	memset(client, 0, sizeof(*client));
	client->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (receive > 0) {
		setsockopt(client->fd, SOL_SOCKET, SO_RCVBUF, &receive, sizeof(receive));
	}
	setsockopt(client->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if (connect(client->fd, (struct sockaddr *) &address, sizeof(address)) != 0) {
		client->ended = true;
		client->error = errno;
		rig_drop(client);
		return client;
	}
	fcntl(client->fd, F_SETFL, O_NONBLOCK);
	return client;
}

static inline rig_client_t *rig_connect(void)
{
	return rig_connect_with(0);
}

/* All of it; the server takes turns when the socket is full. */
static inline void rig_write(rig_client_t *client, const void *bytes, size_t len)
{
	time_t end = rig_seconds() + RIG_PATIENCE_S;
	const char *at = bytes;

	while (len > 0 && rig_seconds() <= end) {
		ssize_t n = write(client->fd, at, len);

		if (n > 0) {
			at += n;
			len -= (size_t) n;
		} else if (errno == EAGAIN) {
			rig_step();
		} else {
			return;
		}
	}
}

static inline void rig_say(rig_client_t *client, const char *text)
{
	rig_write(client, text, strlen(text));
}

static inline void rig_send(rig_client_t *client, uint8_t first, const void *payload, size_t len)
{
	uint8_t *frame = malloc(len + 14);
	size_t n = rig_frame(frame, first, payload, len);

	rig_write(client, frame, n);
	free(frame);
}

static inline void rig_send_close(rig_client_t *client, uint16_t code, const char *reason)
{
	uint8_t payload[125] = { (uint8_t) (code >> 8), (uint8_t) code };

	memcpy(payload + 2, reason, strlen(reason));
	rig_send(client, 0x88, payload, 2 + strlen(reason));
}

/* A client with an open WebSocket, or NULL. */
static inline rig_client_t *rig_open_with(int receive)
{
	rig_client_t *client = rig_connect_with(receive);
	time_t end = rig_seconds() + RIG_PATIENCE_S;

	rig_say(client, RIG_HANDSHAKE(""));
	while (!rig_heard(client, "\r\n\r\n")) {
		if (rig_seconds() > end || client->ended) {
			return NULL;
		}
		rig_step();
	}
	return rig_take_head(client) == 101 ? client : NULL;
}

static inline rig_client_t *rig_open(void)
{
	return rig_open_with(0);
}

static inline bool log_is(const rig_seen_t *self, const char *text)
{
	return self->log.len == strlen(text) && memcmp(self->log.bytes, text, self->log.len) == 0;
}

#endif
