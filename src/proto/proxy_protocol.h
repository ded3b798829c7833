/*
 * The header of the PROXY protocol, versions 1 (a line of text) and 2 (binary), that a proxy puts
 * before what its client sends, to tell who that is.
 */
#ifndef RTWS_PROTO_PROXY_PROTOCOL_H
#define RTWS_PROTO_PROXY_PROTOCOL_H

#include "util/address.h"

/* The longest line of version 1; the longest header of version 2 that is waited for. */
enum { RTWS_PROXY_LINE_MAX = 107, RTWS_PROXY_HEADER_MAX = 16 + 4096 };

typedef struct rtws_proxy_header {
	bool is_local;         /* the proxy speaks for itself, as in a health check */
	rtws_address_t client; /* NONE: it does not tell, or is_local */
} rtws_proxy_header_t;

/*
 * The header at the beginning of the bytes. Returns its length; 0: it is not complete, but all of
 * the bytes are part of it; RTWS_E_INVALID for what is none.
 */
int rtws_proxy_header_parse(const uint8_t *bytes, size_t len, rtws_proxy_header_t *out);

#endif
