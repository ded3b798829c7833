/*
 * The gate: who a peer is, and whether there are too many of him. Limits are looked at when a
 * socket is accepted; for the sockets of a trusted proxy when it has told who its client is, in a
 * PROXY header (proxy_conn.c) or in the headers of a request.
 *
 * Who is refused gets an answer, where there is no TLS, and the time of PEER_LINGER to read it.
 * Beyond a number of those, sockets are closed at once: a flood must not cost more than a refusal.
 */
#include "transport/peer.h"

#include "proto/forwarded.h"
#include "util/clock.h"
#include "util/log.h"

#include <stdio.h>
#include <string.h>

enum { LINGERING_MAX = 256, PACE_MS = 60000 };

/* ---- telling -------------------------------------------------------------------------------- */

void rtws_gate_log(rtws_pace_t *pace, const char *what, const rtws_address_t *address,
				   const char *consequence)
{
	uint64_t now = rtws_clock_ms();
	char text[RTWS_ADDRESS_TEXT_MAX];
	char others[64] = "";

	if (now < pace->next_ms) {
		pace->unsaid++;
		return;
	}
	rtws_address_print(address, text);
	if (pace->unsaid > 0) {
		snprintf(others, sizeof(others), "; %llu more since this was last said",
				 (unsigned long long) pace->unsaid);
	}
	rtws_log(RTWS_LOG_WARNING, "%s: %s %s%s", what, text, consequence, others);
	pace->next_ms = now + PACE_MS;
	pace->unsaid = 0;
}

static rtws_refusal_t over_number(rtws_transport_t *transport, const rtws_address_t *address)
{
	char what[80];

	transport->stats.over_per_ip++;
	snprintf(what, sizeof(what), "limits.connections_per_ip is %u",
			 transport->settings.gate.connections_per_ip);
	rtws_gate_log(&transport->paces[RTWS_PACE_NUMBER], what, address, "was refused another");
	return (rtws_refusal_t){ 503, 1, "too many connections from this address" };
}

static rtws_refusal_t over_rate(rtws_transport_t *transport, const rtws_address_t *address,
								uint64_t wait_us)
{
	const rtws_gate_settings_t *gate = &transport->settings.gate;
	char what[80];

	transport->stats.over_rate++;
	snprintf(what, sizeof(what), "limits.rate_per_ip is %u in %g s", gate->rate_count,
			 gate->rate_ms / 1e3);
	rtws_gate_log(&transport->paces[RTWS_PACE_RATE], what, address, "was refused another");
	return (rtws_refusal_t){ 429, (unsigned) ((wait_us + 999999) / 1000000),
							 "too many new connections from this address" };
}

static rtws_refusal_t over_handshakes(rtws_transport_t *transport, const rtws_address_t *address)
{
	char what[80];

	transport->stats.over_handshakes++;
	snprintf(what, sizeof(what), "limits.handshakes is %u",
			 transport->settings.gate.handshakes_max);
	rtws_gate_log(&transport->paces[RTWS_PACE_HANDSHAKES], what, address, "was refused");
	return (rtws_refusal_t){ 503, 1, "too many connections wait to be served" };
}

/* ---- the limits ----------------------------------------------------------------------------- */

static rtws_refusal_t count_client(rtws_transport_t *transport, const rtws_address_t *address,
								   rtws_client_t **client)
{
	uint64_t key = rtws_address_key(address);
	uint64_t wait_us = 0;

	if (key == 0 || !rtws_clients_are_limited(&transport->clients)) {
		return (rtws_refusal_t){ 0, 0, NULL };
	}
	switch (rtws_clients_take(&transport->clients, key, rtws_clock_us(), client, &wait_us)) {
		case RTWS_CLIENT_TAKEN:
			return (rtws_refusal_t){ 0, 0, NULL };
		case RTWS_CLIENT_OVER_NUMBER:
			return over_number(transport, address);
		case RTWS_CLIENT_OVER_RATE:
			return over_rate(transport, address, wait_us);
		default:
			transport->stats.turned_away++;
			return (rtws_refusal_t){ 503, 1, "out of memory" };
	}
}

