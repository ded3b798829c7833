/*
 * A transport without sockets, for the tests of src/core: it writes down what it is told, and a
 * test calls the events that the server gave it. The loop's timers are fakes as well: a test fires
 * them.
 */
#ifndef RTWS_TESTS_FAKE_TRANSPORT_H
#define RTWS_TESTS_FAKE_TRANSPORT_H

#include "transport/transport.h"
#include "util/error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct rtws_peer {
	bool is_open;
	bool reading;
	unsigned sends, offers, pings, closes, readings; /* calls */
	char offered[126];
	uint16_t code;
	char reason[126];
	int error; /* what sending returns */
	size_t buffered;
	uint32_t latency_us;
	char sent[8192]; /* what was taken, each message on a line of its own */
	size_t sent_len;
	void (*on_send)(rtws_peer_t *peer); /* before it is taken */
	rtws_peer_t *next;
};

struct rtws_exchange {
	rtws_request_t *request;
	unsigned answers;
	int status;
	char headers[512];
	char body[256];
	const rtws_files_t *files; /* asked for a file below these */
	char path[128];
};

struct rtws_transport {
	rtws_transport_settings_t settings;
	const rtws_transport_events_t *events;
	void *app;
	rtws_transport_stats_t stats;
	bool is_listening;
	bool is_draining;
	unsigned idle_ended;
	unsigned flushes;
};

/* The one there is; what secure() returns; whether the next create() fails. */
static rtws_transport_t *fake;
static int fake_secure_error;
static bool fake_create_fails;

/* ---- the loop ----------------------------------------------------------------------------- */

void rtws_timer_init(rtws_timer_t *timer, rtws_timer_fn fire)
{
	memset(timer, 0, sizeof(*timer));
	timer->impl[0] = (void *) fire;
}

void rtws_timer_start(rtws_loop_t *loop, rtws_timer_t *timer, double after, double repeat)
{
	(void) loop, (void) after, (void) repeat;
	timer->impl[1] = timer;
}

void rtws_timer_stop(rtws_loop_t *loop, rtws_timer_t *timer)
{
	(void) loop;
	timer->impl[1] = NULL;
}

bool rtws_timer_is_active(const rtws_timer_t *timer)
{
	return timer->impl[1] != NULL;
}

static inline void fire(rtws_timer_t *timer)
{
	((rtws_timer_fn) timer->impl[0])(timer);
}

/* ---- the transport ------------------------------------------------------------------------ */

rtws_transport_t *rtws_transport_create(rtws_loop_t *loop,
										const rtws_transport_settings_t *settings,
										const rtws_transport_events_t *events, void *app)
{
	(void) loop;
	if (fake_create_fails) {
		return NULL;
	}
	fake = calloc(1, sizeof(*fake));
	fake->settings = *settings;
	fake->events = events;
	fake->app = app;
	return fake;
}

int rtws_transport_secure(rtws_transport_t *transport)
{
	(void) transport;
	return fake_secure_error;
}

int rtws_transport_accept(rtws_transport_t *transport, const rtws_sockets_t *sockets)
{
	transport->is_listening = sockets != NULL;
	return 0;
}

const char *rtws_transport_why(const rtws_transport_t *transport)
{
	(void) transport;
	return "because";
}

void rtws_transport_stop_listening(rtws_transport_t *transport)
{
	transport->is_listening = false;
}

void rtws_transport_drain(rtws_transport_t *transport)
{
	transport->is_listening = false;
	transport->is_draining = true;
}

void rtws_transport_end_idle(rtws_transport_t *transport)
{
	transport->idle_ended++;
}

void rtws_transport_flush(rtws_transport_t *transport)
{
	transport->flushes++;
}

const rtws_transport_stats_t *rtws_transport_stats(const rtws_transport_t *transport)
{
	return &transport->stats;
}

void rtws_transport_destroy(rtws_transport_t *transport)
{
	free(transport);
	fake = NULL;
}

/* ---- peers -------------------------------------------------------------------------------- */

int rtws_peer_send(rtws_peer_t *peer, rtws_ws_opcode_t opcode, const void *data, size_t len)
{
	size_t room = sizeof(peer->sent) - peer->sent_len;

	(void) opcode;
	peer->sends++;
	if (peer->on_send != NULL) {
		peer->on_send(peer);
	}
	if (peer->error == 0 && len + 2 <= room) {
		peer->sent_len += (size_t) snprintf(peer->sent + peer->sent_len, room, "%.*s\n", (int) len,
											(const char *) data);
	}
	return peer->error;
}

