/*
 * Redis: what the rest of rtws needs of Redis servers: commands, scripts and subscriptions, over
 * links that are kept up by themselves, to one server, a cluster, or what Sentinels call the
 * master.
 *
 * A client belongs to one loop and one process: it is created after any fork(). Nothing here
 * blocks; names are looked up by a thread. Every call may be made from within every callback,
 * destroying included. Texts and replies handed up are valid for the call only.
 */
#ifndef RTWS_REDIS_REDIS_H
#define RTWS_REDIS_REDIS_H

#include "loop/loop.h"
#include "util/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* NULL, or a sentence that says why this build has no Redis, and what to install. Static. */
const char *rtws_redis_missing(void);

/* ---- settings (dsn.c) ------------------------------------------------------------------------ */

typedef struct rtws_redis_node {
	char *host; /* owned; a path when is_unix */
	uint16_t port;
	bool is_unix;
} rtws_redis_node_t;

typedef enum { RTWS_REDIS_SINGLE, RTWS_REDIS_CLUSTER, RTWS_REDIS_SENTINEL } rtws_redis_kind_t;

/* Texts are owned, and NULL when not set. */
typedef struct rtws_redis_settings {
	rtws_redis_kind_t kind;
	rtws_redis_node_t *nodes; /* the server; nodes of the cluster to begin with; the Sentinels */
	size_t node_count;
	char *master; /* what the Sentinels call it */
	char *user;
	char *password;
	char *sentinel_user; /* of the Sentinels themselves */
	char *sentinel_password;
	char *prefix; /* not applied here: commands are sent as they are */
	char *name;   /* told to the server (CLIENT SETNAME) */
	uint32_t database;
	bool tls;
	char *tls_ca; /* file; NULL: what the system trusts */
	char *tls_cert;
	char *tls_key;
	bool tls_insecure;           /* any certificate will do */
	uint32_t connect_timeout_ms; /* from the name to the last step of the greeting */
	uint32_t command_timeout_ms; /* an answer; 0: none. Its end is the end of the link */
	uint32_t ping_ms;            /* idle as long, the link is tried with a PING; 0: never */
	uint32_t retry_min_ms;       /* bounds of the pause before connecting again */
	uint32_t retry_max_ms;
	uint32_t wait_ms;   /* how long commands wait for a link that is down; 0: they fail at once */
	size_t queue_bytes; /* commands that a link has not sent yet, at most */
} rtws_redis_settings_t;

enum { RTWS_REDIS_ERROR_MAX = 512 };

/* Defaults and no node; rtws_redis_settings_clear() frees what it has come to own. */
void rtws_redis_settings_init(rtws_redis_settings_t *settings);
void rtws_redis_settings_clear(rtws_redis_settings_t *settings);
/* Into what is not initialised. RTWS_E_NOMEM leaves it with defaults. */
int rtws_redis_settings_copy(rtws_redis_settings_t *out, const rtws_redis_settings_t *settings);

/*
 * Reads one of these into settings that are initialised:
 *   redis://[[user]:password@]host[:port][,host[:port]...][/database][?name=value&...]
 *   rediss://...           the same over TLS
 *   unix:///path[?db=0&...]
 *   redis+sentinel://[[user]:password@]host[:port][,...]/master[/database][?...]
 *   rediss+sentinel://...  the same; the Sentinels are asked over TLS as well
 * Several hosts without +sentinel are a cluster; ?cluster=1 makes one of a single host. Values
 * after ? are those of rtws_redis_settings_set(), with `db` for `database`. 0; RTWS_E_NOMEM; or
 * RTWS_E_INVALID with a sentence in error, which never has the password in it.
 */
int rtws_redis_settings_parse(rtws_redis_settings_t *settings, rtws_text_t dsn,
							  char error[RTWS_REDIS_ERROR_MAX]);

/*
 * One setting by its name, as text: cluster, sentinel (the master's name), user, password,
 * sentinel_user, sentinel_password, database, prefix, name, tls, ca, cert, key, insecure,
 * connect_timeout, command_timeout, ping, retry_min, retry_max, wait (seconds, "1.5"). Results as
 * above.
 */
int rtws_redis_settings_set(rtws_redis_settings_t *settings, rtws_text_t name, rtws_text_t value,
							char error[RTWS_REDIS_ERROR_MAX]);

/* Do they fit together, and can the files of TLS be used? The same results. To be called when all
 * is set. */
int rtws_redis_settings_check(const rtws_redis_settings_t *settings,
							  char error[RTWS_REDIS_ERROR_MAX]);

