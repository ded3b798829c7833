#include "unit.h"

#include "proto/utf8.h"
#include "proto/ws_frame.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const uint8_t mask[4] = { 0x11, 0xfe, 0x5a, 0x80 };

/* A client's stream, and what the parser made of it, in words. */
typedef struct {
	uint8_t bytes[4096];
	size_t len;
} stream_t;

static char events[8192];
static size_t events_len;

/* Appends a masked frame. */
static void put(stream_t *s, unsigned b0, const void *payload, size_t len)
{
	uint8_t *out = s->bytes + s->len;
	size_t n = rtws_ws_header(out, RTWS_WS_TEXT, false, len);

	out[0] = (uint8_t) b0;
	out[1] |= 0x80;
	memcpy(out + n, mask, 4);
	n += 4;
	for (size_t i = 0; i < len; i++) {
		out[n + i] = ((const uint8_t *) payload)[i] ^ mask[i & 3];
	}
	s->len += n + len;
}

static void put_raw(stream_t *s, const void *bytes, size_t len)
{
	memcpy(s->bytes + s->len, bytes, len);
	s->len += len;
}

__attribute__((format(printf, 1, 2))) static void say(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	events_len +=
		(size_t) vsnprintf(events + events_len, sizeof(events) - events_len, format, args);
	va_end(args);
}

/* "1:hello;" a text, "9:x;" a ping, "z2:...;" compressed; chunks are joined; "!1002" the error. */
static void say_chunk(const rtws_ws_chunk_t *chunk)
{
	if (chunk->first) {
		say("%s%u:", chunk->compressed ? "z" : "", chunk->opcode);
	}
	say("%.*s%s", (int) chunk->len, (const char *) chunk->data, chunk->last ? ";" : "");
}

/* Parses one read; the rest goes to the front of `rest`. False after an error. */
static bool parse_read(rtws_ws_parser_t *parser, uint64_t max, uint8_t *rest, size_t *rest_len,
					   const uint8_t *bytes, size_t len)
{
	uint8_t *block = malloc(*rest_len + len); /* no longer than needed: ASAN sees bytes beyond */
	uint8_t *at = block;
	uint8_t *end = block + *rest_len + len;
	rtws_ws_result_t result;
	rtws_ws_chunk_t chunk;

	memcpy(block, rest, *rest_len);
	memcpy(block + *rest_len, bytes, len);
	while ((result = rtws_ws_parse(parser, max, &at, end, &chunk)) == RTWS_WS_DATA ||
		   result == RTWS_WS_CONTROL) {
		say_chunk(&chunk);
	}
	*rest_len = (size_t) (end - at);
	if (result == RTWS_WS_ERROR) {
		say("!%u", parser->error);
	} else if (*rest_len > RTWS_WS_RESIDUE_MAX) {
		say("?residue of %zu", *rest_len);
		result = RTWS_WS_ERROR;
	} else {
		memcpy(rest, at, *rest_len);
	}
	free(block);
	return result != RTWS_WS_ERROR;
}

/* The first read takes `first` bytes, those after it `step` each. */
static const char *parse_in_steps(const stream_t *s, size_t first, size_t step, bool rsv1,
								  uint64_t max)
{
	uint8_t rest[RTWS_WS_RESIDUE_MAX];
	size_t rest_len = 0;
	rtws_ws_parser_t parser;
	size_t len = first;

	events_len = 0;
	events[0] = '\0';
	rtws_ws_parser_init(&parser, rsv1);
	for (size_t i = 0; i < s->len; i += len, len = step) {
		if (len > s->len - i) {
			len = s->len - i;
		}
		if (!parse_read(&parser, max, rest, &rest_len, s->bytes + i, len)) {
			break;
		}
	}
	return events;
}

static int expect(const stream_t *s, bool rsv1, uint64_t max, const char *wanted)
{
	for (size_t step = 1; step <= s->len; step++) {
		unit_case("steps of %zu", step);
		CHECK(strcmp(parse_in_steps(s, step, step, rsv1, max), wanted) == 0);
	}
	for (size_t cut = 1; cut < s->len; cut++) {
		unit_case("cut at %zu", cut);
		CHECK(strcmp(parse_in_steps(s, cut, s->len, rsv1, max), wanted) == 0);
	}
	return 0;
}

/* ---- what is allowed ---------------------------------------------------------------------- */

