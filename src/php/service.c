#include "php/service.h"

#include "util/clock.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>

static void on_watchdog(rtws_timer_t *timer)
{
	rtws_service_t *service =
		(rtws_service_t *) ((char *) timer - offsetof(rtws_service_t, watchdog));

	if (service->is_alive(service->arg)) {
		rtws_notify_ping(&service->notify);
	}
}

void rtws_service_open(rtws_service_t *service, rtws_loop_t *loop, bool (*is_alive)(void *arg),
					   void *arg)
{
	service->is_alive = is_alive;
	service->arg = arg;
	service->loop = loop;
	service->is_stopping = false;
	rtws_timer_init(&service->watchdog, on_watchdog);
	rtws_notify_open(&service->notify);
}

void rtws_service_ready(rtws_service_t *service, const char *where)
{
	double half_s = (double) service->notify.watchdog_us / 2e6;
	char lines[400];

	snprintf(lines, sizeof(lines), "READY=1\nSTATUS=Serving on %s", where);
	rtws_notify_send(&service->notify, lines);
	if (half_s > 0) {
		rtws_timer_start(service->loop, &service->watchdog, half_s, half_s);
	}
}

void rtws_service_reloading(rtws_service_t *service)
{
	char lines[80];

	/* the time lets the manager match the signal it sent with this answer */
	snprintf(lines, sizeof(lines), "RELOADING=1\nMONOTONIC_USEC=%" PRIu64, rtws_clock_us());
	rtws_notify_send(&service->notify, lines);
}

void rtws_service_reloaded(rtws_service_t *service)
{
	rtws_notify_send(&service->notify, "READY=1");
}

void rtws_service_hand_over(rtws_service_t *service, pid_t pid)
{
	char lines[60];

	snprintf(lines, sizeof(lines), "READY=1\nMAINPID=%d", (int) pid);
	rtws_notify_send(&service->notify, lines);
	rtws_service_close(service);
}

void rtws_service_stopping(rtws_service_t *service)
{
	if (!service->is_stopping) {
		service->is_stopping = true;
		rtws_notify_send(&service->notify, "STOPPING=1\nSTATUS=Closing connections");
	}
}

void rtws_service_close(rtws_service_t *service)
{
	rtws_timer_stop(service->loop, &service->watchdog);
	rtws_notify_close(&service->notify);
}
