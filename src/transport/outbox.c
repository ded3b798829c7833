#include "transport/outbox.h"

#include "util/error.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { INSIDE = 2, RING_MAX = 1 << 15 };

static rtws_message_t **place(const rtws_outbox_t *box, unsigned i)
{
	return &box->ring[(box->head + i) & (box->size - 1u)];
}

static void reset(rtws_outbox_t *box)
{
	if (box->ring != box->inside) {
		free(box->ring);
	}
	box->ring = box->inside;
	box->size = INSIDE;
	box->head = 0;
	box->offset = 0;
	box->kept = 0;
}

void rtws_outbox_init(rtws_outbox_t *box)
{
	memset(box, 0, sizeof(*box));
	box->ring = box->inside;
	box->size = INSIDE;
}

void rtws_outbox_clear(rtws_outbox_t *box)
{
	for (unsigned i = 0; i < box->count; i++) {
		rtws_message_unref(*place(box, i));
	}
	box->count = 0;
	box->queued = 0;
	reset(box);
}

static int grow(rtws_outbox_t *box)
{
	rtws_message_t **ring;

	if (box->size >= RING_MAX) {
		return RTWS_E_FULL;
	}
	ring = malloc(2u * box->size * sizeof(rtws_message_t *));
	if (ring == NULL) {
		return RTWS_E_NOMEM;
	}
	for (unsigned i = 0; i < box->count; i++) {
		ring[i] = *place(box, i);
	}
	if (box->ring != box->inside) {
		free(box->ring);
	}
	box->ring = ring;
	box->head = 0;
	box->size = (uint16_t) (2 * box->size);
	return 0;
}

/* Takes over the caller's reference on success. */
static int append(rtws_outbox_t *box, rtws_message_t *msg)
{
	if (box->count == box->size) {
		int error = grow(box);

		if (error != 0) {
			return error;
		}
	}
	*place(box, box->count++) = msg;
	box->queued += msg->len;
	return 0;
}

int rtws_outbox_push(rtws_outbox_t *box, rtws_message_t *msg)
{
	int error = append(box, msg);

	if (error == 0) {
		rtws_message_ref(msg);
	}
	return error;
}

/* The last message, if it is ours alone and has room. */
static rtws_message_t *tail_with_room(const rtws_outbox_t *box, size_t len)
{
	rtws_message_t *msg = box->count > 0 ? *place(box, box->count - 1u) : NULL;

	return msg != NULL && msg->key == 0 && rtws_message_room(msg) >= len ? msg : NULL;
}

static void fill(rtws_message_t *msg, const void *head, size_t head_len, const void *data,
				 size_t len, unsigned frames)
{
	rtws_message_append(msg, head, head_len);
	rtws_message_append(msg, data, len);
	msg->frames += frames;
	msg->pinned |= frames == 0;
}

int rtws_outbox_put(rtws_outbox_t *box, const void *head, size_t head_len, const void *data,
					size_t len, unsigned frames, bool separate)
{
	size_t whole = head_len + len;
	rtws_message_t *msg = separate ? NULL : tail_with_room(box, whole);
	int error;

	if (msg != NULL) {
		fill(msg, head, head_len, data, len, frames);
		box->queued += whole;
		return 0;
	}
	/* where one small message was not enough, more will follow */
	msg = rtws_message_create(
		box->count > 0 && !separate && whole < RTWS_MESSAGE_LARGE ? RTWS_MESSAGE_LARGE : whole);
	if (msg == NULL) {
		return RTWS_E_NOMEM;
	}
	fill(msg, head, head_len, data, len, frames);
	error = append(box, msg);
	if (error != 0) {
		rtws_message_unref(msg);
	}
	return error;
}

unsigned rtws_outbox_view(const rtws_outbox_t *box, struct iovec *iov, unsigned max, size_t *bytes)
{
	unsigned n = box->count < max ? box->count : max;

	*bytes = 0;
	for (unsigned i = 0; i < n; i++) {
		rtws_message_t *msg = *place(box, i);
		size_t skip = i == 0 ? box->offset : 0;

		iov[i].iov_base = msg->bytes + skip;
		iov[i].iov_len = msg->len - skip;
		*bytes += iov[i].iov_len;
	}
	return n;
}

void rtws_outbox_sent(rtws_outbox_t *box, size_t len)
{
	assert(len <= box->queued);
	box->queued -= len;
	box->kept = box->kept > len ? box->kept - (uint32_t) len : 0;
	while (box->count > 0) {
		rtws_message_t *msg = *place(box, 0);
		size_t rest = msg->len - box->offset;

		if (len < rest) {
			box->offset += (uint32_t) len;
			return;
		}
		len -= rest;
		box->offset = 0;
		box->head = (uint16_t) ((box->head + 1) & (box->size - 1));
		box->count--;
		rtws_message_unref(msg);
	}
	reset(box);
}

/* Takes message i out; those before it, few, move up. */
static unsigned take_out(rtws_outbox_t *box, unsigned i)
{
	rtws_message_t *msg = *place(box, i);
	unsigned frames = msg->frames;

	box->queued -= msg->len;
	rtws_message_unref(msg);
	for (; i > 0; i--) {
		*place(box, i) = *place(box, i - 1);
	}
	box->head = (uint16_t) ((box->head + 1) & (box->size - 1));
	box->count--;
	return frames;
}

/* The first message that may be dropped. */
static unsigned first_free(const rtws_outbox_t *box)
{
	size_t fixed = (size_t) box->offset + box->kept;
	size_t passed = 0;
	unsigned i = 0;

	while (i < box->count && passed < fixed) {
		passed += (*place(box, i++))->len;
	}
	return i;
}

bool rtws_outbox_replace(rtws_outbox_t *box, rtws_message_t *msg)
{
	unsigned first = first_free(box);

	/* of several, queued before it was known to be slow, the newest: else an older one came last */
	for (unsigned i = box->count; i-- > first;) {
		rtws_message_t **slot = place(box, i);

		if ((*slot)->key == msg->key) {
			box->queued = box->queued - (*slot)->len + msg->len;
			rtws_message_unref(*slot);
			*slot = rtws_message_ref(msg);
			return true;
		}
	}
	return false;
}

unsigned rtws_outbox_drop_oldest(rtws_outbox_t *box, size_t max)
{
	unsigned dropped = 0;
	unsigned i = first_free(box);

	while (box->queued > max && i < box->count) {
		if ((*place(box, i))->pinned) {
			i++;
		} else {
			dropped += take_out(box, i);
		}
	}
	return dropped;
}

unsigned rtws_outbox_cut(rtws_outbox_t *box)
{
	unsigned keep = first_free(box);
	unsigned dropped = 0;

	while (box->count > keep) {
		rtws_message_t *msg = *place(box, box->count - 1u);

		box->queued -= msg->len;
		dropped += msg->frames;
		box->count--;
		rtws_message_unref(msg);
	}
	if (box->count == 0) {
		reset(box);
	}
	return dropped;
}