static int text_and_binary_are_unmasked(void)
{
	stream_t s = { .len = 0 };

	put(&s, 0x81, "hello", 5);
	put(&s, 0x82, "some more bytes than a word", 27);
	CHECK(expect(&s, false, 1000, "1:hello;2:some more bytes than a word;") == 0);
	return 0;
}

static int empty_message_is_a_message(void)
{
	stream_t s = { .len = 0 };

	put(&s, 0x81, "", 0);
	put(&s, 0x82, "", 0);
	CHECK(expect(&s, false, 0, "1:;2:;") == 0);
	return 0;
}

static int fragments_make_one_message(void)
{
	stream_t s = { .len = 0 };

	put(&s, 0x01, "one", 3);
	put(&s, 0x00, "two", 3);
	put(&s, 0x80, "three", 5);
	put(&s, 0x82, "next", 4);
	CHECK(expect(&s, false, 1000, "1:onetwothree;2:next;") == 0);
	return 0;
}

static int empty_fragments_are_allowed_anywhere(void)
{
	stream_t s = { .len = 0 };

	put(&s, 0x01, "", 0);
	put(&s, 0x00, "", 0);
	put(&s, 0x00, "x", 1);
	put(&s, 0x00, "", 0);
	put(&s, 0x80, "", 0);
	put(&s, 0x02, "", 0);
	put(&s, 0x80, "", 0);
	CHECK(expect(&s, false, 1000, "1:x;2:;") == 0);
	return 0;
}

static int control_frames_may_come_between_fragments(void)
{
	stream_t s = { .len = 0 };

	put(&s, 0x01, "fr", 2);
	put(&s, 0x89, "ping!", 5);
	put(&s, 0x00, "ag", 2);
	put(&s, 0x8a, "", 0);
	put(&s, 0x80, "ment", 4);
	put(&s, 0x88, "\x03\xe8", 2);
	CHECK(expect(&s, false, 8, "1:fr9:ping!;ag10:;ment;8:\x03\xe8;") == 0);
	return 0;
}

static int control_frame_holds_up_to_125_bytes(void)
{
	char payload[126] = { 0 };
	char wanted[140];

	for (int len = 0; len <= 125; len += 25) {
		stream_t s = { .len = 0 };

		memset(payload, 'p', (size_t) len);
		payload[len] = '\0';
		put(&s, 0x89, payload, (size_t) len);
		snprintf(wanted, sizeof(wanted), "9:%s;", payload);
		CHECK(expect(&s, false, 0, wanted) == 0); /* the limit is for messages */
	}
	return 0;
}

static int chunks_say_first_and_last_once(void)
{
	stream_t s = { .len = 0 };
	rtws_ws_parser_t parser;
	rtws_ws_chunk_t chunk;
	uint8_t *at;

	put(&s, 0x02, "abcdef", 6);
	put(&s, 0x80, "gh", 2);
	at = s.bytes;
	rtws_ws_parser_init(&parser, false);
	CHECK(rtws_ws_parse(&parser, 100, &at, s.bytes + 8, &chunk) == RTWS_WS_DATA);
	CHECK(chunk.first && !chunk.last && chunk.opcode == RTWS_WS_BINARY && !chunk.compressed);
	CHECK(chunk.len == 2 && memcmp(chunk.data, "ab", 2) == 0 && at == s.bytes + 8);
	CHECK(rtws_ws_parse(&parser, 100, &at, s.bytes + 8, &chunk) == RTWS_WS_MORE);
	CHECK(rtws_ws_parse(&parser, 100, &at, s.bytes + s.len, &chunk) == RTWS_WS_DATA);
	CHECK(!chunk.first && !chunk.last && chunk.len == 4 && memcmp(chunk.data, "cdef", 4) == 0);
	CHECK(rtws_ws_parse(&parser, 100, &at, s.bytes + s.len, &chunk) == RTWS_WS_DATA);
	CHECK(!chunk.first && chunk.last && chunk.opcode == RTWS_WS_BINARY && chunk.len == 2);
	CHECK(rtws_ws_parse(&parser, 100, &at, s.bytes + s.len, &chunk) == RTWS_WS_MORE);
	CHECK(at == s.bytes + s.len);
	return 0;
}

/* ---- what is refused ---------------------------------------------------------------------- */

