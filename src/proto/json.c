#include "proto/json.h"

#include "util/error.h"

#include <string.h>

/* ---- scanning: each takes what it is for, and returns where it ends; NULL: malformed -----------
 */

static const char *skip_space(const char *at, const char *end)
{
	while (at < end && (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r')) {
		at++;
	}
	return at;
}

static bool is_digit(const char *at, const char *end)
{
	return at < end && *at >= '0' && *at <= '9';
}

static const char *skip_digits(const char *at, const char *end)
{
	if (!is_digit(at, end)) {
		return NULL;
	}
	while (is_digit(at, end)) {
		at++;
	}
	return at;
}

static const char *skip_number(const char *at, const char *end)
{
	if (at < end && *at == '-') {
		at++;
	}
	if (at < end && *at == '0') {
		at++;
	} else if ((at = skip_digits(at, end)) == NULL) {
		return NULL;
	}
	if (at < end && *at == '.' && (at = skip_digits(at + 1, end)) == NULL) {
		return NULL;
	}
	if (at < end && (*at == 'e' || *at == 'E')) {
		at++;
		if (at < end && (*at == '+' || *at == '-')) {
			at++;
		}
		at = skip_digits(at, end);
	}
	return at;
}

/* The value of four hexadecimal digits; -1: they are not. */
static int hex4(const char *at, const char *end)
{
	int value = 0;

	if (end - at < 4) {
		return -1;
	}
	for (int i = 0; i < 4; i++) {
		char c = at[i];
		int digit = c >= '0' && c <= '9'   ? c - '0'
					: c >= 'a' && c <= 'f' ? c - 'a' + 10
					: c >= 'A' && c <= 'F' ? c - 'A' + 10
										   : -1;

		if (digit < 0) {
			return -1;
		}
		value = value * 16 + digit;
	}
	return value;
}

/* at is behind the opening quote. */
static const char *skip_string(const char *at, const char *end)
{
	while (at < end) {
		unsigned char c = (unsigned char) *at++;

		if (c == '"') {
			return at;
		}
		if (c < ' ') {
			return NULL;
		}
		if (c != '\\') {
			continue;
		}
		if (at == end) {
			return NULL;
		}
		c = (unsigned char) *at++;
		if (c == 'u') {
			if (hex4(at, end) < 0) {
				return NULL;
			}
			at += 4;
		} else if (strchr("\"\\/bfnrt", c) == NULL || c == '\0') {
			return NULL;
		}
	}
	return NULL;
}

static const char *skip_word(const char *at, const char *end, const char *word)
{
	size_t len = strlen(word);

	return (size_t) (end - at) >= len && memcmp(at, word, len) == 0 ? at + len : NULL;
}

/* A value that holds no others. */
static const char *skip_scalar(const char *at, const char *end)
{
	switch (*at) {
		case '"':
			return skip_string(at + 1, end);
		case 't':
			return skip_word(at, end, "true");
		case 'f':
			return skip_word(at, end, "false");
		case 'n':
			return skip_word(at, end, "null");
		default:
			return skip_number(at, end);
	}
}

/* "name": of an object, up to where its value begins. */
static const char *skip_name(const char *at, const char *end)
{
	if (at == end || *at != '"' || (at = skip_string(at + 1, end)) == NULL) {
		return NULL;
	}
	at = skip_space(at, end);
	return at < end && *at == ':' ? skip_space(at + 1, end) : NULL;
}

/* A whole value. Its containers are on a stack of bits: set for an object. */
static const char *skip_value(const char *at, const char *end)
{
	uint8_t is_object[RTWS_JSON_DEPTH_MAX / 8];
	unsigned depth = 0;

	for (;;) {
		if (at == end) {
			return NULL;
		}
		if (*at == '{' || *at == '[') {
			bool object = *at == '{';

			if (depth == RTWS_JSON_DEPTH_MAX) {
				return NULL;
			}
			is_object[depth / 8] = (uint8_t) ((is_object[depth / 8] & ((1u << depth % 8) - 1)) |
											  (unsigned) object << depth % 8);
			depth++;
			at = skip_space(at + 1, end);
			if (at < end && *at != '}' && *at != ']') {
				if (object && (at = skip_name(at, end)) == NULL) {
					return NULL;
				}
				continue;
			}
		} else if ((at = skip_scalar(at, end)) == NULL) {
			return NULL;
		}
		/* a value has ended: and so may those around it */
		for (;;) {
			bool object;

			if (depth == 0) {
				return at;
			}
			object = is_object[(depth - 1) / 8] >> (depth - 1) % 8 & 1;
			at = skip_space(at, end);
			if (at == end) {
				return NULL;
			}
			if (*at == ',') {
				at = skip_space(at + 1, end);
				if (object && (at = skip_name(at, end)) == NULL) {
					return NULL;
				}
				break;
			}
			if (*at != (object ? '}' : ']')) {
				return NULL;
			}
			at++;
			depth--;
		}
	}
}

bool rtws_json_parse(rtws_text_t text, rtws_text_t *value)
{
	const char *end = text.at + text.len;
	const char *begin = skip_space(text.at, end);
	const char *after = begin < end ? skip_value(begin, end) : NULL;

	if (after == NULL || skip_space(after, end) != end) {
		return false;
	}
	*value = (rtws_text_t){ begin, (size_t) (after - begin) };
	return true;
}

/* ---- members --------------------------------------------------------------------------------- */

bool rtws_json_next(rtws_text_t *rest, rtws_text_t *name, rtws_text_t *value)
{
	const char *end = rest->at + rest->len;
	const char *at = skip_space(rest->at, end);
	const char *after;

	*name = (rtws_text_t){ NULL, 0 };
	if (at == end || strchr("{[,", *at) == NULL) {
		return false;
	}
	at = skip_space(at + 1, end);
	if (at == end || *at == '}' || *at == ']') {
		return false;
	}
	if (*at == '"') { /* a name, or an element that is a string */
		after = skip_string(at + 1, end);
		if (after != NULL && skip_space(after, end) < end && *skip_space(after, end) == ':') {
			*name = (rtws_text_t){ at, (size_t) (after - at) };
			at = skip_name(at, end);
		}
	}
	after = at != NULL && at < end ? skip_value(at, end) : NULL;
	if (after == NULL) {
		return false;
	}
	*value = (rtws_text_t){ at, (size_t) (after - at) };
	*rest = (rtws_text_t){ after, (size_t) (end - after) };
	return true;
}

/* ---- strings --------------------------------------------------------------------------------- */

static size_t encode(uint32_t c, char out[4])
{
	if (c < 0x80) {
		out[0] = (char) c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char) (0xc0 | c >> 6);
		out[1] = (char) (0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char) (0xe0 | c >> 12);
		out[1] = (char) (0x80 | (c >> 6 & 0x3f));
		out[2] = (char) (0x80 | (c & 0x3f));
		return 3;
	}
	out[0] = (char) (0xf0 | c >> 18);
	out[1] = (char) (0x80 | (c >> 12 & 0x3f));
	out[2] = (char) (0x80 | (c >> 6 & 0x3f));
	out[3] = (char) (0x80 | (c & 0x3f));
	return 4;
}

