#include "alloc.h"
#include "rig_gate.h"

/* ---- limits -------------------------------------------------------------------------------- */

static int socket_too_many_is_answered_unasked(void)
{
	rig_client_t *first, *late;

	begin();
	settings.gate.connections_per_ip = 1;
	rig_start();
	first = rig_open();
	EXPECT(first != NULL);
	late = rig_connect();
	UNTIL(late->ended);
	EXPECT(rig_heard(late, "HTTP/1.1 503 ") && rig_heard(late, "Retry-After: 1\r\n"));
	EXPECT(late->error == 0 && stats()->over_per_ip == 1 && stats()->accepted == 1);
	rig_drop(late);
	UNTIL(stats()->sockets == 1);
	rig_drop(first);
	UNTIL(stats()->sockets == 0);
	EXPECT(rig_open() != NULL);
	END();
	return 0;
}

static int refused_peer_that_stays_is_gone_after_its_time(void)
{
	rig_client_t *late;

	begin();
	settings.gate.connections_per_ip = 1;
	rig_start();
	EXPECT(rig_open() != NULL);
	late = rig_connect();
	rig_say(late, GET("/x"));
	UNTIL(late->ended);
	EXPECT(late->error == 0 && stats()->sockets == 2 && seen_count == 1);
	EXPECT(stats()->requests == 1);
	world_advance(2100);
	UNTIL(stats()->sockets == 1);
	END();
	return 0;
}

static int flood_is_closed_at_once_beyond_a_number(void)
{
	enum { MANY = 300 };
	static int fds[MANY];
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };

	begin();
	settings.gate.connections_per_ip = 1;
	rig_start();
	EXPECT(rig_open() != NULL);
	address.sin_port = htons(sockets.port);
	for (int i = 0; i < MANY; i++) {
		fds[i] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
		EXPECT(connect(fds[i], (struct sockaddr *) &address, sizeof(address)) == 0);
	}
	UNTIL(stats()->over_per_ip == MANY);
	EXPECT(stats()->sockets == 1 + 256);
	for (int i = 0; i < MANY; i++) {
		close(fds[i]);
	}
	UNTIL(stats()->sockets == 1);
	EXPECT(strstr(lines, "limits.connections_per_ip is 1: 127.0.0.1 was refused another\n"));
	EXPECT(strchr(lines, '\n')[1] == '\0');
	world_advance(60000);
	rig_connect();
	UNTIL(stats()->over_per_ip == MANY + 1);
	EXPECT(strstr(lines, "refused another; 299 more since this was last said\n"));
	END();
	return 0;
}

static int rate_is_429_with_the_time_to_wait(void)
{
	rig_client_t *late;

	begin();
	settings.gate.rate_count = 2;
	settings.gate.rate_ms = 10000;
	rig_start();
	EXPECT(rig_open() != NULL && rig_open() != NULL);
	late = rig_connect();
	UNTIL(late->ended);
	EXPECT(rig_heard(late, "HTTP/1.1 429 ") && rig_heard(late, "Retry-After: 5\r\n"));
	EXPECT(stats()->over_rate == 1);
	EXPECT(strstr(lines, "limits.rate_per_ip is 2 in 10 s: 127.0.0.1 was refused another\n"));
	world_advance(5100);
	EXPECT(rig_open() != NULL);
	END();
	return 0;
}

static int sockets_that_wait_for_their_first_request_are_limited(void)
{
	rig_client_t *first, *second, *late;

	begin();
	settings.gate.handshakes_max = 2;
	rig_start();
	first = rig_connect();
	second = rig_connect();
	UNTIL(stats()->sockets == 2);
	late = rig_connect();
	UNTIL(late->ended);
	EXPECT(rig_heard(late, "HTTP/1.1 503 ") && stats()->over_handshakes == 1);
	EXPECT(strstr(lines, "limits.handshakes is 2: 127.0.0.1 was refused\n"));
	rig_say(first, GET("/x"));
	UNTIL(rig_heard(first, "<127.0.0.1 plain >"));
	EXPECT(rig_open() != NULL); /* and the kept connection counts no more */
	rig_drop(second);
	UNTIL(stats()->sockets <= 3);
	EXPECT(rig_open() != NULL);
	rig_connect();
	rig_connect();
	UNTIL(stats()->sockets == 5);
	world_advance(settings.handshake_timeout_ms + 100);
	UNTIL(stats()->sockets <= 3);
	EXPECT(rig_open() != NULL && stats()->over_handshakes == 1);
	END();
	return 0;
}

