/* Two machines with two workers each: hubs on the Redis broker, and a real Redis. */
#include "hub_rig.h"

#include "broker/redis_broker.h"

#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

static pid_t redis;
static char path[64]; /* of its socket */
static rtws_hub_t *hubs[2];

/* ---- Redis ----------------------------------------------------------------------------------- */

static bool is_there(void)
{
	for (int i = 0; i < 1000; i++) {
		if (access(path, R_OK) == 0) {
			return true;
		}
		poll(NULL, 0, 10);
	}
	return false;
}

static bool start_redis(void)
{
	snprintf(path, sizeof(path), "/tmp/rtws-hub-%d.sock", (int) getpid());
	redis = fork();
	if (redis == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (freopen("/dev/null", "w", stdout) != NULL && dup2(1, 2) == 2) {
			execlp("redis-server", "redis-server", "--port", "0", "--save", "", "--unixsocket",
				   path, NULL);
		}
		_exit(127);
	}
	return redis > 0 && is_there();
}

static void end_redis(void)
{
	kill(redis, SIGKILL);
	waitpid(redis, NULL, 0);
	unlink(path);
}

static rtws_broker_t *create_inner(const char *server)
{
	rtws_redis_broker_settings_t settings;
	char error[RTWS_REDIS_ERROR_MAX] = "";
	rtws_broker_t *broker;
	char dsn[128];

	snprintf(dsn, sizeof(dsn), "unix://%s", path);
	rtws_redis_broker_settings_init(&settings);
	if (rtws_redis_settings_parse(&settings.redis, text(dsn), error) != 0) {
		fprintf(stderr, "%s\n", error);
		abort();
	}
	broker = rtws_broker_redis_create(NULL, NULL, &settings, server, error);
	if (broker == NULL) {
		fprintf(stderr, "%s\n", error);
		abort();
	}
	return broker;
}

/* ---- two machines ---------------------------------------------------------------------------- */

static int has_heard(int worker, const char *word)
{
	for (int i = 0; i < 3000 && strstr(workers[worker].log, word) == NULL; i++) {
		turn();
		poll(NULL, 0, 1);
	}
	return strstr(workers[worker].log, word) != NULL;
}

static int is_answered(int worker, unsigned answers)
{
	for (int i = 0; i < 3000 && workers[worker].answers < answers; i++) {
		turn();
		poll(NULL, 0, 1);
	}
	return workers[worker].answers == answers && workers[worker].error == 0;
}

static int is_answered_next(int worker)
{
	return is_answered(worker, workers[worker].answers + 1);
}

/* Workers 0 and 1 are of one machine, 2 and 3 of the other. */
static void begin_two(void)
{
	world_reset();
	loop = rtws_loop_create();
	for (int i = 0; i < 2; i++) {
		hub = hubs[i] = rtws_hub_create(loop, create_inner(i == 0 ? "one" : "two"));
		join_worker(2 * i);
		join_worker(2 * i + 1);
	}
	for (int i = 0; i < WORKERS; i++) {
		has_heard(i, "up ");
		heard(i);
	}
}

static void end_two(void)
{
	for (int i = 0; i < WORKERS; i++) {
		drop_worker(i);
	}
	settle();
	rtws_hub_destroy(hubs[0]);
	rtws_hub_destroy(hubs[1]);
	hub = NULL;
	rtws_loop_destroy(loop);
}

static int publications_cross_machines_once(void)
{
	begin_two();
	for (int i = 0; i < WORKERS; i++) {
		subscribe(i, "a", 2);
		CHECK(is_answered_next(i));
	}
	workers[0].delivers = 1;
	publish_as(0, "a", "1", (how_t){ .except = 7, .terms = { 10, 0 } });
	CHECK(is_answered_next(0));
	CHECK(workers[0].published.reached == 4); /* one, two next door, and another machine */
	for (int i = 0; i < WORKERS; i++) {
		CHECK(has_heard(i, "a=1"));
	}
	publish(3, "a", "2");
	CHECK(is_answered_next(3));
	for (int i = 0; i < WORKERS; i++) {
		CHECK(has_heard(i, "a=2"));
	}
	HEARD(0, "a=1/7 a=2 ");
	HEARD(1, "a=1 a=2 ");
	HEARD(2, "a=1 a=2 ");
	HEARD(3, "a=1 a=2 ");
	get_history(2, "a", NULL, 10);
	CHECK(is_answered_next(2));
	HEARD(2, "history[a=1 ] ");
	OPS(3)->count(BROKER(3), text("a"), on_reached, &workers[3]);
	CHECK(is_answered_next(3));
	CHECK(workers[3].reached == 8);
	end_two();
	return 0;
}

static int members_cross_machines(void)
{
	begin_two();
	watch(3, "m");
	CHECK(is_answered_next(3));
	watch(1, "m");
	CHECK(is_answered_next(1));
	join_as(0, "m", "ann", 1);
	CHECK(is_answered_next(0));
	join_as(1, "m", "ann", 1);
	CHECK(is_answered_next(1));
	join_as(2, "m", "bob", 1);
	CHECK(is_answered_next(2));
	CHECK(has_heard(3, "+m:ann") && has_heard(3, "+m:bob") && has_heard(1, "+m:bob"));
	drop_worker(0);
	settle();
	get_members(3, "m", 0, 10);
	CHECK(is_answered_next(3));
	CHECK(workers[3].total == 2 && strstr(workers[3].log, "-m:") == NULL);
	drop_worker(1);
	CHECK(has_heard(3, "-m:ann"));
	hub = hubs[0];
	join_worker(0);
	join_worker(1);
	settle();
	end_two();
	return 0;
}

static int letters_cross_machines(void)
{
	begin_two();
	for (int i = 1; i < WORKERS; i++) {
		watch_kind(i, RTWS_SUBJECT_USER, "ann");
		CHECK(is_answered_next(i));
		workers[i].reaches = 1;
	}
	write_letter(0, RTWS_SUBJECT_USER, "ann", "ann", "hi");
	CHECK(is_answered_next(0));
	CHECK(workers[0].reached == 3);
	HEARD(1, "user:ann<hi> ");
	HEARD(2, "user:ann<hi> ");
	HEARD(3, "user:ann<hi> ");
	watch_kind(3, RTWS_SUBJECT_PROCESS, "two-3");
	CHECK(is_answered_next(3));
	write_letter(0, RTWS_SUBJECT_PROCESS, "two-3", "two-3-9", "psst");
	CHECK(is_answered_next(0));
	CHECK(workers[0].reached == 1);
	HEARD(2, "");
	HEARD(3, "process:two-3-9<psst> ");
	end_two();
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(publications_cross_machines_once) },
		{ NAMED(members_cross_machines) },
		{ NAMED(letters_cross_machines) },
	};
	int status = 1;

	if (system("redis-server --version >/dev/null 2>&1") != 0) {
		printf("no redis-server: 0 passed, 0 failed\n");
		return 0;
	}
	if (start_redis()) {
		status = run_tests(tests, COUNT(tests));
	} else {
		fprintf(stderr, "FAILED redis-server does not start\n");
	}
	end_redis();
	return status;
}
