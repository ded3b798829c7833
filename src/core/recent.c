/*
 * Subscriptions of ws() that begin with what is kept: the newest of the channel, then what comes.
 * Nothing falls between, and nothing comes twice or before its turn.
 */
#include "core/channel.h"
#include "core/connection.h"
#include "core/server.h"
#include "util/error.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
	rtws_connection_t *conn; /* a reference */
	uint32_t limit;
	rtws_done_fn done;
	void *arg;
	rtws_text_t channel; /* in `name` */
	char name[];
} ticket_t;

/* NULL: it has left meanwhile, or subscribed anew. */
static rtws_subscription_t *awaited(const ticket_t *ticket)
{
	rtws_subscription_t *subscription =
		rtws_subscription_find(&ticket->conn->subscriber, ticket->channel);

	return subscription != NULL && subscription->recovery == ticket ? subscription : NULL;
}

/* A subscriber whose queue is full may end with each that is sent. */
static void replay(const ticket_t *ticket, const rtws_history_t *history)
{
	for (uint32_t i = 0; i < history->count && awaited(ticket) != NULL; i++) {
		rtws_subscriber_send(&ticket->conn->subscriber, history->publications[i]);
	}
}

static void on_history(void *arg, const rtws_history_t *history)
{
	ticket_t *ticket = arg;
	rtws_subscription_t *subscription = awaited(ticket);

	if (subscription != NULL && history->error == 0) {
		rtws_channel_is_at(subscription->channel, history->position);
		subscription->resume = history->position;
		replay(ticket, history);
	}
	subscription = awaited(ticket);
	if (subscription != NULL) {
		rtws_subscription_resume(subscription);
	}
	ticket->done(ticket->arg, history->error);
	rtws_connection_unref(ticket->conn);
	free(ticket);
}

/* What is published comes from now on: nothing falls between that and the history. */
static void on_watched(void *arg, int error)
{
	ticket_t *ticket = arg;
	rtws_channels_t *channels = &ticket->conn->server->channels;
	rtws_history_query_t query = {
		.channel = ticket->channel,
		.terms = rtws_rules_of(&channels->rulebook, ticket->channel)->history,
		.limit = ticket->limit,
	};

	(void) error; /* if it cannot come now, what this process publishes does */
	if (query.terms.size > 0) {
		channels->broker->ops->history(channels->broker, &query, on_history, ticket);
	} else {
		on_history(ticket, &(rtws_history_t){ .error = 0 });
	}
}

int rtws_subscribe_with_recent(rtws_connection_t *conn, rtws_subscription_t *subscription,
							   uint32_t limit, rtws_done_fn done, void *arg)
{
	rtws_text_t name = rtws_channel_name(subscription->channel);
	ticket_t *ticket = malloc(sizeof(*ticket) + name.len);

	if (ticket == NULL) {
		return RTWS_E_NOMEM;
	}
	*ticket = (ticket_t){ rtws_connection_ref(conn), limit, done, arg, { ticket->name, name.len } };
	memcpy(ticket->name, name.at, name.len);
	rtws_subscription_hold(subscription, ticket);
	rtws_watch_await(subscription->channel->watch, on_watched, ticket);
	return 0;
}
