#include "unit.h"
#include "alloc.h"

#include "proto/json.h"
#include "util/error.h"

#include <stdlib.h>
#include <string.h>

#define TEXT(literal)                  \
	(rtws_text_t)                      \
	{                                  \
		(literal), sizeof(literal) - 1 \
	}

/* In a copy that is no longer than it must be, so that ASAN sees every byte beyond. */
static bool parses(const char *bytes, size_t len)
{
	char *copy = malloc(len);
	rtws_text_t value;
	bool fine;

	memcpy(copy, bytes, len);
	fine = rtws_json_parse((rtws_text_t){ copy, len }, &value);
	if (fine && (value.at < copy || value.at + value.len > copy + len || value.len == 0)) {
		fine = false;
	}
	free(copy);
	return fine;
}

static int what_rfc_8259_allows_is_accepted(void)
{
	static const char *const good[] = {
		"null",
		"true",
		"false",
		"0",
		"-0",
		"1",
		"-1",
		"10",
		"1.5",
		"-1.50",
		"0.0",
		"1e5",
		"1E5",
		"1e+5",
		"1e-05",
		"0e0",
		"1.5e10",
		"123456789012345678901234567890",
		"\"\"",
		"\"a\"",
		"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
		"\"\\u0000\"",
		"\"\\uD83D\\uDE00\"",
		"\"\\ud800\"",
		"\"\\udc00\\ud800\"",
		"\"\\uAbCd\"",
		"\"\x7f\"",
		"\"\xc3\xa9\"",
		"\"\xf0\x9f\x98\x80\"",
		"[]",
		"{}",
		"[ ]",
		"{ }",
		"[[]]",
		"[{}]",
		"{\"\":0}",
		"{\"a\":{}}",
		"[1]",
		"[1,2]",
		"[ 1 , 2 ]",
		"{\"a\":1,\"a\":2}",
		"{ \"a\" : 1 , \"b\" : [ ] }",
		" 1 ",
		"\t\r\n 1\t\r\n ",
		"[null,true,false,\"x\",1,{},[]]",
		"[\"a\",\":\"]",
		"{\"a\":\"}\"}",
		"[\"]\"]",
		"\"\\u002c\"",
		"{\"\\u0061\":1}",
		"[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]",
	};

	for (int i = 0; i < COUNT(good); i++) {
		unit_case("%s", good[i]);
		CHECK(parses(good[i], strlen(good[i])));
	}
	return 0;
}

static int everything_else_is_refused(void)
{
	static const char *const bad[] = {
		"",
		" ",
		"nul",
		"nulL",
		"Null",
		"nullx",
		"truefalse",
		"tru",
		"fals",
		"NaN",
		"Infinity",
		"-Infinity",
		"-",
		"+1",
		"01",
		"-01",
		"00",
		"1.",
		".5",
		"-.5",
		"1.e5",
		"1e",
		"1e+",
		"1e5.5",
		"0x10",
		"1_000",
		"1 2",
		"1,2",
		"\"",
		"\"a",
		"a\"",
		"'a'",
		"\"\\",
		"\"\\\"",
		"\"\\x\"",
		"\"\\u\"",
		"\"\\u12\"",
		"\"\\u12g4\"",
		"\"\\u123\"",
		"\"\\U0041\"",
		"\"\\a\"",
		"\"\\0\"",
		"\"\t\"",
		"\"\n\"",
		"\"\x01\"",
		"\"\x1f\"",
		"[",
		"]",
		"{",
		"}",
		"[}",
		"{]",
		"[1",
		"[1,",
		"[1,]",
		"[,1]",
		"[,]",
		"[1 2]",
		"[1,,2]",
		"[1}",
		"{\"a\"}",
		"{\"a\":}",
		"{\"a\":1",
		"{\"a\":1,",
		"{\"a\":1,}",
		"{,}",
		"{\"a\":1]",
		"{a:1}",
		"{1:1}",
		"{null:1}",
		"{\"a\",1}",
		"{\"a\"::1}",
		"{\"a\":1:2}",
		"{\"a\":1 \"b\":2}",
		"{\"a\" 1}",
		"{\"a\":1}}",
		"[]]",
		"[][]",
		"{}{}",
		"[1]x",
		"\"a\"b",
		"[\"a\":1]",
		"[1:2]",
		"\xef\xbb\xbf{}",
		"//c\n1",
		"/*c*/1",
		"1//",
		"\f1",
		"\v1",
		"\xc2\xa0[]",
		"[\"a]",
		"{\"a:1}",
		"[1,[2]",
		"[[[",
		"[{\"a\":[}]",
		"-a",
		"--1",
		"1-",
		"1e1e1",
		"tRUE",
		"[true,fals]",
		"[\"\\ud83d\\u12\"]",
		"{\"a\":nul}",
		"[-]",
		"[1.]",
	};
	static const char nul_inside[] = "\"a\0b\"";

	for (int i = 0; i < COUNT(bad); i++) {
		unit_case("%s", bad[i]);
		CHECK(!parses(bad[i], strlen(bad[i])));
	}
	CHECK(!parses(nul_inside, sizeof(nul_inside) - 1));
	CHECK(!parses("1\0", 2) && !parses("\0", 1) && !parses("\0001", 2) && !parses("\"\\\0\"", 4));
	return 0;
}

