#include "unit.h"
#include "alloc.h"
#include "owner.h"

static rtws_peer_t peer;
static rtws_endpoint_t *endpoint;

/* A server with one client. */
static rtws_connection_t *begin(void)
{
	begin_open_server();
	endpoint = add_endpoint(RTWS_ENDPOINT_WS, "/{room}", "");
	return let_in(&peer, UPGRADE("/a", ""));
}

static int opened_connection_is_open_and_counted(void)
{
	rtws_connection_t *conn = begin();

	CHECK(conn != NULL && owner.opened == 1 && owner.conn == conn && owner.was_established);
	CHECK(rtws_connection_is_open(conn) && conn->endpoint == endpoint && conn->refs == 1);
	CHECK(server->stats.opened == 1 && server->open_count == 1);
	let_go(conn, 1000, "");
	end_server();
	return 0;
}

static int attachment_is_zeroed_and_the_owners(void)
{
	rtws_connection_t *conn = begin();

	for (size_t i = 0; i < hooks.attachment_size; i++) {
		CHECK(conn->attachment[i] == 0);
	}
	CHECK((uintptr_t) conn->attachment % _Alignof(void *) == 0);
	memset(conn->attachment, 0xff, hooks.attachment_size);
	let_go(conn, 1000, "");
	end_server();
	return 0;
}

static int calls_go_to_the_peer_while_it_is_there(void)
{
	rtws_connection_t *conn = begin();

	peer.buffered = 123;
	peer.latency_us = 456;
	CHECK(rtws_connection_send(conn, RTWS_WS_TEXT, "a", 1) == 0 && peer.sends == 1);
	CHECK(rtws_connection_ping(conn, "", 0) == 0 && peer.pings == 1);
	CHECK(rtws_connection_buffered(conn) == 123 && rtws_connection_latency_us(conn) == 456);
	rtws_connection_close(conn, 4000, "bye", 3);
	CHECK(peer.closes == 1 && peer.code == 4000 && strcmp(peer.reason, "bye") == 0);
	CHECK(!rtws_connection_is_open(conn) && conn->peer == &peer);
	let_go(conn, 4000, "bye");
	end_server();
	return 0;
}

static int only_messages_that_were_queued_are_counted(void)
{
	rtws_connection_t *conn = begin();

	CHECK(rtws_connection_send(conn, RTWS_WS_TEXT, "a", 1) == 0);
	peer.error = RTWS_E_FULL;
	CHECK(rtws_connection_send(conn, RTWS_WS_TEXT, "a", 1) == RTWS_E_FULL);
	peer.error = RTWS_E_CLOSED;
	CHECK(rtws_connection_send(conn, RTWS_WS_TEXT, "a", 1) == RTWS_E_CLOSED);
	CHECK(server->stats.messages_out == 1);
	let_go(conn, 1000, "");
	end_server();
	return 0;
}

static int closed_connection_refuses_everything(void)
{
	rtws_connection_t *conn = rtws_connection_ref(begin());

	let_go(conn, 1000, "");
	CHECK(conn->peer == NULL && !rtws_connection_is_open(conn));
	CHECK(rtws_connection_send(conn, RTWS_WS_TEXT, "a", 1) == RTWS_E_CLOSED);
	CHECK(rtws_connection_ping(conn, "", 0) == RTWS_E_CLOSED);
	rtws_connection_close(conn, 1000, "", 0);
	rtws_connection_pause(conn, RTWS_PAUSED_BY_USER, true);
	CHECK(rtws_connection_buffered(conn) == 0 && rtws_connection_latency_us(conn) == 0);
	CHECK(peer.sends == 0 && peer.pings == 0 && peer.closes == 0 && peer.readings == 0);
	CHECK(server->stats.messages_out == 0);
	rtws_connection_unref(conn);
	end_server();
	return 0;
}

static int events_reach_the_hooks(void)
{
	rtws_connection_t *conn = begin();

	fake->events->message(conn, RTWS_WS_BINARY, (const uint8_t *) "hello", 5);
	CHECK(owner.messages == 1 && owner.conn == conn && owner.code == RTWS_WS_BINARY);
	CHECK(strcmp(owner.text, "hello") == 0 && server->stats.messages_in == 1);
	fake->events->pong(conn, (const uint8_t *) "p", 1);
	CHECK(owner.pongs == 1 && strcmp(owner.text, "p") == 0 && server->stats.messages_in == 1);
	let_go(conn, 4001, "enough");
	CHECK(owner.closed == 1 && owner.code == 4001 && strcmp(owner.text, "enough") == 0);
	CHECK(!owner.was_open);
	end_server();
	return 0;
}

static int released_comes_with_the_last_reference(void)
{
	rtws_connection_t *conn = begin();

	rtws_connection_ref(conn);
	rtws_connection_ref(conn);
	let_go(conn, 1000, "");
	CHECK(owner.closed == 1 && owner.released == 0);
	rtws_connection_unref(conn);
	CHECK(owner.released == 0);
	rtws_connection_unref(conn);
	CHECK(owner.released == 1 && owner.conn == conn);
	end_server();
	return 0;
}