void rtws_broadcast_init(rtws_broadcast_t *broadcast, rtws_ws_opcode_t opcode, const void *data,
						 size_t len)
{
	*broadcast = (rtws_broadcast_t){ .opcode = opcode, .data = data, .len = len };
}

void rtws_broadcast_clear(rtws_broadcast_t *broadcast)
{
	(void) broadcast;
}

int rtws_peer_send_shared(rtws_peer_t *peer, rtws_broadcast_t *broadcast)
{
	return rtws_peer_send(peer, broadcast->opcode, broadcast->data, broadcast->len);
}

int rtws_peer_offer(rtws_peer_t *peer, rtws_ws_opcode_t opcode, const void *data, size_t len)
{
	(void) opcode;
	peer->offers++;
	snprintf(peer->offered, sizeof(peer->offered), "%.*s", (int) len, (const char *) data);
	return peer->error;
}

int rtws_peer_ping(rtws_peer_t *peer, const void *data, size_t len)
{
	(void) data, (void) len;
	peer->pings++;
	return peer->error;
}

void rtws_peer_refuse(rtws_peer_t *peer, uint16_t code, const char *reason)
{
	rtws_peer_close(peer, code, reason, strlen(reason));
}

void rtws_peer_close(rtws_peer_t *peer, uint16_t code, const char *reason, size_t len)
{
	peer->closes++;
	peer->is_open = false;
	peer->code = code;
	snprintf(peer->reason, sizeof(peer->reason), "%.*s", (int) len, reason);
}

void rtws_peer_set_reading(rtws_peer_t *peer, bool reading)
{
	peer->readings++;
	peer->reading = reading;
}

bool rtws_peer_is_open(const rtws_peer_t *peer)
{
	return peer->is_open;
}

size_t rtws_peer_buffered(const rtws_peer_t *peer)
{
	return peer->buffered;
}

uint32_t rtws_peer_latency_us(const rtws_peer_t *peer)
{
	return peer->latency_us;
}

/* ---- exchanges ---------------------------------------------------------------------------- */

rtws_request_t *rtws_exchange_request(const rtws_exchange_t *exchange)
{
	return exchange->request;
}

int rtws_exchange_answer(rtws_exchange_t *exchange, rtws_response_t *response)
{
	exchange->answers++;
	exchange->status = response->status;
	snprintf(exchange->headers, sizeof(exchange->headers), "%.*s", (int) response->headers.len,
			 (const char *) response->headers.bytes);
	snprintf(exchange->body, sizeof(exchange->body), "%.*s", (int) response->body.len,
			 (const char *) response->body.bytes);
	rtws_response_clear(response);
	return 0;
}

int rtws_exchange_begin(rtws_exchange_t *exchange, rtws_response_t *head, rtws_framing_t framing,
						const rtws_stream_policy_t *policy, const rtws_stream_events_t *events,
						void *context)
{
	(void) framing, (void) policy, (void) events, (void) context;
	return rtws_exchange_answer(exchange, head);
}

bool rtws_exchange_is_streaming(const rtws_exchange_t *exchange)
{
	(void) exchange;
	return false;
}

int rtws_exchange_write(rtws_exchange_t *exchange, const void *bytes, size_t len)
{
	(void) exchange, (void) bytes, (void) len;
	return 0;
}

int rtws_exchange_push(rtws_exchange_t *exchange, rtws_message_t *msg)
{
	(void) exchange, (void) msg;
	return 0;
}

void rtws_exchange_end(rtws_exchange_t *exchange)
{
	(void) exchange;
}

void rtws_exchange_abort(rtws_exchange_t *exchange)
{
	(void) exchange;
}

rtws_exchange_t *rtws_exchange_ref(rtws_exchange_t *exchange)
{
	return exchange;
}

void rtws_exchange_unref(rtws_exchange_t *exchange)
{
	(void) exchange;
}

void rtws_exchange_serve_file(rtws_exchange_t *exchange, const rtws_files_t *files,
							  rtws_text_t path)
{
	exchange->files = files;
	snprintf(exchange->path, sizeof(exchange->path), "%.*s", (int) path.len, path.at);
}

#endif
