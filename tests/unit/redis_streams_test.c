#include "redis_broker_rig.h"

#include "broker/streams.h"

#include <sys/prctl.h>

/* ---- consumers ------------------------------------------------------------------------------- */

typedef struct {
	node_t *node;
	rtws_consumer_t *consumer;
	char log[4096]; /* "data*attempt " of each entry that came */
	struct {
		uint64_t token;
		char id[RTWS_STREAM_ID_MAX];
	} hand[64];
	unsigned in_hand;
} taker_t;

static rtws_consumer_terms_t terms;

static bool on_entry(void *context, const rtws_entry_t *entry)
{
	taker_t *t = context;
	size_t n = strlen(t->log);

	snprintf(t->log + n, sizeof(t->log) - n, "%.*s*%u ", (int) entry->data.len, entry->data.at,
			 entry->attempt);
	snprintf(t->hand[t->in_hand].id, RTWS_STREAM_ID_MAX, "%.*s", (int) entry->id.len, entry->id.at);
	t->hand[t->in_hand++].token = entry->token;
	return true;
}

static void begin_streams(void)
{
	cli("FLUSHALL");
	terms = (rtws_consumer_terms_t){
		.stream = TEXT("s"),
		.group = TEXT("g"),
		.prefetch = 1,
		.attempts_max = 3,
		.delay_min_ms = 100,
		.delay_max_ms = 1000,
		.lease_ms = 400,
		.bounds = { .length = 100, .dead = 10, .remember_ms = 60000 },
	};
}

static void consume(taker_t *t, node_t *node)
{
	*t = (taker_t){ .node = node };
	t->consumer = node->broker->streams->open(node->broker, &terms, on_entry, t);
}

/* Until all this has come. */
static bool came(taker_t *t, const char *log)
{
	double end = now_s() + PATIENCE_S;

	while (strlen(t->log) < strlen(log) && now_s() < end) {
		turn();
	}
	if (strcmp(t->log, log) != 0) {
		fprintf(stderr, "came: %s\nnot:  %s\n", t->log, log);
		return false;
	}
	t->log[0] = '\0';
	return true;
}

static void settle_nth(taker_t *t, unsigned n, rtws_outcome_t outcome)
{
	uint64_t token = t->hand[n].token;

	memmove(&t->hand[n], &t->hand[n + 1], (--t->in_hand - n) * sizeof(t->hand[0]));
	t->node->broker->streams->settle(t->node->broker, t->consumer, token, outcome,
									 TEXT("it fell over"));
}

static void settle(taker_t *t, rtws_outcome_t outcome)
{
	settle_nth(t, 0, outcome);
}

static void close_taker(taker_t *t)
{
	t->node->broker->streams->close(t->node->broker, t->consumer);
}

/* ---- calls, until they are answered ---------------------------------------------------------- */

static char last_id[RTWS_STREAM_ID_MAX];

static void on_appended(void *arg, const rtws_appended_t *result)
{
	on_done(arg, result->error);
	((answer_t *) arg)->recovered = result->is_duplicate;
	snprintf(last_id, sizeof(last_id), "%.*s", (int) result->id.len, result->id.at);
}

static int append_with(node_t *node, const char *data, const char *key, const char *order)
{
	answer_t answer = { 0 };
	rtws_append_t what = { .stream = terms.stream,
						   .key = TEXT(key),
						   .order = TEXT(order),
						   .kind = RTWS_DATA_TEXT,
						   .data = TEXT(data),
						   .bounds = terms.bounds };

	node->broker->streams->append(node->broker, &what, on_appended, &answer);
	return waited(&answer)->error != 0 ? answer.error : answer.recovered;
}

static int append(node_t *node, const char *data)
{
	return append_with(node, data, "", "");
}

static void on_info(void *arg, const rtws_stream_info_t *info)
{
	answer_t *answer = arg;

	on_done(arg, info->error);
	snprintf(answer->list, sizeof(answer->list), "%llu %llu", (unsigned long long) info->length,
			 (unsigned long long) info->dead);
	for (uint32_t i = 0; i < info->count; i++) {
		const rtws_group_info_t *g = &info->groups[i];

		snprintf(answer->list + strlen(answer->list), 200, " %.*s:%llu/%llu/%u", (int) g->name.len,
				 g->name.at, (unsigned long long) g->waiting, (unsigned long long) g->in_hand,
				 g->consumers);
	}
}

