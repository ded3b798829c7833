#include "world.h"

#include <errno.h>
#include <sys/socket.h>
#include <time.h>

int __real_clock_gettime(clockid_t id, struct timespec *out);
ssize_t __real_send(int fd, const void *bytes, size_t len, int flags);
ssize_t __real_sendmsg(int fd, const struct msghdr *msg, int flags);
ssize_t __real_recv(int fd, void *bytes, size_t len, int flags);
int __real_accept4(int fd, struct sockaddr *address, socklen_t *len, int flags);
int __wrap_clock_gettime(clockid_t id, struct timespec *out);
ssize_t __wrap_send(int fd, const void *bytes, size_t len, int flags);
ssize_t __wrap_sendmsg(int fd, const struct msghdr *msg, int flags);
ssize_t __wrap_recv(int fd, void *bytes, size_t len, int flags);
int __wrap_accept4(int fd, struct sockaddr *address, socklen_t *len, int flags);

enum { VECTORS = 64 };

typedef struct {
	int error;
	unsigned times;
} failure_t;

static uint64_t ahead_ms;
static size_t write_max, read_max;
static failure_t writes, reads, accepts;
static unsigned write_count;

void world_reset(void)
{
	write_max = read_max = 0;
	writes = reads = accepts = (failure_t){ 0, 0 };
	write_count = 0;
}

void world_advance(uint64_t ms)
{
	ahead_ms += ms;
}

void world_limit_writes(size_t max)
{
	write_max = max;
}

void world_limit_reads(size_t max)
{
	read_max = max;
}

void world_fail_writes(int error, unsigned times)
{
	writes = (failure_t){ error, times };
}

void world_fail_reads(int error, unsigned times)
{
	reads = (failure_t){ error, times };
}

void world_fail_accepts(int error, unsigned times)
{
	accepts = (failure_t){ error, times };
}

unsigned world_writes(void)
{
	return write_count;
}

static int fails(failure_t *failure)
{
	if (failure->times == 0) {
		return 0;
	}
	failure->times--;
	errno = failure->error;
	return 1;
}

int __wrap_clock_gettime(clockid_t id, struct timespec *out)
{
	int result = __real_clock_gettime(id, out);

	out->tv_sec += (time_t) (ahead_ms / 1000);
	out->tv_nsec += (long) (ahead_ms % 1000) * 1000000;
	if (out->tv_nsec >= 1000000000) {
		out->tv_nsec -= 1000000000;
		out->tv_sec++;
	}
	return result;
}

ssize_t __wrap_send(int fd, const void *bytes, size_t len, int flags)
{
	write_count++;
	if (fails(&writes)) {
		return -1;
	}
	return __real_send(fd, bytes, write_max > 0 && write_max < len ? write_max : len, flags);
}

/* Cut after write_max bytes. */
static ssize_t send_some(int fd, const struct msghdr *msg, int flags)
{
	struct iovec iov[VECTORS];
	struct msghdr some = *msg;
	size_t left = write_max;

	some.msg_iov = iov;
	some.msg_iovlen = 0;
	for (size_t i = 0; i < msg->msg_iovlen && left > 0; i++) {
		iov[i] = msg->msg_iov[i];
		if (iov[i].iov_len > left) {
			iov[i].iov_len = left;
		}
		left -= iov[i].iov_len;
		some.msg_iovlen++;
	}
	return __real_sendmsg(fd, &some, flags);
}

ssize_t __wrap_sendmsg(int fd, const struct msghdr *msg, int flags)
{
	write_count++;
	if (fails(&writes)) {
		return -1;
	}
	return write_max > 0 ? send_some(fd, msg, flags) : __real_sendmsg(fd, msg, flags);
}

ssize_t __wrap_recv(int fd, void *bytes, size_t len, int flags)
{
	if (fails(&reads)) {
		return -1;
	}
	return __real_recv(fd, bytes, read_max > 0 && read_max < len ? read_max : len, flags);
}

int __wrap_accept4(int fd, struct sockaddr *address, socklen_t *len, int flags)
{
	return fails(&accepts) ? -1 : __real_accept4(fd, address, len, flags);
}
