#include "broker/hub_link.h"

#include "util/error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CHUNK = 32 * 1024, LONG = 16 * 1024, VECTORS = 64, READ_SIZE = 64 * 1024 };

/* A buffer for reading that has grown beyond this is given back. */
enum { KEEP_SIZE = 512 * 1024 };

/* Bytes on their way out: its own, or the data of a publication. */
struct rtws_hub_chunk {
	rtws_hub_chunk_t *next;
	rtws_publication_t *pub; /* a reference; NULL: the bytes are below */
	const uint8_t *at;
	size_t len;
	size_t room; /* behind them */
	size_t size; /* of what is below */
	uint8_t bytes[];
};

/* ---- life ------------------------------------------------------------------------------------ */

int rtws_hub_link_init(rtws_hub_link_t *link, int fd, rtws_io_fn ready)
{
	int flags = fcntl(fd, F_GETFL);

	if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0 ||
		fcntl(fd, F_SETFD, FD_CLOEXEC) < 0) {
		return RTWS_E_SYSTEM;
	}
	*link = (rtws_hub_link_t){ .loop = NULL };
	rtws_io_init(&link->io, fd, ready);
	return 0;
}

static void watch(rtws_hub_link_t *link)
{
	if (link->loop != NULL) {
		rtws_io_watch(link->loop, &link->io,
					  (link->is_paused ? 0 : RTWS_READ) | (link->queued > 0 ? RTWS_WRITE : 0));
	}
}

void rtws_hub_link_start(rtws_hub_link_t *link, rtws_loop_t *loop)
{
	link->loop = loop;
	watch(link);
}

void rtws_hub_link_stop(rtws_hub_link_t *link)
{
	if (link->loop != NULL) {
		rtws_io_watch(link->loop, &link->io, 0);
		link->loop = NULL;
	}
}

static void free_chunk(rtws_hub_chunk_t *chunk)
{
	if (chunk->pub != NULL) {
		rtws_publication_unref(chunk->pub);
	}
	free(chunk);
}

static void drop_queue(rtws_hub_link_t *link)
{
	while (link->first != NULL) {
		rtws_hub_chunk_t *chunk = link->first;

		link->first = chunk->next;
		free_chunk(chunk);
	}
	link->last = NULL;
	link->queued = 0;
}

void rtws_hub_link_clear(rtws_hub_link_t *link)
{
	rtws_hub_link_stop(link);
	drop_queue(link);
	free(link->spare);
	link->spare = NULL;
	rtws_buffer_clear(&link->in);
	close(rtws_io_fd(&link->io));
}

void rtws_hub_link_break(rtws_hub_link_t *link)
{
	link->is_broken = true;
	link->is_paused = false;
	drop_queue(link);
	shutdown(rtws_io_fd(&link->io), SHUT_RDWR);
	watch(link);
}

/* ---- out ------------------------------------------------------------------------------------- */

/* With room for so many bytes; 0: for those of a publication. */
static rtws_hub_chunk_t *add_chunk(rtws_hub_link_t *link, size_t size)
{
	size_t room = size > 0 && size < CHUNK ? CHUNK : size;
	rtws_hub_chunk_t *chunk = room == CHUNK ? link->spare : NULL;

	if (chunk != NULL) {
		link->spare = NULL;
	} else {
		chunk = malloc(sizeof(*chunk) + room);
		if (chunk == NULL) {
			return NULL;
		}
	}
	*chunk = (rtws_hub_chunk_t){ .at = chunk->bytes, .size = room, .room = room };
	if (link->last != NULL) {
		link->last->next = chunk;
	} else {
		link->first = chunk;
	}
	link->last = chunk;
	return chunk;
}

/* Room for so many bytes in one piece; NULL when out of memory. */
static uint8_t *grow(rtws_hub_link_t *link, size_t len)
{
	rtws_hub_chunk_t *chunk = link->last;
	uint8_t *at;

	if (chunk == NULL || chunk->room < len) {
		chunk = add_chunk(link, len);
		if (chunk == NULL) {
			return NULL;
		}
	}
	at = (uint8_t *) chunk->at + chunk->len;
	chunk->len += len;
	chunk->room -= len;
	link->queued += len;
	return at;
}

static int refer(rtws_hub_link_t *link, rtws_publication_t *pub)
{
	rtws_hub_chunk_t *chunk = add_chunk(link, 0);

	if (chunk == NULL) {
		return RTWS_E_NOMEM;
	}
	chunk->pub = rtws_publication_ref(pub);
	chunk->at = (const uint8_t *) pub->data.at;
	chunk->len = pub->data.len;
	link->queued += pub->data.len;
	return 0;
}

