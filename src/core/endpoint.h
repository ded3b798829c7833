/*
 * Endpoint: one thing that a server offers under a path, and the rules that hold there.
 */
#ifndef RTWS_CORE_ENDPOINT_H
#define RTWS_CORE_ENDPOINT_H

#include "core/cors.h"
#include "core/route.h"
#include "core/rules.h"
#include "core/strings.h"
#include "transport/transport.h"

typedef struct rtws_endpoint rtws_endpoint_t;

typedef enum { RTWS_ENDPOINT_WS, RTWS_ENDPOINT_HTTP, RTWS_ENDPOINT_FILES } rtws_endpoint_kind_t;

struct rtws_endpoint {
	rtws_endpoint_t *next;
	rtws_endpoint_kind_t kind;
	rtws_route_t route;
	void *handlers; /* the owner's; freed by its hook */
	/* WS */
	char *host; /* that requests have to be for, without port; NULL: any */
	rtws_ws_policy_t policy;
	rtws_strings_t origins; /* when has_origins; else the server's */
	bool has_origins;
	rtws_rate_limit_t rate;       /* of each connection */
	rtws_rate_limit_t rate_total; /* of all of them together */
	rtws_rate_t total;
	rtws_strings_t protocols;
	bool asks_handshake; /* the owner has a handshake hook */
	bool keeps_request;  /* connections keep their request */
	/* WS that speaks the channel protocol */
	bool has_channels;
	bool asks_authorize;       /* the owner decides who may what: messages pass through him */
	rtws_permits_t permits;    /* where the rules of a channel say nothing */
	uint32_t channels_max;     /* of one connection */
	uint32_t ping_interval_ms; /* of the protocol's own pings; 0: none */
	uint32_t ping_timeout_ms;
	/* HTTP and FILES */
	uint64_t body_max; /* bytes of a request body */
	rtws_cors_t *cors; /* one reference; NULL: for pages of the same origin */
	/* HTTP that answers with event streams */
	bool is_events;
	bool has_envelopes;      /* events hold frames of the channel protocol */
	rtws_strings_t channels; /* of every stream; empty: the owner is asked */
	rtws_stream_policy_t stream_policy;
	uint32_t keep_alive_ms; /* of silence, then a comment; 0: none */
	char prelude[32];       /* what a stream begins with */
	/* HTTP */
	rtws_strings_t methods; /* upper case; empty: any */
	/* FILES */
	char *root;
	char *index;
	rtws_files_t files;
};

/* NULL when out of memory. */
rtws_endpoint_t *rtws_endpoint_create(rtws_endpoint_kind_t kind);

/* handlers must have been freed by their owner. */
void rtws_endpoint_destroy(rtws_endpoint_t *endpoint);

/* Is this method named, or HEAD with GET? */
bool rtws_endpoint_names(const rtws_endpoint_t *endpoint, rtws_text_t method);

/* Does it serve this method? HEAD is served where GET is. */
bool rtws_endpoint_takes(const rtws_endpoint_t *endpoint, rtws_text_t method);

#endif
