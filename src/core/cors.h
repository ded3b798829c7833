/*
 * CORS: which pages of other origins may use what is offered here, as browsers ask for it (Fetch
 * standard, "CORS protocol"). It says what they are told; what may be done without a browser is
 * not its business.
 */
#ifndef RTWS_CORE_CORS_H
#define RTWS_CORE_CORS_H

#include "core/strings.h"
#include "proto/http_request.h"
#include "proto/http_response.h"

/* Shared by endpoints, counted. */
typedef struct rtws_cors {
	uint32_t refs;
	rtws_strings_t origins; /* origins, host names, or "*" */
	rtws_strings_t methods; /* empty: those that the path is served with */
	rtws_strings_t headers; /* of requests; empty: what the page asks for */
	rtws_strings_t expose;  /* headers of answers that the page may read */
	bool credentials;       /* cookies and the like */
	int64_t max_age;        /* seconds that a browser need not ask again; -1: not said */
} rtws_cors_t;

/* NULL when out of memory. */
rtws_cors_t *rtws_cors_create(void);

/* cors may be NULL. */
rtws_cors_t *rtws_cors_ref(rtws_cors_t *cors);
void rtws_cors_unref(rtws_cors_t *cors);

bool rtws_cors_allows_anybody(const rtws_cors_t *cors);

/* What every answer to this request says, appended to its answer_headers. 0 or RTWS_E_NOMEM. */
int rtws_cors_mark(const rtws_cors_t *cors, rtws_request_t *request);

/* Does it ask what another request would be allowed to do? */
bool rtws_cors_is_preflight(const rtws_request_t *request);

/* The answer to that: allowed are the methods of the path, "GET, HEAD"; empty for any. */
void rtws_cors_answer_preflight(const rtws_cors_t *cors, const rtws_request_t *request,
								rtws_text_t allowed, rtws_response_t *response);

#endif
