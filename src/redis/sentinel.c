/*
 * Sentinels: asked at each attempt where the master is, one after the other until one knows. What
 * they say is verified by the greeting: a master says that it is one.
 */
#include "redis/inside.h"

#include <stdio.h>
#include <string.h>

static void ask_next(rtws_redis_link_t *asker);

/* Looks for the link that asked, and takes the probe away from it; NULL: it does not want to know
 * any more. */
static rtws_redis_link_t *take_asker(rtws_redis_link_t *probe)
{
	rtws_redis_link_t *asker = probe->owner;

	probe->owner = NULL;
	if (asker != NULL) {
		asker->probe = NULL;
	}
	return asker;
}

static void try_another(rtws_redis_link_t *asker, const char *why)
{
	snprintf(asker->complaint, sizeof(asker->complaint), "%s", why);
	asker->redis->seed++;
	ask_next(asker);
}

static void on_master(void *arg, const rtws_redis_result_t *result)
{
	rtws_redis_link_t *probe = arg, *asker;
	const rtws_redis_reply_t *host, *port;
	char why[RTWS_REDIS_REASON_MAX], where[128];

	if (result->outcome != RTWS_REDIS_ANSWERED) {
		return; /* it breaks: probe_broken() */
	}
	asker = take_asker(probe);
	if (asker == NULL) {
		return;
	}
	host = rtws_redis_item(result->reply, 0);
	port = rtws_redis_item(result->reply, 1);
	if (host->type == RTWS_REDIS_STRING && host->text.len > 0 && rtws_redis_integer(port, 0) > 0 &&
		rtws_redis_integer(port, 0) < 65536) {
		rtws_redis_link_go_to(asker, host->text.at, (uint16_t) rtws_redis_integer(port, 0), false);
	} else {
		snprintf(why, sizeof(why), "Sentinel %s knows no master \"%.60s\"%s%.80s",
				 rtws_redis_link_where(probe, where, sizeof(where)), probe->redis->settings.master,
				 result->reply->type == RTWS_REDIS_ERROR ? ": " : "",
				 result->reply->type == RTWS_REDIS_ERROR ? result->reply->text.at : "");
		try_another(asker, why);
	}
	rtws_redis_link_end(probe, "it has answered");
}

static void probe_ready(rtws_redis_link_t *probe)
{
	const rtws_redis_settings_t *settings = &probe->redis->settings;
	rtws_text_t words[] = { { "SENTINEL", 8 },
							{ "get-master-addr-by-name", 23 },
							{ settings->master, strlen(settings->master) } };
	rtws_redis_args_t command = { 3, words };
	rtws_redis_request_t *request = rtws_redis_request_create(1, &command, on_master, probe);

	if (request == NULL) {
		rtws_redis_link_break(probe, RTWS_REDIS_UNSENT, "out of memory");
		return;
	}
	request->is_fixed = true;
	request->timeout_ms = settings->connect_timeout_ms;
	rtws_redis_link_put(probe, request);
}

static void probe_broken(rtws_redis_link_t *probe, const char *reason)
{
	rtws_redis_link_t *asker = take_asker(probe);
	char why[RTWS_REDIS_REASON_MAX];

	if (asker != NULL) {
		snprintf(why, sizeof(why), "Sentinel %.240s", reason);
		try_another(asker, why);
	}
}

static void probe_ended(rtws_redis_link_t *probe)
{
	take_asker(probe);
}

static const rtws_redis_role_t role_probe = {
	.is_sentinel = true, .ready = probe_ready, .broken = probe_broken, .ended = probe_ended
};

static void ask_next(rtws_redis_link_t *asker)
{
	rtws_redis_t *redis = asker->redis;
	const rtws_redis_settings_t *settings = &redis->settings;

	if (asker->tried == settings->node_count) {
		rtws_redis_link_break(asker, RTWS_REDIS_UNSENT, "no Sentinel tells where the master is: %s",
							  asker->complaint);
		return;
	}
	asker->tried++;
	asker->probe = rtws_redis_link_create(redis, &role_probe, asker,
										  &settings->nodes[redis->seed % settings->node_count]);
	if (asker->probe == NULL) {
		rtws_redis_link_break(asker, RTWS_REDIS_UNSENT, "out of memory");
	}
}

void rtws_redis_sentinel_locate(rtws_redis_link_t *link)
{
	link->tried = 0;
	link->complaint[0] = '\0';
	ask_next(link);
}

void rtws_redis_sentinel_forget(rtws_redis_link_t *link)
{
	rtws_redis_link_t *probe = link->probe;

	if (probe != NULL) {
		link->probe = NULL;
		probe->owner = NULL;
		rtws_redis_link_end(probe, "nobody asks any more");
	}
}
