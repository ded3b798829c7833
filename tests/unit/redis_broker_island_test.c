#include "redis_broker_rig.h"
#include "world.h"

static const rtws_history_terms_t none = { 0, 0 };

static void stop_redis(void)
{
	cli("SHUTDOWN NOSAVE");
	waitpid(redises[0].pid, NULL, 0);
	redises[0].pid = 0;
}

/* Lines of the told that begin so. */
static int lines(const node_t *node, const char *what)
{
	int found = 0;

	for (const char *at = node->told; (at = strstr(at, what)) != NULL; at++) {
		found++;
	}
	return found;
}

static int an_island_delivers_at_once_and_sends_later_in_order(void)
{
	static node_t a, b;
	char expected[4096] = "", data[16];

	fresh();
	CHECK(begin(&a, "a", "") && begin(&b, "b", ""));
	CHECK(watch(&a, RTWS_SUBJECT_CHANNEL, "news").error == 0);
	CHECK(watch(&b, RTWS_SUBJECT_CHANNEL, "news").error == 0);
	stop_redis();
	CHECK(await(&a, "down: ") && await(&b, "down: "));
	forget(&a);
	forget(&b);
	for (int i = 0; i < 50; i++) {
		snprintf(data, sizeof(data), "%d", i);
		snprintf(expected + strlen(expected), 64, "news json %d\n", i);
		CHECK(publish(&a, "news", data).reached == 1);
	}
	CHECK(is_told(&a, expected) && is_told(&b, ""));
	CHECK(history(&a, "news", NULL, 10, 0).error == RTWS_E_BROKER);
	CHECK(members(&a, "news", 0, 10).error == RTWS_E_BROKER);
	CHECK(count(&a, "news").error == RTWS_E_BROKER);
	CHECK(send_to(&a, RTWS_SUBJECT_USER, "u", "u", "x").error == RTWS_E_BROKER);
	CHECK(watch(&b, RTWS_SUBJECT_CHANNEL, "later").error == RTWS_E_BROKER);
	CHECK(start_redis(&redises[0]));
	CHECK(await(&a, "up\n") && await(&b, "up\n"));
	CHECK(publish(&a, "news", "50").error == 0 && publish(&a, "later", "1").error == 0);
	CHECK(await(&b, "news json 50\n") && await(&b, "later json 1\n"));
	strcat(expected, "up\nnews json 50\n");
	CHECK(is_told(&a, expected));
	/* b may have been behind a: then it has missed what came before it was up */
	CHECK(lines(&b, "news json") <= 51 && lines(&b, "up\n") == 1);
	end(&a);
	end(&b);
	return 0;
}

/* A publisher that was cut off says it again, with the key that tells. */
static int a_key_counts_on_an_island_as_well(void)
{
	static node_t a, b;
	answer_t first, second;

	fresh();
	CHECK(begin(&a, "a", "") && begin(&b, "b", ""));
	CHECK(watch(&a, RTWS_SUBJECT_CHANNEL, "news").error == 0);
	CHECK(watch(&b, RTWS_SUBJECT_CHANNEL, "news").error == 0);
	stop_redis();
	CHECK(await(&a, "down: ") && await(&b, "down: "));
	forget(&a);
	forget(&b);
	first = keep(&a, "news", "1", 0, 0, "key");
	second = keep(&a, "news", "1", 0, 0, "key");
	CHECK(first.error == 0 && !first.published.is_duplicate && second.error == 0 &&
		  second.published.is_duplicate);
	CHECK(keep(&a, "news", "2", 0, 0, "other").error == 0);
	CHECK(is_told(&a, "news json 1\nnews json 2\n"));
	CHECK(start_redis(&redises[0]));
	CHECK(await(&a, "up\n") && await(&b, "up\n"));
	CHECK(publish(&a, "news", "3").error == 0 && await(&a, "news json 3\n") &&
		  await(&b, "news json 3\n"));
	CHECK(lines(&a, "news json") == 3 && lines(&b, "news json 1") <= 1);
	end(&a);
	end(&b);
	return 0;
}

