/*
 * Who watches what. The inner broker is asked for what at least one worker watches, once, and a
 * worker has its answer when that one is there.
 */
#include "broker/hub_inside.h"

#include "util/error.h"

#include <stdlib.h>
#include <string.h>

typedef struct rtws_hub_watching watching_t;

/* The inner broker has been asked to watch. */
struct rtws_hub_watching {
	watching_t *next; /* all of the hub */
	watching_t **prev;
	rtws_hub_t *hub;
	rtws_hub_topic_t *topic;   /* NULL: nobody watches it any more */
	rtws_hub_asked_t *waiting; /* for the answer */
};

struct rtws_hub_topic {
	rtws_subject_kind_t kind;
	rtws_hub_watcher_t *watchers;
	uint32_t watching; /* how many of them do */
	watching_t *asked; /* NULL: the inner broker has answered, */
	int error;         /* with this */
	rtws_hub_topic_t *next_pattern;
	rtws_hub_topic_t **prev_pattern;
	rtws_hub_topic_t *next_counted;
	bool is_counted; /* in that list */
	size_t name_len;
	char name[];
};

/* ---- topics ---------------------------------------------------------------------------------- */

static rtws_subject_t subject_of(const rtws_hub_topic_t *topic)
{
	return (rtws_subject_t){ topic->kind, { topic->name, topic->name_len } };
}

static rtws_hub_topic_t *find(const rtws_hub_t *hub, rtws_subject_t subject)
{
	return rtws_map_find(&hub->topics[subject.kind], subject.name.at, subject.name.len);
}

static rtws_hub_topic_t *get(rtws_hub_t *hub, rtws_subject_t subject)
{
	rtws_hub_topic_t *topic = find(hub, subject);

	if (topic != NULL) {
		return topic;
	}
	topic = calloc(1, sizeof(*topic) + subject.name.len);
	if (topic == NULL) {
		return NULL;
	}
	topic->kind = subject.kind;
	topic->name_len = subject.name.len;
	memcpy(topic->name, subject.name.at, subject.name.len);
	if (rtws_map_add(&hub->topics[subject.kind], topic->name, topic->name_len, topic) != 0) {
		free(topic);
		return NULL;
	}
	if (topic->kind == RTWS_SUBJECT_PATTERN) {
		topic->next_pattern = hub->patterns;
		topic->prev_pattern = &hub->patterns;
		if (hub->patterns != NULL) {
			hub->patterns->prev_pattern = &topic->next_pattern;
		}
		hub->patterns = topic;
	}
	return topic;
}

/* Forgets a topic that nobody is interested in. */
static void release(rtws_hub_t *hub, rtws_hub_topic_t *topic)
{
	if (topic->watchers != NULL || topic->is_counted) {
		return;
	}
	if (topic->kind == RTWS_SUBJECT_PATTERN) {
		*topic->prev_pattern = topic->next_pattern;
		if (topic->next_pattern != NULL) {
			topic->next_pattern->prev_pattern = topic->prev_pattern;
		}
	}
	rtws_map_remove(&hub->topics[topic->kind], topic->name, topic->name_len);
	free(topic);
}

/* ---- watchers -------------------------------------------------------------------------------- */

static rtws_hub_watcher_t *find_watcher(const rtws_hub_topic_t *topic,
										const rtws_hub_worker_t *worker)
{
	rtws_hub_watcher_t *watcher = topic != NULL ? topic->watchers : NULL;

	while (watcher != NULL && watcher->worker != worker) {
		watcher = watcher->next;
	}
	return watcher;
}

/* Found or made; NULL when out of memory. */
static rtws_hub_watcher_t *get_watcher(rtws_hub_worker_t *worker, rtws_subject_t subject)
{
	rtws_hub_topic_t *topic = get(worker->hub, subject);
	rtws_hub_watcher_t *watcher = find_watcher(topic, worker);

	if (watcher != NULL || topic == NULL) {
		return watcher;
	}
	watcher = calloc(1, sizeof(*watcher));
	if (watcher == NULL) {
		release(worker->hub, topic);
		return NULL;
	}
	watcher->topic = topic;
	watcher->worker = worker;
	watcher->next = topic->watchers;
	watcher->prev = &topic->watchers;
	if (watcher->next != NULL) {
		watcher->next->prev = &watcher->next;
	}
	topic->watchers = watcher;
	watcher->next_of_worker = worker->watchers;
	watcher->prev_of_worker = &worker->watchers;
	if (watcher->next_of_worker != NULL) {
		watcher->next_of_worker->prev_of_worker = &watcher->next_of_worker;
	}
	worker->watchers = watcher;
	return watcher;
}

