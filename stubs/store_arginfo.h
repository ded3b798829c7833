/* This is a generated file, edit the .stub.php file instead.
 * Stub hash: 5859d0af8db35766e8d193fb936c92b9d99e92f5 */

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Store_string, 0, 1, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, bytes, IS_LONG, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_INFO_EX(arginfo_class_Rtws_Store___construct, 0, 0, 3)
	ZEND_ARG_TYPE_INFO(0, name, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, rows, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO(0, columns, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, options, IS_ARRAY, 0, "[]")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Store_set, 0, 2, _IS_BOOL, 0)
	ZEND_ARG_TYPE_INFO(0, key, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, row, IS_ARRAY, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Store_get, 0, 1, IS_MIXED, 0)
	ZEND_ARG_TYPE_INFO(0, key, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, column, IS_STRING, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Store_delete, 0, 1, _IS_BOOL, 0)
	ZEND_ARG_TYPE_INFO(0, key, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_MASK_EX(arginfo_class_Rtws_Store_increment, 0, 2, MAY_BE_LONG|MAY_BE_DOUBLE)
	ZEND_ARG_TYPE_INFO(0, key, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, column, IS_STRING, 0)
	ZEND_ARG_TYPE_MASK(0, by, MAY_BE_LONG|MAY_BE_DOUBLE, "1")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Store_compareAndSet, 0, 4, _IS_BOOL, 0)
	ZEND_ARG_TYPE_INFO(0, key, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, column, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, expected, IS_MIXED, 0)
	ZEND_ARG_TYPE_INFO(0, value, IS_MIXED, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_Rtws_Store_exists arginfo_class_Rtws_Store_delete

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Store_clear, 0, 0, IS_VOID, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Store_count, 0, 0, IS_LONG, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Rtws_Store_getIterator, 0, 0, Iterator, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Store_offsetExists, 0, 1, _IS_BOOL, 0)
	ZEND_ARG_TYPE_INFO(0, key, IS_MIXED, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Store_offsetGet, 0, 1, IS_MIXED, 0)
	ZEND_ARG_TYPE_INFO(0, key, IS_MIXED, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Store_offsetSet, 0, 2, IS_VOID, 0)
	ZEND_ARG_TYPE_INFO(0, key, IS_MIXED, 0)
	ZEND_ARG_TYPE_INFO(0, row, IS_MIXED, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_Store_offsetUnset, 0, 1, IS_VOID, 0)
	ZEND_ARG_TYPE_INFO(0, key, IS_MIXED, 0)
ZEND_END_ARG_INFO()


ZEND_METHOD(Rtws_Store, string);
ZEND_METHOD(Rtws_Store, __construct);
ZEND_METHOD(Rtws_Store, set);
ZEND_METHOD(Rtws_Store, get);
ZEND_METHOD(Rtws_Store, delete);
ZEND_METHOD(Rtws_Store, increment);
ZEND_METHOD(Rtws_Store, compareAndSet);
ZEND_METHOD(Rtws_Store, exists);
ZEND_METHOD(Rtws_Store, clear);
ZEND_METHOD(Rtws_Store, count);
ZEND_METHOD(Rtws_Store, getIterator);
ZEND_METHOD(Rtws_Store, offsetExists);
ZEND_METHOD(Rtws_Store, offsetGet);
ZEND_METHOD(Rtws_Store, offsetSet);
ZEND_METHOD(Rtws_Store, offsetUnset);


static const zend_function_entry class_Rtws_Store_methods[] = {
	ZEND_ME(Rtws_Store, string, arginfo_class_Rtws_Store_string, ZEND_ACC_PUBLIC|ZEND_ACC_STATIC)
	ZEND_ME(Rtws_Store, __construct, arginfo_class_Rtws_Store___construct, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Store, set, arginfo_class_Rtws_Store_set, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Store, get, arginfo_class_Rtws_Store_get, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Store, delete, arginfo_class_Rtws_Store_delete, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Store, increment, arginfo_class_Rtws_Store_increment, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Store, compareAndSet, arginfo_class_Rtws_Store_compareAndSet, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Store, exists, arginfo_class_Rtws_Store_exists, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Store, clear, arginfo_class_Rtws_Store_clear, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Store, count, arginfo_class_Rtws_Store_count, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Store, getIterator, arginfo_class_Rtws_Store_getIterator, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Store, offsetExists, arginfo_class_Rtws_Store_offsetExists, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Store, offsetGet, arginfo_class_Rtws_Store_offsetGet, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Store, offsetSet, arginfo_class_Rtws_Store_offsetSet, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_Store, offsetUnset, arginfo_class_Rtws_Store_offsetUnset, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};

static zend_class_entry *register_class_Rtws_Store(zend_class_entry *class_entry_Countable, zend_class_entry *class_entry_ArrayAccess, zend_class_entry *class_entry_IteratorAggregate)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Rtws", "Store", class_Rtws_Store_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;
	zend_class_implements(class_entry, 3, class_entry_Countable, class_entry_ArrayAccess, class_entry_IteratorAggregate);

	zval const_INT_value;
	zend_string *const_INT_value_str = zend_string_init("int", strlen("int"), 1);
	ZVAL_STR(&const_INT_value, const_INT_value_str);
	zend_string *const_INT_name = zend_string_init_interned("INT", sizeof("INT") - 1, 1);
	zend_declare_class_constant_ex(class_entry, const_INT_name, &const_INT_value, ZEND_ACC_PUBLIC, NULL);
	zend_string_release(const_INT_name);

	zval const_FLOAT_value;
	zend_string *const_FLOAT_value_str = zend_string_init("float", strlen("float"), 1);
	ZVAL_STR(&const_FLOAT_value, const_FLOAT_value_str);
	zend_string *const_FLOAT_name = zend_string_init_interned("FLOAT", sizeof("FLOAT") - 1, 1);
	zend_declare_class_constant_ex(class_entry, const_FLOAT_name, &const_FLOAT_value, ZEND_ACC_PUBLIC, NULL);
	zend_string_release(const_FLOAT_name);

	zval property_name_default_value;
	ZVAL_UNDEF(&property_name_default_value);
	zend_string *property_name_name = zend_string_init("name", sizeof("name") - 1, 1);
	zend_declare_typed_property(class_entry, property_name_name, &property_name_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_name_name);

	return class_entry;
}
