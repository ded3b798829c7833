/*
 * What run() is made of. One process that serves, or a master with workers, is put together of the
 * same parts:
 *
 *   front    (front.c)    what the world sees of a server: listening sockets, signals, the service
 *                         manager, the ready line, reloads. In the single process or the master.
 *   serving  (serve.c)    the turns in which clients are served. In the single process or a worker.
 *   workers  (workers.c)  the master's turns, and what lies between front and serving then.
 *
 * Front and serving know each other only by two tables: the crew, which is told what to do, and the
 * chief, who is told what happens.
 */
#ifndef RTWS_PHP_RUN_H
#define RTWS_PHP_RUN_H

#include "php/server.h"

enum {
	RTWS_GRACE_MS = 10000, /* of signals */
	RTWS_QUICK_MS = 1000   /* after exit() */
};

/* How serving ends. */
typedef enum {
	RTWS_END_STOP, /* 1001 */
	RTWS_END_DRAIN /* 1012: another program accepts now */
} rtws_end_t;

/* Those who serve: this process, or all workers. */
struct rtws_php_crew {
	/* They are ready, and may accept now. */
	void (*accept)(rtws_php_server_t *self);
	void (*take_certificates)(rtws_php_server_t *self);
	/* Once. */
	void (*end)(rtws_php_server_t *self, rtws_end_t how, uint32_t grace_ms);
	/* The grace is over. */
	void (*hurry)(rtws_php_server_t *self);
	/* Since the last time it was asked. */
	bool (*has_turned)(rtws_php_server_t *self);
};

/* Whom they answer to: the front of this same process, or the master. */
struct rtws_php_chief {
	void (*ready)(rtws_php_server_t *self);
	/* $server->stop() */
	void (*stop)(rtws_php_server_t *self, uint32_t grace_ms);
	/* Serving ends by itself: exit(). */
	void (*ending)(rtws_php_server_t *self);
	/* All clients have gone: emits what belongs to the end. */
	void (*ended)(rtws_php_server_t *self);
};

/* ---- run.c ----------------------------------------------------------------------------------- */

/* One turn: jobs, output, events. False when an exception is pending. */
bool rtws_php_turn(rtws_php_server_t *self);
/* This process is a worker: forked by us, not by a handler. */
void rtws_php_is_worker(void);
/* Turns until the handlers of on() and of clients have ended, or this time is over. */
void rtws_php_await_handlers(rtws_php_server_t *self, uint32_t ms);

enum { RTWS_LAST_EVENTS_MS = 1000 }; /* for the handlers of the end, at least */

/* ---- listening.c ----------------------------------------------------------------------------- */

/* Opens the listening sockets, or takes those that were passed. False with an exception. */
bool rtws_php_listen(rtws_php_server_t *self);
/* What a successor gets of them. False when it is too much. */
bool rtws_php_hand_over(const rtws_php_server_t *self, struct rtws_handover *out);

/* ---- front.c --------------------------------------------------------------------------------- */

extern const rtws_php_chief_t rtws_php_front; /* as seen by the crew of this process */

/* Signals are caught, the service manager is listened for. False with an exception. */
bool rtws_front_open(rtws_php_server_t *self);
/* The crew is ready. It may accept now, or when the predecessor has made room. */
void rtws_front_ready(rtws_php_server_t *self);
/* Once per turn: tells the crew and the world that it may. */
void rtws_front_attend(rtws_php_server_t *self);
/* Ends it, or the grace, if it is ending. */
void rtws_front_stop(rtws_php_server_t *self, uint32_t grace_ms);
bool rtws_front_is_ending(const rtws_php_server_t *self);
/* Closes everything, without telling anybody. */
void rtws_front_close(rtws_php_server_t *self);
/* After fork(): leaves to the master what is the master's. */
void rtws_front_leave(rtws_php_server_t *self);

/* ---- serve.c --------------------------------------------------------------------------------- */

extern const rtws_php_crew_t rtws_php_serving; /* this process, as seen by its front */

/* Gets ready to serve on the server's loop. False with an exception. */
bool rtws_serve_open(rtws_php_server_t *self);
/* Serves until it is told to end, and closes. */
void rtws_serve(rtws_php_server_t *self);
void rtws_serve_end(rtws_php_server_t *self, rtws_end_t how, uint32_t grace_ms);
/* Left by a fatal error. */
void rtws_serve_abandon(rtws_php_server_t *self);

/* ---- workers.c ------------------------------------------------------------------------------- */

/* The master's part, from the first fork to the end. True in a worker, which is to serve now. */
bool rtws_workers_lead(rtws_php_server_t *self);
/* The end of a worker: nothing of what comes after run() is for it. */
void rtws_workers_leave(rtws_php_server_t *self);
/* Left by a fatal error, in the master or a worker. */
void rtws_workers_abandon(rtws_php_server_t *self);

#endif
