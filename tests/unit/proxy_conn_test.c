#include "rig_gate.h"

#define SIGNATURE "\r\n\r\n\0\r\nQUIT\n"

static void begin_proxy(void)
{
	begin();
	settings.gate.proxy_protocol = true;
	trust("127.0.0.1");
	trust("10.0.0.0/8");
}

static int header_cut_anywhere_tells_the_client(void)
{
	static const char line[] = "PROXY TCP4 192.0.2.1 127.0.0.1 4711 80\r\n" GET("/x");
	static const char binary[] =
		SIGNATURE "\x21\x11\0\x0f\xc0\0\x02\x07\x7f\0\0\x01\x12\x34\0\x50\x04\0\0" GET("/x");
	static const struct {
		const char *bytes;
		size_t len;
		const char *answer;
	} cases[] = { { line, sizeof(line) - 1, "<192.0.2.1 plain >" },
				  { binary, sizeof(binary) - 1, "<192.0.2.7 plain >" } };

	begin_proxy();
	rig_start();
	for (int i = 0; i < COUNT(cases); i++) {
		for (size_t cut = 0; cut < cases[i].len; cut++) {
			rig_client_t *client = rig_connect();

			unit_case("case %d, cut at %d", i, (int) cut);
			rig_write(client, cases[i].bytes, cut);
			rig_steps(2);
			rig_write(client, cases[i].bytes + cut, cases[i].len - cut);
			UNTIL(rig_heard(client, cases[i].answer));
			rig_drop(client);
			rtws_buffer_clear(&client->in);
			client_count--;
		}
	}
	END();
	return 0;
}

static int header_read_byte_by_byte_is_the_same(void)
{
	rig_client_t *client;

	begin_proxy();
	rig_start();
	world_limit_reads(1);
	client = rig_connect();
	rig_say(client, "PROXY TCP6 2001:db8::1 ::1 4711 80\r\n" GET("/x"));
	UNTIL(rig_heard(client, "<2001:db8::1 plain >"));
	END();
	return 0;
}

static int header_of_the_proxy_itself_leaves_its_address(void)
{
	static const char local[] = SIGNATURE "\x20\0\0\0" GET_FOR("192.0.2.9");
	rig_client_t *client;

	begin_proxy();
	rig_start();
	client = rig_connect();
	rig_write(client, local, sizeof(local) - 1);
	UNTIL(rig_heard(client, "<192.0.2.9 plain >")); /* it is trusted still */
	client = rig_connect();
	rig_say(client, "PROXY UNKNOWN\r\n" GET_FOR("192.0.2.9"));
	UNTIL(rig_heard(client, "<127.0.0.1 plain >")); /* but not whoever it speaks for */
	client = rig_connect();
	rig_say(client, "PROXY TCP4 10.1.1.1 127.0.0.1 1 2\r\n" GET_FOR("192.0.2.9"));
	UNTIL(rig_heard(client, "<192.0.2.9 plain >"));
	client = rig_connect();
	rig_say(client, "PROXY TCP4 192.0.2.1 127.0.0.1 1 2\r\n" GET_FOR("192.0.2.9"));
	UNTIL(rig_heard(client, "<192.0.2.1 plain >"));
	END();
	return 0;
}

static int missing_header_ends_the_connection(void)
{
	rig_client_t *client;

	begin_proxy();
	rig_start();
	client = rig_connect();
	rig_say(client, GET("/x"));
	UNTIL(client->ended);
	EXPECT(client->in.len == 0 && stats()->bad_proxy_headers == 1 && stats()->requests == 0);
	EXPECT(strstr(lines, "proxy_protocol is on, and trusted_proxies must send its header: "
						 "127.0.0.1 did not, and was closed\n"));
	client = rig_connect();
	rig_say(client, "PROXY TCP4 1.1.1.1");
	rig_steps(3);
	shutdown(client->fd, SHUT_WR);
	UNTIL(client->ended);
	EXPECT(stats()->bad_proxy_headers == 2);
	client = rig_connect();
	rig_steps(3);
	rig_drop(client);
	UNTIL(stats()->sockets == 0);
	EXPECT(stats()->bad_proxy_headers == 2);
	END();
	return 0;
}

