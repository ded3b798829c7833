#include "core/cors.h"

#include "proto/ws_handshake.h"

#include <stdlib.h>
#include <string.h>

#define HEADER(request, name) rtws_request_header(request, name, sizeof(name) - 1)

rtws_cors_t *rtws_cors_create(void)
{
	rtws_cors_t *cors = calloc(1, sizeof(*cors));

	if (cors != NULL) {
		cors->refs = 1;
		cors->max_age = -1;
	}
	return cors;
}

rtws_cors_t *rtws_cors_ref(rtws_cors_t *cors)
{
	if (cors != NULL) {
		cors->refs++;
	}
	return cors;
}

void rtws_cors_unref(rtws_cors_t *cors)
{
	if (cors != NULL && --cors->refs == 0) {
		rtws_strings_clear(&cors->origins);
		rtws_strings_clear(&cors->methods);
		rtws_strings_clear(&cors->headers);
		rtws_strings_clear(&cors->expose);
		free(cors);
	}
}

/* ---- any answer ------------------------------------------------------------------------------ */

bool rtws_cors_allows_anybody(const rtws_cors_t *cors)
{
	for (size_t i = 0; i < cors->origins.count; i++) {
		if (strcmp(cors->origins.items[i], "*") == 0) {
			return true;
		}
	}
	return false;
}

static bool allows_origin(const rtws_cors_t *cors, const rtws_request_t *request)
{
	return HEADER(request, "origin").at != NULL &&
		   rtws_ws_origin_is_allowed(request, (const char *const *) cors->origins.items,
									 cors->origins.count);
}

static int put_list(rtws_buffer_t *out, const char *name, const rtws_strings_t *list)
{
	size_t before = out->len;
	int failed = 0;

	for (size_t i = 0; i < list->count; i++) {
		failed |= rtws_buffer_printf(out, "%s%s", i == 0 ? name : ", ", list->items[i]);
	}
	if (list->count > 0) {
		failed |= rtws_buffer_append(out, "\r\n", 2);
	}
	if (failed != 0) {
		out->len = before; /* no half header */
	}
	return failed;
}

int rtws_cors_mark(const rtws_cors_t *cors, rtws_request_t *request)
{
	rtws_buffer_t *out = &request->answer_headers;
	rtws_text_t origin = HEADER(request, "origin");
	bool anybody = rtws_cors_allows_anybody(cors);
	int failed = 0;

	if (anybody) { /* the same for everybody, so that caches can keep it for everybody */
		failed |= rtws_buffer_printf(out, "Access-Control-Allow-Origin: *\r\n");
	} else {
		failed |= rtws_buffer_printf(out, "Vary: Origin\r\n");
	}
	if (!anybody && allows_origin(cors, request)) {
		failed |= rtws_buffer_printf(
			out, "Access-Control-Allow-Origin: %.*s\r\n%s", (int) origin.len, origin.at,
			cors->credentials ? "Access-Control-Allow-Credentials: true\r\n" : "");
	}
	if (!rtws_cors_is_preflight(request)) {
		failed |= put_list(out, "Access-Control-Expose-Headers: ", &cors->expose);
	}
	return failed;
}

/* ---- preflights ------------------------------------------------------------------------------ */

bool rtws_cors_is_preflight(const rtws_request_t *request)
{
	return rtws_text_is_exactly(request->method, "OPTIONS") &&
		   HEADER(request, "origin").at != NULL &&
		   HEADER(request, "access-control-request-method").at != NULL;
}

static bool is_token(rtws_text_t text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (!rtws_is_token_char((unsigned char) text.at[i])) {
			return false;
		}
	}
	return text.len > 0;
}

/* Where any method is served, the one that is asked for. */
static void put_methods(const rtws_cors_t *cors, const rtws_request_t *request, rtws_text_t allowed,
						rtws_buffer_t *out)
{
	static const char name[] = "Access-Control-Allow-Methods: ";

	if (cors->methods.count > 0) {
		put_list(out, name, &cors->methods);
		return;
	}
	if (allowed.len == 0) {
		allowed = HEADER(request, "access-control-request-method");
		allowed.len = is_token(allowed) ? allowed.len : 0;
	}
	if (allowed.len > 0) {
		rtws_buffer_printf(out, "%s%.*s\r\n", name, (int) allowed.len, allowed.at);
	}
}

static void put_headers(const rtws_cors_t *cors, const rtws_request_t *request, rtws_buffer_t *out)
{
	static const char name[] = "Access-Control-Allow-Headers: ";
	rtws_text_t wanted = HEADER(request, "access-control-request-headers");

	if (cors->headers.count > 0) {
		put_list(out, name, &cors->headers);
		return;
	}
	rtws_buffer_printf(out, "Vary: Access-Control-Request-Headers\r\n");
	if (wanted.len > 0) {
		rtws_buffer_printf(out, "%s%.*s\r\n", name, (int) wanted.len, wanted.at);
	}
}

void rtws_cors_answer_preflight(const rtws_cors_t *cors, const rtws_request_t *request,
								rtws_text_t allowed, rtws_response_t *response)
{
	rtws_buffer_t *out = &response->headers;

	response->status = 204;
	if (!allows_origin(cors, request)) {
		return; /* which is a no */
	}
	put_methods(cors, request, allowed, out);
	put_headers(cors, request, out);
	if (cors->max_age >= 0) {
		rtws_buffer_printf(out, "Access-Control-Max-Age: %lld\r\n", (long long) cors->max_age);
	}
}
