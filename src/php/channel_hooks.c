/*
 * What happens in channels, to calls of user code: authorize, the handlers of RtServer::subscribe()
 * and of Presence::on(). As in hooks.c, events become jobs, made with malloc().
 */
#include "php/channels.h"
#include "php/classes.h"
#include "php/compat.h"
#include "php/value.h"

#include <stdlib.h>

enum { PENDING_MAX = 100000 }; /* publications that wait for one handler */

/* ---- authorize ------------------------------------------------------------------------------- */

static bool read_member(zval *value, rtws_verdict_t *verdict)
{
	zend_string *json;
	zval *id =
		Z_TYPE_P(value) == IS_ARRAY ? zend_hash_str_find_deref(Z_ARRVAL_P(value), "id", 2) : NULL;
	int failed;

	if (id == NULL || (Z_TYPE_P(id) != IS_LONG &&
					   (Z_TYPE_P(id) != IS_STRING || Z_STRLEN_P(id) > RTWS_CHANNEL_NAME_MAX))) {
		zend_value_error("authorize returned a \"member\" that is no array with an \"id\", a "
						 "string of at most 255 bytes or an int");
		return false;
	}
	json = rtws_value_json(value);
	if (json == NULL) {
		return false;
	}
	failed = rtws_buffer_append(&verdict->member, ZSTR_VAL(json), ZSTR_LEN(json));
	zend_string_release(json);
	return failed == 0;
}

static bool read_events(zval *value, rtws_verdict_t *verdict)
{
	zval *event;

	if (Z_TYPE_P(value) != IS_ARRAY) {
		zend_value_error("authorize returned \"events\" that are no list of strings");
		return false;
	}
	ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(value), event)
	{
		ZVAL_DEREF(event);
		if (Z_TYPE_P(event) != IS_STRING ||
			!rtws_name_is_valid(rtws_php_text(Z_STR_P(event)), RTWS_EVENT_MAX)) {
			zend_value_error("authorize returned \"events\" that are no list of strings of 1 to 64 "
							 "bytes");
			return false;
		}
		if (rtws_strings_add(&verdict->events, Z_STRVAL_P(event), Z_STRLEN_P(event)) != 0) {
			return false;
		}
	}
	ZEND_HASH_FOREACH_END();
	return true;
}

static bool read_array(HashTable *array, rtws_verdict_t *verdict)
{
	zend_string *key;
	zval *value;

	ZEND_HASH_FOREACH_STR_KEY_VAL(array, key, value)
	{
		bool fine;

		ZVAL_DEREF(value);
		if (key != NULL && zend_string_equals_literal(key, "member")) {
			fine = read_member(value, verdict);
		} else if (key != NULL && zend_string_equals_literal(key, "events")) {
			fine = read_events(value, verdict);
		} else {
			zend_value_error("authorize returned an array with \"%s\"; known are \"member\" and "
							 "\"events\"",
							 key != NULL ? ZSTR_VAL(key) : "a number");
			fine = false;
		}
		if (!fine) {
			return false;
		}
	}
	ZEND_HASH_FOREACH_END();
	return true;
}

static void read_verdict(zval *value, rtws_verdict_t *verdict)
{
	verdict->kind = RTWS_VERDICT_FAILED;
	switch (Z_TYPE_P(value)) {
		case IS_TRUE:
			verdict->kind = RTWS_VERDICT_YES;
			break;
		case IS_FALSE:
			verdict->kind = RTWS_VERDICT_NO;
			break;
		case IS_ARRAY:
			if (read_array(Z_ARRVAL_P(value), verdict)) {
				verdict->kind = RTWS_VERDICT_YES;
			}
			break;
		default:
			zend_type_error("authorize must return a bool or an array, %s returned",
							zend_zval_type_name(value));
	}
}

void rtws_php_on_authorize(rtws_connection_t *conn, const rtws_channel_request_t *request,
						   rtws_verdict_t *verdict)
{
	rtws_php_handlers_t *handlers = conn->endpoint->handlers;
	rtws_text_t data = request->message.len > 0 ? request->message : request->member;
	zval args[4];
	zval result;

	ZVAL_OBJ(&args[0], rtws_php_connection_object(conn));
	ZVAL_STRING(&args[1], rtws_action_name(request->action));
	ZVAL_STRINGL(&args[2], request->channel.at, request->channel.len);
	ZVAL_NULL(&args[3]);
	if (data.len > 0) {
		rtws_php_data_value(&args[3], RTWS_DATA_JSON, data);
	}
	rtws_callback_call(&handlers->authorize, 4, args, &result);
	if (EG(exception) == NULL) {
		read_verdict(&result, verdict);
	} else {
		verdict->kind = RTWS_VERDICT_FAILED;
	}
	zval_ptr_dtor(&result);
	for (int i = 0; i < 4; i++) {
		zval_ptr_dtor(&args[i]);
	}
	rtws_php_settle_exception(handlers->server, "authorize");
}

