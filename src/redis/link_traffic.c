/*
 * What goes over a link: requests in the order they were given, answers in the same; who waits too
 * long; and a PING when it is quiet.
 */
#include "redis/inside.h"

#include "util/clock.h"

#include <stddef.h>
#include <stdio.h>

enum { CHUNK = 16 * 1024, OUT_KEPT = 64 * 1024 };

/* ---- sending --------------------------------------------------------------------------------- */

static void want(rtws_redis_link_t *link)
{
	unsigned events = RTWS_READ;

	if (link->out.len > 0 || rtws_redis_tls_wants_write(&link->wire)) {
		events |= RTWS_WRITE;
	}
	rtws_io_watch(link->redis->loop, &link->io, events);
}

static void put_asking(rtws_redis_link_t *link)
{
	rtws_redis_args_t command = { 1, &(rtws_text_t){ "ASKING", 6 } };
	rtws_redis_request_t *asking = rtws_redis_request_create(1, &command, NULL, NULL);

	if (asking != NULL) { /* else the answer is another redirection */
		asking->is_fixed = true;
		rtws_redis_link_put(link, asking);
	}
}

void rtws_redis_link_put(rtws_redis_link_t *link, rtws_redis_request_t *request)
{
	if (request->asks) {
		put_asking(link);
	}
	if (rtws_buffer_append(&link->out, request->bytes, request->len) != 0) {
		rtws_redis_request_fail(request, RTWS_REDIS_UNSENT, "out of memory");
		return;
	}
	request->from = link->sent + link->out.len - request->len;
	request->due_ms = request->timeout_ms != 0 ? rtws_clock_ms() + request->timeout_ms : 0;
	rtws_redis_requests_append(&link->due, request);
	want(link);
	rtws_redis_link_schedule(link);
}

rtws_redis_request_t *rtws_redis_link_take_waiting(rtws_redis_link_t *link)
{
	rtws_redis_request_t *request = rtws_redis_requests_take(&link->waiting);

	if (request != NULL) {
		link->waiting_bytes -= request->len;
	}
	return request;
}

static void wait_for_link(rtws_redis_link_t *link, rtws_redis_request_t *request)
{
	const rtws_redis_settings_t *settings = &link->redis->settings;

	request->due_ms = 0; /* a first attempt ends by itself */
	if (!link->is_fresh) {
		request->due_ms = rtws_clock_ms() + settings->wait_ms;
	}
	rtws_redis_requests_append(&link->waiting, request);
	link->waiting_bytes += request->len;
	rtws_redis_link_schedule(link);
}

void rtws_redis_link_send(rtws_redis_link_t *link, rtws_redis_request_t *request)
{
	const rtws_redis_settings_t *settings = &link->redis->settings;
	char reason[RTWS_REDIS_REASON_MAX];

	if (link->is_gone ||
		(link->state != RTWS_REDIS_LINK_READY && !link->is_fresh && settings->wait_ms == 0)) {
		rtws_redis_request_fail(request, RTWS_REDIS_UNSENT, link->reason);
		return;
	}
	if (link->out.len + link->waiting_bytes + request->len > settings->queue_bytes) {
		snprintf(reason, sizeof(reason), "%zu bytes of commands wait to be sent already",
				 link->out.len + link->waiting_bytes);
		rtws_redis_request_fail(request, RTWS_REDIS_UNSENT, reason);
		return;
	}
	if (link->state == RTWS_REDIS_LINK_READY) {
		rtws_redis_link_put(link, request);
	} else {
		wait_for_link(link, request);
	}
}

static bool flush(rtws_redis_link_t *link)
{
	while (link->out.len > 0) {
		ssize_t n =
			rtws_redis_wire_write(&link->wire, (const char *) link->out.bytes, link->out.len);

		if (n < 0) {
			rtws_redis_link_break(link, RTWS_REDIS_LOST, "%s", link->wire.why);
			return false;
		}
		if (n == 0) {
			break;
		}
		link->sent += (uint64_t) n;
		rtws_buffer_consume(&link->out, (size_t) n);
	}
	if (link->out.len == 0 && link->out.size > OUT_KEPT) {
		rtws_buffer_clear(&link->out);
	}
	return true;
}

/* ---- answers --------------------------------------------------------------------------------- */

/* Of a batch, all but the last are only kept. False: there are more to come, or it has failed. */
static bool is_whole(rtws_redis_link_t *link, rtws_redis_request_t *request,
					 rtws_redis_reply_t *reply)
{
	if (!request->is_batch) {
		return true;
	}
	if (!rtws_redis_request_keep(request, reply)) {
		rtws_redis_link_break(link, RTWS_REDIS_LOST, "out of memory");
		return false;
	}
	return ++request->got == request->answers;
}

static void take_answer(rtws_redis_link_t *link, rtws_redis_reply_t *reply)
{
	rtws_redis_request_t *request = link->due.first;
	const rtws_redis_reply_t *answer;

	if (link->role->push != NULL && link->role->push(link, reply)) {
		return;
	}
	if (request == NULL) {
		rtws_redis_link_break(link, RTWS_REDIS_LOST, "it has sent an answer to nothing: %.60s",
							  reply->text.at != NULL ? reply->text.at : "");
		return;
	}
	if (!is_whole(link, request, reply)) {
		return;
	}
	rtws_redis_requests_take(&link->due);
	answer = request->is_batch ? &request->all : reply;
	if (request->is_fixed || !rtws_redis_redirect(link, request, answer)) {
		rtws_redis_request_answer(request, answer);
	}
	if (!link->is_gone && link->due.first == NULL && link->waiting.first == NULL &&
		link->role->idle != NULL) {
		link->role->idle(link);
	}
}

