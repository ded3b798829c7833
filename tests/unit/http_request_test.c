#include "unit.h"
#include "alloc.h"
#include "head.h"

#define LINE "GET / HTTP/1.1\r\n"
#define HOST "Host: example.org\r\n"

/* ---- the request line --------------------------------------------------------------------- */

static int request_line_is_taken_apart(void)
{
	static const struct {
		const char *target, *wanted, *raw_path, *path, *query;
	} cases[] = {
		{ "/", "/", "/", "/", "" },
		{ "/chat/room?a=b&c=%20d", "/chat/room?a=b&c=%20d", "/chat/room", "/chat/room",
		  "a=b&c=%20d" },
		{ "/?", "/?", "/", "/", "" },
		{ "/a?b?c", "/a?b?c", "/a", "/a", "b?c" },
		{ "//a//b/../c", "//a//b/../c", "//a//b/../c", "//a//b/../c", "" },
		{ "/%41%2f%7e%E2%82%ac", "/%41%2f%7e%E2%82%ac", "/%41%2f%7e%E2%82%ac", "/A/~\xe2\x82\xac",
		  "" },
		{ "/\xc3\xa9", "/\xc3\xa9", "/\xc3\xa9", "/\xc3\xa9", "" },
		{ "/a?%zz", "/a?%zz", "/a", "/a", "%zz" }, /* only the path is decoded */
		{ "http://other.org/a?b", "/a?b", "/a", "/a", "b" },
		{ "HTTPS://other.org:443/", "/", "/", "/", "" },
	};
	char head[400];

	for (int i = 0; i < COUNT(cases); i++) {
		rtws_request_t *request;

		unit_case("%s", cases[i].target);
		snprintf(head, sizeof(head), "GET %s HTTP/1.1\r\n" HOST "\r\n", cases[i].target);
		request = parse_head(head);
		CHECK(request != NULL);
		CHECK(text_equals(request->method, "GET") && request->minor == 1);
		CHECK(text_equals(request->target, cases[i].wanted));
		CHECK(text_equals(request->raw_path, cases[i].raw_path));
		CHECK(text_equals(request->path, cases[i].path));
		CHECK(text_equals(request->query, cases[i].query));
		rtws_request_unref(request);
	}
	return 0;
}

static int any_token_is_a_method(void)
{
	static const char *const methods[] = { "GET", "POST", "X", "M-SEARCH", "a!#$%&'*+-.^_`|~9" };
	char head[100];

	for (int i = 0; i < COUNT(methods); i++) {
		rtws_request_t *request;

		snprintf(head, sizeof(head), "%s / HTTP/1.1\r\n" HOST "\r\n", methods[i]);
		unit_case("%s", methods[i]);
		request = parse_head(head);
		CHECK(request != NULL && text_equals(request->method, methods[i]));
		rtws_request_unref(request);
	}
	return 0;
}

static int asterisk_is_the_target_of_options_only(void)
{
	rtws_request_t *request = parse_head("OPTIONS * HTTP/1.1\r\n" HOST "\r\n");

	CHECK(request != NULL);
	CHECK(text_equals(request->target, "*") && text_equals(request->path, "*"));
	CHECK(text_equals(request->raw_path, "*") && text_equals(request->query, ""));
	rtws_request_unref(request);
	CHECK(status_of("GET * HTTP/1.1\r\n" HOST "\r\n") == 400);
	CHECK(status_of("OPTIONS ** HTTP/1.1\r\n" HOST "\r\n") == 400);
	CHECK(status_of("OPTIONS *?a HTTP/1.1\r\n" HOST "\r\n") == 400);
	return 0;
}

