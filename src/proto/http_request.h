/*
 * An HTTP/1.x request: the strict parser of its head (RFC 9112), and what the head said.
 *
 * One block of memory, counted, unchanged after the door has filled it: the connection, jobs and
 * PHP objects share it. Strict, because leniency is how two servers come to disagree about where a
 * request ends: bare LF, obs-fold, a space before the colon, two lengths or a length beside a
 * transfer coding are refused.
 */
#ifndef RTWS_PROTO_HTTP_REQUEST_H
#define RTWS_PROTO_HTTP_REQUEST_H

#include "util/buffer.h"
#include "util/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RTWS_HEADERS_MAX = 100, RTWS_PARAMS_MAX = 8, RTWS_ADDRESS_MAX = 46 };

typedef struct rtws_header {
	uint32_t name; /* offsets into the head */
	uint32_t value;
	uint32_t value_len;
	uint16_t name_len;
} rtws_header_t;

/* What a {placeholder} of the route matched. */
typedef struct rtws_param {
	rtws_text_t name;  /* the route's */
	rtws_text_t value; /* percent-decoded, in the request */
} rtws_param_t;

typedef struct rtws_request {
	uint32_t refs;
	uint16_t header_count;
	uint8_t minor; /* HTTP/1.minor */
	uint8_t param_count;
	bool keep_alive;       /* the client would send another request here */
	bool wants_upgrade;    /* Connection: upgrade */
	bool wants_websocket;  /* Upgrade: websocket */
	bool expects_continue; /* Expect: 100-continue */
	bool is_chunked;       /* Transfer-Encoding: chunked */
	bool secure;           /* came over TLS, to us or to a trusted proxy */
	bool established;      /* its WebSocket is open */
	uint64_t content_length;
	rtws_text_t method;
	rtws_text_t target;   /* as sent, without scheme and authority */
	rtws_text_t raw_path; /* as sent, without query */
	rtws_text_t path;     /* percent-decoded */
	rtws_text_t query;    /* without '?'; empty when there is none */
	rtws_text_t host;     /* as told by a trusted proxy; at NULL: the Host header is the host */
	rtws_buffer_t body;
	uint64_t body_max;            /* set by the owner: bytes that it may have */
	rtws_buffer_t answer_headers; /* set by the owner: "Name: value\r\n" each, for any answer */
	void *context;                /* the owner's */
	rtws_param_t *params;         /* owned, RTWS_PARAMS_MAX of them at most */
	rtws_header_t *headers;
	char *peer_subject; /* of the client's certificate; owned; NULL: none was shown */
	char *head;         /* in this block: head, then decoded path */
	char remote_address[RTWS_ADDRESS_MAX];
} rtws_request_t;

/*
 * Parses a head, its final empty line included. Returns 0 and a new reference, or the status to
 * refuse with: 400, 431 (too many headers), 501, 503 (no memory), 505; why then says it in words.
 */
int rtws_request_parse(const char *head, size_t len, rtws_request_t **out, const char **why);

static inline rtws_request_t *rtws_request_ref(rtws_request_t *request)
{
	request->refs++;
	return request;
}

void rtws_request_unref(rtws_request_t *request);

/* The first header of this name, which is given in lower case. */
rtws_text_t rtws_request_header(const rtws_request_t *request, const char *name, size_t name_len);

/* Is the token among the comma-separated values of all headers of this name? Ignores case. */
bool rtws_request_has_token(const rtws_request_t *request, const char *name, const char *token);

static inline rtws_text_t rtws_header_name(const rtws_request_t *request, const rtws_header_t *h)
{
	return (rtws_text_t){ request->head + h->name, h->name_len };
}

static inline rtws_text_t rtws_header_value(const rtws_request_t *request, const rtws_header_t *h)
{
	return (rtws_text_t){ request->head + h->value, h->value_len };
}

/* The next element of a comma-separated list (commas in quoted strings do not separate), trimmed,
 * and the rest after it. False at the end. */
bool rtws_text_next(rtws_text_t *rest, rtws_text_t *element);

/*
 * Percent-decodes into out, which has room for text.len bytes. Returns the length, or -1 for a bad
 * escape or an escaped NUL.
 */
ptrdiff_t rtws_percent_decode(rtws_text_t text, char *out);

/* May this byte be in a method, header name or subprotocol? (RFC 9110 section 5.6.2) */
bool rtws_is_token_char(unsigned char c);

/* May all of it be in "host:port"? (RFC 3986 section 3.2.2; no user) */
bool rtws_authority_is_valid(rtws_text_t authority);

#endif
