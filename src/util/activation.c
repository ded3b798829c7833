#include "util/activation.h"

#include "util/error.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

enum { DESCRIPTORS_MAX = 1024 };

/* A number without anything around it, or -1. */
static long number(const char *text)
{
	char *end;
	long value;

	if (*text < '0' || *text > '9') {
		return -1;
	}
	errno = 0;
	value = strtol(text, &end, 10);
	return *end == '\0' && errno == 0 ? value : -1;
}

static int count(void)
{
	const char *pid = getenv("LISTEN_PID");
	const char *fds = getenv("LISTEN_FDS");
	long value;

	if (pid == NULL || fds == NULL || number(pid) != (long) getpid()) {
		return 0;
	}
	value = number(fds);
	return value >= 0 && value <= DESCRIPTORS_MAX ? (int) value : RTWS_E_INVALID;
}

int rtws_activation_take(void)
{
	int result = count();

	unsetenv("LISTEN_PID");
	unsetenv("LISTEN_FDS");
	unsetenv("LISTEN_FDNAMES");
	return result;
}
