#include "unit.h"
#include "plain_utf8.h"

#include "proto/utf8.h"

#include <stdlib.h>
#include <string.h>

static int known_texts_are_valid(void)
{
	static const char *const good[] = {
		"",
		"a",
		"\xce\xba\xcf\x8c\xcf\x83\xce\xbc\xce\xb5",
		"\xc2\x80",
		"\xdf\xbf",
		"\xe0\xa0\x80",
		"\xed\x9f\xbf",
		"\xee\x80\x80",
		"\xef\xbf\xbf",
		"\xf0\x90\x80\x80",
		"\xf4\x8f\xbf\xbf",
		"0123456789ghijkl\xc3\xa9 0123456789ghijkl",
	};

	for (int i = 0; i < COUNT(good); i++) {
		unit_case("text %d", i);
		CHECK(rtws_utf8_is_valid(good[i], strlen(good[i])));
	}
	CHECK(rtws_utf8_is_valid("\0", 1));
	return 0;
}

static int known_nonsense_is_invalid(void)
{
	static const char *const bad[] = {
		"\x80",
		"\xbf",
		"\xc0\x80",
		"\xc1\xbf",
		"\xe0\x9f\xbf",
		"\xed\xa0\x80",
		"\xed\xbf\xbf",
		"\xed\xa0\x80\xed\xb0\x80", /* a pair of surrogates */
		"\xf0\x8f\xbf\xbf",
		"\xf4\x90\x80\x80",
		"\xf5\x80\x80\x80",
		"\xf8\x88\x80\x80\x80",
		"\xfe",
		"\xff",
		"\xc3",
		"\xe2\x82",
		"\xf0\x9f\x98",
		"\xe2\x28\xa1",
		"0123456789abcde\xff",
	};

	for (int i = 0; i < COUNT(bad); i++) {
		unit_case("text %d", i);
		CHECK(!rtws_utf8_is_valid(bad[i], strlen(bad[i])));
	}
	return 0;
}

/* Whole, and cut after each byte. */
static bool agrees_at_every_cut(const uint8_t *text, size_t len)
{
	bool expected = plain_utf8_is_valid(text, len);

	if (rtws_utf8_is_valid(text, len) != expected) {
		return false;
	}
	for (size_t cut = 0; cut <= len; cut++) {
		rtws_utf8_t state = { 0, 0, 0 };
		bool valid = rtws_utf8_feed(&state, text, cut) &&
					 rtws_utf8_feed(&state, text + cut, len - cut) && rtws_utf8_is_complete(&state);

		if (valid != expected) {
			return false;
		}
	}
	return true;
}

static int all_texts_of_one_and_two_bytes_agree_with_the_definition(void)
{
	for (unsigned i = 0; i < 0x10000; i++) {
		uint8_t text[2] = { (uint8_t) (i >> 8), (uint8_t) i };

		unit_case("%02x %02x", text[0], text[1]);
		CHECK(agrees_at_every_cut(text, 1));
		CHECK(agrees_at_every_cut(text, 2));
	}
	return 0;
}

static bool all_third_bytes_agree(uint8_t first, uint8_t second)
{
	for (unsigned third = 0; third < 256; third++) {
		uint8_t text[3] = { first, second, (uint8_t) third };
		rtws_utf8_t state = { 0, 0, 0 };
		bool expected = plain_utf8_is_valid(text, 3);
		bool cut = rtws_utf8_feed(&state, text, 1 + third % 2) &&
				   rtws_utf8_feed(&state, text + 1 + third % 2, 2 - third % 2) &&
				   rtws_utf8_is_complete(&state);

		if (rtws_utf8_is_valid(text, 3) != expected || cut != expected) {
			return false;
		}
	}
	return true;
}

static int all_texts_of_three_bytes_agree_with_the_definition(void)
{
	for (unsigned i = 0; i < 0x10000; i++) {
		unit_case("%02x %02x", i >> 8, i & 255);
		CHECK(all_third_bytes_agree((uint8_t) (i >> 8), (uint8_t) i));
	}
	return 0;
}

static int texts_of_four_bytes_agree_at_every_boundary(void)
{
	static const uint8_t edges[] = { 0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f,
									 0xa0, 0xbf, 0xc0, 0xc2, 0xf0, 0xff };

	for (unsigned i = 0; i < 0x2000; i++) {
		uint8_t text[4] = { (uint8_t) (0xe0 + (i >> 8)), (uint8_t) i, 0, 0 };

		for (int k = 0; k < COUNT(edges) * COUNT(edges); k++) {
			text[2] = edges[k / COUNT(edges)];
			text[3] = edges[k % COUNT(edges)];
			unit_case("%02x %02x %02x %02x", text[0], text[1], text[2], text[3]);
			CHECK(rtws_utf8_is_valid(text, 4) == plain_utf8_is_valid(text, 4));
		}
	}
	return 0;
}

