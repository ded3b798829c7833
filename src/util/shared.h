/*
 * Shared memory of a process and those it forks later, and a lock that lives in it.
 *
 * The lock is robust: when its holder dies, however that comes about, the next one gets it and is
 * told so. What it then has to repair is the business of whoever has the lock.
 */
#ifndef RTWS_UTIL_SHARED_H
#define RTWS_UTIL_SHARED_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

/* Zeroed, and at the same address in every process; pages that nobody writes to cost nothing. NULL
 * when there is no room. */
void *rtws_shared_map(size_t size);

/* In this process; others keep theirs. */
void rtws_shared_unmap(void *at, size_t size);

typedef struct rtws_shared_lock {
	pthread_mutex_t mutex;
} rtws_shared_lock_t;

/* In shared memory, once. 0 or RTWS_E_SYSTEM. */
int rtws_shared_lock_init(rtws_shared_lock_t *lock);

/*
 * True: its last holder died with it. Repair, which must bear to be killed and begun anew, then
 * rtws_shared_lock_repaired().
 */
bool rtws_shared_lock(rtws_shared_lock_t *lock);
void rtws_shared_lock_repaired(rtws_shared_lock_t *lock);
void rtws_shared_unlock(rtws_shared_lock_t *lock);

#endif
