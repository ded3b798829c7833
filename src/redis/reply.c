/* Answers: reading and freeing them. */
#include "redis/inside.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void rtws_redis_reply_clear(rtws_redis_reply_t *reply)
{
	for (size_t i = 0; i < reply->count; i++) {
		rtws_redis_reply_clear(&reply->items[i]);
	}
	free(reply->items);
	free((char *) reply->text.at);
	memset(reply, 0, sizeof(*reply));
}

void rtws_redis_reply_free(rtws_redis_reply_t *reply)
{
	if (reply != NULL) {
		rtws_redis_reply_clear(reply);
		free(reply);
	}
}

void rtws_redis_reply_take(const rtws_redis_reply_t *reply, rtws_redis_reply_t *out)
{
	*out = *reply;
	memset((rtws_redis_reply_t *) reply, 0,
		   sizeof(*reply)); /* a nil is left for whoever frees it */
}

bool rtws_redis_is_error(const rtws_redis_reply_t *reply, const char *code)
{
	size_t len = strlen(code);

	return reply->type == RTWS_REDIS_ERROR && reply->text.len >= len &&
		   memcmp(reply->text.at, code, len) == 0 &&
		   (reply->text.len == len || reply->text.at[len] == ' ');
}

bool rtws_redis_is_text(const rtws_redis_reply_t *reply, const char *text)
{
	return (reply->type == RTWS_REDIS_STATUS || reply->type == RTWS_REDIS_STRING) &&
		   rtws_text_is_exactly(reply->text, text);
}

const rtws_redis_reply_t *rtws_redis_item(const rtws_redis_reply_t *reply, size_t index)
{
	static const rtws_redis_reply_t nil = { .type = RTWS_REDIS_NIL };

	return reply->type == RTWS_REDIS_ARRAY && index < reply->count ? &reply->items[index] : &nil;
}

bool rtws_redis_read_integer(const rtws_redis_reply_t *reply, int64_t *out)
{
	char *end;

	if (reply->type == RTWS_REDIS_INTEGER) {
		*out = reply->integer;
		return true;
	}
	if (reply->type != RTWS_REDIS_STRING || reply->text.len == 0 || reply->text.len > 20) {
		return false;
	}
	errno = 0;
	*out = strtoll(reply->text.at, &end, 10);
	return errno == 0 && end == reply->text.at + reply->text.len;
}

int64_t rtws_redis_integer(const rtws_redis_reply_t *reply, int64_t otherwise)
{
	int64_t value;

	return rtws_redis_read_integer(reply, &value) ? value : otherwise;
}