static const char *info(node_t *node)
{
	static answer_t answer;

	answer = (answer_t){ 0 };
	node->broker->streams->info(node->broker, terms.stream, on_info, &answer);
	return waited(&answer)->list;
}

/* What is being settled has been: commands of a link keep their order. */
static bool is_info(node_t *node, const char *expected)
{
	const char *got = info(node);

	if (strcmp(got, expected) != 0) {
		fprintf(stderr, "info: %s\nnot:  %s\n", got, expected);
		return false;
	}
	return true;
}

static void on_dead(void *arg, const rtws_dead_letters_t *dead)
{
	answer_t *answer = arg;

	on_done(arg, dead->error);
	for (uint32_t i = 0; i < dead->count; i++) {
		const rtws_dead_letter_t *l = &dead->letters[i];

		snprintf(answer->list + strlen(answer->list), 300, "%.*s/%.*s*%u:%.*s ", (int) l->group.len,
				 l->group.at, (int) l->data.len, l->data.at, l->attempts, (int) l->error.len,
				 l->error.at);
	}
}

static const char *dead(node_t *node)
{
	static answer_t answer;

	answer = (answer_t){ 0 };
	node->broker->streams->dead(node->broker, terms.stream, 10, on_dead, &answer);
	return waited(&answer)->list;
}

static int undertake(node_t *node, const char *id, const char *group, bool discards)
{
	answer_t answer = { 0 };
	rtws_dead_order_t order = { terms.stream, TEXT(id), TEXT(group), discards };

	node->broker->streams->undertake(node->broker, &order, on_reached, &answer);
	return waited(&answer)->error != 0 ? answer.error : (int) answer.reached;
}

static int trim(node_t *node, uint32_t length)
{
	answer_t answer = { 0 };

	node->broker->streams->trim(node->broker, terms.stream, length, on_reached, &answer);
	return waited(&answer)->error != 0 ? answer.error : (int) answer.reached;
}

static int remove_group(node_t *node, const char *group)
{
	answer_t answer = { 0 };

	node->broker->streams->remove_group(node->broker, terms.stream, TEXT(group), on_reached,
										&answer);
	return waited(&answer)->error != 0 ? answer.error : (int) answer.reached;
}

/* ---- tests ----------------------------------------------------------------------------------- */

static int entries_come_to_each_group_and_go_with_the_last(void)
{
	node_t a, b;
	taker_t g, h;

	begin_streams();
	CHECK(begin(&a, "a", "") && begin(&b, "b", ""));
	CHECK(append(&a, "1") == 0);
	consume(&g, &a);
	terms.group = TEXT("h");
	consume(&h, &b);
	CHECK(came(&g, "1*1 ") && came(&h, "1*1 "));
	CHECK(strcmp(g.hand[0].id, last_id) == 0);
	CHECK(append(&b, "2") == 0);
	settle(&g, RTWS_OUTCOME_DONE);
	CHECK(came(&g, "2*1 ") && is_info(&a, "2 0 g:1/1/1 h:2/1/1"));
	settle(&h, RTWS_OUTCOME_DONE);
	CHECK(came(&h, "2*1 "));
	settle(&h, RTWS_OUTCOME_DONE);
	CHECK(is_info(&b, "1 0 g:1/1/1 h:0/0/1"));
	settle(&g, RTWS_OUTCOME_DONE);
	CHECK(is_info(&a, "0 0 g:0/0/1 h:0/0/1"));
	close_taker(&g);
	end(&a);
	end(&b);
	return 0;
}

