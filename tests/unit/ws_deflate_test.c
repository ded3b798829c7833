#include "unit.h"
#include "alloc.h"
#include "head.h"

#include "proto/ws_deflate.h"

#include <zlib.h>

#define EXTENSIONS "Sec-WebSocket-Extensions: "
#define NO_CONTEXTS "; server_no_context_takeover; client_no_context_takeover"

static const rtws_ws_deflate_policy_t plain_policy = { true, false, 6, 8, 0 };
static const rtws_ws_deflate_policy_t keeping_policy = { true, true, 6, 8, 0 };

/* ---- negotiation -------------------------------------------------------------------------- */

static rtws_ws_deflate_terms_t terms;

/* The answer to these header lines; NULL for none. */
static const char *answer_to_lines(const char *lines, const rtws_ws_deflate_policy_t *policy)
{
	static char answer[RTWS_WS_DEFLATE_ANSWER_MAX];
	char head[2000];
	rtws_request_t *request;
	bool agreed;

	snprintf(head, sizeof(head), "GET / HTTP/1.1\r\nHost: a\r\n%s\r\n", lines);
	request = parse_head(head);
	if (request == NULL) {
		return "the head is refused";
	}
	memset(answer, '!', sizeof(answer));
	memset(&terms, 0xff, sizeof(terms));
	agreed = rtws_ws_deflate_negotiate(request, policy, &terms, answer);
	rtws_request_unref(request);
	return agreed ? answer : NULL;
}

static const char *answer_to(const char *offers, const rtws_ws_deflate_policy_t *policy)
{
	char line[1900];

	snprintf(line, sizeof(line), EXTENSIONS "%s\r\n", offers);
	return answer_to_lines(line, policy);
}

static bool same(const char *answer, const char *wanted)
{
	return wanted == NULL ? answer == NULL : answer != NULL && strcmp(answer, wanted) == 0;
}

/*
 * All four parameters in all combinations, under both policies. Answers are exact; terms are what
 * they say.
 */
static int all_combinations_of_parameters_are_honoured(void)
{
	static const unsigned bits[] = { 0, 8, 9, 12, 15 };
	static const char *const client_bits[] = { "", "; client_max_window_bits",
											   "; client_max_window_bits=8",
											   "; client_max_window_bits=9",
											   "; client_max_window_bits=15" };
	static const unsigned client_window[] = { 15, 15, 9, 9, 15 };

	for (int c = 0; c < 5 * 5 * 8; c++) {
		bool keeps = c & 1, server_drops = c & 2, client_drops = c & 4;
		unsigned server = bits[c / 8 % 5];
		const rtws_ws_deflate_policy_t *policy = keeps ? &keeping_policy : &plain_policy;
		char offer[300], wanted[300], window[40] = "";
		const char *answer;

		if (server != 0) {
			snprintf(window, sizeof(window), "; server_max_window_bits=%u", server);
		}
		snprintf(offer, sizeof(offer), "permessage-deflate%s%s%s%s",
				 client_drops ? "; client_no_context_takeover" : "", client_bits[c / 40], window,
				 server_drops ? "; server_no_context_takeover" : "");
		snprintf(wanted, sizeof(wanted), "permessage-deflate%s%s%s",
				 server_drops || !keeps ? "; server_no_context_takeover" : "",
				 client_drops || !keeps ? "; client_no_context_takeover" : "", window);
		unit_case("%s, %s", offer, keeps ? "takeover" : "no takeover");
		answer = answer_to(offer, policy);
		CHECK(same(answer, server == 8 ? NULL : wanted));
		if (answer != NULL) {
			CHECK(terms.server_no_context == (server_drops || !keeps));
			CHECK(terms.client_no_context == (client_drops || !keeps));
			CHECK(terms.server_bits == (server != 0 ? server : 15));
			CHECK(terms.client_bits == client_window[c / 40]);
		}
	}
	return 0;
}

static int every_window_that_zlib_can_do_is_agreed_to(void)
{
	for (unsigned bits = 0; bits < 20; bits++) {
		char offer[100], quoted[100], wanted[100];
		bool is_fine = bits >= 9 && bits <= 15;

		unit_case("%u", bits);
		snprintf(offer, sizeof(offer), "permessage-deflate; server_max_window_bits=%u", bits);
		snprintf(quoted, sizeof(quoted), "permessage-deflate; server_max_window_bits=\"%u\"", bits);
		snprintf(wanted, sizeof(wanted), "permessage-deflate; server_max_window_bits=%u", bits);
		CHECK(same(answer_to(offer, &keeping_policy), is_fine ? wanted : NULL));
		CHECK(!is_fine || terms.server_bits == bits);
		CHECK(same(answer_to(quoted, &keeping_policy), is_fine ? wanted : NULL));
		snprintf(offer, sizeof(offer), "permessage-deflate; client_max_window_bits=%u", bits);
		CHECK(same(answer_to(offer, &keeping_policy),
				   bits >= 8 && bits <= 15 ? "permessage-deflate" : NULL));
	}
	return 0;
}

