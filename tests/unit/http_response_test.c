#include "unit.h"
#include "alloc.h"

#include "proto/http_response.h"
#include "util/error.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int add(rtws_response_t *response, const char *name, const char *value)
{
	return rtws_response_header(response, name, strlen(name), value, strlen(value));
}

static bool buffer_equals(const rtws_buffer_t *buf, const char *text)
{
	return buf->len == strlen(text) && (buf->len == 0 || memcmp(buf->bytes, text, buf->len) == 0);
}

/* ---- status ------------------------------------------------------------------------------- */

static int every_status_has_a_text(void)
{
	for (int status = -1; status < 1000; status++) {
		const char *text = rtws_status_text(status);

		unit_case("status %d", status);
		CHECK(text != NULL && *text != '\0' && strpbrk(text, "\r\n") == NULL);
	}
	CHECK(strcmp(rtws_status_text(200), "OK") == 0);
	CHECK(strcmp(rtws_status_text(404), "Not Found") == 0);
	CHECK(strcmp(rtws_status_text(101), "Switching Protocols") == 0);
	CHECK(strcmp(rtws_status_text(299), "Success") == 0);
	CHECK(strcmp(rtws_status_text(599), "Server Error") == 0);
	CHECK(strcmp(rtws_status_text(99), "Unknown") == 0);
	CHECK(strcmp(rtws_status_text(600), "Unknown") == 0);
	return 0;
}

static int some_statuses_have_no_body(void)
{
	CHECK(!rtws_status_has_body(100) && !rtws_status_has_body(101) && !rtws_status_has_body(199));
	CHECK(!rtws_status_has_body(204) && !rtws_status_has_body(304));
	CHECK(rtws_status_has_body(200) && rtws_status_has_body(404) && rtws_status_has_body(500));
	return 0;
}

/* ---- headers and body --------------------------------------------------------------------- */

static int new_response_is_empty(void)
{
	rtws_response_t response;

	memset(&response, 0xff, sizeof(response));
	rtws_response_init(&response, 204);
	CHECK(response.status == 204 && response.file == -1);
	CHECK(response.headers.len == 0 && response.body.len == 0);
	CHECK(rtws_response_length(&response) == 0);
	rtws_response_clear(&response);
	return 0;
}

static int headers_are_kept_in_order(void)
{
	rtws_response_t response;

	rtws_response_init(&response, 200);
	CHECK(add(&response, "X-A", "1") == 0);
	CHECK(add(&response, "Set-Cookie", "a=b; Path=/") == 0);
	CHECK(add(&response, "Set-Cookie", "c=\xc3\xa9\td") == 0);
	CHECK(add(&response, "X-Empty", "") == 0);
	CHECK(buffer_equals(&response.headers, "X-A: 1\r\nSet-Cookie: a=b; Path=/\r\n"
										   "Set-Cookie: c=\xc3\xa9\td\r\nX-Empty: \r\n"));
	rtws_response_clear(&response);
	return 0;
}

static int names_that_are_no_tokens_are_refused(void)
{
	static const char *const names[] = { "",         "a b", "a:", "a\r\nb", "a\n",
										 "\xc3\xa9", "a\t", " a", "a\x7f",  "(a)" };
	rtws_response_t response;

	rtws_response_init(&response, 200);
	for (int i = 0; i < COUNT(names); i++) {
		unit_case("%s", names[i]);
		CHECK(add(&response, names[i], "v") == RTWS_E_INVALID);
	}
	CHECK(rtws_response_header(&response, "a\0b", 3, "v", 1) == RTWS_E_INVALID);
	CHECK(response.headers.len == 0);
	rtws_response_clear(&response);
	return 0;
}

