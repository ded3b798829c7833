#include "unit.h"
#include "alloc.h"

#include "proto/http_chunked.h"

#include <stdlib.h>
#include <string.h>

#define NO_LIMIT UINT64_MAX

/* What a body came to. */
static rtws_chunked_t chunked;
static rtws_buffer_t out;
static size_t used;

static void begin(void)
{
	chunked = (rtws_chunked_t){ 0 };
	rtws_buffer_clear(&out);
	used = 0;
}

/* Feeds a copy that is no longer than it must be, so that ASAN sees every byte beyond. */
static int feed(const char *bytes, size_t len, uint64_t max)
{
	uint8_t *copy = malloc(len);
	size_t n;
	int status;

	memcpy(copy, bytes, len);
	status = rtws_chunked_feed(&chunked, copy, len, max, &out, &n);
	free(copy);
	used += n;
	return status;
}

static int whole(const char *text, uint64_t max)
{
	begin();
	return feed(text, strlen(text), max);
}

/* Byte by byte; ends where it is done or refused. */
static int bytewise(const char *text, size_t len, uint64_t max)
{
	int status = RTWS_CHUNKED_MORE;

	begin();
	for (size_t i = 0; i < len && status == RTWS_CHUNKED_MORE; i++) {
		status = feed(text + i, 1, max);
	}
	return status;
}

static bool decoded(const char *body)
{
	return out.len == strlen(body) && (out.len == 0 || memcmp(out.bytes, body, out.len) == 0);
}

/* ---- what is well formed ------------------------------------------------------------------ */

static const struct {
	const char *text;
	const char *body;
} good[] = {
	{ "0\r\n\r\n", "" },
	{ "5\r\nhello\r\n0\r\n\r\n", "hello" },
	{ "1\r\na\r\n2\r\nbc\r\n3\r\ndef\r\n0\r\n\r\n", "abcdef" },
	{ "a\r\n0123456789\r\n0\r\n\r\n", "0123456789" },
	{ "A\r\n0123456789\r\n0\r\n\r\n", "0123456789" },
	{ "0a\r\n0123456789\r\n000\r\n\r\n", "0123456789" },
	{ "000000000000005\r\nhello\r\n0\r\n\r\n", "hello" }, /* fifteen digits */
	{ "1a\r\nabcdefghijklmnopqrstuvwxyz\r\n0\r\n\r\n", "abcdefghijklmnopqrstuvwxyz" },
	{ "1A\r\nabcdefghijklmnopqrstuvwxyz\r\n0\r\n\r\n", "abcdefghijklmnopqrstuvwxyz" },
	/* what is in a chunk is not looked at */
	{ "7\r\n0\r\n\r\n\r\n\r\n0\r\n\r\n", "0\r\n\r\n\r\n" },
	{ "9\r\nGET / HTT\r\n0\r\n\r\n", "GET / HTT" },
	/* extensions */
	{ "5;\r\nhello\r\n0;\r\n\r\n", "hello" },
	{ "5;a\r\nhello\r\n0;b=c\r\n\r\n", "hello" },
	{ "5;a=\"b;c\";d = e\t;\r\nhello\r\n0\r\n\r\n", "hello" },
	{ "5;\xc3\xa9\r\nhello\r\n0\r\n\r\n", "hello" },
	/* trailers */
	{ "0\r\nTrailer: x\r\n\r\n", "" },
	{ "5\r\nhello\r\n0\r\nA: 1\r\nB:\r\n C\t\xff\r\n\r\n", "hello" },
	{ "5;x\r\nhello\r\n0;y\r\nA: 1\r\n\r\n", "hello" },
};

static int chunks_are_put_together(void)
{
	for (int i = 0; i < COUNT(good); i++) {
		unit_case("%s", good[i].text);
		CHECK(whole(good[i].text, NO_LIMIT) == RTWS_CHUNKED_DONE);
		CHECK(decoded(good[i].body) && used == strlen(good[i].text));
	}
	rtws_buffer_clear(&out);
	return 0;
}

