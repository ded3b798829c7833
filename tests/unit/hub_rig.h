/*
 * A hub with workers on one real loop and real sockets. What a worker is told is written down as
 * words; what it asks is answered into its last_ fields.
 */
#ifndef RTWS_TESTS_HUB_RIG_H
#define RTWS_TESTS_HUB_RIG_H

#include "unit.h"
#include "world.h"

#include "broker/hub_worker.h"
#include "util/error.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { WORKERS = 4, TURNS = 12, LOG = 64 * 1024, OPEN = 8 };

typedef struct {
	rtws_broker_t *broker; /* NULL: not there */
	char log[LOG];
	size_t len;
	uint32_t delivers; /* what deliver() returns */
	uint64_t reaches;  /* what letter() answers, */
	bool is_late;      /* later */
	bool was_down;
	rtws_reached_fn late[OPEN];
	void *late_arg[OPEN];
	int late_count;
	/* answers */
	int error;
	unsigned answers;
	uint64_t reached;
	rtws_published_t published;
	rtws_position_t position;
	uint64_t total, next;
} worker_t;

static rtws_loop_t *loop;
static rtws_hub_t *hub;
static worker_t workers[WORKERS];

static inline rtws_text_t text(const char *bytes)
{
	return (rtws_text_t){ bytes, strlen(bytes) };
}

/* ---- what a worker hears --------------------------------------------------------------------- */

__attribute__((format(printf, 2, 3))) static inline void put(worker_t *w, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(w->log + w->len, LOG - w->len, format, args);
	va_end(args);
	w->len = w->len + (size_t) n < LOG ? w->len + (size_t) n : LOG - 1;
}

/* What was written down since the last look. */
static inline const char *heard(int worker)
{
	static char copy[WORKERS][LOG];

	strcpy(copy[worker], workers[worker].log);
	workers[worker].log[0] = '\0';
	workers[worker].len = 0;
	return copy[worker];
}

static inline uint32_t on_deliver(void *app, rtws_publication_t *pub)
{
	worker_t *w = app;

	if (pub->data.len > 40) {
		put(w, "%.*s=(%zu bytes)", (int) pub->channel.len, pub->channel.at, pub->data.len);
	} else {
		put(w, "%.*s=%.*s", (int) pub->channel.len, pub->channel.at, (int) pub->data.len,
			pub->data.at);
	}
	if (pub->event.len > 0) {
		put(w, "!%.*s", (int) pub->event.len, pub->event.at);
	}
	if (pub->was_heard) {
		put(w, "~");
	}
	if (pub->except > 0) {
		put(w, "/%llu", (unsigned long long) pub->except);
	}
	put(w, " ");
	return w->delivers;
}

static inline void on_presence(void *app, const rtws_member_change_t *change)
{
	put(app, "%c%.*s:%.*s", change->joined ? '+' : '-', (int) change->channel.len,
		change->channel.at, (int) change->key.len, change->key.at);
	if (change->except > 0) {
		put(app, "/%llu", (unsigned long long) change->except);
	}
	put(app, " ");
}

static inline void on_letter(void *app, const rtws_letter_t *letter, rtws_reached_fn done,
							 void *arg)
{
	worker_t *w = app;

	put(w, "%s:%.*s<%.*s> ", letter->to.kind == RTWS_SUBJECT_USER ? "user" : "process",
		(int) letter->address.len, letter->address.at, (int) letter->data.len, letter->data.at);
	if (w->is_late) {
		w->late[w->late_count] = done;
		w->late_arg[w->late_count++] = arg;
	} else {
		done(arg, 0, w->reaches);
	}
}

static inline void on_elected(void *app, rtws_text_t office, bool is_elected)
{
	put(app, "%s%.*s ", is_elected ? "got:" : "lost:", (int) office.len, office.at);
}

static inline void on_down(void *app, const char *why)
{
	((worker_t *) app)->was_down = true;
	put(app, "down(%s) ", why);
}

/* That it is there from the beginning is no news. */
static inline void on_up(void *app)
{
	if (((worker_t *) app)->was_down) {
		put(app, "up ");
	}
}

