#include "rig.h"

/* Sockets that take nothing: what is queued is then exact. */

enum { SIZE = 16000, MAX = 1024 * 1024 };

static bool begin(rtws_slow_consumer_t slow, size_t max)
{
	rig_begin();
	policy.slow = slow;
	policy.send_queue_max = 64 * MAX;
	settings.send_memory_max = max;
	rig_start();
	for (int i = 0; i < 3; i++) {
		if (rig_open() == NULL) {
			return false;
		}
	}
	world_fail_writes(EAGAIN, UINT32_MAX);
	return true;
}

static int send_many(unsigned to, unsigned count)
{
	static char text[SIZE];

	for (unsigned i = 0; i < count; i++) {
		int error = rtws_peer_send(seen[to].peer, RTWS_WS_TEXT, text, SIZE);

		if (error != 0) {
			return error;
		}
	}
	return 0;
}

static size_t queued(unsigned who)
{
	return rtws_peer_buffered(seen[who].peer);
}

static uint64_t hits(void)
{
	return rtws_transport_stats(transport)->send_memory_hits;
}

static int the_longest_queue_is_dropped_and_not_the_sender(void)
{
	EXPECT(begin(RTWS_SLOW_DROP_NEWEST, MAX));
	EXPECT(send_many(0, 10) == 0 && send_many(1, 40) == 0 && send_many(2, 8) == 0);
	EXPECT(hits() == 0);
	EXPECT(send_many(2, 12) == 0);
	EXPECT(hits() == 1 && queued(1) <= SIZE + 100);
	EXPECT(queued(0) > 10 * SIZE && queued(2) > 20 * SIZE);
	EXPECT(rtws_transport_stats(transport)->messages_lost >= 39);
	world_fail_writes(0, 0);
	RIG_DOWN();
	return 0;
}

static int a_policy_that_closes_closes_with_the_pass(void)
{
	EXPECT(begin(RTWS_SLOW_CLOSE, MAX));
	EXPECT(send_many(0, 10) == 0 && send_many(1, 40) == 0 && send_many(2, 20) == 0);
	EXPECT(hits() == 1 && seen[1].closes == 0 && !rtws_peer_is_open(seen[1].peer));
	EXPECT(rtws_peer_send(seen[1].peer, RTWS_WS_TEXT, "x", 1) == RTWS_E_CLOSED);
	rtws_transport_flush(transport);
	EXPECT(seen[1].closes == 1 && seen[1].code == RTWS_CLOSE_TRY_LATER);
	EXPECT(seen[0].closes == 0 && seen[2].closes == 0);
	world_fail_writes(0, 0);
	RIG_DOWN();
	return 0;
}

static int who_holds_it_with_one_begun_message_is_cut_off(void)
{
	static char large[MAX];

	EXPECT(begin(RTWS_SLOW_DROP_OLDEST, MAX));
	world_fail_writes(0, 0);
	EXPECT(rtws_peer_send(seen[1].peer, RTWS_WS_BINARY, large, 10) == 0);
	rtws_transport_flush(transport);
	world_limit_writes(1000);
	EXPECT(rtws_peer_send(seen[1].peer, RTWS_WS_BINARY, large, sizeof(large)) == 0);
	EXPECT(queued(1) > MAX / 2);
	world_fail_writes(EAGAIN, UINT32_MAX);
	EXPECT(send_many(0, 20) == 0);
	EXPECT(hits() == 1 && queued(1) < 1000 && queued(0) > 19 * SIZE);
	rtws_transport_flush(transport);
	EXPECT(seen[1].closes == 1 && seen[1].code == RTWS_CLOSE_TRY_LATER && seen[0].closes == 0);
	world_limit_writes(0);
	world_fail_writes(0, 0);
	RIG_DOWN();
	return 0;
}

/* A burst within one pass to sockets that take it: nobody is slow. */
static int what_the_sockets_take_is_sent_before_anybody_is_hit(void)
{
	EXPECT(begin(RTWS_SLOW_CLOSE, MAX / 4));
	world_fail_writes(0, 0);
	for (int i = 0; i < 40; i++) {
		static char text[3000];

		for (unsigned k = 0; k < 3; k++) {
			EXPECT(rtws_peer_send(seen[k].peer, RTWS_WS_TEXT, text, sizeof(text)) == 0);
		}
	}
	EXPECT(hits() == 0);
	RIG_DOWN();
	return 0;
}

static int without_a_limit_nobody_is_hit(void)
{
	EXPECT(begin(RTWS_SLOW_CLOSE, 0));
	EXPECT(send_many(0, 200) == 0 && send_many(1, 200) == 0);
	EXPECT(hits() == 0 && rtws_message_memory() > 6 * MAX);
	world_fail_writes(0, 0);
	RIG_DOWN();
	EXPECT(rtws_message_memory() == 0);
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(the_longest_queue_is_dropped_and_not_the_sender) },
		{ NAMED(a_policy_that_closes_closes_with_the_pass) },
		{ NAMED(who_holds_it_with_one_begun_message_is_cut_off) },
		{ NAMED(what_the_sockets_take_is_sent_before_anybody_is_hit) },
		{ NAMED(without_a_limit_nobody_is_hit) },
	};

	return run_tests(tests, COUNT(tests));
}
