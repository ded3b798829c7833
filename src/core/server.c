#include "core/server.h"

#include "core/admission.h"
#include "core/event_stream.h"
#include "core/flood.h"
#include "core/session.h"
#include "core/users.h"
#include "util/clock.h"
#include "util/error.h"
#include "util/memory.h"
#include "util/random.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- open connections ------------------------------------------------------------------------ */

static int reserve_place(rtws_server_t *server)
{
	uint32_t size = server->open_size > 0 ? 2 * server->open_size : 64;
	rtws_connection_t **open;

	if (server->open_count < server->open_size) {
		return 0;
	}
	open = realloc(server->open, size * sizeof(rtws_connection_t *));
	if (open == NULL) {
		return RTWS_E_NOMEM;
	}
	server->open = open;
	server->open_size = size;
	return 0;
}

static int add_open(rtws_server_t *server, rtws_connection_t *conn)
{
	if (reserve_place(server) != 0 ||
		rtws_table_add(&server->by_id, conn->resource_id, conn) != 0) {
		return RTWS_E_NOMEM;
	}
	conn->index = server->open_count;
	server->open[server->open_count++] = conn;
	return 0;
}

static void remove_open(rtws_server_t *server, rtws_connection_t *conn)
{
	rtws_connection_t *last = server->open[--server->open_count];

	server->open[conn->index] = last;
	last->index = conn->index;
	rtws_table_remove(&server->by_id, conn->resource_id);
}

/* Of the process: no id is used twice, whichever server it was for. */
uint64_t rtws_server_next_id(void)
{
	static uint64_t last;

	return ++last;
}

static rtws_connection_t *create_connection(rtws_server_t *server, rtws_peer_t *peer,
											rtws_request_t *request, const rtws_upgrade_t *answer)
{
	const rtws_endpoint_t *endpoint = answer->context;
	size_t size = sizeof(rtws_connection_t) + server->hooks->attachment_size;
	rtws_connection_t *conn;

	if (endpoint->rate.rule.events > 0) {
		size = ((size + 7) & ~(size_t) 7) + sizeof(rtws_rate_t);
	}
	conn = calloc(1, size);
	if (conn == NULL) {
		return NULL;
	}
	conn->server = server;
	conn->endpoint = answer->context;
	conn->peer = peer;
	conn->resource_id = rtws_server_next_id();
	conn->refs = 1;
	rtws_connection_init_subscriber(conn);
	conn->heard_ms = conn->pinged_ms = (uint32_t) rtws_clock_ms();
	if (answer->protocol.at != NULL) {
		conn->protocol = strndup(answer->protocol.at, answer->protocol.len);
	}
	if (add_open(server, conn) != 0) {
		free(conn->protocol);
		free(conn);
		return NULL;
	}
	if (conn->endpoint->keeps_request) {
		conn->request = rtws_request_ref(request);
	}
	return conn;
}

/* ---- events of the transport ------------------------------------------------------------------
 */

static void on_head(void *app, rtws_request_t *request)
{
	rtws_admit_head(app, request);
}

static void on_upgrade(void *app, rtws_request_t *request, rtws_upgrade_t *answer, bool *is_request)
{
	rtws_admit_upgrade(app, request, answer, is_request);
}

static void *on_open(void *app, rtws_peer_t *peer, rtws_request_t *request,
					 const rtws_upgrade_t *answer)
{
	rtws_server_t *server = app;
	rtws_connection_t *conn = create_connection(server, peer, request, answer);

	if (conn != NULL) {
		server->stats.opened++;
		request->established = true;
		server->hooks->opened(conn, request);
	}
	return conn;
}

static void on_message(void *app, rtws_ws_opcode_t opcode, const uint8_t *data, size_t len)
{
	rtws_connection_t *conn = app;

	conn->server->stats.messages_in++;
	if (!rtws_flood_admits(conn)) {
		return;
	}
	if (conn->endpoint->has_channels && !conn->endpoint->asks_authorize) {
		rtws_session_message(conn, opcode, data, len);
	} else {
		conn->server->hooks->message(conn, opcode, data, len);
	}
}

static void on_pong(void *app, const uint8_t *data, size_t len)
{
	rtws_connection_t *conn = app;

	conn->server->hooks->pong(conn, data, len);
}