static const rtws_broker_events_t worker_events = {
	.deliver = on_deliver,
	.presence = on_presence,
	.letter = on_letter,
	.elected = on_elected,
	.down = on_down,
	.up = on_up,
};

/* ---- an inner broker that does what it is asked when it is told to --------------------------- */

typedef struct later_call later_call_t;

struct later_call {
	later_call_t *next;
	void (*run)(later_call_t *call);
	rtws_subject_t subject;
	rtws_publication_t *pub;
	rtws_history_terms_t terms;
	rtws_history_query_t query;
	rtws_letter_t letter;
	rtws_member_t member;
	uint64_t number;
	uint32_t limit;
	char name[64], key[64], info[64];
	union {
		rtws_done_fn done;
		rtws_reached_fn reached;
		rtws_published_fn published;
		rtws_history_fn history;
		rtws_members_fn members;
	} fn;
	void *arg;
};

static struct {
	rtws_broker_t base;
	rtws_broker_t *memory;
	later_call_t *first, **end;
	bool is_at_once; /* everything is done when it is asked */
	int error;       /* what comes of watch and join */
	bool counts;     /* has subscribers and count: these go further than here */
	char log[1024];  /* "+news -news news=3" */
} inner;

__attribute__((format(printf, 1, 2))) static inline void inner_put(const char *format, ...)
{
	size_t n = strlen(inner.log);
	va_list args;

	va_start(args, format);
	vsnprintf(inner.log + n, sizeof(inner.log) - n, format, args);
	va_end(args);
}

static inline const char *inner_heard(void)
{
	static char copy[sizeof(inner.log)];

	strcpy(copy, inner.log);
	inner.log[0] = '\0';
	return copy;
}

static inline void run_next(void)
{
	later_call_t *call = inner.first;

	inner.first = call->next;
	if (inner.first == NULL) {
		inner.end = &inner.first;
	}
	call->run(call);
	if (call->pub != NULL) {
		rtws_publication_unref(call->pub);
	}
	free(call);
}

static inline void run_all(void)
{
	while (inner.first != NULL) {
		run_next();
	}
}

static inline rtws_text_t keep(char to[64], rtws_text_t from)
{
	memcpy(to, from.at, from.len);
	return (rtws_text_t){ to, from.len };
}

/* The copy is the queue's. */
static inline void queue(later_call_t call, rtws_text_t name, rtws_text_t key, rtws_text_t info)
{
	later_call_t *copy = malloc(sizeof(*copy));

	*copy = call;
	copy->subject.name = keep(copy->name, name);
	copy->query.channel = copy->letter.to.name = copy->subject.name;
	copy->member.key = copy->letter.address = keep(copy->key, key);
	copy->member.info = copy->letter.data = keep(copy->info, info);
	*inner.end = copy;
	inner.end = &copy->next;
	if (inner.is_at_once) {
		run_all();
	}
}

static inline void run_watch(later_call_t *call)
{
	inner_put("+%.*s ", (int) call->subject.name.len, call->name);
	call->fn.done(call->arg, inner.error);
}

static inline void run_unwatch(later_call_t *call)
{
	inner_put("-%.*s ", (int) call->subject.name.len, call->name);
}

static inline void run_publish(later_call_t *call)
{
	inner.memory->ops->publish(inner.memory, call->pub, call->terms, call->member.key,
							   call->fn.published, call->arg);
}

static inline void run_send(later_call_t *call)
{
	inner.memory->ops->send(inner.memory, &call->letter, call->fn.reached, call->arg);
}

static inline void run_history(later_call_t *call)
{
	inner.memory->ops->history(inner.memory, &call->query, call->fn.history, call->arg);
}

static inline void run_join(later_call_t *call)
{
	if (inner.error != 0) {
		call->fn.done(call->arg, inner.error);
		return;
	}
	inner.memory->ops->join(inner.memory, call->subject.name, &call->member, call->number,
							call->fn.done, call->arg);
}

static inline void run_leave(later_call_t *call)
{
	inner_put("leave:%.*s ", (int) call->member.key.len, call->key);
	inner.memory->ops->leave(inner.memory, call->subject.name, call->member.key, call->number);
}

