#include "redis_broker_rig.h"

/* ---- publications ---------------------------------------------------------------------------- */

static int a_publication_reaches_every_server_once_and_in_the_same_order(void)
{
	static node_t node[3];
	char data[32];

	fresh();
	for (int i = 0; i < 3; i++) {
		snprintf(data, sizeof(data), "s%d", i);
		CHECK(begin(&node[i], data, ""));
		CHECK(watch(&node[i], RTWS_SUBJECT_CHANNEL, "news").error == 0);
		forget(&node[i]);
	}
	for (int n = 0; n < 300; n++) {
		for (int i = 0; i < 3; i++) {
			snprintf(data, sizeof(data), "%d.%d", i, n);
			publish_to(&node[i], "news", data, 0, (rtws_history_terms_t){ 0, 0 }, "", NULL);
		}
	}
	for (int i = 0; i < 3; i++) {
		CHECK(await_times(&node[i], "news json", 900));
	}
	rest(0.05);
	for (int i = 0; i < 3; i++) {
		const char *at = node[0].told;

		CHECK(strcmp(node[i].told, node[0].told) == 0);
		for (int n = 0; n < 300; n++) { /* of each, in its order */
			snprintf(data, sizeof(data), " %d.%d\n", i, n);
			at = strstr(at, data);
			CHECK(at != NULL);
		}
	}
	for (int i = 0; i < 3; i++) {
		end(&node[i]);
	}
	return 0;
}

static int reached_is_connections_here_and_receivers_elsewhere(void)
{
	static node_t a, b;

	fresh();
	CHECK(begin(&a, "a", "") && begin(&b, "b", ""));
	CHECK(publish(&a, "news", "1").reached == 0);
	CHECK(watch(&a, RTWS_SUBJECT_CHANNEL, "news").error == 0);
	a.subscribers = 7;
	CHECK(publish(&a, "news", "2").reached == 7);
	CHECK(watch(&b, RTWS_SUBJECT_CHANNEL, "news").error == 0);
	CHECK(publish(&a, "news", "3").reached == 8);
	unwatch(&a, RTWS_SUBJECT_CHANNEL, "news");
	rest(0.05); /* nothing says when that is done */
	CHECK(publish(&a, "news", "4").reached == 1);
	CHECK(await(&b, "news json 4"));
	CHECK(strstr(a.told, "json 4") == NULL);
	end(&a);
	end(&b);
	return 0;
}

static int the_publisher_is_excepted_on_its_own_server_only(void)
{
	static node_t a, b;

	fresh();
	CHECK(begin(&a, "a", "") && begin(&b, "b", ""));
	CHECK(watch(&a, RTWS_SUBJECT_CHANNEL, "news").error == 0);
	CHECK(watch(&b, RTWS_SUBJECT_CHANNEL, "news").error == 0);
	publish_to(&a, "news", "1", 42, (rtws_history_terms_t){ 0, 0 }, "", NULL);
	CHECK(await(&a, "news json 1 except 42\n") && await(&b, "news json 1\n"));
	end(&a);
	end(&b);
	return 0;
}

static int a_plain_publish_is_json_or_text_or_bytes(void)
{
	static node_t a, b;

	fresh();
	CHECK(begin(&a, "a", "") && begin(&b, "b", ""));
	CHECK(watch(&a, RTWS_SUBJECT_CHANNEL, "news").error == 0);
	CHECK(watch(&b, RTWS_SUBJECT_CHANNEL, "news").error == 0);
	forget(&a);
	forget(&b);
	CHECK(strcmp(cli("PUBLISH news ' {\"n\":1} '"), "2") == 0);
	cli("PUBLISH news 'hello'");
	cli("PUBLISH news \"$(printf '\\377\\376')\"");
	cli("PUBLISH news ''");
	CHECK(await_times(&a, "\n", 4) && await_times(&b, "\n", 4));
	CHECK(is_told(&a, "news json {\"n\":1}\nnews text hello\nnews binary \xff\xfe\nnews text \n"));
	CHECK(strcmp(a.told, b.told) == 0);
	end(&a);
	end(&b);
	return 0;
}