/* What follows "\u", pairs of surrogates together. Returns its UTF-8's length, 0: half a pair. */
static size_t decode_unicode(const char **at, const char *end, char out[4])
{
	uint32_t c = (uint32_t) hex4(*at, end);

	*at += 4;
	if (c >= 0xd800 && c < 0xe000) {
		int low = end - *at >= 6 && (*at)[0] == '\\' && (*at)[1] == 'u' ? hex4(*at + 2, end) : -1;

		if (c >= 0xdc00 || low < 0xdc00 || low >= 0xe000) {
			return 0;
		}
		*at += 6;
		c = 0x10000 + ((c - 0xd800) << 10) + ((uint32_t) low - 0xdc00);
	}
	return encode(c, out);
}

/* The next character, or run of bytes, of a string. Returns its length; 0: half a pair. */
static size_t decode_next(const char **at, const char *end, char out[4])
{
	static const char escapes[] = "\"\"\\\\//b\bf\fn\nr\rt\t";
	char c = *(*at)++;

	if (c != '\\') {
		out[0] = c;
		return 1;
	}
	c = *(*at)++;
	if (c == 'u') {
		return decode_unicode(at, end, out);
	}
	for (const char *pair = escapes; *pair != '\0'; pair += 2) {
		if (*pair == c) {
			out[0] = pair[1];
			return 1;
		}
	}
	return 0;
}

