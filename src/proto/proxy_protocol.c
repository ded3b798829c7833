#include "proto/proxy_protocol.h"

#include "util/error.h"

#include <string.h>

enum { HEAD = 16 /* of version 2, before the addresses */, TEXT_PARTS = 4 };

/* an array without room for the NUL of a string is a warning of newer compilers */
static const uint8_t signature[] = {
	'\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'
};
static const uint8_t word[] = { 'P', 'R', 'O', 'X', 'Y', ' ' };

/* ---- version 1 ------------------------------------------------------------------------------ */

/* A port in decimal: no sign, no leading zero, at most 65535. */
static bool is_port(const char *at, size_t len)
{
	unsigned port = 0;

	if (len == 0 || len > 5 || (len > 1 && at[0] == '0')) {
		return false;
	}
	for (size_t i = 0; i < len; i++) {
		if (at[i] < '0' || at[i] > '9') {
			return false;
		}
		port = port * 10 + (unsigned) (at[i] - '0');
	}
	return port <= UINT16_MAX;
}

/* Of the family that the line has announced. */
static bool parse_address(const char *at, size_t len, bool is_ipv6, rtws_address_t *out)
{
	return (memchr(at, ':', len) != NULL) == is_ipv6 && rtws_address_parse(at, len, out);
}

/* "source destination port port" */
static bool parse_ends(const char *at, const char *end, bool is_ipv6, rtws_proxy_header_t *out)
{
	const char *parts[TEXT_PARTS];
	size_t lens[TEXT_PARTS];
	rtws_address_t destination;

	for (unsigned i = 0; i < TEXT_PARTS; i++) {
		const char *space = i < TEXT_PARTS - 1 ? memchr(at, ' ', (size_t) (end - at)) : end;

		if (space == NULL) {
			return false;
		}
		parts[i] = at;
		lens[i] = (size_t) (space - at);
		at = space + 1;
	}
	return parse_address(parts[0], lens[0], is_ipv6, &out->client) &&
		   parse_address(parts[1], lens[1], is_ipv6, &destination) && is_port(parts[2], lens[2]) &&
		   is_port(parts[3], lens[3]);
}

/* The line behind "PROXY ", without its end. */
static bool parse_line(const char *at, const char *end, rtws_proxy_header_t *out)
{
	size_t len = (size_t) (end - at);

	if (len >= 7 && memcmp(at, "UNKNOWN", 7) == 0) { /* and whatever follows is ignored */
		return len == 7 || at[7] == ' ';
	}
	if (len < 5 || memcmp(at, "TCP", 3) != 0 || (at[3] != '4' && at[3] != '6') || at[4] != ' ') {
		return false;
	}
	return parse_ends(at + 5, end, at[3] == '6', out);
}

static int parse_text(const uint8_t *bytes, size_t len, rtws_proxy_header_t *out)
{
	size_t looked = len < RTWS_PROXY_LINE_MAX ? len : RTWS_PROXY_LINE_MAX;
	const uint8_t *end = memchr(bytes, '\n', looked);

	if (end == NULL) {
		return len < RTWS_PROXY_LINE_MAX ? 0 : RTWS_E_INVALID;
	}
	if (end[-1] != '\r' ||
		!parse_line((const char *) bytes + sizeof(word), (const char *) end - 1, out)) {
		return RTWS_E_INVALID;
	}
	return (int) (end + 1 - bytes);
}

/* ---- version 2 ------------------------------------------------------------------------------ */

/* What comes behind the addresses (TLVs) is skipped. */
static int parse_binary(const uint8_t *bytes, size_t len, rtws_proxy_header_t *out)
{
	static const uint16_t room[] = { 0, 12, 36, 216 }; /* of both ends, by family */
	unsigned command, family, transport, size;

	if (len < HEAD) {
		return 0;
	}
	command = bytes[12] & 0xf;
	family = bytes[13] >> 4;
	transport = bytes[13] & 0xf;
	size = (unsigned) bytes[14] << 8 | bytes[15];
	if (bytes[12] >> 4 != 2 || command > 1 || family > 3 || transport > 2 ||
		size > RTWS_PROXY_HEADER_MAX - HEAD) {
		return RTWS_E_INVALID;
	}
	out->is_local = command == 0;
	if (!out->is_local && size < room[family]) {
		return RTWS_E_INVALID;
	}
	if (len < HEAD + size) {
		return 0;
	}
	if (!out->is_local && (family == 1 || family == 2)) {
		out->client = rtws_address_from_bytes(family == 1 ? RTWS_ADDRESS_IPV4 : RTWS_ADDRESS_IPV6,
											  bytes + HEAD);
	}
	return (int) (HEAD + size);
}

static bool begins_with(const uint8_t *bytes, size_t len, const uint8_t *with, size_t with_len)
{
	return memcmp(bytes, with, len < with_len ? len : with_len) == 0;
}

int rtws_proxy_header_parse(const uint8_t *bytes, size_t len, rtws_proxy_header_t *out)
{
	memset(out, 0, sizeof(*out));
	if (len == 0) {
		return 0;
	}
	if (begins_with(bytes, len, signature, sizeof(signature))) {
		return parse_binary(bytes, len, out);
	}
	if (begins_with(bytes, len, word, sizeof(word))) {
		return len < sizeof(word) ? 0 : parse_text(bytes, len, out);
	}
	return RTWS_E_INVALID;
}
