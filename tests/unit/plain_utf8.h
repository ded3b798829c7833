/*
 * UTF-8 by its definition (RFC 3629), byte by byte: what the validator is compared with.
 */
#ifndef RTWS_TESTS_PLAIN_UTF8_H
#define RTWS_TESTS_PLAIN_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes behind a first byte, or -1. */
static inline int plain_utf8_more(uint8_t c)
{
	if (c < 0x80) {
		return 0;
	}
	if (c >= 0xc0 && c < 0xe0) {
		return 1;
	}
	if (c >= 0xe0 && c < 0xf0) {
		return 2;
	}
	return c >= 0xf0 && c < 0xf8 ? 3 : -1;
}

/* The length of the valid character at the beginning, or 0. */
static inline size_t plain_utf8_character(const uint8_t *at, size_t len)
{
	static const uint32_t least[] = { 0, 0x80, 0x800, 0x10000 };
	int more = plain_utf8_more(at[0]);
	uint32_t c = at[0];

	if (more < 0 || (size_t) more >= len) {
		return 0;
	}
	if (more > 0) {
		c &= 0x3fu >> more;
	}
	for (int i = 1; i <= more; i++) {
		if ((at[i] & 0xc0) != 0x80) {
			return 0;
		}
		c = c << 6 | (at[i] & 0x3f);
	}
	if (c < least[more] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff)) {
		return 0;
	}
	return (size_t) more + 1;
}

static inline bool plain_utf8_is_valid(const uint8_t *at, size_t len)
{
	while (len > 0) {
		size_t n = plain_utf8_character(at, len);

		if (n == 0) {
			return false;
		}
		at += n;
		len -= n;
	}
	return true;
}

#endif
