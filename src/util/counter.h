/*
 * Counter: one number that a process shares with those it forks later. Every step is one atomic
 * operation: there is no lock, so that nothing is left behind by a process that dies.
 *
 * It holds what an int of PHP holds on this machine, and takes a page of memory.
 */
#ifndef RTWS_UTIL_COUNTER_H
#define RTWS_UTIL_COUNTER_H

#include <stdbool.h>
#include <stdint.h>

typedef struct rtws_counter rtws_counter_t;

/* NULL when there is no room. */
rtws_counter_t *rtws_counter_create(intptr_t initial);

/* In this process; others keep theirs. */
void rtws_counter_destroy(rtws_counter_t *counter);

/* The new value in *value. RTWS_E_RANGE when there is no such number: *value is what it was, and
 * is.
 */
int rtws_counter_add(rtws_counter_t *counter, intptr_t by, intptr_t *value);

/* Has this process made it? If not, the one that has forked it knows it as well. */
bool rtws_counter_is_own(const rtws_counter_t *counter);

intptr_t rtws_counter_get(const rtws_counter_t *counter);
void rtws_counter_set(rtws_counter_t *counter, intptr_t value);

/* Sets it if it is what is expected. */
bool rtws_counter_swap(rtws_counter_t *counter, intptr_t expected, intptr_t value);

#endif
