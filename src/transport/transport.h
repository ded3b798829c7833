/*
 * Transport: sockets and the two protocols spoken on them, HTTP/1.1 and WebSocket.
 *
 * It accepts, reads requests, asks its owner what is to become of them, and from a completed
 * upgrade on carries whole messages. Down is a call; up is the table of events given at creation.
 * It decides nothing about routes, users or channels, and knows no PHP.
 *
 * One thread. Nothing here blocks, and no peer is freed while a call or event is under way: what
 * has ended is freed by rtws_transport_flush(), which is also where output leaves.
 */
#ifndef RTWS_TRANSPORT_TRANSPORT_H
#define RTWS_TRANSPORT_TRANSPORT_H

#include "loop/loop.h"
#include "proto/http_request.h"
#include "proto/http_response.h"
#include "proto/ws_deflate.h"
#include "proto/ws_frame.h"
#include "transport/sockets.h"
#include "util/address.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct rtws_transport rtws_transport_t;
typedef struct rtws_peer rtws_peer_t;         /* the socket of one client */
typedef struct rtws_exchange rtws_exchange_t; /* one HTTP request and the answer it waits for */

typedef enum {
	RTWS_SLOW_CLOSE,       /* close with 1013 */
	RTWS_SLOW_DROP_OLDEST, /* forget the messages that have waited longest */
	RTWS_SLOW_DROP_NEWEST  /* refuse the new one */
} rtws_slow_consumer_t;

/* What holds for the WebSockets of an endpoint. Borrowed: outlives its peers. */
typedef struct rtws_ws_policy {
	uint64_t message_max;           /* bytes of a message from the peer; more: 1009 */
	size_t send_queue_max;          /* bytes that may wait for a slow peer */
	rtws_slow_consumer_t slow;      /* and what happens beyond */
	uint32_t heartbeat_interval_ms; /* 0: no pings */
	uint32_t heartbeat_timeout_ms;  /* silence after a ping that ends the connection */
	rtws_ws_deflate_policy_t deflate;
	uint32_t idle_timeout_ms; /* no message from the peer for so long: 1001; 0: for ever */
} rtws_ws_policy_t;

/* How the end of a streamed body is told. */
typedef enum {
	RTWS_FRAMING_CHUNKED, /* in chunks, and the connection is kept; HTTP/1.0: by its close */
	RTWS_FRAMING_RAW      /* by the close of the connection: the bytes are the same for everybody */
} rtws_framing_t;

/* What holds for a streamed answer. Borrowed: outlives it. */
typedef struct rtws_stream_policy {
	size_t queue_max;          /* bytes that may wait for a slow client */
	rtws_slow_consumer_t slow; /* and what happens to a push beyond; CLOSE: the stream is cut */
} rtws_stream_policy_t;

/*
 * What the owner of a streamed answer is told, with its context. Never from within one of his own
 * calls: as events of the loop, from rtws_transport_flush() or rtws_transport_destroy().
 */
typedef struct rtws_stream_events {
	/* A write or push had found more than queue_max queued; now it is at most half of that. */
	void (*drained)(void *context);
	/*
	 * Once, and last: over before the owner ended it. The client has hung up or takes nothing, a
	 * policy or the lack of memory cut it, or the server stops. Not after end() and abort().
	 */
	void (*gone)(void *context);
} rtws_stream_events_t;

/* TLS for all sockets. Strings are borrowed; files are PEM. */
typedef struct rtws_tls_settings {
	const char *cert; /* the server's certificate, followed by its chain */
	const char *key;
	const char *ca;     /* who may have signed clients' certificates; NULL: the system's */
	bool verify_client; /* clients must show one */
	int min_version;    /* 12 or 13 */
	bool kernel;        /* kTLS, where OpenSSL and the kernel offer it */
} rtws_tls_settings_t;

/* Can TLS be set up like this? False with a sentence that says what is wrong. */
bool rtws_tls_check(const rtws_tls_settings_t *settings, char *why, size_t size);

