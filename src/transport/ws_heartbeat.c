/*
 * The heartbeat of a WebSocket: pings, and what silence means. One deadline of a peer serves for
 * pings, their answers and idleness: it is set to whichever is due first, and everything is looked
 * at anew when it fires. Times are milliseconds modulo 2^32.
 */
#include "transport/peer.h"

#include "util/clock.h"

static bool is_idle(const rtws_peer_t *peer, uint32_t now)
{
	uint32_t limit = peer->ws.policy->idle_timeout_ms;

	return limit > 0 && now - peer->ws.message_ms >= limit;
}

static bool is_past(uint32_t time, uint32_t now)
{
	return (int32_t) (now - time) >= 0;
}

/* The ping is due to be answered: by anything at all. False: the connection is dead. */
static bool settle_ping(rtws_peer_t *peer)
{
	rtws_ws_t *ws = &peer->ws;

	if (is_past(ws->ping_ms, ws->heard_ms)) {
		ws->awaits_pong = false;
		return true;
	}
	/* whoever is not read, and has nothing waiting to be taken, cannot show that he lives */
	return !ws->reading && !peer->stream.blocked;
}

static uint32_t sooner(uint32_t a, uint32_t b)
{
	return is_past(a, b) ? a : b;
}

static uint32_t next_heartbeat(const rtws_ws_t *ws, uint32_t now)
{
	uint32_t limit = ws->ping_ms + ws->policy->heartbeat_timeout_ms;
	uint32_t next = ws->ping_ms + ws->policy->heartbeat_interval_ms;

	/* the answer may come before the next ping is due, and sets no deadline */
	if (!ws->awaits_pong || !is_past(next, now)) {
		return sooner(next, ws->awaits_pong ? limit : next);
	}
	return is_past(limit, now) ? now + ws->policy->heartbeat_timeout_ms : limit;
}

void rtws_ws_set_check(rtws_peer_t *peer, uint32_t now)
{
	const rtws_ws_policy_t *policy = peer->ws.policy;
	uint32_t next = now + (1u << 30);
	int32_t in;

	if (policy->heartbeat_interval_ms == 0 && policy->idle_timeout_ms == 0) {
		return;
	}
	if (policy->idle_timeout_ms > 0) {
		next = sooner(next, peer->ws.message_ms + policy->idle_timeout_ms);
	}
	if (policy->heartbeat_interval_ms > 0) {
		next = sooner(next, next_heartbeat(&peer->ws, now));
	}
	in = (int32_t) (next - now);
	rtws_peer_set_deadline(peer, in > 0 ? (uint64_t) in : 1);
}

/* False: the peer was found dead. */
static bool beat(rtws_peer_t *peer, uint32_t now)
{
	rtws_ws_t *ws = &peer->ws;

	if (ws->awaits_pong && is_past(ws->ping_ms + ws->policy->heartbeat_timeout_ms, now) &&
		!settle_ping(peer)) {
		return false;
	}
	if (!ws->awaits_pong && is_past(ws->ping_ms + ws->policy->heartbeat_interval_ms, now)) {
		rtws_peer_ping(peer, "", 0);
	}
	return true;
}

void rtws_ws_on_deadline(rtws_peer_t *peer)
{
	uint32_t now = (uint32_t) rtws_clock_ms();

	if (peer->state != PEER_OPEN) {
		rtws_peer_end(peer);
		return;
	}
	if (is_idle(peer, now)) {
		rtws_peer_close(peer, RTWS_CLOSE_AWAY, "idle timeout", 12);
		return;
	}
	if (peer->ws.policy->heartbeat_interval_ms > 0 && !beat(peer, now)) {
		rtws_ws_report(peer, RTWS_CLOSE_ABNORMAL, "ping timeout", 12);
		rtws_peer_end(peer);
		return;
	}
	if (peer->state == PEER_OPEN) {
		rtws_ws_set_check(peer, now);
	}
}
