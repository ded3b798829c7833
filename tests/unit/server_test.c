#include "unit.h"
#include "alloc.h"
#include "owner.h"

#include "util/clock.h"

#include <sys/resource.h>

enum { MANY = 300 };

static rtws_peer_t peers[MANY];
static rtws_connection_t *conns[MANY];

static void let_many_in(int count)
{
	add_endpoint(RTWS_ENDPOINT_WS, "/", "");
	for (int i = 0; i < count; i++) {
		conns[i] = let_in(&peers[i], UPGRADE("/", ""));
	}
}

static void let_many_go(int count)
{
	for (int i = 0; i < count; i++) {
		if (conns[i] != NULL) {
			let_go(conns[i], 1001, "");
			conns[i] = NULL;
		}
	}
}

static int closing_peers(int count)
{
	int closing = 0;

	for (int i = 0; i < count; i++) {
		closing += peers[i].closes > 0;
	}
	return closing;
}

/* ---- settings and endpoints --------------------------------------------------------------- */

static int settings_are_taken_over(void)
{
	rtws_settings_t settings;

	CHECK(rtws_settings_init(&settings) == 0);
	CHECK(settings.host != NULL && settings.header_max > 0 && settings.server_id[0] != '\0');
	server = rtws_server_create(&settings, &hooks, NULL);
	CHECK(server != NULL && settings.host == NULL);
	rtws_settings_clear(&settings);
	rtws_server_destroy(server);
	return 0;
}

static int no_memory_for_a_server_leaves_the_settings(void)
{
	rtws_settings_t settings;

	CHECK(rtws_settings_init(&settings) == 0);
	alloc_fail_at(1);
	server = rtws_server_create(&settings, &hooks, NULL);
	alloc_fail_at(0);
	CHECK(server == NULL && settings.host != NULL);
	rtws_settings_clear(&settings);
	return 0;
}

static int same_route_twice_is_refused_unless_methods_differ(void)
{
	static const struct {
		rtws_endpoint_kind_t kind;
		const char *pattern, *method;
		int error;
	} cases[] = {
		{ RTWS_ENDPOINT_WS, "/a", NULL, 0 },
		{ RTWS_ENDPOINT_WS, "/a", NULL, RTWS_E_EXISTS },
		{ RTWS_ENDPOINT_WS, "/a/", NULL, 0 },
		{ RTWS_ENDPOINT_FILES, "/a", NULL, 0 },
		{ RTWS_ENDPOINT_FILES, "/a", NULL, RTWS_E_EXISTS },
		{ RTWS_ENDPOINT_HTTP, "/a", "GET", 0 },
		{ RTWS_ENDPOINT_HTTP, "/a", "POST", 0 },
		{ RTWS_ENDPOINT_HTTP, "/a", "GET", RTWS_E_EXISTS },
		{ RTWS_ENDPOINT_HTTP, "/a", NULL, RTWS_E_EXISTS },
		{ RTWS_ENDPOINT_HTTP, "/b", NULL, 0 },
		{ RTWS_ENDPOINT_HTTP, "/b", "GET", RTWS_E_EXISTS },
	};

	begin_server();
	for (int i = 0; i < COUNT(cases); i++) {
		rtws_endpoint_t *endpoint = rtws_endpoint_create(cases[i].kind);
		const char *why;

		unit_case("%d", i);
		CHECK(rtws_route_init(&endpoint->route, cases[i].pattern, strlen(cases[i].pattern), &why) ==
			  0);
		if (cases[i].method != NULL) {
			rtws_strings_add(&endpoint->methods, cases[i].method, strlen(cases[i].method));
		}
		CHECK(rtws_server_add(server, endpoint) == cases[i].error);
		if (cases[i].error != 0) {
			rtws_endpoint_destroy(endpoint);
		}
	}
	rtws_server_destroy(server);
	return 0;
}

/* ---- opening ------------------------------------------------------------------------------ */

static int opening_hands_the_settings_down(void)
{
	struct rlimit limit;

	begin_server();
	server->settings.connections_max = 10;
	CHECK(rtws_server_open(server, (rtws_loop_t *) &a_loop) == 0);
	CHECK(!fake->is_listening && fake->app == server);
	CHECK(rtws_server_accept(server, &(rtws_sockets_t){ .count = 0 }) == 0 && fake->is_listening);
	CHECK(fake->settings.header_max == server->settings.header_max);
	CHECK(fake->settings.handshake_timeout_ms == server->settings.handshake_timeout_ms);
	getrlimit(RLIMIT_NOFILE, &limit);
	CHECK(fake->settings.sockets_max > 0 && fake->settings.sockets_max < limit.rlim_cur);
	rtws_server_flush(server);
	CHECK(fake->flushes == 1);
	end_server();
	return 0;
}

