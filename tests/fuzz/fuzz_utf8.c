/*
 * The validator against the definition of UTF-8, whole and in pieces. The first byte of the input
 * chooses the pieces.
 */
#include "fuzz.h"
#include "plain_utf8.h"

#include "proto/utf8.h"

/* The shortest part that no character can end or continue, or SIZE_MAX. */
static size_t plain_failure(const uint8_t *text, size_t len)
{
	static const uint8_t tails[][3] = {
		{ 0x80, 0x80, 0x80 }, { 0x9f, 0x80, 0x80 }, { 0xa0, 0x80, 0x80 }, { 0xbf, 0x80, 0x80 }
	};
	size_t i = 0;

	while (i < len) {
		size_t n = plain_utf8_character(text + i, len - i);

		if (n > 0) {
			i += n;
			continue;
		}
		for (size_t have = 1; have <= 4 && i + have <= len; have++) {
			bool could = false;

			for (size_t t = 0; t < sizeof(tails) / sizeof(tails[0]); t++) {
				uint8_t tried[7];

				memcpy(tried, text + i, have);
				memcpy(tried + have, tails[t], 3);
				could |= plain_utf8_character(tried, have + 3) > have;
			}
			if (!could) {
				return i + have;
			}
		}
		break; /* cut, but not wrong */
	}
	return SIZE_MAX;
}

static void feed_in_pieces(const uint8_t *text, size_t len, uint32_t seed, bool expected)
{
	size_t failure = plain_failure(text, len);
	rtws_utf8_t state = { 0, 0, 0 };
	size_t at = 0;

	while (at < len) {
		size_t piece = next_piece(&seed);
		uint8_t *copy;
		bool fed;

		piece = piece < len - at ? piece : len - at;
		copy = exact_copy(text + at, piece);
		fed = rtws_utf8_feed(&state, copy, piece);
		free(copy);
		at += piece;
		MUST(fed == (failure > at));
		if (!fed) {
			MUST(!expected);
			return;
		}
	}
	MUST(rtws_utf8_is_complete(&state) == expected);
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t len)
{
	uint8_t *text;
	bool expected;

	if (len < 1) {
		return 0;
	}
	text = exact_copy(input + 1, len - 1);
	expected = plain_utf8_is_valid(text, len - 1);
	MUST(rtws_utf8_is_valid(text, len - 1) == expected);
	feed_in_pieces(text, len - 1, 1u + input[0], expected);
	feed_in_pieces(text, len - 1, 0x10000u + input[0], expected);
	free(text);
	return 0;
}
