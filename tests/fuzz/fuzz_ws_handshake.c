/*
 * The opening handshake on every head that parses: the input as a head, and as more header lines of
 * a good handshake. An answer, read back as the headers of a request, must say what was chosen.
 */
#include "fuzz.h"

#include "proto/ws_handshake.h"

#define HEADER(request, name) rtws_request_header(request, name, sizeof(name) - 1)

static const char good[] = "GET /chat HTTP/1.1\r\nHost: example.org\r\n"
						   "Upgrade: websocket\r\nConnection: Upgrade\r\n"
						   "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
						   "Sec-WebSocket-Version: 13\r\n";
static const char answer_line[] = "HTTP/1.1 101 Switching Protocols\r\n";
static const char request_line[] = "GET / HTTP/1.1\r\nHost: a\r\n";

static const char *const offered[] = { "chat", "v1.rtws", "superchat" };
static const char *const allowed[] = { "https://example.org", "example.com", "[::1]", "*" };

static void check_origin(const rtws_request_t *request)
{
	bool any = false;

	MUST(rtws_ws_origin_is_allowed(request, allowed, 4)); /* "*" is among them */
	for (size_t i = 0; i < 3; i++) {
		any |= rtws_ws_origin_is_allowed(request, &allowed[i], 1);
	}
	MUST(rtws_ws_origin_is_allowed(request, allowed, 3) == any);
	if (HEADER(request, "origin").at == NULL) {
		MUST(any && rtws_ws_origin_is_allowed(request, NULL, 0));
	} else if (HEADER(request, "host").at == NULL) {
		MUST(!rtws_ws_origin_is_allowed(request, NULL, 0));
	} else {
		rtws_ws_origin_is_allowed(request, NULL, 0);
	}
}

/* The protocol chosen, which must be one of ours and asked for. */
static rtws_text_t check_protocol(const rtws_request_t *request)
{
	rtws_text_t chosen = rtws_ws_choose_protocol(request, offered, 3);
	bool is_ours = false;
	char name[16] = "";

	MUST(rtws_ws_choose_protocol(request, offered, 0).at == NULL);
	if (chosen.at == NULL) {
		for (size_t i = 0; i < 3; i++) {
			MUST(rtws_ws_choose_protocol(request, &offered[i], 1).at == NULL);
		}
		return chosen;
	}
	for (size_t i = 0; i < 3; i++) {
		is_ours |=
			strlen(offered[i]) == chosen.len && memcmp(offered[i], chosen.at, chosen.len) == 0;
	}
	MUST(is_ours && chosen.len < sizeof(name));
	memcpy(name, chosen.at, chosen.len);
	MUST(rtws_request_has_token(request, "sec-websocket-protocol", name));
	return chosen;
}

static bool same_text(rtws_text_t a, rtws_text_t b)
{
	return (a.at == NULL) == (b.at == NULL) && a.len == b.len &&
		   (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

static void check_answer(const rtws_buffer_t *out, rtws_text_t protocol)
{
	size_t line_len = sizeof(answer_line) - 1;
	rtws_buffer_t head = { NULL, 0, 0 };
	rtws_request_t *read_back;
	const char *why;

	MUST(out->len > line_len && memcmp(out->bytes, answer_line, line_len) == 0);
	MUST(rtws_buffer_append(&head, request_line, sizeof(request_line) - 1) == 0);
	MUST(rtws_buffer_append(&head, out->bytes + line_len, out->len - line_len) == 0);
	MUST(rtws_request_parse((const char *) head.bytes, head.len, &read_back, &why) == 0);
	MUST(read_back->wants_upgrade && read_back->wants_websocket);
	MUST(HEADER(read_back, "sec-websocket-accept").len == 28);
	MUST(same_text(HEADER(read_back, "sec-websocket-protocol"), protocol));
	MUST(read_back->header_count == 4u + (protocol.at != NULL));
	rtws_request_unref(read_back);
	rtws_buffer_clear(&head);
}

static void check_accepted(const rtws_request_t *request)
{
	rtws_buffer_t out = { NULL, 0, 0 };
	rtws_text_t protocol = check_protocol(request);

	MUST(request->method.len == 3 && request->minor == 1 && request->content_length == 0);
	MUST(request->wants_upgrade && request->wants_websocket);
	MUST(HEADER(request, "sec-websocket-key").len == 24);
	MUST(HEADER(request, "sec-websocket-version").len == 2);
	MUST(rtws_ws_handshake_accept(request, protocol, NULL, &out) == 0);
	check_answer(&out, protocol);
	rtws_buffer_clear(&out);
}

static void fuzz_handshake(const char *head, size_t len)
{
	rtws_request_t *request;
	const char *why = NULL;
	int status;

	if (rtws_request_parse(head, len, &request, &why) != 0) {
		return;
	}
	why = NULL;
	status = rtws_ws_handshake_check(request, &why);
	MUST(status == 0 || status == 400 || status == 405 || status == 426);
	MUST(status == 0 || why != NULL);
	check_origin(request);
	check_protocol(request);
	if (status == 0) {
		check_accepted(request);
	}
	rtws_request_unref(request);
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t len)
{
	size_t good_len = sizeof(good) - 1;
	char *head = malloc(good_len + len + 4);

	MUST(head != NULL);
	fuzz_handshake((const char *) input, len);
	memcpy(head, good, good_len);
	memcpy(head + good_len, input, len);
	memcpy(head + good_len + len, "\r\n\r\n", 4);
	fuzz_handshake(head, good_len + len + 4);
	free(head);
	return 0;
}