static int offers_are_read_as_the_grammar_has_them(void)
{
	static const struct {
		const char *offers;
		const char *answer; /* NULL: declined */
	} cases[] = {
		/* spaces and case */
		{ "permessage-deflate", "permessage-deflate" },
		{ "  permessage-deflate\t", "permessage-deflate" },
		{ "PerMessage-Deflate", "permessage-deflate" },
		{ "permessage-deflate;client_max_window_bits", "permessage-deflate" },
		{ "permessage-deflate \t;\t client_max_window_bits \t=\t 12 ", "permessage-deflate" },
		{ "permessage-deflate; SERVER_Max_Window_Bits=10",
		  "permessage-deflate; server_max_window_bits=10" },
		{ "permessage-deflate; server_max_window_bits=\"12\" ; server_no_context_takeover",
		  "permessage-deflate; server_no_context_takeover; server_max_window_bits=12" },
		/* values that are missing, or not to be there */
		{ "permessage-deflate; server_max_window_bits", NULL },
		{ "permessage-deflate; server_max_window_bits=", NULL },
		{ "permessage-deflate; server_max_window_bits=\"\"", NULL },
		{ "permessage-deflate; client_max_window_bits=", NULL },
		{ "permessage-deflate; client_max_window_bits=\"\"", NULL },
		{ "permessage-deflate; server_no_context_takeover=1", NULL },
		{ "permessage-deflate; server_no_context_takeover=\"true\"", NULL },
		{ "permessage-deflate; client_no_context_takeover=0", NULL },
		{ "permessage-deflate; client_no_context_takeover=", NULL },
		{ "permessage-deflate=1", NULL },
		/* values out of range, or no numbers */
		{ "permessage-deflate; server_max_window_bits=09", NULL },
		{ "permessage-deflate; server_max_window_bits=010", NULL },
		{ "permessage-deflate; server_max_window_bits=16", NULL },
		{ "permessage-deflate; server_max_window_bits=7", NULL },
		{ "permessage-deflate; server_max_window_bits=8", NULL },
		{ "permessage-deflate; server_max_window_bits=100", NULL },
		{ "permessage-deflate; server_max_window_bits=-9", NULL },
		{ "permessage-deflate; server_max_window_bits=+9", NULL },
		{ "permessage-deflate; server_max_window_bits=0x9", NULL },
		{ "permessage-deflate; server_max_window_bits=1e1", NULL },
		{ "permessage-deflate; server_max_window_bits=10 10", NULL },
		{ "permessage-deflate; server_max_window_bits=\"10", NULL },
		{ "permessage-deflate; server_max_window_bits=10\"", NULL },
		{ "permessage-deflate; server_max_window_bits=\" 10\"", NULL },
		{ "permessage-deflate; server_max_window_bits='10'", NULL },
		{ "permessage-deflate; client_max_window_bits=08", NULL },
		{ "permessage-deflate; client_max_window_bits=7", NULL },
		{ "permessage-deflate; client_max_window_bits=16", NULL },
		{ "permessage-deflate; client_max_window_bits=true", NULL },
		/* unknown ones, and duplicates */
		{ "permessage-deflate; unknown", NULL },
		{ "permessage-deflate; unknown=1", NULL },
		{ "permessage-deflate; server_max_window_bit=10", NULL },
		{ "permessage-deflate; server_max_window_bits2=10", NULL },
		{ "permessage-deflate; client_max_window_bits; unknown", NULL },
		{ "permessage-deflate; client_no_context_takeover; client_no_context_takeover", NULL },
		{ "permessage-deflate; server_no_context_takeover; server_no_context_takeover", NULL },
		{ "permessage-deflate; server_max_window_bits=10; server_max_window_bits=10", NULL },
		{ "permessage-deflate; server_max_window_bits=10; server_max_window_bits=11", NULL },
		{ "permessage-deflate; client_max_window_bits; client_max_window_bits=10", NULL },
		/* other extensions, and what is none */
		{ "x-webkit-deflate-frame", NULL },
		{ "permessage-deflate2", NULL },
		{ "permessage", NULL },
		{ "x; permessage-deflate", NULL },
		{ "permessage-deflate permessage-deflate", NULL },
		{ "permessage-deflate;", NULL },
		{ "permessage-deflate;;", NULL },
		{ "permessage-deflate; ; client_max_window_bits", NULL },
		{ "; permessage-deflate", NULL },
		{ "", NULL },
		{ ",", NULL },
		{ ",,;=\"", NULL },
		{ "=", NULL },
		{ "\"", NULL },
		/* the first that can be honoured */
		{ "x-webkit-deflate-frame, permessage-deflate; server_max_window_bits=10",
		  "permessage-deflate; server_max_window_bits=10" },
		{ "permessage-deflate; server_max_window_bits=8, permessage-deflate",
		  "permessage-deflate" },
		{ "permessage-deflate; unknown, permessage-deflate; client_max_window_bits",
		  "permessage-deflate" },
		{ "permessage-deflate; server_no_context_takeover; server_no_context_takeover, "
		  "permessage-deflate",
		  "permessage-deflate" }, /* nothing of what was declined stays */
		{ "permessage-deflate; server_max_window_bits=9; unknown, permessage-deflate",
		  "permessage-deflate" },
		{ "permessage-deflate; server_max_window_bits=10, permessage-deflate",
		  "permessage-deflate; server_max_window_bits=10" },
		{ ", ,permessage-deflate,,", "permessage-deflate" },
		{ "permessage-deflate;, permessage-deflate; server_no_context_takeover",
		  "permessage-deflate; server_no_context_takeover" },
		{ "permessage-deflate; server_max_window_bits=16, permessage-deflate; unknown", NULL },
	};

	for (int i = 0; i < COUNT(cases); i++) {
		unit_case("%s", cases[i].offers);
		CHECK(same(answer_to(cases[i].offers, &keeping_policy), cases[i].answer));
	}
	return 0;
}

