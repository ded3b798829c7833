/* This is a generated file, edit the .stub.php file instead.
 * Stub hash: d2928b6fb856f61895cbe72e3b7c0e5a56e268e5 */

ZEND_BEGIN_ARG_INFO_EX(arginfo_class_Rtws_RtServer___construct, 0, 0, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, host, IS_STRING, 0, "\"127.0.0.1\"")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, port, IS_LONG, 0, "8080")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, options, IS_ARRAY, 0, "[]")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_RtServer_ws, 0, 1, IS_STATIC, 0)
	ZEND_ARG_TYPE_INFO(0, path, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, handler, IS_OBJECT, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, onOpen, IS_CALLABLE, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, onMessage, IS_CALLABLE, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, onClose, IS_CALLABLE, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, onError, IS_CALLABLE, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, handshake, IS_CALLABLE, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, options, IS_ARRAY, 0, "[]")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_RtServer_http, 0, 3, IS_STATIC, 0)
	ZEND_ARG_TYPE_MASK(0, method, MAY_BE_STRING|MAY_BE_ARRAY, NULL)
	ZEND_ARG_TYPE_INFO(0, path, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, handler, IS_CALLABLE, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, options, IS_ARRAY, 0, "[]")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_RtServer_channels, 0, 0, IS_STATIC, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, path, IS_STRING, 0, "\"/channels\"")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, authorize, IS_CALLABLE, 1, "null")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, options, IS_ARRAY, 0, "[]")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_RtServer_sse, 0, 2, IS_STATIC, 0)
	ZEND_ARG_TYPE_INFO(0, path, IS_STRING, 0)
	ZEND_ARG_TYPE_MASK(0, channels, MAY_BE_CALLABLE|MAY_BE_STRING, NULL)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, options, IS_ARRAY, 0, "[]")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Rtws_RtServer_channel, 0, 1, Rtws\\Channel, 0)
	ZEND_ARG_TYPE_INFO(0, name, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Rtws_RtServer_presence, 0, 1, Rtws\\Presence, 0)
	ZEND_ARG_TYPE_INFO(0, name, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Rtws_RtServer_stream, 0, 1, Rtws\\Stream, 0)
	ZEND_ARG_TYPE_INFO(0, name, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, options, IS_ARRAY, 0, "[]")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_RtServer_publish, 0, 2, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO(0, channel, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, data, IS_MIXED, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, event, IS_STRING, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Rtws_RtServer_subscribe, 0, 2, Rtws\\Subscription, 0)
	ZEND_ARG_TYPE_INFO(0, channel, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, handler, IS_CALLABLE, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, options, IS_ARRAY, 0, "[]")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_RtServer_files, 0, 2, IS_STATIC, 0)
	ZEND_ARG_TYPE_INFO(0, prefix, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, directory, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, options, IS_ARRAY, 0, "[]")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Rtws_RtServer_connection, 0, 1, Rtws\\Connection, 1)
	ZEND_ARG_TYPE_INFO(0, id, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_TYPE_MASK_EX(arginfo_class_Rtws_RtServer_connections, 0, 0, Traversable, MAY_BE_ARRAY)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, path, IS_STRING, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_Rtws_RtServer_every, 0, 2, Rtws\\Timer, 0)
	ZEND_ARG_TYPE_INFO(0, seconds, IS_DOUBLE, 0)
	ZEND_ARG_TYPE_INFO(0, callback, IS_CALLABLE, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_Rtws_RtServer_after arginfo_class_Rtws_RtServer_every

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_RtServer_sendTo, 0, 2, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO(0, connectionOrUserId, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, data, IS_MIXED, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_RtServer_defer, 0, 1, IS_VOID, 0)
	ZEND_ARG_TYPE_INFO(0, callback, IS_CALLABLE, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_RtServer_on, 0, 2, IS_STATIC, 0)
	ZEND_ARG_TYPE_INFO(0, event, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, handler, IS_CALLABLE, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_RtServer_run, 0, 0, IS_VOID, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_RtServer_stop, 0, 0, IS_VOID, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, grace, IS_DOUBLE, 0, "10.0")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Rtws_RtServer_stats, 0, 0, IS_ARRAY, 0)
ZEND_END_ARG_INFO()


