/*
 * What all send queues of the process may hold together, and whom it hits when that is too much:
 * those with the longest queues, to a factor of two, whoever happens to be sending.
 *
 * Looking at all peers is paid for by what was queued since the last time: an eighth of the limit.
 * Nobody is closed here, where a caller may be on its way through a list of peers: they are marked,
 * and end with the pass.
 */
#include "transport/peer.h"

#include "util/clock.h"
#include "util/log.h"
#include "util/message.h"

enum { CLASSES = 64, SAY_EVERY_MS = 60000 };

/* Within a pass much may be queued for sockets that would take it. */
static void send_what_goes(rtws_transport_t *transport)
{
	for (rtws_peer_t *peer = transport->peers; peer != NULL; peer = peer->next) {
		rtws_stream_t *stream = &peer->stream;

		if (stream->outbox.count > 0 && !stream->blocked && !stream->failed) {
			transport->stats.bytes_out += rtws_stream_flush(stream);
			rtws_peer_mark_dirty(peer);
		}
	}
}

static unsigned class_of(const rtws_peer_t *peer)
{
	size_t queued = peer->stream.failed ? 0 : peer->stream.outbox.queued;

	return queued > 0 ? CLASSES - 1 - (unsigned) __builtin_clzll(queued) : 0;
}

/* The class from which on dropping all queues is enough. */
static unsigned find_class(const rtws_transport_t *transport, size_t excess)
{
	size_t sums[CLASSES] = { 0 };
	unsigned i = CLASSES - 1;

	for (const rtws_peer_t *peer = transport->peers; peer != NULL; peer = peer->next) {
		sums[class_of(peer)] += peer->stream.outbox.queued;
	}
	for (size_t sum = sums[i]; sum < excess && i > 1; sum += sums[i]) {
		i--;
	}
	return i;
}

/* Compressed messages build on those before: they cannot be dropped from the middle. */
static bool may_drop(const rtws_peer_t *peer)
{
	const rtws_ws_t *ws = &peer->ws;

	return ws->policy->slow != RTWS_SLOW_CLOSE &&
		   (ws->deflate == NULL || ws->deflate->terms.server_no_context);
}

/* Its bytes end here, in the middle of whatever they were. */
static void cut_off(rtws_peer_t *peer)
{
	rtws_outbox_clear(&peer->stream.outbox);
	peer->stream.failed = true;
}

static void close_slow(rtws_peer_t *peer)
{
	peer->transport->stats.messages_lost += rtws_outbox_cut(&peer->stream.outbox);
	peer->ws.is_shut = true;
	rtws_peer_refuse(peer, RTWS_CLOSE_TRY_LATER, "too slow: send memory full");
}

/* What has begun to leave stays when the rest is dropped; if that is most of it, nothing helps. */
static void hit(rtws_peer_t *peer)
{
	rtws_outbox_t *outbox = &peer->stream.outbox;
	size_t half = outbox->queued / 2;

	peer->transport->stats.send_memory_hits++;
	rtws_peer_mark_dirty(peer);
	if (!peer->is_ws || peer->state != PEER_OPEN || peer->ws.is_ending) {
		cut_off(peer); /* an answer, or last words */
		return;
	}
	if (may_drop(peer)) {
		peer->transport->stats.messages_lost += rtws_outbox_drop_oldest(outbox, 0);
		if (outbox->queued <= half) {
			return;
		}
	}
	close_slow(peer);
	if (outbox->queued > half) {
		cut_off(peer);
	}
}

static void say(rtws_transport_t *transport, size_t before, uint64_t hits)
{
	uint64_t now = rtws_clock_ms();

	if (transport->memory_said_ms == 0 || now - transport->memory_said_ms >= SAY_EVERY_MS) {
		transport->memory_said_ms = now;
		rtws_log(RTWS_LOG_WARNING,
				 "send queues held %zu bytes, limits.send_memory is %zu: emptied the longest, of "
				 "%llu clients",
				 before, transport->settings.send_memory_max, (unsigned long long) hits);
	}
}

static void hit_the_longest(rtws_transport_t *transport, size_t target)
{
	size_t before = rtws_message_memory();
	uint64_t hits = transport->stats.send_memory_hits;
	unsigned least = find_class(transport, before - target);

	/* the longer ones first: of the last class only as many as it takes */
	for (int round = 0; round < 2; round++) {
		for (rtws_peer_t *peer = transport->peers; peer != NULL; peer = peer->next) {
			unsigned class = class_of(peer);

			if (rtws_message_memory() > target && class > 0 &&
				(round == 0 ? class > least : class == least)) {
				hit(peer);
			}
		}
	}
	say(transport, before, transport->stats.send_memory_hits - hits);
}

void rtws_send_memory_relieve(rtws_transport_t *transport)
{
	size_t max = transport->settings.send_memory_max;
	size_t step = max / 8;
	size_t again_at;

	send_what_goes(transport);
	if (rtws_message_memory() > max) {
		hit_the_longest(transport, max - step);
	}
	again_at = rtws_message_memory() + step;
	transport->memory_check_at = again_at > max ? again_at : max;
}
