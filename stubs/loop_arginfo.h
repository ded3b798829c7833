/* This is a generated file, edit the .stub.php file instead.
 * Stub hash: 864034d37f2dddfacb928d086f852d19837a99cc */

ZEND_BEGIN_ARG_INFO_EX(arginfo_class_Rtws_Internal_Loop___construct, 0, 0, 2)
	ZEND_ARG_OBJ_INFO(0, pass, Closure, 0)
	ZEND_ARG_TYPE_INFO(0, onFiber, _IS_BOOL, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Internal_Loop_descriptor, 0, 1, IS_LONG, 0)
	ZEND_ARG_INFO(0, stream)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Internal_Loop_watch, 0, 2, IS_VOID, 0)
	ZEND_ARG_TYPE_INFO(0, descriptor, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO(0, events, IS_LONG, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Internal_Loop_signal, 0, 2, IS_VOID, 0)
	ZEND_ARG_TYPE_INFO(0, signal, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO(0, catch, _IS_BOOL, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Internal_Loop_isHosted, 0, 0, _IS_BOOL, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Internal_Loop_poll, 0, 1, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, seconds, IS_DOUBLE, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Internal_Loop_take, 0, 0, IS_ARRAY, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Internal_Loop_rest, 0, 1, IS_VOID, 0)
	ZEND_ARG_TYPE_INFO(0, seconds, IS_DOUBLE, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Internal_Loop_report, 0, 1, IS_VOID, 0)
	ZEND_ARG_OBJ_INFO(0, error, Throwable, 0)
ZEND_END_ARG_INFO()


ZEND_METHOD(Rtws_Internal_Loop, __construct);
ZEND_METHOD(Rtws_Internal_Loop, descriptor);
ZEND_METHOD(Rtws_Internal_Loop, watch);
ZEND_METHOD(Rtws_Internal_Loop, signal);
ZEND_METHOD(Rtws_Internal_Loop, isHosted);
ZEND_METHOD(Rtws_Internal_Loop, poll);
ZEND_METHOD(Rtws_Internal_Loop, take);
ZEND_METHOD(Rtws_Internal_Loop, rest);
ZEND_METHOD(Rtws_Internal_Loop, report);


static const zend_function_entry class_Rtws_Internal_Loop_methods[] = {
	ZEND_ME(Rtws_Internal_Loop, __construct, arginfo_class_Rtws_Internal_Loop___construct, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Internal_Loop, descriptor, arginfo_class_Rtws_Internal_Loop_descriptor, ZEND_ACC_PUBLIC|ZEND_ACC_STATIC)
	ZEND_ME(Rtws_Internal_Loop, watch, arginfo_class_Rtws_Internal_Loop_watch, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Internal_Loop, signal, arginfo_class_Rtws_Internal_Loop_signal, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Internal_Loop, isHosted, arginfo_class_Rtws_Internal_Loop_isHosted, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Internal_Loop, poll, arginfo_class_Rtws_Internal_Loop_poll, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Internal_Loop, take, arginfo_class_Rtws_Internal_Loop_take, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Internal_Loop, rest, arginfo_class_Rtws_Internal_Loop_rest, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Internal_Loop, report, arginfo_class_Rtws_Internal_Loop_report, ZEND_ACC_PUBLIC|ZEND_ACC_STATIC)
	ZEND_FE_END
};

static zend_class_entry *register_class_Rtws_Internal_Loop(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Rtws\\Internal", "Loop", class_Rtws_Internal_Loop_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;

	return class_entry;
}
