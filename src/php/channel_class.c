/* Rtws\Channel: a name, and what can be done with it. */
#include "php/await.h"
#include "php/channels.h"
#include "php/classes.h"
#include "php/compat.h"

#include "util/error.h"

#include <zend_exceptions.h>
#include <zend_interfaces.h>

#include "stubs/channel_arginfo.h"

typedef struct {
	rtws_php_server_t *server; /* a reference on its object */
	zend_object std;
} channel_object_t;

enum { NAME }; /* the declared property */

zend_class_entry *rtws_ce_channel;
static zend_object_handlers channel_handlers;

static channel_object_t *from_obj(zend_object *obj)
{
	return (channel_object_t *) ((char *) obj - XtOffsetOf(channel_object_t, std));
}

static zend_object *create_object(zend_class_entry *ce)
{
	channel_object_t *self = zend_object_alloc(sizeof(*self), ce);

	self->server = NULL;
	zend_object_std_init(&self->std, ce);
	object_properties_init(&self->std, ce);
	self->std.handlers = &channel_handlers;
	return &self->std;
}

static void free_object(zend_object *obj)
{
	channel_object_t *self = from_obj(obj);

	if (self->server != NULL) {
		OBJ_RELEASE(&self->server->std);
	}
	zend_object_std_dtor(obj);
}

static HashTable *get_gc(zend_object *obj, zval **table, int *n)
{
	zend_get_gc_buffer *buffer = zend_get_gc_buffer_create();

	if (from_obj(obj)->server != NULL) {
		zend_get_gc_buffer_add_obj(buffer, &from_obj(obj)->server->std);
	}
	zend_get_gc_buffer_use(buffer, table, n);
	return zend_std_get_properties(obj);
}

void rtws_php_channel_create(zval *out, rtws_php_server_t *server, zend_string *name)
{
	channel_object_t *self;

	object_init_ex(out, rtws_ce_channel);
	self = from_obj(Z_OBJ_P(out));
	self->server = server;
	GC_ADDREF(&server->std);
	ZVAL_STR_COPY(OBJ_PROP_NUM(&self->std, NAME), name);
}

/* ---- publishing ------------------------------------------------------------------------------ */

typedef struct {
	rtws_await_t base;
	rtws_published_t result;
} published_t;

static void on_published(void *arg, const rtws_published_t *result)
{
	published_t *self = arg;

	if (rtws_await_is_wanted(self)) {
		self->result = *result;
		rtws_await_done(self);
	}
}

bool rtws_php_publish_step(zend_object *channel, const rtws_step_t *step, rtws_published_t *result)
{
	zend_string *name = Z_STR_P(OBJ_PROP_NUM(channel, NAME));
	published_t *published = rtws_await_create(sizeof(*published), NULL);

	rtws_channels_step(&from_obj(channel)->server->native->channels, rtws_php_text(name), step,
					   on_published, published);
	if (!rtws_await(published, "Counter::publish()")) {
		return false;
	}
	*result = published->result;
	rtws_await_free(published);
	return true;
}

/* How many got it; where nobody can wait for the answer, nobody is known. -1 with an exception. */
static zend_long reached(published_t *self, const zend_string *channel)
{
	rtws_published_t result;

	if (!self->base.is_done && !rtws_await_is_possible()) {
		rtws_await_leave(self);
		return 0;
	}
	if (!rtws_await(self, "publish()")) {
		return -1;
	}
	result = self->result;
	rtws_await_free(self);
	if (result.error != 0) {
		rtws_php_throw_broker_error(result.error, "publish to", ZSTR_VAL(channel));
		return -1;
	}
	return (zend_long) result.reached;
}

