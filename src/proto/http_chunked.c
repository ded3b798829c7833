#include "proto/http_chunked.h"

enum { NOISE_MAX = 8192, DIGITS_MAX = 15 };

/* The zeroed struct is at the start. */
typedef enum {
	SIZE,       /* hexadecimal digits */
	EXTENSION,  /* to the end of the line */
	SIZE_LF,    /* after its CR */
	DATA,       /* of the chunk */
	DATA_CR,    /* after it */
	DATA_LF,    /* after that */
	TRAILER,    /* a line of a trailer, or the empty one */
	TRAILER_LF, /* after its CR */
	DONE
} state_t;

static int digit(uint8_t c)
{
	if (c >= '0' && c <= '9') {
		return c - '0';
	}
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static int take_size(rtws_chunked_t *chunked, uint8_t c)
{
	int value = digit(c);

	if (value >= 0) {
		if (chunked->digits++ == DIGITS_MAX) {
			return 400;
		}
		chunked->left = chunked->left * 16 + (uint64_t) value;
		return 0;
	}
	if (chunked->digits == 0) {
		return 400;
	}
	if (c == '\r') {
		chunked->state = SIZE_LF;
		return 0;
	}
	chunked->state = EXTENSION;
	return c == ';' ? 0 : 400;
}

/* A byte of an extension or trailer. */
static int take_noise(rtws_chunked_t *chunked, uint8_t c, state_t at_end)
{
	if (c == '\r') {
		chunked->state = (uint8_t) at_end;
		return 0;
	}
	chunked->line_is_empty = false;
	return (c < ' ' && c != '\t') || c == 0x7f || ++chunked->noise > NOISE_MAX ? 400 : 0;
}

static int expect(rtws_chunked_t *chunked, uint8_t c, uint8_t wanted, state_t next)
{
	chunked->state = (uint8_t) next;
	return c == wanted ? 0 : 400;
}

/* A byte that is not data. 0, or the status to refuse with. */
static int take(rtws_chunked_t *chunked, uint8_t c)
{
	bool was_empty = chunked->line_is_empty;

	switch (chunked->state) {
		case SIZE:
			return take_size(chunked, c);
		case EXTENSION:
			return take_noise(chunked, c, SIZE_LF);
		case SIZE_LF:
			chunked->line_is_empty = true;
			return expect(chunked, c, '\n', chunked->left > 0 ? DATA : TRAILER);
		case DATA_CR:
			return expect(chunked, c, '\r', DATA_LF);
		case DATA_LF:
			chunked->digits = 0;
			return expect(chunked, c, '\n', SIZE);
		case TRAILER:
			return take_noise(chunked, c, TRAILER_LF);
		default:
			chunked->line_is_empty = true;
			return expect(chunked, c, '\n', was_empty ? DONE : TRAILER);
	}
}

/* The present chunk's data, as far as it is there. */
static int take_data(rtws_chunked_t *chunked, const uint8_t *bytes, size_t len, rtws_buffer_t *out,
					 size_t *used)
{
	if (len > chunked->left) {
		len = (size_t) chunked->left;
	}
	if (rtws_buffer_append(out, bytes, len) != 0) {
		return 503;
	}
	*used += len;
	chunked->left -= len;
	if (chunked->left == 0) {
		chunked->state = DATA_CR;
	}
	return 0;
}

int rtws_chunked_feed(rtws_chunked_t *chunked, const uint8_t *bytes, size_t len, uint64_t max,
					  rtws_buffer_t *out, size_t *used)
{
	*used = 0;
	while (*used < len && chunked->state != DONE) {
		int status = chunked->state == DATA
						 ? take_data(chunked, bytes + *used, len - *used, out, used)
						 : take(chunked, bytes[(*used)++]);

		if (status != 0) {
			return status;
		}
		if (chunked->left > max || out->len > max - chunked->left) {
			return 413; /* as soon as it is announced */
		}
	}
	return chunked->state == DONE ? RTWS_CHUNKED_DONE : RTWS_CHUNKED_MORE;
}
