#include "proto/ws_deflate.h"

#include "proto/ws_frame.h"

#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

enum {
	MIN_BITS = 9, /* zlib's raw deflate cannot do 8 */
	MAX_BITS = 15,
	LEVELS = 10,
	ROOM = 1024 /* for the output of one step, at least */
};

/* ---- negotiation (RFC 7692 section 7.1) -------------------------------------------------------
 */

typedef struct {
	rtws_text_t name;
	rtws_text_t value; /* at NULL: none */
} param_t;

enum { SERVER_NO_CONTEXT = 1, CLIENT_NO_CONTEXT = 2, SERVER_BITS = 4, CLIENT_BITS = 8 };

static void skip_blanks(rtws_text_t *text)
{
	while (text->len > 0 && (*text->at == ' ' || *text->at == '\t')) {
		text->at++;
		text->len--;
	}
}

static bool take_char(rtws_text_t *text, char c)
{
	if (text->len == 0 || *text->at != c) {
		return false;
	}
	text->at++;
	text->len--;
	return true;
}

/* A token, or one in quotes. */
static bool take_token(rtws_text_t *text, rtws_text_t *token)
{
	bool quoted;

	skip_blanks(text);
	quoted = take_char(text, '"');
	*token = (rtws_text_t){ text->at, 0 };
	while (text->len > 0 && rtws_is_token_char((unsigned char) *text->at)) {
		token->len++;
		text->at++;
		text->len--;
	}
	if (quoted && !take_char(text, '"')) {
		return false;
	}
	skip_blanks(text);
	return token->len > 0;
}

static bool take_param(rtws_text_t *text, param_t *param)
{
	if (!take_token(text, &param->name)) {
		return false;
	}
	param->value = (rtws_text_t){ NULL, 0 };
	if (take_char(text, '=') && !take_token(text, &param->value)) {
		return false;
	}
	return text->len == 0 || *text->at == ';';
}

/* "8" to "15", without leading zeros; -1 for anything else. */
static int window_bits(rtws_text_t value)
{
	if (value.at == NULL) {
		return -1;
	}
	if (value.len == 1) {
		return value.at[0] == '8' || value.at[0] == '9' ? value.at[0] - '0' : -1;
	}
	return value.len == 2 && value.at[0] == '1' && value.at[1] >= '0' && value.at[1] <= '5'
			   ? 10 + value.at[1] - '0'
			   : -1;
}

/* One parameter of an offer into the terms. False: the offer must be declined. */
static bool agree(const param_t *param, rtws_ws_deflate_terms_t *terms, unsigned *seen)
{
	static const char *const names[] = { "server_no_context_takeover", "client_no_context_takeover",
										 "server_max_window_bits", "client_max_window_bits" };
	unsigned i = 0;
	int bits = window_bits(param->value);

	while (i < 4 && !rtws_text_is(param->name, names[i])) {
		i++;
	}
	if (i == 4 || (*seen & 1u << i)) {
		return false;
	}
	*seen |= 1u << i;
	switch (1u << i) {
		case SERVER_NO_CONTEXT:
			terms->server_no_context = true;
			return param->value.at == NULL;
		case CLIENT_NO_CONTEXT:
			terms->client_no_context = true;
			return param->value.at == NULL;
		case SERVER_BITS:
			terms->server_bits = (uint8_t) bits;
			return bits >= MIN_BITS;
		default:
			if (param->value.at != NULL) { /* a larger window inflates data of a smaller one too */
				terms->client_bits = (uint8_t) (bits < MIN_BITS ? MIN_BITS : bits);
			}
			return param->value.at == NULL || bits > 0;
	}
}

static bool take_offer(rtws_text_t offer, rtws_ws_deflate_terms_t *terms, unsigned *seen)
{
	param_t param;

	*terms = (rtws_ws_deflate_terms_t){ false, false, MAX_BITS, MAX_BITS };
	*seen = 0;
	if (!take_param(&offer, &param) || param.value.at != NULL ||
		!rtws_text_is(param.name, "permessage-deflate")) {
		return false;
	}
	while (take_char(&offer, ';')) {
		if (!take_param(&offer, &param) || !agree(&param, terms, seen)) {
			return false;
		}
	}
	return offer.len == 0;
}