/* A comma in quotes does not end an element: nobody offered what lies between. */
static int what_is_quoted_is_no_offer(void)
{
	static const char *const offers[] = {
		"x; y=\"a, permessage-deflate\"",
		"x; y=\"a, permessage-deflate, b\"",
		"x; y=\"a, permessage-deflate; server_no_context_takeover, b\"",
	};

	for (int i = 0; i < COUNT(offers); i++) {
		unit_case("%s", offers[i]);
		CHECK(answer_to(offers[i], &keeping_policy) == NULL);
	}
	return 0;
}

static int offers_in_several_header_lines_are_one_list(void)
{
	static const struct {
		const char *lines;
		const char *answer;
	} cases[] = {
		{ "", NULL },
		{ "X-Sec-WebSocket-Extensions: permessage-deflate\r\n", NULL },
		{ EXTENSIONS "foo\r\n" EXTENSIONS "permessage-deflate\r\n", "permessage-deflate" },
		{ EXTENSIONS "\r\nX: y\r\nSEC-websocket-EXTENSIONS: foo, permessage-deflate\r\n",
		  "permessage-deflate" },
		{ EXTENSIONS "permessage-deflate; unknown\r\n" EXTENSIONS
					 "permessage-deflate; server_max_window_bits=9\r\n",
		  "permessage-deflate; server_max_window_bits=9" },
		{ EXTENSIONS "permessage-deflate; server_max_window_bits=9\r\n" EXTENSIONS
					 "permessage-deflate\r\n",
		  "permessage-deflate; server_max_window_bits=9" },
		/* an offer does not go on in the next line */
		{ EXTENSIONS "permessage-deflate;\r\n" EXTENSIONS "client_max_window_bits\r\n", NULL },
	};

	for (int i = 0; i < COUNT(cases); i++) {
		unit_case("%s", cases[i].lines);
		CHECK(same(answer_to_lines(cases[i].lines, &keeping_policy), cases[i].answer));
	}
	return 0;
}

static int nothing_is_agreed_to_when_compression_is_off(void)
{
	rtws_ws_deflate_policy_t off = keeping_policy;

	off.is_on = false;
	CHECK(answer_to("permessage-deflate", &off) == NULL);
	CHECK(answer_to("permessage-deflate; client_max_window_bits", &off) == NULL);
	return 0;
}

static int longest_answer_fits(void)
{
	const char *answer =
		answer_to("permessage-deflate; server_max_window_bits=15; client_max_window_bits=15; "
				  "server_no_context_takeover; client_no_context_takeover",
				  &keeping_policy);

	CHECK(same(answer, "permessage-deflate" NO_CONTEXTS "; server_max_window_bits=15"));
	CHECK(strlen(answer) < RTWS_WS_DEFLATE_ANSWER_MAX);
	return 0;
}

/* ---- there and back ----------------------------------------------------------------------- */

enum { TEXT_SIZE = 70000, NO_LIMIT = 1 << 30 };

static uint8_t text[TEXT_SIZE];
static uint8_t noise[TEXT_SIZE];
static rtws_ws_deflate_shared_t *shared;
static rtws_buffer_t packed;
static rtws_buffer_t unpacked;

static void fill(void)
{
	srand(3);
	for (size_t i = 0; i < TEXT_SIZE; i++) {
		text[i] = (uint8_t) ("abcdefgh"[i % 8] + (i / 97) % 5);
		noise[i] = (uint8_t) (rand() >> 7);
	}
}

static int end(void)
{
	if (shared != NULL) {
		rtws_ws_deflate_shared_destroy(shared);
		shared = NULL;
	}
	rtws_buffer_clear(&packed);
	rtws_buffer_clear(&unpacked);
	return 0;
}

static void begin(void)
{
	end(); /* of a test that failed */
	fill();
	shared = rtws_ws_deflate_shared_create();
}

static rtws_ws_deflate_t connection(bool keeps, uint8_t bits)
{
	return (rtws_ws_deflate_t){ { !keeps, !keeps, bits, 15 }, NULL, NULL };
}

static bool deflate_of(rtws_ws_deflate_t *c, const rtws_ws_deflate_policy_t *policy,
					   const void *bytes, size_t len)
{
	uint8_t *copy = malloc(len);
	bool fine;

	memcpy(copy, bytes, len);
	packed.len = 0;
	fine = rtws_ws_deflate(c, shared, policy, copy, len, &packed);
	free(copy);
	return fine;
}

static uint16_t inflate_of(rtws_ws_deflate_t *c, const void *bytes, size_t len, size_t limit)
{
	uint8_t *copy = malloc(len);
	uint16_t code;

	memcpy(copy, bytes, len);
	unpacked.len = 0;
	code = rtws_ws_inflate(c, shared, copy, len, limit, &unpacked);
	free(copy);
	return code;
}

static bool unpacked_is(const void *bytes, size_t len)
{
	return unpacked.len == len && (len == 0 || memcmp(unpacked.bytes, bytes, len) == 0);
}

