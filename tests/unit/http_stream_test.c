#include "alloc.h"
#include "rig.h"

/*
 * Answers that begin and go on. The owner holds every exchange and begins it in the test; what he
 * is told of a stream is counted.
 */

#define GET(path) "GET " path " HTTP/1.1\r\nHost: a\r\n\r\n"

typedef struct {
	rtws_exchange_t *exchange;
	unsigned drained, gone;
	bool inside; /* one of our own calls */
	bool told_inside;
	void (*on_drained)(rtws_exchange_t *exchange);
} stream_t;

static stream_t streams[4];
static rtws_stream_policy_t slow;

static void on_drained(void *context)
{
	stream_t *stream = context;

	stream->told_inside |= stream->inside || stream->gone > 0;
	stream->drained++;
	if (stream->on_drained != NULL) {
		stream->on_drained(stream->exchange);
	}
}

static void on_gone(void *context)
{
	stream_t *stream = context;

	stream->told_inside |= stream->inside;
	stream->gone++;
}

static const rtws_stream_events_t told = { on_drained, on_gone };

static void up(void)
{
	memset(streams, 0, sizeof(streams));
	slow = (rtws_stream_policy_t){ .queue_max = 10000 };
	rig_up();
	owner.request = rig_hold;
}

/* Begins the i-th exchange. */
static int begin(unsigned i, rtws_framing_t framing)
{
	rtws_response_t head;

	rtws_response_init(&head, 200);
	rtws_response_header(&head, "X-Stream", 8, "yes", 3);
	streams[i].exchange = held[i];
	return rtws_exchange_begin(held[i], &head, framing, &slow, &told, &streams[i]);
}

static int write_text(unsigned i, const char *text)
{
	int error;

	streams[i].inside = true;
	error = rtws_exchange_write(held[i], text, strlen(text));
	streams[i].inside = false;
	return error;
}

static int push(unsigned i, rtws_message_t *msg)
{
	int error;

	streams[i].inside = true;
	error = rtws_exchange_push(held[i], msg);
	streams[i].inside = false;
	return error;
}

static rtws_message_t *message(char fill, size_t len)
{
	rtws_message_t *msg = rtws_message_create(len);

	memset(msg->bytes, fill, len);
	msg->len = (uint32_t) len;
	msg->frames = 1;
	return msg;
}

/* A message that is pushed once. */
static int push_new(unsigned i, char fill, size_t len)
{
	rtws_message_t *msg = message(fill, len);
	int error = push(i, msg);

	rtws_message_unref(msg);
	return error;
}

/* Takes the head of a stream; true when it has, or has not, this line. */
static bool take_head(rig_client_t *client, const char *line, bool has)
{
	return rig_heard(client, "X-Stream: yes\r\n") && rig_heard(client, line) == has &&
		   !rig_heard(client, "Content-Length") && rig_take_head(client) == 200;
}

static bool unread_is(const rig_client_t *client, const char *text)
{
	return rig_unread(client) == strlen(text) &&
		   memcmp(client->in.bytes + client->used, text, strlen(text)) == 0;
}

/* Bytes of this kind among what was not looked at. */
static size_t heard_of(const rig_client_t *client, char c)
{
	size_t n = 0;

	for (size_t i = client->used; i < client->in.len; i++) {
		n += client->in.bytes[i] == (uint8_t) c;
	}
	return n;
}

static size_t open_streams(void)
{
	return rtws_transport_stats(transport)->streams;
}

/* A client whose stream has begun; NULL when that fails. */
static rig_client_t *streaming(rtws_framing_t framing)
{
	rig_client_t *client = rig_connect();
	unsigned i = held_count;

	rig_say(client, GET("/x"));
	for (int steps = 0; held_count == i && steps < 1000; steps++) {
		rig_step();
	}
	if (held_count == i || begin(i, framing) != 0) {
		return NULL;
	}
	rig_steps(3);
	return take_head(client, "Connection: close", framing == RTWS_FRAMING_RAW) ? client : NULL;
}

/* ---- bytes -------------------------------------------------------------------------------- */