static int malformed_request_lines_are_refused(void)
{
	static const struct {
		const char *line;
		int status;
	} cases[] = {
		{ "", 400 },
		{ " ", 400 },
		{ "GET", 400 },
		{ "GET ", 400 },
		{ "GET /", 400 },
		{ "GET HTTP/1.1", 400 },
		{ "GET  HTTP/1.1", 400 },
		{ " GET / HTTP/1.1", 400 },
		{ "GET  / HTTP/1.1", 400 },
		{ "GET /  HTTP/1.1", 400 },
		{ "GET / HTTP/1.1 ", 400 },
		{ "GET\t/ HTTP/1.1", 400 },
		{ "GET /\tHTTP/1.1", 400 },
		{ "GET / a HTTP/1.1", 400 },
		{ "GET /\ta HTTP/1.1", 400 },
		{ "GET /\r HTTP/1.1", 400 },
		{ "GET /\x01 HTTP/1.1", 400 },
		{ "GET /\x7f HTTP/1.1", 400 },
		{ "GET /#a HTTP/1.1", 400 },
		{ "GET /?#a HTTP/1.1", 400 },
		{ "GET a HTTP/1.1", 400 },
		{ "GET ?a HTTP/1.1", 400 },
		{ "GET example.org:80 HTTP/1.1", 400 },
		{ "CONNECT example.org:80 HTTP/1.1", 400 },
		{ "GET ftp://example.org/ HTTP/1.1", 400 },
		{ "GET http:/ HTTP/1.1", 400 },
		{ "G(T / HTTP/1.1", 400 },
		{ "G\x80T / HTTP/1.1", 400 },
		{ "GET:/ HTTP/1.1", 400 },
		{ "GET / http/1.1", 400 },
		{ "GET / HTTP/11", 400 },
		{ "GET / HTTP/1.", 400 },
		{ "GET / HTTP/1.10", 400 },
		{ "GET / HTTP/01.1", 400 },
		{ "GET / HTTP/1,1", 400 },
		{ "GET / HTTPS/1.1", 400 },
		{ "GET / HTTX/1.1", 400 },
		{ "GET / HTTP/0.9", 505 },
		{ "GET / HTTP/1.2", 505 },
		{ "GET / HTTP/1.x", 505 },
		{ "GET / HTTP/2.0", 505 },
		{ "PRI * HTTP/2.0", 505 },
	};
	char head[200];

	for (int i = 0; i < COUNT(cases); i++) {
		snprintf(head, sizeof(head), "%s\r\n" HOST "\r\n", cases[i].line);
		unit_case("%s", cases[i].line);
		CHECK(status_of(head) == cases[i].status);
	}
	return 0;
}

static int bad_escapes_in_the_path_are_refused(void)
{
	static const char *const paths[] = { "/%",   "/%4",   "/%4g", "/%g4", "/%%41", "/%00",
										 "/a%0", "/% 41", "/%-1", "/%+1", "/%x41", "/a%?b" };
	char head[100];

	for (int i = 0; i < COUNT(paths); i++) {
		snprintf(head, sizeof(head), "GET %s HTTP/1.1\r\n" HOST "\r\n", paths[i]);
		unit_case("%s", paths[i]);
		CHECK(status_of(head) == 400);
	}
	return 0;
}

/* RFC 9112 section 3.2.2 and RFC 3986 section 3.2: the authority ends before '/' or '?'. */
static int query_of_an_absolute_target_is_no_path(void)
{
	rtws_request_t *request = parse_head("GET http://a.org?next=/admin HTTP/1.1\r\n" HOST "\r\n");

	if (request != NULL) { /* refusing it would be strict, but not wrong */
		bool is_root = text_equals(request->path, "/");

		rtws_request_unref(request);
		CHECK(is_root);
	}
	return 0;
}

static int authority_of_an_absolute_target_holds_no_blanks_or_controls(void)
{
	static const char with_nul[] = "GET http://a\0b/ HTTP/1.1\r\nHost: a\r\n\r\n";
	static const char authorities[][6] = { "a b", "a\tb", "a\x01", "a\x7f", "a#b", "\r" };

	for (int i = 0; i < COUNT(authorities); i++) {
		char head[100];

		snprintf(head, sizeof(head), "GET http://%s/ HTTP/1.1\r\n" HOST "\r\n", authorities[i]);
		unit_case("%s", authorities[i]);
		CHECK(status_of(head) == 400);
	}
	unit_case("NUL");
	CHECK(status_of_bytes(with_nul, sizeof(with_nul) - 1) == 400);
	return 0;
}

/* ---- lines and headers -------------------------------------------------------------------- */

