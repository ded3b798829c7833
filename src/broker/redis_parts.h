/*
 * The Redis broker from inside.
 *
 * It is up when commands can be sent, every subscription stands, and Redis has had a sign of life.
 * Otherwise it is an island: what is published is delivered here at once and waits for the others.
 */
#ifndef RTWS_BROKER_REDIS_PARTS_H
#define RTWS_BROKER_REDIS_PARTS_H

#include "broker/redis_broker.h"
#include "broker/redis_envelope.h"
#include "broker/redis_scripts.h"
#include "broker/waiters.h"
#include "util/map.h"
#include "util/table.h"

typedef struct rtws_broker_redis rtws_broker_redis_t;
typedef struct rtws_redis_consumer rtws_redis_consumer_t;

/* What a name that is subscribed to in Redis is subscribed for. */
enum {
	RTWS_WIRE_CHANNEL = 1, /* publications and members */
	RTWS_WIRE_USER = 2,    /* letters to a user */
	RTWS_WIRE_PROCESS = 4, /* letters to connections of a process of ours */
	RTWS_WIRE_ALL = 8,     /* questions to all servers */
	RTWS_WIRE_ANSWERS = 16,
	RTWS_WIRE_SERVER = 32, /* ws:server:{ID} */
	RTWS_WIRE_PATTERN = 64
};

/* The newest number that came from a publisher. */
typedef struct rtws_heard {
	uint64_t origin; /* hash of its name */
	uint64_t number;
} rtws_heard_t;

typedef struct rtws_wire rtws_wire_t;

/* A subscription in Redis. */
struct rtws_wire {
	rtws_broker_redis_t *broker;
	rtws_wire_t *next; /* pattern: the one that came after */
	rtws_redis_subscription_t kind;
	unsigned uses;   /* 0: nobody wants it any more, freed with the answer that is due */
	bool is_pending; /* an answer is due */
	bool stands;     /* confirmed */
	rtws_waiter_t *waiters;
	rtws_heard_t *heard; /* owned, of a channel */
	uint32_t heard_count;
	uint32_t heard_next; /* the one to replace */
	size_t len;
	size_t raw_len;
	char name[]; /* with prefix; a pattern: escaped, and behind it as it was given */
};

typedef struct rtws_sent rtws_sent_t;

/* A publication of this server that Redis has not confirmed, or that has not come back. */
struct rtws_sent {
	rtws_sent_t *next; /* by number */
	rtws_sent_t *prev;
	rtws_broker_redis_t *broker;
	uint64_t number;
	rtws_publication_t *pub; /* a reference */
	rtws_history_terms_t terms;
	rtws_published_fn done; /* NULL: told, or nobody wants to know */
	void *arg;
	uint64_t due_ms;   /* waiting: for as long */
	bool is_on_way;    /* a command has been sent */
	bool is_confirmed; /* it was executed */
	bool is_delivered; /* here, or it is not to be */
	bool is_repeat;    /* it may have been executed before */
	uint32_t reached;
	uint32_t own; /* receivers that are ourselves */
	rtws_published_t result;
	size_t key_len;
	char key[];
};

typedef struct rtws_resident rtws_resident_t;

typedef struct rtws_room rtws_room_t;

typedef enum {
	RTWS_STORED_NO,
	RTWS_STORED_YES,
	RTWS_STORED_LOST, /* it was, until Redis lost its memory */
} rtws_stored_t;

/*
 * A member with connections here. What Redis is to know follows from `connections`, what it does
 * know is `stored`; commands are sent, one at a time for each member, until these agree.
 */