void rtws_gate_forget(rtws_transport_t *transport, rtws_client_t *client)
{
	if (client != NULL) {
		rtws_clients_release(&transport->clients, client, rtws_clock_us());
	}
}

static void release_client(rtws_peer_t *peer)
{
	rtws_gate_forget(peer->transport, peer->client);
	peer->client = NULL;
}

static bool may_linger(const rtws_transport_t *transport)
{
	return transport->tls == NULL && transport->lingering < LINGERING_MAX;
}

bool rtws_gate_arrive(rtws_transport_t *transport, const struct sockaddr *from,
					  rtws_arrival_t *arrival)
{
	const rtws_gate_settings_t *gate = &transport->settings.gate;

	memset(arrival, 0, sizeof(*arrival));
	arrival->address = rtws_address_of(from);
	arrival->is_trusted = rtws_ranges_have(&gate->trusted, &arrival->address);
	arrival->has_header = gate->proxy_protocol && arrival->is_trusted;
	if (gate->handshakes_max > 0 && transport->handshakes >= gate->handshakes_max) {
		arrival->refusal = over_handshakes(transport, &arrival->address);
	} else if (!arrival->is_trusted) {
		arrival->refusal = count_client(transport, &arrival->address, &arrival->client);
	}
	return arrival->refusal.status == 0 || may_linger(transport);
}

/* ---- refusing ------------------------------------------------------------------------------- */

static void answer(rtws_peer_t *peer, const rtws_refusal_t *refusal)
{
	rtws_response_t response;
	char retry[16];
	int len = snprintf(retry, sizeof(retry), "%u", refusal->retry_s);

	rtws_response_init(&response, refusal->status);
	rtws_response_header(&response, "Retry-After", 11, retry, (size_t) len);
	rtws_response_explain(&response, refusal->why);
	rtws_http_respond(peer, NULL, &response);
	rtws_response_clear(&response);
}

void rtws_gate_turn_away(rtws_peer_t *peer, const rtws_refusal_t *refusal)
{
	if (!may_linger(peer->transport)) {
		rtws_peer_end(peer);
		return;
	}
	peer->is_lingering = true;
	peer->transport->lingering++;
	answer(peer, refusal);
}

/* ---- trusted proxies ------------------------------------------------------------------------ */

bool rtws_gate_take_client(rtws_peer_t *peer, const rtws_address_t *client)
{
	rtws_transport_t *transport = peer->transport;
	rtws_refusal_t refusal;

	peer->http.address = *client;
	peer->http.is_trusted = rtws_ranges_have(&transport->settings.gate.trusted, client);
	if (peer->http.is_trusted) {
		return true;
	}
	refusal = count_client(transport, client, &peer->client);
	if (refusal.status != 0) {
		rtws_gate_turn_away(peer, &refusal);
	}
	return refusal.status == 0;
}

bool rtws_gate_identify(rtws_peer_t *peer, rtws_request_t *request)
{
	const rtws_ranges_t *trusted = &peer->transport->settings.gate.trusted;
	rtws_forwarded_t told;
	rtws_refusal_t refusal;

	if (!peer->http.is_trusted) {
		return true;
	}
	rtws_forwarded_read(request, trusted, &told);
	if (told.scheme != RTWS_SCHEME_UNTOLD) {
		request->secure = told.scheme == RTWS_SCHEME_SECURE;
	}
	request->host = told.host;
	if (told.client.kind == RTWS_ADDRESS_NONE) {
		return true;
	}
	rtws_address_print(&told.client, request->remote_address);
	if (rtws_ranges_have(trusted, &told.client)) {
		return true;
	}
	release_client(peer); /* of a request before, whatever became of it */
	refusal = count_client(peer->transport, &told.client, &peer->client);
	if (refusal.status != 0) {
		answer(peer, &refusal);
	}
	return refusal.status == 0;
}

void rtws_gate_served(rtws_peer_t *peer)
{
	if (peer->http.is_trusted) {
		release_client(peer);
	}
}

void rtws_gate_leave(rtws_peer_t *peer)
{
	release_client(peer);
	if (peer->is_lingering) {
		peer->is_lingering = false;
		peer->transport->lingering--;
	}
}