ptrdiff_t rtws_json_string(rtws_text_t string, char *out, size_t size)
{
	const char *at = string.at + 1;
	const char *end = string.at + string.len - 1;
	size_t len = 0;

	while (at < end) {
		char piece[4];
		size_t n = decode_next(&at, end, piece);

		if (n == 0 || n > size - len) {
			return -1;
		}
		memcpy(out + len, piece, n);
		len += n;
	}
	return (ptrdiff_t) len;
}

bool rtws_json_string_is(rtws_text_t string, const char *other)
{
	size_t len = strlen(other);
	char text[64];

	if (string.len == len + 2 && memcmp(string.at + 1, other, len) == 0) {
		return true;
	}
	return memchr(string.at, '\\', string.len) != NULL &&
		   rtws_json_string(string, text, sizeof(text)) == (ptrdiff_t) len &&
		   memcmp(text, other, len) == 0;
}

bool rtws_json_integer(rtws_text_t value, int64_t *out)
{
	bool negative = value.len > 0 && *value.at == '-';
	int64_t number = 0;

	if (value.len == (size_t) negative) {
		return false;
	}
	for (size_t i = negative; i < value.len; i++) {
		int digit = value.at[i] - '0';

		if (digit < 0 || digit > 9 || __builtin_mul_overflow(number, 10, &number) ||
			__builtin_sub_overflow(number, digit, &number)) {
			return false;
		}
	}
	if (!negative && number == INT64_MIN) {
		return false;
	}
	*out = negative ? number : -number;
	return true;
}

int rtws_json_put_string(rtws_buffer_t *out, const void *bytes, size_t len)
{
	const char *text = bytes;
	size_t before = out->len;
	int failed = rtws_buffer_append(out, "\"", 1);
	size_t from = 0;

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char) text[i];

		if (c >= ' ' && c != '"' && c != '\\') {
			continue;
		}
		failed |= rtws_buffer_append(out, text + from, i - from);
		from = i + 1;
		if (c == '"' || c == '\\') {
			failed |= rtws_buffer_printf(out, "\\%c", c);
		} else if (c == '\n') {
			failed |= rtws_buffer_append(out, "\\n", 2);
		} else {
			failed |= rtws_buffer_printf(out, "\\u%04x", c);
		}
	}
	failed |= rtws_buffer_append(out, text + from, len - from);
	failed |= rtws_buffer_append(out, "\"", 1);
	if (failed != 0) {
		out->len = before;
		return RTWS_E_NOMEM;
	}
	return 0;
}

int rtws_json_put_base64(rtws_buffer_t *out, const void *bytes, size_t len)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const uint8_t *in = bytes;
	uint8_t *to;

	if (rtws_buffer_reserve(out, (len + 2) / 3 * 4 + 2) != 0) {
		return RTWS_E_NOMEM;
	}
	to = out->bytes + out->len;
	*to++ = '"';
	for (size_t i = 0; i < len; i += 3) {
		uint32_t three = (uint32_t) in[i] << 16 | (i + 1 < len ? (uint32_t) in[i + 1] << 8 : 0) |
						 (i + 2 < len ? in[i + 2] : 0);

		*to++ = (uint8_t) digits[three >> 18];
		*to++ = (uint8_t) digits[three >> 12 & 63];
		*to++ = i + 1 < len ? (uint8_t) digits[three >> 6 & 63] : '=';
		*to++ = i + 2 < len ? (uint8_t) digits[three & 63] : '=';
	}
	*to++ = '"';
	out->len = (size_t) (to - out->bytes);
	return 0;
}