zend_long rtws_php_publish(rtws_php_server_t *server, zend_string *channel, zval *value,
						   zend_string *event, rtws_connection_t *except, zend_string *id)
{
	published_t *published;
	rtws_php_data_t data;
	rtws_publish_t what;

	if (!rtws_php_data_read(value, &data)) {
		return -1;
	}
	what = (rtws_publish_t){
		.channel = rtws_php_text(channel),
		.event = event != NULL ? rtws_php_text(event) : (rtws_text_t){ NULL, 0 },
		.kind = data.kind,
		.data = rtws_php_text(data.bytes),
		.key = id != NULL ? rtws_php_text(id) : (rtws_text_t){ NULL, 0 },
		.except = except != NULL ? except->subscriber.id : 0,
	};
	published = rtws_await_create(sizeof(*published), NULL);
	rtws_channels_publish(&server->native->channels, &what, on_published, published);
	zend_string_release(data.bytes);
	return reached(published, channel);
}

/* ---- methods --------------------------------------------------------------------------------- */

static rtws_php_server_t *this_server(zval *this_ptr)
{
	return from_obj(Z_OBJ_P(this_ptr))->server;
}

static zend_string *this_name(zval *this_ptr)
{
	return Z_STR_P(OBJ_PROP_NUM(Z_OBJ_P(this_ptr), NAME));
}

static rtws_channels_t *this_channels(zval *this_ptr)
{
	return &this_server(this_ptr)->native->channels;
}

ZEND_METHOD(Rtws_Channel, __construct)
{
	ZEND_PARSE_PARAMETERS_NONE();
}

static void on_watched(void *arg, int error)
{
	(void) error; /* what this process publishes comes all the same */
	if (rtws_await_is_wanted(arg)) {
		rtws_await_done(arg);
	}
}

/* So that whatever is published after subscribe(), wherever, comes. */
static void wait_for_watch(rtws_watch_t *watch)
{
	rtws_await_t *await;

	if (!rtws_watch_is_ready(watch) && rtws_await_is_possible()) {
		await = rtws_await_create(sizeof(*await), NULL);
		rtws_watch_await(watch, on_watched, await);
		if (rtws_await(await, "subscribe()")) {
			rtws_await_free(await);
		}
	}
}

static void on_recent(void *arg, int error)
{
	rtws_php_on_counted(arg, error, 0);
}

/* False with an exception. */
static bool begin_with_recent(rtws_connection_t *conn, rtws_subscription_t *subscription,
							  uint32_t limit, const zend_string *name)
{
	rtws_php_counted_t *answer = rtws_php_counted_create();
	zval ignored;

	if (rtws_subscribe_with_recent(conn, subscription, limit, on_recent, answer) != 0) {
		on_recent(answer, RTWS_E_NOMEM);
	}
	rtws_php_counted_return(answer, "subscribe()", "read the history of", name, &ignored);
	return EG(exception) == NULL;
}

ZEND_METHOD(Rtws_Channel, subscribe)
{
	rtws_subscription_t *subscription;
	rtws_connection_t *conn;
	zend_object *object;
	zend_long recent = 0;
	bool is_new;

	ZEND_PARSE_PARAMETERS_START(1, 2)
		Z_PARAM_OBJ_OF_CLASS(object, rtws_ce_connection)
		Z_PARAM_OPTIONAL
		Z_PARAM_LONG(recent)
	ZEND_PARSE_PARAMETERS_END();

	if (recent < 0 || recent > 1000000) {
		zend_argument_value_error(2, "must be between 0 and 1000000, " ZEND_LONG_FMT " given",
								  recent);
		RETURN_THROWS();
	}
	if (!rtws_php_connection_of(object, this_server(ZEND_THIS)->native, 1, &conn)) {
		RETURN_THROWS();
	}
	if (conn == NULL) {
		RETURN_FALSE;
	}
	subscription = rtws_subscription_get(this_channels(ZEND_THIS), &conn->subscriber,
										 rtws_php_text(this_name(ZEND_THIS)));
	if (subscription == NULL) {
		zend_throw_error(NULL, "Out of memory");
		RETURN_THROWS();
	}
	is_new = !subscription->is_subscribed;
	subscription->is_subscribed = true;
	if (recent == 0 || !is_new || subscription->is_member) { /* who gets it already */
		wait_for_watch(subscription->channel->watch);
	} else if (!begin_with_recent(conn, subscription, (uint32_t) recent, this_name(ZEND_THIS))) {
		RETURN_THROWS();
	}
	RETURN_BOOL(is_new);
}

