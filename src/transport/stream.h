/*
 * Stream: the bytes of one connected socket. The only place that reads from and writes to it, and
 * so the place for TLS. It never waits and knows no loop: `blocked` says that it wants to be told
 * when the socket is writable. It owns the descriptor.
 */
#ifndef RTWS_TRANSPORT_STREAM_H
#define RTWS_TRANSPORT_STREAM_H

#include "transport/outbox.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ssl_st;

typedef struct rtws_stream {
	rtws_outbox_t outbox;
	struct ssl_st *ssl; /* owned; NULL: plain */
	int fd;
	bool blocked;          /* the socket took less than it was offered */
	bool read_needs_write; /* TLS: the next read waits for the socket to be writable */
	bool needs_socket;     /* TLS: what is read ahead is not a whole record */
	bool failed;           /* broken: neither reads nor writes any more */
} rtws_stream_t;

enum { RTWS_STREAM_AGAIN = -1, RTWS_STREAM_END = -2, RTWS_STREAM_FAILED = -3 };

void rtws_stream_init(rtws_stream_t *stream, int fd);

/* From the first byte on it is TLS, as the server. Takes the session over. */
void rtws_stream_secure(rtws_stream_t *stream, struct ssl_st *ssl);

/* TLS: decrypted bytes are waiting, of which the socket will say nothing. */
bool rtws_stream_has_more(const rtws_stream_t *stream);

/* Closes the descriptor and drops what is queued. */
void rtws_stream_clear(rtws_stream_t *stream);

/* A number of bytes, or one of the above. */
ptrdiff_t rtws_stream_read(rtws_stream_t *stream, uint8_t *bytes, size_t size);

/* The same, and the bytes stay where they are. For a stream without TLS. */
ptrdiff_t rtws_stream_peek(rtws_stream_t *stream, uint8_t *bytes, size_t size);

/* Offers the outbox to the socket. Returns the bytes it took; `failed` tells of an error. */
size_t rtws_stream_flush(rtws_stream_t *stream);

/*
 * Offers head and data to the socket without copying them first, when nothing is queued before
 * them, and queues what it leaves. 0 or an error of rtws_outbox_put(); *sent is what the socket
 * took.
 */
int rtws_stream_send(rtws_stream_t *stream, const void *head, size_t head_len, const void *data,
					 size_t len, unsigned frames, size_t *sent);

/* Nothing more will be written: FIN, and close_notify before it. */
void rtws_stream_finish(rtws_stream_t *stream);

#endif
