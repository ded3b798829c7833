/* This is a generated file, edit the .stub.php file instead.
 * Stub hash: 97a86c53775208b5036e3b4f5ad0626cefcfe15a */

ZEND_BEGIN_ARG_INFO_EX(arginfo_class_Rtws_Ratchet_Connection_send, 0, 0, 1)
	ZEND_ARG_INFO(0, data)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_INFO_EX(arginfo_class_Rtws_Ratchet_Connection_close, 0, 0, 0)
	ZEND_ARG_INFO_WITH_DEFAULT_VALUE(0, code, "1000")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Ratchet_Connection_isClosing, 0, 0, _IS_BOOL, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Rtws_Ratchet_Connection_request, 0, 0, Rtws\\Request, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Ratchet_Connection_unwrap, 0, 1, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, data, IS_OBJECT, 0)
ZEND_END_ARG_INFO()


ZEND_METHOD(Rtws_Ratchet_Connection, send);
ZEND_METHOD(Rtws_Ratchet_Connection, close);
ZEND_METHOD(Rtws_Ratchet_Connection, isClosing);
ZEND_METHOD(Rtws_Connection, request);


static const zend_function_entry class_Rtws_Ratchet_Connection_methods[] = {
	ZEND_ME(Rtws_Ratchet_Connection, send, arginfo_class_Rtws_Ratchet_Connection_send, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Ratchet_Connection, close, arginfo_class_Rtws_Ratchet_Connection_close, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Ratchet_Connection, isClosing, arginfo_class_Rtws_Ratchet_Connection_isClosing, ZEND_ACC_PROTECTED)
	ZEND_MALIAS(Rtws_Connection, request, request, arginfo_class_Rtws_Ratchet_Connection_request, ZEND_ACC_PROTECTED)
	ZEND_ABSTRACT_ME_WITH_FLAGS(Rtws_Ratchet_Connection, unwrap, arginfo_class_Rtws_Ratchet_Connection_unwrap, ZEND_ACC_PROTECTED|ZEND_ACC_ABSTRACT)
	ZEND_FE_END
};

static zend_class_entry *register_class_Rtws_Ratchet_Connection(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Rtws\\Ratchet", "Connection", class_Rtws_Ratchet_Connection_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_ABSTRACT|ZEND_ACC_NOT_SERIALIZABLE|ZEND_ACC_ALLOW_DYNAMIC_PROPERTIES;

	zval property_resourceId_default_value;
	ZVAL_NULL(&property_resourceId_default_value);
	zend_string *property_resourceId_name = zend_string_init("resourceId", sizeof("resourceId") - 1, 1);
	zend_declare_typed_property(class_entry, property_resourceId_name, &property_resourceId_default_value, ZEND_ACC_PUBLIC, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG|MAY_BE_NULL));
	zend_string_release(property_resourceId_name);

	zval property_remoteAddress_default_value;
	ZVAL_EMPTY_STRING(&property_remoteAddress_default_value);
	zend_string *property_remoteAddress_name = zend_string_init("remoteAddress", sizeof("remoteAddress") - 1, 1);
	zend_declare_typed_property(class_entry, property_remoteAddress_name, &property_remoteAddress_default_value, ZEND_ACC_PUBLIC, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_remoteAddress_name);

	zend_string *attribute_name_AllowDynamicProperties_class_Rtws_Ratchet_Connection = zend_string_init_interned("AllowDynamicProperties", sizeof("AllowDynamicProperties") - 1, 1);
	zend_add_class_attribute(class_entry, attribute_name_AllowDynamicProperties_class_Rtws_Ratchet_Connection, 0);
	zend_string_release(attribute_name_AllowDynamicProperties_class_Rtws_Ratchet_Connection);

	return class_entry;
}
