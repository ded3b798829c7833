/*
 * What differs between PHP 8.1 and 8.6, in one place.
 */
#ifndef RTWS_PHP_COMPAT_H
#define RTWS_PHP_COMPAT_H

#include <php.h>
#include <zend_attributes.h>

#ifndef ZEND_ACC_ALLOW_DYNAMIC_PROPERTIES
#define ZEND_ACC_ALLOW_DYNAMIC_PROPERTIES 0 /* 8.1: always allowed */
#endif

#ifndef XtOffsetOf
#define XtOffsetOf(type, member) offsetof(type, member) /* gone in 8.6 */
#endif

/* The code of the last JSON error; for value.c, which includes php_json.h. */
#if PHP_VERSION_ID >= 80600
#define RTWS_JSON_ERROR JSON_G(error_details).code
#else
#define RTWS_JSON_ERROR JSON_G(error_code)
#endif

/* The type of EG(vm_interrupt), and how another thread sets it. */
#if PHP_VERSION_ID >= 80200
typedef zend_atomic_bool rtws_compat_flag_t;
#else
typedef bool rtws_compat_flag_t;
#endif

static inline void rtws_compat_set_flag(rtws_compat_flag_t *flag)
{
#if PHP_VERSION_ID >= 80200
	zend_atomic_bool_store_ex(flag, true);
#else
	*(volatile bool *) flag = true;
#endif
}

/* Takes the flag that asks the VM for a pause, as pcntl sets it in its signal handlers. */
static inline bool rtws_compat_take_vm_interrupt(void)
{
#if PHP_VERSION_ID >= 80200
	return zend_atomic_bool_exchange_ex(&EG(vm_interrupt), false);
#else
	bool pending = EG(vm_interrupt);

	EG(vm_interrupt) = false;
	return pending;
#endif
}

/* compat_process.c: a signal has a handler of the user's (pcntl). */
bool rtws_compat_has_handler(int signo);
/* Around a fork(). */
void rtws_compat_before_fork(void);
void rtws_compat_after_fork(void);

#endif