static void on_close(void *app, uint16_t code, const char *reason, size_t len)
{
	rtws_connection_t *conn = app;

	conn->peer = NULL;
	if (conn->request != NULL) {
		conn->request->established = false;
	}
	remove_open(conn->server, conn);
	rtws_connection_leave_user(conn);
	rtws_subscriber_leave_all(&conn->subscriber);
	conn->server->hooks->closed(conn, code, reason, len);
	rtws_connection_unref(conn);
}

static void on_request(void *app, rtws_exchange_t *exchange)
{
	rtws_admit_request(app, exchange);
}

static const rtws_transport_events_t events = {
	.head = on_head,
	.upgrade = on_upgrade,
	.open = on_open,
	.message = on_message,
	.pong = on_pong,
	.close = on_close,
	.request = on_request,
};

/* ---- events of the channels ------------------------------------------------------------------ */

static void on_published(void *app, rtws_listener_t *listener, rtws_publication_t *pub)
{
	rtws_server_t *server = app;

	server->hooks->published(server->app, listener, pub);
}

static void on_presence(void *app, rtws_listener_t *listener, const rtws_member_change_t *change)
{
	rtws_server_t *server = app;

	server->hooks->presence(server->app, listener, change);
}

static void on_letter(void *app, const rtws_letter_t *letter, rtws_reached_fn done, void *arg)
{
	done(arg, 0, rtws_users_deliver(app, letter));
}

static void on_away(void *app, const char *why)
{
	rtws_server_t *server = app;

	if (why == NULL) {
		rtws_event_stream_tell_gaps(server);
	}
	server->hooks->away(server->app, why);
}

static const rtws_channels_events_t channels_events = {
	.published = on_published,
	.presence = on_presence,
	.letter = on_letter,
	.away = on_away,
};

static void on_keep_alive(rtws_timer_t *timer)
{
	rtws_server_t *server =
		(rtws_server_t *) ((char *) timer - offsetof(rtws_server_t, keep_alive));

	rtws_session_keep_alive(server);
	rtws_event_stream_keep_alive(server);
}

static void start_keep_alive(rtws_server_t *server)
{
	uint32_t shortest = UINT32_MAX;

	for (rtws_endpoint_t *e = server->endpoints; e != NULL; e = e->next) {
		if (e->ping_interval_ms > 0 && e->ping_timeout_ms < shortest) {
			shortest = e->ping_timeout_ms;
		}
		if (e->keep_alive_ms > 0 && e->keep_alive_ms < shortest) {
			shortest = e->keep_alive_ms;
		}
	}
	rtws_timer_init(&server->keep_alive, on_keep_alive);
	if (shortest != UINT32_MAX) { /* often enough, that nobody is closed much too late */
		double every = shortest < 4000 ? shortest / 4e3 : 1;

		rtws_timer_start(server->loop, &server->keep_alive, every, every);
	}
}

/* ---- life -------------------------------------------------------------------------------------
 */

rtws_server_t *rtws_server_create(rtws_settings_t *settings, const rtws_hooks_t *hooks, void *app)
{
	rtws_server_t *server = calloc(1, sizeof(*server));

	if (server == NULL) {
		return NULL;
	}
	server->settings = *settings;
	memset(settings, 0, sizeof(*settings));
	server->hooks = hooks;
	server->app = app;
	server->endpoints_end = &server->endpoints;
	if (rtws_channels_init(&server->channels, &channels_events, server) != 0) {
		rtws_settings_clear(&server->settings);
		free(server);
		return NULL;
	}
	server->boot = (uint32_t) rtws_random();
	return server;
}

void rtws_server_become(rtws_server_t *server)
{
	server->boot = (uint32_t) rtws_random();
}

void rtws_server_destroy(rtws_server_t *server)
{
	rtws_endpoint_t *endpoint;

	while ((endpoint = server->endpoints) != NULL) {
		server->endpoints = endpoint->next;
		rtws_endpoint_destroy(endpoint);
	}
	rtws_channels_clear(&server->channels);
	rtws_users_clear(server);
	rtws_settings_clear(&server->settings);
	rtws_table_clear(&server->by_id);
	free(server->open);
	free(server);
}

static bool share_a_method(const rtws_endpoint_t *a, const rtws_endpoint_t *b)
{
	for (size_t i = 0; i < a->methods.count; i++) {
		for (size_t k = 0; k < b->methods.count; k++) {
			if (strcmp(a->methods.items[i], b->methods.items[k]) == 0) {
				return true;
			}
		}
	}
	return a->methods.count == 0 || b->methods.count == 0;
}

