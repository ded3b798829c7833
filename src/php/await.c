#include "php/await.h"

#include "php/classes.h"
#include "php/compat.h"

#include "util/error.h"

#include <stdlib.h>
#include <zend_exceptions.h>
#include <zend_fibers.h>

/* With malloc(): the answer may come when PHP's memory has gone. */
void *rtws_await_create(size_t size, void (*clear)(void *self))
{
	rtws_await_t *self = pecalloc(1, size, true);

	self->clear = clear;
	return self;
}

void rtws_await_free(void *await)
{
	rtws_await_t *self = await;

	if (self->clear != NULL) {
		self->clear(self);
	}
	free(self);
}

bool rtws_await_is_wanted(void *await)
{
	rtws_await_t *self = await;

	if (self->is_left) {
		free(self);
		return false;
	}
	return true;
}

void rtws_await_done(void *await)
{
	rtws_await_t *self = await;

	self->is_done = true;
	if (self->sleeper != NULL) {
		rtws_fibers_wake(self->sleeper);
	}
}

bool rtws_await_is_possible(void)
{
	return EG(active_fiber) != NULL && !zend_fiber_switch_blocked();
}

void rtws_await_leave(void *await)
{
	rtws_await_t *self = await;

	if (self->is_done) {
		rtws_await_free(self);
	} else {
		self->is_left = true;
	}
}

bool rtws_await(void *await, const char *call)
{
	rtws_await_t *self = await;

	if (!self->is_done && !rtws_await_is_possible()) {
		zend_throw_exception_ex(
			rtws_ce_illegal_state, 0,
			"%s has to wait for an answer and cannot suspend here: call it in a handler of a "
			"running server, not in a handshake hook or a destructor",
			call);
	} else if (!self->is_done) {
		rtws_fibers_wait(&self->sleeper);
	}
	if (EG(exception) != NULL || !self->is_done) {
		rtws_await_leave(self);
		return false;
	}
	return true;
}

/* ---- numbers --------------------------------------------------------------------------------- */

struct rtws_php_counted {
	rtws_await_t base;
	int error;
	uint64_t count;
};

rtws_php_counted_t *rtws_php_counted_create(void)
{
	return rtws_await_create(sizeof(rtws_php_counted_t), NULL);
}

void rtws_php_on_counted(void *counted, int error, uint64_t count)
{
	rtws_php_counted_t *self = counted;

	if (rtws_await_is_wanted(self)) {
		self->error = error;
		self->count = count;
		rtws_await_done(self);
	}
}

void rtws_php_counted_return(rtws_php_counted_t *self, const char *call, const char *what,
							 const zend_string *name, zval *return_value)
{
	if (!rtws_await(self, call)) {
		return;
	}
	if (self->error != 0) {
		rtws_php_throw_broker_error(self->error, what, ZSTR_VAL(name));
	} else {
		ZVAL_LONG(return_value, (zend_long) self->count);
	}
	rtws_await_free(self);
}

/* ---- errors ---------------------------------------------------------------------------------- */

void rtws_php_throw_broker_error(int error, const char *what, const char *name)
{
	switch (error) {
		case RTWS_E_BROKER:
			zend_throw_exception_ex(
				rtws_ce_broker_unavailable, 0,
				"Cannot %s \"%s\": the broker cannot be reached at present; on(\"brokerUp\") tells "
				"when it can again",
				what, name);
			break;
		case RTWS_E_FULL:
			zend_throw_exception_ex(rtws_ce_broker_unavailable, 0,
									"Cannot %s \"%s\": the broker cannot be reached at present, "
									"and as much as may wait "
									"for it waits already",
									what, name);
			break;
		default:
			zend_throw_error(NULL, "Cannot %s \"%s\": %s", what, name, rtws_strerror(error));
	}
}
