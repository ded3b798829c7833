#include "php/output.h"

#include "php/server.h"
#include "util/log.h"

#include <stdlib.h>
#include <zend_extensions.h>
#include <zend_exceptions.h>
#include <zend_observer.h>

static int handle; /* of the place for us in each Fiber's context */

ZEND_TLS struct {
	rtws_output_t main;     /* of what is no Fiber of the pool */
	rtws_output_t *current; /* whose buffers are on PHP's stack now; NULL: nobody's in particular */
	int shared;             /* so many at the bottom are everybody's */
} output;

static void find_active(void)
{
	php_output_handler **top = zend_stack_top(&OG(handlers));

	OG(active) = top != NULL ? *top : NULL;
}

/*
 * What is above the base. With malloc(): inside of a switch nothing may leave by longjmp. Without
 * memory they stay.
 */
static void set_aside(rtws_output_t *own, int base)
{
	int count = zend_stack_count(&OG(handlers)) - base;

	if (count > own->size) {
		php_output_handler **handlers = realloc(own->handlers, (size_t) count * sizeof(*handlers));

		if (handlers == NULL) {
			return;
		}
		own->handlers = handlers;
		own->size = count;
	}
	for (own->count = count; count > 0; count--) {
		own->handlers[count - 1] = *(php_output_handler **) zend_stack_top(&OG(handlers));
		zend_stack_del_top(&OG(handlers));
	}
	find_active();
}

/* The stack had them before, so it need not grow. */
static void put_back(rtws_output_t *own)
{
	for (int i = 0; i < own->count; i++) {
		own->handlers[i]->level = zend_stack_push(&OG(handlers), &own->handlers[i]) - 1;
	}
	own->count = 0;
	find_active();
}

static void change_to(rtws_output_t *next)
{
	int count = zend_stack_count(&OG(handlers));

	if (count < output.shared) {
		output.shared = count; /* a handler has closed what was not its own */
	}
	if (output.current != NULL) {
		set_aside(output.current, output.shared);
	}
	put_back(next);
	output.current = next;
}

/* ---- Fibers that are not pooled -------------------------------------------------------------- */

static bool resumes(const zend_fiber_context *from, zend_fiber_context *to)
{
	return to->kind == zend_ce_fiber && zend_fiber_from_context(to)->caller == from;
}

/* It is started or resumed: what it has opened is on top of what its runner has. */
static void guest_comes(zend_fiber_context *guest)
{
	rtws_output_t *own = guest->reserved[handle];

	if (own == NULL) {
		own = rtws_php_running() != NULL ? calloc(1, sizeof(*own)) : NULL;
		if (own == NULL) {
			return;
		}
		own->is_guest = true;
		guest->reserved[handle] = own;
	}
	own->base = zend_stack_count(&OG(handlers));
	put_back(own);
}

/* It ends, suspends, or runs another Fiber. */
static void guest_leaves(zend_fiber_context *guest, rtws_output_t *own, bool resumes_another)
{
	if (guest->status == ZEND_FIBER_STATUS_DEAD) {
		guest->reserved[handle] = NULL;
		free(own->handlers);
		free(own);
	} else if (resumes_another) {
		own->runner = output.current;
	} else if (zend_stack_count(&OG(handlers)) > own->base) {
		set_aside(own, own->base);
	}
}

/* ---- switching ------------------------------------------------------------------------------- */

/* Whose buffers are to be there; NULL: those that are. */
static rtws_output_t *next_output(zend_fiber_context *to, bool is_resumed)
{
	rtws_output_t *own = to->reserved[handle];

	if (to == EG(main_fiber_context)) {
		return &output.main;
	}
	if (own == NULL || !own->is_guest) {
		return own;
	}
	return is_resumed ? NULL : own->runner;
}

/* A pooled Fiber that dies of exit() or a fatal error leaves its buffers to the end of the request.
 */
static void on_switch(zend_fiber_context *from, zend_fiber_context *to)
{
	rtws_output_t *left = from != EG(main_fiber_context) ? from->reserved[handle] : NULL;
	bool is_resumed = resumes(from, to);
	rtws_output_t *next;

	if (left != NULL && left->is_guest) {
		guest_leaves(from, left, is_resumed);
	} else if (left != NULL && from->status == ZEND_FIBER_STATUS_DEAD) {
		output.current = NULL;
	}
	next = next_output(to, is_resumed);
	if (next != NULL && next != output.current) {
		change_to(next);
	}
	if (is_resumed &&
		(to->reserved[handle] == NULL || ((rtws_output_t *) to->reserved[handle])->is_guest)) {
		guest_comes(to);
	}
}

/* ---- for the pool ---------------------------------------------------------------------------- */

void rtws_output_minit(void)
{
	handle = zend_get_resource_handle("rtws");
	zend_observer_fiber_switch_register(on_switch);
}

void rtws_output_rinit(void)
{
	memset(&output, 0, sizeof(output));
	output.current = &output.main;
}

void rtws_output_share(void)
{
	output.shared = zend_stack_count(&OG(handlers));
}

void rtws_output_enter(zend_fiber *self, rtws_output_t *own)
{
	free(self->context.reserved[handle]); /* before its first line it was a Fiber like any other */
	*own = (rtws_output_t){ .handlers = NULL };
	self->context.reserved[handle] = own;
	change_to(own);
}

void rtws_output_leave(zend_fiber *self)
{
	rtws_output_t *own = self->context.reserved[handle];

	self->context.reserved[handle] = NULL;
	output.current = NULL;
	free(own->handlers);
}

static bool is_exit(void)
{
	return EG(exception) != NULL && zend_is_unwind_exit(EG(exception));
}

/* What the callback of a buffer threw: nobody is left to be told but the log. */
static void forget_exception(void)
{
	if (EG(exception) != NULL) {
		rtws_log(RTWS_LOG_ERROR, "uncaught in the callback of an output buffer: %s",
				 ZSTR_VAL(EG(exception)->ce->name));
		zend_clear_exception();
	}
}

int rtws_output_level(void)
{
	return zend_stack_count(&OG(handlers));
}

void rtws_output_close_above(int level)
{
	int left = rtws_output_level() - level;
	bool has_exception = EG(exception) != NULL;

	if (EXPECTED(left <= 0) || is_exit()) { /* exit(): PHP flushes them as usual */
		return;
	}
	while (rtws_output_level() > level) {
		OG(active)->flags |= PHP_OUTPUT_HANDLER_REMOVABLE;
		if (php_output_end() != SUCCESS) {
			break;
		}
		if (!has_exception && !is_exit()) {
			forget_exception();
		}
	}
	rtws_log(RTWS_LOG_WARNING, "a handler left %d output buffer%s open: flushed", left,
			 left == 1 ? "" : "s");
}

void rtws_output_close_left(void)
{
	rtws_output_close_above(output.shared);
}