static int unmasked_frames_are_refused(void)
{
	stream_t data = { .len = 0 }, control = { .len = 0 };

	put(&data, 0x81, "x", 1);
	put_raw(&data, "\x81\x01x", 3);
	CHECK(expect(&data, false, 100, "1:x;!1002") == 0);
	put_raw(&control, "\x89\x00", 2);
	CHECK(expect(&control, false, 100, "!1002") == 0);
	return 0;
}

/* Every first byte, at the beginning and within a fragmented message. */
static bool first_byte_is_good(unsigned b0, bool within, bool rsv1)
{
	unsigned opcode = b0 & 15;
	bool fin = b0 & 0x80;

	if ((b0 & 0x30) || ((b0 & 0x40) && !(rsv1 && (opcode == 1 || opcode == 2)))) {
		return false;
	}
	switch (opcode) {
		case 0:
			return within;
		case 1:
		case 2:
			return !within;
		case 8:
		case 9:
		case 10:
			return fin;
		default:
			return false;
	}
}

static int every_first_byte_is_judged_by_the_rules(void)
{
	for (unsigned i = 0; i < 1024; i++) {
		unsigned b0 = i & 255;
		bool within = i & 256;
		bool rsv1 = i & 512;
		stream_t s = { .len = 0 };
		const char *got;

		if (within) {
			put(&s, 0x02, "abc", 3);
		}
		put(&s, b0, "x", 1);
		for (size_t step = 1; step <= s.len; step++) {
			got = parse_in_steps(&s, step, step, rsv1, 100);
			unit_case("byte 0x%02x, within %d, rsv1 %d, step %zu", b0, within, rsv1, step);
			CHECK((strstr(got, "!1002") == NULL) == first_byte_is_good(b0, within, rsv1));
			CHECK(strchr(got, '?') == NULL);
		}
	}
	return 0;
}

static int rsv1_marks_the_whole_message_compressed(void)
{
	stream_t s = { .len = 0 };

	put(&s, 0x41, "de", 2);
	put(&s, 0x89, "p", 1);
	put(&s, 0x80, "flated", 6);
	put(&s, 0x81, "plain", 5);
	put(&s, 0xc2, "bin", 3);
	CHECK(expect(&s, true, 1000, "z1:de9:p;flated;1:plain;z2:bin;") == 0);
	CHECK(expect(&s, false, 1000, "!1002") == 0);
	return 0;
}

static int rsv1_on_a_continuation_is_refused(void)
{
	stream_t s = { .len = 0 };

	put(&s, 0x41, "a", 1);
	put(&s, 0xc0, "b", 1);
	CHECK(expect(&s, true, 1000, "z1:a!1002") == 0);
	return 0;
}

static int message_within_a_message_is_refused(void)
{
	stream_t s = { .len = 0 };

	put(&s, 0x01, "a", 1);
	put(&s, 0x81, "b", 1);
	CHECK(expect(&s, false, 1000, "1:a!1002") == 0);
	return 0;
}

static int continuation_of_nothing_is_refused(void)
{
	stream_t s = { .len = 0 };

	put(&s, 0x01, "a", 1);
	put(&s, 0x80, "b", 1);
	put(&s, 0x80, "c", 1);
	CHECK(expect(&s, false, 1000, "1:ab;!1002") == 0);
	return 0;
}

static int empty_first_fragment_still_begins_a_message(void)
{
	stream_t s = { .len = 0 };

	put(&s, 0x01, "", 0);
	put(&s, 0x81, "b", 1);
	CHECK(expect(&s, false, 1000, "!1002") == 0);
	return 0;
}

static int fragmented_control_frames_are_refused(void)
{
	for (unsigned opcode = 8; opcode <= 10; opcode++) {
		stream_t s = { .len = 0 };

		put(&s, opcode, "x", 1);
		CHECK(expect(&s, false, 1000, "!1002") == 0);
	}
	return 0;
}

static int long_control_frames_are_refused_at_their_header(void)
{
	static const char *const heads[] = { "\x89\xfe", "\x8a\xff", "\x88\xfe" };

	for (int i = 0; i < COUNT(heads); i++) {
		stream_t s = { .len = 0 };

		put_raw(&s, heads[i], 2);
		CHECK(expect(&s, false, 1000, "!1002") == 0);
	}
	return 0;
}

/* ---- lengths ------------------------------------------------------------------------------ */

