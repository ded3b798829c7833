/*
 * The transport as a whole: its life, and the end of each pass.
 */
#include "transport/peer.h"

#include "util/clock.h"
#include "util/error.h"
#include "util/log.h"

#include <stdlib.h>

#define TLS_WATCH_S 2.0 /* between looks at the certificate files */

static void on_deadline(rtws_deadline_t *deadline)
{
	rtws_peer_t *peer = (rtws_peer_t *) ((char *) deadline - offsetof(rtws_peer_t, deadline));

	if (peer->is_ws) {
		rtws_ws_on_deadline(peer);
	} else if (peer->state == PEER_PROXY) {
		rtws_proxy_on_deadline(peer);
	} else {
		rtws_http_on_deadline(peer);
	}
}

static void on_tick(rtws_timer_t *timer)
{
	rtws_transport_t *transport =
		(rtws_transport_t *) ((char *) timer - offsetof(rtws_transport_t, tick));

	rtws_wheel_advance(&transport->wheel, rtws_clock_ms(), on_deadline);
	if (transport->wheel.count == 0) {
		rtws_timer_stop(transport->loop, timer);
	}
}

/* ---- what TLS holds -------------------------------------------------------------------------- */

/* One read each, like an event of the loop. */
static void on_again(rtws_timer_t *timer)
{
	rtws_transport_t *transport =
		(rtws_transport_t *) ((char *) timer - offsetof(rtws_transport_t, again_timer));
	rtws_peer_t *peer;

	while ((peer = transport->again) != NULL) {
		transport->again = peer->next_again;
		peer->is_again = false;
		if (peer->is_ws) {
			rtws_ws_ready(&peer->io, RTWS_READ);
		} else {
			rtws_http_ready(&peer->io, RTWS_READ);
		}
		if (peer->state != PEER_GONE) {
			rtws_peer_mark_dirty(peer);
		}
	}
}

static void read_again(rtws_peer_t *peer)
{
	rtws_transport_t *transport = peer->transport;

	if (!peer->is_again) {
		peer->is_again = true;
		peer->next_again = transport->again;
		transport->again = peer;
		rtws_timer_start(transport->loop, &transport->again_timer, 0, 0);
	}
}

/* ---- certificates --------------------------------------------------------------------------- */

const char *rtws_transport_why(const rtws_transport_t *transport)
{
	return transport->why;
}

void rtws_transport_reload(rtws_transport_t *transport)
{
	char why[sizeof(transport->why)];

	if (transport->tls == NULL) {
		return;
	}
	if (rtws_tls_reload(transport->tls, why, sizeof(why))) {
		rtws_log(RTWS_LOG_INFO, "took new certificates");
	} else {
		rtws_log(RTWS_LOG_ERROR, "kept the old certificates: %s", why);
	}
}

static void on_tls_watch(rtws_timer_t *timer)
{
	rtws_transport_t *transport =
		(rtws_transport_t *) ((char *) timer - offsetof(rtws_transport_t, tls_watch));

	if (rtws_tls_is_outdated(transport->tls)) {
		rtws_transport_reload(transport);
	}
}

int rtws_transport_secure(rtws_transport_t *transport)
{
	if (transport->settings.tls == NULL) {
		return 0;
	}
	transport->tls =
		rtws_tls_create(transport->settings.tls, transport->why, sizeof(transport->why));
	if (transport->tls == NULL) {
		return RTWS_E_TLS;
	}
	rtws_timer_start(transport->loop, &transport->tls_watch, TLS_WATCH_S, TLS_WATCH_S);
	return 0;
}

int rtws_transport_accept(rtws_transport_t *transport, const rtws_sockets_t *sockets)
{
	for (unsigned i = 0; i < sockets->count; i++) {
		if (rtws_listeners_add(transport, &sockets->items[i]) != 0) {
			return RTWS_E_NOMEM;
		}
	}
	return 0;
}

/* ---- life ----------------------------------------------------------------------------------- */

rtws_transport_t *rtws_transport_create(rtws_loop_t *loop,
										const rtws_transport_settings_t *settings,
										const rtws_transport_events_t *events, void *app)
{
	rtws_transport_t *transport = calloc(1, sizeof(*transport));

	if (transport == NULL) {
		return NULL;
	}
	transport->space = malloc(RTWS_READ_HEADROOM + RTWS_READ_SIZE);
	if (transport->space == NULL) {
		free(transport);
		return NULL;
	}
	transport->loop = loop;
	transport->settings = *settings;
	transport->memory_check_at =
		settings->send_memory_max > 0 ? settings->send_memory_max : SIZE_MAX;
	transport->events = events;
	transport->app = app;
	rtws_clients_init(&transport->clients, settings->gate.connections_per_ip,
					  settings->gate.rate_count, settings->gate.rate_ms);
	rtws_wheel_init(&transport->wheel, rtws_clock_ms());
	rtws_timer_init(&transport->tick, on_tick);
	rtws_timer_init(&transport->again_timer, on_again);
	rtws_timer_init(&transport->tls_watch, on_tls_watch);
	return transport;
}

