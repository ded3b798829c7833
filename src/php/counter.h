/*
 * Rtws\Counter from inside: where its value is. The class checks arguments; a place does the rest.
 */
#ifndef RTWS_PHP_COUNTER_H
#define RTWS_PHP_COUNTER_H

#include "php/channels.h"

typedef struct rtws_php_counter rtws_php_counter_t;

/* Each returns false with an exception. */
typedef struct rtws_php_counter_place {
	/* *error: RTWS_E_RANGE, and *value is what it was and is; else 0. */
	bool (*add)(rtws_php_counter_t *self, zend_long by, zend_long *value, int *error);
	bool (*get)(rtws_php_counter_t *self, zend_long *value);
	bool (*set)(rtws_php_counter_t *self, zend_long value);
	bool (*swap)(rtws_php_counter_t *self, zend_long expected, zend_long value, bool *is_set);
	/* step: how much, and of what the publication is made. Errors as add(). */
	bool (*publish)(rtws_php_counter_t *self, zend_object *channel, rtws_step_t *step,
					zend_long *value, int *error);
	void (*clear)(rtws_php_counter_t *self);
} rtws_php_counter_place_t;

enum { RTWS_PHP_COUNTER_NAME }; /* the declared property */

struct rtws_php_counter {
	const rtws_php_counter_place_t *place; /* NULL until it is constructed */
	rtws_counter_t *native;                /* in shared memory */
	zval redis;                            /* in Redis: an Rtws\Redis */
	zend_string *key;                      /* there; owned */
	zend_long initial;                     /* there, when nothing is at the key */
	zend_object std;
};

static inline zval *rtws_php_counter_name(rtws_php_counter_t *self)
{
	return OBJ_PROP_NUM(&self->std, RTWS_PHP_COUNTER_NAME);
}

/* ---- counter_redis.c ------------------------------------------------------------------------- */

/* Makes it one in Redis. prefix: undefined, or a string. False with an exception. */
bool rtws_php_counter_use_redis(rtws_php_counter_t *self, zval *redis, zval *prefix,
								zend_string *name);

void rtws_php_counter_redis_init(void);

#endif
