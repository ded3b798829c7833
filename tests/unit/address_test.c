#include "unit.h"

#include "util/address.h"
#include "util/error.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

static rtws_address_t address(const char *text)
{
	rtws_address_t out;

	rtws_address_parse(text, strlen(text), &out);
	return out;
}

static int add(rtws_ranges_t *ranges, const char *text)
{
	const char *why = NULL;
	int error = rtws_ranges_add(ranges, text, strlen(text), &why);

	return (error != 0) == (why != NULL) ? error : 1;
}

static int texts_come_back_as_they_are_usually_written(void)
{
	static const char *const texts[][2] = {
		{ "192.0.2.1", "192.0.2.1" },
		{ "0.0.0.0", "0.0.0.0" },
		{ "::", "::" },
		{ "2001:DB8:0:0::1", "2001:db8::1" },
		{ "::ffff:192.0.2.1", "192.0.2.1" },
		{ "::ffff:c000:201", "192.0.2.1" },
		{ "::192.0.2.1", "::192.0.2.1" },
	};
	char out[RTWS_ADDRESS_TEXT_MAX];

	for (int i = 0; i < COUNT(texts); i++) {
		rtws_address_t a = address(texts[i][0]);

		unit_case("%s", texts[i][0]);
		rtws_address_print(&a, out);
		CHECK(strcmp(out, texts[i][1]) == 0);
	}
	return 0;
}

static int what_is_no_address_is_refused(void)
{
	static const char *const texts[] = {
		"",           "192.0.2",      "192.0.2.256",
		"192.0.2.1 ", "192.0.2.1:80", "0x7f.1",
		"[::1]",      "::1%lo",       ":::",
		"localhost",  "unix",         "1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb",
	};
	rtws_address_t out;

	for (int i = 0; i < COUNT(texts); i++) {
		unit_case("%s", texts[i]);
		CHECK(!rtws_address_parse(texts[i], strlen(texts[i]), &out));
		CHECK(out.kind == RTWS_ADDRESS_NONE);
	}
	CHECK(!rtws_address_parse("1.2.3.4\0", 8, &out));
	return 0;
}

static int sockets_addresses_are_understood(void)
{
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7f000005) };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	struct sockaddr_un un = { .sun_family = AF_UNIX };
	struct sockaddr none = { .sa_family = AF_UNSPEC };
	char out[RTWS_ADDRESS_TEXT_MAX];
	rtws_address_t a = rtws_address_of((struct sockaddr *) &in);

	rtws_address_print(&a, out);
	CHECK(strcmp(out, "127.0.0.5") == 0);
	a = rtws_address_of((struct sockaddr *) &in6);
	rtws_address_print(&a, out);
	CHECK(strcmp(out, "::1") == 0);
	memcpy(&in6.sin6_addr, "\0\0\0\0\0\0\0\0\0\0\xff\xff\x7f\0\0\x05", 16);
	a = rtws_address_of((struct sockaddr *) &in6);
	rtws_address_print(&a, out);
	CHECK(strcmp(out, "127.0.0.5") == 0);
	a = rtws_address_of((struct sockaddr *) &un);
	rtws_address_print(&a, out);
	CHECK(strcmp(out, "unix:") == 0 && rtws_address_key(&a) == 0);
	a = rtws_address_of(&none);
	rtws_address_print(&a, out);
	CHECK(out[0] == '\0' && rtws_address_key(&a) == 0);
	return 0;
}

static uint64_t key(const char *text)
{
	rtws_address_t a = address(text);

	return rtws_address_key(&a);
}

static int ipv6_addresses_of_one_64_are_one_client(void)
{
	CHECK(key("2001:db8:1:2::1") == key("2001:db8:1:2:ffff:ffff:ffff:ffff"));
	CHECK(key("2001:db8:1:2::1") != key("2001:db8:1:3::1"));
	CHECK(key("192.0.2.1") != key("192.0.2.2"));
	CHECK(key("192.0.2.1") == key("::ffff:192.0.2.1"));
	CHECK(key("::1") != 0 && key("0.0.0.0") != 0 && key("::1") != key("0.0.0.1"));
	return 0;
}

