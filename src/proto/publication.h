/*
 * Publication: one value published to a channel, and its place in the order of all. Immutable once
 * its position is set; counted, one thread.
 */
#ifndef RTWS_PROTO_PUBLICATION_H
#define RTWS_PROTO_PUBLICATION_H

#include "util/text.h"

#include <stdbool.h>
#include <stdint.h>

typedef enum {
	RTWS_DATA_JSON,  /* the text of a JSON value */
	RTWS_DATA_TEXT,  /* a string: UTF-8 */
	RTWS_DATA_BINARY /* bytes that are no text */
} rtws_data_kind_t;

/* Offsets of one epoch grow; between epochs nothing is known. */
typedef struct rtws_position {
	uint32_t epoch;
	uint64_t offset;
} rtws_position_t;

typedef struct rtws_publication {
	uint32_t refs;
	rtws_data_kind_t kind;
	bool is_kept;             /* in the channel's history: subscribers are told its position */
	bool was_heard;           /* by this server's subscribers before it got its position */
	rtws_position_t position; /* set by the broker */
	uint64_t time_us;         /* since 1970 UTC; set by the broker */
	uint64_t except;          /* id of a subscriber of this process who does not get it; 0: none */
	rtws_text_t channel;
	rtws_text_t event; /* empty: none */
	rtws_text_t data;
	char bytes[];
} rtws_publication_t;

enum { RTWS_CHANNEL_NAME_MAX = 255, RTWS_EVENT_MAX = 64, RTWS_KEY_MAX = 64 };

/* "ffffffff-18446744073709551615" and its NUL */
enum { RTWS_POSITION_MAX = 32 };

/* Copies all three. A new reference, or NULL when out of memory. */
rtws_publication_t *rtws_publication_create(rtws_text_t channel, rtws_text_t event,
											rtws_data_kind_t kind, rtws_text_t data);

/*
 * Of a number that is known later, but before anybody else knows of the publication.
 * front: empty, or the beginning of an object whose last value it is: {"value":
 */
rtws_publication_t *rtws_publication_create_number(rtws_text_t channel, rtws_text_t front);
void rtws_publication_set_number(rtws_publication_t *pub, rtws_text_t front, int64_t number);

/* What is behind the number. */
static inline const char *rtws_number_back(rtws_text_t front)
{
	return front.len > 0 ? "}" : "";
}

static inline rtws_publication_t *rtws_publication_ref(rtws_publication_t *pub)
{
	pub->refs++;
	return pub;
}

void rtws_publication_unref(rtws_publication_t *pub);

/* 1 to 255 bytes of UTF-8 without control characters? */
bool rtws_channel_name_is_valid(rtws_text_t name);

/* "ws:server:..." carries data for single clients: not for clients to publish or read. */
bool rtws_channel_name_is_reserved(rtws_text_t name);

/* 1 to max bytes, as channel names. */
bool rtws_name_is_valid(rtws_text_t name, size_t max);

/* Does a channel's name match? '*' stands for any bytes. */
bool rtws_pattern_matches(rtws_text_t pattern, rtws_text_t name);

/* "5f0c2a91-1042". Returns its length. */
size_t rtws_position_format(rtws_position_t position, char out[RTWS_POSITION_MAX]);
bool rtws_position_parse(rtws_text_t text, rtws_position_t *out);

#endif
