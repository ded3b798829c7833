#include "alloc.h"
#include "head.h"
#include "unit.h"

#include "core/cors.h"

#define GET(more) "GET / HTTP/1.1\r\nHost: a\r\n" more "\r\n"
#define PREFLIGHT(more)                                                       \
	"OPTIONS / HTTP/1.1\r\nHost: a\r\nAccess-Control-Request-Method: PUT\r\n" \
	"Origin: https://a.org\r\n" more "\r\n"

static rtws_cors_t *cors;
static char text[1000];

static void add(rtws_strings_t *list, const char *item)
{
	rtws_strings_add(list, item, strlen(item));
}

static void begin(const char *origin)
{
	cors = rtws_cors_create();
	add(&cors->origins, origin);
}

static const char *mark(const char *head)
{
	rtws_request_t *request = parse_head(head);

	rtws_cors_mark(cors, request);
	snprintf(text, sizeof(text), "%.*s", (int) request->answer_headers.len,
			 (const char *) request->answer_headers.bytes);
	rtws_request_unref(request);
	return text;
}

static const char *preflight(const char *head, const char *allowed)
{
	rtws_request_t *request = parse_head(head);
	rtws_response_t response;

	rtws_response_init(&response, 200);
	rtws_cors_answer_preflight(cors, request, (rtws_text_t){ allowed, strlen(allowed) }, &response);
	snprintf(text, sizeof(text), "%d %.*s", response.status, (int) response.headers.len,
			 (const char *) response.headers.bytes);
	rtws_response_clear(&response);
	rtws_request_unref(request);
	return text;
}

static int anybody_is_told_the_same(void)
{
	static const char *const heads[] = { GET(""), GET("Origin: https://x.org\r\n"),
										 GET("Origin: null\r\n") };

	begin("*");
	for (int i = 0; i < COUNT(heads); i++) {
		CHECK(strcmp(mark(heads[i]), "Access-Control-Allow-Origin: *\r\n") == 0);
	}
	rtws_cors_unref(cors);
	return 0;
}

static int origins_on_the_list_are_told_so(void)
{
	static const struct {
		const char *origin;
		bool allowed;
	} cases[] = {
		{ "https://a.org", true },
		{ "https://A.org", true },
		{ "http://a.org", false },
		{ "https://a.org:444", false },
		{ "https://b.a.org", false },
		{ "https://a.org.evil", false },
		{ "null", false },
		{ "http://b.org:81", true },
		{ "https://b.org", true },
		{ "https://c.b.org", false },
		{ "https://a.org, https://x.org", false },
	};

	begin("https://a.org");
	add(&cors->origins, "b.org");
	for (int i = 0; i < COUNT(cases); i++) {
		char head[200], wanted[200];

		unit_case("%s", cases[i].origin);
		snprintf(head, sizeof(head), GET("Origin: %s\r\n"), cases[i].origin);
		snprintf(wanted, sizeof(wanted), "Vary: Origin\r\nAccess-Control-Allow-Origin: %s\r\n",
				 cases[i].origin);
		CHECK(strcmp(mark(head), cases[i].allowed ? wanted : "Vary: Origin\r\n") == 0);
	}
	CHECK(strcmp(mark(GET("")), "Vary: Origin\r\n") == 0);
	rtws_cors_unref(cors);
	return 0;
}

static int credentials_and_exposed_headers_are_told(void)
{
	begin("https://a.org");
	cors->credentials = true;
	add(&cors->expose, "X-One");
	add(&cors->expose, "X-Two");
	CHECK(strcmp(mark(GET("Origin: https://a.org\r\n")),
				 "Vary: Origin\r\nAccess-Control-Allow-Origin: https://a.org\r\n"
				 "Access-Control-Allow-Credentials: true\r\n"
				 "Access-Control-Expose-Headers: X-One, X-Two\r\n") == 0);
	CHECK(strstr(mark(GET("Origin: https://x.org\r\n")), "Credentials") == NULL);
	CHECK(strstr(mark(PREFLIGHT("")), "Expose") == NULL);
	rtws_cors_unref(cors);
	return 0;
}

