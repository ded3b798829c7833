#include "rig.h"

/* ---- begun by the client ------------------------------------------------------------------ */

static int close_of_the_client_is_answered_and_told(void)
{
	static const struct {
		uint16_t code;
		const char *reason;
	} cases[] = { { 1000, "" },  { 1000, "bye" }, { 1001, "" },
				  { 1011, "x" }, { 1012, "" },    { 1013, "" },
				  { 1014, "" },  { 3000, "" },    { 4999, "\xe2\x82\xac" } };

	for (int i = 0; i < COUNT(cases); i++) {
		rig_client_t *client;
		rig_frame_t frame;

		unit_case("%d %s", cases[i].code, cases[i].reason);
		rig_up();
		client = rig_open();
		rig_send_close(client, cases[i].code, cases[i].reason);
		UNTIL(client->ended);
		EXPECT(rig_take_frame(client, &frame) && frame_close_code(&frame) == cases[i].code);
		EXPECT(client->error == 0 && rig_unread(client) == 0);
		EXPECT(seen[0].code == cases[i].code && strcmp(seen[0].reason, cases[i].reason) == 0);
		EXPECT(rtws_transport_stats(transport)->sockets == 0);
		RIG_DOWN();
	}
	return 0;
}

static int close_without_a_code_is_answered_without_one(void)
{
	rig_client_t *client;
	rig_frame_t frame;

	rig_up();
	client = rig_open();
	rig_send(client, 0x88, "", 0);
	UNTIL(client->ended);
	EXPECT(rig_take_frame(client, &frame) && frame_close_code(&frame) == 1005);
	EXPECT(seen[0].code == 1005);
	RIG_DOWN();
	return 0;
}

static int invalid_close_frames_fail_the_connection(void)
{
	static const struct {
		const char *payload;
		size_t len;
		unsigned code;
	} cases[] = {
		{ "\x03", 1, 1002 },     { "\x03\xec", 2, 1002 }, /* 1004 */
		{ "\x03\xed", 2, 1002 }, { "\x03\xee", 2, 1002 },
		{ "\x00\x00", 2, 1002 }, { "\x0b\xb7", 2, 1002 }, /* 2999 */
		{ "\x13\x88", 2, 1002 }, { "\x03\xe8\xff", 3, 1007 },
	};

	for (int i = 0; i < COUNT(cases); i++) {
		rig_client_t *client;
		rig_frame_t frame;

		unit_case("%d", i);
		rig_up();
		client = rig_open();
		rig_send(client, 0x88, cases[i].payload, cases[i].len);
		UNTIL(client->ended);
		EXPECT(rig_take_frame(client, &frame) && frame_close_code(&frame) == cases[i].code);
		EXPECT(seen[0].code == cases[i].code);
		RIG_DOWN();
	}
	return 0;
}

static int nothing_is_heard_after_the_clients_close(void)
{
	rig_client_t *client;
	uint8_t bytes[200];
	size_t len;

	rig_up();
	client = rig_open();
	len = rig_frame(bytes, 0x81, "one", 3);
	len += rig_frame(bytes + len, 0x88, "\x03\xe8", 2);
	len += rig_frame(bytes + len, 0x81, "two", 3);
	len += rig_frame(bytes + len, 0x8a, "", 0);
	rig_write(client, bytes, len);
	UNTIL(client->ended);
	EXPECT(log_is(&seen[0], "T3:one") && seen[0].pongs == 0 && seen[0].late == 0);
	RIG_DOWN();
	return 0;
}

static int answers_queued_before_the_close_still_leave(void)
{
	rig_client_t *client;
	rig_frame_t frame;
	uint8_t bytes[200];
	size_t len;

	rig_up();
	owner.message = rig_echo;
	client = rig_open();
	world_limit_writes(3);
	len = rig_frame(bytes, 0x81, "question", 8);
	len += rig_frame(bytes + len, 0x88, "\x03\xe8", 2);
	rig_write(client, bytes, len);
	UNTIL(client->ended);
	EXPECT(rig_take_frame(client, &frame) && frame_is_text(&frame, "question"));
	EXPECT(rig_take_frame(client, &frame) && frame_close_code(&frame) == 1000);
	RIG_DOWN();
	return 0;
}

