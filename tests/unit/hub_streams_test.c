#include "hub_rig.h"

#include "broker/streams.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

/* ---- consumers and what they hear ------------------------------------------------------------ */

static rtws_consumer_t *consumers[WORKERS];
static uint64_t tokens[WORKERS][64]; /* in hand, in the order they came */
static unsigned in_hand[WORKERS];
static rtws_consumer_terms_t terms;

static bool on_entry(void *context, const rtws_entry_t *entry)
{
	worker_t *w = context;
	int i = (int) (w - workers);

	put(w, "%.*s*%u ", (int) entry->data.len, entry->data.at, entry->attempt);
	tokens[i][in_hand[i]++] = entry->token;
	return true;
}

static void begin_streams(int count)
{
	begin(count);
	memset(in_hand, 0, sizeof(in_hand));
	terms = (rtws_consumer_terms_t){
		.stream = text("s"),
		.group = text("g"),
		.prefetch = 1,
		.attempts_max = 2,
		.bounds = { .length = 3, .dead = 10, .remember_ms = 60000 },
	};
}

static rtws_consumer_t *open_in(rtws_broker_t *broker, void *context)
{
	return broker->streams->open(broker, &terms, on_entry, context);
}

static void consume(int i)
{
	consumers[i] = open_in(BROKER(i), &workers[i]);
	settle();
}

static void finish(int i, rtws_outcome_t outcome)
{
	uint64_t token = tokens[i][0];

	memmove(tokens[i], tokens[i] + 1, --in_hand[i] * sizeof(token));
	BROKER(i)->streams->settle(BROKER(i), consumers[i], token, outcome, text("it failed"));
	settle();
}

static char last_id[RTWS_STREAM_ID_MAX];

static void on_appended(void *arg, const rtws_appended_t *result)
{
	on_done(arg, result->error);
	put(arg, result->is_duplicate ? "duplicate " : "");
	snprintf(last_id, sizeof(last_id), "%.*s", (int) result->id.len, result->id.at);
}

static int append_with(int i, const char *data, const char *key, const char *order)
{
	rtws_append_t what = { .stream = text("s"),
						   .key = text(key),
						   .order = text(order),
						   .data = text(data),
						   .bounds = terms.bounds };

	workers[i].error = 1;
	BROKER(i)->streams->append(BROKER(i), &what, on_appended, &workers[i]);
	settle();
	return workers[i].error;
}

static int append(int i, const char *data)
{
	return append_with(i, data, "", "");
}

static void on_dead(void *arg, const rtws_dead_letters_t *result)
{
	on_done(arg, result->error);
	for (uint32_t i = 0; i < result->count; i++) {
		const rtws_dead_letter_t *l = &result->letters[i];

		put(arg, "%s:%.*s/%.*s/%.*s*%u:%.*s ",
			l->id.len == strlen(last_id) && memcmp(l->id.at, last_id, l->id.len) == 0 ? "last"
																					  : "other",
			(int) l->group.len, l->group.at, (int) l->order.len, l->order.at, (int) l->data.len,
			l->data.at, l->attempts, (int) l->error.len, l->error.at);
	}
}

static void on_info(void *arg, const rtws_stream_info_t *info)
{
	on_done(arg, info->error);
	put(arg, "length=%llu dead=%llu ", (unsigned long long) info->length,
		(unsigned long long) info->dead);
	for (uint32_t i = 0; i < info->count; i++) {
		put(arg, "%.*s:%llu/%llu/%u ", (int) info->groups[i].name.len, info->groups[i].name.at,
			(unsigned long long) info->groups[i].waiting,
			(unsigned long long) info->groups[i].in_hand, info->groups[i].consumers);
	}
}

static const char *info(int i)
{
	BROKER(i)->streams->info(BROKER(i), text("s"), on_info, &workers[i]);
	settle();
	return heard(i);
}

/* ---- tests ----------------------------------------------------------------------------------- */

static int what_one_worker_appends_another_handles(void)
{
	begin_streams(3);
	consume(1);
	CHECK(append(0, "a") == 0 && append(2, "b") == 0);
	HEARD(1, "a*1 ");
	finish(1, RTWS_OUTCOME_DONE);
	HEARD(1, "b*1 ");
	finish(1, RTWS_OUTCOME_RETURNED);
	HEARD(1, "b*1 ");
	finish(1, RTWS_OUTCOME_FAILED);
	HEARD(1, "b*2 ");
	finish(1, RTWS_OUTCOME_DONE);
	CHECK(strcmp(info(0), "length=0 dead=0 g:0/0/1 ") == 0);
	end();
	return 0;
}

static int entry_goes_to_one_of_the_workers(void)
{
	begin_streams(3);
	consume(1);
	consume(2);
	append(0, "a");
	append(0, "b");
	append(0, "c");
	HEARD(1, "a*1 ");
	HEARD(2, "b*1 ");
	finish(2, RTWS_OUTCOME_DONE);
	HEARD(2, "c*1 ");
	CHECK(strcmp(info(0), "length=2 dead=0 g:2/2/2 ") == 0);
	end();
	return 0;
}

static int worker_that_ends_leaves_what_it_has_to_others(void)
{
	begin_streams(3);
	terms.prefetch = 2;
	consume(1);
	append(0, "a");
	append(0, "b");
	HEARD(1, "a*1 b*1 ");
	drop_worker(1);
	settle();
	consume(2);
	HEARD(2, "a*2 b*2 ");
	drop_worker(2);
	settle();
	CHECK(strcmp(info(0), "length=0 dead=2 g:0/0/0 ") == 0);
	end();
	return 0;
}

