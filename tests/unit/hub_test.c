#include "hub_rig.h"

#include "alloc.h"
#include "forks.h"

#include "util/log.h"

static const rtws_history_terms_t ten = { 10, 0 };

/* ---- publications ---------------------------------------------------------------------------- */

static int publication_goes_to_those_who_watch(void)
{
	begin(3);
	watch(0, "news");
	watch(1, "news");
	watch(2, "other");
	settle();
	CHECK(workers[0].answers == 1 && workers[0].error == 0);
	publish_as(0, "news", "1", (how_t){ .event = "e" });
	settle();
	HEARD(0, "news=1!e ");
	HEARD(1, "news=1!e ");
	HEARD(2, "");
	publish(2, "news", "2"); /* by one who does not hear it himself */
	settle();
	HEARD(0, "news=2 ");
	HEARD(1, "news=2 ");
	HEARD(2, "");
	unwatch(1, "news");
	settle();
	publish(0, "news", "3");
	settle();
	HEARD(0, "news=3 ");
	HEARD(1, "");
	end();
	return 0;
}

static int pattern_matches_any_bytes(void)
{
	static const struct {
		const char *pattern, *channel;
		int matches;
	} cases[] = {
		{ "*", "a", 1 },       { "a*", "a", 1 },        { "a*", "ab", 1 },
		{ "a*", "ba", 0 },     { "*a", "ba", 1 },       { "*a", "bab", 0 },
		{ "a*b*c", "abc", 1 }, { "a*b*c", "a1b2c", 1 }, { "a*b*c", "acb", 0 },
		{ "a**", "a", 1 },     { "ab", "ab", 1 },       { "ab", "abc", 0 },
		{ "*ab", "aab", 1 },   { "*aab*", "aaab", 1 },  { "abc", "ab", 0 },
	};

	for (int i = 0; i < COUNT(cases); i++) {
		begin(1);
		unit_case("%s of %s", cases[i].channel, cases[i].pattern);
		watch_kind(0, RTWS_SUBJECT_PATTERN, cases[i].pattern);
		settle();
		publish(0, cases[i].channel, "1");
		settle();
		CHECK((strcmp(heard(0), "") != 0) == cases[i].matches);
		end();
	}
	return 0;
}

static int each_worker_hears_once_although_it_watches_twice(void)
{
	begin(2);
	watch(0, "news.eu");
	watch_kind(0, RTWS_SUBJECT_PATTERN, "news.*");
	watch_kind(0, RTWS_SUBJECT_PATTERN, "*");
	watch_kind(1, RTWS_SUBJECT_PATTERN, "*.eu");
	settle();
	publish(1, "news.eu", "1");
	publish(1, "news.us", "2");
	settle();
	HEARD(0, "news.eu=1 news.us=2 ");
	HEARD(1, "news.eu=1 ");
	OPS(0)->unwatch(BROKER(0), (rtws_subject_t){ RTWS_SUBJECT_PATTERN, text("*") });
	OPS(0)->unwatch(BROKER(0), (rtws_subject_t){ RTWS_SUBJECT_PATTERN, text("news.*") });
	settle();
	publish(1, "news.eu", "3");
	publish(1, "news.us", "4");
	settle();
	HEARD(0, "news.eu=3 ");
	end();
	return 0;
}

static int everybody_hears_in_the_same_order(void)
{
	const char *first;

	begin(3);
	for (int i = 0; i < 3; i++) {
		watch(i, "a");
	}
	settle();
	for (int i = 0; i < 300; i++) {
		char number[12];

		snprintf(number, sizeof(number), "%d", i);
		publish(i % 3, "a", number);
		if (i % 7 == 0) {
			turn();
		}
	}
	settle();
	first = heard(0);
	CHECK(strlen(first) > 1000);
	HEARD(1, first);
	HEARD(2, first);
	end();
	return 0;
}

