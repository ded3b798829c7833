/*
 * Rtws\Redis from inside: what its class, calls, transactions and options share.
 */
#ifndef RTWS_PHP_REDIS_H
#define RTWS_PHP_REDIS_H

#include "redis/redis.h"

#include <php.h>

typedef struct rtws_php_redis rtws_php_redis_t;
typedef struct rtws_php_transaction rtws_php_transaction_t;

struct rtws_php_redis {
	rtws_php_redis_t *next; /* of those that have a client */
	rtws_php_redis_t **prev;
	rtws_redis_settings_t settings;
	rtws_redis_t *client;                /* of the running loop; NULL until it is needed */
	rtws_php_transaction_t *transaction; /* it is the argument of a transaction's callable */
	bool is_constructed;
	zend_object std;
};

/* The words of a command. Texts are borrowed from the arguments, or held. */
typedef struct rtws_php_words {
	int argc;
	rtws_text_t *argv;  /* owned */
	zend_string **held; /* owned; as many, NULL for what is borrowed */
} rtws_php_words_t;

/* ---- redis_options.c ------------------------------------------------------------------------- */

/* Throws what a function of redis/ has returned, and said: an InvalidOption "<whose>: <error>". */
bool rtws_php_redis_refuse(const char *whose, int result, const char *error);
/* Into settings that are initialised. options may be NULL. False with an exception. */
bool rtws_php_read_redis(zval *dsn, HashTable *options, rtws_redis_settings_t *out);

/* ---- redis_commands.c ------------------------------------------------------------------------ */

/* From the name and the arguments. False with an exception about one of them. */
bool rtws_php_words_make(rtws_php_words_t *words, zend_string *name, uint32_t argc, zval *args);
void rtws_php_words_free(rtws_php_words_t *words);

/* Why it cannot be sent on a connection that others share; NULL: it can. */
const char *rtws_php_redis_refuses(const rtws_php_words_t *words);
/* Does it make the server wait? *ms: for how long; 0: for ever. */
bool rtws_php_redis_waits(const rtws_php_words_t *words, uint32_t *ms);

/* ---- redis_calls.c --------------------------------------------------------------------------- */

/* An answer of Redis, or none. */
typedef struct rtws_php_redis_call rtws_php_redis_call_t;

/* script: NULL, or its source, which is kept until the answer. */
rtws_php_redis_call_t *rtws_php_redis_call_create(const zend_string *source);
const rtws_redis_script_t *rtws_php_redis_call_script(const rtws_php_redis_call_t *call);
/* rtws_redis_done_fn */
void rtws_php_redis_on_answer(void *call, const rtws_redis_result_t *result);
/*
 * Waits. The answer, to be freed with rtws_await_free() of the call; NULL with an exception: the
 * call is not ours any more.
 */
const rtws_redis_reply_t *rtws_php_redis_wait(rtws_php_redis_call_t *call, const char *name);
/* Waits, and gives the value, or an exception. */
void rtws_php_redis_return(rtws_php_redis_call_t *call, const rtws_php_words_t *words,
						   zval *return_value);

/* An answer as a value; errors in it as RedisError objects. words: of the command, or NULL. */
void rtws_php_redis_value(const rtws_redis_reply_t *reply, const rtws_php_words_t *words,
						  zval *out);
void rtws_php_redis_throw(const rtws_redis_reply_t *error, const char *name);
void rtws_php_redis_throw_unavailable(const char *name, const char *reason, bool maybe_executed);

/* ---- redis_transaction.c --------------------------------------------------------------------- */

/* Queues a command; takes the words over. False with an exception. */
bool rtws_php_transaction_add(rtws_php_transaction_t *transaction, rtws_php_words_t *words);
void rtws_php_transaction_run(rtws_php_redis_t *self, zval *body, HashTable *watch,
							  zval *return_value);
void rtws_php_transaction_free(rtws_php_transaction_t *transaction);

/* ---- redis_class.c --------------------------------------------------------------------------- */

/* A new object of the class, not constructed. */
rtws_php_redis_t *rtws_php_redis_new(zval *out);
/* What is given instead of one: an Rtws\Redis, or what its constructor takes. A reference. False
 * with an exception about the option of this name. */
bool rtws_php_redis_take(zval *given, const char *name, zval *out);
rtws_php_redis_t *rtws_php_redis_of(zval *redis);
/* The client, made when it is not there. NULL with an exception: it cannot be used here and now. */
rtws_redis_t *rtws_php_redis_client(rtws_php_redis_t *self, const char *name);

/* A server begins to run; it is to stop: nobody waits in Redis any more; the loop goes. */
void rtws_php_redis_begin(void);
void rtws_php_redis_stopping(void);
void rtws_php_redis_end(void);

#endif
