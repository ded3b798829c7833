/*
 * Link: one connection to a server, from where it is to be looked for until it is ready, and again
 * after it has broken. What is sent on it is in link_traffic.c, how it begins in link_greeting.c.
 */
#include "redis/inside.h"

#include "util/clock.h"
#include "util/random.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

const char *rtws_redis_link_where(const rtws_redis_link_t *link, char *out, size_t size)
{
	const rtws_redis_node_t *node = &link->node;

	if (node->host == NULL) {
		snprintf(out, size, "Redis");
	} else if (node->is_unix) {
		snprintf(out, size, "unix://%.100s", node->host);
	} else {
		snprintf(out, size,
				 strchr(node->host, ':') != NULL ? "redis%s://[%.100s]:%u" : "redis%s://%.100s:%u",
				 link->redis->tls != NULL ? "s" : "", node->host, node->port);
	}
	return out;
}

bool rtws_redis_link_is_at(const rtws_redis_link_t *link, const char *host, size_t len,
						   uint16_t port)
{
	return link->node.host != NULL && link->node.port == port && strlen(link->node.host) == len &&
		   memcmp(link->node.host, host, len) == 0;
}

/* ---- breaking -------------------------------------------------------------------------------- */

static void drop_address(rtws_redis_link_t *link)
{
	if (link->lookup != NULL) {
		rtws_redis_lookup_end(link->lookup);
		link->lookup = NULL;
	}
	if (link->numbers != NULL) {
		freeaddrinfo(link->numbers);
		link->numbers = NULL;
	}
	link->address = NULL;
}

static void close_socket(rtws_redis_link_t *link)
{
	if (link->wire.fd >= 0) {
		rtws_io_watch(link->redis->loop, &link->io, 0);
		rtws_redis_wire_close(&link->wire);
	}
}

static void drop_connection(rtws_redis_link_t *link)
{
	rtws_redis_sentinel_forget(link);
	drop_address(link);
	close_socket(link);
	rtws_redis_reader_destroy(link->reader);
	link->reader = NULL;
	rtws_timer_stop(link->redis->loop, &link->timer);
}

/* Those that may have arrived, and those that certainly have not. The oldest is the one that is
 * late. */
static void fail_due(rtws_redis_requests_t *due, uint64_t sent, rtws_redis_outcome_t outcome,
					 const char *reason)
{
	rtws_redis_request_t *request;

	while ((request = rtws_redis_requests_take(due)) != NULL) {
		rtws_redis_request_fail(request, request->from < sent ? outcome : RTWS_REDIS_UNSENT,
								reason);
		if (outcome == RTWS_REDIS_LATE) {
			outcome = RTWS_REDIS_LOST;
		}
	}
}

/* Between half of it and all of it: those who lost their server together do not come together. */
static uint32_t jittered(uint32_t ms)
{
	return ms / 2 + (uint32_t) (rtws_random() % (ms - ms / 2 + 1));
}

static void rest(rtws_redis_link_t *link)
{
	const rtws_redis_settings_t *settings = &link->redis->settings;

	link->state = RTWS_REDIS_LINK_RESTING;
	if (link->role->is_lasting) {
		if (link->pause_ms == 0) {
			link->pause_ms = settings->retry_min_ms;
		}
		rtws_timer_start(link->redis->loop, &link->timer, jittered(link->pause_ms) / 1000.0, 0);
		link->pause_ms = link->pause_ms < settings->retry_max_ms / 2 ? link->pause_ms * 2
																	 : settings->retry_max_ms;
	}
}

void rtws_redis_link_break(rtws_redis_link_t *link, rtws_redis_outcome_t outcome,
						   const char *format, ...)
{
	rtws_redis_requests_t due = link->due, waiting = { NULL, NULL };
	uint64_t sent = link->sent;
	char where[120], why[RTWS_REDIS_REASON_MAX - sizeof(where) - 1]; /* ": " and one NUL less */
	va_list args;

	if (link->is_gone || link->state == RTWS_REDIS_LINK_RESTING) {
		return;
	}
	va_start(args, format);
	vsnprintf(why, sizeof(why), format, args);
	va_end(args);
	snprintf(link->reason, sizeof(link->reason), "%s: %s",
			 rtws_redis_link_where(link, where, sizeof(where)), why);
	drop_connection(link);
	link->due = (rtws_redis_requests_t){ NULL, NULL };
	if (link->redis->settings.wait_ms == 0) {
		waiting = link->waiting;
		link->waiting_bytes = 0;
		link->waiting = (rtws_redis_requests_t){ NULL, NULL };
	}
	for (rtws_redis_request_t *r = link->waiting.first; r != NULL && r->due_ms == 0; r = r->next) {
		r->due_ms = rtws_clock_ms() + link->redis->settings.wait_ms; /* its time begins now */
	}
	rtws_buffer_clear(&link->out);
	link->is_fresh = false;
	rest(link);
	rtws_redis_link_schedule(link);
	if (link->role->broken != NULL) {
		link->role->broken(link, link->reason);
	}
	rtws_redis_look(link->redis, link->reason);
	fail_due(&due, sent, outcome, link->reason);
	fail_due(&waiting, 0, outcome, link->reason);
	if (!link->role->is_lasting) {
		rtws_redis_link_end(link, link->reason);
	}
}