static int except_holds_where_it_was_published(void)
{
	begin(2);
	watch(0, "a");
	watch(1, "a");
	settle();
	publish_as(0, "a", "1", (how_t){ .except = 7, .terms = ten });
	settle();
	publish_as(1, "a", "2", (how_t){ .except = 7, .terms = ten });
	publish_as(1, "a", "3", (how_t){ .terms = ten });
	settle();
	HEARD(0, "a=1/7 a=2 a=3 ");
	HEARD(1, "a=1 a=2/7 a=3 ");
	/* also in what is kept */
	get_history(0, "a", NULL, 10);
	get_history(1, "a", NULL, 10);
	settle();
	HEARD(0, "history[a=1/7 a=2 a=3 ] ");
	HEARD(1, "history[a=1 a=2/7 a=3 ] ");
	end();
	return 0;
}

/* A worker that was started anew must not take its predecessor's subscribers for its own. */
static int except_does_not_hold_in_a_successor(void)
{
	begin(2);
	publish_as(1, "a", "1", (how_t){ .except = 7, .terms = ten });
	settle();
	drop_worker(1);
	settle();
	join_worker(1);
	get_history(1, "a", NULL, 10);
	settle();
	HEARD(1, "history[a=1 ] ");
	end();
	return 0;
}

static int long_publications_arrive_whole(void)
{
	static const size_t sizes[] = {
		1000, 16384 - 1, 16384, 32768, 65536, 300000, 1 << 20, 5 << 20
	};
	char *data = malloc(5 << 20);
	char expected[64];

	memset(data, 'x', 5 << 20);
	begin(3);
	watch(0, "a");
	watch(1, "a");
	settle();
	for (int i = 0; i < COUNT(sizes); i++) {
		unit_case("%zu bytes", sizes[i]);
		publish_data(2, "a", (rtws_text_t){ data, sizes[i] }, (how_t){ 0 });
		publish(2, "a", "1");
		for (int k = 0; k < 20; k++) {
			settle();
		}
		snprintf(expected, sizeof(expected), "a=(%zu bytes) a=1 ", sizes[i]);
		HEARD(0, expected);
		HEARD(1, expected);
	}
	free(data);
	end();
	return 0;
}

static int pieces_and_refusals_of_the_socket_change_nothing(void)
{
	char data[600];
	const char *first;

	memset(data, 'y', sizeof(data));
	for (size_t piece = 1; piece < 1000; piece = piece * 4 + 1) {
		begin(2);
		watch(0, "a");
		watch(1, "a");
		settle();
		unit_case("pieces of %zu", piece);
		world_limit_writes(piece);
		world_limit_reads(piece + 1);
		for (int i = 0; i < 5; i++) {
			publish_data(0, "a", (rtws_text_t){ data, sizeof(data) }, (how_t){ 0 });
			publish(0, "a", "1");
			world_fail_writes(EAGAIN, 1);
			world_fail_reads(EINTR, 1);
			turn();
		}
		for (int i = 0; i < 3000 && workers[0].answers < 11; i++) {
			settle();
		}
		settle();
		first = heard(0);
		CHECK(strlen(first) == 5 * strlen("a=(600 bytes) a=1 "));
		HEARD(1, first);
		end();
	}
	return 0;
}

static int all_of_a_turn_leaves_with_one_write(void)
{
	begin(2);
	watch(1, "a");
	settle();
	world_reset();
	for (int i = 0; i < 100; i++) {
		publish(0, "a", "1");
	}
	settle();
	CHECK(strlen(heard(1)) == 400);
	CHECK(world_writes() == 3); /* the worker's, and the hub's to either */
	end();
	return 0;
}

/* ---- how many it reached --------------------------------------------------------------------- */

static int reached_counts_subscribers_everywhere(void)
{
	begin(3);
	subscribe(0, "a", 3);
	subscribe(1, "a", 2);
	watch_kind(2, RTWS_SUBJECT_PATTERN, "*");
	settle();
	publish(0, "a", "1");
	settle();
	CHECK(workers[0].error == 0 && workers[0].published.reached == 5);
	publish(2, "a", "1");
	settle();
	CHECK(workers[2].published.reached == 5);
	/* itself it has the last word: one of its subscribers is excepted */
	workers[0].delivers = 2;
	publish_as(0, "a", "1", (how_t){ .except = 9 });
	settle();
	CHECK(workers[0].published.reached == 4);
	OPS(1)->subscribers(BROKER(1), text("a"), 0);
	unwatch(1, "a");
	settle();
	publish(2, "a", "1");
	settle();
	CHECK(workers[2].published.reached == 3);
	end();
	return 0;
}

