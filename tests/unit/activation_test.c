#include "unit.h"

#include "util/activation.h"
#include "util/error.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void give(const char *pid, const char *fds)
{
	unsetenv("LISTEN_PID");
	unsetenv("LISTEN_FDS");
	setenv("LISTEN_FDNAMES", "a:b", 1);
	if (pid != NULL) {
		setenv("LISTEN_PID", pid, 1);
	}
	if (fds != NULL) {
		setenv("LISTEN_FDS", fds, 1);
	}
}

static int only_what_is_for_this_process_is_taken(void)
{
	char own[20], other[20], odd[24];
	const struct {
		const char *pid, *fds;
		int count;
	} cases[] = {
		{ own, "2", 2 },
		{ own, "0", 0 },
		{ own, NULL, 0 },
		{ NULL, "2", 0 },
		{ other, "2", 0 },
		{ odd, "2", 0 },
		{ "", "2", 0 },
		{ own, "", RTWS_E_INVALID },
		{ own, "-1", RTWS_E_INVALID },
		{ own, "2x", RTWS_E_INVALID },
		{ own, " 2", RTWS_E_INVALID },
		{ own, "1025", RTWS_E_INVALID },
		{ own, "99999999999999999999", RTWS_E_INVALID },
	};

	snprintf(own, sizeof(own), "%d", (int) getpid());
	snprintf(other, sizeof(other), "%d", (int) getpid() + 1);
	snprintf(odd, sizeof(odd), "%d ", (int) getpid());
	for (int i = 0; i < COUNT(cases); i++) {
		unit_case("case %d", i);
		give(cases[i].pid, cases[i].fds);
		CHECK(rtws_activation_take() == cases[i].count);
		CHECK(getenv("LISTEN_PID") == NULL && getenv("LISTEN_FDS") == NULL);
		CHECK(getenv("LISTEN_FDNAMES") == NULL && rtws_activation_take() == 0);
	}
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = { { NAMED(only_what_is_for_this_process_is_taken) } };

	return run_tests(tests, COUNT(tests));
}
