#include "unit.h"
#include "alloc.h"
#include "owner.h"

typedef struct {
	int status; /* 101: accepted; 0: left to be served as a request */
	char headers[256];
	char protocol[32];
	rtws_endpoint_t *endpoint;
} verdict_t;

static verdict_t verdict;

static int upgrade(const char *head)
{
	rtws_upgrade_t answer = { .policy = NULL, .protocol = { NULL, 0 } };
	rtws_request_t *request = parse_head(head);
	bool is_request = true;

	memset(&verdict, 0, sizeof(verdict));
	rtws_response_init(&answer.refusal, 404);
	rtws_admit_upgrade(server, request, &answer, &is_request);
	if (!is_request) {
		verdict.status = answer.policy != NULL ? 101 : answer.refusal.status;
		verdict.endpoint = answer.context;
		snprintf(verdict.headers, sizeof(verdict.headers), "%.*s", (int) answer.refusal.headers.len,
				 (const char *) answer.refusal.headers.bytes);
		snprintf(verdict.protocol, sizeof(verdict.protocol), "%.*s", (int) answer.protocol.len,
				 answer.protocol.at != NULL ? answer.protocol.at : "");
	}
	rtws_response_clear(&answer.refusal);
	rtws_request_unref(request);
	return verdict.status;
}

static rtws_exchange_t exchange;

/* The status it was answered with; 1: given to the hook; 2: served as a file. */
static int request(const char *head)
{
	unsigned before = owner.requests;

	exchange = (rtws_exchange_t){ .request = parse_head(head) };
	rtws_admit_head(server, exchange.request);
	rtws_admit_request(server, &exchange);
	rtws_request_unref(exchange.request);
	if (exchange.answers + (owner.requests - before) + (exchange.files != NULL) != 1) {
		return -1;
	}
	return exchange.answers > 0 ? exchange.status : owner.requests > before ? 1 : 2;
}

static bool has(const char *headers, const char *line)
{
	return strstr(headers, line) != NULL;
}

/* ---- upgrades ----------------------------------------------------------------------------- */

static int handshake_for_an_endpoint_is_accepted(void)
{
	rtws_endpoint_t *endpoint;

	begin_open_server();
	endpoint = add_endpoint(RTWS_ENDPOINT_WS, "/chat", "");
	CHECK(upgrade(UPGRADE("/chat", "")) == 101);
	CHECK(verdict.endpoint == endpoint && verdict.protocol[0] == '\0');
	CHECK(server->stats.refused == 0 && owner.handshakes == 0);
	end_server();
	return 0;
}

static int handshake_for_no_endpoint_is_left_to_http(void)
{
	begin_open_server();
	add_endpoint(RTWS_ENDPOINT_WS, "/chat", "");
	add_endpoint(RTWS_ENDPOINT_HTTP, "/page", "GET");
	CHECK(upgrade(UPGRADE("/other", "")) == 0);
	CHECK(upgrade(UPGRADE("/page", "")) == 0);
	CHECK(server->stats.refused == 0);
	CHECK(request(UPGRADE("/page", "")) == 1);
	CHECK(request(UPGRADE("/other", "")) == 404);
	end_server();
	return 0;
}

static int incomplete_handshakes_are_refused_with_their_status(void)
{
	static const struct {
		const char *head;
		int status;
		const char *header;
	} cases[] = {
		{ "POST /chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
		  405, "Allow: GET\r\n" },
		{ "GET /chat HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n", 400, "" },
		{ "GET /chat HTTP/1.0\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n", 400, "" },
		{ "GET /chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n", 426,
		  "Sec-WebSocket-Version: 13\r\n" },
		{ "GET /chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
		  "Sec-WebSocket-Version: 8\r\n\r\n",
		  426, "Upgrade: websocket\r\n" },
		{ "GET /chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
		  "Sec-WebSocket-Version: 13\r\n\r\n",
		  400, "" },
	};

	begin_open_server();
	add_endpoint(RTWS_ENDPOINT_WS, "/chat", "")->asks_handshake = true;
	for (int i = 0; i < COUNT(cases); i++) {
		unit_case("%s", cases[i].head);
		CHECK(upgrade(cases[i].head) == cases[i].status);
		CHECK(has(verdict.headers, cases[i].header));
		CHECK(server->stats.refused == (unsigned) i + 1);
	}
	CHECK(owner.handshakes == 0);
	end_server();
	return 0;
}