/* The one that publishes comes back last, so the other hears all of it. */
static int what_waited_reaches_the_others_once_and_is_kept(void)
{
	static node_t a, b;
	char data[16];
	answer_t got;

	fresh();
	CHECK(begin(&a, "a", "retry_min=0.8 retry_max=0.9") && begin(&b, "b", ""));
	CHECK(watch(&a, RTWS_SUBJECT_CHANNEL, "news").error == 0);
	CHECK(watch(&b, RTWS_SUBJECT_CHANNEL, "news").error == 0);
	stop_redis();
	CHECK(await(&a, "down: ") && await(&b, "down: "));
	forget(&b);
	for (int i = 0; i < 500; i++) {
		snprintf(data, sizeof(data), "%d", i);
		publish_to(&a, "news", data, 0, i % 2 == 0 ? none : (rtws_history_terms_t){ 1000, 0 }, "",
				   NULL);
	}
	CHECK(lines(&a, "news json") == 500);
	CHECK(start_redis(&redises[0]));
	CHECK(await(&b, "up\n") && await(&a, "up\n"));
	CHECK(await(&b, " 499\n"));
	CHECK(lines(&b, "news json") == 500 && lines(&a, "news json") == 500);
	for (int i = 0; i < 500; i++) {
		static const char *at;

		at = i == 0 ? b.told : at;
		snprintf(data, sizeof(data), " %d\n", i);
		at = strstr(at, data);
		CHECK(at != NULL);
	}
	got = history(&b, "news", NULL, 3, 0);
	CHECK(strcmp(got.list, "495 497 499") == 0);
	end(&a);
	end(&b);
	return 0;
}

static int what_waits_is_bounded_by_number_and_age(void)
{
	static node_t a, b;

	fresh();
	CHECK(begin(&a, "a", "queue=3 queue_age=0.3 retry_min=0.7 retry_max=0.8"));
	CHECK(begin(&b, "b", ""));
	CHECK(watch(&a, RTWS_SUBJECT_CHANNEL, "news").error == 0);
	CHECK(watch(&b, RTWS_SUBJECT_CHANNEL, "news").error == 0);
	stop_redis();
	CHECK(await(&a, "down: "));
	forget(&a);
	for (int i = 0; i < 3; i++) {
		CHECK(publish(&a, "news", "1").error == 0);
	}
	CHECK(publish(&a, "news", "2").error == RTWS_E_FULL);
	CHECK(is_told(&a, "news json 1\nnews json 1\nnews json 1\n"));
	rest(0.35);
	CHECK(publish(&a, "news", "3").error == 0);
	CHECK(start_redis(&redises[0]));
	CHECK(await(&a, "up\n") && await(&b, "up\n"));
	rest(0.1);
	CHECK(lines(&b, "json 1\n") == 0);
	end(&a);
	CHECK(begin(&a, "a", "queue=0"));
	stop_redis();
	CHECK(await(&a, "down: "));
	CHECK(publish(&a, "news", "1").error == RTWS_E_BROKER);
	CHECK(start_redis(&redises[0]) && await_times(&a, "up\n", 2));
	end(&a);
	end(&b);
	return 0;
}

