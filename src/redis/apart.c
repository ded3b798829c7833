/*
 * Links apart: for a command that makes the server wait, or for one caller who holds one. Those
 * that nobody uses stay for the next, a few of them, until they have been quiet for the time of a
 * ping.
 */
#include "redis/inside.h"

#include <stdlib.h>
#include <string.h>

enum { IDLE_MAX = 8 };

struct rtws_redis_hold {
	rtws_redis_hold_t *next; /* of the client */
	rtws_redis_t *redis;     /* NULL: it has gone */
	rtws_redis_link_t *link; /* NULL: not yet, or not any more */
	int slot;
	bool was_opened;
};

static char busy; /* the owner of a link that serves a single command */

static void keep_or_end(rtws_redis_link_t *link)
{
	unsigned idle = 0;

	link->owner = NULL;
	for (const rtws_redis_link_t *l = link->redis->links; l != NULL; l = l->next) {
		idle += l->role == &rtws_redis_role_apart && l->owner == NULL;
	}
	if (idle > IDLE_MAX || link->state != RTWS_REDIS_LINK_READY) {
		rtws_redis_link_end(link, "it was not used any more");
	}
}

static void idle(rtws_redis_link_t *link)
{
	if (link->owner == &busy) {
		keep_or_end(link);
	}
}

static void ended(rtws_redis_link_t *link)
{
	if (link->owner != NULL && link->owner != &busy) {
		((rtws_redis_hold_t *) link->owner)->link = NULL;
	}
	link->owner = NULL;
}

const rtws_redis_role_t rtws_redis_role_apart = { .idle = idle, .ended = ended };

static bool is_beside(const rtws_redis_link_t *link, const rtws_redis_link_t *other)
{
	return other->node.host == NULL ||
		   rtws_redis_link_is_at(link, other->node.host, strlen(other->node.host),
								 other->node.port);
}

rtws_redis_link_t *rtws_redis_apart_get(rtws_redis_t *redis, const rtws_redis_link_t *beside)
{
	rtws_redis_link_t *link = redis->links;
	bool is_known = beside->is_given || beside->state == RTWS_REDIS_LINK_READY;

	while (link != NULL && (link->role != &rtws_redis_role_apart || link->owner != NULL ||
							link->state != RTWS_REDIS_LINK_READY || !is_beside(link, beside))) {
		link = link->next;
	}
	if (link == NULL) {
		link = rtws_redis_link_create(redis, &rtws_redis_role_apart, NULL,
									  is_known ? &beside->node : NULL);
	}
	if (link != NULL) {
		link->owner = &busy;
	}
	return link;
}

void rtws_redis_interrupt(rtws_redis_t *redis, const char *reason)
{
	rtws_redis_link_t *link = redis->links;

	rtws_redis_enter(redis);
	while (link != NULL) {
		bool is_waited_for = link->role == &rtws_redis_role_apart && link->owner == &busy;
		rtws_redis_link_t *next = link->next;

		if (is_waited_for) {
			rtws_redis_link_end(link, reason);
			next = redis->links; /* whoever was told may have changed the list */
		}
		link = next;
	}
	rtws_redis_leave(redis);
}

/* ---- holds ----------------------------------------------------------------------------------- */

rtws_redis_hold_t *rtws_redis_hold(rtws_redis_t *redis, rtws_text_t route_key)
{
	rtws_redis_hold_t *hold = calloc(1, sizeof(*hold));

	if (hold != NULL) {
		hold->redis = redis;
		hold->slot = route_key.at != NULL ? rtws_redis_slot(route_key) : RTWS_REDIS_NO_SLOT;
		hold->next = redis->holds;
		redis->holds = hold;
	}
	return hold;
}

static void open_link(rtws_redis_hold_t *hold)
{
	rtws_redis_t *redis = hold->redis;

	if (!hold->was_opened) {
		hold->was_opened = true;
		hold->link = rtws_redis_apart_get(redis, rtws_redis_route(redis, hold->slot));
		if (hold->link != NULL) {
			hold->link->owner = hold;
		}
	}
}

rtws_redis_link_t *rtws_redis_hold_move(rtws_redis_hold_t *hold, const rtws_redis_link_t *beside)
{
	rtws_redis_link_t *former = hold->link;

	hold->link = rtws_redis_apart_get(hold->redis, beside);
	if (hold->link != NULL) {
		hold->link->owner = hold;
	}
	keep_or_end(former);
	return hold->link;
}

void rtws_redis_hold_batch(rtws_redis_hold_t *hold, size_t count, const rtws_redis_args_t *commands,
						   uint32_t timeout_ms, rtws_redis_done_fn done, void *arg)
{
	rtws_redis_t *redis = hold->redis;
	rtws_redis_request_t *request;

	if (redis == NULL || redis->is_destroyed) {
		rtws_redis_fail_call(done, arg, "the client of Redis has been closed");
		return;
	}
	request = rtws_redis_request_create(count, commands, done, arg);
	if (request == NULL) {
		rtws_redis_fail_call(done, arg, "out of memory");
		return;
	}
	request->is_fixed = hold->was_opened; /* nothing is on it before the first */
	request->hold = hold;
	request->is_batch = true;
	request->timeout_ms = timeout_ms;
	rtws_redis_enter(redis);
	open_link(hold);
	if (hold->link == NULL) {
		rtws_redis_request_fail(request, RTWS_REDIS_UNSENT,
								"the connection that was held has been lost");
	} else {
		rtws_redis_link_send(hold->link, request);
	}
	rtws_redis_leave(redis);
}

void rtws_redis_release(rtws_redis_hold_t *hold, bool is_clean)
{
	rtws_redis_t *redis = hold->redis;
	rtws_redis_link_t *link = hold->link;
	rtws_redis_hold_t **place;

	if (redis != NULL) {
		for (place = &redis->holds; *place != hold; place = &(*place)->next) {
		}
		*place = hold->next;
		rtws_redis_enter(redis);
		if (link != NULL) {
			link->owner = NULL;
			if (is_clean && link->due.first == NULL && link->waiting.first == NULL) {
				keep_or_end(link);
			} else {
				rtws_redis_link_end(link, "the connection that was held has been released");
			}
		}
		rtws_redis_leave(redis);
	}
	free(hold);
}

void rtws_redis_apart_clear(rtws_redis_t *redis)
{
	for (rtws_redis_hold_t *hold = redis->holds; hold != NULL; hold = hold->next) {
		hold->redis = NULL;
	}
	redis->holds = NULL;
}
