/*
 * Hash with a secret of the process: nobody outside can choose texts that collide.
 */
#ifndef RTWS_UTIL_HASH_H
#define RTWS_UTIL_HASH_H

#include <stddef.h>
#include <stdint.h>

/* seed: 0, or the hash of what comes before. */
uint64_t rtws_hash(const char *bytes, size_t len, uint64_t seed);

#endif
