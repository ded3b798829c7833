#include "unit.h"
#include "alloc.h"
#include "head.h"

#include "core/endpoint.h"
#include "util/error.h"

static rtws_text_t text(const char *at)
{
	return (rtws_text_t){ at, strlen(at) };
}

static rtws_endpoint_t *endpoint_with(rtws_endpoint_kind_t kind, const char *first,
									  const char *second)
{
	rtws_endpoint_t *endpoint = rtws_endpoint_create(kind);

	if (first != NULL) {
		rtws_strings_add(&endpoint->methods, first, strlen(first));
	}
	if (second != NULL) {
		rtws_strings_add(&endpoint->methods, second, strlen(second));
	}
	return endpoint;
}

static int methods_taken_are_those_named(void)
{
	rtws_endpoint_t *endpoint = endpoint_with(RTWS_ENDPOINT_HTTP, "POST", "PUT");

	CHECK(rtws_endpoint_takes(endpoint, text("POST")));
	CHECK(rtws_endpoint_takes(endpoint, text("PUT")));
	CHECK(!rtws_endpoint_takes(endpoint, text("GET")));
	CHECK(!rtws_endpoint_takes(endpoint, text("HEAD")));
	CHECK(!rtws_endpoint_takes(endpoint, text("post")));
	CHECK(!rtws_endpoint_takes(endpoint, text("POS")));
	CHECK(!rtws_endpoint_takes(endpoint, text("POSTS")));
	rtws_endpoint_destroy(endpoint);
	return 0;
}

static int head_is_taken_where_get_is(void)
{
	rtws_endpoint_t *endpoint = endpoint_with(RTWS_ENDPOINT_HTTP, "PUT", "GET");

	CHECK(rtws_endpoint_takes(endpoint, text("HEAD")));
	CHECK(!rtws_endpoint_takes(endpoint, text("POST")));
	rtws_endpoint_destroy(endpoint);
	return 0;
}

static int every_method_is_taken_where_none_is_named(void)
{
	rtws_endpoint_t *endpoint = endpoint_with(RTWS_ENDPOINT_HTTP, NULL, NULL);

	CHECK(rtws_endpoint_takes(endpoint, text("BREW")) &&
		  rtws_endpoint_takes(endpoint, text("GET")));
	rtws_endpoint_destroy(endpoint);
	return 0;
}

static int files_take_get_and_head_only(void)
{
	rtws_endpoint_t *endpoint = endpoint_with(RTWS_ENDPOINT_FILES, NULL, NULL);

	CHECK(rtws_endpoint_takes(endpoint, text("GET")) &&
		  rtws_endpoint_takes(endpoint, text("HEAD")));
	CHECK(!rtws_endpoint_takes(endpoint, text("POST")));
	CHECK(!rtws_endpoint_takes(endpoint, text("OPTIONS")));
	rtws_endpoint_destroy(endpoint);
	return 0;
}

static int strings_keep_copies_in_order(void)
{
	rtws_strings_t strings = { NULL, 0 };
	char item[] = "one";

	CHECK(rtws_strings_add(&strings, item, 3) == 0);
	item[0] = 'x';
	CHECK(rtws_strings_add(&strings, "two and more", 3) == 0);
	CHECK(strings.count == 2);
	CHECK(strcmp(strings.items[0], "one") == 0 && strcmp(strings.items[1], "two") == 0);
	rtws_strings_clear(&strings);
	CHECK(strings.count == 0 && strings.items == NULL);
	return 0;
}

static int no_memory_for_a_string_changes_nothing(void)
{
	rtws_strings_t strings = { NULL, 0 };
	int error;

	CHECK(rtws_strings_add(&strings, "one", 3) == 0);
	alloc_fail_at(1);
	error = rtws_strings_add(&strings, "two", 3);
	alloc_fail_at(0);
	CHECK(error == RTWS_E_NOMEM && strings.count == 1 && strcmp(strings.items[0], "one") == 0);
	rtws_strings_clear(&strings);
	return 0;
}

static int no_memory_for_an_endpoint_gives_none(void)
{
	rtws_endpoint_t *endpoint;

	alloc_fail_at(1);
	endpoint = rtws_endpoint_create(RTWS_ENDPOINT_WS);
	alloc_fail_at(0);
	CHECK(endpoint == NULL);
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(methods_taken_are_those_named) },
		{ NAMED(head_is_taken_where_get_is) },
		{ NAMED(every_method_is_taken_where_none_is_named) },
		{ NAMED(files_take_get_and_head_only) },
		{ NAMED(strings_keep_copies_in_order) },
		{ NAMED(no_memory_for_a_string_changes_nothing) },
		{ NAMED(no_memory_for_an_endpoint_gives_none) },
	};

	return run_tests(tests, COUNT(tests));
}
