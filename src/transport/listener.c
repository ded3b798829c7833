/*
 * The listening socket: binding, accepting, and what to do when descriptors run out.
 */
#include "transport/peer.h"

#include "util/error.h"
#include "util/log.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { ACCEPT_BATCH = 256 };

#define PAUSE_S 0.1

static bool is_shortage(int error)
{
	return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

static void resume(rtws_timer_t *timer)
{
	rtws_transport_t *transport =
		(rtws_transport_t *) ((char *) timer - offsetof(rtws_transport_t, listener_pause));

	if (transport->is_listening) {
		rtws_io_watch(transport->loop, &transport->listener, RTWS_READ);
	}
}

/* The waiting connection would wake us at once and for ever: leave it in the kernel for a moment.
 */
static void pause_accepting(rtws_transport_t *transport, int error)
{
	if (transport->stats.turned_away++ == 0) {
		rtws_log(RTWS_LOG_WARNING, "cannot accept connections: %s; raise the limit of open files",
				 strerror(error));
	}
	rtws_io_watch(transport->loop, &transport->listener, 0);
	rtws_timer_start(transport->loop, &transport->listener_pause, PAUSE_S, 0);
}

static void take(rtws_transport_t *transport, int fd, const struct sockaddr *address)
{
	if (transport->stats.sockets >= transport->settings.sockets_max) {
		transport->stats.turned_away++;
		close(fd);
		return;
	}
	rtws_peer_start(transport, fd, address);
}

static void on_acceptable(rtws_io_t *io, unsigned events)
{
	rtws_transport_t *transport =
		(rtws_transport_t *) ((char *) io - offsetof(rtws_transport_t, listener));

	(void) events;
	for (int i = 0; i < ACCEPT_BATCH; i++) {
		struct sockaddr_storage address;
		socklen_t len = sizeof(address);
		int fd = accept4(rtws_io_fd(io), (struct sockaddr *) &address, &len,
						 SOCK_NONBLOCK | SOCK_CLOEXEC);

		if (fd >= 0) {
			take(transport, fd, (struct sockaddr *) &address);
		} else if (is_shortage(errno)) {
			pause_accepting(transport, errno);
			return;
		} else if (errno == EAGAIN) {
			return;
		} /* else: this one hung up while waiting, or an interrupt: the next */
	}
}

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

int rtws_listener_open(rtws_transport_t *transport)
{
	struct addrinfo hints = { .ai_family = AF_UNSPEC,
							  .ai_socktype = SOCK_STREAM,
							  .ai_flags = AI_PASSIVE | AI_NUMERICSERV };
	struct addrinfo *list;
	char port[8];
	int fd;

	snprintf(port, sizeof(port), "%u", transport->settings.port);
	if (getaddrinfo(transport->settings.host, port, &hints, &list) != 0) {
		return RTWS_E_RESOLVE;
	}
	fd = open_listener(preferred(list), &transport->settings);
	freeaddrinfo(list);
	if (fd < 0) {
		return RTWS_E_SYSTEM;
	}
	transport->port = port_of(fd);
	transport->is_listening = true;
	rtws_io_init(&transport->listener, fd, on_acceptable);
	rtws_timer_init(&transport->listener_pause, resume);
	rtws_io_watch(transport->loop, &transport->listener, RTWS_READ);
	return 0;
}

void rtws_listener_close(rtws_transport_t *transport)
{
	if (transport->is_listening) {
		transport->is_listening = false;
		rtws_io_watch(transport->loop, &transport->listener, 0);
		rtws_timer_stop(transport->loop, &transport->listener_pause);
		close(rtws_io_fd(&transport->listener));
	}
}
