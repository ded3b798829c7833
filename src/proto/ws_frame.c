#include "proto/ws_frame.h"

#include "proto/utf8.h"

#include <string.h>

uint32_t rtws_ws_unmask(uint8_t *data, size_t len, uint32_t mask)
{
	uint64_t wide = (uint64_t) mask << 32 | mask;
	size_t words = len & ~(size_t) 7;
	uint8_t bytes[8];
	size_t i = 0;

	for (; i < words; i += 8) { /* a plain loop over words: compilers make vectors of it */
		uint64_t word;

		memcpy(&word, data + i, 8);
		word ^= wide;
		memcpy(data + i, &word, 8);
	}
	memcpy(bytes, &wide, 8);
	for (; i < len; i++) {
		data[i] ^= bytes[i & 3];
	}
	memcpy(&mask, bytes + (len & 3), 4);
	return mask;
}

void rtws_ws_parser_init(rtws_ws_parser_t *parser, bool allow_rsv1)
{
	memset(parser, 0, sizeof(*parser));
	parser->allow_rsv1 = allow_rsv1;
}

static rtws_ws_result_t fail(rtws_ws_parser_t *parser, uint16_t code)
{
	parser->error = code;
	return RTWS_WS_ERROR;
}

static uint64_t big_endian(const uint8_t *bytes, size_t count)
{
	uint64_t value = 0;

	while (count-- > 0) {
		value = value << 8 | *bytes++;
	}
	return value;
}

/* What a frame's first two bytes may say at this point of the stream. */
static bool header_is_allowed(const rtws_ws_parser_t *parser, uint8_t b0, uint8_t b1)
{
	uint8_t opcode = b0 & 15;
	bool fin = (b0 & 0x80) != 0;
	bool data = opcode == RTWS_WS_TEXT || opcode == RTWS_WS_BINARY;

	if (!(b1 & 0x80)) {
		return false; /* a client must mask: section 5.1 */
	}
	if (b0 & 0x30) {
		return false; /* RSV2, RSV3 */
	}
	if ((b0 & RTWS_WS_RSV1) && !(parser->allow_rsv1 && data)) {
		return false;
	}
	if (data) {
		return parser->opcode == 0;
	}
	switch (opcode) {
		case RTWS_WS_CONTINUATION:
			return parser->opcode != 0;
		case RTWS_WS_CLOSE:
		case RTWS_WS_PING:
		case RTWS_WS_PONG:
			return fin && (b1 & 127) <= RTWS_WS_CONTROL_MAX;
		default:
			return false;
	}
}

/* The payload of the current data frame, as far as it is there. */
static rtws_ws_result_t take_payload(rtws_ws_parser_t *parser, uint8_t **at, uint8_t *end,
									 rtws_ws_chunk_t *out)
{
	size_t len = (size_t) (end - *at);

	if (len > parser->left) {
		len = (size_t) parser->left;
	}
	if (len == 0 && parser->left > 0) {
		return RTWS_WS_MORE;
	}
	out->data = *at;
	out->len = len;
	out->opcode = parser->opcode;
	out->first = parser->first;
	out->compressed = parser->compressed;
	parser->mask = rtws_ws_unmask(*at, len, parser->mask);
	*at += len;
	parser->left -= len;
	parser->first = false;
	out->last = parser->left == 0 && parser->fin;
	if (parser->left == 0) {
		parser->in_frame = false;
		if (parser->fin) {
			parser->opcode = 0;
		}
	}
	return RTWS_WS_DATA;
}

/* The header of a data frame, checked and complete: the parser enters its payload. */
static void enter_frame(rtws_ws_parser_t *parser, uint8_t b0, uint64_t len, uint32_t mask)
{
	if ((b0 & 15) != RTWS_WS_CONTINUATION) {
		parser->opcode = b0 & 15;
		parser->compressed = (b0 & RTWS_WS_RSV1) != 0;
		parser->first = true;
		parser->message = 0;
	}
	parser->message += len;
	parser->fin = (b0 & 0x80) != 0;
	parser->left = len;
	parser->mask = mask;
	parser->in_frame = len > 0 || parser->fin; /* an empty fragment carries nothing */
}

static rtws_ws_result_t take_control(uint8_t **at, uint8_t *end, uint8_t *payload, size_t len,
									 uint32_t mask, rtws_ws_chunk_t *out)
{
	uint8_t opcode = **at & 15;

	if ((size_t) (end - payload) < len) {
		return RTWS_WS_MORE;
	}
	rtws_ws_unmask(payload, len, mask);
	*out = (rtws_ws_chunk_t){ payload, len, opcode, true, true, false };
	*at = payload + len;
	return RTWS_WS_CONTROL;
}

