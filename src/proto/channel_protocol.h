/*
 * The channel protocol, docs/protocol.md: requests of clients parsed, and what the server says to
 * them as JSON.
 */
#ifndef RTWS_PROTO_CHANNEL_PROTOCOL_H
#define RTWS_PROTO_CHANNEL_PROTOCOL_H

#include "proto/json.h"
#include "proto/publication.h"

typedef enum {
	RTWS_ACTION_NONE,
	RTWS_ACTION_SUBSCRIBE,
	RTWS_ACTION_UNSUBSCRIBE,
	RTWS_ACTION_PUBLISH,
	RTWS_ACTION_JOIN,
	RTWS_ACTION_LEAVE,
	RTWS_ACTION_PRESENCE,
	RTWS_ACTION_HISTORY,
	RTWS_ACTION_PING,
	RTWS_ACTION_PONG
} rtws_action_t;

enum { RTWS_REQUEST_ID_MAX = 64, RTWS_CURSOR_MAX = 32, RTWS_PAGE_MAX = 1000, RTWS_PAGE = 100 };

/* What a client asks for. Texts without an array of their own are views of the message. */
typedef struct rtws_channel_request {
	rtws_action_t action;
	rtws_text_t id;      /* as JSON; empty: none */
	rtws_text_t channel; /* decoded, below; empty: none was given, or none that can be one */
	rtws_text_t message; /* JSON */
	rtws_text_t member;  /* a JSON object; empty: none */
	rtws_text_t event;   /* decoded, below; empty: none */
	rtws_text_t key;     /* decoded, below; empty: none */
	rtws_position_t since;
	bool has_since;
	bool echo;
	bool delta;
	uint32_t limit;
	uint64_t after; /* members: where the page before ended */
	char channel_bytes[RTWS_CHANNEL_NAME_MAX];
	char event_bytes[RTWS_EVENT_MAX];
	char key_bytes[RTWS_KEY_MAX];
} rtws_channel_request_t;

/*
 * Parses a text message, which is UTF-8. NULL, or the code of the error to answer with, and a
 * sentence in *why; id and channel are then filled as far as they could be read.
 */
const char *rtws_channel_request_parse(rtws_text_t text, rtws_channel_request_t *request,
									   const char **why);

/* "subscribe": for authorize, and for messages. Static. */
const char *rtws_action_name(rtws_action_t action);

/*
 * The answers. Each is appended to out: 0, or RTWS_E_NOMEM and something half appended. id is JSON
 * as in the request; empty: without.
 */
typedef struct rtws_subscribed {
	rtws_text_t id;
	rtws_text_t channel;
	bool has_position;
	rtws_position_t position;
	bool was_recovery; /* "recovered" is told */
	bool recovered;
} rtws_subscribed_t;

int rtws_put_subscribed(rtws_buffer_t *out, const rtws_subscribed_t *answer);

/* {"type":"unsubscribed","channel":...,"id":...}: "unsubscribed" or "left" */
int rtws_put_done(rtws_buffer_t *out, const char *type, rtws_text_t channel, rtws_text_t id);

int rtws_put_published(rtws_buffer_t *out, rtws_text_t channel, rtws_text_t id,
					   rtws_position_t position, bool is_duplicate);

/* type "message", or "patch" in place of the data when patch is not empty */
int rtws_put_message(rtws_buffer_t *out, const rtws_publication_t *pub, rtws_text_t patch);

int rtws_put_error(rtws_buffer_t *out, const char *code, const char *message, rtws_text_t channel,
				   rtws_text_t id);

int rtws_put_pong(rtws_buffer_t *out, rtws_text_t id);

/* Publications may have been missed. */
int rtws_put_gap(rtws_buffer_t *out, rtws_text_t channel);

/* Lists are put together by their owner: begin, items, end. */
int rtws_put_history_begin(rtws_buffer_t *out, rtws_text_t channel);
int rtws_put_history_item(rtws_buffer_t *out, const rtws_publication_t *pub, bool is_first);
int rtws_put_history_end(rtws_buffer_t *out, rtws_text_t id, const rtws_position_t *position,
						 bool was_recovery, bool recovered);

int rtws_put_members_begin(rtws_buffer_t *out);
int rtws_put_members_item(rtws_buffer_t *out, rtws_text_t key, rtws_text_t info, bool is_first);
/* channel and id empty: without. next 0: the list is whole */
int rtws_put_members_end(rtws_buffer_t *out, rtws_text_t channel, rtws_text_t id, uint64_t total,
						 uint64_t next);

/* Ends a list of changes: the bracket, and the channel if it is not empty. */
int rtws_put_changes_end(rtws_buffer_t *out, rtws_text_t channel);

/* type "member_joined" or "member_left"; channel empty: without */
int rtws_put_member(rtws_buffer_t *out, const char *type, rtws_text_t info, rtws_text_t channel);

/*
 * The id of a member, an object that was parsed: its decoded string, or its integer in digits, in
 * out; the length, or -1 when there is none, or it is of another type or too long.
 */
ptrdiff_t rtws_member_id(rtws_text_t member, char *out, size_t size);

#endif