ZEND_METHOD(Rtws_RtServer, __construct);
ZEND_METHOD(Rtws_RtServer, ws);
ZEND_METHOD(Rtws_RtServer, http);
ZEND_METHOD(Rtws_RtServer, channels);
ZEND_METHOD(Rtws_RtServer, sse);
ZEND_METHOD(Rtws_RtServer, channel);
ZEND_METHOD(Rtws_RtServer, presence);
ZEND_METHOD(Rtws_RtServer, stream);
ZEND_METHOD(Rtws_RtServer, publish);
ZEND_METHOD(Rtws_RtServer, subscribe);
ZEND_METHOD(Rtws_RtServer, files);
ZEND_METHOD(Rtws_RtServer, connection);
ZEND_METHOD(Rtws_RtServer, connections);
ZEND_METHOD(Rtws_RtServer, every);
ZEND_METHOD(Rtws_RtServer, after);
ZEND_METHOD(Rtws_RtServer, sendTo);
ZEND_METHOD(Rtws_RtServer, defer);
ZEND_METHOD(Rtws_RtServer, on);
ZEND_METHOD(Rtws_RtServer, run);
ZEND_METHOD(Rtws_RtServer, stop);
ZEND_METHOD(Rtws_RtServer, stats);


static const zend_function_entry class_Rtws_RtServer_methods[] = {
	ZEND_ME(Rtws_RtServer, __construct, arginfo_class_Rtws_RtServer___construct, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_RtServer, ws, arginfo_class_Rtws_RtServer_ws, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_RtServer, http, arginfo_class_Rtws_RtServer_http, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_RtServer, channels, arginfo_class_Rtws_RtServer_channels, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_RtServer, sse, arginfo_class_Rtws_RtServer_sse, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_RtServer, channel, arginfo_class_Rtws_RtServer_channel, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_RtServer, presence, arginfo_class_Rtws_RtServer_presence, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_RtServer, stream, arginfo_class_Rtws_RtServer_stream, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_RtServer, publish, arginfo_class_Rtws_RtServer_publish, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_RtServer, subscribe, arginfo_class_Rtws_RtServer_subscribe, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_RtServer, files, arginfo_class_Rtws_RtServer_files, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_RtServer, connection, arginfo_class_Rtws_RtServer_connection, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_RtServer, connections, arginfo_class_Rtws_RtServer_connections, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_RtServer, every, arginfo_class_Rtws_RtServer_every, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_RtServer, after, arginfo_class_Rtws_RtServer_after, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_RtServer, sendTo, arginfo_class_Rtws_RtServer_sendTo, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_RtServer, defer, arginfo_class_Rtws_RtServer_defer, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_RtServer, on, arginfo_class_Rtws_RtServer_on, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_RtServer, run, arginfo_class_Rtws_RtServer_run, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_RtServer, stop, arginfo_class_Rtws_RtServer_stop, ZEND_ACC_PUBLIC)
	ZEND_ME(Rtws_RtServer, stats, arginfo_class_Rtws_RtServer_stats, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};

static zend_class_entry *register_class_Rtws_RtServer(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Rtws", "RtServer", class_Rtws_RtServer_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;

	zval property_host_default_value;
	ZVAL_UNDEF(&property_host_default_value);
	zend_string *property_host_name = zend_string_init("host", sizeof("host") - 1, 1);
	zend_declare_typed_property(class_entry, property_host_name, &property_host_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_host_name);

	zval property_port_default_value;
	ZVAL_UNDEF(&property_port_default_value);
	zend_string *property_port_name = zend_string_init("port", sizeof("port") - 1, 1);
	zend_declare_typed_property(class_entry, property_port_name, &property_port_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_port_name);

	zval property_serverId_default_value;
	ZVAL_UNDEF(&property_serverId_default_value);
	zend_string *property_serverId_name = zend_string_init("serverId", sizeof("serverId") - 1, 1);
	zend_declare_typed_property(class_entry, property_serverId_name, &property_serverId_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_serverId_name);

	zval property_workerId_default_value;
	ZVAL_UNDEF(&property_workerId_default_value);
	zend_string *property_workerId_name = zend_string_init("workerId", sizeof("workerId") - 1, 1);
	zend_declare_typed_property(class_entry, property_workerId_name, &property_workerId_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_workerId_name);

	return class_entry;
}
