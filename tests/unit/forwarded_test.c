#include "unit.h"

#include "head.h"

#include "proto/forwarded.h"

/* Headers, "|" between them, and what they come to with 10.0.0.0/8, fd00::/8 and ::1 trusted:
 * "client scheme host", "-" for what is not told. */
typedef struct {
	const char *headers;
	const char *comes_to;
} case_t;

static void describe(const rtws_forwarded_t *told, char *out, size_t size)
{
	static const char *const schemes[] = { "-", "plain", "secure" };
	char client[RTWS_ADDRESS_TEXT_MAX];

	rtws_address_print(&told->client, client);
	snprintf(out, size, "%s %s %.*s", client[0] != '\0' ? client : "-", schemes[told->scheme],
			 told->host.at != NULL ? (int) told->host.len : 1,
			 told->host.at != NULL ? told->host.at : "-");
}

static int come_to(const case_t *cases, int count)
{
	static const char *const trusted[] = { "10.0.0.0/8", "fd00::/8", "::1" };
	rtws_ranges_t ranges = { NULL, 0, false };
	const char *why;

	for (int i = 0; i < COUNT(trusted); i++) {
		CHECK(rtws_ranges_add(&ranges, trusted[i], strlen(trusted[i]), &why) == 0);
	}
	for (int i = 0; i < count; i++) {
		char head[2048], out[256];
		rtws_request_t *request;
		rtws_forwarded_t told;
		size_t len = (size_t) snprintf(head, sizeof(head), "GET / HTTP/1.1\r\nHost: a\r\n");

		unit_case("%s", cases[i].headers);
		for (const char *c = cases[i].headers; *c != '\0'; c++) {
			len += (size_t) snprintf(head + len, sizeof(head) - len, *c == '|' ? "\r\n" : "%c", *c);
		}
		snprintf(head + len, sizeof(head) - len, "\r\n\r\n");
		request = parse_head(head);
		CHECK(request != NULL);
		rtws_forwarded_read(request, &ranges, &told);
		describe(&told, out, sizeof(out));
		rtws_request_unref(request);
		if (strcmp(out, cases[i].comes_to) != 0) {
			unit_case("%s: %s", cases[i].headers, out);
		}
		CHECK(strcmp(out, cases[i].comes_to) == 0);
	}
	rtws_ranges_clear(&ranges);
	return 0;
}

static int x_forwarded_for_is_read_from_its_end(void)
{
	static const case_t cases[] = {
		{ "Accept: x", "- - -" },
		{ "X-Forwarded-For: 192.0.2.1", "192.0.2.1 - -" },
		{ "X-Forwarded-For: 198.51.100.9, 192.0.2.1", "192.0.2.1 - -" },
		{ "X-Forwarded-For: 198.51.100.9, 192.0.2.1, 10.1.1.1 ,10.2.2.2", "192.0.2.1 - -" },
		{ "X-Forwarded-For: 192.0.2.1:4711", "192.0.2.1 - -" },
		{ "X-Forwarded-For: 2001:db8::1", "2001:db8::1 - -" },
		{ "X-Forwarded-For: [2001:db8::1]", "2001:db8::1 - -" },
		{ "X-Forwarded-For: 192.0.2.1, [fd00::1]:80, ::1", "192.0.2.1 - -" },
		{ "x-forwarded-FOR: 192.0.2.1,, ,", "192.0.2.1 - -" },
		{ "X-Forwarded-For: 198.51.100.9|X-Forwarded-For: 192.0.2.1, 10.0.0.1", "192.0.2.1 - -" },
		{ "X-Forwarded-For: 192.0.2.1|Accept: x|X-Forwarded-For: 10.0.0.1", "192.0.2.1 - -" },
		{ "X-Forwarded-For: 10.0.0.3, 10.0.0.2", "10.0.0.3 - -" },
	};

	return come_to(cases, COUNT(cases));
}

static int what_is_no_address_tells_nobody(void)
{
	static const case_t cases[] = {
		{ "X-Forwarded-For: unknown", "- - -" },
		{ "X-Forwarded-For: 192.0.2.1, unknown", "- - -" },
		{ "X-Forwarded-For: 192.0.2.1, unknown, 10.0.0.1", "- - -" },
		{ "X-Forwarded-For: 192.0.2.256", "- - -" },
		{ "X-Forwarded-For: 192.0.2.1:", "- - -" },
		{ "X-Forwarded-For: 192.0.2.1:x", "- - -" },
		{ "X-Forwarded-For: 192.0.2.1:1234567", "- - -" },
		{ "X-Forwarded-For: [192.0.2.1]", "- - -" },
		{ "X-Forwarded-For: [2001:db8::1", "- - -" },
		{ "X-Forwarded-For: []", "- - -" },
		{ "X-Forwarded-For: [2001:db8::1]80", "- - -" },
		{ "X-Forwarded-For: \"192.0.2.1\"", "- - -" },
		{ "X-Forwarded-For: 192.0.2.1 192.0.2.2", "- - -" },
		{ "X-Forwarded-For:", "- - -" },
		{ "Forwarded: for=unknown", "- - -" },
		{ "Forwarded: for=_hidden", "- - -" },
		{ "Forwarded: for=\"_gazonk:80\"", "- - -" },
		{ "Forwarded: for=192.0.2.1, for=unknown, for=10.0.0.1", "- - -" },
		{ "Forwarded: by=10.0.0.1", "- - -" },
		{ "Forwarded:", "- - -" },
	};

	return come_to(cases, COUNT(cases));
}

