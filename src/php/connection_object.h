/*
 * What connection objects of all classes are made of: Rtws\Connection, and those that an endpoint
 * names instead.
 */
#ifndef RTWS_PHP_CONNECTION_OBJECT_H
#define RTWS_PHP_CONNECTION_OBJECT_H

#include "core/server.h"

#include <php.h>

typedef struct {
	rtws_connection_t *conn; /* borrowed; NULL once it is closed and its close handler has run */
	rtws_request_t *request; /* owned; kept when the connection goes */
	zend_object std;
} rtws_php_connection_object_t;

static inline rtws_php_connection_object_t *rtws_php_connection_object_from(zend_object *obj)
{
	return (rtws_php_connection_object_t *) ((char *) obj -
											 XtOffsetOf(rtws_php_connection_object_t, std));
}

/* What create_object of each class calls, with its handlers. */
zend_object *rtws_php_connection_alloc(zend_class_entry *ce, const zend_object_handlers *handlers);
/* Fills in what the handlers of all of them have in common. */
void rtws_php_connection_init_handlers(zend_object_handlers *handlers);

/* Is this a close code that a server may send? 1010 is for clients (RFC 6455 section 7.4.1). */
bool rtws_php_close_code_is_allowed(zend_long code);

/* Fills in the declared properties of a Rtws\Ratchet\Connection. */
void rtws_php_ratchet_connection_fill(zend_object *obj, const rtws_connection_t *conn);

#endif
