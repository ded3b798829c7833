#include "core/event_stream.h"

#include "util/clock.h"
#include "util/error.h"

#include <stdlib.h>
#include <string.h>

#define HEADER(request, name) rtws_request_header(request, name, sizeof(name) - 1)

struct rtws_event_stream {
	rtws_subscriber_t subscriber;
	rtws_event_stream_t *next; /* of the server */
	rtws_event_stream_t **prev;
	rtws_server_t *server;
	const rtws_endpoint_t *endpoint;
	rtws_exchange_t *exchange; /* one reference; NULL once it is over */
	uint32_t refs;             /* the transport's, and one for each history that is awaited */
	uint32_t awaited;
	uint32_t sent_ms;
	/* what was missed, of all channels, until all of it is there; owned */
	rtws_publication_t **missed;
	size_t missed_count;
	bool is_new;              /* it has not been anywhere before */
	rtws_position_t position; /* then: where it begins */
};

/* What an answer of the broker needs. */
typedef struct {
	rtws_event_stream_t *stream; /* a reference */
	rtws_text_t channel;
	bool has_since;
	rtws_position_t since;
	char name[];
} ticket_t;

/* ---- life ------------------------------------------------------------------------------------ */

static void unref(rtws_event_stream_t *stream)
{
	if (--stream->refs > 0) {
		return;
	}
	for (size_t i = 0; i < stream->missed_count; i++) {
		rtws_publication_unref(stream->missed[i]);
	}
	free(stream->missed);
	free(stream);
}

static void on_drained(void *context)
{
	(void) context; /* what is pushed is dropped by policy, nobody waits */
}

static void on_gone(void *context)
{
	rtws_event_stream_t *stream = context;

	rtws_subscriber_leave_all(&stream->subscriber);
	*stream->prev = stream->next;
	if (stream->next != NULL) {
		stream->next->prev = stream->prev;
	}
	stream->server->stream_count--;
	rtws_exchange_unref(stream->exchange);
	stream->exchange = NULL;
	unref(stream);
}

static int push(rtws_event_stream_t *stream, rtws_message_t *msg)
{
	int error = rtws_exchange_push(stream->exchange, msg);

	if (error == 0) {
		stream->sent_ms = (uint32_t) rtws_clock_ms();
	}
	return error;
}

static int send_event(rtws_subscriber_t *subscriber, rtws_fanout_t *fanout)
{
	rtws_event_stream_t *stream =
		(rtws_event_stream_t *) ((char *) subscriber - offsetof(rtws_event_stream_t, subscriber));
	rtws_message_t *event = rtws_fanout_event(
		fanout, stream->endpoint->has_envelopes ? RTWS_ENCODER_SSE_ENVELOPE : RTWS_ENCODER_SSE);

	return event != NULL ? push(stream, event) : RTWS_E_NOMEM;
}

/* The connection of its own that a stream is sent on ends with it: that is how its end is told. */
static int begin_answer(rtws_event_stream_t *stream)
{
	static const rtws_stream_events_t events = { .drained = on_drained, .gone = on_gone };
	static const struct {
		const char *name;
		const char *value;
	} headers[] = {
		{ "Content-Type", "text/event-stream" },
		{ "Cache-Control", "no-cache" },
		{ "X-Accel-Buffering", "no" }, /* of nginx: else it waits for a full buffer */
	};
	rtws_response_t head;
	int error = 0;

	rtws_response_init(&head, 200);
	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
		error |= rtws_response_header(&head, headers[i].name, strlen(headers[i].name),
									  headers[i].value, strlen(headers[i].value));
	}
	if (error == 0) {
		error = rtws_exchange_begin(stream->exchange, &head, RTWS_FRAMING_RAW,
									&stream->endpoint->stream_policy, &events, stream);
	}
	rtws_response_clear(&head);
	return error;
}