struct rtws_resident {
	rtws_room_t *room;
	rtws_resident_t *next_dirty; /* those whose turn it is */
	bool is_dirty;
	bool is_busy;      /* a command is on its way */
	bool is_joining;   /* which one */
	bool awaits_echo;  /* the change was published and has not come back */
	bool has_echo;     /* it came back before the answer */
	bool is_told;      /* here it counts as present */
	bool has_new_info; /* Redis has an older one */
	rtws_stored_t stored;
	uint32_t connections;
	uint32_t waiting;    /* of these, those whose join is not answered */
	uint64_t connection; /* who changed it last */
	uint64_t number;     /* of the newest command */
	rtws_waiter_t *waiters;
	char *info; /* owned */
	size_t info_len;
	size_t key_len;
	char key[];
};

/* A channel with such members. */
struct rtws_room {
	rtws_broker_redis_t *broker;
	rtws_map_t by_key;
	bool is_listed; /* cluster: among the channels of this server */
	size_t len;
	char name[];
};

typedef struct rtws_ask rtws_ask_t;

/* A question to other servers. */
struct rtws_ask {
	rtws_ask_t *next;
	rtws_broker_redis_t *broker;
	uint64_t number;
	rtws_reached_fn done; /* NULL: told */
	void *arg;
	uint64_t due_ms;
	uint64_t expected;
	uint64_t answers;
	uint64_t reached;
	bool is_final;  /* expected is known */
	bool is_here;   /* somebody here has still to answer */
	bool is_on_way; /* the command has no answer */
	bool ends_with_one;
};

/* Subscribers of a channel here. */
typedef struct rtws_tally {
	uint32_t count;
	size_t len;
	char name[];
} rtws_tally_t;

struct rtws_broker_redis {
	rtws_broker_t base;
	rtws_redis_broker_settings_t settings;
	rtws_redis_script_t scripts[RTWS_SCRIPT_COUNT];
	rtws_redis_t *redis; /* NULL: not started, or stopped */
	rtws_loop_t *loop;
	char *server_id;    /* owned */
	char *name;         /* owned: "<server id>-<boot>" */
	const char *prefix; /* of the settings */
	size_t prefix_len;
	bool is_cluster;
	bool is_silent;  /* no events any more */
	bool has_link;   /* commands can be sent */
	bool stands;     /* and subscriptions do */
	bool has_beaten; /* since the link came up */
	bool is_beating;
	bool is_up;
	bool is_told_down;
	bool has_parted;      /* Redis knows that we end */
	uint32_t own_pending; /* our own subscriptions, still to be confirmed */
	bool has_epoch;
	uint32_t epoch;      /* of Redis */
	uint32_t boot_epoch; /* of what is not kept */
	uint64_t numbers;
	uint64_t told_to;  /* what has a number up to this one is delivered here already */
	uint64_t time_us;  /* of our newest publication */
	int64_t listeners; /* of these, those that hear Redis now; -1: unknown */
	int64_t peers;     /* how many those were while we were up */
	uint64_t back_ms;  /* since when we hear it again */
	uint64_t complained_ms;
	uint64_t reaps_from_ms; /* not before: others may be on their way back */
	rtws_timer_t beat;
	rtws_timer_t tick; /* while there are questions */

	rtws_map_t wires;
	rtws_wire_t *patterns;
	rtws_sent_t *sent;
	rtws_sent_t *sent_last;
	rtws_table_t by_number;
	uint32_t waiting; /* of sent, those that are not on their way */
	rtws_map_t rooms;
	rtws_resident_t *dirty;
	rtws_resident_t *dirty_last;
	uint32_t busy; /* commands about members on their way */
	rtws_ask_t *asks;
	rtws_map_t tallies;
	bool takes_messages; /* we are the server that does */
	bool is_taking;
	uint32_t reaping;
	rtws_redis_consumer_t *consumers; /* of streams */
	uint32_t settling;                /* commands of theirs on their way */
};

/* ---- redis_broker.c -------------------------------------------------------------------------- */

