/*
 * Users: which connections of this process belong to whom, and letters - data for one connection,
 * or for all of a user, wherever they are.
 */
#ifndef RTWS_CORE_USERS_H
#define RTWS_CORE_USERS_H

#include "core/connection.h"

enum { RTWS_USER_ID_MAX = 255 };

/* id empty: to nobody any more. 0; RTWS_E_INVALID when it is too long; RTWS_E_NOMEM. */
int rtws_connection_set_user(rtws_connection_t *conn, rtws_text_t id);

/*
 * To the connection with this id, or all of the user with it, in this process and others. done()
 * is called now or later, with how many were reached.
 */
void rtws_server_send_to(rtws_server_t *server, rtws_text_t id, rtws_data_kind_t kind,
						 rtws_text_t data, rtws_reached_fn done, void *arg);

/* A letter has come: to those of this process that it is for. */
uint64_t rtws_users_deliver(rtws_server_t *server, const rtws_letter_t *letter);

/* Out of the list of its user. */
void rtws_connection_leave_user(rtws_connection_t *conn);

/* Watches for letters to connections of this process; with their server's broker running. */
int rtws_users_start(rtws_server_t *server);
void rtws_users_stop(rtws_server_t *server);
void rtws_users_clear(rtws_server_t *server);

#endif