static int foreign_origins_are_refused(void)
{
	begin_open_server();
	add_endpoint(RTWS_ENDPOINT_WS, "/chat", "");
	CHECK(upgrade(UPGRADE("/chat", "Origin: http://example.org\r\n")) == 101);
	CHECK(upgrade(UPGRADE("/chat", "Origin: http://evil.org\r\n")) == 403);
	CHECK(upgrade(UPGRADE("/chat", "Origin: null\r\n")) == 403);
	end_server();
	return 0;
}

static int origins_of_the_server_hold_where_an_endpoint_has_none(void)
{
	rtws_endpoint_t *own;

	begin_open_server();
	rtws_strings_add(&server->settings.origins, "https://page.org", 16);
	add_endpoint(RTWS_ENDPOINT_WS, "/chat", "");
	own = add_endpoint(RTWS_ENDPOINT_WS, "/own", "");
	own->has_origins = true;
	rtws_strings_add(&own->origins, "other.org", 9);
	CHECK(upgrade(UPGRADE("/chat", "Origin: https://page.org\r\n")) == 101);
	CHECK(upgrade(UPGRADE("/chat", "Origin: http://example.org\r\n")) == 403);
	CHECK(upgrade(UPGRADE("/own", "Origin: https://page.org\r\n")) == 403);
	CHECK(upgrade(UPGRADE("/own", "Origin: http://other.org:81\r\n")) == 101);
	end_server();
	return 0;
}

static int first_protocol_the_client_wants_is_chosen(void)
{
	rtws_endpoint_t *endpoint;

	begin_open_server();
	endpoint = add_endpoint(RTWS_ENDPOINT_WS, "/chat", "");
	rtws_strings_add(&endpoint->protocols, "json", 4);
	rtws_strings_add(&endpoint->protocols, "wamp", 4);
	CHECK(upgrade(UPGRADE("/chat", "Sec-WebSocket-Protocol: x, wamp, json\r\n")) == 101);
	CHECK(strcmp(verdict.protocol, "wamp") == 0);
	CHECK(upgrade(UPGRADE("/chat", "Sec-WebSocket-Protocol: x\r\n")) == 101);
	CHECK(verdict.protocol[0] == '\0');
	end_server();
	return 0;
}

static int connection_limit_refuses_with_503_until_one_goes(void)
{
	rtws_connection_t *conns[3];
	rtws_peer_t peers[3];

	begin_open_server();
	server->settings.connections_max = 2;
	add_endpoint(RTWS_ENDPOINT_WS, "/", "");
	conns[0] = let_in(&peers[0], UPGRADE("/", ""));
	conns[1] = let_in(&peers[1], UPGRADE("/", ""));
	CHECK(conns[0] != NULL && conns[1] != NULL);
	CHECK(upgrade(UPGRADE("/", "")) == 503 && has(verdict.headers, "Retry-After: 1\r\n"));
	let_go(conns[0], 1000, "");
	conns[2] = let_in(&peers[2], UPGRADE("/", ""));
	CHECK(conns[2] != NULL);
	CHECK(upgrade(UPGRADE("/", "")) == 503);
	let_go(conns[1], 1000, "");
	let_go(conns[2], 1000, "");
	end_server();
	return 0;
}

static int stopping_server_lets_nobody_in(void)
{
	begin_open_server();
	add_endpoint(RTWS_ENDPOINT_WS, "/chat", "");
	add_endpoint(RTWS_ENDPOINT_HTTP, "/page", "GET");
	rtws_server_stop(server, 1000);
	CHECK(upgrade(UPGRADE("/chat", "")) == 503 && has(verdict.headers, "Retry-After: 1\r\n"));
	CHECK(request(REQUEST("GET", "/page")) == 503 && owner.requests == 0);
	CHECK(request(REQUEST("GET", "/nothing")) == 503);
	end_server();
	return 0;
}

