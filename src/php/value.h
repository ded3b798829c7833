/*
 * Values: between zvals and bytes.
 */
#ifndef RTWS_PHP_VALUE_H
#define RTWS_PHP_VALUE_H

#include "proto/http_response.h"

#include <php.h>

/*
 * A string of the bytes, made where the loop calls us: NULL when it might run into memory_limit,
 * whose error would leave by longjmp. The caller then keeps the bytes with malloc() and makes the
 * string later, in a job.
 */
zend_string *rtws_value_string_now(const void *bytes, size_t len);

/* Known to be UTF-8: spares whoever asks a second look. */
static inline void rtws_value_mark_utf8(zend_string *string)
{
	if (!ZSTR_IS_INTERNED(string)) {
		GC_ADD_FLAGS(string, IS_STR_VALID_UTF8);
	}
}

bool rtws_value_is_utf8(const zend_string *string);

/*
 * Where a path leads from where the script stands now, in out unless it is absolute. With threads
 * the process stands elsewhere; and the script may move on before the path is used.
 */
const char *rtws_value_path(const char *path, char out[MAXPATHLEN]);

/* JSON as json_encode() makes it. NULL with a \JsonException. */
zend_string *rtws_value_json(zval *value);

/*
 * What an HTTP handler returned, as a response, which is initialised with 200. False with an
 * exception.
 */
bool rtws_value_response(zval *value, rtws_response_t *response);

#endif
