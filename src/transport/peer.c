/*
 * What is the same for a peer whichever protocol it speaks: its states, reading and writing, the
 * end.
 */
#include "transport/peer.h"

#include "util/clock.h"

#include <assert.h>
#include <stdlib.h>
#include <unistd.h>

void rtws_peer_enter(rtws_peer_t *peer, rtws_peer_state_t state)
{
	assert(peer->state != PEER_GONE);
	assert(state > peer->state || (peer->state == PEER_SENDING && state == PEER_HEAD));
	peer->state = (uint8_t) state;
	if (peer->is_arriving && state != PEER_HEAD) {
		peer->is_arriving = false;
		peer->transport->handshakes--;
	}
}

void rtws_peer_mark_dirty(rtws_peer_t *peer)
{
	if (!peer->is_dirty) {
		peer->is_dirty = true;
		peer->next_dirty = peer->transport->dirty;
		peer->transport->dirty = peer;
	}
}

/* ---- deadlines ----------------------------------------------------------------------------- */

void rtws_peer_set_deadline(rtws_peer_t *peer, uint64_t in_ms)
{
	rtws_transport_t *transport = peer->transport;
	uint64_t now = rtws_clock_ms();

	if (!rtws_timer_is_active(&transport->tick)) {
		rtws_timer_start(transport->loop, &transport->tick, RTWS_WHEEL_TICK_MS / 1e3,
						 RTWS_WHEEL_TICK_MS / 1e3);
		rtws_wheel_advance(&transport->wheel, now, NULL); /* empty: only sets the time */
	}
	rtws_wheel_set(&transport->wheel, &peer->deadline, now + in_ms);
}

void rtws_peer_cancel_deadline(rtws_peer_t *peer)
{
	rtws_wheel_cancel(&peer->transport->wheel, &peer->deadline);
}

/* ---- bytes --------------------------------------------------------------------------------- */

size_t rtws_peer_read(rtws_peer_t *peer, uint8_t **bytes)
{
	ptrdiff_t n;

	*bytes = peer->transport->space + RTWS_READ_HEADROOM;
	n = rtws_stream_read(&peer->stream, *bytes, RTWS_READ_SIZE);
	if (n > 0) {
		peer->transport->stats.bytes_in += (uint64_t) n;
		if (rtws_stream_has_more(&peer->stream)) {
			rtws_peer_mark_dirty(peer);
		}
		return (size_t) n;
	}
	if (n != RTWS_STREAM_AGAIN) {
		rtws_peer_end(peer);
	}
	return 0;
}

bool rtws_peer_flush(rtws_peer_t *peer)
{
	if (peer->stream.failed) {
		rtws_peer_end(peer);
		return false;
	}
	if (peer->stream.outbox.count > 0 && !peer->stream.blocked) {
		peer->transport->stats.bytes_out += rtws_stream_flush(&peer->stream);
		if (peer->stream.failed) {
			rtws_peer_end(peer);
			return false;
		}
	}
	return peer->stream.outbox.count == 0;
}

/* ---- life ---------------------------------------------------------------------------------- */

static void link_into(rtws_peer_t **head, rtws_peer_t *peer)
{
	peer->next = *head;
	if (peer->next != NULL) {
		peer->next->prev = &peer->next;
	}
	peer->prev = head;
	*head = peer;
}

static void unlink_peer(rtws_peer_t *peer)
{
	*peer->prev = peer->next;
	if (peer->next != NULL) {
		peer->next->prev = peer->prev;
	}
}

bool rtws_peer_secure(rtws_peer_t *peer)
{
	rtws_transport_t *transport = peer->transport;
	struct ssl_st *ssl;

	if (transport->tls == NULL) {
		return true;
	}
	ssl = rtws_tls_session(transport->tls, peer->stream.fd);
	if (ssl == NULL) {
		transport->stats.turned_away++;
		return false;
	}
	rtws_stream_secure(&peer->stream, ssl);
	return true;
}

static rtws_peer_t *create_peer(rtws_transport_t *transport, int fd, const rtws_arrival_t *arrival)
{
	rtws_peer_t *peer = calloc(1, sizeof(*peer));

	if (peer == NULL) {
		return NULL;
	}
	peer->transport = transport;
	peer->state = arrival->has_header ? PEER_PROXY : PEER_HEAD;
	peer->client = arrival->client;
	rtws_stream_init(&peer->stream, fd);
	rtws_io_init(&peer->io, fd, rtws_http_ready);
	link_into(&transport->peers, peer);
	transport->stats.sockets++;
	return peer;
}

void rtws_peer_start(rtws_transport_t *transport, int fd, const struct sockaddr *address)
{
	rtws_arrival_t arrival;
	rtws_peer_t *peer;

	if (!rtws_gate_arrive(transport, address, &arrival)) {
		close(fd);
		return;
	}
	peer = create_peer(transport, fd, &arrival);
	if (peer == NULL) {
		rtws_gate_forget(transport, arrival.client);
		close(fd);
		transport->stats.turned_away++;
		return;
	}
	rtws_http_init(peer, &arrival.address, arrival.is_trusted);
	if (arrival.refusal.status != 0) {
		rtws_gate_turn_away(peer, &arrival.refusal);
		return;
	}
	transport->stats.accepted++;
	transport->handshakes++;
	peer->is_arriving = true;
	if (arrival.has_header) {
		rtws_proxy_start(peer);
	} else if (rtws_peer_secure(peer)) {
		rtws_http_start(peer);
	} else {
		rtws_peer_end(peer);
	}
}

void rtws_peer_finish(rtws_peer_t *peer)
{
	rtws_stream_finish(&peer->stream);
	if (peer->linger) {
		rtws_peer_enter(peer, PEER_LINGER);
		rtws_peer_set_deadline(peer, RTWS_LINGER_TIMEOUT_MS);
		rtws_peer_mark_dirty(peer);
	} else {
		rtws_peer_end(peer);
	}
}

static void forget_again(rtws_peer_t *peer)
{
	rtws_peer_t **at = &peer->transport->again;

	if (peer->is_again) {
		while (*at != peer) {
			at = &(*at)->next_again;
		}
		*at = peer->next_again;
		peer->is_again = false;
	}
}

void rtws_peer_end(rtws_peer_t *peer)
{
	rtws_transport_t *transport = peer->transport;

	if (peer->state == PEER_GONE) {
		return;
	}
	rtws_io_watch(transport->loop, &peer->io, 0);
	rtws_peer_cancel_deadline(peer);
	forget_again(peer);
	rtws_peer_enter(peer, PEER_GONE);
	rtws_gate_leave(peer);
	unlink_peer(peer);
	link_into(&transport->ended, peer);
	if (peer->is_ws) {
		rtws_ws_report_end(peer);
	} else if (peer->http.exchange != NULL) {
		rtws_exchange_detach(peer->http.exchange);
	}
}