static rtws_event_stream_t *create(rtws_exchange_t *exchange, rtws_server_t *server,
								   const rtws_endpoint_t *endpoint)
{
	static const rtws_subscriber_ops_t ops = { .send = send_event };
	rtws_event_stream_t *stream = calloc(1, sizeof(*stream));

	if (stream == NULL) {
		return NULL;
	}
	stream->subscriber.ops = &ops;
	stream->subscriber.id = rtws_server_next_id();
	stream->server = server;
	stream->endpoint = endpoint;
	stream->exchange = rtws_exchange_ref(exchange);
	stream->refs = 1;
	stream->sent_ms = (uint32_t) rtws_clock_ms();
	stream->next = server->streams;
	stream->prev = &server->streams;
	if (stream->next != NULL) {
		stream->next->prev = &stream->next;
	}
	server->streams = stream;
	server->stream_count++;
	return stream;
}

/* ---- what was missed ------------------------------------------------------------------------- */

static int by_offset(const void *a, const void *b)
{
	const rtws_publication_t *const *x = a;
	const rtws_publication_t *const *y = b;

	return ((*x)->position.offset > (*y)->position.offset) -
		   ((*x)->position.offset < (*y)->position.offset);
}

static void tell_gap(rtws_event_stream_t *stream)
{
	static const char gap[] = "event: gap\ndata: {\"recovered\":false}\n\n";

	rtws_exchange_write(stream->exchange, gap, sizeof(gap) - 1);
}

/* An id without data is no event, but known to the client: should the stream break before the first
 * one, this is where it was. */
static void tell_position(rtws_event_stream_t *stream)
{
	char text[RTWS_POSITION_MAX + 8] = "id: ";
	size_t len = 4 + rtws_position_format(stream->position, text + 4);

	text[len++] = '\n';
	text[len++] = '\n';
	rtws_exchange_write(stream->exchange, text, len);
}

/* All histories are there: in the order of all channels together, then what has come since. */
static void resume(rtws_event_stream_t *stream)
{
	if (stream->is_new && stream->position.offset > 0) {
		tell_position(stream);
	}
	if (stream->missed_count > 0) {
		qsort(stream->missed, stream->missed_count, sizeof(*stream->missed), by_offset);
	}
	for (size_t i = 0; i < stream->missed_count; i++) {
		rtws_subscriber_send(&stream->subscriber, stream->missed[i]);
	}
	for (rtws_subscription_t *s = stream->subscriber.first; s != NULL; s = s->next) {
		if (s->recovery != NULL) {
			rtws_subscription_resume(s);
		}
	}
}

static int add_missed(rtws_event_stream_t *stream, const rtws_history_t *history)
{
	rtws_publication_t **missed;

	if (history->count == 0) {
		return 0;
	}
	missed =
		realloc(stream->missed, (stream->missed_count + history->count) * sizeof(*stream->missed));
	if (missed == NULL) {
		return RTWS_E_NOMEM;
	}
	stream->missed = missed;
	for (uint32_t i = 0; i < history->count; i++) {
		missed[stream->missed_count++] = rtws_publication_ref(history->publications[i]);
	}
	return 0;
}

static void on_history(void *arg, const rtws_history_t *history)
{
	ticket_t *ticket = arg;
	rtws_event_stream_t *stream = ticket->stream;
	rtws_subscription_t *subscription =
		rtws_subscription_find(&stream->subscriber, ticket->channel);

	stream->awaited--;
	if (subscription != NULL) { /* the stream has not ended meanwhile */
		if (stream->is_new && history->error == 0) {
			stream->position = history->position;
		} else if (!stream->is_new && (history->error != 0 || !history->recovered ||
									   add_missed(stream, history) != 0)) {
			tell_gap(stream);
		}
		rtws_channel_is_at(subscription->channel, history->position);
		subscription->resume = history->position;
		if (stream->awaited == 0) {
			resume(stream);
		}
	}
	unref(stream);
	free(ticket);
}

/*
 * Where the client had been: as its browser says when it connects again, or as its page knows,
 * which can only say so in the address.
 */
static bool read_position(const rtws_request_t *request, rtws_position_t *position)
{
	static const char name[] = "lastEventId=";
	rtws_text_t last = HEADER(request, "last-event-id");
	const char *at = request->query.at;
	const char *end = at + request->query.len;

	if (last.at != NULL) {
		return rtws_position_parse(last, position);
	}
	while (at != NULL && at < end) {
		const char *next = memchr(at, '&', (size_t) (end - at));
		size_t len = (size_t) ((next != NULL ? next : end) - at);

		if (len >= sizeof(name) - 1 && memcmp(at, name, sizeof(name) - 1) == 0) {
			return rtws_position_parse(
				(rtws_text_t){ at + sizeof(name) - 1, len - (sizeof(name) - 1) }, position);
		}
		at = next != NULL ? next + 1 : end;
	}
	return false;
}