static inline void run_members(later_call_t *call)
{
	inner.memory->ops->members(inner.memory, call->subject.name, call->number, call->limit,
							   call->fn.members, call->arg);
}

static const rtws_text_t nothing = { "", 0 };

static inline void later_watch(rtws_broker_t *broker, rtws_subject_t subject, rtws_done_fn done,
							   void *arg)
{
	(void) broker;
	queue((later_call_t){ .run = run_watch, .subject = subject, .fn.done = done, .arg = arg },
		  subject.name, nothing, nothing);
}

static inline void later_unwatch(rtws_broker_t *broker, rtws_subject_t subject)
{
	(void) broker;
	queue((later_call_t){ .run = run_unwatch, .subject = subject }, subject.name, nothing, nothing);
}

static inline void later_publish(rtws_broker_t *broker, rtws_publication_t *pub,
								 rtws_history_terms_t terms, rtws_text_t key,
								 rtws_published_fn done, void *arg)
{
	(void) broker;
	queue((later_call_t){ .run = run_publish,
						  .pub = rtws_publication_ref(pub),
						  .terms = terms,
						  .fn.published = done,
						  .arg = arg },
		  nothing, key, nothing);
}

static inline void later_send(rtws_broker_t *broker, const rtws_letter_t *letter,
							  rtws_reached_fn done, void *arg)
{
	(void) broker;
	queue((later_call_t){ .run = run_send, .letter = *letter, .fn.reached = done, .arg = arg },
		  letter->to.name, letter->address, letter->data);
}

static inline void later_history(rtws_broker_t *broker, const rtws_history_query_t *query,
								 rtws_history_fn done, void *arg)
{
	(void) broker;
	queue((later_call_t){ .run = run_history, .query = *query, .fn.history = done, .arg = arg },
		  query->channel, nothing, nothing);
}

static inline void later_join(rtws_broker_t *broker, rtws_text_t channel,
							  const rtws_member_t *member, uint64_t connection, rtws_joined_fn done,
							  void *arg)
{
	(void) broker;
	queue((later_call_t){ .run = run_join, .number = connection, .fn.done = done, .arg = arg },
		  channel, member->key, member->info);
}

static inline void later_leave(rtws_broker_t *broker, rtws_text_t channel, rtws_text_t key,
							   uint64_t connection)
{
	(void) broker;
	queue((later_call_t){ .run = run_leave, .number = connection }, channel, key, nothing);
}

static inline void later_members(rtws_broker_t *broker, rtws_text_t channel, uint64_t after,
								 uint32_t limit, rtws_members_fn done, void *arg)
{
	(void) broker;
	queue(
		(later_call_t){
			.run = run_members, .number = after, .limit = limit, .fn.members = done, .arg = arg },
		channel, nothing, nothing);
}

static inline void later_subscribers(rtws_broker_t *broker, rtws_text_t channel, uint32_t count)
{
	(void) broker;
	inner_put("%.*s=%u ", (int) channel.len, channel.at, count);
}

/* As if there were a thousand on other machines. */
static inline void later_count(rtws_broker_t *broker, rtws_text_t channel, rtws_reached_fn done,
							   void *arg)
{
	(void) broker;
	done(arg, 0, 1000 + rtws_hub_count(hub, channel));
}

static inline int later_start(rtws_broker_t *broker, rtws_loop_t *on)
{
	inner.memory = rtws_broker_memory_create(broker->events, broker->app);
	return inner.memory->ops->start(inner.memory, on);
}

static inline void fail_call(later_call_t *call)
{
	if (call->run == run_watch || call->run == run_join) {
		call->fn.done(call->arg, RTWS_E_BROKER);
	} else if (call->run == run_send) {
		call->fn.reached(call->arg, RTWS_E_BROKER, 0);
	} else if (call->run == run_publish) {
		call->fn.published(call->arg, &(rtws_published_t){ .error = RTWS_E_BROKER });
	} else if (call->run == run_history) {
		call->fn.history(call->arg, &(rtws_history_t){ .error = RTWS_E_BROKER });
	} else if (call->run == run_members) {
		call->fn.members(call->arg, &(rtws_members_t){ .error = RTWS_E_BROKER });
	}
}

