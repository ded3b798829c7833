/*
 * The server as a service: what a service manager is told of its life. Without one, nothing
 * happens here.
 */
#ifndef RTWS_PHP_SERVICE_H
#define RTWS_PHP_SERVICE_H

#include "loop/loop.h"
#include "util/notify.h"

#include <sys/types.h>

typedef struct rtws_service {
	rtws_notify_t notify;
	rtws_timer_t watchdog;
	rtws_loop_t *loop;           /* while it runs */
	bool (*is_alive)(void *arg); /* or the watchdog is not fed */
	void *arg;
	bool is_stopping;
} rtws_service_t;

/* Is anybody to be told? */
void rtws_service_open(rtws_service_t *service, rtws_loop_t *loop, bool (*is_alive)(void *arg),
					   void *arg);

/* It listens. The watchdog is fed from now on, by the loop: a handler that hangs starves it. */
void rtws_service_ready(rtws_service_t *service, const char *where);

void rtws_service_reloading(rtws_service_t *service);
void rtws_service_reloaded(rtws_service_t *service);

/* Another process is the service from now on: nothing more is told by this one. */
void rtws_service_hand_over(rtws_service_t *service, pid_t pid);

/* It begins to end. Only the first call tells. */
void rtws_service_stopping(rtws_service_t *service);

void rtws_service_close(rtws_service_t *service);

#endif
