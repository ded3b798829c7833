/*
 * Handover: what a program that is replaced passes to its successor, in one variable of the
 * environment: its listening sockets, where they were meant to listen, and a link to say that the
 * successor is ready.
 */
#ifndef RTWS_PROCESS_HANDOVER_H
#define RTWS_PROCESS_HANDOVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define RTWS_HANDOVER_NAME "RTWS_HANDOVER"

enum { RTWS_HANDOVER_SOCKETS = 1024 };

typedef struct rtws_handed {
	int fd;
	int worker; /* whose it was; -1: everybody's */
} rtws_handed_t;

typedef struct rtws_handover {
	int link;
	char host[260]; /* as it was asked for; empty: the sockets were passed from outside */
	uint16_t port;
	unsigned count;
	rtws_handed_t sockets[RTWS_HANDOVER_SOCKETS];
} rtws_handover_t;

/*
 * "name=pid:link:port:fd/worker,fd/worker:host", with ten digits for the pid, to be filled in by
 * rtws_handover_set_pid() when it is known. Owned; NULL when out of memory.
 */
char *rtws_handover_format(const rtws_handover_t *handover);
void rtws_handover_set_pid(char *text, pid_t pid);

/* The value of the variable. False: it is none, or meant for another process. */
bool rtws_handover_parse(const char *text, pid_t pid, rtws_handover_t *out);

#endif
