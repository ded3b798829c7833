/* This is a generated file, edit the .stub.php file instead.
 * Stub hash: 676e5d4f5a431d7c0d5f2ea385880f8623072f48 */




static const zend_function_entry class_Rtws_Exception_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Rtws_InvalidOption_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Rtws_ListenFailed_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Rtws_WorkersFailed_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Rtws_IllegalState_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Rtws_BrokerUnavailable_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Rtws_InvalidBody_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Rtws_StoreFull_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Rtws_RedisError_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Rtws_RedisUnavailable_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Rtws_StreamFull_methods[] = {
	ZEND_FE_END
};

static zend_class_entry *register_class_Rtws_Exception(zend_class_entry *class_entry_Throwable)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Rtws", "Exception", class_Rtws_Exception_methods);
	class_entry = zend_register_internal_interface(&ce);
	zend_class_implements(class_entry, 1, class_entry_Throwable);

	return class_entry;
}

static zend_class_entry *register_class_Rtws_InvalidOption(zend_class_entry *class_entry_ValueError, zend_class_entry *class_entry_Rtws_Exception)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Rtws", "InvalidOption", class_Rtws_InvalidOption_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_ValueError);
	zend_class_implements(class_entry, 1, class_entry_Rtws_Exception);

	return class_entry;
}

static zend_class_entry *register_class_Rtws_ListenFailed(zend_class_entry *class_entry_RuntimeException, zend_class_entry *class_entry_Rtws_Exception)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Rtws", "ListenFailed", class_Rtws_ListenFailed_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_RuntimeException);
	zend_class_implements(class_entry, 1, class_entry_Rtws_Exception);

	return class_entry;
}

static zend_class_entry *register_class_Rtws_WorkersFailed(zend_class_entry *class_entry_RuntimeException, zend_class_entry *class_entry_Rtws_Exception)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Rtws", "WorkersFailed", class_Rtws_WorkersFailed_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_RuntimeException);
	zend_class_implements(class_entry, 1, class_entry_Rtws_Exception);

	return class_entry;
}

static zend_class_entry *register_class_Rtws_IllegalState(zend_class_entry *class_entry_LogicException, zend_class_entry *class_entry_Rtws_Exception)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Rtws", "IllegalState", class_Rtws_IllegalState_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_LogicException);
	zend_class_implements(class_entry, 1, class_entry_Rtws_Exception);

	return class_entry;
}

static zend_class_entry *register_class_Rtws_BrokerUnavailable(zend_class_entry *class_entry_RuntimeException, zend_class_entry *class_entry_Rtws_Exception)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Rtws", "BrokerUnavailable", class_Rtws_BrokerUnavailable_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_RuntimeException);
	zend_class_implements(class_entry, 1, class_entry_Rtws_Exception);

	return class_entry;
}

static zend_class_entry *register_class_Rtws_InvalidBody(zend_class_entry *class_entry_DomainException, zend_class_entry *class_entry_Rtws_Exception)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Rtws", "InvalidBody", class_Rtws_InvalidBody_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_DomainException);
	zend_class_implements(class_entry, 1, class_entry_Rtws_Exception);

	return class_entry;
}

static zend_class_entry *register_class_Rtws_StoreFull(zend_class_entry *class_entry_OverflowException, zend_class_entry *class_entry_Rtws_Exception)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Rtws", "StoreFull", class_Rtws_StoreFull_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_OverflowException);
	zend_class_implements(class_entry, 1, class_entry_Rtws_Exception);

	return class_entry;
}

static zend_class_entry *register_class_Rtws_RedisError(zend_class_entry *class_entry_RuntimeException, zend_class_entry *class_entry_Rtws_Exception)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Rtws", "RedisError", class_Rtws_RedisError_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_RuntimeException);
	zend_class_implements(class_entry, 1, class_entry_Rtws_Exception);

	zval property_kind_default_value;
	ZVAL_UNDEF(&property_kind_default_value);
	zend_string *property_kind_name = zend_string_init("kind", sizeof("kind") - 1, 1);
	zend_declare_typed_property(class_entry, property_kind_name, &property_kind_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_kind_name);

	return class_entry;
}

static zend_class_entry *register_class_Rtws_RedisUnavailable(zend_class_entry *class_entry_Rtws_BrokerUnavailable)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Rtws", "RedisUnavailable", class_Rtws_RedisUnavailable_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Rtws_BrokerUnavailable);

	zval property_maybeExecuted_default_value;
	ZVAL_UNDEF(&property_maybeExecuted_default_value);
	zend_string *property_maybeExecuted_name = zend_string_init("maybeExecuted", sizeof("maybeExecuted") - 1, 1);
	zend_declare_typed_property(class_entry, property_maybeExecuted_name, &property_maybeExecuted_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_BOOL));
	zend_string_release(property_maybeExecuted_name);

	return class_entry;
}

static zend_class_entry *register_class_Rtws_StreamFull(zend_class_entry *class_entry_OverflowException, zend_class_entry *class_entry_Rtws_Exception)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Rtws", "StreamFull", class_Rtws_StreamFull_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_OverflowException);
	zend_class_implements(class_entry, 1, class_entry_Rtws_Exception);

	return class_entry;
}
