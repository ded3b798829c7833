#include "transport/stream.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { VECTORS = 64, RECORD = 16 * 1024 /* the most that a TLS record holds */ };

void rtws_stream_init(rtws_stream_t *stream, int fd)
{
	rtws_outbox_init(&stream->outbox);
	stream->ssl = NULL;
	stream->fd = fd;
	stream->blocked = false;
	stream->read_needs_write = false;
	stream->needs_socket = false;
	stream->failed = false;
}

void rtws_stream_secure(rtws_stream_t *stream, struct ssl_st *ssl)
{
	stream->ssl = ssl;
	SSL_set_read_ahead(ssl, 1); /* one system call a record, not two */
}

bool rtws_stream_has_more(const rtws_stream_t *stream)
{
	return stream->ssl != NULL && !stream->failed && !stream->needs_socket &&
		   SSL_has_pending(stream->ssl) != 0;
}

void rtws_stream_clear(rtws_stream_t *stream)
{
	rtws_outbox_clear(&stream->outbox);
	SSL_free(stream->ssl);
	stream->ssl = NULL;
	if (stream->fd >= 0) {
		close(stream->fd);
		stream->fd = -1;
	}
}

/* ---- TLS ------------------------------------------------------------------------------------ */

/* What a call that returned no bytes means. */
static ptrdiff_t tls_outcome(rtws_stream_t *stream, int result)
{
	switch (SSL_get_error(stream->ssl, result)) {
		case SSL_ERROR_WANT_READ:
		case SSL_ERROR_WANT_WRITE:
			return RTWS_STREAM_AGAIN;
		case SSL_ERROR_ZERO_RETURN:
			return RTWS_STREAM_END;
		default:
			stream->failed = true; /* after that not even SSL_shutdown() is allowed */
			return RTWS_STREAM_FAILED;
	}
}

/* As many records as fit: what OpenSSL has read ahead, no event of the socket will announce. */
static ptrdiff_t tls_read(rtws_stream_t *stream, uint8_t *bytes, size_t size)
{
	size_t len = 0;

	stream->read_needs_write = false;
	stream->needs_socket = false;
	do {
		int n;

		ERR_clear_error();
		n = SSL_read(stream->ssl, bytes + len, (int) (size - len));
		if (n <= 0) {
			stream->read_needs_write = SSL_want_write(stream->ssl);
			stream->needs_socket = true;
			return len > 0 ? (ptrdiff_t) len : tls_outcome(stream, n);
		}
		len += (size_t) n;
	} while (len < size && SSL_has_pending(stream->ssl));
	return (ptrdiff_t) len;
}

static size_t tls_write(rtws_stream_t *stream, const void *bytes, size_t len)
{
	int n;

	ERR_clear_error();
	len = len < 1 << 30 ? len : 1 << 30;
	n = SSL_write(stream->ssl, bytes, (int) len);
	if (n > 0) {
		return (size_t) n;
	}
	if (tls_outcome(stream, n) == RTWS_STREAM_AGAIN) {
		stream->blocked = true;
		stream->outbox.kept = (uint32_t) len; /* encrypted already: to be offered again */
	} else {
		stream->failed = true;
	}
	return 0;
}

/*
 * TLS wants contiguous bytes and, after "again", the same ones or more of them. So what is offered
 * always begins with the first byte of the outbox: small messages gathered up to a record, or a
 * large one as it lies.
 */
static size_t tls_write_vectors(rtws_stream_t *stream, const struct iovec *iov, unsigned count)
{
	static uint8_t record[RECORD];
	size_t len = 0;

	if (count == 1 || iov[0].iov_len >= RECORD) {
		return tls_write(stream, iov[0].iov_base, iov[0].iov_len);
	}
	for (unsigned i = 0; i < count && len < RECORD; i++) {
		size_t part = iov[i].iov_len < RECORD - len ? iov[i].iov_len : RECORD - len;

		memcpy(record + len, iov[i].iov_base, part);
		len += part;
	}
	return tls_write(stream, record, len);
}

/* ---- both ----------------------------------------------------------------------------------- */

static ptrdiff_t receive(rtws_stream_t *stream, uint8_t *bytes, size_t size, int flags)
{
	ssize_t n = recv(stream->fd, bytes, size, flags);

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

ptrdiff_t rtws_stream_read(rtws_stream_t *stream, uint8_t *bytes, size_t size)
{
	if (stream->failed) {
		return RTWS_STREAM_FAILED;
	}
	return stream->ssl != NULL ? tls_read(stream, bytes, size) : receive(stream, bytes, size, 0);
}

ptrdiff_t rtws_stream_peek(rtws_stream_t *stream, uint8_t *bytes, size_t size)
{
	return stream->failed ? RTWS_STREAM_FAILED : receive(stream, bytes, size, MSG_PEEK);
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

	if (stream->ssl != NULL) {
		return tls_write_vectors(stream, iov, count);
	}
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
	if (*sent > 0) { /* the rest of a frame that has begun to leave must follow */
		stream->outbox.kept = (uint32_t) (head_len + len);
	}
	return rtws_outbox_put(&stream->outbox, head_at, head_len, data_at, len, *sent > 0 ? 0 : frames,
						   *sent > 0);
}

void rtws_stream_finish(rtws_stream_t *stream)
{
	if (!stream->failed) {
		if (stream->ssl != NULL && SSL_is_init_finished(stream->ssl)) {
			ERR_clear_error();
			SSL_shutdown(stream->ssl);
		}
		shutdown(stream->fd, SHUT_WR);
	}
}
