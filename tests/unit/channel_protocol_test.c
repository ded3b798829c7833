#include "unit.h"
#include "alloc.h"

#include "proto/channel_protocol.h"
#include "util/error.h"

#include <stdlib.h>
#include <string.h>

static rtws_channel_request_t request;
static const char *why;
static char *message; /* the request's views are of it */

/* The code; "" when it is fine. */
static const char *parse_bytes(const char *bytes, size_t len)
{
	const char *code;

	free(message);
	message = malloc(len);
	memcpy(message, bytes, len);
	why = NULL;
	code = rtws_channel_request_parse((rtws_text_t){ message, len }, &request, &why);
	return code != NULL ? code : "";
}

static const char *parse(const char *text)
{
	return parse_bytes(text, strlen(text));
}

static bool is(rtws_text_t text, const char *other)
{
	return text.len == strlen(other) && (text.len == 0 || memcmp(text.at, other, text.len) == 0);
}

static int every_action_is_known(void)
{
	static const struct {
		const char *name;
		rtws_action_t action;
	} cases[] = {
		{ "subscribe", RTWS_ACTION_SUBSCRIBE }, { "unsubscribe", RTWS_ACTION_UNSUBSCRIBE },
		{ "publish", RTWS_ACTION_PUBLISH },     { "join", RTWS_ACTION_JOIN },
		{ "leave", RTWS_ACTION_LEAVE },         { "presence", RTWS_ACTION_PRESENCE },
		{ "history", RTWS_ACTION_HISTORY },     { "ping", RTWS_ACTION_PING },
		{ "pong", RTWS_ACTION_PONG },
	};

	for (int i = 0; i < COUNT(cases); i++) {
		bool is_address_free = cases[i].action >= RTWS_ACTION_PING;
		char text[200];

		unit_case("%s", cases[i].name);
		snprintf(text, sizeof(text), "{\"action\":\"%s\",\"channel\":\"c\",\"message\":1}",
				 cases[i].name);
		CHECK(strcmp(parse(text), "") == 0 && request.action == cases[i].action);
		CHECK(is(request.channel, "c") &&
			  strcmp(rtws_action_name(request.action), cases[i].name) == 0);
		/* without a channel, and as a type */
		snprintf(text, sizeof(text), "{\"action\":\"%s\",\"message\":1}", cases[i].name);
		CHECK(strcmp(parse(text), is_address_free ? "" : "BAD_REQUEST") == 0);
		snprintf(text, sizeof(text), "{\"type\":\"%s\",\"channel\":\"c\",\"message\":1}",
				 cases[i].name);
		CHECK(strcmp(parse(text), is_address_free ? "" : "BAD_REQUEST") == 0);
	}
	return 0;
}

static int members_are_read(void)
{
	CHECK(
		strcmp(parse("{\"action\":\"publish\",\"channel\":\"c\",\"message\":{\"a\":[1]},\"event\":"
					 "\"e\",\"key\":\"k\",\"echo\":false,\"delta\":true,\"id\":\"x\",\"limit\":7,"
					 "\"after\":\"42\",\"since\":\"5f0c2a91-1042\",\"member\":{\"id\":1}}"),
			   "") == 0);
	CHECK(is(request.message, "{\"a\":[1]}") && is(request.event, "e") && is(request.key, "k"));
	CHECK(!request.echo && request.delta && is(request.id, "\"x\"") && request.limit == 7);
	CHECK(request.after == 42 && request.has_since && request.since.epoch == 0x5f0c2a91);
	CHECK(request.since.offset == 1042 && is(request.member, "{\"id\":1}"));
	return 0;
}

static int what_is_not_there_has_its_default(void)
{
	memset(&request, 0xff, sizeof(request));
	CHECK(strcmp(parse("{\"action\":\"presence\",\"channel\":\"c\"}"), "") == 0);
	CHECK(request.echo && !request.delta && !request.has_since && request.limit == RTWS_PAGE);
	CHECK(request.after == 0 && request.id.len == 0 && request.message.len == 0);
	CHECK(request.event.len == 0 && request.key.len == 0 && request.member.len == 0);
	return 0;
}

#define OF(what) "{\"action\":\"subscribe\",\"channel\":\"c\",\"id\":1," what "}"