/* Forgets one that neither watches nor counts. */
static void release_watcher(rtws_hub_watcher_t *watcher)
{
	rtws_hub_t *hub = watcher->worker->hub;
	rtws_hub_topic_t *topic = watcher->topic;

	if (watcher->is_watching || watcher->count > 0) {
		return;
	}
	*watcher->prev = watcher->next;
	if (watcher->next != NULL) {
		watcher->next->prev = watcher->prev;
	}
	*watcher->prev_of_worker = watcher->next_of_worker;
	if (watcher->next_of_worker != NULL) {
		watcher->next_of_worker->prev_of_worker = watcher->prev_of_worker;
	}
	free(watcher);
	release(hub, topic);
}

rtws_hub_watcher_t *rtws_hub_watchers(const rtws_hub_t *hub, rtws_subject_t subject)
{
	const rtws_hub_topic_t *topic = find(hub, subject);

	return topic != NULL ? topic->watchers : NULL;
}

/* ---- watching -------------------------------------------------------------------------------- */

static void free_watching(watching_t *watching)
{
	*watching->prev = watching->next;
	if (watching->next != NULL) {
		watching->next->prev = watching->prev;
	}
	free(watching);
}

static void on_watched(void *arg, int error)
{
	watching_t *watching = arg;
	rtws_hub_asked_t *waiting = watching->waiting;

	if (watching->topic != NULL) {
		watching->topic->asked = NULL;
		watching->topic->error = error;
	}
	free_watching(watching);
	while (waiting != NULL) {
		rtws_hub_asked_t *next = waiting->waiting;

		rtws_hub_answer(waiting, &(rtws_hub_frame_t){ .error = error });
		waiting = next;
	}
}

static watching_t *create_watching(rtws_hub_t *hub, rtws_hub_topic_t *topic)
{
	watching_t *watching = calloc(1, sizeof(*watching));

	if (watching == NULL) {
		return NULL;
	}
	watching->hub = hub;
	watching->topic = topic;
	watching->next = hub->watching;
	watching->prev = &hub->watching;
	if (watching->next != NULL) {
		watching->next->prev = &watching->next;
	}
	hub->watching = watching;
	return watching;
}

/* 1: the inner broker has to be asked, and is not yet. */
static int take_up(rtws_hub_watcher_t *watcher)
{
	rtws_hub_t *hub = watcher->worker->hub;
	rtws_hub_topic_t *topic = watcher->topic;
	bool is_to_ask = topic->watching == 0 && hub->inner->ops->watch != NULL;

	if (is_to_ask) {
		topic->asked = create_watching(hub, topic);
		if (topic->asked == NULL) {
			return RTWS_E_NOMEM;
		}
	}
	topic->watching += watcher->is_watching ? 0 : 1;
	watcher->is_watching = true;
	return is_to_ask;
}

void rtws_hub_watch(rtws_hub_asked_t *asked, rtws_subject_t subject)
{
	rtws_hub_t *hub = asked->worker->hub;
	rtws_hub_watcher_t *watcher = get_watcher(asked->worker, subject);
	rtws_hub_topic_t *topic = watcher != NULL ? watcher->topic : NULL;
	int is_to_ask = watcher != NULL ? take_up(watcher) : RTWS_E_NOMEM;

	if (is_to_ask < 0) {
		if (watcher != NULL) {
			release_watcher(watcher);
		}
		rtws_hub_answer(asked, &(rtws_hub_frame_t){ .error = RTWS_E_NOMEM });
		return;
	}
	if (topic->asked == NULL) { /* what failed then is watched since, if the broker is there */
		rtws_hub_answer(asked,
						&(rtws_hub_frame_t){ .error = hub->down != NULL ? topic->error : 0 });
		return;
	}
	asked->waiting = topic->asked->waiting;
	topic->asked->waiting = asked;
	if (is_to_ask) {
		hub->inner->ops->watch(hub->inner, subject_of(topic), on_watched, topic->asked);
	}
}

static void stop_watching(rtws_hub_watcher_t *watcher)
{
	rtws_hub_t *hub = watcher->worker->hub;
	rtws_hub_topic_t *topic = watcher->topic;

	if (!watcher->is_watching) {
		return;
	}
	watcher->is_watching = false;
	if (--topic->watching > 0) {
		return;
	}
	if (topic->asked != NULL) {
		topic->asked->topic = NULL;
		topic->asked = NULL;
	}
	if (hub->inner->ops->unwatch != NULL) {
		hub->inner->ops->unwatch(hub->inner, subject_of(topic));
	}
}

