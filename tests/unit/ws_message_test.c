#include "rig.h"

#include "util/buffer.h"

/* A stream of all there is: short and long messages, pieces, control frames between them. */
static size_t make_stream(uint8_t *out)
{
	static char large[70000];
	size_t n = 0;

	memset(large, 'l', sizeof(large));
	n += rig_frame(out + n, 0x81, "", 0);
	n += rig_frame(out + n, 0x81, "h\xc3\xa9llo", 6);
	n += rig_frame(out + n, 0x82, "\x00\xff", 2);
	n += rig_frame(out + n, 0x01, "\xe2\x82", 2);
	n += rig_frame(out + n, 0x89, "ping", 4);
	n += rig_frame(out + n, 0x00, "\xac and", 5);
	n += rig_frame(out + n, 0x8a, "pong", 4);
	n += rig_frame(out + n, 0x80, " more", 5);
	n += rig_frame(out + n, 0x82, large, 200);
	return n;
}

static const char stream_log[] = "T0:T6:h\xc3\xa9lloB2:\0\xff"
								 "T12:\xe2\x82\xac and more"
								 "B200:";

static bool stream_was_heard(const rig_seen_t *self)
{
	return self->messages == 5 && self->pongs == 1 &&
		   self->log.len == sizeof(stream_log) - 1 + 200 &&
		   memcmp(self->log.bytes, stream_log, sizeof(stream_log) - 1) == 0;
}

/* What an echo of the stream is. */
static int check_echo(rig_client_t *client)
{
	rig_frame_t frame;

	CHECK(rig_take_frame(client, &frame) && frame_is_text(&frame, ""));
	CHECK(rig_take_frame(client, &frame) && frame_is_text(&frame, "h\xc3\xa9llo"));
	CHECK(rig_take_frame(client, &frame) && frame_is(&frame, RTWS_WS_BINARY, "\0\xff", 2));
	CHECK(rig_take_frame(client, &frame) && frame_is(&frame, RTWS_WS_PONG, "ping", 4));
	CHECK(rig_take_frame(client, &frame) && frame_is_text(&frame, "\xe2\x82\xac and more"));
	CHECK(rig_take_frame(client, &frame) && frame.opcode == RTWS_WS_BINARY && frame.len == 200);
	CHECK(!rig_take_frame(client, &frame));
	return 0;
}

/* ---- in ----------------------------------------------------------------------------------- */

static int messages_cut_anywhere_arrive_whole(void)
{
	static uint8_t bytes[100000];
	size_t len = make_stream(bytes);

	rig_up();
	owner.message = rig_echo;
	for (size_t cut = 1; cut < len; cut++) {
		rig_client_t *client = rig_open();
		rig_seen_t *self = &seen[0];

		unit_case("after %d bytes", (int) cut);
		EXPECT(client != NULL);
		rig_write(client, bytes, cut);
		rig_step();
		rig_write(client, bytes + cut, len - cut);
		UNTIL(self->messages == 5 && rig_unread(client) >= 238);
		EXPECT(stream_was_heard(self));
		EXPECT(check_echo(client) == 0);
		rig_reset(client);
		UNTIL(self->closes == 1);
		rtws_buffer_clear(&self->log);
		rtws_buffer_clear(&client->in);
		seen_count = client_count = 0;
	}
	RIG_DOWN();
	return 0;
}

static int messages_byte_by_byte_arrive_whole(void)
{
	static uint8_t bytes[100000];
	size_t len = make_stream(bytes);
	rig_client_t *client;

	rig_up();
	owner.message = rig_echo;
	client = rig_open();
	world_limit_reads(1);
	rig_write(client, bytes, len);
	UNTIL(seen[0].messages == 5 && rig_unread(client) >= 238);
	EXPECT(stream_was_heard(&seen[0]) && check_echo(client) == 0);
	RIG_DOWN();
	return 0;
}

