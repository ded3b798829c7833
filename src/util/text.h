/*
 * Text: a view of bytes that somebody else owns; at is NULL for "not there".
 */
#ifndef RTWS_UTIL_TEXT_H
#define RTWS_UTIL_TEXT_H

#include <stddef.h>
#include <string.h>

typedef struct rtws_text {
	const char *at;
	size_t len;
} rtws_text_t;

static inline rtws_text_t rtws_text_of(const char *at, size_t len)
{
	return (rtws_text_t){ at, len };
}

/* Copies the bytes to *at, which moves on behind them; there must be room. Returns the copy. */
static inline rtws_text_t rtws_text_put(char **at, rtws_text_t text)
{
	rtws_text_t copy = { *at, text.len };

	if (text.len > 0) {
		memcpy(*at, text.at, text.len);
	}
	*at += text.len;
	return copy;
}

#endif