static void write_answer(const rtws_ws_deflate_terms_t *terms, unsigned seen, char *answer)
{
	int n = snprintf(answer, RTWS_WS_DEFLATE_ANSWER_MAX, "permessage-deflate%s%s",
					 terms->server_no_context ? "; server_no_context_takeover" : "",
					 terms->client_no_context ? "; client_no_context_takeover" : "");

	if (seen & SERVER_BITS) {
		snprintf(answer + n, (size_t) (RTWS_WS_DEFLATE_ANSWER_MAX - n),
				 "; server_max_window_bits=%u", terms->server_bits);
	}
}

bool rtws_ws_deflate_negotiate(const rtws_request_t *request,
							   const rtws_ws_deflate_policy_t *policy,
							   rtws_ws_deflate_terms_t *terms,
							   char answer[RTWS_WS_DEFLATE_ANSWER_MAX])
{
	for (unsigned i = 0; policy->is_on && i < request->header_count; i++) {
		const rtws_header_t *h = &request->headers[i];
		rtws_text_t rest = rtws_header_value(request, h);
		rtws_text_t offer;
		unsigned seen;

		if (!rtws_text_is(rtws_header_name(request, h), "sec-websocket-extensions")) {
			continue;
		}
		while (rtws_text_next(&rest, &offer)) {
			if (take_offer(offer, terms, &seen)) {
				terms->server_no_context |= !policy->takeover;
				terms->client_no_context |= !policy->takeover;
				write_answer(terms, seen, answer);
				return true;
			}
		}
	}
	return false;
}

/* ---- zlib streams -----------------------------------------------------------------------------
 */

struct rtws_ws_deflate_shared {
	z_stream *in;
	z_stream *out[LEVELS][LEVELS][MAX_BITS + 1]; /* by level, memory level and window */
};

/* The full window whatever was agreed: it reads data of any smaller one. */
static z_stream *create_inflater(void)
{
	z_stream *z = calloc(1, sizeof(*z));

	if (z != NULL && inflateInit2(z, -MAX_BITS) != Z_OK) {
		free(z);
		return NULL;
	}
	return z;
}

static z_stream *create_deflater(const rtws_ws_deflate_policy_t *policy, unsigned bits)
{
	z_stream *z = calloc(1, sizeof(*z));

	if (z != NULL && deflateInit2(z, policy->level, Z_DEFLATED, -(int) bits, policy->memory,
								  Z_DEFAULT_STRATEGY) != Z_OK) {
		free(z);
		return NULL;
	}
	return z;
}

static void destroy_stream(z_stream *z, int (*end)(z_stream *))
{
	if (z != NULL) {
		end(z);
		free(z);
	}
}

rtws_ws_deflate_shared_t *rtws_ws_deflate_shared_create(void)
{
	return calloc(1, sizeof(rtws_ws_deflate_shared_t));
}

void rtws_ws_deflate_shared_destroy(rtws_ws_deflate_shared_t *shared)
{
	destroy_stream(shared->in, inflateEnd);
	for (size_t i = 0; i < sizeof(shared->out) / sizeof(z_stream *); i++) {
		destroy_stream((&shared->out[0][0][0])[i], deflateEnd);
	}
	free(shared);
}

void rtws_ws_deflate_clear(rtws_ws_deflate_t *deflate)
{
	destroy_stream(deflate->in, inflateEnd);
	destroy_stream(deflate->out, deflateEnd);
	deflate->in = NULL;
	deflate->out = NULL;
}

/* ---- inflating ---------------------------------------------------------------------------------
 */

/* One step of output. Returns what inflate() did; *excess when more than most bytes came out. */
static int inflate_step(z_stream *z, size_t most, rtws_buffer_t *out, bool *excess)
{
	size_t room = out->size - out->len;
	int result;

	if (room > most - out->len + 1) { /* one byte more than allowed shows the excess */
		room = most - out->len + 1;
	}
	z->next_out = out->bytes + out->len;
	z->avail_out = (uInt) (room < 1u << 30 ? room : 1u << 30);
	room = z->avail_out;
	result = inflate(z, Z_SYNC_FLUSH);
	out->len += room - z->avail_out;
	*excess = out->len > most;
	return result;
}