/* Who is let in, and who is believed. */
typedef struct rtws_gate_settings {
	uint32_t connections_per_ip; /* open sockets of one address (IPv6: one /64); 0: any number */
	uint32_t rate_count;         /* new ones of one address in rate_ms; 0: any number */
	uint32_t rate_ms;
	uint32_t handshakes_max; /* sockets whose first request is awaited; 0: any number */
	rtws_ranges_t trusted;   /* proxies, whose word on their clients counts; borrowed */
	bool proxy_protocol;     /* they begin with a PROXY header */
} rtws_gate_settings_t;

typedef struct rtws_transport_settings {
	const rtws_tls_settings_t *tls; /* NULL: plain */
	size_t header_max;              /* bytes of a request head; more: 431 */
	uint32_t handshake_timeout_ms;  /* from connecting to the end of a request's head */
	size_t sockets_max;             /* open sockets; more are closed at once */
	rtws_gate_settings_t gate;
	size_t send_memory_max; /* bytes in all send queues of the process; 0: any */
} rtws_transport_settings_t;

/* The answer to events.upgrade. */
typedef struct rtws_upgrade {
	const rtws_ws_policy_t *policy; /* set: accepted */
	rtws_text_t protocol;           /* subprotocol; at NULL: none. Borrowed from the request */
	void *context;                  /* passed on to events.open */
	rtws_response_t refusal;        /* sent when not accepted; given with status 404 */
} rtws_upgrade_t;

typedef struct rtws_transport_events {
	/*
	 * The head of a request is there, and nothing has been said to the client yet, not even 100
	 * Continue. The owner fills what the request has for him: body_max (more: 413), the headers
	 * that any answer is to have (refusals by the transport as well), his context.
	 */
	void (*head)(void *app, rtws_request_t *request);
	/* A request for an upgrade. Ignore it (leave *is_request true) to have it served as HTTP. */
	void (*upgrade)(void *app, rtws_request_t *request, rtws_upgrade_t *answer, bool *is_request);
	/* A WebSocket is open. Returns what later events carry; NULL closes it with 1011. */
	void *(*open)(void *app, rtws_peer_t *peer, rtws_request_t *request,
				  const rtws_upgrade_t *answer);
	/* A whole message, text checked to be UTF-8. data is valid for the call. */
	void (*message)(void *conn, rtws_ws_opcode_t opcode, const uint8_t *data, size_t len);
	void (*pong)(void *conn, const uint8_t *data, size_t len);
	/* Once for every open, with the code as RFC 6455 section 7.1.5 has it. The peer must not be
	 * used any more. reason is valid for the call. */
	void (*close)(void *conn, uint16_t code, const char *reason, size_t len);
	/* A whole HTTP request. To be answered now, or later with a reference kept meanwhile. */
	void (*request)(void *app, rtws_exchange_t *exchange);
} rtws_transport_events_t;

typedef struct rtws_transport_stats {
	uint64_t accepted;           /* sockets */
	uint64_t turned_away;        /* sockets closed at once: sockets_max, no descriptors or memory */
	uint64_t requests;           /* heads parsed */
	uint64_t timed_out;          /* no complete request in time */
	uint64_t bytes_in;           /* of all sockets */
	uint64_t bytes_out;          /* handed to the kernel */
	uint64_t messages_lost;      /* dropped by a slow-consumer policy */
	uint64_t messages_conflated; /* replaced by newer ones of their key */
	uint64_t send_memory_hits;   /* queues emptied because of send_memory_max */
	uint64_t over_per_ip;        /* refused by the limits of the gate */
	uint64_t over_rate;
	uint64_t over_handshakes;
	uint64_t bad_proxy_headers;
	size_t sockets;   /* open now */
	size_t exchanges; /* requests without an answer yet */
	size_t streams;   /* answers that go on */
} rtws_transport_stats_t;

/* events and settings' strings are borrowed. NULL when out of memory. */
rtws_transport_t *rtws_transport_create(rtws_loop_t *loop,
										const rtws_transport_settings_t *settings,
										const rtws_transport_events_t *events, void *app);

/* Loads certificates. 0; RTWS_E_NOMEM; RTWS_E_TLS with a sentence in rtws_transport_why(). */
int rtws_transport_secure(rtws_transport_t *transport);

