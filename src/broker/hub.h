/*
 * Hub: one broker for the processes of a machine. The master keeps the real one (memory, Redis) and
 * has a Unix stream socket to each worker, whose own broker only speaks to it.
 *
 * A worker gets what it watches, all workers in the same order. What a worker has for the hub in a
 * turn leaves with one write; what a read of the hub has caused leaves at the end of that read.
 *
 * How many a publication has reached: what the worker that published has delivered itself, exactly,
 * and of the others the subscribers they have told (at the end of a turn), which is not right for
 * moments; further servers as the inner broker knows it.
 */
#ifndef RTWS_BROKER_HUB_H
#define RTWS_BROKER_HUB_H

#include "broker/broker.h"

typedef struct rtws_hub rtws_hub_t;

/* Bytes that wait for one process, by default. */
enum { RTWS_HUB_BACKLOG = 64 * 1024 * 1024 };

/* ---- in the master --------------------------------------------------------------------------- */

/*
 * Takes `inner` over (its events become the hub's own) and starts it. NULL when out of memory or
 * when it does not start: it is still the caller's then, with events that must be set again.
 */
rtws_hub_t *rtws_hub_create(rtws_loop_t *loop, rtws_broker_t *inner);

/*
 * A new process, which knows nothing yet, has the other end of fd. Workers are numbered by the
 * caller: of those who stand for an office the one with the lowest number has it. 0 and fd is the
 * hub's; or RTWS_E_NOMEM, RTWS_E_SYSTEM (fcntl()), RTWS_E_EXISTS (detach that one first).
 */
int rtws_hub_attach(rtws_hub_t *hub, unsigned worker, int fd);

/*
 * Its process has ended: what it has still sent is read, then its members leave and its offices
 * pass on. The end of the stream does the same; only the first of both counts.
 */
void rtws_hub_detach(rtws_hub_t *hub, unsigned worker);

/*
 * A process that does not read may let so many bytes wait. Beyond it is not told of publications,
 * changes of members and letters any more, until half of it is read; events.down and up tell it
 * so. Of answers none is lost: nothing further is read of a process over the bound.
 */
void rtws_hub_set_backlog(rtws_hub_t *hub, size_t bytes);

/*
 * What channels keep of what comes from outside (events.terms): the rules are the same in all
 * processes, so the master says. Without it nothing is kept.
 */
typedef rtws_history_terms_t (*rtws_hub_terms_fn)(void *app, rtws_text_t channel);
void rtws_hub_set_terms(rtws_hub_t *hub, rtws_hub_terms_fn terms, void *app);

/*
 * Ends the inner broker too. In a process just forked, disown instead: it closes the descriptors
 * that were inherited (else the workers would not notice that the master ends) and says nothing.
 */
void rtws_hub_destroy(rtws_hub_t *hub);
void rtws_hub_disown(rtws_hub_t *hub);

/* ---- in a worker ----------------------------------------------------------------------------- */

/*
 * fd is the broker's. NULL when out of memory; fd is still the caller's then. It is started once:
 * after stop() it is of no more use.
 *
 * When the master does not read, what asks for an answer gets RTWS_E_FULL beyond RTWS_HUB_BACKLOG
 * waiting bytes; what tells a state is kept. When the master has gone, events.down() says so once
 * and everything is answered with RTWS_E_BROKER. Letters then reach this process only; publications
 * nobody, since who is told of a failure may publish again, and the key that would tell is the
 * master's.
 */
rtws_broker_t *rtws_broker_hub_create(const rtws_broker_events_t *events, void *app, int fd);

/* The same bound for what waits here for the master. */
void rtws_broker_hub_set_backlog(rtws_broker_t *broker, size_t bytes);

#endif
