/*
 * Accepting, and what to do when descriptors run out.
 */
#include "transport/listener.h"

#include "transport/peer.h"
#include "util/error.h"
#include "util/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ACCEPT_BATCH = 256 };

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
	for (int i = 0; i < ACCEPT_BATCH && listener->is_open; i++) {
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

int rtws_listen_failed(rtws_transport_t *transport, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(transport->why, sizeof(transport->why), format, args);
	va_end(args);
	return RTWS_E_LISTEN;
}

rtws_listener_t *rtws_listener_add(rtws_transport_t *transport, int fd, sa_family_t family,
								   const char *where)
{
	rtws_listener_t *listener = calloc(1, sizeof(*listener));

	if (listener == NULL || rtws_buffer_printf(&transport->where, "%s%s",
											   transport->where.len > 0 ? ", " : "", where) != 0) {
		free(listener);
		close(fd);
		return NULL;
	}
	listener->transport = transport;
	listener->family = family;
	listener->is_open = true;
	listener->next = transport->listeners;
	transport->listeners = listener;
	rtws_io_init(&listener->io, fd, on_acceptable);
	rtws_timer_init(&listener->pause, resume);
	rtws_io_watch(transport->loop, &listener->io, RTWS_READ);
	return listener;
}

int rtws_listeners_open(rtws_transport_t *transport)
{
	int error;

	if (transport->settings.inherited > 0) {
		error = rtws_bind_inherited(transport);
	} else if (rtws_unix_path(transport->settings.host) != NULL) {
		error = rtws_bind_unix(transport);
	} else {
		error = rtws_bind_tcp(transport);
	}
	if (error != 0) {
		int number = errno;

		rtws_listeners_close(transport);
		errno = number;
	}
	return error;
}

/* Another server may have put its own there meanwhile. */
static void remove_file(const rtws_listener_t *listener)
{
	struct stat now;

	if (listener->path != NULL && lstat(listener->path, &now) == 0 &&
		now.st_dev == listener->device && now.st_ino == listener->inode) {
		unlink(listener->path);
	}
}

static void close_listener(rtws_listener_t *listener)
{
	if (listener->is_open) {
		listener->is_open = false;
		rtws_io_watch(listener->transport->loop, &listener->io, 0);
		rtws_timer_stop(listener->transport->loop, &listener->pause);
		remove_file(listener);
		close(rtws_io_fd(&listener->io));
	}
}

void rtws_listeners_close(rtws_transport_t *transport)
{
	for (rtws_listener_t *listener = transport->listeners; listener != NULL;
		 listener = listener->next) {
		close_listener(listener);
	}
}

void rtws_listeners_free(rtws_transport_t *transport)
{
	rtws_listener_t *listener;

	rtws_listeners_close(transport);
	while ((listener = transport->listeners) != NULL) {
		transport->listeners = listener->next;
		free(listener->path);
		free(listener);
	}
}
