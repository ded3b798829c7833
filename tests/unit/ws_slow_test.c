#include "rig.h"

/*
 * A slow client is one whose socket takes nothing: world_fail_writes(EAGAIN). What is refused or
 * dropped is then exact; a test that leaves the kernel's buffers in the game is at the end.
 */

enum { SIZE = 900, WHOLE = SIZE + 10 /* as the policy counts: with the longest header */ };

static rig_client_t *client;

/* A message that tells its number. */
static int send_number(unsigned number)
{
	static char text[SIZE];

	memset(text, 'a' + (int) (number % 26), SIZE);
	snprintf(text, sizeof(text), "%u;", number);
	return rtws_peer_send(seen[0].peer, RTWS_WS_TEXT, text, SIZE);
}

static bool begin(rtws_slow_consumer_t slow, size_t max)
{
	rig_begin();
	policy.slow = slow;
	policy.send_queue_max = max;
	rig_start();
	client = rig_open();
	return client != NULL;
}

/* From now on the socket takes nothing: one small message finds that out. */
static void make_slow(void)
{
	world_fail_writes(EAGAIN, UINT32_MAX);
	rtws_peer_send(seen[0].peer, RTWS_WS_TEXT, "first", 5);
	rtws_transport_flush(transport);
}

static void make_fast(void)
{
	world_fail_writes(0, 0);
}

/* The numbers that arrived, as "1 2 3"; "close 1013" for a Close. */
static const char *arrived(void)
{
	static char text[4000];
	rig_frame_t frame;
	size_t n = 0;

	rig_steps(10);
	text[0] = '\0';
	while (rig_take_frame(client, &frame) && n < sizeof(text) - 30) {
		const char *blank = n > 0 ? " " : "";

		if (frame.opcode == RTWS_WS_CLOSE) {
			n += (size_t) snprintf(text + n, 30, "%sclose %u", blank, frame_close_code(&frame));
		} else if (frame.opcode == RTWS_WS_PING || frame.opcode == RTWS_WS_PONG) {
			n += (size_t) snprintf(text + n, 30, "%s%s", blank,
								   frame.opcode == RTWS_WS_PING ? "ping" : "pong");
		} else if (frame.opcode == RTWS_WS_TEXT && frame.len == 5) {
			n += (size_t) snprintf(text + n, 30, "%sfirst", blank);
		} else if (frame.opcode == RTWS_WS_TEXT) {
			n += (size_t) snprintf(text + n, 30, "%s%d", blank, atoi((const char *) frame.payload));
		} else {
			n += (size_t) snprintf(text + n, 30, "%srubbish", blank);
		}
	}
	if (rig_unread(client) > 0) {
		snprintf(text + n, 30, " and a part");
	}
	return text;
}

static uint64_t lost(void)
{
	return rtws_transport_stats(transport)->messages_lost;
}

/* ---- refusing the newest ------------------------------------------------------------------ */

static int newest_is_refused_when_there_is_no_room(void)
{
	EXPECT(begin(RTWS_SLOW_DROP_NEWEST, 5 * WHOLE));
	make_slow();
	for (unsigned i = 1; i <= 8; i++) {
		EXPECT(send_number(i) == (i <= 5 ? 0 : RTWS_E_FULL));
	}
	EXPECT(lost() == 3 && seen[0].closes == 0);
	make_fast();
	EXPECT(strcmp(arrived(), "first 1 2 3 4 5") == 0);
	EXPECT(send_number(9) == 0);
	EXPECT(strcmp(arrived(), "9") == 0);
	RIG_DOWN();
	return 0;
}

static int smaller_message_may_still_fit(void)
{
	EXPECT(begin(RTWS_SLOW_DROP_NEWEST, 2 * WHOLE + 50));
	make_slow();
	EXPECT(send_number(1) == 0 && send_number(2) == 0 && send_number(3) == RTWS_E_FULL);
	EXPECT(rtws_peer_send(seen[0].peer, RTWS_WS_TEXT, "small", 5) == 0);
	make_fast();
	EXPECT(strcmp(arrived(), "first 1 2 first") == 0);
	RIG_DOWN();
	return 0;
}

/* ---- dropping the oldest ------------------------------------------------------------------ */

static int oldest_make_room_for_the_newest(void)
{
	EXPECT(begin(RTWS_SLOW_DROP_OLDEST, 4 * WHOLE));
	make_slow();
	for (unsigned i = 1; i <= 10; i++) {
		EXPECT(send_number(i) == 0);
		EXPECT(rtws_peer_buffered(seen[0].peer) <= 4 * WHOLE);
	}
	make_fast();
	EXPECT(lost() == 7 && seen[0].closes == 0);
	EXPECT(strcmp(arrived(), "7 8 9 10") == 0);
	RIG_DOWN();
	return 0;
}

static int one_large_message_may_push_out_many(void)
{
	static char text[3 * SIZE];

	EXPECT(begin(RTWS_SLOW_DROP_OLDEST, 5 * WHOLE));
	make_slow();
	for (unsigned i = 1; i <= 4; i++) {
		EXPECT(send_number(i) == 0);
	}
	memcpy(text, "99;", 3);
	EXPECT(rtws_peer_send(seen[0].peer, RTWS_WS_TEXT, text, sizeof(text)) == 0);
	make_fast();
	EXPECT(lost() == 3);
	EXPECT(strcmp(arrived(), "3 4 99") == 0);
	RIG_DOWN();
	return 0;
}