/* ---- handlers of publications ---------------------------------------------------------------- */

typedef struct {
	rtws_job_t base;
	rtws_php_server_t *server;             /* a reference on its object */
	rtws_php_subscription_t *subscription; /* likewise */
	rtws_publication_t *pub;               /* a reference */
} published_job_t;

static void run_published(rtws_job_t *job)
{
	published_job_t *self = (published_job_t *) job;
	zval args[3];

	if (self->subscription->server == NULL) {
		return; /* cancelled since */
	}
	rtws_php_publication_create(&args[2], self->pub);
	rtws_php_data_value(&args[0], self->pub->kind, self->pub->data);
	ZVAL_STRINGL(&args[1], self->pub->channel.at, self->pub->channel.len);
	rtws_callback_call(&self->subscription->callback, 3, args, NULL);
	for (int i = 0; i < 3; i++) {
		zval_ptr_dtor(&args[i]);
	}
	rtws_php_settle_exception(self->server, "a handler of publications");
}

static void destroy_published(rtws_job_t *job)
{
	published_job_t *self = (published_job_t *) job;
	rtws_php_server_t *server = self->server;

	self->subscription->pending--;
	rtws_publication_unref(self->pub);
	OBJ_RELEASE(&self->subscription->std);
	free(self);
	rtws_php_unfinished_add(-1);
	OBJ_RELEASE(&server->std);
}

void rtws_php_on_published(void *app, rtws_listener_t *listener, rtws_publication_t *pub)
{
	rtws_php_server_t *server = app;
	rtws_php_subscription_t *subscription = listener->context;
	published_job_t *job = subscription->pending < PENDING_MAX ? malloc(sizeof(*job)) : NULL;

	if (job == NULL) {
		rtws_log(RTWS_LOG_ERROR,
				 "lost a publication to \"%.*s\": %u wait for the handler of \"%.*s\" already",
				 (int) pub->channel.len, pub->channel.at, subscription->pending,
				 (int) listener->len, listener->name);
		return;
	}
	*job = (published_job_t){
		.base = { .lane = &subscription->lane, .run = run_published, .destroy = destroy_published },
		.server = server,
		.subscription = subscription,
		.pub = rtws_publication_ref(pub),
	};
	subscription->pending++;
	GC_ADDREF(&subscription->std);
	GC_ADDREF(&server->std);
	rtws_php_unfinished_add(1);
	rtws_fibers_post(&job->base);
}

/* ---- handlers of presence -------------------------------------------------------------------- */

typedef struct {
	rtws_job_t base;
	rtws_php_server_t *server; /* a reference on its object, which holds the watcher */
	rtws_php_watcher_t *watcher;
	size_t len;
	char info[];
} presence_job_t;

static void run_presence(rtws_job_t *job)
{
	presence_job_t *self = (presence_job_t *) job;
	zval arg;

	rtws_php_data_value(&arg, RTWS_DATA_JSON, (rtws_text_t){ self->info, self->len });
	rtws_callback_call(&self->watcher->callback, 1, &arg, NULL);
	zval_ptr_dtor(&arg);
	rtws_php_settle_exception(self->server, "a handler of presence");
}

static void destroy_presence(rtws_job_t *job)
{
	presence_job_t *self = (presence_job_t *) job;
	rtws_php_server_t *server = self->server;

	free(self);
	rtws_php_unfinished_add(-1);
	OBJ_RELEASE(&server->std);
}

void rtws_php_on_presence(void *app, rtws_listener_t *listener, const rtws_member_change_t *change)
{
	rtws_php_server_t *server = app;
	rtws_php_watcher_t *watcher = listener->context;
	presence_job_t *job = malloc(sizeof(*job) + change->info.len);

	if (job == NULL) {
		rtws_log(RTWS_LOG_ERROR, "out of memory: a handler of presence in \"%.*s\" is not called",
				 (int) listener->len, listener->name);
		return;
	}
	*job = (presence_job_t){
		.base = { .lane = &watcher->lane, .run = run_presence, .destroy = destroy_presence },
		.server = server,
		.watcher = watcher,
		.len = change->info.len,
	};
	memcpy(job->info, change->info.at, change->info.len);
	GC_ADDREF(&server->std);
	rtws_php_unfinished_add(1);
	rtws_fibers_post(&job->base);
}

/* ---- the world behind the broker ------------------------------------------------------------- */

void rtws_php_on_away(void *app, const char *why)
{
	rtws_php_server_t *server = app;

	rtws_log(RTWS_LOG_WARNING, why != NULL ? "broker down: %s" : "broker up%s",
			 why != NULL ? why : "");
	rtws_php_emit_text(server, why != NULL ? RTWS_ON_BROKER_DOWN : RTWS_ON_BROKER_UP, why);
}
