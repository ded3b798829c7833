/*
 * JSON (RFC 8259) as bytes: is it well-formed, what are the members of an object, and strings in
 * and out. No tree is built: values are passed on as the text they came as.
 */
#ifndef RTWS_PROTO_JSON_H
#define RTWS_PROTO_JSON_H

#include "util/buffer.h"
#include "util/text.h"

#include <stdbool.h>
#include <stdint.h>

enum { RTWS_JSON_DEPTH_MAX = 512 };

/*
 * Is the text, which is valid UTF-8, one JSON value of at most RTWS_JSON_DEPTH_MAX levels? Then
 * *value is it without the white space around.
 */
bool rtws_json_parse(rtws_text_t text, rtws_text_t *value);

/*
 * The next member of an object that was parsed, or the next element of an array (which has no
 * name: at is NULL). *rest begins as the value; false at its end, or when it is neither. name is
 * the string with its quotes.
 */
bool rtws_json_next(rtws_text_t *rest, rtws_text_t *name, rtws_text_t *value);

static inline bool rtws_json_is_object(rtws_text_t value)
{
	return value.len > 0 && *value.at == '{';
}

static inline bool rtws_json_is_string(rtws_text_t value)
{
	return value.len > 0 && *value.at == '"';
}

/* Of a member name, or any other string, with its quotes: is it this, once its escapes are read? */
bool rtws_json_string_is(rtws_text_t string, const char *other);

/*
 * Decodes a string with its quotes into out. Returns the length, or -1 when it is longer than size,
 * or holds half a surrogate pair, which is no character.
 */
ptrdiff_t rtws_json_string(rtws_text_t string, char *out, size_t size);

/* An integer; false for any other value, and beyond 64 bits. */
bool rtws_json_integer(rtws_text_t value, int64_t *out);

/* Appends valid UTF-8 as a string with quotes. 0 or RTWS_E_NOMEM. */
int rtws_json_put_string(rtws_buffer_t *out, const void *bytes, size_t len);

/* Appends bytes as a base64 string with quotes (RFC 4648 section 4). 0 or RTWS_E_NOMEM. */
int rtws_json_put_base64(rtws_buffer_t *out, const void *bytes, size_t len);

#endif