static int what_the_client_wrote_itself_is_never_looked_at(void)
{
	static const case_t cases[] = {
		{ "X-Forwarded-For: garbage \"',;[, 192.0.2.1", "192.0.2.1 - -" },
		{ "X-Forwarded-For: \"|X-Forwarded-For: 192.0.2.1", "192.0.2.1 - -" },
		{ "Forwarded: for=\", for=192.0.2.1", "192.0.2.1 - -" },
		{ "Forwarded: for=\"\\, for=192.0.2.1", "192.0.2.1 - -" },
		{ "Forwarded: for=\"evil, for=\"[2001:db8::1]:80\"", "2001:db8::1 - -" },
		{ "Forwarded: proto=https;host=evil, for=192.0.2.1", "192.0.2.1 - -" },
		{ "Forwarded: \"|Forwarded: for=192.0.2.1, for=10.0.0.1", "192.0.2.1 - -" },
	};

	return come_to(cases, COUNT(cases));
}

static int forwarded_is_understood_as_the_rfc_has_it(void)
{
	static const case_t cases[] = {
		{ "Forwarded: for=192.0.2.1", "192.0.2.1 - -" },
		{ "Forwarded: For=\"192.0.2.1:47011\"", "192.0.2.1 - -" },
		{ "Forwarded: for=192.0.2.1:47011", "192.0.2.1 - -" },
		{ "Forwarded: for=\"192.0.2.1:_obf\"", "192.0.2.1 - -" },
		{ "Forwarded: For=\"[2001:db8:cafe::17]:4711\"", "2001:db8:cafe::17 - -" },
		{ "Forwarded: for=[2001:db8:cafe::17]", "2001:db8:cafe::17 - -" },
		{ "Forwarded: for=192.0.2.1;proto=http;by=203.0.113.43", "192.0.2.1 plain -" },
		{ "Forwarded: for=192.0.2.43, for=198.51.100.17", "198.51.100.17 - -" },
		{ "Forwarded: for=192.0.2.43|Forwarded: for=\"[fd00::5]\"", "192.0.2.43 - -" },
		{ "Forwarded: for=192.0.2.1 ; proto=\"HTTPS\";HOST=\"example.org:8443\"",
		  "192.0.2.1 secure example.org:8443" },
		{ "Forwarded: for=192.0.2.1;proto=https;host=a.example, for=10.0.0.1;proto=http;host=b",
		  "192.0.2.1 secure a.example" },
		{ "Forwarded: proto=https", "- secure -" },
		{ "Forwarded: ext=\"a,b;c=\\\"\";for=192.0.2.1", "192.0.2.1 - -" },
		{ "Forwarded: for=192.0.2.1, for=10.0.0.1;ext=\"\\\"\\\\,\"", "192.0.2.1 - -" },
		{ "Forwarded: for=10.0.0.9;proto=https, for=10.0.0.1", "10.0.0.9 secure -" },
	};

	return come_to(cases, COUNT(cases));
}

static int malformed_element_says_nothing_at_all(void)
{
	static const case_t cases[] = {
		{ "Forwarded: for=192.0.2.1;proto", "- - -" },
		{ "Forwarded: for=192.0.2.1;proto=", "- - -" },
		{ "Forwarded: for = 192.0.2.1", "- - -" },
		{ "Forwarded: for=192.0.2.1;for=192.0.2.2", "- - -" },
		{ "Forwarded: proto=https;for=\"192.0.2.1", "- - -" },
		{ "Forwarded: proto=https;for=192.0.2.1\"", "- - -" },
		{ "Forwarded: for=192.0.2.1;host=a b;proto=https", "- - -" },
		{ "Forwarded: for=192.0.2.1, for=10.0.0.1;=", "- - -" },
	};

	return come_to(cases, COUNT(cases));
}

static int last_scheme_and_host_of_x_forwarded_count(void)
{
	static const case_t cases[] = {
		{ "X-Forwarded-Proto: https", "- secure -" },
		{ "X-Forwarded-Proto: https, http", "- plain -" },
		{ "X-Forwarded-Proto: WSS", "- secure -" },
		{ "X-Forwarded-Proto: gopher", "- - -" },
		{ "X-Forwarded-Host: a.example|X-Forwarded-Host: b.example:81", "- - b.example:81" },
		{ "X-Forwarded-Host: a b", "- - -" },
		{ "X-Forwarded-Host: u@a", "- - -" },
		{ "X-Forwarded-For: 192.0.2.1, 10.0.0.1|X-Forwarded-Proto: https|X-Forwarded-Host: a",
		  "192.0.2.1 secure a" },
	};

	return come_to(cases, COUNT(cases));
}

static int of_both_kinds_x_forwarded_for_wins(void)
{
	static const case_t cases[] = {
		{ "Forwarded: for=192.0.2.2;proto=https;host=b|X-Forwarded-For: 192.0.2.1",
		  "192.0.2.1 - -" },
		{ "X-Forwarded-For: unknown|Forwarded: for=192.0.2.2", "- - -" },
		{ "X-Forwarded-Proto: https|X-Forwarded-Host: a|Forwarded: for=192.0.2.2",
		  "192.0.2.2 - -" },
	};

	return come_to(cases, COUNT(cases));
}

static const unit_test_t tests[] = {
	{ NAMED(x_forwarded_for_is_read_from_its_end) },
	{ NAMED(what_is_no_address_tells_nobody) },
	{ NAMED(what_the_client_wrote_itself_is_never_looked_at) },
	{ NAMED(forwarded_is_understood_as_the_rfc_has_it) },
	{ NAMED(malformed_element_says_nothing_at_all) },
	{ NAMED(last_scheme_and_host_of_x_forwarded_count) },
	{ NAMED(of_both_kinds_x_forwarded_for_wins) },
};

int main(void)
{
	return run_tests(tests, COUNT(tests));
}
