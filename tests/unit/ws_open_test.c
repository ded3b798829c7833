#include "rig.h"

static const char early_frames[] = "\x81\x85\x00\x00\x00\x00hello\x82\x82\x00\x00\x00\x00\x01\x02";

/* ---- the handshake ------------------------------------------------------------------------ */

static int handshake_is_answered_as_the_rfc_has_it(void)
{
	rig_client_t *client;

	rig_up();
	client = rig_connect();
	rig_say(client, RIG_HANDSHAKE(""));
	UNTIL(rig_heard(client, "\r\n\r\n"));
	EXPECT(rig_heard(client, "HTTP/1.1 101 Switching Protocols\r\n"));
	EXPECT(rig_heard(client, RIG_ACCEPT));
	EXPECT(!rig_heard(client, "Sec-WebSocket-Protocol"));
	EXPECT(rig_take_head(client) == 101 && rig_unread(client) == 0);
	EXPECT(seen_count == 1 && rtws_peer_is_open(seen[0].peer));
	EXPECT(strcmp(seen[0].address, "127.0.0.1") == 0);
	RIG_DOWN();
	return 0;
}

static void choose_json(rtws_request_t *request, rtws_upgrade_t *answer)
{
	(void) request;
	answer->protocol = (rtws_text_t){ "json", 4 };
}

static int protocol_of_the_answer_is_told_to_both(void)
{
	rig_client_t *client;

	rig_up();
	owner.upgrade = choose_json;
	client = rig_connect();
	rig_say(client, RIG_HANDSHAKE("Sec-WebSocket-Protocol: json\r\n"));
	UNTIL(rig_heard(client, "\r\n\r\n"));
	EXPECT(rig_heard(client, "Sec-WebSocket-Protocol: json\r\n"));
	EXPECT(strcmp(seen[0].protocol, "json") == 0);
	RIG_DOWN();
	return 0;
}

static int handshake_cut_anywhere_is_understood(void)
{
	static const char head[] = RIG_HANDSHAKE("");

	rig_up();
	for (size_t cut = 1; cut + 1 < sizeof(head); cut += 3) {
		rig_client_t *client = rig_connect();

		unit_case("after %d bytes", (int) cut);
		rig_write(client, head, cut);
		rig_step();
		EXPECT(client->in.len == 0);
		rig_write(client, head + cut, sizeof(head) - 1 - cut);
		UNTIL(rig_take_head(client) == 101);
		rig_drop(client);
		client_count = 0;
		rtws_buffer_clear(&client->in);
	}
	UNTIL(rtws_transport_stats(transport)->sockets == 0);
	RIG_DOWN();
	return 0;
}

static int handshake_byte_by_byte_with_early_data_is_understood(void)
{
	static const char head[] = RIG_HANDSHAKE("");
	rig_client_t *client;

	rig_up();
	client = rig_connect();
	for (size_t i = 0; i < sizeof(head) - 1; i++) {
		rig_write(client, head + i, 1);
		rig_step();
	}
	for (size_t i = 0; i < sizeof(early_frames) - 1; i++) {
		rig_write(client, early_frames + i, 1);
		rig_step();
	}
	UNTIL(seen_count == 1 && seen[0].messages == 2);
	EXPECT(log_is(&seen[0], "T5:helloB2:\x01\x02"));
	RIG_DOWN();
	return 0;
}

static int early_data_cut_anywhere_is_delivered(void)
{
	static const char head[] = RIG_HANDSHAKE("");
	char bytes[sizeof(head) + sizeof(early_frames)];
	size_t head_len = sizeof(head) - 1, len = head_len + sizeof(early_frames) - 1;

	memcpy(bytes, head, head_len);
	memcpy(bytes + head_len, early_frames, sizeof(early_frames) - 1);
	/* the first read is a piece of the head, so that the rest is taken from the stored bytes, or it
	 * is all of it, so that it is taken from where it was read to */
	for (size_t from = 0; from <= 20; from += 20) {
		for (size_t cut = head_len - 2; cut <= len; cut++) {
			rig_client_t *client;

			unit_case("%d and %d bytes", (int) from, (int) cut);
			rig_up();
			client = rig_connect();
			if (from > 0) {
				rig_write(client, bytes, from);
				rig_steps(2);
			}
			rig_write(client, bytes + from, cut - from);
			rig_steps(2);
			rig_write(client, bytes + cut, len - cut);
			UNTIL(seen_count == 1 && seen[0].messages == 2);
			EXPECT(log_is(&seen[0], "T5:helloB2:\x01\x02"));
			EXPECT(rig_take_head(client) == 101);
			RIG_DOWN();
		}
	}
	return 0;
}

