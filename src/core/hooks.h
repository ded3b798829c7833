/*
 * Hooks: what the core tells the one who owns the server (src/php), and asks it.
 *
 * All but authorize may be called while the loop delivers events. None may run user code there
 * except handshake, which is a question that needs its answer at once.
 */
#ifndef RTWS_CORE_HOOKS_H
#define RTWS_CORE_HOOKS_H

#include "core/connection.h"
#include "core/verdict.h"
#include "proto/channel_protocol.h"

typedef struct rtws_hooks {
	size_t attachment_size; /* bytes of the owner's in each connection */
	/* May this client come in? True; or false with the refusal filled, which begins as a 403. */
	bool (*handshake)(rtws_endpoint_t *endpoint, rtws_request_t *request, rtws_response_t *refusal);
	void (*opened)(rtws_connection_t *conn, rtws_request_t *request);
	/* data is valid for the call */
	void (*message)(rtws_connection_t *conn, rtws_ws_opcode_t opcode, const uint8_t *data,
					size_t len);
	void (*pong)(rtws_connection_t *conn, const uint8_t *data, size_t len);
	/* Once per connection; it is closed by now. reason is valid for the call. */
	void (*closed)(rtws_connection_t *conn, uint16_t code, const char *reason, size_t len);
	/* The last reference is gone: frees what the attachment holds. */
	void (*released)(rtws_connection_t *conn);
	/* To be answered now or later, with a reference of its own. */
	void (*request)(rtws_endpoint_t *endpoint, rtws_exchange_t *exchange);
	/*
	 * May this client do what it asks for? Called by rtws_session_message(), so where the owner
	 * called that: it may run user code and suspend. verdict begins as a no.
	 */
	void (*authorize)(rtws_connection_t *conn, const rtws_channel_request_t *request,
					  rtws_verdict_t *verdict);
	/* Something was published that the owner listens for. */
	void (*published)(void *app, rtws_listener_t *listener, rtws_publication_t *pub);
	/* Somebody is in a channel now, or not any more, and the owner listens for that. */
	void (*presence)(void *app, rtws_listener_t *listener, const rtws_member_change_t *change);
	/* Other processes cannot be reached, and why; NULL: they can again. */
	void (*away)(void *app, const char *why);
} rtws_hooks_t;

#endif
