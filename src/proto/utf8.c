#include "proto/utf8.h"

#include <string.h>

#define HIGH_BITS UINT64_C(0x8080808080808080)

static uint64_t word(const uint8_t *p)
{
	uint64_t w;

	memcpy(&w, p, sizeof(w));
	return w;
}

/* Blocks of 64 without a branch inside: compilers make vectors of them. */
static const uint8_t *skip_ascii(const uint8_t *p, const uint8_t *end)
{
	for (; end - p >= 64; p += 64) {
		uint64_t any = 0;

		for (int i = 0; i < 64; i += 8) {
			any |= word(p + i);
		}
		if (any & HIGH_BITS) {
			break;
		}
	}
	while (end - p >= 8 && !(word(p) & HIGH_BITS)) {
		p += 8;
	}
	while (p < end && *p < 0x80) {
		p++;
	}
	return p;
}

/* The first byte of a character of two bytes or more: how many follow, and the range of the next.
 */
static bool lead(rtws_utf8_t *state, uint8_t c)
{
	state->low = 0x80;
	state->high = 0xbf;
	if (c < 0xc2) {
		return false; /* a continuation, or overlong */
	}
	if (c < 0xe0) {
		state->need = 1;
		return true;
	}
	if (c < 0xf0) {
		state->need = 2;
		if (c == 0xe0) {
			state->low = 0xa0; /* overlong below */
		} else if (c == 0xed) {
			state->high = 0x9f; /* surrogates above */
		}
		return true;
	}
	if (c < 0xf5) {
		state->need = 3;
		if (c == 0xf0) {
			state->low = 0x90; /* overlong below */
		} else if (c == 0xf4) {
			state->high = 0x8f; /* beyond U+10FFFF above */
		}
		return true;
	}
	return false;
}

bool rtws_utf8_feed(rtws_utf8_t *state, const uint8_t *bytes, size_t len)
{
	const uint8_t *end = bytes + len;
	rtws_utf8_t s = *state;

	while (bytes < end) {
		if (s.need == 0) {
			bytes = skip_ascii(bytes, end);
			if (bytes == end) {
				break;
			}
			if (!lead(&s, *bytes++)) {
				return false;
			}
			continue;
		}
		if (*bytes < s.low || *bytes > s.high) {
			return false;
		}
		s.low = 0x80;
		s.high = 0xbf;
		s.need--;
		bytes++;
	}
	*state = s;
	return true;
}

bool rtws_utf8_is_valid(const void *bytes, size_t len)
{
	rtws_utf8_t state = { 0, 0, 0 };

	return rtws_utf8_feed(&state, bytes, len) && rtws_utf8_is_complete(&state);
}