static int values_with_control_characters_are_refused(void)
{
	rtws_response_t response;
	char value[3] = "a?b";

	rtws_response_init(&response, 200);
	for (int c = 0; c < 256; c++) {
		bool bad = (c < ' ' && c != '\t') || c == 0x7f;

		value[1] = (char) c;
		unit_case("character %d", c);
		CHECK(rtws_response_header(&response, "x", 1, value, 3) == (bad ? RTWS_E_INVALID : 0));
	}
	CHECK(add(&response, "x", "a\r\nSet-Cookie: b") == RTWS_E_INVALID);
	rtws_response_clear(&response);
	return 0;
}

static int headers_of_the_server_are_refused_in_any_case(void)
{
	static const char *const names[] = { "Content-Length", "content-length", "TRANSFER-ENCODING",
										 "Connection", "Date" };
	rtws_response_t response;

	rtws_response_init(&response, 200);
	for (int i = 0; i < COUNT(names); i++) {
		unit_case("%s", names[i]);
		CHECK(add(&response, names[i], "0") == RTWS_E_INVALID);
	}
	CHECK(add(&response, "Content-Type", "text/plain") == 0);
	CHECK(add(&response, "Content-Length-X", "0") == 0);
	rtws_response_clear(&response);
	return 0;
}

static int header_is_found_by_its_whole_name(void)
{
	rtws_response_t response;

	rtws_response_init(&response, 200);
	CHECK(add(&response, "Content-Type", "ETag: x") == 0);
	CHECK(add(&response, "X-Last", "") == 0);
	CHECK(rtws_response_has(&response, "content-type"));
	CHECK(rtws_response_has(&response, "X-LAST"));
	CHECK(!rtws_response_has(&response, "content"));
	CHECK(!rtws_response_has(&response, "content-type-x"));
	CHECK(!rtws_response_has(&response, "etag"));
	CHECK(!rtws_response_has(&response, "type"));
	CHECK(!rtws_response_has(&response, "x-last-header-with-a-long-name"));
	rtws_response_clear(&response);
	return 0;
}

static int response_without_headers_has_none(void)
{
	rtws_response_t response;

	rtws_response_init(&response, 200);
	CHECK(!rtws_response_has(&response, "content-type"));
	rtws_response_clear(&response);
	return 0;
}

static int explanation_is_one_line_of_text(void)
{
	rtws_response_t response;

	rtws_response_init(&response, 404);
	CHECK(rtws_response_explain(&response, "no such room") == 0);
	CHECK(buffer_equals(&response.body, "404 Not Found: no such room\n"));
	CHECK(buffer_equals(&response.headers, "Content-Type: text/plain; charset=utf-8\r\n"));
	CHECK(rtws_response_length(&response) == response.body.len);
	rtws_response_clear(&response);
	return 0;
}

static int explanation_may_be_missing(void)
{
	static const char *const whys[] = { NULL, "" };

	for (int i = 0; i < COUNT(whys); i++) {
		rtws_response_t response;

		rtws_response_init(&response, 500);
		CHECK(rtws_response_explain(&response, whys[i]) == 0);
		CHECK(buffer_equals(&response.body, "500 Internal Server Error\n"));
		rtws_response_clear(&response);
	}
	return 0;
}

static int file_is_the_body_and_closed_in_the_end(void)
{
	rtws_response_t response;
	int file = open("/dev/null", O_RDONLY);

	CHECK(file >= 0);
	rtws_response_init(&response, 200);
	CHECK(rtws_buffer_append(&response.body, "not this", 8) == 0);
	response.file = file;
	response.file_size = UINT64_C(5000000000);
	CHECK(rtws_response_length(&response) == UINT64_C(5000000000));
	rtws_response_clear(&response);
	CHECK(response.file == -1 && fcntl(file, F_GETFD) == -1);
	rtws_response_clear(&response);
	return 0;
}

static int cleared_response_is_empty(void)
{
	rtws_response_t response;

	rtws_response_init(&response, 404);
	CHECK(rtws_response_explain(&response, "x") == 0);
	rtws_response_clear(&response);
	CHECK(response.headers.len == 0 && response.body.len == 0);
	CHECK(response.headers.bytes == NULL && response.body.bytes == NULL);
	return 0;
}

