#include "util/shared.h"

#include "util/error.h"

#include <errno.h>
#include <sys/mman.h>

void *rtws_shared_map(size_t size)
{
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return at != MAP_FAILED ? at : NULL;
}

void rtws_shared_unmap(void *at, size_t size)
{
	munmap(at, size);
}

int rtws_shared_lock_init(rtws_shared_lock_t *lock)
{
	pthread_mutexattr_t attr;
	int error;

	if (pthread_mutexattr_init(&attr) != 0) {
		return RTWS_E_SYSTEM;
	}
	error = pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
	error = error != 0 ? error : pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST);
	error = error != 0 ? error : pthread_mutex_init(&lock->mutex, &attr);
	pthread_mutexattr_destroy(&attr);
	return error == 0 ? 0 : RTWS_E_SYSTEM;
}

bool rtws_shared_lock(rtws_shared_lock_t *lock)
{
	return pthread_mutex_lock(&lock->mutex) == EOWNERDEAD;
}

void rtws_shared_lock_repaired(rtws_shared_lock_t *lock)
{
	pthread_mutex_consistent(&lock->mutex);
}

void rtws_shared_unlock(rtws_shared_lock_t *lock)
{
	pthread_mutex_unlock(&lock->mutex);
}