/* What is published comes from now on: nothing falls between that and the history. */
static void on_watched(void *arg, int error)
{
	ticket_t *ticket = arg;
	rtws_channels_t *channels = &ticket->stream->server->channels;
	rtws_broker_t *broker = channels->broker;
	rtws_history_query_t query = {
		.channel = ticket->channel,
		.terms = rtws_rules_of(&channels->rulebook, ticket->channel)->history,
		.has_since = ticket->has_since,
		.since = ticket->since,
		.limit = ticket->has_since ? UINT32_MAX : 0,
	};

	(void) error; /* then the history is not to be had either, which is told as a gap */
	broker->ops->history(broker, &query, on_history, ticket);
}

/* since: NULL when there is nothing to be missed, and only the position is asked for. */
static void ask_history(rtws_event_stream_t *stream, rtws_subscription_t *subscription,
						const rtws_position_t *since)
{
	rtws_text_t name = rtws_channel_name(subscription->channel);
	ticket_t *ticket;

	if (rtws_rules_of(&stream->server->channels.rulebook, name)->history.size == 0) {
		return;
	}
	ticket = malloc(sizeof(*ticket) + name.len);
	if (ticket == NULL) {
		tell_gap(stream);
		return;
	}
	memcpy(ticket->name, name.at, name.len);
	ticket->channel = (rtws_text_t){ ticket->name, name.len };
	ticket->has_since = since != NULL;
	ticket->since = since != NULL ? *since : (rtws_position_t){ 0, 0 };
	ticket->stream = stream;
	stream->refs++;
	stream->awaited++;
	rtws_subscription_hold(subscription, ticket);
	rtws_watch_await(subscription->channel->watch, on_watched, ticket);
}

static void recover(rtws_event_stream_t *stream, const rtws_position_t *since)
{
	stream->is_new = since == NULL;
	stream->awaited = 1; /* so that a broker that answers at once does not end it too early */
	for (rtws_subscription_t *s = stream->subscriber.first; s != NULL; s = s->next) {
		ask_history(stream, s, since);
	}
	if (--stream->awaited == 0) {
		resume(stream);
	}
}

/* ---- beginning ------------------------------------------------------------------------------- */

static int subscribe(rtws_event_stream_t *stream, const rtws_strings_t *names)
{
	for (size_t i = 0; i < names->count; i++) {
		rtws_text_t name = { names->items[i], strlen(names->items[i]) };
		rtws_subscription_t *subscription =
			rtws_subscription_get(&stream->server->channels, &stream->subscriber, name);

		if (subscription == NULL) {
			return RTWS_E_NOMEM;
		}
		subscription->is_subscribed = true;
	}
	return 0;
}

void rtws_event_stream_begin(rtws_exchange_t *exchange, rtws_server_t *server,
							 const rtws_endpoint_t *endpoint, const rtws_strings_t *channels)
{
	rtws_event_stream_t *stream = create(exchange, server, endpoint);
	rtws_position_t since;
	rtws_response_t failure;

	if (stream == NULL || begin_answer(stream) != 0) {
		rtws_response_init(&failure, 503);
		rtws_response_explain(&failure, "out of memory");
		rtws_exchange_answer(exchange, &failure);
	}
	if (stream == NULL) {
		return;
	}
	if (!rtws_exchange_is_streaming(exchange)) { /* gone, or to HEAD: no event will come */
		on_gone(stream);
		return;
	}
	rtws_exchange_write(exchange, endpoint->prelude, strlen(endpoint->prelude));
	if (subscribe(stream, channels) != 0) {
		rtws_exchange_abort(exchange);
		on_gone(stream);
	} else {
		recover(stream, read_position(rtws_exchange_request(exchange), &since) ? &since : NULL);
	}
}

