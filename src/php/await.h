/*
 * Await: an answer of a broker, at once or later. The Fiber that asked sleeps meanwhile; it may be
 * gone when the answer comes.
 */
#ifndef RTWS_PHP_AWAIT_H
#define RTWS_PHP_AWAIT_H

#include "php/fibers.h"

/* First member of what the answer is kept in. */
typedef struct rtws_await {
	rtws_sleeper_t *sleeper;
	void (*clear)(void *self); /* frees what the answer holds; NULL: nothing */
	bool is_done;
	bool is_left; /* nobody waits any more */
} rtws_await_t;

/* Zeroed, of this size; not NULL. */
void *rtws_await_create(size_t size, void (*clear)(void *self));

/*
 * Called by whoever answers. False: nobody waits any more, and it has been freed; else the answer
 * is to be put into it before rtws_await_done().
 */
bool rtws_await_is_wanted(void *self);
void rtws_await_done(void *self);

/* Can the present code wait? */
bool rtws_await_is_possible(void);

/*
 * Returns with the answer there: true, and rtws_await_free() is due. False with an exception, and
 * it is not ours any more: the Fiber is to end, or cannot wait here.
 */
bool rtws_await(void *self, const char *call);

/* Nobody waits for it. */
void rtws_await_leave(void *self);
void rtws_await_free(void *self);

/* An answer that is a number. */
typedef struct rtws_php_counted rtws_php_counted_t;

rtws_php_counted_t *rtws_php_counted_create(void);
/* rtws_reached_fn */
void rtws_php_on_counted(void *counted, int error, uint64_t count);
/* Waits for it, and returns it, or throws. call: for who cannot wait; what, name: for errors. */
void rtws_php_counted_return(rtws_php_counted_t *counted, const char *call, const char *what,
							 const zend_string *name, zval *return_value);

/* An error of a broker, as an exception: "Cannot <what> "<name>": ...". */
void rtws_php_throw_broker_error(int error, const char *what, const char *name);

#endif
