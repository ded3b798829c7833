/*
 * Output: keeps the output buffers of one handler (ob_start()) out of the others'. PHP has one
 * stack of them. What a Fiber of the pool has opened is set aside while another one runs, so that a
 * handler which suspends inside a buffer finds it again and nobody else writes into it. Buffers
 * that were there before run() are everybody's.
 *
 * Any other Fiber (one's own, those of Revolt) writes into the buffers of whoever runs it. What it
 * has opened itself goes and comes with it while a server runs.
 */
#ifndef RTWS_PHP_OUTPUT_H
#define RTWS_PHP_OUTPUT_H

#include <php.h>
#include <php_output.h>
#include <zend_fibers.h>

typedef struct rtws_output rtws_output_t;

/* What is set aside of one Fiber. A pooled one has it on its C stack. */
struct rtws_output {
	php_output_handler **handlers; /* the outermost first */
	int count;
	int size;
	bool is_guest;         /* of a Fiber that is not pooled */
	int base;              /* of a guest: where its own begin */
	rtws_output_t *runner; /* of a guest that runs another Fiber: whose buffers it writes into */
};

void rtws_output_minit(void);
void rtws_output_rinit(void);

/* run(): what is open now is everybody's. */
void rtws_output_share(void);

/* This Fiber has buffers of its own, until it leaves. */
void rtws_output_enter(zend_fiber *self, rtws_output_t *own);
void rtws_output_leave(zend_fiber *self);

/* A handler has ended: flushes and closes what its Fiber has left open. */
void rtws_output_close_left(void);

/* The same for a call outside of the pool, of what was opened since the level was asked for. */
int rtws_output_level(void);
void rtws_output_close_above(int level);

#endif
