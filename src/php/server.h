/*
 * RtServer from inside: what the PHP object owns, and what its parts (server_class.c, settings.c,
 * hooks.c, run.c, timer_class.c) share.
 */
#ifndef RTWS_PHP_SERVER_H
#define RTWS_PHP_SERVER_H

#include "broker/hub.h"
#include "core/server.h"
#include "php/callback.h"
#include "php/compat.h"
#include "php/fibers.h"
#include "php/service.h"
#include "process/reload.h"
#include "process/supervisor.h"
#include "util/log.h"

struct rtws_option;
typedef struct rtws_php_server rtws_php_server_t;
typedef struct rtws_php_handlers rtws_php_handlers_t;
typedef struct rtws_php_listener rtws_php_listener_t;
typedef struct rtws_php_timer rtws_php_timer_t;
typedef struct rtws_php_crew rtws_php_crew_t; /* run.h */
typedef struct rtws_php_chief rtws_php_chief_t;

/* The user's callables of one endpoint: its endpoint->handlers. */
struct rtws_php_handlers {
	rtws_php_handlers_t *next;
	rtws_php_server_t *server;
	rtws_callback_t on_open;
	rtws_callback_t on_message;
	rtws_callback_t on_close;
	rtws_callback_t on_error;
	rtws_callback_t on_pong;
	rtws_callback_t handshake;
	rtws_callback_t on_request;      /* of an HTTP route */
	rtws_callback_t authorize;       /* of channels() */
	zend_class_entry *connection_ce; /* of its connection objects; NULL: Rtws\Connection */
	bool is_concurrent;
};

typedef enum {
	RTWS_ON_START,
	RTWS_ON_WORKER_START,
	RTWS_ON_WORKER_STOP,
	RTWS_ON_STOP,
	RTWS_ON_ERROR,
	RTWS_ON_BROKER_DOWN,
	RTWS_ON_BROKER_UP,
	RTWS_ON_EVENTS
} rtws_php_event_t;

/* The declared properties, in the order of the stub. */
enum { RTWS_SERVER_HOST, RTWS_SERVER_PORT, RTWS_SERVER_ID, RTWS_SERVER_WORKER_ID };

struct rtws_php_listener {
	rtws_php_listener_t *next;
	rtws_callback_t callback;
};

typedef enum { RTWS_LOG_TO_FD, RTWS_LOG_TO_CALLBACK, RTWS_LOG_OFF } rtws_php_log_t;

struct rtws_php_server {
	rtws_server_t *native;
	rtws_loop_t *loop; /* NULL while it does not run */
	rtws_php_handlers_t *handlers;
	rtws_php_listener_t *listeners[RTWS_ON_EVENTS];
	rtws_php_timer_t *timers; /* the active ones, the oldest first; each is a reference */
	rtws_php_timer_t **timers_end;
	struct rtws_php_subscription *subscriptions; /* the active ones; each is a reference */
	struct rtws_php_watcher *watchers;           /* handlers of presence */
	struct rtws_php_delivery *deliveries;        /* entries of streams that are not settled */
	uint32_t fibers_max;
	uint32_t watchdog_ms;    /* 0: none */
	uint32_t max_handler_ms; /* 0: as long as it likes */
	rtws_php_log_t log_to;
	int log_fd; /* owned when above 2 */
	rtws_callback_t log;
	zval redis; /* the option; undefined: none */
	/* processes; see run.h */
	uint32_t worker_timeout_ms; /* 0: they may stand still for ever */
	uint32_t reload_timeout_ms;
	rtws_sockets_t sockets;   /* while it runs, until it ends */
	bool has_passed_sockets;  /* from outside: host and port are not looked at */
	bool has_adopted_sockets; /* of a predecessor */
	int predecessor_fd;       /* -1: none, or predecessor is open */
	unsigned worker;
	bool is_worker;                /* forked by a master */
	const rtws_php_crew_t *crew;   /* while it runs: of the front */
	const rtws_php_chief_t *chief; /* while it serves */
	rtws_service_t service;        /* while it runs */
	rtws_reload_t reload;
	rtws_link_t predecessor; /* open until it has made room */
	bool may_accept;         /* it has not been told yet */
	bool is_ending;
	bool has_failed;               /* of a master: its workers cannot be started */
	rtws_supervisor_t *supervisor; /* of a master */
	rtws_hub_t *hub;               /* as well: through which its workers publish */
	rtws_link_t master;            /* of a worker */
	rtws_pulse_t *pulse;
	rtws_timer_t beat;
	uint64_t started_ms;
	bool is_fatal; /* a fatal error came out of a question: leave the loop, then bail out */
	zend_object std;
};

