/*
 * Connection: one client of a WebSocket endpoint, for the rest of the program. Its peer, the
 * socket, may go at any time; the connection stays as long as somebody holds a reference, and
 * refuses.
 */
#ifndef RTWS_CORE_CONNECTION_H
#define RTWS_CORE_CONNECTION_H

#include "core/channel.h"
#include "core/endpoint.h"

typedef struct rtws_server rtws_server_t;
typedef struct rtws_user rtws_user_t;
typedef struct rtws_connection rtws_connection_t;

/* How many it has published to channels of some rules. */
typedef struct rtws_publish_rate rtws_publish_rate_t;

struct rtws_publish_rate {
	rtws_publish_rate_t *next;
	const rtws_rules_t *rules;
	rtws_rate_t rate;
};

struct rtws_connection {
	rtws_server_t *server;
	rtws_endpoint_t *endpoint;
	rtws_peer_t *peer;       /* NULL once closed */
	rtws_request_t *request; /* owned; NULL when the endpoint keeps none */
	char *protocol;          /* negotiated subprotocol; owned; NULL when there is none */
	uint64_t resource_id;    /* never used again */
	rtws_subscriber_t subscriber;
	rtws_publish_rate_t *publish_rates; /* owned; where the rules limit them */
	rtws_user_t *user;                  /* whose it is, and the others of that user */
	rtws_connection_t *user_next;
	rtws_connection_t **user_prev;
	uint32_t refs;
	uint32_t index;     /* in the server's list of open connections */
	uint32_t heard_ms;  /* channel protocol: last message */
	uint32_t pinged_ms; /* and last ping of ours */
	uint8_t paused;     /* bits of rtws_pause_t */
	bool is_released;   /* for the owner of the attachment: its close handler has run */
	/* the owner's own bytes: hooks.attachment_size of them, zeroed */
	_Alignas(void *) unsigned char attachment[];
};

/* What the connection sent lately; only there when its endpoint has a rate. */
rtws_rate_t *rtws_connection_rate(rtws_connection_t *conn);

/* Who does not want it to be read just now. */
typedef enum { RTWS_PAUSED_BY_USER = 1, RTWS_PAUSED_BY_BACKLOG = 2 } rtws_pause_t;

/* How publications reach it: as the endpoint speaks. */
void rtws_connection_init_subscriber(rtws_connection_t *conn);

/* "<server id>-<boot>-<resource id>" */
enum { RTWS_CONNECTION_ID_MAX = 96 };

rtws_connection_t *rtws_connection_ref(rtws_connection_t *conn);
void rtws_connection_unref(rtws_connection_t *conn);

/* All of these are without effect on a closed connection. Errors as in transport.h. */
int rtws_connection_send(rtws_connection_t *conn, rtws_ws_opcode_t opcode, const void *data,
						 size_t len);
/* The same where a slow peer is not worth a policy: RTWS_E_FULL leaves everything as it is. */
int rtws_connection_offer(rtws_connection_t *conn, rtws_ws_opcode_t opcode, const void *data,
						  size_t len);
int rtws_connection_ping(rtws_connection_t *conn, const void *data, size_t len);
void rtws_connection_close(rtws_connection_t *conn, uint16_t code, const char *reason, size_t len);
/* Sends Close when the pass ends, and does not wait for the client's. */
void rtws_connection_end(rtws_connection_t *conn, uint16_t code, const char *reason);
void rtws_connection_pause(rtws_connection_t *conn, rtws_pause_t who, bool paused);

bool rtws_connection_is_open(const rtws_connection_t *conn);
size_t rtws_connection_buffered(const rtws_connection_t *conn);
uint32_t rtws_connection_latency_us(const rtws_connection_t *conn);

/* Writes the id, unique over servers and restarts; returns its length. */
size_t rtws_connection_id(const rtws_connection_t *conn, char out[RTWS_CONNECTION_ID_MAX]);

/* ---- recent.c -------------------------------------------------------------------------------- */

/*
 * A subscription that is new begins with so many of the newest that are kept, then goes on. 0, and
 * done() is called now or later, with an error when they cannot be read; or RTWS_E_NOMEM.
 */
int rtws_subscribe_with_recent(rtws_connection_t *conn, rtws_subscription_t *subscription,
							   uint32_t limit, rtws_done_fn done, void *arg);

#endif
