/*
 * Text: a view of bytes that somebody else owns; at is NULL for "not there".
 */
#ifndef RTWS_UTIL_TEXT_H
#define RTWS_UTIL_TEXT_H

#include <stddef.h>

typedef struct rtws_text {
	const char *at;
	size_t len;
} rtws_text_t;

#endif
