/*
 * Listening sockets. They are opened before there is a loop, and belong to whoever runs the server:
 * a transport only accepts from them. So they can outlive a transport, be shared with forked
 * workers, and be handed to a program that takes over.
 *
 * Workers have a TCP socket each (SO_REUSEPORT: the kernel spreads connections over them); what
 * cannot be opened several times, Unix sockets and those that were passed, all accept from.
 */
#ifndef RTWS_TRANSPORT_SOCKETS_H
#define RTWS_TRANSPORT_SOCKETS_H

#include "util/buffer.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum { RTWS_EVERYBODY = -1 };

typedef struct rtws_socket {
	int fd; /* owned */
	int family;
	int worker;        /* who accepts from it; or RTWS_EVERYBODY */
	bool is_contended; /* other processes accept from it just now */
} rtws_socket_t;

typedef struct rtws_sockets {
	rtws_socket_t *items;
	unsigned count;
	uint16_t port;       /* 0: Unix sockets only */
	rtws_buffer_t where; /* all of them, for people: "127.0.0.1:8080, unix:///run/app.sock" */
	/* A file of ours, removed when they are closed if it is still this one. */
	char *path; /* owned; NULL: none */
	dev_t device;
	ino_t inode;
	char why[400]; /* what was wrong with RTWS_E_LISTEN */
} rtws_sockets_t;

typedef struct rtws_sockets_settings {
	const char *host;     /* or unix://... */
	uint16_t port;        /* 0: any free one */
	unsigned socket_mode; /* of a Unix socket's file */
	int backlog;
	bool reuse_port;  /* other programs may listen there as well */
	unsigned workers; /* who will accept; 1: nobody but this process */
} rtws_sockets_settings_t;

enum { RTWS_UNIX_PATH_MAX = 107 }; /* bytes of the path of a Unix socket */

/* What comes after "unix://": a path, or @ and an abstract name. NULL: the host is another one. */
const char *rtws_unix_path(const char *host);

/* All zero is none. None of these leaves anything open when it fails. */

/*
 * Opens them. 0; RTWS_E_NOMEM; RTWS_E_RESOLVE; RTWS_E_SYSTEM with errno; RTWS_E_LISTEN with a
 * sentence in why.
 */
int rtws_sockets_open(rtws_sockets_t *sockets, const rtws_sockets_settings_t *settings);

/*
 * Takes descriptors over that listen already, from the first on. They are checked, since anything
 * may be passed. Errors as above.
 */
int rtws_sockets_take(rtws_sockets_t *sockets, int first, unsigned count);

/*
 * The same for those that a program like this one had: worker tells whose each was. Some other
 * number of workers may accept now: who has none gets a new one, and what is nobody's any more is
 * everybody's, so that nothing that waits in it is lost.
 */
int rtws_sockets_adopt(rtws_sockets_t *sockets, const rtws_socket_t *passed, unsigned count,
					   const rtws_sockets_settings_t *settings);

/* In a worker: closes what others accept from. The file stays whose it was. */
void rtws_sockets_keep(rtws_sockets_t *sockets, int worker);

/* Somebody else removes the file. */
void rtws_sockets_leave_file(rtws_sockets_t *sockets);

/* Nobody accepts from them any more. Where they were can still be told. */
void rtws_sockets_close(rtws_sockets_t *sockets);
void rtws_sockets_clear(rtws_sockets_t *sockets);

/* ---- private to transport/ ------------------------------------------------------------------- */

/* Takes a descriptor over, and closes it when that fails: no memory. where: NULL, or how users know
 * it. */
int rtws_sockets_add(rtws_sockets_t *sockets, int fd, int family, int worker, const char *where);

/* Those that add one, or several: bind_tcp.c, bind_unix.c. Errors as above. */
int rtws_bind_tcp(rtws_sockets_t *sockets, const rtws_sockets_settings_t *settings);
int rtws_bind_unix(rtws_sockets_t *sockets, const rtws_sockets_settings_t *settings);
/* Opens one more where this TCP socket listens, for a worker. */
int rtws_bind_beside(rtws_sockets_t *sockets, const rtws_socket_t *first, int worker, int backlog);
/* The file is there: from now on it is removed at the end. */
int rtws_sockets_own_file(rtws_sockets_t *sockets, const char *path);

/* Writes sockets->why. Returns RTWS_E_LISTEN. */
int rtws_listen_failed(rtws_sockets_t *sockets, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
