#include "rig.h"

#include "util/log.h"

#define GET(path) "GET " path " HTTP/1.1\r\nHost: a\r\n\r\n"

static const rtws_transport_stats_t *stats(void)
{
	return rtws_transport_stats(transport);
}

static void hold_some(rtws_exchange_t *exchange)
{
	if (rtws_exchange_request(exchange)->path.len == 5) { /* "/late" */
		rig_hold(exchange);
	} else {
		rig_mirror(exchange);
	}
}

/* ---- listening ---------------------------------------------------------------------------- */

static int transport_may_end_without_having_listened(void)
{
	rig_begin();
	loop = rtws_loop_create();
	transport = rtws_transport_create(loop, &settings, &events, NULL);
	CHECK(transport != NULL);
	rtws_transport_flush(transport);
	rig_down();
	return 0;
}

static int sockets_above_the_limit_are_turned_away(void)
{
	rig_client_t *late;

	rig_begin();
	settings.sockets_max = 3;
	rig_start();
	for (int i = 0; i < 3; i++) {
		EXPECT(rig_open() != NULL);
	}
	late = rig_connect();
	UNTIL(late->ended);
	EXPECT(stats()->turned_away == 1 && stats()->sockets == 3 && stats()->accepted == 3);
	rig_drop(&clients[0]);
	UNTIL(stats()->sockets == 2);
	EXPECT(rig_open() != NULL);
	RIG_DOWN();
	return 0;
}

static void swallow(void *arg, rtws_log_level_t level, const char *line, size_t len)
{
	(void) level, (void) line, (void) len;
	++*(unsigned *) arg;
}

static int shortage_of_descriptors_is_waited_out(void)
{
	rig_client_t *client;
	unsigned lines = 0;

	rig_up();
	rtws_log_set_sink(swallow, &lines);
	world_fail_accepts(EMFILE, 3);
	client = rig_connect();
	rig_say(client, GET("/x"));
	rig_steps(10);
	EXPECT(client->in.len == 0 && stats()->turned_away == 1);
	UNTIL(rig_heard(client, "GET /x "));
	EXPECT(stats()->turned_away == 3 && lines == 1);
	rtws_log_set_sink(NULL, NULL);
	RIG_DOWN();
	return 0;
}

static int client_that_hangs_up_before_it_is_accepted_is_passed_over(void)
{
	rig_client_t *client;

	rig_up();
	world_fail_accepts(ECONNABORTED, 1);
	client = rig_connect();
	rig_say(client, GET("/x"));
	UNTIL(rig_heard(client, "GET /x "));
	EXPECT(stats()->turned_away == 0);
	RIG_DOWN();
	return 0;
}

/* ---- stopping ----------------------------------------------------------------------------- */

static int stopped_transport_takes_nobody_and_finishes_what_it_has(void)
{
	rig_client_t *chat, *late, *idle, *half, *kept;
	rig_client_t *refused;
	rig_frame_t frame;

	rig_up();
	owner.request = hold_some;
	owner.message = rig_echo;
	chat = rig_open();
	idle = rig_connect();
	half = rig_connect();
	rig_say(half, "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab");
	kept = rig_connect();
	rig_say(kept, GET("/x"));
	late = rig_connect();
	rig_say(late, GET("/late") GET("/never"));
	UNTIL(held_count == 1 && rig_heard(kept, "GET /x "));
	rig_stop_listening();
	refused = rig_connect();
	EXPECT(refused->ended && refused->error == ECONNREFUSED);
	UNTIL(idle->ended && half->ended && kept->ended);
	EXPECT(half->in.len == 0 && !late->ended && !chat->ended);
	rig_send(chat, 0x81, "hello", 5);
	UNTIL(rig_take_frame(chat, &frame));
	EXPECT(frame_is_text(&frame, "hello"));
	EXPECT(rig_answer(held[0], 200, "the last") == 0);
	UNTIL(late->ended);
	EXPECT(rig_heard(late, "the last") && rig_heard(late, "Connection: close\r\n"));
	EXPECT(!rig_heard(late, "/never"));
	RIG_DOWN();
	return 0;
}

