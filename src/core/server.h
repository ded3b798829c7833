/*
 * Server: endpoints, open connections, limits, and an orderly end. It stands between the transport,
 * whose events it receives, and the hooks, which it calls.
 */
#ifndef RTWS_CORE_SERVER_H
#define RTWS_CORE_SERVER_H

#include "core/hooks.h"
#include "core/settings.h"
#include "util/table.h"

typedef struct rtws_event_stream rtws_event_stream_t;

typedef struct rtws_server_stats {
	uint64_t opened;  /* WebSockets since the start */
	uint64_t refused; /* handshakes answered with a status other than 101 */
	uint64_t messages_in;
	uint64_t messages_limited; /* of these, beyond the rate */
	uint64_t messages_out;     /* queued for sending */
} rtws_server_stats_t;

struct rtws_server {
	rtws_settings_t settings;
	const rtws_hooks_t *hooks;
	void *app; /* the owner */
	rtws_loop_t *loop;
	rtws_transport_t *transport; /* NULL while not open */
	rtws_endpoint_t *endpoints;
	rtws_endpoint_t **endpoints_end;
	rtws_connection_t **open; /* the open connections, in no order */
	uint32_t open_count;
	uint32_t open_size;
	rtws_table_t by_id;
	uint32_t boot; /* random: tells this life of the server from its others */
	rtws_channels_t channels;
	rtws_map_t users;
	rtws_watch_t *letters;   /* to connections of this process */
	rtws_timer_t keep_alive; /* runs while an endpoint has pings of its protocol */
	rtws_event_stream_t *streams;
	size_t stream_count;
	rtws_server_stats_t stats;
	size_t sockets_possible; /* while open: with the limit of open files */
	char why[400];           /* what was wrong when it could not be opened */
	/* the end */
	bool is_stopping;
	bool is_draining;       /* as well */
	uint64_t drained_at_ms; /* half of the grace is over */
	uint64_t stop_at_ms;
	uint32_t close_per_step;
	rtws_timer_t stop_timer;
};

/* Takes the settings over. NULL when out of memory. */
rtws_server_t *rtws_server_create(rtws_settings_t *settings, const rtws_hooks_t *hooks, void *app);

/* In a process just forked: ids are drawn anew, so that they are unique. */
void rtws_server_become(rtws_server_t *server);

/* Closed before. The endpoints' handlers have been freed. */
void rtws_server_destroy(rtws_server_t *server);

/* Takes the endpoint over; RTWS_E_EXISTS when another one stands there. */
int rtws_server_add(rtws_server_t *server, rtws_endpoint_t *endpoint);

/*
 * Gets everything ready on this loop, but does not accept yet. 0; RTWS_E_NOMEM; RTWS_E_TLS with a
 * sentence in server->why; or an error of the broker's.
 */
int rtws_server_open(rtws_server_t *server, rtws_loop_t *loop);

/* Serves who comes to these sockets, which stay their owner's. 0 or RTWS_E_NOMEM. */
int rtws_server_accept(rtws_server_t *server, const rtws_sockets_t *sockets);

/* ---- open_files.c ---- */

enum { RTWS_HTTP_SOCKETS = 1024 }; /* beside the WebSockets */

/* Raises the limit of open files as far as it goes; how many sockets that allows. */
size_t rtws_server_sockets_possible(void);

/* Logs it if there are too few descriptors for the limit of connections. */
void rtws_server_check_limits(const rtws_server_t *server);

/* Ends what is left and forgets the loop. Hooks are called for every open connection. */
void rtws_server_close(rtws_server_t *server);

/* Once per turn, before the loop waits. */
void rtws_server_flush(rtws_server_t *server);

/* ---- server_end.c ---------------------------------------------------------------------------- */

/*
 * No new clients; those there are closed with 1001, spread over half of the grace period at most.
 * Whoever is not gone at its end is dropped. Without effect when it is ending already.
 */
void rtws_server_stop(rtws_server_t *server, uint32_t grace_ms);

/*
 * The same where others go on serving: WebSockets are closed with 1012, event streams end, spread
 * over half of the grace period; who has just connected is still served.
 */
void rtws_server_drain(rtws_server_t *server, uint32_t grace_ms);

/* The grace ends now. */
void rtws_server_hurry(rtws_server_t *server);

/* Ending, and every client has gone. */
bool rtws_server_is_empty(const rtws_server_t *server);

/* For a new connection or stream: never used again. */
uint64_t rtws_server_next_id(void);

/* "<server id>-<boot>": what the ids of its connections begin with. Returns its length. */
size_t rtws_server_process(const rtws_server_t *server, char out[RTWS_CONNECTION_ID_MAX]);

/* Borrowed; NULL when it is not open (any more). */
rtws_connection_t *rtws_server_find(const rtws_server_t *server, const char *id, size_t len);

#endif