static int every_length_form_carries_its_payload(void)
{
	static const size_t lengths[] = { 0, 1, 124, 125, 126, 127, 65534, 65535, 65536, 70000 };
	static uint8_t payload[70000], frame[70014];
	rtws_ws_parser_t parser;
	rtws_ws_chunk_t chunk;

	for (size_t i = 0; i < sizeof(payload); i++) {
		payload[i] = (uint8_t) (i * 7 + i / 251);
	}
	for (int i = 0; i < COUNT(lengths); i++) {
		size_t n = rtws_ws_header(frame, RTWS_WS_BINARY, false, lengths[i]);
		uint32_t word;
		uint8_t *at = frame;
		uint8_t *end = frame + n + 4 + lengths[i];

		unit_case("length %zu", lengths[i]);
		memcpy(&word, mask, 4);
		frame[1] |= 0x80;
		memcpy(frame + n, mask, 4);
		memcpy(frame + n + 4, payload, lengths[i]);
		rtws_ws_unmask(frame + n + 4, lengths[i], word);
		rtws_ws_parser_init(&parser, false);
		for (uint8_t *cut = frame; cut < frame + n + 4; cut++) {
			CHECK(rtws_ws_parse(&parser, lengths[i], &at, cut, &chunk) == RTWS_WS_MORE);
			CHECK(at == frame); /* a cut header stays where it is */
		}
		CHECK(rtws_ws_parse(&parser, lengths[i], &at, end, &chunk) == RTWS_WS_DATA);
		CHECK(chunk.first && chunk.last && chunk.len == lengths[i] && at == end);
		CHECK(memcmp(chunk.data, payload, chunk.len) == 0);
	}
	return 0;
}

static int lengths_not_in_their_shortest_form_are_refused(void)
{
	static const char heads[][10] = {
		{ '\x82', '\xfe', 0, 0 },
		{ '\x82', '\xfe', 0, 125 },
		{ '\x82', '\xff', 0, 0, 0, 0, 0, 0, 0, 0 },
		{ '\x82', '\xff', 0, 0, 0, 0, 0, 0, 0, 126 },
		{ '\x82', '\xff', 0, 0, 0, 0, 0, 0, '\xff', '\xff' },
	};

	for (int i = 0; i < COUNT(heads); i++) {
		stream_t s = { .len = 0 };

		put_raw(&s, heads[i], heads[i][1] == '\xfe' ? 4 : 10);
		CHECK(expect(&s, false, UINT64_MAX, "!1002") == 0);
	}
	return 0;
}

static int length_with_its_top_bit_set_is_refused(void)
{
	stream_t s = { .len = 0 };

	put_raw(&s, "\x82\xff\x80\0\0\0\0\1\0\0", 10);
	CHECK(expect(&s, false, UINT64_MAX, "!1002") == 0);
	return 0;
}

static int longest_length_is_not_beyond_the_largest_limit(void)
{
	stream_t s = { .len = 0 };

	put(&s, 0x02, "abc", 3);
	put_raw(&s, "\x00\xff\x7f\xff\xff\xff\xff\xff\xff\xff\0\0\0\0x", 15);
	CHECK(expect(&s, false, UINT64_MAX, "2:abcx") == 0);
	return 0;
}

/* ---- the limit ---------------------------------------------------------------------------- */

static int message_at_the_limit_passes_and_one_byte_more_does_not(void)
{
	stream_t at_limit = { .len = 0 }, above = { .len = 0 };

	put(&at_limit, 0x81, "12345678", 8);
	CHECK(expect(&at_limit, false, 8, "1:12345678;") == 0);
	put(&above, 0x81, "123456789", 9);
	CHECK(expect(&above, false, 8, "!1009") == 0);
	return 0;
}

static int announced_length_is_enough_to_refuse(void)
{
	stream_t s = { .len = 0 };

	put_raw(&s, "\x82\xff\0\0\0\1\0\0\0\0", 10); /* neither mask nor payload yet */
	CHECK(expect(&s, false, 1 << 20, "!1009") == 0);
	return 0;
}

static int fragments_count_together_against_the_limit(void)
{
	stream_t s = { .len = 0 };

	put(&s, 0x01, "12345", 5);
	put(&s, 0x00, "678", 3);
	put(&s, 0x80, "", 0);
	CHECK(expect(&s, false, 8, "1:12345678;") == 0);
	CHECK(expect(&s, false, 7, "1:12345!1009") == 0); /* nothing of the second was given out */
	return 0;
}

