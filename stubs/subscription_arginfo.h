/* This is a generated file, edit the .stub.php file instead.
 * Stub hash: 3329a20368fd9ee4f8a40fa8eb770ea385618dfd */

ZEND_BEGIN_ARG_INFO_EX(arginfo_class_Rtws_Subscription___construct, 0, 0, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Subscription_cancel, 0, 0, IS_VOID, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Subscription_isActive, 0, 0, _IS_BOOL, 0)
ZEND_END_ARG_INFO()


ZEND_METHOD(Rtws_Subscription, __construct);
ZEND_METHOD(Rtws_Subscription, cancel);
ZEND_METHOD(Rtws_Subscription, isActive);


static const zend_function_entry class_Rtws_Subscription_methods[] = {
	ZEND_ME(Rtws_Subscription, __construct, arginfo_class_Rtws_Subscription___construct, ZEND_ACC_PRIVATE)
	ZEND_ME(Rtws_Subscription, cancel, arginfo_class_Rtws_Subscription_cancel, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Subscription, isActive, arginfo_class_Rtws_Subscription_isActive, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};

static zend_class_entry *register_class_Rtws_Subscription(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Rtws", "Subscription", class_Rtws_Subscription_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;

	return class_entry;
}
