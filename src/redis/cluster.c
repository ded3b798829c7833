/*
 * Cluster: which node has which slot, a link for each node, and the answers that send a command
 * elsewhere. The map is asked for on the main link; a MOVED corrects it at once.
 */
#include "redis/inside.h"

#include "util/error.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum { SEEDS_MAX = 64, LATER_MS = 50 };

static void node_broken(rtws_redis_link_t *link, const char *reason)
{
	(void) reason;
	rtws_redis_cluster_refresh(link->redis); /* somebody else may have its slots now */
}

static void node_ended(rtws_redis_link_t *link)
{
	for (int slot = 0; link->redis->slots != NULL && slot < RTWS_REDIS_SLOTS; slot++) {
		if (link->redis->slots[slot] == link) {
			link->redis->slots[slot] = NULL;
		}
	}
}

const rtws_redis_role_t rtws_redis_role_node = { .is_lasting = true,
												 .broken = node_broken,
												 .ended = node_ended };

/* ---- nodes ----------------------------------------------------------------------------------- */

static rtws_redis_link_t *node_at(rtws_redis_t *redis, const char *host, size_t len, uint16_t port)
{
	rtws_redis_node_t node = { .port = port };
	rtws_redis_link_t *link = redis->links;

	while (link != NULL &&
		   (link->role != &rtws_redis_role_node || !rtws_redis_link_is_at(link, host, len, port))) {
		link = link->next;
	}
	if (link == NULL && (node.host = rtws_redis_copy((rtws_text_t){ host, len })) != NULL) {
		link = rtws_redis_link_create(redis, &rtws_redis_role_node, NULL, &node);
		free(node.host);
	}
	return link;
}

/* Any node can be asked for the map when those that were given have gone. */
static void remember(rtws_redis_t *redis, const rtws_redis_node_t *node)
{
	rtws_redis_settings_t *settings = &redis->settings;
	char *copy;

	for (size_t i = 0; i < settings->node_count; i++) {
		if (settings->nodes[i].port == node->port &&
			strcmp(settings->nodes[i].host, node->host) == 0) {
			return;
		}
	}
	if (settings->node_count < SEEDS_MAX && (copy = strdup(node->host)) != NULL) {
		rtws_redis_settings_add_node(settings, copy, node->port, false);
	}
}

/* ---- the map --------------------------------------------------------------------------------- */

/* [from, to, [host, port, ...], replicas...]; an empty host is the one that answers. */
static void take_range(rtws_redis_t *redis, const rtws_redis_reply_t *range)
{
	int64_t from = rtws_redis_integer(rtws_redis_item(range, 0), -1);
	int64_t to = rtws_redis_integer(rtws_redis_item(range, 1), -1);
	const rtws_redis_reply_t *master = rtws_redis_item(range, 2);
	const rtws_redis_reply_t *host = rtws_redis_item(master, 0);
	int64_t port = rtws_redis_integer(rtws_redis_item(master, 1), -1);
	rtws_text_t name = host->text;
	rtws_redis_link_t *link;

	if (from < 0 || to >= RTWS_REDIS_SLOTS || from > to || port < 1 || port > 65535) {
		return;
	}
	if (name.len == 0 || rtws_text_is_exactly(name, "?")) {
		name = (rtws_text_t){ redis->main->node.host, strlen(redis->main->node.host) };
	}
	link = node_at(redis, name.at, name.len, (uint16_t) port);
	if (link == NULL) {
		return;
	}
	link->is_used = true;
	remember(redis, &link->node);
	for (int64_t slot = from; slot <= to; slot++) {
		redis->slots[slot] = link;
	}
}

/* A node that takes over its first slot has none yet, but answers what comes with ASKING. */
static bool is_answering(const rtws_redis_link_t *link)
{
	return link->state == RTWS_REDIS_LINK_READY && link->due.first != NULL;
}

static void end_unused(rtws_redis_t *redis)
{
	rtws_redis_link_t *link = redis->links;

	while (link != NULL) {
		rtws_redis_link_t *next = link->next;

		if (link->role == &rtws_redis_role_node && !link->is_used && !is_answering(link)) {
			rtws_redis_link_end(link, "this node has no slots of the cluster any more");
			next = redis->links; /* whoever was told may have changed the list */
		}
		link = next;
	}
}