/* Redis cannot be reached; returns at once when that is known. */
void rtws_rb_go_down(rtws_broker_redis_t *self, const char *why);
/* Up, if everything is there for it. */
void rtws_rb_go_up(rtws_broker_redis_t *self);
/* For a Redis that has none: that it has lost its memory must show. */
uint32_t rtws_rb_new_epoch(void);
/* For scripts: that of the cluster, or such a one. */
uint32_t rtws_rb_epoch(const rtws_broker_redis_t *self);
/* A line for the log, one in ten seconds. */
void rtws_rb_complain(rtws_broker_redis_t *self, const char *what, const char *why);
/* Was a command executed? Else the reason is logged, and a link that broke makes us go down. */
bool rtws_rb_is_done(rtws_broker_redis_t *self, const char *what,
					 const rtws_redis_result_t *result);

/* ---- redis_call.c ---------------------------------------------------------------------------- */

enum { RTWS_CALL_MAX = 20 };

/* A command that is being put together. */
typedef struct rtws_call {
	rtws_broker_redis_t *broker;
	rtws_buffer_t made; /* what is not there as a text */
	rtws_text_t argv[RTWS_CALL_MAX];
	bool is_made[RTWS_CALL_MAX]; /* argv is an offset in `made` */
	int argc;
	bool failed;
} rtws_call_t;

void rtws_call_begin(rtws_call_t *call, rtws_broker_redis_t *self);
/* Borrowed until it is sent. */
void rtws_call_text(rtws_call_t *call, const char *at, size_t len);
void rtws_call_word(rtws_call_t *call, const char *word);
void rtws_call_number(rtws_call_t *call, uint64_t number);
void rtws_call_signed(rtws_call_t *call, int64_t number);
/* With prefix: a name as it is. */
void rtws_call_name(rtws_call_t *call, const char *name, rtws_text_t rest);
/* With prefix: a key that belongs to a channel, and in a cluster to its slot; between may be NULL.
 */
void rtws_call_key(rtws_call_t *call, const char *name, const char *between, rtws_text_t channel);
/* The same with another text behind: the length of the channel's name tells them apart. */
void rtws_call_key_and(rtws_call_t *call, const char *name, rtws_text_t channel, rtws_text_t rest);
/* The three keys of a channel's position, and of its history. */
void rtws_call_history(rtws_call_t *call, rtws_text_t channel);
/* The first key as it stands: valid until the next argument. */
rtws_text_t rtws_call_first(const rtws_call_t *call);
/* It is not sent. */
void rtws_call_drop(rtws_call_t *call);
/* PUBLISH or SPUBLISH, and the channel with prefix. */
void rtws_call_publish(rtws_call_t *call, rtws_text_t channel);
/* Send it, and free what was made. */
void rtws_call_script(rtws_call_t *call, rtws_script_t script, int key_count,
					  rtws_redis_done_fn done, void *arg);
void rtws_call_command(rtws_call_t *call, int route, rtws_redis_done_fn done, void *arg);
void rtws_call_apart(rtws_call_t *call, uint32_t timeout_ms, rtws_redis_done_fn done, void *arg);

/* PUBLISH of an envelope to a name of our own. 0, or RTWS_E_NOMEM and done is not called. */
int rtws_call_envelope(rtws_broker_redis_t *self, const char *name, rtws_text_t rest,
					   const rtws_envelope_t *envelope, rtws_redis_done_fn done, void *arg);

/* ---- redis_watch.c --------------------------------------------------------------------------- */

/* NULL: nobody wants that use of the name. */
rtws_wire_t *rtws_wire_find(const rtws_broker_redis_t *self, unsigned use, const char *kind,
							rtws_text_t rest);
/* Subscribes to what is watched already, and to what is our own. 0 or RTWS_E_NOMEM. */
int rtws_rb_watch_own(rtws_broker_redis_t *self);
void rtws_rb_watch(rtws_broker_t *broker, rtws_subject_t subject, rtws_done_fn done, void *arg);
void rtws_rb_unwatch(rtws_broker_t *broker, rtws_subject_t subject);
/* All confirmations are void. */
void rtws_rb_wires_lost(rtws_broker_redis_t *self);
/* All stand again. */
void rtws_rb_wires_resumed(rtws_broker_redis_t *self);
void rtws_rb_wires_clear(rtws_broker_redis_t *self);

