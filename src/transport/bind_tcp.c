/*
 * Listening on an address and a port: one socket, or one for each worker.
 */
#include "transport/sockets.h"
#include "util/error.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool set(int fd, int level, int option, int value)
{
	return setsockopt(fd, level, option, &value, sizeof(value)) == 0;
}

/* A descriptor that is bound, or -1 with errno. */
static int open_bound(const struct sockaddr *address, socklen_t len, bool reuse_port)
{
	int fd = socket(address->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int error;

	if (fd < 0) {
		return -1;
	}
	/* accepted sockets inherit TCP_NODELAY: without it small answers wait for acknowledgements */
	if (set(fd, SOL_SOCKET, SO_REUSEADDR, 1) && set(fd, IPPROTO_TCP, TCP_NODELAY, 1) &&
		(!reuse_port || set(fd, SOL_SOCKET, SO_REUSEPORT, 1)) && bind(fd, address, len) == 0) {
		return fd;
	}
	error = errno;
	close(fd);
	errno = error;
	return -1;
}

static int add_listening(rtws_sockets_t *sockets, const struct sockaddr *address, socklen_t len,
						 bool reuse_port, int backlog, int worker)
{
	int fd = open_bound(address, len, reuse_port);

	if (fd < 0) {
		return RTWS_E_SYSTEM;
	}
	if (listen(fd, backlog) != 0) {
		int error = errno;

		close(fd);
		errno = error;
		return RTWS_E_SYSTEM;
	}
	return rtws_sockets_add(sockets, fd, address->sa_family, worker, NULL);
}

int rtws_bind_beside(rtws_sockets_t *sockets, const rtws_socket_t *first, int worker, int backlog)
{
	struct sockaddr_storage address;
	socklen_t len = sizeof(address);

	if (getsockname(first->fd, (struct sockaddr *) &address, &len) != 0) {
		return RTWS_E_SYSTEM;
	}
	return add_listening(sockets, (struct sockaddr *) &address, len, true, backlog, worker);
}

/* SO_REUSEPORT joins whoever has it too: another server must not be met unawares. */
static bool is_free(const struct addrinfo *info)
{
	int fd = open_bound(info->ai_addr, info->ai_addrlen, false);

	if (fd >= 0) {
		close(fd);
	}
	return fd >= 0;
}

/* The first one chooses the port where any will do. */
static int open_all(rtws_sockets_t *sockets, const struct addrinfo *info,
					const rtws_sockets_settings_t *settings)
{
	bool is_group = settings->workers > 1;
	int error;

	if (is_group && !settings->reuse_port && !is_free(info)) {
		return RTWS_E_SYSTEM;
	}
	error = add_listening(sockets, info->ai_addr, info->ai_addrlen,
						  settings->reuse_port || is_group, settings->backlog, 0);
	for (unsigned i = 1; i < settings->workers && error == 0; i++) {
		error = rtws_bind_beside(sockets, &sockets->items[0], (int) i, settings->backlog);
	}
	return error;
}

static uint16_t port_of(int fd)
{
	struct sockaddr_storage address;
	socklen_t len = sizeof(address);

	if (getsockname(fd, (struct sockaddr *) &address, &len) != 0) {
		return 0;
	}
	return ntohs(address.ss_family == AF_INET6 ? ((struct sockaddr_in6 *) &address)->sin6_port
											   : ((struct sockaddr_in *) &address)->sin_port);
}

/* A name may have several addresses: IPv4 first, as "localhost" is most often meant. */
static const struct addrinfo *preferred(const struct addrinfo *list)
{
	for (const struct addrinfo *info = list; info != NULL; info = info->ai_next) {
		if (info->ai_family == AF_INET) {
			return info;
		}
	}
	return list;
}

int rtws_bind_tcp(rtws_sockets_t *sockets, const rtws_sockets_settings_t *settings)
{
	struct addrinfo hints = { .ai_family = AF_UNSPEC,
							  .ai_socktype = SOCK_STREAM,
							  .ai_flags = AI_PASSIVE | AI_NUMERICSERV };
	const char *host = settings->host;
	bool is_ipv6 = strchr(host, ':') != NULL;
	struct addrinfo *list;
	char port[8];
	int error;

	snprintf(port, sizeof(port), "%u", settings->port);
	if (getaddrinfo(host, port, &hints, &list) != 0) {
		return RTWS_E_RESOLVE;
	}
	error = open_all(sockets, preferred(list), settings);
	freeaddrinfo(list);
	if (error != 0) {
		return error;
	}
	sockets->port = port_of(sockets->items[0].fd);
	return rtws_buffer_printf(&sockets->where, "%s%s%s:%u", is_ipv6 ? "[" : "", host,
							  is_ipv6 ? "]" : "", sockets->port);
}