static int failed_tls_leaves_the_server_closed(void)
{
	begin_server();
	fake_secure_error = RTWS_E_TLS;
	CHECK(rtws_server_open(server, (rtws_loop_t *) &a_loop) == RTWS_E_TLS);
	CHECK(server->transport == NULL && fake == NULL && strcmp(server->why, "because") == 0);
	fake_create_fails = true;
	CHECK(rtws_server_open(server, (rtws_loop_t *) &a_loop) == RTWS_E_NOMEM);
	CHECK(server->transport == NULL);
	fake_create_fails = false;
	fake_secure_error = 0;
	CHECK(rtws_server_open(server, (rtws_loop_t *) &a_loop) == 0);
	end_server();
	return 0;
}

static int closing_twice_is_one_time_too_many_and_harmless(void)
{
	begin_open_server();
	rtws_server_close(server);
	rtws_server_close(server);
	rtws_server_stop(server, 100);
	CHECK(!server->is_stopping);
	rtws_server_destroy(server);
	return 0;
}

/* ---- ids ---------------------------------------------------------------------------------- */

static int connection_is_found_by_its_id_while_it_is_open(void)
{
	char id[RTWS_CONNECTION_ID_MAX];
	size_t len;

	begin_open_server();
	let_many_in(MANY);
	for (int i = 0; i < MANY; i++) {
		len = rtws_connection_id(conns[i], id);
		CHECK(len == strlen(id) && rtws_server_find(server, id, len) == conns[i]);
	}
	len = rtws_connection_id(conns[7], id);
	let_go(conns[7], 1000, "");
	conns[7] = NULL;
	CHECK(rtws_server_find(server, id, len) == NULL);
	len = rtws_connection_id(conns[MANY - 1], id);
	CHECK(rtws_server_find(server, id, len) == conns[MANY - 1]);
	let_many_go(MANY);
	CHECK(rtws_server_find(server, id, len) == NULL);
	end_server();
	return 0;
}

static int id_names_server_boot_and_connection(void)
{
	char id[RTWS_CONNECTION_ID_MAX], wanted[RTWS_CONNECTION_ID_MAX];
	uint64_t real;

	begin_open_server();
	let_many_in(2);
	snprintf(wanted, sizeof(wanted), "srv-%08x-%llu", server->boot,
			 (unsigned long long) conns[1]->resource_id);
	rtws_connection_id(conns[1], id);
	CHECK(strcmp(id, wanted) == 0);
	memset(server->settings.server_id, 'x', RTWS_SERVER_ID_MAX);
	real = conns[1]->resource_id;
	conns[1]->resource_id = UINT64_MAX;
	CHECK(rtws_connection_id(conns[1], id) < RTWS_CONNECTION_ID_MAX);
	conns[1]->resource_id = real;
	let_many_go(2);
	end_server();
	return 0;
}

/* Nothing is found, or exactly who has this id. */
static bool finds_nobody_else(const char *id, size_t len)
{
	rtws_connection_t *found = rtws_server_find(server, id, len);
	char text[RTWS_CONNECTION_ID_MAX];

	return found == NULL || (rtws_connection_id(found, text) == len && memcmp(text, id, len) == 0);
}

static int forged_ids_find_nobody(void)
{
	char good[RTWS_CONNECTION_ID_MAX], id[200];
	size_t len;

	begin_open_server();
	let_many_in(12);
	len = rtws_connection_id(conns[11], good);
	CHECK(rtws_server_find(server, good, len) == conns[11]);
	for (size_t cut = 0; cut < len; cut++) {
		CHECK(finds_nobody_else(good, cut) && rtws_server_find(server, good, cut) != conns[11]);
	}
	for (size_t i = 0; i < len; i++) {
		for (int c = 0; c < 256; c++) {
			memcpy(id, good, len + 1);
			id[i] = (char) c;
			unit_case("byte %d at %d", c, (int) i);
			CHECK(finds_nobody_else(id, len));
		}
	}
	let_many_go(12);
	end_server();
	return 0;
}

