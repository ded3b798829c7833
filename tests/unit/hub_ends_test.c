/* Processes that hang, die or talk nonsense. */
#include "hub_rig.h"

#include "util/log.h"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

static char logged[512];

static void keep_line(void *arg, rtws_log_level_t level, const char *line, size_t len)
{
	(void) arg, (void) level;
	snprintf(logged, sizeof(logged), "%.*s", (int) len, line);
}

/* ---- who does not read ----------------------------------------------------------------------- */

enum { BACKLOG = 100 * 1024 };

static size_t waiting_for(unsigned number)
{
	rtws_hub_worker_t *worker = hub->workers;

	while (worker->number != number) {
		worker = worker->next;
	}
	return worker->link.queued;
}

static int hanging_worker_misses_what_is_over_the_bound(void)
{
	char data[10000];
	int got = 0;

	memset(data, 'x', sizeof(data));
	begin(3);
	rtws_hub_set_backlog(hub, BACKLOG);
	watch(0, "a");
	watch(1, "a");
	settle();
	stop_reading(1, true);
	for (int i = 0; i < 200; i++) {
		publish_data(2, "a", (rtws_text_t){ data, sizeof(data) }, (how_t){ 0 });
		settle();
		CHECK(waiting_for(1) < BACKLOG + 2 * sizeof(data));
	}
	CHECK(waiting_for(1) >= BACKLOG && workers[2].answers == 200);
	CHECK(strlen(heard(0)) == 200 * strlen("a=(10000 bytes) ")); /* the others miss nothing */
	HEARD(1, "");
	stop_reading(1, false);
	settle();
	settle();
	for (char *at = workers[1].log; (at = strstr(at, "a=(10000 bytes)")) != NULL; at++) {
		got++;
	}
	CHECK(got > 10 && got < 100);
	CHECK(strstr(workers[1].log, "has missed some of it) up ") != NULL);
	heard(1);
	publish(2, "a", "1");
	settle();
	HEARD(1, "a=1 ");
	end();
	return 0;
}

/* The broker behind the hub is away anyway: that it is there again must not be said too early. */
static int gap_is_told_by_what_is_down_already(void)
{
	char data[10000];

	memset(data, 'x', sizeof(data));
	begin_with(create_later(true, false), 2);
	rtws_hub_set_backlog(hub, BACKLOG);
	watch(1, "a");
	settle();
	inner.base.events->down(hub, "no route");
	settle();
	HEARD(1, "down(no route) ");
	stop_reading(1, true);
	for (int i = 0; i < 100; i++) {
		publish_data(0, "a", (rtws_text_t){ data, sizeof(data) }, (how_t){ 0 });
		settle();
	}
	stop_reading(1, false);
	settle();
	CHECK(strstr(workers[1].log, "up") == NULL && strstr(workers[1].log, "down") == NULL);
	inner.base.events->up(hub);
	settle();
	CHECK(strstr(workers[1].log, "up ") != NULL);
	end();
	return 0;
}

/* It is told no letters either: these have reached nobody there. */
static int letters_to_a_hanging_worker_are_answered(void)
{
	char data[10000];

	memset(data, 'x', sizeof(data));
	begin(2);
	rtws_hub_set_backlog(hub, BACKLOG);
	watch(1, "a");
	watch_kind(1, RTWS_SUBJECT_USER, "ann");
	settle();
	stop_reading(1, true);
	for (int i = 0; i < 100; i++) {
		publish_data(0, "a", (rtws_text_t){ data, sizeof(data) }, (how_t){ 0 });
		settle();
	}
	workers[0].answers = 0;
	write_letter(0, RTWS_SUBJECT_USER, "ann", "ann", "hi");
	settle();
	CHECK(workers[0].answers == 1 && workers[0].error == RTWS_E_FULL && workers[0].reached == 0);
	end();
	return 0;
}

/* Answers are not dropped; so of a worker who does not take them no more questions are read. */
static int answers_wait_and_bound_the_questions(void)
{
	char data[10000];

	memset(data, 'x', sizeof(data));
	begin(2);
	rtws_hub_set_backlog(hub, BACKLOG);
	for (int i = 0; i < 10; i++) {
		publish_data(0, "a", (rtws_text_t){ data, sizeof(data) }, (how_t){ .terms = { 10, 0 } });
	}
	settle();
	stop_reading(1, true);
	for (int i = 0; i < 50; i++) {
		get_history(1, "a", NULL, 10);
		settle();
		CHECK(waiting_for(1) < BACKLOG + 10 * (sizeof(data) + 100));
	}
	CHECK(workers[1].answers == 0);
	stop_reading(1, false);
	for (int i = 0; i < 50 && workers[1].answers < 50; i++) {
		settle();
	}
	CHECK(workers[1].answers == 50 && workers[1].error == 0);
	CHECK(strstr(workers[1].log, "down") == NULL);
	end();
	return 0;
}

