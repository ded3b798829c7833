#include "broker/hub_inside.h"

#include "util/error.h"
#include "util/log.h"

#include <stdlib.h>
#include <string.h>

/* ---- sending --------------------------------------------------------------------------------- */

/* What a worker had to miss it learns of when it has read half of what was waiting. */
static void flush_worker(rtws_hub_worker_t *worker)
{
	rtws_hub_link_t *link = &worker->link;

	rtws_hub_link_flush(link);
	if (worker->is_behind && link->queued <= worker->hub->backlog / 2) {
		worker->is_behind = false;
		rtws_hub_link_send(link, &(rtws_hub_frame_t){ .type = RTWS_HUB_GAP }, NULL);
		rtws_hub_link_flush(link);
	}
	rtws_hub_link_pause(link, link->queued >= worker->hub->backlog);
}

static void flush(rtws_hub_t *hub)
{
	rtws_hub_tell_counts(hub);
	if (hub->inner->ops->flush != NULL) {
		hub->inner->ops->flush(hub->inner);
	}
	for (rtws_hub_worker_t *worker = hub->workers; worker != NULL; worker = worker->next) {
		if (worker->link.queued > 0 || worker->is_behind) {
			flush_worker(worker);
		}
	}
}

/* Between this and end(), what is sent is gathered. */
static void begin(rtws_hub_t *hub)
{
	hub->depth++;
}

static void end(rtws_hub_t *hub)
{
	if (hub->depth == 1) {
		rtws_timer_stop(hub->loop, &hub->soon);
		flush(hub);
	}
	hub->depth--;
}

static void on_soon(rtws_timer_t *timer)
{
	rtws_hub_t *hub = (rtws_hub_t *) ((char *) timer - offsetof(rtws_hub_t, soon));

	begin(hub);
	end(hub);
}

/* Answers and events of the inner broker come in a row: what they cause is gathered. */
static void see_to_flush(rtws_hub_t *hub)
{
	if (hub->depth == 0 && !rtws_timer_is_active(&hub->soon)) {
		rtws_timer_start(hub->loop, &hub->soon, 0, 0);
	}
}

void rtws_hub_send(rtws_hub_worker_t *worker, const rtws_hub_frame_t *frame,
				   rtws_publication_t *pub)
{
	if (!worker->has_ended) {
		rtws_hub_link_send(&worker->link, frame, pub);
		see_to_flush(worker->hub);
	}
}

bool rtws_hub_tell(rtws_hub_worker_t *worker, const rtws_hub_frame_t *frame,
				   rtws_publication_t *pub)
{
	worker->is_behind =
		worker->is_behind || !rtws_hub_link_takes(&worker->link, frame, worker->hub->backlog);
	if (worker->is_behind) {
		see_to_flush(worker->hub);
		return false;
	}
	rtws_hub_send(worker, frame, pub);
	return true;
}

/* ---- events of the inner broker -------------------------------------------------------------- */

typedef struct {
	rtws_hub_frame_t frame;
	rtws_publication_t *pub;
	uint32_t reached;
} delivery_t;

static void deliver_to(rtws_hub_watcher_t *watcher, void *arg)
{
	delivery_t *delivery = arg;

	delivery->frame.count = watcher->count;
	if (rtws_hub_tell(watcher->worker, &delivery->frame, delivery->pub)) {
		delivery->reached += delivery->frame.count;
	}
}

static uint32_t on_deliver(void *app, rtws_publication_t *pub)
{
	delivery_t delivery = { .frame = rtws_hub_frame_of(RTWS_HUB_DELIVER, pub), .pub = pub };

	rtws_hub_each_listener(app, pub->channel, deliver_to, &delivery);
	return delivery.reached;
}

static void on_presence(void *app, const rtws_member_change_t *change)
{
	rtws_subject_t subject = { RTWS_SUBJECT_CHANNEL, change->channel };
	rtws_hub_frame_t frame = {
		.type = RTWS_HUB_PRESENCE,
		.flag = change->joined,
		.id = change->except,
		.name = change->channel,
		.key = change->key,
		.data = change->info,
	};

	for (rtws_hub_watcher_t *w = rtws_hub_watchers(app, subject); w != NULL; w = w->next) {
		if (w->is_watching) {
			rtws_hub_tell(w->worker, &frame, NULL);
		}
	}
}