static int a_malformed_envelope_is_dropped(void)
{
	static node_t a;

	fresh();
	CHECK(begin(&a, "a", "") && watch(&a, RTWS_SUBJECT_CHANNEL, "news").error == 0);
	forget(&a);
	cli("EVAL \"redis.call('PUBLISH','news','\\\\0rtws1 P x 1')\" 0");
	cli("PUBLISH news 1");
	CHECK(await(&a, "news json 1\n") && is_told(&a, "news json 1\n"));
	end(&a);
	return 0;
}

static int patterns_and_their_channels_get_a_publication_once(void)
{
	static node_t a, b;

	fresh();
	CHECK(begin(&a, "a", "") && begin(&b, "b", ""));
	CHECK(watch(&a, RTWS_SUBJECT_PATTERN, "room.*").error == 0);
	CHECK(watch(&a, RTWS_SUBJECT_PATTERN, "*").error == 0);
	CHECK(watch(&a, RTWS_SUBJECT_PATTERN, "[r]oom.?").error == 0);
	forget(&a);
	CHECK(publish(&b, "room.1", "1").reached == 2);
	CHECK(watch(&a, RTWS_SUBJECT_CHANNEL, "room.1").error == 0);
	CHECK(publish(&b, "room.1", "2").reached == 3);
	CHECK(publish(&a, "room.1", "3").reached == 1);
	unwatch(&a, RTWS_SUBJECT_CHANNEL, "room.1");
	unwatch(&a, RTWS_SUBJECT_PATTERN, "room.*");
	rest(0.05); /* nothing says when that is done */
	CHECK(publish(&b, "room.1", "4").reached == 1);
	CHECK(await(&a, "json 4\n"));
	CHECK(is_told(&a, "room.1 json 1\nroom.1 json 2\nroom.1 json 3\nroom.1 json 4\n"));
	end(&a);
	end(&b);
	return 0;
}

static int a_prefix_keeps_two_applications_apart(void)
{
	static node_t a, b, c;

	fresh();
	CHECK(begin(&a, "a", "prefix=one:") && begin(&b, "b", "prefix=one:"));
	CHECK(begin(&c, "c", "prefix=two:"));
	CHECK(watch(&a, RTWS_SUBJECT_CHANNEL, "news").error == 0);
	CHECK(watch(&c, RTWS_SUBJECT_CHANNEL, "news").error == 0);
	CHECK(watch(&c, RTWS_SUBJECT_PATTERN, "*").error == 0);
	forget(&a);
	forget(&c);
	CHECK(publish(&b, "news", "1").reached == 1);
	CHECK(join(&b, "news", "u", "{}", 1).error == 0);
	cli("PUBLISH one:news 2");
	CHECK(await(&a, "json 2\n"));
	CHECK(is_told(&a, "news json 1\nnews joined <u> {}\nnews json 2\n") && is_told(&c, ""));
	CHECK(strcmp(cli("HGETALL one:presence:news"), "u\n{}") == 0);
	end(&a);
	end(&b);
	end(&c);
	return 0;
}

/* ---- the list and ws:server ------------------------------------------------------------------ */

static int elements_of_ws_messages_reach_everybody_once_and_in_order(void)
{
	static node_t a, b;
	char expected[8192] = "";

	fresh();
	CHECK(begin(&a, "a", "") && begin(&b, "b", ""));
	CHECK(watch(&a, RTWS_SUBJECT_CHANNEL, "news").error == 0);
	CHECK(watch(&b, RTWS_SUBJECT_CHANNEL, "news").error == 0);
	forget(&a);
	forget(&b);
	cli("RPUSH ws:messages '{\"channel\":\"news\",\"message\":{\"a\":[]}}' nonsense '{}' "
		"'{\"channel\":7,\"message\":1}' "
		"'{\"message\":\"h\\u00e9\",\"channel\":\"news\",\"event\":\"x\"}'");
	cli("EVAL \"for i = 1, 400 do redis.call('RPUSH', 'ws:messages', "
		"'{\\\"channel\\\":\\\"news\\\",\\\"message\\\":' .. i .. '}') end\" 0");
	strcat(expected, "news json {\"a\":[]}\nnews json \"h\\u00e9\" as x\n");
	for (int i = 1; i <= 400; i++) {
		snprintf(expected + strlen(expected), 32, "news json %d\n", i);
	}
	CHECK(await_times(&a, "\n", 402) && await_times(&b, "\n", 402));
	CHECK(strcmp(a.told, expected) == 0 && strcmp(b.told, expected) == 0);
	end(&a); /* the other one takes over */
	forget(&b);
	cli("RPUSH ws:messages '{\"channel\":\"news\",\"message\":1}'");
	CHECK(await(&b, "news json 1\n"));
	end(&b);
	return 0;
}

