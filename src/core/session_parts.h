/*
 * Session from inside: what its files share.
 */
#ifndef RTWS_CORE_SESSION_PARTS_H
#define RTWS_CORE_SESSION_PARTS_H

#include "core/session.h"

/* What an answer needs that may come later. */
typedef struct {
	rtws_connection_t *conn; /* one reference */
	rtws_text_t channel;
	rtws_text_t id; /* JSON */
	bool has_since;
	bool replays;
	rtws_position_t since;
	uint32_t limit;
	char text[];
} rtws_ticket_t;

/* ---- session.c ------------------------------------------------------------------------------- */

/* Sends what was put together, and frees it. failed: it could not be. */
void rtws_session_reply(rtws_connection_t *conn, rtws_buffer_t *out, int failed);
void rtws_session_reply_error(rtws_connection_t *conn, const rtws_channel_request_t *request,
							  const char *code, const char *message);
/* The error of a broker. */
void rtws_session_reply_code(rtws_connection_t *conn, rtws_text_t channel, rtws_text_t id,
							 int error);

/* ---- session_actions.c ----------------------------------------------------------------------- */

/* What is permitted is done. */
void rtws_session_perform(rtws_connection_t *conn, const rtws_channel_request_t *request,
						  rtws_verdict_t *verdict);
void rtws_session_unsubscribe(rtws_connection_t *conn, const rtws_channel_request_t *request);
void rtws_session_leave(rtws_connection_t *conn, const rtws_channel_request_t *request);

#endif