static void stop_now(rtws_exchange_t *exchange)
{
	rig_stop_listening();
	rig_mirror(exchange);
}

static int request_that_stops_the_transport_is_answered(void)
{
	rig_client_t *client, *other;

	rig_up();
	owner.request = stop_now;
	other = rig_connect();
	rig_step();
	client = rig_connect();
	rig_say(client, GET("/x") GET("/y"));
	UNTIL(client->ended && other->ended);
	EXPECT(rig_heard(client, "GET /x ") && !rig_heard(client, "GET /y "));
	RIG_DOWN();
	return 0;
}

static int stopping_twice_is_harmless(void)
{
	rig_up();
	EXPECT(rig_open() != NULL);
	rig_stop_listening();
	rig_stop_listening();
	rig_steps(3);
	EXPECT(!clients[0].ended);
	RIG_DOWN();
	return 0;
}

/* ---- the end ------------------------------------------------------------------------------ */

static int open_clients_get_a_last_1001(void)
{
	rig_client_t *client;
	rig_frame_t frame;

	rig_up();
	client = rig_open();
	rtws_peer_send(seen[0].peer, RTWS_WS_TEXT, "last words", 10);
	rig_stop();
	rig_listen(client);
	EXPECT(rig_take_frame(client, &frame) && frame_is_text(&frame, "last words"));
	EXPECT(rig_take_frame(client, &frame) && frame_close_code(&frame) == 1001);
	EXPECT(client->ended && seen[0].closes == 1 && seen[0].code == 1001);
	RIG_DOWN();
	return 0;
}

static char file_name[] = "/tmp/rtws-end-XXXXXX";

static void answer_at_length(rtws_exchange_t *exchange)
{
	rtws_text_t path = rtws_exchange_request(exchange)->path;
	rtws_response_t response;

	if (!rtws_text_is_exactly(path, "/file") && !rtws_text_is_exactly(path, "/long")) {
		hold_some(exchange);
		return;
	}
	rtws_response_init(&response, 200);
	if (path.at[1] == 'f') {
		rtws_response_set_file(&response, file_name);
	} else {
		static const char zeros[1 << 20];

		for (int i = 0; i < 8; i++) {
			rtws_buffer_append(&response.body, zeros, sizeof(zeros));
		}
	}
	rtws_exchange_answer(exchange, &response);
}

/* One client in the i-th state there is. */
static void begin_state(int i)
{
	static char large[50000];
	rig_client_t *client;
	unsigned open;

	if (i % 14 < 7) {
		client = rig_connect_with(i % 14 == 4 || i % 14 == 5 ? 4096 : 0);
		client->deaf = i % 14 == 4 || i % 14 == 5;
		rig_say(client, i % 14 == 0   ? ""
						: i % 14 == 1 ? "GET / HT"
						: i % 14 == 2 ? "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nab"
						: i % 14 == 3 ? GET("/late") GET("/next")
						: i % 14 == 4 ? GET("/long") GET("/next")
						: i % 14 == 5 ? GET("/file") GET("/next")
									  : "rubbish\r\n\r\n"); /* lingers */
		rig_steps(3);
		return;
	}
	open = seen_count;
	client = rig_open_with(i % 14 == 11 ? 4096 : 0);
	switch (i % 14) {
		case 8:
			rig_send(client, 0x01, "half a message", 14);
			break;
		case 9:
			rig_write(client, "\x89\x85\0\0\0\0he", 8); /* half a ping */
			break;
		case 10:
			rtws_peer_close(seen[open].peer, 4000, "with a reason", 13);
			break;
		case 11:
			client->deaf = true;
			for (int k = 0; k < 20; k++) {
				rtws_peer_send(seen[open].peer, RTWS_WS_BINARY, large, sizeof(large));
			}
			break;
		case 12:
			rig_write(client, "rubbish", 7); /* lingers */
			break;
		case 13:
			rtws_peer_set_reading(seen[open].peer, false);
			break;
	}
	rig_steps(3);
}