/* Everything is wrong at once, then one thing less each time. */
static int refusals_come_in_a_fixed_order(void)
{
	rtws_endpoint_t *endpoint;
	rtws_connection_t *conn;
	rtws_peer_t peer;

	begin_open_server();
	endpoint = add_endpoint(RTWS_ENDPOINT_WS, "/chat", "");
	conn = let_in(&peer, UPGRADE("/chat", ""));
	endpoint->asks_handshake = true;
	server->settings.connections_max = 1;
	server->is_stopping = true;
	CHECK(upgrade("GET /chat HTTP/1.1\r\nHost: example.org\r\nConnection: Upgrade\r\n"
				  "Upgrade: websocket\r\nOrigin: http://evil.org\r\n\r\n") == 426);
	CHECK(upgrade(UPGRADE("/chat", "Origin: http://evil.org\r\n")) == 503);
	server->is_stopping = false;
	CHECK(upgrade(UPGRADE("/chat", "Origin: http://evil.org\r\n")) == 503);
	server->settings.connections_max = 0;
	CHECK(upgrade(UPGRADE("/chat", "Origin: http://evil.org\r\n")) == 403);
	CHECK(owner.handshakes == 0);
	CHECK(upgrade(UPGRADE("/chat", "")) == 403 && owner.handshakes == 1);
	owner.lets_in = true;
	CHECK(upgrade(UPGRADE("/chat", "")) == 101 && owner.handshakes == 2);
	CHECK(server->stats.refused == 5);
	let_go(conn, 1000, "");
	end_server();
	return 0;
}

static int handshake_hook_is_asked_with_a_403_prepared(void)
{
	rtws_endpoint_t *endpoint;

	begin_open_server();
	endpoint = add_endpoint(RTWS_ENDPOINT_WS, "/room/{name}", "");
	endpoint->asks_handshake = true;
	CHECK(upgrade(UPGRADE("/room/a", "")) == 403);
	CHECK(owner.endpoint == endpoint && owner.code == 403);
	end_server();
	return 0;
}

static int no_memory_for_the_params_is_a_503(void)
{
	rtws_upgrade_t answer = { .policy = NULL };
	rtws_request_t *room = parse_head(UPGRADE("/room/a", ""));
	bool is_request = true;

	begin_open_server();
	add_endpoint(RTWS_ENDPOINT_WS, "/room/{name}", "");
	add_endpoint(RTWS_ENDPOINT_HTTP, "/page/{name}", "");
	rtws_response_init(&answer.refusal, 404);
	alloc_fail_at(1);
	rtws_admit_upgrade(server, room, &answer, &is_request);
	alloc_fail_at(0);
	CHECK(!is_request && answer.policy == NULL && answer.refusal.status == 503);
	rtws_response_clear(&answer.refusal);
	rtws_request_unref(room);
	exchange = (rtws_exchange_t){ .request = parse_head(REQUEST("GET", "/page/a")) };
	alloc_fail_at(1);
	rtws_admit_head(server, exchange.request);
	rtws_admit_request(server, &exchange);
	alloc_fail_at(0);
	CHECK(exchange.status == 503 && owner.requests == 0);
	rtws_request_unref(exchange.request);
	end_server();
	return 0;
}

static int plain_route_goes_before_one_with_placeholders(void)
{
	rtws_endpoint_t *any, *other, *plain;

	begin_open_server();
	any = add_endpoint(RTWS_ENDPOINT_WS, "/{room}", "");
	other = add_endpoint(RTWS_ENDPOINT_WS, "/{name}", "");
	plain = add_endpoint(RTWS_ENDPOINT_WS, "/lobby", "");
	CHECK(upgrade(UPGRADE("/lobby", "")) == 101 && verdict.endpoint == plain);
	CHECK(upgrade(UPGRADE("/x", "")) == 101 && verdict.endpoint == any && any != other);
	end_server();
	return 0;
}

