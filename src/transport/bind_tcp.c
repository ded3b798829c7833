/*
 * A listening socket on an address and a port.
 */
#include "transport/listener.h"
#include "transport/peer.h"
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

/* A descriptor that listens, or -1 with errno. */
static int open_listener(const struct addrinfo *info, const rtws_transport_settings_t *settings)
{
	int fd = socket(info->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int error;

	if (fd < 0) {
		return -1;
	}
	/* accepted sockets inherit TCP_NODELAY: without it small answers wait for acknowledgements */
	if (set(fd, SOL_SOCKET, SO_REUSEADDR, 1) && set(fd, IPPROTO_TCP, TCP_NODELAY, 1) &&
		(!settings->reuse_port || set(fd, SOL_SOCKET, SO_REUSEPORT, 1)) &&
		bind(fd, info->ai_addr, info->ai_addrlen) == 0 && listen(fd, settings->backlog) == 0) {
		return fd;
	}
	error = errno;
	close(fd);
	errno = error;
	return -1;
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

int rtws_bind_tcp(rtws_transport_t *transport)
{
	struct addrinfo hints = { .ai_family = AF_UNSPEC,
							  .ai_socktype = SOCK_STREAM,
							  .ai_flags = AI_PASSIVE | AI_NUMERICSERV };
	const char *host = transport->settings.host;
	bool is_ipv6 = strchr(host, ':') != NULL;
	const struct addrinfo *info;
	struct addrinfo *list;
	sa_family_t family;
	char where[300];
	char port[8];
	int fd;

	snprintf(port, sizeof(port), "%u", transport->settings.port);
	if (getaddrinfo(host, port, &hints, &list) != 0) {
		return RTWS_E_RESOLVE;
	}
	info = preferred(list);
	family = (sa_family_t) info->ai_family;
	fd = open_listener(info, &transport->settings);
	freeaddrinfo(list);
	if (fd < 0) {
		return RTWS_E_SYSTEM;
	}
	transport->port = port_of(fd);
	snprintf(where, sizeof(where), "%s%s%s:%u", is_ipv6 ? "[" : "", host, is_ipv6 ? "]" : "",
			 transport->port);
	return rtws_listener_add(transport, fd, family, where) != NULL ? 0 : RTWS_E_NOMEM;
}