static int end_with_clients_in_all_states_leaves_nothing(void)
{
	int fd;

	strcpy(file_name, "/tmp/rtws-end-XXXXXX");
	fd = mkstemp(file_name);
	CHECK(fd >= 0 && ftruncate(fd, 30000000) == 0);
	close(fd);
	rig_up();
	owner.request = answer_at_length;
	for (int i = 0; i < 70; i++) {
		begin_state(i);
	}
	unlink(file_name);
	EXPECT(stats()->sockets == 70 && seen_count == 35 && held_count == 5);
	EXPECT(stats()->exchanges == 5);
	RIG_DOWN();
	return 0;
}

/* The owner is told of each end, and does something about it every time. */
static void make_trouble(rig_seen_t *self)
{
	for (unsigned i = 0; i < seen_count; i++) {
		if (&seen[i] != self && seen[i].peer != NULL) {
			rtws_peer_send(seen[i].peer, RTWS_WS_TEXT, "left", 4);
			rtws_peer_set_reading(seen[i].peer, i & 1);
			rtws_peer_close(seen[i].peer, 4003, "all of you", 10);
		}
	}
}

static int owner_may_make_trouble_at_the_end(void)
{
	rig_up();
	owner.closed = make_trouble;
	for (int i = 0; i < 30; i++) {
		EXPECT(rig_open() != NULL);
	}
	for (int i = 0; i < 10; i++) {
		rig_reset(&clients[i * 3]);
	}
	RIG_DOWN();
	return 0;
}

/* The close of one finds the next one broken, in the middle of the walk over all of them. */
static int broken_sockets_at_the_end_cost_no_one_his_1001(void)
{
	rig_up();
	for (int i = 0; i < 30; i++) {
		EXPECT(rig_open() != NULL);
	}
	for (int i = 0; i < 30; i += 2) {
		rig_reset(&clients[i]);
	}
	rig_stop();
	for (int i = 1; i < 30; i += 2) {
		rig_frame_t frame;

		rig_listen(&clients[i]);
		EXPECT(rig_take_frame(&clients[i], &frame) && frame_close_code(&frame) == 1001);
	}
	for (int i = 0; i < 30; i++) {
		EXPECT(seen[i].closes == 1 && seen[i].code == 1001);
	}
	RIG_DOWN();
	return 0;
}

static int many_generations_of_clients_leave_nothing(void)
{
	rig_up();
	owner.message = rig_echo;
	for (int round = 0; round < 40; round++) {
		seen_count = 0;
		for (int i = 0; i < 8; i++) {
			rig_client_t *client = rig_open();

			EXPECT(client != NULL);
			rig_send(client, 0x81, "hello", 5);
			if (i & 1) {
				rig_send_close(client, 1000, "");
			}
		}
		for (int i = 0; i < 8; i++) {
			if (!(i & 1)) {
				rig_reset(&clients[i]);
			}
		}
		UNTIL(stats()->sockets == 0);
		EXPECT(rig_is_settled());
		for (int i = 0; i < 8; i++) {
			rig_drop(&clients[i]);
			rtws_buffer_clear(&clients[i].in);
			rtws_buffer_clear(&seen[i].log);
		}
		client_count = seen_count = 0;
	}
	EXPECT(stats()->accepted == 320);
	RIG_DOWN();
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(transport_may_end_without_having_listened) },
		{ NAMED(sockets_above_the_limit_are_turned_away) },
		{ NAMED(shortage_of_descriptors_is_waited_out) },
		{ NAMED(client_that_hangs_up_before_it_is_accepted_is_passed_over) },
		{ NAMED(stopped_transport_takes_nobody_and_finishes_what_it_has) },
		{ NAMED(request_that_stops_the_transport_is_answered) },
		{ NAMED(stopping_twice_is_harmless) },
		{ NAMED(open_clients_get_a_last_1001) },
		{ NAMED(end_with_clients_in_all_states_leaves_nothing) },
		{ NAMED(owner_may_make_trouble_at_the_end) },
		{ NAMED(broken_sockets_at_the_end_cost_no_one_his_1001) },
		{ NAMED(many_generations_of_clients_leave_nothing) },
	};

	return run_tests(tests, COUNT(tests));
}
