/*
 * Envelope: what servers publish to each other. Begins with a zero byte, which no text does: all
 * else on a channel is a plain payload from somebody who is no server of ours.
 *
 *   "\0rtws1 " type " " origin " " number " " except " " kind " " flags " "
 *   epoch " " offset " " time " " name length " " extra length "\n" name extra data
 *
 * Numbers are decimal. What a type does not need is 0 or empty.
 */
#ifndef RTWS_BROKER_REDIS_ENVELOPE_H
#define RTWS_BROKER_REDIS_ENVELOPE_H

#include "proto/publication.h"
#include "util/buffer.h"

typedef enum {
	RTWS_ENVELOPE_PUBLICATION = 'P', /* name: the event */
	RTWS_ENVELOPE_JOINED = 'J',      /* name: the member's id, data: about it */
	RTWS_ENVELOPE_LEFT = 'L',
	RTWS_ENVELOPE_USER = 'U',    /* a letter; name: the user's id */
	RTWS_ENVELOPE_PROCESS = 'C', /* a letter; name: the connection's id, extra: the process */
	RTWS_ENVELOPE_COUNT = 'N',   /* how many subscribers? name: the channel */
	RTWS_ENVELOPE_ANSWER = 'A'   /* to one of the last three; offset: how many */
} rtws_envelope_type_t;

/* A step of a counter is one that its origin does not know before it comes back. */
enum { RTWS_ENVELOPE_KEPT = 1, RTWS_ENVELOPE_REPEATED = 2, RTWS_ENVELOPE_STEP = 4 };

typedef struct rtws_envelope {
	rtws_envelope_type_t type;
	rtws_text_t origin;
	uint64_t number; /* grows, of one origin */
	uint64_t except; /* a subscriber of the origin */
	rtws_data_kind_t kind;
	unsigned flags;
	rtws_position_t position;
	uint64_t time_us;
	rtws_text_t name;
	rtws_text_t extra;
	rtws_text_t data;
} rtws_envelope_t;

/* False: a plain payload. */
bool rtws_envelope_is_one(rtws_text_t payload);

/* Views into the payload. False: it is none, or one that nobody here has made. */
bool rtws_envelope_parse(rtws_text_t payload, rtws_envelope_t *out);

/* 0 or RTWS_E_NOMEM. */
int rtws_envelope_write(rtws_buffer_t *out, const rtws_envelope_t *envelope);

/*
 * The parts around position and time, for a script that knows them: up to `same` bytes of the
 * front are the same whenever this one is sent. 0 or RTWS_E_NOMEM.
 */
int rtws_envelope_write_parts(rtws_buffer_t *front, size_t *same, rtws_buffer_t *back,
							  const rtws_envelope_t *envelope);

/* What a plain payload is: JSON if it is that (*value: without white space around), or text, or
 * bytes. */
rtws_data_kind_t rtws_payload_kind(rtws_text_t payload, rtws_text_t *value);

#endif
