#include "process/image.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SELF "/proc/self/exe"

static struct {
	char path[PATH_MAX]; /* an upgrade puts a new program there */
	char *directory;
	char *arguments; /* one after the other, as the system tells them */
	char **argv;
	char **environment;
	size_t variables;
	rtws_handover_t *handover;
} image;

/* ---- remembering ----------------------------------------------------------------------------- */

static char *read_all(const char *path, size_t *len)
{
	char *bytes = NULL;
	size_t size = 0;
	ssize_t n = 1;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	*len = 0;
	while (fd >= 0 && n > 0) {
		if (*len + 1 >= size) {
			char *more = realloc(bytes, size = size > 0 ? 2 * size : 4096);

			if (more == NULL) {
				break;
			}
			bytes = more;
		}
		n = read(fd, bytes + *len, size - *len - 1);
		*len += n > 0 ? (size_t) n : 0;
	}
	if (fd >= 0) {
		close(fd);
	}
	if (bytes != NULL) {
		bytes[*len] = '\0';
	}
	return bytes;
}

/* Where the strings begin that lie one after the other. */
static char **split(char *bytes, size_t len)
{
	size_t count = 0;
	char **list;

	for (size_t i = 0; i < len; i++) {
		count += bytes[i] == '\0';
	}
	list = calloc(count + 1, sizeof(*list));
	for (size_t i = 0; list != NULL && i < count; i++) {
		list[i] = bytes;
		bytes += strlen(bytes) + 1;
	}
	return list;
}

/*
 * As the shell names it: with a symbolic link on the way, which may lead somewhere else by the time
 * the program is started again.
 */
static char *name_directory(void)
{
	const char *name = getenv("PWD");
	struct stat named, real;

	if (name != NULL && name[0] == '/' && stat(name, &named) == 0 && stat(".", &real) == 0 &&
		named.st_dev == real.st_dev && named.st_ino == real.st_ino) {
		return strdup(name);
	}
	return getcwd(NULL, 0);
}

static bool begins_with(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* Variables that were meant for this process, and no other. */
static bool is_ours(const char *variable)
{
	return begins_with(variable, "LISTEN_PID=") || begins_with(variable, "LISTEN_FDS=") ||
		   begins_with(variable, "LISTEN_FDNAMES=") || begins_with(variable, "WATCHDOG_PID=") ||
		   begins_with(variable, RTWS_HANDOVER_NAME "=");
}

static void copy_environment(void)
{
	size_t count = 0;

	while (environ != NULL && environ[count] != NULL) {
		count++;
	}
	image.environment = calloc(count + 3, sizeof(char *)); /* two of ours, and the end */
	for (size_t i = 0; image.environment != NULL && i < count; i++) {
		if (!is_ours(environ[i]) &&
			(image.environment[image.variables] = strdup(environ[i])) != NULL) {
			image.variables++;
		}
	}
}

static void take_over(void)
{
	const char *text = getenv(RTWS_HANDOVER_NAME);

	if (text == NULL) {
		return;
	}
	image.handover = calloc(1, sizeof(*image.handover));
	if (image.handover != NULL && !rtws_handover_parse(text, getpid(), image.handover)) {
		free(image.handover);
		image.handover = NULL;
	}
	if (image.handover != NULL) {
		fcntl(image.handover->link, F_SETFD, FD_CLOEXEC);
		for (unsigned i = 0; i < image.handover->count; i++) {
			fcntl(image.handover->sockets[i].fd, F_SETFD, FD_CLOEXEC);
		}
	}
	unsetenv(RTWS_HANDOVER_NAME);
}

void rtws_image_remember(void)
{
	size_t len;
	ssize_t path_len = readlink(SELF, image.path, sizeof(image.path) - 1);

	take_over();
	image.path[path_len > 0 ? path_len : 0] = '\0';
	image.arguments = read_all("/proc/self/cmdline", &len);
	image.argv = image.arguments != NULL ? split(image.arguments, len) : NULL;
	image.directory = name_directory();
	copy_environment();
}

void rtws_image_forget(void)
{
	for (size_t i = 0; i < image.variables; i++) {
		free(image.environment[i]);
	}
	free(image.environment);
	free(image.arguments);
	free(image.argv);
	free(image.directory);
	free(image.handover);
	memset(&image, 0, sizeof(image));
}

const rtws_handover_t *rtws_image_take_handover(void)
{
	static bool is_taken;

	if (is_taken) {
		return NULL;
	}
	is_taken = true;
	return image.handover;
}

/* ---- starting it again ----------------------------------------------------------------------- */

static bool is_passed(const rtws_handover_t *handover, int fd)
{
	for (unsigned i = 0; i < handover->count; i++) {
		if (handover->sockets[i].fd == fd) {
			return true;
		}
	}
	return fd == handover->link || fd <= STDERR_FILENO;
}

/* Files and sockets that PHP has opened are inherited unless something is done about it. */
static void choose_descriptors(const rtws_handover_t *handover)
{
	DIR *list = opendir("/proc/self/fd");
	struct dirent *entry;

	while (list != NULL && (entry = readdir(list)) != NULL) {
		int fd = atoi(entry->d_name);

		if (entry->d_name[0] != '.') {
			fcntl(fd, F_SETFD, is_passed(handover, fd) ? 0 : FD_CLOEXEC);
		}
	}
}

static void execute(const rtws_handover_t *handover, char *ours, char *watchdog_pid)
{
	size_t n = image.variables;
	sigset_t none;

	rtws_handover_set_pid(ours, getpid());
	snprintf(watchdog_pid + strlen(watchdog_pid), 16, "%d", (int) getpid());
	image.environment[n++] = ours;
	if (getenv("WATCHDOG_PID") != NULL) {
		image.environment[n++] = watchdog_pid;
	}
	image.environment[n] = NULL;
	choose_descriptors(handover);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (chdir(image.directory) != 0) {
		dprintf(STDERR_FILENO, "cannot change to %s: %s\n", image.directory, strerror(errno));
		return;
	}
	execve(image.path, image.argv, image.environment);
	execve(SELF, image.argv, image.environment); /* the file has gone: what is running now */
	dprintf(STDERR_FILENO, "cannot execute %s: %s\n", image.path, strerror(errno));
}

pid_t rtws_image_start(const rtws_handover_t *handover)
{
	char watchdog_pid[40] = "WATCHDOG_PID=";
	char *ours = rtws_handover_format(handover);
	pid_t pid;

	if (ours == NULL || image.argv == NULL || image.argv[0] == NULL || image.directory == NULL ||
		image.environment == NULL) {
		free(ours);
		errno = ENOMEM;
		return -1;
	}
	pid = fork();
	if (pid == 0) {
		execute(handover, ours, watchdog_pid);
		_exit(127);
	}
	free(ours);
	return pid;
}