static int publications_under_way_when_redis_ends_are_neither_lost_here_nor_doubled(void)
{
	static node_t a, b;
	char data[16];

	fresh();
	CHECK(begin(&a, "a", "") && begin(&b, "b", ""));
	CHECK(watch(&a, RTWS_SUBJECT_CHANNEL, "news").error == 0);
	CHECK(watch(&b, RTWS_SUBJECT_CHANNEL, "news").error == 0);
	for (int i = 0; i < 2000; i++) {
		snprintf(data, sizeof(data), "%d", i);
		publish_to(&a, "news", data, 0, i % 3 == 0 ? (rtws_history_terms_t){ 5000, 0 } : none, "",
				   NULL);
		if (i == 1000) {
			rtws_loop_turn(loop, false);
			end_redis(&redises[0]);
		}
		if (i % 100 == 0) {
			rtws_loop_turn(loop, false);
		}
	}
	CHECK(await(&a, "down: "));
	CHECK(start_redis(&redises[0]));
	CHECK(await_times(&a, "up\n", 2) && await_times(&b, "up\n", 2));
	CHECK(publish(&a, "news", "\"end\"").error == 0);
	CHECK(await(&a, "\"end\"") && await(&b, "\"end\""));
	for (int i = 0; i < 2000; i++) {
		snprintf(data, sizeof(data), " %d\n", i);
		unit_case("%s: %d", data, lines(&a, data));
		CHECK(lines(&a, data) == 1 && lines(&b, data) <= 1);
	}
	end(&a);
	end(&b);
	return 0;
}

/*
 * Redis executes, and its answers are not read: the link breaks. The other server has a loop of its
 * own, so that its links do not.
 */
static int what_is_sent_again_is_recognised(void)
{
	static node_t a, b;
	rtws_loop_t *loop_of_a = loop, *loop_of_b = rtws_loop_create();
	char data[16];

	fresh();
	CHECK(begin(&a, "a", "") && watch(&a, RTWS_SUBJECT_CHANNEL, "news").error == 0);
	loop = loop_of_b;
	CHECK(begin(&b, "b", "") && watch(&b, RTWS_SUBJECT_CHANNEL, "news").error == 0);
	loop = loop_of_a;
	for (int i = 0; i < 200; i++) {
		snprintf(data, sizeof(data), "%d", i);
		publish_to(&a, "news", data, 0, i % 2 == 0 ? (rtws_history_terms_t){ 5000, 0 } : none, "",
				   NULL);
		if (i % 20 == 10) {
			rtws_loop_turn(loop, false);
			usleep(20000);
			world_fail_reads(ECONNRESET, 3);
			CHECK(await_times(&a, "down: ", i / 20 + 1));
			world_reset();
			CHECK(await_times(&a, "up\n", i / 20 + 2));
		}
	}
	CHECK(publish(&a, "news", "\"end\"").error == 0);
	CHECK(await(&a, "\"end\""));
	loop = loop_of_b;
	CHECK(await(&b, "\"end\""));
	for (int i = 0; i < 200; i++) {
		snprintf(data, sizeof(data), " %d\n", i);
		unit_case("%d: %d and %d times", i, lines(&a, data), lines(&b, data));
		CHECK(lines(&a, data) == 1 && lines(&b, data) == 1);
	}
	CHECK(strcmp(cli("XLEN rtws:history:news"), "100") == 0);
	end(&b);
	rtws_loop_destroy(loop_of_b);
	loop = loop_of_a;
	end(&a);
	return 0;
}

static int members_are_put_back_without_a_word(void)
{
	static node_t a, b;
	answer_t got;

	fresh();
	CHECK(begin(&a, "a", "retry_min=0.8 retry_max=0.9") && begin(&b, "b", ""));
	CHECK(watch(&a, RTWS_SUBJECT_CHANNEL, "room").error == 0);
	CHECK(watch(&b, RTWS_SUBJECT_CHANNEL, "room").error == 0);
	CHECK(join(&a, "room", "stays", "{}", 1).error == 0);
	CHECK(join(&b, "room", "other", "{}", 1).error == 0);
	CHECK(join(&a, "room", "goes", "{}", 2).error == 0);
	rest(0.05);
	stop_redis();
	CHECK(await(&a, "down: ") && await(&b, "down: "));
	forget(&a);
	forget(&b);
	leave(&a, "room", "goes", 2);
	CHECK(join(&a, "room", "comes", "{}", 3).error == 0);
	CHECK(is_told(&a, "room left <goes> {} except 2\nroom joined <comes> {} except 3\n"));
	CHECK(start_redis(&redises[0]));
	CHECK(await(&a, "up\n") && await(&b, "up\n"));
	rest(0.2);
	got = members(&b, "room", 0, 10);
	CHECK(got.total == 3);
	CHECK(lines(&b, "room ") == 2 && lines(&b, "room left <goes>") == 1 &&
		  lines(&b, "room joined <comes>") == 1); /* b was back first */
	CHECK(is_told(&a, "room left <goes> {} except 2\nroom joined <comes> {} except 3\nup\n"));
	leave(&a, "room", "stays", 1);
	CHECK(await(&b, "room left <stays>") && await(&a, "room left <stays>"));
	end(&a);
	end(&b);
	return 0;
}

