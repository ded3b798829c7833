#include "alloc.h"
#include "rig.h"

/*
 * Memory that runs out at each place in turn. What is lost then is a connection or an answer, never
 * the program, and never a report: events.close comes once for each open.
 */

#define GET(path) "GET " path " HTTP/1.1\r\nHost: a\r\n\r\n"
#define POST(path, len, body) \
	"POST " path " HTTP/1.1\r\nHost: a\r\nContent-Length: " len "\r\n\r\n" body

enum { STEPS = 12 };

/* Steps while the n-th allocation from now on fails; the tests' own count as well. */
static bool step_with_failure(unsigned n)
{
	bool failed;

	alloc_fail_at(n);
	for (int i = 0; i < STEPS; i++) {
		rtws_loop_turn(loop, false);
		rtws_transport_flush(transport);
	}
	failed = alloc_count() >= n;
	alloc_fail_at(0);
	rig_steps(STEPS);
	return failed;
}

static void quiet_message(rig_seen_t *self, rtws_ws_opcode_t opcode, const uint8_t *data,
						  size_t len)
{
	rtws_peer_send(self->peer, opcode, data, len);
	if (self->peer != NULL) {
		rtws_peer_ping(self->peer, "x", 1);
	}
}

static int handshake_without_memory_loses_one_connection(void)
{
	unsigned n = 0;
	bool failed;

	do {
		rig_client_t *client;

		unit_case("allocation %u", ++n);
		rig_up();
		owner.message = quiet_message;
		client = rig_connect();
		rig_say(client, RIG_HANDSHAKE(""));
		rig_send(client, 0x81, "hello", 5);
		rtws_message_pool_clear();
		failed = step_with_failure(n);
		EXPECT(client->ended || failed || seen[0].messages == 1);
		EXPECT(client->ended || rig_take_head(client) != 0);
		RIG_DOWN();
	} while (failed);
	CHECK(n > 5);
	return 0;
}

static int messages_without_memory_lose_one_connection(void)
{
	static char large[300000];
	unsigned n = 0;
	bool failed;

	do {
		rig_client_t *client;
		uint8_t bytes[400];
		size_t len;

		unit_case("allocation %u", ++n);
		rig_up();
		policy.message_max = 200000;
		owner.message = quiet_message;
		client = rig_open();
		EXPECT(client != NULL);
		len = rig_frame(bytes, 0x01, "one", 3);
		len += rig_frame(bytes + len, 0x89, "ping", 4);
		len += rig_frame(bytes + len, 0x80, "two", 3);
		rig_write(client, bytes, len + 0);
		len = rig_frame(bytes, 0x82, large, 100);
		rig_write(client, bytes, 70);
		rtws_message_pool_clear();
		failed = step_with_failure(n);
		rig_write(client, bytes + 70, len - 70);
		rig_send(client, 0x82, large, 100000);
		rig_send_close(client, 1000, "");
		UNTIL(client->ended);
		EXPECT(failed || (seen[0].messages == 3 && seen[0].code == 1000));
		RIG_DOWN();
	} while (failed);
	CHECK(n > 3);
	return 0;
}

static int sending_without_memory_is_told_or_ends_the_connection(void)
{
	static char large[100000];

	for (unsigned n = 1; n < 8; n++) {
		rig_client_t *client;
		rig_frame_t frame;
		unsigned accepted = 0, got = 0;

		unit_case("allocation %u", n);
		rig_up();
		client = rig_open();
		EXPECT(client != NULL);
		world_limit_writes(1000);
		rtws_message_pool_clear();
		alloc_fail_at(n);
		for (int i = 0; i < 6 && seen[0].peer != NULL; i++) {
			size_t len = i == 2 ? sizeof(large) : 2000;

			accepted += rtws_peer_send(seen[0].peer, RTWS_WS_BINARY, large, len) == 0;
		}
		alloc_fail_at(0);
		world_limit_writes(0);
		rig_steps(50);
		while (rig_take_frame(client, &frame)) {
			EXPECT(frame.opcode != 0xff); /* no half frame before another one */
			got += frame.opcode == RTWS_WS_BINARY;
		}
		EXPECT(seen[0].closes == 1 || (got == accepted && rig_unread(client) == 0));
		RIG_DOWN();
	}
	return 0;
}

