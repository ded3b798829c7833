/*
 * Switching to and from genuine Fibers, as the PHP at hand allows it. Only where
 * zend_fiber_switch_blocked() is false.
 */
#ifndef RTWS_PHP_FIBER_SWITCH_H
#define RTWS_PHP_FIBER_SWITCH_H

#include <php.h>
#include <zend_fibers.h>

/* False when it could not be started; the reason is in EG(exception). */
bool rtws_fiber_start(zend_fiber *fiber);

/* Returns when the Fiber suspends or ends; what it threw is in EG(exception). */
void rtws_fiber_resume(zend_fiber *fiber);

/* Of the running Fiber. What was thrown into it is in EG(exception). */
void rtws_fiber_suspend(zend_fiber *self);

#endif
