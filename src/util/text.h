/*
 * Text: a view of bytes that somebody else owns; at is NULL for "not there".
 */
#ifndef RTWS_UTIL_TEXT_H
#define RTWS_UTIL_TEXT_H

#include <stdbool.h>
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

/* Ignores the case of ASCII letters, whatever the locale. */
bool rtws_text_is(rtws_text_t text, const char *other);
bool rtws_text_equals(rtws_text_t text, rtws_text_t other);

/* To the letter, as methods are compared. */
bool rtws_text_is_exactly(rtws_text_t text, const char *other);

#endif
