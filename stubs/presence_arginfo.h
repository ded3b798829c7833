/* This is a generated file, edit the .stub.php file instead.
 * Stub hash: fbb8804b7a6966120f32ec503ac785f70e8be11a */

ZEND_BEGIN_ARG_INFO_EX(arginfo_class_Rtws_Presence___construct, 0, 0, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Presence_join, 0, 2, _IS_BOOL, 0)
	ZEND_ARG_OBJ_INFO(0, conn, Rtws\\Connection, 0)
	ZEND_ARG_TYPE_INFO(0, member, IS_ARRAY, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Presence_leave, 0, 1, _IS_BOOL, 0)
	ZEND_ARG_OBJ_INFO(0, conn, Rtws\\Connection, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Presence_members, 0, 0, IS_ARRAY, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Presence_count, 0, 0, IS_LONG, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Rtws_Presence_getIterator, 0, 0, Iterator, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Presence_on, 0, 2, IS_STATIC, 0)
	ZEND_ARG_TYPE_INFO(0, event, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, handler, IS_CALLABLE, 0)
ZEND_END_ARG_INFO()


ZEND_METHOD(Rtws_Presence, __construct);
ZEND_METHOD(Rtws_Presence, join);
ZEND_METHOD(Rtws_Presence, leave);
ZEND_METHOD(Rtws_Presence, members);
ZEND_METHOD(Rtws_Presence, count);
ZEND_METHOD(Rtws_Presence, getIterator);
ZEND_METHOD(Rtws_Presence, on);


static const zend_function_entry class_Rtws_Presence_methods[] = {
	ZEND_ME(Rtws_Presence, __construct, arginfo_class_Rtws_Presence___construct, ZEND_ACC_PRIVATE)
	ZEND_ME(Rtws_Presence, join, arginfo_class_Rtws_Presence_join, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Presence, leave, arginfo_class_Rtws_Presence_leave, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Presence, members, arginfo_class_Rtws_Presence_members, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Presence, count, arginfo_class_Rtws_Presence_count, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Presence, getIterator, arginfo_class_Rtws_Presence_getIterator, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Presence, on, arginfo_class_Rtws_Presence_on, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};

static zend_class_entry *register_class_Rtws_Presence(zend_class_entry *class_entry_Countable, zend_class_entry *class_entry_IteratorAggregate)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Rtws", "Presence", class_Rtws_Presence_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;
	zend_class_implements(class_entry, 2, class_entry_Countable, class_entry_IteratorAggregate);

	zend_string *property_channel_class_Rtws_Channel = zend_string_init("Rtws\\Channel", sizeof("Rtws\\Channel")-1, 1);
	zval property_channel_default_value;
	ZVAL_UNDEF(&property_channel_default_value);
	zend_string *property_channel_name = zend_string_init("channel", sizeof("channel") - 1, 1);
	zend_declare_typed_property(class_entry, property_channel_name, &property_channel_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_channel_class_Rtws_Channel, 0, 0));
	zend_string_release(property_channel_name);

	return class_entry;
}
