/* Rtws\Connection: the view of a native connection that userland holds. */
#include "php/classes.h"
#include "php/compat.h"
#include "php/connection_object.h"
#include "php/server.h"
#include "php/value.h"

#include "core/users.h"

#include <ext/json/php_json.h>
#include <zend_exceptions.h>

#include "stubs/connection_arginfo.h"

typedef rtws_php_connection_object_t connection_object_t;

/* The declared properties, in the order of the stub. */
enum { ID, RESOURCE_ID, REMOTE_ADDRESS, PROTOCOL, USER_ID };

zend_class_entry *rtws_ce_connection;
static zend_object_handlers connection_handlers;

static connection_object_t *from_obj(zend_object *obj)
{
	return rtws_php_connection_object_from(obj);
}

static rtws_connection_t *this_conn(zval *this_ptr)
{
	return from_obj(Z_OBJ_P(this_ptr))->conn;
}

zend_object *rtws_php_connection_alloc(zend_class_entry *ce, const zend_object_handlers *handlers)
{
	connection_object_t *self = zend_object_alloc(sizeof(*self), ce);

	self->conn = NULL;
	self->request = NULL;
	zend_object_std_init(&self->std, ce);
	object_properties_init(&self->std, ce);
	self->std.handlers = handlers;
	return &self->std;
}

static zend_object *create_object(zend_class_entry *ce)
{
	return rtws_php_connection_alloc(ce, &connection_handlers);
}

static void free_object(zend_object *obj)
{
	connection_object_t *self = from_obj(obj);

	if (self->request != NULL) {
		rtws_request_unref(self->request);
	}
	zend_object_std_dtor(obj);
}

/* ---- from and to the native connection --------------------------------------------------------
 */

static void fill(connection_object_t *self, const rtws_connection_t *conn)
{
	char id[RTWS_CONNECTION_ID_MAX];
	size_t id_len = rtws_connection_id(conn, id);

	ZVAL_STRINGL(OBJ_PROP_NUM(&self->std, ID), id, id_len);
	ZVAL_LONG(OBJ_PROP_NUM(&self->std, RESOURCE_ID), (zend_long) conn->resource_id);
	ZVAL_STRING(OBJ_PROP_NUM(&self->std, REMOTE_ADDRESS),
				conn->request != NULL ? conn->request->remote_address : "");
	if (conn->protocol != NULL) {
		ZVAL_STRING(OBJ_PROP_NUM(&self->std, PROTOCOL), conn->protocol);
	} else {
		ZVAL_NULL(OBJ_PROP_NUM(&self->std, PROTOCOL));
	}
}

/* Of the class that the endpoint names. */
static zend_object *create_for(rtws_connection_t *conn)
{
	const rtws_php_handlers_t *handlers = conn->endpoint->handlers;
	connection_object_t *self;
	zval object;

	object_init_ex(&object,
				   handlers->connection_ce != NULL ? handlers->connection_ce : rtws_ce_connection);
	self = from_obj(Z_OBJ(object));
	self->conn = conn;
	if (conn->request != NULL) {
		self->request = rtws_request_ref(conn->request);
	}
	if (handlers->connection_ce != NULL) {
		rtws_php_ratchet_connection_fill(&self->std, conn);
	} else {
		fill(self, conn);
	}
	return &self->std;
}

zend_object *rtws_php_connection_object(rtws_connection_t *conn)
{
	rtws_php_connection_t *php = rtws_php_attachment(conn);

	if (php->object == NULL) {
		php->object = create_for(conn); /* its reference is ours until detached */
	}
	GC_ADDREF(php->object);
	return php->object;
}

bool rtws_php_connection_of(zend_object *object, const rtws_server_t *server, uint32_t arg,
							rtws_connection_t **out)
{
	rtws_connection_t *conn = from_obj(object)->conn;

	if (conn != NULL && conn->server != server) {
		zend_argument_value_error(arg, "must be a connection of the same server");
		return false;
	}
	*out = conn != NULL && rtws_connection_is_open(conn) ? conn : NULL;
	return true;
}

void rtws_php_connection_detach(rtws_connection_t *conn)
{
	rtws_php_connection_t *php = rtws_php_attachment(conn);
	zend_object *object = php->object;

	if (object != NULL) {
		php->object = NULL;
		from_obj(object)->conn = NULL;
		OBJ_RELEASE(object);
	}
}

/* ---- methods --------------------------------------------------------------------------------- */

ZEND_METHOD(Rtws_Connection, __construct)
{
	ZEND_PARSE_PARAMETERS_NONE();
}

static bool send_string(rtws_connection_t *conn, rtws_ws_opcode_t opcode, const zend_string *data)
{
	return conn != NULL && rtws_connection_send(conn, opcode, ZSTR_VAL(data), ZSTR_LEN(data)) == 0;
}

static bool is_for_json(zval *data)
{
	return Z_TYPE_P(data) == IS_ARRAY ||
		   (Z_TYPE_P(data) == IS_OBJECT &&
			instanceof_function(Z_OBJCE_P(data), php_json_serializable_ce));
}

