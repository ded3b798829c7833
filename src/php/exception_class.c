/* The exceptions of rtws. */
#include "php/classes.h"
#include "php/compat.h"

#include <ext/spl/spl_exceptions.h>
#include <zend_exceptions.h>

#include "stubs/exception_arginfo.h"

zend_class_entry *rtws_ce_invalid_option;
zend_class_entry *rtws_ce_listen_failed;
zend_class_entry *rtws_ce_workers_failed;
zend_class_entry *rtws_ce_illegal_state;
zend_class_entry *rtws_ce_broker_unavailable;
zend_class_entry *rtws_ce_redis_error;
zend_class_entry *rtws_ce_redis_unavailable;
zend_class_entry *rtws_ce_invalid_body;
zend_class_entry *rtws_ce_store_full;
zend_class_entry *rtws_ce_stream_full;

void rtws_php_register_exceptions(void)
{
	zend_class_entry *marker = register_class_Rtws_Exception(zend_ce_throwable);

	rtws_ce_invalid_option = register_class_Rtws_InvalidOption(zend_ce_value_error, marker);
	rtws_ce_listen_failed = register_class_Rtws_ListenFailed(spl_ce_RuntimeException, marker);
	rtws_ce_workers_failed = register_class_Rtws_WorkersFailed(spl_ce_RuntimeException, marker);
	rtws_ce_illegal_state = register_class_Rtws_IllegalState(spl_ce_LogicException, marker);
	rtws_ce_broker_unavailable =
		register_class_Rtws_BrokerUnavailable(spl_ce_RuntimeException, marker);
	rtws_ce_redis_error = register_class_Rtws_RedisError(spl_ce_RuntimeException, marker);
	rtws_ce_redis_unavailable = register_class_Rtws_RedisUnavailable(rtws_ce_broker_unavailable);
	rtws_ce_invalid_body = register_class_Rtws_InvalidBody(spl_ce_DomainException, marker);
	rtws_ce_store_full = register_class_Rtws_StoreFull(spl_ce_OverflowException, marker);
	rtws_ce_stream_full = register_class_Rtws_StreamFull(spl_ce_OverflowException, marker);
}
