#include "transport/sockets.h"

#include "util/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

int rtws_listen_failed(rtws_sockets_t *sockets, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(sockets->why, sizeof(sockets->why), format, args);
	va_end(args);
	return RTWS_E_LISTEN;
}

int rtws_sockets_add(rtws_sockets_t *sockets, int fd, int family, int worker, const char *where)
{
	rtws_socket_t *items = realloc(sockets->items, (sockets->count + 1) * sizeof(*items));

	if (items != NULL) {
		sockets->items = items;
	}
	if (items == NULL ||
		(where != NULL && rtws_buffer_printf(&sockets->where, "%s%s",
											 sockets->where.len > 0 ? ", " : "", where) != 0)) {
		close(fd);
		return RTWS_E_NOMEM;
	}
	items[sockets->count++] = (rtws_socket_t){ .fd = fd, .family = family, .worker = worker };
	return 0;
}

/* ---- the file of a Unix socket --------------------------------------------------------------- */

int rtws_sockets_own_file(rtws_sockets_t *sockets, const char *path)
{
	struct stat file;

	if (lstat(path, &file) != 0) {
		return RTWS_E_SYSTEM;
	}
	sockets->device = file.st_dev;
	sockets->inode = file.st_ino;
	sockets->path = strdup(path);
	return sockets->path != NULL ? 0 : RTWS_E_NOMEM;
}

void rtws_sockets_leave_file(rtws_sockets_t *sockets)
{
	free(sockets->path);
	sockets->path = NULL;
}

/* Another server may have put its own there meanwhile. */
static void remove_file(const rtws_sockets_t *sockets)
{
	struct stat now;

	if (sockets->path != NULL && lstat(sockets->path, &now) == 0 && now.st_dev == sockets->device &&
		now.st_ino == sockets->inode) {
		unlink(sockets->path);
	}
}

/* ---- life ------------------------------------------------------------------------------------ */

static int settle(rtws_sockets_t *sockets, int error)
{
	if (error != 0) {
		int number = errno;

		rtws_sockets_clear(sockets);
		errno = number;
	}
	return error;
}

int rtws_sockets_open(rtws_sockets_t *sockets, const rtws_sockets_settings_t *settings)
{
	return settle(sockets, rtws_unix_path(settings->host) != NULL
							   ? rtws_bind_unix(sockets, settings)
							   : rtws_bind_tcp(sockets, settings));
}

/* ---- from a program like this one ------------------------------------------------------------ */

/* A group of SO_REUSEPORT is joined by further sockets; others can only be shared. */
static bool may_have_company(int fd)
{
	int value = 0;
	socklen_t len = sizeof(value);

	return getsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &value, &len) == 0 && value != 0;
}

/* Gives each worker a socket of the group, if there is one. What is left over is everybody's. */
static int spread(rtws_sockets_t *sockets, const rtws_sockets_settings_t *settings)
{
	rtws_socket_t member = { .fd = -1 };
	int next = 0;

	for (unsigned i = 0; i < sockets->count; i++) {
		rtws_socket_t *one = &sockets->items[i];

		if (one->worker != RTWS_EVERYBODY && may_have_company(one->fd)) {
			member = *one;
			one->worker = next < (int) settings->workers ? next++ : RTWS_EVERYBODY;
		} else {
			one->worker = RTWS_EVERYBODY;
		}
	}
	while (member.fd >= 0 && next < (int) settings->workers) {
		int error = rtws_bind_beside(sockets, &member, next++, settings->backlog);

		if (error != 0) {
			return error;
		}
	}
	return 0;
}

int rtws_sockets_adopt(rtws_sockets_t *sockets, const rtws_socket_t *passed, unsigned count,
					   const rtws_sockets_settings_t *settings)
{
	const char *path = rtws_unix_path(settings->host);
	int error = 0;

	for (unsigned i = 0; i < count && error == 0; i++) {
		error = rtws_sockets_take(sockets, passed[i].fd, 1);
		if (error == 0) {
			sockets->items[i].worker = passed[i].worker;
		}
	}
	if (error == 0) {
		error = spread(sockets, settings);
	}
	if (error == 0 && path != NULL && path[0] == '/') {
		rtws_sockets_own_file(sockets, path); /* gone: nothing to remove */
	}
	return settle(sockets, error);
}

/* ---- fewer ----------------------------------------------------------------------------------- */

void rtws_sockets_keep(rtws_sockets_t *sockets, int worker)
{
	unsigned to = 0;

	rtws_sockets_leave_file(sockets);
	for (unsigned i = 0; i < sockets->count; i++) {
		if (sockets->items[i].worker == worker || sockets->items[i].worker == RTWS_EVERYBODY) {
			sockets->items[i].is_contended = sockets->items[i].worker == RTWS_EVERYBODY;
			sockets->items[to++] = sockets->items[i];
		} else {
			close(sockets->items[i].fd);
		}
	}
	sockets->count = to;
}

void rtws_sockets_close(rtws_sockets_t *sockets)
{
	remove_file(sockets);
	rtws_sockets_leave_file(sockets);
	for (unsigned i = 0; i < sockets->count; i++) {
		close(sockets->items[i].fd);
	}
	free(sockets->items);
	sockets->items = NULL;
	sockets->count = 0;
}

void rtws_sockets_clear(rtws_sockets_t *sockets)
{
	rtws_sockets_close(sockets);
	rtws_buffer_clear(&sockets->where);
	sockets->port = 0;
}
