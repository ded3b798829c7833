/* This is a generated file, edit the .stub.php file instead.
 * Stub hash: de7197c7c98039a8c5b690eb6222c9978e45d7c6 */

ZEND_BEGIN_ARG_INFO_EX(arginfo_class_Rtws_Stream___construct, 0, 0, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Stream_append, 0, 1, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, data, IS_MIXED, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, id, IS_STRING, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, key, IS_STRING, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Rtws_Stream_consume, 0, 2, Rtws\\Subscription, 0)
	ZEND_ARG_TYPE_INFO(0, group, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, handler, IS_CALLABLE, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, options, IS_ARRAY, 0, "[]")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Stream_deadLetters, 0, 0, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, limit, IS_LONG, 0, "100")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Stream_redeliver, 0, 1, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO(0, id, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, group, IS_STRING, 1, "null")
ZEND_END_ARG_INFO()

#define arginfo_class_Rtws_Stream_discard arginfo_class_Rtws_Stream_redeliver

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Stream_trim, 0, 1, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO(0, length, IS_LONG, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Stream_removeGroup, 0, 1, _IS_BOOL, 0)
	ZEND_ARG_TYPE_INFO(0, group, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Stream_info, 0, 0, IS_ARRAY, 0)
ZEND_END_ARG_INFO()


ZEND_METHOD(Rtws_Stream, __construct);
ZEND_METHOD(Rtws_Stream, append);
ZEND_METHOD(Rtws_Stream, consume);
ZEND_METHOD(Rtws_Stream, deadLetters);
ZEND_METHOD(Rtws_Stream, redeliver);
ZEND_METHOD(Rtws_Stream, discard);
ZEND_METHOD(Rtws_Stream, trim);
ZEND_METHOD(Rtws_Stream, removeGroup);
ZEND_METHOD(Rtws_Stream, info);


static const zend_function_entry class_Rtws_Stream_methods[] = {
	ZEND_ME(Rtws_Stream, __construct, arginfo_class_Rtws_Stream___construct, ZEND_ACC_PRIVATE)
	ZEND_ME(Rtws_Stream, append, arginfo_class_Rtws_Stream_append, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Stream, consume, arginfo_class_Rtws_Stream_consume, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Stream, deadLetters, arginfo_class_Rtws_Stream_deadLetters, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Stream, redeliver, arginfo_class_Rtws_Stream_redeliver, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Stream, discard, arginfo_class_Rtws_Stream_discard, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Stream, trim, arginfo_class_Rtws_Stream_trim, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Stream, removeGroup, arginfo_class_Rtws_Stream_removeGroup, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Stream, info, arginfo_class_Rtws_Stream_info, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};

static zend_class_entry *register_class_Rtws_Stream(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Rtws", "Stream", class_Rtws_Stream_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;

	zval property_name_default_value;
	ZVAL_UNDEF(&property_name_default_value);
	zend_string *property_name_name = zend_string_init("name", sizeof("name") - 1, 1);
	zend_declare_typed_property(class_entry, property_name_name, &property_name_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_name_name);

	return class_entry;
}