static rtws_subscription_t *find_subscription(zval *this_ptr, const rtws_connection_t *conn)
{
	return conn != NULL
			   ? rtws_subscription_find(&conn->subscriber, rtws_php_text(this_name(this_ptr)))
			   : NULL;
}

ZEND_METHOD(Rtws_Channel, unsubscribe)
{
	rtws_subscription_t *subscription;
	rtws_connection_t *conn;
	zend_object *object;

	ZEND_PARSE_PARAMETERS_START(1, 1)
		Z_PARAM_OBJ_OF_CLASS(object, rtws_ce_connection)
	ZEND_PARSE_PARAMETERS_END();

	if (!rtws_php_connection_of(object, this_server(ZEND_THIS)->native, 1, &conn)) {
		RETURN_THROWS();
	}
	subscription = find_subscription(ZEND_THIS, conn);
	if (subscription == NULL || !subscription->is_subscribed) {
		RETURN_FALSE;
	}
	subscription->is_subscribed = false;
	rtws_subscription_release(subscription);
	RETURN_TRUE;
}

ZEND_METHOD(Rtws_Channel, has)
{
	rtws_connection_t *conn;
	zend_object *object;

	ZEND_PARSE_PARAMETERS_START(1, 1)
		Z_PARAM_OBJ_OF_CLASS(object, rtws_ce_connection)
	ZEND_PARSE_PARAMETERS_END();

	if (!rtws_php_connection_of(object, this_server(ZEND_THIS)->native, 1, &conn)) {
		RETURN_THROWS();
	}
	RETURN_BOOL(find_subscription(ZEND_THIS, conn) != NULL);
}

ZEND_METHOD(Rtws_Channel, publish)
{
	zend_string *event = NULL, *id = NULL;
	rtws_connection_t *except = NULL;
	zend_object *object = NULL;
	zend_long reached;
	zval *data;

	ZEND_PARSE_PARAMETERS_START(1, 4)
		Z_PARAM_ZVAL(data)
		Z_PARAM_OPTIONAL
		Z_PARAM_STR_OR_NULL(event)
		Z_PARAM_OBJ_OF_CLASS_OR_NULL(object, rtws_ce_connection)
		Z_PARAM_STR_OR_NULL(id)
	ZEND_PARSE_PARAMETERS_END();

	if (!rtws_php_check_label(event, 2) || !rtws_php_check_label(id, 4) ||
		(object != NULL &&
		 !rtws_php_connection_of(object, this_server(ZEND_THIS)->native, 3, &except))) {
		RETURN_THROWS();
	}
	reached =
		rtws_php_publish(this_server(ZEND_THIS), this_name(ZEND_THIS), data, event, except, id);
	if (reached < 0) {
		RETURN_THROWS();
	}
	RETURN_LONG(reached);
}

ZEND_METHOD(Rtws_Channel, count)
{
	rtws_php_counted_t *counted = rtws_php_counted_create();
	zend_string *name = this_name(ZEND_THIS);

	ZEND_PARSE_PARAMETERS_NONE();
	rtws_channels_count(this_channels(ZEND_THIS), rtws_php_text(name), rtws_php_on_counted,
						counted);
	rtws_php_counted_return(counted, "count()", "count", name, return_value);
}

typedef struct {
	rtws_await_t base;
	int error;
	uint32_t count;
	rtws_publication_t **publications; /* owned, each a reference */
} history_t;

static void clear_history(void *arg)
{
	history_t *self = arg;

	for (uint32_t i = 0; i < self->count; i++) {
		rtws_publication_unref(self->publications[i]);
	}
	free(self->publications);
}

