/* Steps of counters that are in Redis. */
#include "redis_broker_rig.h"

enum { SERVERS = 3 };

static const char key[] = "rtws:counter:n";

static void step_to(node_t *node, const char *channel, const char *at, intptr_t by,
					rtws_history_terms_t terms, const char *front, answer_t *answer)
{
	rtws_publication_t *pub = rtws_publication_create_number(TEXT(channel), TEXT(front));
	rtws_step_t step = { .key = TEXT(at), .by = by, .front = TEXT(front) };

	*answer = (answer_t){ 0 };
	node->broker->ops->step(node->broker, &step, pub, terms, on_published, answer);
	rtws_publication_unref(pub);
}

static answer_t step(node_t *node, intptr_t by)
{
	answer_t answer;

	step_to(node, "n", key, by, (rtws_history_terms_t){ 0, 0 }, "", &answer);
	return *waited(&answer);
}

/* Nobody waits for anybody. */
static int values_rise_on(const char *options, rtws_history_terms_t terms)
{
	static node_t node[SERVERS];
	static answer_t answers[SERVERS * 50];
	const char *at;
	long before = 0, value;
	int n;

	cli("FLUSHALL");
	cli("SET %s%s 0", options[0] != '\0' ? "x:" : "", key);
	for (int i = 0; i < SERVERS; i++) {
		CHECK(begin(&node[i], (const char *[]){ "a", "b", "c" }[i], options));
		CHECK(watch(&node[i], RTWS_SUBJECT_CHANNEL, "n").error == 0);
		forget(&node[i]);
	}
	for (int i = 0; i < SERVERS * 50; i++) {
		step_to(&node[i % SERVERS], "n", options[0] != '\0' ? "x:rtws:counter:n" : key, 1 + i % 2,
				terms, "", &answers[i]);
		if (i % 7 == 0) {
			turn();
		}
	}
	for (int i = 0; i < SERVERS * 50; i++) {
		CHECK(waited(&answers[i])->error == 0);
	}
	for (int i = 0; i < SERVERS; i++) {
		CHECK(await(&node[i], " 225\n"));
		CHECK(is_told(&node[i], node[0].told));
	}
	at = node[0].told;
	for (int i = 0; i < SERVERS * 50; i++, before = value, at += n) {
		CHECK(sscanf(at, terms.size > 0 ? "n json kept %ld %n" : "n json %ld %n", &value, &n) == 1);
		CHECK(value == before + 1 || value == before + 2);
	}
	CHECK(*at == '\0' && before == 225);
	for (int i = 0; i < SERVERS; i++) {
		end(&node[i]);
	}
	return 0;
}

static int every_server_hears_all_values_in_their_order(void)
{
	return values_rise_on("", (rtws_history_terms_t){ 0, 0 });
}

static int values_that_are_kept_come_in_their_order(void)
{
	return values_rise_on("prefix=x:", (rtws_history_terms_t){ 10, 0 });
}

static int the_value_and_its_publication_are_kept(void)
{
	static node_t a, b;
	answer_t answer, got;

	cli("FLUSHALL");
	CHECK(begin(&a, "a", "") && begin(&b, "b", ""));
	CHECK(watch(&b, RTWS_SUBJECT_CHANNEL, "n").error == 0);
	forget(&b);
	cli("SET %s 9007199254740993", key); /* a double cannot hold it */
	step_to(&a, "n", key, -1, (rtws_history_terms_t){ 5, 0 }, "", &answer);
	CHECK(waited(&answer)->error == 0 && answer.published.value == 9007199254740992);
	step_to(&a, "n", key, 3, (rtws_history_terms_t){ 5, 0 }, "{\"value\":", &answer);
	CHECK(waited(&answer)->error == 0 && answer.published.value == 9007199254740995);
	CHECK(await(&b, "n json kept {\"value\":9007199254740995}\n"));
	CHECK(strcmp(cli("GET %s", key), "9007199254740995") == 0);
	got = history(&b, "n", NULL, 10, 0);
	CHECK(strcmp(got.list, "9007199254740992 {\"value\":9007199254740995}") == 0);
	CHECK(got.position.epoch == answer.position.epoch);
	CHECK(got.position.offset == answer.position.offset && got.position.offset > 0);
	end(&a);
	end(&b);
	return 0;
}

static int a_step_without_a_value_is_not_made(void)
{
	static node_t a;
	answer_t answer;

	cli("FLUSHALL");
	CHECK(begin(&a, "a", "") && watch(&a, RTWS_SUBJECT_CHANNEL, "n").error == 0);
	forget(&a);
	CHECK(step(&a, 1).error == RTWS_E_MISSING);
	CHECK(strcmp(cli("EXISTS %s", key), "0") == 0);
	cli("SET %s 9223372036854775800", key);
	answer = step(&a, 8);
	CHECK(answer.error == RTWS_E_RANGE && answer.published.value == 9223372036854775800);
	CHECK(step(&a, INTPTR_MIN).published.value == -8);
	answer = step(&a, INTPTR_MIN);
	CHECK(answer.error == RTWS_E_RANGE && answer.published.value == -8);
	cli("SET %s seven", key);
	CHECK(step(&a, 1).error == RTWS_E_INVALID);
	CHECK(strcmp(cli("GET %s", key), "seven") == 0);
	cli("DEL %s", key);
	cli("RPUSH %s 1", key);
	CHECK(step(&a, 1).error == RTWS_E_INVALID);
	cli("PUBLISH n 0");
	CHECK(await(&a, "n json 0\n") && is_told(&a, "n json -8\nn json 0\n"));
	end(&a);
	return 0;
}

