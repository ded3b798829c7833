#include "rig.h"

/* The clock jumps by world_advance(); what is due then happens at the next tick of the wheel. */

static rig_client_t *client;

static bool begin(uint32_t interval_ms, uint32_t timeout_ms, uint32_t idle_ms)
{
	rig_begin();
	policy.heartbeat_interval_ms = interval_ms;
	policy.heartbeat_timeout_ms = timeout_ms;
	policy.idle_timeout_ms = idle_ms;
	rig_start();
	client = rig_open();
	return client != NULL;
}

/* Long enough for what is due to have happened: two ticks of the real clock. */
static void let_ticks_pass(void)
{
	struct timespec from, now;

	clock_gettime(CLOCK_MONOTONIC, &from);
	do {
		rig_step();
		clock_gettime(CLOCK_MONOTONIC, &now);
	} while ((now.tv_sec - from.tv_sec) * 1000 + (now.tv_nsec - from.tv_nsec) / 1000000 < 120);
}

static int next_frame(rig_frame_t *frame)
{
	UNTIL(rig_take_frame(client, frame));
	return 0;
}

static int ping_comes_after_the_interval_and_not_before(void)
{
	rig_frame_t frame;

	EXPECT(begin(30000, 10000, 0));
	world_advance(29000);
	let_ticks_pass();
	EXPECT(rig_unread(client) == 0);
	world_advance(1000);
	CHECK(next_frame(&frame) == 0);
	EXPECT(frame_is(&frame, RTWS_WS_PING, "", 0));
	rig_send(client, 0x8a, "", 0);
	UNTIL(seen[0].pongs == 1);
	world_advance(30000);
	CHECK(next_frame(&frame) == 0);
	EXPECT(frame_is(&frame, RTWS_WS_PING, "", 0) && seen[0].closes == 0);
	RIG_DOWN();
	return 0;
}

/* The answer comes at once, so the timeout has nothing to say about when the next ping is due. */
static int a_timeout_longer_than_the_interval_does_not_slow_the_pings(void)
{
	rig_frame_t frame;

	EXPECT(begin(20000, 60000, 0));
	for (int i = 0; i < 3; i++) {
		world_advance(20000);
		CHECK(next_frame(&frame) == 0);
		EXPECT(frame_is(&frame, RTWS_WS_PING, "", 0));
		rig_send(client, 0x8a, "", 0);
		UNTIL(seen[0].pongs == (unsigned) i + 1);
	}
	/* unanswered now: still one ping, and the end after the timeout */
	world_advance(20000);
	CHECK(next_frame(&frame) == 0);
	world_advance(39000);
	let_ticks_pass();
	EXPECT(rig_unread(client) == 0 && seen[0].closes == 0);
	world_advance(22000);
	UNTIL(seen[0].closes == 1);
	RIG_DOWN();
	return 0;
}

static int silence_after_a_ping_is_a_1006(void)
{
	rig_frame_t frame;

	EXPECT(begin(30000, 10000, 0));
	world_advance(30100);
	CHECK(next_frame(&frame) == 0);
	world_advance(9000);
	let_ticks_pass();
	EXPECT(seen[0].closes == 0);
	world_advance(1100);
	UNTIL(seen[0].closes == 1);
	EXPECT(seen[0].code == 1006 && strcmp(seen[0].reason, "ping timeout") == 0);
	UNTIL(client->ended);
	RIG_DOWN();
	return 0;
}

static int any_sign_of_life_answers_a_ping(void)
{
	rig_frame_t frame;

	EXPECT(begin(30000, 10000, 0));
	for (int i = 0; i < 3; i++) {
		world_advance(30100);
		CHECK(next_frame(&frame) == 0);
		EXPECT(frame.opcode == RTWS_WS_PING);
		world_advance(5000);
		rig_send(client, i == 0 ? 0x82 : i == 1 ? 0x89 : 0x02, "x", 1);
		rig_steps(3);
		if (i == 1) {
			UNTIL(rig_take_frame(client, &frame));
			EXPECT(frame.opcode == RTWS_WS_PONG);
		}
		world_advance(5100);
		let_ticks_pass();
		EXPECT(seen[0].closes == 0);
	}
	RIG_DOWN();
	return 0;
}

static int paused_connection_is_not_taken_for_dead(void)
{
	EXPECT(begin(30000, 10000, 0));
	rtws_peer_set_reading(seen[0].peer, false);
	rig_step();
	for (int i = 0; i < 4; i++) {
		world_advance(30100);
		let_ticks_pass();
		world_advance(10100);
		let_ticks_pass();
	}
	EXPECT(seen[0].closes == 0 && rig_unread(client) > 0);
	RIG_DOWN();
	return 0;
}