/* Counts are told at the end of a turn, publishing is at once. */
static int reached_is_right_for_who_has_just_subscribed(void)
{
	begin(2);
	watch(0, "a");
	workers[0].delivers = 4;
	publish(0, "a", "1");
	OPS(0)->subscribers(BROKER(0), text("a"), 4);
	settle();
	CHECK(workers[0].published.reached == 4);
	end();
	return 0;
}

static int count_is_of_all_workers(void)
{
	begin(3);
	subscribe(0, "a", 3);
	subscribe(1, "a", 2);
	settle();
	OPS(2)->count(BROKER(2), text("a"), on_reached, &workers[2]);
	settle();
	CHECK(workers[2].answers == 1 && workers[2].error == 0 && workers[2].reached == 5);
	OPS(2)->count(BROKER(2), text("b"), on_reached, &workers[2]);
	settle();
	CHECK(workers[2].answers == 2 && workers[2].reached == 0);
	drop_worker(0);
	settle();
	OPS(2)->count(BROKER(2), text("a"), on_reached, &workers[2]);
	settle();
	CHECK(workers[2].reached == 2);
	end();
	return 0;
}

static int broker_that_reaches_further_is_told_and_asked(void)
{
	begin_with(create_later(true, true), 2);
	subscribe(0, "a", 3);
	settle();
	subscribe(1, "a", 2);
	settle();
	CHECK(strcmp(inner_heard(), "+a a=3 a=5 ") == 0);
	OPS(0)->count(BROKER(0), text("a"), on_reached, &workers[0]);
	settle();
	CHECK(workers[0].reached == 1005);
	OPS(1)->subscribers(BROKER(1), text("a"), 0);
	unwatch(1, "a");
	settle();
	drop_worker(0);
	settle();
	CHECK(strcmp(inner_heard(), "a=3 -a a=0 ") == 0);
	CHECK(hub->topics[RTWS_SUBJECT_CHANNEL].count == 0);
	end();
	return 0;
}

/* ---- history and keys ------------------------------------------------------------------------ */

static int history_comes_with_all_that_is_known_of_it(void)
{
	rtws_position_t seen;
	char *data = calloc(1, 100000);

	memset(data, 'z', 100000);
	begin(2);
	publish_as(0, "a", "1", (how_t){ .terms = ten, .event = "e" });
	settle();
	seen = workers[0].published.position;
	CHECK(seen.offset == 1);
	publish_as(0, "a", "2", (how_t){ .terms = ten });
	publish_data(0, "a", (rtws_text_t){ data, 100000 }, (how_t){ .terms = ten });
	settle();
	get_history(1, "a", NULL, 10);
	get_history(1, "a", &seen, 1);
	seen.epoch++;
	get_history(1, "a", &seen, 10);
	get_history(1, "b", NULL, 10);
	settle();
	HEARD(1, "history[a=1!e a=2 a=(100000 bytes) ] history[a=2 ]recovered history[] history[] ");
	CHECK(workers[1].answers == 4 && workers[1].error == 0);
	CHECK(workers[1].position.offset == 3 && workers[1].position.epoch == seen.epoch - 1);
	free(data);
	end();
	return 0;
}

static int publication_keeps_its_marks(void)
{
	rtws_publication_t *pub =
		rtws_publication_create(text("a"), text(""), RTWS_DATA_JSON, text("1"));

	begin(2);
	watch(1, "a");
	settle();
	pub->was_heard = true;
	CHECK(hub->inner->events->deliver(hub->inner->app, pub) == 0);
	settle();
	HEARD(1, "a=1~ ");
	rtws_publication_unref(pub);
	end();
	return 0;
}

static rtws_history_terms_t terms_of(void *app, rtws_text_t channel)
{
	return (rtws_history_terms_t){ *(uint32_t *) app, (uint32_t) channel.len };
}

static int master_knows_what_is_kept_of_others(void)
{
	uint32_t size = 5;
	rtws_history_terms_t terms;

	begin(0);
	terms = hub->inner->events->terms(hub->inner->app, text("a"));
	CHECK(terms.size == 0 && terms.ttl_ms == 0);
	rtws_hub_set_terms(hub, terms_of, &size);
	terms = hub->inner->events->terms(hub->inner->app, text("abc"));
	CHECK(terms.size == 5 && terms.ttl_ms == 3);
	end();
	return 0;
}