static int what_outsiders_publish_is_kept_as_the_channel_wants(void)
{
	static node_t a;
	answer_t got;

	fresh();
	a = serve("a", "");
	a.terms = (rtws_history_terms_t){ 10, 0 };
	CHECK(start(&a) && await(&a, "up\n") && watch(&a, RTWS_SUBJECT_CHANNEL, "news").error == 0);
	cli("RPUSH ws:messages '{\"channel\":\"news\",\"message\":1}'");
	CHECK(await(&a, "news json kept 1\n"));
	got = history(&a, "news", NULL, 10, 0);
	CHECK(strcmp(got.list, "1") == 0);
	end(&a);
	return 0;
}

static int ws_server_reaches_a_connection_or_else_a_user(void)
{
	static node_t a, b;

	fresh();
	CHECK(begin(&a, "a", "") && begin(&b, "b", ""));
	forget(&a);
	forget(&b);
	cli("PUBLISH ws:server:a '{\"client_id\":\"c-1-7\",\"data\":\"h\\u0069\"}'");
	cli("PUBLISH ws:server:a '{\"client_id\":7,\"data\":{\"x\":1}}'");
	cli("PUBLISH ws:server:a '{\"client_id\":\"u-1-2\",\"data\":2}'");
	cli("PUBLISH ws:server:a '{\"client_id\":\"u1\",\"conn_id\":\"d-1-9\",\"data\":1}'");
	cli("PUBLISH ws:server:a '{\"client_id\":\"u1\",\"conn_id\":\"none\",\"data\":1}'");
	cli("PUBLISH ws:server:a 'nonsense'");
	publish(&b, "ws:server:a", "{\"client_id\":\"c-1-8\",\"data\":\"by a server\"}");
	CHECK(await(&a, "by a server\n"));
	CHECK(is_told(&a, "letter to connection c-1-7: hi\n"
					  "letter to user 7: {\"x\":1}\n"
					  "letter to connection u-1-2: 2\n"
					  "letter to user u-1-2: 2\n"
					  "letter to connection d-1-9: 1\n"
					  "letter to connection c-1-8: by a server\n"));
	CHECK(is_told(&b, ""));
	end(&a);
	end(&b);
	return 0;
}

/* ---- history --------------------------------------------------------------------------------- */

static int a_history_is_the_same_everywhere_and_has_a_size(void)
{
	static node_t a, b;
	answer_t first, got;

	fresh();
	CHECK(begin(&a, "a", "") && begin(&b, "b", ""));
	CHECK(watch(&b, RTWS_SUBJECT_CHANNEL, "news").error == 0);
	first = keep(&a, "news", "1", 3, 0, "");
	CHECK(first.error == 0 && first.published.position.offset > 0);
	keep(&b, "news", "2", 3, 0, "");
	keep(&a, "news", "3", 3, 0, "");
	got = history(&b, "news", &first.position, 10, 0);
	CHECK(got.error == 0 && got.recovered && strcmp(got.list, "2 3") == 0);
	CHECK(got.position.epoch == first.position.epoch &&
		  got.position.offset > first.position.offset);
	got = history(&b, "news", &got.position, 10, 0);
	CHECK(got.recovered && strcmp(got.list, "") == 0);
	got = history(&a, "news", NULL, 2, 0);
	CHECK(strcmp(got.list, "2 3") == 0 && !got.recovered);
	keep(&a, "news", "4", 3, 0, "");
	got = history(&a, "news", &first.position, 10, 0);
	CHECK(got.recovered && strcmp(got.list, "2 3 4") == 0);
	keep(&a, "news", "5", 3, 0, "");
	got = history(&a, "news", &first.position, 10, 0);
	CHECK(!got.recovered && strcmp(got.list, "") == 0);
	CHECK(await(&b, "news json kept 5\n"));
	end(&a);
	end(&b);
	return 0;
}

