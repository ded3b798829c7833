/*
 * Listeners, private to transport/: the sockets that clients connect to, as one transport accepts
 * from them. Each has its own watcher and pause; the descriptor is its owner's (sockets.h).
 */
#ifndef RTWS_TRANSPORT_LISTENER_H
#define RTWS_TRANSPORT_LISTENER_H

#include "transport/sockets.h"
#include "transport/transport.h"

#include <sys/socket.h>

typedef struct rtws_listener rtws_listener_t;

struct rtws_listener {
	rtws_io_t io; /* first: the loop hands it back */
	rtws_timer_t pause;
	rtws_transport_t *transport;
	rtws_listener_t *next;
	sa_family_t family;
	bool is_open;
	int batch; /* accepted in one turn at most */
};

/* Accepts from it from now on. 0 or RTWS_E_NOMEM. */
int rtws_listeners_add(rtws_transport_t *transport, const rtws_socket_t *socket);
/* May be called by what an accepted socket brings about: they are freed later. */
void rtws_listeners_close(rtws_transport_t *transport);
void rtws_listeners_free(rtws_transport_t *transport);

#endif
