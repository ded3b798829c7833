/* Rtws\Presence: who is in a channel. */
#include "php/await.h"
#include "php/channels.h"
#include "php/classes.h"
#include "php/compat.h"
#include "php/value.h"

#include "core/session.h"
#include "util/error.h"

#include <ext/spl/spl_array.h>
#include <zend_exceptions.h>
#include <zend_interfaces.h>

#include "stubs/presence_arginfo.h"

typedef struct {
	rtws_php_server_t *server; /* borrowed: the channel object holds it */
	zend_string *name;         /* owned */
	zend_object std;
} presence_object_t;

enum { CHANNEL }; /* the declared property */

zend_class_entry *rtws_ce_presence;
static zend_object_handlers presence_handlers;

static presence_object_t *from_obj(zend_object *obj)
{
	return (presence_object_t *) ((char *) obj - XtOffsetOf(presence_object_t, std));
}

static presence_object_t *this_presence(zval *this_ptr)
{
	return from_obj(Z_OBJ_P(this_ptr));
}

static zend_object *create_object(zend_class_entry *ce)
{
	presence_object_t *self = zend_object_alloc(sizeof(*self), ce);

	self->server = NULL;
	self->name = NULL;
	zend_object_std_init(&self->std, ce);
	object_properties_init(&self->std, ce);
	self->std.handlers = &presence_handlers;
	return &self->std;
}

static void free_object(zend_object *obj)
{
	if (from_obj(obj)->name != NULL) {
		zend_string_release(from_obj(obj)->name);
	}
	zend_object_std_dtor(obj);
}

void rtws_php_presence_create(zval *out, rtws_php_server_t *server, zend_string *name)
{
	presence_object_t *self;

	object_init_ex(out, rtws_ce_presence);
	self = from_obj(Z_OBJ_P(out));
	self->server = server;
	self->name = zend_string_copy(name);
	rtws_php_channel_create(OBJ_PROP_NUM(&self->std, CHANNEL), server, name);
}

/* ---- watchers -------------------------------------------------------------------------------- */

void rtws_php_watchers_clear(rtws_php_server_t *server)
{
	while (server->watchers != NULL) {
		rtws_php_watcher_t *watcher = server->watchers;

		server->watchers = watcher->next;
		rtws_channels_unlisten(&server->native->channels, watcher->listener);
		rtws_callback_clear(&watcher->callback);
		efree(watcher);
	}
}

void rtws_php_watchers_gc(rtws_php_server_t *server, zend_get_gc_buffer *buffer)
{
	for (rtws_php_watcher_t *w = server->watchers; w != NULL; w = w->next) {
		rtws_callback_gc(&w->callback, buffer);
	}
}

ZEND_METHOD(Rtws_Presence, on)
{
	presence_object_t *self = this_presence(ZEND_THIS);
	zend_fcall_info handler;
	zend_fcall_info_cache unused;
	rtws_php_watcher_t *watcher;
	zend_string *event;
	bool of_joining;

	ZEND_PARSE_PARAMETERS_START(2, 2)
		Z_PARAM_STR(event)
		Z_PARAM_FUNC(handler, unused)
	ZEND_PARSE_PARAMETERS_END();

	of_joining = zend_string_equals_literal(event, "join");
	if (!of_joining && !zend_string_equals_literal(event, "leave")) {
		zend_argument_value_error(1, "must be \"join\" or \"leave\", \"%s\" given",
								  ZSTR_VAL(event));
		RETURN_THROWS();
	}
	watcher = ecalloc(1, sizeof(*watcher));
	watcher->listener = rtws_channels_listen(&self->server->native->channels,
											 of_joining ? RTWS_LISTEN_JOINS : RTWS_LISTEN_LEAVES,
											 rtws_php_text(self->name), false, watcher);
	if (watcher->listener == NULL) {
		efree(watcher);
		zend_throw_error(NULL, "Out of memory");
		RETURN_THROWS();
	}
	ZVAL_UNDEF(&watcher->callback.callable);
	rtws_callback_set(&watcher->callback, &handler.function_name);
	watcher->next = self->server->watchers;
	self->server->watchers = watcher;
	RETURN_OBJ_COPY(Z_OBJ_P(ZEND_THIS));
}