/* ---- replies (reply.c) ----------------------------------------------------------------------- */

/* Of RESP2, which every server speaks. */
typedef enum {
	RTWS_REDIS_NIL,
	RTWS_REDIS_INTEGER,
	RTWS_REDIS_STRING,
	RTWS_REDIS_STATUS, /* "OK" */
	RTWS_REDIS_ERROR,  /* "WRONGTYPE Operation against ..." */
	RTWS_REDIS_ARRAY
} rtws_redis_type_t;

typedef struct rtws_redis_reply rtws_redis_reply_t;

struct rtws_redis_reply {
	rtws_redis_type_t type;
	int64_t integer;
	rtws_text_t text; /* of strings, statuses and errors; followed by a NUL */
	size_t count;
	rtws_redis_reply_t *items;
};

/* Does an error begin with this code ("NOSCRIPT")? */
bool rtws_redis_is_error(const rtws_redis_reply_t *reply, const char *code);
/* Is it a status or string of these bytes? */
bool rtws_redis_is_text(const rtws_redis_reply_t *reply, const char *text);
/* An item of an array; a nil for what is not there, so that steps can follow each other. */
const rtws_redis_reply_t *rtws_redis_item(const rtws_redis_reply_t *reply, size_t index);
/* In a done(): takes what is in an answer, to be kept; it is to be cleared. */
void rtws_redis_reply_take(const rtws_redis_reply_t *reply, rtws_redis_reply_t *out);
void rtws_redis_reply_clear(rtws_redis_reply_t *reply);
/* An integer, or a string that is one? */
bool rtws_redis_read_integer(const rtws_redis_reply_t *reply, int64_t *out);
/* The same; else `otherwise`. */
int64_t rtws_redis_integer(const rtws_redis_reply_t *reply, int64_t otherwise);

/* ---- clients (client.c) ---------------------------------------------------------------------- */

typedef struct rtws_redis rtws_redis_t;

typedef struct rtws_redis_server {
	char version[32]; /* "7.0.15"; empty when the server does not tell */
	bool is_cluster;  /* it is part of one */
	bool is_master;
	uint32_t times; /* 1 for the first time up, 2 for the next... */
} rtws_redis_server_t;

typedef struct rtws_redis_message {
	rtws_text_t channel;
	rtws_text_t pattern; /* which it came by; at NULL: none */
	rtws_text_t payload;
} rtws_redis_message_t;

/* Any may be NULL. */
typedef struct rtws_redis_events {
	/*
	 * Commands can be sent: connected, authenticated, database selected, not loading; a cluster:
	 * its slots are known and no link to one of its nodes is broken. At every reconnect again.
	 */
	void (*up)(void *app, const rtws_redis_server_t *server);
	/*
	 * Not any more, or not yet: an attempt has failed. The reason is a sentence that names the
	 * server. Attempts go on for ever.
	 */
	void (*down)(void *app, const char *reason);
	void (*message)(void *app, const rtws_redis_message_t *message);
	/*
	 * Subscriptions have been lost with their link, and with them what is published from now on;
	 * and: every one that is wanted stands again.
	 */
	void (*lost)(void *app, const char *reason);
	void (*resumed)(void *app);
} rtws_redis_events_t;

/*
 * Connects, and goes on trying. Takes the settings over, and clears those it was given. NULL: out
 * of memory, rtws_redis_missing(), or TLS files that cannot be used, with a sentence in error.
 */
rtws_redis_t *rtws_redis_create(rtws_redis_settings_t *settings, rtws_loop_t *loop,
								const rtws_redis_events_t *events, void *app,
								char error[RTWS_REDIS_ERROR_MAX]);

/* Closes the links. Whatever has no answer yet is told so (RTWS_REDIS_LOST, RTWS_REDIS_UNSENT). */
void rtws_redis_destroy(rtws_redis_t *redis);

bool rtws_redis_is_up(const rtws_redis_t *redis);

/* ---- commands -------------------------------------------------------------------------------- */

typedef enum {
	RTWS_REDIS_ANSWERED, /* also when the answer is an error */
	RTWS_REDIS_UNSENT,   /* no link, or a full queue: it has certainly not been executed */
	RTWS_REDIS_LOST,     /* the link broke: it may or may not have been executed */
	RTWS_REDIS_LATE      /* no answer in time; the same */
} rtws_redis_outcome_t;

typedef struct rtws_redis_result {
	rtws_redis_outcome_t outcome;
	const rtws_redis_reply_t *reply; /* NULL unless answered */
	const char *reason;              /* a sentence unless answered */
} rtws_redis_result_t;