static int one_position_holds_for_all_channels(void)
{
	static node_t a;
	answer_t x, got;

	fresh();
	CHECK(begin(&a, "a", ""));
	keep(&a, "one", "1", 9, 0, "");
	x = keep(&a, "two", "2", 9, 0, "");
	keep(&a, "one", "3", 9, 0, "");
	got = history(&a, "one", &x.position, 10, 0);
	CHECK(got.recovered && strcmp(got.list, "3") == 0);
	got = history(&a, "two", &x.position, 10, 0);
	CHECK(got.recovered && strcmp(got.list, "") == 0);
	got = history(&a, "never", &x.position, 10, 0);
	CHECK(got.recovered && strcmp(got.list, "") == 0);
	end(&a);
	return 0;
}

static int what_is_too_old_is_lost(void)
{
	static node_t a;
	answer_t first, second, got;

	fresh();
	CHECK(begin(&a, "a", ""));
	first = keep(&a, "news", "1", 9, 300, "");
	second = keep(&a, "news", "2", 9, 300, "");
	got = history(&a, "news", &first.position, 10, 300);
	CHECK(got.recovered && strcmp(got.list, "2") == 0);
	rest(0.2);
	keep(&a, "news", "3", 9, 300, "");
	rest(0.2); /* the first two are too old, the stream is there */
	got = history(&a, "news", &first.position, 10, 300);
	CHECK(!got.recovered);
	got = history(&a, "news", &second.position, 10, 300);
	CHECK(got.recovered && strcmp(got.list, "3") == 0);
	got = history(&a, "news", NULL, 10, 300);
	CHECK(strcmp(got.list, "3") == 0);
	rest(0.4); /* and now it is not */
	got = history(&a, "news", &second.position, 10, 300);
	CHECK(!got.recovered);
	CHECK(history(&a, "news", &got.position, 10, 300).recovered);
	end(&a);
	return 0;
}

static int a_redis_without_memory_begins_a_new_epoch(void)
{
	static node_t a;
	answer_t first, got;

	fresh();
	CHECK(begin(&a, "a", ""));
	first = keep(&a, "news", "1", 9, 0, "");
	cli("FLUSHALL");
	got = history(&a, "news", &first.position, 10, 0);
	CHECK(got.error == 0 && !got.recovered && got.position.epoch != first.position.epoch);
	keep(&a, "news", "2", 9, 0, "");
	got = history(&a, "news", &got.position, 10, 0);
	CHECK(got.recovered && strcmp(got.list, "2") == 0);
	end(&a);
	return 0;
}

static int a_key_is_published_once(void)
{
	static node_t a, b;
	answer_t first, again;

	fresh();
	CHECK(begin(&a, "a", "") && begin(&b, "b", ""));
	CHECK(watch(&a, RTWS_SUBJECT_CHANNEL, "news").error == 0);
	CHECK(watch(&b, RTWS_SUBJECT_CHANNEL, "news").error == 0);
	forget(&a);
	first = keep(&a, "news", "1", 9, 0, "k");
	again = keep(&b, "news", "2", 9, 0, "k");
	CHECK(!first.published.is_duplicate && again.published.is_duplicate);
	CHECK(again.error == 0 && again.reached == 0);
	CHECK(again.position.offset == first.position.offset &&
		  again.position.epoch == first.position.epoch);
	CHECK(!keep(&a, "other", "3", 0, 0, "k").published.is_duplicate);
	CHECK(keep(&b, "other", "4", 0, 0, "k").published.is_duplicate);
	CHECK(publish(&a, "news", "5").error == 0);
	CHECK(await(&a, "json 5\n") && is_told(&a, "news json kept 1\nnews json 5\n"));
	end(&a);
	end(&b);
	return 0;
}

static int a_step_is_published_in_the_order_of_its_values(void)
{
	static node_t a, b;
	rtws_counter_t *counter = rtws_counter_create(INTPTR_MAX - 3);
	answer_t answer = { 0 };
	char expected[256];

	fresh();
	CHECK(begin(&a, "a", "") && begin(&b, "b", ""));
	CHECK(watch(&b, RTWS_SUBJECT_CHANNEL, "n").error == 0);
	forget(&b);
	for (int i = 0; i < 4; i++) {
		rtws_publication_t *pub = rtws_publication_create_number(TEXT("n"), TEXT(""));

		answer = (answer_t){ 0 };
		a.broker->ops->step(a.broker, &(rtws_step_t){ .counter = counter, .by = 1 }, pub,
							(rtws_history_terms_t){ 0, 0 }, on_published, &answer);
		rtws_publication_unref(pub);
		CHECK(waited(&answer)->error == (i < 3 ? 0 : RTWS_E_RANGE));
		CHECK(answer.published.value == INTPTR_MAX - (i < 2 ? 2 - i : 0));
	}
	snprintf(expected, sizeof(expected), "n json %jd\nn json %jd\nn json %jd\n", INTPTR_MAX - 2,
			 INTPTR_MAX - 1, INTPTR_MAX);
	CHECK(await_times(&b, "\n", 3) && is_told(&b, expected));
	rtws_counter_destroy(counter);
	end(&a);
	end(&b);
	return 0;
}

