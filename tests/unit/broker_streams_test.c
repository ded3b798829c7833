#include "unit.h"
#include "alloc.h"
#include "world.h"

#include "broker/memory.h"
#include "util/error.h"
#include "util/log.h"

#include <stdlib.h>
#include <string.h>

static rtws_broker_t *broker;
static rtws_loop_t *loop;
static const rtws_broker_events_t no_events;

static rtws_text_t text(const char *bytes)
{
	return (rtws_text_t){ bytes, strlen(bytes) };
}

/* ---- a process that consumes ----------------------------------------------------------------- */

enum { HANDS = 1024 };

typedef struct {
	rtws_consumer_t *consumer;
	char log[4096]; /* "data*attempt " of each entry that came */
	struct {
		uint64_t token;
		char data[32];
		char id[RTWS_STREAM_ID_MAX];
		uint32_t attempt;
	} hand[HANDS]; /* not settled yet, in the order they came */
	unsigned in_hand;
	unsigned came;
} worker_t;

static worker_t workers[4];

static bool has_memory = true;

static bool on_entry(void *context, const rtws_entry_t *entry)
{
	worker_t *w = context;
	size_t n = strlen(w->log);

	if (!has_memory) {
		return false;
	}
	if (n + 64 < sizeof(w->log)) {
		snprintf(w->log + n, sizeof(w->log) - n, "%.*s*%u ", (int) entry->data.len, entry->data.at,
				 entry->attempt);
	}
	w->hand[w->in_hand].token = entry->token;
	w->hand[w->in_hand].attempt = entry->attempt;
	snprintf(w->hand[w->in_hand].data, sizeof(w->hand[0].data), "%.*s", (int) entry->data.len,
			 entry->data.at);
	snprintf(w->hand[w->in_hand].id, sizeof(w->hand[0].id), "%.*s", (int) entry->id.len,
			 entry->id.at);
	w->in_hand++;
	w->came++;
	return entry->consumer != NULL;
}

static rtws_stream_bounds_t bounds;
static rtws_consumer_terms_t terms;

static void begin(void)
{
	world_reset();
	loop = rtws_loop_create();
	broker = rtws_broker_memory_create(&no_events, NULL);
	broker->ops->start(broker, loop);
	memset(workers, 0, sizeof(workers));
	bounds = (rtws_stream_bounds_t){ .length = 100, .dead = 10, .remember_ms = 1000 };
	terms = (rtws_consumer_terms_t){ .stream = text("s"),
									 .group = text("g"),
									 .prefetch = 1,
									 .attempts_max = 3,
									 .delay_min_ms = 1000,
									 .delay_max_ms = 60000 };
}

static void end(void)
{
	broker->ops->destroy(broker);
	rtws_loop_destroy(loop);
	world_reset();
}

static worker_t *consume(int i)
{
	worker_t *w = &workers[i];

	terms.bounds = bounds;
	w->consumer = broker->streams->open(broker, &terms, on_entry, w);
	return w;
}

static worker_t *consume_as(int i, const char *group)
{
	terms.group = text(group);
	return consume(i);
}

/* What came since it was asked last. */
static const char *came(worker_t *w)
{
	static char log[sizeof(w->log)];

	strcpy(log, w->log);
	w->log[0] = '\0';
	return log;
}

/* The n-th in hand, 0: the oldest. */
static void settle_nth(worker_t *w, unsigned n, rtws_outcome_t outcome)
{
	uint64_t token = w->hand[n].token;

	memmove(&w->hand[n], &w->hand[n + 1], (w->in_hand - n - 1) * sizeof(w->hand[0]));
	w->in_hand--;
	broker->streams->settle(broker, w->consumer, token, outcome, text("it fell over"));
}

static void settle(worker_t *w, rtws_outcome_t outcome)
{
	settle_nth(w, 0, outcome);
}

