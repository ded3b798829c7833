/*
 * The PHP classes: one register function each, called by MINIT, and how C makes and reads their
 * objects.
 */
#ifndef RTWS_PHP_CLASSES_H
#define RTWS_PHP_CLASSES_H

#include "core/server.h"

#include <php.h>

extern zend_class_entry *rtws_ce_invalid_option;
extern zend_class_entry *rtws_ce_listen_failed;
extern zend_class_entry *rtws_ce_workers_failed;
extern zend_class_entry *rtws_ce_illegal_state;
extern zend_class_entry *rtws_ce_broker_unavailable;
extern zend_class_entry *rtws_ce_redis_error;
extern zend_class_entry *rtws_ce_redis_unavailable;
extern zend_class_entry *rtws_ce_invalid_body;
extern zend_class_entry *rtws_ce_store_full;
extern zend_class_entry *rtws_ce_stream_full;
extern zend_class_entry *rtws_ce_connection;
extern zend_class_entry *rtws_ce_ratchet_connection;
extern zend_class_entry *rtws_ce_request;
extern zend_class_entry *rtws_ce_response;
extern zend_class_entry *rtws_ce_response_stream;
extern zend_class_entry *rtws_ce_timer;
extern zend_class_entry *rtws_ce_server;
extern zend_class_entry *rtws_ce_channel;
extern zend_class_entry *rtws_ce_publication;
extern zend_class_entry *rtws_ce_presence;
extern zend_class_entry *rtws_ce_stream;
extern zend_class_entry *rtws_ce_subscription;

void rtws_php_register_exceptions(void);
void rtws_php_register_connection(void);
void rtws_php_register_ratchet_connection(void);
void rtws_php_register_request(void);
void rtws_php_register_response(void);
void rtws_php_register_response_stream(void);
void rtws_php_register_timer(void);
void rtws_php_register_server(void);
void rtws_php_register_channel(void);
void rtws_php_register_publication(void);
void rtws_php_register_presence(void);
void rtws_php_register_stream(void);
void rtws_php_register_subscription(void);
void rtws_php_register_store(void);
void rtws_php_register_counter(void);
void rtws_php_register_redis(void);
void rtws_php_register_loop(void);

/* loop_install.c: Revolt and React get our loop when their classes are loaded. */
void rtws_php_loops_minit(void);
void rtws_php_loops_rinit(void);
/* run(): the same for classes that were loaded without autoloading. Tells who has another loop. */
void rtws_php_serve_loops(void);

/* A server that is still running when the request ends (exit, fatal error) is closed. */
void rtws_php_server_rshutdown(void);

/* A new object. Takes its own reference of the request. */
void rtws_php_request_create(zval *out, rtws_request_t *request);

/* The form that its body is. Nothing, with an exception, when it is none. */
void rtws_php_request_form(zval *out, const rtws_request_t *request);

/* A new reference to the one object of this connection, made at first sight. */
zend_object *rtws_php_connection_object(rtws_connection_t *conn);

/*
 * The connection behind an object: NULL in *out when it is closed. False with a \ValueError when it
 * is another server's.
 */
bool rtws_php_connection_of(zend_object *object, const rtws_server_t *server, uint32_t arg,
							rtws_connection_t **out);

/* Cuts it loose: it refuses from now on. */
void rtws_php_connection_detach(rtws_connection_t *conn);

/*
 * Fills a response, which is initialised, from a Response object. False with an exception: its file
 * cannot be read any more, or a header cannot be sent.
 */
bool rtws_php_response_read(zend_object *object, rtws_response_t *response);

/* Its headers, borrowed; NULL with an exception. A copy of it with others, which it takes over. */
HashTable *rtws_php_response_headers(zend_object *object);
void rtws_php_response_copy_with(zval *out, zend_object *from, HashTable *headers);

/* The callable of Response::stream(), borrowed; NULL for any other value. */
zval *rtws_php_response_writer(const zval *value);

#endif