static int ranges_have_what_is_in_them(void)
{
	static const struct {
		const char *range;
		const char *in[3];
		const char *out[3];
	} cases[] = {
		{ "10.0.0.0/8",
		  { "10.0.0.0", "10.255.255.255", "::ffff:10.1.2.3" },
		  { "9.255.255.255", "11.0.0.0", "::a00:1" } },
		{ "192.0.2.128/25", { "192.0.2.128", "192.0.2.255" }, { "192.0.2.127", "192.0.3.0" } },
		{ "192.0.2.1", { "192.0.2.1" }, { "192.0.2.0", "192.0.2.2" } },
		{ "192.0.2.1/32", { "192.0.2.1" }, { "192.0.2.3" } },
		{ "0.0.0.0/0", { "0.0.0.0", "255.255.255.255" }, { "::", "2001:db8::1" } },
		{ "2001:db8::/33",
		  { "2001:db8::1", "2001:db8:7fff::" },
		  { "2001:db8:8000::", "2001:db9::" } },
		{ "::1", { "::1" }, { "::", "::2", "127.0.0.1" } },
		{ "::/0", { "::", "ffff::" }, { "1.2.3.4" } },
		{ "::ffff:192.0.2.0/120", { "192.0.2.9" }, { "192.0.3.9" } },
	};

	for (int i = 0; i < COUNT(cases); i++) {
		rtws_ranges_t ranges = { NULL, 0, false };

		CHECK(add(&ranges, cases[i].range) == 0);
		for (int k = 0; k < 3 && cases[i].in[k] != NULL; k++) {
			rtws_address_t a = address(cases[i].in[k]);

			unit_case("%s in %s", cases[i].in[k], cases[i].range);
			CHECK(rtws_ranges_have(&ranges, &a));
		}
		for (int k = 0; k < 3 && cases[i].out[k] != NULL; k++) {
			rtws_address_t a = address(cases[i].out[k]);

			unit_case("%s not in %s", cases[i].out[k], cases[i].range);
			CHECK(!rtws_ranges_have(&ranges, &a));
		}
		rtws_ranges_clear(&ranges);
	}
	return 0;
}

static int ranges_that_cannot_be_meant_are_refused(void)
{
	static const char *const texts[] = {
		"",           "10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/",      "10.0.0.0/-1", "10.0.0.0/8/8",
		"10.0.0.0/a", "10.0.0/8",   "::1/129",     "2001:db8::1/64", "/8",          "example.org",
		"Unix",       "::1/0001",   "*",           "::ffff:0:0/95",  "10.0.0.0 /8", "unix/0",
	};
	rtws_ranges_t ranges = { NULL, 0, false };

	for (int i = 0; i < COUNT(texts); i++) {
		unit_case("%s", texts[i]);
		CHECK(add(&ranges, texts[i]) == RTWS_E_INVALID);
	}
	CHECK(rtws_ranges_are_empty(&ranges));
	return 0;
}

static int unix_sockets_are_a_range_of_their_own(void)
{
	rtws_address_t un = { RTWS_ADDRESS_UNIX, { 0 } };
	rtws_address_t none = { RTWS_ADDRESS_NONE, { 0 } };
	rtws_ranges_t ranges = { NULL, 0, false };

	CHECK(add(&ranges, "0.0.0.0/0") == 0 && add(&ranges, "::/0") == 0);
	CHECK(!rtws_ranges_have(&ranges, &un) && !rtws_ranges_have(&ranges, &none));
	CHECK(add(&ranges, "unix") == 0 && rtws_ranges_have(&ranges, &un));
	CHECK(!rtws_ranges_have(&ranges, &none) && ranges.count == 2);
	rtws_ranges_clear(&ranges);
	CHECK(rtws_ranges_are_empty(&ranges) && !rtws_ranges_have(&ranges, &un));
	return 0;
}

static const unit_test_t tests[] = {
	{ NAMED(texts_come_back_as_they_are_usually_written) },
	{ NAMED(what_is_no_address_is_refused) },
	{ NAMED(sockets_addresses_are_understood) },
	{ NAMED(ipv6_addresses_of_one_64_are_one_client) },
	{ NAMED(ranges_have_what_is_in_them) },
	{ NAMED(ranges_that_cannot_be_meant_are_refused) },
	{ NAMED(unix_sockets_are_a_range_of_their_own) },
};

int main(void)
{
	return run_tests(tests, COUNT(tests));
}