static int every_error_says_what_is_wrong(void)
{
	static const struct {
		const char *text, *code, *why;
	} cases[] = {
		{ "", "BAD_REQUEST", "one JSON object" },
		{ "not json", "BAD_REQUEST", "one JSON object" },
		{ "[]", "BAD_REQUEST", "one JSON object" },
		{ "\"subscribe\"", "BAD_REQUEST", "one JSON object" },
		{ "null", "BAD_REQUEST", "one JSON object" },
		{ "{}{}", "BAD_REQUEST", "one JSON object" },
		{ "{}", "BAD_REQUEST", "\"action\" is missing" },
		{ "{\"channel\":\"c\"}", "BAD_REQUEST", "\"action\" is missing" },
		{ "{\"action\":\"fly\",\"channel\":\"c\"}", "BAD_REQUEST", "Unknown action" },
		{ "{\"action\":\"\",\"channel\":\"c\"}", "BAD_REQUEST", "Unknown action" },
		{ "{\"action\":1,\"channel\":\"c\"}", "BAD_REQUEST", "Unknown action" },
		{ "{\"action\":null}", "BAD_REQUEST", "Unknown action" },
		{ "{\"action\":\"Subscribe\",\"channel\":\"c\"}", "BAD_REQUEST", "Unknown action" },
		{ "{\"type\":\"message\"}", "BAD_REQUEST", "Unknown action" },
		{ "{\"action\":\"subscribe\"}", "BAD_REQUEST", "\"channel\" is missing" },
		{ "{\"action\":\"publish\",\"channel\":\"c\"}", "BAD_REQUEST", "\"message\" is missing" },
		{ "{\"action\":\"subscribe\",\"channel\":[]}", "BAD_CHANNEL", "\"channel\" must be" },
		{ "{\"action\":\"subscribe\",\"channel\":\"\"}", "BAD_CHANNEL", "\"channel\" must be" },
		{ "{\"action\":\"subscribe\",\"channel\":7}", "BAD_CHANNEL", "\"channel\" must be" },
		{ "{\"action\":\"subscribe\",\"channel\":\"a\\nb\"}", "BAD_CHANNEL", "\"channel\" must" },
		{ "{\"action\":\"subscribe\",\"channel\":\"\\u0000\"}", "BAD_CHANNEL", "\"channel\" must" },
		{ "{\"action\":\"subscribe\",\"channel\":\"\x7f\"}", "BAD_CHANNEL", "\"channel\" must" },
		{ "{\"action\":\"subscribe\",\"channel\":\"\\ud800\"}", "BAD_CHANNEL", "\"channel\" must" },
		{ OF("\"id\":1.5"), "BAD_REQUEST", "\"id\" must be" },
		{ OF("\"id\":null"), "BAD_REQUEST", "\"id\" must be" },
		{ OF("\"id\":[1]"), "BAD_REQUEST", "\"id\" must be" },
		{ OF("\"id\":9223372036854775808"), "BAD_REQUEST", "\"id\" must be" },
		{ OF("\"event\":\"\""), "BAD_REQUEST", "\"event\" must be" },
		{ OF("\"event\":1"), "BAD_REQUEST", "\"event\" must be" },
		{ OF("\"event\":\"a\\tb\""), "BAD_REQUEST", "\"event\" must be" },
		{ OF("\"key\":\"\""), "BAD_REQUEST", "\"key\" must be" },
		{ OF("\"key\":{}"), "BAD_REQUEST", "\"key\" must be" },
		{ OF("\"member\":1"), "BAD_REQUEST", "\"member\" must be" },
		{ OF("\"member\":[]"), "BAD_REQUEST", "\"member\" must be" },
		{ OF("\"since\":1"), "BAD_REQUEST", "\"since\" must be" },
		{ OF("\"since\":\"yesterday\""), "BAD_REQUEST", "\"since\" must be" },
		{ OF("\"since\":\"5f0c2a91-99999999999999999999999999999999999\""), "BAD_REQUEST",
		  "\"since\"" },
		{ OF("\"echo\":1"), "BAD_REQUEST", "\"echo\" must be" },
		{ OF("\"echo\":\"false\""), "BAD_REQUEST", "\"echo\" must be" },
		{ OF("\"echo\":null"), "BAD_REQUEST", "\"echo\" must be" },
		{ OF("\"delta\":0"), "BAD_REQUEST", "\"delta\" must be" },
		{ OF("\"limit\":0"), "BAD_REQUEST", "\"limit\" must be" },
		{ OF("\"limit\":-1"), "BAD_REQUEST", "\"limit\" must be" },
		{ OF("\"limit\":1001"), "BAD_REQUEST", "\"limit\" must be" },
		{ OF("\"limit\":\"5\""), "BAD_REQUEST", "\"limit\" must be" },
		{ OF("\"limit\":2.0"), "BAD_REQUEST", "\"limit\" must be" },
		{ OF("\"after\":5"), "BAD_REQUEST", "\"after\" must be" },
		{ OF("\"after\":\"u1\""), "BAD_REQUEST", "\"after\" must be" },
		{ OF("\"after\":\"-5\""), "BAD_REQUEST", "\"after\" must be" },
		{ OF("\"after\":\"\""), "BAD_REQUEST", "\"after\" must be" },
	};

	for (int i = 0; i < COUNT(cases); i++) {
		unit_case("%s", cases[i].text);
		CHECK(strcmp(parse(cases[i].text), cases[i].code) == 0);
		CHECK(why != NULL && strstr(why, cases[i].why) != NULL);
	}
	return 0;
}

