#include "core/connection.h"

#include "core/server.h"
#include "util/error.h"

#include <stdio.h>
#include <stdlib.h>

/* Behind the attachment, where only those who need it have it. */
rtws_rate_t *rtws_connection_rate(rtws_connection_t *conn)
{
	size_t at = (conn->server->hooks->attachment_size + 7) & ~(size_t) 7;

	return (rtws_rate_t *) (void *) (conn->attachment + at);
}

rtws_connection_t *rtws_connection_ref(rtws_connection_t *conn)
{
	conn->refs++;
	return conn;
}

void rtws_connection_unref(rtws_connection_t *conn)
{
	if (--conn->refs > 0) {
		return;
	}
	conn->server->hooks->released(conn);
	if (conn->request != NULL) {
		rtws_request_unref(conn->request);
	}
	while (conn->publish_rates != NULL) {
		rtws_publish_rate_t *one = conn->publish_rates;

		conn->publish_rates = one->next;
		free(one);
	}
	free(conn->protocol);
	free(conn);
}

static int count_sent(rtws_connection_t *conn, int error)
{
	if (error == 0) {
		conn->server->stats.messages_out++;
	}
	return error;
}

/* ---- as a subscriber ------------------------------------------------------------------------- */

static int send_encoded(rtws_subscriber_t *subscriber, rtws_fanout_t *fanout,
						rtws_encoder_t encoder)
{
	rtws_connection_t *conn =
		(rtws_connection_t *) ((char *) subscriber - offsetof(rtws_connection_t, subscriber));
	rtws_broadcast_t *frames;

	if (conn->peer == NULL) {
		return RTWS_E_CLOSED;
	}
	frames = rtws_fanout_frames(fanout, encoder);
	if (frames == NULL) {
		return RTWS_E_NOMEM;
	}
	return count_sent(conn, rtws_peer_send_shared(conn->peer, frames));
}

static int send_raw(rtws_subscriber_t *subscriber, rtws_fanout_t *fanout)
{
	return send_encoded(subscriber, fanout, RTWS_ENCODER_RAW);
}

static int send_json(rtws_subscriber_t *subscriber, rtws_fanout_t *fanout)
{
	return send_encoded(subscriber, fanout,
						fanout->wants_patch ? RTWS_ENCODER_PATCH : RTWS_ENCODER_JSON);
}

void rtws_connection_init_subscriber(rtws_connection_t *conn)
{
	static const rtws_subscriber_ops_t raw = { .send = send_raw };
	static const rtws_subscriber_ops_t json = { .send = send_json };

	conn->subscriber.ops = conn->endpoint->has_channels ? &json : &raw;
	conn->subscriber.id = conn->resource_id;
}

/* ---- what its owner does with it ------------------------------------------------------------- */

int rtws_connection_send(rtws_connection_t *conn, rtws_ws_opcode_t opcode, const void *data,
						 size_t len)
{
	if (conn->peer == NULL) {
		return RTWS_E_CLOSED;
	}
	return count_sent(conn, rtws_peer_send(conn->peer, opcode, data, len));
}

int rtws_connection_offer(rtws_connection_t *conn, rtws_ws_opcode_t opcode, const void *data,
						  size_t len)
{
	if (conn->peer == NULL) {
		return RTWS_E_CLOSED;
	}
	return count_sent(conn, rtws_peer_offer(conn->peer, opcode, data, len));
}

int rtws_connection_ping(rtws_connection_t *conn, const void *data, size_t len)
{
	return conn->peer != NULL ? rtws_peer_ping(conn->peer, data, len) : RTWS_E_CLOSED;
}

void rtws_connection_close(rtws_connection_t *conn, uint16_t code, const char *reason, size_t len)
{
	if (conn->peer != NULL) {
		rtws_peer_close(conn->peer, code, reason, len);
	}
}

void rtws_connection_end(rtws_connection_t *conn, uint16_t code, const char *reason)
{
	if (conn->peer != NULL) {
		rtws_peer_refuse(conn->peer, code, reason);
	}
}

void rtws_connection_pause(rtws_connection_t *conn, rtws_pause_t who, bool paused)
{
	conn->paused = (uint8_t) (paused ? conn->paused | who : conn->paused & ~who);
	if (conn->peer != NULL) {
		rtws_peer_set_reading(conn->peer, conn->paused == 0);
	}
}

bool rtws_connection_is_open(const rtws_connection_t *conn)
{
	return conn->peer != NULL && rtws_peer_is_open(conn->peer);
}

size_t rtws_connection_buffered(const rtws_connection_t *conn)
{
	return conn->peer != NULL ? rtws_peer_buffered(conn->peer) : 0;
}

uint32_t rtws_connection_latency_us(const rtws_connection_t *conn)
{
	return conn->peer != NULL ? rtws_peer_latency_us(conn->peer) : 0;
}

size_t rtws_connection_id(const rtws_connection_t *conn, char out[RTWS_CONNECTION_ID_MAX])
{
	size_t len = rtws_server_process(conn->server, out);

	return len + (size_t) snprintf(out + len, RTWS_CONNECTION_ID_MAX - len, "-%llu",
								   (unsigned long long) conn->resource_id);
}