static int malformed_headers_are_refused(void)
{
	static const char *const lines[] = {
		"Name\r\n",
		": value\r\n",
		"Name : value\r\n",
		"Name\t: value\r\n",
		" Name: value\r\n",
		"\tName: value\r\n",
		"A: b\r\n folded\r\n",
		"A: b\r\n\tfolded\r\n",
		"A: b\r\n \r\n",
		"Na me: value\r\n",
		"N\xc3\xa4me: value\r\n",
		"Name@: value\r\n",
		"(comment): value\r\n",
		"Name: a\x01\r\n",
		"Name: a\x7f\r\n",
		"Name: a\x1b[0m\r\n",
		"Name: a\rb\r\n",
		"Name: a\r\r\n",
		"\rName: a\r\n",
		"Name: a\n",
		"Name: a\nOther: b\r\n",
		"\n",
		"Name: a\r",
	};
	char head[200];

	for (int i = 0; i < COUNT(lines); i++) {
		snprintf(head, sizeof(head), LINE HOST "%s\r\n", lines[i]);
		unit_case("%s", lines[i]);
		CHECK(status_of(head) == 400);
		snprintf(head, sizeof(head), LINE "%s" HOST "\r\n", lines[i]);
		CHECK(status_of(head) == 400);
	}
	return 0;
}

static int bare_line_feeds_are_refused(void)
{
	CHECK(status_of("GET / HTTP/1.1\nHost: a\n\n") == 400);
	CHECK(status_of("GET / HTTP/1.1\nHost: a\r\n\r\n") == 400);
	CHECK(status_of("GET / HTTP/1.1\r\nHost: a\n\r\n") == 400);
	CHECK(status_of("GET / HTTP/1.1\r\nHost: a\r\n\n") == 400);
	CHECK(status_of("\nGET / HTTP/1.1\r\nHost: a\r\n\r\n") == 400);
	CHECK(status_of("GET / HTTP/1.1\r\rHost: a\r\r") == 400);
	return 0;
}

static int nothing_but_the_whole_head_is_accepted(void)
{
	static const char head[] = "GET /a?b HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n";

	CHECK(status_of_bytes(head, sizeof(head) - 1) == 0);
	for (size_t len = 0; len < sizeof(head) - 1; len++) {
		unit_case("first %zu bytes", len);
		CHECK(status_of_bytes(head, len) == 400);
	}
	CHECK(status_of("GET / HTTP/1.1\r\nHost: a\r\n\r\nx") == 400);
	CHECK(status_of("GET / HTTP/1.1\r\nHost: a\r\n\r\n\r\n") == 400);
	CHECK(status_of("GET / HTTP/1.1\r\nHost: a\r\n\r\nX: y\r\n\r\n") == 400);
	CHECK(status_of("\r\n" LINE HOST "\r\n") == 400);
	CHECK(status_of("\r\n\r\n") == 400);
	CHECK(status_of("\r\n") == 400);
	return 0;
}

/* One byte more, anywhere in a head: none of these may be overlooked. */
static int nul_cr_and_lf_are_refused_anywhere(void)
{
	static const char head[] = "POST /a?b HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nX: \r\n\r\n";
	static const char bytes[] = { '\0', '\r', '\n', '\x0b', '\x7f' };
	size_t len = sizeof(head) - 1;
	char changed[sizeof(head)];

	CHECK(status_of_bytes(head, len) == 0);
	for (int i = 0; i < COUNT(bytes); i++) {
		for (size_t at = 0; at <= len; at++) {
			memcpy(changed, head, at);
			changed[at] = bytes[i];
			memcpy(changed + at + 1, head + at, len - at);
			unit_case("byte %d at %zu", bytes[i], at);
			CHECK(status_of_bytes(changed, len + 1) == 400);
		}
	}
	return 0;
}

static int header_values_are_trimmed_views(void)
{
	rtws_request_t *request = parse_head(LINE HOST "A:b\r\n"
												   "B: \t c d \t \r\n"
												   "C:\r\n"
												   "D: \t\r\n"
												   "E: a\tb: c\r\n"
												   "F: \xc3\xa9\xff\r\n\r\n");

	CHECK(request != NULL && request->header_count == 7);
	CHECK(text_equals(rtws_request_header(request, "a", 1), "b"));
	CHECK(text_equals(rtws_request_header(request, "b", 1), "c d"));
	CHECK(text_equals(rtws_request_header(request, "c", 1), ""));
	CHECK(text_equals(rtws_request_header(request, "d", 1), ""));
	CHECK(text_equals(rtws_request_header(request, "e", 1), "a\tb: c"));
	CHECK(text_equals(rtws_request_header(request, "f", 1), "\xc3\xa9\xff"));
	CHECK(text_equals(rtws_header_name(request, &request->headers[1]), "A"));
	CHECK(text_equals(rtws_header_value(request, &request->headers[1]), "b"));
	rtws_request_unref(request);
	return 0;
}