/* As whoever learns that a process has ended has it. */
static void die(worker_t *w)
{
	broker->streams->close(broker, w->consumer);
	while (w->in_hand > 0) {
		w->in_hand--;
		broker->streams->settle(broker, w->consumer, w->hand[w->in_hand].token, RTWS_OUTCOME_DIED,
								text("it died"));
	}
}

static void pass(uint64_t ms)
{
	world_advance(ms);
	rtws_loop_turn(loop, true); /* the next tick */
}

/* ---- calls ----------------------------------------------------------------------------------- */

static char last_id[RTWS_STREAM_ID_MAX];
static bool was_duplicate;

static void on_appended(void *arg, const rtws_appended_t *result)
{
	*(int *) arg = result->error;
	was_duplicate = result->is_duplicate;
	snprintf(last_id, sizeof(last_id), "%.*s", (int) result->id.len, result->id.at);
}

static int append_with(const char *data, const char *key, const char *order)
{
	rtws_append_t what = { .stream = text("s"),
						   .key = text(key),
						   .order = text(order),
						   .data = text(data),
						   .bounds = bounds };
	int error = 1;

	broker->streams->append(broker, &what, on_appended, &error);
	return error;
}

static int append(const char *data)
{
	return append_with(data, "", "");
}

static rtws_stream_info_t told;
static rtws_group_info_t told_groups[8];

static void on_info(void *arg, const rtws_stream_info_t *info)
{
	(void) arg;
	told = *info;
	for (uint32_t i = 0; i < info->count && i < 8; i++) {
		told_groups[i] = info->groups[i];
	}
}

static uint64_t length(void)
{
	broker->streams->info(broker, text("s"), on_info, NULL);
	return told.length;
}

static char dead_list[1024];

static void on_dead(void *arg, const rtws_dead_letters_t *dead)
{
	size_t n = 0;

	(void) arg;
	dead_list[0] = '\0';
	for (uint32_t i = 0; i < dead->count; i++) {
		const rtws_dead_letter_t *l = &dead->letters[i];

		n += (size_t) snprintf(dead_list + n, sizeof(dead_list) - n, "%.*s/%.*s*%u:%.*s ",
							   (int) l->group.len, l->group.at, (int) l->data.len, l->data.at,
							   l->attempts, (int) l->error.len, l->error.at);
	}
}

static const char *dead(uint32_t limit)
{
	strcpy(dead_list, "no answer");
	broker->streams->dead(broker, text("s"), limit, on_dead, NULL);
	return dead_list;
}

static void on_count(void *arg, int error, uint64_t count)
{
	*(int64_t *) arg = error != 0 ? error : (int64_t) count;
}

static int64_t undertake(const char *id, const char *group, bool discards)
{
	rtws_dead_order_t order = {
		.stream = text("s"), .id = text(id), .group = text(group), .discards = discards
	};
	int64_t count = -99;

	broker->streams->undertake(broker, &order, on_count, &count);
	return count;
}

static int64_t trim(uint32_t to)
{
	int64_t count = -99;

	broker->streams->trim(broker, text("s"), to, on_count, &count);
	return count;
}

static int64_t remove_group(const char *group)
{
	int64_t count = -99;

	broker->streams->remove_group(broker, text("s"), text(group), on_count, &count);
	return count;
}

/* ---- handing out ----------------------------------------------------------------------------- */

static int entries_come_one_after_the_other_in_order(void)
{
	worker_t *w;

	begin();
	append("a");
	append("b");
	w = consume(0);
	append("c");
	CHECK(strcmp(came(w), "a*1 ") == 0);
	settle(w, RTWS_OUTCOME_DONE);
	CHECK(strcmp(came(w), "b*1 ") == 0);
	settle(w, RTWS_OUTCOME_DONE);
	CHECK(strcmp(came(w), "c*1 ") == 0 && length() == 1);
	settle(w, RTWS_OUTCOME_DONE);
	CHECK(length() == 0);
	append("d");
	CHECK(strcmp(came(w), "d*1 ") == 0);
	end();
	return 0;
}

