#include "unit.h"
#include "alloc.h"

#include "proto/sse.h"

#include <string.h>

static rtws_text_t text(const char *bytes)
{
	return (rtws_text_t){ bytes, strlen(bytes) };
}

static bool event_is(const char *event, bool is_kept, rtws_data_kind_t kind, const char *data,
					 const char *expected)
{
	rtws_publication_t *pub = rtws_publication_create(text("c"), text(event), kind, text(data));
	rtws_buffer_t out = { NULL, 0, 0 };
	bool fine;

	pub->is_kept = is_kept;
	pub->position = (rtws_position_t){ 0x5f0c2a91, 7 };
	fine = rtws_sse_put(&out, pub, (rtws_text_t){ NULL, 0 }) == 0 && out.len == strlen(expected) &&
		   memcmp(out.bytes, expected, out.len) == 0;
	if (!fine) {
		unit_case("%.*s", (int) out.len, (const char *) out.bytes);
	}
	rtws_buffer_clear(&out);
	rtws_publication_unref(pub);
	return fine;
}

static int fields_are_in_order_and_only_where_there_is_something(void)
{
	CHECK(event_is("", false, RTWS_DATA_TEXT, "hello", "data: hello\n\n"));
	CHECK(event_is("chat", false, RTWS_DATA_TEXT, "hello", "event: chat\ndata: hello\n\n"));
	CHECK(event_is("chat", true, RTWS_DATA_JSON, "{\"a\":1}",
				   "id: 5f0c2a91-7\nevent: chat\ndata: {\"a\":1}\n\n"));
	CHECK(event_is("", false, RTWS_DATA_TEXT, "", "data: \n\n"));
	return 0;
}

/* A field for each, so that no line of the data can be taken for another field. */
static int every_kind_of_line_end_begins_a_new_field(void)
{
	CHECK(event_is("", false, RTWS_DATA_TEXT, "a\nb", "data: a\ndata: b\n\n"));
	CHECK(event_is("", false, RTWS_DATA_TEXT, "a\rb", "data: a\ndata: b\n\n"));
	CHECK(event_is("", false, RTWS_DATA_TEXT, "a\r\nb", "data: a\ndata: b\n\n"));
	CHECK(event_is("", false, RTWS_DATA_TEXT, "a\n\rb", "data: a\ndata: \ndata: b\n\n"));
	CHECK(event_is("", false, RTWS_DATA_TEXT, "a\r\r\nb", "data: a\ndata: \ndata: b\n\n"));
	CHECK(event_is("", false, RTWS_DATA_TEXT, "a\n", "data: a\ndata: \n\n"));
	CHECK(event_is("", false, RTWS_DATA_TEXT, "a\r", "data: a\ndata: \n\n"));
	CHECK(event_is("", false, RTWS_DATA_TEXT, "a\r\n", "data: a\ndata: \n\n"));
	CHECK(event_is("", false, RTWS_DATA_TEXT, "\n", "data: \ndata: \n\n"));
	CHECK(event_is("", false, RTWS_DATA_TEXT, "\nid: 1\n\nevent: x",
				   "data: \ndata: id: 1\ndata: \ndata: event: x\n\n"));
	return 0;
}

static int binary_data_is_base64(void)
{
	CHECK(event_is("", false, RTWS_DATA_BINARY, "\xff\n", "data: /wo=\n\n"));
	CHECK(event_is("", false, RTWS_DATA_BINARY, "", "data: \n\n"));
	return 0;
}

static int without_memory_it_says_so(void)
{
	rtws_publication_t *pub =
		rtws_publication_create(text("c"), text("e"), RTWS_DATA_BINARY, text("x"));
	int failed = 0;

	for (unsigned n = 1; n < 6; n++) {
		rtws_buffer_t out = { NULL, 0, 0 };

		alloc_fail_at(n);
		failed += rtws_sse_put(&out, pub, (rtws_text_t){ NULL, 0 }) != 0;
		alloc_fail_at(0);
		rtws_buffer_clear(&out);
	}
	CHECK(failed >= 2);
	rtws_publication_unref(pub);
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(fields_are_in_order_and_only_where_there_is_something) },
		{ NAMED(every_kind_of_line_end_begins_a_new_field) },
		{ NAMED(binary_data_is_base64) },
		{ NAMED(without_memory_it_says_so) },
	};

	return run_tests(tests, COUNT(tests));
}
