/*
 * Client: the links of one owner, and which of them a command goes to.
 */
#include "redis/inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- life ------------------------------------------------------------------------------------ */

void rtws_redis_enter(rtws_redis_t *redis)
{
	redis->depth++;
}

static void free_graves(rtws_redis_t *redis)
{
	rtws_redis_link_t *link;

	while ((link = redis->graves) != NULL) {
		redis->graves = link->next;
		rtws_redis_link_free(link);
	}
}

void rtws_redis_leave(rtws_redis_t *redis)
{
	if (--redis->depth > 0) {
		return;
	}
	free_graves(redis);
	if (redis->is_destroyed) {
		rtws_redis_tls_destroy(redis->tls);
		rtws_redis_settings_clear(&redis->settings);
		free(redis);
	}
}

static void main_broken(rtws_redis_link_t *link, const char *reason)
{
	(void) reason;
	link->redis->seed++;
}

static void main_ready(rtws_redis_link_t *link)
{
	if (link->redis->slots != NULL) {
		rtws_redis_cluster_refresh(link->redis);
	}
}

static const rtws_redis_role_t role_main = { .is_lasting = true,
											 .ready = main_ready,
											 .broken = main_broken };

/* Not entered: it may be freed here. */
static void give_up(rtws_redis_t *redis)
{
	rtws_redis_cluster_clear(redis);
	rtws_redis_tls_destroy(redis->tls);
	rtws_redis_settings_clear(&redis->settings);
	free(redis);
}

static rtws_redis_t *make(rtws_redis_settings_t *settings, rtws_loop_t *loop)
{
	rtws_redis_t *redis = calloc(1, sizeof(*redis));

	if (redis != NULL) {
		redis->settings = *settings;
		redis->loop = loop;
		rtws_redis_settings_init(settings); /* taken over */
	}
	return redis;
}

rtws_redis_t *rtws_redis_create(rtws_redis_settings_t *settings, rtws_loop_t *loop,
								const rtws_redis_events_t *events, void *app,
								char error[RTWS_REDIS_ERROR_MAX])
{
	rtws_redis_t *redis;

	error[0] = '\0';
	if (rtws_redis_missing() != NULL) {
		rtws_redis_wrong(error, "%s", rtws_redis_missing());
		return NULL;
	}
	if (rtws_redis_settings_check(settings, error) != 0) {
		return NULL;
	}
	redis = make(settings, loop);
	if (redis == NULL) {
		rtws_redis_wrong(error, "out of memory");
		return NULL;
	}
	redis->events = events;
	redis->app = app;
	if (redis->settings.tls) {
		redis->tls = rtws_redis_tls_create(&redis->settings, error);
		if (redis->tls == NULL) {
			give_up(redis);
			return NULL;
		}
	}
	if (rtws_redis_cluster_init(redis) != 0 ||
		(redis->main = rtws_redis_link_create(redis, &role_main, NULL, NULL)) == NULL) {
		rtws_redis_wrong(error, "out of memory");
		give_up(redis);
		return NULL;
	}
	return redis;
}

void rtws_redis_destroy(rtws_redis_t *redis)
{
	if (redis->is_destroyed) {
		return;
	}
	rtws_redis_enter(redis);
	redis->is_destroyed = true;
	rtws_redis_apart_clear(redis);
	while (redis->links != NULL) {
		rtws_redis_link_end(redis->links, "the client of Redis has been closed");
	}
	rtws_redis_subscriptions_clear(redis);
	rtws_redis_cluster_clear(redis);
	rtws_redis_leave(redis);
}

/* ---- up and down ----------------------------------------------------------------------------- */

/* A link whose first attempt is under way is not broken; nor are those of subscriptions, which have
 * events of their own, and those that end when they break. */
static bool all_are_ready(const rtws_redis_t *redis)
{
	for (const rtws_redis_link_t *link = redis->links; link != NULL; link = link->next) {
		if (link->role == &rtws_redis_role_node && !link->is_fresh &&
			link->state != RTWS_REDIS_LINK_READY) {
			return false;
		}
	}
	return redis->main != NULL && redis->main->state == RTWS_REDIS_LINK_READY &&
		   (redis->slots == NULL || redis->has_map);
}

static void tell_up(rtws_redis_t *redis)
{
	redis->is_up = true;
	redis->times++;
	redis->told[0] = '\0';
	if (redis->events->up != NULL) {
		rtws_redis_server_t server = redis->main->server;

		server.times = redis->times;
		redis->events->up(redis->app, &server);
	}
}