static int cut_may_be_anywhere(void)
{
	for (int i = 0; i < COUNT(good); i++) {
		size_t len = strlen(good[i].text);

		for (size_t cut = 0; cut < len; cut++) {
			unit_case("%zu of %s", cut, good[i].text);
			begin();
			CHECK(feed(good[i].text, cut, NO_LIMIT) == RTWS_CHUNKED_MORE && used == cut);
			CHECK(feed(good[i].text + cut, len - cut, NO_LIMIT) == RTWS_CHUNKED_DONE);
			CHECK(decoded(good[i].body) && used == len);
		}
		CHECK(bytewise(good[i].text, len, NO_LIMIT) == RTWS_CHUNKED_DONE);
		CHECK(decoded(good[i].body) && used == len);
	}
	rtws_buffer_clear(&out);
	return 0;
}

static int two_cuts_may_be_anywhere(void)
{
	static const char text[] = "5;e\r\nhello\r\n1\r\n!\r\n0\r\nT: x\r\n\r\n";
	size_t len = strlen(text);

	for (size_t a = 0; a < len; a++) {
		for (size_t b = a; b < len; b++) {
			unit_case("%zu and %zu", a, b);
			begin();
			CHECK(feed(text, a, NO_LIMIT) == RTWS_CHUNKED_MORE);
			CHECK(feed(text + a, b - a, NO_LIMIT) == RTWS_CHUNKED_MORE);
			CHECK(feed(text + b, len - b, NO_LIMIT) == RTWS_CHUNKED_DONE);
			CHECK(decoded("hello!") && used == len);
		}
	}
	rtws_buffer_clear(&out);
	return 0;
}

static int data_that_has_come_is_there_at_once(void)
{
	begin();
	CHECK(feed("5\r\nhel", 6, NO_LIMIT) == RTWS_CHUNKED_MORE && decoded("hel"));
	CHECK(feed("l", 1, NO_LIMIT) == RTWS_CHUNKED_MORE && decoded("hell"));
	rtws_buffer_clear(&out);
	return 0;
}

static int nothing_changes_nothing(void)
{
	static const char text[] = "5;e\r\nhello\r\n0\r\nT: x\r\n\r\n";

	begin();
	for (size_t i = 0; i < strlen(text) - 1; i++) {
		CHECK(feed(text + i, 1, NO_LIMIT) == RTWS_CHUNKED_MORE);
		CHECK(feed("", 0, NO_LIMIT) == RTWS_CHUNKED_MORE);
	}
	CHECK(feed("\n", 1, NO_LIMIT) == RTWS_CHUNKED_DONE && decoded("hello"));
	CHECK(feed("", 0, NO_LIMIT) == RTWS_CHUNKED_DONE);
	rtws_buffer_clear(&out);
	return 0;
}

static int what_follows_is_left_alone(void)
{
	static const char text[] = "5\r\nhello\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n";

	CHECK(whole(text, NO_LIMIT) == RTWS_CHUNKED_DONE);
	CHECK(decoded("hello") && used == 15);
	CHECK(feed(text + 15, 3, NO_LIMIT) == RTWS_CHUNKED_DONE && used == 15);
	CHECK(whole("0\r\nT: x\r\n\r\n\r\n", NO_LIMIT) == RTWS_CHUNKED_DONE && used == 11);
	rtws_buffer_clear(&out);
	return 0;
}

static int decoding_appends(void)
{
	begin();
	CHECK(rtws_buffer_append(&out, "so far: ", 8) == 0);
	CHECK(feed("5\r\nhello\r\n0\r\n\r\n", 15, NO_LIMIT) == RTWS_CHUNKED_DONE);
	CHECK(decoded("so far: hello"));
	rtws_buffer_clear(&out);
	return 0;
}

