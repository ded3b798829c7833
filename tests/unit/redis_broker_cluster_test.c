/* Three nodes that are a cluster; sharded and not. */
#include "redis_broker_rig.h"

#include "broker/streams.h"

enum { NODES = 3 };

static bool start_cluster(void)
{
	char command[512];
	double end = now_s() + PATIENCE_S;

	for (int i = 0; i < NODES; i++) {
		redises[i].is_cluster = true;
		if (!start_redis(&redises[i])) {
			return false;
		}
	}
	snprintf(command, sizeof(command),
			 "redis-cli --cluster create 127.0.0.1:%u 127.0.0.1:%u 127.0.0.1:%u --cluster-yes "
			 ">/dev/null 2>&1",
			 redises[0].port, redises[1].port, redises[2].port);
	while (system(command) != 0 && now_s() < end) {
		usleep(100000);
	}
	while (strstr(cli("CLUSTER INFO"), "cluster_state:ok") == NULL && now_s() < end) {
		usleep(20000);
	}
	return now_s() < end;
}

/* Channels at different nodes. */
static const char *const channels[] = { "news", "a", "b", "c", "with {tag} in it", "x}y{z" };

static int publications_of(const char *options)
{
	static node_t a, b;
	char line[64];

	CHECK(begin(&a, "a", options) && begin(&b, "b", options));
	for (int i = 0; i < COUNT(channels); i++) {
		CHECK(watch(&a, RTWS_SUBJECT_CHANNEL, channels[i]).error == 0);
		CHECK(watch(&b, RTWS_SUBJECT_CHANNEL, channels[i]).error == 0);
	}
	for (int n = 0; n < 50; n++) {
		for (int i = 0; i < COUNT(channels); i++) {
			snprintf(line, sizeof(line), "%d", n);
			publish_to(&a, channels[i], line, 0, (rtws_history_terms_t){ 0, 0 }, "", NULL);
		}
	}
	for (int i = 0; i < COUNT(channels); i++) {
		const char *at_a = a.told, *at_b = b.told;

		for (int n = 0; n < 50; n++) {
			snprintf(line, sizeof(line), "%s json %d\n", channels[i], n);
			CHECK(await(&a, line) && await(&b, line));
			at_a = strstr(at_a, line);
			at_b = strstr(at_b, line);
			CHECK(at_a != NULL && strstr(at_a + 1, line) == NULL);
			CHECK(at_b != NULL && strstr(at_b + 1, line) == NULL);
		}
	}
	end(&a);
	end(&b);
	return 0;
}

static int publications_reach_all_servers_by_the_bus(void)
{
	return publications_of("");
}

static int publications_reach_all_servers_by_shards(void)
{
	return publications_of("sharded=1");
}

static int plain_publications_reach_all_servers(void)
{
	static node_t a, b;

	CHECK(begin(&a, "a", "") && begin(&b, "b", "sharded=1"));
	CHECK(watch(&a, RTWS_SUBJECT_CHANNEL, "news").error == 0);
	CHECK(watch(&b, RTWS_SUBJECT_CHANNEL, "news").error == 0);
	CHECK(watch(&a, RTWS_SUBJECT_PATTERN, "ne*").error == 0);
	CHECK(watch(&b, RTWS_SUBJECT_PATTERN, "ne*").error == RTWS_E_INVALID);
	forget(&a);
	forget(&b);
	cli("PUBLISH news 1");
	CHECK(await(&a, "news json 1\n"));
	cli("SPUBLISH news 2");
	CHECK(await(&b, "news json 2\n"));
	CHECK(is_told(&a, "news json 1\n") && is_told(&b, "news json 2\n"));
	end(&a);
	end(&b);
	return 0;
}

static int histories_of(const char *options)
{
	static node_t a, b;

	CHECK(begin(&a, "a", options) && begin(&b, "b", options));
	for (int i = 0; i < COUNT(channels) - 1; i++) {
		answer_t first, got;

		unit_case("%s", channels[i]);
		cli("DEL 'rtws:history:{%s}'", channels[i]);
		got = history(&a, channels[i], NULL, 10, 0);
		CHECK(got.error == 0 && strcmp(got.list, "") == 0);
		first = keep(&a, channels[i], "1", 3, 0, "k");
		CHECK(first.error == 0 && !first.published.is_duplicate);
		CHECK(keep(&b, channels[i], "1", 3, 0, "k").published.is_duplicate);
		keep(&b, channels[i], "2", 3, 0, "");
		keep(&a, channels[i], "3", 3, 0, "");
		CHECK(history(&b, channels[i], &got.position, 10, 0).recovered);
		got = history(&b, channels[i], &first.position, 10, 0);
		CHECK(got.recovered && strcmp(got.list, "2 3") == 0);
		CHECK(got.position.epoch == first.position.epoch);
		keep(&a, channels[i], "4", 3, 0, "");
		keep(&a, channels[i], "5", 3, 0, "");
		CHECK(!history(&b, channels[i], &first.position, 10, 0).recovered);
	}
	end(&a);
	end(&b);
	return 0;
}