/* ---- joining --------------------------------------------------------------------------------- */

ZEND_METHOD(Rtws_Presence, __construct)
{
	ZEND_PARSE_PARAMETERS_NONE();
}

/* The key of the member, as it is on the wire. NULL with an exception. */
static zend_string *member_key(zval *member)
{
	zval *id = zend_hash_str_find_deref(Z_ARRVAL_P(member), "id", 2);

	if (id != NULL && (Z_TYPE_P(id) == IS_LONG ||
					   (Z_TYPE_P(id) == IS_STRING && Z_STRLEN_P(id) <= RTWS_CHANNEL_NAME_MAX))) {
		return zval_get_string(id);
	}
	zend_argument_value_error(2, "must have an \"id\", a string of at most 255 bytes or an int");
	return NULL;
}

/* True: it is a member of the channel; *same: as this one. */
static bool is_member(const rtws_connection_t *conn, zend_string *channel, const zend_string *key,
					  bool *same)
{
	const rtws_subscription_t *s =
		rtws_subscription_find(&conn->subscriber, rtws_php_text(channel));

	if (s == NULL || !s->is_member) {
		return false;
	}
	*same = s->member_key_len == ZSTR_LEN(key) &&
			memcmp(s->member_key, ZSTR_VAL(key), ZSTR_LEN(key)) == 0;
	return true;
}

static bool join(presence_object_t *self, rtws_connection_t *conn, zval *member,
				 const zend_string *key)
{
	zend_string *json;
	bool same;
	int error;

	if (is_member(conn, self->name, key, &same)) {
		if (!same) {
			zend_argument_value_error(2,
									  "must have the id that the connection has joined with "
									  "before, or it leaves first, \"%s\" given",
									  ZSTR_VAL(key));
		}
		return false;
	}
	json = rtws_value_json(member);
	if (json == NULL) {
		return false;
	}
	error = rtws_session_join(conn, rtws_php_text(self->name), rtws_php_text(json),
							  (rtws_text_t){ NULL, 0 });
	zend_string_release(json);
	if (error != 0) {
		zend_throw_error(NULL, "Cannot join \"%s\": %s", ZSTR_VAL(self->name),
						 rtws_strerror(error));
	}
	return error == 0;
}

ZEND_METHOD(Rtws_Presence, join)
{
	presence_object_t *self = this_presence(ZEND_THIS);
	rtws_connection_t *conn;
	zend_object *object;
	zend_string *key;
	zval *member;

	ZEND_PARSE_PARAMETERS_START(2, 2)
		Z_PARAM_OBJ_OF_CLASS(object, rtws_ce_connection)
		Z_PARAM_ARRAY(member)
	ZEND_PARSE_PARAMETERS_END();

	key = member_key(member);
	if (key == NULL || !rtws_php_connection_of(object, self->server->native, 1, &conn)) {
		if (key != NULL) {
			zend_string_release(key);
		}
		RETURN_THROWS();
	}
	RETVAL_BOOL(conn != NULL && join(self, conn, member, key));
	zend_string_release(key);
}

ZEND_METHOD(Rtws_Presence, leave)
{
	presence_object_t *self = this_presence(ZEND_THIS);
	rtws_connection_t *conn;
	zend_object *object;

	ZEND_PARSE_PARAMETERS_START(1, 1)
		Z_PARAM_OBJ_OF_CLASS(object, rtws_ce_connection)
	ZEND_PARSE_PARAMETERS_END();

	if (!rtws_php_connection_of(object, self->server->native, 1, &conn)) {
		RETURN_THROWS();
	}
	RETURN_BOOL(conn != NULL && rtws_presence_leave(&conn->subscriber, rtws_php_text(self->name)));
}

/* ---- who is there ---------------------------------------------------------------------------- */

/* What is in the answer: keys and infos, one after the other. */
typedef struct {
	rtws_await_t base;
	int error;
	uint32_t count;
	rtws_member_t *members; /* owned */
	rtws_buffer_t text;     /* what they point to */
} members_t;