static int a_flush_is_noticed_and_mended(void)
{
	static node_t a, b;

	fresh();
	CHECK(begin(&a, "a", "") && begin(&b, "b", ""));
	CHECK(watch(&a, RTWS_SUBJECT_CHANNEL, "room").error == 0);
	CHECK(watch(&b, RTWS_SUBJECT_CHANNEL, "room").error == 0);
	CHECK(join(&a, "room", "u", "{}", 1).error == 0);
	rest(0.05);
	forget(&a);
	forget(&b);
	cli("FLUSHALL");
	CHECK(members(&b, "room", 0, 10).total == 0);
	rest(0.8); /* two signs of life */
	CHECK(members(&b, "room", 0, 10).total == 1);
	CHECK(is_told(&a, "") && is_told(&b, ""));
	end(&a);
	end(&b);
	return 0;
}

static int a_redis_that_stands_still_counts_as_away(void)
{
	static node_t a, b;

	fresh();
	CHECK(begin(&a, "a", "command_timeout=0.3 retry_min=0.5 retry_max=0.6"));
	CHECK(begin(&b, "b", "command_timeout=0.3"));
	CHECK(watch(&a, RTWS_SUBJECT_CHANNEL, "news").error == 0);
	CHECK(watch(&b, RTWS_SUBJECT_CHANNEL, "news").error == 0);
	CHECK(watch(&b, RTWS_SUBJECT_CHANNEL, "room").error == 0);
	CHECK(join(&a, "room", "u", "{}", 1).error == 0 && await(&b, "joined <u>"));
	kill(redises[0].pid, SIGSTOP);
	CHECK(publish(&a, "news", "1").reached == 1); /* once it is given up */
	CHECK(await(&a, "down: ") && await(&b, "down: "));
	CHECK(publish(&a, "news", "2").error == 0);
	CHECK(lines(&a, "news json") == 2);
	rest(1.5); /* all leases have run out, and nobody is dead */
	kill(redises[0].pid, SIGCONT);
	CHECK(await_times(&a, "up\n", 2) && await_times(&b, "up\n", 2));
	CHECK(publish(&a, "news", "3").error == 0);
	CHECK(await(&b, "news json 3\n") && await(&a, "news json 3\n"));
	CHECK(lines(&a, "json 1\n") == 1 && lines(&a, "json 2\n") == 1);
	CHECK(lines(&b, "json 1\n") <= 1 && lines(&b, "json 2\n") <= 1);
	rest(1.2);
	CHECK(lines(&b, "left") == 0 && lines(&b, "joined") == 1);
	end(&a);
	end(&b);
	return 0;
}