static int out_of_memory_adds_no_header(void)
{
	rtws_response_t response;

	rtws_response_init(&response, 200);
	alloc_fail_at(1);
	CHECK(add(&response, "X-A", "1") == RTWS_E_NOMEM);
	CHECK(response.headers.len == 0);
	alloc_fail_at(2); /* the header fits, the body does not */
	CHECK(rtws_response_explain(&response, "x") == RTWS_E_NOMEM);
	CHECK(response.body.len == 0);
	alloc_fail_at(0);
	rtws_response_clear(&response);
	return 0;
}

/* ---- the head ----------------------------------------------------------------------------- */

/* The head with its date, which is checked, replaced by "*". */
static const char *head_of(const rtws_response_t *response, bool keep_alive, unsigned minor)
{
	static char text[2048];
	rtws_buffer_t out = { NULL, 0, 0 };
	char *date, *end;
	int64_t age;

	if (rtws_response_head(response, keep_alive, minor, &out) != 0 || out.len >= sizeof(text)) {
		return "failed";
	}
	memcpy(text, out.bytes, out.len);
	text[out.len] = '\0';
	rtws_buffer_clear(&out);
	date = strstr(text, "\r\nDate: ");
	end = date != NULL ? strstr(date + 2, "\r\n") : NULL;
	if (end == NULL) {
		return "no date";
	}
	age = (int64_t) time(NULL) - rtws_http_date_parse(date + 8, (size_t) (end - date - 8));
	if (age < 0 || age > 5) {
		return "wrong date";
	}
	date[8] = '*';
	memmove(date + 9, end, strlen(end) + 1);
	return text;
}

static int head_has_status_date_headers_and_length(void)
{
	rtws_response_t response;

	rtws_response_init(&response, 404);
	CHECK(rtws_response_explain(&response, "gone") == 0);
	CHECK(add(&response, "X-A", "1") == 0);
	CHECK(strcmp(head_of(&response, true, 1),
				 "HTTP/1.1 404 Not Found\r\nDate: *\r\n"
				 "Content-Type: text/plain; charset=utf-8\r\nX-A: 1\r\n"
				 "Content-Length: 20\r\n\r\n") == 0);
	rtws_response_clear(&response);
	return 0;
}

static int empty_body_has_a_length_too(void)
{
	rtws_response_t response;

	rtws_response_init(&response, 200);
	CHECK(strcmp(head_of(&response, true, 1),
				 "HTTP/1.1 200 OK\r\nDate: *\r\nContent-Length: 0\r\n\r\n") == 0);
	return 0;
}

static int length_of_a_large_file_is_written_whole(void)
{
	rtws_response_t response;

	rtws_response_init(&response, 200);
	response.file = 0;
	response.file_size = UINT64_MAX;
	CHECK(strcmp(head_of(&response, true, 1),
				 "HTTP/1.1 200 OK\r\nDate: *\r\nContent-Length: 18446744073709551615\r\n\r\n") ==
		  0);
	response.file = -1;
	return 0;
}

static int statuses_without_body_have_no_length(void)
{
	static const int statuses[] = { 100, 101, 204, 304 };

	for (int i = 0; i < COUNT(statuses); i++) {
		rtws_response_t response;

		unit_case("status %d", statuses[i]);
		rtws_response_init(&response, statuses[i]);
		CHECK(strstr(head_of(&response, true, 1), "Date: *\r\n\r\n") != NULL);
	}
	return 0;
}