/* ---- begun by the owner ------------------------------------------------------------------- */

static int our_close_is_told_when_it_is_answered(void)
{
	rig_client_t *client;
	rig_frame_t frame;

	rig_up();
	client = rig_open();
	rtws_peer_close(seen[0].peer, 4000, "enough", 6);
	EXPECT(!rtws_peer_is_open(seen[0].peer));
	EXPECT(rtws_peer_send(seen[0].peer, RTWS_WS_TEXT, "x", 1) == RTWS_E_CLOSED);
	EXPECT(rtws_peer_ping(seen[0].peer, "", 0) == RTWS_E_CLOSED);
	rtws_peer_close(seen[0].peer, 4001, "again", 5);
	UNTIL(rig_unread(client) > 0);
	rig_steps(5);
	EXPECT(seen[0].closes == 0 && !client->ended);
	EXPECT(rig_take_frame(client, &frame) && frame_close_code(&frame) == 4000);
	EXPECT(memcmp(frame.payload + 2, "enough", 6) == 0 && rig_unread(client) == 0);
	rig_send_close(client, 4000, "");
	UNTIL(client->ended);
	EXPECT(client->error == 0 && seen[0].closes == 1 && seen[0].code == 4000);
	EXPECT(strcmp(seen[0].reason, "enough") == 0);
	RIG_DOWN();
	return 0;
}

static int messages_that_cross_our_close_are_not_delivered(void)
{
	rig_client_t *client;

	rig_up();
	client = rig_open();
	rtws_peer_close(seen[0].peer, 1000, "", 0);
	rig_send(client, 0x81, "crossing", 8);
	rig_send(client, 0x01, "crossing", 8);
	rig_send(client, 0x89, "", 0);
	rig_send(client, 0x8a, "", 0);
	rig_send(client, 0x80, "crossing", 8);
	rig_send_close(client, 1000, "");
	UNTIL(client->ended);
	EXPECT(seen[0].messages == 0 && seen[0].pongs == 0 && seen[0].code == 1000);
	RIG_DOWN();
	return 0;
}

static int closes_that_cross_are_told_once(void)
{
	rig_client_t *client;
	rig_frame_t frame;

	rig_up();
	client = rig_open();
	rig_send_close(client, 4444, "mine");
	rtws_peer_close(seen[0].peer, 1000, "", 0);
	UNTIL(client->ended);
	EXPECT(rig_take_frame(client, &frame) && frame_close_code(&frame) == 1000);
	EXPECT(!rig_take_frame(client, &frame));
	EXPECT(seen[0].closes == 1 && seen[0].code == 1000);
	RIG_DOWN();
	return 0;
}

static int rubbish_instead_of_an_answer_ends_it_with_our_code(void)
{
	rig_client_t *client;

	rig_up();
	client = rig_open();
	rtws_peer_close(seen[0].peer, 4000, "", 0);
	rig_step();
	rig_write(client, "rubbish", 7);
	UNTIL(client->ended);
	EXPECT(seen[0].closes == 1 && seen[0].code == 4000);
	RIG_DOWN();
	return 0;
}

static int closing_a_paused_connection_hears_the_answer(void)
{
	rig_client_t *client;

	rig_up();
	client = rig_open();
	rtws_peer_set_reading(seen[0].peer, false);
	rig_step();
	rtws_peer_close(seen[0].peer, 1000, "", 0);
	rtws_peer_set_reading(seen[0].peer, false);
	rig_step();
	rig_send_close(client, 1000, "");
	UNTIL(client->ended);
	EXPECT(seen[0].closes == 1);
	RIG_DOWN();
	return 0;
}

static int answer_to_our_close_that_never_comes_is_not_waited_for(void)
{
	rig_client_t *client;

	rig_up();
	client = rig_open();
	rtws_peer_close(seen[0].peer, 4000, "late", 4);
	rig_steps(10);
	EXPECT(seen[0].closes == 0);
	world_advance(5100);
	UNTIL(client->ended);
	EXPECT(seen[0].closes == 1 && seen[0].code == 4000 && strcmp(seen[0].reason, "late") == 0);
	RIG_DOWN();
	return 0;
}