/* Accepts from these from now on; they stay their owner's. 0 or RTWS_E_NOMEM. */
int rtws_transport_accept(rtws_transport_t *transport, const rtws_sockets_t *sockets);

/* What was wrong with TLS. Borrowed. */
const char *rtws_transport_why(const rtws_transport_t *transport);

/* Takes new certificates for new connections; logs what comes of it. Without TLS nothing happens.
 */
void rtws_transport_reload(rtws_transport_t *transport);

/* No new sockets, no further request on the present ones. Their owner may close them then. */
void rtws_transport_stop_listening(rtws_transport_t *transport);

/*
 * No new sockets: others accept from now on. Who has come is served, for one more request, and who
 * has none yet may still send it.
 */
void rtws_transport_drain(rtws_transport_t *transport);
/* Ends those that have been served and are silent. */
void rtws_transport_end_idle(rtws_transport_t *transport);

/* Once per turn, before the loop waits: sends what is queued and frees what has ended. */
void rtws_transport_flush(rtws_transport_t *transport);

const rtws_transport_stats_t *rtws_transport_stats(const rtws_transport_t *transport);

/* Ends what is left: a last 1001 where the socket takes it, events.close with 1001 for each. */
void rtws_transport_destroy(rtws_transport_t *transport);

/*
 * The process ends where it stands: a last 1001 to each open WebSocket whose socket takes it. May
 * be called by another thread while this one stands still; nothing is told, and nothing freed.
 */
void rtws_transport_abandon(rtws_transport_t *transport);

/* ---- an open WebSocket; every call may come from inside an event --------------------------- */

/*
 * Queues a message. 0; RTWS_E_CLOSED once closing has begun; RTWS_E_FULL when the slow-consumer
 * policy refused it, or closed the connection over it; RTWS_E_NOMEM.
 */
int rtws_peer_send(rtws_peer_t *peer, rtws_ws_opcode_t opcode, const void *data, size_t len);

/*
 * One message for many peers, encoded and compressed at most once for each way of doing it. The
 * data is borrowed until rtws_broadcast_clear().
 */
enum { RTWS_PACKED_MAX = 4 };

typedef struct rtws_packed {
	uint8_t bits;
	uint8_t level;
	uint8_t memory;
	rtws_message_t *message;
} rtws_packed_t;

typedef struct rtws_broadcast {
	rtws_ws_opcode_t opcode;
	const void *data;
	size_t len;
	uint64_t key; /* of the message, as in util/message.h; set it after the init */
	rtws_message_t *plain;
	rtws_packed_t packed[RTWS_PACKED_MAX];
	unsigned packed_count;
} rtws_broadcast_t;

void rtws_broadcast_init(rtws_broadcast_t *broadcast, rtws_ws_opcode_t opcode, const void *data,
						 size_t len);
void rtws_broadcast_clear(rtws_broadcast_t *broadcast);

/* As rtws_peer_send(), by reference. */
int rtws_peer_send_shared(rtws_peer_t *peer, rtws_broadcast_t *broadcast);

/*
 * Queues a message that is not worth a policy: RTWS_E_FULL, and nothing done, when the queue is
 * full and the socket takes nothing. Else as rtws_peer_send().
 */
int rtws_peer_offer(rtws_peer_t *peer, rtws_ws_opcode_t opcode, const void *data, size_t len);

/* At most RTWS_WS_CONTROL_MAX bytes. As rtws_peer_send(). */
int rtws_peer_ping(rtws_peer_t *peer, const void *data, size_t len);

/* Begins the closing handshake; events.close follows when it is done. No data is sent after it. */
void rtws_peer_close(rtws_peer_t *peer, uint16_t code, const char *reason, size_t len);

/*
 * Closes it, for what it sent, or because nobody wants to wait for its Close: nothing more is read,
 * and ours leaves at the end of the pass, so that what came before can still be answered.
 */
void rtws_peer_refuse(rtws_peer_t *peer, uint16_t code, const char *reason);

/* Reading stops and goes on; what was parsed before is still delivered. */
void rtws_peer_set_reading(rtws_peer_t *peer, bool reading);

bool rtws_peer_is_open(const rtws_peer_t *peer);

/* Bytes queued that the kernel has not taken. */
size_t rtws_peer_buffered(const rtws_peer_t *peer);

