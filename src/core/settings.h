/*
 * Settings: what a server is told when it is made.
 */
#ifndef RTWS_CORE_SETTINGS_H
#define RTWS_CORE_SETTINGS_H

#include "core/endpoint.h"

enum { RTWS_SERVER_ID_MAX = 63 };

typedef struct rtws_settings {
	char *host; /* owned */
	uint16_t port;
	unsigned socket_mode; /* of a Unix socket's file */
	int backlog;
	bool reuse_port;
	unsigned workers;       /* processes that serve */
	size_t connections_max; /* open WebSockets; more: 503. 0: as many as descriptors allow */
	size_t header_max;
	uint64_t body_max;
	uint32_t handshake_timeout_ms;
	uint64_t send_memory_max; /* as in the transport; UINT64_MAX: a quarter of what there is */
	rtws_ws_policy_t policy;  /* what endpoints begin with */
	rtws_strings_t origins;   /* empty: the same host */
	rtws_cors_t *cors;        /* what endpoints begin with, and what holds where there is none */
	rtws_rate_limit_t rate;   /* as well */
	rtws_rate_limit_t rate_total;
	char server_id[RTWS_SERVER_ID_MAX + 1];
	rtws_gate_settings_t gate; /* its ranges are owned */
	bool has_tls;
	rtws_tls_settings_t tls; /* its strings are owned */
} rtws_settings_t;

/* Fills in the defaults. 0 or RTWS_E_NOMEM. */
int rtws_settings_init(rtws_settings_t *settings);
void rtws_settings_clear(rtws_settings_t *settings);

#endif