static void take_map(rtws_redis_t *redis, const rtws_redis_reply_t *map)
{
	for (rtws_redis_link_t *link = redis->links; link != NULL; link = link->next) {
		link->is_used = false;
	}
	memset(redis->slots, 0, RTWS_REDIS_SLOTS * sizeof(*redis->slots));
	for (size_t i = 0; i < map->count; i++) {
		take_range(redis, rtws_redis_item(map, i));
	}
	redis->has_map = true;
	end_unused(redis);
	rtws_redis_subscriptions_move(redis);
	rtws_redis_look(redis, NULL);
}

static void on_map(void *arg, const rtws_redis_result_t *result)
{
	rtws_redis_t *redis = arg;

	redis->is_asking = false;
	if (result->outcome != RTWS_REDIS_ANSWERED || redis->is_destroyed) {
		return;
	}
	if (result->reply->type == RTWS_REDIS_ARRAY && result->reply->count > 0) {
		take_map(redis, result->reply);
	} else {
		rtws_redis_link_break(
			redis->main, RTWS_REDIS_LOST, "it does not tell the cluster's slots: %s",
			result->reply->type == RTWS_REDIS_ERROR ? result->reply->text.at : "none are assigned");
	}
}

void rtws_redis_cluster_refresh(rtws_redis_t *redis)
{
	rtws_redis_args_t command = { 2, (rtws_text_t[]){ { "CLUSTER", 7 }, { "SLOTS", 5 } } };
	rtws_redis_request_t *request;

	if (redis->is_asking || redis->slots == NULL || redis->main == NULL ||
		redis->main->state != RTWS_REDIS_LINK_READY) {
		return;
	}
	request = rtws_redis_request_create(1, &command, on_map, redis);
	if (request != NULL) {
		redis->is_asking = true;
		request->is_fixed = true;
		request->timeout_ms = redis->settings.command_timeout_ms;
		rtws_redis_link_put(redis->main, request);
	}
}

/* ---- redirections ---------------------------------------------------------------------------- */

/* "MOVED 3999 127.0.0.1:6381", "ASK ..."; the host may be IPv6, or empty. */
static rtws_redis_link_t *target_of(rtws_redis_link_t *link, const rtws_redis_reply_t *error,
									int *slot)
{
	const char *at = strchr(error->text.at, ' '), *host, *colon;
	char *end;
	long number, port;

	if (at == NULL) {
		return NULL;
	}
	number = strtol(at + 1, &end, 10);
	if (*end != ' ' || number < 0 || number >= RTWS_REDIS_SLOTS) {
		return NULL;
	}
	host = end + 1;
	colon = strrchr(host, ':');
	port = colon != NULL ? strtol(colon + 1, &end, 10) : 0;
	if (port < 1 || port > 65535) {
		return NULL;
	}
	*slot = (int) number;
	if (colon == host) {
		return node_at(link->redis, link->node.host, strlen(link->node.host), (uint16_t) port);
	}
	return node_at(link->redis, host, (size_t) (colon - host), (uint16_t) port);
}

rtws_redis_link_t *rtws_redis_cluster_moved(rtws_redis_link_t *link,
											const rtws_redis_reply_t *error)
{
	rtws_redis_t *redis = link->redis;
	rtws_redis_link_t *target;
	int slot;

	if (redis->slots == NULL || !rtws_redis_is_error(error, "MOVED")) {
		return NULL;
	}
	target = target_of(link, error, &slot);
	if (target != NULL) {
		redis->slots[slot] = target;
		rtws_redis_cluster_refresh(redis); /* one slot seldom moves alone */
	}
	return target;
}

static void on_later(rtws_timer_t *timer)
{
	rtws_redis_t *redis = (rtws_redis_t *) ((char *) timer - offsetof(rtws_redis_t, later));
	rtws_redis_requests_t again = redis->again;
	rtws_redis_request_t *request;

	rtws_redis_enter(redis);
	redis->again = (rtws_redis_requests_t){ NULL, NULL };
	rtws_redis_subscriptions_move(redis);
	while ((request = rtws_redis_requests_take(&again)) != NULL) {
		rtws_redis_dispatch(redis, request);
	}
	rtws_redis_leave(redis);
}

void rtws_redis_cluster_later(rtws_redis_t *redis)
{
	if (!redis->is_destroyed && !rtws_timer_is_active(&redis->later)) {
		rtws_timer_start(redis->loop, &redis->later, LATER_MS / 1000.0, 0);
	}
}

