/*
 * Accepting, and what to do when descriptors run out.
 */
#include "transport/listener.h"

#include "transport/peer.h"
#include "util/error.h"
#include "util/log.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* From a socket that others accept from as well one process does not take all. */
enum { BATCH = 256, CONTENDED_BATCH = 4 };

#define PAUSE_S 0.1

static bool is_shortage(int error)
{
	return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

static void resume(rtws_timer_t *timer)
{
	rtws_listener_t *listener =
		(rtws_listener_t *) ((char *) timer - offsetof(rtws_listener_t, pause));

	rtws_io_watch(listener->transport->loop, &listener->io, RTWS_READ);
}

/* The waiting connection would wake us at once and for ever: leave it in the kernel for a moment.
 */
static void pause_accepting(rtws_listener_t *listener, int error)
{
	rtws_transport_t *transport = listener->transport;

	if (transport->stats.turned_away++ == 0) {
		rtws_log(RTWS_LOG_WARNING, "cannot accept connections: %s; raise the limit of open files",
				 strerror(error));
	}
	rtws_io_watch(transport->loop, &listener->io, 0);
	rtws_timer_start(transport->loop, &listener->pause, PAUSE_S, 0);
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
	rtws_listener_t *listener = (rtws_listener_t *) io;

	(void) events;
	for (int i = 0; i < listener->batch && listener->is_open; i++) {
		struct sockaddr_storage address = { .ss_family = listener->family };
		socklen_t len = sizeof(address);
		int fd = accept4(rtws_io_fd(io), (struct sockaddr *) &address, &len,
						 SOCK_NONBLOCK | SOCK_CLOEXEC);

		if (fd >= 0) {
			take(listener->transport, fd, (struct sockaddr *) &address);
		} else if (is_shortage(errno)) {
			pause_accepting(listener, errno);
			return;
		} else if (errno == EAGAIN) {
			return;
		} /* else: this one hung up while waiting, or an interrupt: the next */
	}
}

/* ---- the list ------------------------------------------------------------------------------- */

int rtws_listeners_add(rtws_transport_t *transport, const rtws_socket_t *socket)
{
	rtws_listener_t *listener = calloc(1, sizeof(*listener));

	if (listener == NULL) {
		return RTWS_E_NOMEM;
	}
	listener->transport = transport;
	listener->family = (sa_family_t) socket->family;
	listener->is_open = true;
	listener->batch = socket->is_contended ? CONTENDED_BATCH : BATCH;
	listener->next = transport->listeners;
	transport->listeners = listener;
	rtws_io_init(&listener->io, socket->fd, on_acceptable);
	rtws_timer_init(&listener->pause, resume);
	rtws_io_watch(transport->loop, &listener->io, RTWS_READ);
	return 0;
}

void rtws_listeners_close(rtws_transport_t *transport)
{
	for (rtws_listener_t *listener = transport->listeners; listener != NULL;
		 listener = listener->next) {
		listener->is_open = false;
		rtws_io_watch(transport->loop, &listener->io, 0);
		rtws_timer_stop(transport->loop, &listener->pause);
	}
}

void rtws_listeners_free(rtws_transport_t *transport)
{
	rtws_listener_t *listener;

	rtws_listeners_close(transport);
	while ((listener = transport->listeners) != NULL) {
		transport->listeners = listener->next;
		free(listener);
	}
}