static int what_fails_comes_again_and_is_a_dead_letter_in_the_end(void)
{
	node_t a;
	taker_t g, h;
	char id[RTWS_STREAM_ID_MAX];

	begin_streams();
	CHECK(begin(&a, "a", ""));
	consume(&g, &a);
	append(&a, "x");
	strcpy(id, last_id);
	for (int i = 1; i <= 3; i++) {
		char expected[16];

		snprintf(expected, sizeof(expected), "x*%d ", i);
		CHECK(came(&g, expected));
		settle(&g, RTWS_OUTCOME_FAILED);
	}
	CHECK(is_info(&a, "0 1 g:0/0/1") && strcmp(dead(&a), "g/x*3:it fell over ") == 0);
	terms.group = TEXT("h");
	consume(&h, &a);
	CHECK(undertake(&a, "1-1", "", false) == 0 && undertake(&a, id, "h", false) == 0);
	CHECK(undertake(&a, id, "", false) == 1 && came(&g, "x*1 "));
	CHECK(strcmp(g.hand[0].id, id) == 0 && strcmp(dead(&a), "") == 0);
	append(&a, "y");
	CHECK(came(&h, "y*1 ")); /* and nothing before it */
	settle(&h, RTWS_OUTCOME_RETURNED);
	CHECK(came(&h, "y*1 "));
	settle(&g, RTWS_OUTCOME_DONE);
	CHECK(came(&g, "y*1 ") && is_info(&a, "1 0 g:1/1/1 h:1/1/1"));
	end(&a);
	return 0;
}

static int consumer_is_killed(bool is_renewed)
{
	node_t a;
	taker_t g;
	int tell[2];
	char log[8] = "";
	pid_t pid;

	begin_streams();
	CHECK(pipe(tell) == 0);
	pid = fork();
	if (pid == 0) {
		node_t own;

		prctl(PR_SET_PDEATHSIG, SIGKILL); /* it does not outlive a test that fails */
		begin_loop();
		if (!begin(&own, "victim", "")) {
			_exit(1);
		}
		consume(&g, &own);
		while (g.in_hand == 0) {
			turn();
		}
		if (write(tell[1], g.log, 4) != 4) {
			_exit(1);
		}
		for (;;) { /* in its handler, which is long */
			turn();
		}
	}
	CHECK(begin(&a, "a", ""));
	append(&a, "x");
	CHECK(read(tell[0], log, 4) == 4 && strcmp(log, "x*1 ") == 0);
	consume(&g, &a);
	if (is_renewed) {
		rest(1.5); /* leases are 0.4 s */
		CHECK(g.in_hand == 0 && is_info(&a, "1 0 g:1/1/2"));
	}
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	CHECK(came(&g, "x*2 "));
	settle(&g, RTWS_OUTCOME_DONE);
	rest(0.6);
	CHECK(is_info(&a, "0 0 g:0/0/1"));
	/* the dead consumer is forgotten */
	CHECK(strstr(cli("XINFO CONSUMERS rtws:stream:s g"), "victim") == NULL);
	close(tell[0]);
	close(tell[1]);
	end(&a);
	return 0;
}

static int consumer_killed_in_its_handler_loses_nothing(void)
{
	return consumer_is_killed(false);
}

static int long_handler_keeps_its_entry_as_long_as_its_process_lives(void)
{
	return consumer_is_killed(true);
}

static int poison_that_kills_is_a_dead_letter_in_the_end(void)
{
	node_t a, b;
	taker_t g;

	begin_streams();
	terms.attempts_max = 1;
	CHECK(begin(&a, "a", "") && begin(&b, "b", ""));
	consume(&g, &a);
	append(&b, "x");
	CHECK(came(&g, "x*1 "));
	cli("CLIENT KILL TYPE normal");
	end(&a); /* it has no time to give anything back */
	consume(&g, &b);
	for (double until = now_s() + PATIENCE_S; dead(&b)[0] == '\0' && now_s() < until;) {
		rest(0.05);
	}
	CHECK(strstr(dead(&b), "g/x*1:its process ended") != NULL && g.in_hand == 0);
	end(&b);
	return 0;
}

