#include "util/message.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { SMALL_POOLED = 1024, LARGE_POOLED = 128 };

typedef struct {
	rtws_message_t **free;
	unsigned count;
	unsigned capacity;
} pool_t;

static rtws_message_t *small_free[SMALL_POOLED];
static rtws_message_t *large_free[LARGE_POOLED];
static pool_t small_pool = { small_free, 0, SMALL_POOLED };
static pool_t large_pool = { large_free, 0, LARGE_POOLED };

static size_t in_use;

static pool_t *pool_for(size_t size)
{
	if (size == RTWS_MESSAGE_SMALL) {
		return &small_pool;
	}
	return size == RTWS_MESSAGE_LARGE ? &large_pool : NULL;
}

/* The size that will be allocated for a wish. */
static size_t size_class(size_t size)
{
	if (size <= RTWS_MESSAGE_SMALL) {
		return RTWS_MESSAGE_SMALL;
	}
	return size <= RTWS_MESSAGE_LARGE ? RTWS_MESSAGE_LARGE : size;
}

rtws_message_t *rtws_message_create(size_t size)
{
	rtws_message_t *msg;
	pool_t *pool;

	if (size > UINT32_MAX - sizeof(*msg)) {
		return NULL;
	}
	size = size_class(size);
	pool = pool_for(size);
	if (pool != NULL && pool->count > 0) {
		msg = pool->free[--pool->count];
	} else {
		msg = malloc(sizeof(*msg) + size);
		if (msg == NULL) {
			return NULL;
		}
	}
	in_use += sizeof(*msg) + size;
	msg->refs = 1;
	msg->len = 0;
	msg->size = (uint32_t) size;
	msg->frames = 0;
	msg->pinned = 0;
	msg->key = 0;
	return msg;
}

void rtws_message_unref(rtws_message_t *msg)
{
	pool_t *pool;

	assert(msg->refs > 0);
	if (--msg->refs > 0) {
		return;
	}
	in_use -= sizeof(*msg) + msg->size;
	pool = pool_for(msg->size);
	if (pool != NULL && pool->count < pool->capacity) {
		pool->free[pool->count++] = msg;
	} else {
		free(msg);
	}
}

size_t rtws_message_memory(void)
{
	return in_use;
}

void rtws_message_append(rtws_message_t *msg, const void *bytes, size_t len)
{
	assert(len <= rtws_message_room(msg));
	if (len > 0) {
		memcpy(msg->bytes + msg->len, bytes, len);
		msg->len += (uint32_t) len;
	}
}

static void clear(pool_t *pool)
{
	while (pool->count > 0) {
		free(pool->free[--pool->count]);
	}
}

void rtws_message_pool_clear(void)
{
	clear(&small_pool);
	clear(&large_pool);
}