/* Here it is the master that hangs: its loop does not turn. */
static int hanging_master_fills_the_worker_to_its_bound(void)
{
	char data[10000];
	unsigned full = 0;
	int i;

	memset(data, 'x', sizeof(data));
	begin(2);
	watch(1, "a");
	settle();
	rtws_broker_hub_set_backlog(BROKER(0), BACKLOG);
	for (i = 0; i < 1000 && full == 0; i++) {
		workers[0].error = 0;
		publish_data(0, "a", (rtws_text_t){ data, sizeof(data) }, (how_t){ 0 });
		BROKER(0)->ops->flush(BROKER(0));
		full += workers[0].error == RTWS_E_FULL;
	}
	CHECK(full == 1 && workers[0].answers == 1);
	CHECK(((rtws_broker_hub_t *) BROKER(0))->link.queued < BACKLOG + 2 * sizeof(data));
	get_members(0, "a", 0, 10);
	CHECK(workers[0].error == RTWS_E_FULL && workers[0].answers == 2);
	/* a state is kept */
	watch(0, "b");
	CHECK(workers[0].answers == 2);
	for (int k = 0; k < 20; k++) {
		settle();
	}
	CHECK(workers[0].error == 0 && workers[0].answers == (unsigned) i + 2);
	CHECK(strlen(heard(1)) == (size_t) (i - 1) * strlen("a=(10000 bytes) "));
	publish(1, "b", "1");
	settle();
	HEARD(0, "members[] b=1 ");
	end();
	return 0;
}

/* ---- ends ------------------------------------------------------------------------------------ */

static int worker_without_master_goes_on_alone(void)
{
	begin(1);
	watch(0, "a");
	OPS(0)->stand(BROKER(0), text("cron"));
	settle();
	heard(0);
	watch(0, "b");
	publish(0, "a", "lost");
	get_members(0, "a", 0, 10);
	workers[0].answers = 0;
	rtws_hub_destroy(hub);
	hub = NULL;
	settle();
	CHECK(workers[0].answers == 3 && workers[0].error == RTWS_E_BROKER);
	HEARD(0, "down(the master process has gone) members[] lost:cron ");
	workers[0].delivers = 2;
	workers[0].reaches = 1;
	publish(0, "a", "1");
	CHECK(workers[0].answers == 4 && workers[0].published.error == RTWS_E_BROKER);
	CHECK(workers[0].published.reached == 0);
	write_letter(0, RTWS_SUBJECT_USER, "ann", "ann", "hi");
	CHECK(workers[0].answers == 5 && workers[0].error == 0 && workers[0].reached == 1);
	watch(0, "c");
	join_as(0, "a", "ann", 1);
	get_history(0, "a", NULL, 10);
	OPS(0)->count(BROKER(0), text("a"), on_reached, &workers[0]);
	CHECK(workers[0].answers == 9 && workers[0].error == RTWS_E_BROKER);
	unwatch(0, "a");
	leave_as(0, "a", "ann", 1);
	OPS(0)->resign(BROKER(0), text("cron"));
	settle();
	HEARD(0, "user:ann<hi> history[] ");
	end();
	return 0;
}

static int stopped_worker_hears_nothing(void)
{
	begin(2);
	watch(0, "a");
	watch(1, "a");
	settle();
	publish(0, "a", "1");
	OPS(0)->stop(BROKER(0)); /* what it has said leaves */
	settle();
	publish(1, "a", "2");
	settle();
	HEARD(1, "a=1 a=2 ");
	HEARD(0, "");
	end();
	return 0;
}

static int stopped_worker_is_answered_at_once(void)
{
	begin_with(create_later(false, false), 2);
	watch(0, "a");
	join_as(0, "a", "ann", 1);
	get_history(0, "a", NULL, 10);
	settle();
	CHECK(workers[0].answers == 0);
	OPS(0)->stop(BROKER(0));
	CHECK(workers[0].answers == 3 && workers[0].error == RTWS_E_BROKER);
	watch(0, "b");
	publish(0, "a", "1");
	write_letter(0, RTWS_SUBJECT_USER, "ann", "ann", "hi");
	get_members(0, "a", 0, 10);
	CHECK(workers[0].answers == 7 && workers[0].error == RTWS_E_BROKER);
	CHECK(OPS(0)->start(BROKER(0), loop) == RTWS_E_CLOSED);
	HEARD(0, "history[] members[] ");
	run_all();
	settle();
	CHECK(workers[0].answers == 7);
	end();
	return 0;
}

