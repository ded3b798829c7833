#include "rig.h"

#define GET(path) "GET " path " HTTP/1.1\r\nHost: a\r\n\r\n"
#define POST(path, len, body) \
	"POST " path " HTTP/1.1\r\nHost: a\r\nContent-Length: " len "\r\n\r\n" body

/* Takes an answer with this status and body. */
static bool take_answer(rig_client_t *client, int status, const char *body)
{
	char line[60];
	size_t len = strlen(body), head_len;
	const char *at, *end;

	rig_steps(3);
	if (!rig_heard(client, "\r\n\r\n")) {
		return false;
	}
	at = (const char *) client->in.bytes + client->used;
	end = memmem(at, rig_unread(client), "\r\n\r\n", 4);
	head_len = (size_t) (end - at) + 4;
	snprintf(line, sizeof(line), "Content-Length: %zu\r\n", len);
	if (atoi(at + 9) != status || memmem(at, head_len, line, strlen(line)) == NULL ||
		rig_unread(client) < head_len + len || memcmp(end + 4, body, len) != 0) {
		return false;
	}
	client->used += head_len + len;
	return true;
}

static bool is_refused(rig_client_t *client, int status)
{
	bool says_close = rig_heard(client, "Connection: close\r\n");

	return client->ended && client->error == 0 && says_close && rig_take_head(client) == status;
}

/* ---- requests ----------------------------------------------------------------------------- */

static int requests_cut_anywhere_are_answered(void)
{
	static const char bytes[] = GET("/one") POST("/two", "5", "hello") "\r\n" GET("/three");
	size_t len = sizeof(bytes) - 1;

	rig_up();
	for (size_t cut = 0; cut <= len; cut++) {
		rig_client_t *client = rig_connect();

		unit_case("after %d bytes", (int) cut);
		rig_write(client, bytes, cut);
		rig_steps(2);
		rig_write(client, bytes + cut, len - cut);
		UNTIL(rig_heard(client, "GET /three "));
		EXPECT(take_answer(client, 200, "GET /one "));
		EXPECT(take_answer(client, 200, "POST /two hello"));
		EXPECT(take_answer(client, 200, "GET /three ") && rig_unread(client) == 0);
		EXPECT(!client->ended);
		rig_drop(client);
		rtws_buffer_clear(&client->in);
		client_count = 0;
	}
	UNTIL(rtws_transport_stats(transport)->sockets == 0);
	EXPECT(rtws_transport_stats(transport)->exchanges == 0);
	RIG_DOWN();
	return 0;
}

static int requests_byte_by_byte_are_answered(void)
{
	static const char bytes[] = GET("/one") POST("/two", "5", "hello") GET("/three");
	rig_client_t *client;

	rig_up();
	world_limit_reads(1);
	world_limit_writes(1);
	client = rig_connect();
	rig_say(client, bytes);
	UNTIL(rig_heard(client, "GET /three "));
	EXPECT(take_answer(client, 200, "GET /one "));
	EXPECT(take_answer(client, 200, "POST /two hello"));
	EXPECT(take_answer(client, 200, "GET /three "));
	RIG_DOWN();
	return 0;
}

static int many_pipelined_requests_are_answered_in_order(void)
{
	enum { MANY = 500 };
	rig_client_t *client;
	char text[100];

	rig_up();
	client = rig_connect();
	for (int i = 0; i < MANY; i++) {
		snprintf(text, sizeof(text), GET("/%d"), i);
		rig_say(client, text);
	}
	UNTIL(rig_heard(client, "GET /499 "));
	for (int i = 0; i < MANY; i++) {
		snprintf(text, sizeof(text), "GET /%d ", i);
		EXPECT(take_answer(client, 200, text));
	}
	EXPECT(rtws_transport_stats(transport)->requests == MANY);
	RIG_DOWN();
	return 0;
}

static int large_body_arrives_whole(void)
{
	static char body[1 << 20];
	rig_client_t *client;

	rig_up();
	for (size_t i = 0; i < sizeof(body); i++) {
		body[i] = (char) ('a' + i % 23);
	}
	client = rig_connect();
	rig_say(client, POST("/x", "1048576", ""));
	rig_write(client, body, sizeof(body));
	UNTIL(rig_unread(client) > sizeof(body) + 8);
	EXPECT(rig_take_head(client) == 200);
	EXPECT(memcmp(client->in.bytes + client->used + 8, body, sizeof(body)) == 0);
	RIG_DOWN();
	return 0;
}

