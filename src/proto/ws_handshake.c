#include "proto/ws_handshake.h"

#include "util/error.h"

#include <openssl/evp.h>
#include <openssl/sha.h>
#include <string.h>

#define KEY_LEN 24 /* 16 bytes in base64 */
#define MAGIC "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
#define HEADER(request, name) rtws_request_header(request, name, sizeof(name) - 1)

/* 16 bytes in base64: 22 characters, of which the last carries 2 bits, and "==". */
static bool key_is_valid(rtws_text_t key)
{
	static const char alphabet[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	if (key.at == NULL || key.len != KEY_LEN || memcmp(key.at + 22, "==", 2) != 0) {
		return false;
	}
	for (size_t i = 0; i < 22; i++) {
		if (memchr(alphabet, key.at[i], sizeof(alphabet) - 1) == NULL) {
			return false;
		}
	}
	return true;
}

int rtws_ws_handshake_check(const rtws_request_t *request, const char **why)
{
	rtws_text_t version = HEADER(request, "sec-websocket-version");

	if (!rtws_text_is_exactly(request->method, "GET")) {
		*why = "a WebSocket handshake is a GET request";
		return 405;
	}
	if (!request->wants_websocket) {
		*why = "this is a WebSocket endpoint";
		return 426;
	}
	if (!request->wants_upgrade || request->minor == 0) {
		*why = "a WebSocket handshake needs HTTP/1.1 and Connection: Upgrade";
		return 400;
	}
	if (version.at == NULL || !rtws_text_is(version, "13")) {
		*why = "Sec-WebSocket-Version must be 13";
		return 426;
	}
	if (!key_is_valid(HEADER(request, "sec-websocket-key"))) {
		*why = "Sec-WebSocket-Key must be 16 bytes in base64";
		return 400;
	}
	if (request->content_length > 0 || request->is_chunked) {
		*why = "a WebSocket handshake has no body";
		return 400;
	}
	return 0;
}

static rtws_text_t without_scheme(rtws_text_t origin)
{
	for (size_t i = 0; i + 3 <= origin.len; i++) {
		if (memcmp(origin.at + i, "://", 3) == 0) {
			return (rtws_text_t){ origin.at + i + 3, origin.len - i - 3 };
		}
	}
	return origin;
}

/* Digits behind the last colon; an IPv6 address ends with its bracket. */
static rtws_text_t without_port(rtws_text_t authority)
{
	size_t i = authority.len;

	while (i > 0 && authority.at[i - 1] >= '0' && authority.at[i - 1] <= '9') {
		i--;
	}
	if (i > 0 && i < authority.len && authority.at[i - 1] == ':') {
		authority.len = i - 1;
	}
	return authority;
}

/* As a trusted proxy tells it, else as the client does. */
static rtws_text_t host_of(const rtws_request_t *request)
{
	return request->host.at != NULL ? request->host : HEADER(request, "host");
}

bool rtws_ws_host_is(const rtws_request_t *request, const char *host)
{
	rtws_text_t asked = host_of(request);

	return asked.at != NULL && rtws_text_is(without_port(asked), host);
}

static bool origin_matches(rtws_text_t origin, const char *allowed)
{
	if (strcmp(allowed, "*") == 0 || rtws_text_is(origin, allowed)) {
		return true;
	}
	return strstr(allowed, "://") == NULL &&
		   rtws_text_is(without_port(without_scheme(origin)), allowed);
}

bool rtws_ws_origin_is_allowed(const rtws_request_t *request, const char *const *allowed,
							   size_t count)
{
	rtws_text_t origin = HEADER(request, "origin");
	rtws_text_t host = host_of(request);

	if (origin.at == NULL) {
		return true;
	}
	if (count == 0) {
		return host.at != NULL && rtws_text_equals(without_scheme(origin), host);
	}
	for (size_t i = 0; i < count; i++) {
		if (origin_matches(origin, allowed[i])) {
			return true;
		}
	}
	return false;
}

rtws_text_t rtws_ws_choose_protocol(const rtws_request_t *request, const char *const *offered,
									size_t count)
{
	for (unsigned i = 0; count > 0 && i < request->header_count; i++) {
		const rtws_header_t *h = &request->headers[i];
		rtws_text_t rest = rtws_header_value(request, h);
		rtws_text_t wanted;

		if (!rtws_text_is(rtws_header_name(request, h), "sec-websocket-protocol")) {
			continue;
		}
		while (rtws_text_next(&rest, &wanted)) {
			for (size_t k = 0; k < count; k++) {
				if (strlen(offered[k]) == wanted.len &&
					memcmp(offered[k], wanted.at, wanted.len) == 0) {
					return wanted;
				}
			}
		}
	}
	return (rtws_text_t){ NULL, 0 };
}

/* base64(SHA-1(key + magic)): section 4.2.2, step 5.4. */
static void accept_key(rtws_text_t key, char out[29])
{
	unsigned char text[KEY_LEN + sizeof(MAGIC) - 1];
	unsigned char digest[SHA_DIGEST_LENGTH];

	memcpy(text, key.at, KEY_LEN);
	memcpy(text + KEY_LEN, MAGIC, sizeof(MAGIC) - 1);
	SHA1(text, sizeof(text), digest);
	EVP_EncodeBlock((unsigned char *) out, digest, sizeof(digest));
}

int rtws_ws_handshake_accept(const rtws_request_t *request, rtws_text_t protocol,
							 const char *extensions, rtws_buffer_t *out)
{
	size_t before = out->len;
	char key[29];
	int failed;

	accept_key(HEADER(request, "sec-websocket-key"), key);
	failed = rtws_buffer_printf(out,
								"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
								"Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n",
								key);
	if (protocol.at != NULL) {
		failed |= rtws_buffer_printf(out, "Sec-WebSocket-Protocol: %.*s\r\n", (int) protocol.len,
									 protocol.at);
	}
	if (extensions != NULL) {
		failed |= rtws_buffer_printf(out, "Sec-WebSocket-Extensions: %s\r\n", extensions);
	}
	failed |= rtws_buffer_append(out, "\r\n", 2);
	if (failed != 0) {
		out->len = before;
		return RTWS_E_NOMEM;
	}
	return 0;
}
