/*
 * A list of strings, all owned.
 */
#ifndef RTWS_CORE_STRINGS_H
#define RTWS_CORE_STRINGS_H

#include <stddef.h>

/* All zero is an empty list. */
typedef struct rtws_strings {
	char **items;
	size_t count;
} rtws_strings_t;

/* 0 or RTWS_E_NOMEM. */
int rtws_strings_add(rtws_strings_t *strings, const char *item, size_t len);
void rtws_strings_clear(rtws_strings_t *strings);

#endif