/* A process of its own, in its handler. */
static pid_t fork_consumer(int fd, int tell)
{
	pid_t pid = fork();

	if (pid == 0) {
		rtws_loop_t *own = rtws_loop_create();
		rtws_broker_t *broker = rtws_broker_hub_create(&worker_events, &workers[3], fd);

		prctl(PR_SET_PDEATHSIG, SIGKILL); /* it does not outlive a test that fails */
		broker->ops->start(broker, own);
		open_in(broker, &workers[3]);
		while (in_hand[3] == 0) {
			broker->ops->flush(broker);
			rtws_loop_turn(own, true);
		}
		if (write(tell, workers[3].log, workers[3].len) < 0) {
			_exit(1);
		}
		for (;;) {
			pause();
		}
	}
	return pid;
}

static int consumer_killed_in_its_handler_loses_nothing(void)
{
	int fds[2], tell[2];
	char log[16] = "";
	pid_t pid;

	begin_streams(2);
	append(0, "a");
	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == 0 && pipe(tell) == 0);
	pid = fork_consumer(fds[1], tell[1]);
	close(fds[1]);
	close(tell[1]);
	CHECK(rtws_hub_attach(hub, 3, fds[0]) == 0);
	while (strcmp(info(0), "length=1 dead=0 g:1/1/1 ") != 0) {
		usleep(1000); /* until the process has got it */
	}
	CHECK(read(tell[0], log, sizeof(log) - 1) == 4 && strcmp(log, "a*1 ") == 0);
	consume(1);
	HEARD(1, "");
	CHECK(kill(pid, SIGKILL) == 0 && waitpid(pid, NULL, 0) == pid);
	settle();
	HEARD(1, "a*2 ");
	finish(1, RTWS_OUTCOME_DONE);
	CHECK(strcmp(info(0), "length=0 dead=0 g:0/0/1 ") == 0);
	close(tell[0]);
	end();
	return 0;
}

static int dead_letters_come_whole(void)
{
	begin_streams(2);
	terms.attempts_max = 1;
	consume(1);
	append_with(0, "a", "", "an order");
	finish(1, RTWS_OUTCOME_FAILED);
	heard(0);
	BROKER(0)->streams->dead(BROKER(0), text("s"), 10, on_dead, &workers[0]);
	settle();
	HEARD(0, "last:g/an order/a*1:it failed ");
	BROKER(0)->streams->undertake(BROKER(0),
								  &(rtws_dead_order_t){ .stream = text("s"), .id = text(last_id) },
								  on_reached, &workers[0]);
	settle();
	CHECK(workers[0].error == 0 && workers[0].reached == 1);
	HEARD(1, "a*1 a*1 ");
	end();
	return 0;
}

static int full_stream_refuses_and_a_key_counts_once(void)
{
	begin_streams(2);
	CHECK(append_with(0, "a", "k", "") == 0 && append_with(1, "a", "k", "") == 0);
	HEARD(1, "duplicate ");
	CHECK(append(0, "b") == 0 && append(1, "c") == 0 && append(0, "d") == RTWS_E_FULL);
	BROKER(1)->streams->trim(BROKER(1), text("s"), 1, on_reached, &workers[1]);
	settle();
	CHECK(workers[1].reached == 2);
	consume(1);
	BROKER(0)->streams->remove_group(BROKER(0), text("s"), text("g"), on_reached, &workers[0]);
	settle();
	CHECK(workers[0].error == RTWS_E_EXISTS);
	end();
	return 0;
}

static int closed_consumer_settles_what_it_has(void)
{
	begin_streams(2);
	terms.prefetch = 2;
	consume(1);
	append(0, "a");
	append(0, "b");
	BROKER(1)->streams->close(BROKER(1), consumers[1]);
	append(0, "c"); /* may be on its way already */
	finish(1, RTWS_OUTCOME_DONE);
	CHECK(strcmp(info(0), "length=2 dead=0 g:2/1/0 ") == 0);
	finish(1, RTWS_OUTCOME_RETURNED);
	consume(1);
	heard(1);
	CHECK(in_hand[1] == 2);
	end();
	return 0;
}

static int without_a_master_nothing_is_appended(void)
{
	begin_streams(2);
	consume(1);
	append(0, "a");
	rtws_hub_destroy(hub);
	hub = NULL;
	settle();
	CHECK(append(0, "b") == RTWS_E_BROKER);
	finish(1, RTWS_OUTCOME_DONE);
	BROKER(1)->streams->close(BROKER(1), consumers[1]);
	CHECK(open_in(BROKER(0), &workers[0]) != NULL);
	end();
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(what_one_worker_appends_another_handles) },
		{ NAMED(entry_goes_to_one_of_the_workers) },
		{ NAMED(worker_that_ends_leaves_what_it_has_to_others) },
		{ NAMED(consumer_killed_in_its_handler_loses_nothing) },
		{ NAMED(dead_letters_come_whole) },
		{ NAMED(full_stream_refuses_and_a_key_counts_once) },
		{ NAMED(closed_consumer_settles_what_it_has) },
		{ NAMED(without_a_master_nothing_is_appended) },
	};

	return run_tests(tests, COUNT(tests));
}