void rtws_redis_look(rtws_redis_t *redis, const char *reason)
{
	bool is_up;

	if (redis->is_destroyed) {
		return;
	}
	is_up = all_are_ready(redis);
	if (is_up && !redis->is_up) {
		tell_up(redis);
		return;
	}
	if (is_up || reason == NULL || (!redis->is_up && strcmp(redis->told, reason) == 0)) {
		return; /* the same again is no news */
	}
	redis->is_up = false;
	snprintf(redis->told, sizeof(redis->told), "%s", reason);
	if (redis->events->down != NULL) {
		redis->events->down(redis->app, reason);
	}
}

bool rtws_redis_is_up(const rtws_redis_t *redis)
{
	return redis->is_up;
}

void rtws_redis_locate(rtws_redis_link_t *link)
{
	const rtws_redis_settings_t *settings = &link->redis->settings;
	const rtws_redis_node_t *node;

	if (settings->kind == RTWS_REDIS_SENTINEL) {
		rtws_redis_sentinel_locate(link);
		return;
	}
	node = &settings->nodes[link->redis->seed % settings->node_count];
	rtws_redis_link_go_to(link, node->host, node->port, node->is_unix);
}

/* ---- commands -------------------------------------------------------------------------------- */

rtws_redis_link_t *rtws_redis_route(rtws_redis_t *redis, int slot)
{
	if (slot >= 0 && redis->slots != NULL && redis->slots[slot] != NULL) {
		return redis->slots[slot];
	}
	return redis->main;
}

void rtws_redis_dispatch(rtws_redis_t *redis, rtws_redis_request_t *request)
{
	rtws_redis_link_t *link;

	if (redis->is_destroyed) {
		rtws_redis_request_fail(request, RTWS_REDIS_UNSENT, "the client of Redis has been closed");
		return;
	}
	link = rtws_redis_route(redis, request->slot);
	if (request->is_apart) {
		link = rtws_redis_apart_get(redis, link);
	}
	if (link == NULL) {
		rtws_redis_request_fail(request, RTWS_REDIS_UNSENT, "out of memory");
		return;
	}
	rtws_redis_link_send(link, request);
}

static void start(rtws_redis_t *redis, rtws_redis_request_t *request, rtws_text_t route_key,
				  uint32_t timeout_ms, rtws_redis_done_fn done, void *arg)
{
	if (request == NULL) {
		rtws_redis_fail_call(done, arg, "out of memory");
		return;
	}
	if (route_key.at != NULL) {
		request->slot = rtws_redis_slot(route_key);
	}
	request->timeout_ms = timeout_ms;
	rtws_redis_enter(redis);
	rtws_redis_dispatch(redis, request);
	rtws_redis_leave(redis);
}

void rtws_redis_command(rtws_redis_t *redis, rtws_text_t route_key, int argc,
						const rtws_text_t *argv, rtws_redis_done_fn done, void *arg)
{
	rtws_redis_args_t command = { argc, argv };

	start(redis, rtws_redis_request_create(1, &command, done, arg), route_key,
		  redis->settings.command_timeout_ms, done, arg);
}

void rtws_redis_batch(rtws_redis_t *redis, rtws_text_t route_key, size_t count,
					  const rtws_redis_args_t *commands, rtws_redis_done_fn done, void *arg)
{
	rtws_redis_request_t *request = rtws_redis_request_create(count, commands, done, arg);

	if (request != NULL) {
		request->is_batch = true;
	}
	start(redis, request, route_key, redis->settings.command_timeout_ms, done, arg);
}

void rtws_redis_command_apart(rtws_redis_t *redis, rtws_text_t route_key, int argc,
							  const rtws_text_t *argv, uint32_t timeout_ms, rtws_redis_done_fn done,
							  void *arg)
{
	rtws_redis_args_t command = { argc, argv };
	rtws_redis_request_t *request = rtws_redis_request_create(1, &command, done, arg);

	if (request != NULL) {
		request->is_apart = true;
	}
	start(redis, request, route_key, timeout_ms, done, arg);
}

void rtws_redis_script(rtws_redis_t *redis, const rtws_redis_script_t *script,
					   rtws_text_t route_key, int key_count, int argc, const rtws_text_t *argv,
					   rtws_redis_done_fn done, void *arg)
{
	start(redis, rtws_redis_request_of_script(script, key_count, argc, argv, done, arg), route_key,
		  redis->settings.command_timeout_ms, done, arg);
}