static int message_comes_back_as_it_was(void)
{
	static const size_t lens[] = { 0,     1,     2,     5,         0,    125,  126,
								   127,   1000,  1023,  1024,      1025, 2047, 10000,
								   32767, 32768, 40000, TEXT_SIZE, 0,    3 };
	static const uint8_t levels[] = { 1, 6, 9 };

	begin();
	for (int c = 0; c < 2 * 2 * 3 * 7; c++) {
		bool keeps = c & 1;
		const uint8_t *bytes = c & 2 ? noise : text;
		uint8_t bits = (uint8_t) (9 + c / 4 % 7);
		rtws_ws_deflate_policy_t policy = { true, keeps, levels[c / 28], (uint8_t) (1 + c % 9), 0 };
		rtws_ws_deflate_t from = connection(keeps, bits);
		rtws_ws_deflate_t to = connection(keeps, bits);

		for (int i = 0; i < COUNT(lens); i++) {
			unit_case("%s, %s, window %u, level %u, message %d of %zu",
					  keeps ? "takeover" : "no takeover", c & 2 ? "noise" : "text", bits,
					  policy.level, i, lens[i]);
			CHECK(deflate_of(&from, &policy, bytes, lens[i]));
			CHECK(packed.len > 0);
			CHECK(inflate_of(&to, packed.bytes, packed.len, lens[i]) == 0);
			CHECK(unpacked_is(bytes, lens[i]));
		}
		CHECK(keeps == (from.out != NULL) && from.in == NULL);
		CHECK(keeps == (to.in != NULL) && to.out == NULL);
		rtws_ws_deflate_clear(&from);
		rtws_ws_deflate_clear(&to);
		CHECK(from.out == NULL && to.in == NULL);
	}
	return end();
}

/* 00 00 ff ff is cut off every message (RFC 7692 section 7.2.1), and there is no BFINAL. */
static int message_ends_as_the_rfc_wants_it(void)
{
	static const uint8_t hello[] = { 0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00 };
	static const uint8_t again[] = { 0xf2, 0x00, 0x11, 0x00, 0x00 }; /* section 7.2.3.2 */
	rtws_ws_deflate_t c = connection(false, 15);
	rtws_ws_deflate_t k = connection(true, 15);

	begin();
	CHECK(deflate_of(&c, &plain_policy, "Hello", 5));
	CHECK(packed.len == sizeof(hello) && memcmp(packed.bytes, hello, sizeof(hello)) == 0);
	CHECK(deflate_of(&k, &keeping_policy, "Hello", 5) && packed.len == sizeof(hello));
	CHECK(deflate_of(&k, &keeping_policy, "Hello", 5));
	CHECK(packed.len == sizeof(again) && memcmp(packed.bytes, again, sizeof(again)) == 0);
	CHECK(deflate_of(&c, &plain_policy, "", 0) && packed.len == 1 && packed.bytes[0] == 0);
	rtws_ws_deflate_clear(&k);
	return end();
}

static int examples_of_the_rfc_are_read(void)
{
	static const struct {
		const char *packed;
		size_t len;
		const char *plain;
	} cases[] = {
		{ "\xf2\x48\xcd\xc9\xc9\x07\x00", 7, "Hello" },
		{ "\x00\x05\x00\xfa\xff\x48\x65\x6c\x6c\x6f\x00", 11, "Hello" }, /* no compression */
		{ "\xf3\x48\xcd\xc9\xc9\x07\x00\x00", 8, "Hello" },              /* BFINAL */
		{ "\xf2\x48\x05\x00\x00\x00\xff\xff\xca\xc9\xc9\x07\x00", 13, "Hello" }, /* two blocks */
		{ "\x00", 1, "" },
		{ "\x02\x00", 2, "" }, /* an empty fixed block, then the stored one */
		{ "\x03\x00\x00", 3, "" },
	};
	rtws_ws_deflate_t c = connection(false, 15);

	begin();
	for (int i = 0; i < COUNT(cases); i++) {
		unit_case("example %d", i);
		CHECK(inflate_of(&c, cases[i].packed, cases[i].len, 1000) == 0);
		CHECK(unpacked_is(cases[i].plain, strlen(cases[i].plain)));
	}
	return end();
}

/* As streams may be that zlib makes with Z_FINISH (section 7.2.3.4). */
static int blocks_may_be_final_and_more_may_follow(void)
{
	uint8_t bytes[300];
	size_t len = 0;

	begin();
	for (int i = 0; i < 3; i++) {
		memcpy(bytes + len, "\xf3\x48\xcd\xc9\xc9\x07\x00", 7);
		len += 7;
	}
	bytes[len++] = 0;
	for (int keeps = 0; keeps < 2; keeps++) {
		rtws_ws_deflate_t c = connection(keeps, 15);

		for (int i = 0; i < 3; i++) { /* what follows is none the worse for it */
			CHECK(inflate_of(&c, bytes, len, 1000) == 0 && unpacked_is("HelloHelloHello", 15));
			CHECK(inflate_of(&c, bytes, len, 15) == 0);
			CHECK(inflate_of(&c, bytes, len, 14) == 1009);
			rtws_ws_deflate_clear(&c);
			CHECK(inflate_of(&c, "\xf2\x48\xcd\xc9\xc9\x07\x00", 7, 1000) == 0);
			CHECK(unpacked_is("Hello", 5));
		}
		rtws_ws_deflate_clear(&c);
	}
	return end();
}