static int append(rtws_hub_link_t *link, const rtws_hub_frame_t *frame, rtws_publication_t *pub)
{
	rtws_hub_layout_t layout = rtws_hub_frame_layout(frame);
	bool is_long = pub != NULL && layout.tail.len >= LONG;
	uint8_t *at;

	if (layout.head > RTWS_HUB_FRAME_MAX || layout.tail.len > RTWS_HUB_FRAME_MAX - layout.head) {
		return RTWS_E_FULL;
	}
	at = grow(link, layout.head + (is_long ? 0 : layout.tail.len));
	if (at == NULL) {
		return RTWS_E_NOMEM;
	}
	rtws_hub_frame_put(frame, layout, at);
	if (is_long) {
		return refer(link, pub);
	}
	if (layout.tail.len > 0) {
		memcpy(at + layout.head, layout.tail.at, layout.tail.len);
	}
	return 0;
}

void rtws_hub_link_send(rtws_hub_link_t *link, const rtws_hub_frame_t *frame,
						rtws_publication_t *pub)
{
	if (!link->is_broken && append(link, frame, pub) != 0) {
		rtws_hub_link_break(link);
	}
}

bool rtws_hub_link_takes(const rtws_hub_link_t *link, const rtws_hub_frame_t *frame, size_t backlog)
{
	rtws_hub_layout_t layout = rtws_hub_frame_layout(frame);

	return link->queued < backlog && layout.head <= RTWS_HUB_FRAME_MAX &&
		   layout.tail.len <= RTWS_HUB_FRAME_MAX - layout.head;
}

static void advance(rtws_hub_link_t *link, size_t sent)
{
	link->queued -= sent;
	while (link->first != NULL) {
		rtws_hub_chunk_t *chunk = link->first;

		if (sent < chunk->len) {
			chunk->at += sent;
			chunk->len -= sent;
			return;
		}
		sent -= chunk->len;
		link->first = chunk->next;
		if (link->first == NULL) {
			link->last = NULL;
		}
		if (link->spare == NULL && chunk->size == CHUNK) {
			link->spare = chunk;
		} else {
			free_chunk(chunk);
		}
	}
}

static ssize_t send_some(rtws_hub_link_t *link)
{
	struct iovec vectors[VECTORS];
	struct msghdr msg = { .msg_iov = vectors };
	ssize_t sent;

	for (rtws_hub_chunk_t *chunk = link->first; chunk != NULL && msg.msg_iovlen < VECTORS;
		 chunk = chunk->next) {
		vectors[msg.msg_iovlen++] = (struct iovec){ (void *) chunk->at, chunk->len };
	}
	do {
		sent = sendmsg(rtws_io_fd(&link->io), &msg, MSG_NOSIGNAL | MSG_DONTWAIT);
	} while (sent < 0 && errno == EINTR);
	return sent;
}

void rtws_hub_link_flush(rtws_hub_link_t *link)
{
	while (link->queued > 0) {
		ssize_t sent = send_some(link);

		if (sent < 0 && (errno == EAGAIN || errno == ENOBUFS)) {
			break;
		}
		if (sent < 0) { /* what the other side has sent before it ended is still to be read */
			link->is_broken = true;
			drop_queue(link);
			break;
		}
		advance(link, (size_t) sent);
	}
	watch(link);
}

void rtws_hub_link_pause(rtws_hub_link_t *link, bool is_paused)
{
	if (link->is_paused != is_paused) {
		link->is_paused = is_paused;
		watch(link);
	}
}

/* ---- in -------------------------------------------------------------------------------------- */

/* Hands over what is whole. *used: the bytes of it. */
static int dispatch(rtws_hub_link_t *link, rtws_hub_frame_fn fn, size_t *used)
{
	*used = 0;
	for (;;) {
		rtws_hub_frame_t frame;
		ssize_t len =
			rtws_hub_frame_get(link->in.bytes + *used, link->in.len - *used, &frame, &link->need);
		int result;

		if (len <= 0) {
			return (int) len;
		}
		*used += (size_t) len;
		result = fn(link, &frame);
		if (result != 0) {
			return result;
		}
	}
}

/* Room for a good read, and for the whole of the frame that has begun. */
static int make_room(rtws_hub_link_t *link)
{
	rtws_buffer_t *in = &link->in;
	size_t more = link->need > in->len ? link->need - in->len : 0;

	if (in->len == 0 && in->size > KEEP_SIZE && more < KEEP_SIZE) {
		rtws_buffer_clear(in);
	}
	return rtws_buffer_reserve(in, more > READ_SIZE ? more : READ_SIZE);
}

int rtws_hub_link_read(rtws_hub_link_t *link, rtws_hub_frame_fn fn)
{
	rtws_buffer_t *in = &link->in;
	size_t used;
	ssize_t got;
	int result;

	if (make_room(link) != 0) {
		return RTWS_E_NOMEM;
	}
	do {
		got = recv(rtws_io_fd(&link->io), in->bytes + in->len, in->size - in->len, MSG_DONTWAIT);
	} while (got < 0 && errno == EINTR);
	if (got < 0 && errno == EAGAIN) {
		return 0;
	}
	if (got <= 0) {
		return RTWS_E_CLOSED;
	}
	in->len += (size_t) got;
	result = dispatch(link, fn, &used);
	rtws_buffer_consume(in, used);
	return result != 0 ? result : 1;
}
