/*
 * Rtws\Ratchet\Connection: a connection as programs for Ratchet expect it. send() returns the
 * connection, close() ends it at once, and any property may be set.
 */
#include "php/classes.h"
#include "php/compat.h"
#include "php/connection_object.h"
#include "php/server.h"

#include <zend_interfaces.h>

#include "stubs/ratchet_connection_arginfo.h"

/* The declared properties, in the order of the stub. */
enum { RESOURCE_ID, REMOTE_ADDRESS };

zend_class_entry *rtws_ce_ratchet_connection;
static zend_object_handlers handlers;

static zend_object *create_object(zend_class_entry *ce)
{
	return rtws_php_connection_alloc(ce, &handlers);
}

/* The native connection; NULL when there is nothing left to do with it. */
static rtws_connection_t *open_conn(zval *this_ptr)
{
	rtws_connection_t *conn = rtws_php_connection_object_from(Z_OBJ_P(this_ptr))->conn;

	return conn != NULL && !rtws_php_attachment(conn)->is_closed ? conn : NULL;
}

/* An object of the program's: what unwrap() says. False with an exception. */
static bool unwrap(zval *this_ptr, zval *object, zend_long *opcode, zend_string **payload)
{
	zval result, *first, *second;

	zend_call_method_with_1_params(Z_OBJ_P(this_ptr), Z_OBJCE_P(this_ptr), NULL, "unwrap", &result,
								   object);
	if (EG(exception) != NULL) {
		return false;
	}
	first = zend_hash_index_find(Z_ARRVAL(result), 0);
	second = zend_hash_index_find(Z_ARRVAL(result), 1);
	if (first == NULL || second == NULL || Z_TYPE_P(first) != IS_LONG ||
		Z_TYPE_P(second) != IS_STRING) {
		zend_type_error("unwrap() must return an array of an opcode and a string");
		zval_ptr_dtor(&result);
		return false;
	}
	*opcode = Z_LVAL_P(first);
	*payload = zend_string_copy(Z_STR_P(second));
	zval_ptr_dtor(&result);
	return true;
}

/* Every way to close: the program hears of it, and of nothing that came before and still waits. */
static void end(rtws_connection_t *conn, zend_long code, const char *reason)
{
	if (!rtws_php_close_code_is_allowed(code)) {
		php_error_docref(NULL, E_WARNING,
						 ZEND_LONG_FMT " is no close code that a server may send (1000 to 1003, "
									   "1007 to 1009, 1011 to 1014, 3000 to 4999); 1000 is sent",
						 code);
		code = RTWS_CLOSE_NORMAL;
		reason = "";
	}
	rtws_php_attachment(conn)->is_closed = true;
	rtws_connection_end(conn, (uint16_t) code, reason);
}

/* The payload of a Close frame. */
static void end_with(rtws_connection_t *conn, const zend_string *payload)
{
	const unsigned char *bytes = (const unsigned char *) ZSTR_VAL(payload);

	if (ZSTR_LEN(payload) < 2) {
		end(conn, RTWS_CLOSE_NORMAL, "");
	} else {
		end(conn, bytes[0] << 8 | bytes[1], ZSTR_VAL(payload) + 2);
	}
}

static void send_frame(rtws_connection_t *conn, zend_long opcode, const zend_string *payload)
{
	switch (opcode) {
		case RTWS_WS_TEXT:
		case RTWS_WS_BINARY:
			rtws_connection_send(conn, (rtws_ws_opcode_t) opcode, ZSTR_VAL(payload),
								 ZSTR_LEN(payload));
			break;
		case RTWS_WS_CLOSE:
			end_with(conn, payload);
			break;
		case RTWS_WS_PING:
			if (ZSTR_LEN(payload) <= RTWS_WS_CONTROL_MAX) {
				rtws_connection_ping(conn, ZSTR_VAL(payload), ZSTR_LEN(payload));
				break;
			}
			zend_value_error("A ping carries at most 125 bytes, %zu given", ZSTR_LEN(payload));
			break;
		case RTWS_WS_PONG:
			break; /* unasked: nobody waits for it */
		default:
			zend_value_error("A frame of opcode " ZEND_LONG_FMT " cannot be sent", opcode);
	}
}