static int every_fragment_adds_to_the_sum(void)
{
	stream_t s = { .len = 0 };

	put(&s, 0x01, "123", 3);
	put(&s, 0x00, "456", 3);
	put(&s, 0x80, "789", 3);
	CHECK(expect(&s, false, 9, "1:123456789;") == 0);
	CHECK(expect(&s, false, 8, "1:123456!1009") == 0);
	return 0;
}

static int limit_begins_anew_with_each_message(void)
{
	stream_t s = { .len = 0 };

	for (int i = 0; i < 5; i++) {
		put(&s, 0x01, "1234", 4);
		put(&s, 0x80, "5678", 4);
	}
	CHECK(expect(&s, false, 8, "1:12345678;1:12345678;1:12345678;1:12345678;1:12345678;") == 0);
	return 0;
}

static int sum_of_fragments_does_not_overflow(void)
{
	stream_t s = { .len = 0 };

	put(&s, 0x02, "abc", 3);
	put_raw(&s, "\x00\xff\x7f\xff\xff\xff\xff\xff\xff\xff", 10);
	CHECK(expect(&s, false, INT64_MAX, "2:abc!1009") == 0);
	return 0;
}

/* ---- the residue -------------------------------------------------------------------------- */

static int residue_is_never_longer_than_promised(void)
{
	stream_t s = { .len = 0 };
	char payload[RTWS_WS_CONTROL_MAX];
	rtws_ws_parser_t parser;
	rtws_ws_chunk_t chunk;
	uint8_t *at = s.bytes;

	memset(payload, 'p', sizeof(payload));
	put(&s, 0x89, payload, sizeof(payload));
	rtws_ws_parser_init(&parser, false);
	CHECK(s.len - 1 == RTWS_WS_RESIDUE_MAX);
	CHECK(rtws_ws_parse(&parser, 0, &at, s.bytes + s.len - 1, &chunk) == RTWS_WS_MORE);
	CHECK(at == s.bytes);
	CHECK(rtws_ws_parse(&parser, 0, &at, s.bytes + s.len, &chunk) == RTWS_WS_CONTROL);
	CHECK(chunk.len == sizeof(payload) && memcmp(chunk.data, payload, chunk.len) == 0);
	CHECK(chunk.first && chunk.last && !chunk.compressed && chunk.opcode == RTWS_WS_PING);
	return 0;
}

static int payload_is_taken_as_it_comes(void)
{
	stream_t s = { .len = 0 };
	rtws_ws_parser_t parser;
	rtws_ws_chunk_t chunk;
	uint8_t *at = s.bytes;

	put(&s, 0x81, "abcdefghij", 10);
	rtws_ws_parser_init(&parser, false);
	CHECK(rtws_ws_parse(&parser, 10, &at, s.bytes + 6, &chunk) == RTWS_WS_MORE);
	CHECK(at == s.bytes + 6); /* the header is consumed, nothing remains */
	for (size_t i = 0; i < 10; i++) {
		CHECK(rtws_ws_parse(&parser, 10, &at, s.bytes + 7 + i, &chunk) == RTWS_WS_DATA);
		CHECK(chunk.len == 1 && chunk.data[0] == 'a' + i);
		CHECK(chunk.first == (i == 0) && chunk.last == (i == 9));
		CHECK(rtws_ws_parse(&parser, 10, &at, s.bytes + 7 + i, &chunk) == RTWS_WS_MORE);
	}
	return 0;
}

static int no_bytes_are_no_event(void)
{
	rtws_ws_parser_t parser;
	rtws_ws_chunk_t chunk;
	uint8_t byte = 0x81;
	uint8_t *at = &byte;

	rtws_ws_parser_init(&parser, false);
	CHECK(rtws_ws_parse(&parser, 10, &at, &byte, &chunk) == RTWS_WS_MORE);
	CHECK(rtws_ws_parse(&parser, 10, &at, &byte + 1, &chunk) == RTWS_WS_MORE);
	CHECK(at == &byte);
	return 0;
}