static int message_that_is_partly_out_is_never_dropped(void)
{
	EXPECT(begin(RTWS_SLOW_DROP_OLDEST, 3 * WHOLE));
	world_limit_writes(300);
	EXPECT(send_number(1) == 0);
	rtws_transport_flush(transport); /* 300 of its bytes */
	world_fail_writes(EAGAIN, UINT32_MAX);
	for (unsigned i = 2; i <= 9; i++) {
		EXPECT(send_number(i) == 0);
	}
	world_limit_writes(0);
	make_fast();
	EXPECT(strcmp(arrived(), "1 8 9") == 0);
	EXPECT(lost() == 6);
	RIG_DOWN();
	return 0;
}

static int large_message_that_is_partly_out_is_never_dropped(void)
{
	static char text[20000];

	EXPECT(begin(RTWS_SLOW_DROP_OLDEST, 22000));
	memcpy(text, "99;", 3);
	world_limit_writes(300);
	EXPECT(rtws_peer_send(seen[0].peer, RTWS_WS_TEXT, text, sizeof(text)) == 0);
	world_fail_writes(EAGAIN, UINT32_MAX);
	for (unsigned i = 1; i <= 5; i++) {
		EXPECT(send_number(i) == 0);
	}
	world_limit_writes(0);
	make_fast();
	EXPECT(strcmp(arrived(), "99 4 5") == 0);
	EXPECT(lost() == 3 && seen[0].closes == 0);
	RIG_DOWN();
	return 0;
}

static int pongs_are_not_dropped(void)
{
	EXPECT(begin(RTWS_SLOW_DROP_OLDEST, 4 * WHOLE));
	make_slow();
	EXPECT(send_number(1) == 0);
	rig_send(client, 0x89, "p", 1);
	rig_steps(3);
	for (unsigned i = 2; i <= 9; i++) {
		send_number(i);
	}
	make_fast();
	EXPECT(strstr(arrived(), "pong") != NULL);
	RIG_DOWN();
	return 0;
}

static int drop_of_a_burst_that_was_joined_counts_its_messages(void)
{
	EXPECT(begin(RTWS_SLOW_DROP_OLDEST, 4 * WHOLE));
	/* joined in one message, as the socket was not known to be slow */
	for (int i = 0; i < 50; i++) {
		EXPECT(rtws_peer_send(seen[0].peer, RTWS_WS_TEXT, "first", 5) == 0);
	}
	make_slow();
	for (unsigned i = 1; i <= 4; i++) {
		EXPECT(send_number(i) == 0);
	}
	make_fast();
	EXPECT(lost() == 51);
	EXPECT(strcmp(arrived(), "1 2 3 4") == 0);
	RIG_DOWN();
	return 0;
}

/* ---- closing ------------------------------------------------------------------------------ */

static int slow_client_is_closed_with_1013(void)
{
	EXPECT(begin(RTWS_SLOW_CLOSE, 4 * WHOLE));
	make_slow();
	for (unsigned i = 1; i <= 4; i++) {
		EXPECT(send_number(i) == 0);
	}
	EXPECT(send_number(5) == RTWS_E_FULL && seen[0].closes == 1 && seen[0].code == 1013);
	EXPECT(lost() == 6); /* all that were queued, and this one */
	make_fast();
	EXPECT(strcmp(arrived(), "close 1013") == 0);
	RIG_DOWN();
	return 0;
}

static int closed_slow_client_still_gets_what_was_partly_out(void)
{
	EXPECT(begin(RTWS_SLOW_CLOSE, 3 * WHOLE));
	world_limit_writes(300);
	EXPECT(send_number(1) == 0);
	rtws_transport_flush(transport);
	world_fail_writes(EAGAIN, UINT32_MAX);
	EXPECT(send_number(2) == 0 && send_number(3) == 0 && send_number(4) == RTWS_E_FULL);
	world_limit_writes(0);
	make_fast();
	EXPECT(strcmp(arrived(), "1 close 1013") == 0);
	EXPECT(lost() == 3 && seen[0].closes == 1 && seen[0].code == 1013);
	RIG_DOWN();
	return 0;
}

/* The same with a message that went past the outbox. */
static int closed_slow_client_gets_large_frames_whole(void)
{
	static char text[20000];

	EXPECT(begin(RTWS_SLOW_CLOSE, 21000));
	memcpy(text, "99;", 3);
	world_limit_writes(300);
	EXPECT(rtws_peer_send(seen[0].peer, RTWS_WS_TEXT, text, sizeof(text)) == 0);
	world_fail_writes(EAGAIN, UINT32_MAX);
	EXPECT(send_number(1) == 0 && send_number(2) == RTWS_E_FULL);
	EXPECT(seen[0].closes == 1 && seen[0].code == 1013);
	world_limit_writes(0);
	make_fast();
	EXPECT(strcmp(arrived(), "99 close 1013") == 0);
	RIG_DOWN();
	return 0;
}