static inline rtws_php_server_t *rtws_php_server_from(zend_object *object)
{
	return (rtws_php_server_t *) ((char *) object - XtOffsetOf(rtws_php_server_t, std));
}

/* What php/ keeps in each connection (its attachment). */
typedef struct rtws_php_connection {
	rtws_lane_t lane;
	zend_object *object;    /* owned; NULL until userland sees the connection */
	uint32_t pending;       /* messages posted and not yet handled */
	uint32_t pending_bytes; /* of these */
	bool is_closed;         /* by its user: what still waits is not delivered */
} rtws_php_connection_t;

static inline rtws_php_connection_t *rtws_php_attachment(rtws_connection_t *conn)
{
	return (rtws_php_connection_t *) conn->attachment;
}

/* ---- server_class.c ------------------------------------------------------------------------- */

/* The server of a method call; NULL with an exception: its constructor threw, or was never called.
 */
rtws_php_server_t *rtws_php_this_server(zval *this_ptr);

/* ---- server_endpoints.c --------------------------------------------------------------------- */

/* Calls visit() for each callback of an endpoint. */
void rtws_php_handlers_visit(rtws_php_handlers_t *handlers,
							 void (*visit)(rtws_callback_t *callback, void *arg), void *arg);
void rtws_php_handlers_free(rtws_php_handlers_t *handlers);
rtws_php_handlers_t *rtws_php_new_handlers(rtws_php_server_t *self);

/* An endpoint with this path, not yet added; NULL with an exception about this argument. */
rtws_endpoint_t *rtws_php_new_endpoint(rtws_php_server_t *self, rtws_endpoint_kind_t kind,
									   zend_string *path, uint32_t arg);
/* Takes both over, also when it throws. */
bool rtws_php_add_endpoint(rtws_php_server_t *self, rtws_endpoint_t *endpoint,
						   rtws_php_handlers_t *handlers, uint32_t arg);

/* ---- compose.c ------------------------------------------------------------------------------- */

/* Gives it the broker of its options, anew for each run(). False with an exception. */
bool rtws_php_compose(rtws_php_server_t *self);

/* ---- settings.c ----------------------------------------------------------------------------- */

/* Reads the constructor's options. False with an exception. */
bool rtws_php_read_server_options(rtws_php_server_t *self, rtws_settings_t *settings,
								  HashTable *options);
/* settings_gate.c: limits.rate_per_ip, and trusted_proxies together with proxy_protocol; values may
 * be undefined. False with an exception. */
bool rtws_php_read_rate_per_ip(zval *value, rtws_gate_settings_t *gate);
bool rtws_php_read_proxies(zval *value, rtws_gate_settings_t *gate);
/* settings_workers.c: how many. False with an exception. */
bool rtws_php_read_workers(zval *value, unsigned *out);
/* Reads those of ws(), and more that are known to the caller: at most 16. */
bool rtws_php_read_ws_options(rtws_php_handlers_t *handlers, rtws_endpoint_t *endpoint,
							  HashTable *options, const struct rtws_option *more, size_t count);
/* Reads those of http(). */
bool rtws_php_read_http_options(rtws_endpoint_t *endpoint, HashTable *options);
/* Reads those of sse(). */
bool rtws_php_read_sse_options(rtws_endpoint_t *endpoint, HashTable *options);
/* Reads those of files(). */
bool rtws_php_read_files_options(rtws_endpoint_t *endpoint, HashTable *options);

/* ---- cors_options.c ------------------------------------------------------------------------- */

/* Reads a "cors" option into a place that holds a reference or NULL. False with an exception. */
bool rtws_php_read_cors(zval *value, rtws_cors_t **place);

/* ---- endpoint_options.c --------------------------------------------------------------------- */

/* Read a host name, and the name of a class of connection objects. False with an exception. */
bool rtws_php_read_host(zval *value, rtws_endpoint_t *endpoint);
bool rtws_php_read_connection(zval *value, rtws_php_handlers_t *handlers);

/* ---- rate_options.c ------------------------------------------------------------------------- */

