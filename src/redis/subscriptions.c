/*
 * Subscriptions: what is wanted, on links of their own, as a link that subscribes takes no other
 * commands. One link for channels and patterns; in a cluster, sharded channels have one to each
 * node that has one of their slots.
 */
#include "redis/inside.h"

#include "util/log.h"

#include <stdlib.h>
#include <string.h>

typedef enum { WANTED, ASKED, STANDING } state_t;

struct rtws_redis_sub {
	rtws_redis_t *redis;
	rtws_redis_link_t *link; /* where it is, or will be */
	rtws_redis_done_fn done; /* NULL once it has been called */
	void *arg;
	unsigned requests; /* whose answers will come here */
	state_t state;
	bool is_wanted; /* it is in the map */
	rtws_redis_subscription_t kind;
	size_t len;
	char key[]; /* a byte for the kind, then the name */
};

static const rtws_text_t subscribe_words[] = { { "SUBSCRIBE", 9 },
											   { "PSUBSCRIBE", 10 },
											   { "SSUBSCRIBE", 10 } };
static const rtws_text_t unsubscribe_words[] = { { "UNSUBSCRIBE", 11 },
												 { "PUNSUBSCRIBE", 12 },
												 { "SUNSUBSCRIBE", 12 } };
static const char kind_bytes[] = "cps";

static rtws_text_t name_of(const rtws_redis_sub_t *sub)
{
	return (rtws_text_t){ sub->key + 1, sub->len - 1 };
}

static rtws_redis_sub_t *find(const rtws_redis_t *redis, rtws_redis_subscription_t kind,
							  rtws_text_t name)
{
	char fixed[256], *key = name.len < sizeof(fixed) ? fixed : malloc(name.len + 1);
	rtws_redis_sub_t *sub;

	if (key == NULL) {
		return NULL;
	}
	key[0] = kind_bytes[kind];
	memcpy(key + 1, name.at, name.len);
	sub = rtws_map_find(&redis->subs, key, name.len + 1);
	if (key != fixed) {
		free(key);
	}
	return sub;
}

/* Whoever calls out and looks at it afterwards counts as a request. */
static void hold(rtws_redis_sub_t *sub)
{
	sub->requests++;
}

static void release(rtws_redis_sub_t *sub)
{
	sub->requests--;
	if (!sub->is_wanted && sub->requests == 0) {
		free(sub);
	}
}

/* Tells whoever waits, once. */
static void tell(rtws_redis_sub_t *sub, const rtws_redis_result_t *result)
{
	rtws_redis_done_fn done = sub->done;

	sub->done = NULL;
	if (done != NULL) {
		done(sub->arg, result);
	}
}

static void tell_failure(rtws_redis_sub_t *sub, const char *reason)
{
	rtws_redis_result_t result = { RTWS_REDIS_UNSENT, NULL, reason };

	tell(sub, &result);
}

static void set_state(rtws_redis_sub_t *sub, state_t state)
{
	rtws_redis_t *redis = sub->redis;

	redis->unconfirmed += (size_t) (state != STANDING) - (size_t) (sub->state != STANDING);
	sub->state = state;
}

/* Out of the map: nobody wants it any more. */
static void forget(rtws_redis_sub_t *sub)
{
	set_state(sub, STANDING); /* not one to wait for */
	sub->is_wanted = false;
	rtws_map_remove(&sub->redis->subs, sub->key, sub->len);
}

static void tell_lost(rtws_redis_t *redis, const char *reason)
{
	if (!redis->has_lost && !redis->is_destroyed) {
		redis->has_lost = true;
		if (redis->events->lost != NULL) {
			redis->events->lost(redis->app, reason);
		}
	}
}

static void tell_resumed(rtws_redis_t *redis)
{
	if (redis->has_lost && redis->unconfirmed == 0 && !redis->is_destroyed) {
		redis->has_lost = false;
		if (redis->events->resumed != NULL) {
			redis->events->resumed(redis->app);
		}
	}
}

/* ---- asking and being answered --------------------------------------------------------------- */

static bool send_word(rtws_redis_link_t *link, rtws_text_t word, rtws_text_t name,
					  rtws_redis_done_fn done, void *arg)
{
	rtws_redis_args_t command = { 2, (rtws_text_t[]){ word, name } };
	rtws_redis_request_t *request = rtws_redis_request_create(1, &command, done, arg);

	if (request == NULL) {
		return false;
	}
	request->is_fixed = true;
	request->timeout_ms = link->redis->settings.command_timeout_ms;
	rtws_redis_link_put(link, request);
	return true;
}