static int errors_carry_what_could_be_read(void)
{
	CHECK(strcmp(parse("{\"id\":3,\"channel\":\"c\"}"), "BAD_REQUEST") == 0);
	CHECK(is(request.id, "3") && is(request.channel, "c"));
	CHECK(strcmp(parse("{\"limit\":0,\"action\":\"history\",\"channel\":\"c\",\"id\":\"z\"}"),
				 "BAD_REQUEST") == 0);
	CHECK(is(request.id, "\"z\"") && is(request.channel, "c"));
	CHECK(strcmp(parse("{\"action\":\"subscribe\",\"channel\":\"\",\"id\":4}"), "BAD_CHANNEL") ==
		  0);
	CHECK(is(request.id, "4") && request.channel.len == 0);
	CHECK(strcmp(parse("{\"action\":\"subscribe\",\"channel\":\"c\",\"id\":[]}"), "BAD_REQUEST") ==
		  0);
	CHECK(request.id.len == 0 && is(request.channel, "c"));
	CHECK(strcmp(parse("rubbish"), "BAD_REQUEST") == 0);
	CHECK(request.id.len == 0 && request.channel.len == 0);
	return 0;
}

/* Filled up to one text of so many bytes. */
static const char *parse_with(const char *before, size_t len, const char *after)
{
	char text[1000];
	size_t n = strlen(before);

	memcpy(text, before, n);
	memset(text + n, 'x', len);
	strcpy(text + n + len, after);
	return parse(text);
}

static int lengths_are_bounded(void)
{
	CHECK(strcmp(parse_with("{\"action\":\"subscribe\",\"channel\":\"", 255, "\"}"), "") == 0);
	CHECK(request.channel.len == 255);
	CHECK(strcmp(parse_with("{\"action\":\"subscribe\",\"channel\":\"", 256, "\"}"),
				 "BAD_CHANNEL") == 0);
	CHECK(strcmp(parse_with("{\"action\":\"ping\",\"id\":\"", 64, "\"}"), "") == 0);
	CHECK(request.id.len == 66);
	CHECK(strcmp(parse_with("{\"action\":\"ping\",\"id\":\"", 65, "\"}"), "BAD_REQUEST") == 0);
	CHECK(strcmp(parse_with("{\"action\":\"ping\",\"key\":\"", 64, "\"}"), "") == 0);
	CHECK(strcmp(parse_with("{\"action\":\"ping\",\"key\":\"", 65, "\"}"), "BAD_REQUEST") == 0);
	CHECK(strcmp(parse_with("{\"action\":\"ping\",\"event\":\"", 64, "\"}"), "") == 0);
	CHECK(strcmp(parse_with("{\"action\":\"ping\",\"event\":\"", 65, "\"}"), "BAD_REQUEST") == 0);
	/* bytes as they are decoded count */
	CHECK(strcmp(parse_with("{\"action\":\"ping\",\"key\":\"\\u0041", 63, "\"}"), "") == 0);
	CHECK(strcmp(parse_with("{\"action\":\"ping\",\"key\":\"\\u20ac", 62, "\"}"), "BAD_REQUEST") ==
		  0);
	CHECK(strcmp(parse_with("{\"", 500, "\":1,\"action\":\"ping\"}"), "") == 0);
	return 0;
}