static int close_is_given_up_when_nobody_reads_it(void)
{
	rig_client_t *client;

	rig_up();
	client = rig_open();
	world_fail_writes(EAGAIN, UINT32_MAX);
	rig_send_close(client, 1000, "");
	UNTIL(seen[0].closes == 1);
	rig_steps(10);
	EXPECT(rtws_transport_stats(transport)->sockets == 1);
	world_advance(5100);
	UNTIL(rtws_transport_stats(transport)->sockets == 0);
	EXPECT(seen[0].closes == 1 && seen[0].code == 1000);
	RIG_DOWN();
	return 0;
}

/* ---- without a word ----------------------------------------------------------------------- */

static int client_that_hangs_up_is_a_1006(void)
{
	rig_client_t *client;

	rig_up();
	client = rig_open();
	rig_send(client, 0x01, "half", 4);
	rig_drop(client);
	UNTIL(rtws_transport_stats(transport)->sockets == 0);
	EXPECT(seen[0].closes == 1 && seen[0].code == 1006 && seen[0].reason[0] == '\0');
	RIG_DOWN();
	return 0;
}

static int reset_is_a_1006(void)
{
	rig_client_t *client;

	rig_up();
	client = rig_open();
	rig_reset(client);
	UNTIL(rtws_transport_stats(transport)->sockets == 0);
	EXPECT(seen[0].closes == 1 && seen[0].code == 1006);
	RIG_DOWN();
	return 0;
}

static int client_that_hangs_up_instead_of_answering_our_close_is_told_with_our_code(void)
{
	rig_client_t *client;

	rig_up();
	client = rig_open();
	rtws_peer_close(seen[0].peer, 4000, "", 0);
	rig_step();
	rig_drop(client);
	UNTIL(rtws_transport_stats(transport)->sockets == 0);
	EXPECT(seen[0].closes == 1 && seen[0].code == 4000);
	RIG_DOWN();
	return 0;
}

static int send_may_find_the_client_gone(void)
{
	static char text[5000];
	rig_client_t *client;
	int error;

	rig_up();
	client = rig_open();
	(void) client;
	world_fail_writes(EPIPE, 1);
	error = rtws_peer_send(seen[0].peer, RTWS_WS_TEXT, text, sizeof(text));
	rig_steps(3);
	/* told at once or by the flush, but told once */
	EXPECT(error == 0 || error == RTWS_E_CLOSED);
	EXPECT(seen[0].closes == 1 && seen[0].code == 1006);
	EXPECT(rtws_transport_stats(transport)->sockets == 0);
	RIG_DOWN();
	return 0;
}

/* ---- from inside events ------------------------------------------------------------------- */

static void close_it(rig_seen_t *self, rtws_ws_opcode_t opcode, const uint8_t *data, size_t len)
{
	(void) opcode, (void) data, (void) len;
	rtws_peer_close(self->peer, 4002, "heard", 5);
}

static int owner_may_close_inside_a_message(void)
{
	rig_client_t *client;
	uint8_t bytes[100];
	size_t len;

	rig_up();
	owner.message = close_it;
	client = rig_open();
	len = rig_frame(bytes, 0x81, "one", 3);
	len += rig_frame(bytes + len, 0x81, "two", 3);
	len += rig_frame(bytes + len, 0x88, "\x03\xe8", 2);
	rig_write(client, bytes, len);
	UNTIL(client->ended);
	EXPECT(log_is(&seen[0], "T3:one") && seen[0].closes == 1 && seen[0].code == 4002);
	RIG_DOWN();
	return 0;
}

static void send_to_the_broken(rig_seen_t *self, rtws_ws_opcode_t opcode, const uint8_t *data,
							   size_t len)
{
	static char text[5000];

	(void) opcode, (void) data, (void) len;
	rtws_peer_send(self->peer, RTWS_WS_TEXT, text, sizeof(text));
	if (self->peer != NULL) {
		rtws_peer_send(self->peer, RTWS_WS_TEXT, text, sizeof(text));
	}
}