/* Reads a rate of messages; undefined leaves it as it is. False with an exception. */
bool rtws_php_read_rate(zval *value, const char *name, rtws_rate_limit_t *out);

/* ---- hooks.c -------------------------------------------------------------------------------- */

extern const rtws_hooks_t rtws_php_hooks;

/* Frees what is kept for reuse. */
void rtws_php_hooks_clear(void);

/* ---- request_hooks.c ------------------------------------------------------------------------- */

void rtws_php_on_request(rtws_endpoint_t *endpoint, rtws_exchange_t *exchange);

/* Makes it the answer to what failed: 500. */
void rtws_php_refuse_with_error(rtws_response_t *response);

/* ---- response_stream.c ---------------------------------------------------------------------- */

/* Did a handler return what is to be streamed? */
bool rtws_php_is_streamed(const zval *result);
/* Answers with it, on the present Fiber. Takes over what is in the head. Settles exceptions. */
void rtws_php_stream(rtws_php_server_t *server, rtws_exchange_t *exchange, rtws_response_t *head,
					 zval *result);

/* ---- stream_consumers.c --------------------------------------------------------------------- */

/* The loop is there: entries of streams come; or no more of them do. */
void rtws_php_consumers_start(rtws_php_server_t *self);
void rtws_php_consumers_stop(rtws_php_server_t *self);
/* What is still in hand is given back, whatever its handlers do. */
void rtws_php_consumers_return(rtws_php_server_t *self);

/* ---- errors.c ------------------------------------------------------------------------------- */

/*
 * The exception that is pending goes to on('error'), else to the log. What ends the process stays
 * pending.
 */
void rtws_php_settle_exception(rtws_php_server_t *self, const char *where);

/* The same from inside the loop: on('error') is called by a job. */
void rtws_php_settle_exception_later(rtws_php_server_t *self, const char *where);

/* An exception as text: class, message, place and trace. A new reference. */
zend_string *rtws_php_describe(zend_object *exception);

/* The pending exception, and its reference; NULL when there is none, or it ends the process. */
zend_object *rtws_php_catch(void);

/* ---- calls.c -------------------------------------------------------------------------------- */

/* Posts a call for the next turn of the loop. */
void rtws_php_defer(rtws_php_server_t *self, rtws_callback_t *callback);

/* Posts the calls of on(event). */
void rtws_php_emit(rtws_php_server_t *self, rtws_php_event_t event);
/* The same with an argument, of which it takes its own reference. */
void rtws_php_emit_with(rtws_php_server_t *self, rtws_php_event_t event, zval *arg);
/* The same from anywhere, also where PHP's memory must not be asked for; text: NULL is none. */
void rtws_php_emit_text(rtws_php_server_t *self, rtws_php_event_t event, const char *text);

/* The log's sink; arg is the server. */
void rtws_php_log_sink(void *arg, rtws_log_level_t level, const char *line, size_t len);

/* Handlers of clients' events and of on() that have not ended: an orderly end waits for them. */
uint32_t rtws_php_unfinished(void);
void rtws_php_unfinished_add(int count);

/* ---- run.c ---------------------------------------------------------------------------------- */

/* Ends it as stop() does; without effect when it does not run, or is not ours. */
void rtws_php_stop(rtws_php_server_t *self, uint32_t grace_ms);

/* The server that run() is serving now, or NULL. */
rtws_php_server_t *rtws_php_running(void);
void rtws_php_run(rtws_php_server_t *self);

/* pcntl's handlers run where the VM looks; it does not while a loop waits. */
void rtws_php_run_vm_interrupt(void);

/* This process is a child that a handler forked: sockets, timers and files are the parent's. */
bool rtws_php_is_forked(const rtws_php_server_t *self);

/* ---- timer_class.c -------------------------------------------------------------------------- */

/* A new, active Timer; repeat 0: once. */
void rtws_php_timer_create(zval *out, rtws_php_server_t *self, double after, double repeat,
						   zval *callback);
/* The loop is there: the active ones start; it goes: they wait for another. */
void rtws_php_timers_start(rtws_php_server_t *self);
void rtws_php_timers_stop(rtws_php_server_t *self);
/* Ends all of them. */
void rtws_php_timers_clear(rtws_php_server_t *self);
void rtws_php_timers_gc(rtws_php_server_t *self, zend_get_gc_buffer *buffer);

#endif
