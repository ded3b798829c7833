/*
 * Fan-out: one publication, or one change of presence, on its way to many subscribers. What each
 * kind of subscriber gets is encoded when the first of them is reached, and shared by all.
 */
#ifndef RTWS_CORE_FANOUT_H
#define RTWS_CORE_FANOUT_H

#include "broker/broker.h"
#include "transport/transport.h"

typedef enum {
	RTWS_ENCODER_RAW,          /* the data itself; changes of presence as JSON */
	RTWS_ENCODER_JSON,         /* a frame of the channel protocol */
	RTWS_ENCODER_SSE,          /* an event of an event stream */
	RTWS_ENCODER_SSE_ENVELOPE, /* the same with a frame of the protocol as its data */
	RTWS_ENCODERS
} rtws_encoder_t;

typedef struct rtws_encoding {
	bool is_made;
	bool is_good;
	rtws_buffer_t bytes;
	rtws_broadcast_t broadcast; /* of the bytes */
	rtws_message_t *message;    /* SSE */
} rtws_encoding_t;

/* One of the two is set. Borrowed. */
typedef struct rtws_fanout {
	const rtws_publication_t *pub;
	const rtws_member_change_t *change;
	uint64_t key; /* what replaces what in slow subscribers' queues; 0: nothing */
	rtws_encoding_t encodings[RTWS_ENCODERS];
} rtws_fanout_t;

void rtws_fanout_begin(rtws_fanout_t *fanout, const rtws_publication_t *pub,
					   const rtws_member_change_t *change);
void rtws_fanout_end(rtws_fanout_t *fanout);

/* For a WebSocket. NULL when out of memory. */
rtws_broadcast_t *rtws_fanout_frames(rtws_fanout_t *fanout, rtws_encoder_t encoder);

/* For an event stream. Borrowed; NULL when out of memory, or when it has nothing for one. */
rtws_message_t *rtws_fanout_event(rtws_fanout_t *fanout, rtws_encoder_t encoder);

#endif