static int large_chunks_come_in_large_pieces(void)
{
	enum { SIZE = 0x12345 };
	char *text = malloc(SIZE + 20);
	size_t head = (size_t) sprintf(text, "12345\r\n");
	size_t len;

	for (size_t i = 0; i < SIZE; i++) {
		text[head + i] = (char) (i * 7 >> 3);
	}
	memcpy(text + head + SIZE, "\r\n0\r\n\r\n", 7);
	len = head + SIZE + 7;
	for (size_t piece = 1000; piece <= len; piece += 9973) {
		int status = RTWS_CHUNKED_MORE;

		unit_case("pieces of %zu", piece);
		begin();
		for (size_t at = 0; at < len; at += piece) {
			CHECK(status == RTWS_CHUNKED_MORE);
			status = feed(text + at, len - at < piece ? len - at : piece, SIZE);
		}
		CHECK(status == RTWS_CHUNKED_DONE);
		CHECK(out.len == SIZE && memcmp(out.bytes, text + head, SIZE) == 0);
	}
	free(text);
	rtws_buffer_clear(&out);
	return 0;
}

/* ---- what is not -------------------------------------------------------------------------- */

static int malformed_is_400_at_the_first_wrong_byte(void)
{
	static const struct {
		const char *text;
		size_t wrong; /* which byte gives it away */
	} bad[] = {
		/* sizes */
		{ "\r\n", 0 },
		{ ";a\r\n", 0 },
		{ "\n", 0 },
		{ " 5\r\n", 0 },
		{ "\t5\r\n", 0 },
		{ "5 \r\n", 1 },
		{ "5\t;a\r\n", 1 },
		{ "-1\r\n", 0 },
		{ "+1\r\n", 0 },
		{ "0x5\r\n", 1 },
		{ "0X5\r\n", 1 },
		{ "5h\r\n", 1 },
		{ "g\r\n", 0 },
		{ "G\r\n", 0 },
		{ "@\r\n", 0 },
		{ "`\r\n", 0 },
		{ "/\r\n", 0 },
		{ ":\r\n", 0 },
		{ "5.0\r\n", 1 },
		{ "5_0\r\n", 1 },
		{ "5,5\r\n", 1 },
		{ "\xb5\r\n", 0 },
		{ "\x10\r\n", 0 }, /* with 0x20 it would be '0' */
		{ "\x15\r\n", 0 },
		{ "0000000000000005\r\n", 15 }, /* sixteen digits */
		{ "0000000000000000\r\n", 15 },
		/* ends of lines */
		{ "5\nhello", 1 },
		{ "5\rhello", 2 },
		{ "5\r\rhello", 2 },
		{ "5;a\nhello", 3 },
		{ "5;a\rhello", 4 },
		{ "5;a\r\rhello", 4 },
		{ "5\r\nhello\n", 8 },
		{ "5\r\nhello0\r\n", 8 },
		{ "5\r\nhello!\r\n", 8 },
		{ "5\r\nhello\r5\r\n", 9 },
		{ "5\r\nhello\r\r\n", 9 },
		{ "5\r\nhello\r\n\r\n", 10 },
		{ "0\n\n", 1 },
		{ "0\r\n\n", 3 },
		{ "0\r\n\r5", 4 },
		{ "0\r\n\r\r\n", 4 },
		{ "0\r\nT: x\n\n", 7 },
		{ "0\r\nT: x\rU: y\r\n", 8 },
		{ "0\r\nT: x\r\n\n", 9 },
		/* what neither extensions nor trailers may hold */
		{ "5;\x01\r\n", 2 },
		{ "5;a\x7f\r\n", 3 },
		{ "5;a\x1f\r\n", 3 },
		{ "0\r\nT:\x01\r\n", 5 },
		{ "0\r\nT:\x7f\r\n", 5 },
	};

	for (int i = 0; i < COUNT(bad); i++) {
		size_t len = strlen(bad[i].text);

		unit_case("%s", bad[i].text);
		CHECK(whole(bad[i].text, NO_LIMIT) == 400 && used == bad[i].wrong + 1);
		CHECK(bytewise(bad[i].text, len, NO_LIMIT) == 400 && used == bad[i].wrong + 1);
		for (size_t cut = 0; cut <= bad[i].wrong; cut++) {
			begin();
			CHECK(feed(bad[i].text, cut, NO_LIMIT) == RTWS_CHUNKED_MORE);
			CHECK(feed(bad[i].text + cut, len - cut, NO_LIMIT) == 400);
		}
	}
	rtws_buffer_clear(&out);
	return 0;
}