static int large_messages_arrive_whole(void)
{
	static const size_t lengths[] = { 125, 126, 65535, 65536, 70000, 500000, 1 << 20 };
	static uint8_t large[1 << 20];
	rig_client_t *client;
	rig_frame_t frame;

	rig_up();
	owner.message = rig_echo;
	client = rig_open();
	for (size_t i = 0; i < sizeof(large); i++) {
		large[i] = (uint8_t) (i ^ i >> 8 ^ i >> 16);
	}
	for (int i = 0; i < COUNT(lengths); i++) {
		unit_case("%d bytes", (int) lengths[i]);
		rig_send(client, 0x82, large, lengths[i]);
		UNTIL(rig_unread(client) >= lengths[i] + 2 && rig_take_frame(client, &frame));
		EXPECT(frame_is(&frame, RTWS_WS_BINARY, large, lengths[i]));
	}
	RIG_DOWN();
	return 0;
}

static int message_above_the_limit_is_a_1009(void)
{
	rig_client_t *client;
	rig_frame_t frame;
	char text[102] = "";

	rig_up();
	policy.message_max = 100;
	client = rig_open();
	rig_send(client, 0x82, text, 100);
	rig_send(client, 0x02, text, 60);
	rig_send(client, 0x80, text, 41);
	UNTIL(client->ended);
	EXPECT(rig_take_frame(client, &frame) && frame_close_code(&frame) == 1009);
	EXPECT(seen[0].messages == 1 && seen[0].closes == 1 && seen[0].code == 1009);
	RIG_DOWN();
	return 0;
}

static int text_that_is_not_utf8_is_a_1007(void)
{
	static const struct {
		const char *first, *second;
	} cases[] = {
		{ "\xff", NULL }, { "\xe2\x82", NULL }, { "a\xe2", "b" }, { "\xed\xa0\x80", NULL }
	};

	for (int i = 0; i < COUNT(cases); i++) {
		rig_client_t *client;
		rig_frame_t frame;

		unit_case("%d", i);
		rig_up();
		client = rig_open();
		rig_send(client, cases[i].second != NULL ? 0x01 : 0x81, cases[i].first,
				 strlen(cases[i].first));
		if (cases[i].second != NULL) {
			rig_send(client, 0x80, cases[i].second, strlen(cases[i].second));
		}
		UNTIL(client->ended);
		EXPECT(rig_take_frame(client, &frame) && frame_close_code(&frame) == 1007);
		EXPECT(seen[0].messages == 0 && seen[0].closes == 1 && seen[0].code == 1007);
		RIG_DOWN();
	}
	return 0;
}

static int broken_frames_are_a_1002(void)
{
	static const struct {
		const char *bytes;
		size_t len;
	} cases[] = {
		{ "\x81\x01g", 3 },                       /* not masked */
		{ "\xc1\x80\0\0\0\0", 6 },                /* RSV1 */
		{ "\x83\x80\0\0\0\0", 6 },                /* unknown opcode */
		{ "\x09\x80\0\0\0\0", 6 },                /* a ping in pieces */
		{ "\x89\xfe\0\x7e\0\0\0\0", 8 },          /* a long ping */
		{ "\x80\x80\0\0\0\0", 6 },                /* nothing to continue */
		{ "\x01\x80\0\0\0\0\x81\x80\0\0\0", 11 }, /* a message within a message */
	};

	for (int i = 0; i < COUNT(cases); i++) {
		rig_client_t *client;
		rig_frame_t frame;

		unit_case("%d", i);
		rig_up();
		client = rig_open();
		rig_send(client, 0x81, "good", 4);
		rig_write(client, cases[i].bytes, cases[i].len);
		rig_write(client, "\x81\x80\0\0\0\0\x81\x80\0\0\0\0", 12);
		UNTIL(client->ended);
		EXPECT(rig_take_frame(client, &frame) && frame_close_code(&frame) == 1002);
		EXPECT(seen[0].messages == 1 && seen[0].closes == 1 && seen[0].code == 1002);
		EXPECT(client->error == 0); /* no reset that would eat the Close */
		RIG_DOWN();
	}
	return 0;
}

/* ---- out ---------------------------------------------------------------------------------- */

