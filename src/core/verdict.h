/*
 * Verdict: may this client do that? And what comes with it.
 */
#ifndef RTWS_CORE_VERDICT_H
#define RTWS_CORE_VERDICT_H

#include "core/endpoint.h"

typedef enum { RTWS_VERDICT_NO, RTWS_VERDICT_YES, RTWS_VERDICT_FAILED } rtws_verdict_kind_t;

typedef struct rtws_verdict {
	rtws_verdict_kind_t kind;
	rtws_buffer_t
		member; /* JSON: who joins, instead of what the client says; empty: the client's */
	rtws_strings_t events; /* what the client may publish to the channel from now on, unasked */
} rtws_verdict_t;

static inline void rtws_verdict_clear(rtws_verdict_t *verdict)
{
	rtws_buffer_clear(&verdict->member);
	rtws_strings_clear(&verdict->events);
}

#endif
