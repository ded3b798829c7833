/*
 * The WebSocket opening handshake, RFC 6455 section 4.2, from the server's side.
 */
#ifndef RTWS_PROTO_WS_HANDSHAKE_H
#define RTWS_PROTO_WS_HANDSHAKE_H

#include "proto/http_request.h"

/*
 * Is the request a complete handshake? Returns 0, or the status to refuse with: 405 (not GET), 426
 * (no upgrade asked for, or not version 13), 400 (the rest); why then says it in words.
 */
int rtws_ws_handshake_check(const rtws_request_t *request, const char **why);

/*
 * Does the Origin header allow it? allowed holds `count` origins ("https://example.org"), host
 * names
 * ("example.org": any scheme and port), or "*". Count 0: the origin's host must be that of the
 * request.
 * A request without Origin does not come from a page: it is allowed.
 */
bool rtws_ws_origin_is_allowed(const rtws_request_t *request, const char *const *allowed,
							   size_t count);

/* Is it for this host, whatever the port? A trusted proxy's word goes before the Host header. */
bool rtws_ws_host_is(const rtws_request_t *request, const char *host);

/* The client's first subprotocol that is among those offered here; at is NULL when there is none.
 */
rtws_text_t rtws_ws_choose_protocol(const rtws_request_t *request, const char *const *offered,
									size_t count);

/* The 101 response. protocol.at and extensions may be NULL. 0 or RTWS_E_NOMEM. */
int rtws_ws_handshake_accept(const rtws_request_t *request, rtws_text_t protocol,
							 const char *extensions, rtws_buffer_t *out);

#endif
