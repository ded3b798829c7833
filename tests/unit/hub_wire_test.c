#include "unit.h"

#include "broker/hub_wire.h"
#include "util/error.h"

#include <stdlib.h>
#include <string.h>

static rtws_text_t text(const char *bytes)
{
	return (rtws_text_t){ bytes, strlen(bytes) };
}

/* Every field is there, each with a value of its own. */
static rtws_hub_frame_t full(rtws_hub_type_t type)
{
	return (rtws_hub_frame_t){ .type = (uint8_t) type,
							   .subject = RTWS_SUBJECT_USER,
							   .kind = RTWS_DATA_TEXT,
							   .flag = 1,
							   .was_heard = 1,
							   .request = 0xfedcba98,
							   .error = RTWS_E_FULL,
							   .count = 4000000000u,
							   .number = 0x0123456789abcdef,
							   .next = 77,
							   .id = 0xffff000000000001,
							   .time_us = 1800000000000000,
							   .terms = { 10, 60000 },
							   .position = { 0xdeadbeef, 42 },
							   .name = text("news"),
							   .key = text("key-1"),
							   .event = text("e"),
							   .data = text("{\"a\":1}") };
}

/* As it is on the wire, whole. Owned. */
static uint8_t *bytes_of(const rtws_hub_frame_t *frame, size_t *len)
{
	rtws_hub_layout_t layout = rtws_hub_frame_layout(frame);
	uint8_t *bytes = malloc(layout.head + layout.tail.len);

	*len = layout.head + layout.tail.len;
	rtws_hub_frame_put(frame, layout, bytes);
	if (layout.tail.len > 0) {
		memcpy(bytes + layout.head, layout.tail.at, layout.tail.len);
	}
	return bytes;
}

static int is_same_or_empty(rtws_text_t got, rtws_text_t put)
{
	return got.len == 0 || (got.len == put.len && memcmp(got.at, put.at, put.len) == 0);
}

static int every_type_comes_as_it_went(void)
{
	for (int type = 1; type < RTWS_HUB_TYPES; type++) {
		rtws_hub_frame_t put = full(type);
		rtws_hub_frame_t got;
		size_t len, need, again_len;
		uint8_t *bytes = bytes_of(&put, &len);
		uint8_t *again;

		unit_case("type %d", type);
		CHECK(rtws_hub_frame_get(bytes, len, &got, &need) == (ssize_t) len && need == len);
		CHECK(got.type == type);
		CHECK(got.request == 0 || got.request == put.request);
		CHECK(got.error == 0 || got.error == put.error);
		CHECK(got.count == 0 || got.count == put.count);
		CHECK(got.number == 0 || got.number == put.number);
		CHECK(got.id == 0 || got.id == put.id);
		CHECK(got.terms.size == 0 || memcmp(&got.terms, &put.terms, sizeof(put.terms)) == 0);
		CHECK(is_same_or_empty(got.name, put.name) && is_same_or_empty(got.key, put.key));
		CHECK(is_same_or_empty(got.event, put.event) && is_same_or_empty(got.data, put.data));
		again = bytes_of(&got, &again_len);
		CHECK(again_len == len && memcmp(again, bytes, len) == 0);
		free(again);
		free(bytes);
	}
	return 0;
}

static int publication_has_all_it_needs(void)
{
	rtws_hub_frame_t put = full(RTWS_HUB_DELIVER), got;
	size_t len, need;
	uint8_t *bytes = bytes_of(&put, &len);

	CHECK(rtws_hub_frame_get(bytes, len, &got, &need) > 0);
	CHECK(got.id == put.id && got.kind == put.kind && got.flag == 1 && got.count == put.count);
	CHECK(got.position.epoch == 0xdeadbeef && got.position.offset == 42);
	CHECK(got.time_us == put.time_us && got.name.len == 4 && got.event.len == 1);
	CHECK(got.data.len == 7 && got.request == 0 && got.was_heard == 1);
	free(bytes);
	return 0;
}

static int parts_wait_for_the_rest(void)
{
	rtws_hub_frame_t put = full(RTWS_HUB_PUBLISH), got;
	size_t len, need;
	uint8_t *bytes = bytes_of(&put, &len);

	for (size_t cut = 0; cut < len; cut++) {
		uint8_t *part = malloc(cut);

		memcpy(part, bytes, cut);
		unit_case("%zu bytes", cut);
		CHECK(rtws_hub_frame_get(part, cut, &got, &need) == 0);
		CHECK(need == (cut < 5 ? 5 : len));
		free(part);
	}
	free(bytes);
	return 0;
}

static int what_cannot_be_is_refused(void)
{
	rtws_hub_frame_t put = full(RTWS_HUB_WATCH), got;
	size_t len, need;
	uint8_t *bytes = bytes_of(&put, &len);
	static const struct {
		const char *what;
		size_t at;
		uint8_t byte;
	} cases[] = {
		{ "no type", 4, 0 },
		{ "type of the future", 4, RTWS_HUB_TYPES },
		{ "other type", 4, RTWS_HUB_UP },
		{ "subject", 9, RTWS_SUBJECT_PROCESS + 1 },
		{ "long text", 10, 5 },
		{ "short text", 10, 3 },
		{ "longer text", 13, 0xff },
		{ "long frame", 3, 0x40 },
	};

	for (int i = 0; i < COUNT(cases); i++) {
		uint8_t before = bytes[cases[i].at];

		bytes[cases[i].at] = cases[i].byte;
		unit_case("%s", cases[i].what);
		CHECK(rtws_hub_frame_get(bytes, len, &got, &need) == RTWS_E_INVALID);
		bytes[cases[i].at] = before;
	}
	CHECK(rtws_hub_frame_get((const uint8_t[5]){ 0 }, 5, &got, &need) == RTWS_E_INVALID);
	CHECK(rtws_hub_frame_get(bytes, len, &got, &need) == (ssize_t) len);
	free(bytes);
	return 0;
}

/* What is long lies at the end, so that it need not be copied into a frame. */
static int long_text_is_the_tail(void)
{
	static const rtws_hub_type_t types[] = { RTWS_HUB_PUBLISH, RTWS_HUB_DELIVER, RTWS_HUB_KEPT,
											 RTWS_HUB_SEND, RTWS_HUB_LETTER };

	for (int i = 0; i < COUNT(types); i++) {
		rtws_hub_frame_t frame = full(types[i]);

		CHECK(rtws_hub_frame_layout(&frame).tail.at == frame.data.at);
	}
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(every_type_comes_as_it_went) }, { NAMED(publication_has_all_it_needs) },
		{ NAMED(parts_wait_for_the_rest) },     { NAMED(what_cannot_be_is_refused) },
		{ NAMED(long_text_is_the_tail) },
	};

	return run_tests(tests, COUNT(tests));
}
