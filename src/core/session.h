/*
 * Session: a connection that speaks the channel protocol (docs/protocol.md).
 */
#ifndef RTWS_CORE_SESSION_H
#define RTWS_CORE_SESSION_H

#include "core/server.h"

/*
 * Takes a message. It may ask hooks.authorize, which may let other things happen meanwhile: then
 * the caller holds a reference on the connection, and data stays where it is.
 */
void rtws_session_message(rtws_connection_t *conn, rtws_ws_opcode_t opcode, const uint8_t *data,
						  size_t len);

/*
 * Joins it to a channel as the member that info, a JSON object, describes; it is then told who is
 * there. id: JSON, of the answer; empty: none. 0; RTWS_E_INVALID when info has no id; others as
 * rtws_presence_join().
 */
int rtws_session_join(rtws_connection_t *conn, rtws_text_t channel, rtws_text_t info,
					  rtws_text_t id);

/* Once per second: pings those who are due, and closes those who did not answer the last. */
void rtws_session_keep_alive(rtws_server_t *server);

#endif
