/* This is a generated file, edit the .stub.php file instead.
 * Stub hash: 32f9e35302f1d4155d2e12072983f62dacaff09d */

ZEND_BEGIN_ARG_INFO_EX(arginfo_class_Rtws_Timer___construct, 0, 0, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Timer_cancel, 0, 0, IS_VOID, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Timer_isActive, 0, 0, _IS_BOOL, 0)
ZEND_END_ARG_INFO()


ZEND_METHOD(Rtws_Timer, __construct);
ZEND_METHOD(Rtws_Timer, cancel);
ZEND_METHOD(Rtws_Timer, isActive);


static const zend_function_entry class_Rtws_Timer_methods[] = {
	ZEND_ME(Rtws_Timer, __construct, arginfo_class_Rtws_Timer___construct, ZEND_ACC_PRIVATE)
	ZEND_ME(Rtws_Timer, cancel, arginfo_class_Rtws_Timer_cancel, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Timer, isActive, arginfo_class_Rtws_Timer_isActive, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};

static zend_class_entry *register_class_Rtws_Timer(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Rtws", "Timer", class_Rtws_Timer_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;

	return class_entry;
}
