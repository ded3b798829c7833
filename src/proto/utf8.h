/*
 * UTF-8: incremental validation (RFC 3629: no surrogates, no overlong forms, at most U+10FFFF).
 */
#ifndef RTWS_PROTO_UTF8_H
#define RTWS_PROTO_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the next byte must be. All zero is the start: between two characters. */
typedef struct rtws_utf8 {
	uint8_t need; /* continuation bytes still to come */
	uint8_t low;  /* range of the next one */
	uint8_t high;
} rtws_utf8_t;

/* False as soon as the bytes cannot be continued to valid text. */
bool rtws_utf8_feed(rtws_utf8_t *state, const uint8_t *bytes, size_t len);

static inline bool rtws_utf8_is_complete(const rtws_utf8_t *state)
{
	return state->need == 0;
}

/* A whole string at once. */
bool rtws_utf8_is_valid(const void *bytes, size_t len);

#endif