static int first_header_of_a_name_is_found_in_any_case(void)
{
	rtws_request_t *request = parse_head(LINE "hOsT: h\r\nX-Two: 1\r\nx-two: 2\r\nX-Tw: 3\r\n\r\n");

	CHECK(request != NULL);
	CHECK(text_equals(rtws_request_header(request, "host", 4), "h"));
	CHECK(text_equals(rtws_request_header(request, "x-two", 5), "1"));
	CHECK(text_equals(rtws_request_header(request, "x-tw", 4), "3"));
	CHECK(rtws_request_header(request, "x-t", 3).at == NULL);
	CHECK(rtws_request_header(request, "x-two-", 6).at == NULL);
	CHECK(rtws_request_header(request, "", 0).at == NULL);
	rtws_request_unref(request);
	return 0;
}

static int status_with_headers(unsigned count)
{
	char head[8192] = LINE HOST;
	size_t len = strlen(head);

	for (unsigned i = 1; i < count; i++) {
		len += (size_t) snprintf(head + len, sizeof(head) - len, "X-%u: %u\r\n", i, i);
	}
	memcpy(head + len, "\r\n", 2);
	return status_of_bytes(head, len + 2);
}

static int hundred_headers_are_allowed_and_no_more(void)
{
	CHECK(status_with_headers(1) == 0);
	CHECK(status_with_headers(RTWS_HEADERS_MAX - 1) == 0);
	CHECK(status_with_headers(RTWS_HEADERS_MAX) == 0);
	CHECK(status_with_headers(RTWS_HEADERS_MAX + 1) == 431);
	CHECK(status_with_headers(3 * RTWS_HEADERS_MAX) == 431);
	return 0;
}

static int long_values_are_kept_whole(void)
{
	size_t len = 200000;
	char *head = malloc(len + 100);
	rtws_request_t *request;
	const char *why;
	size_t n = (size_t) sprintf(head, LINE HOST "X: ");

	memset(head + n, 'v', len);
	memcpy(head + n + len, "\r\n\r\n", 4);
	CHECK(parse_bytes(head, n + len + 4, &request, &why) == 0);
	CHECK(rtws_request_header(request, "x", 1).len == len);
	rtws_request_unref(request);
	free(head);
	return 0;
}

static int name_longer_than_its_length_field_is_refused(void)
{
	for (size_t len = UINT16_MAX; len <= UINT16_MAX + 1; len++) {
		char *head = malloc(len + 100);
		size_t n = (size_t) sprintf(head, LINE HOST);

		memset(head + n, 'n', len);
		memcpy(head + n + len, ": v\r\n\r\n", 7);
		CHECK(status_of_bytes(head, n + len + 7) == (len == UINT16_MAX ? 0 : 400));
		free(head);
	}
	return 0;
}

/* ---- where the request ends --------------------------------------------------------------- */

static int content_length_is_read(void)
{
	static const struct {
		const char *text;
		uint64_t value;
	} cases[] = {
		{ "0", 0 },
		{ "5", 5 },
		{ "  42\t", 42 },
		{ "0005", 5 },
		{ "999999999999999999", UINT64_C(999999999999999999) },
	};
	char head[200];

	for (int i = 0; i < COUNT(cases); i++) {
		rtws_request_t *request;

		snprintf(head, sizeof(head), LINE HOST "content-LENGTH:%s\r\n\r\n", cases[i].text);
		unit_case("%s", cases[i].text);
		request = parse_head(head);
		CHECK(request != NULL && request->content_length == cases[i].value);
		rtws_request_unref(request);
	}
	return 0;
}

