#include "unit.h"
#include "alloc.h"
#include "head.h"

#include "proto/ws_handshake.h"
#include "util/error.h"

#define KEY "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
#define VERSION "Sec-WebSocket-Version: 13\r\n"
#define UPGRADE "Connection: Upgrade\r\nUpgrade: websocket\r\n"
#define GET "GET /chat HTTP/1.1\r\nHost: example.org\r\n"

/* ---- the check ---------------------------------------------------------------------------- */

/* 0 or the status to refuse with; -1 for a head that does not parse, -2 for a refusal in silence.
 */
static int check_head(const char *head)
{
	rtws_request_t *request = parse_head(head);
	const char *why = NULL;
	int status;

	if (request == NULL) {
		return -1;
	}
	status = rtws_ws_handshake_check(request, &why);
	rtws_request_unref(request);
	return status != 0 && why == NULL ? -2 : status;
}

static int complete_handshake_is_accepted(void)
{
	CHECK(check_head(GET UPGRADE KEY VERSION "\r\n") == 0);
	CHECK(check_head(GET "connection: keep-alive , UPGRADE\r\nUPGRADE: foo, WebSocket\r\n" KEY
						 "Sec-WebSocket-Version:  13 \r\nOrigin: http://a\r\n\r\n") == 0);
	CHECK(check_head(GET UPGRADE KEY VERSION "Content-Length: 0\r\n\r\n") == 0);
	return 0;
}

static int other_methods_are_refused(void)
{
	static const char *const methods[] = { "POST", "PUT", "HEAD", "OPTIONS", "GETT", "GE" };
	char head[400];

	for (int i = 0; i < COUNT(methods); i++) {
		snprintf(head, sizeof(head), "%s / HTTP/1.1\r\nHost: a\r\n" UPGRADE KEY VERSION "\r\n",
				 methods[i]);
		unit_case("%s", methods[i]);
		CHECK(check_head(head) == 405);
	}
	return 0;
}

static int request_without_upgrade_is_told_to_upgrade(void)
{
	CHECK(check_head(GET "\r\n") == 426);
	CHECK(check_head(GET "Connection: Upgrade\r\n" KEY VERSION "\r\n") == 426);
	CHECK(check_head(GET "Connection: Upgrade\r\nUpgrade: h2c\r\n" KEY VERSION "\r\n") == 426);
	return 0;
}

static int other_versions_are_told_the_right_one(void)
{
	static const char *const versions[] = { "", "8", "12", "14", "013", "13, 8", "13.0", "1 3" };
	char head[400];

	CHECK(check_head(GET UPGRADE KEY "\r\n") == 426);
	for (int i = 0; i < COUNT(versions); i++) {
		snprintf(head, sizeof(head), GET UPGRADE KEY "Sec-WebSocket-Version: %s\r\n\r\n",
				 versions[i]);
		unit_case("%s", versions[i]);
		CHECK(check_head(head) == 426);
	}
	return 0;
}

static int connection_must_say_upgrade(void)
{
	CHECK(check_head(GET "Upgrade: websocket\r\n" KEY VERSION "\r\n") == 400);
	CHECK(check_head(GET "Upgrade: websocket\r\nConnection: keep-alive\r\n" KEY VERSION "\r\n") ==
		  400);
	return 0;
}

static int http_1_0_cannot_be_upgraded(void)
{
	CHECK(check_head("GET / HTTP/1.0\r\nHost: a\r\n" UPGRADE KEY VERSION "\r\n") == 400);
	return 0;
}

static int handshake_with_a_body_is_refused(void)
{
	CHECK(check_head(GET UPGRADE KEY VERSION "Content-Length: 1\r\n\r\n") == 400);
	return 0;
}

