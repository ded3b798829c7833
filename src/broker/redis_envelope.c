#include "broker/redis_envelope.h"

#include "proto/json.h"
#include "proto/utf8.h"

#include <string.h>

static const char magic[] = "\0rtws1 ";

enum { MAGIC_LEN = sizeof(magic) - 1, NUMBERS = 9, ORIGIN_MAX = 255 };

bool rtws_envelope_is_one(rtws_text_t payload)
{
	return payload.len >= MAGIC_LEN && memcmp(payload.at, magic, MAGIC_LEN) == 0;
}

/* Takes what is before the separator. */
static bool take_word(rtws_text_t *rest, char separator, rtws_text_t *word)
{
	const char *end = memchr(rest->at, separator, rest->len);

	if (end == NULL) {
		return false;
	}
	*word = (rtws_text_t){ rest->at, (size_t) (end - rest->at) };
	rest->at += word->len + 1;
	rest->len -= word->len + 1;
	return true;
}

static bool take_number(rtws_text_t *rest, char separator, uint64_t *number)
{
	rtws_text_t word;

	*number = 0;
	if (!take_word(rest, separator, &word) || word.len == 0) {
		return false;
	}
	for (size_t i = 0; i < word.len; i++) {
		if (word.at[i] < '0' || word.at[i] > '9' || __builtin_mul_overflow(*number, 10, number) ||
			__builtin_add_overflow(*number, (uint64_t) (word.at[i] - '0'), number)) {
			return false;
		}
	}
	return true;
}

static bool take_bytes(rtws_text_t *rest, uint64_t len, rtws_text_t *out)
{
	if (len > rest->len) {
		return false;
	}
	*out = (rtws_text_t){ rest->at, (size_t) len };
	rest->at += len;
	rest->len -= len;
	return true;
}

static bool is_type(char c)
{
	return c != '\0' && strchr("PJLUCNA", c) != NULL;
}

/* Printable ASCII, as the ids of servers are. */
static bool is_origin(rtws_text_t origin)
{
	for (size_t i = 0; i < origin.len; i++) {
		if (origin.at[i] <= ' ' || origin.at[i] > '~') {
			return false;
		}
	}
	return origin.len > 0 && origin.len <= ORIGIN_MAX;
}

bool rtws_envelope_parse(rtws_text_t payload, rtws_envelope_t *out)
{
	rtws_text_t rest = payload;
	rtws_text_t type;
	uint64_t n[NUMBERS];

	if (!rtws_envelope_is_one(payload)) {
		return false;
	}
	rest.at += MAGIC_LEN;
	rest.len -= MAGIC_LEN;
	if (!take_word(&rest, ' ', &type) || type.len != 1 || !is_type(*type.at) ||
		!take_word(&rest, ' ', &out->origin) || !is_origin(out->origin)) {
		return false;
	}
	for (int i = 0; i < NUMBERS; i++) {
		if (!take_number(&rest, i < NUMBERS - 1 ? ' ' : '\n', &n[i])) {
			return false;
		}
	}
	if (n[2] > RTWS_DATA_BINARY || n[3] > UINT32_MAX || n[4] > UINT32_MAX ||
		!take_bytes(&rest, n[7], &out->name) || !take_bytes(&rest, n[8], &out->extra)) {
		return false;
	}
	out->type = (rtws_envelope_type_t) *type.at;
	out->number = n[0];
	out->except = n[1];
	out->kind = (rtws_data_kind_t) n[2];
	out->flags = (unsigned) n[3];
	out->position = (rtws_position_t){ (uint32_t) n[4], n[5] };
	out->time_us = n[6];
	out->data = rest;
	return true;
}

int rtws_envelope_write_parts(rtws_buffer_t *front, size_t *same, rtws_buffer_t *back,
							  const rtws_envelope_t *envelope)
{
	typedef unsigned long long number_t;
	size_t begin = front->len;
	int failed = rtws_buffer_append(front, magic, MAGIC_LEN);

	failed |= rtws_buffer_printf(front, "%c %.*s %llu ", envelope->type, (int) envelope->origin.len,
								 envelope->origin.at, (number_t) envelope->number);
	*same = front->len - begin;
	failed |= rtws_buffer_printf(front, "%llu %u %u ", (number_t) envelope->except,
								 (unsigned) envelope->kind, envelope->flags);
	failed |= rtws_buffer_printf(back, " %zu %zu\n", envelope->name.len, envelope->extra.len);
	failed |= rtws_buffer_append(back, envelope->name.at, envelope->name.len);
	failed |= rtws_buffer_append(back, envelope->extra.at, envelope->extra.len);
	failed |= rtws_buffer_append(back, envelope->data.at, envelope->data.len);
	return failed;
}

int rtws_envelope_write(rtws_buffer_t *out, const rtws_envelope_t *envelope)
{
	typedef unsigned long long number_t;
	rtws_buffer_t back = { NULL, 0, 0 };
	size_t same;
	int failed = rtws_envelope_write_parts(out, &same, &back, envelope);

	failed |=
		rtws_buffer_printf(out, "%u %llu %llu", envelope->position.epoch,
						   (number_t) envelope->position.offset, (number_t) envelope->time_us);
	failed |= rtws_buffer_append(out, back.bytes, back.len);
	rtws_buffer_clear(&back);
	return failed;
}

rtws_data_kind_t rtws_payload_kind(rtws_text_t payload, rtws_text_t *value)
{
	*value = payload;
	if (!rtws_utf8_is_valid(payload.at, payload.len)) {
		return RTWS_DATA_BINARY;
	}
	return rtws_json_parse(payload, value) ? RTWS_DATA_JSON : (*value = payload, RTWS_DATA_TEXT);
}