static int continue_is_told_to_who_waits_for_it(void)
{
	rig_client_t *client;

	rig_up();
	client = rig_connect();
	rig_say(client, "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n"
					"Expect: 100-continue\r\n\r\n");
	UNTIL(rig_take_head(client) == 100);
	EXPECT(rig_unread(client) == 0);
	rig_say(client, "ok");
	UNTIL(rig_heard(client, "POST /x ok"));
	EXPECT(take_answer(client, 200, "POST /x ok"));
	rig_say(client, "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n"
					"Expect: 100-continue\r\n\r\nok");
	UNTIL(rig_heard(client, "POST /x ok"));
	EXPECT(take_answer(client, 200, "POST /x ok")); /* who did not wait is not told */
	RIG_DOWN();
	return 0;
}

static int chunked_bodies_cut_anywhere_arrive_whole(void)
{
	static const char bytes[] =
		"POST /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
		"5\r\nhello\r\nA;x=y\r\n, chunked \r\n5\r\nworld\r\n0\r\nX: trailer\r\n\r\n" GET("/next");
	size_t len = sizeof(bytes) - 1;

	rig_up();
	for (size_t cut = 0; cut <= len; cut++) {
		rig_client_t *client = rig_connect();

		unit_case("after %d bytes", (int) cut);
		rig_write(client, bytes, cut);
		rig_steps(2);
		rig_write(client, bytes + cut, len - cut);
		UNTIL(rig_heard(client, "GET /next "));
		EXPECT(take_answer(client, 200, "POST /c hello, chunked world"));
		EXPECT(take_answer(client, 200, "GET /next ") && rig_unread(client) == 0);
		rig_drop(client);
		rtws_buffer_clear(&client->in);
		client_count = 0;
	}
	RIG_DOWN();
	return 0;
}

static int chunked_body_above_the_limit_is_a_413(void)
{
	rig_client_t *client;

	rig_up();
	client = rig_connect();
	rig_say(client, "POST /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
					"fffff\r\n");
	for (int i = 0; i < 0xfffff / 15; i++) {
		rig_say(client, "fifteen letters");
	}
	rig_say(client, "\r\n2\r\nab\r\n0\r\n\r\n");
	UNTIL(client->ended);
	EXPECT(is_refused(client, 413));
	RIG_DOWN();
	return 0;
}

/* ---- keeping the connection --------------------------------------------------------------- */

static int connection_is_kept_or_closed_as_the_client_wants_it(void)
{
	static const struct {
		const char *request;
		bool kept;
	} cases[] = {
		{ GET("/"), true },
		{ "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", false },
		{ "GET / HTTP/1.0\r\n\r\n", false },
		{ "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", true },
	};

	for (int i = 0; i < COUNT(cases); i++) {
		rig_client_t *client;

		unit_case("%s", cases[i].request);
		rig_up();
		client = rig_connect();
		rig_say(client, cases[i].request);
		UNTIL(rig_heard(client, "GET / "));
		rig_steps(5);
		EXPECT(client->ended == !cases[i].kept && client->error == 0);
		EXPECT(rig_heard(client, "Connection: close") == !cases[i].kept);
		RIG_DOWN();
	}
	return 0;
}

static int head_is_answered_without_a_body(void)
{
	rig_client_t *client;

	rig_up();
	client = rig_connect();
	rig_say(client, "HEAD /x HTTP/1.1\r\nHost: a\r\n\r\n" GET("/y"));
	UNTIL(rig_heard(client, "GET /y "));
	EXPECT(rig_heard(client, "Content-Length: 8\r\n") && rig_take_head(client) == 200);
	EXPECT(take_answer(client, 200, "GET /y ") && rig_unread(client) == 0);
	RIG_DOWN();
	return 0;
}

static void answer_nothing(rtws_exchange_t *exchange)
{
	rig_answer(exchange, 204, "");
}

static int answer_without_a_body_leaves_the_connection_usable(void)
{
	rig_client_t *client;

	rig_up();
	owner.request = answer_nothing;
	client = rig_connect();
	rig_say(client, GET("/x") GET("/y"));
	UNTIL(rig_take_head(client) == 204);
	UNTIL(rig_take_head(client) == 204);
	EXPECT(!client->ended && rig_unread(client) == 0);
	RIG_DOWN();
	return 0;
}

/* ---- refusals ----------------------------------------------------------------------------- */

