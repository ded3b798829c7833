/*
 * redis_broker -p PORT [-m MESSAGES] [-s BYTES] [-k]: compiled and run by bench/redis. Two servers,
 * a process each, on one Redis. First one publication every millisecond, which the other hears: how
 * long that takes. Then all that one can publish: how many a second, and what they cost each. -k:
 * they are kept in the channel's history.
 */
#include "broker/redis_broker.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PINGS = 3000, WINDOW = 1000 };

typedef struct {
	volatile unsigned ready;
	volatile unsigned heard;
	volatile double cpu_s;
	uint32_t latency_ns[PINGS];
} shared_t;

static struct {
	shared_t *shared;
	rtws_broker_t *broker;
	rtws_loop_t *loop;
	bool is_up;
	unsigned heard, answered, messages;
	size_t size;
	rtws_history_terms_t terms;
} me;

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t) t.tv_sec * 1000000000 + (uint64_t) t.tv_nsec;
}

static double cpu_s(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return (double) (u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
		   (double) (u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static uint32_t on_deliver(void *app, rtws_publication_t *pub)
{
	uint64_t sent;

	(void) app;
	if (me.heard < PINGS) {
		memcpy(&sent, pub->data.at, sizeof(sent));
		me.shared->latency_ns[me.heard] = (uint32_t) (now_ns() - sent);
	}
	me.heard++;
	return 1;
}

static void on_up(void *app)
{
	(void) app;
	me.is_up = true;
}

static void on_down(void *app, const char *why)
{
	(void) app;
	fprintf(stderr, "down: %s\n", why);
	exit(1);
}

static const rtws_broker_events_t events = { .deliver = on_deliver, .up = on_up, .down = on_down };

static void on_done(void *arg, int error)
{
	*(int *) arg = error == 0;
}

static void on_published(void *arg, const rtws_published_t *result)
{
	(void) arg;
	if (result->error != 0) {
		fprintf(stderr, "error %d\n", result->error);
		exit(1);
	}
	me.answered++;
}

static void on_pulse(rtws_timer_t *timer)
{
	(void) timer;
}

static void begin(const char *id, int port, bool watches)
{
	static rtws_timer_t pulse;
	rtws_redis_broker_settings_t settings;
	char error[RTWS_REDIS_ERROR_MAX], dsn[64];
	int is_watched = 0;

	rtws_redis_broker_settings_init(&settings);
	snprintf(dsn, sizeof(dsn), "redis://127.0.0.1:%d", port);
	me.loop = rtws_loop_create();
	if (rtws_redis_settings_parse(&settings.redis, (rtws_text_t){ dsn, strlen(dsn) }, error) != 0 ||
		(me.broker = rtws_broker_redis_create(&events, NULL, &settings, id, error)) == NULL) {
		fprintf(stderr, "%s\n", error);
		exit(1);
	}
	rtws_timer_init(&pulse, on_pulse);
	rtws_timer_start(me.loop, &pulse, 0.001, 0.001);
	me.broker->ops->start(me.broker, me.loop);
	while (!me.is_up) {
		rtws_loop_turn(me.loop, true);
	}
	if (watches) {
		me.broker->ops->watch(me.broker,
							  (rtws_subject_t){ RTWS_SUBJECT_CHANNEL, { "news", 4 } }, on_done,
							  &is_watched);
		while (!is_watched) {
			rtws_loop_turn(me.loop, true);
		}
	}
}

static void hear(int port)
{
	double begun = 0;

	begin("b", port, true);
	me.shared->ready = 1;
	while (me.heard < PINGS + me.messages) {
		rtws_loop_turn(me.loop, true);
		me.shared->heard = me.heard;
		begun = begun == 0 && me.heard >= PINGS ? cpu_s() : begun;
	}
	me.shared->cpu_s = cpu_s() - begun;
	me.broker->ops->destroy(me.broker);
	exit(0);
}

static void publish(void)
{
	static char data[1 << 20];
	uint64_t now = now_ns();
	rtws_publication_t *pub;

	memcpy(data, &now, sizeof(now));
	pub = rtws_publication_create((rtws_text_t){ "news", 4 }, (rtws_text_t){ "", 0 },
								  RTWS_DATA_BINARY, (rtws_text_t){ data, me.size });
	me.broker->ops->publish(me.broker, pub, me.terms, (rtws_text_t){ "", 0 }, on_published, NULL);
	rtws_publication_unref(pub);
}

static int compare(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *) a, y = *(const uint32_t *) b;

	return (x > y) - (x < y);
}

static void measure(void)
{
	uint32_t *latency = me.shared->latency_ns;
	unsigned published = 0;
	double cpu, seconds;
	uint64_t begun;

	for (unsigned i = 0; i < PINGS; i++) {
		publish();
		for (begun = now_ns(); now_ns() - begun < 1000000;) {
			rtws_loop_turn(me.loop, true);
		}
	}
	while (me.shared->heard < PINGS) {
		rtws_loop_turn(me.loop, true);
	}
	begun = now_ns();
	cpu = cpu_s();
	while (me.shared->heard < PINGS + me.messages) {
		while (published < me.messages && published + PINGS - me.answered < WINDOW) {
			publish();
			published++;
		}
		rtws_loop_turn(me.loop, true);
	}
	seconds = (double) (now_ns() - begun) / 1e9;
	cpu = cpu_s() - cpu;
	wait(NULL);
	qsort(latency, PINGS, sizeof(*latency), compare);
	printf("%7zu bytes%s: p50 %.0f us, p99 %.0f us; %.0f messages/s; CPU of the publisher %.2f us, "
		   "of the other %.2f us\n",
		   me.size, me.terms.size > 0 ? ", kept" : "", latency[PINGS / 2] / 1e3,
		   latency[PINGS * 99 / 100] / 1e3, me.messages / seconds, cpu * 1e6 / me.messages,
		   me.shared->cpu_s * 1e6 / me.messages);
}

int main(int argc, char **argv)
{
	int port = 0, option;
	pid_t other;

	me.messages = 200000;
	me.size = 100;
	while ((option = getopt(argc, argv, "p:m:s:k")) != -1) {
		switch (option) {
			case 'p':
				port = atoi(optarg);
				break;
			case 'm':
				me.messages = (unsigned) atoi(optarg);
				break;
			case 's':
				me.size = (size_t) atol(optarg);
				break;
			case 'k':
				me.terms.size = 1000;
				break;
			default:
				return 2;
		}
	}
	me.shared = mmap(NULL, sizeof(shared_t), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
					 0);
	other = fork();
	if (other == 0) {
		hear(port);
	}
	while (me.shared->ready == 0) {
		usleep(1000);
	}
	begin("a", port, false);
	measure();
	me.broker->ops->destroy(me.broker);
	return 0;
}