static int known_key_publishes_nothing(void)
{
	begin(2);
	subscribe(1, "a", 1);
	settle();
	publish_as(0, "a", "1", (how_t){ .key = "k" });
	settle();
	CHECK(!workers[0].published.is_duplicate && workers[0].published.reached == 1);
	publish_as(1, "a", "2", (how_t){ .key = "k" });
	settle();
	CHECK(workers[1].published.is_duplicate && workers[1].published.reached == 0);
	CHECK(workers[1].published.position.offset == workers[0].published.position.offset);
	HEARD(1, "a=1 ");
	end();
	return 0;
}

/* ---- an inner broker that answers later ------------------------------------------------------ */

static int watch_is_done_when_the_inner_broker_watches(void)
{
	begin_with(create_later(false, false), 3);
	watch(0, "a");
	watch(1, "a");
	settle();
	CHECK(workers[0].answers == 0 && workers[1].answers == 0);
	run_all();
	settle();
	CHECK(workers[0].answers == 1 && workers[1].answers == 1 && workers[0].error == 0);
	watch(2, "a"); /* it does already */
	settle();
	CHECK(workers[2].answers == 1 && inner.first == NULL);
	unwatch(0, "a");
	unwatch(1, "a");
	settle();
	CHECK(inner.first == NULL);
	unwatch(2, "a");
	settle();
	run_all();
	CHECK(strcmp(inner_heard(), "+a -a ") == 0);
	end();
	return 0;
}

static int watch_that_is_given_up_meanwhile_is_answered(void)
{
	begin_with(create_later(false, false), 2);
	watch(0, "a");
	settle();
	unwatch(0, "a");
	settle();
	watch(1, "a");
	settle();
	unwatch(1, "a");
	settle();
	watch(0, "a");
	settle();
	CHECK(workers[0].answers == 0 && workers[1].answers == 0);
	run_all();
	settle();
	CHECK(workers[0].answers == 2 && workers[1].answers == 1);
	CHECK(strcmp(inner_heard(), "+a -a +a -a +a ") == 0);
	publish(1, "a", "1");
	settle();
	run_all();
	settle();
	HEARD(0, "a=1 ");
	HEARD(1, "");
	end();
	return 0;
}

static int watch_that_fails_is_kept(void)
{
	begin_with(create_later(false, false), 2);
	inner.error = RTWS_E_BROKER;
	inner.base.events->down(hub, "no route");
	watch(0, "a");
	settle();
	run_all();
	watch(1, "a");
	settle();
	CHECK(workers[0].error == RTWS_E_BROKER && workers[1].error == RTWS_E_BROKER);
	HEARD(0, "down(no route) ");
	join_worker(2);
	settle();
	HEARD(2, "down(no route) ");
	inner.base.events->up(hub);
	publish(2, "a", "1");
	watch(2, "a");
	settle();
	run_all();
	settle();
	HEARD(0, "up a=1 ");
	HEARD(1, "down(no route) up a=1 ");
	HEARD(2, "up a=1 ");
	CHECK(workers[2].answers == 2 && workers[2].error == 0);
	end();
	return 0;
}

static int answers_come_later_and_in_order(void)
{
	begin_with(create_later(false, false), 2);
	subscribe(0, "a", 2);
	subscribe(1, "a", 3);
	settle();
	run_all();
	settle();
	publish_as(0, "a", "1", (how_t){ .terms = ten, .except = 4 });
	settle();
	publish_as(1, "a", "2", (how_t){ .terms = ten });
	settle();
	get_history(0, "a", NULL, 10);
	join_as(0, "a", "u", 4);
	settle();
	get_members(1, "a", 0, 10);
	settle();
	HEARD(0, "");
	workers[0].delivers = 1;
	while (inner.first != NULL) {
		run_next();
		settle();
	}
	CHECK(workers[0].answers == 4 && workers[0].published.reached == 4);
	CHECK(workers[1].answers == 3 && workers[1].published.reached == 5);
	HEARD(0, "a=1/4 a=2 history[a=1/4 a=2 ] +a:u/4 ");
	HEARD(1, "a=1 a=2 +a:u members[u{} ] ");
	end();
	return 0;
}

