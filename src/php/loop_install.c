/*
 * Which event loop PHP libraries get: ours, from the moment their loop classes are loaded, whoever
 * loads them and however late. A program without a server has it too; then its loop turns itself.
 */
#include "php/classes.h"
#include "php/embedded.h"
#include "php/server.h"

#include "php_rtws.h"

#include <zend_exceptions.h>
#include <zend_interfaces.h>

/* Loops whose own class is loaded and that has not been offered ours. */
typedef struct {
	const char *lc_name; /* of the class that libraries ask for their loop */
	const char *parent;  /* there in versions that ours fits, and only in these */
	const char *ours;    /* has static methods install() and serve() */
} loop_t;

static const loop_t loops[] = {
	{ "revolt\\eventloop", "Revolt\\EventLoop\\Internal\\TimerQueue", "Rtws\\Revolt\\Driver" },
	{ "react\\eventloop\\loop", "React\\EventLoop\\LoopInterface", "Rtws\\React\\Loop" },
};

enum { LOOPS = sizeof(loops) / sizeof(loops[0]) };

ZEND_TLS bool installed[LOOPS];

static zend_class_entry *load(const char *name)
{
	zend_string *string = zend_string_init(name, strlen(name), false);
	zend_class_entry *ce = zend_lookup_class(string);

	zend_string_release(string);
	return ce;
}

static void call(int i, const char *method)
{
	zend_class_entry *ce = load(loops[i].parent) != NULL ? load(loops[i].ours) : NULL;

	if (ce != NULL) {
		zend_call_method(NULL, ce, NULL, method, strlen(method), NULL, 0, NULL, NULL);
	}
	if (EG(exception) != NULL && !rtws_fibers_is_ending()) {
		zend_exception_error(EG(exception), E_WARNING); /* the library keeps its own loop */
	}
}

static void install(int i)
{
	if (!installed[i] && RTWS_G(install_loops)) {
		installed[i] = true;
		call(i, "install");
	}
}

static void on_revolt(zend_class_entry *ce)
{
	(void) ce;
	install(0);
}

static void on_react(zend_class_entry *ce)
{
	(void) ce;
	install(1);
}

static void on_fiber_local(zend_class_entry *ce)
{
	rtws_fibers_know_locals(ce);
}

void rtws_php_serve_loops(void)
{
	for (int i = 0; i < LOOPS && RTWS_G(install_loops); i++) {
		const zend_class_entry *ce =
			zend_hash_str_find_ptr(EG(class_table), loops[i].lc_name, strlen(loops[i].lc_name));

		if (ce != NULL && !rtws_embedded_is_ours(ce)) {
			install(i);
			call(i, "serve");
		}
	}
}

void rtws_php_loops_minit(void)
{
	rtws_embedded_watch("revolt\\eventloop", on_revolt);
	rtws_embedded_watch("react\\eventloop\\loop", on_react);
	rtws_embedded_watch("revolt\\eventloop\\fiberlocal", on_fiber_local);
}

void rtws_php_loops_rinit(void)
{
	memset(installed, 0, sizeof(installed));
}
