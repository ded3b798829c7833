#include "php/callback.h"

bool rtws_callback_set(rtws_callback_t *cb, zval *callable)
{
	zend_fcall_info_cache fcc;

	if (!zend_is_callable_ex(callable, NULL, 0, NULL, &fcc, NULL)) {
		return false;
	}
	rtws_callback_clear(cb);
	ZVAL_COPY(&cb->callable, callable);
	/* A __call() trampoline dies with its first call: resolve it every time. */
	cb->resolved = !(fcc.function_handler->common.fn_flags & ZEND_ACC_CALL_VIA_TRAMPOLINE);
	if (cb->resolved) {
		cb->fcc = fcc;
	} else {
		zend_release_fcall_info_cache(&fcc);
	}
	return true;
}

bool rtws_callback_set_method(rtws_callback_t *cb, zend_object *object, const char *name)
{
	zend_string *lower = zend_string_init(name, strlen(name), false);
	zend_function *method;
	zval callable;
	bool is_set;

	zend_str_tolower(ZSTR_VAL(lower), ZSTR_LEN(lower));
	method = zend_hash_find_ptr(&object->ce->function_table, lower);
	zend_string_release(lower);
	if (method == NULL || !(method->common.fn_flags & ZEND_ACC_PUBLIC)) {
		return false;
	}
	array_init_size(&callable, 2);
	add_next_index_object(&callable, object);
	GC_ADDREF(object);
	add_next_index_string(&callable, name);
	is_set = rtws_callback_set(cb, &callable);
	zval_ptr_dtor(&callable);
	return is_set;
}

void rtws_callback_clear(rtws_callback_t *cb)
{
	zval callable;

	/* taken out first: a destructor may look at this callback */
	ZVAL_COPY_VALUE(&callable, &cb->callable);
	ZVAL_UNDEF(&cb->callable);
	cb->resolved = false;
	zval_ptr_dtor(&callable);
}

void rtws_callback_call(rtws_callback_t *cb, uint32_t argc, zval *argv, zval *result)
{
	zval unwanted;
	zend_fcall_info call = {
		.size = sizeof(call),
		.retval = result != NULL ? result : &unwanted,
		.params = argv,
		.param_count = argc,
	};
	zend_fcall_info_cache fcc = cb->fcc;

	ZVAL_UNDEF(call.retval);
	/* The handler may replace or clear *cb while it is suspended in this very call. */
	ZVAL_COPY(&call.function_name, &cb->callable);
	zend_call_function(&call, cb->resolved ? &fcc : NULL);
	zval_ptr_dtor(&call.function_name);
	if (result == NULL) {
		zval_ptr_dtor(&unwanted);
	}
}
