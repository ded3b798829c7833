/*
 * Channels of this process: who subscribes to what, and the way of a publication to them. What
 * outlives a connection - histories, members - is the broker's.
 *
 * A channel exists while somebody subscribes to it. Fan-out calls neither user code nor the socket;
 * a subscriber may end during it (a full queue), which the walk takes.
 */
#ifndef RTWS_CORE_CHANNEL_H
#define RTWS_CORE_CHANNEL_H

#include "core/fanout.h"
#include "core/rules.h"
#include "core/strings.h"
#include "core/watch.h"

typedef struct rtws_channels rtws_channels_t;
typedef struct rtws_channel rtws_channel_t;
typedef struct rtws_subscriber rtws_subscriber_t;
typedef struct rtws_subscription rtws_subscription_t;
typedef struct rtws_listener rtws_listener_t;
typedef struct rtws_joining rtws_joining_t;

/* What kind of subscriber it is. Errors as rtws_peer_send(); 0: queued. */
typedef struct rtws_subscriber_ops {
	int (*send)(rtws_subscriber_t *subscriber, rtws_fanout_t *fanout);
} rtws_subscriber_ops_t;

/* Embedded in whoever can subscribe. */
struct rtws_subscriber {
	const rtws_subscriber_ops_t *ops;
	rtws_subscription_t *first;
	uint64_t id; /* for `except`; not 0 */
	uint32_t count;
};

struct rtws_subscription {
	rtws_channel_t *channel;
	rtws_subscriber_t *subscriber;
	rtws_subscription_t *next; /* of the subscriber */
	rtws_subscription_t **prev;
	uint32_t index; /* in the channel's list */
	bool is_subscribed;
	bool is_member;
	const void *recovery;   /* whose answer is awaited: what is published meanwhile is held */
	rtws_position_t resume; /* of the history it began with: what comes after this goes out */
	bool wants_delta;
	rtws_position_t base; /* delta: the publication that it has; an offset of 0: none */
	uint32_t held_count;
	rtws_publication_t **held; /* owned, each a reference */
	rtws_joining_t *joining;   /* the broker has not been told yet that it is a member */
	char *member_key;          /* owned */
	size_t member_key_len;
	rtws_strings_t events; /* what a client may publish here unasked */
};

struct rtws_channel {
	rtws_channels_t *channels;
	rtws_subscription_t **subscriptions; /* in no order; NULL: left during a walk */
	uint32_t count;
	uint32_t size;
	uint32_t live;            /* without the NULLs */
	uint32_t walking;         /* walks under way */
	rtws_publication_t *last; /* where the rules say delta; a reference */
	rtws_position_t position; /* of what its subscribers got last; 0: not known */
	rtws_watch_t *watch;
	uint32_t reported;            /* the count that the broker knows */
	rtws_channel_t *next_changed; /* list of those whose count it does not know yet */
	rtws_channel_t **prev_changed;
	uint16_t name_len;
	char name[];
};

typedef enum { RTWS_LISTEN_PUBLICATIONS, RTWS_LISTEN_JOINS, RTWS_LISTEN_LEAVES } rtws_listen_t;

/*
 * Server-side: told of every publication, or change of members, whose channel matches. Of several
 * processes of one server that listen alike one is told, by an office; or each.
 */
struct rtws_listener {
	rtws_listener_t *next;
	void *context; /* the owner's */
	rtws_listen_t what;
	bool is_pattern;    /* '*' stands for any bytes; of publications only */
	bool is_everywhere; /* each process is told */
	bool is_elected;    /* this process is told */
	bool is_cancelled;
	rtws_watch_t *watch; /* NULL while the broker does not run */
	char *office;        /* owned */
	size_t len;
	char name[];
};

typedef struct rtws_channels_events {
	/* Both may come at any time; neither may run user code. */
	void (*published)(void *app, rtws_listener_t *listener, rtws_publication_t *pub);
	void (*presence)(void *app, rtws_listener_t *listener, const rtws_member_change_t *change);
	void (*letter)(void *app, const rtws_letter_t *letter, rtws_reached_fn done, void *arg);
	/* The world behind the broker: NULL when it is there again. */
	void (*away)(void *app, const char *why);
} rtws_channels_events_t;

/* Changes of presence that are told together, later (presence_batch.c). */
typedef struct rtws_gatherings {
	rtws_map_t by_channel;
	rtws_loop_t *loop; /* NULL: it does not run, everything is told at once */
	rtws_timer_t timer;
} rtws_gatherings_t;