static int preflight_is_an_options_with_its_headers(void)
{
	static const struct {
		const char *head;
		bool is_one;
	} cases[] = {
		{ PREFLIGHT(""), true },
		{ "OPTIONS / HTTP/1.1\r\nHost: a\r\nOrigin: https://a.org\r\n\r\n", false },
		{ "OPTIONS / HTTP/1.1\r\nHost: a\r\nAccess-Control-Request-Method: PUT\r\n\r\n", false },
		{ GET("Origin: https://a.org\r\nAccess-Control-Request-Method: PUT\r\n"), false },
	};

	for (int i = 0; i < COUNT(cases); i++) {
		rtws_request_t *request = parse_head(cases[i].head);

		CHECK(rtws_cors_is_preflight(request) == cases[i].is_one);
		rtws_request_unref(request);
	}
	return 0;
}

static int preflight_is_told_what_the_path_allows(void)
{
	begin("https://a.org");
	CHECK(strcmp(preflight(PREFLIGHT(""), "GET, HEAD"),
				 "204 Access-Control-Allow-Methods: GET, HEAD\r\n"
				 "Vary: Access-Control-Request-Headers\r\n") == 0);
	CHECK(strcmp(preflight(PREFLIGHT("Access-Control-Request-Headers: x-a,x-b\r\n"), ""),
				 "204 Access-Control-Allow-Methods: PUT\r\n"
				 "Vary: Access-Control-Request-Headers\r\n"
				 "Access-Control-Allow-Headers: x-a,x-b\r\n") == 0);
	add(&cors->methods, "GET");
	add(&cors->methods, "PATCH");
	add(&cors->headers, "X-Key");
	cors->max_age = 60;
	CHECK(strcmp(preflight(PREFLIGHT("Access-Control-Request-Headers: x-a\r\n"), "GET"),
				 "204 Access-Control-Allow-Methods: GET, PATCH\r\n"
				 "Access-Control-Allow-Headers: X-Key\r\nAccess-Control-Max-Age: 60\r\n") == 0);
	rtws_cors_unref(cors);
	begin("https://other.org");
	CHECK(strcmp(preflight(PREFLIGHT(""), "GET"), "204 ") == 0);
	rtws_cors_unref(cors);
	return 0;
}

static int method_that_is_none_is_not_repeated(void)
{
	begin("*");
	CHECK(strstr(preflight("OPTIONS / HTTP/1.1\r\nHost: a\r\nOrigin: https://a.org\r\n"
						   "Access-Control-Request-Method: A, B\r\n\r\n",
						   ""),
				 "Methods") == NULL);
	rtws_cors_unref(cors);
	return 0;
}

static int without_memory_nothing_breaks(void)
{
	begin("https://a.org");
	for (unsigned n = 1; n < 8; n++) {
		rtws_request_t *request = parse_head(GET("Origin: https://a.org\r\n"));

		alloc_fail_at(n);
		rtws_cors_mark(cors, request);
		alloc_fail_at(0);
		rtws_request_unref(request);
	}
	rtws_cors_unref(cors);
	alloc_fail_at(1);
	CHECK(rtws_cors_create() == NULL);
	alloc_fail_at(0);
	CHECK(rtws_cors_ref(NULL) == NULL);
	rtws_cors_unref(NULL);
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(anybody_is_told_the_same) },
		{ NAMED(origins_on_the_list_are_told_so) },
		{ NAMED(credentials_and_exposed_headers_are_told) },
		{ NAMED(preflight_is_an_options_with_its_headers) },
		{ NAMED(preflight_is_told_what_the_path_allows) },
		{ NAMED(method_that_is_none_is_not_repeated) },
		{ NAMED(without_memory_nothing_breaks) },
	};

	return run_tests(tests, COUNT(tests));
}
