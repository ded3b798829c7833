/*
 * The transport as a whole: its life, and the end of each pass.
 */
#include "transport/peer.h"

#include "util/clock.h"
#include "util/error.h"

#include <stdlib.h>
#include <string.h>

static void on_deadline(rtws_deadline_t *deadline)
{
	rtws_peer_t *peer = (rtws_peer_t *) ((char *) deadline - offsetof(rtws_peer_t, deadline));

	if (peer->is_ws) {
		rtws_ws_on_deadline(peer);
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
	transport->events = events;
	transport->app = app;
	rtws_wheel_init(&transport->wheel, rtws_clock_ms());
	rtws_timer_init(&transport->tick, on_tick);
	return transport;
}

uint16_t rtws_transport_port(const rtws_transport_t *transport)
{
	return transport->port;
}

const rtws_transport_stats_t *rtws_transport_stats(const rtws_transport_t *transport)
{
	return &transport->stats;
}

void rtws_transport_stop_listening(rtws_transport_t *transport)
{
	rtws_listener_close(transport);
	transport->is_stopping = true;
	for (rtws_peer_t *peer = transport->peers, *next; peer != NULL; peer = next) {
		next = peer->next;
		if (peer->state == PEER_HEAD || peer->state == PEER_BODY) {
			rtws_peer_end(peer);
		}
	}
}

/* ---- the end of a pass --------------------------------------------------------------------- */

static void serve(rtws_peer_t *peer)
{
	if (peer->state == PEER_GONE) {
		return;
	}
	if (!peer->stream.blocked) {
		if (peer->is_ws) {
			rtws_ws_flush(peer);
		} else {
			rtws_http_flush(peer);
		}
	}
	if (peer->state != PEER_GONE) {
		rtws_io_watch(peer->transport->loop, &peer->io,
					  peer->is_ws ? rtws_ws_interest(peer) : rtws_http_interest(peer));
	}
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
	free(transport->space);
	free(transport);
}
