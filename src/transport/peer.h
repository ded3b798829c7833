/*
 * Peer, private to transport/: one connected socket through its whole life. It speaks HTTP
 * (http_conn.c) until a WebSocket handshake is accepted, then WebSocket (ws_conn.c); the hand-over
 * is a change of state in place, so that socket, watcher and unread bytes have one owner
 * throughout.
 *
 * Who ends a peer calls rtws_peer_end(). Its memory stays until the end of the pass, so every
 * caller up the stack may still look at its state.
 */
#ifndef RTWS_TRANSPORT_PEER_H
#define RTWS_TRANSPORT_PEER_H

#include "proto/http_chunked.h"
#include "proto/utf8.h"
#include "transport/clients.h"
#include "transport/listener.h"
#include "transport/stream.h"
#include "transport/tls.h"
#include "transport/transport.h"
#include "util/wheel.h"

#include <sys/socket.h>

/* In this order a peer only moves on, but for HEAD, which follows SENDING on a kept connection. */
typedef enum {
	PEER_PROXY,     /* the header of the PROXY protocol is awaited */
	PEER_HEAD,      /* HTTP: the head of a request is awaited */
	PEER_BODY,      /* HTTP: its body */
	PEER_HANDLING,  /* HTTP: the answer */
	PEER_STREAMING, /* HTTP: an answer has begun and goes on */
	PEER_SENDING,   /* HTTP: the answer, or the rest of one, is on its way out */
	PEER_OPEN,      /* WebSocket: open */
	PEER_CLOSING,   /* WebSocket: our Close is out, the peer's is awaited */
	PEER_LAST,      /* nothing more to say once the outbox is empty */
	PEER_LINGER,    /* input is discarded until the peer's end, lest a reset eat our last bytes */
	PEER_GONE       /* freed at the end of the pass */
} rtws_peer_state_t;

/* Why a stream ends although its owner did not end it; done by the flush. */
typedef enum {
	STREAM_GOES_ON,
	STREAM_ENDS, /* in order: the server stops */
	STREAM_IS_CUT
} rtws_stream_end_t;

/* What holds while an answer goes on: a part of its exchange. */
typedef struct rtws_http_stream {
	const rtws_stream_policy_t *policy;
	const rtws_stream_events_t *events;
	void *context;
	rtws_framing_t framing;
	bool in_chunks;
	uint8_t ends;  /* rtws_stream_end_t */
	bool was_full; /* and has not been told that there is room again */
} rtws_http_stream_t;

typedef struct rtws_http {
	rtws_exchange_t *exchange; /* HANDLING to SENDING: one reference */
	rtws_request_t *request;   /* BODY: owned */
	rtws_chunked_t chunked;    /* BODY: where in a chunked one */
	rtws_buffer_t in;          /* bytes read and not yet used */
	size_t scanned;            /* of these, looked at for the end of a head */
	uint64_t file_left;
	uint64_t file_offset;
	int file;
	bool keep_alive; /* after the present answer */
	bool begun;      /* a byte of the next head has come */
	bool is_trusted; /* a proxy, and its word on its clients counts */
	rtws_address_t address;
} rtws_http_t;

typedef struct rtws_ws {
	rtws_ws_parser_t parser;
	const rtws_ws_policy_t *policy;
	void *conn;                 /* what events carry; NULL once its close was reported */
	rtws_ws_deflate_t *deflate; /* permessage-deflate was agreed; owned */
	rtws_buffer_t *message;     /* of a message that came in pieces; owned */
	uint8_t *residue;           /* what the parser left; owned */
	char *reason;               /* for the report; owned; at most RTWS_WS_REASON_MAX bytes */
	uint32_t heard_ms;          /* last sign of life */
	uint32_t message_ms;        /* last message */
	uint32_t ping_ms;           /* last ping of ours */
	uint32_t ping_us;           /* the same, exact, while no pong has answered it */
	uint32_t latency_us;
	uint16_t close_code; /* for the report, once one is known */
	uint8_t residue_len;
	uint8_t reason_len;
	rtws_utf8_t utf8;
	bool reading : 1;
	bool awaits_pong : 1;
	bool is_ending : 1; /* OPEN: nothing more is read, and the end of the pass sends the Close */
	bool is_shut : 1;   /* its queue was cut: nothing but that Close is sent any more */
} rtws_ws_t;

