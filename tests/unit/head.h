/*
 * Request heads as literals: what they parse to, with the pieces compared as text.
 */
#ifndef RTWS_TESTS_HEAD_H
#define RTWS_TESTS_HEAD_H

#include "proto/http_request.h"

#include <stdlib.h>
#include <string.h>

static inline bool text_equals(rtws_text_t text, const char *other)
{
	return text.at != NULL && text.len == strlen(other) && memcmp(text.at, other, text.len) == 0;
}

/* Parses a copy that is no longer than it must be, so that ASAN sees every byte beyond. */
static inline int parse_bytes(const char *head, size_t len, rtws_request_t **out, const char **why)
{
	char *copy = malloc(len);
	int status;

	memcpy(copy, head, len);
	*out = NULL;
	*why = NULL;
	status = rtws_request_parse(copy, len, out, why);
	free(copy);
	return status;
}

/* Returns a new reference, or NULL for a head that is refused. */
static inline rtws_request_t *parse_head(const char *head)
{
	rtws_request_t *request;
	const char *why;

	return parse_bytes(head, strlen(head), &request, &why) == 0 ? request : NULL;
}

/* The status to refuse with; 0 for a head that is accepted. 1: status and words do not agree. */
static inline int status_of_bytes(const char *head, size_t len)
{
	rtws_request_t *request;
	const char *why;
	int status = parse_bytes(head, len, &request, &why);

	if ((status == 0) != (request != NULL) || (status != 0 && why == NULL)) {
		return 1;
	}
	if (request != NULL) {
		rtws_request_unref(request);
	}
	return status;
}

static inline int status_of(const char *head)
{
	return status_of_bytes(head, strlen(head));
}

#endif
