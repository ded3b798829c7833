/*
 * Channels from inside of src/php: what their classes, hooks and options share.
 */
#ifndef RTWS_PHP_CHANNELS_H
#define RTWS_PHP_CHANNELS_H

#include "php/options.h"
#include "php/server.h"

/* ---- data.c: values that are published ------------------------------------------------------- */

typedef struct rtws_php_data {
	rtws_data_kind_t kind;
	zend_string *bytes; /* owned */
} rtws_php_data_t;

/* A string as it is, anything else as JSON. False with an exception. */
bool rtws_php_data_read(zval *value, rtws_php_data_t *out);

/* Back: JSON is decoded, objects to arrays. */
void rtws_php_data_value(zval *out, rtws_data_kind_t kind, rtws_text_t data);

static inline rtws_text_t rtws_php_text(const zend_string *string)
{
	return (rtws_text_t){ ZSTR_VAL(string), ZSTR_LEN(string) };
}

/* True, or false with a \ValueError about this argument. */
bool rtws_php_check_channel_name(const zend_string *name, uint32_t arg);
/* Of an event or id; NULL is fine. */
bool rtws_php_check_label(const zend_string *label, uint32_t arg);

/* ---- channel_options.c ----------------------------------------------------------------------- */

/* Of channels(): into the endpoint, and the server's rulebook. False with an exception. */
bool rtws_php_read_channels_options(rtws_php_server_t *self, rtws_php_handlers_t *handlers,
									rtws_endpoint_t *endpoint, HashTable *options);

/* Of one channel or namespace. path: where they are, for messages. */
bool rtws_php_read_rules(HashTable *options, const char *path, rtws_rules_t *rules);

/* ---- channel_hooks.c ------------------------------------------------------------------------- */

void rtws_php_on_authorize(rtws_connection_t *conn, const rtws_channel_request_t *request,
						   rtws_verdict_t *verdict);
void rtws_php_on_published(void *app, rtws_listener_t *listener, rtws_publication_t *pub);
void rtws_php_on_presence(void *app, rtws_listener_t *listener, const rtws_member_change_t *change);
void rtws_php_on_away(void *app, const char *why);

/* ---- classes --------------------------------------------------------------------------------- */

void rtws_php_channel_create(zval *out, rtws_php_server_t *server, zend_string *name);
void rtws_php_presence_create(zval *out, rtws_php_server_t *server, zend_string *name);
void rtws_php_publication_create(zval *out, const rtws_publication_t *pub);

/* Publishes, and returns how many got it. -1 with an exception. data_arg: the number of its
 * argument. */
zend_long rtws_php_publish(rtws_php_server_t *server, zend_string *channel, zval *data,
						   zend_string *event, rtws_connection_t *except, zend_string *id);

/*
 * Adds to a counter and publishes the new value to the channel of this object, as one. False with
 * an exception; true also with an error in the result.
 */
bool rtws_php_publish_step(zend_object *channel, const rtws_step_t *step, rtws_published_t *result);

/* RtServer::subscribe(): a reference to a new one, which is also held by the server. */
void rtws_php_subscription_create(zval *out, rtws_php_server_t *server, zend_string *channel,
								  zval *handler, bool is_everywhere);

typedef struct rtws_php_subscription rtws_php_subscription_t;
typedef struct rtws_php_intake rtws_php_intake_t;

struct rtws_php_subscription {
	rtws_php_subscription_t *next; /* of the server */
	rtws_php_subscription_t **prev;
	rtws_php_server_t *server;                  /* borrowed; NULL once it is cancelled */
	void (*end)(rtws_php_subscription_t *self); /* of what it listens to */
	rtws_listener_t *listener;                  /* of publications; NULL: of a stream's entries */
	rtws_php_intake_t *intake;                  /* owned; of a stream */
	rtws_callback_t callback;
	rtws_lane_t lane; /* one publication at a time, in order */
	uint32_t pending;
	zend_object std;
};

/* A new one, still of nothing; a reference. */
rtws_php_subscription_t *rtws_php_subscription_make(zval *out);
/* It is active now; the server holds another reference. end() is called once, by cancel(). */
void rtws_php_subscription_hold(rtws_php_subscription_t *self, rtws_php_server_t *server,
								zval *handler, void (*end)(rtws_php_subscription_t *self));
void rtws_php_intake_free(rtws_php_intake_t *intake);

void rtws_php_subscriptions_clear(rtws_php_server_t *server);
void rtws_php_subscriptions_gc(rtws_php_server_t *server, zend_get_gc_buffer *buffer);

/* A handler of Presence::on(). */
typedef struct rtws_php_watcher rtws_php_watcher_t;

struct rtws_php_watcher {
	rtws_php_watcher_t *next;
	rtws_listener_t *listener;
	rtws_callback_t callback;
	rtws_lane_t lane;
};

void rtws_php_watchers_clear(rtws_php_server_t *server);
void rtws_php_watchers_gc(rtws_php_server_t *server, zend_get_gc_buffer *buffer);

#endif
