/*
 * Processes that work on the same memory at once, for tests of what is shared.
 */
#ifndef RTWS_TESTS_FORKS_H
#define RTWS_TESTS_FORKS_H

#include <stdbool.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* Runs work(arg, 0), work(arg, 1)... in a process each. True when all of them returned 0. */
static inline bool in_forks(int count, int (*work)(void *arg, int number), void *arg)
{
	bool is_fine = true;
	int status;

	for (int i = 0; i < count; i++) {
		pid_t pid = fork();

		if (pid == 0) {
			_exit(work(arg, i));
		}
		is_fine &= pid > 0;
	}
	while (wait(&status) > 0) {
		is_fine &= WIFEXITED(status) && WEXITSTATUS(status) == 0;
	}
	return is_fine;
}

#endif
