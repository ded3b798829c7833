/*
 * hub [-m MESSAGES] [-w WORKERS] [-s BYTES]: compiled and run by bench/hub. Forks workers around a
 * hub on the memory broker. First one publication at a time from worker 1, which the last worker
 * hears: how long that takes. Then all that worker 1 can publish, to all others: how many a second.
 */
#include "broker/hub.h"
#include "util/clock.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LATENCIES = 20000, WORKERS_MAX = 64 };

/* What may be on its way: far below what the hub keeps for a worker. */
enum { WINDOW = 2000, WINDOW_BYTES = 8 * 1024 * 1024 };

typedef struct {
	volatile unsigned ready;
	volatile unsigned done; /* workers that have heard everything */
	volatile unsigned heard; /* by the last worker */
	uint32_t latency_ns[LATENCIES];
} shared_t;

static struct {
	shared_t *shared;
	rtws_broker_t *broker;
	rtws_loop_t *loop;
	unsigned number, count;
	unsigned messages, pings;
	unsigned heard, answered;
	size_t size;
} me;

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t) t.tv_sec * 1000000000 + (uint64_t) t.tv_nsec;
}

static uint32_t on_deliver(void *app, rtws_publication_t *pub)
{
	(void) app;
	if (me.heard < me.pings) {
		uint64_t sent;

		memcpy(&sent, pub->data.at, sizeof(sent));
		if (me.number == me.count - 1) {
			me.shared->latency_ns[me.heard] = (uint32_t) (now_ns() - sent);
		}
	}
	me.heard++;
	if (me.number == me.count - 1) {
		me.shared->heard = me.heard;
	}
	return 1;
}

static void on_presence(void *app, const rtws_member_change_t *change)
{
	(void) app, (void) change;
}

static void on_letter(void *app, const rtws_letter_t *letter, rtws_reached_fn done, void *arg)
{
	(void) app, (void) letter;
	done(arg, 0, 0);
}

static void on_elected(void *app, rtws_text_t office, bool is_elected)
{
	(void) app, (void) office, (void) is_elected;
}

static void on_down(void *app, const char *why)
{
	(void) app;
	fprintf(stderr, "hub: worker %u: %s\n", me.number, why);
	_exit(1);
}

static void on_up(void *app)
{
	(void) app;
}

static const rtws_broker_events_t events = { .deliver = on_deliver,
											 .presence = on_presence,
											 .letter = on_letter,
											 .elected = on_elected,
											 .down = on_down,
											 .up = on_up };

static void on_watched(void *arg, int error)
{
	(void) arg, (void) error;
	__sync_fetch_and_add(&me.shared->ready, 1);
}

static void on_published(void *arg, const rtws_published_t *result)
{
	(void) arg;
	if (result->error != 0) {
		fprintf(stderr, "hub: publishing failed: %d\n", result->error);
		_exit(1);
	}
	me.answered++;
}

static void publish(void)
{
	rtws_text_t name = { "news", 4 }, none = { "", 0 };
	char data[me.size];
	uint64_t now = now_ns();
	rtws_publication_t *pub;

	memset(data, 'x', me.size);
	memcpy(data, &now, sizeof(now));
	pub = rtws_publication_create(name, none, RTWS_DATA_BINARY, (rtws_text_t){ data, me.size });
	me.broker->ops->publish(me.broker, pub, (rtws_history_terms_t){ 0, 0 }, none, on_published,
							NULL);
	rtws_publication_unref(pub);
}

static void turn(void)
{
	me.broker->ops->flush(me.broker);
	rtws_loop_turn(me.loop, true);
}

