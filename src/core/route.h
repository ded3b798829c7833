/*
 * Route: a path with {placeholders}, and whether a request's path matches it.
 *
 * Matching goes part by part ("/" separates) on the path as it was sent, so that an escaped slash
 * stays inside its part. A placeholder takes one whole, not empty part; its value is decoded. The
 * last may be {name...}: it takes all that is left, also nothing.
 */
#ifndef RTWS_CORE_ROUTE_H
#define RTWS_CORE_ROUTE_H

#include "proto/http_request.h"

#include <stdbool.h>

typedef struct rtws_route {
	char *pattern; /* owned */
	uint8_t placeholders;
	bool has_rest; /* the last placeholder takes all that is left */
} rtws_route_t;

/*
 * "/", "/chat", "/room/{name}", "/docs/{path...}". 0, RTWS_E_NOMEM, or RTWS_E_INVALID and *why.
 */
int rtws_route_init(rtws_route_t *route, const char *pattern, size_t len, const char **why);
void rtws_route_clear(rtws_route_t *route);

bool rtws_route_matches(const rtws_route_t *route, const rtws_request_t *request);

/* Fills the request's params. The route must match. 0 or RTWS_E_NOMEM. */
int rtws_route_bind(const rtws_route_t *route, rtws_request_t *request);

/*
 * Is the request's path below this one (no placeholders)? rest is then what follows, decoded and
 * without '/' at its beginning.
 */
bool rtws_route_is_prefix(const rtws_route_t *route, const rtws_request_t *request,
						  rtws_text_t *rest);

#endif
