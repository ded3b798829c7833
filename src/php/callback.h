/*
 * Callback: a PHP callable kept for many calls. The only door into user code: whatever userland
 * runs is called from here, by a job on a pooled Fiber or as a question answered in place.
 */
#ifndef RTWS_PHP_CALLBACK_H
#define RTWS_PHP_CALLBACK_H

#include <php.h>

typedef struct rtws_callback {
	zval callable;             /* owned; IS_UNDEF while nothing is set */
	zend_fcall_info_cache fcc; /* meaningful only when resolved */
	bool resolved;
} rtws_callback_t;

/* False, and the callback left as it was, when the value cannot be called. */
bool rtws_callback_set(rtws_callback_t *cb, zval *callable);
/* The public method of an object, if it has one. */
bool rtws_callback_set_method(rtws_callback_t *cb, zend_object *object, const char *name);
void rtws_callback_clear(rtws_callback_t *cb);

/*
 * Calls. The outcome is in EG(exception); the result, if wanted (not NULL), is the caller's and
 * IS_UNDEF after an exception.
 */
void rtws_callback_call(rtws_callback_t *cb, uint32_t argc, zval *argv, zval *result);

static inline bool rtws_callback_is_set(const rtws_callback_t *cb)
{
	return Z_TYPE(cb->callable) != IS_UNDEF;
}

/* For get_gc. */
static inline void rtws_callback_gc(const rtws_callback_t *cb, zend_get_gc_buffer *buffer)
{
	if (rtws_callback_is_set(cb)) {
		zend_get_gc_buffer_add_zval(buffer, (zval *) &cb->callable);
	}
}

#endif