static int connection_header_says_what_happens_next(void)
{
	static const struct {
		int status;
		bool keep_alive;
		unsigned minor;
		const char *line;
	} cases[] = {
		{ 200, true, 1, "" },
		{ 200, true, 0, "Connection: keep-alive\r\n" },
		{ 200, false, 1, "Connection: close\r\n" },
		{ 200, false, 0, "Connection: close\r\n" },
		{ 426, true, 1, "Connection: Upgrade\r\n" }, /* goes with Upgrade: RFC 9110 section 7.8 */
		{ 426, false, 1, "Connection: Upgrade, close\r\n" },
	};
	char wanted[200];

	for (int i = 0; i < COUNT(cases); i++) {
		rtws_response_t response;

		unit_case("case %d", i);
		rtws_response_init(&response, cases[i].status);
		snprintf(wanted, sizeof(wanted), "HTTP/1.1 %d %s\r\nDate: *\r\nContent-Length: 0\r\n%s\r\n",
				 cases[i].status, rtws_status_text(cases[i].status), cases[i].line);
		CHECK(strcmp(head_of(&response, cases[i].keep_alive, cases[i].minor), wanted) == 0);
	}
	return 0;
}

static int head_is_appended(void)
{
	rtws_response_t response;
	rtws_buffer_t out = { NULL, 0, 0 };

	rtws_response_init(&response, 200);
	CHECK(rtws_buffer_append(&out, "before", 6) == 0);
	CHECK(rtws_response_head(&response, true, 1, &out) == 0);
	CHECK(out.len > 14 && memcmp(out.bytes, "beforeHTTP/1.1", 14) == 0);
	rtws_buffer_clear(&out);
	return 0;
}

static int out_of_memory_at_any_point_appends_nothing(void)
{
	rtws_response_t response;
	char value[1000];
	unsigned needed = 0;

	memset(value, 'v', sizeof(value));
	rtws_response_init(&response, 200);
	for (int i = 0; i < 5; i++) {
		CHECK(rtws_response_header(&response, "X", 1, value, sizeof(value)) == 0);
	}
	for (unsigned n = 0; n == 0 || n <= needed; n++) {
		rtws_buffer_t out = { NULL, 0, 0 };

		CHECK(rtws_buffer_append(&out, "abc", 3) == 0);
		alloc_fail_at(n);
		unit_case("allocation %u", n);
		CHECK(rtws_response_head(&response, false, 1, &out) == (n == 0 ? 0 : RTWS_E_NOMEM));
		needed = n == 0 ? alloc_count() : needed;
		CHECK(n == 0 || buffer_equals(&out, "abc"));
		alloc_fail_at(0);
		rtws_buffer_clear(&out);
	}
	CHECK(needed > 0);
	rtws_response_clear(&response);
	return 0;
}

/* ---- dates -------------------------------------------------------------------------------- */

static int known_dates_are_written_and_read(void)
{
	static const struct {
		int64_t seconds;
		const char *text;
	} cases[] = {
		{ 0, "Thu, 01 Jan 1970 00:00:00 GMT" },
		{ 784111777, "Sun, 06 Nov 1994 08:49:37 GMT" },
		{ 951782400, "Tue, 29 Feb 2000 00:00:00 GMT" },
		{ 1769860800, "Sat, 31 Jan 2026 12:00:00 GMT" },
		{ 2147483648, "Tue, 19 Jan 2038 03:14:08 GMT" },
		{ 4107542399, "Sun, 28 Feb 2100 23:59:59 GMT" },
		{ 4107542400, "Mon, 01 Mar 2100 00:00:00 GMT" },
		{ 253402300799, "Fri, 31 Dec 9999 23:59:59 GMT" },
	};
	char text[30];

	for (int i = 0; i < COUNT(cases); i++) {
		unit_case("%s", cases[i].text);
		rtws_http_date(cases[i].seconds, text);
		CHECK(strcmp(text, cases[i].text) == 0);
		CHECK(rtws_http_date_parse(text, 29) == cases[i].seconds);
	}
	return 0;
}