static int output_is_appended(void)
{
	rtws_ws_deflate_t c = connection(false, 15);

	begin();
	CHECK(rtws_buffer_append(&packed, "<", 1) == 0 && rtws_buffer_append(&unpacked, ">", 1) == 0);
	CHECK(rtws_ws_deflate(&c, shared, &plain_policy, text, 1000, &packed) &&
		  packed.bytes[0] == '<');
	CHECK(rtws_ws_inflate(&c, shared, packed.bytes + 1, packed.len - 1, 1000, &unpacked) == 0);
	CHECK(unpacked.len == 1001 && unpacked.bytes[0] == '>');
	CHECK(memcmp(unpacked.bytes + 1, text, 1000) == 0);
	unpacked.len = 1;
	CHECK(rtws_ws_inflate(&c, shared, packed.bytes + 1, packed.len - 1, 999, &unpacked) == 1009);
	CHECK(unpacked.len == 1 + 999 + 1);
	return end();
}

/* What a smaller window makes must not look further back than the window goes. */
static int agreed_window_is_kept_to(void)
{
	begin();
	for (uint8_t bits = 9; bits <= 15; bits++) {
		for (int keeps = 0; keeps < 2; keeps++) {
			rtws_ws_deflate_t c = connection(keeps, bits);
			z_stream z;

			memset(&z, 0, sizeof(z));
			CHECK(inflateInit2(&z, -bits) == Z_OK);
			for (int i = 0; i < 4; i++) {
				uint8_t plain[TEXT_SIZE + 1];

				unit_case("window %u, message %d", bits, i);
				CHECK(deflate_of(&c, &keeping_policy, text, TEXT_SIZE));
				CHECK(rtws_buffer_append(&packed, "\0\0\xff\xff", 4) == 0);
				if (!keeps) {
					inflateReset(&z);
				}
				z.next_in = packed.bytes;
				z.avail_in = (uInt) packed.len;
				z.next_out = plain;
				z.avail_out = sizeof(plain);
				CHECK(inflate(&z, Z_SYNC_FLUSH) == Z_OK && z.avail_in == 0);
				CHECK(z.avail_out == 1 && memcmp(plain, text, TEXT_SIZE) == 0);
			}
			inflateEnd(&z);
			rtws_ws_deflate_clear(&c);
		}
	}
	return end();
}

/* ---- context ------------------------------------------------------------------------------ */

static int context_is_kept_where_that_was_agreed(void)
{
	rtws_ws_deflate_t keeps = connection(true, 15);
	rtws_ws_deflate_t drops = connection(false, 15);
	size_t first, second;

	begin();
	CHECK(deflate_of(&keeps, &keeping_policy, noise, 5000));
	first = packed.len;
	CHECK(deflate_of(&keeps, &keeping_policy, noise, 5000));
	second = packed.len;
	CHECK(second < first / 10);
	CHECK(inflate_of(&drops, packed.bytes, packed.len, NO_LIMIT) != 0); /* it cannot stand alone */
	CHECK(deflate_of(&drops, &plain_policy, noise, 5000));
	first = packed.len;
	CHECK(deflate_of(&drops, &plain_policy, noise, 5000));
	CHECK(packed.len == first);
	rtws_ws_deflate_clear(&keeps);
	return end();
}

/* Each side of its own: what is sent may keep context and what is received not, or the reverse. */
static int sides_keep_context_on_their_own(void)
{
	begin();
	for (int c = 0; c < 4; c++) {
		bool server_drops = c & 1, client_drops = c & 2;
		rtws_ws_deflate_t server = { { server_drops, client_drops, 15, 15 }, NULL, NULL };
		rtws_ws_deflate_t client = { { client_drops, server_drops, 15, 15 }, NULL, NULL };

		for (int i = 0; i < 3; i++) {
			CHECK(deflate_of(&server, &keeping_policy, text, 3000));
			CHECK(inflate_of(&client, packed.bytes, packed.len, 3000) == 0);
			CHECK(unpacked_is(text, 3000));
			CHECK(deflate_of(&client, &keeping_policy, text, 2000));
			CHECK(inflate_of(&server, packed.bytes, packed.len, 2000) == 0);
			CHECK(unpacked_is(text, 2000));
		}
		CHECK((server.out == NULL) == server_drops && (server.in == NULL) == client_drops);
		rtws_ws_deflate_clear(&server);
		rtws_ws_deflate_clear(&client);
	}
	return end();
}

/* A message refers back over 5000 bytes to one that another connection sent: it must fail. */
static int shared_streams_keep_no_context_of_other_connections(void)
{
	rtws_ws_deflate_t sender = connection(true, 15);
	rtws_ws_deflate_t victim = connection(false, 15);
	rtws_ws_deflate_t thief = connection(false, 15);
	rtws_ws_deflate_t keeper = connection(true, 15);
	rtws_buffer_t reference = { NULL, 0, 0 };

	begin();
	CHECK(deflate_of(&sender, &keeping_policy, noise, 5000));
	CHECK(inflate_of(&victim, packed.bytes, packed.len, 5000) == 0);
	CHECK(rtws_ws_deflate(&sender, shared, &keeping_policy, noise, 5000, &reference));
	CHECK(inflate_of(&thief, reference.bytes, reference.len, 5000) == 1007);
	CHECK(inflate_of(&keeper, reference.bytes, reference.len, 5000) == 1007);
	/* and when the message before was cut off in the middle */
	CHECK(inflate_of(&victim, packed.bytes, packed.len, 100) == 1009);
	CHECK(inflate_of(&thief, reference.bytes, reference.len, 5000) == 1007);
	CHECK(inflate_of(&victim, packed.bytes, packed.len, 5000) == 0 && unpacked_is(noise, 5000));
	/* sending: the same message is the same bytes, whoever sent it before */
	CHECK(deflate_of(&victim, &plain_policy, noise, 5000));
	reference.len = 0;
	CHECK(rtws_ws_deflate(&thief, shared, &plain_policy, noise, 5000, &reference));
	CHECK(packed.len == reference.len);
	CHECK(memcmp(packed.bytes, reference.bytes, reference.len) == 0);
	rtws_buffer_clear(&reference);
	rtws_ws_deflate_clear(&sender);
	rtws_ws_deflate_clear(&keeper);
	return end();
}

