/*
 * The option "workers" of RtServer.
 */
#include "php/options.h"
#include "php/server.h"

#include <sched.h>
#include <unistd.h>

/* Those that this process may run on. */
static unsigned count_processors(void)
{
	cpu_set_t set;
	long count = sched_getaffinity(0, sizeof(set), &set) == 0 ? CPU_COUNT(&set)
															  : sysconf(_SC_NPROCESSORS_ONLN);

	return count < 1 ? 1 : count > RTWS_WORKERS_MAX ? RTWS_WORKERS_MAX : (unsigned) count;
}

static bool read_count(zval *value, unsigned *out)
{
	if (Z_TYPE_P(value) == IS_STRING && zend_string_equals_literal(Z_STR_P(value), "auto")) {
		*out = count_processors();
		return true;
	}
	if (Z_TYPE_P(value) == IS_LONG && Z_LVAL_P(value) >= 1 && Z_LVAL_P(value) <= RTWS_WORKERS_MAX) {
		*out = (unsigned) Z_LVAL_P(value);
		return true;
	}
	rtws_options_throw("", "workers", "\"auto\" or between 1 and 512", value);
	return false;
}

bool rtws_php_read_workers(zval *value, unsigned *out)
{
	if (!read_count(value, out)) {
		return false;
	}
#ifdef ZTS
	if (*out > 1) { /* the threads of other extensions would not be there after a fork */
		rtws_options_throw("", "workers", "1 where PHP is thread-safe (ZTS)", value);
		return false;
	}
#endif
	return true;
}
