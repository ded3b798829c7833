/*
 * Fibers that sleep: for a time, or until an event of the loop wakes them. An event only marks
 * them; it is the drain that resumes them, with nothing of the loop on the stack.
 */
#include "php/sleepers.h"

#include "php/fiber_switch.h"
#include "php/fibers.h"

typedef struct rtws_sleeper sleeper_t;

/* On the C stack of the Fiber that sleeps. */
struct rtws_sleeper {
	rtws_timer_t timer; /* first: the loop hands it back */
	rtws_loop_t *loop;  /* NULL: it sleeps until it is woken */
	zend_fiber *fiber;  /* one reference, until it is resumed or forgotten */
	sleeper_t *next;
	sleeper_t **prev;
	bool is_due;
};

ZEND_TLS struct {
	sleeper_t *asleep;
	sleeper_t *due; /* to be resumed by the drain */
	sleeper_t **due_end;
} sleepers;

static void link_sleeper(sleeper_t **head, sleeper_t *sleeper)
{
	sleeper->next = *head;
	if (sleeper->next != NULL) {
		sleeper->next->prev = &sleeper->next;
	}
	sleeper->prev = head;
	*head = sleeper;
}

static void unlink_sleeper(sleeper_t *sleeper)
{
	if (sleeper->prev != NULL) {
		*sleeper->prev = sleeper->next;
		if (sleeper->next != NULL) {
			sleeper->next->prev = sleeper->prev;
		}
		if (sleepers.due_end == &sleeper->next) {
			sleepers.due_end = sleeper->prev;
		}
		sleeper->prev = NULL;
	}
}

void rtws_fibers_wake(rtws_sleeper_t *sleeper)
{
	unlink_sleeper(sleeper);
	link_sleeper(sleepers.due_end, sleeper); /* first come, first served */
	sleepers.due_end = &sleeper->next;
}

static void on_wake(rtws_timer_t *timer)
{
	rtws_fibers_wake((sleeper_t *) timer);
}

static void release(zend_fiber *fiber)
{
	OBJ_RELEASE(&fiber->std);
}

static void stop_timer(sleeper_t *sleeper)
{
	if (sleeper->loop != NULL) {
		rtws_timer_stop(sleeper->loop, &sleeper->timer);
	}
}

static void sleep_until_due(sleeper_t *sleeper)
{
	zend_fiber *self = EG(active_fiber);

	sleeper->fiber = self;
	GC_ADDREF(&self->std);
	link_sleeper(&sleepers.asleep, sleeper);
	do {
		rtws_fiber_suspend(self); /* whoever else resumes it does not wake it */
	} while (!sleeper->is_due && EG(exception) == NULL);
	if (!sleeper->is_due && sleeper->prev != NULL) { /* ended from outside */
		unlink_sleeper(sleeper);
		stop_timer(sleeper);
		if (sleeper->fiber != NULL) {
			GC_DELREF(&self->std);
		}
	}
}

void rtws_fibers_sleep(rtws_loop_t *loop, double seconds)
{
	sleeper_t sleeper = { .loop = loop };

	rtws_timer_init(&sleeper.timer, on_wake);
	rtws_timer_start(loop, &sleeper.timer, seconds, 0);
	sleep_until_due(&sleeper);
}

void rtws_fibers_wait(rtws_sleeper_t **place)
{
	sleeper_t sleeper = { .loop = NULL };

	*place = &sleeper;
	sleep_until_due(&sleeper);
	*place = NULL;
}

void rtws_fibers_forget_sleepers(void)
{
	sleeper_t *sleeper;

	while ((sleeper = sleepers.asleep != NULL ? sleepers.asleep : sleepers.due) != NULL) {
		zend_fiber *fiber = sleeper->fiber;

		unlink_sleeper(sleeper);
		stop_timer(sleeper);
		release(fiber); /* usually the last reference: its finally blocks run */
	}
}

bool rtws_sleepers_wake(void)
{
	sleeper_t *sleeper;

	while ((sleeper = sleepers.due) != NULL) {
		zend_fiber *fiber = sleeper->fiber;

		unlink_sleeper(sleeper);
		sleeper->is_due = true;
		sleeper->fiber = NULL;
		rtws_fiber_resume(fiber);
		release(fiber);
		if (EG(exception) != NULL) {
			return false;
		}
	}
	return true;
}

bool rtws_sleepers_are_due(void)
{
	return sleepers.due != NULL;
}

void rtws_sleepers_rinit(void)
{
	memset(&sleepers, 0, sizeof(sleepers));
	sleepers.due_end = &sleepers.due;
}