static int anything_but_digits_in_a_length_is_refused(void)
{
	static const char *const values[] = {
		"",
		"-1",
		"+5",
		"0x10",
		"0X10",
		"5 5",
		"5,5",
		"5, 5",
		"5;",
		"5.0",
		"1e3",
		"abc",
		"\"5\"",
		"5a",
		"a5",
		"١",
		"5_0",
		"-0",
		"+0",
		" - 1",
		"5\t5",
		"0b1",
		"\xb2",
		"1 ,",
		",1",
		"5, 6",
		"infinity",
		"9999999999999999999",  /* fits in 64 bits */
		"18446744073709551616", /* 2^64 */
		"18446744073709551621", /* 2^64 + 5 */
		"100000000000000000000000000000000000000005",
	};
	char head[200];

	for (int i = 0; i < COUNT(values); i++) {
		snprintf(head, sizeof(head), "POST / HTTP/1.1\r\n" HOST "Content-Length: %s\r\n\r\n",
				 values[i]);
		unit_case("%s", values[i]);
		CHECK(status_of(head) == 400);
	}
	return 0;
}

static int two_lengths_are_refused_even_when_equal(void)
{
	CHECK(status_of(LINE HOST "Content-Length: 5\r\nContent-Length: 6\r\n\r\n") == 400);
	CHECK(status_of(LINE HOST "Content-Length: 5\r\nContent-Length: 5\r\n\r\n") == 400);
	CHECK(status_of(LINE HOST "Content-Length: 5\r\nX: y\r\ncontent-length: 0\r\n\r\n") == 400);
	CHECK(status_of(LINE HOST "Content-Length: 0\r\nContent-Length: 0\r\n\r\n") == 400);
	return 0;
}

static int length_beside_a_transfer_coding_is_refused(void)
{
	static const char *const codings[] = { "chunked", "identity", "xchunked", "", "chunked, gzip" };
	char head[200];

	for (int i = 0; i < COUNT(codings); i++) {
		unit_case("%s", codings[i]);
		snprintf(head, sizeof(head), LINE HOST "Content-Length: 5\r\nTransfer-Encoding: %s\r\n\r\n",
				 codings[i]);
		CHECK(status_of(head) == 400);
		snprintf(head, sizeof(head), LINE HOST "TRANSFER-encoding:%s\r\nContent-Length: 0\r\n\r\n",
				 codings[i]);
		CHECK(status_of(head) == 400);
	}
	return 0;
}

static int chunked_is_the_only_transfer_coding(void)
{
	rtws_request_t *request = parse_head(LINE HOST "Transfer-Encoding: Chunked\r\n\r\n");

	CHECK(request != NULL && request->is_chunked && request->content_length == 0);
	rtws_request_unref(request);
	CHECK(status_of(LINE HOST "Transfer-Encoding: \r\n\r\n") == 501);
	CHECK(status_of(LINE HOST "Transfer-Encoding: identity\r\n\r\n") == 501);
	CHECK(status_of(LINE HOST "Transfer-Encoding: gzip, chunked\r\n\r\n") == 501);
	CHECK(status_of(LINE HOST "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n") == 400);
	CHECK(status_of("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n") == 400);
	CHECK(status_of(LINE HOST "Transfer-Encoding : chunked\r\n\r\n") == 400);
	CHECK(status_of(LINE HOST "Transfer_Encoding: chunked\r\n\r\n") == 0); /* another name */
	return 0;
}

static int exactly_one_host_is_required(void)
{
	CHECK(status_of(LINE HOST "\r\n") == 0);
	CHECK(status_of(LINE "Host:\r\n\r\n") == 0);
	CHECK(status_of(LINE "\r\n") == 400);
	CHECK(status_of(LINE "X-Host: a\r\n\r\n") == 400);
	CHECK(status_of(LINE HOST HOST "\r\n") == 400);
	CHECK(status_of(LINE HOST "host: other.org\r\n\r\n") == 400);
	CHECK(status_of("GET http://example.org/ HTTP/1.1\r\n\r\n") == 400);
	CHECK(status_of("GET / HTTP/1.0\r\n\r\n") == 0);
	CHECK(status_of("GET / HTTP/1.0\r\n" HOST "\r\n") == 0);
	CHECK(status_of("GET / HTTP/1.0\r\n" HOST HOST "\r\n") == 400);
	return 0;
}

/* ---- what the headers ask for ------------------------------------------------------------- */