/* Round trip of the last answered ping in microseconds; 0: none yet. */
uint32_t rtws_peer_latency_us(const rtws_peer_t *peer);

/* ---- an HTTP exchange ---------------------------------------------------------------------- */

/* Borrowed from the exchange. */
rtws_request_t *rtws_exchange_request(const rtws_exchange_t *exchange);

/*
 * Answers, once. Takes what is in the response and leaves it cleared. 0; RTWS_E_CLOSED when the
 * client has gone or an answer was given before; RTWS_E_NOMEM.
 */
int rtws_exchange_answer(rtws_exchange_t *exchange, rtws_response_t *response);

/*
 * Answers with a body that comes little by little: sends the head, and goes on until
 * rtws_exchange_end(). Takes what is in the head (its body is ignored) and leaves it cleared. Where
 * no body may follow (HEAD, 204, 304) the answer is complete with it, and no event comes: see
 * rtws_exchange_is_streaming(). Errors as rtws_exchange_answer().
 *
 * While it goes on the client is listened to, and one that ends its side has gone. Without anything
 * queued it may go on for ever; with, the client must take something every 30 seconds.
 */
int rtws_exchange_begin(rtws_exchange_t *exchange, rtws_response_t *head, rtws_framing_t framing,
						const rtws_stream_policy_t *policy, const rtws_stream_events_t *events,
						void *context);

/* Begun, and neither ended nor lost. */
bool rtws_exchange_is_streaming(const rtws_exchange_t *exchange);

/*
 * Queues a copy; nothing is sent before the flush. No policy drops it: who writes looks at
 * rtws_exchange_buffered() and waits for events.drained. 0; RTWS_E_CLOSED when the stream is over;
 * RTWS_E_NOMEM or RTWS_E_FULL (too many pieces), and the stream is cut.
 */
int rtws_exchange_write(rtws_exchange_t *exchange, const void *bytes, size_t len);

/*
 * RTWS_FRAMING_RAW: queues a message that others share, by reference. The policy may drop it as a
 * whole; its frames are what messages_lost counts. 0; RTWS_E_CLOSED; RTWS_E_FULL when the policy
 * refused it or cut the stream over it; RTWS_E_INVALID when the stream is chunked; RTWS_E_NOMEM,
 * and the stream is cut.
 */
int rtws_exchange_push(rtws_exchange_t *exchange, rtws_message_t *msg);

/* The body is complete. What is queued still goes out. No event follows. */
void rtws_exchange_end(rtws_exchange_t *exchange);

/* It will never be complete: what is queued goes out, then the connection is cut, without the
 * chunk that would make the client believe it has everything. No event follows. */
void rtws_exchange_abort(rtws_exchange_t *exchange);

/* Bytes queued that the kernel has not taken; 0 when it does not stream. */
size_t rtws_exchange_buffered(const rtws_exchange_t *exchange);

/* How files below a directory are served. */
typedef struct rtws_files {
	const char *root;       /* absolute, without symbolic links, without '/' at its end */
	const char *index;      /* served for a directory */
	uint32_t cache_seconds; /* Cache-Control: max-age; 0: no-cache */
} rtws_files_t;

/*
 * Answers with the file that the path (decoded, relative, '/' between its parts) names below the
 * root: 200 or 304 with ETag and Last-Modified, 301 for a directory without its '/', else 404. What
 * is hidden (a part that begins with '.') or leads out of the root does not exist.
 */
void rtws_exchange_serve_file(rtws_exchange_t *exchange, const rtws_files_t *files,
							  rtws_text_t path);

/*
 * Makes a regular file the body of a response, and its media type the Content-Type if there is
 * none. 0, RTWS_E_NOMEM, RTWS_E_INVALID for what is no regular file, RTWS_E_SYSTEM with errno.
 */
int rtws_response_set_file(rtws_response_t *response, const char *path);

rtws_exchange_t *rtws_exchange_ref(rtws_exchange_t *exchange);
/* The last reference of an unanswered one answers 500, of one that streams aborts: no client waits
 * for ever. */
void rtws_exchange_unref(rtws_exchange_t *exchange);

#endif