static int key_must_be_16_bytes_in_base64(void)
{
	static const char *const keys[] = {
		"",
		"dGhlIHNhbXBsZSBub25jZQ",
		"dGhlIHNhbXBsZSBub25jZQ=",
		"dGhlIHNhbXBsZSBub25jZQ=A",
		"dGhlIHNhbXBsZSBub25jZQA=",
		"dGhlIHNhbXBsZSBub25jZQAA",
		"dGhlIHNhbXBsZSBub25jZQ===",
		"dGhlIHNhbXBsZSBub25jZ===",
		"AdGhlIHNhbXBsZSBub25jZQ==",
		"dGhlIHNhbXBsZSBub25jZ-==",
		"dGhlIHNhbXBsZ_Bub25jZQ==",
		"dGhlIHNhbXBs SBub25jZQ==",
		"dGhlIHNhbXBs\xc3\xa9ub25jZQ==",
		"dGhlIHNhbXBsZSBub25jZQ==, dGhlIHNhbXBsZSBub25jZQ==",
	};
	char head[400];

	CHECK(check_head(GET UPGRADE VERSION "\r\n") == 400);
	for (int i = 0; i < COUNT(keys); i++) {
		snprintf(head, sizeof(head), GET UPGRADE VERSION "Sec-WebSocket-Key: %s\r\n\r\n", keys[i]);
		unit_case("%s", keys[i]);
		CHECK(check_head(head) == 400);
	}
	CHECK(check_head(GET UPGRADE VERSION "Sec-WebSocket-Key: +/09AZazAAAAAAAAAAAAAA==\r\n\r\n") ==
		  0);
	return 0;
}

/* ---- the origin --------------------------------------------------------------------------- */

static bool origin_allowed(const char *host, const char *origin, const char *const *allowed,
						   size_t count)
{
	char head[400];
	rtws_request_t *request;
	bool is_allowed;

	snprintf(head, sizeof(head), "GET / HTTP/1.1\r\nHost: %s\r\n%s%s\r\n\r\n", host,
			 origin != NULL ? "Origin: " : "X: ", origin != NULL ? origin : "");
	request = parse_head(head);
	if (request == NULL) {
		return false;
	}
	is_allowed = rtws_ws_origin_is_allowed(request, allowed, count);
	rtws_request_unref(request);
	return is_allowed;
}

static int without_a_list_the_origin_must_be_the_host(void)
{
	static const struct {
		const char *host, *origin;
		bool allowed;
	} cases[] = {
		{ "example.org", "https://example.org", true },
		{ "example.org", "http://EXAMPLE.org", true },
		{ "example.org:8080", "http://example.org:8080", true },
		{ "[::1]:8080", "http://[::1]:8080", true },
		{ "example.org", NULL, true },
		{ "example.org", "https://example.org:8080", false },
		{ "example.org:8080", "https://example.org", false },
		{ "example.org", "https://example.org.evil.org", false },
		{ "example.org", "https://evil-example.org", false },
		{ "example.org", "https://sub.example.org", false },
		{ "example.org", "https://evil.org", false },
		{ "example.org", "https://evil.org/https://example.org", false },
		{ "example.org", "https://evil.org://example.org", false },
		{ "example.org", "null", false },
		{ "example.org", "", false },
	};

	for (int i = 0; i < COUNT(cases); i++) {
		unit_case("%s at %s", cases[i].origin != NULL ? cases[i].origin : "none", cases[i].host);
		CHECK(origin_allowed(cases[i].host, cases[i].origin, NULL, 0) == cases[i].allowed);
	}
	return 0;
}

static int host_is_compared_without_its_port(void)
{
	static const struct {
		const char *head, *host;
		bool is;
	} cases[] = {
		{ "Host: example.org\r\n", "example.org", true },
		{ "Host: EXAMPLE.org:8080\r\n", "example.org", true },
		{ "Host: example.org\r\n", "Example.Org", true },
		{ "Host: [::1]:80\r\n", "[::1]", true },
		{ "Host: example.org\r\n", "example.or", false },
		{ "Host: example.org.evil.org\r\n", "example.org", false },
		{ "Host: 127.0.0.1\r\n", "localhost", false },
		{ "Host: \r\n", "localhost", false },
		{ "", "localhost", false },
	};

	for (int i = 0; i < COUNT(cases); i++) {
		rtws_request_t *request;
		char head[200];

		unit_case("%s with %s", cases[i].head, cases[i].host);
		snprintf(head, sizeof(head), "GET / HTTP/1.0\r\n%s\r\n", cases[i].head);
		request = parse_head(head);
		CHECK(request != NULL);
		CHECK(rtws_ws_host_is(request, cases[i].host) == cases[i].is);
		rtws_request_unref(request);
	}
	return 0;
}

