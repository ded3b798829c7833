/* The socket of a link: connecting, reading and writing without waiting. */
#include "redis/inside.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

void rtws_redis_wire_init(rtws_redis_wire_t *wire)
{
	wire->fd = -1;
	wire->ssl = NULL;
	wire->why[0] = '\0';
}

void rtws_redis_wire_close(rtws_redis_wire_t *wire)
{
	rtws_redis_tls_close(wire);
	if (wire->fd >= 0) {
		close(wire->fd);
		wire->fd = -1;
	}
}

static bool failed(rtws_redis_wire_t *wire, int number)
{
	snprintf(wire->why, sizeof(wire->why), "%s", strerror(number));
	return false;
}

bool rtws_redis_wire_open(rtws_redis_wire_t *wire, const struct sockaddr *address, socklen_t len)
{
	int on = 1;

	wire->fd = socket(address->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (wire->fd < 0) {
		return failed(wire, errno);
	}
	if (address->sa_family != AF_UNIX) {
		setsockopt(wire->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
		setsockopt(wire->fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
	}
	if (connect(wire->fd, address, len) != 0 && errno != EINPROGRESS) {
		int number = errno;

		rtws_redis_wire_close(wire);
		return failed(wire, number);
	}
	return true;
}

bool rtws_redis_wire_opened(rtws_redis_wire_t *wire)
{
	int number = 0;
	socklen_t len = sizeof(number);

	if (getsockopt(wire->fd, SOL_SOCKET, SO_ERROR, &number, &len) != 0) {
		number = errno;
	}
	return number == 0 || failed(wire, number);
}

static ssize_t outcome(rtws_redis_wire_t *wire, ssize_t n)
{
	if (n > 0) {
		return n;
	}
	if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) {
		return 0;
	}
	if (n == 0) {
		snprintf(wire->why, sizeof(wire->why), "the server has closed the connection");
	} else {
		failed(wire, errno);
	}
	return -1;
}

ssize_t rtws_redis_wire_read(rtws_redis_wire_t *wire, char *bytes, size_t size)
{
	return wire->ssl != NULL ? rtws_redis_tls_read(wire, bytes, size)
							 : outcome(wire, recv(wire->fd, bytes, size, 0));
}

ssize_t rtws_redis_wire_write(rtws_redis_wire_t *wire, const char *bytes, size_t len)
{
	return wire->ssl != NULL ? rtws_redis_tls_write(wire, bytes, len)
							 : outcome(wire, send(wire->fd, bytes, len, MSG_NOSIGNAL));
}
