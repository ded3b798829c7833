#include "util/address.h"

#include "util/error.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static const uint8_t mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };

rtws_address_t rtws_address_from_bytes(rtws_address_kind_t kind, const uint8_t *bytes)
{
	rtws_address_t address = { (uint8_t) kind, { 0 } };

	if (kind == RTWS_ADDRESS_IPV6 && memcmp(bytes, mapped, sizeof(mapped)) == 0) {
		address.kind = RTWS_ADDRESS_IPV4;
		bytes += sizeof(mapped);
	}
	if (address.kind == RTWS_ADDRESS_IPV4 || address.kind == RTWS_ADDRESS_IPV6) {
		memcpy(address.bytes, bytes, address.kind == RTWS_ADDRESS_IPV4 ? 4 : 16);
	}
	return address;
}

rtws_address_t rtws_address_of(const struct sockaddr *address)
{
	switch (address->sa_family) {
		case AF_INET: {
			const struct sockaddr_in *in = (const struct sockaddr_in *) address;

			return rtws_address_from_bytes(RTWS_ADDRESS_IPV4, (const uint8_t *) &in->sin_addr);
		}
		case AF_INET6: {
			const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *) address;

			return rtws_address_from_bytes(RTWS_ADDRESS_IPV6, (const uint8_t *) &in6->sin6_addr);
		}
		case AF_UNIX:
			return (rtws_address_t){ RTWS_ADDRESS_UNIX, { 0 } };
		default:
			return (rtws_address_t){ RTWS_ADDRESS_NONE, { 0 } };
	}
}

bool rtws_address_parse(const char *text, size_t len, rtws_address_t *out)
{
	char copy[RTWS_ADDRESS_TEXT_MAX];
	uint8_t bytes[16];

	*out = (rtws_address_t){ RTWS_ADDRESS_NONE, { 0 } };
	if (len == 0 || len >= sizeof(copy) || memchr(text, '\0', len) != NULL) {
		return false;
	}
	memcpy(copy, text, len);
	copy[len] = '\0';
	if (inet_pton(AF_INET, copy, bytes) == 1) {
		*out = rtws_address_from_bytes(RTWS_ADDRESS_IPV4, bytes);
	} else if (inet_pton(AF_INET6, copy, bytes) == 1) {
		*out = rtws_address_from_bytes(RTWS_ADDRESS_IPV6, bytes);
	}
	return out->kind != RTWS_ADDRESS_NONE;
}

void rtws_address_print(const rtws_address_t *address, char out[RTWS_ADDRESS_TEXT_MAX])
{
	out[0] = '\0';
	if (address->kind == RTWS_ADDRESS_UNIX) {
		strcpy(out, "unix:");
	} else if (address->kind != RTWS_ADDRESS_NONE) {
		inet_ntop(address->kind == RTWS_ADDRESS_IPV6 ? AF_INET6 : AF_INET, address->bytes, out,
				  RTWS_ADDRESS_TEXT_MAX);
	}
}

uint64_t rtws_address_key(const rtws_address_t *address)
{
	unsigned len = address->kind == RTWS_ADDRESS_IPV6 ? 8 : 4;
	uint64_t key = 0;

	if (address->kind != RTWS_ADDRESS_IPV4 && address->kind != RTWS_ADDRESS_IPV6) {
		return 0;
	}
	for (unsigned i = 0; i < len; i++) {
		key = key << 8 | address->bytes[i];
	}
	/* 0:ffff::/32 and 0:0:0:1::/64 are nobody's: there is room for IPv4, and for ::/64 */
	if (address->kind == RTWS_ADDRESS_IPV4) {
		key |= UINT64_C(0xffff) << 32;
	}
	return key != 0 ? key : 1;
}

/* ---- ranges -------------------------------------------------------------------------------- */

static unsigned width(const rtws_address_t *address)
{
	return address->kind == RTWS_ADDRESS_IPV4 ? 32 : 128;
}

/* Are the first bits the same? */
static bool agree(const uint8_t *a, const uint8_t *b, unsigned bits)
{
	unsigned bytes = bits / 8;
	unsigned rest = bits % 8;

	return memcmp(a, b, bytes) == 0 && (rest == 0 || (a[bytes] ^ b[bytes]) >> (8 - rest) == 0);
}

static bool has_bits_beyond(const rtws_range_t *range)
{
	for (unsigned i = range->bits; i < width(&range->base); i++) {
		if (range->base.bytes[i / 8] & 0x80 >> i % 8) {
			return true;
		}
	}
	return false;
}

/* One to three digits, up to max; -1 for anything else. */
static int parse_bits(const char *text, size_t len, unsigned max)
{
	unsigned bits = 0;

	if (len == 0 || len > 3) {
		return -1;
	}
	for (size_t i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9') {
			return -1;
		}
		bits = bits * 10 + (unsigned) (text[i] - '0');
	}
	return bits <= max ? (int) bits : -1;
}

static int parse_range(const char *text, size_t len, rtws_range_t *range, const char **why)
{
	const char *slash = memchr(text, '/', len);
	size_t address_len = slash != NULL ? (size_t) (slash - text) : len;
	bool is_ipv6 = memchr(text, ':', address_len) != NULL;
	int bits = is_ipv6 ? 128 : 32;

	if (!rtws_address_parse(text, address_len, &range->base)) {
		*why = "is no IPv4 or IPv6 address, no range like 10.0.0.0/8, and not \"unix\"";
		return RTWS_E_INVALID;
	}
	if (slash != NULL) {
		bits = parse_bits(slash + 1, len - address_len - 1, (unsigned) bits);
	}
	if (is_ipv6 && range->base.kind == RTWS_ADDRESS_IPV4) {
		bits -= 96; /* of an IPv4 address in IPv6 */
	}
	if (bits < 0) {
		*why = is_ipv6 ? "has a prefix that is not 0 to 128 bits (96 to 128 for IPv4 in IPv6)"
					   : "has a prefix that is not 0 to 32 bits";
		return RTWS_E_INVALID;
	}
	range->bits = (uint8_t) bits;
	if (has_bits_beyond(range)) {
		*why = "has bits set beyond its prefix; name the first address of the range";
		return RTWS_E_INVALID;
	}
	return 0;
}

int rtws_ranges_add(rtws_ranges_t *ranges, const char *text, size_t len, const char **why)
{
	rtws_range_t range = { { RTWS_ADDRESS_NONE, { 0 } }, 0 };
	rtws_range_t *items;
	int error;

	if (len == 4 && memcmp(text, "unix", 4) == 0) {
		ranges->has_unix = true;
		return 0;
	}
	error = parse_range(text, len, &range, why);
	if (error != 0) {
		return error;
	}
	items = realloc(ranges->items, (ranges->count + 1) * sizeof(*items));
	if (items == NULL) {
		*why = "out of memory";
		return RTWS_E_NOMEM;
	}
	ranges->items = items;
	ranges->items[ranges->count++] = range;
	return 0;
}

void rtws_ranges_clear(rtws_ranges_t *ranges)
{
	free(ranges->items);
	*ranges = (rtws_ranges_t){ NULL, 0, false };
}

bool rtws_ranges_have(const rtws_ranges_t *ranges, const rtws_address_t *address)
{
	if (address->kind == RTWS_ADDRESS_UNIX) {
		return ranges->has_unix;
	}
	for (size_t i = 0; i < ranges->count; i++) {
		const rtws_range_t *range = &ranges->items[i];

		if (range->base.kind == address->kind &&
			agree(range->base.bytes, address->bytes, range->bits)) {
			return true;
		}
	}
	return false;
}
