#include "php/info.h"

#include "loop/loop.h"
#include "php/compat.h"
#include "php_rtws.h"

#include <ev.h>
#include <ext/standard/info.h>
#include <openssl/crypto.h>
#include <openssl/opensslv.h>
#include <stdio.h>
#include <zlib.h>
#ifdef HAVE_RTWS_HIREDIS
#include <hiredis/hiredis.h>
#endif

static void row(const char *name, const char *compiled, const char *loaded)
{
	php_info_print_table_row(3, name, compiled, loaded);
}

void rtws_php_info(void)
{
	char ev[32], hiredis[32] = "none";

	snprintf(ev, sizeof(ev), "libev %d.%d", EV_VERSION_MAJOR, EV_VERSION_MINOR);
#ifdef HAVE_RTWS_HIREDIS
	snprintf(hiredis, sizeof(hiredis), "%d.%d.%d", HIREDIS_MAJOR, HIREDIS_MINOR, HIREDIS_PATCH);
#endif
	php_info_print_table_start();
	php_info_print_table_row(2, "rtws", "enabled");
	php_info_print_table_row(2, "Version", PHP_RTWS_VERSION);
	php_info_print_table_end();
	php_info_print_table_start();
	php_info_print_table_header(3, "Library", "Compiled", "Loaded");
	row("Event loop", ev, rtws_loop_version());
	row("OpenSSL", OPENSSL_VERSION_TEXT, OpenSSL_version(OPENSSL_VERSION));
	row("zlib", ZLIB_VERSION, zlibVersion());
	row("hiredis", hiredis, "tells no version");
	php_info_print_table_end();
}