static int last_of_members_with_one_name_counts(void)
{
	CHECK(strcmp(parse("{\"action\":\"fly\",\"action\":\"history\",\"channel\":1,\"channel\":\"c\","
					   "\"limit\":0,\"limit\":5,\"id\":[],\"id\":2,\"since\":7,"
					   "\"since\":\"00000001-2\"}"),
				 "") == 0);
	CHECK(request.action == RTWS_ACTION_HISTORY && is(request.channel, "c") && request.limit == 5);
	CHECK(is(request.id, "2") && request.since.offset == 2);
	CHECK(strcmp(parse("{\"action\":\"ping\",\"action\":\"fly\"}"), "BAD_REQUEST") == 0);
	CHECK(strcmp(parse("{\"action\":\"subscribe\",\"channel\":\"c\",\"channel\":1}"),
				 "BAD_CHANNEL") == 0);
	CHECK(strcmp(parse("{\"action\":\"ping\",\"id\":1,\"id\":[]}"), "BAD_REQUEST") == 0);
	CHECK(request.id.len == 0);
	return 0;
}

static int escapes_in_names_and_values_are_read(void)
{
	CHECK(
		strcmp(
			parse(
				"{\"\\u0061ction\":\"sub\\u0073cribe\",\"chan\\u006eel\":\"\\u00e9\\ud83d\\ude00\\"
				"/\",\"\\u0069d\":\"\\u0031\"}"),
			"") == 0);
	CHECK(request.action == RTWS_ACTION_SUBSCRIBE &&
		  is(request.channel, "\xc3\xa9\xf0\x9f\x98\x80/"));
	CHECK(is(request.id, "\"\\u0031\"")); /* as it came */
	return 0;
}

static int unknown_members_are_ignored(void)
{
	CHECK(strcmp(parse("{\"x\":[{\"action\":\"fly\"}],\"action\":\"subscribe\",\"Action\":1,"
					   "\"channel\":\"c\",\"type\":\"anything\",\"\":null}"),
				 "") == 0);
	CHECK(request.action == RTWS_ACTION_SUBSCRIBE);
	CHECK(strcmp(parse("{\"type\":1,\"action\":\"ping\"}"), "") == 0);
	return 0;
}

static int ids_of_members_are_text(void)
{
	static const struct {
		const char *member, *id;
	} cases[] = {
		{ "{\"id\":\"u1\"}", "u1" },
		{ "{\"id\":\"\"}", "" },
		{ "{\"id\":\"0\"}", "0" },
		{ "{\"id\":0}", "0" },
		{ "{\"id\":-5}", "-5" },
		{ "{\"id\":\"{\"}", "{" },
		{ "{\"id\":\"\\u00e9\\\"\"}", "\xc3\xa9\"" },
		{ "{\"name\":{\"id\":1},\"id\":2}", "2" },
		{ "{\"id\":[],\"id\":2}", "2" },
		{ "{\"id\":2,\"id\":[]}", NULL },
		{ "{\"i\\u0064\":7}", "7" },
		{ "{}", NULL },
		{ "{\"ID\":1}", NULL },
		{ "{\"id\":1.5}", NULL },
		{ "{\"id\":true}", NULL },
		{ "{\"id\":null}", NULL },
		{ "{\"id\":\"\\ud800\"}", NULL },
		{ "{\"id\":\"12345678901234567\"}", NULL },
		{ "{\"id\":12345678901234567}", NULL },
		{ "{\"id\":1234567890123456}", "1234567890123456" },
	};

	for (int i = 0; i < COUNT(cases); i++) {
		rtws_text_t member = { cases[i].member, strlen(cases[i].member) };
		char out[16];
		ptrdiff_t len = rtws_member_id(member, out, sizeof(out));

		unit_case("%s", cases[i].member);
		CHECK(len == (cases[i].id != NULL ? (ptrdiff_t) strlen(cases[i].id) : -1));
		CHECK(len <= 0 || memcmp(out, cases[i].id, (size_t) len) == 0);
	}
	return 0;
}