/* What follows half a frame would be taken for its payload. */
static int nothing_follows_a_frame_whose_rest_found_no_memory(void)
{
	static char large[100000];
	rig_client_t *client;
	rig_frame_t frame;
	int error;

	rig_up();
	client = rig_open();
	EXPECT(client != NULL);
	rtws_message_pool_clear();
	world_limit_writes(1000);
	alloc_fail_at(1);
	error = rtws_peer_send(seen[0].peer, RTWS_WS_BINARY, large, sizeof(large));
	alloc_fail_at(0);
	world_limit_writes(0);
	EXPECT(error != 0);
	if (seen[0].peer != NULL) {
		rtws_peer_send(seen[0].peer, RTWS_WS_TEXT, "next", 4);
	}
	rig_steps(10);
	EXPECT(!rig_take_frame(client, &frame) && client->in.len - client->used == 1000);
	UNTIL(client->ended);
	EXPECT(seen[0].closes == 1);
	RIG_DOWN();
	return 0;
}

static int closing_without_memory_is_told_once(void)
{
	unsigned n = 0;
	bool failed;

	do {
		rig_client_t *client;

		unit_case("allocation %u", ++n);
		rig_up();
		client = rig_open();
		EXPECT(client != NULL);
		rtws_message_pool_clear();
		alloc_fail_at(n);
		rtws_peer_close(seen[0].peer, 4000, "reason", 6);
		failed = alloc_count() >= n;
		alloc_fail_at(0);
		rig_steps(3);
		rig_send_close(client, 4000, "");
		rig_steps(STEPS);
		EXPECT(seen[0].closes == 1);
		RIG_DOWN();
	} while (failed);
	return 0;
}

static int requests_without_memory_lose_an_answer(void)
{
	unsigned n = 0;
	bool failed;

	do {
		rig_client_t *client;

		unit_case("allocation %u", ++n);
		rig_up();
		client = rig_connect();
		rig_say(client, GET("/one") POST("/two", "5", "hello") GET("/th"));
		rtws_message_pool_clear();
		failed = step_with_failure(n);
		rig_say(client, "never");
		rig_steps(STEPS);
		EXPECT(failed || rig_heard(client, "POST /two hello"));
		EXPECT(rtws_transport_stats(transport)->exchanges == 0);
		RIG_DOWN();
	} while (failed);
	CHECK(n > 8);
	return 0;
}

static void send_to_all(rig_seen_t *self)
{
	static char text[5000];

	for (unsigned i = 0; i < seen_count; i++) {
		if (&seen[i] != self && seen[i].peer != NULL) {
			rtws_peer_send(seen[i].peer, RTWS_WS_TEXT, text, sizeof(text));
		}
	}
}

/* Each close fails in its turn, and what the owner sends about it finds others broken. */
static int end_without_memory_is_told_once(void)
{
	for (unsigned n = 1; n < 25; n++) {
		bool settled;

		unit_case("allocation %u", n);
		rig_up();
		owner.closed = send_to_all;
		for (int i = 0; i < 12; i++) {
			EXPECT(rig_open() != NULL);
		}
		for (int i = 0; i < 12; i += 3) {
			rig_reset(&clients[i]);
		}
		rtws_message_pool_clear();
		alloc_fail_at(n);
		rig_stop();
		alloc_fail_at(0);
		settled = rig_is_settled();
		rig_down();
		CHECK(settled);
	}
	return 0;
}

static int transport_without_memory_is_none(void)
{
	for (unsigned n = 1; n <= 2; n++) {
		rig_begin();
		loop = rtws_loop_create();
		alloc_fail_at(n);
		transport = rtws_transport_create(loop, &settings, &events, NULL);
		alloc_fail_at(0);
		CHECK(transport == NULL);
		rtws_loop_destroy(loop);
	}
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(handshake_without_memory_loses_one_connection) },
		{ NAMED(messages_without_memory_lose_one_connection) },
		{ NAMED(sending_without_memory_is_told_or_ends_the_connection) },
		{ NAMED(nothing_follows_a_frame_whose_rest_found_no_memory) },
		{ NAMED(closing_without_memory_is_told_once) },
		{ NAMED(requests_without_memory_lose_an_answer) },
		{ NAMED(end_without_memory_is_told_once) },
		{ NAMED(transport_without_memory_is_none) },
	};

	return run_tests(tests, COUNT(tests));
}
