/* This is a generated file, edit the .stub.php file instead.
 * Stub hash: faf7fe12a1b1b7ebec962af676c1bc99c047229e */

ZEND_BEGIN_ARG_INFO_EX(arginfo_class_Rtws_Redis___construct, 0, 0, 1)
	ZEND_ARG_TYPE_MASK(0, dsn, MAY_BE_STRING|MAY_BE_ARRAY, NULL)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, options, IS_ARRAY, 0, "[]")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Redis_command, 0, 1, IS_MIXED, 0)
	ZEND_ARG_TYPE_INFO(0, name, IS_STRING, 0)
	ZEND_ARG_VARIADIC_TYPE_INFO(0, args, IS_MIXED, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Redis___call, 0, 2, IS_MIXED, 0)
	ZEND_ARG_TYPE_INFO(0, name, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, arguments, IS_ARRAY, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Redis_script, 0, 1, IS_MIXED, 0)
	ZEND_ARG_TYPE_INFO(0, lua, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, keys, IS_ARRAY, 0, "[]")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, args, IS_ARRAY, 0, "[]")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Redis_transaction, 0, 1, IS_ARRAY, 1)
	ZEND_ARG_TYPE_INFO(0, body, IS_CALLABLE, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, watch, IS_ARRAY, 0, "[]")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Redis_close, 0, 0, IS_VOID, 0)
ZEND_END_ARG_INFO()


ZEND_METHOD(Rtws_Redis, __construct);
ZEND_METHOD(Rtws_Redis, command);
ZEND_METHOD(Rtws_Redis, __call);
ZEND_METHOD(Rtws_Redis, script);
ZEND_METHOD(Rtws_Redis, transaction);
ZEND_METHOD(Rtws_Redis, close);


static const zend_function_entry class_Rtws_Redis_methods[] = {
	ZEND_ME(Rtws_Redis, __construct, arginfo_class_Rtws_Redis___construct, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Redis, command, arginfo_class_Rtws_Redis_command, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Redis, __call, arginfo_class_Rtws_Redis___call, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Redis, script, arginfo_class_Rtws_Redis_script, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Redis, transaction, arginfo_class_Rtws_Redis_transaction, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Redis, close, arginfo_class_Rtws_Redis_close, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};

static zend_class_entry *register_class_Rtws_Redis(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Rtws", "Redis", class_Rtws_Redis_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;

	return class_entry;
}