static void send_json(rtws_connection_t *conn, zval *data, zval *return_value)
{
	zend_string *json = rtws_value_json(data);

	if (json != NULL) {
		RETVAL_BOOL(send_string(conn, RTWS_WS_TEXT, json));
		zend_string_release(json);
	}
}

ZEND_METHOD(Rtws_Connection, send)
{
	rtws_connection_t *conn = this_conn(ZEND_THIS);
	zend_string *text;
	zval *data;

	ZEND_PARSE_PARAMETERS_START(1, 1)
		Z_PARAM_ZVAL(data)
	ZEND_PARSE_PARAMETERS_END();

	if (is_for_json(data)) {
		send_json(conn, data, return_value);
		return;
	}
	if (UNEXPECTED(!zend_parse_arg_str(data, &text, false, 1))) {
		zend_argument_type_error(1, "must be of type JsonSerializable|array|string, %s given",
								 zend_zval_type_name(data));
		RETURN_THROWS();
	}
	if (UNEXPECTED(!rtws_value_is_utf8(text))) {
		zend_argument_value_error(1, "must be UTF-8, as text messages are; use sendBinary() for "
									 "other bytes");
		RETURN_THROWS();
	}
	RETURN_BOOL(send_string(conn, RTWS_WS_TEXT, text));
}

ZEND_METHOD(Rtws_Connection, sendBinary)
{
	rtws_connection_t *conn = this_conn(ZEND_THIS);
	zend_string *data;

	ZEND_PARSE_PARAMETERS_START(1, 1)
		Z_PARAM_STR(data)
	ZEND_PARSE_PARAMETERS_END();

	RETURN_BOOL(send_string(conn, RTWS_WS_BINARY, data));
}

ZEND_METHOD(Rtws_Connection, ping)
{
	rtws_connection_t *conn = this_conn(ZEND_THIS);
	zend_string *payload = ZSTR_EMPTY_ALLOC();

	ZEND_PARSE_PARAMETERS_START(0, 1)
		Z_PARAM_OPTIONAL
		Z_PARAM_STR(payload)
	ZEND_PARSE_PARAMETERS_END();

	if (ZSTR_LEN(payload) > RTWS_WS_CONTROL_MAX) {
		zend_argument_value_error(1, "must be at most 125 bytes, %zu given", ZSTR_LEN(payload));
		RETURN_THROWS();
	}
	RETURN_BOOL(conn != NULL &&
				rtws_connection_ping(conn, ZSTR_VAL(payload), ZSTR_LEN(payload)) == 0);
}

bool rtws_php_close_code_is_allowed(zend_long code)
{
	return code > 0 && code < 5000 && code != 1010 && rtws_ws_close_code_is_valid((unsigned) code);
}

ZEND_METHOD(Rtws_Connection, close)
{
	rtws_connection_t *conn = this_conn(ZEND_THIS);
	zend_string *reason = ZSTR_EMPTY_ALLOC();
	zend_long code = RTWS_CLOSE_NORMAL;

	ZEND_PARSE_PARAMETERS_START(0, 2)
		Z_PARAM_OPTIONAL
		Z_PARAM_LONG(code)
		Z_PARAM_STR(reason)
	ZEND_PARSE_PARAMETERS_END();

	if (!rtws_php_close_code_is_allowed(code)) {
		zend_argument_value_error(
			1,
			"must be a close code that a server may send (1000 to 1003, 1007 to "
			"1009, 1011 to 1014, 3000 to 4999), " ZEND_LONG_FMT " given",
			code);
		RETURN_THROWS();
	}
	if (ZSTR_LEN(reason) > RTWS_WS_REASON_MAX) {
		zend_argument_value_error(2, "must be at most 123 bytes, %zu given", ZSTR_LEN(reason));
		RETURN_THROWS();
	}
	if (!rtws_value_is_utf8(reason)) {
		zend_argument_value_error(2, "must be UTF-8");
		RETURN_THROWS();
	}
	if (conn != NULL) {
		rtws_php_attachment(conn)->is_closed = true;
		rtws_connection_close(conn, (uint16_t) code, ZSTR_VAL(reason), ZSTR_LEN(reason));
	}
}

ZEND_METHOD(Rtws_Connection, isOpen)
{
	rtws_connection_t *conn = this_conn(ZEND_THIS);

	ZEND_PARSE_PARAMETERS_NONE();
	RETURN_BOOL(conn != NULL && rtws_connection_is_open(conn));
}

ZEND_METHOD(Rtws_Connection, request)
{
	rtws_request_t *request = from_obj(Z_OBJ_P(ZEND_THIS))->request;

	ZEND_PARSE_PARAMETERS_NONE();
	if (request == NULL) {
		zend_throw_exception(rtws_ce_illegal_state, "This connection has no request", 0);
		RETURN_THROWS();
	}
	rtws_php_request_create(return_value, request);
}

