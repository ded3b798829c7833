#include "util/text.h"

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char) (c | 0x20) : c;
}

bool rtws_text_equals(rtws_text_t text, rtws_text_t other)
{
	if (text.len != other.len) {
		return false;
	}
	for (size_t i = 0; i < text.len; i++) {
		if (lower(text.at[i]) != lower(other.at[i])) {
			return false;
		}
	}
	return true;
}

bool rtws_text_is(rtws_text_t text, const char *other)
{
	return rtws_text_equals(text, (rtws_text_t){ other, strlen(other) });
}

bool rtws_text_is_exactly(rtws_text_t text, const char *other)
{
	return strlen(other) == text.len && memcmp(text.at, other, text.len) == 0;
}
