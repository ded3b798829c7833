/* SPDX-License-Identifier: MIT */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "php_rtws.h"
#include <ext/standard/info.h>
#include <php_ini.h>

#include "php/classes.h"
#include "php/embedded.h"
#include "php/fibers.h"
#include "php/guests.h"
#include "php/info.h"
#include "php/output.h"
#include "php/watchdog.h"
#include "process/image.h"

#include "stubs/functions_arginfo.h"

ZEND_DECLARE_MODULE_GLOBALS(rtws)

#if defined(ZTS) && defined(COMPILE_DL_RTWS)
ZEND_TSRMLS_CACHE_DEFINE()
#endif

PHP_INI_BEGIN()
	STD_PHP_INI_ENTRY("rtws.max_fibers", "8000", PHP_INI_ALL, OnUpdateLongGEZero, max_fibers,
					  zend_rtws_globals, rtws_globals)
	STD_PHP_INI_BOOLEAN("rtws.install_loops", "1", PHP_INI_ALL, OnUpdateBool, install_loops,
						zend_rtws_globals, rtws_globals)
	STD_PHP_INI_BOOLEAN("rtws.ratchet_compat", "0", PHP_INI_SYSTEM, OnUpdateBool, ratchet_compat,
						zend_rtws_globals, rtws_globals)
PHP_INI_END()

static PHP_GINIT_FUNCTION(rtws)
{
#if defined(ZTS) && defined(COMPILE_DL_RTWS)
	ZEND_TSRMLS_CACHE_UPDATE();
#endif
	memset(rtws_globals, 0, sizeof(*rtws_globals));
}

static PHP_MINIT_FUNCTION(rtws)
{
	REGISTER_INI_ENTRIES();
	rtws_php_register_exceptions();
	rtws_php_register_request();
	rtws_php_register_response();
	rtws_php_register_response_stream();
	rtws_php_register_connection();
	rtws_php_register_ratchet_connection();
	rtws_php_register_timer();
	rtws_php_register_channel();
	rtws_php_register_publication();
	rtws_php_register_presence();
	rtws_php_register_stream();
	rtws_php_register_subscription();
	rtws_php_register_store();
	rtws_php_register_counter();
	rtws_php_register_redis();
	rtws_php_register_server();
	rtws_php_register_loop();
	rtws_embedded_minit();
	rtws_php_loops_minit();
	rtws_output_minit();
	rtws_watchdog_minit();
	rtws_image_remember();
	return SUCCESS;
}

static PHP_MSHUTDOWN_FUNCTION(rtws)
{
	rtws_embedded_mshutdown();
	rtws_image_forget();
	rtws_watchdog_mshutdown();
	UNREGISTER_INI_ENTRIES();
	return SUCCESS;
}

static PHP_RINIT_FUNCTION(rtws)
{
	rtws_output_rinit();
	rtws_fibers_rinit();
	rtws_php_loops_rinit();
	return SUCCESS;
}

/* Destructors have run; objects are freed after this. */
static PHP_RSHUTDOWN_FUNCTION(rtws)
{
	rtws_php_server_rshutdown();
	rtws_guests_rshutdown();
	rtws_fibers_rshutdown();
	return SUCCESS;
}

static PHP_MINFO_FUNCTION(rtws)
{
	rtws_php_info();
	DISPLAY_INI_ENTRIES();
}

zend_module_entry rtws_module_entry = {
	STANDARD_MODULE_HEADER,
	"rtws",
	ext_functions,
	PHP_MINIT(rtws),
	PHP_MSHUTDOWN(rtws),
	PHP_RINIT(rtws),
	PHP_RSHUTDOWN(rtws),
	PHP_MINFO(rtws),
	PHP_RTWS_VERSION,
	PHP_MODULE_GLOBALS(rtws),
	PHP_GINIT(rtws),
	NULL,
	NULL,
	STANDARD_MODULE_PROPERTIES_EX,
};

#ifdef COMPILE_DL_RTWS
ZEND_GET_MODULE(rtws)
#endif