/* Valid and broken frames in any order: whole or in pieces, the story is the same. */
static int random_streams_read_the_same_at_any_cut(void)
{
	static const uint8_t firsts[] = { 0x81, 0x82, 0x01, 0x02, 0x00, 0x80, 0x89, 0x8a,
									  0x88, 0xc1, 0x41, 0x89, 0x80, 0x00, 0x8b, 0x91 };

	srand(3);
	for (int round = 0; round < 3000; round++) {
		stream_t s = { .len = 0 };
		char whole[sizeof(events)];
		char payload[200];

		for (int i = rand() % 8; i >= 0; i--) {
			size_t len = rand() % 4 == 0 ? (size_t) rand() % sizeof(payload) : (size_t) rand() % 8;
			unsigned b0 = firsts[(size_t) rand() % (rand() % 8 == 0 ? sizeof(firsts) : 9)];

			memset(payload, 'a' + i, sizeof(payload));
			put(&s, b0, payload, len);
		}
		snprintf(whole, sizeof(whole), "%s", parse_in_steps(&s, s.len, s.len, true, 300));
		unit_case("round %d", round);
		CHECK(strcmp(parse_in_steps(&s, 1, 1, true, 300), whole) == 0);
		for (int i = 0; i < 4; i++) {
			size_t first = 1 + (size_t) rand() % s.len;
			size_t step = 1 + (size_t) rand() % 64;

			CHECK(strcmp(parse_in_steps(&s, first, step, true, 300), whole) == 0);
		}
	}
	return 0;
}

/* ---- the mask ----------------------------------------------------------------------------- */

static int unmasking_may_be_cut_anywhere(void)
{
	for (size_t len = 0; len < 70; len++) {
		for (size_t cut = 0; cut <= len; cut++) {
			uint8_t bytes[71]; /* from an odd address */
			uint8_t *at = bytes + 1;
			uint32_t word;

			memcpy(&word, mask, 4);
			for (size_t i = 0; i < len; i++) {
				at[i] = (uint8_t) (i * 7) ^ mask[i & 3];
			}
			word = rtws_ws_unmask(at, cut, word);
			rtws_ws_unmask(at + cut, len - cut, word);
			for (size_t i = 0; i < len; i++) {
				CHECK(at[i] == (uint8_t) (i * 7));
			}
		}
	}
	return 0;
}

static int returned_mask_is_rotated_by_what_was_unmasked(void)
{
	uint8_t bytes[16] = { 0 };
	uint32_t word, rotated;

	memcpy(&word, "\1\2\3\4", 4);
	rotated = rtws_ws_unmask(bytes, 9, word);
	CHECK(memcmp(&rotated, "\2\3\4\1", 4) == 0);
	CHECK(memcmp(bytes, "\1\2\3\4\1\2\3\4\1\0", 10) == 0);
	CHECK(rtws_ws_unmask(bytes, 8, word) == word);
	CHECK(rtws_ws_unmask(bytes, 0, word) == word);
	return 0;
}

/* ---- closing ------------------------------------------------------------------------------ */

static bool plain_code_is_valid(unsigned code)
{
	static const unsigned registered[] = { 1000, 1001, 1002, 1003, 1007, 1008,
										   1009, 1010, 1011, 1012, 1013, 1014 };

	for (int i = 0; i < COUNT(registered); i++) {
		if (registered[i] == code) {
			return true;
		}
	}
	return code >= 3000 && code < 5000;
}

static int close_codes_are_those_of_the_registry(void)
{
	uint8_t payload[2];
	const uint8_t *reason;
	size_t reason_len;
	uint16_t code;

	for (unsigned i = 0; i < 65536; i++) {
		unit_case("code %u", i);
		payload[0] = (uint8_t) (i >> 8);
		payload[1] = (uint8_t) i;
		CHECK(rtws_ws_close_code_is_valid(i) == plain_code_is_valid(i));
		CHECK(rtws_ws_close_parse(payload, 2, &code, &reason, &reason_len) ==
			  (plain_code_is_valid(i) ? 0 : RTWS_CLOSE_PROTOCOL));
		CHECK(code == i && reason_len == 0);
	}
	CHECK(!rtws_ws_close_code_is_valid(65536 + 1000));
	return 0;
}