static int slow_client_that_takes_nothing_is_found_dead(void)
{
	static char text[100000];

	rig_begin();
	policy.heartbeat_interval_ms = 30000;
	policy.heartbeat_timeout_ms = 10000;
	policy.send_queue_max = 100 << 20;
	rig_start();
	client = rig_open_with(4096);
	EXPECT(client != NULL);
	client->deaf = true;
	for (int i = 0; i < 200; i++) {
		rtws_peer_send(seen[0].peer, RTWS_WS_BINARY, text, sizeof(text));
		rig_step();
	}
	rtws_peer_set_reading(seen[0].peer, false);
	let_ticks_pass();
	EXPECT(seen[0].closes == 0);
	world_advance(30100);
	let_ticks_pass();
	EXPECT(seen[0].closes == 0);
	world_advance(10100);
	UNTIL(seen[0].closes == 1);
	EXPECT(seen[0].code == 1006);
	RIG_DOWN();
	return 0;
}

static int no_heartbeat_is_none(void)
{
	EXPECT(begin(0, 0, 0));
	world_advance(1000000000);
	let_ticks_pass();
	EXPECT(rig_unread(client) == 0 && seen[0].closes == 0);
	RIG_DOWN();
	return 0;
}

static int client_without_messages_is_closed_with_1001(void)
{
	rig_frame_t frame;

	EXPECT(begin(0, 0, 60000));
	world_advance(59000);
	let_ticks_pass();
	EXPECT(rig_unread(client) == 0);
	world_advance(1100);
	CHECK(next_frame(&frame) == 0);
	EXPECT(frame_close_code(&frame) == 1001 && frame.len == 14);
	EXPECT(memcmp(frame.payload + 2, "idle timeout", 12) == 0);
	rig_send_close(client, 1001, "");
	UNTIL(client->ended);
	EXPECT(seen[0].closes == 1 && seen[0].code == 1001);
	EXPECT(strcmp(seen[0].reason, "idle timeout") == 0);
	RIG_DOWN();
	return 0;
}

static int only_messages_are_no_idleness(void)
{
	rig_frame_t frame;

	EXPECT(begin(0, 0, 60000));
	for (int i = 0; i < 3; i++) {
		world_advance(50000);
		rig_send(client, 0x81, "x", 1);
		UNTIL(seen[0].messages == (unsigned) i + 1);
		let_ticks_pass();
		EXPECT(seen[0].closes == 0 && rig_unread(client) == 0);
	}
	world_advance(50000);
	rig_send(client, 0x8a, "x", 1);
	UNTIL(seen[0].pongs == 1);
	world_advance(10100);
	CHECK(next_frame(&frame) == 0);
	EXPECT(frame_close_code(&frame) == 1001);
	RIG_DOWN();
	return 0;
}

static int idleness_is_seen_between_heartbeats(void)
{
	rig_frame_t frame;
	int pings = 0;

	EXPECT(begin(10000, 5000, 35000));
	for (int i = 0; i < 3; i++) {
		world_advance(10100);
		CHECK(next_frame(&frame) == 0);
		EXPECT(frame.opcode == RTWS_WS_PING);
		pings++;
		rig_send(client, 0x8a, "", 0);
		UNTIL(seen[0].pongs == (unsigned) pings);
	}
	world_advance(5000);
	CHECK(next_frame(&frame) == 0);
	EXPECT(frame_close_code(&frame) == 1001);
	RIG_DOWN();
	return 0;
}

static int milliseconds_may_overflow_their_32_bits(void)
{
	rig_frame_t frame;

	/* up to just before the low 32 bits of the clock turn */
	struct timespec now;
	uint64_t ms;

	rig_begin();
	clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
	ms = (uint64_t) now.tv_sec * 1000 + (uint64_t) now.tv_nsec / 1000000;
	world_advance((UINT32_MAX - (ms & UINT32_MAX)) - 15000);
	EXPECT(begin(10000, 5000, 60000));
	for (unsigned i = 1; i <= 3; i++) {
		world_advance(10100);
		CHECK(next_frame(&frame) == 0);
		EXPECT(frame.opcode == RTWS_WS_PING && seen[0].closes == 0);
		rig_send(client, 0x8a, "", 0);
		UNTIL(seen[0].pongs == i);
	}
	RIG_DOWN();
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(ping_comes_after_the_interval_and_not_before) },
		{ NAMED(a_timeout_longer_than_the_interval_does_not_slow_the_pings) },
		{ NAMED(silence_after_a_ping_is_a_1006) },
		{ NAMED(any_sign_of_life_answers_a_ping) },
		{ NAMED(paused_connection_is_not_taken_for_dead) },
		{ NAMED(slow_client_that_takes_nothing_is_found_dead) },
		{ NAMED(no_heartbeat_is_none) },
		{ NAMED(client_without_messages_is_closed_with_1001) },
		{ NAMED(only_messages_are_no_idleness) },
		{ NAMED(idleness_is_seen_between_heartbeats) },
		{ NAMED(milliseconds_may_overflow_their_32_bits) },
	};

	return run_tests(tests, COUNT(tests));
}
