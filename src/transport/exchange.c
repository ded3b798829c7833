/*
 * Exchange: what is left of an HTTP request for those who are to answer it. It outlives the client
 * when the client goes first, and answers for whoever forgets to.
 */
#include "transport/peer.h"

#include "util/error.h"

#include <stdlib.h>

typedef enum {
	EXCHANGE_WAITS,   /* for its answer */
	EXCHANGE_STREAMS, /* the answer has begun and goes on */
	EXCHANGE_DONE
} exchange_state_t;

struct rtws_exchange {
	uint32_t refs;
	uint8_t state;
	rtws_peer_t *peer; /* NULL once the client has gone */
	rtws_request_t *request;
	rtws_http_stream_t stream;
};

rtws_exchange_t *rtws_exchange_create(rtws_peer_t *peer, rtws_request_t *request)
{
	rtws_exchange_t *exchange = malloc(sizeof(*exchange));

	if (exchange != NULL) {
		*exchange = (rtws_exchange_t){ .refs = 1, .peer = peer, .request = request };
		peer->transport->stats.exchanges++;
	}
	return exchange;
}

rtws_request_t *rtws_exchange_request(const rtws_exchange_t *exchange)
{
	return exchange->request;
}

rtws_http_stream_t *rtws_exchange_stream(rtws_exchange_t *exchange)
{
	return &exchange->stream;
}

/* No answer is owed any more; from a stream nothing follows. */
static void settle(rtws_exchange_t *exchange)
{
	rtws_transport_stats_t *stats = &exchange->peer->transport->stats;

	stats->exchanges -= exchange->state == EXCHANGE_WAITS;
	stats->streams -= exchange->state == EXCHANGE_STREAMS;
	exchange->state = EXCHANGE_DONE;
}

void rtws_exchange_lose(rtws_exchange_t *exchange)
{
	const rtws_http_stream_t *stream = &exchange->stream;
	bool owes_event = exchange->state == EXCHANGE_STREAMS;

	settle(exchange);
	if (owes_event) {
		stream->events->gone(stream->context);
	}
}

void rtws_exchange_detach(rtws_exchange_t *exchange)
{
	rtws_exchange_lose(exchange);
	exchange->peer = NULL;
}

static bool awaits_answer(const rtws_exchange_t *exchange)
{
	return exchange->peer != NULL && exchange->state == EXCHANGE_WAITS;
}

int rtws_exchange_answer(rtws_exchange_t *exchange, rtws_response_t *response)
{
	int error = RTWS_E_CLOSED;

	if (awaits_answer(exchange)) {
		settle(exchange);
		error = rtws_http_respond(exchange->peer, exchange->request, response);
	}
	rtws_response_clear(response);
	return error;
}

/* ---- streams -------------------------------------------------------------------------------- */

int rtws_exchange_begin(rtws_exchange_t *exchange, rtws_response_t *head, rtws_framing_t framing,
						const rtws_stream_policy_t *policy, const rtws_stream_events_t *events,
						void *context)
{
	int error = RTWS_E_CLOSED;

	if (awaits_answer(exchange)) {
		rtws_peer_t *peer = exchange->peer;

		settle(exchange);
		exchange->stream = (rtws_http_stream_t){
			.policy = policy,
			.events = events,
			.context = context,
			.framing = framing,
		};
		error = rtws_http_begin_stream(peer, exchange->request, head);
		if (peer->state == PEER_STREAMING) {
			exchange->state = EXCHANGE_STREAMS;
			peer->transport->stats.streams++;
		}
	}
	rtws_response_clear(head);
	return error;
}

bool rtws_exchange_is_streaming(const rtws_exchange_t *exchange)
{
	return exchange->state == EXCHANGE_STREAMS;
}

int rtws_exchange_write(rtws_exchange_t *exchange, const void *bytes, size_t len)
{
	return exchange->state == EXCHANGE_STREAMS ? rtws_http_stream_write(exchange->peer, bytes, len)
											   : RTWS_E_CLOSED;
}

int rtws_exchange_push(rtws_exchange_t *exchange, rtws_message_t *msg)
{
	return exchange->state == EXCHANGE_STREAMS ? rtws_http_stream_push(exchange->peer, msg)
											   : RTWS_E_CLOSED;
}

void rtws_exchange_end(rtws_exchange_t *exchange)
{
	if (exchange->state == EXCHANGE_STREAMS) {
		settle(exchange);
		rtws_http_stream_end(exchange->peer);
	}
}

void rtws_exchange_abort(rtws_exchange_t *exchange)
{
	if (exchange->state == EXCHANGE_STREAMS) {
		settle(exchange);
		rtws_http_stream_abort(exchange->peer);
	}
}

size_t rtws_exchange_buffered(const rtws_exchange_t *exchange)
{
	return exchange->state == EXCHANGE_STREAMS ? exchange->peer->stream.outbox.queued : 0;
}

/* ---- references ----------------------------------------------------------------------------- */

rtws_exchange_t *rtws_exchange_ref(rtws_exchange_t *exchange)
{
	exchange->refs++;
	return exchange;
}

void rtws_exchange_unref(rtws_exchange_t *exchange)
{
	/* one is the peer's own: with no other, nobody is left who could answer, or go on */
	if (exchange->refs == 2 && awaits_answer(exchange)) {
		rtws_response_t response;

		rtws_response_init(&response, 500);
		rtws_response_explain(&response, "");
		rtws_exchange_answer(exchange, &response);
	} else if (exchange->refs == 2) {
		rtws_exchange_abort(exchange);
	}
	if (--exchange->refs == 0) {
		rtws_request_unref(exchange->request);
		free(exchange);
	}
}
