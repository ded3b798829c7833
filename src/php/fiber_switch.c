#include "php/fiber_switch.h"

#if PHP_VERSION_ID >= 80400

bool rtws_fiber_start(zend_fiber *fiber)
{
	zval result;
	zend_result status;

	ZVAL_UNDEF(&result);
	status = zend_fiber_start(fiber, &result);
	zval_ptr_dtor(&result);
	return status == SUCCESS;
}

void rtws_fiber_resume(zend_fiber *fiber)
{
	zval result;

	ZVAL_UNDEF(&result);
	zend_fiber_resume(fiber, NULL, &result);
	zval_ptr_dtor(&result);
}

void rtws_fiber_suspend(zend_fiber *self)
{
	zval result;

	ZVAL_UNDEF(&result);
	zend_fiber_suspend(self, NULL, &result);
	zval_ptr_dtor(&result);
}

#else /* 8.1 to 8.3 export no such calls: go through the methods of Fiber */

static void call_method(zend_function **cache, const char *name, size_t len, zend_object *object)
{
	zval result;

	if (*cache == NULL) {
		*cache = zend_hash_str_find_ptr(&zend_ce_fiber->function_table, name, len);
	}
	ZVAL_UNDEF(&result);
	zend_call_known_function(*cache, object, zend_ce_fiber, &result, 0, NULL, NULL);
	zval_ptr_dtor(&result);
}

bool rtws_fiber_start(zend_fiber *fiber)
{
	static zend_function *start;

	call_method(&start, ZEND_STRL("start"), &fiber->std);
	return fiber->context.status != ZEND_FIBER_STATUS_INIT;
}

void rtws_fiber_resume(zend_fiber *fiber)
{
	static zend_function *resume;

	call_method(&resume, ZEND_STRL("resume"), &fiber->std);
}

void rtws_fiber_suspend(zend_fiber *self)
{
	static zend_function *suspend; /* a static method: it suspends the caller */

	(void) self;
	call_method(&suspend, ZEND_STRL("suspend"), NULL);
}

#endif
