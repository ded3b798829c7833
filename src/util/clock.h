/*
 * Clocks: a cheap monotonic one for deadlines, an exact one for what is measured, the time of day.
 */
#ifndef RTWS_UTIL_CLOCK_H
#define RTWS_UTIL_CLOCK_H

#include <stdint.h>
#include <time.h>

/* Milliseconds, up to 4 ms behind: costs a read of shared memory. */
static inline uint64_t rtws_clock_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
	return (uint64_t) t.tv_sec * 1000 + (uint64_t) t.tv_nsec / 1000000;
}

/* The same for the time of day, which may jump. In whole seconds it is time(). */
static inline uint64_t rtws_clock_wall_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME_COARSE, &t);
	return (uint64_t) t.tv_sec * 1000 + (uint64_t) t.tv_nsec / 1000000;
}

/* Microseconds, exact. */
static inline uint64_t rtws_clock_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t) t.tv_sec * 1000000 + (uint64_t) t.tv_nsec / 1000;
}

/* Microseconds since 1970 UTC; may be set back by whoever sets the clock. */
static inline uint64_t rtws_clock_wall_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (uint64_t) t.tv_sec * 1000000 + (uint64_t) t.tv_nsec / 1000;
}

#endif
