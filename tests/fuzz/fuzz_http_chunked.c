/*
 * A chunked body: the first byte chooses the limit and the cuts. What it comes to must not depend
 * on the cuts, and what was encoded here must come back.
 */
#include "fuzz.h"

#include "proto/http_chunked.h"

typedef struct {
	rtws_buffer_t out;
	size_t used;
	int status;
} result_t;

static bool is_end(int status)
{
	return status != RTWS_CHUNKED_MORE;
}

static void feed(rtws_chunked_t *chunked, const uint8_t *bytes, size_t len, uint64_t max,
				 result_t *result)
{
	uint8_t *copy = exact_copy(bytes, len);
	size_t before = result->out.len;
	size_t used = SIZE_MAX;

	result->status = rtws_chunked_feed(chunked, copy, len, max, &result->out, &used);
	free(copy);
	MUST(used <= len && (used == len || is_end(result->status)));
	MUST(result->out.len >= before && result->out.len - before <= used);
	MUST(result->out.len <= max);
	MUST(result->status == RTWS_CHUNKED_MORE || result->status == RTWS_CHUNKED_DONE ||
		 result->status == 400 || result->status == 413);
	result->used += used;
}

/* piece 0: of lengths from the seed. */
static result_t decode(const uint8_t *bytes, size_t len, uint64_t max, size_t piece, uint32_t seed)
{
	rtws_chunked_t chunked = { 0 };
	result_t result = { { NULL, 0, 0 }, 0, RTWS_CHUNKED_MORE };

	for (size_t at = 0; at < len && !is_end(result.status);) {
		size_t n = piece > 0 ? piece : next_piece(&seed);

		n = n < len - at ? n : len - at;
		feed(&chunked, bytes + at, n, max, &result);
		at += n;
	}
	if (result.status == RTWS_CHUNKED_DONE) { /* it stays so, and takes no more */
		size_t used = result.used;

		feed(&chunked, bytes, len, max, &result);
		MUST(result.status == RTWS_CHUNKED_DONE && result.used == used);
	}
	return result;
}

static void must_be_same(const result_t *a, const result_t *b)
{
	MUST(a->status == b->status && a->used == b->used && a->out.len == b->out.len);
	MUST(a->out.len == 0 || memcmp(a->out.bytes, b->out.bytes, a->out.len) == 0);
}

static void decode_in_pieces(const uint8_t *bytes, size_t len, uint64_t max, uint32_t seed)
{
	result_t whole = decode(bytes, len, max, len + 1, 0);
	result_t single = decode(bytes, len, max, 1, 0);
	result_t random = decode(bytes, len, max, 0, seed);

	must_be_same(&whole, &single);
	must_be_same(&whole, &random);
	if (whole.status == RTWS_CHUNKED_DONE) {
		MUST(whole.used >= 5 && memcmp(bytes + whole.used - 4, "\r\n\r\n", 4) == 0);
	}
	rtws_buffer_clear(&whole.out);
	rtws_buffer_clear(&single.out);
	rtws_buffer_clear(&random.out);
}

/* The input as a body, in chunks of lengths from the seed. */
static void encode_and_decode(const uint8_t *body, size_t len, uint32_t seed)
{
	rtws_buffer_t text = { NULL, 0, 0 };
	uint32_t state = seed;
	result_t result;

	for (size_t at = 0; at < len;) {
		size_t n = next_piece(&state);

		n = n < len - at ? n : len - at;
		rtws_buffer_printf(&text, n & 1 ? "%zx;e=%zu\r\n" : "0%zX\r\n", n, at);
		rtws_buffer_append(&text, body + at, n);
		rtws_buffer_append(&text, "\r\n", 2);
		at += n;
	}
	rtws_buffer_append(&text, "0\r\nT: x\r\n\r\nrest", 15);
	if (len > 0) {
		result = decode(text.bytes, text.len, len - 1, 0, seed + 1);
		MUST(result.status == 413);
		rtws_buffer_clear(&result.out);
	}
	result = decode(text.bytes, text.len, len, 0, seed + 1);
	MUST(result.status == RTWS_CHUNKED_DONE && result.used == text.len - 4);
	MUST(result.out.len == len && (len == 0 || memcmp(result.out.bytes, body, len) == 0));
	rtws_buffer_clear(&result.out);
	rtws_buffer_clear(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t len)
{
	static const uint64_t limits[] = { 0, 1, 10, 1000, UINT64_MAX };

	if (len < 1) {
		return 0;
	}
	decode_in_pieces(input + 1, len - 1, limits[input[0] % 5], 1u + input[0]);
	if (len < 4096) { /* more of them would be more noise than is allowed */
		encode_and_decode(input + 1, len - 1, 1u + input[0]);
	}
	return 0;
}
