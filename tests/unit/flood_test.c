#include "unit.h"
#include "alloc.h"
#include "owner.h"
#include "world.h"

#include "core/connection.h"

static rtws_peer_t peers[2];
static rtws_connection_t *conns[2];
static rtws_endpoint_t *endpoint;

static void begin(rtws_rate_limit_t rate, rtws_rate_limit_t total)
{
	begin_open_server();
	endpoint = add_endpoint(RTWS_ENDPOINT_WS, "/", "");
	endpoint->rate = rate;
	endpoint->rate_total = total;
	for (int i = 0; i < 2; i++) {
		conns[i] = let_in(&peers[i], UPGRADE("/", ""));
	}
}

static void end(void)
{
	let_go(conns[0], 1000, "");
	let_go(conns[1], 1000, "");
	end_server();
}

/* Returns how many reached the owner. */
static unsigned send_messages(int from, unsigned count)
{
	unsigned before = owner.messages;

	for (unsigned i = 0; i < count; i++) {
		fake->events->message(conns[from], RTWS_WS_TEXT, (const uint8_t *) "hi", 2);
	}
	return owner.messages - before;
}

static rtws_rate_limit_t limit(uint32_t events, rtws_flood_t answer)
{
	return (rtws_rate_limit_t){ { events, 1000, events, RTWS_RATE_BUCKET }, answer };
}

static const rtws_rate_limit_t none = { .rule = { .events = 0 } };

static int without_a_rate_everything_passes(void)
{
	begin(none, none);
	CHECK(send_messages(0, 1000) == 1000 && server->stats.messages_limited == 0);
	end();
	return 0;
}

static int each_connection_has_its_own_rate(void)
{
	begin(limit(10, RTWS_FLOOD_DROP), none);
	CHECK(send_messages(0, 15) == 10);
	CHECK(send_messages(1, 15) == 10);
	CHECK(server->stats.messages_in == 30 && server->stats.messages_limited == 10);
	CHECK(peers[0].offers == 0 && peers[0].sends == 0 && peers[0].closes == 0);
	world_advance(1000);
	CHECK(send_messages(0, 15) == 10);
	end();
	return 0;
}

static int each_message_beyond_is_answered_once(void)
{
	begin(limit(10, RTWS_FLOOD_ERROR), none);
	CHECK(send_messages(0, 13) == 10);
	CHECK(peers[0].offers == 3 && peers[1].offers == 0 && peers[0].closes == 0);
	CHECK(strcmp(peers[0].offered,
				 "{\"type\":\"error\",\"code\":\"RATE_LIMITED\",\"message\":\"Too "
				 "many messages. Please slow down.\"}") == 0);
	CHECK(server->stats.messages_out == 3);
	end();
	return 0;
}

static int an_answer_that_finds_no_room_is_lost(void)
{
	begin(limit(1, RTWS_FLOOD_ERROR), none);
	peers[0].error = RTWS_E_FULL;
	CHECK(send_messages(0, 5) == 1);
	CHECK(peers[0].offers == 4 && peers[0].closes == 0 && server->stats.messages_out == 0);
	end();
	return 0;
}

static int close_closes_with_1008(void)
{
	begin(limit(2, RTWS_FLOOD_CLOSE), none);
	CHECK(send_messages(0, 3) == 2);
	CHECK(peers[0].closes == 1 && peers[0].code == 1008);
	CHECK(strcmp(peers[0].reason, "rate limit") == 0 && peers[1].closes == 0);
	end();
	return 0;
}

static int the_total_counts_what_the_rates_let_through(void)
{
	begin(limit(4, RTWS_FLOOD_DROP), limit(6, RTWS_FLOOD_ERROR));
	CHECK(send_messages(0, 100) == 4);
	CHECK(send_messages(1, 100) == 2);
	CHECK(peers[0].offers == 0 && peers[1].offers == 2);
	end();
	return 0;
}

static int a_total_alone_needs_nothing_in_the_connections(void)
{
	begin(none, limit(3, RTWS_FLOOD_DROP));
	CHECK(send_messages(0, 2) == 2);
	CHECK(send_messages(1, 2) == 1);
	end();
	return 0;
}

static int a_new_connection_inherits_nothing(void)
{
	begin(limit(10, RTWS_FLOOD_DROP), none);
	CHECK(send_messages(0, 20) == 10);
	let_go(conns[0], 1000, "");
	conns[0] = let_in(&peers[0], UPGRADE("/", ""));
	CHECK(send_messages(0, 20) == 10);
	end();
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(without_a_rate_everything_passes) },
		{ NAMED(each_connection_has_its_own_rate) },
		{ NAMED(each_message_beyond_is_answered_once) },
		{ NAMED(an_answer_that_finds_no_room_is_lost) },
		{ NAMED(close_closes_with_1008) },
		{ NAMED(the_total_counts_what_the_rates_let_through) },
		{ NAMED(a_total_alone_needs_nothing_in_the_connections) },
		{ NAMED(a_new_connection_inherits_nothing) },
	};

	return run_tests(tests, COUNT(tests));
}
