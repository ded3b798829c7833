/* This is a generated file, edit the .stub.php file instead.
 * Stub hash: 505ca440b93262cecfe60ec80f65c83b4d70cf5b */

ZEND_BEGIN_ARG_INFO_EX(arginfo_class_Rtws_Counter___construct, 0, 0, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, initial, IS_LONG, 0, "0")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, name, IS_STRING, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, options, IS_ARRAY, 0, "[]")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Counter_increment, 0, 0, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, by, IS_LONG, 0, "1")
ZEND_END_ARG_INFO()

#define arginfo_class_Rtws_Counter_decrement arginfo_class_Rtws_Counter_increment

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Counter_get, 0, 0, IS_LONG, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Counter_set, 0, 1, IS_VOID, 0)
	ZEND_ARG_TYPE_INFO(0, value, IS_LONG, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Counter_compareAndSet, 0, 2, _IS_BOOL, 0)
	ZEND_ARG_TYPE_INFO(0, expected, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO(0, value, IS_LONG, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Counter_publish, 0, 1, IS_LONG, 0)
	ZEND_ARG_OBJ_INFO(0, channel, Rtws\\Channel, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, by, IS_LONG, 0, "1")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, as, IS_STRING, 1, "null")
ZEND_END_ARG_INFO()


ZEND_METHOD(Rtws_Counter, __construct);
ZEND_METHOD(Rtws_Counter, increment);
ZEND_METHOD(Rtws_Counter, decrement);
ZEND_METHOD(Rtws_Counter, get);
ZEND_METHOD(Rtws_Counter, set);
ZEND_METHOD(Rtws_Counter, compareAndSet);
ZEND_METHOD(Rtws_Counter, publish);


static const zend_function_entry class_Rtws_Counter_methods[] = {
	ZEND_ME(Rtws_Counter, __construct, arginfo_class_Rtws_Counter___construct, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Counter, increment, arginfo_class_Rtws_Counter_increment, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Counter, decrement, arginfo_class_Rtws_Counter_decrement, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Counter, get, arginfo_class_Rtws_Counter_get, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Counter, set, arginfo_class_Rtws_Counter_set, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Counter, compareAndSet, arginfo_class_Rtws_Counter_compareAndSet, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Counter, publish, arginfo_class_Rtws_Counter_publish, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};

static zend_class_entry *register_class_Rtws_Counter(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Rtws", "Counter", class_Rtws_Counter_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;

	zval property_name_default_value;
	ZVAL_UNDEF(&property_name_default_value);
	zend_string *property_name_name = zend_string_init("name", sizeof("name") - 1, 1);
	zend_declare_typed_property(class_entry, property_name_name, &property_name_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_name_name);

	return class_entry;
}