ZEND_METHOD(Rtws_Ratchet_Connection, send)
{
	rtws_connection_t *conn = open_conn(ZEND_THIS);
	zend_string *payload;
	zend_long opcode;
	zval *data;

	ZEND_PARSE_PARAMETERS_START(1, 1)
		Z_PARAM_ZVAL(data)
	ZEND_PARSE_PARAMETERS_END();

	ZVAL_DEREF(data);
	if (EXPECTED(Z_TYPE_P(data) == IS_STRING)) {
		if (conn != NULL) {
			rtws_connection_send(conn, RTWS_WS_TEXT, Z_STRVAL_P(data), Z_STRLEN_P(data));
		}
	} else if (Z_TYPE_P(data) == IS_OBJECT) {
		if (!unwrap(ZEND_THIS, data, &opcode, &payload)) {
			RETURN_THROWS();
		}
		conn = open_conn(ZEND_THIS); /* unwrap() may be anybody's code */
		if (conn != NULL) {
			send_frame(conn, opcode, payload);
		}
		zend_string_release(payload);
	} else if (Z_TYPE_P(data) == IS_ARRAY) {
		zend_argument_type_error(1, "must be a string or an object that stands for one, array "
									"given; use json_encode()");
		RETURN_THROWS();
	} else if (conn != NULL) {
		payload = zval_get_string(data);
		rtws_connection_send(conn, RTWS_WS_TEXT, ZSTR_VAL(payload), ZSTR_LEN(payload));
		zend_string_release(payload);
	}
	RETURN_OBJ_COPY(Z_OBJ_P(ZEND_THIS));
}

ZEND_METHOD(Rtws_Ratchet_Connection, close)
{
	rtws_connection_t *conn = open_conn(ZEND_THIS);
	zend_string *payload;
	zend_long opcode;
	zval *code = NULL;

	ZEND_PARSE_PARAMETERS_START(0, 1)
		Z_PARAM_OPTIONAL
		Z_PARAM_ZVAL(code)
	ZEND_PARSE_PARAMETERS_END();

	if (conn == NULL) {
		return;
	}
	if (code == NULL || Z_TYPE_P(code) != IS_OBJECT) {
		end(conn, code != NULL ? zval_get_long(code) : RTWS_CLOSE_NORMAL, "");
		return;
	}
	if (!unwrap(ZEND_THIS, code, &opcode, &payload)) {
		RETURN_THROWS();
	}
	conn = open_conn(ZEND_THIS);
	if (conn != NULL && opcode == RTWS_WS_CLOSE) {
		end_with(conn, payload);
	} else if (conn != NULL) { /* a last message */
		send_frame(conn, opcode, payload);
		end(conn, RTWS_CLOSE_NORMAL, "");
	}
	zend_string_release(payload);
}

ZEND_METHOD(Rtws_Ratchet_Connection, isClosing)
{
	const rtws_connection_t *conn = open_conn(ZEND_THIS);

	ZEND_PARSE_PARAMETERS_NONE();
	RETURN_BOOL(conn == NULL || !rtws_connection_is_open(conn));
}

void rtws_php_ratchet_connection_fill(zend_object *obj, const rtws_connection_t *conn)
{
	ZVAL_LONG(OBJ_PROP_NUM(obj, RESOURCE_ID), (zend_long) conn->resource_id);
	ZVAL_STRING(OBJ_PROP_NUM(obj, REMOTE_ADDRESS),
				conn->request != NULL ? conn->request->remote_address : "");
}

void rtws_php_register_ratchet_connection(void)
{
	rtws_ce_ratchet_connection = register_class_Rtws_Ratchet_Connection();
	rtws_ce_ratchet_connection->create_object = create_object;
	rtws_php_connection_init_handlers(&handlers);
}