static int connection_is_kept_as_version_and_header_say(void)
{
	static const struct {
		const char *version, *lines;
		bool keep_alive;
	} cases[] = {
		{ "1.1", "", true },
		{ "1.1", "Connection: keep-alive\r\n", true },
		{ "1.1", "Connection: close\r\n", false },
		{ "1.1", "Connection: CLOSE\r\n", false },
		{ "1.1", "Connection: upgrade, close\r\n", false },
		{ "1.1", "Connection: keep-alive\r\nConnection: x,,close ,y\r\n", false },
		{ "1.1", "Connection: closed\r\n", true },
		{ "1.1", "Connection: close;\r\n", true },
		{ "1.0", "", false },
		{ "1.0", "Connection: keep-alive\r\n", true },
		{ "1.0", "Connection: Keep-Alive, close\r\n", false },
		{ "1.0", "Connection: upgrade\r\n", false },
	};
	char head[200];

	for (int i = 0; i < COUNT(cases); i++) {
		rtws_request_t *request;

		snprintf(head, sizeof(head), "GET / HTTP/%s\r\n" HOST "%s\r\n", cases[i].version,
				 cases[i].lines);
		unit_case("%s %s", cases[i].version, cases[i].lines);
		request = parse_head(head);
		CHECK(request != NULL && request->keep_alive == cases[i].keep_alive);
		CHECK(request->minor == cases[i].version[2] - '0');
		rtws_request_unref(request);
	}
	return 0;
}

static int upgrade_needs_both_headers_and_whole_tokens(void)
{
	static const struct {
		const char *lines;
		bool upgrade, websocket;
	} cases[] = {
		{ "", false, false },
		{ "Connection: Upgrade\r\nUpgrade: websocket\r\n", true, true },
		{ "Connection: keep-alive, UPGRADE\r\nUpgrade: h2c, WebSocket\r\n", true, true },
		{ "Upgrade: websocket\r\n", false, true },
		{ "Connection: upgrade\r\n", true, false },
		{ "Connection: upgrades\r\nUpgrade: websockets\r\n", false, false },
		{ "Connection: close\r\nConnection: upgrade\r\nUpgrade: h2c\r\nUpgrade: websocket\r\n",
		  true, true },
		{ "X-Upgrade: websocket\r\nX-Connection: upgrade\r\n", false, false },
	};
	char head[200];

	for (int i = 0; i < COUNT(cases); i++) {
		rtws_request_t *request;

		snprintf(head, sizeof(head), LINE HOST "%s\r\n", cases[i].lines);
		unit_case("%s", cases[i].lines);
		request = parse_head(head);
		CHECK(request != NULL);
		CHECK(request->wants_upgrade == cases[i].upgrade);
		CHECK(request->wants_websocket == cases[i].websocket);
		rtws_request_unref(request);
	}
	return 0;
}

static int expectation_is_seen(void)
{
	rtws_request_t *request = parse_head(LINE HOST "Expect: 100-Continue\r\n\r\n");

	CHECK(request != NULL && request->expects_continue);
	rtws_request_unref(request);
	request = parse_head(LINE HOST "Expect: 200-ok\r\n\r\n");
	CHECK(request != NULL && !request->expects_continue);
	rtws_request_unref(request);
	return 0;
}

static int fresh_request_claims_nothing(void)
{
	rtws_request_t *request = parse_head(LINE HOST "\r\n");

	CHECK(request != NULL && request->refs == 1);
	CHECK(request->content_length == 0 && !request->is_chunked && !request->expects_continue);
	CHECK(!request->secure && !request->established && request->param_count == 0);
	CHECK(request->params == NULL && request->body.len == 0 && request->remote_address[0] == '\0');
	rtws_request_unref(request);
	return 0;
}

static int tokens_are_found_across_headers_and_commas(void)
{
	rtws_request_t *request = parse_head(LINE HOST "X: a, b ,\tc\r\nX:\r\nx: ,,d,\r\nY: e\r\n\r\n");

	CHECK(request != NULL);
	CHECK(rtws_request_has_token(request, "x", "a"));
	CHECK(rtws_request_has_token(request, "X", "B"));
	CHECK(rtws_request_has_token(request, "x", "c"));
	CHECK(rtws_request_has_token(request, "x", "d"));
	CHECK(!rtws_request_has_token(request, "x", "e"));
	CHECK(!rtws_request_has_token(request, "x", ""));
	CHECK(!rtws_request_has_token(request, "x", "a, b"));
	CHECK(!rtws_request_has_token(request, "z", "a"));
	rtws_request_unref(request);
	return 0;
}

