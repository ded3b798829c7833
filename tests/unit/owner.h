/*
 * An owner of a server, for the tests of src/core: hooks that write down what they are told, and
 * short ways to endpoints, requests and clients. The transport below is the fake one.
 */
#ifndef RTWS_TESTS_OWNER_H
#define RTWS_TESTS_OWNER_H

#include "fake_transport.h"
#include "head.h"

#include "core/admission.h"

#define UPGRADE(path, more)                                                 \
	"GET " path " HTTP/1.1\r\nHost: example.org\r\nConnection: Upgrade\r\n" \
	"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"                   \
	"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" more "\r\n"
#define REQUEST(method, path) method " " path " HTTP/1.1\r\nHost: example.org\r\n\r\n"

#define PREFLIGHT(path, method, more)                                               \
	"OPTIONS " path " HTTP/1.1\r\nHost: example.org\r\nOrigin: http://page.org\r\n" \
	"Access-Control-Request-Method: " method "\r\n" more "\r\n"

typedef struct {
	unsigned handshakes, opened, messages, pongs, closed, released, requests;
	bool lets_in; /* what the handshake hook answers */
	rtws_connection_t *conn;
	rtws_endpoint_t *endpoint;
	bool was_open;        /* in the closed hook, by rtws_connection_is_open() */
	bool was_established; /* in the opened hook */
	uint16_t code;
	char text[128];
} owner_t;

static owner_t owner;
static rtws_server_t *server;
static int a_loop; /* its address is all that is needed */

static bool on_handshake(rtws_endpoint_t *endpoint, rtws_request_t *request,
						 rtws_response_t *refusal)
{
	(void) request;
	owner.handshakes++;
	owner.endpoint = endpoint;
	owner.code = (uint16_t) refusal->status;
	return owner.lets_in;
}

static void on_opened(rtws_connection_t *conn, rtws_request_t *request)
{
	owner.opened++;
	owner.conn = conn;
	owner.was_established = request->established;
}

static void on_message(rtws_connection_t *conn, rtws_ws_opcode_t opcode, const uint8_t *data,
					   size_t len)
{
	owner.messages++;
	owner.conn = conn;
	owner.code = opcode;
	snprintf(owner.text, sizeof(owner.text), "%.*s", (int) len, (const char *) data);
}

static void on_pong(rtws_connection_t *conn, const uint8_t *data, size_t len)
{
	owner.pongs++;
	owner.conn = conn;
	snprintf(owner.text, sizeof(owner.text), "%.*s", (int) len, (const char *) data);
}

static void on_closed(rtws_connection_t *conn, uint16_t code, const char *reason, size_t len)
{
	owner.closed++;
	owner.conn = conn;
	owner.code = code;
	owner.was_open = rtws_connection_is_open(conn);
	snprintf(owner.text, sizeof(owner.text), "%.*s", (int) len, reason);
}

static void on_released(rtws_connection_t *conn)
{
	owner.released++;
	owner.conn = conn;
}

static void on_request(rtws_endpoint_t *endpoint, rtws_exchange_t *exchange)
{
	(void) exchange;
	owner.requests++;
	owner.endpoint = endpoint;
}

static const rtws_hooks_t hooks = {
	.attachment_size = 24,
	.handshake = on_handshake,
	.opened = on_opened,
	.message = on_message,
	.pong = on_pong,
	.closed = on_closed,
	.released = on_released,
	.request = on_request,
};

static inline void begin_server(void)
{
	rtws_settings_t settings;

	memset(&owner, 0, sizeof(owner));
	fake_secure_error = 0;
	fake_create_fails = false;
	rtws_settings_init(&settings);
	strcpy(settings.server_id, "srv");
	server = rtws_server_create(&settings, &hooks, &owner);
}

static inline void begin_open_server(void)
{
	begin_server();
	rtws_server_open(server, (rtws_loop_t *) &a_loop);
	rtws_server_accept(server, &(rtws_sockets_t){ .count = 0 });
}

static inline void end_server(void)
{
	rtws_server_close(server);
	rtws_server_destroy(server);
	server = NULL;
}

/* Added to the server; methods separated by blanks. */
static inline rtws_endpoint_t *add_endpoint(rtws_endpoint_kind_t kind, const char *pattern,
											const char *methods)
{
	rtws_endpoint_t *endpoint = rtws_endpoint_create(kind);
	const char *why;

	rtws_route_init(&endpoint->route, pattern, strlen(pattern), &why);
	while (*methods != '\0') {
		size_t len = strcspn(methods, " ");

		rtws_strings_add(&endpoint->methods, methods, len);
		methods += len + (methods[len] == ' ');
	}
	rtws_server_add(server, endpoint);
	return endpoint;
}

/* The events that a client makes who wants a WebSocket. NULL: refused. */
static inline rtws_connection_t *let_in(rtws_peer_t *peer, const char *head)
{
	rtws_upgrade_t answer = { .policy = NULL, .protocol = { NULL, 0 } };
	rtws_request_t *request = parse_head(head);
	rtws_connection_t *conn = NULL;
	bool is_request = true;

	*peer = (rtws_peer_t){ .is_open = true, .reading = true };
	rtws_response_init(&answer.refusal, 404);
	fake->events->upgrade(fake->app, request, &answer, &is_request);
	if (!is_request && answer.policy != NULL) {
		conn = fake->events->open(fake->app, peer, request, &answer);
	}
	rtws_response_clear(&answer.refusal);
	rtws_request_unref(request);
	return conn;
}

static inline void let_go(rtws_connection_t *conn, uint16_t code, const char *reason)
{
	fake->events->close(conn, code, reason, strlen(reason));
}

#endif
