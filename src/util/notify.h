/*
 * Notify: tells a service manager how the process does, in datagrams to the socket named by
 * NOTIFY_SOCKET (sd_notify(3)). Without one nothing is sent.
 *
 * A manager that does not read costs a second at most, and a ping of the watchdog nothing.
 */
#ifndef RTWS_UTIL_NOTIFY_H
#define RTWS_UTIL_NOTIFY_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/un.h>

typedef struct rtws_notify {
	int fd; /* -1: nobody wants to know */
	struct sockaddr_un address;
	socklen_t address_len;
	uint64_t watchdog_us; /* silence after which the manager ends us; 0: it does not */
} rtws_notify_t;

/* Reads NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID. What is wrong with them is logged. */
void rtws_notify_open(rtws_notify_t *notify);
void rtws_notify_close(rtws_notify_t *notify);

static inline bool rtws_notify_is_on(const rtws_notify_t *notify)
{
	return notify->fd >= 0;
}

/* Lines of VARIABLE=value. */
void rtws_notify_send(rtws_notify_t *notify, const char *lines);

/* WATCHDOG=1, or nothing when the socket is full: the next one will do. */
void rtws_notify_ping(rtws_notify_t *notify);

#endif