/* ---- ownership ---------------------------------------------------------------------------- */

static int request_and_what_it_owns_live_until_the_last_reference(void)
{
	rtws_request_t *request = parse_head(LINE HOST "\r\n");

	CHECK(rtws_request_ref(request) == request && request->refs == 2);
	CHECK(rtws_buffer_append(&request->body, "body", 4) == 0);
	request->params = calloc(RTWS_PARAMS_MAX, sizeof(*request->params));
	rtws_request_unref(request);
	CHECK(text_equals(request->path, "/") && memcmp(request->body.bytes, "body", 4) == 0);
	rtws_request_unref(request); /* LSAN says so if anything remains */
	return 0;
}

static int request_does_not_need_the_bytes_it_was_parsed_from(void)
{
	char head[] = "GET /%61?q HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n";
	rtws_request_t *request;
	const char *why;

	CHECK(rtws_request_parse(head, sizeof(head) - 1, &request, &why) == 0);
	memset(head, '!', sizeof(head));
	CHECK(text_equals(request->method, "GET") && text_equals(request->path, "/a"));
	CHECK(text_equals(request->raw_path, "/%61") && text_equals(request->query, "q"));
	CHECK(text_equals(rtws_request_header(request, "x", 1), "y"));
	rtws_request_unref(request);
	return 0;
}

static int out_of_memory_is_a_503(void)
{
	static const char head[] = LINE HOST "\r\n";
	rtws_request_t *request = NULL;
	const char *why = NULL;

	alloc_fail_at(1);
	CHECK(rtws_request_parse(head, sizeof(head) - 1, &request, &why) == 503);
	CHECK(request == NULL && why != NULL);
	alloc_fail_at(0);
	return 0;
}

/* ---- text --------------------------------------------------------------------------------- */

static int text_is_compared_whole_and_without_case(void)
{
	CHECK(rtws_text_is((rtws_text_t){ "WebSocket!", 9 }, "websocket"));
	CHECK(!rtws_text_is((rtws_text_t){ "websocket", 9 }, "websockets"));
	CHECK(!rtws_text_is((rtws_text_t){ "websockets", 10 }, "websocket"));
	CHECK(!rtws_text_is((rtws_text_t){ "a\0b", 3 }, "a"));
	CHECK(!rtws_text_is((rtws_text_t){ "a\0", 2 }, "ab"));
	CHECK(!rtws_text_is((rtws_text_t){ "[", 1 }, "{")); /* 32 apart, but no letters */
	CHECK(rtws_text_is((rtws_text_t){ "", 0 }, ""));
	return 0;
}

static int list_elements_are_trimmed_and_never_empty(void)
{
	static const struct {
		const char *list, *wanted;
	} cases[] = {
		{ "", "" },
		{ ",", "" },
		{ " , ,\t", "" },
		{ "a", "a|" },
		{ " a ", "a|" },
		{ "a,b", "a|b|" },
		{ "a , b\t,", "a|b|" },
		{ ",,a b,,c", "a b|c|" },
		{ "\ta\t", "a|" },
		{ "a;q=1, b", "a;q=1|b|" },
	};

	for (int i = 0; i < COUNT(cases); i++) {
		rtws_text_t rest = { cases[i].list, strlen(cases[i].list) };
		rtws_text_t element;
		char got[100] = "";

		while (rtws_text_next(&rest, &element)) {
			strncat(got, element.at, element.len);
			strcat(got, "|");
		}
		unit_case("%s", cases[i].list);
		CHECK(strcmp(got, cases[i].wanted) == 0);
		CHECK(rest.len == 0 && !rtws_text_next(&rest, &element));
	}
	return 0;
}

static int escapes_of_every_byte_but_nul_are_decoded(void)
{
	char text[4], out[3];

	for (unsigned byte = 0; byte < 256; byte++) {
		for (int upper = 0; upper < 2; upper++) {
			ptrdiff_t len;

			snprintf(text, sizeof(text), upper ? "%%%02X" : "%%%02x", byte);
			len = rtws_percent_decode((rtws_text_t){ text, 3 }, out);
			unit_case("%s", text);
			CHECK(byte == 0 ? len == -1 : len == 1 && out[0] == (char) byte);
		}
	}
	return 0;
}