static int streams_are_shared_between_levels_and_windows_without_harm(void)
{
	begin();
	for (int round = 0; round < 2; round++) {
		for (uint8_t level = 1; level <= 9; level++) {
			for (uint8_t bits = 9; bits <= 15; bits++) {
				rtws_ws_deflate_policy_t policy = { true, false, level, 8, 0 };
				rtws_ws_deflate_t c = connection(false, bits);

				CHECK(deflate_of(&c, &policy, text, 2000));
				CHECK(inflate_of(&c, packed.bytes, packed.len, 2000) == 0);
				CHECK(unpacked_is(text, 2000) && c.in == NULL && c.out == NULL);
			}
		}
	}
	return end();
}

/* Endpoints may differ in it: what one has must not become what another gets. */
static int memory_level_is_that_of_the_policy(void)
{
	rtws_ws_deflate_policy_t small = { true, false, 6, 1, 0 };
	rtws_ws_deflate_policy_t large = { true, false, 6, 9, 0 };
	rtws_ws_deflate_t c = connection(false, 15);
	size_t small_len, large_len;

	begin();
	CHECK(deflate_of(&c, &small, text, TEXT_SIZE));
	small_len = packed.len;
	rtws_ws_deflate_shared_destroy(shared);
	shared = rtws_ws_deflate_shared_create();
	CHECK(deflate_of(&c, &large, text, TEXT_SIZE));
	large_len = packed.len;
	CHECK(small_len != large_len); /* else this proves nothing */
	CHECK(deflate_of(&c, &small, text, TEXT_SIZE));
	CHECK(packed.len == small_len);
	CHECK(deflate_of(&c, &large, text, TEXT_SIZE));
	CHECK(packed.len == large_len);
	return end();
}

/* ---- bad data, and too much of it --------------------------------------------------------- */

static int corrupt_data_is_1007(void)
{
	static const struct {
		const char *bytes;
		size_t len;
	} cases[] = {
		{ "\xff\xff\xff", 3 },                              /* a block of no type */
		{ "\x07", 1 },                                      /* the same */
		{ "\x06\x00", 2 },                                  /* and not the last */
		{ "\x00\x05\x00\xfa\xfe\x48\x65\x6c\x6c\x6f", 10 }, /* LEN and NLEN disagree */
		{ "\x02\x01\x00", 3 },                              /* a distance beyond the beginning */
		{ "\x04\xff\xff\xff\xff\xff\xff\xff", 8 },          /* code lengths that are none */
		{ "\xf3\x48\xcd\xc9\xc9\x07\x00\xff\xff", 9 },      /* after BFINAL */
	};

	begin();
	for (int keeps = 0; keeps < 2; keeps++) {
		for (int i = 0; i < COUNT(cases); i++) {
			rtws_ws_deflate_t c = connection(keeps, 15);

			unit_case("case %d, %s", i, keeps ? "takeover" : "no takeover");
			CHECK(inflate_of(&c, cases[i].bytes, cases[i].len, 1000) == 1007);
			rtws_ws_deflate_clear(&c);
		}
	}
	{ /* the shared stream is none the worse for it */
		rtws_ws_deflate_t c = connection(false, 15);

		CHECK(inflate_of(&c, "\xf2\x48\xcd\xc9\xc9\x07\x00", 7, 5) == 0 && unpacked_is("Hello", 5));
	}
	return end();
}

/* Every bit of a message turned over: some other text, or 1007, and no more than the limit. */
static int damaged_message_harms_nobody(void)
{
	rtws_ws_deflate_t c = connection(false, 15);
	rtws_buffer_t good = { NULL, 0, 0 };
	unsigned refused = 0;

	begin();
	CHECK(rtws_ws_deflate(&c, shared, &plain_policy, text, 3000, &good));
	for (size_t bit = 0; bit < good.len * 8; bit++) {
		uint16_t code;

		good.bytes[bit / 8] ^= (uint8_t) (1 << bit % 8);
		code = inflate_of(&c, good.bytes, good.len, 4000);
		good.bytes[bit / 8] ^= (uint8_t) (1 << bit % 8);
		unit_case("bit %zu", bit);
		CHECK(code == 0 || code == 1007 || code == 1009);
		CHECK(unpacked.len <= 4000 + (code == 1009));
		refused += code != 0;
	}
	CHECK(refused > 0);
	CHECK(inflate_of(&c, good.bytes, good.len, 3000) == 0 && unpacked_is(text, 3000));
	rtws_buffer_clear(&good);
	return end();
}