/* The server does not want it: by ACL, or because the slot is elsewhere. */
static void on_refused(rtws_redis_sub_t *sub, const rtws_redis_result_t *result)
{
	if (sub->kind == RTWS_REDIS_SHARDED && sub->redis->slots != NULL &&
		(rtws_redis_cluster_moved(sub->link, result->reply) != NULL ||
		 rtws_redis_is_error(result->reply, "CLUSTERDOWN"))) {
		set_state(sub, WANTED);
		rtws_redis_cluster_later(sub->redis);
		return;
	}
	if (sub->done == NULL) {
		rtws_log(RTWS_LOG_WARNING, "Redis refuses to subscribe to \"%.*s\" again: %s",
				 (int) name_of(sub).len, name_of(sub).at, result->reply->text.at);
	}
	forget(sub);
	tell(sub, result);
}

static void on_answer(void *arg, const rtws_redis_result_t *result)
{
	rtws_redis_sub_t *sub = arg;
	rtws_redis_t *redis = sub->redis;

	if (sub->is_wanted && sub->requests == 1) { /* else what is newer counts */
		if (result->outcome != RTWS_REDIS_ANSWERED) {
			set_state(sub, WANTED);
			tell_lost(redis, result->reason);
			tell(sub, result);
		} else if (result->reply->type == RTWS_REDIS_ERROR) {
			on_refused(sub, result);
		} else {
			set_state(sub, STANDING);
			tell(sub, result);
		}
	}
	release(sub);
	tell_resumed(redis);
}

static void on_unsubscribed(void *arg, const rtws_redis_result_t *result)
{
	(void) arg, (void) result;
}

static void ask(rtws_redis_sub_t *sub)
{
	hold(sub);
	set_state(sub, ASKED);
	if (!send_word(sub->link, subscribe_words[sub->kind], name_of(sub), on_answer, sub)) {
		sub->requests--;
		set_state(sub, WANTED);
		rtws_redis_link_break(sub->link, RTWS_REDIS_UNSENT, "out of memory");
	}
}

/* ---- what comes ------------------------------------------------------------------------------ */

static void deliver(rtws_redis_t *redis, rtws_redis_subscription_t kind,
					const rtws_redis_reply_t *reply)
{
	bool by_pattern = kind == RTWS_REDIS_PATTERN;
	rtws_redis_message_t message = { rtws_redis_item(reply, by_pattern ? 2 : 1)->text,
									 { NULL, 0 },
									 rtws_redis_item(reply, by_pattern ? 3 : 2)->text };

	if (by_pattern) {
		message.pattern = rtws_redis_item(reply, 1)->text;
	}
	if (message.channel.at != NULL && message.payload.at != NULL &&
		redis->events->message != NULL &&
		find(redis, kind, rtws_redis_item(reply, 1)->text) != NULL) {
		redis->events->message(redis->app, &message);
	}
}

/* The node has given the slot away: its subscriptions have to go where it is now. */
static void on_slot_left(rtws_redis_link_t *link, const rtws_redis_reply_t *reply)
{
	rtws_redis_sub_t *sub = find(link->redis, RTWS_REDIS_SHARDED, rtws_redis_item(reply, 1)->text);

	if (sub != NULL && sub->link == link && sub->state == STANDING) {
		set_state(sub, WANTED);
		tell_lost(link->redis, "the slot of a sharded channel has moved to another node");
		rtws_redis_cluster_refresh(link->redis);
		rtws_redis_cluster_later(link->redis);
	}
}

static bool push(rtws_redis_link_t *link, const rtws_redis_reply_t *reply)
{
	const rtws_redis_reply_t *what = rtws_redis_item(reply, 0);

	if (rtws_redis_is_text(what, "message")) {
		deliver(link->redis, RTWS_REDIS_CHANNEL, reply);
	} else if (rtws_redis_is_text(what, "pmessage")) {
		deliver(link->redis, RTWS_REDIS_PATTERN, reply);
	} else if (rtws_redis_is_text(what, "smessage")) {
		deliver(link->redis, RTWS_REDIS_SHARDED, reply);
	} else if (rtws_redis_is_text(what, "sunsubscribe") &&
			   (link->due.first == NULL || link->due.first->done != on_unsubscribed)) {
		on_slot_left(link, reply);
	} else {
		return false;
	}
	return true;
}

