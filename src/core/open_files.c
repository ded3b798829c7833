/* How many sockets the limit of open files allows. */
#include "core/server.h"
#include "util/log.h"

#include <sys/resource.h>

enum { SPARE_DESCRIPTORS = 64 };

size_t rtws_server_sockets_possible(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0) {
		return 1024 - SPARE_DESCRIPTORS;
	}
	if (limit.rlim_cur < limit.rlim_max) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
		getrlimit(RLIMIT_NOFILE, &limit);
	}
	return limit.rlim_cur > 2 * SPARE_DESCRIPTORS ? limit.rlim_cur - SPARE_DESCRIPTORS
												  : SPARE_DESCRIPTORS;
}

void rtws_server_check_limits(const rtws_server_t *server)
{
	size_t wanted = server->settings.connections_max;
	size_t possible = server->sockets_possible;

	if (wanted > possible) {
		rtws_log(
			RTWS_LOG_WARNING,
			"limits.connections is %zu, but the hard limit of open files, %zu, leaves room for "
			"%zu: raise it to %zu (LimitNOFILE= of systemd, ulimit -Hn in a shell)",
			wanted, possible + SPARE_DESCRIPTORS, possible,
			wanted + RTWS_HTTP_SOCKETS + SPARE_DESCRIPTORS);
	}
}
