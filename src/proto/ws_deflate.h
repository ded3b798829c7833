/*
 * permessage-deflate (RFC 7692) on zlib: negotiation, inflating within a limit, and deflating with
 * or without context takeover.
 *
 * Without takeover (the default) no connection keeps a zlib stream: all of a loop share one of each
 * kind. With takeover each connection keeps its own: about 256 KB for sending and 40 KB for
 * receiving with the largest window.
 */
#ifndef RTWS_PROTO_WS_DEFLATE_H
#define RTWS_PROTO_WS_DEFLATE_H

#include "proto/http_request.h"
#include "util/buffer.h"

/* What the server wants, beyond what a client demands. */
typedef struct rtws_ws_deflate_policy {
	bool is_on;
	bool takeover;    /* keep context, if the client does too */
	uint8_t level;    /* zlib: 1 to 9 */
	uint8_t memory;   /* zlib's memLevel: 1 to 9 */
	size_t threshold; /* smaller messages are sent as they are */
} rtws_ws_deflate_policy_t;

/* What was agreed with one client. */
typedef struct rtws_ws_deflate_terms {
	bool server_no_context;
	bool client_no_context;
	uint8_t server_bits; /* LZ77 windows, 9 to 15 */
	uint8_t client_bits;
} rtws_ws_deflate_terms_t;

/* The streams that all connections of a loop share. */
typedef struct rtws_ws_deflate_shared rtws_ws_deflate_shared_t;

/* One connection's part. */
typedef struct rtws_ws_deflate {
	rtws_ws_deflate_terms_t terms;
	void *in; /* its own streams; only where takeover was agreed and messages have come */
	void *out;
} rtws_ws_deflate_t;

enum { RTWS_WS_DEFLATE_ANSWER_MAX = 160 };

/*
 * Chooses the first offer in the request's Sec-WebSocket-Extensions that can be honoured, and
 * writes the value of the answer's header. False: none, and no header.
 */
bool rtws_ws_deflate_negotiate(const rtws_request_t *request,
							   const rtws_ws_deflate_policy_t *policy,
							   rtws_ws_deflate_terms_t *terms,
							   char answer[RTWS_WS_DEFLATE_ANSWER_MAX]);

/* NULL when out of memory. Streams are made when first needed. */
rtws_ws_deflate_shared_t *rtws_ws_deflate_shared_create(void);
void rtws_ws_deflate_shared_destroy(rtws_ws_deflate_shared_t *shared);

/* Frees the connection's own streams. */
void rtws_ws_deflate_clear(rtws_ws_deflate_t *deflate);

/*
 * Inflates a whole message to the end of out. 0, or the close code: 1007 bad data, 1009 above the
 * limit (found after at most one byte more), 1011 out of memory.
 */
uint16_t rtws_ws_inflate(rtws_ws_deflate_t *deflate, rtws_ws_deflate_shared_t *shared,
						 const uint8_t *in, size_t len, size_t limit, rtws_buffer_t *out);

/* Deflates a whole message to the end of out. False: out of memory; send it as it is. */
bool rtws_ws_deflate(rtws_ws_deflate_t *deflate, rtws_ws_deflate_shared_t *shared,
					 const rtws_ws_deflate_policy_t *policy, const uint8_t *in, size_t len,
					 rtws_buffer_t *out);

#endif
