/*
 * Listeners, private to transport/: the sockets that clients connect to. A transport has a list of
 * them: one that it opened itself (bind_tcp.c, bind_unix.c), or those that were open when the
 * process began (bind_inherited.c). Each has its own watcher and pause, and closes what it took
 * over.
 */
#ifndef RTWS_TRANSPORT_LISTENER_H
#define RTWS_TRANSPORT_LISTENER_H

#include "transport/transport.h"

#include <sys/socket.h>
#include <sys/types.h>

typedef struct rtws_listener rtws_listener_t;

struct rtws_listener {
	rtws_io_t io; /* first: the loop hands it back */
	rtws_timer_t pause;
	rtws_transport_t *transport;
	rtws_listener_t *next;
	sa_family_t family;
	bool is_open;
	/* A file of ours, removed at the end if it is still this one. */
	char *path; /* owned; NULL: none */
	dev_t device;
	ino_t inode;
};

/*
 * Opens what the settings say. 0; RTWS_E_NOMEM; RTWS_E_RESOLVE; RTWS_E_SYSTEM with errno;
 * RTWS_E_LISTEN with a sentence in transport->why.
 */
int rtws_listeners_open(rtws_transport_t *transport);
/* May be called by what an accepted socket brings about: they are freed later. */
void rtws_listeners_close(rtws_transport_t *transport);
void rtws_listeners_free(rtws_transport_t *transport);

/*
 * Takes a listening descriptor over, and closes it when that fails: NULL, no memory. where: how
 * users know it.
 */
rtws_listener_t *rtws_listener_add(rtws_transport_t *transport, int fd, sa_family_t family,
								   const char *where);

/* Those that add one, or several. Errors as above. */
int rtws_bind_tcp(rtws_transport_t *transport);
int rtws_bind_unix(rtws_transport_t *transport);
int rtws_bind_inherited(rtws_transport_t *transport);

/* Writes transport->why. Returns RTWS_E_LISTEN. */
int rtws_listen_failed(rtws_transport_t *transport, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