/* The error that decides: of a batch, what a queued command was told, if that undid the whole. */
static const rtws_redis_reply_t *error_of(const rtws_redis_request_t *request,
										  const rtws_redis_reply_t *reply)
{
	static const char multi[] = "*1\r\n$5\r\nMULTI\r\n";

	if (!request->is_batch) {
		return reply;
	}
	if (request->answers == 1) {
		return &reply->items[0];
	}
	if (request->len > sizeof(multi) - 1 && memcmp(request->bytes, multi, sizeof(multi) - 1) == 0 &&
		reply->count > 0 && rtws_redis_is_error(&reply->items[reply->count - 1], "EXECABORT")) {
		for (size_t i = 0; i < reply->count; i++) {
			const rtws_redis_reply_t *item = &reply->items[i];

			if (item->type == RTWS_REDIS_ERROR) {
				return item;
			}
		}
	}
	return reply;
}

static bool send_source(rtws_redis_link_t *link, rtws_redis_request_t *request)
{
	rtws_redis_request_t *other = rtws_redis_request_with_source(request);

	if (other == NULL) {
		return false;
	}
	rtws_redis_link_send(link, other);
	return true;
}

static bool send_to(rtws_redis_t *redis, rtws_redis_link_t *link, rtws_redis_request_t *request,
					bool asks)
{
	if (link != NULL && request->is_apart) {
		link = rtws_redis_apart_get(redis, link);
	} else if (link != NULL && request->hold != NULL) {
		link = rtws_redis_hold_move(request->hold, link);
	}
	if (link == NULL) {
		return false;
	}
	rtws_redis_request_reset(request);
	request->asks = asks;
	rtws_redis_link_send(link, request);
	return true;
}

bool rtws_redis_redirect(rtws_redis_link_t *link, rtws_redis_request_t *request,
						 const rtws_redis_reply_t *reply)
{
	rtws_redis_t *redis = link->redis;
	const rtws_redis_reply_t *error = error_of(request, reply);
	int slot;

	if (error->type != RTWS_REDIS_ERROR || redis->is_destroyed) {
		return false;
	}
	if (request->script != NULL && rtws_redis_is_error(error, "NOSCRIPT")) {
		return send_source(link, request);
	}
	if (redis->settings.kind == RTWS_REDIS_SENTINEL && rtws_redis_is_error(error, "READONLY")) {
		rtws_redis_link_break(link, RTWS_REDIS_LOST, "it is no master any more");
		return false;
	}
	if (redis->slots == NULL || request->redirects >= RTWS_REDIS_REDIRECTS_MAX ||
		(request->hold != NULL && !rtws_redis_is_error(error, "MOVED"))) {
		return false;
	}
	request->redirects++;
	if (rtws_redis_is_error(error, "MOVED")) {
		return send_to(redis, rtws_redis_cluster_moved(link, error), request, false);
	}
	if (rtws_redis_is_error(error, "ASK")) {
		return send_to(redis, target_of(link, error, &slot), request, true);
	}
	if (rtws_redis_is_error(error, "TRYAGAIN") || rtws_redis_is_error(error, "CLUSTERDOWN")) {
		rtws_redis_request_reset(request);
		rtws_redis_requests_append(&redis->again, request);
		rtws_redis_cluster_later(redis);
		return true;
	}
	return false;
}

/* ---- life ------------------------------------------------------------------------------------ */

int rtws_redis_cluster_init(rtws_redis_t *redis)
{
	rtws_timer_init(&redis->later, on_later);
	if (redis->settings.kind != RTWS_REDIS_CLUSTER) {
		return 0;
	}
	redis->slots = calloc(RTWS_REDIS_SLOTS, sizeof(*redis->slots));
	return redis->slots != NULL ? 0 : RTWS_E_NOMEM;
}

void rtws_redis_cluster_clear(rtws_redis_t *redis)
{
	rtws_redis_request_t *request;

	rtws_timer_stop(redis->loop, &redis->later);
	while ((request = rtws_redis_requests_take(&redis->again)) != NULL) {
		rtws_redis_request_fail(request, RTWS_REDIS_UNSENT, "the client of Redis has been closed");
	}
	free(redis->slots);
	redis->slots = NULL;
}
