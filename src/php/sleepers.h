/*
 * What the drain needs to know of those who sleep; how to sleep is in fibers.h.
 */
#ifndef RTWS_PHP_SLEEPERS_H
#define RTWS_PHP_SLEEPERS_H

#include <stdbool.h>

void rtws_sleepers_rinit(void);

bool rtws_sleepers_are_due(void);

/* Resumes those whose time has come. False: an exception is pending. */
bool rtws_sleepers_wake(void);

#endif