static int close_without_payload_has_no_status(void)
{
	uint8_t payload[1] = { 3 };
	const uint8_t *reason;
	size_t reason_len = 9;
	uint16_t code = 0;

	CHECK(rtws_ws_close_parse(payload, 0, &code, &reason, &reason_len) == 0);
	CHECK(code == RTWS_CLOSE_NO_STATUS && reason_len == 0);
	CHECK(rtws_ws_close_parse(payload, 1, &code, &reason, &reason_len) == RTWS_CLOSE_PROTOCOL);
	CHECK(reason_len == 0);
	return 0;
}

static int close_reason_is_a_view_and_must_be_utf8(void)
{
	const uint8_t good[] = "\x0f\xa0gr\xc3\xbc\xc3\x9f";
	const uint8_t bad[] = "\x0f\xa0gr\xc3";
	const uint8_t *reason;
	size_t reason_len;
	uint16_t code;

	CHECK(rtws_ws_close_parse(good, sizeof(good) - 1, &code, &reason, &reason_len) == 0);
	CHECK(code == 4000 && reason == good + 2 && reason_len == 6);
	CHECK(rtws_ws_close_parse(bad, sizeof(bad) - 1, &code, &reason, &reason_len) ==
		  RTWS_CLOSE_BAD_DATA);
	return 0;
}

static int close_frame_reads_back_as_written(void)
{
	uint8_t frame[2 + RTWS_WS_CONTROL_MAX];
	const uint8_t *reason;
	size_t reason_len;
	uint16_t code;

	CHECK(rtws_ws_close_frame(frame, 3999, "gr\xc3\xbc\xc3\x9f", 6) == 10);
	CHECK(frame[0] == 0x88 && frame[1] == 8);
	CHECK(rtws_ws_close_parse(frame + 2, 8, &code, &reason, &reason_len) == 0);
	CHECK(code == 3999 && reason_len == 6 && memcmp(reason, "gr\xc3\xbc\xc3\x9f", 6) == 0);
	CHECK(rtws_ws_close_frame(frame, RTWS_CLOSE_NORMAL, NULL, 0) == 4);
	CHECK(memcmp(frame, "\x88\x02\x03\xe8", 4) == 0);
	return 0;
}

static int close_frame_without_status_is_empty(void)
{
	uint8_t frame[2 + RTWS_WS_CONTROL_MAX];

	CHECK(rtws_ws_close_frame(frame, RTWS_CLOSE_NO_STATUS, "not sent", 8) == 2);
	CHECK(memcmp(frame, "\x88\x00", 2) == 0);
	return 0;
}

static int long_close_reason_is_cut_to_fit(void)
{
	uint8_t frame[2 + RTWS_WS_CONTROL_MAX];
	char reason[400];

	memset(reason, 'r', sizeof(reason));
	CHECK(rtws_ws_close_frame(frame, 1000, reason, RTWS_WS_REASON_MAX) == sizeof(frame));
	CHECK(rtws_ws_close_frame(frame, 1000, reason, sizeof(reason)) == sizeof(frame));
	CHECK(frame[1] == RTWS_WS_CONTROL_MAX && frame[sizeof(frame) - 1] == 'r');
	return 0;
}

/* The peer must fail a close frame whose reason is not UTF-8: section 5.5.1 and 8.1. */
static int long_close_reason_is_cut_between_characters(void)
{
	static const char *const characters[] = { "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80" };
	uint8_t frame[2 + RTWS_WS_CONTROL_MAX];

	for (int i = 0; i < COUNT(characters); i++) {
		size_t n = strlen(characters[i]);
		char reason[400];
		size_t len = 0;

		for (size_t before = 0; before < n; before++) {
			memset(reason, 'x', before);
			for (len = before; len + n <= sizeof(reason); len += n) {
				memcpy(reason + len, characters[i], n);
			}
			unit_case("characters of %zu bytes after %zu", n, before);
			len = rtws_ws_close_frame(frame, 1000, reason, len);
			CHECK(len > sizeof(frame) - n && len <= sizeof(frame) && frame[1] == len - 2);
			CHECK(rtws_utf8_is_valid(frame + 4, len - 4));
		}
	}
	return 0;
}

/* ---- headers of the sender ---------------------------------------------------------------- */