/* A member whose connection has gone; the broker is told at the end of the pass. */
typedef struct rtws_departure rtws_departure_t;

struct rtws_channels {
	rtws_broker_t *broker;
	rtws_rulebook_t rulebook;
	rtws_map_t by_name;
	rtws_watches_t watches;
	rtws_channel_t *changed;
	rtws_listener_t *listeners;
	rtws_departure_t *departures;
	rtws_gatherings_t gatherings;
	rtws_departure_t **departures_end;
	const rtws_channels_events_t *events;
	void *app;
	bool is_started;
	bool is_away; /* what lies behind the broker */
	bool is_told; /* whether it is there has been said */
	uint64_t published;
	uint64_t delivered;
};

/* With the memory broker. 0 or RTWS_E_NOMEM. */
int rtws_channels_init(rtws_channels_t *channels, const rtws_channels_events_t *events, void *app);
/* What a broker of these channels tells, and to whom. */
extern const rtws_broker_events_t rtws_channels_broker_events;
/* Takes over another broker, while it does not run; the one it had is destroyed, or returned. */
void rtws_channels_use(rtws_channels_t *channels, rtws_broker_t *broker);
rtws_broker_t *rtws_channels_exchange(rtws_channels_t *channels, rtws_broker_t *broker);
/* On this loop, until it is stopped. 0, or an error of the broker's. */
int rtws_channels_start(rtws_channels_t *channels, rtws_loop_t *loop);
void rtws_channels_stop(rtws_channels_t *channels);

/* All subscribers have gone. */
void rtws_channels_clear(rtws_channels_t *channels);

/* Once per turn: tells the broker who has gone, and how many are there. */
void rtws_channels_flush(rtws_channels_t *channels);

/* NULL: nobody subscribes to it. */
rtws_channel_t *rtws_channels_find(const rtws_channels_t *channels, rtws_text_t name);

static inline rtws_text_t rtws_channel_name(const rtws_channel_t *channel)
{
	return (rtws_text_t){ channel->name, channel->name_len };
}

/* How many connections subscribe to it, in all processes. done may be called before it returns. */
void rtws_channels_count(rtws_channels_t *channels, rtws_text_t name, rtws_reached_fn done,
						 void *arg);

/* ---- publishing ------------------------------------------------------------------------------ */

typedef struct rtws_publish {
	rtws_text_t channel; /* valid as a name */
	rtws_text_t event;
	rtws_data_kind_t kind;
	rtws_text_t data;
	rtws_text_t key;
	uint64_t except;
} rtws_publish_t;

/* done may be called before it returns. */
void rtws_channels_publish(rtws_channels_t *channels, const rtws_publish_t *what,
						   rtws_published_fn done, void *arg);

/* Adds to a counter and publishes its new value, as one: broker.h. */
void rtws_channels_step(rtws_channels_t *channels, rtws_text_t channel, const rtws_step_t *step,
						rtws_published_fn done, void *arg);

/* ---- subscribing ----------------------------------------------------------------------------- */

/* NULL: it does not. */
rtws_subscription_t *rtws_subscription_find(const rtws_subscriber_t *subscriber, rtws_text_t name);

/*
 * Found or made, without being subscribed or a member yet: whoever calls sets that, or
 * rtws_subscription_release() takes it away again. NULL when out of memory.
 */
rtws_subscription_t *rtws_subscription_get(rtws_channels_t *channels, rtws_subscriber_t *subscriber,
										   rtws_text_t name);

/* Ends it unless somebody subscribed or joined through it. */
void rtws_subscription_release(rtws_subscription_t *subscription);

/* It has gone: out of all channels. */
void rtws_subscriber_leave_all(rtws_subscriber_t *subscriber);

/* From now on what is published is held, until rtws_subscription_resume() by the same. */
void rtws_subscription_hold(rtws_subscription_t *subscription, const void *recovery);

/* Holds one. Bounded: what is over the bound is lost to who waits so long for a history. */
void rtws_subscription_keep(rtws_subscription_t *subscription, rtws_publication_t *pub);

/* Sends what was held and comes after `resume`, and goes on. */
void rtws_subscription_resume(rtws_subscription_t *subscription);

/*
 * Is it in a history that goes to this position? A broker may bring it after that: what it answers
 * and what it delivers come by different ways.
 */
