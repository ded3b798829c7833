#include "unit.h"
#include "alloc.h"

#include "proto/publication.h"

#include <stdlib.h>
#include <string.h>

static rtws_text_t text(const char *bytes)
{
	return (rtws_text_t){ bytes, strlen(bytes) };
}

static int publication_has_copies(void)
{
	char channel[] = "chan", event[] = "ev", data[] = "data";
	rtws_publication_t *pub =
		rtws_publication_create(text(channel), text(event), RTWS_DATA_TEXT, text(data));

	CHECK(pub != NULL && pub->refs == 1 && pub->kind == RTWS_DATA_TEXT && !pub->is_kept);
	memset(channel, 0, sizeof(channel));
	memset(event, 0, sizeof(event));
	memset(data, 0, sizeof(data));
	CHECK(pub->channel.len == 4 && memcmp(pub->channel.at, "chan", 4) == 0);
	CHECK(pub->event.len == 2 && memcmp(pub->event.at, "ev", 2) == 0);
	CHECK(pub->data.len == 4 && memcmp(pub->data.at, "data", 4) == 0);
	CHECK(rtws_publication_ref(pub) == pub && pub->refs == 2);
	rtws_publication_unref(pub);
	rtws_publication_unref(pub);
	pub = rtws_publication_create(text("c"), (rtws_text_t){ NULL, 0 }, RTWS_DATA_BINARY,
								  (rtws_text_t){ NULL, 0 });
	CHECK(pub != NULL && pub->event.len == 0 && pub->data.len == 0);
	rtws_publication_unref(pub);
	alloc_fail_at(1);
	CHECK(rtws_publication_create(text("c"), text(""), RTWS_DATA_TEXT, text("")) == NULL);
	alloc_fail_at(0);
	return 0;
}

static int names_are_utf8_without_control_characters(void)
{
	static const char *const good[] = { "a",     " ", "*",  "\xc3\xa9", "\xf0\x9f\x98\x80",
										"a/b:c", "{", "\"", "\\",       "\xc2\x80" };
	static const char *const bad[] = {
		"",        "\n",   "a\x01",     "\x1f",         "\x7f",
		"\xff",    "\xc3", "a\xc3\x28", "\xed\xa0\x80", "\xf4\x90\x80\x80",
		"\xc0\xaf"
	};
	char longest[256];

	for (int i = 0; i < COUNT(good); i++) {
		unit_case("%s", good[i]);
		CHECK(rtws_channel_name_is_valid(text(good[i])));
	}
	for (int i = 0; i < COUNT(bad); i++) {
		unit_case("%s", bad[i]);
		CHECK(!rtws_channel_name_is_valid(text(bad[i])));
	}
	CHECK(!rtws_channel_name_is_valid((rtws_text_t){ "a\0b", 3 }));
	memset(longest, 'x', sizeof(longest));
	CHECK(rtws_channel_name_is_valid((rtws_text_t){ longest, 255 }));
	CHECK(!rtws_channel_name_is_valid((rtws_text_t){ longest, 256 }));
	CHECK(rtws_name_is_valid((rtws_text_t){ longest, 64 }, 64));
	CHECK(!rtws_name_is_valid((rtws_text_t){ longest, 65 }, 64));
	return 0;
}

static int positions_come_back(void)
{
	static const rtws_position_t cases[] = {
		{ 0, 0 }, { 1, 1 }, { 0x5f0c2a91, 1042 }, { UINT32_MAX, UINT64_MAX }
	};

	for (int i = 0; i < COUNT(cases); i++) {
		char out[RTWS_POSITION_MAX];
		rtws_position_t back;
		size_t len = rtws_position_format(cases[i], out);

		unit_case("%s", out);
		CHECK(len == strlen(out) && rtws_position_parse((rtws_text_t){ out, len }, &back));
		CHECK(back.epoch == cases[i].epoch && back.offset == cases[i].offset);
	}
	return 0;
}

static int nothing_else_is_a_position(void)
{
	static const char *const bad[] = { "",
									   "-",
									   "5f0c2a91",
									   "5f0c2a91-",
									   "5f0c2a9-1042",
									   "5f0c2a911042",
									   "5F0C2A91-1",
									   "5f0c2a91--1",
									   "5f0c2a91-+1",
									   "5f0c2a91- 1",
									   "5f0c2a91-1 ",
									   " 5f0c2a91-1",
									   "5f0c2a91-0x1",
									   "5g0c2a91-1",
									   "5f0c2a91-18446744073709551616",
									   "5f0c2a91-1.0",
									   "-5f0c2a9-1",
									   "5f0c2a91-99999999999999999999999" };

	for (int i = 0; i < COUNT(bad); i++) {
		rtws_position_t position = { 7, 7 };

		unit_case("%s", bad[i]);
		CHECK(!rtws_position_parse(text(bad[i]), &position));
		CHECK(position.epoch == 7 && position.offset == 7);
	}
	return 0;
}

static int a_number_is_known_later(void)
{
	rtws_publication_t *pub = rtws_publication_create_number(text("room"), text(""));

	rtws_publication_set_number(pub, text(""), INT64_MIN);
	CHECK(pub->kind == RTWS_DATA_JSON && pub->data.len == 20);
	CHECK(memcmp(pub->data.at, "-9223372036854775808", 20) == 0);
	rtws_publication_set_number(pub, text(""), 7);
	CHECK(pub->data.len == 1 && pub->data.at[0] == '7');
	CHECK(pub->channel.len == 4 && memcmp(pub->channel.at, "room", 4) == 0);
	rtws_publication_unref(pub);
	return 0;
}

static int a_number_may_be_a_value_of_an_object(void)
{
	rtws_text_t front = text("{\"value\":");
	rtws_publication_t *pub = rtws_publication_create_number(text("room"), front);

	rtws_publication_set_number(pub, front, INT64_MIN);
	CHECK(pub->data.len == 30);
	CHECK(memcmp(pub->data.at, "{\"value\":-9223372036854775808}", 30) == 0);
	rtws_publication_set_number(pub, front, 7);
	CHECK(pub->data.len == 11 && memcmp(pub->data.at, "{\"value\":7}", 11) == 0);
	rtws_publication_unref(pub);
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(publication_has_copies) },  { NAMED(names_are_utf8_without_control_characters) },
		{ NAMED(positions_come_back) },     { NAMED(nothing_else_is_a_position) },
		{ NAMED(a_number_is_known_later) }, { NAMED(a_number_may_be_a_value_of_an_object) },
	};

	return run_tests(tests, COUNT(tests));
}
