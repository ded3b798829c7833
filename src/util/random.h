/*
 * Random numbers that nobody outside can foresee: for secrets of hashes, and for what must not come
 * twice.
 */
#ifndef RTWS_UTIL_RANDOM_H
#define RTWS_UTIL_RANDOM_H

#include <stdint.h>

/* Does not fail. Waits only where the kernel has none yet, early after the start of a machine. */
uint64_t rtws_random(void);

#endif
