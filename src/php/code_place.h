/*
 * Code place: where in user code a thread is, from its frames. They may be another thread's, which
 * stands still or does not: what is read through rtws_code_peek() may be wrong, but never faults.
 */
#ifndef RTWS_PHP_CODE_PLACE_H
#define RTWS_PHP_CODE_PLACE_H

#include <php.h>

typedef struct rtws_code_place {
	char text[640]; /* "Chat::onMessage() at /srv/chat.php:12" */
} rtws_code_place_t;

/* Copies memory. False when it cannot be had. */
typedef bool (*rtws_code_read_t)(const void *from, void *to, size_t len);

/* One's own. */
bool rtws_code_copy(const void *from, void *to, size_t len);
/* Another thread's. */
bool rtws_code_peek(const void *from, void *to, size_t len);

/* False when there is no user code to be found. */
bool rtws_code_find(rtws_code_read_t read, const zend_execute_data *frame, rtws_code_place_t *out);

#endif