struct rtws_peer {
	rtws_io_t io; /* first: the loop hands it back */
	rtws_deadline_t deadline;
	rtws_stream_t stream;
	rtws_transport_t *transport;
	rtws_client_t *client; /* who it counts for; NULL: nobody */
	rtws_peer_t *next;     /* in the list of all, or of the ended */
	rtws_peer_t **prev;
	rtws_peer_t *next_dirty;
	rtws_peer_t *next_again;
	uint8_t state;
	bool is_ws;        /* which of the two below it is */
	bool is_arriving;  /* its first request is awaited; counted */
	bool is_lingering; /* refused by the gate; counted */
	bool linger;       /* LAST: go on to LINGER */
	bool is_dirty;
	bool is_again; /* TLS holds bytes for it: it is read in the next turn */
	union {
		rtws_http_t http;
		rtws_ws_t ws;
	};
};

enum {
	RTWS_READ_SIZE = 64 * 1024, /* one read; the buffer is shared by all peers */
	RTWS_READ_HEADROOM = 256,   /* before it: what a parser left of the last read */
	RTWS_CLOSE_TIMEOUT_MS = 5000,
	RTWS_LINGER_TIMEOUT_MS = 2000,
	RTWS_SEND_STALL_MS = 30000, /* an answer that makes no progress */
};

/* What is said at most once a minute. */
typedef struct rtws_pace {
	uint64_t next_ms;
	uint64_t unsaid;
} rtws_pace_t;

typedef enum {
	RTWS_PACE_NUMBER,
	RTWS_PACE_RATE,
	RTWS_PACE_HANDSHAKES,
	RTWS_PACE_PROXY,
	RTWS_PACES
} rtws_pace_kind_t;

struct rtws_transport {
	rtws_loop_t *loop;
	rtws_transport_settings_t settings;
	const rtws_transport_events_t *events;
	void *app;
	rtws_transport_stats_t stats;
	rtws_listener_t *listeners;
	bool is_stopping;
	bool is_draining; /* as well: nobody is kept for another request */
	rtws_peer_t *peers;
	rtws_peer_t *dirty;
	rtws_peer_t *ended;
	rtws_wheel_t wheel;
	rtws_timer_t tick;                 /* moves the wheel on; runs while a deadline is set */
	rtws_ws_deflate_shared_t *deflate; /* made when first needed */
	rtws_buffer_t packed;              /* working buffers for compression */
	rtws_buffer_t plain;
	rtws_tls_t *tls;        /* NULL: plain */
	rtws_timer_t tls_watch; /* looks for new certificates */
	char why[400];
	rtws_peer_t *again;
	size_t memory_check_at;   /* send queues of so many bytes are looked at */
	uint64_t memory_said_ms;  /* in the log */
	rtws_timer_t again_timer; /* of no time: makes the loop turn without waiting */
	rtws_clients_t clients;
	size_t handshakes; /* peers that are arriving */
	size_t lingering;  /* peers that the gate has refused */
	rtws_pace_t paces[RTWS_PACES];
	uint8_t *space; /* RTWS_READ_HEADROOM + RTWS_READ_SIZE */
};

/* ---- peer.c -------------------------------------------------------------------------------- */

/* Takes the descriptor over. Begins in PEER_HEAD and reads what is there. */
void rtws_peer_start(rtws_transport_t *transport, int fd, const struct sockaddr *address);
/* Begins TLS, if that is spoken here. False: no memory. */
bool rtws_peer_secure(rtws_peer_t *peer);
/* The one place where a state changes. */
void rtws_peer_enter(rtws_peer_t *peer, rtws_peer_state_t state);
/* Has it looked at by the next flush. Cheap; may be called at any time. */
void rtws_peer_mark_dirty(rtws_peer_t *peer);
void rtws_peer_set_deadline(rtws_peer_t *peer, uint64_t in_ms);
void rtws_peer_cancel_deadline(rtws_peer_t *peer);
/* One read into the shared buffer. Returns the bytes; 0 when there is nothing or the peer ended. */
size_t rtws_peer_read(rtws_peer_t *peer, uint8_t **bytes);
/* Sends the outbox. False when something is left, or the peer ended. */
bool rtws_peer_flush(rtws_peer_t *peer);
/* LAST with an empty outbox: FIN, then LINGER or the end. */
void rtws_peer_finish(rtws_peer_t *peer);
/* Reports what is to be reported and takes it out of the world. */
void rtws_peer_end(rtws_peer_t *peer);