static inline bool rtws_is_in_history(const rtws_publication_t *pub, rtws_position_t to)
{
	return pub->is_kept && pub->position.epoch == to.epoch && pub->position.offset <= to.offset;
}

/* Sends one publication to one subscriber. As rtws_peer_send(). */
int rtws_subscriber_send(rtws_subscriber_t *subscriber, const rtws_publication_t *pub);

/* ---- listeners.c ---- ---------------------------------------------------------------------------
 */

/* NULL when out of memory. */
rtws_listener_t *rtws_channels_listen(rtws_channels_t *channels, rtws_listen_t what,
									  rtws_text_t name, bool is_everywhere, void *context);

/* Frees it. Not from within events.published and events.presence. */
void rtws_channels_unlisten(rtws_channels_t *channels, rtws_listener_t *listener);

/* The broker runs: watches for them, and stands for their offices. */
void rtws_listeners_start(rtws_channels_t *channels);
void rtws_listeners_stop(rtws_channels_t *channels);

/* The broker's event. */
void rtws_listeners_elected(rtws_channels_t *channels, rtws_text_t office, bool is_elected);
void rtws_listeners_published(rtws_channels_t *channels, rtws_publication_t *pub);
void rtws_listeners_presence(rtws_channels_t *channels, const rtws_member_change_t *change);

/* The broker's event: to subscribers and listeners. Returns how many subscribers got it. */
uint32_t rtws_channels_deliver(void *channels, rtws_publication_t *pub);

/* ---- gaps.c ---------------------------------------------------------------------------------- */

/* Publications may have been missed: sends them, or tells every subscriber. */
void rtws_channels_mend_gaps(rtws_channels_t *channels);
/* Is there a history, and a position in it up to which everything was delivered? */
bool rtws_channel_is_mendable(const rtws_channel_t *channel);

/* ---- presence.c ------------------------------------------------------------------------------ */

/*
 * Makes the subscriber one of a member's connections. 0, and done() is called now or later;
 * RTWS_E_EXISTS when it is already, as another member; RTWS_E_NOMEM. After an error that is given
 * to done(), rtws_presence_undo() is to be called, unless it is RTWS_E_CLOSED: it has left since.
 */
int rtws_presence_join(rtws_channels_t *channels, rtws_subscriber_t *subscriber,
					   rtws_text_t channel, const rtws_member_t *member, rtws_joined_fn done,
					   void *arg);
void rtws_presence_undo(rtws_subscriber_t *subscriber, rtws_text_t channel);

/* False when it was no member. */
bool rtws_presence_leave(rtws_subscriber_t *subscriber, rtws_text_t channel);

/* The broker is told later that this member's connection has gone. Frees its key. */
void rtws_presence_depart(rtws_subscription_t *subscription);

/* Tells the broker of the departures. */
void rtws_presence_flush(rtws_channels_t *channels);

/* The broker's event: tells members, and who listens. */
void rtws_presence_changed(rtws_channels_t *channels, const rtws_member_change_t *change);

/* Tells the members of a channel, but for one. */
void rtws_presence_tell(rtws_channels_t *channels, rtws_text_t channel, rtws_news_fn put,
						const void *news, uint64_t except);

/* ---- presence_batch.c ------------------------------------------------------------------------ */

/* Keeps the change, to be told with others. False: tell it at once. */
bool rtws_presence_gather(rtws_channels_t *channels, const rtws_member_change_t *change);
void rtws_presence_gather_start(rtws_channels_t *channels, rtws_loop_t *loop);
/* Tells what is there. */
void rtws_presence_gather_stop(rtws_channels_t *channels);

/* ---- channel.c ------------------------------------------------------------------------------- */

/* The broker says where it is: from there on something may be missed. */
static inline void rtws_channel_is_at(rtws_channel_t *channel, rtws_position_t position)
{
	if (channel->position.offset == 0) {
		channel->position = position;
	}
}

/* It stays, and nobody in its list moves, until it is let go. */
void rtws_channel_hold(rtws_channel_t *channel);
void rtws_channel_let_go(rtws_channel_t *channel);

/* Tells the broker of counts that have changed. */
void rtws_channels_report(rtws_channels_t *channels);

/* Calls visit() for each subscription of a channel, which it may end; returns the sum. */
uint32_t rtws_channel_walk(rtws_channel_t *channel,
						   uint32_t (*visit)(rtws_subscription_t *subscription, void *arg),
						   void *arg);

#endif
