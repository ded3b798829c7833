/*
 * From bytes to answers, by hiredis's reader; its replies are made in our own form at once. No
 * other file knows hiredis, and without it this one says so.
 */
#include "redis/inside.h"

#ifdef HAVE_RTWS_HIREDIS
#include <hiredis/hiredis.h>

#include <stdlib.h>
#include <string.h>

#if HIREDIS_MAJOR >= 1
typedef size_t count_t;
#else
typedef int count_t;
#endif

const char *rtws_redis_missing(void)
{
	return NULL;
}

/* The place of an answer: of its own, or within the array that it is an item of. */
static rtws_redis_reply_t *place_of(const redisReadTask *task)
{
	if (task->parent != NULL) {
		rtws_redis_reply_t *parent = task->parent->obj;

		return &parent->items[task->idx];
	}
	return calloc(1, sizeof(rtws_redis_reply_t));
}

static rtws_redis_type_t type_of(const redisReadTask *task)
{
	switch (task->type) {
		case REDIS_REPLY_STATUS:
			return RTWS_REDIS_STATUS;
		case REDIS_REPLY_ERROR:
			return RTWS_REDIS_ERROR;
		default:
			return RTWS_REDIS_STRING;
	}
}

/* What failed half way is freed where it belongs: with its array, or here. */
static void *give_up(const redisReadTask *task, rtws_redis_reply_t *reply)
{
	if (task->parent == NULL) {
		free(reply);
	}
	return NULL;
}

static void *create_string(const redisReadTask *task, char *bytes, size_t len)
{
	rtws_redis_reply_t *reply = place_of(task);
	char *copy = reply != NULL ? malloc(len + 1) : NULL;

	if (copy == NULL) {
		return give_up(task, reply);
	}
	memcpy(copy, bytes, len);
	copy[len] = '\0';
	reply->type = type_of(task);
	reply->text = (rtws_text_t){ copy, len };
	return reply;
}

static void *create_array(const redisReadTask *task, count_t count)
{
	rtws_redis_reply_t *reply = place_of(task);

	if (reply == NULL) {
		return NULL;
	}
	if (count > 0) {
		reply->items = calloc((size_t) count, sizeof(*reply->items));
		if (reply->items == NULL) {
			return give_up(task, reply);
		}
	}
	reply->type = RTWS_REDIS_ARRAY;
	reply->count = (size_t) count;
	return reply;
}

static void *create_integer(const redisReadTask *task, long long value)
{
	rtws_redis_reply_t *reply = place_of(task);

	if (reply != NULL) {
		reply->type = RTWS_REDIS_INTEGER;
		reply->integer = value;
	}
	return reply;
}

static void *create_nil(const redisReadTask *task)
{
	return place_of(task);
}

static void free_object(void *reply)
{
	rtws_redis_reply_free(reply);
}

#if HIREDIS_MAJOR >= 1
/* Of RESP3, which we do not ask for: but what a server sends must not be taken for a pointer. */
static void *create_double(const redisReadTask *task, double value, char *bytes, size_t len)
{
	(void) value;
	return create_string(task, bytes, len);
}

static void *create_bool(const redisReadTask *task, int value)
{
	return create_integer(task, value);
}
#endif

static redisReplyObjectFunctions functions = {
	.createString = create_string,
	.createArray = create_array,
	.createInteger = create_integer,
	.createNil = create_nil,
#if HIREDIS_MAJOR >= 1
	.createDouble = create_double,
	.createBool = create_bool,
#endif
	.freeObject = free_object,
};

rtws_redis_reader_t *rtws_redis_reader_create(void)
{
	return redisReaderCreateWithFunctions(&functions);
}

void rtws_redis_reader_destroy(rtws_redis_reader_t *reader)
{
	if (reader != NULL) {
		redisReaderFree(reader);
	}
}

bool rtws_redis_reader_feed(rtws_redis_reader_t *reader, const char *bytes, size_t len)
{
	return redisReaderFeed(reader, bytes, len) == REDIS_OK;
}

int rtws_redis_reader_next(rtws_redis_reader_t *reader, rtws_redis_reply_t **out)
{
	void *reply = NULL;

	*out = NULL;
	if (redisReaderGetReply(reader, &reply) != REDIS_OK) {
		return -1;
	}
	*out = reply;
	return reply != NULL;
}

const char *rtws_redis_reader_error(const rtws_redis_reader_t *reader)
{
	return reader->errstr;
}

#else

const char *rtws_redis_missing(void)
{
	return "this rtws was built without Redis: install hiredis (Debian, Ubuntu: apt-get install "
		   "libhiredis-dev; Fedora, RHEL: dnf install hiredis-devel; Alpine: apk add hiredis-dev) "
		   "and "
		   "build rtws again with ./configure --with-rtws-redis";
}

/* No client is made without it, so nobody gets here. */
rtws_redis_reader_t *rtws_redis_reader_create(void)
{
	return NULL;
}

void rtws_redis_reader_destroy(rtws_redis_reader_t *reader)
{
	(void) reader;
}

bool rtws_redis_reader_feed(rtws_redis_reader_t *reader, const char *bytes, size_t len)
{
	(void) reader, (void) bytes, (void) len;
	return false;
}

int rtws_redis_reader_next(rtws_redis_reader_t *reader, rtws_redis_reply_t **out)
{
	(void) reader;
	*out = NULL;
	return -1;
}

const char *rtws_redis_reader_error(const rtws_redis_reader_t *reader)
{
	(void) reader;
	return rtws_redis_missing();
}
#endif