static int white_space_around_is_cut(void)
{
	rtws_text_t value;

	CHECK(rtws_json_parse(TEXT(" \r\n\t[1, 2] \n"), &value));
	CHECK(value.len == 6 && memcmp(value.at, "[1, 2]", 6) == 0);
	return 0;
}

static bool parses_nested(int depth, const char *open, const char *close, const char *middle)
{
	rtws_buffer_t text = { NULL, 0, 0 };
	bool fine;

	for (int i = 0; i < depth; i++) {
		rtws_buffer_append(&text, open, strlen(open));
	}
	rtws_buffer_append(&text, middle, strlen(middle));
	for (int i = 0; i < depth; i++) {
		rtws_buffer_append(&text, close, strlen(close));
	}
	fine = parses((const char *) text.bytes, text.len);
	rtws_buffer_clear(&text);
	return fine;
}

static int depth_is_bounded(void)
{
	CHECK(parses_nested(RTWS_JSON_DEPTH_MAX, "[", "]", ""));
	CHECK(!parses_nested(RTWS_JSON_DEPTH_MAX + 1, "[", "]", ""));
	CHECK(parses_nested(RTWS_JSON_DEPTH_MAX, "{\"a\":", "}", "1"));
	CHECK(!parses_nested(RTWS_JSON_DEPTH_MAX + 1, "{\"a\":", "}", "1"));
	CHECK(parses_nested(RTWS_JSON_DEPTH_MAX / 2, "[{\"a\":", "}]", "[1]") == false);
	CHECK(parses_nested(RTWS_JSON_DEPTH_MAX / 2, "[{\"a\":", "}]", "1"));
	/* which closes which is remembered at every depth */
	for (int depth = 1; depth < 40; depth++) {
		CHECK(parses_nested(depth, "[{\"a\":", "}]", "0"));
		CHECK(!parses_nested(depth, "[{\"a\":", "]}", "0"));
		CHECK(!parses_nested(depth, "[[", "}]", ""));
	}
	CHECK(!parses_nested(100000, "[", "", "")); /* and costs no stack */
	return 0;
}

/* Members as "name=value;". */
static const char *members(const char *text)
{
	static char out[256];
	rtws_text_t rest, name, value;
	size_t n = 0;

	out[0] = '\0';
	if (!rtws_json_parse((rtws_text_t){ text, strlen(text) }, &rest)) {
		return "malformed";
	}
	while (rtws_json_next(&rest, &name, &value)) {
		n += (size_t) snprintf(out + n, sizeof(out) - n, "%.*s=%.*s;", (int) name.len,
							   name.at != NULL ? name.at : "", (int) value.len, value.at);
	}
	return out;
}

