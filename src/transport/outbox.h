/*
 * Outbox: what one socket still has to send, oldest first.
 *
 * Messages are references, shared with the outboxes of other connections. Small pieces are appended
 * to the last message while nobody shares it, so that a burst leaves in one system call. The outbox
 * counts and orders; when it is too full, and what is to be done then, is its owner's decision.
 */
#ifndef RTWS_TRANSPORT_OUTBOX_H
#define RTWS_TRANSPORT_OUTBOX_H

#include "util/message.h"

#include <sys/uio.h>

typedef struct rtws_outbox {
	rtws_message_t **ring;
	rtws_message_t *inside[2]; /* the ring of a short queue */
	size_t queued;             /* bytes not yet sent */
	uint32_t offset;           /* bytes of the oldest message already sent */
	uint32_t kept; /* bytes after these that may not be dropped: of a frame begun, or encrypted
					  already */
	uint16_t head; /* index of the oldest message */
	uint16_t count;
	uint16_t size; /* of the ring, a power of two */
} rtws_outbox_t;

void rtws_outbox_init(rtws_outbox_t *box);

/* Drops what is left and frees the ring. */
void rtws_outbox_clear(rtws_outbox_t *box);

/* Takes its own reference. 0, RTWS_E_NOMEM, or RTWS_E_FULL at 32768 messages. */
int rtws_outbox_push(rtws_outbox_t *box, rtws_message_t *msg);

/*
 * Puts it in the place of the newest one that has the same key, if there is one of which nothing is
 * sent or kept. False: there is none, and nothing was done.
 */
bool rtws_outbox_replace(rtws_outbox_t *box, rtws_message_t *msg);

/*
 * Copies head and data behind what is queued. frames: how many WebSocket data frames they are; 0
 * for what no policy may drop. separate: begin a message of its own, so that a policy can drop it
 * alone. 0, RTWS_E_NOMEM or RTWS_E_FULL, and nothing queued.
 */
int rtws_outbox_put(rtws_outbox_t *box, const void *head, size_t head_len, const void *data,
					size_t len, unsigned frames, bool separate);

/* Fills at most max vectors with the oldest bytes; *bytes is their sum. Returns how many. */
unsigned rtws_outbox_view(const rtws_outbox_t *box, struct iovec *iov, unsigned max, size_t *bytes);

/* The first len bytes are out. */
void rtws_outbox_sent(rtws_outbox_t *box, size_t len);

/*
 * Drops the oldest messages that may be dropped, and of which nothing is sent or kept, until at
 * most max bytes are queued. Returns the number of frames dropped.
 */
unsigned rtws_outbox_drop_oldest(rtws_outbox_t *box, size_t max);

/* Drops everything of which nothing is sent or kept, pinned or not. Returns the frames dropped. */
unsigned rtws_outbox_cut(rtws_outbox_t *box);

#endif
