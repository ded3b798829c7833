/*
 * Timing wheel: very many deadlines that are seldom reached, each set and cancelled in constant
 * time. It knows no clock: its owner moves it on to the present.
 *
 * A deadline fires at the first tick at or after its time. One beyond the wheel's horizon waits in
 * its slot for more than one turn.
 */
#ifndef RTWS_UTIL_WHEEL_H
#define RTWS_UTIL_WHEEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RTWS_WHEEL_TICK_MS = 50, RTWS_WHEEL_SLOTS = 512 };

typedef struct rtws_deadline rtws_deadline_t;

struct rtws_deadline {
	rtws_deadline_t *next;
	rtws_deadline_t **prev; /* NULL while not set */
	uint64_t due;           /* in ticks */
};

typedef struct rtws_wheel {
	rtws_deadline_t *slots[RTWS_WHEEL_SLOTS];
	uint64_t now; /* in ticks: all of them have fired up to here */
	size_t count;
} rtws_wheel_t;

void rtws_wheel_init(rtws_wheel_t *wheel, uint64_t now_ms);

/* Sets, or sets anew. */
void rtws_wheel_set(rtws_wheel_t *wheel, rtws_deadline_t *deadline, uint64_t due_ms);

void rtws_wheel_cancel(rtws_wheel_t *wheel, rtws_deadline_t *deadline);

/*
 * Calls fire() for each deadline reached; it is not set any more by then. fire() may set and cancel
 * any deadline of this wheel.
 */
void rtws_wheel_advance(rtws_wheel_t *wheel, uint64_t now_ms, void (*fire)(rtws_deadline_t *));

static inline bool rtws_deadline_is_set(const rtws_deadline_t *deadline)
{
	return deadline->prev != NULL;
}

#endif
