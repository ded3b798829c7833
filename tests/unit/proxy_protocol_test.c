#include "unit.h"

#include "proto/proxy_protocol.h"
#include "util/error.h"

#include <stdlib.h>
#include <string.h>

#define SIGNATURE "\r\n\r\n\0\r\nQUIT\n"
#define V2(rest) SIGNATURE rest, sizeof(SIGNATURE rest) - 1

static rtws_proxy_header_t header;

/* On a copy that is no longer than it must be. */
static int parse(const char *bytes, size_t len)
{
	uint8_t *copy = malloc(len);
	int used;

	memcpy(copy, bytes, len);
	used = rtws_proxy_header_parse(copy, len, &header);
	free(copy);
	return used;
}

static bool client_is(const char *text)
{
	char out[RTWS_ADDRESS_TEXT_MAX];

	rtws_address_print(&header.client, out);
	return strcmp(out, text) == 0;
}

/* The whole length with it and with more behind it, and 0 for each part of it. */
static int is_understood(const char *bytes, size_t len, const char *client)
{
	char more[512];

	for (size_t cut = 1; cut < len; cut++) {
		CHECK(parse(bytes, cut) == 0);
	}
	CHECK(parse(bytes, len) == (int) len && client_is(client));
	memcpy(more, bytes, len);
	memcpy(more + len, "GET / HTTP/1.1\r\n", 16);
	CHECK(parse(more, len + 16) == (int) len && client_is(client));
	return 0;
}

static int lines_tell_the_client(void)
{
	static const char *const lines[][2] = {
		{ "PROXY TCP4 192.0.2.1 198.51.100.1 56324 443\r\n", "192.0.2.1" },
		{ "PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n", "255.255.255.255" },
		{ "PROXY TCP6 2001:db8::1 ::1 0 1\r\n", "2001:db8::1" },
		{ "PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff "
		  "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n",
		  "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" },
		{ "PROXY TCP6 ::ffff:192.0.2.9 ::1 80 81\r\n", "192.0.2.9" },
		{ "PROXY UNKNOWN\r\n", "" },
		{ "PROXY UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff "
		  "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n",
		  "" },
	};

	for (int i = 0; i < COUNT(lines); i++) {
		unit_case("%s", lines[i][0]);
		CHECK(is_understood(lines[i][0], strlen(lines[i][0]), lines[i][1]) == 0);
		CHECK(!header.is_local);
	}
	return 0;
}

static int malformed_lines_are_refused(void)
{
	static const char *const lines[] = {
		"GET / HTTP/1.1\r\n",
		"proxy TCP4 1.1.1.1 2.2.2.2 1 2\r\n",
		"PROXY\r\n",
		"PROXY \r\n",
		"PROXY \n",
		"PROXY TCP\r\n",
		"PROXY TCP4\r\n",
		"PROXY TCP5 1.1.1.1 2.2.2.2 1 2\r\n",
		"PROXY TCP4 1.1.1.1 2.2.2.2 1 2\n",
		"PROXY TCP4 1.1.1.1 2.2.2.2 1\r\n",
		"PROXY TCP4 1.1.1.1 2.2.2.2 1 \r\n",
		"PROXY TCP4 1.1.1.1 2.2.2.2 1 2 3\r\n",
		"PROXY TCP4 1.1.1.1 2.2.2.2 1 65536\r\n",
		"PROXY TCP4 1.1.1.1 2.2.2.2 01 2\r\n",
		"PROXY TCP4 1.1.1.1 2.2.2.2 -1 2\r\n",
		"PROXY TCP4  1.1.1.1 2.2.2.2 1 2\r\n",
		"PROXY TCP4 1.1.1 2.2.2.2 1 2\r\n",
		"PROXY TCP4 ::1 ::1 1 2\r\n",
		"PROXY TCP6 1.1.1.1 2.2.2.2 1 2\r\n",
		"PROXY TCP4 1.1.1.1 ::1 1 2\r\n",
		"PROXY UNKNOWNS\r\n",
		"PROXY UDP4 1.1.1.1 2.2.2.2 1 2\r\n",
	};

	for (int i = 0; i < COUNT(lines); i++) {
		unit_case("%s", lines[i]);
		CHECK(parse(lines[i], strlen(lines[i])) == RTWS_E_INVALID);
	}
	return 0;
}

