/*
 * The orderly end of a server: for good, or because another one has taken its sockets over.
 */
#include "core/event_stream.h"
#include "core/server.h"
#include "util/clock.h"

#include <string.h>

enum {
	STEP_MS = 50,
	CLOSE_PER_STEP = 100 /* so many at least: a small server ends at once */
};

bool rtws_server_is_empty(const rtws_server_t *server)
{
	return server->is_stopping && rtws_transport_stats(server->transport)->sockets == 0;
}

/* Closing takes a connection out of the list only when its handshake is done: walk by position. */
static uint32_t close_some(rtws_server_t *server, uint16_t code, const char *reason)
{
	uint32_t closed = 0;

	for (uint32_t i = server->open_count; i-- > 0 && closed < server->close_per_step;) {
		rtws_connection_t *conn = server->open[i];

		if (rtws_connection_is_open(conn)) {
			rtws_connection_close(conn, code, reason, strlen(reason));
			closed++;
		}
	}
	return closed;
}

static void drain_some(rtws_server_t *server)
{
	uint32_t closed = close_some(server, RTWS_CLOSE_RESTART, "the server restarts");

	rtws_event_stream_end_some(server, server->close_per_step - closed);
	if (rtws_clock_ms() >= server->drained_at_ms) {
		rtws_transport_end_idle(server->transport);
	}
}

static void on_step(rtws_timer_t *timer)
{
	rtws_server_t *server =
		(rtws_server_t *) ((char *) timer - offsetof(rtws_server_t, stop_timer));

	if (server->is_draining) {
		drain_some(server);
	} else {
		close_some(server, RTWS_CLOSE_AWAY, "server going away");
	}
}

static void begin(rtws_server_t *server, uint32_t grace_ms)
{
	uint64_t now = rtws_clock_ms();
	uint32_t steps = grace_ms / 2 / STEP_MS + 1;
	uint32_t share = (uint32_t) (server->open_count + server->stream_count) / steps + 1;

	server->is_stopping = true;
	server->drained_at_ms = now + grace_ms / 2;
	server->stop_at_ms = now + grace_ms;
	server->close_per_step = share > CLOSE_PER_STEP ? share : CLOSE_PER_STEP;
	rtws_timer_init(&server->stop_timer, on_step);
	rtws_timer_start(server->loop, &server->stop_timer, 0, STEP_MS / 1e3);
}

void rtws_server_stop(rtws_server_t *server, uint32_t grace_ms)
{
	if (server->transport != NULL && !server->is_stopping) {
		begin(server, grace_ms);
		rtws_transport_stop_listening(server->transport);
	}
}

void rtws_server_drain(rtws_server_t *server, uint32_t grace_ms)
{
	if (server->transport != NULL && !server->is_stopping) {
		server->is_draining = true;
		begin(server, grace_ms);
		rtws_transport_drain(server->transport);
	}
}

void rtws_server_hurry(rtws_server_t *server)
{
	server->stop_at_ms = 0;
}
