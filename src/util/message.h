/*
 * Message: bytes as they go on the wire, counted, so that one copy serves every connection that has
 * to send them. Frames from a server are not masked, so one frame is good for everybody.
 *
 * Bytes may be appended while there is one reference; with a second they never change. Counted
 * without atomics: a worker is one thread. The sizes that traffic is made of come from a pool,
 * because malloc and free of them in turns make glibc trim and refault the heap.
 */
#ifndef RTWS_UTIL_MESSAGE_H
#define RTWS_UTIL_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct rtws_message {
	uint32_t refs;
	uint32_t len;
	uint32_t size;
	uint32_t frames : 31; /* WebSocket data frames inside; what a drop policy counts */
	uint32_t pinned : 1;  /* holds something no policy may drop: a control frame, HTTP */
	uint64_t key; /* a newer one of the same key may take its place in a queue; 0: none may */
	uint8_t bytes[];
} rtws_message_t;

#define RTWS_MESSAGE_SMALL (1024 - sizeof(rtws_message_t))
#define RTWS_MESSAGE_LARGE (16 * 1024 - sizeof(rtws_message_t))

/* Room for at least size bytes, none used. Returns a new reference, or NULL when out of memory. */
rtws_message_t *rtws_message_create(size_t size);

static inline rtws_message_t *rtws_message_ref(rtws_message_t *msg)
{
	msg->refs++;
	return msg;
}

void rtws_message_unref(rtws_message_t *msg);

static inline size_t rtws_message_room(const rtws_message_t *msg)
{
	return msg->refs == 1 ? msg->size - msg->len : 0;
}

/* The caller has looked at rtws_message_room(). */
void rtws_message_append(rtws_message_t *msg, const void *bytes, size_t len);

/* Bytes of all messages there are: shared ones count once, those in the pool not. */
size_t rtws_message_memory(void);

/* Gives the pool's memory back. */
void rtws_message_pool_clear(void);

#endif