/* ---- requests ----------------------------------------------------------------------------- */

static int request_goes_to_the_endpoint_that_takes_its_method(void)
{
	rtws_endpoint_t *get, *post, *any;

	begin_open_server();
	get = add_endpoint(RTWS_ENDPOINT_HTTP, "/a", "GET");
	post = add_endpoint(RTWS_ENDPOINT_HTTP, "/a", "POST PUT");
	any = add_endpoint(RTWS_ENDPOINT_HTTP, "/any/{x}", "");
	CHECK(request(REQUEST("GET", "/a")) == 1 && owner.endpoint == get);
	CHECK(request(REQUEST("HEAD", "/a")) == 1 && owner.endpoint == get);
	CHECK(request(REQUEST("PUT", "/a?x")) == 1 && owner.endpoint == post);
	CHECK(request(REQUEST("BREW", "/any/x")) == 1 && owner.endpoint == any);
	end_server();
	return 0;
}

static int unknown_path_is_a_404(void)
{
	begin_open_server();
	add_endpoint(RTWS_ENDPOINT_HTTP, "/a", "GET");
	CHECK(request(REQUEST("GET", "/b")) == 404);
	CHECK(request(REQUEST("GET", "/a/")) == 404);
	CHECK(request("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n") == 204);
	CHECK(owner.requests == 0);
	end_server();
	return 0;
}

static int wrong_method_is_a_405_that_names_all_that_are_taken(void)
{
	begin_open_server();
	add_endpoint(RTWS_ENDPOINT_HTTP, "/a", "GET");
	add_endpoint(RTWS_ENDPOINT_HTTP, "/a", "POST PUT");
	add_endpoint(RTWS_ENDPOINT_HTTP, "/b", "DELETE");
	CHECK(request(REQUEST("DELETE", "/a")) == 405);
	CHECK(has(exchange.headers, "Allow: GET, HEAD, POST, PUT, OPTIONS\r\n"));
	CHECK(request(REQUEST("GET", "/b")) == 405);
	CHECK(has(exchange.headers, "Allow: DELETE, OPTIONS\r\n"));
	end_server();
	return 0;
}

static int plain_request_for_a_websocket_endpoint_is_a_426(void)
{
	begin_open_server();
	add_endpoint(RTWS_ENDPOINT_WS, "/chat", "");
	CHECK(request(REQUEST("GET", "/chat")) == 426);
	CHECK(has(exchange.headers, "Upgrade: websocket\r\n"));
	CHECK(has(exchange.headers, "Sec-WebSocket-Version: 13\r\n"));
	CHECK(request(REQUEST("POST", "/chat")) == 405 && has(exchange.headers, "Allow: GET\r\n"));
	CHECK(server->stats.refused == 2);
	end_server();
	return 0;
}

static int http_goes_before_websocket_on_one_path(void)
{
	begin_open_server();
	add_endpoint(RTWS_ENDPOINT_WS, "/both", "");
	add_endpoint(RTWS_ENDPOINT_HTTP, "/both", "GET");
	CHECK(request(REQUEST("GET", "/both")) == 1);
	CHECK(upgrade(UPGRADE("/both", "")) == 101);
	end_server();
	return 0;
}

/* ---- OPTIONS ------------------------------------------------------------------------------ */

static int options_tells_the_methods(void)
{
	begin_open_server();
	add_endpoint(RTWS_ENDPOINT_HTTP, "/a", "GET POST");
	add_endpoint(RTWS_ENDPOINT_HTTP, "/{any}", "GET DELETE");
	add_endpoint(RTWS_ENDPOINT_FILES, "/static", "");
	add_endpoint(RTWS_ENDPOINT_WS, "/chat/x", "");
	CHECK(request(REQUEST("OPTIONS", "/a")) == 204);
	CHECK(has(exchange.headers, "Allow: GET, HEAD, POST, DELETE, OPTIONS\r\n"));
	CHECK(request(REQUEST("OPTIONS", "/static/x")) == 204);
	CHECK(has(exchange.headers, "Allow: GET, HEAD, OPTIONS\r\n"));
	CHECK(request(REQUEST("OPTIONS", "/chat/x")) == 405);
	CHECK(request(REQUEST("OPTIONS", "/no/where")) == 404);
	CHECK(owner.requests == 0);
	end_server();
	return 0;
}