static uint16_t inflate_part(z_stream *z, const uint8_t *in, size_t len, size_t most,
							 rtws_buffer_t *out)
{
	z->next_in = (Bytef *) in;
	z->avail_in = (uInt) len;
	do {
		bool excess;
		int result;

		if (rtws_buffer_reserve(out, ROOM) != 0) {
			return RTWS_CLOSE_INTERNAL;
		}
		result = inflate_step(z, most, out, &excess);
		if (excess) {
			return RTWS_CLOSE_TOO_BIG;
		}
		if (result == Z_STREAM_END) { /* a block with BFINAL: what follows is a new stream */
			result = inflateReset(z);
		}
		if (result == Z_BUF_ERROR && z->avail_in == 0) {
			return 0; /* no progress, as there is nothing left */
		}
		if (result != Z_OK) {
			return RTWS_CLOSE_BAD_DATA;
		}
	} while (z->avail_in > 0 || z->avail_out == 0);
	return 0;
}

/* After a whole message nothing is pending: zlib.h, data_type (+128: a block has just ended). */
static bool is_between_blocks(const z_stream *z)
{
	return (z->data_type & 128) != 0 && (z->data_type & 7) == 0;
}

uint16_t rtws_ws_inflate(rtws_ws_deflate_t *deflate, rtws_ws_deflate_shared_t *shared,
						 const uint8_t *in, size_t len, size_t limit, rtws_buffer_t *out)
{
	static const uint8_t tail[4] = { 0, 0, 0xff, 0xff }; /* section 7.2.2 */
	bool keeps = !deflate->terms.client_no_context;
	size_t most = out->len + limit;
	z_stream *z = keeps ? deflate->in : shared->in;
	uint16_t code;

	if (z == NULL) {
		z = create_inflater();
		if (z == NULL) {
			return RTWS_CLOSE_INTERNAL;
		}
		if (keeps) {
			deflate->in = z;
		} else {
			shared->in = z;
		}
	}
	if (!keeps) {
		inflateReset(z);
	}
	if (len == 0) {
		return 0; /* RFC 7692 section 7.2.3.6 wants a 00 here, but what is meant is plain */
	}
	code = inflate_part(z, in, len, most, out);
	if (code == 0) {
		code = inflate_part(z, tail, sizeof(tail), most, out);
	}
	if (code == 0 && !is_between_blocks(z)) {
		return RTWS_CLOSE_BAD_DATA; /* cut short: the tail was taken for data */
	}
	return code;
}

/* ---- deflating ---------------------------------------------------------------------------------
 */

static bool deflate_message(z_stream *z, const uint8_t *in, size_t len, rtws_buffer_t *out)
{
	size_t start = out->len;

	if (len == 0) { /* zlib will not flush twice: section 7.2.3.6 */
		return rtws_buffer_append(out, "", 1) == 0;
	}
	z->next_in = (Bytef *) in;
	z->avail_in = (uInt) len;
	do {
		size_t room;

		if (rtws_buffer_reserve(out, len / 2 + ROOM) != 0) {
			return false;
		}
		room = out->size - out->len;
		z->next_out = out->bytes + out->len;
		z->avail_out = (uInt) (room < 1u << 30 ? room : 1u << 30);
		room = z->avail_out;
		if (deflate(z, Z_SYNC_FLUSH) == Z_STREAM_ERROR) {
			return false;
		}
		out->len += room - z->avail_out;
	} while (z->avail_out == 0);
	if (out->len - start < 4) {
		return false;
	}
	out->len -= 4; /* 00 00 ff ff, which every message would end with */
	return true;
}

bool rtws_ws_deflate(rtws_ws_deflate_t *deflate, rtws_ws_deflate_shared_t *shared,
					 const rtws_ws_deflate_policy_t *policy, const uint8_t *in, size_t len,
					 rtws_buffer_t *out)
{
	bool keeps = !deflate->terms.server_no_context;
	unsigned bits = deflate->terms.server_bits;
	z_stream **shared_out = &shared->out[policy->level][policy->memory][bits];
	z_stream *z = keeps ? deflate->out : *shared_out;
	bool fine;

	if (len > UINT32_MAX) {
		return false;
	}
	if (z == NULL) {
		z = create_deflater(policy, bits);
		if (z == NULL) {
			return false;
		}
		if (keeps) {
			deflate->out = z;
		} else {
			*shared_out = z;
		}
	}
	if (!keeps) {
		deflateReset(z);
	}
	fine = deflate_message(z, in, len, out);
	if (!fine && keeps) {
		deflateReset(z); /* the peer will not see what went into the history */
	}
	return fine;
}