static int header_has_the_time_of_a_handshake(void)
{
	rig_client_t *silent, *slow;

	begin_proxy();
	rig_start();
	silent = rig_connect();
	slow = rig_connect();
	rig_say(slow, "PROXY TCP4 ");
	rig_steps(5);
	world_advance(settings.handshake_timeout_ms - 200);
	rig_steps(5);
	EXPECT(!silent->ended && !slow->ended);
	world_advance(400);
	UNTIL(silent->ended && slow->ended);
	EXPECT(stats()->bad_proxy_headers == 1 && stats()->timed_out == 1 && stats()->sockets == 0);
	END();
	return 0;
}

static int header_of_who_is_not_trusted_is_garbage(void)
{
	rig_client_t *client;

	begin();
	settings.gate.proxy_protocol = true;
	trust("10.0.0.0/8");
	rig_start();
	client = rig_connect();
	rig_say(client, "PROXY TCP4 192.0.2.1 127.0.0.1 4711 80\r\n" GET("/x"));
	UNTIL(rig_take_head(client) == 400);
	client = rig_connect();
	rig_say(client, GET("/x"));
	UNTIL(rig_heard(client, "<127.0.0.1 plain >"));
	EXPECT(stats()->bad_proxy_headers == 0);
	END();
	return 0;
}

static int client_told_by_a_header_is_limited(void)
{
	rig_client_t *first, *late;

	begin_proxy();
	settings.gate.connections_per_ip = 1;
	rig_start();
	first = rig_connect();
	rig_say(first, "PROXY TCP4 192.0.2.1 127.0.0.1 1 2\r\n" GET("/x"));
	UNTIL(rig_heard(first, "<192.0.2.1 plain >"));
	late = rig_connect();
	rig_say(late, "PROXY TCP4 192.0.2.1 127.0.0.1 1 2\r\n" GET("/x"));
	UNTIL(late->ended);
	EXPECT(rig_heard(late, "HTTP/1.1 503 ") && late->error == 0);
	late = rig_connect();
	rig_say(late, "PROXY TCP4 192.0.2.2 127.0.0.1 1 2\r\n" GET("/x"));
	UNTIL(rig_heard(late, "<192.0.2.2 plain >"));
	rig_drop(first); /* kept, idle: the socket is the client's */
	UNTIL(stats()->sockets <= 2);
	late = rig_connect();
	rig_say(late, "PROXY TCP4 192.0.2.1 127.0.0.1 1 2\r\n" GET("/x"));
	UNTIL(rig_heard(late, "<192.0.2.1 plain >"));
	END();
	return 0;
}

static int stopping_ends_who_has_not_sent_its_header(void)
{
	rig_client_t *client;

	begin_proxy();
	rig_start();
	client = rig_connect();
	rig_say(client, "PROXY ");
	UNTIL(stats()->bytes_in == 6);
	rig_stop_listening();
	UNTIL(client->ended);
	EXPECT(stats()->sockets == 0);
	END();
	return 0;
}

static const unit_test_t tests[] = {
	{ NAMED(header_cut_anywhere_tells_the_client) },
	{ NAMED(header_read_byte_by_byte_is_the_same) },
	{ NAMED(header_of_the_proxy_itself_leaves_its_address) },
	{ NAMED(missing_header_ends_the_connection) },
	{ NAMED(header_has_the_time_of_a_handshake) },
	{ NAMED(header_of_who_is_not_trusted_is_garbage) },
	{ NAMED(client_told_by_a_header_is_limited) },
	{ NAMED(stopping_ends_who_has_not_sent_its_header) },
};

int main(void)
{
	return run_tests(tests, COUNT(tests));
}