/* ---- letters and counts ---------------------------------------------------------------------- */

static int a_letter_reaches_a_user_on_all_servers(void)
{
	static node_t a, b, c;
	answer_t got;

	fresh();
	CHECK(begin(&a, "a", "") && begin(&b, "b", "") && begin(&c, "c", ""));
	CHECK(watch(&a, RTWS_SUBJECT_USER, "u").error == 0);
	CHECK(watch(&b, RTWS_SUBJECT_USER, "u").error == 0);
	forget(&a);
	forget(&b);
	forget(&c);
	a.connections = 2;
	b.connections = 3;
	got = send_to(&a, RTWS_SUBJECT_USER, "u", "u", "hello");
	CHECK(got.error == 0 && got.reached == 5);
	got = send_to(&c, RTWS_SUBJECT_USER, "u", "u", "again");
	CHECK(got.error == 0 && got.reached == 5);
	CHECK(is_told(&a, "letter to user u: hello\nletter to user u: again\n"));
	CHECK(is_told(&b, a.told) && is_told(&c, ""));
	got = send_to(&c, RTWS_SUBJECT_USER, "nobody", "nobody", "x");
	CHECK(got.error == 0 && got.reached == 0);
	end(&a);
	end(&b);
	end(&c);
	return 0;
}

static int a_letter_reaches_a_connection_of_another_process(void)
{
	static node_t a, b;
	answer_t got;

	fresh();
	CHECK(begin(&a, "a", "") && begin(&b, "b", ""));
	CHECK(watch(&a, RTWS_SUBJECT_PROCESS, "a-1").error == 0);
	CHECK(watch(&b, RTWS_SUBJECT_PROCESS, "b-1").error == 0);
	forget(&a);
	forget(&b);
	CHECK(send_to(&a, RTWS_SUBJECT_PROCESS, "b-1", "c1", "x").reached == 1);
	CHECK(send_to(&a, RTWS_SUBJECT_PROCESS, "a-1", "c2", "y").reached == 1);
	CHECK(send_to(&a, RTWS_SUBJECT_PROCESS, "b-1", "gone", "z").reached == 0);
	got = send_to(&a, RTWS_SUBJECT_PROCESS, "b-0", "c1", "z");
	CHECK(got.error == 0 && got.reached == 0);
	CHECK(is_told(&a, "letter to connection c2: y\n"));
	CHECK(is_told(&b, "letter to connection c1: x\nletter to connection gone: z\n"));
	end(&a);
	end(&b);
	return 0;
}

static int who_does_not_answer_is_not_waited_for(void)
{
	static node_t a, b;
	answer_t got;
	double begun;
	char port[16];
	pid_t mute;

	fresh();
	CHECK(begin(&a, "a", "reply=0.3") && begin(&b, "b", ""));
	CHECK(watch(&b, RTWS_SUBJECT_USER, "u").error == 0);
	snprintf(port, sizeof(port), "%u", redises[0].port);
	mute = fork();
	if (mute == 0) {
		execlp("redis-cli", "redis-cli", "-p", port, "SUBSCRIBE", "rtws:user:u", NULL);
		_exit(127);
	}
	while (strcmp(cli("PUBSUB NUMSUB rtws:user:u"), "rtws:user:u\n2") != 0) {
		rest(0.01);
	}
	begun = now_s();
	got = send_to(&a, RTWS_SUBJECT_USER, "u", "u", "x");
	kill(mute, SIGKILL);
	waitpid(mute, NULL, 0);
	CHECK(got.error == 0 && got.reached == 1);
	CHECK(now_s() - begun >= 0.25 && now_s() - begun < 3);
	end(&a);
	end(&b);
	return 0;
}