static int ids_grow_also_within_a_millisecond(void)
{
	uint64_t ms = 0, seq = 0;

	begin();
	for (int i = 0; i < 50; i++) {
		unsigned long long now, n;

		append("x");
		CHECK(sscanf(last_id, "%llu-%llu", &now, &n) == 2);
		CHECK(now > ms || (now == ms && n > seq));
		ms = now;
		seq = n;
		if (i == 25) {
			world_advance(5);
		}
	}
	end();
	return 0;
}

static int consumer_has_so_many_at_a_time_and_they_take_turns(void)
{
	worker_t *a, *b;

	begin();
	terms.prefetch = 3;
	a = consume(0);
	b = consume(1);
	for (int i = 0; i < 10; i++) {
		append("x");
	}
	CHECK(a->in_hand == 3 && b->in_hand == 3);
	settle_nth(a, 1, RTWS_OUTCOME_DONE);
	settle_nth(a, 0, RTWS_OUTCOME_DONE);
	CHECK(a->in_hand == 3 && a->came == 5 && b->came == 3 && length() == 8);
	broker->streams->info(broker, text("s"), on_info, NULL);
	CHECK(told.count == 1 && told_groups[0].waiting == 8 && told_groups[0].in_hand == 6 &&
		  told_groups[0].consumers == 2);
	end();
	return 0;
}

static int every_group_gets_every_entry_which_goes_with_the_last(void)
{
	worker_t *a, *b;

	begin();
	append("1");
	a = consume_as(0, "a");
	b = consume_as(1, "b");
	append("2");
	settle(a, RTWS_OUTCOME_DONE);
	settle(a, RTWS_OUTCOME_DONE);
	CHECK(strcmp(came(a), "1*1 2*1 ") == 0 && length() == 2);
	settle(b, RTWS_OUTCOME_DONE);
	CHECK(strcmp(came(b), "1*1 2*1 ") == 0 && length() == 1);
	settle(b, RTWS_OUTCOME_DONE);
	CHECK(length() == 0);
	end();
	return 0;
}

static int first_group_decides_about_what_was_there_before(void)
{
	worker_t *w;

	begin();
	append("old");
	terms.is_new_only = true;
	w = consume(0);
	CHECK(length() == 0);
	append("new");
	CHECK(strcmp(came(w), "new*1 ") == 0);
	consume_as(1, "late");
	CHECK(workers[1].came == 0 && length() == 1);
	append("newer");
	settle(w, RTWS_OUTCOME_DONE);
	CHECK(strcmp(came(&workers[1]), "newer*1 ") == 0 && length() == 1);
	end();
	return 0;
}

/* ---- again ----------------------------------------------------------------------------------- */

static int failure_comes_again_after_a_delay_that_doubles(void)
{
	worker_t *w;

	begin();
	w = consume(0);
	append("a");
	append("b");
	settle(w, RTWS_OUTCOME_FAILED);
	CHECK(strcmp(came(w), "a*1 b*1 ") == 0);
	settle(w, RTWS_OUTCOME_DONE);
	pass(400);
	CHECK(strcmp(came(w), "") == 0);
	pass(800);
	CHECK(strcmp(came(w), "a*2 ") == 0);
	settle(w, RTWS_OUTCOME_FAILED);
	pass(1000);
	CHECK(strcmp(came(w), "") == 0 && length() == 1);
	pass(1200);
	CHECK(strcmp(came(w), "a*3 ") == 0);
	settle(w, RTWS_OUTCOME_DONE);
	CHECK(length() == 0 && strcmp(dead(10), "") == 0);
	end();
	return 0;
}