static int numbers_in_ids_are_taken_to_the_letter(void)
{
	static const char *const forms[] = { "0%s",  "00000000000%s", "+%s", "-%s",  " %s", "%s ",
										 "0x%s", "%s-",           "%s.", "%se0", "%s.0" };
	static const char *const others[] = { "", "-", "1", "-1", "--", "srv--1" };
	char number[40], form[80], id[200];

	begin_open_server();
	let_many_in(1);
	for (int i = 0; i < COUNT(forms) + 3; i++) {
		unsigned __int128 value = conns[0]->resource_id;
		int len;

		/* the same number modulo 2 to the power of 64 */
		value += i < COUNT(forms) ? 0 : (unsigned __int128) (i - COUNT(forms) + 1) << 64;
		snprintf(number, sizeof(number), value >> 64 ? "%llu%013llu" : "%.0llu%llu",
				 (unsigned long long) (value / 10000000000000),
				 (unsigned long long) (value % 10000000000000));
		snprintf(form, sizeof(form), "srv-%08x-%s", server->boot,
				 i < COUNT(forms) ? forms[i] : "%s");
		len = snprintf(id, sizeof(id), form, number);
		unit_case("%s", id);
		CHECK(rtws_server_find(server, id, (size_t) len) == NULL);
	}
	for (int i = 0; i < COUNT(others); i++) {
		CHECK(rtws_server_find(server, others[i], strlen(others[i])) == NULL);
	}
	let_many_go(1);
	end_server();
	return 0;
}

static int resource_ids_are_never_used_again(void)
{
	uint64_t last = 0;

	begin_open_server();
	add_endpoint(RTWS_ENDPOINT_WS, "/", "");
	for (int i = 0; i < 200; i++) {
		rtws_connection_t *conn = let_in(&peers[0], UPGRADE("/", ""));

		CHECK(conn->resource_id > last);
		last = conn->resource_id;
		let_go(conn, 1000, "");
	}
	rtws_server_close(server);
	CHECK(rtws_server_open(server, (rtws_loop_t *) &a_loop) == 0);
	conns[0] = let_in(&peers[0], UPGRADE("/", ""));
	CHECK(conns[0]->resource_id > last);
	let_many_go(1);
	end_server();
	return 0;
}

static int list_of_the_open_stays_whole_in_any_order_of_leaving(void)
{
	begin_open_server();
	let_many_in(MANY);
	for (int i = 0; i < MANY; i++) {
		int k = i * 77 % MANY; /* 77 and MANY have no common divisor */

		let_go(conns[k], 1000, "");
		conns[k] = NULL;
		CHECK(server->open_count == (uint32_t) (MANY - 1 - i));
		for (uint32_t j = 0; j < server->open_count; j++) {
			CHECK(server->open[j]->index == j && server->open[j]->peer != NULL);
		}
	}
	CHECK(owner.closed == MANY && owner.released == MANY && server->by_id.count == 0);
	end_server();
	return 0;
}

/* ---- stopping ----------------------------------------------------------------------------- */

static int stop_closes_a_few_at_the_first_step(void)
{
	begin_open_server();
	let_many_in(5);
	rtws_server_stop(server, 10000);
	CHECK(!fake->is_listening && rtws_timer_is_active(&server->stop_timer));
	CHECK(closing_peers(5) == 0);
	fire(&server->stop_timer);
	CHECK(closing_peers(5) == 5);
	CHECK(peers[0].code == 1001 && strcmp(peers[0].reason, "server going away") == 0);
	fire(&server->stop_timer);
	for (int i = 0; i < 5; i++) {
		CHECK(peers[i].closes == 1);
	}
	let_many_go(5);
	end_server();
	return 0;
}

static int stop_spreads_many_over_steps(void)
{
	begin_open_server();
	let_many_in(MANY);
	rtws_server_stop(server, 10000);
	CHECK(server->close_per_step == 100);
	for (int step = 1; step <= 3; step++) {
		fire(&server->stop_timer);
		CHECK(closing_peers(MANY) == step * 100);
	}
	let_many_go(MANY);
	end_server();
	return 0;
}

static int short_grace_closes_all_within_its_half(void)
{
	begin_open_server();
	let_many_in(MANY);
	rtws_server_stop(server, 100); /* two steps of 50 ms */
	CHECK(server->close_per_step > MANY / 2);
	fire(&server->stop_timer);
	fire(&server->stop_timer);
	CHECK(closing_peers(MANY) == MANY);
	let_many_go(MANY);
	end_server();
	return 0;
}

static int those_that_leave_between_the_steps_are_not_missed(void)
{
	begin_open_server();
	let_many_in(MANY);
	rtws_server_stop(server, 10000);
	while (server->open_count > 0) {
		fire(&server->stop_timer);
		CHECK(closing_peers(MANY) > MANY - (int) server->open_count);
		for (int i = 0; i < MANY; i++) {
			if (conns[i] != NULL && peers[i].closes > 0) {
				let_go(conns[i], 1001, "");
				conns[i] = NULL;
			}
		}
	}
	CHECK(owner.closed == MANY);
	end_server();
	return 0;
}

