#include "util/wheel.h"

#include <string.h>

void rtws_wheel_init(rtws_wheel_t *wheel, uint64_t now_ms)
{
	memset(wheel, 0, sizeof(*wheel));
	wheel->now = now_ms / RTWS_WHEEL_TICK_MS;
}

static void link_into(rtws_deadline_t **head, rtws_deadline_t *deadline)
{
	deadline->next = *head;
	if (deadline->next != NULL) {
		deadline->next->prev = &deadline->next;
	}
	deadline->prev = head;
	*head = deadline;
}

static void unlink_deadline(rtws_deadline_t *deadline)
{
	*deadline->prev = deadline->next;
	if (deadline->next != NULL) {
		deadline->next->prev = deadline->prev;
	}
	deadline->next = NULL;
	deadline->prev = NULL;
}

void rtws_wheel_set(rtws_wheel_t *wheel, rtws_deadline_t *deadline, uint64_t due_ms)
{
	uint64_t due = due_ms / RTWS_WHEEL_TICK_MS + (due_ms % RTWS_WHEEL_TICK_MS > 0);

	rtws_wheel_cancel(wheel, deadline);
	deadline->due = due > wheel->now ? due : wheel->now + 1;
	link_into(&wheel->slots[deadline->due % RTWS_WHEEL_SLOTS], deadline);
	wheel->count++;
}

void rtws_wheel_cancel(rtws_wheel_t *wheel, rtws_deadline_t *deadline)
{
	if (deadline->prev != NULL) {
		unlink_deadline(deadline);
		wheel->count--;
	}
}

/*
 * The slot is moved to a list of its own first: what fire() sets may land in this very slot, and
 * what it cancels unlinks itself from wherever it is.
 */
static void serve_slot(rtws_wheel_t *wheel, uint64_t tick, void (*fire)(rtws_deadline_t *))
{
	rtws_deadline_t **head = &wheel->slots[tick % RTWS_WHEEL_SLOTS];
	rtws_deadline_t *pending = *head;

	*head = NULL;
	if (pending != NULL) {
		pending->prev = &pending;
	}
	while (pending != NULL) {
		rtws_deadline_t *deadline = pending;

		unlink_deadline(deadline);
		if (deadline->due > tick) {
			link_into(head, deadline);
		} else {
			wheel->count--;
			fire(deadline);
		}
	}
}

void rtws_wheel_advance(rtws_wheel_t *wheel, uint64_t now_ms, void (*fire)(rtws_deadline_t *))
{
	uint64_t now = now_ms / RTWS_WHEEL_TICK_MS;

	if (wheel->count == 0 && now > wheel->now) {
		wheel->now = now;
	}
	while (wheel->now < now) {
		wheel->now++;
		serve_slot(wheel, wheel->now, fire);
	}
}