/* The message comes in pieces, so that what is delivered is memory of the connection. */
static int connection_may_break_inside_a_message(void)
{
	rig_client_t *client;
	uint8_t bytes[100];
	size_t len;

	rig_up();
	owner.message = send_to_the_broken;
	client = rig_open();
	len = rig_frame(bytes, 0x01, "one", 3);
	len += rig_frame(bytes + len, 0x80, "two", 3);
	len += rig_frame(bytes + len, 0x81, "three", 5);
	rig_write(client, bytes, len);
	world_fail_writes(EPIPE, UINT32_MAX);
	UNTIL(seen[0].closes == 1);
	EXPECT(log_is(&seen[0], "T6:onetwo") && seen[0].code == 1006);
	RIG_DOWN();
	return 0;
}

static void tell_the_others(rig_seen_t *self)
{
	for (unsigned i = 0; i < seen_count; i++) {
		if (&seen[i] != self && seen[i].peer != NULL) {
			rtws_peer_send(seen[i].peer, RTWS_WS_TEXT, "somebody left", 13);
		}
	}
}

static int leaving_may_be_told_to_the_others(void)
{
	enum { OTHERS = 20 };
	rig_client_t *leaver;
	rig_frame_t frame;

	rig_up();
	owner.closed = tell_the_others;
	leaver = rig_open();
	for (int i = 0; i < OTHERS; i++) {
		EXPECT(rig_open() != NULL);
	}
	rig_reset(leaver);
	UNTIL(rig_unread(&clients[OTHERS]) > 0);
	for (int i = 1; i <= OTHERS; i++) {
		UNTIL(rig_take_frame(&clients[i], &frame));
		EXPECT(frame_is_text(&frame, "somebody left"));
	}
	RIG_DOWN();
	return 0;
}

/* Each that goes sends to the next, which is found broken by it, and so on. */
static int leaving_may_find_all_the_others_gone(void)
{
	enum { OTHERS = 20 };

	rig_up();
	owner.closed = tell_the_others;
	for (int i = 0; i < OTHERS; i++) {
		EXPECT(rig_open() != NULL);
	}
	for (int i = 0; i < OTHERS; i++) {
		rig_reset(&clients[i]);
	}
	UNTIL(rtws_transport_stats(transport)->sockets == 0);
	for (int i = 0; i < OTHERS; i++) {
		EXPECT(seen[i].closes == 1 && seen[i].code == 1006);
	}
	RIG_DOWN();
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(close_of_the_client_is_answered_and_told) },
		{ NAMED(close_without_a_code_is_answered_without_one) },
		{ NAMED(invalid_close_frames_fail_the_connection) },
		{ NAMED(nothing_is_heard_after_the_clients_close) },
		{ NAMED(answers_queued_before_the_close_still_leave) },
		{ NAMED(our_close_is_told_when_it_is_answered) },
		{ NAMED(messages_that_cross_our_close_are_not_delivered) },
		{ NAMED(closes_that_cross_are_told_once) },
		{ NAMED(rubbish_instead_of_an_answer_ends_it_with_our_code) },
		{ NAMED(closing_a_paused_connection_hears_the_answer) },
		{ NAMED(answer_to_our_close_that_never_comes_is_not_waited_for) },
		{ NAMED(close_is_given_up_when_nobody_reads_it) },
		{ NAMED(client_that_hangs_up_is_a_1006) },
		{ NAMED(reset_is_a_1006) },
		{ NAMED(client_that_hangs_up_instead_of_answering_our_close_is_told_with_our_code) },
		{ NAMED(send_may_find_the_client_gone) },
		{ NAMED(owner_may_close_inside_a_message) },
		{ NAMED(connection_may_break_inside_a_message) },
		{ NAMED(leaving_may_be_told_to_the_others) },
		{ NAMED(leaving_may_find_all_the_others_gone) },
	};

	return run_tests(tests, COUNT(tests));
}