static int delays_have_an_upper_bound(void)
{
	CHECK(rtws_stream_delay(1000, 60000, 1) == 1000 && rtws_stream_delay(1000, 60000, 3) == 4000);
	CHECK(rtws_stream_delay(1000, 60000, 7) == 60000 &&
		  rtws_stream_delay(1000, 60000, 4000000000u) == 60000);
	CHECK(rtws_stream_delay(4000000000u, 4000000000u, 31) == 4000000000u);
	CHECK(rtws_stream_delay(0, 0, 5) == 0 && rtws_stream_delay(5, 2, 1) == 2);
	return 0;
}

static int what_is_given_back_is_not_an_attempt(void)
{
	worker_t *w;

	begin();
	w = consume(0);
	append("a");
	for (int i = 0; i < 5; i++) {
		CHECK(strcmp(came(w), "a*1 ") == 0);
		settle(w, RTWS_OUTCOME_RETURNED);
	}
	settle(w, RTWS_OUTCOME_DONE);
	CHECK(length() == 0);
	end();
	return 0;
}

static int entry_of_a_dead_process_goes_to_another_at_once(void)
{
	worker_t *a, *b;

	begin();
	a = consume(0);
	append("a");
	b = consume(1);
	CHECK(a->in_hand == 1 && b->in_hand == 0);
	die(a);
	CHECK(strcmp(came(b), "a*2 ") == 0);
	die(b);
	CHECK(length() == 1);
	a = consume(0);
	CHECK(strcmp(came(a), "a*1 a*3 ") == 0);
	die(a);
	CHECK(length() == 0);
	CHECK(strcmp(dead(10), "g/a*3:it died ") == 0);
	end();
	return 0;
}

static int closed_consumer_gets_no_more_and_settles_what_it_has(void)
{
	worker_t *a, *b;

	begin();
	terms.prefetch = 2;
	a = consume(0);
	append("a");
	append("b");
	append("c");
	broker->streams->close(broker, a->consumer);
	settle(a, RTWS_OUTCOME_DONE);
	CHECK(a->came == 2);
	b = consume(1);
	CHECK(strcmp(came(b), "c*1 ") == 0);
	settle(a, RTWS_OUTCOME_RETURNED); /* and it is freed */
	CHECK(strcmp(came(b), "b*1 ") == 0);
	broker->streams->info(broker, text("s"), on_info, NULL);
	CHECK(told_groups[0].consumers == 1);
	end();
	return 0;
}

static int settling_twice_is_settling_once(void)
{
	worker_t *w;
	uint64_t token;

	begin();
	w = consume(0);
	append("a");
	append("b");
	token = w->hand[0].token;
	settle(w, RTWS_OUTCOME_DONE);
	broker->streams->settle(broker, w->consumer, token, RTWS_OUTCOME_DONE, text(""));
	broker->streams->settle(broker, w->consumer, 12345, RTWS_OUTCOME_FAILED, text(""));
	CHECK(length() == 1 && strcmp(came(w), "a*1 b*1 ") == 0);
	end();
	return 0;
}

/* ---- dead letters ---------------------------------------------------------------------------- */

static void kill_entry(worker_t *w)
{
	for (unsigned i = 0; i < terms.attempts_max; i++) {
		settle(w, RTWS_OUTCOME_FAILED);
		pass(70000);
	}
}

static int after_the_last_attempt_it_is_a_dead_letter(void)
{
	worker_t *w;
	char id[RTWS_STREAM_ID_MAX];

	begin();
	w = consume(0);
	append("a");
	strcpy(id, last_id);
	kill_entry(w);
	CHECK(strcmp(came(w), "a*1 a*2 a*3 ") == 0 && length() == 0 && told.dead == 1);
	CHECK(strcmp(dead(10), "g/a*3:it fell over ") == 0);
	CHECK(undertake("0-0", "", false) == 0 && undertake(id, "other", false) == 0);
	CHECK(undertake(id, "g", false) == 1 && strcmp(dead(10), "") == 0);
	CHECK(strcmp(came(w), "a*1 ") == 0 && strcmp(w->hand[0].id, id) == 0);
	kill_entry(w);
	CHECK(undertake(id, "", true) == 1 && strcmp(dead(10), "") == 0 && length() == 0);
	end();
	return 0;
}