static int answers_for_the_dead_go_nowhere(void)
{
	begin_with(create_later(false, false), 2);
	watch(1, "a");
	watch(0, "a");
	settle();
	run_all();
	publish_as(0, "a", "1", (how_t){ .terms = ten });
	get_history(0, "a", NULL, 10);
	get_members(0, "a", 0, 10);
	watch(0, "b");
	join_as(0, "a", "u", 1);
	write_letter(0, RTWS_SUBJECT_USER, "u", "u", "hi");
	settle();
	drop_worker(0);
	settle();
	CHECK(hub->asked != NULL);
	run_all();
	settle();
	CHECK(hub->asked == NULL && hub->workers->next == NULL);
	run_all();
	settle();
	HEARD(1, "a=1 +a:u -a:u ");
	end();
	return 0;
}

static int hub_may_go_before_the_answers(void)
{
	begin_with(create_later(false, false), 2);
	watch(0, "a");
	publish(0, "a", "1");
	join_as(0, "a", "u", 1);
	join_as(1, "a", "u", 1);
	get_history(0, "a", NULL, 10);
	settle();
	drop_worker(1);
	settle();
	rtws_hub_destroy(hub);
	hub = NULL;
	settle();
	CHECK(workers[0].answers == 4 && workers[0].error == RTWS_E_BROKER);
	end();
	return 0;
}

/* ---- memory ---------------------------------------------------------------------------------- */

/* Whatever fails, nothing breaks: each is answered, and once. */
static int running_out_of_memory_breaks_nothing(void)
{
	unsigned needed = 1;

	rtws_log_set_level(RTWS_LOG_ERROR + 1); /* that it runs out is said */
	for (unsigned n = 1; n <= needed; n++) {
		rtws_publication_t *pub =
			rtws_publication_create(text("a"), text(""), RTWS_DATA_JSON, text("1"));
		unsigned others;

		begin(3);
		watch(1, "a");
		settle();
		heard(1);
		unit_case("allocation %u", n);
		alloc_fail_at(n);
		watch(0, "b");
		publish_this(0, pub, (how_t){ .terms = ten, .key = "k" });
		join_as(0, "a", "u", 1);
		get_history(0, "a", NULL, 10);
		get_members(0, "a", 0, 10);
		write_letter(0, RTWS_SUBJECT_USER, "u", "u", "hi");
		OPS(0)->stand(BROKER(0), text("office"));
		settle();
		needed = alloc_count() > needed ? alloc_count() : needed;
		alloc_fail_at(0);
		settle();
		CHECK(workers[0].answers == 6);
		others = workers[1].answers;
		watch(1, "b");
		settle();
		CHECK(workers[1].answers == others + 1);
		end();
	}
	rtws_log_set_level(RTWS_LOG_INFO);
	CHECK(needed > 10);
	return 0;
}

/* ---- counters -------------------------------------------------------------------------------- */

static rtws_published_t step(int worker, rtws_counter_t *counter, intptr_t by)
{
	rtws_publication_t *pub = rtws_publication_create_number(text("n"), text(""));

	OPS(worker)->step(BROKER(worker), &(rtws_step_t){ .counter = counter, .by = by }, pub, ten,
					  on_published, &workers[worker]);
	rtws_publication_unref(pub);
	return workers[worker].published;
}

/* Nobody waits for anybody: all have asked before the first is answered. */
static int values_of_all_workers_come_in_order(rtws_counter_t *counter)
{
	const char *first;
	long before = 0, value;
	int n;

	begin(3);
	watch(0, "n");
	watch(1, "n");
	settle();
	for (int i = 0; i < 90; i++) {
		step(2 - i % 3, counter, 1 + i % 2);
		if (i % 7 == 0) {
			turn();
		}
	}
	settle();
	first = heard(0);
	HEARD(1, first);
	for (int i = 0; i < 90; i++, before = value, first += n) {
		CHECK(sscanf(first, "n=%ld %n", &value, &n) == 1);
		CHECK(value == before + 1 || value == before + 2);
	}
	CHECK(*first == '\0' && before == 135 && rtws_counter_get(counter) == 135);
	step(1, counter, 5);
	settle();
	CHECK(workers[1].published.error == 0 && workers[1].published.value == 140);
	step(1, counter, INTPTR_MAX);
	settle();
	CHECK(workers[1].published.error == RTWS_E_RANGE && workers[1].published.value == 140);
	HEARD(0, "n=140 ");
	end();
	return 0;
}

