/*
 * Buffer: bytes that grow. Whoever embeds it owns it.
 */
#ifndef RTWS_UTIL_BUFFER_H
#define RTWS_UTIL_BUFFER_H

#include <stddef.h>
#include <stdint.h>

typedef struct rtws_buffer {
	uint8_t *bytes;
	size_t len;
	size_t size;
} rtws_buffer_t;

/* Room for more bytes behind the used ones. 0, or RTWS_E_NOMEM and nothing changed. */
int rtws_buffer_reserve(rtws_buffer_t *buf, size_t more);

/* 0, or RTWS_E_NOMEM and nothing appended. */
int rtws_buffer_append(rtws_buffer_t *buf, const void *bytes, size_t len);

/* printf() to the end. 0, or RTWS_E_NOMEM and nothing appended. */
int rtws_buffer_printf(rtws_buffer_t *buf, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Forgets the first len bytes. */
void rtws_buffer_consume(rtws_buffer_t *buf, size_t len);

/* Frees the bytes; the buffer may be used again. */
void rtws_buffer_clear(rtws_buffer_t *buf);

#endif