/* ---- redis_messages.c ------------------------------------------------------------------------ */

void rtws_rb_on_message(void *app, const rtws_redis_message_t *message);
bool rtws_rb_is_ours(const rtws_broker_redis_t *self, const rtws_envelope_t *envelope);
/* Of those that are delivered here as soon as Redis is away. */
bool rtws_rb_is_own_publication(const rtws_broker_redis_t *self, const rtws_envelope_t *envelope);
/* By how many subscriptions does a publication to the channel come back here? */
uint32_t rtws_rb_echoes(const rtws_broker_redis_t *self, rtws_text_t channel);
bool rtws_rb_watches(const rtws_broker_redis_t *self, unsigned use, const char *name,
					 rtws_text_t rest);

/* ---- redis_publish.c ------------------------------------------------------------------------- */

void rtws_rb_publish(rtws_broker_t *broker, rtws_publication_t *pub, rtws_history_terms_t terms,
					 rtws_text_t key, rtws_published_fn done, void *arg);
/* One of our own comes back. */
void rtws_rb_publish_echo(rtws_broker_redis_t *self, rtws_text_t channel,
						  const rtws_envelope_t *envelope);
/* One of another server, or of nobody we know. */
void rtws_rb_publish_foreign(rtws_broker_redis_t *self, rtws_text_t channel,
							 const rtws_envelope_t *envelope);
/* What has not come back is delivered here. */
void rtws_rb_publish_island(rtws_broker_redis_t *self);
/* What will not come back any more is not waited for. */
void rtws_rb_publish_unwatched(rtws_broker_redis_t *self);
/* Sends what waits. */
void rtws_rb_publish_waiting(rtws_broker_redis_t *self);
/* Answers whoever waits. */
void rtws_rb_publish_clear(rtws_broker_redis_t *self);
/* Of a publication that is kept nowhere. */
void rtws_rb_stamp(rtws_broker_redis_t *self, rtws_publication_t *pub);

/* ---- redis_step.c ---------------------------------------------------------------------------- */

void rtws_rb_step(rtws_broker_t *broker, const rtws_step_t *step, rtws_publication_t *pub,
				  rtws_history_terms_t terms, rtws_published_fn done, void *arg);

/* ---- redis_history.c ------------------------------------------------------------------------- */

void rtws_rb_history(rtws_broker_t *broker, const rtws_history_query_t *query, rtws_history_fn done,
					 void *arg);
void rtws_rb_members(rtws_broker_t *broker, rtws_text_t channel, uint64_t after, uint32_t limit,
					 rtws_members_fn done, void *arg);

/* ---- redis_residents.c ----------------------------------------------------------------------- */

typedef void (*rtws_visit_fn)(rtws_resident_t *resident, bool flag);

/* NULL: it has no connections here. */
rtws_resident_t *rtws_resident_find(rtws_broker_redis_t *self, rtws_text_t channel,
									rtws_text_t key);
/* Found or made; NULL when out of memory. */
rtws_resident_t *rtws_resident_get(rtws_broker_redis_t *self, rtws_text_t channel, rtws_text_t key);
/* Frees it if nothing is left of it. */
void rtws_resident_release(rtws_resident_t *resident);
/* Is in Redis what is to be there? */
bool rtws_resident_agrees(const rtws_resident_t *resident);
/* Its turn is to come. */
void rtws_resident_make_dirty(rtws_resident_t *resident);
/* 0 or RTWS_E_NOMEM, both. */
int rtws_resident_set_info(rtws_resident_t *resident, rtws_text_t info);
int rtws_resident_wait(rtws_resident_t *resident, rtws_done_fn done, void *arg);
/* Who waits for it. */
void rtws_resident_answer(rtws_resident_t *resident, int error);
/* Its change, unless it is known here. */
void rtws_resident_tell(rtws_resident_t *resident, bool joined, rtws_text_t info);
void rtws_rb_tell_change(rtws_broker_redis_t *self, const rtws_member_change_t *change);
/* Every one once; visit() may not take any away. */
void rtws_residents_each(rtws_broker_redis_t *self, rtws_visit_fn visit, bool flag);
rtws_text_t rtws_resident_channel(const rtws_resident_t *resident);
rtws_text_t rtws_resident_key(const rtws_resident_t *resident);
rtws_text_t rtws_resident_info(const rtws_resident_t *resident);
/* Answers whoever waits. */
void rtws_rb_presence_clear(rtws_broker_redis_t *self);

