/*
 * multipart/form-data (RFC 7578): the fields and files of a form, as views of the body. Strict: no
 * text before or after the parts, no transfer encodings, whole header lines, and bounds on what a
 * body may ask of us.
 */
#ifndef RTWS_PROTO_MULTIPART_H
#define RTWS_PROTO_MULTIPART_H

#include "proto/http_request.h"

enum {
	RTWS_BOUNDARY_MAX = 70,       /* RFC 2046 section 5.1.1 */
	RTWS_PARTS_MAX = 1000,        /* as PHP's max_input_vars is by default */
	RTWS_PART_HEADERS_MAX = 16,   /* of one part */
	RTWS_PART_HEAD_MAX = 8 * 1024 /* bytes of these */
};

/* A field, or a file of the form. */
typedef struct rtws_part {
	rtws_text_t name;     /* as it was sent, see rtws_part_name() */
	rtws_text_t filename; /* at is NULL for a field */
	rtws_text_t type;     /* at is NULL when it is not said */
	rtws_text_t content;
} rtws_part_t;

typedef struct rtws_multipart {
	const char *at;
	const char *end;
	unsigned parts;
	bool is_over; /* the last boundary was read */
	size_t mark_len;
	char mark[RTWS_BOUNDARY_MAX + 4]; /* CR LF "--" boundary */
} rtws_multipart_t;

/*
 * The boundary is in the Content-Type; both texts are borrowed. False when there is no boundary, or
 * none that may be one.
 */
bool rtws_multipart_begin(rtws_multipart_t *form, rtws_text_t content_type, rtws_text_t body);

/* The next part. 1; 0 behind the last one; -1 for what is malformed, and *why. */
int rtws_multipart_next(rtws_multipart_t *form, rtws_part_t *part, const char **why);

/*
 * A name or filename with the escapes undone that browsers use (%22, %0D, %0A). out has room for
 * text.len bytes; returns the length.
 */
size_t rtws_part_name(rtws_text_t text, char *out);

/* Is this media type the one of the header's value, whatever its parameters? */
bool rtws_media_type_is(rtws_text_t value, const char *type);

#endif