static int upgrade_may_follow_a_request(void)
{
	rig_client_t *client;
	rig_frame_t frame;

	rig_up();
	owner.message = rig_echo;
	client = rig_connect();
	rig_say(client, "GET /page HTTP/1.1\r\nHost: a\r\n\r\n" RIG_HANDSHAKE(""));
	rig_write(client, early_frames, sizeof(early_frames) - 1);
	UNTIL(rig_heard(client, "\x82\x02\x01\x02"));
	EXPECT(rig_take_head(client) == 200);
	client->used += strlen("GET /page ");
	EXPECT(rig_take_head(client) == 101);
	EXPECT(rig_take_frame(client, &frame) && frame_is_text(&frame, "hello"));
	EXPECT(log_is(&seen[0], "T5:helloB2:\x01\x02"));
	RIG_DOWN();
	return 0;
}

static int early_close_ends_what_has_just_begun(void)
{
	rig_client_t *client;
	rig_frame_t frame;

	rig_up();
	client = rig_connect();
	rig_say(client, RIG_HANDSHAKE(""));
	rig_send_close(client, 1000, "bye");
	UNTIL(client->ended);
	EXPECT(rig_take_head(client) == 101);
	EXPECT(rig_take_frame(client, &frame) && frame_close_code(&frame) == 1000);
	EXPECT(client->error == 0 && seen[0].closes == 1 && seen[0].code == 1000);
	EXPECT(strcmp(seen[0].reason, "bye") == 0);
	RIG_DOWN();
	return 0;
}

static void greet(rig_seen_t *self)
{
	rtws_peer_send(self->peer, RTWS_WS_TEXT, "welcome", 7);
}

static int greeting_follows_the_handshake(void)
{
	rig_client_t *client;
	rig_frame_t frame;

	rig_up();
	owner.opened = greet;
	owner.message = rig_echo;
	client = rig_connect();
	rig_say(client, RIG_HANDSHAKE(""));
	rig_write(client, early_frames, sizeof(early_frames) - 1);
	UNTIL(rig_heard(client, "\x02\x01\x02"));
	EXPECT(rig_take_head(client) == 101);
	EXPECT(rig_take_frame(client, &frame) && frame_is_text(&frame, "welcome"));
	EXPECT(rig_take_frame(client, &frame) && frame_is_text(&frame, "hello"));
	EXPECT(rig_take_frame(client, &frame) && frame_is(&frame, RTWS_WS_BINARY, "\x01\x02", 2));
	RIG_DOWN();
	return 0;
}

/* ---- refusals ----------------------------------------------------------------------------- */

static void refuse(rtws_request_t *request, rtws_upgrade_t *answer)
{
	(void) request;
	answer->policy = NULL;
	answer->refusal.status = 403;
	rtws_response_explain(&answer->refusal, "not you");
}

static int refusal_is_an_answer_and_the_end(void)
{
	rig_client_t *client;

	rig_up();
	owner.upgrade = refuse;
	client = rig_connect();
	rig_say(client, RIG_HANDSHAKE(""));
	rig_write(client, early_frames, sizeof(early_frames) - 1);
	UNTIL(client->ended);
	EXPECT(client->error == 0 && rig_heard(client, "Connection: close\r\n"));
	EXPECT(rig_heard(client, "not you") && rig_take_head(client) == 403 && seen_count == 0);
	rig_drop(client);
	UNTIL(rtws_transport_stats(transport)->sockets == 0);
	RIG_DOWN();
	return 0;
}

static int upgrade_that_is_not_offered_is_served_as_http(void)
{
	rig_client_t *client;

	rig_up();
	client = rig_connect();
	rig_say(client, "GET /page HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\n"
					"Upgrade: websocket\r\n\r\n");
	UNTIL(rig_heard(client, "GET /page"));
	EXPECT(rig_take_head(client) == 200 && seen_count == 0 && !client->ended);
	RIG_DOWN();
	return 0;
}

static int owner_without_room_closes_with_1011(void)
{
	rig_client_t *client;
	rig_frame_t frame;

	rig_up();
	owner.refuses_open = true;
	client = rig_connect();
	rig_say(client, RIG_HANDSHAKE(""));
	rig_write(client, early_frames, sizeof(early_frames) - 1);
	UNTIL(client->ended);
	EXPECT(rig_take_head(client) == 101);
	EXPECT(rig_take_frame(client, &frame) && frame_close_code(&frame) == 1011);
	EXPECT(seen_count == 0 && client->error == 0);
	RIG_DOWN();
	return 0;
}

/* ---- what may happen inside events.open --------------------------------------------------- */

static void close_at_once(rig_seen_t *self)
{
	rtws_peer_close(self->peer, 4001, "no", 2);
}