static int dead_letter_is_given_again_to_its_own_group_only(void)
{
	worker_t *a, *b;
	char id[RTWS_STREAM_ID_MAX];

	begin();
	terms.attempts_max = 1;
	a = consume_as(0, "a");
	b = consume_as(1, "b");
	append("x");
	strcpy(id, last_id);
	settle(a, RTWS_OUTCOME_FAILED);
	settle(b, RTWS_OUTCOME_DONE);
	CHECK(length() == 0 && strcmp(dead(10), "a/x*1:it fell over ") == 0);
	came(a);
	came(b);
	CHECK(undertake(id, "", false) == 1);
	CHECK(strcmp(came(a), "x*1 ") == 0 && strcmp(came(b), "") == 0);
	append("y");
	CHECK(strcmp(came(b), "y*1 ") == 0);
	settle(a, RTWS_OUTCOME_DONE);
	settle(a, RTWS_OUTCOME_DONE);
	settle(b, RTWS_OUTCOME_DONE);
	CHECK(length() == 0);
	end();
	return 0;
}

static int dead_letters_are_bounded_and_the_oldest_go(void)
{
	worker_t *w;

	begin();
	terms.attempts_max = 1;
	bounds.dead = 2;
	w = consume(0);
	rtws_log_set_level(RTWS_LOG_ERROR);
	for (const char *data = "1\0002\0003\000"; *data != '\0'; data += 2) {
		append(data);
		settle(w, RTWS_OUTCOME_FAILED);
	}
	rtws_log_set_level(RTWS_LOG_INFO);
	CHECK(strcmp(dead(10), "g/2*1:it fell over g/3*1:it fell over ") == 0);
	CHECK(strcmp(dead(1), "g/2*1:it fell over ") == 0);
	end();
	return 0;
}

/* ---- bounds ---------------------------------------------------------------------------------- */

static int full_stream_refuses(void)
{
	worker_t *w;

	begin();
	bounds.length = 2;
	CHECK(append("a") == 0 && append("b") == 0 && append_with("c", "k", "") == RTWS_E_FULL);
	w = consume(0);
	settle(w, RTWS_OUTCOME_DONE);
	CHECK(append_with("c", "k", "") == 0 && !was_duplicate); /* a refused one is not known */
	CHECK(append("d") == RTWS_E_FULL && length() == 2);
	end();
	return 0;
}

static int or_the_oldest_go(void)
{
	worker_t *w;

	begin();
	bounds.length = 2;
	bounds.drops_oldest = true;
	w = consume(0);
	append("a"); /* in hand */
	append("b");
	append("c");
	CHECK(length() == 2);
	append("d");
	CHECK(length() == 2);
	settle(w, RTWS_OUTCOME_FAILED); /* a has gone meanwhile */
	CHECK(strcmp(came(w), "a*1 c*1 ") == 0);
	settle(w, RTWS_OUTCOME_DONE);
	settle(w, RTWS_OUTCOME_DONE);
	pass(70000);
	CHECK(strcmp(came(w), "d*1 ") == 0 && length() == 0 && told_groups[0].waiting == 0);
	end();
	return 0;
}

