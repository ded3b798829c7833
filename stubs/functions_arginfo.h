/* This is a generated file, edit the .stub.php file instead.
 * Stub hash: b0ca179d57c5d23bf19ae5c647f656b692f65033 */

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_Rtws_delay, 0, 1, IS_VOID, 0)
	ZEND_ARG_TYPE_INFO(0, seconds, IS_DOUBLE, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_Rtws_concurrently, 0, 0, IS_ARRAY, 0)
	ZEND_ARG_VARIADIC_TYPE_INFO(0, tasks, IS_CALLABLE, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_Rtws_fiber_body, 0, 0, IS_VOID, 0)
ZEND_END_ARG_INFO()


ZEND_FUNCTION(Rtws_delay);
ZEND_FUNCTION(Rtws_concurrently);
ZEND_FUNCTION(Rtws_fiber_body);


static const zend_function_entry ext_functions[] = {
	ZEND_NS_FALIAS("Rtws", delay, Rtws_delay, arginfo_Rtws_delay)
	ZEND_NS_FALIAS("Rtws", concurrently, Rtws_concurrently, arginfo_Rtws_concurrently)
	ZEND_NS_FALIAS("Rtws", fiber_body, Rtws_fiber_body, arginfo_Rtws_fiber_body)
	ZEND_FE_END
};