/* ---- redis_presence.c ------------------------------------------------------------------------ */

void rtws_rb_join(rtws_broker_t *broker, rtws_text_t channel, const rtws_member_t *member,
				  uint64_t connection, rtws_joined_fn done, void *arg);
void rtws_rb_leave(rtws_broker_t *broker, rtws_text_t channel, rtws_text_t key,
				   uint64_t connection);
/* A change comes by a channel. */
void rtws_rb_presence_heard(rtws_broker_redis_t *self, rtws_text_t channel,
							const rtws_envelope_t *envelope);
/* What is on its way is told here. */
void rtws_rb_presence_island(rtws_broker_redis_t *self);
/* The same for a channel that changes do not come back by any more. */
void rtws_rb_presence_unwatched(rtws_broker_redis_t *self, rtws_text_t channel);
/* Tells Redis of everybody here again; it has lost its memory, or may have. */
void rtws_rb_presence_restore(rtws_broker_redis_t *self, bool is_lost);
/* Sends what is due. */
void rtws_rb_presence_pump(rtws_broker_redis_t *self);
/* Everybody here leaves. */
void rtws_rb_presence_leave_all(rtws_broker_redis_t *self);

/* ---- redis_lease.c --------------------------------------------------------------------------- */

/* From one sign of life to the next. */
uint32_t rtws_rb_beat_ms(const rtws_broker_redis_t *self);
/* After which a server is dead. */
uint32_t rtws_rb_silence_ms(const rtws_broker_redis_t *self);
void rtws_rb_beat(rtws_broker_redis_t *self);
void rtws_rb_farewell(rtws_broker_redis_t *self, rtws_redis_done_fn done);

/* ---- redis_letters.c ------------------------------------------------------------------------- */

void rtws_rb_send(rtws_broker_t *broker, const rtws_letter_t *letter, rtws_reached_fn done,
				  void *arg);
void rtws_rb_subscribers(rtws_broker_t *broker, rtws_text_t channel, uint32_t count);
void rtws_rb_count(rtws_broker_t *broker, rtws_text_t channel, rtws_reached_fn done, void *arg);
/* A question of a server, or an answer to one of ours. */
void rtws_rb_letters_heard(rtws_broker_redis_t *self, const rtws_envelope_t *envelope);
void rtws_rb_letters_tick(rtws_timer_t *timer);
void rtws_rb_letters_clear(rtws_broker_redis_t *self);

/* ---- redis_streams.c, redis_consumers.c ------------------------------------------------------ */

extern const rtws_stream_ops_t rtws_redis_stream_ops;

/* Is it a message that wakes consumers? */
bool rtws_rb_streams_woken(rtws_broker_redis_t *self, rtws_text_t channel);
/* Redis is there again: who knows what is in it. */
void rtws_rb_streams_up(rtws_broker_redis_t *self);
/* Nothing is in hand any more. */
void rtws_rb_streams_clear(rtws_broker_redis_t *self);

/* ---- redis_outside.c ------------------------------------------------------------------------- */

/* Somebody has published to ws:server:{ID}. */
void rtws_rb_outside_letter(rtws_broker_redis_t *self, rtws_text_t payload);
/* Takes what is in ws:messages, as long as that is ours to do. */
void rtws_rb_outside_take(rtws_broker_redis_t *self);

#endif
