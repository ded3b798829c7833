/*
 * Rate: how many events of one kind are let through in a time. A rule says how many and may serve
 * any number of counters; a counter is eight bytes, and one that is all zeroes is as good as new.
 *
 * The bucket lets `events` through in every `per_ms`, spread evenly, and `burst` at once after
 * quiet. The window lets `events` through from one multiple of `per_ms` to the next, whenever they
 * come: with a second and the wall clock it counts by time().
 *
 * The algorithm knows no clock: rtws_rate_now() is the one that fits a rule.
 */
#ifndef RTWS_UTIL_RATE_H
#define RTWS_UTIL_RATE_H

#include "util/clock.h"

#include <stdbool.h>
#include <stdint.h>

typedef enum { RTWS_RATE_BUCKET, RTWS_RATE_WINDOW } rtws_rate_mode_t;

typedef struct rtws_rate_rule {
	uint32_t events; /* 1 to RTWS_RATE_EVENTS_MAX; 0: no limit */
	uint32_t per_ms; /* 1 to RTWS_RATE_PER_MAX_MS */
	uint32_t burst;  /* bucket: 1 to RTWS_RATE_EVENTS_MAX */
	rtws_rate_mode_t mode;
} rtws_rate_rule_t;

/* Within these no number below runs over. */
enum { RTWS_RATE_EVENTS_MAX = 1000000, RTWS_RATE_PER_MAX_MS = 86400000 };

typedef union rtws_rate {
	uint64_t empty_at; /* bucket: when it will have emptied, in milliseconds times rule.events */
	struct {
		uint32_t number; /* of the window, modulo 2^32 */
		uint32_t count;  /* events let through in it */
	} window;
} rtws_rate_t;

/* One more event: does it pass? What does not pass is not counted. */
bool rtws_rate_take(rtws_rate_t *rate, const rtws_rate_rule_t *rule, uint64_t now_ms);

static inline uint64_t rtws_rate_now(const rtws_rate_rule_t *rule)
{
	return rule->mode == RTWS_RATE_WINDOW ? rtws_clock_wall_ms() : rtws_clock_ms();
}

#endif