static void clear_members(void *arg)
{
	members_t *self = arg;

	free(self->members);
	rtws_buffer_clear(&self->text);
}

static int copy_members(members_t *self, const rtws_members_t *result)
{
	size_t size = 0;

	for (uint32_t i = 0; i < result->count; i++) {
		size += result->members[i].key.len + result->members[i].info.len;
	}
	self->members = malloc((result->count + 1) * sizeof(*self->members));
	if (self->members == NULL || rtws_buffer_reserve(&self->text, size + 1) != 0) {
		return RTWS_E_NOMEM;
	}
	for (uint32_t i = 0; i < result->count; i++) {
		const rtws_member_t *from = &result->members[i];
		const char *at = (const char *) self->text.bytes + self->text.len;

		rtws_buffer_append(&self->text, from->key.at, from->key.len);
		rtws_buffer_append(&self->text, from->info.at, from->info.len);
		self->members[self->count++] =
			(rtws_member_t){ { at, from->key.len }, { at + from->key.len, from->info.len } };
	}
	return 0;
}

static void on_members(void *arg, const rtws_members_t *result)
{
	members_t *self = arg;

	if (rtws_await_is_wanted(self)) {
		self->error = result->error != 0 ? result->error : copy_members(self, result);
		rtws_await_done(self);
	}
}

/* False with an exception. */
static bool read_members(presence_object_t *presence, zval *out)
{
	rtws_broker_t *broker = presence->server->native->channels.broker;
	members_t *self = rtws_await_create(sizeof(*self), clear_members);

	broker->ops->members(broker, rtws_php_text(presence->name), 0, UINT32_MAX, on_members, self);
	if (!rtws_await(self, "members()")) {
		return false;
	}
	if (self->error != 0) {
		rtws_php_throw_broker_error(self->error, "read the members of", ZSTR_VAL(presence->name));
	} else {
		array_init_size(out, self->count);
	}
	for (uint32_t i = 0; self->error == 0 && i < self->count; i++) {
		const rtws_member_t *member = &self->members[i];
		zval info;

		rtws_php_data_value(&info, RTWS_DATA_JSON, member->info);
		zend_symtable_str_update(Z_ARRVAL_P(out), member->key.at, member->key.len, &info);
	}
	rtws_await_free(self);
	return EG(exception) == NULL;
}

ZEND_METHOD(Rtws_Presence, members)
{
	ZEND_PARSE_PARAMETERS_NONE();
	read_members(this_presence(ZEND_THIS), return_value);
}

static void on_total(void *arg, const rtws_members_t *result)
{
	rtws_php_on_counted(arg, result->error, result->total);
}

ZEND_METHOD(Rtws_Presence, count)
{
	presence_object_t *self = this_presence(ZEND_THIS);
	rtws_broker_t *broker = self->server->native->channels.broker;
	rtws_php_counted_t *counted = rtws_php_counted_create();

	ZEND_PARSE_PARAMETERS_NONE();
	broker->ops->members(broker, rtws_php_text(self->name), 0, 0, on_total, counted);
	rtws_php_counted_return(counted, "count()", "count the members of", self->name, return_value);
}

ZEND_METHOD(Rtws_Presence, getIterator)
{
	zval members;

	ZEND_PARSE_PARAMETERS_NONE();
	if (!read_members(this_presence(ZEND_THIS), &members)) {
		RETURN_THROWS();
	}
	object_init_ex(return_value, spl_ce_ArrayIterator);
	zend_call_method_with_1_params(Z_OBJ_P(return_value), spl_ce_ArrayIterator, NULL, "__construct",
								   NULL, &members);
	zval_ptr_dtor(&members);
}

void rtws_php_register_presence(void)
{
	rtws_ce_presence = register_class_Rtws_Presence(zend_ce_countable, zend_ce_aggregate);
	rtws_ce_presence->create_object = create_object;

	memcpy(&presence_handlers, &std_object_handlers, sizeof(presence_handlers));
	presence_handlers.offset = XtOffsetOf(presence_object_t, std);
	presence_handlers.free_obj = free_object;
	presence_handlers.clone_obj = NULL;
}
