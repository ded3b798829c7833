/*
 * Address: who a peer is, as bytes. An IPv4 address that came as IPv6 (::ffff:192.0.2.1, on a
 * socket that listens for both) is the IPv4 address it stands for.
 *
 * And sets of them, as ranges: 10.0.0.0/8, 2001:db8::/32, a single one, or all Unix sockets.
 */
#ifndef RTWS_UTIL_ADDRESS_H
#define RTWS_UTIL_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sockaddr;

typedef enum {
	RTWS_ADDRESS_NONE,
	RTWS_ADDRESS_IPV4,
	RTWS_ADDRESS_IPV6,
	RTWS_ADDRESS_UNIX
} rtws_address_kind_t;

typedef struct rtws_address {
	uint8_t kind; /* rtws_address_kind_t */
	uint8_t bytes[16];
} rtws_address_t;

enum { RTWS_ADDRESS_TEXT_MAX = 46 };

/* Of a socket; NONE for a family that is not known. */
rtws_address_t rtws_address_of(const struct sockaddr *address);

/* Of bytes in network order, 4 or 16. */
rtws_address_t rtws_address_from_bytes(rtws_address_kind_t kind, const uint8_t *bytes);

/* "192.0.2.1", "2001:db8::1", no brackets, port or zone. False, and *out NONE, for anything else.
 */
bool rtws_address_parse(const char *text, size_t len, rtws_address_t *out);

/* The usual text; "unix:" for a Unix socket, empty for NONE. */
void rtws_address_print(const rtws_address_t *address, char out[RTWS_ADDRESS_TEXT_MAX]);

/*
 * A number for whoever is behind it: an IPv4 address, the /64 of an IPv6 one (a single client has
 * all of it). 0 when there is nobody to tell apart: Unix sockets, NONE.
 */
uint64_t rtws_address_key(const rtws_address_t *address);

/* ---- ranges -------------------------------------------------------------------------------- */

typedef struct rtws_range {
	rtws_address_t base;
	uint8_t bits; /* of the prefix */
} rtws_range_t;

typedef struct rtws_ranges {
	rtws_range_t *items; /* owned */
	size_t count;
	bool has_unix;
} rtws_ranges_t;

/*
 * "10.0.0.0/8", "::1" or "unix". 0; RTWS_E_NOMEM; RTWS_E_INVALID for what is none of these, or has
 * bits set beyond its prefix; *why goes on after the text: "is no address".
 */
int rtws_ranges_add(rtws_ranges_t *ranges, const char *text, size_t len, const char **why);
void rtws_ranges_clear(rtws_ranges_t *ranges);

bool rtws_ranges_have(const rtws_ranges_t *ranges, const rtws_address_t *address);

static inline bool rtws_ranges_are_empty(const rtws_ranges_t *ranges)
{
	return ranges->count == 0 && !ranges->has_unix;
}

#endif