static int bad_requests_are_refused_and_the_connection_ends(void)
{
	static const struct {
		const char *request;
		int status;
	} cases[] = {
		{ "rubbish\r\n\r\n", 400 },
		{ "GET / HTTP/1.1\r\n\r\n", 400 },
		{ "GET / HTTP/1.1\nHost: a\n\r\n\r\n", 400 },
		{ "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400 },
		{ "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 501 },
		{ "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nrubbish\r\n", 400 },
		{ "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505 },
		{ "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n", 413 },
		{ "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 18446744073709551615\r\n\r\n", 0 },
		{ "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9223372036854775807\r\n\r\n", 0 },
	};

	for (int i = 0; i < COUNT(cases); i++) {
		rig_client_t *client;
		int status;

		unit_case("%s", cases[i].request);
		rig_up();
		client = rig_connect();
		rig_say(client, cases[i].request);
		rig_say(client, GET("/never"));
		UNTIL(client->ended);
		EXPECT(client->error == 0 && rig_heard(client, "Connection: close\r\n"));
		EXPECT(!rig_heard(client, "/never"));
		status = rig_take_head(client);
		EXPECT(cases[i].status != 0 ? status == cases[i].status : status == 400 || status == 413);
		RIG_DOWN();
	}
	return 0;
}

static int head_above_the_limit_is_a_431_or_414(void)
{
	static char head[6000];
	rig_client_t *client;

	for (int pass = 0; pass < 2; pass++) {
		rig_up();
		client = rig_connect();
		strcpy(head, pass == 0 ? "GET / HTTP/1.1\r\nHost: a\r\nX: " : "GET /");
		memset(head + strlen(head), 'x', 5000);
		rig_say(client, head);
		UNTIL(client->ended);
		EXPECT(is_refused(client, pass == 0 ? 431 : 414));
		RIG_DOWN();
		memset(head, 0, sizeof(head));
	}
	return 0;
}

static int head_at_the_limit_is_taken_and_one_byte_more_is_not(void)
{
	for (int more = 0; more < 2; more++) {
		for (int pieces = 0; pieces < 2; pieces++) {
			rig_client_t *client;
			char head[5000] = "GET /x HTTP/1.1\r\nHost: a\r\nX: ";
			size_t len = strlen(head);

			unit_case("%d more, %d pieces", more, pieces);
			memset(head + len, 'x', 4096 + (size_t) more - len - 4);
			strcpy(head + 4096 + more - 4, "\r\n\r\n");
			rig_up();
			client = rig_connect();
			rig_write(client, head, pieces ? 4000 : 4096 + (size_t) more);
			rig_steps(3);
			rig_say(client, pieces ? head + 4000 : "");
			UNTIL(rig_heard(client, "\r\n\r\n"));
			EXPECT(rig_take_head(client) == (more ? 431 : 200));
			RIG_DOWN();
		}
	}
	return 0;
}

static int refusal_is_read_though_the_client_still_sends(void)
{
	static char body[100000];
	rig_client_t *client;

	rig_up();
	client = rig_connect();
	rig_say(client, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\n");
	for (int i = 0; i < 10; i++) {
		rig_write(client, body, sizeof(body));
		rig_step();
	}
	UNTIL(client->ended);
	EXPECT(is_refused(client, 413));
	RIG_DOWN();
	return 0;
}

/* ---- deadlines ---------------------------------------------------------------------------- */

static int silent_client_is_dropped_without_a_word(void)
{
	rig_client_t *client;

	rig_up();
	client = rig_connect();
	rig_steps(3);
	world_advance(9000);
	rig_steps(3);
	EXPECT(!client->ended);
	world_advance(1100);
	UNTIL(client->ended);
	EXPECT(client->in.len == 0 && rtws_transport_stats(transport)->timed_out == 1);
	RIG_DOWN();
	return 0;
}

static int half_a_request_is_a_408_however_it_trickles(void)
{
	rig_client_t *client;

	rig_up();
	client = rig_connect();
	rig_say(client, "GET / HTTP/1.1\r\nHost: ");
	for (int i = 0; i < 9; i++) {
		rig_steps(2);
		world_advance(1000);
		rig_say(client, "a");
	}
	rig_steps(2);
	EXPECT(client->in.len == 0);
	world_advance(1100);
	UNTIL(client->ended);
	EXPECT(is_refused(client, 408) && rtws_transport_stats(transport)->timed_out == 1);
	RIG_DOWN();
	return 0;
}

static int body_that_does_not_come_is_a_408(void)
{
	rig_client_t *client;

	rig_up();
	client = rig_connect();
	rig_say(client, POST("/x", "163840", "some"));
	rig_steps(3);
	world_advance(19000); /* 10 s, and 10 s for the bytes */
	rig_steps(3);
	EXPECT(client->in.len == 0);
	world_advance(1100);
	UNTIL(client->ended);
	EXPECT(is_refused(client, 408));
	RIG_DOWN();
	return 0;
}

static int kept_connection_is_dropped_when_no_more_comes(void)
{
	rig_client_t *client;

	rig_up();
	client = rig_connect();
	rig_say(client, GET("/x"));
	UNTIL(rig_heard(client, "GET /x "));
	EXPECT(take_answer(client, 200, "GET /x "));
	world_advance(14000);
	rig_say(client, GET("/y"));
	UNTIL(rig_heard(client, "GET /y "));
	EXPECT(take_answer(client, 200, "GET /y "));
	world_advance(15100);
	UNTIL(client->ended);
	EXPECT(rig_unread(client) == 0 && rtws_transport_stats(transport)->timed_out == 0);
	RIG_DOWN();
	return 0;
}

static int client_that_does_not_hang_up_is_dropped(void)
{
	rig_client_t *client;

	rig_up();
	client = rig_connect();
	rig_say(client, "GET / HTTP/1.0\r\n\r\n");
	UNTIL(client->ended);
	rig_steps(3);
	EXPECT(rtws_transport_stats(transport)->sockets == 1);
	world_advance(2100);
	UNTIL(rtws_transport_stats(transport)->sockets == 0);
	RIG_DOWN();
	return 0;
}

/* ---- what the owner says of a head --------------------------------------------------------- */

/* "/<n>": at most n bytes of body; and a header for every answer. */
static void limit_by_path(rtws_request_t *request)
{
	request->body_max = (uint64_t) atoi(request->path.at + 1);
	rtws_buffer_printf(&request->answer_headers, "X-Any: yes\r\n");
}

static int body_limit_is_decided_before_the_body(void)
{
	static const struct {
		const char *bytes;
		int status;
	} cases[] = {
		{ POST("/5", "5", "hello"), 200 },
		{ POST("/4", "5", ""), 413 },
		{ POST("/0", "1", ""), 413 },
		{ "POST /4 HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n", 413 },
		{ "POST /4 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n", 413 },
		{ "POST /5 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
		  "chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
		  200 },
		{ "POST /5 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nrubbish\r\n", 400 },
	};

	for (int i = 0; i < COUNT(cases); i++) {
		rig_client_t *client;

		unit_case("%s", cases[i].bytes);
		rig_up();
		owner.head = limit_by_path;
		client = rig_connect();
		rig_say(client, cases[i].bytes);
		UNTIL(rig_heard(client, "\r\n\r\n"));
		EXPECT(rig_heard(client, "X-Any: yes\r\n"));
		EXPECT(rig_take_head(client) == cases[i].status);
		RIG_DOWN();
	}
	return 0;
}

static void add_own_header(rtws_exchange_t *exchange)
{
	rtws_response_t response;

	rtws_response_init(&response, 200);
	rtws_response_header(&response, "x-any", 5, "own", 3);
	rtws_response_header(&response, "Vary", 4, "Accept", 6);
	rtws_exchange_answer(exchange, &response);
}

static void vary_too(rtws_request_t *request)
{
	limit_by_path(request);
	rtws_buffer_printf(&request->answer_headers, "Vary: Origin\r\n");
}

static int header_of_the_answer_itself_wins(void)
{
	rig_client_t *client;

	rig_up();
	owner.head = vary_too;
	owner.request = add_own_header;
	client = rig_connect();
	rig_say(client, GET("/0"));
	UNTIL(rig_heard(client, "\r\n\r\n"));
	EXPECT(rig_heard(client, "x-any: own\r\n") && !rig_heard(client, "X-Any"));
	EXPECT(rig_heard(client, "Vary: Accept\r\nVary: Origin\r\n"));
	RIG_DOWN();
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(requests_cut_anywhere_are_answered) },
		{ NAMED(requests_byte_by_byte_are_answered) },
		{ NAMED(many_pipelined_requests_are_answered_in_order) },
		{ NAMED(large_body_arrives_whole) },
		{ NAMED(chunked_bodies_cut_anywhere_arrive_whole) },
		{ NAMED(chunked_body_above_the_limit_is_a_413) },
		{ NAMED(continue_is_told_to_who_waits_for_it) },
		{ NAMED(connection_is_kept_or_closed_as_the_client_wants_it) },
		{ NAMED(head_is_answered_without_a_body) },
		{ NAMED(answer_without_a_body_leaves_the_connection_usable) },
		{ NAMED(bad_requests_are_refused_and_the_connection_ends) },
		{ NAMED(head_above_the_limit_is_a_431_or_414) },
		{ NAMED(head_at_the_limit_is_taken_and_one_byte_more_is_not) },
		{ NAMED(refusal_is_read_though_the_client_still_sends) },
		{ NAMED(silent_client_is_dropped_without_a_word) },
		{ NAMED(half_a_request_is_a_408_however_it_trickles) },
		{ NAMED(body_that_does_not_come_is_a_408) },
		{ NAMED(kept_connection_is_dropped_when_no_more_comes) },
		{ NAMED(client_that_does_not_hang_up_is_dropped) },
		{ NAMED(body_limit_is_decided_before_the_body) },
		{ NAMED(header_of_the_answer_itself_wins) },
	};

	return run_tests(tests, COUNT(tests));
}
