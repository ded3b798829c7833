/*
 * Watchdog: finds out when a handler keeps the loop from turning, and says where it is.
 *
 * run() counts its turns, which costs a store each; a thread of its own looks at the count now and
 * then. Where it stands still for too long, the thread asks the VM for an interrupt, and the VM
 * tells the place, or ends the process there. A call that does not return to the VM (sleep(), a
 * query) does not see the question: then the thread reads the place itself, from the frames of a
 * thread that stands still. It sends no signals, so no system call of user code is interrupted.
 */
#ifndef RTWS_PHP_WATCHDOG_H
#define RTWS_PHP_WATCHDOG_H

#include "php/server.h"

/* Into the VM, and out of it. */
void rtws_watchdog_minit(void);
void rtws_watchdog_mshutdown(void);

/* Watches this thread, which is busy from now on; if the server wants that. */
void rtws_watchdog_start(rtws_php_server_t *server);
void rtws_watchdog_stop(void);

/* User code may run from now on: a new turn. */
void rtws_watchdog_busy(void);
/* None does, until the next turn. */
void rtws_watchdog_waiting(void);

#endif