/* Called exactly once for each call, also before that returns. NULL: nobody wants to know. */
typedef void (*rtws_redis_done_fn)(void *arg, const rtws_redis_result_t *result);

typedef struct rtws_redis_args {
	int argc;
	const rtws_text_t *argv;
} rtws_redis_args_t;

/*
 * Sends a command behind those sent before: answers keep their order, those of one node. The key
 * chooses the node of a cluster; at NULL: any. Bytes are copied.
 */
void rtws_redis_command(rtws_redis_t *redis, rtws_text_t route_key, int argc,
						const rtws_text_t *argv, rtws_redis_done_fn done, void *arg);

/*
 * Several, without any other in between, on one link: MULTI ... EXEC. The answer is an array of
 * theirs, and comes with the last. In a cluster all keys belong to the slot of route_key.
 * Redirected as a whole when the first is MULTI, else not.
 */
void rtws_redis_batch(rtws_redis_t *redis, rtws_text_t route_key, size_t count,
					  const rtws_redis_args_t *commands, rtws_redis_done_fn done, void *arg);

/*
 * A command that makes the server wait (BLPOP, XREAD BLOCK), or has to be alone: on a link that
 * nothing else uses meanwhile. Its timeout comes instead of command_timeout; 0: none.
 */
void rtws_redis_command_apart(rtws_redis_t *redis, rtws_text_t route_key, int argc,
							  const rtws_text_t *argv, uint32_t timeout_ms, rtws_redis_done_fn done,
							  void *arg);

/* Gives up the commands apart that have no answer yet: RTWS_REDIS_LOST. */
void rtws_redis_interrupt(rtws_redis_t *redis, const char *reason);

/* A Lua script, kept as long as any client that uses it. */
typedef struct rtws_redis_script {
	const char *source;
	size_t len;
	char sha[41];
} rtws_redis_script_t;

void rtws_redis_script_init(rtws_redis_script_t *script, const char *source, size_t len);

/*
 * Runs it by its hash; a server that does not know it gets the source. args are the keys, then the
 * arguments.
 */
void rtws_redis_script(rtws_redis_t *redis, const rtws_redis_script_t *script,
					   rtws_text_t route_key, int key_count, int argc, const rtws_text_t *argv,
					   rtws_redis_done_fn done, void *arg);

/*
 * A link for oneself, for what has a state there: WATCH, then reads, then MULTI ... EXEC. It is
 * opened with the first call, which alone is redirected, when it is a single command. When it
 * breaks, everything fails until it is released.
 */
typedef struct rtws_redis_hold rtws_redis_hold_t;

/* NULL: out of memory. */
rtws_redis_hold_t *rtws_redis_hold(rtws_redis_t *redis, rtws_text_t route_key);
void rtws_redis_hold_batch(rtws_redis_hold_t *hold, size_t count, const rtws_redis_args_t *commands,
						   uint32_t timeout_ms, rtws_redis_done_fn done, void *arg);
/* is_clean: nothing is left on it (no WATCH, nothing subscribed, no answer due): others may use it.
 */
void rtws_redis_release(rtws_redis_hold_t *hold, bool is_clean);

/* ---- subscriptions (subscriptions.c) --------------------------------------------------------- */

typedef enum {
	RTWS_REDIS_CHANNEL, /* SUBSCRIBE */
	RTWS_REDIS_PATTERN, /* PSUBSCRIBE */
	RTWS_REDIS_SHARDED  /* SSUBSCRIBE, at the node of the channel's slot */
} rtws_redis_subscription_t;

/*
 * Wanted from now on, and made again by itself whenever its link has been lost. Once for each name:
 * the caller counts. done(): the server has confirmed it (the reply is its confirmation); or it was
 * not to be had now, and will be made as soon as it can; or it has been unsubscribed meanwhile.
 */
void rtws_redis_subscribe(rtws_redis_t *redis, rtws_redis_subscription_t kind, rtws_text_t name,
						  rtws_redis_done_fn done, void *arg);

/* Nothing more comes by it, from this call on. */
void rtws_redis_unsubscribe(rtws_redis_t *redis, rtws_redis_subscription_t kind, rtws_text_t name);

/* ---- keys (keys.c) --------------------------------------------------------------------------- */

/* The slot of a key, 0 to 16383; of what is in the first {} when there is something. */
uint16_t rtws_redis_slot(rtws_text_t key);

/* The first key of a command, to route it by; at NULL: it has none. */
rtws_text_t rtws_redis_key_of(int argc, const rtws_text_t *argv);

#endif
