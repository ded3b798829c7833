#include "unit.h"
#include "alloc.h"
#include "head.h"

#include "core/route.h"
#include "util/error.h"

static rtws_request_t *request_for(const char *path)
{
	char head[300];

	snprintf(head, sizeof(head), "GET %s HTTP/1.1\r\nHost: a\r\n\r\n", path);
	return parse_head(head);
}

static int init(rtws_route_t *route, const char *pattern)
{
	const char *why = NULL;
	int error = rtws_route_init(route, pattern, strlen(pattern), &why);

	return error == RTWS_E_INVALID && why == NULL ? 1 : error;
}

static int matches(const char *pattern, const char *path)
{
	rtws_request_t *request = request_for(path);
	rtws_route_t route;
	int result = init(&route, pattern);

	if (request == NULL || result != 0) {
		return -1;
	}
	result = rtws_route_matches(&route, request);
	rtws_route_clear(&route);
	rtws_request_unref(request);
	return result;
}

/* ---- patterns ----------------------------------------------------------------------------- */

static int patterns_are_accepted_or_refused_with_a_reason(void)
{
	static const struct {
		const char *pattern;
		int error, placeholders;
	} cases[] = {
		{ "/", 0, 0 },
		{ "/chat", 0, 0 },
		{ "/chat/", 0, 0 },
		{ "/room/{name}", 0, 1 },
		{ "/{a}/{b_2}/{_C}", 0, 3 },
		{ "/{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h}", 0, 8 },
		{ "/\xc3\xa9", 0, 0 },
		{ "/{rest...}", 0, 1 },
		{ "/a/{b}/{c...}", 0, 2 },
		{ "/{...}", RTWS_E_INVALID, 0 },
		{ "/{a...}/b", RTWS_E_INVALID, 0 },
		{ "/{a...}/", RTWS_E_INVALID, 0 },
		{ "/{a...}/{b}", RTWS_E_INVALID, 0 },
		{ "/{a}/{a...}", RTWS_E_INVALID, 0 },
		{ "", RTWS_E_INVALID, 0 },
		{ "chat", RTWS_E_INVALID, 0 },
		{ "/a?b", RTWS_E_INVALID, 0 },
		{ "/a#b", RTWS_E_INVALID, 0 },
		{ "/a\nb", RTWS_E_INVALID, 0 },
		{ "/{}", RTWS_E_INVALID, 0 },
		{ "/{a", RTWS_E_INVALID, 0 },
		{ "/a}", RTWS_E_INVALID, 0 },
		{ "/a{b}", RTWS_E_INVALID, 0 },
		{ "/{b}c", RTWS_E_INVALID, 0 },
		{ "/{a}{b}", RTWS_E_INVALID, 0 },
		{ "/{1a}", RTWS_E_INVALID, 0 },
		{ "/{a-b}", RTWS_E_INVALID, 0 },
		{ "/{a}/{a}", RTWS_E_INVALID, 0 },
		{ "/{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h}/{i}", RTWS_E_INVALID, 0 },
	};

	for (int i = 0; i < COUNT(cases); i++) {
		rtws_route_t route;

		unit_case("%s", cases[i].pattern);
		CHECK(init(&route, cases[i].pattern) == cases[i].error);
		if (cases[i].error == 0) {
			CHECK(strcmp(route.pattern, cases[i].pattern) == 0);
			CHECK(route.placeholders == cases[i].placeholders);
		}
		rtws_route_clear(&route);
	}
	return 0;
}

static int nul_in_a_pattern_is_refused(void)
{
	rtws_route_t route;
	const char *why = NULL;

	CHECK(rtws_route_init(&route, "/a\0b", 4, &why) == RTWS_E_INVALID && why != NULL);
	return 0;
}

static int pattern_need_not_end_with_nul(void)
{
	static const char text[] = { '/', 'a', '/', '{', 'b', '}', '/', 'x' };
	rtws_route_t route;
	const char *why;

	CHECK(rtws_route_init(&route, text, 6, &why) == 0);
	CHECK(strcmp(route.pattern, "/a/{b}") == 0);
	rtws_route_clear(&route);
	return 0;
}

/* ---- matching ----------------------------------------------------------------------------- */