ZEND_METHOD(Rtws_Connection, bufferedBytes)
{
	rtws_connection_t *conn = this_conn(ZEND_THIS);

	ZEND_PARSE_PARAMETERS_NONE();
	RETURN_LONG(conn != NULL ? (zend_long) rtws_connection_buffered(conn) : 0);
}

ZEND_METHOD(Rtws_Connection, latency)
{
	rtws_connection_t *conn = this_conn(ZEND_THIS);
	uint32_t us = conn != NULL ? rtws_connection_latency_us(conn) : 0;

	ZEND_PARSE_PARAMETERS_NONE();
	if (us == 0) {
		RETURN_NULL();
	}
	RETURN_DOUBLE(us / 1e6);
}

static void set_paused(INTERNAL_FUNCTION_PARAMETERS, bool paused)
{
	rtws_connection_t *conn = this_conn(ZEND_THIS);

	ZEND_PARSE_PARAMETERS_NONE();
	if (conn != NULL) {
		rtws_connection_pause(conn, RTWS_PAUSED_BY_USER, paused);
	}
}

ZEND_METHOD(Rtws_Connection, pause)
{
	set_paused(INTERNAL_FUNCTION_PARAM_PASSTHRU, true);
}

ZEND_METHOD(Rtws_Connection, resume)
{
	set_paused(INTERNAL_FUNCTION_PARAM_PASSTHRU, false);
}

ZEND_METHOD(Rtws_Connection, channels)
{
	rtws_connection_t *conn = this_conn(ZEND_THIS);

	ZEND_PARSE_PARAMETERS_NONE();
	array_init(return_value);
	for (rtws_subscription_t *s = conn != NULL ? conn->subscriber.first : NULL; s != NULL;
		 s = s->next) {
		add_next_index_stringl(return_value, s->channel->name, s->channel->name_len);
	}
}

/* ---- whose it is ------------------------------------------------------------------------------
 *
 * sendTo() finds a user's connections by what is written to $userId. Without a cache slot the VM
 * does not write there by itself.
 */

static bool is_user_id(const zend_string *name)
{
	return zend_string_equals_literal(name, "userId");
}

static void tell_user(zend_object *obj)
{
	rtws_connection_t *conn = from_obj(obj)->conn;
	const zval *id = OBJ_PROP_NUM(obj, USER_ID);
	rtws_text_t user = { NULL, 0 };

	if (Z_TYPE_P(id) == IS_STRING) {
		user = (rtws_text_t){ Z_STRVAL_P(id), Z_STRLEN_P(id) };
	}
	if (conn != NULL && rtws_connection_set_user(conn, user) != 0) {
		zend_throw_error(NULL, "Out of memory");
	}
}

static zval *write_property(zend_object *obj, zend_string *name, zval *value, void **cache_slot)
{
	zval *written;

	if (!is_user_id(name)) {
		return zend_std_write_property(obj, name, value, cache_slot);
	}
	if (Z_TYPE_P(value) == IS_STRING && Z_STRLEN_P(value) > RTWS_USER_ID_MAX) {
		zend_value_error("Rtws\\Connection::$userId must be at most 255 bytes, %zu given",
						 Z_STRLEN_P(value));
		return &EG(error_zval);
	}
	written = zend_std_write_property(obj, name, value, NULL);
	if (EG(exception) == NULL) {
		tell_user(obj);
	}
	return written;
}

static void unset_property(zend_object *obj, zend_string *name, void **cache_slot)
{
	zend_std_unset_property(obj, name, is_user_id(name) ? NULL : cache_slot);
	if (is_user_id(name)) {
		tell_user(obj);
	}
}

/* No pointer to it; what changes it (.=) reads and writes then. Writes by reference would not be
 * seen. */
static zval *get_property_ptr(zend_object *obj, zend_string *name, int type, void **cache_slot)
{
	if (!is_user_id(name)) {
		return zend_std_get_property_ptr_ptr(obj, name, type, cache_slot);
	}
	if (type == BP_VAR_W || type == BP_VAR_UNSET) {
		zend_throw_error(NULL, "Cannot take a reference to Rtws\\Connection::$userId");
		return &EG(error_zval);
	}
	return NULL;
}

void rtws_php_connection_init_handlers(zend_object_handlers *handlers)
{
	memcpy(handlers, &std_object_handlers, sizeof(*handlers));
	handlers->offset = XtOffsetOf(connection_object_t, std);
	handlers->free_obj = free_object;
	handlers->clone_obj = NULL;
	handlers->compare = zend_objects_not_comparable; /* == means the same connection */
}

void rtws_php_register_connection(void)
{
	rtws_ce_connection = register_class_Rtws_Connection();
	rtws_ce_connection->create_object = create_object;

	rtws_php_connection_init_handlers(&connection_handlers);
	connection_handlers.write_property = write_property;
	connection_handlers.unset_property = unset_property;
	connection_handlers.get_property_ptr_ptr = get_property_ptr;
}
