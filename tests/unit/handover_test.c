#include "unit.h"

#include "process/handover.h"

#include <stdlib.h>
#include <string.h>

static rtws_handover_t in, out;

static const char *value_of(const char *variable)
{
	return strchr(variable, '=') + 1;
}

static int what_is_formatted_is_parsed_by_the_process_it_is_for(void)
{
	static const char *const hosts[] = { "", "127.0.0.1", "::1", "unix:///run/a:b.sock" };

	for (int i = 0; i < COUNT(hosts); i++) {
		char *text;

		unit_case("%s", hosts[i]);
		memset(&in, 0, sizeof(in));
		in.link = 9;
		in.port = 8080;
		in.count = 3;
		in.sockets[0] = (rtws_handed_t){ 5, 0 };
		in.sockets[1] = (rtws_handed_t){ 6, 1 };
		in.sockets[2] = (rtws_handed_t){ 2147483647, -1 };
		strcpy(in.host, hosts[i]);
		text = rtws_handover_format(&in);
		CHECK(text != NULL && strncmp(text, RTWS_HANDOVER_NAME "=", 14) == 0);
		CHECK(!rtws_handover_parse(value_of(text), 1234, &out));
		rtws_handover_set_pid(text, 1234);
		CHECK(!rtws_handover_parse(value_of(text), 1235, &out));
		CHECK(rtws_handover_parse(value_of(text), 1234, &out));
		CHECK(out.link == 9 && out.port == 8080 && out.count == 3);
		CHECK(out.sockets[1].fd == 6 && out.sockets[1].worker == 1);
		CHECK(out.sockets[2].fd == 2147483647 && out.sockets[2].worker == -1);
		CHECK(strcmp(out.host, hosts[i]) == 0);
		free(text);
	}
	return 0;
}

static int largest_one_fits(void)
{
	char *text;

	memset(&in, 0, sizeof(in));
	in.count = RTWS_HANDOVER_SOCKETS;
	memset(in.host, 'h', sizeof(in.host) - 1);
	for (unsigned i = 0; i < in.count; i++) {
		in.sockets[i] = (rtws_handed_t){ 2147483647, 2147483647 };
	}
	text = rtws_handover_format(&in);
	CHECK(text != NULL);
	rtws_handover_set_pid(text, 2147483647);
	CHECK(rtws_handover_parse(value_of(text), 2147483647, &out));
	CHECK(out.count == in.count && strcmp(out.host, in.host) == 0);
	free(text);
	return 0;
}

static int what_is_no_handover_is_not_taken_for_one(void)
{
	static const char *const texts[] = {
		"",
		"x",
		"1234",
		"1234:9",
		"1234:9:8080",
		"1234:9:8080:",
		"1234:9:8080:5",
		"1234:9:8080:5/0",
		"1234:9:8080:5/0,:h",
		"1234:9:8080:/0:h",
		"1234:9:80800:5/0:h",
		"1234:-1:8080:5/0:h",
		"1234:9:8080:-5/0:h",
		"1234:9:8080:5/-2:h",
		"1234:9:8080:99999999999/0:h",
	};

	for (int i = 0; i < COUNT(texts); i++) {
		unit_case("%s", texts[i]);
		CHECK(!rtws_handover_parse(texts[i], 1234, &out));
	}
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(what_is_formatted_is_parsed_by_the_process_it_is_for) },
		{ NAMED(largest_one_fits) },
		{ NAMED(what_is_no_handover_is_not_taken_for_one) },
	};

	return run_tests(tests, COUNT(tests));
}
