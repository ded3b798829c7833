/* SPDX-License-Identifier: MIT */
#ifndef PHP_RTWS_H
#define PHP_RTWS_H

#include <php.h>

#define PHP_RTWS_VERSION "0.1.0dev"

ZEND_BEGIN_MODULE_GLOBALS(rtws)
	zend_long max_fibers; /* rtws.max_fibers */
	bool install_loops;   /* rtws.install_loops */
	bool ratchet_compat;  /* rtws.ratchet_compat */
ZEND_END_MODULE_GLOBALS(rtws)

ZEND_EXTERN_MODULE_GLOBALS(rtws)
#define RTWS_G(v) ZEND_MODULE_GLOBALS_ACCESSOR(rtws, v)

extern zend_module_entry rtws_module_entry;
#define phpext_rtws_ptr &rtws_module_entry

#if defined(ZTS) && defined(COMPILE_DL_RTWS)
ZEND_TSRMLS_CACHE_EXTERN()
#endif

#endif