static int only_two_hex_digits_make_an_escape(void)
{
	char out[3];

	for (unsigned i = 0; i < 0x10000; i++) {
		char text[3] = { '%', (char) (i >> 8), (char) i };
		bool hex = strchr("0123456789abcdefABCDEF", text[1]) != NULL && text[1] != '\0' &&
				   strchr("0123456789abcdefABCDEF", text[2]) != NULL && text[2] != '\0';

		unit_case("%04x", i);
		CHECK((rtws_percent_decode((rtws_text_t){ text, 3 }, out) == 1) ==
			  (hex && !(text[1] == '0' && text[2] == '0')));
	}
	return 0;
}

static int decoding_leaves_the_rest_alone_and_stays_inside(void)
{
	char *out = malloc(9);

	CHECK(rtws_percent_decode((rtws_text_t){ "a+b%20c%25", 10 }, out) == 6);
	CHECK(memcmp(out, "a+b c%", 6) == 0);
	CHECK(rtws_percent_decode((rtws_text_t){ "", 0 }, out) == 0);
	CHECK(rtws_percent_decode((rtws_text_t){ "123456789", 9 }, out) == 9);
	CHECK(rtws_percent_decode((rtws_text_t){ "ab%", 3 }, out) == -1);
	CHECK(rtws_percent_decode((rtws_text_t){ "ab%4", 4 }, out) == -1);
	CHECK(rtws_percent_decode((rtws_text_t){ "ab%41", 4 }, out) == -1);
	free(out);
	return 0;
}

static int token_characters_are_those_of_the_rfc(void)
{
	static const char tokens[] = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz"
								 "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

	for (int c = 0; c < 256; c++) {
		unit_case("character %d", c);
		CHECK(rtws_is_token_char((unsigned char) c) == (c != 0 && strchr(tokens, c) != NULL));
	}
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(request_line_is_taken_apart) },
		{ NAMED(any_token_is_a_method) },
		{ NAMED(asterisk_is_the_target_of_options_only) },
		{ NAMED(malformed_request_lines_are_refused) },
		{ NAMED(bad_escapes_in_the_path_are_refused) },
		{ NAMED(query_of_an_absolute_target_is_no_path) },
		{ NAMED(authority_of_an_absolute_target_holds_no_blanks_or_controls) },
		{ NAMED(malformed_headers_are_refused) },
		{ NAMED(bare_line_feeds_are_refused) },
		{ NAMED(nothing_but_the_whole_head_is_accepted) },
		{ NAMED(nul_cr_and_lf_are_refused_anywhere) },
		{ NAMED(header_values_are_trimmed_views) },
		{ NAMED(first_header_of_a_name_is_found_in_any_case) },
		{ NAMED(hundred_headers_are_allowed_and_no_more) },
		{ NAMED(long_values_are_kept_whole) },
		{ NAMED(name_longer_than_its_length_field_is_refused) },
		{ NAMED(content_length_is_read) },
		{ NAMED(anything_but_digits_in_a_length_is_refused) },
		{ NAMED(two_lengths_are_refused_even_when_equal) },
		{ NAMED(length_beside_a_transfer_coding_is_refused) },
		{ NAMED(chunked_is_the_only_transfer_coding) },
		{ NAMED(exactly_one_host_is_required) },
		{ NAMED(connection_is_kept_as_version_and_header_say) },
		{ NAMED(upgrade_needs_both_headers_and_whole_tokens) },
		{ NAMED(expectation_is_seen) },
		{ NAMED(fresh_request_claims_nothing) },
		{ NAMED(tokens_are_found_across_headers_and_commas) },
		{ NAMED(request_and_what_it_owns_live_until_the_last_reference) },
		{ NAMED(request_does_not_need_the_bytes_it_was_parsed_from) },
		{ NAMED(out_of_memory_is_a_503) },
		{ NAMED(text_is_compared_whole_and_without_case) },
		{ NAMED(list_elements_are_trimmed_and_never_empty) },
		{ NAMED(escapes_of_every_byte_but_nul_are_decoded) },
		{ NAMED(only_two_hex_digits_make_an_escape) },
		{ NAMED(decoding_leaves_the_rest_alone_and_stays_inside) },
		{ NAMED(token_characters_are_those_of_the_rfc) },
	};

	return run_tests(tests, COUNT(tests));
}