static int every_date_reads_back_as_written(void)
{
	char text[30];

	for (int64_t seconds = 0; seconds < INT64_C(253402300800); seconds += 7654321) {
		rtws_http_date(seconds, text);
		unit_case("%s", text);
		CHECK(strlen(text) == 29);
		CHECK(rtws_http_date_parse(text, 29) == seconds);
	}
	return 0;
}

static int what_is_no_date_is_refused(void)
{
	static const char *const texts[] = {
		"",
		"Sun, 06 Nov 1994 08:49:37 GM",
		"Sun, 06 Nov 1994 08:49:37 GMT ",
		"Sun, 06 Nov 1994 08:49:37 UTC",
		"Sun, 06 Nov 1994 08:49:37+GMT",
		"Sunday, 06-Nov-94 08:49:37 GMT",
		"Sun Nov  6 08:49:37 1994     ",
		"Sun, 06 nov 1994 08:49:37 GMT",
		"Sun, 06 Nox 1994 08:49:37 GMT",
		"Sun,  6 Nov 1994 08:49:37 GMT",
		"Sun, 00 Nov 1994 08:49:37 GMT",
		"Sun, -6 Nov 1994 08:49:37 GMT",
		"Sun, 06 Nov -994 08:49:37 GMT",
		"Sun, 06 Nov 19x4 08:49:37 GMT",
		"Sun, 06 Nov 1994 0x:49:37 GMT",
		"Sun, 06 Nov 1994 08:4x:37 GMT",
		"Sun, 06 Nov 1994 08:49:x7 GMT",
		"Sun, 06 Nov 1994 08.49:37 GMT",
		"Sun, 06 Nov 1994 08:49.37 GMT",
	};

	for (int i = 0; i < COUNT(texts); i++) {
		unit_case("%s", texts[i]);
		CHECK(rtws_http_date_parse(texts[i], strlen(texts[i])) == -1);
	}
	return 0;
}

static int fields_out_of_range_and_wrong_separators_are_no_date(void)
{
	static const char *const texts[] = {
		"Sun, 32 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT",
		"Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 06 Nov 1994 08:49:99 GMT",
		"Sun,x06xNovx1994x08:49:37 GMT", "xxxxx06 Nov 1994 08:49:37 GMT",
	};

	for (int i = 0; i < COUNT(texts); i++) {
		unit_case("%s", texts[i]);
		CHECK(rtws_http_date_parse(texts[i], strlen(texts[i])) == -1);
	}
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(every_status_has_a_text) },
		{ NAMED(some_statuses_have_no_body) },
		{ NAMED(new_response_is_empty) },
		{ NAMED(headers_are_kept_in_order) },
		{ NAMED(names_that_are_no_tokens_are_refused) },
		{ NAMED(values_with_control_characters_are_refused) },
		{ NAMED(headers_of_the_server_are_refused_in_any_case) },
		{ NAMED(header_is_found_by_its_whole_name) },
		{ NAMED(response_without_headers_has_none) },
		{ NAMED(explanation_is_one_line_of_text) },
		{ NAMED(explanation_may_be_missing) },
		{ NAMED(file_is_the_body_and_closed_in_the_end) },
		{ NAMED(cleared_response_is_empty) },
		{ NAMED(out_of_memory_adds_no_header) },
		{ NAMED(head_has_status_date_headers_and_length) },
		{ NAMED(empty_body_has_a_length_too) },
		{ NAMED(length_of_a_large_file_is_written_whole) },
		{ NAMED(statuses_without_body_have_no_length) },
		{ NAMED(connection_header_says_what_happens_next) },
		{ NAMED(head_is_appended) },
		{ NAMED(out_of_memory_at_any_point_appends_nothing) },
		{ NAMED(known_dates_are_written_and_read) },
		{ NAMED(every_date_reads_back_as_written) },
		{ NAMED(what_is_no_date_is_refused) },
		{ NAMED(fields_out_of_range_and_wrong_separators_are_no_date) },
	};

	return run_tests(tests, COUNT(tests));
}
