/*
 * What proxies say about a request: X-Forwarded-For, -Proto and -Host, or Forwarded (RFC 7239).
 *
 * Each proxy adds whom it was asked by, at the end. So the list is read from its end, and only as
 * far as those who wrote it are trusted: what a client wrote itself stands before that and is never
 * looked at, be it malformed or not.
 */
#ifndef RTWS_PROTO_FORWARDED_H
#define RTWS_PROTO_FORWARDED_H

#include "proto/http_request.h"
#include "util/address.h"

typedef enum { RTWS_SCHEME_UNTOLD, RTWS_SCHEME_PLAIN, RTWS_SCHEME_SECURE } rtws_scheme_t;

typedef struct rtws_forwarded {
	rtws_address_t client; /* the last one not trusted; of trusted ones only, the first; NONE: not
							  told, told as "unknown" or "_hidden", or malformed */
	rtws_scheme_t scheme;  /* that the client used */
	rtws_text_t host;      /* that the client asked for; at is NULL when it is not told */
} rtws_forwarded_t;

/*
 * For a request that came from a trusted address. X-Forwarded-For wins: with it there, Forwarded is
 * not looked at, and without it and with Forwarded there, no X-Forwarded header is.
 *
 * Of X-Forwarded-Proto and -Host the last value counts; of Forwarded those of the element that told
 * the client.
 */
void rtws_forwarded_read(const rtws_request_t *request, const rtws_ranges_t *trusted,
						 rtws_forwarded_t *out);

#endif