static int messages_leave_whole_however_little_the_socket_takes(void)
{
	static const size_t limits[] = { 1, 2, 3, 7, 100, 4095, 4096, 5000 };
	static uint8_t large[20000];

	for (int i = 0; i < COUNT(limits); i++) {
		rig_client_t *client;
		rig_frame_t frame;

		unit_case("%d bytes a write", (int) limits[i]);
		rig_up();
		client = rig_open();
		world_limit_writes(limits[i]);
		EXPECT(rtws_peer_send(seen[0].peer, RTWS_WS_TEXT, "first", 5) == 0);
		EXPECT(rtws_peer_send(seen[0].peer, RTWS_WS_BINARY, large, sizeof(large)) == 0);
		EXPECT(rtws_peer_send(seen[0].peer, RTWS_WS_TEXT, "last", 4) == 0);
		EXPECT(rtws_peer_ping(seen[0].peer, "p", 1) == 0);
		UNTIL(rig_unread(client) >= 7 + 4 + sizeof(large) + 6 + 3);
		EXPECT(rig_take_frame(client, &frame) && frame_is_text(&frame, "first"));
		EXPECT(rig_take_frame(client, &frame));
		EXPECT(frame_is(&frame, RTWS_WS_BINARY, large, sizeof(large)));
		EXPECT(rig_take_frame(client, &frame) && frame_is_text(&frame, "last"));
		EXPECT(rig_take_frame(client, &frame) && frame_is(&frame, RTWS_WS_PING, "p", 1));
		EXPECT(rtws_peer_buffered(seen[0].peer) == 0);
		RIG_DOWN();
	}
	return 0;
}

static int burst_of_small_messages_leaves_in_one_write(void)
{
	rig_client_t *client;
	rig_frame_t frame;
	unsigned before;

	rig_up();
	client = rig_open();
	before = world_writes();
	for (int i = 0; i < 50; i++) {
		EXPECT(rtws_peer_send(seen[0].peer, RTWS_WS_TEXT, "0123456789", 10) == 0);
	}
	EXPECT(rtws_peer_buffered(seen[0].peer) == 600);
	rtws_transport_flush(transport);
	EXPECT(world_writes() == before + 1);
	UNTIL(rig_unread(client) == 600);
	for (int i = 0; i < 50; i++) {
		EXPECT(rig_take_frame(client, &frame) && frame_is_text(&frame, "0123456789"));
	}
	RIG_DOWN();
	return 0;
}

static int bytes_are_counted(void)
{
	const rtws_transport_stats_t *stats;
	rig_client_t *client;
	uint64_t in, out;

	rig_up();
	owner.message = rig_echo;
	client = rig_open();
	stats = rtws_transport_stats(transport);
	in = stats->bytes_in;
	out = stats->bytes_out;
	EXPECT(out == client->in.len && in == strlen(RIG_HANDSHAKE("")) && stats->requests == 1);
	rig_send(client, 0x81, "hello", 5);
	UNTIL(rig_unread(client) == 7);
	EXPECT(stats->bytes_in == in + 11 && stats->bytes_out == out + 7);
	EXPECT(stats->accepted == 1 && stats->sockets == 1 && stats->messages_lost == 0);
	RIG_DOWN();
	return 0;
}

/* ---- pausing ------------------------------------------------------------------------------ */

static int paused_connection_is_not_read_until_it_goes_on(void)
{
	rig_client_t *client;

	rig_up();
	client = rig_open();
	rtws_peer_set_reading(seen[0].peer, false);
	rig_step();
	rig_send(client, 0x81, "hello", 5);
	rig_steps(20);
	EXPECT(seen[0].messages == 0);
	rtws_peer_set_reading(seen[0].peer, true);
	UNTIL(seen[0].messages == 1);
	EXPECT(log_is(&seen[0], "T5:hello"));
	RIG_DOWN();
	return 0;
}

static void pause_it(rig_seen_t *self, rtws_ws_opcode_t opcode, const uint8_t *data, size_t len)
{
	(void) opcode, (void) data, (void) len;
	rtws_peer_set_reading(self->peer, false);
}