/* False: the link is not what it was any more. */
static bool take_answers(rtws_redis_link_t *link)
{
	rtws_redis_reader_t *reader = link->reader;
	rtws_redis_reply_t *reply;
	int result;

	while ((result = rtws_redis_reader_next(reader, &reply)) > 0) {
		take_answer(link, reply);
		rtws_redis_reply_free(reply);
		if (link->reader != reader) {
			return false;
		}
	}
	if (result < 0) {
		rtws_redis_link_break(link, RTWS_REDIS_LOST, "what it sends is no Redis protocol: %s",
							  rtws_redis_reader_error(reader));
	}
	return result == 0;
}

static bool receive(rtws_redis_link_t *link)
{
	char bytes[CHUNK];
	ssize_t n;

	do {
		n = rtws_redis_wire_read(&link->wire, bytes, sizeof(bytes));
		if (n < 0) {
			rtws_redis_link_break(link, RTWS_REDIS_LOST, "%s", link->wire.why);
			return false;
		}
		if (n > 0) {
			link->heard_ms = rtws_clock_ms();
			if (!rtws_redis_reader_feed(link->reader, bytes, (size_t) n)) {
				rtws_redis_link_break(link, RTWS_REDIS_LOST, "out of memory");
				return false;
			}
			if (!take_answers(link)) {
				return false;
			}
		}
		/* what TLS has decrypted already no event will tell of */
	} while (n == (ssize_t) sizeof(bytes) || (n > 0 && link->wire.ssl != NULL));
	return true;
}

void rtws_redis_link_traffic(rtws_redis_link_t *link, unsigned events)
{
	bool may_read = (events & RTWS_READ) != 0 || link->wire.ssl != NULL; /* either needs either */

	if ((!may_read || receive(link)) && flush(link)) {
		want(link);
		rtws_redis_link_schedule(link);
	}
}

/* ---- time ------------------------------------------------------------------------------------ */

static bool is_connected(const rtws_redis_link_t *link)
{
	return link->state >= RTWS_REDIS_LINK_GREETING;
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
	return a == 0 || (b != 0 && b < a) ? b : a;
}

/* When something has to be looked at; 0: never. */
static uint64_t next_due(const rtws_redis_link_t *link)
{
	uint64_t due = 0;

	if (link->waiting.first != NULL) {
		due = link->waiting.first->due_ms;
	}
	if (is_connected(link) && link->due.first != NULL) {
		due = earlier(due, link->due.first->due_ms);
	} else if (link->state == RTWS_REDIS_LINK_READY && link->redis->settings.ping_ms != 0) {
		due = earlier(due, link->heard_ms + link->redis->settings.ping_ms);
	}
	return due;
}

void rtws_redis_link_schedule(rtws_redis_link_t *link)
{
	uint64_t due = next_due(link), now;

	if (link->is_gone || due == 0 || (link->watch_due_ms != 0 && link->watch_due_ms <= due)) {
		return; /* too early is looked at anew */
	}
	now = rtws_clock_ms();
	link->watch_due_ms = due;
	rtws_timer_start(link->redis->loop, &link->watch, due > now ? (due - now) / 1000.0 + 0.001 : 0,
					 0);
}

static void give_up_waiting(rtws_redis_link_t *link, uint64_t now)
{
	while (link->waiting.first != NULL && link->waiting.first->due_ms != 0 &&
		   link->waiting.first->due_ms <= now) {
		rtws_redis_request_fail(rtws_redis_link_take_waiting(link), RTWS_REDIS_UNSENT,
								link->reason);
	}
}

static void ping(rtws_redis_link_t *link)
{
	const rtws_redis_settings_t *settings = &link->redis->settings;
	rtws_redis_args_t command = { 1, &(rtws_text_t){ "PING", 4 } };
	rtws_redis_request_t *request;

	if (!link->role->is_lasting && link->owner == NULL) {
		rtws_redis_link_end(link, "it was not used any more");
		return;
	}
	request = rtws_redis_request_create(1, &command, NULL, NULL);
	if (request != NULL) {
		request->is_fixed = true;
		request->timeout_ms = settings->command_timeout_ms != 0 ? settings->command_timeout_ms
																: settings->connect_timeout_ms;
		rtws_redis_link_put(link, request);
	}
}

void rtws_redis_link_on_watch(rtws_timer_t *timer)
{
	rtws_redis_link_t *link =
		(rtws_redis_link_t *) ((char *) timer - offsetof(rtws_redis_link_t, watch));
	rtws_redis_t *redis = link->redis;
	const rtws_redis_request_t *first;
	uint64_t now = rtws_clock_ms();

	rtws_redis_enter(redis);
	link->watch_due_ms = 0;
	give_up_waiting(link, now);
	first = link->due.first;
	if (is_connected(link) && first != NULL && first->due_ms != 0 && first->due_ms <= now) {
		rtws_redis_link_break(link, RTWS_REDIS_LATE, "no answer within %g s (command_timeout)",
							  first->timeout_ms / 1000.0);
	} else if (link->state == RTWS_REDIS_LINK_READY && first == NULL &&
			   redis->settings.ping_ms != 0 && link->heard_ms + redis->settings.ping_ms <= now) {
		ping(link);
	}
	rtws_redis_link_schedule(link);
	rtws_redis_leave(redis);
}
