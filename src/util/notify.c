#include "util/notify.h"

#include "util/log.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* An absolute path, or @ and a name in the abstract name space. */
static bool read_address(rtws_notify_t *notify, const char *text)
{
	size_t len = strlen(text);

	if ((text[0] != '/' && text[0] != '@') || len < 2 || len >= sizeof(notify->address.sun_path)) {
		return false;
	}
	memset(&notify->address, 0, sizeof(notify->address));
	notify->address.sun_family = AF_UNIX;
	memcpy(notify->address.sun_path, text, len);
	if (text[0] == '@') {
		notify->address.sun_path[0] = '\0';
	}
	notify->address_len = (socklen_t) (offsetof(struct sockaddr_un, sun_path) + len);
	return true;
}

/* False unless it is a number and nothing else. */
static bool read_number(const char *text, uint64_t *out)
{
	char *end;

	if (*text < '0' || *text > '9') {
		return false;
	}
	errno = 0;
	*out = strtoull(text, &end, 10);
	return *end == '\0' && errno == 0;
}

static uint64_t read_watchdog(void)
{
	const char *usec = getenv("WATCHDOG_USEC");
	const char *pid = getenv("WATCHDOG_PID");
	uint64_t us;
	uint64_t who;

	if (usec == NULL) {
		return 0;
	}
	if (!read_number(usec, &us) || us == 0 || (pid != NULL && !read_number(pid, &who))) {
		rtws_log(RTWS_LOG_WARNING,
				 "no watchdog: WATCHDOG_USEC is \"%s\" and WATCHDOG_PID \"%s\", not numbers", usec,
				 pid != NULL ? pid : "");
		return 0;
	}
	return pid == NULL || who == (uint64_t) getpid() ? us : 0;
}

void rtws_notify_open(rtws_notify_t *notify)
{
	const char *where = getenv("NOTIFY_SOCKET");
	struct timeval patience = { .tv_sec = 1 };

	notify->fd = -1;
	notify->watchdog_us = 0;
	if (where == NULL || *where == '\0') {
		return;
	}
	if (!read_address(notify, where)) {
		rtws_log(RTWS_LOG_WARNING,
				 "the service manager is not notified: NOTIFY_SOCKET \"%s\" is neither an absolute "
				 "path of at most 107 bytes nor @name",
				 where);
		return;
	}
	notify->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (notify->fd < 0) {
		rtws_log(RTWS_LOG_WARNING, "the service manager is not notified: %s", strerror(errno));
		return;
	}
	setsockopt(notify->fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
	notify->watchdog_us = read_watchdog();
}

void rtws_notify_close(rtws_notify_t *notify)
{
	if (notify->fd >= 0) {
		close(notify->fd);
	}
	notify->fd = -1;
}

static bool send_lines(const rtws_notify_t *notify, const char *lines, int flags)
{
	return sendto(notify->fd, lines, strlen(lines), MSG_NOSIGNAL | flags,
				  (const struct sockaddr *) &notify->address, notify->address_len) >= 0;
}

void rtws_notify_send(rtws_notify_t *notify, const char *lines)
{
	if (notify->fd >= 0 && !send_lines(notify, lines, 0)) {
		rtws_log(RTWS_LOG_WARNING, "the service manager was not told \"%.*s\": %s",
				 (int) strcspn(lines, "\n"), lines, strerror(errno));
	}
}

void rtws_notify_ping(rtws_notify_t *notify)
{
	if (notify->fd >= 0) {
		send_lines(notify, "WATCHDOG=1", MSG_DONTWAIT);
	}
}
