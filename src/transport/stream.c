#include "transport/stream.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { VECTORS = 64 };

void rtws_stream_init(rtws_stream_t *stream, int fd)
{
	rtws_outbox_init(&stream->outbox);
	stream->fd = fd;
	stream->blocked = false;
	stream->failed = false;
}

void rtws_stream_clear(rtws_stream_t *stream)
{
	rtws_outbox_clear(&stream->outbox);
	if (stream->fd >= 0) {
		close(stream->fd);
		stream->fd = -1;
	}
}

ptrdiff_t rtws_stream_read(rtws_stream_t *stream, uint8_t *bytes, size_t size)
{
	ssize_t n;

	if (stream->failed) {
		return RTWS_STREAM_FAILED;
	}
	n = recv(stream->fd, bytes, size, 0);
	if (n > 0) {
		return n;
	}
	if (n == 0) {
		return RTWS_STREAM_END;
	}
	if (errno == EAGAIN || errno == EINTR) {
		return RTWS_STREAM_AGAIN;
	}
	stream->failed = true;
	return RTWS_STREAM_FAILED;
}

/* What a write returned; `blocked` and `failed` follow from it. */
static size_t taken(rtws_stream_t *stream, ssize_t n, size_t offered)
{
	if (n >= 0) {
		stream->blocked = (size_t) n < offered;
		return (size_t) n;
	}
	if (errno == EAGAIN || errno == ENOBUFS) {
		stream->blocked = true;
	} else if (errno != EINTR) {
		stream->failed = true;
	}
	return 0;
}

static size_t write_vectors(rtws_stream_t *stream, struct iovec *iov, unsigned count, size_t bytes)
{
	struct msghdr msg = { .msg_iov = iov, .msg_iovlen = count };

	if (count == 1) {
		return taken(stream, send(stream->fd, iov[0].iov_base, bytes, MSG_NOSIGNAL), bytes);
	}
	return taken(stream, sendmsg(stream->fd, &msg, MSG_NOSIGNAL), bytes);
}

size_t rtws_stream_flush(rtws_stream_t *stream)
{
	size_t all = 0;

	stream->blocked = false;
	while (stream->outbox.count > 0 && !stream->blocked && !stream->failed) {
		struct iovec iov[VECTORS];
		size_t bytes;
		unsigned count = rtws_outbox_view(&stream->outbox, iov, VECTORS, &bytes);
		size_t sent = write_vectors(stream, iov, count, bytes);

		rtws_outbox_sent(&stream->outbox, sent);
		all += sent;
	}
	return all;
}

int rtws_stream_send(rtws_stream_t *stream, const void *head, size_t head_len, const void *data,
					 size_t len, unsigned frames, size_t *sent)
{
	const char *head_at = head;
	const char *data_at = data;

	*sent = 0;
	while (stream->outbox.count == 0 && !stream->blocked && !stream->failed && head_len + len > 0) {
		struct iovec iov[2] = { { (void *) head_at, head_len }, { (void *) data_at, len } };
		unsigned skip = head_len > 0 ? 0 : 1;
		size_t n = write_vectors(stream, iov + skip, 2 - skip, head_len + len);
		size_t of_head = n < head_len ? n : head_len;

		*sent += n;
		head_at += of_head;
		head_len -= of_head;
		data_at += n - of_head;
		len -= n - of_head;
	}
	if (head_len + len == 0 || stream->failed) {
		return 0;
	}
	/* the rest of a frame that has begun to leave is not to be dropped */
	return rtws_outbox_put(&stream->outbox, head_at, head_len, data_at, len, *sent > 0 ? 0 : frames,
						   *sent > 0);
}

void rtws_stream_finish(rtws_stream_t *stream)
{
	if (!stream->failed) {
		shutdown(stream->fd, SHUT_WR);
	}
}