static rtws_history_terms_t on_terms(void *app, rtws_text_t channel)
{
	const rtws_hub_t *hub = app;

	return hub->terms != NULL ? hub->terms(hub->terms_app, channel)
							  : (rtws_history_terms_t){ 0, 0 };
}

static void on_letter(void *app, const rtws_letter_t *letter, rtws_reached_fn done, void *arg)
{
	rtws_hub_post(app, letter, done, arg);
}

/* The processes of a machine settle their offices among themselves. */
static void on_elected(void *app, rtws_text_t office, bool is_elected)
{
	(void) app;
	(void) office;
	(void) is_elected;
}

static rtws_hub_frame_t down_frame(const char *why)
{
	return (rtws_hub_frame_t){ .type = RTWS_HUB_DOWN, .data = { why, strlen(why) } };
}

static void send_all(rtws_hub_t *hub, const rtws_hub_frame_t *frame)
{
	for (rtws_hub_worker_t *worker = hub->workers; worker != NULL; worker = worker->next) {
		rtws_hub_send(worker, frame, NULL);
	}
}

static void on_down(void *app, const char *why)
{
	rtws_hub_t *hub = app;
	rtws_hub_frame_t frame = down_frame(why);

	hub->is_up = false;
	free(hub->down);
	hub->down = strdup(why);
	send_all(hub, &frame);
}

static void on_up(void *app)
{
	rtws_hub_t *hub = app;

	hub->is_up = true;
	free(hub->down);
	hub->down = NULL;
	send_all(hub, &(rtws_hub_frame_t){ .type = RTWS_HUB_UP });
}

static const rtws_broker_events_t inner_events = {
	.deliver = on_deliver,
	.presence = on_presence,
	.terms = on_terms,
	.letter = on_letter,
	.elected = on_elected,
	.down = on_down,
	.up = on_up,
};

/* ---- workers --------------------------------------------------------------------------------- */

void rtws_hub_worker_unref(rtws_hub_worker_t *worker)
{
	if (--worker->refs == 0) {
		rtws_hub_clear_stays(worker);
		free(worker);
	}
}

static void remove_worker(rtws_hub_worker_t *worker)
{
	rtws_hub_worker_t **at = &worker->hub->workers;

	while (*at != worker) {
		at = &(*at)->next;
	}
	*at = worker->next;
}

static void end_worker(rtws_hub_worker_t *worker)
{
	worker->has_ended = true;
	remove_worker(worker);
	rtws_hub_link_clear(&worker->link);
	rtws_hub_forget_watchers(worker);
	rtws_hub_forget_letters(worker);
	rtws_hub_leave_all(worker);
	rtws_hub_resign_all(worker);
	rtws_hub_bereave(worker);
	rtws_hub_worker_unref(worker);
}

/* One pass of what a worker has sent. Below 0: it has ended. */
static int read_worker(rtws_hub_worker_t *worker)
{
	int result = rtws_hub_link_read(&worker->link, rtws_hub_on_frame);

	if (result < 0) {
		if (result != RTWS_E_CLOSED) {
			rtws_log(RTWS_LOG_ERROR, "hub: worker %u is cut off: reading what it sends failed: %s",
					 worker->number, rtws_strerror(result));
		}
		end_worker(worker);
	}
	return result;
}

static void on_ready(rtws_io_t *io, unsigned events)
{
	rtws_hub_worker_t *worker = (rtws_hub_worker_t *) io;
	rtws_hub_t *hub = worker->hub;

	if (events & RTWS_WRITE) {
		flush_worker(worker);
	}
	if (events & RTWS_READ) {
		begin(hub);
		read_worker(worker);
		end(hub);
	}
}

static rtws_hub_worker_t *find_worker(const rtws_hub_t *hub, unsigned number)
{
	rtws_hub_worker_t *worker = hub->workers;

	while (worker != NULL && worker->number != number) {
		worker = worker->next;
	}
	return worker;
}

/* A number that no worker has, nor has had for long. */
static uint16_t next_birth(rtws_hub_t *hub)
{
	const rtws_hub_worker_t *worker;

	do {
		hub->births = hub->births == UINT16_MAX ? 1 : (uint16_t) (hub->births + 1);
		worker = hub->workers;
		while (worker != NULL && worker->birth != hub->births) {
			worker = worker->next;
		}
	} while (worker != NULL);
	return hub->births;
}