void rtws_hub_unwatch(rtws_hub_worker_t *worker, rtws_subject_t subject)
{
	rtws_hub_watcher_t *watcher = find_watcher(find(worker->hub, subject), worker);

	if (watcher != NULL) {
		stop_watching(watcher);
		release_watcher(watcher);
	}
}

/* ---- listeners ------------------------------------------------------------------------------- */

void rtws_hub_each_listener(rtws_hub_t *hub, rtws_text_t channel,
							void (*fn)(rtws_hub_watcher_t *watcher, void *arg), void *arg)
{
	rtws_hub_watcher_t *w =
		rtws_hub_watchers(hub, (rtws_subject_t){ RTWS_SUBJECT_CHANNEL, channel });

	hub->told++;
	for (; w != NULL; w = w->next) {
		if (w->is_watching) {
			w->worker->told = hub->told;
			fn(w, arg);
		}
	}
	for (rtws_hub_topic_t *topic = hub->patterns; topic != NULL; topic = topic->next_pattern) {
		if (!rtws_pattern_matches(subject_of(topic).name, channel)) {
			continue;
		}
		for (w = topic->watchers; w != NULL; w = w->next) {
			if (w->worker->told != hub->told) {
				w->worker->told = hub->told;
				fn(w, arg);
			}
		}
	}
}

/* ---- counts ---------------------------------------------------------------------------------- */

static void note_count(rtws_hub_t *hub, rtws_hub_topic_t *topic)
{
	if (!topic->is_counted && hub->inner->ops->subscribers != NULL) {
		topic->is_counted = true;
		topic->next_counted = hub->counted;
		hub->counted = topic;
	}
}

void rtws_hub_set_count(rtws_hub_worker_t *worker, rtws_text_t channel, uint32_t count)
{
	rtws_subject_t subject = { RTWS_SUBJECT_CHANNEL, channel };
	rtws_hub_watcher_t *watcher =
		count > 0 ? get_watcher(worker, subject) : find_watcher(find(worker->hub, subject), worker);

	if (watcher == NULL) { /* or out of memory: then `reached` is wrong */
		return;
	}
	watcher->count = count;
	note_count(worker->hub, watcher->topic);
	release_watcher(watcher);
}

static uint64_t sum(const rtws_hub_topic_t *topic)
{
	uint64_t count = 0;

	for (const rtws_hub_watcher_t *w = topic->watchers; w != NULL; w = w->next) {
		count += w->count;
	}
	return count;
}

uint64_t rtws_hub_count(const rtws_hub_t *hub, rtws_text_t channel)
{
	const rtws_hub_topic_t *topic = find(hub, (rtws_subject_t){ RTWS_SUBJECT_CHANNEL, channel });

	return topic != NULL ? sum(topic) : 0;
}

void rtws_hub_tell_counts(rtws_hub_t *hub)
{
	rtws_hub_topic_t *topic;

	while ((topic = hub->counted) != NULL) {
		uint64_t count = sum(topic);

		hub->counted = topic->next_counted;
		topic->is_counted = false;
		hub->inner->ops->subscribers(hub->inner, subject_of(topic).name,
									 count < UINT32_MAX ? (uint32_t) count : UINT32_MAX);
		release(hub, topic);
	}
}

/* ---- ends ------------------------------------------------------------------------------------ */

void rtws_hub_forget_watchers(rtws_hub_worker_t *worker)
{
	rtws_hub_watcher_t *watcher;

	while ((watcher = worker->watchers) != NULL) {
		stop_watching(watcher);
		if (watcher->count > 0) {
			watcher->count = 0;
			note_count(worker->hub, watcher->topic);
		}
		release_watcher(watcher);
	}
}

void rtws_hub_clear_topics(rtws_hub_t *hub)
{
	for (int kind = 0; kind <= RTWS_SUBJECT_PROCESS; kind++) {
		rtws_hub_topic_t *topic;
		size_t at = 0;

		while ((topic = rtws_map_each(&hub->topics[kind], &at)) != NULL) {
			while (topic->watchers != NULL) {
				rtws_hub_watcher_t *watcher = topic->watchers;

				topic->watchers = watcher->next;
				free(watcher);
			}
			free(topic);
		}
		rtws_map_clear(&hub->topics[kind]);
	}
	while (hub->watching != NULL) {
		free_watching(hub->watching);
	}
}