static int path_matches_part_by_part(void)
{
	static const struct {
		const char *pattern, *path;
		int matches;
	} cases[] = {
		{ "/", "/", 1 },
		{ "/", "/?a=/b", 1 },
		{ "/", "/a", 0 },
		{ "/", "//", 0 },
		{ "/chat", "/chat", 1 },
		{ "/chat", "/chat?x", 1 },
		{ "/chat", "/chat/", 0 },
		{ "/chat/", "/chat/", 1 },
		{ "/chat/", "/chat", 0 },
		{ "/chat", "/Chat", 0 },
		{ "/chat", "/chatter", 0 },
		{ "/chat", "/cha", 0 },
		{ "/chat", "/", 0 },
		{ "/chat", "/chat/a", 0 },
		{ "/a/b", "/a/b", 1 },
		{ "/a/b", "/a//b", 0 },
		{ "/a/b", "/a/b/c", 0 },
		{ "/a/b", "/a", 0 },
		{ "/{x}", "/a", 1 },
		{ "/{x}", "/", 0 },
		{ "/{x}", "/a/", 0 },
		{ "/{x}", "/a/b", 0 },
		{ "/{x}/", "/a/", 1 },
		{ "/{x}/", "//", 0 },
		{ "/a/{x}/c", "/a/b/c", 1 },
		{ "/a/{x}/c", "/a//c", 0 },
		{ "/a/{x}/c", "/a/b/d", 0 },
		{ "/{x}/{y}", "/a/b", 1 },
		{ "/{x}/{y}", "/a", 0 },
		{ "/{x}/{y}", "/a/", 0 },
		{ "/..", "/..", 1 },
		{ "/{x...}", "/", 1 },
		{ "/{x...}", "/a", 1 },
		{ "/{x...}", "/a/b/", 1 },
		{ "/a/{x...}", "/a", 1 },
		{ "/a/{x...}", "/a/", 1 },
		{ "/a/{x...}", "/a//b", 1 },
		{ "/a/{x...}", "/b/c", 0 },
		{ "/a/{x...}", "/", 0 },
	};

	for (int i = 0; i < COUNT(cases); i++) {
		unit_case("%s with %s", cases[i].pattern, cases[i].path);
		CHECK(matches(cases[i].pattern, cases[i].path) == cases[i].matches);
	}
	return 0;
}

static int escapes_match_what_they_stand_for_but_no_slash(void)
{
	static const struct {
		const char *pattern, *path;
		int matches;
	} cases[] = {
		{ "/chat", "/%63hat", 1 },     { "/chat", "/cha%74", 1 },  { "/chat", "/%63%68%61%74", 1 },
		{ "/chat", "/cha%75", 0 },     { "/chat", "/chat%20", 0 }, { "/chat", "/%63ha", 0 },
		{ "/\xc3\xa9", "/%c3%A9", 1 }, { "/a b", "/a%20b", 1 },    { "/a/b", "/a%2fb", 0 },
		{ "/a/{x}", "/a%2fb", 0 },     { "/{x}", "/a%2fb", 1 },    { "/100%", "/100%25", 1 },
	};

	for (int i = 0; i < COUNT(cases); i++) {
		unit_case("%s with %s", cases[i].pattern, cases[i].path);
		CHECK(matches(cases[i].pattern, cases[i].path) == cases[i].matches);
	}
	return 0;
}

static int asterisk_matches_no_route(void)
{
	rtws_request_t *request = parse_head("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n");
	rtws_text_t rest;
	rtws_route_t route;

	CHECK(init(&route, "/") == 0);
	CHECK(!rtws_route_matches(&route, request));
	CHECK(!rtws_route_is_prefix(&route, request, &rest));
	rtws_route_clear(&route);
	CHECK(init(&route, "/{x}") == 0);
	CHECK(!rtws_route_matches(&route, request));
	rtws_route_clear(&route);
	rtws_request_unref(request);
	return 0;
}

/* ---- placeholders ------------------------------------------------------------------------- */

static int values_of_placeholders_are_decoded(void)
{
	rtws_request_t *request = request_for("/a%2fb/room/%E2%82%ac?q");
	rtws_route_t route;

	CHECK(init(&route, "/{first}/room/{second}") == 0);
	CHECK(rtws_route_matches(&route, request));
	CHECK(rtws_route_bind(&route, request) == 0);
	CHECK(request->param_count == 2);
	CHECK(text_equals(request->params[0].name, "first"));
	CHECK(text_equals(request->params[0].value, "a/b"));
	CHECK(text_equals(request->params[1].name, "second"));
	CHECK(text_equals(request->params[1].value, "\xe2\x82\xac"));
	rtws_request_unref(request);
	rtws_route_clear(&route);
	return 0;
}