static int worker_that_has_not_started_is_answered_at_once(void)
{
	int fds[2];

	begin(1);
	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == 0);
	memset(&workers[1], 0, sizeof(workers[1]));
	BROKER(1) = rtws_broker_hub_create(&worker_events, &workers[1], fds[1]);
	watch(1, "a");
	publish(1, "a", "1");
	CHECK(workers[1].answers == 2 && workers[1].error == RTWS_E_BROKER);
	HEARD(1, "");
	close(fds[0]);
	end();
	return 0;
}

static int last_words_of_a_worker_count(void)
{
	begin(2);
	watch(1, "a");
	settle();
	for (int i = 0; i < 5; i++) {
		publish(0, "a", "1");
	}
	drop_worker(0); /* flushes, and ends */
	rtws_hub_detach(hub, 0);
	settle();
	HEARD(1, "a=1 a=1 a=1 a=1 a=1 ");
	end();
	return 0;
}

static int detached_worker_is_gone_although_its_socket_is_open(void)
{
	begin(2);
	watch(1, "a");
	settle();
	join_as(0, "a", "ann", 1);
	settle();
	rtws_hub_detach(hub, 0);
	rtws_hub_detach(hub, 0);
	rtws_hub_detach(hub, 17);
	settle();
	HEARD(1, "+a:ann -a:ann ");
	HEARD(0, "down(the master process has gone) ");
	end();
	return 0;
}

static int number_is_free_when_its_worker_has_ended(void)
{
	int fds[2];

	begin(1);
	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == 0);
	CHECK(rtws_hub_attach(hub, 0, fds[0]) == RTWS_E_EXISTS);
	rtws_hub_detach(hub, 0);
	CHECK(rtws_hub_attach(hub, 0, fds[0]) == 0);
	close(fds[1]);
	settle();
	CHECK(hub->workers == NULL);
	CHECK(rtws_hub_attach(hub, 0, fds[1]) == RTWS_E_SYSTEM); /* is closed */
	end();
	return 0;
}

static int nonsense_ends_its_worker_only(void)
{
	static const uint8_t nonsense[] = { 1, 0, 0, 0, 0xee };
	static const uint8_t not_for_the_hub[] = { 1, 0, 0, 0, RTWS_HUB_UP };

	rtws_log_set_sink(keep_line, NULL);
	for (int i = 0; i < 2; i++) {
		begin(2);
		watch(1, "a");
		join_as(0, "a", "ann", 1);
		settle();
		heard(1);
		logged[0] = '\0';
		CHECK(write(rtws_io_fd(&((rtws_broker_hub_t *) BROKER(0))->link.io),
					i == 0 ? nonsense : not_for_the_hub, 5) == 5);
		settle();
		CHECK(strstr(logged, "worker 0 is cut off") != NULL);
		HEARD(0, "down(the master process has gone) ");
		HEARD(1, "-a:ann ");
		end();
	}
	rtws_log_set_sink(NULL, NULL);
	return 0;
}

static int nonsense_of_the_master_ends_the_worker(void)
{
	static const uint8_t answer_to_nothing[] = {
		9, 0, 0, 0, RTWS_HUB_DONE, 7, 0, 0, 0, 0, 0, 0, 0
	};

	begin(1);
	CHECK(write(rtws_io_fd(&hub->workers->link.io), answer_to_nothing, 13) == 13);
	settle();
	HEARD(0, "down(what the master process sends cannot be read) ");
	CHECK(hub->workers == NULL);
	end();
	return 0;
}

/* ---- real processes -------------------------------------------------------------------------- */

/* A worker of its own process: watches "a", is in it, stands, publishes "ready", and then each
 * second one. Never returns. */
static void be_worker(int fd, const char *name)
{
	worker_t self = { .broker = NULL };

	rtws_hub_disown(hub);
	rtws_loop_destroy(loop);
	loop = rtws_loop_create();
	workers[0] = self;
	BROKER(0) = rtws_broker_hub_create(&worker_events, &workers[0], fd);
	OPS(0)->start(BROKER(0), loop);
	subscribe(0, "a", 1);
	join_as(0, "a", name, 1);
	OPS(0)->stand(BROKER(0), text("cron"));
	publish(0, "a", name);
	while (strstr(workers[0].log, "down") == NULL) {
		OPS(0)->flush(BROKER(0));
		rtws_loop_turn(loop, true);
	}
	_exit(strstr(workers[0].log, "got:cron") != NULL ? 7 : 8);
}