static int headers_use_the_shortest_form(void)
{
	static const struct {
		uint64_t len;
		const char *bytes;
		size_t n;
	} wanted[] = {
		{ 0, "\x81\x00", 2 },
		{ 125, "\x81\x7d", 2 },
		{ 126, "\x81\x7e\x00\x7e", 4 },
		{ 65535, "\x81\x7e\xff\xff", 4 },
		{ 65536, "\x81\x7f\0\0\0\0\0\1\0\0", 10 },
		{ INT64_MAX, "\x81\x7f\x7f\xff\xff\xff\xff\xff\xff\xff", 10 },
	};
	uint8_t out[RTWS_WS_HEADER_MAX];

	for (int i = 0; i < COUNT(wanted); i++) {
		unit_case("length %llu", (unsigned long long) wanted[i].len);
		CHECK(rtws_ws_header_len(wanted[i].len) == wanted[i].n);
		CHECK(rtws_ws_header(out, RTWS_WS_TEXT, false, wanted[i].len) == wanted[i].n);
		CHECK(memcmp(out, wanted[i].bytes, wanted[i].n) == 0);
	}
	return 0;
}

static int headers_carry_opcode_and_compression(void)
{
	static const rtws_ws_opcode_t opcodes[] = { RTWS_WS_CONTINUATION, RTWS_WS_TEXT, RTWS_WS_BINARY,
												RTWS_WS_CLOSE,        RTWS_WS_PING, RTWS_WS_PONG };
	uint8_t out[RTWS_WS_HEADER_MAX];

	for (int i = 0; i < COUNT(opcodes); i++) {
		rtws_ws_header(out, opcodes[i], false, 3);
		CHECK(out[0] == (0x80 | opcodes[i]) && out[1] == 3);
		rtws_ws_header(out, opcodes[i], true, 3);
		CHECK(out[0] == (0xc0 | opcodes[i]));
	}
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(text_and_binary_are_unmasked) },
		{ NAMED(empty_message_is_a_message) },
		{ NAMED(fragments_make_one_message) },
		{ NAMED(empty_fragments_are_allowed_anywhere) },
		{ NAMED(control_frames_may_come_between_fragments) },
		{ NAMED(control_frame_holds_up_to_125_bytes) },
		{ NAMED(chunks_say_first_and_last_once) },
		{ NAMED(unmasked_frames_are_refused) },
		{ NAMED(every_first_byte_is_judged_by_the_rules) },
		{ NAMED(rsv1_marks_the_whole_message_compressed) },
		{ NAMED(rsv1_on_a_continuation_is_refused) },
		{ NAMED(message_within_a_message_is_refused) },
		{ NAMED(continuation_of_nothing_is_refused) },
		{ NAMED(empty_first_fragment_still_begins_a_message) },
		{ NAMED(fragmented_control_frames_are_refused) },
		{ NAMED(long_control_frames_are_refused_at_their_header) },
		{ NAMED(every_length_form_carries_its_payload) },
		{ NAMED(lengths_not_in_their_shortest_form_are_refused) },
		{ NAMED(length_with_its_top_bit_set_is_refused) },
		{ NAMED(longest_length_is_not_beyond_the_largest_limit) },
		{ NAMED(message_at_the_limit_passes_and_one_byte_more_does_not) },
		{ NAMED(announced_length_is_enough_to_refuse) },
		{ NAMED(fragments_count_together_against_the_limit) },
		{ NAMED(every_fragment_adds_to_the_sum) },
		{ NAMED(limit_begins_anew_with_each_message) },
		{ NAMED(sum_of_fragments_does_not_overflow) },
		{ NAMED(residue_is_never_longer_than_promised) },
		{ NAMED(payload_is_taken_as_it_comes) },
		{ NAMED(no_bytes_are_no_event) },
		{ NAMED(random_streams_read_the_same_at_any_cut) },
		{ NAMED(unmasking_may_be_cut_anywhere) },
		{ NAMED(returned_mask_is_rotated_by_what_was_unmasked) },
		{ NAMED(close_codes_are_those_of_the_registry) },
		{ NAMED(close_without_payload_has_no_status) },
		{ NAMED(close_reason_is_a_view_and_must_be_utf8) },
		{ NAMED(close_frame_reads_back_as_written) },
		{ NAMED(close_frame_without_status_is_empty) },
		{ NAMED(long_close_reason_is_cut_to_fit) },
		{ NAMED(long_close_reason_is_cut_between_characters) },
		{ NAMED(headers_use_the_shortest_form) },
		{ NAMED(headers_carry_opcode_and_compression) },
	};

	return run_tests(tests, COUNT(tests));
}
