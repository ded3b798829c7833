/*
 * Guests: event loops written in PHP, Revolt's driver and React's loop, that live on the native
 * loop. The native loop stays the one that waits; a guest says what it wants to hear of, and does
 * what is due in short passes.
 *
 * While run() turns its loop, each guest's watchers are on that loop, and run() gives the passes.
 * Otherwise a guest has a loop of its own, made when it first waits, and turns it itself.
 */
#ifndef RTWS_PHP_GUESTS_H
#define RTWS_PHP_GUESTS_H

#include "loop/loop.h"
#include "php/callback.h"

#include <signal.h>
#include <sys/types.h>

typedef struct rtws_guest rtws_guest_t;
typedef struct rtws_guest_watch rtws_guest_watch_t;

struct rtws_guest {
	rtws_guest_t *next;
	rtws_guest_t **prev;
	rtws_loop_t *loop; /* where its watchers are; NULL: nowhere */
	rtws_loop_t *own;  /* for when no server runs; NULL: not made yet */
	pid_t owner;       /* of its own loop: a child makes another */
	rtws_timer_t alarm;
	HashTable watches;         /* by descriptor */
	rtws_guest_watch_t *ready; /* those with events not taken yet */
	rtws_guest_watch_t **ready_end;
	bool wants[NSIG];
	rtws_signal_t *caught[NSIG];
	bool fired[NSIG];
	bool has_fired;
	rtws_callback_t pass;
	bool on_fiber;
	bool is_due;
	struct rtws_job *posted;  /* the pass that waits for its Fiber */
	struct rtws_job *passing; /* the one that has begun last, until it ends */
	zend_object *object;
};

/* The object that the guest is part of is not counted. */
void rtws_guest_init(rtws_guest_t *guest, zend_object *object);
void rtws_guest_clear(rtws_guest_t *guest);

/* Exchanges the events of a descriptor; 0 ends it. */
void rtws_guest_watch(rtws_guest_t *guest, int fd, unsigned events);
/* False when the signal cannot be had; errno says why. */
bool rtws_guest_signal(rtws_guest_t *guest, int signo, bool catch);
/* Seconds until the next pass of its own accord; negative: none. */
void rtws_guest_rest(rtws_guest_t *guest, double seconds);
/* One turn of its own loop. False when there is none; errno says why. */
bool rtws_guest_turn(rtws_guest_t *guest, double seconds);
/* What has happened, into an array. */
void rtws_guest_take(rtws_guest_t *guest, zval *out);

/* A server's loop takes all guests, those that come later too; it gives them back. */
void rtws_guests_move_to(rtws_loop_t *host);
void rtws_guests_move_out(void);
bool rtws_guests_are_hosted(void);

/* The passes of those that are called in {main}, while they are hosted. False when an exception is
 * pending: exit(). */
bool rtws_guests_pass(void);
/* The loop must not wait. */
bool rtws_guests_are_due(void);

/* The loops that are left go without their guests, whose objects may outlive them. */
void rtws_guests_rshutdown(void);

#endif