static inline void later_stop(rtws_broker_t *broker)
{
	(void) broker;
	while (inner.first != NULL) {
		later_call_t *call = inner.first;

		inner.first = call->next;
		fail_call(call);
		if (call->pub != NULL) {
			rtws_publication_unref(call->pub);
		}
		free(call);
	}
	inner.end = &inner.first;
	inner.memory->ops->stop(inner.memory);
}

static inline void later_destroy(rtws_broker_t *broker)
{
	(void) broker;
	inner.memory->ops->destroy(inner.memory);
}

static const rtws_broker_ops_t later_ops = {
	.start = later_start,
	.stop = later_stop,
	.destroy = later_destroy,
	.watch = later_watch,
	.unwatch = later_unwatch,
	.publish = later_publish,
	.send = later_send,
	.history = later_history,
	.join = later_join,
	.leave = later_leave,
	.members = later_members,
};

static inline rtws_broker_t *create_later(bool is_at_once, bool counts)
{
	static rtws_broker_ops_t counting;

	counting = later_ops;
	counting.subscribers = later_subscribers;
	counting.count = later_count;
	memset(&inner, 0, sizeof(inner));
	inner.end = &inner.first;
	inner.is_at_once = is_at_once;
	inner.base.ops = counts ? &counting : &later_ops;
	return &inner.base;
}

/* ---- life ------------------------------------------------------------------------------------ */

static inline void turn(void)
{
	for (int i = 0; i < WORKERS; i++) {
		if (workers[i].broker != NULL) {
			workers[i].broker->ops->flush(workers[i].broker);
		}
	}
	rtws_loop_turn(loop, false);
}

/* Until everything has arrived: on one machine, in one process, that takes a few turns. */
static inline void settle(void)
{
	for (int i = 0; i < TURNS; i++) {
		turn();
	}
}

static inline void join_worker(int i)
{
	int fds[2];

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds) != 0) {
		abort();
	}
	memset(&workers[i], 0, sizeof(workers[i]));
	workers[i].broker = rtws_broker_hub_create(&worker_events, &workers[i], fds[1]);
	workers[i].broker->ops->start(workers[i].broker, loop);
	if (rtws_hub_attach(hub, (unsigned) i, fds[0]) != 0) {
		abort();
	}
}

static inline void begin_with(rtws_broker_t *broker, int count)
{
	world_reset();
	loop = rtws_loop_create();
	hub = rtws_hub_create(loop, broker);
	for (int i = 0; i < count; i++) {
		join_worker(i);
	}
	settle();
}

static inline void begin(int count)
{
	begin_with(rtws_broker_memory_create(NULL, NULL), count);
}

/* As a process that hangs. */
static inline void stop_reading(int i, bool is_stopped)
{
	rtws_hub_link_pause(&((rtws_broker_hub_t *) workers[i].broker)->link, is_stopped);
}

static inline void drop_worker(int i)
{
	workers[i].broker->ops->destroy(workers[i].broker);
	workers[i].broker = NULL;
}

static inline void end(void)
{
	for (int i = 0; i < WORKERS; i++) {
		if (workers[i].broker != NULL) {
			drop_worker(i);
		}
	}
	if (hub != NULL) {
		rtws_hub_destroy(hub);
		hub = NULL;
	}
	rtws_loop_destroy(loop);
	world_reset();
}

/* ---- what a worker asks ---------------------------------------------------------------------- */

static inline void on_done(void *arg, int error)
{
	worker_t *w = arg;

	w->error = error;
	w->answers++;
}

static inline void on_reached(void *arg, int error, uint64_t reached)
{
	on_done(arg, error);
	((worker_t *) arg)->reached = reached;
}

static inline void on_published(void *arg, const rtws_published_t *result)
{
	on_done(arg, result->error);
	((worker_t *) arg)->published = *result;
}

