#include "rig.h"

#define GET(path) "GET " path " HTTP/1.1\r\nHost: a\r\n\r\n"

static void drop_later(rtws_exchange_t *exchange)
{
	rig_hold(exchange);
}

static void ignore(rtws_exchange_t *exchange)
{
	(void) exchange;
}

static void answer_twice(rtws_exchange_t *exchange)
{
	int first = rig_answer(exchange, 200, "first");
	int second = rig_answer(exchange, 500, "second");

	if (first != 0 || second != RTWS_E_CLOSED) {
		abort();
	}
}

/* Gives the i-th reference back. */
static void release(unsigned i)
{
	rtws_exchange_t *exchange = held[i];

	held[i] = NULL;
	rtws_exchange_unref(exchange);
}

static size_t unanswered(void)
{
	return rtws_transport_stats(transport)->exchanges;
}

static int answer_may_come_later(void)
{
	rig_client_t *client;

	rig_up();
	owner.request = drop_later;
	client = rig_connect();
	rig_say(client, GET("/x"));
	UNTIL(held_count == 1);
	rig_steps(20);
	EXPECT(client->in.len == 0 && unanswered() == 1);
	EXPECT(rig_answer(held[0], 202, "late") == 0 && unanswered() == 0);
	UNTIL(rig_heard(client, "late"));
	EXPECT(rig_take_head(client) == 202);
	release(0);
	RIG_DOWN();
	return 0;
}

static int late_answers_need_no_deadline(void)
{
	rig_client_t *client;

	rig_up();
	owner.request = drop_later;
	client = rig_connect();
	rig_say(client, GET("/x"));
	UNTIL(held_count == 1);
	world_advance(3600000);
	rig_steps(20);
	EXPECT(!client->ended && rig_answer(held[0], 200, "late") == 0);
	UNTIL(rig_heard(client, "late"));
	RIG_DOWN();
	return 0;
}

static int next_request_waits_for_the_answer_before(void)
{
	rig_client_t *client;

	rig_up();
	owner.request = drop_later;
	client = rig_connect();
	rig_say(client, GET("/one") GET("/two"));
	UNTIL(held_count == 1);
	rig_say(client, GET("/three"));
	rig_steps(20);
	EXPECT(held_count == 1);
	EXPECT(rig_answer(held[0], 200, "<1>") == 0);
	UNTIL(held_count == 2);
	EXPECT(rig_heard(client, "<1>"));
	EXPECT(rig_answer(held[1], 200, "<2>") == 0);
	UNTIL(held_count == 3);
	EXPECT(rig_answer(held[2], 200, "<3>") == 0);
	UNTIL(rig_heard(client, "<3>"));
	EXPECT(rtws_text_is_exactly(rtws_exchange_request(held[2])->target, "/three"));
	RIG_DOWN();
	return 0;
}

static int exchange_nobody_takes_on_is_a_500(void)
{
	rig_client_t *client;

	rig_up();
	owner.request = ignore;
	client = rig_connect();
	rig_say(client, GET("/x") GET("/y"));
	UNTIL(rig_take_head(client) == 500);
	UNTIL(rig_heard(client, "HTTP/1.1 500"));
	EXPECT(unanswered() == 0 && !client->ended);
	RIG_DOWN();
	return 0;
}

static int exchange_dropped_unanswered_is_a_500(void)
{
	rig_client_t *client;

	rig_up();
	owner.request = drop_later;
	client = rig_connect();
	rig_say(client, GET("/x"));
	UNTIL(held_count == 1);
	rtws_exchange_ref(held[0]);
	rtws_exchange_unref(held[0]);
	rig_steps(5);
	EXPECT(client->in.len == 0);
	release(0);
	UNTIL(rig_take_head(client) == 500);
	EXPECT(unanswered() == 0);
	RIG_DOWN();
	return 0;
}

static int second_answer_is_refused(void)
{
	rig_client_t *client;

	rig_up();
	owner.request = answer_twice;
	client = rig_connect();
	rig_say(client, GET("/x"));
	UNTIL(rig_heard(client, "first"));
	rig_steps(5);
	EXPECT(rig_take_head(client) == 200 && rig_unread(client) == 5);
	RIG_DOWN();
	return 0;
}

static int exchange_outlives_its_answer(void)
{
	rig_client_t *client;

	rig_up();
	owner.request = drop_later;
	client = rig_connect();
	rig_say(client, GET("/x"));
	UNTIL(held_count == 1);
	EXPECT(rig_answer(held[0], 200, "one") == 0);
	UNTIL(rig_heard(client, "one"));
	rig_steps(5);
	EXPECT(rig_answer(held[0], 200, "two") == RTWS_E_CLOSED);
	EXPECT(rtws_exchange_request(held[0])->path.len == 2);
	rig_say(client, GET("/y"));
	UNTIL(held_count == 2);
	EXPECT(rig_answer(held[0], 200, "three") == RTWS_E_CLOSED);
	release(0);
	EXPECT(rig_answer(held[1], 200, "four") == 0);
	UNTIL(rig_heard(client, "four"));
	EXPECT(!rig_heard(client, "two") && !rig_heard(client, "three"));
	RIG_DOWN();
	return 0;
}