/* Appends to the name what a placeholder stands for, or what is not one. */
static int expand(const char *pattern, const rtws_request_t *request, rtws_buffer_t *out)
{
	int error = 0;

	while (*pattern != '\0' && error == 0) {
		const char *end = *pattern == '{' ? strchr(pattern, '}') : NULL;
		const rtws_param_t *param = NULL;

		for (unsigned i = 0; end != NULL && i < request->param_count; i++) {
			const rtws_param_t *p = &request->params[i];

			if (p->name.len == (size_t) (end - pattern - 1) &&
				memcmp(p->name.at, pattern + 1, p->name.len) == 0) {
				param = p;
			}
		}
		if (param != NULL) {
			error = rtws_buffer_append(out, param->value.at, param->value.len);
			pattern = end + 1;
		} else {
			error = rtws_buffer_append(out, pattern++, 1);
		}
	}
	return error;
}

static void refuse(rtws_exchange_t *exchange, int status, const char *why)
{
	rtws_response_t response;

	rtws_response_init(&response, status);
	rtws_response_explain(&response, why);
	rtws_exchange_answer(exchange, &response);
}

static bool is_offered(rtws_text_t name)
{
	return rtws_channel_name_is_valid(name) && !rtws_channel_name_is_reserved(name);
}

void rtws_event_stream_serve(rtws_exchange_t *exchange, rtws_server_t *server,
							 const rtws_endpoint_t *endpoint)
{
	const rtws_request_t *request = rtws_exchange_request(exchange);
	rtws_strings_t names = { NULL, 0 };
	rtws_buffer_t name = { NULL, 0, 0 };
	int error = 0;
	bool is_valid = true;

	for (size_t i = 0; i < endpoint->channels.count && error == 0; i++) {
		name.len = 0;
		error = expand(endpoint->channels.items[i], request, &name);
		is_valid &= is_offered((rtws_text_t){ (const char *) name.bytes, name.len });
		error |= rtws_strings_add(&names, (const char *) name.bytes, name.len);
	}
	if (error != 0) {
		refuse(exchange, 503, "out of memory");
	} else if (!is_valid) {
		refuse(exchange, 404, "no such channel");
	} else {
		rtws_event_stream_begin(exchange, server, endpoint, &names);
	}
	rtws_buffer_clear(&name);
	rtws_strings_clear(&names);
}

/* ---- gaps ------------------------------------------------------------------------------------ */

/* Does a channel of it keep what was missed? */
static bool is_recoverable(const rtws_event_stream_t *stream)
{
	for (rtws_subscription_t *s = stream->subscriber.first; s != NULL; s = s->next) {
		if (rtws_rules_of(&stream->server->channels.rulebook, rtws_channel_name(s->channel))
				->history.size > 0) {
			return true;
		}
	}
	return false;
}

/* Ended, it comes back with its Last-Event-ID, and gets what it missed. */
void rtws_event_stream_tell_gaps(rtws_server_t *server)
{
	rtws_event_stream_t *next;

	for (rtws_event_stream_t *s = server->streams; s != NULL; s = next) {
		next = s->next;
		if (is_recoverable(s)) {
			rtws_exchange_end(s->exchange); /* no event follows */
			on_gone(s);
		} else {
			tell_gap(s);
		}
	}
}

/* ---- keeping it alive ------------------------------------------------------------------------ */

void rtws_event_stream_keep_alive(rtws_server_t *server)
{
	static const char comment[] = ":\n\n";
	uint32_t now = (uint32_t) rtws_clock_ms();
	rtws_message_t *msg = NULL;

	for (rtws_event_stream_t *s = server->streams; s != NULL; s = s->next) {
		if (s->endpoint->keep_alive_ms == 0 || now - s->sent_ms < s->endpoint->keep_alive_ms) {
			continue;
		}
		if (msg == NULL && (msg = rtws_message_create(sizeof(comment))) != NULL) {
			rtws_message_append(msg, comment, sizeof(comment) - 1);
		}
		if (msg != NULL) {
			push(s, msg);
		}
	}
	if (msg != NULL) {
		rtws_message_unref(msg);
	}
}

void rtws_event_stream_end_some(rtws_server_t *server, uint32_t count)
{
	while (count-- > 0 && server->streams != NULL) {
		rtws_exchange_end(server->streams->exchange);
		on_gone(server->streams);
	}
}