static int what_was_read_before_a_pause_is_still_delivered(void)
{
	rig_client_t *client;
	uint8_t bytes[100];
	size_t len;

	rig_up();
	owner.message = pause_it;
	client = rig_open();
	len = rig_frame(bytes, 0x81, "one", 3);
	len += rig_frame(bytes + len, 0x81, "two", 3);
	rig_write(client, bytes, len);
	UNTIL(seen[0].messages > 0);
	EXPECT(log_is(&seen[0], "T3:oneT3:two"));
	rig_send(client, 0x81, "three", 5);
	rig_steps(20);
	EXPECT(seen[0].messages == 2);
	RIG_DOWN();
	return 0;
}

static int who_takes_no_answers_may_not_ask_more(void)
{
	static char text[2000];
	rig_client_t *client;
	unsigned asked;

	rig_up();
	policy.send_queue_max = 100000;
	owner.message = rig_echo;
	client = rig_open_with(4096);
	client->deaf = true;
	world_fail_writes(EAGAIN, UINT32_MAX);
	for (int i = 0; i < 200; i++) {
		uint8_t frame[2100];
		size_t n = rig_frame(frame, 0x82, text, sizeof(text));

		if (write(client->fd, frame, n) != (ssize_t) n) {
			break;
		}
		rig_step();
	}
	rig_steps(5);
	asked = seen[0].messages;
	EXPECT(rtws_peer_buffered(seen[0].peer) > 50000);
	EXPECT(rtws_peer_buffered(seen[0].peer) < 100000 && seen[0].closes == 0);
	world_fail_writes(0, 0);
	client->deaf = false;
	UNTIL(seen[0].messages > asked && rtws_peer_buffered(seen[0].peer) == 0);
	EXPECT(rtws_transport_stats(transport)->messages_lost == 0 && seen[0].closes == 0);
	RIG_DOWN();
	return 0;
}

/* ---- pings -------------------------------------------------------------------------------- */

static int pong_of_our_ping_tells_the_latency(void)
{
	rig_client_t *client;
	rig_frame_t frame;

	rig_up();
	client = rig_open();
	EXPECT(rtws_peer_latency_us(seen[0].peer) == 0);
	EXPECT(rtws_peer_ping(seen[0].peer, "now", 3) == 0);
	UNTIL(rig_take_frame(client, &frame));
	EXPECT(frame_is(&frame, RTWS_WS_PING, "now", 3));
	world_advance(5);
	rig_send(client, 0x8a, "now", 3);
	UNTIL(seen[0].pongs == 1);
	EXPECT(rtws_peer_latency_us(seen[0].peer) >= 5000);
	EXPECT(rtws_peer_latency_us(seen[0].peer) < 5000000);
	RIG_DOWN();
	return 0;
}

static int pong_nobody_asked_for_tells_no_latency(void)
{
	rig_client_t *client;

	rig_up();
	client = rig_open();
	rig_send(client, 0x8a, "", 0);
	UNTIL(seen[0].pongs == 1);
	EXPECT(rtws_peer_latency_us(seen[0].peer) == 0);
	RIG_DOWN();
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(messages_cut_anywhere_arrive_whole) },
		{ NAMED(messages_byte_by_byte_arrive_whole) },
		{ NAMED(large_messages_arrive_whole) },
		{ NAMED(message_above_the_limit_is_a_1009) },
		{ NAMED(text_that_is_not_utf8_is_a_1007) },
		{ NAMED(broken_frames_are_a_1002) },
		{ NAMED(messages_leave_whole_however_little_the_socket_takes) },
		{ NAMED(burst_of_small_messages_leaves_in_one_write) },
		{ NAMED(bytes_are_counted) },
		{ NAMED(paused_connection_is_not_read_until_it_goes_on) },
		{ NAMED(what_was_read_before_a_pause_is_still_delivered) },
		{ NAMED(who_takes_no_answers_may_not_ask_more) },
		{ NAMED(pong_of_our_ping_tells_the_latency) },
		{ NAMED(pong_nobody_asked_for_tells_no_latency) },
	};

	return run_tests(tests, COUNT(tests));
}