static int outbox_full_of_pieces_closes_with_1013(void)
{
	int error = 0;

	EXPECT(begin(RTWS_SLOW_DROP_OLDEST, 1 << 30));
	make_slow();
	for (int i = 0; i < 40000 && error == 0; i++) {
		error = rtws_peer_send(seen[0].peer, RTWS_WS_TEXT, "first", 5);
	}
	EXPECT(error == RTWS_E_FULL && seen[0].closes == 1 && seen[0].code == 1013);
	EXPECT(lost() == 32769);
	make_fast();
	EXPECT(strcmp(arrived(), "close 1013") == 0);
	RIG_DOWN();
	return 0;
}

/* ---- who is not slow ---------------------------------------------------------------------- */

static int check_burst(rtws_slow_consumer_t slow)
{
	EXPECT(begin(slow, 4 * WHOLE));
	for (unsigned i = 1; i <= 20; i++) {
		EXPECT(send_number(i) == 0);
	}
	EXPECT(lost() == 0);
	EXPECT(strcmp(arrived(), "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20") == 0);
	RIG_DOWN();
	return 0;
}

/* More than the limit within one pass, while the socket would take it all. */
static int burst_to_a_fast_client_is_not_refused(void)
{
	return check_burst(RTWS_SLOW_DROP_NEWEST);
}

static int burst_to_a_fast_client_drops_nothing(void)
{
	return check_burst(RTWS_SLOW_DROP_OLDEST);
}

static int burst_to_a_fast_client_does_not_close_it(void)
{
	return check_burst(RTWS_SLOW_CLOSE);
}

static int message_above_the_limit_goes_to_one_who_has_nothing_waiting(void)
{
	static char text[50000] = "99;";

	EXPECT(begin(RTWS_SLOW_CLOSE, 1000));
	EXPECT(rtws_peer_send(seen[0].peer, RTWS_WS_TEXT, text, sizeof(text)) == 0);
	UNTIL(rig_unread(client) >= sizeof(text));
	EXPECT(strcmp(arrived(), "99") == 0 && seen[0].closes == 0);
	RIG_DOWN();
	return 0;
}

static int queue_is_counted_anew_once_it_is_sent(void)
{
	EXPECT(begin(RTWS_SLOW_CLOSE, 4 * WHOLE));
	for (unsigned i = 1; i <= 100; i++) {
		EXPECT(send_number(i) == 0);
		rig_step();
	}
	EXPECT(seen[0].closes == 0 && lost() == 0);
	RIG_DOWN();
	return 0;
}

/* ---- with a real socket ------------------------------------------------------------------- */

/* What survives is a sequence without repetition, every frame whole, the newest last. */
static int real_slow_client_gets_whole_messages_in_order(void)
{
	rig_frame_t frame;
	unsigned sent = 0, got = 0;
	int last = 0;

	rig_begin();
	policy.slow = RTWS_SLOW_DROP_OLDEST;
	policy.send_queue_max = 50 * WHOLE;
	rig_start();
	client = rig_open_with(4096);
	client->deaf = true;
	while (lost() < 500) {
		EXPECT(send_number(++sent) == 0 && sent < 1000000);
		rig_step();
	}
	client->deaf = false;
	UNTIL(rtws_peer_buffered(seen[0].peer) == 0);
	rig_steps(20);
	while (rig_take_frame(client, &frame)) {
		int number = atoi((const char *) frame.payload);

		EXPECT(frame.opcode == RTWS_WS_TEXT && frame.len == SIZE && number > last);
		last = number;
		got++;
	}
	EXPECT(rig_unread(client) == 0 && last == (int) sent && got == sent - lost());
	RIG_DOWN();
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(newest_is_refused_when_there_is_no_room) },
		{ NAMED(smaller_message_may_still_fit) },
		{ NAMED(oldest_make_room_for_the_newest) },
		{ NAMED(one_large_message_may_push_out_many) },
		{ NAMED(message_that_is_partly_out_is_never_dropped) },
		{ NAMED(large_message_that_is_partly_out_is_never_dropped) },
		{ NAMED(pongs_are_not_dropped) },
		{ NAMED(drop_of_a_burst_that_was_joined_counts_its_messages) },
		{ NAMED(slow_client_is_closed_with_1013) },
		{ NAMED(closed_slow_client_still_gets_what_was_partly_out) },
		{ NAMED(closed_slow_client_gets_large_frames_whole) },
		{ NAMED(outbox_full_of_pieces_closes_with_1013) },
		{ NAMED(burst_to_a_fast_client_is_not_refused) },
		{ NAMED(burst_to_a_fast_client_drops_nothing) },
		{ NAMED(burst_to_a_fast_client_does_not_close_it) },
		{ NAMED(message_above_the_limit_goes_to_one_who_has_nothing_waiting) },
		{ NAMED(queue_is_counted_anew_once_it_is_sent) },
		{ NAMED(real_slow_client_gets_whole_messages_in_order) },
	};

	return run_tests(tests, COUNT(tests));
}
