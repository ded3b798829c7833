/*
 * The world outside as a test wants it: a clock that jumps, and sockets that take and give as
 * little as they are told. The linker sends clock_gettime(), send(), sendmsg(), recv() and
 * accept4() of all that is linked through here (--wrap), so a test's own client uses read() and
 * write().
 */
#ifndef RTWS_TESTS_WORLD_H
#define RTWS_TESTS_WORLD_H

#include <stddef.h>
#include <stdint.h>

/* As it was at the start, but for the time. */
void world_reset(void);

void world_advance(uint64_t ms);

/* At most so many bytes by one call; 0: as many as the kernel likes. */
void world_limit_writes(size_t max);
void world_limit_reads(size_t max);

/* The next calls fail with this error. */
void world_fail_writes(int error, unsigned times);
void world_fail_reads(int error, unsigned times);
void world_fail_accepts(int error, unsigned times);

/* Calls of send() and sendmsg() since the last reset. */
unsigned world_writes(void);

#endif