void rtws_redis_link_end(rtws_redis_link_t *link, const char *reason)
{
	rtws_redis_t *redis = link->redis;
	rtws_redis_link_t **place = &redis->links;

	if (link->is_gone) {
		return;
	}
	link->is_gone = true;
	if (reason != link->reason) {
		snprintf(link->reason, sizeof(link->reason), "%s", reason);
	}
	while (*place != link) {
		place = &(*place)->next;
	}
	*place = link->next;
	link->next = redis->graves;
	redis->graves = link;
	drop_connection(link);
	rtws_timer_stop(redis->loop, &link->watch);
	link->state = RTWS_REDIS_LINK_RESTING;
	if (link->role->ended != NULL) {
		link->role->ended(link);
	}
	fail_due(&link->due, link->sent, RTWS_REDIS_LOST, link->reason);
	fail_due(&link->waiting, 0, RTWS_REDIS_LOST, link->reason);
}

void rtws_redis_link_free(rtws_redis_link_t *link)
{
	rtws_buffer_clear(&link->out);
	free(link->node.host);
	free(link);
}

/* ---- connecting ------------------------------------------------------------------------------ */

static void shake(rtws_redis_link_t *link)
{
	int result = rtws_redis_tls_shake(&link->wire);

	if (result < 0) {
		rtws_redis_link_break(link, RTWS_REDIS_UNSENT, "%s", link->wire.why);
	} else if (result > 0) {
		rtws_redis_link_greet(link);
	} else {
		rtws_io_watch(link->redis->loop, &link->io,
					  rtws_redis_tls_wants_write(&link->wire) ? RTWS_WRITE : RTWS_READ);
	}
}

static void connected(rtws_redis_link_t *link)
{
	drop_address(link);
	if (link->redis->tls == NULL) {
		rtws_redis_link_greet(link);
		return;
	}
	link->state = RTWS_REDIS_LINK_SHAKING;
	if (!rtws_redis_tls_start(&link->wire, link->redis->tls, link->node.host)) {
		rtws_redis_link_break(link, RTWS_REDIS_UNSENT, "TLS: %s", link->wire.why);
		return;
	}
	shake(link);
}

static void connect_next(rtws_redis_link_t *link);

static void on_io(rtws_io_t *io, unsigned events)
{
	rtws_redis_link_t *link = (rtws_redis_link_t *) ((char *) io - offsetof(rtws_redis_link_t, io));
	rtws_redis_t *redis = link->redis;

	rtws_redis_enter(redis);
	switch (link->state) {
		case RTWS_REDIS_LINK_CONNECTING:
			if (rtws_redis_wire_opened(&link->wire)) {
				connected(link);
			} else {
				close_socket(link);
				connect_next(link);
			}
			break;
		case RTWS_REDIS_LINK_SHAKING:
			shake(link);
			break;
		default:
			rtws_redis_link_traffic(link, events);
	}
	rtws_redis_leave(redis);
}

static bool connect_to(rtws_redis_link_t *link, const struct sockaddr *address, socklen_t len)
{
	if (!rtws_redis_wire_open(&link->wire, address, len)) {
		return false;
	}
	link->state = RTWS_REDIS_LINK_CONNECTING;
	rtws_io_init(&link->io, link->wire.fd, on_io);
	rtws_io_watch(link->redis->loop, &link->io, RTWS_WRITE);
	return true;
}

/* The addresses of a name one after the other, until one answers. */
static void connect_next(rtws_redis_link_t *link)
{
	while (link->address != NULL) {
		const struct addrinfo *a = link->address;

		link->address = a->ai_next;
		if (connect_to(link, a->ai_addr, a->ai_addrlen)) {
			return;
		}
	}
	rtws_redis_link_break(link, RTWS_REDIS_UNSENT, "cannot connect: %s", link->wire.why);
}