/* A 16 or 64 bit length must be in its shortest form and have no top bit: section 5.2. */
static bool length_is_allowed(uint64_t len, size_t extra)
{
	return len >= (extra == 2 ? 126u : 65536u) && len >> 63 == 0;
}

rtws_ws_result_t rtws_ws_parse(rtws_ws_parser_t *parser, uint64_t max_message, uint8_t **at,
							   uint8_t *end, rtws_ws_chunk_t *out)
{
	while (!parser->in_frame) {
		uint8_t *b = *at;
		size_t have = (size_t) (end - b);
		size_t extra;
		uint64_t len;
		uint32_t mask;
		uint8_t opcode;

		if (have < 2) {
			return RTWS_WS_MORE;
		}
		if (!header_is_allowed(parser, b[0], b[1])) {
			return fail(parser, RTWS_CLOSE_PROTOCOL);
		}
		opcode = b[0] & 15;
		len = b[1] & 127;
		extra = len == 126 ? 2 : len == 127 ? 8 : 0;
		if (have < 2 + extra) {
			return RTWS_WS_MORE;
		}
		if (extra > 0) {
			len = big_endian(b + 2, extra);
			if (!length_is_allowed(len, extra)) {
				return fail(parser, RTWS_CLOSE_PROTOCOL);
			}
		}
		/* The announced size counts, before a byte of it is stored. */
		if (!(opcode & 8) &&
			len > max_message - (opcode == RTWS_WS_CONTINUATION ? parser->message : 0)) {
			return fail(parser, RTWS_CLOSE_TOO_BIG);
		}
		if (have < 2 + extra + 4) {
			return RTWS_WS_MORE;
		}
		memcpy(&mask, b + 2 + extra, 4);
		if (opcode & 8) {
			return take_control(at, end, b + 6, (size_t) len, mask, out);
		}
		enter_frame(parser, b[0], len, mask);
		*at = b + 2 + extra + 4;
	}
	return take_payload(parser, at, end, out);
}

bool rtws_ws_close_code_is_valid(unsigned code)
{
	if (code >= 3000 && code <= 4999) {
		return true;
	}
	return code >= 1000 && code <= 1014 && !(code >= 1004 && code <= 1006);
}

uint16_t rtws_ws_close_parse(const uint8_t *payload, size_t len, uint16_t *code,
							 const uint8_t **reason, size_t *reason_len)
{
	*code = RTWS_CLOSE_NO_STATUS;
	*reason = payload;
	*reason_len = 0;
	if (len == 0) {
		return 0;
	}
	if (len == 1) {
		return RTWS_CLOSE_PROTOCOL;
	}
	*code = (uint16_t) big_endian(payload, 2);
	*reason = payload + 2;
	*reason_len = len - 2;
	if (!rtws_ws_close_code_is_valid(*code)) {
		return RTWS_CLOSE_PROTOCOL;
	}
	return rtws_utf8_is_valid(*reason, *reason_len) ? 0 : RTWS_CLOSE_BAD_DATA;
}

size_t rtws_ws_header(uint8_t out[RTWS_WS_HEADER_MAX], rtws_ws_opcode_t opcode, bool compressed,
					  uint64_t len)
{
	size_t n = rtws_ws_header_len(len);

	out[0] = (uint8_t) (0x80 | (compressed ? RTWS_WS_RSV1 : 0) | opcode);
	out[1] = n == 2 ? (uint8_t) len : n == 4 ? 126 : 127;
	for (size_t i = 2; i < n; i++) {
		out[i] = (uint8_t) (len >> 8 * (n - 1 - i));
	}
	return n;
}

size_t rtws_ws_close_frame(uint8_t out[2 + RTWS_WS_CONTROL_MAX], uint16_t code, const void *reason,
						   size_t reason_len)
{
	size_t len = 0;

	if (code != RTWS_CLOSE_NO_STATUS) {
		out[2] = (uint8_t) (code >> 8);
		out[3] = (uint8_t) code;
		if (reason_len > RTWS_WS_REASON_MAX) { /* between two characters */
			reason_len = RTWS_WS_REASON_MAX;
			while (reason_len > 0 && (((const uint8_t *) reason)[reason_len] & 0xc0) == 0x80) {
				reason_len--;
			}
		}
		if (reason_len > 0) {
			memcpy(out + 4, reason, reason_len);
		}
		len = 2 + reason_len;
	}
	out[0] = 0x80 | RTWS_WS_CLOSE;
	out[1] = (uint8_t) len;
	return 2 + len;
}
