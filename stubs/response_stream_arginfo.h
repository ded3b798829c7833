/* This is a generated file, edit the .stub.php file instead.
 * Stub hash: e99c3081fa45c11b36ada303284ff7bc9e4166bc */

ZEND_BEGIN_ARG_INFO_EX(arginfo_class_Rtws_ResponseStream___construct, 0, 0, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_ResponseStream_write, 0, 1, _IS_BOOL, 0)
	ZEND_ARG_TYPE_INFO(0, data, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_ResponseStream_end, 0, 0, IS_VOID, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_ResponseStream_isOpen, 0, 0, _IS_BOOL, 0)
ZEND_END_ARG_INFO()


ZEND_METHOD(Rtws_ResponseStream, __construct);
ZEND_METHOD(Rtws_ResponseStream, write);
ZEND_METHOD(Rtws_ResponseStream, end);
ZEND_METHOD(Rtws_ResponseStream, isOpen);


static const zend_function_entry class_Rtws_ResponseStream_methods[] = {
	ZEND_ME(Rtws_ResponseStream, __construct, arginfo_class_Rtws_ResponseStream___construct, ZEND_ACC_PRIVATE)
	ZEND_ME(Rtws_ResponseStream, write, arginfo_class_Rtws_ResponseStream_write, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_ResponseStream, end, arginfo_class_Rtws_ResponseStream_end, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_ResponseStream, isOpen, arginfo_class_Rtws_ResponseStream_isOpen, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};

static zend_class_entry *register_class_Rtws_ResponseStream(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Rtws", "ResponseStream", class_Rtws_ResponseStream_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;

	return class_entry;
}