static inline void on_history(void *arg, const rtws_history_t *result)
{
	worker_t *w = arg;

	on_done(arg, result->error);
	w->position = result->position;
	put(w, "history[");
	for (uint32_t i = 0; i < result->count; i++) {
		on_deliver(arg, result->publications[i]);
	}
	put(w, "]%s ", result->recovered ? "recovered" : "");
}

static inline void on_members(void *arg, const rtws_members_t *result)
{
	worker_t *w = arg;

	on_done(arg, result->error);
	w->total = result->total;
	w->next = result->next;
	put(w, "members[");
	for (uint32_t i = 0; i < result->count; i++) {
		put(w, "%.*s%.*s ", (int) result->members[i].key.len, result->members[i].key.at,
			(int) result->members[i].info.len, result->members[i].info.at);
	}
	put(w, "] ");
}

#define OPS(i) workers[i].broker->ops
#define BROKER(i) workers[i].broker

static inline void watch_kind(int i, rtws_subject_kind_t kind, const char *name)
{
	OPS(i)->watch(BROKER(i), (rtws_subject_t){ kind, text(name) }, on_done, &workers[i]);
}

static inline void watch(int i, const char *channel)
{
	watch_kind(i, RTWS_SUBJECT_CHANNEL, channel);
}

static inline void unwatch(int i, const char *channel)
{
	OPS(i)->unwatch(BROKER(i), (rtws_subject_t){ RTWS_SUBJECT_CHANNEL, text(channel) });
}

/* It subscribes, as far as the hub can see: watches, and tells how many there are. */
static inline void subscribe(int i, const char *channel, uint32_t count)
{
	watch(i, channel);
	OPS(i)->subscribers(BROKER(i), text(channel), count);
	workers[i].delivers = count;
}

typedef struct {
	const char *event, *key;
	uint64_t except;
	rtws_history_terms_t terms;
} how_t;

/* The reference is taken. */
static inline void publish_this(int i, rtws_publication_t *pub, how_t how)
{
	pub->except = how.except;
	OPS(i)->publish(BROKER(i), pub, how.terms, text(how.key != NULL ? how.key : ""), on_published,
					&workers[i]);
	rtws_publication_unref(pub);
}

static inline void publish_data(int i, const char *channel, rtws_text_t data, how_t how)
{
	publish_this(i,
				 rtws_publication_create(text(channel), text(how.event != NULL ? how.event : ""),
										 RTWS_DATA_JSON, data),
				 how);
}

static inline void publish_as(int i, const char *channel, const char *data, how_t how)
{
	publish_data(i, channel, text(data), how);
}

static inline void publish(int i, const char *channel, const char *data)
{
	publish_as(i, channel, data, (how_t){ 0 });
}

static inline void join_as(int i, const char *channel, const char *key, uint64_t connection)
{
	rtws_member_t member = { text(key), text("{}") };

	OPS(i)->join(BROKER(i), text(channel), &member, connection, on_done, &workers[i]);
}

static inline void leave_as(int i, const char *channel, const char *key, uint64_t connection)
{
	OPS(i)->leave(BROKER(i), text(channel), text(key), connection);
}

static inline void get_members(int i, const char *channel, uint64_t after, uint32_t limit)
{
	OPS(i)->members(BROKER(i), text(channel), after, limit, on_members, &workers[i]);
}

static inline void get_history(int i, const char *channel, const rtws_position_t *since,
							   uint32_t limit)
{
	rtws_history_query_t query = { .channel = text(channel),
								   .has_since = since != NULL,
								   .limit = limit };

	if (since != NULL) {
		query.since = *since;
	}
	OPS(i)->history(BROKER(i), &query, on_history, &workers[i]);
}

static inline void write_letter(int i, rtws_subject_kind_t kind, const char *to,
								const char *address, const char *data)
{
	rtws_letter_t letter = { { kind, text(to) }, text(address), RTWS_DATA_TEXT, text(data) };

	OPS(i)->send(BROKER(i), &letter, on_reached, &workers[i]);
}

#define HEARD(i, expected) CHECK(strcmp(heard(i), expected) == 0)

#endif