/* What zlib itself says of a message and its tail: does it end where a block may begin? */
static bool is_whole(const uint8_t *bytes, size_t len)
{
	static uint8_t plain[TEXT_SIZE];
	uint8_t *whole = malloc(len + 4);
	z_stream z;
	bool fine;

	memcpy(whole, bytes, len);
	memcpy(whole + len, "\0\0\xff\xff", 4);
	memset(&z, 0, sizeof(z));
	inflateInit2(&z, -15);
	z.next_in = whole;
	z.avail_in = (uInt) len + 4;
	z.next_out = plain;
	z.avail_out = sizeof(plain);
	fine = inflate(&z, Z_SYNC_FLUSH) == Z_OK && z.avail_in == 0 && z.data_type == 128;
	inflateEnd(&z);
	free(whole);
	return fine;
}

/*
 * A block that does not end is no message: what is appended to complete it (section 7.2.2) would be
 * taken for its data, and handed on.
 */
static int message_that_ends_within_a_block_is_1007(void)
{
	static const struct {
		const char *bytes;
		size_t len;
	} cases[] = {
		{ "\x00\x64\x00\x9b\xff\x48\x65", 7 },             /* 100 bytes announced, two there */
		{ "\x00\x06\x00\xf9\xff\x48", 6 },                 /* six announced, one and the tail */
		{ "\x00\x05\x00", 3 },                             /* in its head */
		{ "\x00\x05", 2 },                                 /* the same */
		{ "\xf2\x48\xcd\xc9\xc9\x07\x00\xff", 8 },         /* "Hello", and a head of 255 bytes */
		{ "\xf2\x48\x05\x00\x00\x64\x00\x9b\xff\x6c", 10 } /* a good block before */
	};

	begin();
	for (int i = 0; i < COUNT(cases); i++) {
		rtws_ws_deflate_t c = connection(false, 15);

		unit_case("case %d", i);
		CHECK(!is_whole((const uint8_t *) cases[i].bytes, cases[i].len));
		CHECK(inflate_of(&c, cases[i].bytes, cases[i].len, 1000) == 1007);
	}
	return end();
}

/* Messages of every kind of block, cut everywhere. */
static int message_cut_anywhere_is_1007_unless_it_is_whole_all_the_same(void)
{
	static const uint8_t levels[] = { 1, 9 };
	unsigned cuts = 0;

	begin();
	for (int i = 0; i < 4; i++) {
		rtws_ws_deflate_policy_t policy = { true, false, levels[i / 2], 8, 0 };
		rtws_ws_deflate_t c = connection(false, 15);

		CHECK(deflate_of(&c, &policy, i & 1 ? noise : text, i & 1 ? 500 : 4000));
		for (size_t cut = 1; cut < packed.len; cut++) {
			bool whole = is_whole(packed.bytes, cut);

			unit_case("message %d cut at %zu of %zu", i, cut, packed.len);
			CHECK(inflate_of(&c, packed.bytes, cut, 5000) == (whole ? 0 : 1007));
			cuts += !whole;
		}
	}
	CHECK(cuts > 500);
	return end();
}

/* With takeover what was begun would go on in the next message. */
static int message_cut_short_does_not_reach_into_the_next(void)
{
	rtws_ws_deflate_t c = connection(true, 15);
	uint16_t code, next;

	begin();
	code = inflate_of(&c, "\x00\x64\x00\x9b\xff\x48\x65", 7, 1000);
	next = inflate_of(&c, "\xf2\x48\xcd\xc9\xc9\x07\x00", 7, 1000);
	rtws_ws_deflate_clear(&c);
	CHECK(code == 1007 || (next == 0 && unpacked_is("Hello", 5)));
	return end();
}

static int bomb_is_1009_and_keeps_one_byte_more_than_the_limit(void)
{
	enum { SIZE = 64 << 20 };
	static const size_t limits[] = { 0, 1, 1023, 1024, 1025, 4096, 1000000, 1 << 20, SIZE - 1 };
	rtws_ws_deflate_t c = connection(false, 15);
	rtws_buffer_t bomb = { NULL, 0, 0 };
	uint8_t *zeros = calloc(1, SIZE);

	begin();
	CHECK(rtws_ws_deflate(&c, shared, &plain_policy, zeros, SIZE, &bomb));
	CHECK(bomb.len < SIZE / 900);
	for (int keeps = 0; keeps < 2; keeps++) {
		for (int i = 0; i < COUNT(limits); i++) {
			rtws_ws_deflate_t to = connection(keeps, 15);

			unit_case("limit %zu", limits[i]);
			rtws_buffer_clear(&unpacked);
			CHECK(inflate_of(&to, bomb.bytes, bomb.len, limits[i]) == 1009);
			CHECK(unpacked.len == limits[i] + 1);
			CHECK(unpacked.size <= 4 * (limits[i] + 1024));
			rtws_ws_deflate_clear(&to);
		}
	}
	CHECK(inflate_of(&c, bomb.bytes, bomb.len, SIZE) == 0 && unpacked_is(zeros, SIZE));
	free(zeros);
	rtws_buffer_clear(&bomb);
	return end();
}