static void flush(void)
{
	char command[128];

	for (int i = 0; i < NODES; i++) {
		snprintf(command, sizeof(command), "redis-cli -p %u FLUSHALL >/dev/null", redises[i].port);
		if (system(command) != 0) {
			abort();
		}
	}
}

static int histories_are_the_same_everywhere(void)
{
	flush();
	return histories_of("");
}

static int histories_are_the_same_everywhere_with_shards(void)
{
	flush();
	return histories_of("sharded=1");
}

static int members_of(const char *options)
{
	static node_t a, b;

	flush();
	CHECK(begin(&a, "a", options) && begin(&b, "b", options));
	for (int i = 0; i < COUNT(channels) - 1; i++) {
		unit_case("%s", channels[i]);
		CHECK(watch(&b, RTWS_SUBJECT_CHANNEL, channels[i]).error == 0);
		CHECK(join(&a, channels[i], "u", "{}", 1).error == 0);
		CHECK(join(&b, channels[i], "u", "{}", 1).error == 0);
		CHECK(join(&a, channels[i], "v", "{}", 1).error == 0);
		CHECK(members(&b, channels[i], 0, 10).total == 2);
	}
	CHECK(await_times(&b, "joined <u>", COUNT(channels) - 1));
	CHECK(await_times(&b, "joined <v>", COUNT(channels) - 1));
	end(&a);
	CHECK(await_times(&b, "left <v>", COUNT(channels) - 1));
	rest(0.05);
	CHECK(strstr(b.told, "left <u>") == NULL);
	CHECK(members(&b, "news", 0, 10).total == 1);
	end(&b);
	return 0;
}

static int step_of(node_t *node, const char *channel, const char *key, rtws_published_t *published)
{
	rtws_publication_t *pub = rtws_publication_create_number(TEXT(channel), TEXT(""));
	answer_t answer = { 0 };

	node->broker->ops->step(node->broker, &(rtws_step_t){ .key = TEXT(key), .by = 2 }, pub,
							(rtws_history_terms_t){ 3, 0 }, on_published, &answer);
	rtws_publication_unref(pub);
	*published = waited(&answer)->published;
	return answer.error;
}

static int steps_of(const char *options)
{
	static node_t a, b;
	rtws_published_t got;

	flush();
	CHECK(begin(&a, "a", options) && begin(&b, "b", options));
	CHECK(watch(&b, RTWS_SUBJECT_CHANNEL, "news").error == 0);
	CHECK(watch(&b, RTWS_SUBJECT_CHANNEL, "with {tag} in it").error == 0);
	forget(&b);
	cli("SET 'rtws:counter:{news}' 5");
	cli("SET 'rtws:counter:x{tag}' 7");
	CHECK(step_of(&a, "news", "rtws:counter:{news}", &got) == 0 && got.value == 7);
	CHECK(step_of(&a, "with {tag} in it", "rtws:counter:x{tag}", &got) == 0 && got.value == 9);
	CHECK(step_of(&a, "news", "rtws:counter:x{tag}", &got) == RTWS_E_APART);
	CHECK(strcmp(cli("GET 'rtws:counter:x{tag}'"), "9") == 0);
	CHECK(await(&b, "news json kept 7\n") && await(&b, "with {tag} in it json kept 9\n"));
	end(&a);
	end(&b);
	return 0;
}

static int a_counter_is_where_its_channel_is(void)
{
	return steps_of("");
}

static int a_counter_is_where_its_channel_is_with_shards(void)
{
	return steps_of("sharded=1");
}

static int members_are_those_of_all_servers(void)
{
	return members_of("");
}

static int members_are_those_of_all_servers_with_shards(void)
{
	return members_of("sharded=1");
}

