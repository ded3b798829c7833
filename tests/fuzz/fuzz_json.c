/*
 * JSON against a parser written the plain way, by recursion: both must agree on what is
 * well-formed. Members are then walked, and strings go there and back.
 */
#include "fuzz.h"
#include "plain_utf8.h"

#include "proto/json.h"
#include "proto/utf8.h"

static const char *plain_value(const char *at, const char *end, unsigned depth);

static const char *plain_space(const char *at, const char *end)
{
	while (at < end && memchr(" \t\r\n", *at, 4) != NULL) {
		at++;
	}
	return at;
}

static bool is_in(const char *at, const char *end, const char *set)
{
	return at < end && *at != '\0' && strchr(set, *at) != NULL;
}

static const char *plain_number(const char *at, const char *end)
{
	static const char digits[] = "0123456789";
	const char *from;

	at += is_in(at, end, "-");
	from = at;
	while (is_in(at, end, digits)) {
		at++;
	}
	if (at == from) {
		return NULL;
	}
	if (*from == '0' && at - from > 1) {
		return from + 1; /* the zero alone is the number, and what follows no JSON */
	}
	if (is_in(at, end, ".")) {
		from = ++at;
		while (is_in(at, end, digits)) {
			at++;
		}
		if (at == from) {
			return NULL;
		}
	}
	if (is_in(at, end, "eE")) {
		at++;
		at += is_in(at, end, "+-");
		from = at;
		while (is_in(at, end, digits)) {
			at++;
		}
		return at > from ? at : NULL;
	}
	return at;
}

static const char *plain_string(const char *at, const char *end)
{
	if (!is_in(at++, end, "\"")) {
		return NULL;
	}
	while (at < end && *at != '"') {
		if ((unsigned char) *at < 0x20) {
			return NULL;
		}
		if (*at++ != '\\') {
			continue;
		}
		if (is_in(at, end, "u")) {
			at++;
			for (int i = 0; i < 4; i++) {
				if (!is_in(at++, end, "0123456789abcdefABCDEF")) {
					return NULL;
				}
			}
		} else if (!is_in(at++, end, "\"\\/bfnrt")) {
			return NULL;
		}
	}
	return at < end ? at + 1 : NULL;
}

static const char *plain_list(const char *at, const char *end, unsigned depth, char close)
{
	at = plain_space(at + 1, end);
	if (at < end && *at == close) {
		return at + 1;
	}
	for (;;) {
		if (close == '}') {
			at = plain_string(at, end);
			at = at != NULL ? plain_space(at, end) : NULL;
			if (at == NULL || at == end || *at != ':') {
				return NULL;
			}
			at++;
		}
		at = plain_value(at, end, depth + 1);
		if (at == NULL || at == end || (*at != ',' && *at != close)) {
			return NULL;
		}
		if (*at++ == close) {
			return at;
		}
		at = plain_space(at, end);
	}
}

/* With the white space around it. */
static const char *plain_value(const char *at, const char *end, unsigned depth)
{
	static const char *const words[] = { "null", "true", "false" };

	at = plain_space(at, end);
	if (at == end) {
		return NULL;
	}
	if (*at == '[' || *at == '{') {
		at =
			depth < RTWS_JSON_DEPTH_MAX ? plain_list(at, end, depth, *at == '[' ? ']' : '}') : NULL;
	} else if (*at == '"') {
		at = plain_string(at, end);
	} else {
		const char *after = NULL;

		for (int i = 0; i < 3; i++) {
			size_t len = strlen(words[i]);

			if ((size_t) (end - at) >= len && memcmp(at, words[i], len) == 0) {
				after = at + len;
			}
		}
		at = after != NULL ? after : plain_number(at, end);
	}
	return at != NULL ? plain_space(at, end) : NULL;
}

static void there_and_back(rtws_text_t string)
{
	char *decoded = malloc(string.len);
	ptrdiff_t len = rtws_json_string(string, decoded, string.len);
	rtws_buffer_t out = { NULL, 0, 0 };
	rtws_text_t json, value;
	char *again;

	MUST(len < (ptrdiff_t) string.len - 1);
	if (len >= 0) {
		MUST(plain_utf8_is_valid((const uint8_t *) decoded, (size_t) len));
		MUST(rtws_json_put_string(&out, decoded, (size_t) len) == 0);
		json = (rtws_text_t){ (const char *) out.bytes, out.len };
		MUST(rtws_json_parse(json, &value) && value.len == json.len);
		again = malloc((size_t) len + 1);
		MUST(rtws_json_string(json, again, (size_t) len) == len);
		MUST(memcmp(again, decoded, (size_t) len) == 0);
		free(again);
	}
	rtws_buffer_clear(&out);
	free(decoded);
}

static void walk(rtws_text_t value, unsigned depth)
{
	bool is_object = rtws_json_is_object(value);
	rtws_text_t rest = value;
	rtws_text_t name, item, whole;
	int64_t number;

	if (rtws_json_is_string(value)) {
		there_and_back(value);
	}
	rtws_json_integer(value, &number);
	while (rtws_json_next(&rest, &name, &item)) {
		MUST((name.at != NULL) == is_object);
		MUST(item.at >= value.at && item.at + item.len < value.at + value.len);
		MUST(rtws_json_parse(item, &whole) && whole.at == item.at && whole.len == item.len);
		if (is_object) {
			there_and_back(name);
			rtws_json_string_is(name, "action");
		}
		if (depth < 20) { /* each level is parsed again */
			walk(item, depth + 1);
		}
	}
	if (is_object || *value.at == '[') { /* it was walked to its end */
		const char *end = value.at + value.len;

		rest.at = plain_space(rest.at, end);
		MUST(rest.at == value.at ? plain_space(rest.at + 1, end) == end - 1 : rest.at == end - 1);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t len)
{
	char *text = exact_copy(input, len);
	rtws_text_t value = { NULL, 0 };
	const char *after;
	bool fine;

	if (rtws_utf8_is_valid(text, len)) {
		fine = rtws_json_parse((rtws_text_t){ text, len }, &value);
		after = plain_value(text, text + len, 0);
		MUST(fine == (after == text + len));
		if (fine) {
			walk(value, 0);
		}
	}
	free(text);
	return 0;
}