static int connection_may_outlive_the_server_being_closed(void)
{
	rtws_connection_t *conn = rtws_connection_ref(begin());

	let_go(conn, 1001, "");
	rtws_server_close(server);
	CHECK(rtws_connection_send(conn, RTWS_WS_TEXT, "a", 1) == RTWS_E_CLOSED);
	rtws_connection_unref(conn);
	CHECK(owner.released == 1);
	rtws_server_destroy(server);
	return 0;
}

static int it_is_read_when_nobody_wants_a_pause(void)
{
	static const struct {
		rtws_pause_t who;
		bool paused, reading;
	} steps[] = {
		{ RTWS_PAUSED_BY_USER, true, false },     { RTWS_PAUSED_BY_BACKLOG, true, false },
		{ RTWS_PAUSED_BY_USER, false, false },    { RTWS_PAUSED_BY_USER, false, false },
		{ RTWS_PAUSED_BY_BACKLOG, false, true },  { RTWS_PAUSED_BY_BACKLOG, true, false },
		{ RTWS_PAUSED_BY_BACKLOG, true, false },  { RTWS_PAUSED_BY_USER, true, false },
		{ RTWS_PAUSED_BY_BACKLOG, false, false }, { RTWS_PAUSED_BY_USER, false, true },
	};
	rtws_connection_t *conn = begin();

	for (int i = 0; i < COUNT(steps); i++) {
		unit_case("step %d", i);
		rtws_connection_pause(conn, steps[i].who, steps[i].paused);
		CHECK(peer.reading == steps[i].reading);
	}
	let_go(conn, 1000, "");
	end_server();
	return 0;
}

static int request_is_kept_where_the_endpoint_wants_it(void)
{
	rtws_connection_t *conn = begin();
	rtws_connection_t *keeper;
	rtws_peer_t other;

	CHECK(conn->request == NULL);
	endpoint->keeps_request = true;
	keeper = rtws_connection_ref(let_in(&other, UPGRADE("/b%20c", "")));
	CHECK(keeper->request != NULL && keeper->request->refs == 1 && keeper->request->established);
	CHECK(text_equals(keeper->request->params[0].value, "b c"));
	let_go(keeper, 1000, "");
	CHECK(!keeper->request->established);
	rtws_connection_unref(keeper);
	let_go(conn, 1000, "");
	end_server();
	return 0;
}

static int negotiated_protocol_is_a_copy(void)
{
	rtws_connection_t *conn = begin();
	rtws_connection_t *chatter;
	rtws_peer_t other;

	CHECK(conn->protocol == NULL);
	rtws_strings_add(&endpoint->protocols, "json", 4);
	chatter = let_in(&other, UPGRADE("/b", "Sec-WebSocket-Protocol: json\r\n"));
	CHECK(chatter->protocol != NULL && strcmp(chatter->protocol, "json") == 0);
	let_go(conn, 1000, "");
	let_go(chatter, 1000, "");
	end_server();
	return 0;
}

static int no_memory_for_a_connection_leaves_no_trace(void)
{
	unsigned n = 0;
	bool failed;

	begin_open_server();
	endpoint = add_endpoint(RTWS_ENDPOINT_WS, "/", "");
	rtws_strings_add(&endpoint->protocols, "json", 4);
	do {
		rtws_upgrade_t answer = { .context = endpoint, .protocol = { "json", 4 } };
		rtws_request_t *request = parse_head(UPGRADE("/", ""));
		rtws_connection_t *conn;

		peer = (rtws_peer_t){ .is_open = true };
		alloc_fail_at(++n);
		conn = fake->events->open(fake->app, &peer, request, &answer);
		failed = alloc_count() >= n;
		alloc_fail_at(0);
		rtws_request_unref(request);
		unit_case("allocation %u", n);
		CHECK((conn == NULL) == failed);
		CHECK(owner.opened == !failed && server->open_count == !failed);
		CHECK(server->by_id.count == (size_t) !failed && server->stats.opened == !failed);
		if (conn != NULL) {
			let_go(conn, 1000, "");
		}
	} while (failed);
	CHECK(n > 2 && owner.released == 1);
	end_server();
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(opened_connection_is_open_and_counted) },
		{ NAMED(attachment_is_zeroed_and_the_owners) },
		{ NAMED(calls_go_to_the_peer_while_it_is_there) },
		{ NAMED(only_messages_that_were_queued_are_counted) },
		{ NAMED(closed_connection_refuses_everything) },
		{ NAMED(events_reach_the_hooks) },
		{ NAMED(released_comes_with_the_last_reference) },
		{ NAMED(connection_may_outlive_the_server_being_closed) },
		{ NAMED(it_is_read_when_nobody_wants_a_pause) },
		{ NAMED(request_is_kept_where_the_endpoint_wants_it) },
		{ NAMED(negotiated_protocol_is_a_copy) },
		{ NAMED(no_memory_for_a_connection_leaves_no_trace) },
	};

	return run_tests(tests, COUNT(tests));
}
