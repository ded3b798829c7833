/*
 * Memory: how much of it this process may have.
 */
#ifndef RTWS_UTIL_MEMORY_H
#define RTWS_UTIL_MEMORY_H

#include <stdint.h>

/* Bytes of the machine, or of the container when that has less. */
uint64_t rtws_memory_available(void);

#endif