/* ---- links ----------------------------------------------------------------------------------- */

/*
 * Calls visit() for each subscription of a link, or for all of them. Who is told something may
 * subscribe and unsubscribe meanwhile, so those to visit are gathered first.
 */
static void each_of(rtws_redis_t *redis, rtws_redis_link_t *link,
					void (*visit)(rtws_redis_sub_t *sub, const char *reason), const char *reason)
{
	rtws_redis_sub_t **subs = malloc((redis->subs.count + 1) * sizeof(rtws_redis_sub_t *)), *sub;
	size_t at = 0, count = 0;

	if (subs == NULL) {
		rtws_log(RTWS_LOG_ERROR, "out of memory: subscriptions of Redis are not renewed");
		return;
	}
	while ((sub = rtws_map_each(&redis->subs, &at)) != NULL) {
		if (link == NULL || sub->link == link) {
			hold(sub);
			subs[count++] = sub;
		}
	}
	for (size_t i = 0; i < count; i++) {
		sub = subs[i];
		if (sub->is_wanted && (link == NULL || sub->link == link)) {
			visit(sub, reason);
		}
		release(sub);
	}
	free(subs);
}

static void ask_if_wanted(rtws_redis_sub_t *sub, const char *reason)
{
	(void) reason;
	if (sub->state == WANTED && sub->link->state == RTWS_REDIS_LINK_READY) {
		ask(sub);
	}
}

static void on_ready(rtws_redis_link_t *link)
{
	each_of(link->redis, link, ask_if_wanted, NULL);
}

/* Those that were asked for are told by their requests. */
static void lose(rtws_redis_sub_t *sub, const char *reason)
{
	if (sub->state == STANDING) {
		set_state(sub, WANTED);
		tell_lost(sub->redis, reason);
	} else if (sub->state == WANTED) {
		tell_lost(sub->redis, reason); /* so that it is told when it stands */
		tell_failure(sub, reason);
	}
}

static void on_broken(rtws_redis_link_t *link, const char *reason)
{
	each_of(link->redis, link, lose, reason);
	rtws_redis_cluster_refresh(link->redis);
}

static const rtws_redis_role_t role_listener = {
	.is_lasting = true, .ready = on_ready, .broken = on_broken, .push = push
};
static const rtws_redis_role_t role_shard = {
	.is_lasting = true, .ready = on_ready, .broken = on_broken, .push = push
};

static rtws_redis_link_t *listener(rtws_redis_t *redis)
{
	if (redis->listener == NULL) {
		redis->listener = rtws_redis_link_create(redis, &role_listener, NULL, NULL);
	}
	return redis->listener;
}

/* At the node that has the slot; before that is known, nowhere. */
static rtws_redis_link_t *shard_of(rtws_redis_t *redis, rtws_text_t name)
{
	const rtws_redis_link_t *node = redis->slots[rtws_redis_slot(name)];
	rtws_redis_link_t *link = redis->links;

	if (node == NULL) {
		return NULL;
	}
	while (link != NULL && (link->role != &role_shard ||
							!rtws_redis_link_is_at(link, node->node.host, strlen(node->node.host),
												   node->node.port))) {
		link = link->next;
	}
	return link != NULL ? link : rtws_redis_link_create(redis, &role_shard, NULL, &node->node);
}

static bool is_routed(const rtws_redis_sub_t *sub)
{
	return sub->kind == RTWS_REDIS_SHARDED && sub->redis->slots != NULL;
}

/* Puts it where it belongs now. */
static void place(rtws_redis_sub_t *sub)
{
	rtws_redis_t *redis = sub->redis;
	rtws_redis_link_t *link = is_routed(sub) ? shard_of(redis, name_of(sub)) : listener(redis),
					  *former = sub->link;

	if (link == NULL || (link == former && sub->state != WANTED)) {
		return;
	}
	if (former != NULL && former != link && sub->state != WANTED) {
		if (former->state == RTWS_REDIS_LINK_READY) {
			send_word(former, unsubscribe_words[sub->kind], name_of(sub), on_unsubscribed, NULL);
		}
		set_state(sub, WANTED);
		tell_lost(redis, "the slot of a sharded channel has moved to another node");
	}
	sub->link = link;
	ask_if_wanted(sub, NULL);
}