static int options_of_ones_own_wins(void)
{
	rtws_endpoint_t *own, *any;

	begin_open_server();
	server->settings.cors = rtws_cors_create();
	rtws_strings_add(&server->settings.cors->origins, "*", 1);
	own = add_endpoint(RTWS_ENDPOINT_HTTP, "/a", "OPTIONS");
	any = add_endpoint(RTWS_ENDPOINT_HTTP, "/any", "");
	own->cors = rtws_cors_ref(server->settings.cors);
	any->cors = rtws_cors_ref(server->settings.cors);
	CHECK(request(PREFLIGHT("/a", "GET", "")) == 1 && owner.endpoint == own);
	CHECK(request(REQUEST("OPTIONS", "/any")) == 1 && owner.endpoint == any);
	CHECK(request(PREFLIGHT("/any", "BREW", "")) == 204);
	CHECK(has(exchange.headers, "Access-Control-Allow-Methods: BREW\r\n"));
	end_server();
	return 0;
}

static int policy_is_that_of_the_path_and_its_method(void)
{
	static const struct {
		const char *head, *origin;
	} cases[] = {
		{ REQUEST("GET", "/a"), "http://get.org" },
		{ REQUEST("POST", "/a"), "http://post.org" },
		{ REQUEST("DELETE", "/a"), "http://get.org" },
		{ PREFLIGHT("/a", "POST", ""), "http://post.org" },
		{ PREFLIGHT("/a", "DELETE", ""), "http://get.org" },
		{ REQUEST("GET", "/static/x"), "http://files.org" },
		{ REQUEST("GET", "/nothing"), "http://server.org" },
		{ REQUEST("GET", "/off"), NULL },
	};
	static const char *const origins[] = { "http://get.org", "http://post.org", "http://files.org",
										   "http://server.org" };
	rtws_cors_t *cors[4];

	begin_open_server();
	for (int i = 0; i < 4; i++) {
		cors[i] = rtws_cors_create();
		rtws_strings_add(&cors[i]->origins, origins[i], strlen(origins[i]));
		rtws_strings_add(&cors[i]->expose, origins[i], strlen(origins[i]));
	}
	add_endpoint(RTWS_ENDPOINT_HTTP, "/a", "GET")->cors = cors[0];
	add_endpoint(RTWS_ENDPOINT_HTTP, "/a", "POST")->cors = cors[1];
	add_endpoint(RTWS_ENDPOINT_HTTP, "/off", "GET");
	add_endpoint(RTWS_ENDPOINT_FILES, "/static", "")->cors = cors[2];
	server->settings.cors = cors[3];
	for (int i = 0; i < COUNT(cases); i++) {
		rtws_request_t *asked = parse_head(cases[i].head);
		const rtws_buffer_t *headers = &asked->answer_headers;

		unit_case("%s", cases[i].head);
		rtws_admit_head(server, asked);
		CHECK((headers->len > 0) == (cases[i].origin != NULL));
		if (cases[i].origin != NULL && !rtws_cors_is_preflight(asked)) {
			CHECK(memmem(headers->bytes, headers->len, cases[i].origin, strlen(cases[i].origin)));
		}
		rtws_request_unref(asked);
	}
	end_server();
	return 0;
}