static int the_last_may_take_all_that_is_left(void)
{
	static const struct {
		const char *path, *value;
	} cases[] = {
		{ "/docs/a/b%20c/", "a/b c/" },
		{ "/docs/a", "a" },
		{ "/docs/", "" },
		{ "/docs", "" },
	};

	for (int i = 0; i < COUNT(cases); i++) {
		rtws_request_t *request = request_for(cases[i].path);
		rtws_route_t route;

		unit_case("%s", cases[i].path);
		CHECK(init(&route, "/docs/{path...}") == 0);
		CHECK(rtws_route_matches(&route, request) && rtws_route_bind(&route, request) == 0);
		CHECK(request->param_count == 1);
		CHECK(text_equals(request->params[0].name, "path"));
		CHECK(text_equals(request->params[0].value, cases[i].value));
		rtws_request_unref(request);
		rtws_route_clear(&route);
	}
	return 0;
}

static int eight_long_values_fit(void)
{
	rtws_request_t *request = request_for("/aaaaaaaa/b/cc/dddd/e/f/g/hhhhhhhhhhhhhhhh");
	rtws_route_t route;

	CHECK(init(&route, "/{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h}") == 0);
	CHECK(rtws_route_matches(&route, request) && rtws_route_bind(&route, request) == 0);
	CHECK(request->param_count == 8);
	CHECK(text_equals(request->params[7].value, "hhhhhhhhhhhhhhhh"));
	rtws_request_unref(request);
	rtws_route_clear(&route);
	return 0;
}

static int binding_twice_leaves_the_first(void)
{
	rtws_request_t *request = request_for("/x");
	rtws_route_t route;

	CHECK(init(&route, "/{a}") == 0);
	CHECK(rtws_route_bind(&route, request) == 0 && rtws_route_bind(&route, request) == 0);
	CHECK(request->param_count == 1);
	rtws_request_unref(request);
	rtws_route_clear(&route);
	return 0;
}

static int no_memory_for_values_is_an_error(void)
{
	rtws_request_t *request = request_for("/x");
	rtws_route_t route;
	int error;

	CHECK(init(&route, "/{a}") == 0);
	alloc_fail_at(1);
	error = rtws_route_bind(&route, request);
	alloc_fail_at(0);
	CHECK(error == RTWS_E_NOMEM && request->param_count == 0);
	CHECK(rtws_route_bind(&route, request) == 0 && request->param_count == 1);
	rtws_request_unref(request);
	rtws_route_clear(&route);
	return 0;
}

/* ---- prefixes ----------------------------------------------------------------------------- */

static int prefix_gives_the_decoded_rest(void)
{
	static const struct {
		const char *pattern, *path, *rest; /* NULL: not below */
	} cases[] = {
		{ "/", "/", "" },
		{ "/", "/a/b", "a/b" },
		{ "/", "//a", "a" },
		{ "/static", "/static", "" },
		{ "/static", "/static/", "" },
		{ "/static", "/static/a%20b", "a b" },
		{ "/static", "/static//a", "a" },
		{ "/static", "/static%2fa", "a" },
		{ "/static", "/%73tatic/a", "a" },
		{ "/static/", "/static", "" },
		{ "/static/", "/static/a/", "a/" },
		{ "/static", "/statics", NULL },
		{ "/static/", "/statics", NULL },
		{ "/static", "/stati", NULL },
		{ "/static", "/", NULL },
		{ "/static", "/a/static", NULL },
		{ "/static", "/static/../a", "../a" },
	};

	for (int i = 0; i < COUNT(cases); i++) {
		rtws_request_t *request = request_for(cases[i].path);
		rtws_text_t rest = { NULL, 0 };
		rtws_route_t route;
		bool is_below;

		unit_case("%s with %s", cases[i].pattern, cases[i].path);
		CHECK(init(&route, cases[i].pattern) == 0);
		is_below = rtws_route_is_prefix(&route, request, &rest);
		CHECK(is_below == (cases[i].rest != NULL));
		CHECK(!is_below || text_equals(rest, cases[i].rest));
		rtws_route_clear(&route);
		rtws_request_unref(request);
	}
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(patterns_are_accepted_or_refused_with_a_reason) },
		{ NAMED(nul_in_a_pattern_is_refused) },
		{ NAMED(pattern_need_not_end_with_nul) },
		{ NAMED(path_matches_part_by_part) },
		{ NAMED(escapes_match_what_they_stand_for_but_no_slash) },
		{ NAMED(asterisk_matches_no_route) },
		{ NAMED(values_of_placeholders_are_decoded) },
		{ NAMED(the_last_may_take_all_that_is_left) },
		{ NAMED(eight_long_values_fit) },
		{ NAMED(binding_twice_leaves_the_first) },
		{ NAMED(no_memory_for_values_is_an_error) },
		{ NAMED(prefix_gives_the_decoded_rest) },
	};

	return run_tests(tests, COUNT(tests));
}