/* ---- http_conn.c --------------------------------------------------------------------------- */

void rtws_http_init(rtws_peer_t *peer, const rtws_address_t *address, bool is_trusted);
/* Reads what is there. */
void rtws_http_start(rtws_peer_t *peer);
void rtws_http_ready(rtws_io_t *io, unsigned events);
/* HEAD, after an answer: the next request, which may be there already. */
void rtws_http_go_on(rtws_peer_t *peer);
unsigned rtws_http_interest(const rtws_peer_t *peer);
void rtws_http_on_deadline(rtws_peer_t *peer);
void rtws_http_clear(rtws_peer_t *peer);

/* ---- http_answer.c ------------------------------------------------------------------------- */

/*
 * Takes the response over: the answer to the present request, or, with NULL, to what could not be
 * parsed. 0; RTWS_E_NOMEM, and the peer has ended.
 */
int rtws_http_respond(rtws_peer_t *peer, const rtws_request_t *request, rtws_response_t *response);
void rtws_http_flush(rtws_peer_t *peer);
/* The parts of it. The head and, if there is one in memory, the body: 0 or RTWS_E_NOMEM. */
int rtws_http_put_response(rtws_peer_t *peer, const rtws_request_t *request,
						   rtws_response_t *response, bool with_body);
bool rtws_http_has_body(const rtws_request_t *request, int status);
/* Nothing is added any more. */
void rtws_http_begin_sending(rtws_peer_t *peer);
/* Frees the exchange and what else there is of a request. */
void rtws_http_drop_answer(rtws_peer_t *peer);

/* ---- http_stream.c ------------------------------------------------------------------------- */

/*
 * Sends the head and enters STREAMING; or SENDING when there is to be no body. 0; RTWS_E_NOMEM, and
 * the peer has ended.
 */
int rtws_http_begin_stream(rtws_peer_t *peer, const rtws_request_t *request, rtws_response_t *head);
/* As in transport.h, for a peer that is STREAMING. */
int rtws_http_stream_write(rtws_peer_t *peer, const void *bytes, size_t len);
int rtws_http_stream_push(rtws_peer_t *peer, rtws_message_t *msg);
void rtws_http_stream_end(rtws_peer_t *peer);
void rtws_http_stream_abort(rtws_peer_t *peer);
/* The server stops: has the next flush end it. */
void rtws_http_stream_stop(rtws_peer_t *peer);
void rtws_http_stream_flush(rtws_peer_t *peer);
/* ---- gate.c --------------------------------------------------------------------------------- */

/* An answer to who is not let in. */
typedef struct rtws_refusal {
	int status; /* 0: let in */
	unsigned retry_s;
	const char *why; /* static */
} rtws_refusal_t;

/* Who has just come. */
typedef struct rtws_arrival {
	rtws_address_t address;
	rtws_client_t *client; /* for the peer to hold */
	bool is_trusted;
	bool has_header; /* of the PROXY protocol */
	rtws_refusal_t refusal;
} rtws_arrival_t;

/* False: to be closed at once. */
bool rtws_gate_arrive(rtws_transport_t *transport, const struct sockaddr *from,
					  rtws_arrival_t *arrival);
/* Answers, without having read a request, and ends. */
void rtws_gate_turn_away(rtws_peer_t *peer, const rtws_refusal_t *refusal);
/* The PROXY header has told who the client is. False: turned away. */
bool rtws_gate_take_client(rtws_peer_t *peer, const rtws_address_t *client);
/* What a trusted proxy says about a request becomes part of that. False: answered with a refusal.
 */
