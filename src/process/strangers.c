#include "process/strangers.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static bool is_socket(int fd)
{
	struct stat file;

	return fstat(fd, &file) == 0 && S_ISSOCK(file.st_mode);
}

/* Whom it is connected to, else where it is bound. */
static void describe(int fd, char *out, size_t size)
{
	union {
		struct sockaddr any;
		struct sockaddr_in ipv4;
		struct sockaddr_in6 ipv6;
		struct sockaddr_un local;
	} at;
	socklen_t len = sizeof(at);
	char text[INET6_ADDRSTRLEN] = "";

	memset(&at, 0, sizeof(at));
	if (getpeername(fd, &at.any, &len) != 0) {
		len = sizeof(at);
		getsockname(fd, &at.any, &len);
	}
	if (at.any.sa_family == AF_INET) {
		inet_ntop(AF_INET, &at.ipv4.sin_addr, text, sizeof(text));
		snprintf(out, size, "%s:%u", text, ntohs(at.ipv4.sin_port));
	} else if (at.any.sa_family == AF_INET6) {
		inet_ntop(AF_INET6, &at.ipv6.sin6_addr, text, sizeof(text));
		snprintf(out, size, "[%s]:%u", text, ntohs(at.ipv6.sin6_port));
	} else if (at.any.sa_family == AF_UNIX && at.local.sun_path[0] != '\0') {
		snprintf(out, size, "unix:%.*s", (int) sizeof(at.local.sun_path), at.local.sun_path);
	} else {
		snprintf(out, size, "a socket");
	}
}

void rtws_strangers_name(rtws_buffer_t *out, bool (*is_known)(void *arg, int fd), void *arg)
{
	DIR *list = opendir("/proc/self/fd");
	struct dirent *entry;

	while (list != NULL && (entry = readdir(list)) != NULL) {
		int fd = atoi(entry->d_name);
		char where[140];

		if (fd > STDERR_FILENO && is_socket(fd) && !is_known(arg, fd)) {
			describe(fd, where, sizeof(where));
			rtws_buffer_printf(out, "%s%s (descriptor %d)", out->len > 0 ? ", " : "", where, fd);
		}
	}
	if (list != NULL) {
		closedir(list);
	}
}
