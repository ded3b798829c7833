/*
 * Redis from inside: what the parts of a client share.
 *
 * Whatever the loop calls here is between rtws_redis_enter() and rtws_redis_leave(), and so are the
 * public calls: what has been given up meanwhile - a link, the client - is freed by the last leave.
 */
#ifndef RTWS_REDIS_INSIDE_H
#define RTWS_REDIS_INSIDE_H

#include "redis/redis.h"
#include "util/buffer.h"
#include "util/map.h"

#include <netdb.h>
#include <sys/types.h>

struct ssl_st;
struct ssl_ctx_st;

enum {
	RTWS_REDIS_SLOTS = 16384,
	RTWS_REDIS_REASON_MAX = 256,
	RTWS_REDIS_NO_SLOT = -1,
	RTWS_REDIS_REDIRECTS_MAX = 16
};

/* ---- settings.c ------------------------------------------------------------------------------ */

int rtws_redis_wrong(char error[RTWS_REDIS_ERROR_MAX], const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* With a NUL; NULL when out of memory. */
char *rtws_redis_copy(rtws_text_t text);
/* Takes the host over, also when it fails. */
int rtws_redis_settings_add_node(rtws_redis_settings_t *settings, char *host, unsigned port,
								 bool is_unix);

/* ---- reader.c -------------------------------------------------------------------------------- */

typedef struct redisReader rtws_redis_reader_t;

rtws_redis_reader_t *rtws_redis_reader_create(void);
void rtws_redis_reader_destroy(rtws_redis_reader_t *reader);
/* False: out of memory. */
bool rtws_redis_reader_feed(rtws_redis_reader_t *reader, const char *bytes, size_t len);
/* 1 and the next whole answer, to be freed; 0: there is none yet; -1: that is no RESP. */
int rtws_redis_reader_next(rtws_redis_reader_t *reader, rtws_redis_reply_t **out);
const char *rtws_redis_reader_error(const rtws_redis_reader_t *reader);

/* ---- reply.c --------------------------------------------------------------------------------- */

/* NULL is fine. */
void rtws_redis_reply_free(rtws_redis_reply_t *reply);

/* ---- request.c ------------------------------------------------------------------------------- */

typedef struct rtws_redis_request rtws_redis_request_t;
typedef struct rtws_redis_link rtws_redis_link_t;

struct rtws_redis_request {
	rtws_redis_request_t *next;
	rtws_redis_done_fn done;
	void *arg;
	uint64_t due_ms;  /* 0: never */
	uint64_t from;    /* how many bytes its link had to send before it */
	uint32_t answers; /* that it gets */
	uint32_t got;
	uint32_t timeout_ms;
	int slot;                          /* or RTWS_REDIS_NO_SLOT */
	uint8_t redirects;                 /* followed so far */
	bool is_fixed;                     /* never sent elsewhere */
	bool is_apart;                     /* has a link to itself */
	bool asks;                         /* is sent with ASKING before it */
	bool is_batch;                     /* its answer is an array of answers */
	rtws_redis_hold_t *hold;           /* whose first it is: its link follows */
	rtws_redis_reply_t all;            /* of a batch: as many as it got */
	const rtws_redis_script_t *script; /* NULL: none, or its source is in it already */
	size_t tail;                       /* where what follows the hash begins */
	size_t len;
	char bytes[];
};

/* NULL: out of memory. */
rtws_redis_request_t *rtws_redis_request_create(size_t count, const rtws_redis_args_t *commands,
												rtws_redis_done_fn done, void *arg);
/* EVALSHA; and the same with the source, which replaces the former. */
rtws_redis_request_t *rtws_redis_request_of_script(const rtws_redis_script_t *script, int key_count,
												   int argc, const rtws_text_t *argv,
												   rtws_redis_done_fn done, void *arg);
rtws_redis_request_t *rtws_redis_request_with_source(rtws_redis_request_t *request);
/* Tells whoever waits, and frees it. */
void rtws_redis_request_answer(rtws_redis_request_t *request, const rtws_redis_reply_t *reply);
void rtws_redis_request_fail(rtws_redis_request_t *request, rtws_redis_outcome_t outcome,
							 const char *reason);
/* Of a batch: keeps an answer, and takes what is in it. False: out of memory. */
bool rtws_redis_request_keep(rtws_redis_request_t *request, rtws_redis_reply_t *reply);
/* Before it is sent once more. */
void rtws_redis_request_reset(rtws_redis_request_t *request);
/* For calls that could not even be made. */
void rtws_redis_fail_call(rtws_redis_done_fn done, void *arg, const char *reason);

typedef struct rtws_redis_requests {
	rtws_redis_request_t *first;
	rtws_redis_request_t *last;
} rtws_redis_requests_t;

void rtws_redis_requests_append(rtws_redis_requests_t *list, rtws_redis_request_t *request);
rtws_redis_request_t *rtws_redis_requests_take(rtws_redis_requests_t *list);

/* ---- wire.c, tls.c --------------------------------------------------------------------------- */

typedef struct rtws_redis_wire {
	int fd; /* -1: closed */
	struct ssl_st *ssl;
	char why[RTWS_REDIS_REASON_MAX - 96]; /* of the last failure */
} rtws_redis_wire_t;

void rtws_redis_wire_init(rtws_redis_wire_t *wire);
void rtws_redis_wire_close(rtws_redis_wire_t *wire);
/* Begins to connect. False: why. */
bool rtws_redis_wire_open(rtws_redis_wire_t *wire, const struct sockaddr *address, socklen_t len);
/* It is writable: is it connected? */
bool rtws_redis_wire_opened(rtws_redis_wire_t *wire);
/* Bytes; 0: not now; -1: why. */
ssize_t rtws_redis_wire_read(rtws_redis_wire_t *wire, char *bytes, size_t size);
ssize_t rtws_redis_wire_write(rtws_redis_wire_t *wire, const char *bytes, size_t len);

/* NULL: error says what file is bad. */
struct ssl_ctx_st *rtws_redis_tls_create(const rtws_redis_settings_t *settings,
										 char error[RTWS_REDIS_ERROR_MAX]);
void rtws_redis_tls_destroy(struct ssl_ctx_st *context);
/* From now on the wire is TLS; host is what the certificate has to be for. */
bool rtws_redis_tls_start(rtws_redis_wire_t *wire, struct ssl_ctx_st *context, const char *host);
void rtws_redis_tls_close(rtws_redis_wire_t *wire);
/* 1: agreed; 0: not yet; -1: why. */
int rtws_redis_tls_shake(rtws_redis_wire_t *wire);
bool rtws_redis_tls_wants_write(const rtws_redis_wire_t *wire);
ssize_t rtws_redis_tls_read(rtws_redis_wire_t *wire, char *bytes, size_t size);
ssize_t rtws_redis_tls_write(rtws_redis_wire_t *wire, const char *bytes, size_t len);

/* ---- resolve.c ------------------------------------------------------------------------------- */

typedef struct rtws_redis_lookup rtws_redis_lookup_t;

/* The addresses are the lookup's own, until it is ended. NULL: why, static. */
typedef void (*rtws_redis_found_fn)(void *arg, const struct addrinfo *found, const char *why);

/* Starts a thread that asks. NULL: it could not. found() is called at most once, by the loop. */
rtws_redis_lookup_t *rtws_redis_lookup_start(rtws_loop_t *loop, const char *host, uint16_t port,
											 rtws_redis_found_fn found, void *arg);
/* Numbers need nobody to be asked. NULL: it is a name. */
struct addrinfo *rtws_redis_lookup_number(const char *host, uint16_t port);
/* Also before it has found anything: nothing more is heard of it. */
void rtws_redis_lookup_end(rtws_redis_lookup_t *lookup);

/* ---- link.c, link_greeting.c, link_traffic.c ------------------------------------------------- */

typedef enum {
	RTWS_REDIS_LINK_RESTING, /* until the next attempt */
	RTWS_REDIS_LINK_LOCATING,
	RTWS_REDIS_LINK_RESOLVING,
	RTWS_REDIS_LINK_CONNECTING,
	RTWS_REDIS_LINK_SHAKING,
	RTWS_REDIS_LINK_GREETING,
	RTWS_REDIS_LINK_READY
} rtws_redis_link_state_t;

/* What a link is for. */
typedef struct rtws_redis_role {
	bool is_lasting; /* it connects again; else its end is the end of it */
	bool is_sentinel;
	void (*ready)(rtws_redis_link_t *link);
	/* Or an attempt has failed. What was sent on it is failed afterwards. */
	void (*broken)(rtws_redis_link_t *link, const char *reason);
	/* Has nothing more to send or to hear. */
	void (*idle)(rtws_redis_link_t *link);
	/* Looks at what comes before it is taken for an answer; true: it was none. */
	bool (*push)(rtws_redis_link_t *link, const rtws_redis_reply_t *reply);
	/* It is in the graveyard. */
	void (*ended)(rtws_redis_link_t *link);
} rtws_redis_role_t;

struct rtws_redis_link {
	rtws_redis_link_t *next; /* of its client */
	rtws_redis_t *redis;
	const rtws_redis_role_t *role;
	void *owner; /* the role's own */
	rtws_redis_link_state_t state;
	bool is_gone;  /* in the graveyard */
	bool is_fresh; /* no attempt has ended yet */
	bool is_given; /* node was given, else it is looked for at each attempt */
	bool is_old;   /* the server knows no HELLO */
	bool is_used;  /* a node of the cluster: the newest map has it */
	rtws_redis_node_t node;
	rtws_redis_server_t server;
	rtws_redis_link_t *probe; /* the Sentinel that is asked where to go */
	unsigned tried;           /* Sentinels, in this attempt */
	rtws_redis_lookup_t *lookup;
	struct addrinfo *numbers; /* owned; of an address that needs no lookup */
	const struct addrinfo *address;
	rtws_redis_wire_t wire;
	rtws_io_t io;
	rtws_timer_t timer;    /* of the attempt, or until the next */
	rtws_timer_t watch;    /* who waits longest; when to ping */
	uint64_t watch_due_ms; /* 0: it is not active */
	uint64_t heard_ms;
	uint32_t pause_ms;
	rtws_redis_reader_t *reader;
	rtws_buffer_t out;
	uint64_t sent;                 /* bytes that the socket took since it is connected */
	rtws_redis_requests_t due;     /* answers */
	rtws_redis_requests_t waiting; /* for the link */
	size_t waiting_bytes;
	char complaint[RTWS_REDIS_REASON_MAX]; /* of the greeting */
	char reason[RTWS_REDIS_REASON_MAX];    /* why it is not up */
};

/* Added to the links of the client, and connecting. node: NULL, or copied. NULL: out of memory. */
rtws_redis_link_t *rtws_redis_link_create(rtws_redis_t *redis, const rtws_redis_role_t *role,
										  void *owner, const rtws_redis_node_t *node);
/* Ends it; whatever waits is failed. It is freed later. */
void rtws_redis_link_end(rtws_redis_link_t *link, const char *reason);
void rtws_redis_link_free(rtws_redis_link_t *link);
/* Takes the request. */
void rtws_redis_link_send(rtws_redis_link_t *link, rtws_redis_request_t *request);
/* The connection is not to be used any more. */
void rtws_redis_link_break(rtws_redis_link_t *link, rtws_redis_outcome_t outcome,
						   const char *format, ...) __attribute__((format(printf, 3, 4)));
/* The answer to locating; copied. */
void rtws_redis_link_go_to(rtws_redis_link_t *link, const char *host, uint16_t port, bool is_unix);
bool rtws_redis_link_is_at(const rtws_redis_link_t *link, const char *host, size_t len,
						   uint16_t port);
/* "redis://host:port", for sentences. */
const char *rtws_redis_link_where(const rtws_redis_link_t *link, char *out, size_t size);

/* Among the three files. */
void rtws_redis_link_greet(rtws_redis_link_t *link);
void rtws_redis_link_is_ready(rtws_redis_link_t *link);
void rtws_redis_link_put(rtws_redis_link_t *link, rtws_redis_request_t *request);
rtws_redis_request_t *rtws_redis_link_take_waiting(rtws_redis_link_t *link);
void rtws_redis_link_traffic(rtws_redis_link_t *link, unsigned events);
void rtws_redis_link_on_watch(rtws_timer_t *timer);
void rtws_redis_link_schedule(rtws_redis_link_t *link);

/* ---- client.c -------------------------------------------------------------------------------- */

typedef struct rtws_redis_sub rtws_redis_sub_t;

struct rtws_redis {
	rtws_redis_settings_t settings;
	rtws_loop_t *loop;
	const rtws_redis_events_t *events;
	void *app;
	struct ssl_ctx_st *tls;
	unsigned depth;
	bool is_destroyed;
	bool is_up;
	char told[RTWS_REDIS_REASON_MAX]; /* of the newest down */
	uint32_t times;
	uint32_t seed; /* which of the nodes is tried next */
	rtws_redis_link_t *links;
	rtws_redis_link_t *graves;
	rtws_redis_link_t *main; /* to the server; to some node of the cluster */
	rtws_redis_hold_t *holds;

	/* cluster */
	rtws_redis_link_t **slots; /* NULL when it is none */
	bool has_map;
	bool is_asking; /* for the map */
	rtws_timer_t later;
	rtws_redis_requests_t again; /* to be sent once more, a little later */

	/* subscriptions */
	rtws_map_t subs;
	rtws_redis_link_t *listener; /* NULL until something is subscribed */
	size_t unconfirmed;
	bool has_lost;
};

void rtws_redis_enter(rtws_redis_t *redis);
void rtws_redis_leave(rtws_redis_t *redis);
/* Looks whether it is up, and tells. */
void rtws_redis_look(rtws_redis_t *redis, const char *reason);
/* Who has to be told that an attempt needs a server: calls rtws_redis_link_go_to(), or breaks it.
 */
void rtws_redis_locate(rtws_redis_link_t *link);
/* The link that a request belongs on. */
rtws_redis_link_t *rtws_redis_route(rtws_redis_t *redis, int slot);
void rtws_redis_dispatch(rtws_redis_t *redis, rtws_redis_request_t *request);

/* ---- apart.c --------------------------------------------------------------------------------- */

extern const rtws_redis_role_t rtws_redis_role_apart;

/* One that nobody uses, to the node of this link; else a new one. NULL: out of memory. */
rtws_redis_link_t *rtws_redis_apart_get(rtws_redis_t *redis, const rtws_redis_link_t *beside);
/* Gives up its link for one to the node of this one. NULL: out of memory. */
rtws_redis_link_t *rtws_redis_hold_move(rtws_redis_hold_t *hold, const rtws_redis_link_t *beside);
/* The client goes: holds that are left refuse. */
void rtws_redis_apart_clear(rtws_redis_t *redis);

/* ---- cluster.c ------------------------------------------------------------------------------- */

extern const rtws_redis_role_t rtws_redis_role_node;

/* Asks for the map, unless that is under way. */
void rtws_redis_cluster_refresh(rtws_redis_t *redis);
/* An answer that sends the request elsewhere: takes it. */
bool rtws_redis_redirect(rtws_redis_link_t *link, rtws_redis_request_t *request,
						 const rtws_redis_reply_t *reply);
/* "MOVED slot host:port": the slot's new link. NULL: it is no such error. */
rtws_redis_link_t *rtws_redis_cluster_moved(rtws_redis_link_t *link,
											const rtws_redis_reply_t *error);
/* Calls again what has to be tried a little later. */
void rtws_redis_cluster_later(rtws_redis_t *redis);
int rtws_redis_cluster_init(rtws_redis_t *redis);
void rtws_redis_cluster_clear(rtws_redis_t *redis);

/* ---- sentinel.c ------------------------------------------------------------------------------ */

void rtws_redis_sentinel_locate(rtws_redis_link_t *link);
/* The link that asks has gone. */
void rtws_redis_sentinel_forget(rtws_redis_link_t *link);

/* ---- subscriptions.c ------------------------------------------------------------------------- */

void rtws_redis_subscriptions_clear(rtws_redis_t *redis);
/* Slots may have moved: sharded ones follow. */
void rtws_redis_subscriptions_move(rtws_redis_t *redis);

#endif