static int entries_of_one_order_wait_for_each_other(void)
{
	node_t a, b;
	taker_t g, h;

	begin_streams();
	terms.prefetch = 10;
	CHECK(begin(&a, "a", "") && begin(&b, "b", ""));
	append_with(&a, "k1", "", "k");
	append_with(&a, "k2", "", "k");
	append_with(&a, "l1", "", "l");
	append_with(&a, "k3", "", "k");
	append(&a, "free");
	consume(&g, &a);
	CHECK(came(&g, "k1*1 l1*1 free*1 "));
	consume(&h, &b);
	settle(&g, RTWS_OUTCOME_FAILED);
	rest(0.4);
	CHECK(strlen(g.log) + strlen(h.log) == strlen("k1*2 "));
	while (g.in_hand > 2 || h.in_hand > 0) { /* k1, k2, k3 one by one, on whichever side */
		taker_t *t = h.in_hand > 0 ? &h : &g;
		size_t before = strlen(g.log) + strlen(h.log);

		settle_nth(t, t->in_hand - 1, RTWS_OUTCOME_DONE);
		rest(0.2);
		CHECK(strlen(g.log) + strlen(h.log) <= before + 5);
	}
	CHECK(strstr(g.log, "k2*1") != NULL || strstr(h.log, "k2*1") != NULL);
	CHECK(strstr(g.log, "k3*1") != NULL || strstr(h.log, "k3*1") != NULL);
	CHECK(is_info(&a, "2 0 g:2/2/2"));
	end(&a);
	end(&b);
	return 0;
}

static int full_stream_refuses_or_the_oldest_go(void)
{
	node_t a;
	taker_t g;

	begin_streams();
	terms.bounds.length = 2;
	CHECK(begin(&a, "a", ""));
	CHECK(append(&a, "1") == 0 && append_with(&a, "2", "key", "") == 0);
	CHECK(append(&a, "3") == RTWS_E_FULL && append_with(&a, "2", "key", "") == 1);
	terms.bounds.drops_oldest = true;
	CHECK(append(&a, "3") == 0);
	consume(&g, &a);
	CHECK(came(&g, "2*1 "));
	CHECK(append(&a, "4") == 0); /* what is in hand may go as well */
	settle(&g, RTWS_OUTCOME_FAILED);
	CHECK(came(&g, "3*1 ") && trim(&a, 1) == 1);
	settle(&g, RTWS_OUTCOME_DONE);
	CHECK(came(&g, "4*1 ") && is_info(&a, "1 0 g:1/1/1"));
	CHECK(remove_group(&a, "g") == RTWS_E_EXISTS && remove_group(&a, "none") == 0);
	close_taker(&g);
	settle(&g, RTWS_OUTCOME_RETURNED);
	CHECK(is_info(&a, "1 0 g:1/1/0"));
	CHECK(remove_group(&a, "g") == 1 && is_info(&a, "0 0"));
	CHECK(strcmp(cli("KEYS 'rtws:stream-[a-jl-z]*'"), "") == 0);
	end(&a);
	return 0;
}

static int first_group_decides_about_what_was_there_before(void)
{
	node_t a;
	taker_t g;

	begin_streams();
	CHECK(begin(&a, "a", ""));
	append(&a, "old");
	terms.is_new_only = true;
	consume(&g, &a);
	append(&a, "new");
	CHECK(came(&g, "new*1 ") && is_info(&a, "1 0 g:1/1/1"));
	end(&a);
	return 0;
}

static int after_a_break_consumers_go_on(void)
{
	node_t a;
	taker_t g;

	begin_streams();
	CHECK(begin(&a, "a", ""));
	consume(&g, &a);
	append(&a, "1");
	CHECK(came(&g, "1*1 "));
	end_redis(&redises[0]);
	CHECK(await(&a, "down"));
	CHECK(append(&a, "2") == RTWS_E_BROKER);
	CHECK(start_redis(&redises[0]) && await_times(&a, "up\n", 2));
	CHECK(append(&a, "3") == 0); /* Redis has lost its memory, groups and all */
	settle(&g, RTWS_OUTCOME_DONE);
	CHECK(came(&g, "3*1 "));
	end(&a);
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(entries_come_to_each_group_and_go_with_the_last) },
		{ NAMED(what_fails_comes_again_and_is_a_dead_letter_in_the_end) },
		{ NAMED(consumer_killed_in_its_handler_loses_nothing) },
		{ NAMED(long_handler_keeps_its_entry_as_long_as_its_process_lives) },
		{ NAMED(poison_that_kills_is_a_dead_letter_in_the_end) },
		{ NAMED(entries_of_one_order_wait_for_each_other) },
		{ NAMED(full_stream_refuses_or_the_oldest_go) },
		{ NAMED(first_group_decides_about_what_was_there_before) },
		{ NAMED(after_a_break_consumers_go_on) },
	};

	return rig_run(tests, COUNT(tests));
}