static int page_is_refused_where_there_is_no_host(void)
{
	rtws_request_t *request = parse_head("GET / HTTP/1.0\r\nOrigin: http://a\r\n\r\n");

	CHECK(request != NULL);
	CHECK(!rtws_ws_origin_is_allowed(request, NULL, 0));
	rtws_request_unref(request);
	return 0;
}

static int list_allows_origins_and_host_names(void)
{
	static const char *const allowed[] = { "https://one.org", "two.org", "http://three.org:81",
										   "[::1]" };
	static const struct {
		const char *origin;
		bool allowed;
	} cases[] = {
		{ "https://one.org", true },
		{ "HTTPS://ONE.ORG", true },
		{ "http://one.org", false },
		{ "https://one.org:444", false },
		{ "https://one.org.evil.org", false },
		{ "https://two.org", true },
		{ "http://two.org:8080", true },
		{ "wss://Two.Org", true },
		{ "https://sub.two.org", false },
		{ "https://two.org.evil.org", false },
		{ "https://eviltwo.org", false },
		{ "https://evil.org:two.org", false },
		{ "https://two.org@evil.org", false },
		{ "http://three.org:81", true },
		{ "http://three.org", false },
		{ "http://[::1]:8080", true },
		{ "http://[::1]", true },
		{ "http://[::2]", false },
		{ "https://example.org", false }, /* the host itself is not in the list */
		{ "null", false },
		{ "", false },
		{ NULL, true },
	};

	for (int i = 0; i < COUNT(cases); i++) {
		unit_case("%s", cases[i].origin != NULL ? cases[i].origin : "none");
		CHECK(origin_allowed("example.org", cases[i].origin, allowed, COUNT(allowed)) ==
			  cases[i].allowed);
	}
	return 0;
}

static int star_allows_every_origin(void)
{
	static const char *const allowed[] = { "one.org", "*" };

	CHECK(origin_allowed("example.org", "https://evil.org", allowed, 2));
	CHECK(origin_allowed("example.org", "null", allowed, 2));
	CHECK(!origin_allowed("example.org", "https://evil.org", allowed, 1));
	return 0;
}

/* ---- the subprotocol ---------------------------------------------------------------------- */

static int chosen_protocol_is(const char *lines, const char *wanted)
{
	static const char *const offered[] = { "chat.v2", "chat.v1" };
	char head[400];
	rtws_request_t *request;
	rtws_text_t chosen;

	snprintf(head, sizeof(head), GET "%s\r\n", lines);
	request = parse_head(head);
	CHECK(request != NULL);
	chosen = rtws_ws_choose_protocol(request, offered, 2);
	unit_case("%s", lines);
	CHECK(wanted == NULL ? chosen.at == NULL : text_equals(chosen, wanted));
	CHECK(rtws_ws_choose_protocol(request, NULL, 0).at == NULL);
	CHECK(chosen.at == NULL || (chosen.at > request->head && chosen.at < request->path.at));
	rtws_request_unref(request);
	return 0;
}

static int first_protocol_of_the_client_that_is_offered_wins(void)
{
	static const struct {
		const char *lines, *wanted;
	} cases[] = {
		{ "", NULL },
		{ "Sec-WebSocket-Protocol: chat.v1\r\n", "chat.v1" },
		{ "Sec-WebSocket-Protocol: x, chat.v1 ,chat.v2\r\n", "chat.v1" },
		{ "sec-websocket-protocol: x\r\nSEC-WEBSOCKET-PROTOCOL: chat.v2, chat.v1\r\n", "chat.v2" },
		{ "Sec-WebSocket-Protocol: ,,chat.v2\r\n", "chat.v2" },
		{ "Sec-WebSocket-Protocol: chat.v, chat.v11, chat.v1x, xchat.v1\r\n", NULL },
		{ "Sec-WebSocket-Protocol: CHAT.V1\r\n", NULL }, /* case matters */
		{ "Sec-WebSocket-Protocol:\r\n", NULL },
		{ "Sec-WebSocket-Protocol: chat.v1 chat.v2\r\n", NULL },
		{ "X-Protocol: chat.v1\r\n", NULL },
	};

	for (int i = 0; i < COUNT(cases); i++) {
		CHECK(chosen_protocol_is(cases[i].lines, cases[i].wanted) == 0);
	}
	return 0;
}