static int chunks_arrive_and_the_connection_is_kept(void)
{
	rig_client_t *client;

	up();
	client = rig_connect();
	rig_say(client, GET("/x"));
	UNTIL(held_count == 1);
	EXPECT(rtws_transport_stats(transport)->exchanges == 1);
	EXPECT(begin(0, RTWS_FRAMING_CHUNKED) == 0 && rtws_exchange_is_streaming(held[0]));
	EXPECT(rtws_transport_stats(transport)->exchanges == 0 && open_streams() == 1);
	rig_steps(3);
	EXPECT(take_head(client, "Transfer-Encoding: chunked\r\n", true));
	EXPECT(write_text(0, "hello") == 0 && write_text(0, "") == 0);
	rig_steps(3);
	EXPECT(unread_is(client, "5\r\nhello\r\n"));
	EXPECT(write_text(0, " world, it goes on") == 0);
	rtws_exchange_end(held[0]);
	EXPECT(!rtws_exchange_is_streaming(held[0]) && open_streams() == 0);
	EXPECT(write_text(0, "more") == RTWS_E_CLOSED);
	rig_steps(3);
	EXPECT(unread_is(client, "5\r\nhello\r\n12\r\n world, it goes on\r\n0\r\n\r\n"));
	rig_say(client, GET("/y"));
	UNTIL(held_count == 2);
	EXPECT(rig_answer(held[1], 200, "kept") == 0);
	UNTIL(rig_heard(client, "kept"));
	EXPECT(streams[0].gone == 0 && streams[0].drained == 0);
	RIG_DOWN();
	return 0;
}

static int stream_begins_and_ends_within_the_request(void)
{
	rig_client_t *client;

	up();
	client = rig_connect();
	rig_say(client, GET("/x") GET("/y"));
	UNTIL(held_count == 1);
	EXPECT(begin(0, RTWS_FRAMING_CHUNKED) == 0 && write_text(0, "abc") == 0);
	rtws_exchange_end(held[0]);
	UNTIL(held_count == 2);
	EXPECT(begin(1, RTWS_FRAMING_CHUNKED) == 0);
	rtws_exchange_end(held[1]);
	rig_steps(3);
	EXPECT(rig_take_head(client) == 200);
	EXPECT(rig_heard(client, "3\r\nabc\r\n0\r\n\r\nHTTP/1.1 200 OK"));
	RIG_DOWN();
	return 0;
}