/* ---- answers ------------------------------------------------------------------------------ */

static rtws_buffer_t out;
static const rtws_text_t none = { NULL, 0 };

static rtws_text_t text(const char *bytes)
{
	return (rtws_text_t){ bytes, strlen(bytes) };
}

static bool put_is(int error, const char *expected)
{
	bool fine =
		error == 0 && out.len == strlen(expected) && memcmp(out.bytes, expected, out.len) == 0;

	if (!fine) {
		unit_case("%.*s", (int) out.len, (const char *) out.bytes);
	}
	rtws_buffer_clear(&out);
	return fine;
}

static int answers_are_those_of_the_protocol(void)
{
	rtws_position_t position = { 0x5f0c2a91, 1043 };
	rtws_subscribed_t bare = { .channel = text("news") };
	rtws_subscribed_t full = { .id = text("1"),
							   .channel = text("a\"b"),
							   .has_position = true,
							   .position = position,
							   .was_recovery = true,
							   .recovered = true };

	CHECK(
		put_is(rtws_put_subscribed(&out, &bare), "{\"type\":\"subscribed\",\"channel\":\"news\"}"));
	CHECK(put_is(rtws_put_subscribed(&out, &full),
				 "{\"type\":\"subscribed\",\"channel\":\"a\\\"b\",\"id\":1,\"position\":"
				 "\"5f0c2a91-1043\",\"recovered\":true}"));
	full.recovered = full.has_position = false;
	CHECK(put_is(rtws_put_subscribed(&out, &full),
				 "{\"type\":\"subscribed\",\"channel\":\"a\\\"b\",\"id\":1,\"recovered\":false}"));
	CHECK(put_is(rtws_put_done(&out, "left", text("room"), text("5")),
				 "{\"type\":\"left\",\"channel\":\"room\",\"id\":5}"));
	CHECK(put_is(
		rtws_put_published(&out, text("news"), text("3"), position, false),
		"{\"type\":\"published\",\"channel\":\"news\",\"id\":3,\"position\":\"5f0c2a91-1043\"}"));
	CHECK(put_is(
		rtws_put_published(&out, text("news"), text("3"), position, true),
		"{\"type\":\"published\",\"channel\":\"news\",\"id\":3,\"position\":\"5f0c2a91-1043\","
		"\"duplicate\":true}"));
	CHECK(
		put_is(rtws_put_error(&out, "FORBIDDEN", "You may not \"x\".", text("c"), text("\"i\"")),
			   "{\"type\":\"error\",\"code\":\"FORBIDDEN\",\"message\":\"You may not \\\"x\\\".\","
			   "\"channel\":\"c\",\"id\":\"i\"}"));
	CHECK(put_is(rtws_put_error(&out, "BAD_REQUEST", "No.", none, none),
				 "{\"type\":\"error\",\"code\":\"BAD_REQUEST\",\"message\":\"No.\"}"));
	CHECK(put_is(rtws_put_pong(&out, none), "{\"type\":\"pong\"}"));
	CHECK(put_is(rtws_put_member(&out, "member_joined", text("{\"id\":1}"), none),
				 "{\"type\":\"member_joined\",\"member\":{\"id\":1}}"));
	CHECK(put_is(
		rtws_put_members_begin(&out) |
			rtws_put_members_item(&out, text("0"), text("{\"id\":0}"), true) |
			rtws_put_members_item(&out, text("\""), text("{\"id\":\"\\\"\"}"), false) |
			rtws_put_members_end(&out, text("r"), text("6"), 9, 4),
		"{\"type\":\"presence_state\",\"members\":{\"0\":{\"id\":0},\"\\\"\":{\"id\":\"\\\"\"}},"
		"\"channel\":\"r\",\"total\":9,\"next\":\"4\",\"id\":6}"));
	/* of a member whose id is empty, as well */
	CHECK(put_is(rtws_put_members_begin(&out) |
					 rtws_put_members_item(&out, text(""), text("{\"id\":\"\"}"), true) |
					 rtws_put_members_end(&out, none, none, 1, 0),
				 "{\"type\":\"presence_state\",\"members\":{\"\":{\"id\":\"\"}}}"));
	return 0;
}

