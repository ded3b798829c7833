/*
 * Pulse: a page of counters that workers and their master share. A worker counts the turns of its
 * loop, which costs a store; the master sees who stands still. No message is sent.
 */
#ifndef RTWS_PROCESS_PULSE_H
#define RTWS_PROCESS_PULSE_H

#include <stdatomic.h>
#include <stddef.h>

/* Of one worker: a cache line of its own. */
typedef struct rtws_pulse {
	_Alignas(64) atomic_uint turns;
} rtws_pulse_t;

/* For so many workers; NULL with errno. Children of fork() share it. */
rtws_pulse_t *rtws_pulse_create(size_t count);
void rtws_pulse_destroy(rtws_pulse_t *pulses, size_t count);

static inline void rtws_pulse_beat(rtws_pulse_t *pulse)
{
	unsigned turns = atomic_load_explicit(&pulse->turns, memory_order_relaxed);

	atomic_store_explicit(&pulse->turns, turns + 1, memory_order_relaxed);
}

static inline unsigned rtws_pulse_read(const rtws_pulse_t *pulse)
{
	return atomic_load_explicit(&pulse->turns, memory_order_relaxed);
}

#endif
