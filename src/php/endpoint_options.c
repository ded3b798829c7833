/* Options of an endpoint that are more than a number or a list. */
#include "php/classes.h"
#include "php/options.h"
#include "php/server.h"

bool rtws_php_read_host(zval *value, rtws_endpoint_t *endpoint)
{
	if (Z_STRLEN_P(value) == 0 || strcspn(Z_STRVAL_P(value), "/ \t\r\n") < Z_STRLEN_P(value)) {
		rtws_options_throw("", "host", "a host name without scheme and port", value);
		return false;
	}
	endpoint->host = strdup(Z_STRVAL_P(value));
	return endpoint->host != NULL;
}

bool rtws_php_read_connection(zval *value, rtws_php_handlers_t *handlers)
{
	zend_class_entry *ce = zend_lookup_class(Z_STR_P(value));

	if (EG(exception) != NULL) {
		return false;
	}
	if (ce == NULL || !instanceof_function(ce, rtws_ce_ratchet_connection) ||
		(ce->ce_flags & ZEND_ACC_EXPLICIT_ABSTRACT_CLASS)) {
		rtws_options_throw("", "connection",
						   "the name of a class that extends Rtws\\Ratchet\\Connection", value);
		return false;
	}
	handlers->connection_ce = ce;
	return true;
}