static int trimming_removes_the_oldest_in_any_state(void)
{
	worker_t *w;

	begin();
	w = consume(0);
	for (int i = 0; i < 3; i++) {
		append_with("k", "", "key"); /* in hand, then held */
	}
	append("failed");
	for (int i = 0; i < 4; i++) {
		append("x");
	}
	CHECK(trim(20) == 0 && trim(7) == 1);
	settle(w, RTWS_OUTCOME_FAILED);
	settle(w, RTWS_OUTCOME_FAILED); /* the second of the key waits, the third is held */
	CHECK(strcmp(came(w), "k*1 k*1 failed*1 ") == 0);
	settle(w, RTWS_OUTCOME_FAILED);
	CHECK(trim(2) == 5);
	pass(70000);
	settle(w, RTWS_OUTCOME_DONE);
	CHECK(w->in_hand == 1 && trim(0) == 2);
	settle(w, RTWS_OUTCOME_DONE);
	CHECK(length() == 0 && w->in_hand == 0 && told_groups[0].waiting == 0 &&
		  told_groups[0].in_hand == 0);
	append("y");
	CHECK(w->in_hand == 1);
	end();
	return 0;
}

static int removed_group_keeps_nothing_waiting(void)
{
	worker_t *a, *b;

	begin();
	terms.prefetch = 2;
	a = consume_as(0, "a");
	b = consume_as(1, "b");
	append_with("1", "", "k");
	append_with("2", "", "k");
	append("3");
	append("4");
	settle(a, RTWS_OUTCOME_FAILED);
	CHECK(remove_group("a") == RTWS_E_EXISTS);
	broker->streams->close(broker, a->consumer);
	while (a->in_hand > 0) {
		settle(a, RTWS_OUTCOME_RETURNED);
	}
	CHECK(remove_group("a") == 1 && remove_group("a") == 0);
	while (b->in_hand > 0) {
		settle(b, RTWS_OUTCOME_DONE);
	}
	CHECK(length() == 0 && told.count == 1);
	append("5");
	broker->streams->close(broker, b->consumer);
	settle(b, RTWS_OUTCOME_RETURNED);
	CHECK(remove_group("b") == 1 && length() == 0);
	end();
	return 0;
}

static int key_is_appended_once_in_its_time(void)
{
	char id[RTWS_STREAM_ID_MAX];

	begin();
	CHECK(append_with("a", "k", "") == 0 && !was_duplicate);
	strcpy(id, last_id);
	CHECK(append_with("b", "k", "") == 0 && was_duplicate && strcmp(id, last_id) == 0);
	CHECK(append_with("c", "other", "") == 0 && !was_duplicate && length() == 2);
	world_advance(1100);
	CHECK(append_with("d", "k", "") == 0 && !was_duplicate && length() == 3);
	trim(0);
	CHECK(append_with("e", "k", "") == 0 && was_duplicate && length() == 0);
	world_advance(1100);
	rtws_streams_sweep(&((rtws_broker_memory_t *) broker)->streams);
	CHECK(rtws_streams_find(&((rtws_broker_memory_t *) broker)->streams, text("s")) == NULL);
	end();
	return 0;
}

/* ---- order keys ------------------------------------------------------------------------------ */

static int entries_of_one_key_wait_for_each_other(void)
{
	worker_t *a, *b;

	begin();
	terms.prefetch = 10;
	a = consume(0);
	b = consume(1);
	append_with("k1", "", "k");
	append_with("k2", "", "k");
	append_with("l1", "", "l");
	append("free");
	append_with("k3", "", "k");
	CHECK(a->in_hand + b->in_hand == 3 && strstr(a->log, "k1*1") != NULL);
	settle(a, RTWS_OUTCOME_FAILED);
	CHECK(strstr(a->log, "k2") == NULL && strstr(b->log, "k2") == NULL);
	came(a);
	came(b);
	pass(1100);
	CHECK(strstr(a->log, "k1*2") != NULL || strstr(b->log, "k1*2") != NULL);
	die(strstr(a->log, "k1*2") != NULL ? a : b);
	CHECK(strstr(a->log, "k2") == NULL && strstr(b->log, "k2") == NULL);
	CHECK(strstr(a->log, "k1*3") != NULL || strstr(b->log, "k1*3") != NULL);
	end();
	return 0;
}