static int letters_and_counts_go_to_all_servers(void)
{
	static node_t a, b;

	flush();
	CHECK(begin(&a, "a", "") && begin(&b, "b", ""));
	CHECK(watch(&b, RTWS_SUBJECT_USER, "u").error == 0);
	CHECK(watch(&b, RTWS_SUBJECT_PROCESS, "b-1").error == 0);
	rest(0.8); /* until each knows of the other */
	b.connections = 2;
	CHECK(send_to(&a, RTWS_SUBJECT_USER, "u", "u", "x").reached == 2);
	CHECK(send_to(&a, RTWS_SUBJECT_PROCESS, "b-1", "c1", "y").reached == 2);
	CHECK(send_to(&a, RTWS_SUBJECT_USER, "nobody", "nobody", "x").reached == 0);
	b.broker->ops->subscribers(b.broker, TEXT("news"), 3);
	CHECK(count(&a, "news").reached == 3);
	cli("RPUSH ws:messages '{\"channel\":\"news\",\"message\":1}'");
	CHECK(watch(&b, RTWS_SUBJECT_CHANNEL, "news").error == 0);
	cli("RPUSH ws:messages '{\"channel\":\"news\",\"message\":2}'");
	CHECK(await(&b, "news json 2\n"));
	end(&a);
	end(&b);
	return 0;
}

/* ---- streams --------------------------------------------------------------------------------- */

static rtws_consumer_t *consumer_of_last;
static uint64_t last_token;

static bool on_entry(void *context, const rtws_entry_t *entry)
{
	tell(context, "entry %.*s*%u\n", (int) entry->data.len, entry->data.at, entry->attempt);
	consumer_of_last = entry->consumer;
	last_token = entry->token;
	return true;
}

static void on_appended(void *arg, const rtws_appended_t *result)
{
	on_done(arg, result->error);
}

static void on_info(void *arg, const rtws_stream_info_t *info)
{
	answer_t *answer = arg;

	on_done(arg, info->error);
	snprintf(answer->list, sizeof(answer->list), "%llu/%llu/%u", (unsigned long long) info->length,
			 (unsigned long long) info->dead, info->count);
}

static int entries_are_handled_wherever_their_stream_lies(void)
{
	static node_t a, b;
	rtws_consumer_terms_t terms = {
		.group = TEXT("a {tagged} group"),
		.prefetch = 1,
		.attempts_max = 2,
		.delay_min_ms = 50,
		.delay_max_ms = 50,
		.lease_ms = 1000,
		.bounds = { .length = 100, .dead = 10, .remember_ms = 60000 },
	};

	CHECK(begin(&a, "a", "") && begin(&b, "b", ""));
	for (int i = 0; i < COUNT(channels); i++) {
		rtws_append_t what = { .stream = TEXT(channels[i]),
							   .key = TEXT("once"),
							   .order = TEXT("an {order}"),
							   .data = TEXT("1"),
							   .bounds = terms.bounds };

		unit_case("%s", channels[i]);
		terms.stream = what.stream;
		forget(&a);
		CHECK(a.broker->streams->open(a.broker, &terms, on_entry, &a) != NULL);
		for (int n = 0; n < 2; n++) {
			answer_t answer = { 0 };

			b.broker->streams->append(b.broker, &what, on_appended, &answer);
			CHECK(waited(&answer)->error == 0);
		}
		for (int n = 1; n <= 2; n++) {
			CHECK(await(&a, n == 1 ? "entry 1*1\n" : "entry 1*2\n"));
			a.broker->streams->settle(a.broker, consumer_of_last, last_token, RTWS_OUTCOME_FAILED,
									  TEXT("it failed"));
		}
		for (double until = now_s() + PATIENCE_S;;) {
			answer_t answer = { 0 };

			b.broker->streams->info(b.broker, what.stream, on_info, &answer);
			if (strcmp(waited(&answer)->list, "0/1/1") == 0) {
				break;
			}
			CHECK(now_s() < until);
		}
	}
	end(&a);
	end(&b);
	return 0;
}

static int all_is_started(void)
{
	CHECK(start_cluster());
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(all_is_started) },
		{ NAMED(publications_reach_all_servers_by_the_bus) },
		{ NAMED(publications_reach_all_servers_by_shards) },
		{ NAMED(plain_publications_reach_all_servers) },
		{ NAMED(histories_are_the_same_everywhere) },
		{ NAMED(histories_are_the_same_everywhere_with_shards) },
		{ NAMED(a_counter_is_where_its_channel_is) },
		{ NAMED(a_counter_is_where_its_channel_is_with_shards) },
		{ NAMED(members_are_those_of_all_servers) },
		{ NAMED(members_are_those_of_all_servers_with_shards) },
		{ NAMED(letters_and_counts_go_to_all_servers) },
		{ NAMED(entries_are_handled_wherever_their_stream_lies) },
	};

	redises[0].is_cluster = true;
	return rig_run(tests, COUNT(tests));
}