static int members_and_elements_are_listed(void)
{
	static const struct {
		const char *text, *members;
	} cases[] = {
		{ "{}", "" },
		{ "[]", "" },
		{ "[ ]", "" },
		{ "{\"a\":1}", "\"a\"=1;" },
		{ " { \"a\" : 1 , \"b\" : [ 1 , { } ] } ", "\"a\"=1;\"b\"=[ 1 , { } ];" },
		{ "{\"a\":1,\"a\":2}", "\"a\"=1;\"a\"=2;" },
		{ "{\"a,}\":\"b:\\\"{\"}", "\"a,}\"=\"b:\\\"{\";" },
		{ "[1,\"a\",\"b\" , {\"c\":1}]", "=1;=\"a\";=\"b\";={\"c\":1};" },
		{ "[\"a\"]", "=\"a\";" },
		{ "[[1,2],[]]", "=[1,2];=[];" },
		{ "\"text\"", "" },
		{ "12", "" },
		{ "null", "" },
		{ "{\"\":null}", "\"\"=null;" },
	};

	for (int i = 0; i < COUNT(cases); i++) {
		unit_case("%s", cases[i].text);
		CHECK(strcmp(members(cases[i].text), cases[i].members) == 0);
	}
	return 0;
}

static int strings_are_decoded(void)
{
	static const struct {
		const char *json, *text;
		ptrdiff_t len;
	} cases[] = {
		{ "\"\"", "", 0 },
		{ "\"abc\"", "abc", 3 },
		{ "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t", 8 },
		{ "\"\\u0041\\u00e9\\u20AC\\ud83d\\ude00\"", "A\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", 10 },
		{ "\"\\u0000x\"", "\0x", 2 },
		{ "\"\\u007f\\u0080\\u07ff\\u0800\\uffff\"", "\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf",
		  11 },
		{ "\"\\uD800\\uDC00\\uDBFF\\uDFFF\"", "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf", 8 },
		{ "\"\\ud800\"", NULL, -1 },
		{ "\"\\udc00\"", NULL, -1 },
		{ "\"\\ud800x\"", NULL, -1 },
		{ "\"\\ud800\\n12345\"", NULL, -1 },
		{ "\"\\ud800\\ud800\"", NULL, -1 },
		{ "\"\\ud800\\u0041\"", NULL, -1 },
		{ "\"\\udc00\\ud800\"", NULL, -1 },
		{ "\"\\ud800\\\\udc00\"", NULL, -1 },
	};

	for (int i = 0; i < COUNT(cases); i++) {
		size_t len = strlen(cases[i].json);
		char *json = malloc(len);
		char out[16];

		unit_case("%s", cases[i].json);
		memcpy(json, cases[i].json, len);
		CHECK(parses(json, len));
		CHECK(rtws_json_string((rtws_text_t){ json, len }, out, sizeof(out)) == cases[i].len);
		CHECK(cases[i].len < 0 || memcmp(out, cases[i].text, (size_t) cases[i].len) == 0);
		if (cases[i].len > 0) { /* exactly so much room, and one byte less */
			char *exact = malloc((size_t) cases[i].len);

			CHECK(rtws_json_string((rtws_text_t){ json, len }, exact, (size_t) cases[i].len) ==
				  cases[i].len);
			CHECK(rtws_json_string((rtws_text_t){ json, len }, exact, (size_t) cases[i].len - 1) ==
				  -1);
			free(exact);
		}
		free(json);
	}
	return 0;
}

static int strings_are_compared_decoded(void)
{
	CHECK(rtws_json_string_is(TEXT("\"id\""), "id"));
	CHECK(rtws_json_string_is(TEXT("\"\\u0069d\""), "id"));
	CHECK(!rtws_json_string_is(TEXT("\"ID\""), "id"));
	CHECK(!rtws_json_string_is(TEXT("\"i\""), "id"));
	CHECK(!rtws_json_string_is(TEXT("\"id\\u0000\""), "id"));
	CHECK(!rtws_json_string_is(TEXT("\"\\ud800\""), ""));
	CHECK(rtws_json_string_is(TEXT("\"\""), ""));
	CHECK(!rtws_json_string_is(TEXT("\""
									"\\n1234567890123456789012345678901234567890"
									"1234567890123456789012345678901234567890\""),
							   "id"));
	return 0;
}