static void connect_unix(rtws_redis_link_t *link)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", link->node.host);
	if (!connect_to(link, (struct sockaddr *) &address, sizeof(address))) {
		rtws_redis_link_break(link, RTWS_REDIS_UNSENT, "cannot connect: %s", link->wire.why);
	}
}

static void on_found(void *arg, const struct addrinfo *found, const char *why)
{
	rtws_redis_link_t *link = arg;
	rtws_redis_t *redis = link->redis;

	rtws_redis_enter(redis);
	if (found == NULL) {
		rtws_redis_link_break(link, RTWS_REDIS_UNSENT, "\"%s\" has no address: %s", link->node.host,
							  why);
	} else {
		link->address = found;
		connect_next(link);
	}
	rtws_redis_leave(redis);
}

static void find_address(rtws_redis_link_t *link)
{
	link->numbers = rtws_redis_lookup_number(link->node.host, link->node.port);
	if (link->numbers != NULL) {
		link->address = link->numbers;
		connect_next(link);
		return;
	}
	link->state = RTWS_REDIS_LINK_RESOLVING;
	link->lookup = rtws_redis_lookup_start(link->redis->loop, link->node.host, link->node.port,
										   on_found, link);
	if (link->lookup == NULL) {
		rtws_redis_link_break(link, RTWS_REDIS_UNSENT,
							  "cannot look the name up: no thread or memory for it");
	}
}

void rtws_redis_link_go_to(rtws_redis_link_t *link, const char *host, uint16_t port, bool is_unix)
{
	if (link->node.host != host) {
		char *copy = strdup(host);

		if (copy == NULL) {
			rtws_redis_link_break(link, RTWS_REDIS_UNSENT, "out of memory");
			return;
		}
		free(link->node.host);
		link->node = (rtws_redis_node_t){ copy, port, is_unix };
	}
	rtws_timer_start(link->redis->loop, &link->timer,
					 link->redis->settings.connect_timeout_ms / 1000.0, 0);
	if (is_unix) {
		connect_unix(link);
	} else {
		find_address(link);
	}
}

/* ---- attempts -------------------------------------------------------------------------------- */

static void attempt(rtws_redis_link_t *link)
{
	link->state = RTWS_REDIS_LINK_LOCATING;
	link->wire.why[0] = '\0';
	if (link->is_given) {
		rtws_redis_link_go_to(link, link->node.host, link->node.port, link->node.is_unix);
	} else {
		rtws_redis_locate(link);
	}
}

static void on_timer(rtws_timer_t *timer)
{
	rtws_redis_link_t *link =
		(rtws_redis_link_t *) ((char *) timer - offsetof(rtws_redis_link_t, timer));
	rtws_redis_t *redis = link->redis;

	rtws_redis_enter(redis);
	if (link->state == RTWS_REDIS_LINK_RESTING) {
		attempt(link);
	} else {
		rtws_redis_link_break(link, RTWS_REDIS_UNSENT,
							  "not ready within %g s of connecting (connect_timeout)",
							  redis->settings.connect_timeout_ms / 1000.0);
	}
	rtws_redis_leave(redis);
}

void rtws_redis_link_is_ready(rtws_redis_link_t *link)
{
	rtws_redis_request_t *request;

	rtws_timer_stop(link->redis->loop, &link->timer);
	link->state = RTWS_REDIS_LINK_READY;
	link->is_fresh = false;
	link->pause_ms = 0;
	if (link->role->ready != NULL) {
		link->role->ready(link);
	}
	rtws_redis_look(link->redis, NULL);
	while (link->state == RTWS_REDIS_LINK_READY &&
		   (request = rtws_redis_link_take_waiting(link)) != NULL) {
		rtws_redis_link_put(link, request);
	}
	rtws_redis_link_schedule(link);
}

rtws_redis_link_t *rtws_redis_link_create(rtws_redis_t *redis, const rtws_redis_role_t *role,
										  void *owner, const rtws_redis_node_t *node)
{
	rtws_redis_link_t *link = calloc(1, sizeof(*link));

	if (link == NULL) {
		return NULL;
	}
	if (node != NULL) {
		link->node = *node;
		link->node.host = strdup(node->host);
		if (link->node.host == NULL) {
			free(link);
			return NULL;
		}
		link->is_given = true;
	}
	link->redis = redis;
	link->role = role;
	link->owner = owner;
	link->is_fresh = true;
	rtws_redis_wire_init(&link->wire);
	rtws_timer_init(&link->timer, on_timer);
	rtws_timer_init(&link->watch, rtws_redis_link_on_watch);
	link->next = redis->links;
	redis->links = link;
	rtws_timer_start(redis->loop, &link->timer, 0,
					 0); /* nothing is called back before it is known */
	return link;
}
