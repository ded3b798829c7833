/*
 * X-Forwarded-For, X-Forwarded-Proto, X-Forwarded-Host and Forwarded: a request's headers are made
 * of the input, a line for each. Nobody is told who is not in the text, and what a client writes
 * before what a trusted proxy adds changes nothing.
 */
#include "fuzz.h"

#include "proto/forwarded.h"

static rtws_ranges_t trusted;

static rtws_request_t *make_request(const char *name, const uint8_t *bytes, size_t len,
									const char *added)
{
	rtws_buffer_t head = { NULL, 0, 0 };
	rtws_request_t *request = NULL;
	const char *why;

	rtws_buffer_printf(&head, "GET / HTTP/1.1\r\nHost: a\r\n%s: ", name);
	for (size_t i = 0; i < len; i++) {
		if (bytes[i] == '\n') { /* "\n" and which header comes next */
			static const char *const names[] = { "Forwarded", "X-Forwarded-For",
												 "X-Forwarded-Proto", "X-Forwarded-Host" };

			rtws_buffer_printf(&head, "\r\n%s: ", names[i + 1 < len ? bytes[i + 1] & 3 : 0]);
		} else {
			rtws_buffer_append(&head, bytes + i, 1);
		}
	}
	if (added != NULL) {
		rtws_buffer_printf(&head, "\r\n%s: %s", name, added);
	}
	rtws_buffer_append(&head, "\r\n\r\n", 4);
	if (rtws_request_parse((const char *) head.bytes, head.len, &request, &why) != 0) {
		request = NULL;
	}
	rtws_buffer_clear(&head);
	return request;
}

static void check(const rtws_request_t *request, const rtws_forwarded_t *told)
{
	char text[RTWS_ADDRESS_TEXT_MAX];
	rtws_address_t again;

	MUST(told->scheme <= RTWS_SCHEME_SECURE);
	if (told->client.kind != RTWS_ADDRESS_NONE) {
		rtws_address_print(&told->client, text);
		MUST(rtws_address_parse(text, strlen(text), &again));
		MUST(memcmp(&again, &told->client, sizeof(again)) == 0);
	}
	if (told->host.at != NULL) {
		MUST(told->host.len > 0 && rtws_authority_is_valid(told->host));
		MUST(told->host.at > request->head);
	}
}

/* One line more, as a trusted proxy adds it. */
static void add_and_check(const char *name, const uint8_t *input, size_t len, const char *added)
{
	rtws_request_t *request = make_request(name, input, len, added);
	rtws_forwarded_t told;
	rtws_address_t client;

	if (request != NULL) {
		rtws_forwarded_read(request, &trusted, &told);
		check(request, &told);
		rtws_address_parse("192.0.2.77", 10, &client);
		if (name[0] == 'X' || rtws_request_header(request, "x-forwarded-for", 15).at == NULL) {
			MUST(memcmp(&told.client, &client, sizeof(client)) == 0);
		}
		rtws_request_unref(request);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t len)
{
	rtws_request_t *request;
	rtws_forwarded_t told;
	const char *why;

	if (trusted.count == 0) {
		MUST(rtws_ranges_add(&trusted, "10.0.0.0/8", 10, &why) == 0);
	}
	for (int i = 0; i < 2; i++) {
		request = make_request(i == 0 ? "Forwarded" : "X-Forwarded-For", input, len, NULL);
		if (request != NULL) {
			rtws_forwarded_read(request, &trusted, &told);
			check(request, &told);
			rtws_request_unref(request);
		}
	}
	/* only where the input makes no further headers, of which one would come after the added one */
	if (len == 0 || memchr(input, '\n', len) == NULL) {
		add_and_check("X-Forwarded-For", input, len, "192.0.2.77, 10.0.0.1");
		add_and_check("Forwarded", input, len, "for=192.0.2.77;proto=https, for=10.0.0.1");
	}
	return 0;
}