static int messages_carry_data_of_each_kind(void)
{
	static const struct {
		rtws_data_kind_t kind;
		const char *data, *json, *more;
	} cases[] = {
		{ RTWS_DATA_JSON, "{\"a\":[1]}", "{\"a\":[1]}", "" },
		{ RTWS_DATA_TEXT, "\"\n", "\"\\\"\\n\"", "" },
		{ RTWS_DATA_TEXT, "", "\"\"", "" },
		{ RTWS_DATA_BINARY, "\xff", "\"/w==\"", ",\"encoding\":\"base64\"" },
	};

	for (int i = 0; i < COUNT(cases); i++) {
		rtws_publication_t *pub =
			rtws_publication_create(text("c"), none, cases[i].kind, text(cases[i].data));
		char expected[200];

		unit_case("%d", i);
		pub->time_us = 1795319403000039;
		snprintf(expected, sizeof(expected),
				 "{\"type\":\"message\",\"channel\":\"c\",\"data\":%s,\"timestamp\":1795319403."
				 "000039%s}",
				 cases[i].json, cases[i].more);
		CHECK(put_is(rtws_put_message(&out, pub, none), expected));
		rtws_publication_unref(pub);
	}
	return 0;
}

static int history_lists_publications(void)
{
	rtws_publication_t *pub =
		rtws_publication_create(text("c"), text("e"), RTWS_DATA_JSON, text("1"));
	rtws_position_t position = { 1, 2 };

	pub->time_us = 1500000;
	pub->is_kept = true;
	pub->position = position;
	CHECK(put_is(
		rtws_put_history_begin(&out, text("c")) | rtws_put_history_item(&out, pub, true) |
			rtws_put_history_item(&out, pub, false) |
			rtws_put_history_end(&out, text("7"), &position, true, false),
		"{\"type\":\"history\",\"channel\":\"c\",\"publications\":[{\"data\":1,\"timestamp\":"
		"1.500000,\"event\":\"e\",\"position\":\"00000001-2\"},{\"data\":1,\"timestamp\":1.500000,"
		"\"event\":\"e\",\"position\":\"00000001-2\"}],\"position\":\"00000001-2\","
		"\"recovered\":false,\"id\":7}"));
	CHECK(put_is(
		rtws_put_message(&out, pub, text("{\"a\":null}")),
		"{\"type\":\"message\",\"channel\":\"c\",\"patch\":{\"a\":null},\"timestamp\":1.500000,"
		"\"event\":\"e\",\"position\":\"00000001-2\"}"));
	rtws_publication_unref(pub);
	return 0;
}

static int without_memory_answers_say_so(void)
{
	rtws_subscribed_t answer = { .id = text("1"), .channel = text("news") };
	rtws_publication_t *pub = rtws_publication_create(text("c"), none, RTWS_DATA_BINARY, text("x"));
	unsigned failed = 0;

	for (unsigned n = 1; n < 10; n++) {
		alloc_fail_at(n);
		failed += rtws_put_subscribed(&out, &answer) != 0;
		rtws_buffer_clear(&out);
		alloc_fail_at(n);
		failed += rtws_put_message(&out, pub, none) != 0;
		alloc_fail_at(0);
		rtws_buffer_clear(&out);
	}
	CHECK(failed >= 2);
	rtws_publication_unref(pub);
	free(message);
	message = NULL;
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(every_action_is_known) },
		{ NAMED(members_are_read) },
		{ NAMED(what_is_not_there_has_its_default) },
		{ NAMED(every_error_says_what_is_wrong) },
		{ NAMED(errors_carry_what_could_be_read) },
		{ NAMED(lengths_are_bounded) },
		{ NAMED(last_of_members_with_one_name_counts) },
		{ NAMED(escapes_in_names_and_values_are_read) },
		{ NAMED(unknown_members_are_ignored) },
		{ NAMED(ids_of_members_are_text) },
		{ NAMED(answers_are_those_of_the_protocol) },
		{ NAMED(messages_carry_data_of_each_kind) },
		{ NAMED(history_lists_publications) },
		{ NAMED(without_memory_answers_say_so) },
	};

	return run_tests(tests, COUNT(tests));
}
