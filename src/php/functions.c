/* The functions of rtws. */
#include "php/classes.h"
#include "php/compat.h"
#include "php/server.h"

#include <math.h>
#include <zend_exceptions.h>
#include <zend_fibers.h>

ZEND_FUNCTION(Rtws_delay)
{
	rtws_php_server_t *server = rtws_php_running();
	double seconds;

	ZEND_PARSE_PARAMETERS_START(1, 1)
		Z_PARAM_DOUBLE(seconds)
	ZEND_PARSE_PARAMETERS_END();

	if (!isfinite(seconds) || seconds < 0 || seconds > 1e9) {
		zend_argument_value_error(1, "must be a number of seconds between 0 and 1e9");
		RETURN_THROWS();
	}
	if (zend_fiber_switch_blocked()) {
		zend_throw_exception(
			rtws_ce_illegal_state,
			"Rtws\\delay() cannot suspend here: a handshake hook or a destructor must "
			"answer at once",
			0);
		RETURN_THROWS();
	}
	if (server == NULL || EG(active_fiber) == NULL) {
		zend_throw_exception(
			rtws_ce_illegal_state,
			"Rtws\\delay() suspends a handler: it needs a running server and a Fiber", 0);
		RETURN_THROWS();
	}
	rtws_fibers_sleep(server->loop, seconds);
}

ZEND_FUNCTION(Rtws_fiber_body)
{
	ZEND_PARSE_PARAMETERS_NONE();
	rtws_fibers_body();
}
