/*
 * permessage-deflate. The first byte chooses the terms, the second the limit; the rest is offers of
 * a client, a compressed message, and a message to compress.
 */
#include "fuzz.h"

#include "proto/ws_deflate.h"

static rtws_ws_deflate_shared_t *shared;

static rtws_ws_deflate_t connection(bool keeps, uint8_t bits)
{
	return (rtws_ws_deflate_t){ { !keeps, !keeps, bits, 15 }, NULL, NULL };
}

static void must_be_same(const rtws_buffer_t *a, const rtws_buffer_t *b)
{
	MUST(a->len == b->len && (a->len == 0 || memcmp(a->bytes, b->bytes, a->len) == 0));
}

/* ---- offers ------------------------------------------------------------------------------- */

static rtws_request_t *parse_offers(const char *value, size_t len)
{
	static const char before[] = "GET / HTTP/1.1\r\nHost: a\r\nSec-WebSocket-Extensions: ";
	rtws_buffer_t head = { NULL, 0, 0 };
	rtws_request_t *request = NULL;
	const char *why;

	rtws_buffer_append(&head, before, sizeof(before) - 1);
	rtws_buffer_append(&head, value, len);
	rtws_buffer_append(&head, "\r\n\r\n", 4);
	if (rtws_request_parse((const char *) head.bytes, head.len, &request, &why) != 0) {
		request = NULL;
	}
	rtws_buffer_clear(&head);
	return request;
}

/* An answer is an offer that is agreed to as it is. */
static void check_answer(const char *answer, const rtws_ws_deflate_policy_t *policy,
						 const rtws_ws_deflate_terms_t *terms)
{
	char again[RTWS_WS_DEFLATE_ANSWER_MAX];
	rtws_ws_deflate_terms_t terms_again;
	rtws_request_t *request;

	MUST(memchr(answer, '\0', RTWS_WS_DEFLATE_ANSWER_MAX) != NULL);
	MUST(strncmp(answer, "permessage-deflate", 18) == 0);
	MUST(terms->server_bits >= 9 && terms->server_bits <= 15);
	MUST(terms->client_bits >= 9 && terms->client_bits <= 15);
	MUST(terms->server_no_context == (strstr(answer, "server_no_context_takeover") != NULL));
	MUST(terms->client_no_context == (strstr(answer, "client_no_context_takeover") != NULL));
	MUST(policy->takeover || (terms->server_no_context && terms->client_no_context));
	request = parse_offers(answer, strlen(answer));
	MUST(request != NULL);
	MUST(rtws_ws_deflate_negotiate(request, policy, &terms_again, again));
	MUST(strcmp(again, answer) == 0 && terms_again.server_bits == terms->server_bits);
	rtws_request_unref(request);
}

static void negotiate(const uint8_t *input, size_t len, bool takeover)
{
	rtws_ws_deflate_policy_t policy = { true, takeover, 6, 8, 0 };
	rtws_request_t *request = parse_offers((const char *) input, len);
	char answer[RTWS_WS_DEFLATE_ANSWER_MAX];
	rtws_ws_deflate_terms_t terms;

	if (request == NULL) {
		return;
	}
	if (rtws_ws_deflate_negotiate(request, &policy, &terms, answer)) {
		check_answer(answer, &policy, &terms);
	}
	policy.is_on = false;
	MUST(!rtws_ws_deflate_negotiate(request, &policy, &terms, answer));
	rtws_request_unref(request);
}

/* ---- messages ----------------------------------------------------------------------------- */

static uint16_t inflate_into(rtws_ws_deflate_t *c, const uint8_t *input, size_t len, size_t limit,
							 rtws_buffer_t *out)
{
	uint8_t *copy = exact_copy(input, len);
	uint16_t code = rtws_ws_inflate(c, shared, copy, len, limit, out);

	free(copy);
	MUST(code == 0 || code == 1007 || code == 1009);
	MUST(out->len <= limit + (code == 1009));
	MUST(code != 1009 || out->len == limit + 1);
	return code;
}

/* The same, whatever stream reads it and however large the pieces are that come out. */
static void inflate_thrice(const uint8_t *input, size_t len, size_t limit)
{
	rtws_ws_deflate_t drops = connection(false, 15);
	rtws_ws_deflate_t keeps = connection(true, 15);
	rtws_buffer_t small = { NULL, 0, 0 };
	rtws_buffer_t large = { NULL, 0, 0 };
	uint16_t code = inflate_into(&drops, input, len, limit, &small);

	rtws_buffer_reserve(&large, 100000);
	MUST(inflate_into(&drops, input, len, limit, &large) == code);
	must_be_same(&small, &large);
	large.len = 0;
	MUST(inflate_into(&keeps, input, len, limit, &large) == code);
	must_be_same(&small, &large);
	if (code == 0) { /* and once more, with whatever context that left */
		large.len = 0;
		inflate_into(&keeps, input, len, limit, &large);
	}
	rtws_ws_deflate_clear(&keeps);
	rtws_buffer_clear(&small);
	rtws_buffer_clear(&large);
}

static void deflate_and_inflate(const uint8_t *input, size_t len, bool takeover, unsigned terms)
{
	rtws_ws_deflate_policy_t policy = { true, takeover, (uint8_t) (1 + terms % 9), 8, 0 };
	rtws_ws_deflate_t from = connection(takeover, (uint8_t) (9 + terms % 7));
	rtws_ws_deflate_t to = connection(takeover, 15);
	rtws_buffer_t packed = { NULL, 0, 0 };
	rtws_buffer_t out = { NULL, 0, 0 };

	for (int i = 0; i < 3; i++) {
		size_t part = i == 1 ? len / 2 : len;
		uint8_t *copy = exact_copy(input, part);

		packed.len = out.len = 0;
		MUST(rtws_ws_deflate(&from, shared, &policy, copy, part, &packed) && packed.len > 0);
		MUST(inflate_into(&to, packed.bytes, packed.len, part, &out) == 0);
		MUST(out.len == part && (part == 0 || memcmp(out.bytes, copy, part) == 0));
		free(copy);
	}
	if (len > 0 && !takeover) {
		out.len = 0;
		MUST(inflate_into(&to, packed.bytes, packed.len, len - 1, &out) == 1009);
	}
	rtws_ws_deflate_clear(&from);
	rtws_ws_deflate_clear(&to);
	rtws_buffer_clear(&packed);
	rtws_buffer_clear(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t len)
{
	static const size_t limits[] = { 0, 1, 100, 1024, 5000, 100000 };
	bool takeover;

	if (len < 2) {
		return 0;
	}
	if (shared == NULL) {
		shared = rtws_ws_deflate_shared_create();
	}
	takeover = input[0] & 1;
	negotiate(input + 2, len - 2, takeover);
	inflate_thrice(input + 2, len - 2, limits[input[1] % 6]);
	deflate_and_inflate(input + 2, len - 2, takeover, input[0] >> 1);
	return 0;
}
