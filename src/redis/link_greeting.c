/*
 * The greeting of a link: who we are, which database, and what the server is. All of it is sent at
 * once; the PING at its end tells whether commands would be taken.
 */
#include "redis/inside.h"

#include "util/clock.h"

#include <stdio.h>
#include <string.h>

static rtws_text_t text_of(const char *text)
{
	return (rtws_text_t){ text, strlen(text) };
}

static void say(rtws_redis_link_t *link, rtws_redis_done_fn done, int argc, const rtws_text_t *argv)
{
	rtws_redis_args_t command = { argc, argv };
	rtws_redis_request_t *request = rtws_redis_request_create(1, &command, done, link);

	if (request == NULL) {
		rtws_redis_link_break(link, RTWS_REDIS_UNSENT, "out of memory");
		return;
	}
	request->is_fixed = true;
	rtws_redis_link_put(link, request);
}

/* What the server says against it; the first complaint is the cause of the others. */
static void complain(rtws_redis_link_t *link, const char *about, const rtws_redis_reply_t *reply)
{
	if (link->complaint[0] == '\0') {
		snprintf(link->complaint, sizeof(link->complaint), "%s: %.150s", about, reply->text.at);
	}
}

static bool is_told(const rtws_redis_result_t *result)
{
	return result->outcome == RTWS_REDIS_ANSWERED;
}

static void on_auth(void *arg, const rtws_redis_result_t *result)
{
	if (is_told(result) && result->reply->type == RTWS_REDIS_ERROR) {
		complain(arg, "the server refuses the user or password", result->reply);
	}
}

static void on_select(void *arg, const rtws_redis_result_t *result)
{
	if (is_told(result) && result->reply->type == RTWS_REDIS_ERROR) {
		complain(arg, "the database cannot be selected", result->reply);
	}
}

static void copy_version(rtws_redis_link_t *link, const char *at, size_t len)
{
	if (len < sizeof(link->server.version)) {
		memcpy(link->server.version, at, len);
		link->server.version[len] = '\0';
	}
}

/* Names and values in turn. */
static void on_hello(void *arg, const rtws_redis_result_t *result)
{
	rtws_redis_link_t *link = arg;

	if (!is_told(result)) {
		return;
	}
	link->is_old = result->reply->type == RTWS_REDIS_ERROR &&
				   strstr(result->reply->text.at, "unknown command") != NULL;
	for (size_t i = 0; i + 1 < result->reply->count; i += 2) {
		const rtws_redis_reply_t *name = rtws_redis_item(result->reply, i);
		const rtws_redis_reply_t *value = rtws_redis_item(result->reply, i + 1);

		if (rtws_redis_is_text(name, "version") && value->type == RTWS_REDIS_STRING) {
			copy_version(link, value->text.at, value->text.len);
		} else if (rtws_redis_is_text(name, "mode")) {
			link->server.is_cluster = rtws_redis_is_text(value, "cluster");
		} else if (rtws_redis_is_text(name, "role")) {
			link->server.is_master = rtws_redis_is_text(value, "master");
		}
	}
}

static void finish(rtws_redis_link_t *link)
{
	const rtws_redis_t *redis = link->redis;

	if (link->complaint[0] != '\0') {
		rtws_redis_link_break(link, RTWS_REDIS_UNSENT, "%s", link->complaint);
	} else if (redis->settings.kind == RTWS_REDIS_SENTINEL && !link->role->is_sentinel &&
			   !link->server.is_master) {
		rtws_redis_link_break(link, RTWS_REDIS_UNSENT,
							  "a Sentinel calls it the master, but it is a replica");
	} else if (redis->settings.kind == RTWS_REDIS_CLUSTER && !link->server.is_cluster) {
		rtws_redis_link_break(link, RTWS_REDIS_UNSENT, "it is no node of a cluster");
	} else {
		rtws_redis_link_is_ready(link);
	}
}

/* Of a server before 6.0. */
static void on_info(void *arg, const rtws_redis_result_t *result)
{
	rtws_redis_link_t *link = arg;

	if (!is_told(result)) {
		return;
	}
	if (result->reply->type == RTWS_REDIS_STRING) {
		const char *text = result->reply->text.at, *version = strstr(text, "redis_version:");

		if (version != NULL) {
			version += strlen("redis_version:");
			copy_version(link, version, strcspn(version, "\r\n"));
		}
		link->server.is_cluster = strstr(text, "redis_mode:cluster") != NULL;
		link->server.is_master = strstr(text, "role:slave") == NULL;
	}
	finish(link);
}

static void on_ping(void *arg, const rtws_redis_result_t *result)
{
	rtws_redis_link_t *link = arg;

	if (!is_told(result)) {
		return;
	}
	/* who may not ping may do other things */
	if (result->reply->type == RTWS_REDIS_ERROR && !rtws_redis_is_error(result->reply, "NOPERM")) {
		complain(link, "the server takes no commands", result->reply);
	}
	if (link->is_old && link->complaint[0] == '\0') {
		say(link, on_info, 1, (rtws_text_t[]){ { "INFO", 4 } });
	} else {
		finish(link);
	}
}

static void say_who(rtws_redis_link_t *link)
{
	const rtws_redis_settings_t *settings = &link->redis->settings;
	const char *user = link->role->is_sentinel ? settings->sentinel_user : settings->user;
	const char *password =
		link->role->is_sentinel ? settings->sentinel_password : settings->password;
	rtws_text_t words[3] = { { "AUTH", 4 } };
	int count = 1;

	if (password == NULL) {
		return;
	}
	if (user != NULL) {
		words[count++] = text_of(user);
	}
	words[count++] = text_of(password);
	say(link, on_auth, count, words);
}

void rtws_redis_link_greet(rtws_redis_link_t *link)
{
	const rtws_redis_settings_t *settings = &link->redis->settings;
	char number[16];

	link->state = RTWS_REDIS_LINK_GREETING;
	link->reader = rtws_redis_reader_create();
	if (link->reader == NULL) {
		rtws_redis_link_break(link, RTWS_REDIS_UNSENT, "out of memory");
		return;
	}
	link->sent = 0;
	link->is_old = false;
	link->complaint[0] = '\0';
	link->heard_ms = rtws_clock_ms();
	memset(&link->server, 0, sizeof(link->server));
	link->server.is_master = true; /* unless it says something else */
	say_who(link);
	say(link, on_hello, 2, (rtws_text_t[]){ { "HELLO", 5 }, { "2", 1 } });
	if (settings->name != NULL) {
		say(link, NULL, 3,
			(rtws_text_t[]){ { "CLIENT", 6 }, { "SETNAME", 7 }, text_of(settings->name) });
	}
	if (settings->database != 0 && !link->role->is_sentinel) {
		snprintf(number, sizeof(number), "%u", settings->database);
		say(link, on_select, 2, (rtws_text_t[]){ { "SELECT", 6 }, text_of(number) });
	}
	say(link, on_ping, 1, (rtws_text_t[]){ { "PING", 4 } });
}