static int integers_are_read_to_the_last(void)
{
	static const struct {
		const char *text;
		bool fine;
		int64_t value;
	} cases[] = {
		{ "0", true, 0 },
		{ "-0", true, 0 },
		{ "42", true, 42 },
		{ "-42", true, -42 },
		{ "9223372036854775807", true, INT64_MAX },
		{ "-9223372036854775808", true, INT64_MIN },
		{ "9223372036854775808", false, 0 },
		{ "-9223372036854775809", false, 0 },
		{ "99999999999999999999999", false, 0 },
		{ "1.0", false, 0 },
		{ "1e3", false, 0 },
		{ "\"1\"", false, 0 },
		{ "true", false, 0 },
		{ "null", false, 0 },
		{ "[1]", false, 0 },
		{ "", false, 0 },
		{ "-", false, 0 },
	};

	for (int i = 0; i < COUNT(cases); i++) {
		int64_t value = 77;

		unit_case("%s", cases[i].text);
		CHECK(rtws_json_integer((rtws_text_t){ cases[i].text, strlen(cases[i].text) }, &value) ==
			  cases[i].fine);
		CHECK(value == (cases[i].fine ? cases[i].value : 77));
	}
	return 0;
}

static int any_text_comes_back_from_its_json(void)
{
	char text[129], back[200];

	for (int c = 0; c < 128; c++) {
		text[c] = (char) c;
	}
	text[128] = 'z';
	for (size_t from = 0; from < sizeof(text); from++) {
		for (size_t len = 0; len <= sizeof(text) - from; len += 1 + len / 2) {
			rtws_buffer_t out = { NULL, 0, 0 };
			rtws_text_t json, value;

			CHECK(rtws_json_put_string(&out, text + from, len) == 0);
			json = (rtws_text_t){ (const char *) out.bytes, out.len };
			CHECK(rtws_json_parse(json, &value) && value.len == json.len);
			CHECK(rtws_json_string(json, back, sizeof(back)) == (ptrdiff_t) len);
			CHECK(memcmp(back, text + from, len) == 0);
			rtws_buffer_clear(&out);
		}
	}
	return 0;
}

static bool base64_is(const char *bytes, size_t len, const char *json)
{
	rtws_buffer_t out = { NULL, 0, 0 };
	char *exact = malloc(len);
	bool fine;

	memcpy(exact, bytes, len);
	rtws_buffer_append(&out, ">", 1);
	fine = rtws_json_put_base64(&out, exact, len) == 0 && out.len == strlen(json) + 1 &&
		   memcmp(out.bytes + 1, json, out.len - 1) == 0;
	rtws_buffer_clear(&out);
	free(exact);
	return fine;
}

/* RFC 4648 section 10, and the two signs. */
static int base64_is_that_of_the_rfc(void)
{
	CHECK(base64_is("", 0, "\"\""));
	CHECK(base64_is("f", 1, "\"Zg==\""));
	CHECK(base64_is("fo", 2, "\"Zm8=\""));
	CHECK(base64_is("foo", 3, "\"Zm9v\""));
	CHECK(base64_is("foob", 4, "\"Zm9vYg==\""));
	CHECK(base64_is("fooba", 5, "\"Zm9vYmE=\""));
	CHECK(base64_is("foobar", 6, "\"Zm9vYmFy\""));
	CHECK(base64_is("\xfb\xff\xbf\x00", 4, "\"+/+/AA==\""));
	return 0;
}

static int without_memory_nothing_is_appended(void)
{
	rtws_buffer_t out = { NULL, 0, 0 };
	char long_text[5000];

	memset(long_text, '\n', sizeof(long_text));
	for (unsigned n = 1; n <= 4; n++) {
		alloc_fail_at(n);
		if (rtws_json_put_string(&out, long_text, sizeof(long_text)) != 0) {
			CHECK(out.len == 0);
		}
		out.len = 0;
		alloc_fail_at(0);
		rtws_buffer_clear(&out);
	}
	alloc_fail_at(1);
	CHECK(rtws_json_put_base64(&out, long_text, sizeof(long_text)) == RTWS_E_NOMEM && out.len == 0);
	alloc_fail_at(0);
	rtws_buffer_clear(&out);
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(what_rfc_8259_allows_is_accepted) },   { NAMED(everything_else_is_refused) },
		{ NAMED(white_space_around_is_cut) },          { NAMED(depth_is_bounded) },
		{ NAMED(members_and_elements_are_listed) },    { NAMED(strings_are_decoded) },
		{ NAMED(strings_are_compared_decoded) },       { NAMED(integers_are_read_to_the_last) },
		{ NAMED(any_text_comes_back_from_its_json) },  { NAMED(base64_is_that_of_the_rfc) },
		{ NAMED(without_memory_nothing_is_appended) },
	};

	return run_tests(tests, COUNT(tests));
}
