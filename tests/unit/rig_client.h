/*
 * A client of the rig (rig.h): a plain socket that does not block, what came in on it, and
 * WebSocket frames made and taken apart in the simplest way, by none of the code under test.
 */
#ifndef RTWS_TESTS_RIG_CLIENT_H
#define RTWS_TESTS_RIG_CLIENT_H

#include "proto/ws_frame.h"
#include "util/buffer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* A client. */
typedef struct {
	int fd;
	bool deaf; /* does not read by itself */
	bool ended;
	int error;        /* how it ended: 0 for an orderly end */
	rtws_buffer_t in; /* what came */
	size_t used;      /* of these, looked at */
} rig_client_t;

typedef struct {
	uint8_t opcode;
	size_t len;
	const uint8_t *payload; /* in the client's buffer, until the next step */
} rig_frame_t;

#define RIG_KEY "dGhlIHNhbXBsZSBub25jZQ=="
#define RIG_ACCEPT "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
#define RIG_HANDSHAKE(more)                                                        \
	"GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" \
	"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " RIG_KEY "\r\n" more "\r\n"

/* ---- the socket ---------------------------------------------------------------------------- */

/* Reads what there is. */
static inline void rig_listen(rig_client_t *client)
{
	static uint8_t bytes[65536];
	ssize_t n;

	while (!client->ended && client->fd >= 0) {
		n = read(client->fd, bytes, sizeof(bytes));
		if (n > 0) {
			rtws_buffer_append(&client->in, bytes, (size_t) n);
		} else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
			client->ended = true;
			client->error = n == 0 ? 0 : errno;
		} else {
			return;
		}
	}
}

static inline void rig_drop(rig_client_t *client)
{
	if (client->fd >= 0) {
		close(client->fd);
		client->fd = -1;
	}
}

/* Goes without a word: a reset. */
static inline void rig_reset(rig_client_t *client)
{
	struct linger now = { 1, 0 };

	setsockopt(client->fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	rig_drop(client);
}

static inline bool rig_heard(rig_client_t *client, const char *text)
{
	return client->in.len > client->used &&
		   memmem(client->in.bytes + client->used, client->in.len - client->used, text,
				  strlen(text)) != NULL;
}

/* Not yet looked at. */
static inline size_t rig_unread(const rig_client_t *client)
{
	return client->in.len - client->used;
}

/* Takes the head of an answer; the status, or 0 when it is not there yet. */
static inline int rig_take_head(rig_client_t *client)
{
	const char *at, *end;

	if (!rig_heard(client, "\r\n\r\n")) {
		return 0;
	}
	at = (const char *) client->in.bytes + client->used;
	end = memmem(at, rig_unread(client), "\r\n\r\n", 4);
	if (memcmp(at, "HTTP/1.1 ", 9) != 0) {
		return 0;
	}
	client->used += (size_t) (end - at) + 4;
	return atoi(at + 9);
}

/* ---- frames of clients -------------------------------------------------------------------- */

/* Writes a masked frame; first: FIN, RSV and opcode. Returns its length. */
static inline size_t rig_frame(uint8_t *out, uint8_t first, const void *payload, size_t len)
{
	static const uint8_t mask[4] = { 0x37, 0xfa, 0x21, 0x3d };
	size_t n = 2;

	out[0] = first;
	if (len < 126) {
		out[1] = (uint8_t) (0x80 | len);
	} else if (len < 65536) {
		out[1] = 0x80 | 126;
		out[2] = (uint8_t) (len >> 8);
		out[3] = (uint8_t) len;
		n = 4;
	} else {
		out[1] = 0x80 | 127;
		for (int i = 0; i < 8; i++) {
			out[2 + i] = (uint8_t) ((uint64_t) len >> (56 - 8 * i));
		}
		n = 10;
	}
	memcpy(out + n, mask, 4);
	n += 4;
	for (size_t i = 0; i < len; i++) {
		out[n + i] = ((const uint8_t *) payload)[i] ^ mask[i & 3];
	}
	return n + len;
}

/*
 * Takes a frame of the server's. False when there is no whole one; opcode 0xff: not what a server
 * may send.
 */
static inline bool rig_take_frame(rig_client_t *client, rig_frame_t *frame)
{
	size_t have = rig_unread(client);
	const uint8_t *at;
	uint64_t len;
	size_t n = 2;

	if (have < 2) {
		return false;
	}
	at = client->in.bytes + client->used;
	len = at[1] & 0x7f;
	if (len == 126) {
		n = 4;
		if (have < n) {
			return false;
		}
		len = (uint64_t) at[2] << 8 | at[3];
	} else if (len == 127) {
		n = 10;
		if (have < n) {
			return false;
		}
		len = 0;
		for (int i = 0; i < 8; i++) {
			len = len << 8 | at[2 + i];
		}
	}
	if (have - n < len) {
		return false;
	}
	frame->opcode = (at[0] & 0xf0) == 0x80 && at[1] < 0x80 ? at[0] & 0xf : 0xff;
	frame->payload = at + n;
	frame->len = (size_t) len;
	client->used += n + (size_t) len;
	return true;
}

static inline bool frame_is(const rig_frame_t *frame, uint8_t opcode, const void *payload,
							size_t len)
{
	return frame->opcode == opcode && frame->len == len &&
		   memcmp(frame->payload, payload, len) == 0;
}

static inline bool frame_is_text(const rig_frame_t *frame, const char *text)
{
	return frame_is(frame, RTWS_WS_TEXT, text, strlen(text));
}

/* The code of a Close; 1005 for none, 0 for another frame. */
static inline unsigned frame_close_code(const rig_frame_t *frame)
{
	if (frame->opcode != RTWS_WS_CLOSE) {
		return 0;
	}
	return frame->len < 2 ? RTWS_CLOSE_NO_STATUS : frame->payload[0] * 256u + frame->payload[1];
}

#endif
