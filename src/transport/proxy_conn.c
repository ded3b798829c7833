/*
 * A peer in PEER_PROXY: the header of the PROXY protocol is awaited, before TLS and HTTP.
 *
 * What follows the header may belong to TLS, so no byte of that is taken from the socket: it is
 * looked at first, and then as much taken as was the header's.
 */
#include "transport/peer.h"

#include "proto/proxy_protocol.h"

#include <string.h>

static void refuse(rtws_peer_t *peer)
{
	rtws_transport_t *transport = peer->transport;

	transport->stats.bad_proxy_headers++;
	rtws_gate_log(&transport->paces[RTWS_PACE_PROXY],
				  "proxy_protocol is on, and trusted_proxies must send its header",
				  &peer->http.address, "did not, and was closed");
	rtws_peer_end(peer);
}

/* Takes bytes that were looked at. False: they cannot be had. */
static bool take(rtws_peer_t *peer, uint8_t *bytes, size_t len)
{
	while (len > 0) {
		ptrdiff_t n = rtws_stream_read(&peer->stream, bytes, len);

		if (n <= 0) {
			return false;
		}
		peer->transport->stats.bytes_in += (uint64_t) n;
		bytes += n;
		len -= (size_t) n;
	}
	return true;
}

/* From here on it is a peer like any other. */
static void begin_http(rtws_peer_t *peer, const rtws_proxy_header_t *header)
{
	rtws_buffer_clear(&peer->http.in);
	rtws_io_set_ready(&peer->io, rtws_http_ready);
	rtws_peer_enter(peer, PEER_HEAD);
	if (header->client.kind != RTWS_ADDRESS_NONE) {
		if (!rtws_gate_take_client(peer, &header->client)) {
			return;
		}
	} else if (!header->is_local) {
		peer->http.is_trusted = false; /* it speaks for somebody, and does not say for whom */
	}
	if (!rtws_peer_secure(peer)) {
		rtws_peer_end(peer);
		return;
	}
	rtws_http_start(peer);
}

static void read_header(rtws_peer_t *peer)
{
	uint8_t *bytes = peer->transport->space + RTWS_READ_HEADROOM;
	rtws_buffer_t *before = &peer->http.in;
	rtws_proxy_header_t header;
	ptrdiff_t n;
	int len;

	if (before->len > 0) {
		memcpy(bytes, before->bytes, before->len);
	}
	n = rtws_stream_peek(&peer->stream, bytes + before->len, RTWS_PROXY_HEADER_MAX - before->len);
	if (n == RTWS_STREAM_AGAIN) {
		return;
	}
	if (n < 0) {
		before->len > 0 ? refuse(peer) : rtws_peer_end(peer); /* not a word is no offence */
		return;
	}
	len = rtws_proxy_header_parse(bytes, before->len + (size_t) n, &header);
	if (len < 0) {
		refuse(peer);
	} else if (len == 0) {
		if (!take(peer, bytes + before->len, (size_t) n) ||
			rtws_buffer_append(before, bytes + before->len, (size_t) n) != 0) {
			rtws_peer_end(peer);
		}
	} else if (take(peer, bytes + before->len, (size_t) len - before->len)) {
		begin_http(peer, &header);
	} else {
		rtws_peer_end(peer);
	}
}

static void on_ready(rtws_io_t *io, unsigned events)
{
	rtws_peer_t *peer = (rtws_peer_t *) io;

	if (peer->state == PEER_PROXY && (events & RTWS_READ)) {
		read_header(peer);
		if (peer->state != PEER_GONE) {
			rtws_peer_mark_dirty(peer);
		}
	}
}

void rtws_proxy_on_deadline(rtws_peer_t *peer)
{
	if (peer->http.in.len > 0) {
		peer->transport->stats.timed_out++;
		refuse(peer);
	} else {
		rtws_peer_end(peer);
	}
}

void rtws_proxy_start(rtws_peer_t *peer)
{
	rtws_io_set_ready(&peer->io, on_ready);
	on_ready(&peer->io, RTWS_READ);
}
