#include "proto/publication.h"

#include "proto/utf8.h"
#include "util/buffer.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *copy(char *to, rtws_text_t from, rtws_text_t *view)
{
	if (from.len > 0) {
		memcpy(to, from.at, from.len);
	}
	*view = (rtws_text_t){ to, from.len };
	return to + from.len;
}

rtws_publication_t *rtws_publication_create(rtws_text_t channel, rtws_text_t event,
											rtws_data_kind_t kind, rtws_text_t data)
{
	rtws_publication_t *pub = malloc(sizeof(*pub) + channel.len + event.len + data.len);
	char *to;

	if (pub == NULL) {
		return NULL;
	}
	*pub = (rtws_publication_t){ .refs = 1, .kind = kind };
	to = copy(pub->bytes, channel, &pub->channel);
	to = copy(to, event, &pub->event);
	copy(to, data, &pub->data);
	return pub;
}

/* The number, what is behind it, and a NUL. */
static const char room[] = "-9223372036854775808}";

rtws_publication_t *rtws_publication_create_number(rtws_text_t channel, rtws_text_t front)
{
	rtws_buffer_t data = { NULL, 0, 0 };
	rtws_publication_t *pub = NULL;

	if (rtws_buffer_append(&data, front.at, front.len) == 0 &&
		rtws_buffer_append(&data, room, sizeof(room)) == 0) {
		pub = rtws_publication_create(channel, (rtws_text_t){ NULL, 0 }, RTWS_DATA_JSON,
									  (rtws_text_t){ (const char *) data.bytes, data.len });
	}
	rtws_buffer_clear(&data);
	return pub;
}

void rtws_publication_set_number(rtws_publication_t *pub, rtws_text_t front, int64_t number)
{
	char *at = pub->bytes + (pub->data.at - pub->bytes) + front.len;

	pub->data.len =
		front.len + (size_t) sprintf(at, "%" PRId64 "%s", number, rtws_number_back(front));
}

void rtws_publication_unref(rtws_publication_t *pub)
{
	if (--pub->refs == 0) {
		free(pub);
	}
}

bool rtws_channel_name_is_reserved(rtws_text_t name)
{
	static const char reserved[] = "ws:server:";

	return name.len >= sizeof(reserved) - 1 && memcmp(name.at, reserved, sizeof(reserved) - 1) == 0;
}

bool rtws_name_is_valid(rtws_text_t name, size_t max)
{
	if (name.len == 0 || name.len > max) {
		return false;
	}
	for (size_t i = 0; i < name.len; i++) {
		unsigned char c = (unsigned char) name.at[i];

		if (c < ' ' || c == 0x7f) {
			return false;
		}
	}
	return rtws_utf8_is_valid(name.at, name.len);
}

bool rtws_channel_name_is_valid(rtws_text_t name)
{
	return rtws_name_is_valid(name, RTWS_CHANNEL_NAME_MAX);
}

/* A '*' takes as little as it can, and more when what follows does not fit. */
bool rtws_pattern_matches(rtws_text_t pattern, rtws_text_t name)
{
	size_t p = 0;
	size_t n = 0;
	size_t star = SIZE_MAX;
	size_t taken = 0;

	while (n < name.len) {
		if (p < pattern.len && pattern.at[p] == '*') {
			star = p++;
			taken = n;
		} else if (p < pattern.len && pattern.at[p] == name.at[n]) {
			p++;
			n++;
		} else if (star != SIZE_MAX) {
			p = star + 1;
			n = ++taken;
		} else {
			return false;
		}
	}
	while (p < pattern.len && pattern.at[p] == '*') {
		p++;
	}
	return p == pattern.len;
}

size_t rtws_position_format(rtws_position_t position, char out[RTWS_POSITION_MAX])
{
	return (size_t) snprintf(out, RTWS_POSITION_MAX, "%08x-%llu", position.epoch,
							 (unsigned long long) position.offset);
}

bool rtws_position_parse(rtws_text_t text, rtws_position_t *out)
{
	rtws_position_t position = { 0, 0 };

	if (text.len < 10 || text.len >= RTWS_POSITION_MAX || text.at[8] != '-') {
		return false;
	}
	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];
		bool is_digit = c >= '0' && c <= '9';

		if (i < 8 && (is_digit || (c >= 'a' && c <= 'f'))) {
			position.epoch = position.epoch * 16 + (uint32_t) (is_digit ? c - '0' : c - 'a' + 10);
		} else if (i > 8 && is_digit) {
			if (__builtin_mul_overflow(position.offset, 10, &position.offset) ||
				__builtin_add_overflow(position.offset, (uint64_t) (c - '0'), &position.offset)) {
				return false;
			}
		} else if (i != 8) {
			return false;
		}
	}
	*out = position;
	return true;
}
