/*
 * Fan-out: one publication, or news of presence, on its way to many subscribers. What each
 * kind of subscriber gets is encoded when the first of them is reached, and shared by all.
 */
#ifndef RTWS_CORE_FANOUT_H
#define RTWS_CORE_FANOUT_H

#include "broker/broker.h"
#include "transport/transport.h"

typedef enum {
	RTWS_ENCODER_RAW,          /* the data itself; changes of presence as JSON */
	RTWS_ENCODER_JSON,         /* a frame of the channel protocol */
	RTWS_ENCODER_PATCH,        /* the same with what has changed since the publication before */
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

/* Appends what is told to who has this encoder. 0 or RTWS_E_NOMEM. */
typedef int (*rtws_news_fn)(const void *news, rtws_encoder_t encoder, rtws_buffer_t *out);

/* Borrowed: a publication, or news. */
typedef struct rtws_fanout {
	const rtws_publication_t *pub;
	rtws_news_fn put;
	const void *news;
	rtws_text_t patch; /* to the data of the publication before; empty: there is none */
	bool wants_patch;  /* the next subscriber has that publication, and wants only the patch */
	uint64_t key;      /* what replaces what in slow subscribers' queues; 0: nothing */
	rtws_encoding_t encodings[RTWS_ENCODERS];
} rtws_fanout_t;

void rtws_fanout_begin(rtws_fanout_t *fanout, const rtws_publication_t *pub);
void rtws_fanout_begin_news(rtws_fanout_t *fanout, rtws_news_fn put, const void *news);
void rtws_fanout_end(rtws_fanout_t *fanout);

/* For a WebSocket. NULL when out of memory. */
rtws_broadcast_t *rtws_fanout_frames(rtws_fanout_t *fanout, rtws_encoder_t encoder);

/* For an event stream. Borrowed; NULL when out of memory, or when it has nothing for one. */
rtws_message_t *rtws_fanout_event(rtws_fanout_t *fanout, rtws_encoder_t encoder);

#endif