static int body_limit_is_that_of_the_route(void)
{
	rtws_endpoint_t *small;
	rtws_request_t *asked;

	begin_open_server();
	server->settings.body_max = 1000;
	small = add_endpoint(RTWS_ENDPOINT_HTTP, "/a", "POST");
	small->body_max = 10;
	asked = parse_head(REQUEST("POST", "/a"));
	rtws_admit_head(server, asked);
	CHECK(asked->body_max == 10 && asked->context == small);
	rtws_request_unref(asked);
	asked = parse_head(REQUEST("PUT", "/a"));
	rtws_admit_head(server, asked);
	CHECK(asked->body_max == 1000 && asked->context == NULL);
	rtws_request_unref(asked);
	end_server();
	return 0;
}

/* ---- files -------------------------------------------------------------------------------- */

static int files_are_looked_for_after_routes(void)
{
	rtws_endpoint_t *files;

	begin_open_server();
	files = add_endpoint(RTWS_ENDPOINT_FILES, "/", "");
	add_endpoint(RTWS_ENDPOINT_HTTP, "/page", "POST");
	add_endpoint(RTWS_ENDPOINT_WS, "/chat", "");
	CHECK(request(REQUEST("GET", "/a/b.css")) == 2);
	CHECK(exchange.files == &files->files && strcmp(exchange.path, "a/b.css") == 0);
	CHECK(request(REQUEST("HEAD", "/a")) == 2);
	CHECK(request(REQUEST("GET", "/page")) == 405);
	CHECK(request(REQUEST("POST", "/page")) == 1);
	CHECK(request(REQUEST("GET", "/chat")) == 426);
	end_server();
	return 0;
}

static int longest_prefix_serves_the_file(void)
{
	rtws_endpoint_t *all, *some;

	begin_open_server();
	all = add_endpoint(RTWS_ENDPOINT_FILES, "/", "");
	some = add_endpoint(RTWS_ENDPOINT_FILES, "/static", "");
	CHECK(request(REQUEST("GET", "/static/a%20b")) == 2);
	CHECK(exchange.files == &some->files && strcmp(exchange.path, "a b") == 0);
	CHECK(request(REQUEST("GET", "/statics")) == 2 && exchange.files == &all->files);
	end_server();
	return 0;
}

static int files_are_only_read(void)
{
	begin_open_server();
	add_endpoint(RTWS_ENDPOINT_FILES, "/static", "");
	CHECK(request(REQUEST("POST", "/static/a")) == 405);
	CHECK(has(exchange.headers, "Allow: GET, HEAD, OPTIONS\r\n"));
	CHECK(request(REQUEST("POST", "/other")) == 404);
	end_server();
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(handshake_for_an_endpoint_is_accepted) },
		{ NAMED(handshake_for_no_endpoint_is_left_to_http) },
		{ NAMED(incomplete_handshakes_are_refused_with_their_status) },
		{ NAMED(foreign_origins_are_refused) },
		{ NAMED(origins_of_the_server_hold_where_an_endpoint_has_none) },
		{ NAMED(first_protocol_the_client_wants_is_chosen) },
		{ NAMED(connection_limit_refuses_with_503_until_one_goes) },
		{ NAMED(stopping_server_lets_nobody_in) },
		{ NAMED(refusals_come_in_a_fixed_order) },
		{ NAMED(handshake_hook_is_asked_with_a_403_prepared) },
		{ NAMED(no_memory_for_the_params_is_a_503) },
		{ NAMED(plain_route_goes_before_one_with_placeholders) },
		{ NAMED(request_goes_to_the_endpoint_that_takes_its_method) },
		{ NAMED(unknown_path_is_a_404) },
		{ NAMED(wrong_method_is_a_405_that_names_all_that_are_taken) },
		{ NAMED(plain_request_for_a_websocket_endpoint_is_a_426) },
		{ NAMED(http_goes_before_websocket_on_one_path) },
		{ NAMED(options_tells_the_methods) },
		{ NAMED(options_of_ones_own_wins) },
		{ NAMED(policy_is_that_of_the_path_and_its_method) },
		{ NAMED(body_limit_is_that_of_the_route) },
		{ NAMED(files_are_looked_for_after_routes) },
		{ NAMED(longest_prefix_serves_the_file) },
		{ NAMED(files_are_only_read) },
	};

	return run_tests(tests, COUNT(tests));
}
