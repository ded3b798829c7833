#include "core/watch.h"

#include "util/error.h"

#include <stdlib.h>
#include <string.h>

typedef struct waiter waiter_t;

struct waiter {
	waiter_t *next;
	rtws_done_fn done;
	void *arg;
};

struct rtws_watch {
	uint32_t refs;
	bool is_asked; /* the broker owes an answer */
	bool is_telling;
	int error; /* of the answer */
	waiter_t *waiters;
	waiter_t **waiters_end;
	size_t len;
	char key[]; /* the kind, and the name */
};

/* Of brokers that hear everything. */
static rtws_watch_t everything = { .refs = 1 };

enum { SUBJECT_MAX = 512 };

static rtws_subject_t subject_of(const rtws_watch_t *watch)
{
	return (rtws_subject_t){ (rtws_subject_kind_t) watch->key[0],
							 { watch->key + 1, watch->len - 1 } };
}

static rtws_watch_t *create(rtws_watches_t *watches, rtws_subject_t subject)
{
	rtws_watch_t *watch = calloc(1, sizeof(*watch) + 1 + subject.name.len);

	if (watch == NULL) {
		return NULL;
	}
	watch->waiters_end = &watch->waiters;
	watch->len = 1 + subject.name.len;
	watch->key[0] = (char) subject.kind;
	memcpy(watch->key + 1, subject.name.at, subject.name.len);
	if (rtws_map_add(&watches->by_subject, watch->key, watch->len, watch) != 0) {
		free(watch);
		return NULL;
	}
	return watch;
}

static rtws_watch_t *find(const rtws_watches_t *watches, rtws_subject_t subject)
{
	char key[1 + SUBJECT_MAX];

	if (subject.name.len > SUBJECT_MAX) {
		return NULL;
	}
	key[0] = (char) subject.kind;
	memcpy(key + 1, subject.name.at, subject.name.len);
	return rtws_map_find(&watches->by_subject, key, 1 + subject.name.len);
}

/* Whoever waits may drop it, or wait anew. */
static void tell(rtws_watch_t *watch)
{
	waiter_t *waiter = watch->waiters;
	int error = watch->error;

	watch->waiters = NULL;
	watch->waiters_end = &watch->waiters;
	while (waiter != NULL) {
		waiter_t *next = waiter->next;

		waiter->done(waiter->arg, error);
		free(waiter);
		waiter = next;
	}
}

static void release(rtws_watch_t *watch)
{
	if (watch->refs == 0 && !watch->is_asked && !watch->is_telling) {
		free(watch);
	}
}

static void on_watched(void *arg, int error)
{
	rtws_watch_t *watch = arg;

	watch->is_asked = false;
	watch->error = error;
	watch->is_telling = true;
	tell(watch);
	watch->is_telling = false;
	release(watch);
}

rtws_watch_t *rtws_watch_take(rtws_watches_t *watches, rtws_broker_t *broker,
							  rtws_subject_t subject)
{
	rtws_watch_t *watch;

	if (broker->ops->watch == NULL) {
		return &everything;
	}
	watch = find(watches, subject);
	if (watch == NULL) {
		watch = create(watches, subject);
	}
	if (watch != NULL && watch->refs++ == 0) {
		watch->is_asked = true;
		broker->ops->watch(broker, subject_of(watch), on_watched, watch);
	}
	return watch;
}

void rtws_watch_drop(rtws_watches_t *watches, rtws_broker_t *broker, rtws_watch_t *watch)
{
	if (watch == NULL || watch == &everything || --watch->refs > 0) {
		return;
	}
	broker->ops->unwatch(broker, subject_of(watch));
	rtws_map_remove(&watches->by_subject, watch->key, watch->len);
	watch->error = RTWS_E_CLOSED;
	tell(watch);
	release(watch);
}

bool rtws_watch_is_ready(const rtws_watch_t *watch)
{
	return !watch->is_asked;
}

void rtws_watch_await(rtws_watch_t *watch, rtws_done_fn done, void *arg)
{
	waiter_t *waiter;

	if (!watch->is_asked) {
		done(arg, watch->error);
		return;
	}
	waiter = malloc(sizeof(*waiter));
	if (waiter == NULL) {
		done(arg, RTWS_E_NOMEM);
		return;
	}
	*waiter = (waiter_t){ .done = done, .arg = arg };
	*watch->waiters_end = waiter;
	watch->waiters_end = &waiter->next;
}

void rtws_watches_clear(rtws_watches_t *watches)
{
	rtws_watch_t *watch;
	size_t at = 0;

	while ((watch = rtws_map_each(&watches->by_subject, &at)) != NULL) {
		tell(watch);
		free(watch);
	}
	rtws_map_clear(&watches->by_subject);
}
