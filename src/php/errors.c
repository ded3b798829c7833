/*
 * What becomes of an exception that no handler caught: on('error'), else the log; the server lives.
 */
#include "php/compat.h"
#include "php/server.h"

#include <zend_exceptions.h>
#include <zend_interfaces.h>

/* "RuntimeException: message in file:line" and the trace, as PHP writes it. */
zend_string *rtws_php_describe(zend_object *exception)
{
	zval text;

	ZVAL_UNDEF(&text);
	zend_call_known_instance_method_with_0_params(exception->ce->__tostring, exception, &text);
	if (EG(exception) != NULL) {
		zend_clear_exception();
	}
	if (Z_TYPE(text) == IS_STRING) {
		return Z_STR(text);
	}
	zval_ptr_dtor(&text);
	return zend_string_copy(exception->ce->name);
}

static void log_exception(zend_object *exception, const char *where)
{
	zend_string *text = rtws_php_describe(exception);

	rtws_log(RTWS_LOG_ERROR, "uncaught in %s: %s", where, ZSTR_VAL(text));
	zend_string_release(text);
}

/* The pending exception, and its reference; NULL when there is none, or it ends the process. */
zend_object *rtws_php_catch(void)
{
	zend_object *exception = EG(exception);

	if (exception == NULL || rtws_fibers_is_ending()) {
		return NULL;
	}
	GC_ADDREF(exception);
	zend_clear_exception();
	return exception;
}

void rtws_php_settle_exception(rtws_php_server_t *self, const char *where)
{
	rtws_php_listener_t *listener = self->listeners[RTWS_ON_ERROR];
	zend_object *exception = rtws_php_catch();

	if (exception == NULL) {
		return;
	}
	if (listener == NULL) {
		log_exception(exception, where);
	}
	for (; listener != NULL; listener = listener->next) {
		zend_object *again;
		zval arg;

		ZVAL_OBJ(&arg, exception);
		rtws_callback_call(&listener->callback, 1, &arg, NULL);
		again = rtws_php_catch();
		if (again != NULL) {
			log_exception(again, "on('error')");
			OBJ_RELEASE(again);
		}
	}
	OBJ_RELEASE(exception);
}

void rtws_php_settle_exception_later(rtws_php_server_t *self, const char *where)
{
	zend_object *exception = rtws_php_catch();
	zval arg;

	if (exception == NULL) {
		return;
	}
	if (self->listeners[RTWS_ON_ERROR] == NULL) {
		log_exception(exception, where);
	}
	ZVAL_OBJ(&arg, exception);
	rtws_php_emit_with(self, RTWS_ON_ERROR, &arg);
	OBJ_RELEASE(exception);
}
