/* This is a generated file, edit the .stub.php file instead.
 * Stub hash: 09dec8d81f35f72655d6128f7cfd76f83dfd5ab4 */

ZEND_BEGIN_ARG_INFO_EX(arginfo_class_Rtws_Connection___construct, 0, 0, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Connection_send, 0, 1, _IS_BOOL, 0)
	ZEND_ARG_OBJ_TYPE_MASK(0, data, JsonSerializable, MAY_BE_STRING|MAY_BE_ARRAY, NULL)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Connection_sendBinary, 0, 1, _IS_BOOL, 0)
	ZEND_ARG_TYPE_INFO(0, data, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Connection_ping, 0, 0, _IS_BOOL, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, payload, IS_STRING, 0, "\"\"")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Connection_close, 0, 0, IS_VOID, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, code, IS_LONG, 0, "1000")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, reason, IS_STRING, 0, "\"\"")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Connection_isOpen, 0, 0, _IS_BOOL, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Rtws_Connection_request, 0, 0, Rtws\\Request, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Connection_bufferedBytes, 0, 0, IS_LONG, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Connection_latency, 0, 0, IS_DOUBLE, 1)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Connection_pause, 0, 0, IS_VOID, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_Rtws_Connection_resume arginfo_class_Rtws_Connection_pause

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Connection_channels, 0, 0, IS_ARRAY, 0)
ZEND_END_ARG_INFO()


ZEND_METHOD(Rtws_Connection, __construct);
ZEND_METHOD(Rtws_Connection, send);
ZEND_METHOD(Rtws_Connection, sendBinary);
ZEND_METHOD(Rtws_Connection, ping);
ZEND_METHOD(Rtws_Connection, close);
ZEND_METHOD(Rtws_Connection, isOpen);
ZEND_METHOD(Rtws_Connection, request);
ZEND_METHOD(Rtws_Connection, bufferedBytes);
ZEND_METHOD(Rtws_Connection, latency);
ZEND_METHOD(Rtws_Connection, pause);
ZEND_METHOD(Rtws_Connection, resume);
ZEND_METHOD(Rtws_Connection, channels);


static const zend_function_entry class_Rtws_Connection_methods[] = {
	ZEND_ME(Rtws_Connection, __construct, arginfo_class_Rtws_Connection___construct, ZEND_ACC_PRIVATE)
	ZEND_ME(Rtws_Connection, send, arginfo_class_Rtws_Connection_send, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Connection, sendBinary, arginfo_class_Rtws_Connection_sendBinary, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Connection, ping, arginfo_class_Rtws_Connection_ping, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Connection, close, arginfo_class_Rtws_Connection_close, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Connection, isOpen, arginfo_class_Rtws_Connection_isOpen, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Connection, request, arginfo_class_Rtws_Connection_request, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Connection, bufferedBytes, arginfo_class_Rtws_Connection_bufferedBytes, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Connection, latency, arginfo_class_Rtws_Connection_latency, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Connection, pause, arginfo_class_Rtws_Connection_pause, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Connection, resume, arginfo_class_Rtws_Connection_resume, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Connection, channels, arginfo_class_Rtws_Connection_channels, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};

static zend_class_entry *register_class_Rtws_Connection(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Rtws", "Connection", class_Rtws_Connection_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_NOT_SERIALIZABLE|ZEND_ACC_ALLOW_DYNAMIC_PROPERTIES;

	zval property_id_default_value;
	ZVAL_UNDEF(&property_id_default_value);
	zend_string *property_id_name = zend_string_init("id", sizeof("id") - 1, 1);
	zend_declare_typed_property(class_entry, property_id_name, &property_id_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_id_name);

	zval property_resourceId_default_value;
	ZVAL_UNDEF(&property_resourceId_default_value);
	zend_string *property_resourceId_name = zend_string_init("resourceId", sizeof("resourceId") - 1, 1);
	zend_declare_typed_property(class_entry, property_resourceId_name, &property_resourceId_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_resourceId_name);

	zval property_remoteAddress_default_value;
	ZVAL_UNDEF(&property_remoteAddress_default_value);
	zend_string *property_remoteAddress_name = zend_string_init("remoteAddress", sizeof("remoteAddress") - 1, 1);
	zend_declare_typed_property(class_entry, property_remoteAddress_name, &property_remoteAddress_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_remoteAddress_name);

	zval property_protocol_default_value;
	ZVAL_UNDEF(&property_protocol_default_value);
	zend_string *property_protocol_name = zend_string_init("protocol", sizeof("protocol") - 1, 1);
	zend_declare_typed_property(class_entry, property_protocol_name, &property_protocol_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_protocol_name);

	zval property_userId_default_value;
	ZVAL_NULL(&property_userId_default_value);
	zend_string *property_userId_name = zend_string_init("userId", sizeof("userId") - 1, 1);
	zend_declare_typed_property(class_entry, property_userId_name, &property_userId_default_value, ZEND_ACC_PUBLIC, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_userId_name);

	zval property_data_default_value;
	ZVAL_NULL(&property_data_default_value);
	zend_string *property_data_name = zend_string_init("data", sizeof("data") - 1, 1);
	zend_declare_typed_property(class_entry, property_data_name, &property_data_default_value, ZEND_ACC_PUBLIC, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ANY));
	zend_string_release(property_data_name);

	zend_string *attribute_name_AllowDynamicProperties_class_Rtws_Connection = zend_string_init_interned("AllowDynamicProperties", sizeof("AllowDynamicProperties") - 1, 1);
	zend_add_class_attribute(class_entry, attribute_name_AllowDynamicProperties_class_Rtws_Connection, 0);
	zend_string_release(attribute_name_AllowDynamicProperties_class_Rtws_Connection);

	return class_entry;
}