static bool same_host(const rtws_endpoint_t *a, const rtws_endpoint_t *b)
{
	return a->host == NULL || b->host == NULL ? a->host == b->host
											  : strcasecmp(a->host, b->host) == 0;
}

int rtws_server_add(rtws_server_t *server, rtws_endpoint_t *endpoint)
{
	for (rtws_endpoint_t *e = server->endpoints; e != NULL; e = e->next) {
		if (e->kind == endpoint->kind && strcmp(e->route.pattern, endpoint->route.pattern) == 0 &&
			same_host(e, endpoint) &&
			(e->kind != RTWS_ENDPOINT_HTTP || share_a_method(e, endpoint))) {
			return RTWS_E_EXISTS;
		}
	}
	endpoint->next = NULL;
	*server->endpoints_end = endpoint;
	server->endpoints_end = &endpoint->next;
	return 0;
}

static size_t send_memory_max(const rtws_settings_t *settings)
{
	return settings->send_memory_max < UINT64_MAX
			   ? (size_t) settings->send_memory_max
			   : (size_t) (rtws_memory_available() / 4 / settings->workers);
}

int rtws_server_open(rtws_server_t *server, rtws_loop_t *loop)
{
	const rtws_settings_t *s = &server->settings;
	size_t possible = rtws_server_sockets_possible();
	size_t wanted = s->connections_max > 0 ? s->connections_max + RTWS_HTTP_SOCKETS : possible;
	rtws_transport_settings_t settings = {
		.tls = s->has_tls ? &s->tls : NULL,
		.header_max = s->header_max,
		.handshake_timeout_ms = s->handshake_timeout_ms,
		.send_memory_max = send_memory_max(s),
		.sockets_max = wanted < possible ? wanted : possible,
		.gate = s->gate,
	};
	int error;

	server->loop = loop;
	server->is_stopping = false;
	server->is_draining = false;
	server->sockets_possible = possible;
	server->transport = rtws_transport_create(loop, &settings, &events, server);
	if (server->transport == NULL) {
		return RTWS_E_NOMEM;
	}
	error = rtws_transport_secure(server->transport);
	if (error != 0) {
		strcpy(server->why, rtws_transport_why(server->transport));
		rtws_transport_destroy(server->transport);
		server->transport = NULL;
		return error;
	}
	start_keep_alive(server);
	error = rtws_channels_start(&server->channels, loop);
	return error != 0 ? error : rtws_users_start(server);
}

int rtws_server_accept(rtws_server_t *server, const rtws_sockets_t *sockets)
{
	return rtws_transport_accept(server->transport, sockets);
}

void rtws_server_close(rtws_server_t *server)
{
	if (server->transport == NULL) {
		return;
	}
	if (server->is_stopping) {
		rtws_timer_stop(server->loop, &server->stop_timer);
	}
	rtws_timer_stop(server->loop, &server->keep_alive);
	rtws_transport_destroy(server->transport);
	rtws_users_stop(server);
	rtws_channels_stop(&server->channels);
	server->transport = NULL;
	server->loop = NULL;
}

void rtws_server_flush(rtws_server_t *server)
{
	rtws_channels_flush(&server->channels);
	rtws_transport_flush(server->transport);
}

/* ---- looking up -------------------------------------------------------------------------------
 */

size_t rtws_server_process(const rtws_server_t *server, char out[RTWS_CONNECTION_ID_MAX])
{
	return (size_t) snprintf(out, RTWS_CONNECTION_ID_MAX, "%s-%08x", server->settings.server_id,
							 server->boot);
}

rtws_connection_t *rtws_server_find(const rtws_server_t *server, const char *id, size_t len)
{
	const char *dash = memrchr(id, '-', len);
	char text[RTWS_CONNECTION_ID_MAX];
	rtws_connection_t *conn;
	uint64_t number = 0;

	if (dash == NULL || id + len - dash > 20) {
		return NULL;
	}
	for (const char *at = dash + 1; at < id + len; at++) {
		if (*at < '0' || *at > '9') {
			return NULL;
		}
		number = number * 10 + (uint64_t) (*at - '0');
	}
	conn = rtws_table_find(&server->by_id, number);
	if (conn == NULL || !rtws_connection_is_open(conn) || rtws_connection_id(conn, text) != len ||
		memcmp(text, id, len) != 0) {
		return NULL;
	}
	return conn;
}