static int without_memory_one_socket_is_lost_and_none_stays_counted(void)
{
	unsigned n = 0;
	bool failed;

	do {
		rig_client_t *client;

		unit_case("allocation %u", ++n);
		begin();
		settings.gate.connections_per_ip = 1;
		rig_start();
		client = rig_connect();
		rig_say(client, GET("/x"));
		alloc_fail_at(n);
		for (int i = 0; i < 10; i++) {
			rtws_loop_turn(loop, false);
			rtws_transport_flush(transport);
		}
		failed = alloc_count() >= n;
		alloc_fail_at(0);
		rig_drop(client);
		UNTIL(stats()->sockets == 0);
		EXPECT(rig_open() != NULL);
		END();
	} while (failed);
	CHECK(n > 5);
	return 0;
}

/* ---- forwarded ------------------------------------------------------------------------------ */

static int trusted_proxy_is_believed(void)
{
	rig_client_t *client;

	begin();
	trust("127.0.0.0/8");
	rig_start();
	client = rig_connect();
	rig_say(client, "GET /x HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 192.0.2.1\r\n"
					"X-Forwarded-Proto: https\r\nX-Forwarded-Host: b.example\r\n\r\n");
	UNTIL(rig_heard(client, "<192.0.2.1 secure b.example>"));
	rig_say(client, GET("/x")); /* the next request tells nothing */
	UNTIL(rig_heard(client, "<127.0.0.1 plain >"));
	END();
	return 0;
}

static int nobody_else_is_believed(void)
{
	rig_client_t *client;

	begin();
	trust("127.0.0.2");
	trust("unix");
	rig_start();
	client = rig_connect();
	rig_say(client, "GET /x HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 192.0.2.1\r\n"
					"X-Forwarded-Proto: https\r\nForwarded: for=192.0.2.2;host=b\r\n\r\n");
	UNTIL(rig_heard(client, "<127.0.0.1 plain >"));
	END();
	return 0;
}

static int client_behind_a_proxy_is_counted_while_it_is_served(void)
{
	rig_client_t *held_one, *other;

	begin();
	owner.request = rig_hold;
	settings.gate.connections_per_ip = 1;
	trust("127.0.0.1");
	rig_start();
	held_one = rig_connect();
	rig_say(held_one, GET_FOR("192.0.2.1"));
	UNTIL(held_count == 1);
	owner.request = answer_address;
	other = rig_connect();
	rig_say(other, GET_FOR("192.0.2.2"));
	UNTIL(rig_heard(other, "<192.0.2.2 plain >"));
	rig_say(other, GET_FOR("192.0.2.1"));
	UNTIL(rig_heard(other, "HTTP/1.1 503 ") && other->ended);
	EXPECT(stats()->over_per_ip == 1);
	rig_answer(held[0], 200, "done");
	UNTIL(rig_heard(held_one, "done"));
	other = rig_connect();
	rig_say(other, GET_FOR("192.0.2.1"));
	UNTIL(rig_heard(other, "<192.0.2.1 plain >"));
	rig_say(held_one, GET_FOR("192.0.2.1") GET_FOR("192.0.2.1"));
	UNTIL(rig_heard(held_one, "<192.0.2.1 plain >"));
	EXPECT(stats()->over_per_ip == 1);
	END();
	return 0;
}

static int websocket_behind_a_proxy_counts_for_its_client_until_it_ends(void)
{
	static const char handshake[] = RIG_HANDSHAKE("X-Forwarded-For: 192.0.2.1\r\n");
	rig_client_t *first, *late;

	begin();
	settings.gate.connections_per_ip = 1;
	trust("127.0.0.1");
	rig_start();
	first = rig_connect();
	rig_say(first, handshake);
	UNTIL(rig_take_head(first) == 101);
	EXPECT(strcmp(seen[0].address, "192.0.2.1") == 0);
	late = rig_connect();
	rig_say(late, handshake);
	UNTIL(rig_take_head(late) == 503);
	rig_drop(first);
	UNTIL(seen[0].closes == 1);
	late = rig_connect();
	rig_say(late, handshake);
	UNTIL(rig_take_head(late) == 101);
	END();
	return 0;
}

static const unit_test_t tests[] = {
	{ NAMED(socket_too_many_is_answered_unasked) },
	{ NAMED(refused_peer_that_stays_is_gone_after_its_time) },
	{ NAMED(flood_is_closed_at_once_beyond_a_number) },
	{ NAMED(rate_is_429_with_the_time_to_wait) },
	{ NAMED(sockets_that_wait_for_their_first_request_are_limited) },
	{ NAMED(without_memory_one_socket_is_lost_and_none_stays_counted) },
	{ NAMED(trusted_proxy_is_believed) },
	{ NAMED(nobody_else_is_believed) },
	{ NAMED(client_behind_a_proxy_is_counted_while_it_is_served) },
	{ NAMED(websocket_behind_a_proxy_counts_for_its_client_until_it_ends) },
};

int main(void)
{
	return run_tests(tests, COUNT(tests));
}
