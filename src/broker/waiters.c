#include "broker/waiters.h"

#include "util/error.h"

#include <stdlib.h>

struct rtws_waiter {
	rtws_waiter_t *next;
	rtws_done_fn done;
	void *arg;
};

int rtws_waiters_add(rtws_waiter_t **waiters, rtws_done_fn done, void *arg)
{
	rtws_waiter_t *waiter = malloc(sizeof(*waiter));

	if (waiter == NULL) {
		return RTWS_E_NOMEM;
	}
	*waiter = (rtws_waiter_t){ NULL, done, arg };
	while (*waiters != NULL) {
		waiters = &(*waiters)->next;
	}
	*waiters = waiter;
	return 0;
}

void rtws_waiters_tell(rtws_waiter_t **waiters, int error)
{
	rtws_waiter_t *waiter;

	while ((waiter = *waiters) != NULL) {
		*waiters = waiter->next;
		waiter->done(waiter->arg, error);
		free(waiter);
	}
}

void rtws_waiters_clear(rtws_waiter_t **waiters)
{
	while (*waiters != NULL) {
		rtws_waiter_t *waiter = *waiters;

		*waiters = waiter->next;
		free(waiter);
	}
}