static int subscribers_are_counted_over_all_servers(void)
{
	static node_t a, b;

	fresh();
	CHECK(begin(&a, "a", "") && begin(&b, "b", ""));
	CHECK(count(&a, "news").reached == 0);
	a.broker->ops->subscribers(a.broker, TEXT("news"), 2);
	b.broker->ops->subscribers(b.broker, TEXT("news"), 3);
	CHECK(count(&a, "news").reached == 5 && count(&b, "news").reached == 5);
	b.broker->ops->subscribers(b.broker, TEXT("news"), 0);
	CHECK(count(&a, "news").reached == 2);
	CHECK(count(&a, "other").reached == 0);
	end(&b);
	CHECK(count(&a, "news").reached == 2);
	end(&a);
	return 0;
}

static int every_server_has_every_office(void)
{
	static node_t a;

	CHECK(begin(&a, "a", ""));
	forget(&a);
	a.broker->ops->stand(a.broker, TEXT("sweeper"));
	CHECK(is_told(&a, "sweeper elected\n"));
	a.broker->ops->resign(a.broker, TEXT("sweeper"));
	end(&a);
	return 0;
}

/* ---- settings -------------------------------------------------------------------------------- */

static int wrong_settings_are_refused_with_a_sentence(void)
{
	static const char *const wrong[][2] = {
		{ "lease", "0.1" }, { "lease", "soon" }, { "queue", "-1" },  { "queue", "1.5" },
		{ "reply", "" },    { "sharded", "x" },  { "nothing", "x" }, { "queue_age", "1e9" },
	};
	rtws_redis_broker_settings_t settings;
	char error[RTWS_REDIS_ERROR_MAX];

	rtws_redis_broker_settings_init(&settings);
	for (int i = 0; i < COUNT(wrong); i++) {
		unit_case("%s=%s", wrong[i][0], wrong[i][1]);
		error[0] = '\0';
		CHECK(rtws_redis_broker_settings_set(&settings, TEXT(wrong[i][0]), TEXT(wrong[i][1]),
											 error) == RTWS_E_INVALID);
		CHECK(error[0] != '\0');
	}
	CHECK(rtws_redis_broker_settings_set(&settings, TEXT("queue"), TEXT("7"), error) == 0);
	CHECK(rtws_redis_broker_settings_set(&settings, TEXT("lease"), TEXT("2.5"), error) == 0);
	CHECK(settings.queue_size == 7 && settings.lease_ms == 2500);
	CHECK(rtws_broker_redis_create(&events, NULL, &settings, "no spaces", error) == NULL);
	CHECK(strstr(error, "no spaces") != NULL);
	rtws_redis_broker_settings_clear(&settings);
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(a_publication_reaches_every_server_once_and_in_the_same_order) },
		{ NAMED(reached_is_connections_here_and_receivers_elsewhere) },
		{ NAMED(the_publisher_is_excepted_on_its_own_server_only) },
		{ NAMED(a_plain_publish_is_json_or_text_or_bytes) },
		{ NAMED(a_malformed_envelope_is_dropped) },
		{ NAMED(patterns_and_their_channels_get_a_publication_once) },
		{ NAMED(a_prefix_keeps_two_applications_apart) },
		{ NAMED(elements_of_ws_messages_reach_everybody_once_and_in_order) },
		{ NAMED(what_outsiders_publish_is_kept_as_the_channel_wants) },
		{ NAMED(ws_server_reaches_a_connection_or_else_a_user) },
		{ NAMED(a_history_is_the_same_everywhere_and_has_a_size) },
		{ NAMED(one_position_holds_for_all_channels) },
		{ NAMED(what_is_too_old_is_lost) },
		{ NAMED(a_redis_without_memory_begins_a_new_epoch) },
		{ NAMED(a_key_is_published_once) },
		{ NAMED(a_step_is_published_in_the_order_of_its_values) },
		{ NAMED(a_letter_reaches_a_user_on_all_servers) },
		{ NAMED(a_letter_reaches_a_connection_of_another_process) },
		{ NAMED(who_does_not_answer_is_not_waited_for) },
		{ NAMED(subscribers_are_counted_over_all_servers) },
		{ NAMED(every_server_has_every_office) },
		{ NAMED(wrong_settings_are_refused_with_a_sentence) },
	};

	return rig_run(tests, COUNT(tests));
}
