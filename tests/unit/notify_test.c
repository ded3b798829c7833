#include "unit.h"

#include "util/log.h"
#include "util/notify.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char line[400];

static void keep_line(void *arg, rtws_log_level_t level, const char *text, size_t len)
{
	(void) arg, (void) level;
	snprintf(line, sizeof(line), "%.*s", (int) len, text);
}

/* A manager at this address, and the environment that says so. */
static int begin(const char *address)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	size_t len = strlen(address);

	line[0] = '\0';
	rtws_log_set_sink(keep_line, NULL);
	unsetenv("WATCHDOG_USEC");
	unsetenv("WATCHDOG_PID");
	setenv("NOTIFY_SOCKET", address, 1);
	memcpy(at.sun_path, address, len);
	if (address[0] == '@') {
		at.sun_path[0] = '\0';
	} else {
		unlink(address);
	}
	return bind(fd, (struct sockaddr *) &at,
				(socklen_t) (offsetof(struct sockaddr_un, sun_path) + len)) == 0
			   ? fd
			   : -1;
}

static bool heard(int fd, const char *text)
{
	char bytes[200];
	ssize_t n = read(fd, bytes, sizeof(bytes));

	return n == (ssize_t) strlen(text) && memcmp(bytes, text, (size_t) n) == 0;
}

static int message_arrives_at_a_path_and_at_an_abstract_name(void)
{
	char path[80], name[80];
	const char *addresses[] = { path, name };

	snprintf(path, sizeof(path), "/tmp/rtws-notify-%d", (int) getpid());
	snprintf(name, sizeof(name), "@rtws-notify-%d", (int) getpid());
	for (int i = 0; i < COUNT(addresses); i++) {
		rtws_notify_t notify;
		int fd = begin(addresses[i]);

		unit_case("%s", addresses[i]);
		CHECK(fd >= 0);
		rtws_notify_open(&notify);
		CHECK(rtws_notify_is_on(&notify) && notify.watchdog_us == 0);
		rtws_notify_send(&notify, "READY=1\nSTATUS=x");
		CHECK(heard(fd, "READY=1\nSTATUS=x"));
		rtws_notify_ping(&notify);
		CHECK(heard(fd, "WATCHDOG=1") && line[0] == '\0');
		rtws_notify_close(&notify);
		CHECK(!rtws_notify_is_on(&notify));
		rtws_notify_send(&notify, "READY=1");
		CHECK(read(fd, name, 1) < 0 && errno == EAGAIN);
		close(fd);
	}
	unlink(path);
	return 0;
}

static int pings_that_nobody_reads_are_dropped(void)
{
	rtws_notify_t notify;
	char name[80];
	int fd;

	snprintf(name, sizeof(name), "@rtws-notify-%d", (int) getpid());
	fd = begin(name);
	rtws_notify_open(&notify);
	for (int i = 0; i < 10000; i++) { /* far beyond net.unix.max_dgram_qlen */
		rtws_notify_ping(&notify);
	}
	CHECK(heard(fd, "WATCHDOG=1") && line[0] == '\0');
	rtws_notify_close(&notify);
	close(fd);
	return 0;
}

static int manager_that_has_gone_is_logged(void)
{
	rtws_notify_t notify;
	char name[80];

	snprintf(name, sizeof(name), "@rtws-notify-%d", (int) getpid());
	close(begin(name));
	rtws_notify_open(&notify);
	rtws_notify_ping(&notify);
	CHECK(line[0] == '\0');
	rtws_notify_send(&notify, "READY=1\nSTATUS=x");
	CHECK(strstr(line, "was not told \"READY=1\": Connection refused") != NULL);
	rtws_notify_close(&notify);
	return 0;
}

static int address_that_is_none_is_logged_and_nothing_sent(void)
{
	char longest[120];
	const char *addresses[] = { "relative", "vsock:2:1", "/", "@", longest };
	rtws_notify_t notify;

	memset(longest, 'x', sizeof(longest));
	longest[0] = '/';
	longest[108] = '\0';
	rtws_log_set_sink(keep_line, NULL);
	for (int i = 0; i < COUNT(addresses); i++) {
		unit_case("%s", addresses[i]);
		line[0] = '\0';
		setenv("NOTIFY_SOCKET", addresses[i], 1);
		rtws_notify_open(&notify);
		CHECK(!rtws_notify_is_on(&notify) && strstr(line, addresses[i]) != NULL);
	}
	line[0] = '\0';
	setenv("NOTIFY_SOCKET", "", 1);
	rtws_notify_open(&notify);
	CHECK(!rtws_notify_is_on(&notify) && line[0] == '\0');
	return 0;
}

static int watchdog_is_for_this_process_or_anyone(void)
{
	char own[20], other[20];
	const struct {
		const char *usec, *pid;
		uint64_t us;
		bool is_wrong;
	} cases[] = {
		{ "2000000", NULL, 2000000, false },
		{ "2000000", own, 2000000, false },
		{ "2000000", other, 0, false },
		{ "soon", NULL, 0, true },
		{ "0", NULL, 0, true },
		{ "5", "x", 0, true },
		{ NULL, own, 0, false },
	};

	snprintf(own, sizeof(own), "%d", (int) getpid());
	snprintf(other, sizeof(other), "%d", (int) getpid() + 1);
	for (int i = 0; i < COUNT(cases); i++) {
		rtws_notify_t notify;
		char name[80];
		int fd;

		unit_case("case %d", i);
		snprintf(name, sizeof(name), "@rtws-notify-%d", (int) getpid());
		fd = begin(name);
		if (cases[i].usec != NULL) {
			setenv("WATCHDOG_USEC", cases[i].usec, 1);
		}
		if (cases[i].pid != NULL) {
			setenv("WATCHDOG_PID", cases[i].pid, 1);
		}
		rtws_notify_open(&notify);
		CHECK(rtws_notify_is_on(&notify) && notify.watchdog_us == cases[i].us);
		CHECK((line[0] != '\0') == cases[i].is_wrong);
		rtws_notify_close(&notify);
		close(fd);
	}
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(message_arrives_at_a_path_and_at_an_abstract_name) },
		{ NAMED(pings_that_nobody_reads_are_dropped) },
		{ NAMED(manager_that_has_gone_is_logged) },
		{ NAMED(address_that_is_none_is_logged_and_nothing_sent) },
		{ NAMED(watchdog_is_for_this_process_or_anyone) },
	};

	return run_tests(tests, COUNT(tests));
}