static pid_t fork_worker(unsigned number, const char *name)
{
	int fds[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds) != 0) {
		abort();
	}
	pid = fork();
	if (pid == 0) {
		close(fds[0]);
		be_worker(fds[1], name);
	}
	close(fds[1]);
	if (pid < 0 || rtws_hub_attach(hub, number, fds[0]) != 0) {
		abort();
	}
	return pid;
}

/* Turns until worker 3, which is here, has heard it. */
static int wait_for(const char *word)
{
	for (int i = 0; i < 5000 && strstr(workers[3].log, word) == NULL; i++) {
		turn();
		poll(NULL, 0, 1);
	}
	return strstr(workers[3].log, word) != NULL;
}

static int killed_process_leaves_nothing_behind(void)
{
	pid_t pids[3];
	int status;

	begin(0);
	join_worker(3);
	watch(3, "a");
	OPS(3)->stand(BROKER(3), text("cron"));
	settle();
	heard(3);
	pids[0] = fork_worker(0, "ann");
	CHECK(wait_for("a=ann"));
	CHECK(wait_for("lost:cron"));
	pids[1] = fork_worker(1, "bob");
	CHECK(wait_for("a=bob"));
	publish(3, "a", "x");
	CHECK(wait_for("a=x"));
	settle();
	CHECK(workers[3].published.reached == 2);
	CHECK(kill(pids[0], SIGKILL) == 0 && waitpid(pids[0], &status, 0) == pids[0]);
	rtws_hub_detach(hub, 0);
	CHECK(wait_for("-a:ann"));
	CHECK(strstr(workers[3].log, "-a:bob") == NULL);
	pids[2] = fork_worker(2, "cid");
	CHECK(wait_for("a=cid"));
	CHECK(kill(pids[2], SIGKILL) == 0); /* by the end of its stream only */
	CHECK(wait_for("-a:cid"));
	CHECK(waitpid(pids[2], &status, 0) == pids[2]);
	publish(3, "a", "y");
	CHECK(wait_for("a=y"));
	settle();
	CHECK(workers[3].published.reached == 1);
	/* without the hub the last one ends, which had the office since the first had died */
	rtws_hub_destroy(hub);
	hub = NULL;
	CHECK(waitpid(pids[1], &status, 0) == pids[1]);
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 7);
	end();
	return 0;
}

/* A process that is stopped, and goes on, has heard of its gap. */
static int stopped_process_does_not_hold_up_the_others(void)
{
	char data[50000];
	pid_t pid;
	int status;

	memset(data, 'x', sizeof(data));
	begin(0);
	join_worker(3);
	watch(3, "a");
	settle();
	rtws_hub_set_backlog(hub, 1 << 20);
	pid = fork_worker(0, "ann");
	CHECK(wait_for("a=ann"));
	CHECK(kill(pid, SIGSTOP) == 0);
	for (int i = 0; i < 100; i++) {
		publish_data(3, "a", (rtws_text_t){ data, sizeof(data) }, (how_t){ 0 });
		settle();
	}
	CHECK(workers[3].answers == 101);
	CHECK(waiting_for(0) >= 1 << 20 && waiting_for(0) < (1 << 20) + 2 * sizeof(data));
	CHECK(kill(pid, SIGCONT) == 0);
	CHECK(wait_for("-a:ann")); /* it ends when it hears of a gap */
	CHECK(waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 7);
	end();
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(hanging_worker_misses_what_is_over_the_bound) },
		{ NAMED(gap_is_told_by_what_is_down_already) },
		{ NAMED(letters_to_a_hanging_worker_are_answered) },
		{ NAMED(answers_wait_and_bound_the_questions) },
		{ NAMED(hanging_master_fills_the_worker_to_its_bound) },
		{ NAMED(worker_without_master_goes_on_alone) },
		{ NAMED(stopped_worker_hears_nothing) },
		{ NAMED(stopped_worker_is_answered_at_once) },
		{ NAMED(worker_that_has_not_started_is_answered_at_once) },
		{ NAMED(last_words_of_a_worker_count) },
		{ NAMED(detached_worker_is_gone_although_its_socket_is_open) },
		{ NAMED(number_is_free_when_its_worker_has_ended) },
		{ NAMED(nonsense_ends_its_worker_only) },
		{ NAMED(nonsense_of_the_master_ends_the_worker) },
		{ NAMED(killed_process_leaves_nothing_behind) },
		{ NAMED(stopped_process_does_not_hold_up_the_others) },
	};

	return run_tests(tests, COUNT(tests));
}