/* ---- the answer --------------------------------------------------------------------------- */

static int answer_of_the_rfc_is_given(void)
{
	rtws_request_t *request = parse_head(GET UPGRADE KEY VERSION "\r\n");
	rtws_buffer_t out = { NULL, 0, 0 };
	const char *wanted = "HTTP/1.1 101 Switching Protocols\r\n"
						 "Upgrade: websocket\r\n"
						 "Connection: Upgrade\r\n"
						 "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
						 "\r\n";

	CHECK(rtws_ws_handshake_accept(request, (rtws_text_t){ NULL, 0 }, NULL, &out) == 0);
	CHECK(out.len == strlen(wanted) && memcmp(out.bytes, wanted, out.len) == 0);
	rtws_buffer_clear(&out);
	rtws_request_unref(request);
	return 0;
}

static int answer_names_the_protocol_and_is_appended(void)
{
	rtws_request_t *request = parse_head(GET UPGRADE KEY VERSION "\r\n");
	rtws_buffer_t out = { NULL, 0, 0 };
	const char *end = "xOo=\r\nSec-WebSocket-Protocol: chat\r\n\r\n";

	CHECK(rtws_buffer_append(&out, "before", 6) == 0);
	CHECK(rtws_ws_handshake_accept(request, (rtws_text_t){ "chatter", 4 }, NULL, &out) == 0);
	CHECK(memcmp(out.bytes, "beforeHTTP/1.1 101 ", 19) == 0);
	CHECK(memcmp(out.bytes + out.len - strlen(end), end, strlen(end)) == 0);
	rtws_buffer_clear(&out);
	rtws_request_unref(request);
	return 0;
}

static int out_of_memory_answers_nothing(void)
{
	rtws_request_t *request = parse_head(GET UPGRADE KEY VERSION "\r\n");
	char *protocol = malloc(1000);

	memset(protocol, 'p', 1000);
	for (unsigned n = 1; n <= 2; n++) {
		rtws_buffer_t out = { NULL, 0, 0 };

		alloc_fail_at(n);
		unit_case("allocation %u", n);
		CHECK(rtws_ws_handshake_accept(request, (rtws_text_t){ protocol, 1000 }, NULL, &out) ==
			  RTWS_E_NOMEM);
		CHECK(out.len == 0);
		alloc_fail_at(0);
		rtws_buffer_clear(&out);
	}
	free(protocol);
	rtws_request_unref(request);
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(complete_handshake_is_accepted) },
		{ NAMED(other_methods_are_refused) },
		{ NAMED(request_without_upgrade_is_told_to_upgrade) },
		{ NAMED(other_versions_are_told_the_right_one) },
		{ NAMED(connection_must_say_upgrade) },
		{ NAMED(http_1_0_cannot_be_upgraded) },
		{ NAMED(handshake_with_a_body_is_refused) },
		{ NAMED(key_must_be_16_bytes_in_base64) },
		{ NAMED(without_a_list_the_origin_must_be_the_host) },
		{ NAMED(host_is_compared_without_its_port) },
		{ NAMED(page_is_refused_where_there_is_no_host) },
		{ NAMED(list_allows_origins_and_host_names) },
		{ NAMED(star_allows_every_origin) },
		{ NAMED(first_protocol_of_the_client_that_is_offered_wins) },
		{ NAMED(answer_of_the_rfc_is_given) },
		{ NAMED(answer_names_the_protocol_and_is_appended) },
		{ NAMED(out_of_memory_answers_nothing) },
	};

	return run_tests(tests, COUNT(tests));
}
