#include "core/flood.h"

#include "core/server.h"

#include <stdlib.h>

static const char answer[] =
	"{\"type\":\"error\",\"code\":\"RATE_LIMITED\",\"message\":\"Too many messages. Please slow "
	"down.\"}";

static bool takes(const rtws_rate_limit_t *limit, rtws_rate_t *rate)
{
	return limit->rule.events == 0 ||
		   rtws_rate_take(rate, &limit->rule, rtws_rate_now(&limit->rule));
}

/* An answer is an offer: whoever does not take his answers is not closed over them. */
void rtws_flood_refuse(rtws_connection_t *conn, const rtws_rate_limit_t *limit)
{
	conn->server->stats.messages_limited++;
	switch (limit->answer) {
		case RTWS_FLOOD_ERROR:
			rtws_connection_offer(conn, RTWS_WS_TEXT, answer, sizeof(answer) - 1);
			break;
		case RTWS_FLOOD_CLOSE:
			rtws_peer_refuse(conn->peer, RTWS_CLOSE_POLICY, "rate limit");
			break;
		default:
			break;
	}
}

/* Its own limit first: what one client has too much does not count for the others. */
bool rtws_flood_admits(rtws_connection_t *conn)
{
	rtws_endpoint_t *endpoint = conn->endpoint;

	if (endpoint->rate.rule.events > 0 && !takes(&endpoint->rate, rtws_connection_rate(conn))) {
		rtws_flood_refuse(conn, &endpoint->rate);
		return false;
	}
	if (!takes(&endpoint->rate_total, &endpoint->total)) {
		rtws_flood_refuse(conn, &endpoint->rate_total);
		return false;
	}
	return true;
}

/* Most connections publish to channels of one kind: a list is enough. */
static rtws_rate_t *rate_under(rtws_connection_t *conn, const rtws_rules_t *rules)
{
	rtws_publish_rate_t *one = conn->publish_rates;

	while (one != NULL && one->rules != rules) {
		one = one->next;
	}
	if (one == NULL && (one = calloc(1, sizeof(*one))) != NULL) {
		one->rules = rules;
		one->next = conn->publish_rates;
		conn->publish_rates = one;
	}
	return one != NULL ? &one->rate : NULL;
}

bool rtws_flood_admits_publication(rtws_connection_t *conn, const rtws_rules_t *rules)
{
	rtws_rate_t *rate;

	if (rules->rate.rule.events == 0) {
		return true;
	}
	rate = rate_under(conn, rules);
	return rate != NULL && takes(&rules->rate, rate);
}
