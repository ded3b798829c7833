/* Letters to workers, and how many connections these have reached together. */
#include "broker/hub_inside.h"

#include "util/error.h"

#include <stdlib.h>

/* A letter to all who watch its subject. */
typedef struct round {
	rtws_reached_fn done;
	void *arg;
	unsigned open; /* workers that have not answered, and one while it is being handed out */
	uint64_t reached;
	int error;
} round_t;

struct rtws_hub_posted {
	rtws_hub_posted_t *next; /* of the worker */
	rtws_hub_posted_t **prev;
	rtws_hub_worker_t *worker;
	round_t *round;
	uint32_t number;
};

static void answer(round_t *round, uint64_t reached)
{
	round->reached += reached;
	if (--round->open == 0) {
		round->done(round->arg, round->reached > 0 ? 0 : round->error, round->reached);
		free(round);
	}
}

/* Takes it out of the books; its round goes on. */
static round_t *take(rtws_hub_posted_t *posted)
{
	round_t *round = posted->round;

	*posted->prev = posted->next;
	if (posted->next != NULL) {
		posted->next->prev = posted->prev;
	}
	rtws_table_remove(&posted->worker->hub->posted, posted->number);
	free(posted);
	return round;
}

/* NULL when out of memory. */
static rtws_hub_posted_t *note(rtws_hub_worker_t *worker, round_t *round)
{
	rtws_hub_t *hub = worker->hub;
	rtws_hub_posted_t *posted = calloc(1, sizeof(*posted));

	if (posted == NULL) {
		return NULL;
	}
	do {
		posted->number = ++hub->posts;
	} while (posted->number == 0 || rtws_table_find(&hub->posted, posted->number) != NULL);
	if (rtws_table_add(&hub->posted, posted->number, posted) != 0) {
		free(posted);
		return NULL;
	}
	posted->worker = worker;
	posted->round = round;
	posted->next = worker->posted;
	posted->prev = &worker->posted;
	if (posted->next != NULL) {
		posted->next->prev = &posted->next;
	}
	worker->posted = posted;
	round->open++;
	return posted;
}

static void post_to(rtws_hub_worker_t *worker, const rtws_letter_t *letter, round_t *round)
{
	rtws_hub_posted_t *posted = note(worker, round);
	rtws_hub_frame_t frame = {
		.type = RTWS_HUB_LETTER,
		.subject = (uint8_t) letter->to.kind,
		.kind = (uint8_t) letter->kind,
		.request = posted != NULL ? posted->number : 0,
		.name = letter->to.name,
		.key = letter->address,
		.data = letter->data,
	};

	if (posted == NULL) {
		round->error = RTWS_E_NOMEM;
	} else if (!rtws_hub_tell(worker, &frame, NULL)) {
		round->error = RTWS_E_FULL;
		answer(take(posted), 0);
	}
}

void rtws_hub_post(rtws_hub_t *hub, const rtws_letter_t *letter, rtws_reached_fn done, void *arg)
{
	round_t *round = calloc(1, sizeof(*round));

	if (round == NULL) {
		done(arg, RTWS_E_NOMEM, 0);
		return;
	}
	*round = (round_t){ .done = done, .arg = arg, .open = 1 };
	for (rtws_hub_watcher_t *w = rtws_hub_watchers(hub, letter->to); w != NULL; w = w->next) {
		if (w->is_watching) {
			post_to(w->worker, letter, round);
		}
	}
	answer(round, 0);
}

void rtws_hub_on_letter_reached(rtws_hub_worker_t *worker, const rtws_hub_frame_t *frame)
{
	rtws_hub_posted_t *posted = rtws_table_find(&worker->hub->posted, frame->request);

	if (posted != NULL && posted->worker == worker) {
		round_t *round = take(posted);

		round->error = frame->error != 0 ? frame->error : round->error;
		answer(round, frame->number);
	}
}

void rtws_hub_forget_letters(rtws_hub_worker_t *worker)
{
	while (worker->posted != NULL) {
		answer(take(worker->posted), 0);
	}
}

void rtws_hub_clear_letters(rtws_hub_t *hub)
{
	for (rtws_hub_worker_t *worker = hub->workers; worker != NULL; worker = worker->next) {
		while (worker->posted != NULL) {
			round_t *round = take(worker->posted);

			if (--round->open == 0) {
				free(round);
			}
		}
	}
	rtws_table_clear(&hub->posted);
}
