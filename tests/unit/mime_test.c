#include "unit.h"

#include "proto/mime.h"

#include <string.h>

static int type_follows_from_the_ending(void)
{
	static const struct {
		const char *path, *type;
	} cases[] = {
		{ "index.html", "text/html; charset=utf-8" },
		{ "/a/b/INDEX.HTML", "text/html; charset=utf-8" },
		{ "app.min.js", "text/javascript; charset=utf-8" },
		{ ".css", "text/css; charset=utf-8" },
		{ "a.woff2", "font/woff2" },
		{ "", "application/octet-stream" },
		{ ".", "application/octet-stream" },
		{ "html", "application/octet-stream" },
		{ "a.", "application/octet-stream" },
		{ "a.html.", "application/octet-stream" },
		{ "a.htmlx", "application/octet-stream" },
		{ "a.ht", "application/octet-stream" },
		{ "dir.html/file", "application/octet-stream" },
	};

	for (int i = 0; i < COUNT(cases); i++) {
		unit_case("%s", cases[i].path);
		CHECK(strcmp(rtws_mime_type(cases[i].path, strlen(cases[i].path)), cases[i].type) == 0);
	}
	return 0;
}

static int only_the_given_length_counts(void)
{
	CHECK(strcmp(rtws_mime_type("a.jsonl", 6), "application/json") == 0);
	CHECK(strcmp(rtws_mime_type("a.json", 4), "text/javascript; charset=utf-8") == 0);
	CHECK(strcmp(rtws_mime_type("a.json", 1), "application/octet-stream") == 0);
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(type_follows_from_the_ending) },
		{ NAMED(only_the_given_length_counts) },
	};

	return run_tests(tests, COUNT(tests));
}