static int next_of_a_key_comes_when_the_one_before_is_dead(void)
{
	worker_t *w;

	begin();
	terms.attempts_max = 1;
	w = consume(0);
	append_with("1", "", "k");
	append_with("2", "", "k");
	settle(w, RTWS_OUTCOME_FAILED);
	CHECK(strcmp(came(w), "1*1 2*1 ") == 0);
	settle(w, RTWS_OUTCOME_RETURNED);
	settle(w, RTWS_OUTCOME_DONE);
	append_with("3", "", "k");
	CHECK(strcmp(came(w), "2*1 3*1 ") == 0);
	end();
	return 0;
}

/* ---- all of it ------------------------------------------------------------------------------- */

enum { MODEL_ENTRIES = 2000, MODEL_KEYS = 5 };

/* Random calls; what was appended is done once in each group, and of each key in order. */
static int nothing_is_lost_and_no_order_broken_whatever_happens(void)
{
	static unsigned char done[2][MODEL_ENTRIES];
	static const char *const orders[MODEL_KEYS] = { "", "k", "l", "m", "" };
	int newest[2][MODEL_KEYS];
	int appended = 0;

	begin();
	srand(7);
	memset(done, 0, sizeof(done));
	memset(newest, -1, sizeof(newest));
	bounds.length = MODEL_ENTRIES;
	terms.attempts_max = 1000000;
	terms.prefetch = 4;
	terms.delay_min_ms = 100;
	for (int i = 0; i < 4; i++) {
		consume_as(i, i % 2 == 0 ? "a" : "b");
	}
	for (int round = 0; appended < MODEL_ENTRIES || length() > 0; round++) {
		worker_t *w = &workers[rand() % 4];
		int group = (w - workers) % 2;

		CHECK(round < 200000);
		if (appended < MODEL_ENTRIES && rand() % 3 == 0) {
			char data[16];

			snprintf(data, sizeof(data), "%d", appended);
			append_with(data, "", orders[appended % MODEL_KEYS]);
			appended++;
		}
		if (w->in_hand > 0 && rand() % 20 != 0) {
			unsigned n = (unsigned) rand() % w->in_hand;
			int number = atoi(w->hand[n].data);
			rtws_outcome_t outcome = rand() % 3 == 0   ? RTWS_OUTCOME_FAILED
									 : rand() % 8 == 0 ? RTWS_OUTCOME_RETURNED
													   : RTWS_OUTCOME_DONE;

			if (orders[number % MODEL_KEYS][0] != '\0') {
				CHECK(number == newest[group][number % MODEL_KEYS] ||
					  number == newest[group][number % MODEL_KEYS] + MODEL_KEYS ||
					  (newest[group][number % MODEL_KEYS] == -1 && number < MODEL_KEYS));
				newest[group][number % MODEL_KEYS] = number;
			}
			CHECK(done[group][number] == 0);
			done[group][number] = outcome == RTWS_OUTCOME_DONE;
			settle_nth(w, n, outcome);
		} else if (rand() % 10 == 0) {
			die(w);
			consume_as((int) (w - workers), group == 0 ? "a" : "b");
		}
		if (appended == MODEL_ENTRIES ? rand() % 20 == 0 : rand() % 500 == 0) {
			pass(1000);
		}
	}
	for (int i = 0; i < MODEL_ENTRIES; i++) {
		CHECK(done[0][i] == 1 && done[1][i] == 1);
	}
	CHECK(told_groups[0].waiting == 0 && told_groups[1].waiting == 0 && told.dead == 0);
	end();
	return 0;
}

