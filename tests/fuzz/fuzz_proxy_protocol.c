/*
 * A header of the PROXY protocol. What it comes to must not depend on how much of it, or of what
 * follows it, is there at once; and no part of it is malformed if the whole is not.
 */
#include "fuzz.h"

#include "proto/proxy_protocol.h"
#include "util/error.h"

static int parse(const uint8_t *bytes, size_t len, rtws_proxy_header_t *header)
{
	uint8_t *copy = exact_copy(bytes, len);
	int used = rtws_proxy_header_parse(copy, len, header);

	free(copy);
	MUST(used == RTWS_E_INVALID || (used >= 0 && (size_t) used <= len));
	MUST(used <= RTWS_PROXY_HEADER_MAX);
	return used;
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t len)
{
	rtws_proxy_header_t whole, part;
	int used = parse(input, len, &whole);
	size_t end = used > 0 ? (size_t) used : len < 300 ? len : 300;

	for (size_t cut = 0; cut < end; cut++) {
		int n = parse(input, cut, &part);

		MUST(n == 0 || (n == RTWS_E_INVALID && used == RTWS_E_INVALID));
	}
	if (used > 0) {
		MUST(parse(input, (size_t) used, &part) == used);
		MUST(part.is_local == whole.is_local);
		MUST(memcmp(&part.client, &whole.client, sizeof(part.client)) == 0);
		MUST(!whole.is_local || whole.client.kind == RTWS_ADDRESS_NONE);
	}
	if (used == 0) {
		MUST(len < RTWS_PROXY_HEADER_MAX);
	}
	return 0;
}