static int http_1_0_reads_until_the_close(void)
{
	rig_client_t *client;

	up();
	client = rig_connect();
	rig_say(client, "GET /x HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
	UNTIL(held_count == 1);
	EXPECT(begin(0, RTWS_FRAMING_CHUNKED) == 0 && write_text(0, "hello") == 0);
	rig_steps(3);
	EXPECT(!rig_heard(client, "Transfer-Encoding"));
	EXPECT(take_head(client, "Connection: close\r\n", true) && !client->ended);
	rtws_exchange_end(held[0]);
	UNTIL(client->ended);
	EXPECT(unread_is(client, "hello") && client->error == 0);
	RIG_DOWN();
	return 0;
}

static int one_message_is_pushed_to_many(void)
{
	rtws_message_t *msg;
	rig_client_t *a, *b;

	up();
	a = streaming(RTWS_FRAMING_RAW);
	b = streaming(RTWS_FRAMING_RAW);
	EXPECT(a != NULL && b != NULL);
	msg = message('m', 3000);
	EXPECT(push(0, msg) == 0 && push(1, msg) == 0 && msg->refs == 3);
	EXPECT(write_text(1, "own") == 0);
	rig_steps(5);
	EXPECT(msg->refs == 1 && rig_unread(a) == 3000 && rig_unread(b) == 3003);
	rtws_message_unref(msg);
	rtws_exchange_end(held[0]);
	UNTIL(a->ended);
	EXPECT(!b->ended && streams[1].gone == 0);
	RIG_DOWN();
	return 0;
}

static int chunked_streams_take_no_pushes(void)
{
	up();
	EXPECT(streaming(RTWS_FRAMING_CHUNKED) != NULL);
	EXPECT(push_new(0, 'm', 10) == RTWS_E_INVALID && rtws_exchange_buffered(held[0]) == 0);
	EXPECT(rtws_exchange_is_streaming(held[0]));
	RIG_DOWN();
	return 0;
}

static int answer_without_a_body_is_complete_with_its_head(void)
{
	rig_client_t *client;

	up();
	client = rig_connect();
	rig_say(client, "HEAD /x HTTP/1.1\r\nHost: a\r\n\r\n" GET("/y"));
	UNTIL(held_count == 1);
	EXPECT(begin(0, RTWS_FRAMING_CHUNKED) == 0 && !rtws_exchange_is_streaming(held[0]));
	EXPECT(write_text(0, "x") == RTWS_E_CLOSED && open_streams() == 0);
	UNTIL(held_count == 2);
	EXPECT(take_head(client, "Transfer-Encoding: chunked\r\n", true) && rig_unread(client) == 0);
	EXPECT(rig_answer(held[1], 200, "next") == 0);
	UNTIL(rig_heard(client, "next"));
	EXPECT(streams[0].gone == 0);
	RIG_DOWN();
	return 0;
}

static int second_beginning_is_refused(void)
{
	up();
	EXPECT(streaming(RTWS_FRAMING_CHUNKED) != NULL);
	EXPECT(begin(0, RTWS_FRAMING_CHUNKED) == RTWS_E_CLOSED);
	EXPECT(rig_answer(held[0], 200, "x") == RTWS_E_CLOSED && rtws_exchange_is_streaming(held[0]));
	RIG_DOWN();
	return 0;
}

/* ---- ends --------------------------------------------------------------------------------- */

static int aborted_stream_is_cut_before_its_last_chunk(void)
{
	rig_client_t *client;

	up();
	client = streaming(RTWS_FRAMING_CHUNKED);
	EXPECT(client != NULL && write_text(0, "part") == 0);
	rtws_exchange_abort(held[0]);
	UNTIL(client->ended);
	EXPECT(unread_is(client, "4\r\npart\r\n"));
	EXPECT(streams[0].gone == 0 && write_text(0, "x") == RTWS_E_CLOSED);
	RIG_DOWN();
	return 0;
}

static int stream_nobody_can_go_on_with_is_cut(void)
{
	rig_client_t *client;
	rtws_exchange_t *exchange;

	up();
	client = streaming(RTWS_FRAMING_CHUNKED);
	EXPECT(client != NULL && write_text(0, "part") == 0);
	exchange = held[0];
	held[0] = NULL;
	rtws_exchange_unref(exchange);
	UNTIL(client->ended);
	EXPECT(unread_is(client, "4\r\npart\r\n") && streams[0].gone == 0 && open_streams() == 0);
	RIG_DOWN();
	return 0;
}

static int client_that_hangs_up_is_noticed(void)
{
	for (int how = 0; how < 3; how++) {
		rig_client_t *client;

		unit_case("way %d", how);
		up();
		client = streaming(how == 1 ? RTWS_FRAMING_RAW : RTWS_FRAMING_CHUNKED);
		EXPECT(client != NULL);
		if (how == 0) {
			rig_drop(client);
		} else if (how == 1) {
			rig_say(client, "bytes that nobody wants");
			rig_steps(3);
			EXPECT(streams[0].gone == 0);
			shutdown(client->fd, SHUT_WR);
		} else {
			rig_reset(client);
		}
		UNTIL(streams[0].gone == 1);
		EXPECT(write_text(0, "x") == RTWS_E_CLOSED && !rtws_exchange_is_streaming(held[0]));
		rtws_exchange_end(held[0]);
		rtws_exchange_abort(held[0]);
		EXPECT(rtws_transport_stats(transport)->sockets == 0 && open_streams() == 0);
		EXPECT(streams[0].gone == 1 && !streams[0].told_inside);
		RIG_DOWN();
	}
	return 0;
}

static int what_is_sent_ahead_waits_and_is_bounded(void)
{
	static char many[600000];
	rig_client_t *client;

	up();
	client = streaming(RTWS_FRAMING_CHUNKED);
	EXPECT(client != NULL);
	rig_say(client, GET("/next"));
	memset(many, 'x', sizeof(many));
	memcpy(many, "GET /", 5);
	rig_steps(3);
	EXPECT(held_count == 1);
	send(client->fd, many, sizeof(many), MSG_DONTWAIT);
	rig_steps(20);
	EXPECT(rtws_transport_stats(transport)->bytes_in <= 3 * 64 * 1024);
	EXPECT(streams[0].gone == 0 && write_text(0, "on") == 0);
	rtws_exchange_end(held[0]);
	UNTIL(held_count == 2);
	EXPECT(rtws_text_is_exactly(rtws_exchange_request(held[1])->target, "/next"));
	EXPECT(rig_answer(held[1], 200, "there") == 0);
	UNTIL(rig_heard(client, "HTTP/1.1 414"));
	RIG_DOWN();
	return 0;
}

static int stopping_ends_streams_in_order(void)
{
	rig_client_t *chunked, *raw;

	up();
	chunked = streaming(RTWS_FRAMING_CHUNKED);
	raw = streaming(RTWS_FRAMING_RAW);
	EXPECT(chunked != NULL && raw != NULL && write_text(0, "last") == 0);
	streams[0].inside = streams[1].inside = true;
	rig_stop_listening();
	streams[0].inside = streams[1].inside = false;
	UNTIL(chunked->ended && raw->ended);
	EXPECT(unread_is(chunked, "4\r\nlast\r\n0\r\n\r\n") && unread_is(raw, ""));
	EXPECT(streams[0].gone == 1 && streams[1].gone == 1 && !streams[0].told_inside);
	EXPECT(write_text(0, "x") == RTWS_E_CLOSED);
	rig_drop(chunked);
	rig_drop(raw);
	UNTIL(rtws_transport_stats(transport)->sockets == 0);
	RIG_DOWN();
	return 0;
}

static int stream_begun_while_stopping_ends_with_the_pass(void)
{
	rig_client_t *client;

	up();
	client = rig_connect();
	rig_say(client, GET("/x"));
	UNTIL(held_count == 1);
	rig_stop_listening();
	EXPECT(begin(0, RTWS_FRAMING_CHUNKED) == 0 && write_text(0, "all of it") == 0);
	UNTIL(client->ended);
	EXPECT(take_head(client, "Connection: close\r\n", true));
	EXPECT(unread_is(client, "9\r\nall of it\r\n0\r\n\r\n") && streams[0].gone == 1);
	RIG_DOWN();
	return 0;
}

static int destroyed_transport_tells_its_streams(void)
{
	up();
	EXPECT(streaming(RTWS_FRAMING_CHUNKED) != NULL);
	EXPECT(streaming(RTWS_FRAMING_RAW) != NULL);
	rig_stop();
	CHECK(streams[0].gone == 1 && streams[1].gone == 1);
	CHECK(rtws_exchange_write(held[0], "x", 1) == RTWS_E_CLOSED);
	CHECK(rtws_exchange_buffered(held[0]) == 0);
	rig_down();
	return 0;
}

/* ---- time --------------------------------------------------------------------------------- */

static int silent_stream_may_last(void)
{
	rig_client_t *client;

	up();
	client = streaming(RTWS_FRAMING_CHUNKED);
	EXPECT(client != NULL && write_text(0, "one") == 0);
	rig_steps(3);
	world_advance(7200000);
	rig_steps(3);
	EXPECT(streams[0].gone == 0 && write_text(0, "two") == 0);
	rig_steps(3);
	EXPECT(unread_is(client, "3\r\none\r\n3\r\ntwo\r\n"));
	RIG_DOWN();
	return 0;
}

static int client_that_takes_nothing_is_given_up(void)
{
	rig_client_t *client;

	up();
	client = streaming(RTWS_FRAMING_CHUNKED);
	EXPECT(client != NULL);
	world_fail_writes(EAGAIN, UINT32_MAX);
	EXPECT(write_text(0, "one") == 0);
	rig_steps(2);
	world_advance(20000);
	rig_steps(2);
	EXPECT(write_text(0, "two") == 0 && streams[0].gone == 0); /* no sign of life of the client */
	rig_steps(2);
	world_advance(11000);
	UNTIL(streams[0].gone == 1);
	EXPECT(!streams[0].told_inside);
	RIG_DOWN();
	return 0;
}

/* ---- slow clients ------------------------------------------------------------------------- */

static void write_more(rtws_exchange_t *exchange)
{
	rtws_exchange_write(exchange, "room", 4);
	rtws_exchange_end(exchange);
}

static int room_is_told_below_half_of_the_limit(void)
{
	static char text[12001];
	rig_client_t *client;

	up();
	client = streaming(RTWS_FRAMING_CHUNKED);
	EXPECT(client != NULL);
	streams[0].on_drained = write_more;
	memset(text, 'x', 9000);
	world_fail_writes(EAGAIN, UINT32_MAX);
	EXPECT(write_text(0, text) == 0);
	rig_steps(3);
	world_fail_writes(0, 0);
	world_limit_writes(1000);
	UNTIL(rtws_exchange_buffered(held[0]) == 0);
	EXPECT(streams[0].drained == 0); /* it was never full */
	world_fail_writes(EAGAIN, UINT32_MAX);
	memset(text, 'y', sizeof(text) - 1);
	EXPECT(write_text(0, text) == 0 && rtws_exchange_buffered(held[0]) > 12000);
	EXPECT(write_text(0, "z") == 0); /* over the limit, and nevertheless taken */
	rig_steps(3);
	world_fail_writes(0, 0);
	world_limit_writes(1000);
	for (size_t before = SIZE_MAX; streams[0].drained == 0;) {
		EXPECT(before > 5000);
		before = rtws_exchange_buffered(held[0]);
		rtws_loop_turn(loop, false);
		rtws_transport_flush(transport);
	}
	world_limit_writes(0);
	UNTIL(rig_heard(client, "4\r\nroom\r\n0\r\n\r\n"));
	EXPECT(streams[0].drained == 1 && !streams[0].told_inside);
	EXPECT(heard_of(client, 'y') == 12000 && heard_of(client, 'z') == 1);
	RIG_DOWN();
	return 0;
}

static uint64_t lost(void)
{
	return rtws_transport_stats(transport)->messages_lost;
}

/* Pushes "a" to "e", 3000 bytes each, to one that takes nothing; "w" is written. */
static rig_client_t *push_five(rtws_slow_consumer_t policy, int *errors)
{
	rig_client_t *client;

	up();
	slow.slow = policy;
	client = streaming(RTWS_FRAMING_RAW);
	if (client != NULL) {
		world_fail_writes(EAGAIN, UINT32_MAX);
		write_text(0, "w");
		rig_steps(2);
		for (int i = 0; i < 5; i++) {
			errors[i] = push_new(0, (char) ('a' + i), 3000);
		}
		world_fail_writes(0, 0);
	}
	return client;
}

static int oldest_pushes_are_dropped(void)
{
	int errors[5] = { 1, 1, 1, 1, 1 };
	rig_client_t *client = push_five(RTWS_SLOW_DROP_OLDEST, errors);

	EXPECT(client != NULL && errors[3] == 0 && errors[4] == 0 && lost() == 2);
	rig_steps(10);
	EXPECT(heard_of(client, 'w') == 1 && heard_of(client, 'a') == 0 && heard_of(client, 'b') == 0);
	EXPECT(heard_of(client, 'c') == 3000 && heard_of(client, 'e') == 3000);
	EXPECT(rtws_exchange_is_streaming(held[0]));
	RIG_DOWN();
	return 0;
}

static int newest_pushes_are_refused(void)
{
	int errors[5] = { 1, 1, 1, 1, 1 };
	rig_client_t *client = push_five(RTWS_SLOW_DROP_NEWEST, errors);

	EXPECT(client != NULL && errors[2] == 0 && errors[3] == RTWS_E_FULL &&
		   errors[4] == RTWS_E_FULL);
	EXPECT(lost() == 2);
	rig_steps(10);
	EXPECT(rig_unread(client) == 9001 && heard_of(client, 'c') == 3000);
	EXPECT(streams[0].drained == 1 && rtws_exchange_is_streaming(held[0]));
	RIG_DOWN();
	return 0;
}

static int stream_is_cut_over_pushes(void)
{
	int errors[5] = { 1, 1, 1, 1, 1 };
	rig_client_t *client = push_five(RTWS_SLOW_CLOSE, errors);

	EXPECT(client != NULL && errors[2] == 0 && errors[3] == RTWS_E_FULL);
	EXPECT(errors[4] == RTWS_E_CLOSED && streams[0].gone == 0); /* not from within the push */
	rtws_transport_flush(transport);
	EXPECT(streams[0].gone == 1 && !streams[0].told_inside && lost() == 4);
	UNTIL(client->ended);
	RIG_DOWN();
	return 0;
}

static int stream_cut_over_a_push_may_be_ended(void)
{
	int errors[5];
	rig_client_t *client = push_five(RTWS_SLOW_CLOSE, errors);

	EXPECT(client != NULL);
	rtws_exchange_end(held[0]);
	UNTIL(client->ended);
	EXPECT(streams[0].gone == 0 && rtws_transport_stats(transport)->sockets == 0);
	RIG_DOWN();
	return 0;
}

static int half_sent_push_is_not_dropped(void)
{
	rig_client_t *client;

	up();
	slow.slow = RTWS_SLOW_DROP_OLDEST;
	client = streaming(RTWS_FRAMING_RAW);
	EXPECT(client != NULL);
	world_limit_writes(100);
	EXPECT(push_new(0, 'a', 9000) == 0);
	rtws_transport_flush(transport);
	world_fail_writes(EAGAIN, UINT32_MAX);
	rtws_transport_flush(transport);
	EXPECT(rtws_exchange_buffered(held[0]) == 8900);
	EXPECT(push_new(0, 'b', 5000) == RTWS_E_FULL && lost() == 1);
	world_reset();
	UNTIL(rtws_exchange_buffered(held[0]) == 0);
	rig_steps(3);
	EXPECT(heard_of(client, 'a') == 9000 && rig_unread(client) == 9000);
	RIG_DOWN();
	return 0;
}

/* ---- memory ------------------------------------------------------------------------------- */

static int stream_without_memory_is_cut(void)
{
	bool failed = true;

	for (unsigned n = 2; failed; n++) { /* the first is for the header of the test itself */
		rig_client_t *client;
		int error;

		unit_case("allocation %u", n);
		up();
		client = rig_connect();
		rig_say(client, GET("/x"));
		UNTIL(held_count == 1);
		rtws_message_pool_clear();
		alloc_fail_at(n);
		error = begin(0, RTWS_FRAMING_CHUNKED);
		for (int i = 0; i < 3 && error == 0; i++) {
			static char text[20000];

			memset(text, 'x', sizeof(text) - 1);
			error = write_text(0, text);
			rtws_transport_flush(transport);
		}
		rtws_exchange_end(held[0]);
		failed = alloc_count() >= n;
		alloc_fail_at(0);
		rig_steps(10);
		EXPECT((error == RTWS_E_NOMEM) == failed || client->ended);
		EXPECT(failed ? client->ended && !rig_heard(client, "\r\n0\r\n\r\n")
					  : rig_heard(client, "\r\n0\r\n\r\n"));
		EXPECT(!streams[0].told_inside && open_streams() == 0);
		RIG_DOWN();
		CHECK(n < 50);
	}
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(chunks_arrive_and_the_connection_is_kept) },
		{ NAMED(stream_begins_and_ends_within_the_request) },
		{ NAMED(http_1_0_reads_until_the_close) },
		{ NAMED(one_message_is_pushed_to_many) },
		{ NAMED(chunked_streams_take_no_pushes) },
		{ NAMED(answer_without_a_body_is_complete_with_its_head) },
		{ NAMED(second_beginning_is_refused) },
		{ NAMED(aborted_stream_is_cut_before_its_last_chunk) },
		{ NAMED(stream_nobody_can_go_on_with_is_cut) },
		{ NAMED(client_that_hangs_up_is_noticed) },
		{ NAMED(what_is_sent_ahead_waits_and_is_bounded) },
		{ NAMED(stopping_ends_streams_in_order) },
		{ NAMED(stream_begun_while_stopping_ends_with_the_pass) },
		{ NAMED(destroyed_transport_tells_its_streams) },
		{ NAMED(silent_stream_may_last) },
		{ NAMED(client_that_takes_nothing_is_given_up) },
		{ NAMED(room_is_told_below_half_of_the_limit) },
		{ NAMED(oldest_pushes_are_dropped) },
		{ NAMED(newest_pushes_are_refused) },
		{ NAMED(stream_is_cut_over_pushes) },
		{ NAMED(stream_cut_over_a_push_may_be_ended) },
		{ NAMED(half_sent_push_is_not_dropped) },
		{ NAMED(stream_without_memory_is_cut) },
	};

	return run_tests(tests, COUNT(tests));
}