int rtws_hub_attach(rtws_hub_t *hub, unsigned number, int fd)
{
	rtws_hub_worker_t *worker;

	if (find_worker(hub, number) != NULL) {
		return RTWS_E_EXISTS;
	}
	worker = calloc(1, sizeof(*worker));
	if (worker == NULL) {
		return RTWS_E_NOMEM;
	}
	if (rtws_hub_link_init(&worker->link, fd, on_ready) != 0) {
		free(worker);
		return RTWS_E_SYSTEM;
	}
	worker->hub = hub;
	worker->number = number;
	worker->birth = next_birth(hub);
	worker->refs = 1;
	worker->next = hub->workers;
	hub->workers = worker;
	rtws_hub_link_start(&worker->link, hub->loop);
	rtws_hub_send(worker, &(rtws_hub_frame_t){ .type = RTWS_HUB_HELLO, .number = worker->birth },
				  NULL);
	if (hub->down != NULL) {
		rtws_hub_frame_t frame = down_frame(hub->down);

		rtws_hub_send(worker, &frame, NULL);
	} else if (hub->is_up) {
		rtws_hub_send(worker, &(rtws_hub_frame_t){ .type = RTWS_HUB_UP }, NULL);
	}
	return 0;
}

void rtws_hub_detach(rtws_hub_t *hub, unsigned number)
{
	rtws_hub_worker_t *worker = find_worker(hub, number);
	int result;

	if (worker == NULL) {
		return;
	}
	begin(hub);
	do {
		result = read_worker(worker);
	} while (result > 0);
	if (result == 0) { /* somebody else has its end of the stream too */
		end_worker(worker);
	}
	end(hub);
}

/* ---- life ------------------------------------------------------------------------------------ */

rtws_hub_t *rtws_hub_create(rtws_loop_t *loop, rtws_broker_t *inner)
{
	rtws_hub_t *hub = calloc(1, sizeof(*hub));

	if (hub == NULL) {
		return NULL;
	}
	hub->loop = loop;
	hub->inner = inner;
	hub->is_up = inner->ops->watch == NULL; /* it reaches nobody else */
	hub->backlog = RTWS_HUB_BACKLOG;
	rtws_timer_init(&hub->soon, on_soon);
	inner->events = &inner_events;
	inner->app = hub;
	if (inner->ops->start(inner, loop) != 0) {
		inner->ops->stop(inner);
		free(hub->down);
		free(hub);
		return NULL;
	}
	return hub;
}

void rtws_hub_set_backlog(rtws_hub_t *hub, size_t bytes)
{
	hub->backlog = bytes;
}

void rtws_hub_set_terms(rtws_hub_t *hub, rtws_hub_terms_fn terms, void *app)
{
	hub->terms = terms;
	hub->terms_app = app;
}

static void end_hub(rtws_hub_t *hub, void (*end_inner)(rtws_broker_t *inner))
{
	begin(hub); /* what this causes is not sent */
	rtws_timer_stop(hub->loop, &hub->soon);
	end_inner(hub->inner);
	rtws_hub_clear_asked(hub);
	rtws_hub_clear_letters(hub);
	rtws_hub_clear_topics(hub);
	rtws_hub_clear_offices(hub);
	while (hub->workers != NULL) {
		rtws_hub_worker_t *worker = hub->workers;

		hub->workers = worker->next;
		rtws_hub_link_clear(&worker->link);
		rtws_hub_clear_consumers(worker);
		rtws_hub_worker_unref(worker);
	}
	rtws_buffer_clear(&hub->scratch);
	free(hub->down);
	free(hub);
}

static void stop_and_destroy(rtws_broker_t *inner)
{
	inner->ops->stop(inner);
	inner->ops->destroy(inner);
}

void rtws_hub_destroy(rtws_hub_t *hub)
{
	end_hub(hub, stop_and_destroy);
}

void rtws_hub_disown(rtws_hub_t *hub)
{
	const rtws_broker_ops_t *ops = hub->inner->ops;

	end_hub(hub, ops->disown != NULL ? ops->disown : ops->destroy);
}
