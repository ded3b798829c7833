/*
 * The chunked transfer coding of a request body (RFC 9112 section 7.1), decoded as it comes.
 *
 * Strict, as all framing is: sizes are hexadecimal digits and nothing else, lines end with CR LF.
 * Extensions and trailers are read and forgotten, within bounds.
 */
#ifndef RTWS_PROTO_HTTP_CHUNKED_H
#define RTWS_PROTO_HTTP_CHUNKED_H

#include "util/buffer.h"

#include <stdbool.h>

typedef struct rtws_chunked {
	uint64_t left;  /* bytes of the chunk still to come, or the size being read */
	uint32_t noise; /* bytes of extensions and trailers so far */
	uint8_t state;
	uint8_t digits;
	bool line_is_empty; /* of a trailer, so far */
} rtws_chunked_t;

enum { RTWS_CHUNKED_MORE = 0, RTWS_CHUNKED_DONE = 1 };

/*
 * Decodes bytes to the end of out; *used of them were taken. Returns one of the above, or the
 * status to refuse with: 400 malformed, 413 more than max bytes in all, 503 out of memory.
 */
int rtws_chunked_feed(rtws_chunked_t *chunked, const uint8_t *bytes, size_t len, uint64_t max,
					  rtws_buffer_t *out, size_t *used);

#endif