/* In a fork, to which the counter is one of before. */
static int in_a_worker(void *counter, int number)
{
	(void) number;
	if (values_of_all_workers_come_in_order(counter) != 0) {
		fprintf(stderr, "in the fork: %s\n", unit_failure);
		return 1;
	}
	return 0;
}

static int steps_of_a_counter_are_made_in_the_hub(void)
{
	rtws_counter_t *counter = rtws_counter_create(0);

	CHECK(rtws_counter_is_own(counter));
	CHECK(in_forks(1, in_a_worker, counter));
	CHECK(rtws_counter_get(counter) == 140);
	rtws_counter_destroy(counter);
	return 0;
}

static int a_counter_that_a_worker_made_is_stepped_there(void)
{
	rtws_counter_t *counter = rtws_counter_create(0);

	begin(2);
	watch(1, "n");
	settle();
	step(0, counter, 3);
	CHECK(rtws_counter_get(counter) == 3);
	step(0, counter, 4);
	settle();
	HEARD(1, "n=3 n=7 ");
	CHECK(workers[0].published.error == 0 && workers[0].published.value == 7);
	step(0, counter, INTPTR_MAX);
	CHECK(workers[0].published.error == RTWS_E_RANGE && workers[0].published.value == 7);
	end();
	rtws_counter_destroy(counter);
	return 0;
}

static int a_counter_in_redis_is_the_inner_brokers(void)
{
	rtws_publication_t *pub = rtws_publication_create_number(text("n"), text("{\"v\":"));
	rtws_step_t what = { .key = text("rtws:counter:n"), .by = -3, .front = text("{\"v\":") };

	begin(2);
	watch(1, "n");
	settle();
	OPS(0)->step(BROKER(0), &what, pub, ten, on_published, &workers[0]);
	settle();
	CHECK(workers[0].published.error == RTWS_E_UNABLE); /* it is the memory broker */
	HEARD(1, "");
	end();
	rtws_publication_unref(pub);
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(publication_goes_to_those_who_watch) },
		{ NAMED(pattern_matches_any_bytes) },
		{ NAMED(each_worker_hears_once_although_it_watches_twice) },
		{ NAMED(everybody_hears_in_the_same_order) },
		{ NAMED(except_holds_where_it_was_published) },
		{ NAMED(except_does_not_hold_in_a_successor) },
		{ NAMED(long_publications_arrive_whole) },
		{ NAMED(pieces_and_refusals_of_the_socket_change_nothing) },
		{ NAMED(all_of_a_turn_leaves_with_one_write) },
		{ NAMED(reached_counts_subscribers_everywhere) },
		{ NAMED(reached_is_right_for_who_has_just_subscribed) },
		{ NAMED(count_is_of_all_workers) },
		{ NAMED(broker_that_reaches_further_is_told_and_asked) },
		{ NAMED(history_comes_with_all_that_is_known_of_it) },
		{ NAMED(publication_keeps_its_marks) },
		{ NAMED(master_knows_what_is_kept_of_others) },
		{ NAMED(known_key_publishes_nothing) },
		{ NAMED(watch_is_done_when_the_inner_broker_watches) },
		{ NAMED(watch_that_is_given_up_meanwhile_is_answered) },
		{ NAMED(watch_that_fails_is_kept) },
		{ NAMED(answers_come_later_and_in_order) },
		{ NAMED(answers_for_the_dead_go_nowhere) },
		{ NAMED(hub_may_go_before_the_answers) },
		{ NAMED(running_out_of_memory_breaks_nothing) },
		{ NAMED(steps_of_a_counter_are_made_in_the_hub) },
		{ NAMED(a_counter_that_a_worker_made_is_stepped_there) },
		{ NAMED(a_counter_in_redis_is_the_inner_brokers) },
	};

	return run_tests(tests, COUNT(tests));
}