static int nul_is_malformed_everywhere_but_in_data(void)
{
	begin();
	CHECK(feed("5\0", 2, NO_LIMIT) == 400);
	begin();
	CHECK(feed("5;\0", 3, NO_LIMIT) == 400);
	begin();
	CHECK(feed("0\r\n\0", 4, NO_LIMIT) == 400);
	begin();
	CHECK(feed("2\r\n\0\0\r\n0\r\n\r\n", 12, NO_LIMIT) == RTWS_CHUNKED_DONE);
	CHECK(out.len == 2 && out.bytes[0] == 0 && out.bytes[1] == 0);
	rtws_buffer_clear(&out);
	return 0;
}

static int every_byte_but_digits_is_refused_as_a_size(void)
{
	static const char digits[] = "0123456789abcdefABCDEF";

	for (int c = 1; c < 256; c++) {
		char text[] = { (char) c, '\0' };
		bool is_digit = strchr(digits, c) != NULL;

		unit_case("byte %d", c);
		CHECK(whole(text, NO_LIMIT) == (is_digit ? RTWS_CHUNKED_MORE : 400));
		CHECK(!is_digit ||
			  chunked.left == strtoull(text, NULL, 16)); /* while it is read: the size */
	}
	rtws_buffer_clear(&out);
	return 0;
}

/* ---- limits ------------------------------------------------------------------------------- */

static int body_may_be_as_large_as_allowed_and_no_larger(void)
{
	static const struct {
		const char *text;
		uint64_t max;
		int status;
	} cases[] = {
		{ "0\r\n\r\n", 0, RTWS_CHUNKED_DONE },
		{ "0\r\nT: long enough\r\n\r\n", 0, RTWS_CHUNKED_DONE }, /* noise is not body */
		{ "1\r\n", 0, 413 },
		{ "5\r\nhello\r\n0\r\n\r\n", 5, RTWS_CHUNKED_DONE },
		{ "5\r\nhello\r\n0\r\n\r\n", 4, 413 },
		{ "5\r\nhello\r\n5\r\nthere\r\n0\r\n\r\n", 10, RTWS_CHUNKED_DONE },
		{ "5\r\nhello\r\n5\r\nthere\r\n0\r\n\r\n", 9, 413 },
		{ "3e8\r\n", 1000, RTWS_CHUNKED_MORE },
		{ "3e9\r\n", 1000, 413 },
	};

	for (int i = 0; i < COUNT(cases); i++) {
		unit_case("%s of %llu", cases[i].text, (unsigned long long) cases[i].max);
		CHECK(whole(cases[i].text, cases[i].max) == cases[i].status);
		CHECK(bytewise(cases[i].text, strlen(cases[i].text), cases[i].max) == cases[i].status);
		CHECK(out.len <= cases[i].max);
	}
	rtws_buffer_clear(&out);
	return 0;
}

/* Before a byte of it is kept, or the line has ended. */
static int too_large_is_413_as_soon_as_it_is_announced(void)
{
	CHECK(whole("3e9", 1000) == 413 && used == 3);
	CHECK(whole("ffffffffffffffffffffff", 1000) == 413 && used == 3);
	CHECK(whole("5\r\nhello\r\n6", 10) == 413 && decoded("hello") && used == 11);
	CHECK(whole("5\r\nhello\r\n5", 10) == RTWS_CHUNKED_MORE);
	rtws_buffer_clear(&out);
	return 0;
}

static int largest_size_does_not_overflow(void)
{
	CHECK(whole("fffffffffffffff", NO_LIMIT) == RTWS_CHUNKED_MORE);
	CHECK(chunked.left == UINT64_C(0xfffffffffffffff));
	CHECK(whole("ffffffffffffffff", NO_LIMIT) == 400);
	CHECK(whole("10000000000000000", NO_LIMIT) == 400);
	/* a second chunk's size, with the first one's body there */
	CHECK(whole("5\r\nhello\r\nfffffffffffffff", UINT64_C(0xfffffffffffffff)) == 413);
	rtws_buffer_clear(&out);
	return 0;
}

