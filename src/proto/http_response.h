/*
 * An HTTP/1.1 response: what is to be answered, and its head as bytes (RFC 9112).
 */
#ifndef RTWS_PROTO_HTTP_RESPONSE_H
#define RTWS_PROTO_HTTP_RESPONSE_H

#include "util/buffer.h"
#include "util/message.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How the client is told where the body ends. */
typedef enum {
	RTWS_BODY_BY_LENGTH,
	RTWS_BODY_CHUNKED,
	RTWS_BODY_UNTIL_CLOSE /* for a connection that is not kept */
} rtws_body_end_t;

typedef struct rtws_response {
	int status;
	rtws_body_end_t body_end;
	rtws_buffer_t headers; /* "Name: value\r\n" each; never Content-Length, Date or Connection */
	rtws_buffer_t body;
	int file; /* the body is in this descriptor, owned; -1: none */
	uint64_t file_offset;
	uint64_t file_size; /* bytes of the body, from the offset on */
} rtws_response_t;

void rtws_response_init(rtws_response_t *response, int status);

/* Closes the file, frees the rest. */
void rtws_response_clear(rtws_response_t *response);

/* A plain text body of one line, the usual answer to an error: "404 Not Found: why". */
int rtws_response_explain(rtws_response_t *response, const char *why);

/*
 * 0; RTWS_E_INVALID for a name that is no token, a value with a control character, or a header that
 * is the server's own business (Content-Length, Transfer-Encoding, Connection, Date); RTWS_E_NOMEM.
 */
int rtws_response_header(rtws_response_t *response, const char *name, size_t name_len,
						 const char *value, size_t value_len);

/* Is there a header of this name already? */
bool rtws_response_has(const rtws_response_t *response, const char *name);

/*
 * Adds headers, "Name: value\r\n" each, of which the response has none of the same name; but what
 * an answer depends on (Vary) adds up. 0 or RTWS_E_NOMEM.
 */
int rtws_response_add_missing(rtws_response_t *response, const rtws_buffer_t *headers);

/* "Not Found". Never NULL. Static. */
const char *rtws_status_text(int status);

/*
 * Status line, headers and the empty line, appended to out. 0 or RTWS_E_NOMEM.
 * keep_alive: this connection takes another request; minor: the request's HTTP/1.minor.
 */
int rtws_response_head(const rtws_response_t *response, bool keep_alive, unsigned minor,
					   rtws_buffer_t *out);

/* May a response with this status have a body? */
static inline bool rtws_status_has_body(int status)
{
	return status >= 200 && status != 204 && status != 304;
}

static inline uint64_t rtws_response_length(const rtws_response_t *response)
{
	return response->file >= 0 ? response->file_size : response->body.len;
}

/* "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 section 5.6.7); out has room for 30 bytes. */
void rtws_http_date(int64_t seconds, char *out);

/* Seconds since the epoch, or -1 for what is not such a date. */
int64_t rtws_http_date_parse(const char *text, size_t len);

#endif
