/*
 * Waiters: whom to tell that something is done, in the order in which they have asked.
 */
#ifndef RTWS_BROKER_WAITERS_H
#define RTWS_BROKER_WAITERS_H

#include "broker/broker.h"

/* Begins as NULL. */
typedef struct rtws_waiter rtws_waiter_t;

/* Returns 0, or RTWS_E_NOMEM. */
int rtws_waiters_add(rtws_waiter_t **waiters, rtws_done_fn done, void *arg);

/* Tells all of them, also those who come meanwhile. The list has to outlive that. */
void rtws_waiters_tell(rtws_waiter_t **waiters, int error);

/* Tells nobody. */
void rtws_waiters_clear(rtws_waiter_t **waiters);

#endif