static int message_of_exactly_the_limit_is_taken(void)
{
	static const size_t lens[] = { 0, 1, 2, 1023, 1024, 1025, 2048, 32768, TEXT_SIZE };

	begin();
	for (int keeps = 0; keeps < 2; keeps++) {
		for (int i = 0; i < COUNT(lens); i++) {
			rtws_ws_deflate_t from = connection(keeps, 15);
			rtws_ws_deflate_t to = connection(keeps, 15);

			unit_case("%zu", lens[i]);
			CHECK(deflate_of(&from, &keeping_policy, noise, lens[i]));
			CHECK(inflate_of(&to, packed.bytes, packed.len, lens[i]) == 0);
			CHECK(unpacked_is(noise, lens[i]));
			rtws_ws_deflate_clear(&to);
			CHECK(lens[i] == 0 || (inflate_of(&to, packed.bytes, packed.len, lens[i] - 1) == 1009 &&
								   unpacked.len == lens[i]));
			rtws_ws_deflate_clear(&from);
			rtws_ws_deflate_clear(&to);
		}
	}
	return end();
}

/* ---- memory ------------------------------------------------------------------------------- */

static int out_of_memory_is_1011_or_sent_as_it_is(void)
{
	begin();
	CHECK(deflate_of(&(rtws_ws_deflate_t){ { true, true, 15, 15 }, NULL, NULL }, &plain_policy,
					 text, 100));
	for (int keeps = 0; keeps < 2; keeps++) {
		for (unsigned n = 1; n < 4; n++) {
			rtws_ws_deflate_t c = connection(keeps, 12);
			rtws_buffer_t other = { NULL, 0, 0 };
			uint16_t code;
			bool fine;

			unit_case("allocation %u", n);
			alloc_fail_at(n);
			fine = rtws_ws_deflate(&c, shared, &plain_policy, text, 5000, &other);
			alloc_fail_at(0);
			/* once it works, what comes out stands alone or follows what came out */
			CHECK(fine ||
				  rtws_ws_deflate(&c, shared, &plain_policy, text, 5000, (other.len = 0, &other)));
			rtws_buffer_clear(&unpacked);
			alloc_fail_at(n);
			code = rtws_ws_inflate(&c, shared, other.bytes, other.len, 5000, &unpacked);
			alloc_fail_at(0);
			CHECK(code == 0 || code == 1011);
			if (code == 0) {
				CHECK(unpacked_is(text, 5000));
			}
			rtws_buffer_clear(&other);
			rtws_ws_deflate_clear(&c);
		}
	}
	return end();
}

static int what_was_not_sent_is_not_referred_to(void)
{
	rtws_ws_deflate_t from = connection(true, 15);
	rtws_ws_deflate_t to = connection(true, 15);
	rtws_buffer_t empty = { NULL, 0, 0 };

	begin();
	CHECK(deflate_of(&from, &keeping_policy, text, 500));
	CHECK(inflate_of(&to, packed.bytes, packed.len, 500) == 0);
	alloc_fail_at(2); /* one for the first piece of output, and none for the next */
	CHECK(!rtws_ws_deflate(&from, shared, &keeping_policy, noise, TEXT_SIZE, &empty));
	alloc_fail_at(0);
	rtws_buffer_clear(&empty);
	CHECK(deflate_of(&from, &keeping_policy, noise, 5000));
	CHECK(inflate_of(&to, packed.bytes, packed.len, 5000) == 0 && unpacked_is(noise, 5000));
	rtws_ws_deflate_clear(&from);
	rtws_ws_deflate_clear(&to);
	return end();
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(all_combinations_of_parameters_are_honoured) },
		{ NAMED(every_window_that_zlib_can_do_is_agreed_to) },
		{ NAMED(offers_are_read_as_the_grammar_has_them) },
		{ NAMED(what_is_quoted_is_no_offer) },
		{ NAMED(offers_in_several_header_lines_are_one_list) },
		{ NAMED(nothing_is_agreed_to_when_compression_is_off) },
		{ NAMED(longest_answer_fits) },
		{ NAMED(message_comes_back_as_it_was) },
		{ NAMED(message_ends_as_the_rfc_wants_it) },
		{ NAMED(examples_of_the_rfc_are_read) },
		{ NAMED(blocks_may_be_final_and_more_may_follow) },
		{ NAMED(output_is_appended) },
		{ NAMED(agreed_window_is_kept_to) },
		{ NAMED(context_is_kept_where_that_was_agreed) },
		{ NAMED(sides_keep_context_on_their_own) },
		{ NAMED(shared_streams_keep_no_context_of_other_connections) },
		{ NAMED(streams_are_shared_between_levels_and_windows_without_harm) },
		{ NAMED(memory_level_is_that_of_the_policy) },
		{ NAMED(corrupt_data_is_1007) },
		{ NAMED(damaged_message_harms_nobody) },
		{ NAMED(message_that_ends_within_a_block_is_1007) },
		{ NAMED(message_cut_short_does_not_reach_into_the_next) },
		{ NAMED(message_cut_anywhere_is_1007_unless_it_is_whole_all_the_same) },
		{ NAMED(bomb_is_1009_and_keeps_one_byte_more_than_the_limit) },
		{ NAMED(message_of_exactly_the_limit_is_taken) },
		{ NAMED(out_of_memory_is_1011_or_sent_as_it_is) },
		{ NAMED(what_was_not_sent_is_not_referred_to) },
	};

	return run_tests(tests, COUNT(tests));
}
