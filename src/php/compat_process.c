/*
 * What PHP needs of processes: when one forks that goes on with PHP code; whose its signals are.
 */
#include "php/compat.h"

#include <ext/standard/basic_functions.h>
#if PHP_VERSION_ID >= 80200
#include <ext/random/php_random.h>
#else
#include <ext/standard/php_mt_rand.h>
#endif
#include <php_output.h>
#include <signal.h>
#include <zend_signal.h>

#if PHP_VERSION_ID >= 80500
#include <main/php_main.h>
#endif

/* PHP's own handlers may be in between. */
bool rtws_compat_has_handler(int signo)
{
#ifdef ZEND_SIGNALS
	return SIGG(handlers)[signo - 1].handler != (void *) SIG_DFL;
#else
	struct sigaction now;

	return sigaction(signo, NULL, &now) == 0 && now.sa_handler != SIG_DFL;
#endif
}

/* What waits to be written would be written by each. */
void rtws_compat_before_fork(void)
{
	php_output_flush_all();
	fflush(NULL);
}

/* Else all would draw the same numbers. */
static void forget_seeds(void)
{
#if PHP_VERSION_ID >= 80200
	RANDOM_G(mt19937_seeded) = false;
	RANDOM_G(combined_lcg_seeded) = false;
#else
	BG(mt_rand_is_seeded) = 0; /* the state of lcg_value() is not to be had there */
#endif
}

/* Shutdown functions from before are the parent's. */
void rtws_compat_after_fork(void)
{
#if PHP_VERSION_ID >= 80500
	php_child_init();
#elif PHP_VERSION_ID >= 80200
	zend_max_execution_timer_init();
#endif
	forget_seeds();
	php_free_shutdown_functions();
}