static int a_server_may_start_before_its_redis(void)
{
	static node_t a;

	fresh();
	stop_redis();
	a = serve("a", "");
	CHECK(start(&a));
	CHECK(watch(&a, RTWS_SUBJECT_CHANNEL, "news").error == RTWS_E_BROKER);
	CHECK(await(&a, "down: "));
	CHECK(publish(&a, "news", "1").reached == 1);
	CHECK(join(&a, "news", "u", "{}", 1).error == 0);
	CHECK(start_redis(&redises[0]));
	CHECK(await(&a, "up\n"));
	cli("PUBLISH news 2");
	CHECK(await(&a, "news json 2\n"));
	CHECK(lines(&a, "down: ") == 1 && lines(&a, "json 1") == 1 && lines(&a, "joined") == 1);
	rest(0.05);
	CHECK(members(&a, "news", 0, 9).total == 1);
	end(&a);
	return 0;
}

static int before_the_start_it_is_an_island_as_well(void)
{
	static node_t a, b;

	fresh();
	CHECK(begin(&b, "b", "") && watch(&b, RTWS_SUBJECT_CHANNEL, "news").error == 0);
	a = serve("a", "");
	a.broker->app = &a;
	CHECK(watch(&a, RTWS_SUBJECT_CHANNEL, "news").error == RTWS_E_BROKER);
	CHECK(watch(&a, RTWS_SUBJECT_PATTERN, "r*").error == RTWS_E_BROKER);
	CHECK(watch(&a, RTWS_SUBJECT_CHANNEL, "not this").error == RTWS_E_BROKER);
	unwatch(&a, RTWS_SUBJECT_CHANNEL, "not this");
	CHECK(publish(&a, "news", "1").reached == 1);
	CHECK(join(&a, "news", "u", "{}", 1).error == 0);
	CHECK(is_told(&a, "news json 1\nnews joined <u> {} except 1\n"));
	forget(&a);
	CHECK(start(&a) && await(&a, "up\n"));
	CHECK(await(&b, "news json 1\n") && await(&b, "news joined <u> {}\n"));
	CHECK(publish(&b, "news", "2").reached == 2 && publish(&b, "room", "3").reached == 1);
	CHECK(await(&a, "room json 3\n"));
	CHECK(is_told(&a, "up\nnews json 2\nroom json 3\n"));
	end(&a);
	end(&b);
	return 0;
}

static int it_can_end_at_any_time(void)
{
	static node_t a;

	fresh();
	a = serve("a", "");
	a.broker->ops->destroy(a.broker); /* never started */
	free(a.told);
	for (int turns = 0; turns < 12; turns++) {
		answer_t published = { 0 }, joined = { 0 };
		rtws_member_t member = { TEXT("u"), TEXT("{}") };

		a = serve("a", "");
		CHECK(start(&a));
		for (int i = 0; i < turns; i++) {
			rtws_loop_turn(loop, true);
		}
		publish_to(&a, "news", "1", 0, (rtws_history_terms_t){ 5, 0 }, "k", &published);
		a.broker->ops->join(a.broker, TEXT("room"), &member, 1, on_done, &joined);
		note(NULL, &a);
		a.broker->ops->stop(a.broker);
		CHECK(published.is_done && joined.is_done);
		forget(&a);
		a.broker->ops->destroy(a.broker);
		CHECK(is_told(&a, ""));
		free(a.told);
	}
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(an_island_delivers_at_once_and_sends_later_in_order) },
		{ NAMED(a_key_counts_on_an_island_as_well) },
		{ NAMED(what_waited_reaches_the_others_once_and_is_kept) },
		{ NAMED(what_waits_is_bounded_by_number_and_age) },
		{ NAMED(publications_under_way_when_redis_ends_are_neither_lost_here_nor_doubled) },
		{ NAMED(what_is_sent_again_is_recognised) },
		{ NAMED(members_are_put_back_without_a_word) },
		{ NAMED(a_flush_is_noticed_and_mended) },
		{ NAMED(a_redis_that_stands_still_counts_as_away) },
		{ NAMED(a_server_may_start_before_its_redis) },
		{ NAMED(before_the_start_it_is_an_island_as_well) },
		{ NAMED(it_can_end_at_any_time) },
	};

	return rig_run(tests, COUNT(tests));
}
