/*
 * A listening Unix socket: unix:///run/app.sock, or unix://@name in the abstract name space, which
 * has no file.
 *
 * A file that a server left behind when it was killed is replaced. Whether it is such a one is
 * tried: nobody accepts a connection there.
 */
#include "transport/sockets.h"
#include "util/error.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define SCHEME "unix://"

_Static_assert(sizeof(((struct sockaddr_un *) 0)->sun_path) == RTWS_UNIX_PATH_MAX + 1,
			   "paths are as long as the system takes them");

const char *rtws_unix_path(const char *host)
{
	return strncmp(host, SCHEME, strlen(SCHEME)) == 0 ? host + strlen(SCHEME) : NULL;
}

static socklen_t fill_address(struct sockaddr_un *address, const char *path)
{
	size_t len = strnlen(path, RTWS_UNIX_PATH_MAX);

	memset(address, 0, sizeof(*address));
	address->sun_family = AF_UNIX;
	memcpy(address->sun_path, path, len);
	if (path[0] != '@') {
		return sizeof(*address);
	}
	address->sun_path[0] = '\0';
	return (socklen_t) (offsetof(struct sockaddr_un, sun_path) + len);
}

/* ---- what is there already ------------------------------------------------------------------- */

/* 0, or the error of connecting: ECONNREFUSED when nobody listens. */
static int try_connecting(const struct sockaddr_un *address, socklen_t len)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int error;

	if (fd < 0) {
		return errno;
	}
	error = connect(fd, (const struct sockaddr *) address, len) == 0 ? 0 : errno;
	close(fd);
	return error;
}

static bool is_the_same(const char *path, const struct stat *before)
{
	struct stat now;

	return lstat(path, &now) == 0 && now.st_dev == before->st_dev && now.st_ino == before->st_ino;
}

/* 0 when the path is free now. */
static int remove_stale(rtws_sockets_t *sockets, const struct sockaddr_un *address, socklen_t len)
{
	const char *path = address->sun_path;
	struct stat there;
	int error;

	if (lstat(path, &there) != 0) {
		return 0; /* nothing there; if it is another error, bind() will say it better */
	}
	if (!S_ISSOCK(there.st_mode)) {
		return rtws_listen_failed(sockets, "there is a file of that name that is no socket; "
										   "remove it or choose another path");
	}
	error = try_connecting(address, len);
	if (error == 0 || error == EAGAIN || error == EPROTOTYPE) { /* EAGAIN: its queue is full */
		errno = EADDRINUSE;
		return rtws_listen_failed(sockets, "another program listens there; stop it or choose "
										   "another path");
	}
	if (error != ECONNREFUSED) {
		errno = error;
		return rtws_listen_failed(sockets,
								  "there is a socket, and whether it is in use cannot be told: %s",
								  strerror(error));
	}
	if (is_the_same(path, &there) && unlink(path) != 0) {
		return rtws_listen_failed(sockets, "the socket that is left there cannot be removed: %s",
								  strerror(errno));
	}
	return 0;
}

/* ---- a new one ------------------------------------------------------------------------------- */

static const char *hint(int error)
{
	switch (error) {
		case ENOENT:
		case ENOTDIR:
			return "; create its directory first";
		case EACCES:
		case EROFS:
			return "; this user may not write to its directory";
		case EADDRINUSE:
			return "; another program listens there";
		default:
			return "";
	}
}

/*
 * Nobody may connect who may not: the mode is set before there is a file, from which the umask
 * takes away; only then it is as wide as wanted. Connecting begins to work with listen().
 */
static bool bind_with_mode(int fd, const struct sockaddr_un *address, socklen_t len, mode_t mode,
						   int backlog)
{
	bool has_file = address->sun_path[0] != '\0';

	return fchmod(fd, mode) == 0 && bind(fd, (const struct sockaddr *) address, len) == 0 &&
		   (!has_file || chmod(address->sun_path, mode) == 0) && listen(fd, backlog) == 0;
}

int rtws_bind_unix(rtws_sockets_t *sockets, const rtws_sockets_settings_t *settings)
{
	const char *path = rtws_unix_path(settings->host);
	bool has_file = path[0] != '@';
	struct sockaddr_un address;
	socklen_t len = fill_address(&address, path);
	int error = has_file ? remove_stale(sockets, &address, len) : 0;
	int fd;

	if (error != 0) {
		return error;
	}
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0) {
		return RTWS_E_SYSTEM;
	}
	if (!bind_with_mode(fd, &address, len, settings->socket_mode, settings->backlog)) {
		error = errno;
		close(fd);
		errno = error;
		return rtws_listen_failed(sockets, "%s%s", strerror(error), hint(error));
	}
	error = rtws_sockets_add(sockets, fd, AF_UNIX, RTWS_EVERYBODY, settings->host);
	return error == 0 && has_file ? rtws_sockets_own_file(sockets, path) : error;
}