static void end_unused(rtws_redis_t *redis)
{
	rtws_redis_link_t *link, *next;
	rtws_redis_sub_t *sub;

	for (link = redis->links; link != NULL; link = next) {
		size_t at = 0;

		next = link->next;
		if (link->role != &role_shard) {
			continue;
		}
		while ((sub = rtws_map_each(&redis->subs, &at)) != NULL && sub->link != link) {
		}
		if (sub == NULL) {
			rtws_redis_link_end(link, "nothing is subscribed on it any more");
			next = redis->links;
		}
	}
}

static void place_again(rtws_redis_sub_t *sub, const char *reason)
{
	(void) reason;
	if (is_routed(sub)) {
		place(sub);
	}
}

void rtws_redis_subscriptions_move(rtws_redis_t *redis)
{
	if (redis->slots != NULL && !redis->is_destroyed) {
		each_of(redis, NULL, place_again, NULL);
		end_unused(redis);
	}
}

/* ---- for everybody --------------------------------------------------------------------------- */

static rtws_redis_sub_t *add(rtws_redis_t *redis, rtws_redis_subscription_t kind, rtws_text_t name)
{
	rtws_redis_sub_t *sub = calloc(1, sizeof(*sub) + name.len + 1);

	if (sub == NULL) {
		return NULL;
	}
	sub->redis = redis;
	sub->kind = kind;
	sub->is_wanted = true;
	sub->len = name.len + 1;
	sub->key[0] = kind_bytes[kind];
	memcpy(sub->key + 1, name.at, name.len);
	if (rtws_map_add(&redis->subs, sub->key, sub->len, sub) != 0) {
		free(sub);
		return NULL;
	}
	redis->unconfirmed++;
	return sub;
}

void rtws_redis_subscribe(rtws_redis_t *redis, rtws_redis_subscription_t kind, rtws_text_t name,
						  rtws_redis_done_fn done, void *arg)
{
	rtws_redis_sub_t *sub;

	if (redis->is_destroyed || find(redis, kind, name) != NULL) {
		rtws_redis_fail_call(done, arg,
							 redis->is_destroyed ? "the client of Redis has been closed"
												 : "it is subscribed already");
		return;
	}
	sub = add(redis, kind, name);
	if (sub == NULL) {
		rtws_redis_fail_call(done, arg, "out of memory");
		return;
	}
	sub->done = done;
	sub->arg = arg;
	rtws_redis_enter(redis);
	hold(sub);
	place(sub);
	/* what is down now has no answer soon; what has not been tried yet has */
	if (sub->state == WANTED && sub->link != NULL && !sub->link->is_fresh) {
		tell_lost(redis, sub->link->reason);
		tell_failure(sub, sub->link->reason);
	} else if (sub->link == NULL && (!is_routed(sub) || redis->has_map)) {
		tell_failure(sub, "no node of the cluster has its slot, or out of memory");
	}
	release(sub);
	rtws_redis_leave(redis);
}

void rtws_redis_unsubscribe(rtws_redis_t *redis, rtws_redis_subscription_t kind, rtws_text_t name)
{
	rtws_redis_sub_t *sub = redis->is_destroyed ? NULL : find(redis, kind, name);
	rtws_redis_link_t *link;

	if (sub == NULL) {
		return;
	}
	rtws_redis_enter(redis);
	link = sub->link;
	if (sub->state != WANTED && link->state == RTWS_REDIS_LINK_READY) {
		send_word(link, unsubscribe_words[kind], name, on_unsubscribed, NULL);
	}
	hold(sub);
	forget(sub);
	tell_failure(sub, "it has been unsubscribed");
	release(sub);
	tell_resumed(redis);
	rtws_redis_leave(redis);
}

void rtws_redis_subscriptions_clear(rtws_redis_t *redis)
{
	rtws_redis_sub_t *sub;
	size_t at = 0;

	while ((sub = rtws_map_each(&redis->subs, &at)) != NULL) {
		at = 0;
		hold(sub);
		forget(sub);
		tell_failure(sub, "the client of Redis has been closed");
		release(sub);
	}
	rtws_map_clear(&redis->subs);
}
