/*
 * Streams from inside of src/php: what their class, options, answers and consumers share.
 */
#ifndef RTWS_PHP_STREAMS_H
#define RTWS_PHP_STREAMS_H

#include "broker/streams.h"
#include "php/await.h"
#include "php/channels.h"

/* ---- stream_options.c ------------------------------------------------------------------------ */

void rtws_php_stream_defaults(rtws_stream_bounds_t *bounds);
/* Of stream(). False with an exception. */
bool rtws_php_read_stream_options(rtws_stream_bounds_t *bounds, HashTable *options);
/* Of consume(); into terms that have their defaults from rtws_php_consumer_defaults(). */
void rtws_php_consumer_defaults(rtws_consumer_terms_t *terms);
bool rtws_php_read_consumer_options(rtws_consumer_terms_t *terms, HashTable *options);

/* ---- stream_answers.c ------------------------------------------------------------------------ */

/*
 * Answers that can be waited for. Each is given to the broker with its function, and to its
 * _return(), which waits, sets the value or throws, and frees it.
 */
typedef struct rtws_php_appended rtws_php_appended_t;
typedef struct rtws_php_letters rtws_php_letters_t;
typedef struct rtws_php_stream_info rtws_php_stream_info_t;

rtws_php_appended_t *rtws_php_appended_create(void);
void rtws_php_on_appended(void *appended, const rtws_appended_t *result);
void rtws_php_appended_return(rtws_php_appended_t *appended, const zend_string *stream,
							  uint32_t length, zval *return_value);

rtws_php_letters_t *rtws_php_letters_create(void);
void rtws_php_on_letters(void *letters, const rtws_dead_letters_t *result);
void rtws_php_letters_return(rtws_php_letters_t *letters, const zend_string *stream,
							 zval *return_value);

rtws_php_stream_info_t *rtws_php_stream_info_create(void);
void rtws_php_on_stream_info(void *info, const rtws_stream_info_t *result);
void rtws_php_stream_info_return(rtws_php_stream_info_t *info, const zend_string *stream,
								 zval *return_value);

/* ---- stream_consumers.c ---------------------------------------------------------------------- */

/* What a subscription to a stream has instead of a listener. */
struct rtws_php_intake {
	rtws_php_server_t *server;   /* borrowed: its subscription's */
	rtws_consumer_terms_t terms; /* with the texts of the strings here */
	zend_string *stream;         /* owned */
	zend_string *group;          /* owned */
	rtws_consumer_t *consumer;   /* while it is to get entries */
};

/* Stream::consume(): a reference to a new one, which is also held by the server. */
void rtws_php_consume(zval *out, rtws_php_server_t *server, zend_string *stream,
					  const rtws_consumer_terms_t *terms, zend_string *group, zval *handler);

#endif