const rtws_transport_stats_t *rtws_transport_stats(const rtws_transport_t *transport)
{
	return &transport->stats;
}

void rtws_transport_drain(rtws_transport_t *transport)
{
	rtws_listeners_close(transport);
	transport->is_draining = true;
}

static bool is_idle(const rtws_peer_t *peer)
{
	return peer->state == PEER_HEAD && !peer->http.begun;
}

void rtws_transport_end_idle(rtws_transport_t *transport)
{
	for (rtws_peer_t *peer = transport->peers, *next; peer != NULL; peer = next) {
		next = peer->next;
		if (is_idle(peer)) {
			rtws_peer_end(peer);
		}
	}
}

void rtws_transport_stop_listening(rtws_transport_t *transport)
{
	rtws_transport_drain(transport);
	transport->is_stopping = true;
	for (rtws_peer_t *peer = transport->peers, *next; peer != NULL; peer = next) {
		next = peer->next;
		if (peer->state <= PEER_BODY) {
			rtws_peer_end(peer);
		} else if (peer->state == PEER_STREAMING) {
			rtws_http_stream_stop(peer);
		}
	}
}

/* ---- the end of a pass --------------------------------------------------------------------- */

static void serve(rtws_peer_t *peer)
{
	unsigned interest;

	if (peer->state == PEER_GONE) {
		return;
	}
	if (peer->is_ws) {
		rtws_ws_flush(peer);
	} else {
		rtws_http_flush(peer);
	}
	if (peer->state == PEER_GONE) {
		return;
	}
	interest = peer->is_ws ? rtws_ws_interest(peer) : rtws_http_interest(peer);
	if ((interest & RTWS_READ) && rtws_stream_has_more(&peer->stream)) {
		read_again(peer);
	}
	if (peer->stream.read_needs_write) {
		interest |= RTWS_WRITE;
	}
	rtws_io_watch(peer->transport->loop, &peer->io, interest);
}

static void destroy_peer(rtws_peer_t *peer)
{
	if (peer->is_ws) {
		rtws_ws_clear(peer);
	} else {
		rtws_http_clear(peer);
	}
	rtws_stream_clear(&peer->stream);
	peer->transport->stats.sockets--;
	free(peer);
}

void rtws_transport_flush(rtws_transport_t *transport)
{
	rtws_peer_t *peer;

	while ((peer = transport->dirty) != NULL) {
		transport->dirty = peer->next_dirty;
		peer->is_dirty = false;
		serve(peer);
	}
	while ((peer = transport->ended) != NULL) {
		transport->ended = peer->next;
		destroy_peer(peer);
	}
}

void rtws_transport_abandon(rtws_transport_t *transport)
{
	for (rtws_peer_t *peer = transport->peers; peer != NULL; peer = peer->next) {
		uint8_t frame[2 + RTWS_WS_CONTROL_MAX];
		size_t n = rtws_ws_close_frame(frame, RTWS_CLOSE_AWAY, "", 0);

		if (peer->state == PEER_OPEN && !peer->ws.is_ending &&
			rtws_outbox_put(&peer->stream.outbox, frame, n, NULL, 0, 0, false) == 0) {
			rtws_stream_flush(&peer->stream);
			rtws_stream_finish(&peer->stream);
		}
	}
}

void rtws_transport_destroy(rtws_transport_t *transport)
{
	rtws_peer_t *peer;
	rtws_peer_t *next;

	rtws_transport_stop_listening(transport);
	for (peer = transport->peers; peer != NULL; peer = next) {
		next = peer->next;
		if (peer->state == PEER_OPEN) {
			rtws_peer_close(peer, RTWS_CLOSE_AWAY, "", 0);
		}
	}
	rtws_transport_flush(transport);
	while ((peer = transport->peers) != NULL) {
		rtws_peer_end(peer);
	}
	rtws_transport_flush(transport);
	rtws_timer_stop(transport->loop, &transport->tick);
	rtws_timer_stop(transport->loop, &transport->again_timer);
	rtws_timer_stop(transport->loop, &transport->tls_watch);
	rtws_listeners_free(transport);
	rtws_buffer_clear(&transport->packed);
	rtws_buffer_clear(&transport->plain);
	if (transport->deflate != NULL) {
		rtws_ws_deflate_shared_destroy(transport->deflate);
	}
	if (transport->tls != NULL) {
		rtws_tls_destroy(transport->tls);
	}
	rtws_clients_clear(&transport->clients);
	free(transport->space);
	free(transport);
}