static void on_history(void *arg, const rtws_history_t *history)
{
	history_t *self = arg;

	if (!rtws_await_is_wanted(self)) {
		return;
	}
	self->error = history->error;
	self->publications = malloc((history->count + 1) * sizeof(*self->publications));
	if (self->publications == NULL) {
		self->error = RTWS_E_NOMEM;
	}
	for (uint32_t i = 0; self->error == 0 && i < history->count; i++) {
		self->publications[self->count++] = rtws_publication_ref(history->publications[i]);
	}
	rtws_await_done(self);
}

static void return_history(history_t *self, const zend_string *name, zval *return_value)
{
	if (!rtws_await(self, "history()")) {
		return;
	}
	if (self->error != 0) {
		rtws_php_throw_broker_error(self->error, "read the history of", ZSTR_VAL(name));
	} else {
		array_init_size(return_value, self->count);
	}
	for (uint32_t i = 0; i < self->count; i++) {
		zval publication;

		rtws_php_publication_create(&publication, self->publications[i]);
		add_next_index_zval(return_value, &publication);
	}
	rtws_await_free(self);
}

ZEND_METHOD(Rtws_Channel, history)
{
	rtws_channels_t *channels = this_channels(ZEND_THIS);
	rtws_history_query_t query = { .channel = rtws_php_text(this_name(ZEND_THIS)) };
	zend_string *since = NULL;
	zend_long limit = 100;
	history_t *history;

	ZEND_PARSE_PARAMETERS_START(0, 2)
		Z_PARAM_OPTIONAL
		Z_PARAM_LONG(limit)
		Z_PARAM_STR_OR_NULL(since)
	ZEND_PARSE_PARAMETERS_END();

	if (limit < 1 || limit > 1000000) {
		zend_argument_value_error(1, "must be between 1 and 1000000, " ZEND_LONG_FMT " given",
								  limit);
		RETURN_THROWS();
	}
	if (since != NULL && !rtws_position_parse(rtws_php_text(since), &query.since)) {
		zend_argument_value_error(2, "must be the id of a Publication, \"%s\" given",
								  ZSTR_VAL(since));
		RETURN_THROWS();
	}
	query.has_since = since != NULL;
	query.limit = (uint32_t) limit;
	query.terms = rtws_rules_of(&channels->rulebook, query.channel)->history;
	if (query.terms.size == 0) {
		RETURN_EMPTY_ARRAY();
	}
	history = rtws_await_create(sizeof(*history), clear_history);
	channels->broker->ops->history(channels->broker, &query, on_history, history);
	return_history(history, this_name(ZEND_THIS), return_value);
}

ZEND_METHOD(Rtws_Channel, options)
{
	rtws_rulebook_t *book = &this_channels(ZEND_THIS)->rulebook;
	rtws_text_t name = rtws_php_text(this_name(ZEND_THIS));
	rtws_rules_t rules = *rtws_rules_of(book, name);
	HashTable *options;

	ZEND_PARSE_PARAMETERS_START(1, 1)
		Z_PARAM_ARRAY_HT(options)
	ZEND_PARSE_PARAMETERS_END();

	if (!rtws_php_read_rules(options, "", &rules)) {
		RETURN_THROWS();
	}
	if (rtws_rules_set(book, name, &rules) != 0) {
		zend_throw_error(NULL, "Out of memory");
		RETURN_THROWS();
	}
	RETURN_OBJ_COPY(Z_OBJ_P(ZEND_THIS));
}

void rtws_php_register_channel(void)
{
	rtws_ce_channel = register_class_Rtws_Channel(zend_ce_countable);
	rtws_ce_channel->create_object = create_object;

	memcpy(&channel_handlers, &std_object_handlers, sizeof(channel_handlers));
	channel_handlers.offset = XtOffsetOf(channel_object_t, std);
	channel_handlers.free_obj = free_object;
	channel_handlers.get_gc = get_gc;
	channel_handlers.clone_obj = NULL;
}