static void be_publisher(void)
{
	unsigned window = WINDOW_BYTES / me.size < WINDOW ? (unsigned) (WINDOW_BYTES / me.size) : WINDOW;

	while (me.shared->ready < me.count - 1) {
		usleep(1000);
	}
	for (unsigned i = 0; i < me.pings; i++) {
		unsigned before = me.answered;

		publish();
		while (me.answered == before) {
			turn();
		}
		while (me.shared->heard <= i) {
			usleep(20);
		}
	}
	for (unsigned i = 0; i < me.messages; i++) {
		publish();
		if (i % 64 == 0) {
			me.broker->ops->flush(me.broker);
		}
		while (me.pings + i + 1 - me.shared->heard >= window) {
			me.broker->ops->flush(me.broker);
			rtws_loop_turn(me.loop, false);
			usleep(10);
		}
	}
	while (me.answered < me.pings + me.messages) {
		turn();
	}
}

static void be_listener(void)
{
	rtws_subject_t subject = { RTWS_SUBJECT_CHANNEL, { "news", 4 } };

	me.broker->ops->watch(me.broker, subject, on_watched, NULL);
	me.broker->ops->subscribers(me.broker, subject.name, 1);
	while (me.heard < me.pings + me.messages) {
		turn();
	}
	__sync_fetch_and_add(&me.shared->done, 1);
}

static void be_worker(unsigned number, int fd)
{
	me.number = number;
	me.loop = rtws_loop_create();
	me.broker = rtws_broker_hub_create(&events, NULL, fd);
	me.broker->ops->start(me.broker, me.loop);
	if (number == 0) {
		be_publisher();
	} else {
		be_listener();
	}
	exit(0);
}

static int compare(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *) a, y = *(const uint32_t *) b;

	return x < y ? -1 : x > y;
}

static void print(uint64_t began_us, uint64_t ended_us)
{
	uint32_t *ns = me.shared->latency_ns;
	double seconds = (double) (ended_us - began_us) / 1e6;

	qsort(ns, me.pings, sizeof(*ns), compare);
	printf("%u workers, %zu bytes: p50 %.1f us, p99 %.1f us; %.0f publications/s, %.0f "
		   "deliveries/s\n",
		   me.count, me.size, ns[me.pings / 2] / 1e3, ns[me.pings * 99 / 100] / 1e3,
		   me.messages / seconds, me.messages * (me.count - 1) / seconds);
}

int main(int argc, char **argv)
{
	uint64_t began_us = 0;
	pid_t pids[WORKERS_MAX];
	rtws_hub_t *hub;
	int option;

	me.count = 3;
	me.messages = 300000;
	me.size = 100;
	while ((option = getopt(argc, argv, "m:w:s:")) != -1) {
		unsigned value = (unsigned) strtoul(optarg, NULL, 10);

		*(option == 'm' ? &me.messages : &me.count) = option == 's' ? me.count : value;
		me.size = option == 's' ? value : me.size;
	}
	if (me.count < 2 || me.count > WORKERS_MAX || me.size < sizeof(uint64_t)) {
		fprintf(stderr, "hub: 2 to %d workers, 8 bytes or more\n", WORKERS_MAX);
		return 2;
	}
	me.pings = me.size < 100000 ? LATENCIES : LATENCIES / 20;
	me.shared = mmap(NULL, sizeof(*me.shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
					 -1, 0);
	me.loop = rtws_loop_create();
	hub = rtws_hub_create(me.loop, rtws_broker_memory_create(NULL, NULL));
	for (unsigned i = 0; i < me.count; i++) {
		int fds[2];

		if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds) != 0) {
			perror("hub");
			return 1;
		}
		pids[i] = fork();
		if (pids[i] == 0) {
			close(fds[0]);
			rtws_hub_destroy(hub);
			be_worker(i, fds[1]);
		}
		close(fds[1]);
		rtws_hub_attach(hub, i, fds[0]);
	}
	while (me.shared->done < me.count - 1) {
		rtws_loop_turn(me.loop, true);
		if (began_us == 0 && me.shared->heard >= me.pings) {
			began_us = rtws_clock_us();
		}
		if (waitpid(pids[0], NULL, WNOHANG) == pids[0] && me.shared->done == 0 &&
			me.shared->heard < me.pings) {
			return 1;
		}
	}
	print(began_us, rtws_clock_us());
	return 0;
}