static int owner_may_close_while_it_opens(void)
{
	rig_client_t *client;
	rig_frame_t frame;

	rig_up();
	owner.opened = close_at_once;
	client = rig_connect();
	rig_say(client, RIG_HANDSHAKE(""));
	rig_write(client, early_frames, sizeof(early_frames) - 1);
	rig_send_close(client, 4001, "");
	UNTIL(client->ended);
	EXPECT(rig_take_head(client) == 101);
	EXPECT(rig_take_frame(client, &frame) && frame_close_code(&frame) == 4001);
	EXPECT(!rig_take_frame(client, &frame) && seen[0].messages == 0);
	EXPECT(seen[0].closes == 1 && seen[0].code == 4001);
	RIG_DOWN();
	return 0;
}

static void greet_at_length(rig_seen_t *self)
{
	static char text[8000];

	memset(text, 'x', sizeof(text));
	rtws_peer_send(self->peer, RTWS_WS_TEXT, text, sizeof(text));
}

/* The socket is found broken by what the owner sends from inside events.open. */
static int client_gone_while_it_opens_is_told_once(void)
{
	rig_client_t *client;

	rig_up();
	owner.opened = greet_at_length;
	client = rig_connect();
	rig_say(client, RIG_HANDSHAKE(""));
	rig_reset(client);
	UNTIL(seen_count == 1 && rtws_transport_stats(transport)->sockets == 0);
	EXPECT(seen[0].closes == 1 && seen[0].code == 1006);
	RIG_DOWN();
	return 0;
}

static void flood(rig_seen_t *self)
{
	static char text[3000];

	memset(text, 'x', sizeof(text));
	for (int i = 0; i < 10 && self->closes == 0; i++) {
		rtws_peer_send(self->peer, RTWS_WS_TEXT, text, sizeof(text));
	}
}

/* No client can be slow that has had no chance to read. */
static int burst_from_inside_open_closes_nobody(void)
{
	rig_client_t *client;
	rig_frame_t frame;
	int frames = 0;

	rig_up();
	policy.send_queue_max = 10000;
	owner.opened = flood;
	client = rig_connect();
	rig_say(client, RIG_HANDSHAKE(""));
	UNTIL(seen_count == 1 && rig_heard(client, "\r\n\r\n"));
	rig_steps(20);
	EXPECT(rig_take_head(client) == 101);
	while (rig_take_frame(client, &frame)) {
		EXPECT(frame.opcode == RTWS_WS_TEXT && frame.len == 3000);
		frames++;
	}
	EXPECT(frames == 10 && seen[0].closes == 0);
	RIG_DOWN();
	return 0;
}

static void overfill(rig_seen_t *self)
{
	world_fail_writes(EAGAIN, UINT32_MAX);
	greet_at_length(self); /* it finds out that the socket takes nothing */
	flood(self);
}

static int client_too_slow_while_it_opens_is_told_as_any_other(void)
{
	rig_client_t *client;

	rig_up();
	policy.send_queue_max = 20000;
	owner.opened = overfill;
	client = rig_connect();
	rig_say(client, RIG_HANDSHAKE(""));
	UNTIL(seen_count == 1);
	rig_steps(3);
	world_fail_writes(0, 0);
	UNTIL(client->ended);
	EXPECT(rig_take_head(client) == 101);
	EXPECT(seen[0].closes == 1 && seen[0].code == 1013);
	RIG_DOWN();
	return 0;
}

static void stop_here(rtws_request_t *request, rtws_upgrade_t *answer)
{
	(void) request, (void) answer;
	rig_stop_listening();
}

static int stop_inside_the_upgrade(void)
{
	rig_client_t *client;

	rig_up();
	owner.upgrade = stop_here;
	client = rig_connect();
	rig_say(client, RIG_HANDSHAKE(""));
	UNTIL(client->ended || rig_heard(client, "\r\n\r\n"));
	RIG_DOWN();
	return 0;
}

/* A handshake hook may stop the server. */
static int stopping_inside_the_upgrade_is_survived(void)
{
	return rig_in_a_child(stop_inside_the_upgrade);
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(handshake_is_answered_as_the_rfc_has_it) },
		{ NAMED(protocol_of_the_answer_is_told_to_both) },
		{ NAMED(handshake_cut_anywhere_is_understood) },
		{ NAMED(handshake_byte_by_byte_with_early_data_is_understood) },
		{ NAMED(early_data_cut_anywhere_is_delivered) },
		{ NAMED(upgrade_may_follow_a_request) },
		{ NAMED(early_close_ends_what_has_just_begun) },
		{ NAMED(greeting_follows_the_handshake) },
		{ NAMED(refusal_is_an_answer_and_the_end) },
		{ NAMED(upgrade_that_is_not_offered_is_served_as_http) },
		{ NAMED(owner_without_room_closes_with_1011) },
		{ NAMED(owner_may_close_while_it_opens) },
		{ NAMED(client_gone_while_it_opens_is_told_once) },
		{ NAMED(burst_from_inside_open_closes_nobody) },
		{ NAMED(client_too_slow_while_it_opens_is_told_as_any_other) },
		{ NAMED(stopping_inside_the_upgrade_is_survived) },
	};

	return run_tests(tests, COUNT(tests));
}