static int grace_ends_when_it_is_hurried_not_when_it_is_stopped_again(void)
{
	uint64_t before = rtws_clock_ms();

	begin_open_server();
	rtws_server_stop(server, 5000);
	CHECK(server->is_stopping && server->stop_at_ms >= before + 5000);
	rtws_server_stop(server, 0);
	CHECK(server->stop_at_ms >= before + 5000);
	rtws_server_hurry(server);
	CHECK(server->stop_at_ms <= before);
	end_server();
	return 0;
}

static int drain_closes_with_1012_and_lets_in_who_has_come(void)
{
	begin_open_server();
	add_endpoint(RTWS_ENDPOINT_WS, "/", "");
	conns[0] = let_in(&peers[0], UPGRADE("/", ""));
	rtws_server_drain(server, 10000);
	CHECK(fake->is_draining && !fake->is_listening && server->is_stopping);
	conns[1] = let_in(&peers[1], UPGRADE("/", ""));
	CHECK(conns[1] != NULL);
	fire(&server->stop_timer);
	CHECK(closing_peers(2) == 2 && peers[0].code == 1012 && peers[1].code == 1012);
	CHECK(fake->idle_ended == 0);
	server->drained_at_ms = 0;
	fire(&server->stop_timer);
	CHECK(fake->idle_ended == 1);
	let_many_go(2);
	end_server();
	return 0;
}

static int forked_server_has_ids_of_its_own(void)
{
	uint32_t before;
	int same = 0;

	begin_server();
	before = server->boot;
	for (int i = 0; i < 3; i++) { /* one of them may be the same by chance */
		rtws_server_become(server);
		same += server->boot == before;
	}
	CHECK(same < 2);
	end_server();
	return 0;
}

static int server_is_empty_when_it_stops_and_no_socket_is_left(void)
{
	begin_open_server();
	CHECK(!rtws_server_is_empty(server));
	rtws_server_stop(server, 0);
	fake->stats.sockets = 1;
	CHECK(!rtws_server_is_empty(server));
	fake->stats.sockets = 0;
	CHECK(rtws_server_is_empty(server));
	end_server();
	return 0;
}

static int stopped_server_opens_again(void)
{
	begin_open_server();
	add_endpoint(RTWS_ENDPOINT_WS, "/", "");
	rtws_server_stop(server, 0);
	CHECK(let_in(&peers[0], UPGRADE("/", "")) == NULL);
	rtws_server_close(server);
	CHECK(rtws_server_open(server, (rtws_loop_t *) &a_loop) == 0 && !server->is_stopping);
	conns[0] = let_in(&peers[0], UPGRADE("/", ""));
	CHECK(conns[0] != NULL);
	let_many_go(1);
	end_server();
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(settings_are_taken_over) },
		{ NAMED(no_memory_for_a_server_leaves_the_settings) },
		{ NAMED(same_route_twice_is_refused_unless_methods_differ) },
		{ NAMED(opening_hands_the_settings_down) },
		{ NAMED(failed_tls_leaves_the_server_closed) },
		{ NAMED(closing_twice_is_one_time_too_many_and_harmless) },
		{ NAMED(connection_is_found_by_its_id_while_it_is_open) },
		{ NAMED(id_names_server_boot_and_connection) },
		{ NAMED(forged_ids_find_nobody) },
		{ NAMED(numbers_in_ids_are_taken_to_the_letter) },
		{ NAMED(resource_ids_are_never_used_again) },
		{ NAMED(list_of_the_open_stays_whole_in_any_order_of_leaving) },
		{ NAMED(stop_closes_a_few_at_the_first_step) },
		{ NAMED(stop_spreads_many_over_steps) },
		{ NAMED(short_grace_closes_all_within_its_half) },
		{ NAMED(those_that_leave_between_the_steps_are_not_missed) },
		{ NAMED(grace_ends_when_it_is_hurried_not_when_it_is_stopped_again) },
		{ NAMED(drain_closes_with_1012_and_lets_in_who_has_come) },
		{ NAMED(forked_server_has_ids_of_its_own) },
		{ NAMED(server_is_empty_when_it_stops_and_no_socket_is_left) },
		{ NAMED(stopped_server_opens_again) },
	};

	return run_tests(tests, COUNT(tests));
}