static int without_memory_an_entry_is_refused_or_waits(void)
{
	bool was_refused = false, is_over = false;

	for (unsigned n = 1; !is_over; n++) {
		worker_t *w;
		int error;

		begin();
		terms.attempts_max = 1;
		w = consume(0);
		unit_case("allocation %u", n);
		alloc_fail_at(n);
		error = append_with("a", "key", "order");
		is_over = alloc_count() < n;
		alloc_fail_at(0);
		CHECK(error == 0 || error == RTWS_E_NOMEM);
		was_refused = was_refused || error != 0;
		if (error != 0) {
			CHECK(append_with("a", "key", "order") == 0 && !was_duplicate);
		}
		append("b");
		CHECK(w->in_hand == 1 && strcmp(w->hand[0].data, "a") == 0);
		alloc_fail_at(1); /* no letter can be made: again */
		settle(w, RTWS_OUTCOME_FAILED);
		alloc_fail_at(0);
		CHECK(strcmp(came(w), "a*1 b*1 ") == 0);
		settle(w, RTWS_OUTCOME_DONE);
		pass(70000);
		CHECK(strcmp(came(w), "a*2 ") == 0);
		settle(w, RTWS_OUTCOME_FAILED);
		CHECK(length() == 0 && told.dead == 1);
		end();
	}
	CHECK(was_refused);
	return 0;
}

static int entry_that_a_process_has_no_memory_for_comes_later(void)
{
	worker_t *w;

	begin();
	w = consume(0);
	has_memory = false;
	append("a");
	append("b");
	has_memory = true;
	CHECK(w->in_hand == 0 && length() == 2);
	pass(1100);
	CHECK(w->came == 1 && w->hand[0].attempt == 1);
	settle(w, RTWS_OUTCOME_DONE);
	settle(w, RTWS_OUTCOME_DONE);
	CHECK(length() == 0 && w->came == 2);
	end();
	return 0;
}

static int opening_without_memory_leaves_nothing_behind(void)
{
	bool is_over = false;

	for (unsigned n = 1; !is_over; n++) {
		begin();
		alloc_fail_at(n);
		is_over = consume(0)->consumer != NULL;
		alloc_fail_at(0);
		CHECK(consume(1)->consumer != NULL);
		append("a");
		CHECK(workers[0].in_hand + workers[1].in_hand == 1);
		end();
	}
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(entries_come_one_after_the_other_in_order) },
		{ NAMED(ids_grow_also_within_a_millisecond) },
		{ NAMED(consumer_has_so_many_at_a_time_and_they_take_turns) },
		{ NAMED(every_group_gets_every_entry_which_goes_with_the_last) },
		{ NAMED(first_group_decides_about_what_was_there_before) },
		{ NAMED(failure_comes_again_after_a_delay_that_doubles) },
		{ NAMED(delays_have_an_upper_bound) },
		{ NAMED(what_is_given_back_is_not_an_attempt) },
		{ NAMED(entry_of_a_dead_process_goes_to_another_at_once) },
		{ NAMED(closed_consumer_gets_no_more_and_settles_what_it_has) },
		{ NAMED(settling_twice_is_settling_once) },
		{ NAMED(after_the_last_attempt_it_is_a_dead_letter) },
		{ NAMED(dead_letter_is_given_again_to_its_own_group_only) },
		{ NAMED(dead_letters_are_bounded_and_the_oldest_go) },
		{ NAMED(full_stream_refuses) },
		{ NAMED(or_the_oldest_go) },
		{ NAMED(trimming_removes_the_oldest_in_any_state) },
		{ NAMED(removed_group_keeps_nothing_waiting) },
		{ NAMED(key_is_appended_once_in_its_time) },
		{ NAMED(entries_of_one_key_wait_for_each_other) },
		{ NAMED(next_of_a_key_comes_when_the_one_before_is_dead) },
		{ NAMED(nothing_is_lost_and_no_order_broken_whatever_happens) },
		{ NAMED(without_memory_an_entry_is_refused_or_waits) },
		{ NAMED(entry_that_a_process_has_no_memory_for_comes_later) },
		{ NAMED(opening_without_memory_leaves_nothing_behind) },
	};

	return run_tests(tests, COUNT(tests));
}