/* ---- the client goes first ---------------------------------------------------------------- */

static int client_may_be_gone_before_the_answer(void)
{
	static const bool resets[] = { false, true };

	for (int i = 0; i < COUNT(resets); i++) {
		rig_client_t *client;

		rig_up();
		owner.request = drop_later;
		client = rig_connect();
		rig_say(client, GET("/x"));
		UNTIL(held_count == 1);
		if (resets[i]) {
			rig_reset(client);
		} else {
			rig_drop(client);
		}
		rig_steps(5);
		rig_answer(held[0], 200, "nobody hears it");
		world_advance(60000);
		UNTIL(rtws_transport_stats(transport)->sockets == 0);
		EXPECT(unanswered() == 0);
		EXPECT(rig_answer(held[0], 200, "again") == RTWS_E_CLOSED);
		release(0);
		RIG_DOWN();
	}
	return 0;
}

static int client_may_be_gone_before_the_answer_is_dropped(void)
{
	rig_client_t *client;

	rig_up();
	owner.request = drop_later;
	client = rig_connect();
	rig_say(client, GET("/x"));
	UNTIL(held_count == 1);
	rig_reset(client);
	rig_steps(5);
	release(0);
	world_advance(60000);
	UNTIL(rtws_transport_stats(transport)->sockets == 0);
	RIG_DOWN();
	return 0;
}

static int client_may_send_its_end_before_it_reads_the_answer(void)
{
	rig_client_t *client;

	rig_up();
	owner.request = drop_later;
	client = rig_connect();
	rig_say(client, GET("/x"));
	shutdown(client->fd, SHUT_WR);
	UNTIL(held_count == 1);
	rig_steps(5);
	EXPECT(rig_answer(held[0], 200, "still there") == 0);
	UNTIL(client->ended);
	EXPECT(rig_heard(client, "still there"));
	UNTIL(rtws_transport_stats(transport)->sockets == 0);
	RIG_DOWN();
	return 0;
}

static int transport_may_be_gone_before_the_answer(void)
{
	rig_client_t *client;

	rig_up();
	owner.request = drop_later;
	client = rig_connect();
	rig_say(client, GET("/x"));
	UNTIL(held_count == 1);
	rig_stop();
	CHECK(rig_answer(held[0], 200, "nobody hears it") == RTWS_E_CLOSED);
	CHECK(rtws_exchange_request(held[0])->path.len == 2);
	release(0);
	rig_down();
	return 0;
}

static int answer_that_nobody_reads_is_given_up(void)
{
	static char body[3000000];
	rig_client_t *client;

	rig_up();
	owner.request = drop_later;
	client = rig_connect_with(4096);
	client->deaf = true;
	rig_say(client, GET("/x"));
	UNTIL(held_count == 1);
	memset(body, 'x', sizeof(body) - 1);
	EXPECT(rig_answer(held[0], 200, body) == 0);
	rig_steps(20);
	world_advance(29000);
	rig_steps(3);
	EXPECT(rtws_transport_stats(transport)->sockets == 1);
	world_advance(1100);
	UNTIL(rtws_transport_stats(transport)->sockets == 0);
	RIG_DOWN();
	return 0;
}

static int answer_that_is_read_slowly_arrives(void)
{
	static char body[3000000];
	rig_client_t *client;
	size_t got = 0;

	rig_up();
	owner.request = drop_later;
	client = rig_connect_with(4096);
	client->deaf = true;
	rig_say(client, GET("/x"));
	UNTIL(held_count == 1);
	memset(body, 'x', sizeof(body) - 1);
	EXPECT(rig_answer(held[0], 200, body) == 0);
	while (got < 400000) { /* in all, far more than an answer may stand still */
		static char bytes[100000];
		ssize_t n = read(client->fd, bytes, sizeof(bytes));

		if (n > 0) {
			got += (size_t) n;
			world_advance(300);
		}
		EXPECT(n != 0);
		rig_step();
	}
	client->deaf = false;
	UNTIL(got + client->in.len >= sizeof(body) - 1);
	EXPECT(!client->ended);
	RIG_DOWN();
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(answer_may_come_later) },
		{ NAMED(late_answers_need_no_deadline) },
		{ NAMED(next_request_waits_for_the_answer_before) },
		{ NAMED(exchange_nobody_takes_on_is_a_500) },
		{ NAMED(exchange_dropped_unanswered_is_a_500) },
		{ NAMED(second_answer_is_refused) },
		{ NAMED(exchange_outlives_its_answer) },
		{ NAMED(client_may_be_gone_before_the_answer) },
		{ NAMED(client_may_be_gone_before_the_answer_is_dropped) },
		{ NAMED(client_may_send_its_end_before_it_reads_the_answer) },
		{ NAMED(transport_may_be_gone_before_the_answer) },
		{ NAMED(answer_that_nobody_reads_is_given_up) },
		{ NAMED(answer_that_is_read_slowly_arrives) },
	};

	return run_tests(tests, COUNT(tests));
}