static int without_redis_nothing_is_counted(void)
{
	static node_t a;
	answer_t answer;

	cli("FLUSHALL");
	cli("SET %s 1", key);
	CHECK(begin(&a, "a", "") && watch(&a, RTWS_SUBJECT_CHANNEL, "n").error == 0);
	kill(redises[0].pid, SIGSTOP);
	answer = step(&a, 1); /* sent, and not answered in time */
	CHECK(answer.error == RTWS_E_LOST && await(&a, "down: "));
	forget(&a);
	step_to(&a, "n", key, 1, (rtws_history_terms_t){ 0, 0 }, "", &answer);
	CHECK(answer.is_done && answer.error == RTWS_E_BROKER && is_told(&a, ""));
	kill(redises[0].pid, SIGCONT);
	CHECK(await(&a, "up\n"));
	CHECK(step(&a, 1).published.value == 3); /* the first was made after all, the second was not */
	CHECK(await(&a, "n json 3\n") && strstr(a.told, "json 1\n") == NULL);
	end(&a);
	return 0;
}

static void on_unheard(void *arg, const rtws_history_t *result)
{
	on_history(arg, result);
	for (uint32_t i = 0; i < result->count; i++) {
		((answer_t *) arg)->total += result->publications[i]->was_heard ? 1 : 0;
	}
}

/* What is published on an island is heard there at once; a step is not, so it is to be fetched. */
static int a_step_whose_answer_was_lost_is_still_to_be_heard(void)
{
	static const rtws_history_terms_t terms = { 10, 0 };
	static node_t a;
	answer_t answer, got = { 0 };
	rtws_history_query_t query = { .channel = TEXT("n"), .terms = terms, .limit = 10 };

	cli("FLUSHALL");
	cli("SET %s 6", key);
	CHECK(begin(&a, "a", "") && watch(&a, RTWS_SUBJECT_CHANNEL, "n").error == 0);
	kill(redises[0].pid, SIGSTOP);
	step_to(&a, "n", key, 1, terms, "", &answer);
	CHECK(waited(&answer)->error == RTWS_E_LOST && await(&a, "down: "));
	publish_to(&a, "n", "0", 0, terms, "", NULL);
	CHECK(await(&a, "n json 0\n"));
	kill(redises[0].pid, SIGCONT);
	CHECK(await_times(&a, "up\n", 2) && publish(&a, "n", "8").error == 0);
	a.broker->ops->history(a.broker, &query, on_unheard, &got);
	CHECK(waited(&got)->error == 0 && strcmp(got.list, "7 0") == 0 && got.total == 1);
	end(&a);
	return 0;
}

static int an_error_of_redis_is_no_step(void)
{
	static node_t a;

	cli("FLUSHALL");
	cli("SET %s 1", key);
	CHECK(begin(&a, "a", ""));
	CHECK(step(&a, 1).published.value == 2);
	cli("CONFIG SET min-replicas-to-write 1"); /* NOREPLICAS: no writes */
	CHECK(step(&a, 1).error == RTWS_E_BROKER);
	cli("CONFIG SET min-replicas-to-write 0");
	CHECK(step(&a, 1).published.value == 3);
	end(&a);
	return 0;
}

static int a_broker_that_stops_answers(void)
{
	static node_t a;
	answer_t answer;

	cli("FLUSHALL");
	cli("SET %s 1", key);
	CHECK(begin(&a, "a", ""));
	step_to(&a, "n", key, 1, (rtws_history_terms_t){ 0, 0 }, "", &answer);
	a.broker->ops->stop(a.broker); /* what was sent before is answered meanwhile */
	CHECK(answer.is_done && answer.error == 0 && answer.published.value == 2);
	step_to(&a, "n", key, 1, (rtws_history_terms_t){ 0, 0 }, "", &answer);
	CHECK(answer.is_done && answer.error == RTWS_E_BROKER);
	a.broker->ops->destroy(a.broker);
	free(a.told);
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(every_server_hears_all_values_in_their_order) },
		{ NAMED(values_that_are_kept_come_in_their_order) },
		{ NAMED(the_value_and_its_publication_are_kept) },
		{ NAMED(a_step_without_a_value_is_not_made) },
		{ NAMED(without_redis_nothing_is_counted) },
		{ NAMED(a_step_whose_answer_was_lost_is_still_to_be_heard) },
		{ NAMED(an_error_of_redis_is_no_step) },
		{ NAMED(a_broker_that_stops_answers) },
	};

	return rig_run(tests, COUNT(tests));
}