/* A body with an extension and a trailer of these lengths. */
static int noise(size_t extension, size_t trailer)
{
	char *text = malloc(extension + trailer + 40);
	size_t len = 0;
	int status;

	len += (size_t) sprintf(text, "1;");
	memset(text + len, 'e', extension);
	len += extension;
	len += (size_t) sprintf(text + len, "\r\nx\r\n0\r\n");
	memset(text + len, 't', trailer);
	len += trailer;
	len += (size_t) sprintf(text + len, "%s\r\n", trailer > 0 ? "\r\n" : "");
	status = bytewise(text, len, NO_LIMIT);
	free(text);
	return status;
}

static int extensions_and_trailers_are_bounded_together(void)
{
	CHECK(noise(8192, 0) == RTWS_CHUNKED_DONE);
	CHECK(noise(8193, 0) == 400);
	CHECK(noise(0, 8192) == RTWS_CHUNKED_DONE);
	CHECK(noise(0, 8193) == 400);
	CHECK(noise(4000, 4192) == RTWS_CHUNKED_DONE);
	CHECK(noise(4000, 4193) == 400);
	rtws_buffer_clear(&out);
	return 0;
}

static int many_short_extensions_and_trailers_are_bounded(void)
{
	int status = RTWS_CHUNKED_MORE;
	unsigned n;

	begin();
	for (n = 0; n < 100000 && status == RTWS_CHUNKED_MORE; n++) {
		status = feed("1;e\r\nx\r\n", 8, NO_LIMIT);
	}
	CHECK(status == 400 && n == 8193);
	begin();
	status = feed("0\r\n", 3, NO_LIMIT);
	for (n = 0; n < 100000 && status == RTWS_CHUNKED_MORE; n++) {
		status = feed("t\r\n", 3, NO_LIMIT);
	}
	CHECK(status == 400 && n == 8193);
	/* without any there may be as many chunks as the body allows */
	begin();
	status = RTWS_CHUNKED_MORE;
	for (n = 0; n < 100000 && status == RTWS_CHUNKED_MORE; n++) {
		status = feed("1\r\nx\r\n", 6, 20000);
	}
	CHECK(status == 413 && n == 20001 && out.len == 20000);
	rtws_buffer_clear(&out);
	return 0;
}

static int out_of_memory_is_a_503(void)
{
	begin();
	CHECK(feed("5\r\n", 3, NO_LIMIT) == RTWS_CHUNKED_MORE);
	alloc_fail_at(1);
	{
		size_t n;

		CHECK(rtws_chunked_feed(&chunked, (const uint8_t *) "hello", 5, NO_LIMIT, &out, &n) == 503);
	}
	alloc_fail_at(0);
	CHECK(out.len == 0);
	rtws_buffer_clear(&out);
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(chunks_are_put_together) },
		{ NAMED(cut_may_be_anywhere) },
		{ NAMED(two_cuts_may_be_anywhere) },
		{ NAMED(data_that_has_come_is_there_at_once) },
		{ NAMED(nothing_changes_nothing) },
		{ NAMED(what_follows_is_left_alone) },
		{ NAMED(decoding_appends) },
		{ NAMED(large_chunks_come_in_large_pieces) },
		{ NAMED(malformed_is_400_at_the_first_wrong_byte) },
		{ NAMED(nul_is_malformed_everywhere_but_in_data) },
		{ NAMED(every_byte_but_digits_is_refused_as_a_size) },
		{ NAMED(body_may_be_as_large_as_allowed_and_no_larger) },
		{ NAMED(too_large_is_413_as_soon_as_it_is_announced) },
		{ NAMED(largest_size_does_not_overflow) },
		{ NAMED(extensions_and_trailers_are_bounded_together) },
		{ NAMED(many_short_extensions_and_trailers_are_bounded) },
		{ NAMED(out_of_memory_is_a_503) },
	};

	return run_tests(tests, COUNT(tests));
}
