/*
 * Exchange: what is left of an HTTP request for those who are to answer it. It outlives the client
 * when the client goes first, and answers for whoever forgets to.
 */
#include "transport/peer.h"

#include "util/error.h"

#include <stdlib.h>

struct rtws_exchange {
	uint32_t refs;
	bool is_answered;
	rtws_peer_t *peer; /* NULL once the client has gone */
	rtws_request_t *request;
};

rtws_exchange_t *rtws_exchange_create(rtws_peer_t *peer, rtws_request_t *request)
{
	rtws_exchange_t *exchange = malloc(sizeof(*exchange));

	if (exchange != NULL) {
		*exchange = (rtws_exchange_t){ 1, false, peer, request };
		peer->transport->stats.exchanges++;
	}
	return exchange;
}

rtws_request_t *rtws_exchange_request(const rtws_exchange_t *exchange)
{
	return exchange->request;
}

static void settle(rtws_exchange_t *exchange)
{
	if (!exchange->is_answered) {
		exchange->is_answered = true;
		exchange->peer->transport->stats.exchanges--;
	}
}

void rtws_exchange_detach(rtws_exchange_t *exchange)
{
	settle(exchange);
	exchange->peer = NULL;
}

int rtws_exchange_answer(rtws_exchange_t *exchange, rtws_response_t *response)
{
	int error = RTWS_E_CLOSED;

	if (exchange->peer != NULL && !exchange->is_answered) {
		settle(exchange);
		error = rtws_http_respond(exchange->peer, exchange->request, response);
	}
	rtws_response_clear(response);
	return error;
}

rtws_exchange_t *rtws_exchange_ref(rtws_exchange_t *exchange)
{
	exchange->refs++;
	return exchange;
}

void rtws_exchange_unref(rtws_exchange_t *exchange)
{
	/* one is the peer's own: with no other, nobody is left who could answer */
	if (exchange->refs == 2 && exchange->peer != NULL && !exchange->is_answered) {
		rtws_response_t response;

		rtws_response_init(&response, 500);
		rtws_response_explain(&response, "");
		rtws_exchange_answer(exchange, &response);
	}
	if (--exchange->refs == 0) {
		rtws_request_unref(exchange->request);
		free(exchange);
	}
}
