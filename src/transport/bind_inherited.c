/*
 * Listening sockets that were open when the process began: a service manager opened them, and goes
 * on holding them while the server is restarted. They are checked, since anything may be passed.
 */
#include "transport/sockets.h"
#include "util/error.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>

typedef union {
	struct sockaddr any;
	struct sockaddr_in ipv4;
	struct sockaddr_in6 ipv6;
	struct sockaddr_un local;
	struct sockaddr_storage storage;
} address_t;

static int option(int fd, int name)
{
	int value = 0;
	socklen_t len = sizeof(value);

	return getsockopt(fd, SOL_SOCKET, name, &value, &len) == 0 ? value : -1;
}

static int check(rtws_sockets_t *sockets, int fd, address_t *address, socklen_t *len)
{
	if (fcntl(fd, F_GETFD) < 0) {
		return rtws_listen_failed(sockets, "descriptor %d is not open", fd);
	}
	if (getsockname(fd, &address->any, len) != 0) {
		return rtws_listen_failed(sockets, "descriptor %d is no socket", fd);
	}
	if (address->any.sa_family != AF_INET && address->any.sa_family != AF_INET6 &&
		address->any.sa_family != AF_UNIX) {
		return rtws_listen_failed(sockets, "descriptor %d is neither a TCP nor a Unix socket", fd);
	}
	if (option(fd, SO_TYPE) != SOCK_STREAM) {
		return rtws_listen_failed(
			sockets, "descriptor %d is no stream socket; ListenStream= makes one in a .socket", fd);
	}
	if (option(fd, SO_ACCEPTCONN) != 1) {
		return rtws_listen_failed(
			sockets, "descriptor %d does not listen; a .socket must not have Accept=yes", fd);
	}
	return 0;
}

static uint16_t describe(const address_t *address, socklen_t len, char *out, size_t size)
{
	const char *path = address->local.sun_path;
	size_t path_len = len - offsetof(struct sockaddr_un, sun_path);
	char text[INET6_ADDRSTRLEN];
	uint16_t port;

	switch (address->any.sa_family) {
		case AF_INET:
			port = ntohs(address->ipv4.sin_port);
			inet_ntop(AF_INET, &address->ipv4.sin_addr, text, sizeof(text));
			snprintf(out, size, "%s:%u", text, port);
			return port;
		case AF_INET6:
			port = ntohs(address->ipv6.sin6_port);
			inet_ntop(AF_INET6, &address->ipv6.sin6_addr, text, sizeof(text));
			snprintf(out, size, "[%s]:%u", text, port);
			return port;
		default:
			if (path_len > 0 && path[0] == '\0') {
				snprintf(out, size, "unix://@%.*s", (int) path_len - 1, path + 1);
			} else {
				snprintf(out, size, "unix://%.*s", (int) strnlen(path, path_len), path);
			}
			return 0;
	}
}

static bool has_address(int fd, const address_t *address, socklen_t len)
{
	address_t other;
	socklen_t other_len = sizeof(other);

	return getsockname(fd, &other.any, &other_len) == 0 && other_len == len &&
		   memcmp(&other, address, len) == 0;
}

static int take(rtws_sockets_t *sockets, int fd)
{
	address_t address;
	socklen_t len = sizeof(address);
	int on = 1;
	char where[160];
	uint16_t port;
	bool is_known = false;
	int error = check(sockets, fd, &address, &len);

	if (error != 0) {
		return error;
	}
	if (fcntl(fd, F_SETFD, FD_CLOEXEC) != 0 ||
		fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK) != 0) {
		return RTWS_E_SYSTEM;
	}
	if (address.any.sa_family != AF_UNIX) { /* for accepted sockets, as in bind_tcp.c */
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	}
	port = describe(&address, len, where, sizeof(where));
	if (sockets->port == 0) {
		sockets->port = port;
	}
	for (unsigned i = 0; i < sockets->count; i++) { /* one of a group has told it already */
		is_known = is_known || has_address(sockets->items[i].fd, &address, len);
	}
	return rtws_sockets_add(sockets, fd, address.any.sa_family, RTWS_EVERYBODY,
							is_known ? NULL : where);
}

int rtws_sockets_take(rtws_sockets_t *sockets, int first, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		int error = take(sockets, first + (int) i);

		if (error != 0) {
			int number = errno;

			rtws_sockets_clear(sockets);
			errno = number;
			return error;
		}
	}
	return 0;
}