bool rtws_gate_identify(rtws_peer_t *peer, rtws_request_t *request);
/* The answer is out: the next request may be another client's. */
void rtws_gate_served(rtws_peer_t *peer);
void rtws_gate_leave(rtws_peer_t *peer);
/* The arrival came to nothing. client may be NULL. */
void rtws_gate_forget(rtws_transport_t *transport, rtws_client_t *client);
/* A warning that names an address, once a minute. */
void rtws_gate_log(rtws_pace_t *pace, const char *what, const rtws_address_t *address,
				   const char *consequence);

/* ---- proxy_conn.c --------------------------------------------------------------------------- */

void rtws_proxy_start(rtws_peer_t *peer);
void rtws_proxy_on_deadline(rtws_peer_t *peer);

/* ---- upgrade.c ----------------------------------------------------------------------------- */

/* True when the owner took the request as one for an upgrade, and accepted or refused it. */
bool rtws_upgrade_offer(rtws_peer_t *peer, rtws_request_t *request, uint8_t *early,
						size_t early_len);

/* ---- exchange.c ---------------------------------------------------------------------------- */

/* A new exchange with one reference; takes over the caller's of the request. NULL: no memory. */
rtws_exchange_t *rtws_exchange_create(rtws_peer_t *peer, rtws_request_t *request);
/* The client has gone: answers go nowhere from now on. */
void rtws_exchange_detach(rtws_exchange_t *exchange);
rtws_http_stream_t *rtws_exchange_stream(rtws_exchange_t *exchange);
/* A stream is over, and not because its owner ended it. */
void rtws_exchange_lose(rtws_exchange_t *exchange);

/* ---- ws_conn.c ----------------------------------------------------------------------------- */

/*
 * The handshake is accepted and its answer queued: http_conn.c has cleared its part. Takes deflate,
 * which may be NULL, over.
 */
void rtws_ws_start(rtws_peer_t *peer, const rtws_ws_policy_t *policy, rtws_ws_deflate_t *deflate);
/* Tells the owner, then takes what the client sent together with its handshake. */
void rtws_ws_open(rtws_peer_t *peer, rtws_request_t *request, const rtws_upgrade_t *answer,
				  uint8_t *early, size_t early_len);
void rtws_ws_ready(rtws_io_t *io, unsigned events);
void rtws_ws_flush(rtws_peer_t *peer);
unsigned rtws_ws_interest(const rtws_peer_t *peer);
/* events.close, if it is still owed. */
void rtws_ws_report(rtws_peer_t *peer, uint16_t code, const char *reason, size_t len);
/* How an ended connection is reported: 1006, or the code of our own Close. */
void rtws_ws_report_end(rtws_peer_t *peer);
void rtws_ws_clear(rtws_peer_t *peer);

/* Fails the connection (RFC 6455 section 7.1.7): nothing more goes out but its Close. */
void rtws_ws_fail(rtws_peer_t *peer, uint16_t code, const char *reason);

/* ---- ws_send.c ----------------------------------------------------------------------------- */

/* Errors as rtws_peer_send(). */
int rtws_ws_send_control(rtws_peer_t *peer, rtws_ws_opcode_t opcode, const void *data, size_t len);
/* Queues whole frames by reference. Errors as rtws_peer_send(). */
int rtws_ws_push(rtws_peer_t *peer, rtws_message_t *msg);
/* A working buffer that a large message has blown up is given back. */
void rtws_ws_trim(rtws_buffer_t *buffer);

/* ---- send_memory.c ------------------------------------------------------------------------- */

void rtws_send_memory_relieve(rtws_transport_t *transport);

/* Before something is queued. May mark any peer to end with the pass. */
static inline void rtws_send_memory_check(rtws_transport_t *transport)
{
	if (rtws_message_memory() > transport->memory_check_at) {
		rtws_send_memory_relieve(transport);
	}
}

/* ---- ws_heartbeat.c ------------------------------------------------------------------------ */

/* Sets the deadline for what is due next. */
void rtws_ws_set_check(rtws_peer_t *peer, uint32_t now);
void rtws_ws_on_deadline(rtws_peer_t *peer);

#endif
