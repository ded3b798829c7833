#include "util/buffer.h"

#include "util/error.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int rtws_buffer_reserve(rtws_buffer_t *buf, size_t more)
{
	size_t size = buf->size > 0 ? buf->size : 256;
	uint8_t *bytes;

	if (more <= buf->size - buf->len) {
		return 0;
	}
	if (more > SIZE_MAX / 4 - buf->len) {
		return RTWS_E_NOMEM;
	}
	while (size - buf->len < more) {
		size *= 2;
	}
	bytes = realloc(buf->bytes, size);
	if (bytes == NULL) {
		return RTWS_E_NOMEM;
	}
	buf->bytes = bytes;
	buf->size = size;
	return 0;
}

int rtws_buffer_append(rtws_buffer_t *buf, const void *bytes, size_t len)
{
	if (len == 0) {
		return 0;
	}
	if (rtws_buffer_reserve(buf, len) != 0) {
		return RTWS_E_NOMEM;
	}
	memcpy(buf->bytes + buf->len, bytes, len);
	buf->len += len;
	return 0;
}

int rtws_buffer_printf(rtws_buffer_t *buf, const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (len < 0 || rtws_buffer_reserve(buf, (size_t) len + 1) != 0) {
		return RTWS_E_NOMEM;
	}
	va_start(args, format);
	vsnprintf((char *) buf->bytes + buf->len, (size_t) len + 1, format, args);
	va_end(args);
	buf->len += (size_t) len;
	return 0;
}

void rtws_buffer_consume(rtws_buffer_t *buf, size_t len)
{
	assert(len <= buf->len);
	buf->len -= len;
	if (buf->len > 0) {
		memmove(buf->bytes, buf->bytes + len, buf->len);
	}
}

void rtws_buffer_clear(rtws_buffer_t *buf)
{
	free(buf->bytes);
	*buf = (rtws_buffer_t){ NULL, 0, 0 };
}