static int line_is_not_waited_for_beyond_107_bytes(void)
{
	char line[RTWS_PROXY_LINE_MAX + 1];

	memset(line, 'x', sizeof(line));
	memcpy(line, "PROXY UNKNOWN ", 14);
	CHECK(parse(line, RTWS_PROXY_LINE_MAX - 1) == 0);
	CHECK(parse(line, RTWS_PROXY_LINE_MAX) == RTWS_E_INVALID);
	memcpy(line + RTWS_PROXY_LINE_MAX - 1, "\r\n", 2);
	CHECK(parse(line, RTWS_PROXY_LINE_MAX + 1) == RTWS_E_INVALID);
	memcpy(line + RTWS_PROXY_LINE_MAX - 2, "\r\n", 2);
	CHECK(parse(line, RTWS_PROXY_LINE_MAX) == RTWS_PROXY_LINE_MAX);
	return 0;
}

static int binary_headers_tell_the_client(void)
{
	static const struct {
		const char *name, *bytes;
		size_t len;
		const char *client;
	} cases[] = {
		{ "TCP4", V2("\x21\x11\0\x0c\xc0\0\x02\x01\x7f\0\0\x01\x12\x34\0\x50"), "192.0.2.1" },
		{ "UDP4", V2("\x21\x12\0\x0c\xc0\0\x02\x01\x7f\0\0\x01\x12\x34\0\x50"), "192.0.2.1" },
		{ "TCP4 with TLVs",
		  V2("\x21\x11\0\x13\xc0\0\x02\x01\x7f\0\0\x01\x12\x34\0\x50\x04\0\x04\0\0\0\0"),
		  "192.0.2.1" },
		{ "TCP6",
		  V2("\x21\x21\0\x24\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01"
			 "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x12\x34\0\x50"),
		  "2001:db8::1" },
		{ "UNSPEC", V2("\x21\0\0\0"), "" },
		{ "UNSPEC with something", V2("\x21\0\0\x03xyz"), "" },
		{ "LOCAL", V2("\x20\0\0\0"), "" },
		{ "LOCAL with addresses", V2("\x20\x11\0\x0c\xc0\0\x02\x01\x7f\0\0\x01\x12\x34\0\x50"),
		  "" },
	};

	for (int i = 0; i < COUNT(cases); i++) {
		unit_case("%s", cases[i].name);
		CHECK(is_understood(cases[i].bytes, cases[i].len, cases[i].client) == 0);
		CHECK(header.is_local == (cases[i].name[0] == 'L'));
	}
	return 0;
}

static int unix_ends_tell_nobody(void)
{
	char bytes[16 + 216] = SIGNATURE "\x21\x31\0\xd8";

	strcpy(bytes + 16, "/run/client");
	CHECK(is_understood(bytes, sizeof(bytes), "") == 0 && !header.is_local);
	return 0;
}

static int malformed_binary_headers_are_refused(void)
{
	static const struct {
		const char *name, *bytes;
		size_t len;
	} cases[] = {
		{ "version 1", V2("\x11\x11\0\x0c") },
		{ "version 3", V2("\x31\x11\0\x0c") },
		{ "command 2", V2("\x22\x11\0\x0c") },
		{ "family 4", V2("\x21\x41\0\x0c") },
		{ "transport 3", V2("\x21\x13\0\x0c") },
		{ "TCP4 too short", V2("\x21\x11\0\x0b") },
		{ "TCP6 too short", V2("\x21\x21\0\x23") },
		{ "UNIX too short", V2("\x21\x31\0\xd7") },
		{ "too long", V2("\x21\x11\x10\x01") },
		{ "far too long", V2("\x20\0\xff\xff") },
		{ "another signature", "\r\n\r\n\0\r\nQUIT\r", 12 },
		{ "empty lines", "\r\n\r\nGET ", 8 },
	};

	for (int i = 0; i < COUNT(cases); i++) {
		unit_case("%s", cases[i].name);
		CHECK(parse(cases[i].bytes, cases[i].len) == RTWS_E_INVALID);
	}
	return 0;
}

static int longest_binary_header_is_skipped_whole(void)
{
	static char bytes[RTWS_PROXY_HEADER_MAX + 1] = SIGNATURE "\x21\x11\x10\x00\x0a\0\0\x01";

	CHECK(parse(bytes, RTWS_PROXY_HEADER_MAX - 1) == 0);
	CHECK(parse(bytes, sizeof(bytes)) == RTWS_PROXY_HEADER_MAX && client_is("10.0.0.1"));
	return 0;
}

static const unit_test_t tests[] = {
	{ NAMED(lines_tell_the_client) },
	{ NAMED(malformed_lines_are_refused) },
	{ NAMED(line_is_not_waited_for_beyond_107_bytes) },
	{ NAMED(binary_headers_tell_the_client) },
	{ NAMED(unix_ends_tell_nobody) },
	{ NAMED(malformed_binary_headers_are_refused) },
	{ NAMED(longest_binary_header_is_skipped_whole) },
};

int main(void)
{
	return run_tests(tests, COUNT(tests));
}