static int random_texts_agree_at_every_cut(void)
{
	static const uint8_t likely[] = { 0x80, 0xbf, 0x8f, 0x90, 0x9f, 0xa0, 0xc2,
									  0xe0, 0xe2, 0xed, 0xf0, 0xf4, 'a',  0xdf };
	uint8_t text[32];

	srand(1);
	for (int round = 0; round < 60000; round++) {
		size_t len = 4 + (size_t) rand() % (sizeof(text) - 4);

		for (size_t i = 0; i < len; i++) {
			text[i] = rand() % 3 ? 'x' : likely[(size_t) rand() % sizeof(likely)];
		}
		unit_case("round %d", round);
		CHECK(agrees_at_every_cut(text, len));
	}
	return 0;
}

static size_t put_character(uint8_t *out, uint32_t c)
{
	if (c < 0x80) {
		out[0] = (uint8_t) c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (uint8_t) (0xc0 | c >> 6);
		out[1] = (uint8_t) (0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (uint8_t) (0xe0 | c >> 12);
		out[1] = (uint8_t) (0x80 | (c >> 6 & 0x3f));
		out[2] = (uint8_t) (0x80 | (c & 0x3f));
		return 3;
	}
	out[0] = (uint8_t) (0xf0 | c >> 18);
	out[1] = (uint8_t) (0x80 | (c >> 12 & 0x3f));
	out[2] = (uint8_t) (0x80 | (c >> 6 & 0x3f));
	out[3] = (uint8_t) (0x80 | (c & 0x3f));
	return 4;
}

static int every_character_is_valid_and_every_surrogate_is_not(void)
{
	for (uint32_t c = 0; c < 0x110100; c++) {
		uint8_t text[4];
		size_t len = put_character(text, c);
		bool expected = c <= 0x10ffff && !(c >= 0xd800 && c <= 0xdfff);

		unit_case("U+%04X", c);
		CHECK(rtws_utf8_is_valid(text, len) == expected);
	}
	return 0;
}

/* Long runs of ASCII go through another loop, whose blocks must not hide what is in them. */
static int one_byte_is_seen_anywhere_in_a_long_text(void)
{
	uint8_t text[200];

	for (size_t len = 1; len < sizeof(text); len += 3) {
		for (size_t at = 0; at < len; at++) {
			memset(text, 'x', len);
			text[at] = 0x80;
			unit_case("length %zu at %zu", len, at);
			CHECK(!rtws_utf8_is_valid(text, len));
			text[at] = 0xc3;
			CHECK(!rtws_utf8_is_valid(text, len));
			if (at + 1 < len) {
				text[at + 1] = 0xa9;
				CHECK(rtws_utf8_is_valid(text, len));
			}
		}
	}
	return 0;
}

static int validator_reads_nothing_beyond_the_text(void)
{
	for (size_t len = 0; len < 150; len++) {
		uint8_t *text = malloc(len); /* ASAN sees every byte beyond */

		memset(text, 'x', len);
		CHECK(rtws_utf8_is_valid(text, len));
		free(text);
	}
	return 0;
}

static int bad_text_is_refused_at_its_first_bad_byte(void)
{
	static const char *const cuts[] = { "\x80",     "\xc1", "\xe0\x9f", "\xed\xa0",
										"\xf4\x90", "\xf5", "\xc3\x28" };

	for (int i = 0; i < COUNT(cuts); i++) {
		rtws_utf8_t state = { 0, 0, 0 };
		size_t len = strlen(cuts[i]);

		unit_case("text %d", i);
		CHECK(rtws_utf8_feed(&state, (const uint8_t *) cuts[i], len - 1));
		CHECK(!rtws_utf8_feed(&state, (const uint8_t *) cuts[i] + len - 1, 1));
	}
	return 0;
}

static int cut_character_is_incomplete_but_not_wrong(void)
{
	const uint8_t *text = (const uint8_t *) "\xf0\x9f\x98\x80";
	rtws_utf8_t state = { 0, 0, 0 };

	CHECK(rtws_utf8_is_complete(&state));
	for (int i = 0; i < 4; i++) {
		CHECK(rtws_utf8_feed(&state, text + i, 1));
		CHECK(rtws_utf8_is_complete(&state) == (i == 3));
		CHECK(rtws_utf8_feed(&state, text, 0));
		CHECK(rtws_utf8_is_complete(&state) == (i == 3));
	}
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(known_texts_are_valid) },
		{ NAMED(known_nonsense_is_invalid) },
		{ NAMED(all_texts_of_one_and_two_bytes_agree_with_the_definition) },
		{ NAMED(all_texts_of_three_bytes_agree_with_the_definition) },
		{ NAMED(texts_of_four_bytes_agree_at_every_boundary) },
		{ NAMED(random_texts_agree_at_every_cut) },
		{ NAMED(every_character_is_valid_and_every_surrogate_is_not) },
		{ NAMED(one_byte_is_seen_anywhere_in_a_long_text) },
		{ NAMED(validator_reads_nothing_beyond_the_text) },
		{ NAMED(bad_text_is_refused_at_its_first_bad_byte) },
		{ NAMED(cut_character_is_incomplete_but_not_wrong) },
	};

	return run_tests(tests, COUNT(tests));
}
