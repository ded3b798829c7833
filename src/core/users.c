#include "core/users.h"

#include "core/server.h"
#include "util/error.h"

#include <stdlib.h>
#include <string.h>

struct rtws_user {
	rtws_connection_t *first;
	rtws_watch_t *watch;
	size_t len;
	char id[];
};

/* ---- who is whose ---------------------------------------------------------------------------- */

static rtws_user_t *get(rtws_server_t *server, rtws_text_t id)
{
	rtws_channels_t *channels = &server->channels;
	rtws_user_t *user = rtws_map_find(&server->users, id.at, id.len);

	if (user != NULL) {
		return user;
	}
	user = calloc(1, sizeof(*user) + id.len);
	if (user == NULL) {
		return NULL;
	}
	user->len = id.len;
	memcpy(user->id, id.at, id.len);
	user->watch = rtws_watch_take(&channels->watches, channels->broker,
								  (rtws_subject_t){ RTWS_SUBJECT_USER, id });
	if (user->watch == NULL || rtws_map_add(&server->users, user->id, user->len, user) != 0) {
		rtws_watch_drop(&channels->watches, channels->broker, user->watch);
		free(user);
		return NULL;
	}
	return user;
}

void rtws_connection_leave_user(rtws_connection_t *conn)
{
	rtws_server_t *server = conn->server;
	rtws_user_t *user = conn->user;

	if (user == NULL) {
		return;
	}
	conn->user = NULL;
	*conn->user_prev = conn->user_next;
	if (conn->user_next != NULL) {
		conn->user_next->user_prev = conn->user_prev;
	}
	if (user->first == NULL) {
		rtws_map_remove(&server->users, user->id, user->len);
		rtws_watch_drop(&server->channels.watches, server->channels.broker, user->watch);
		free(user);
	}
}

int rtws_connection_set_user(rtws_connection_t *conn, rtws_text_t id)
{
	rtws_user_t *user;

	if (id.len > RTWS_USER_ID_MAX) {
		return RTWS_E_INVALID;
	}
	if (conn->user != NULL && conn->user->len == id.len &&
		memcmp(conn->user->id, id.at, id.len) == 0) {
		return 0;
	}
	rtws_connection_leave_user(conn);
	if (id.len == 0 || !rtws_connection_is_open(conn)) {
		return 0;
	}
	user = get(conn->server, id);
	if (user == NULL) {
		return RTWS_E_NOMEM;
	}
	conn->user = user;
	conn->user_next = user->first;
	conn->user_prev = &user->first;
	if (conn->user_next != NULL) {
		conn->user_next->user_prev = &conn->user_next;
	}
	user->first = conn;
	return 0;
}

/* ---- letters that come ----------------------------------------------------------------------- */

static uint64_t hand_over(rtws_connection_t *conn, const rtws_letter_t *letter)
{
	rtws_ws_opcode_t opcode = letter->kind == RTWS_DATA_BINARY ? RTWS_WS_BINARY : RTWS_WS_TEXT;

	return rtws_connection_send(conn, opcode, letter->data.at, letter->data.len) == 0;
}

/* The one that is sent to may end by it, and the user with the last one. */
uint64_t rtws_users_deliver(rtws_server_t *server, const rtws_letter_t *letter)
{
	rtws_connection_t *conn, *next;
	const rtws_user_t *user;
	uint64_t reached = 0;

	if (letter->to.kind == RTWS_SUBJECT_PROCESS) {
		conn = rtws_server_find(server, letter->address.at, letter->address.len);
		return conn != NULL ? hand_over(conn, letter) : 0;
	}
	user = rtws_map_find(&server->users, letter->address.at, letter->address.len);
	for (conn = user != NULL ? user->first : NULL; conn != NULL; conn = next) {
		next = conn->user_next;
		reached += hand_over(conn, letter);
	}
	return reached;
}

/* ---- letters that go ------------------------------------------------------------------------- */

typedef struct {
	rtws_server_t *server;
	rtws_reached_fn done;
	void *arg;
	rtws_letter_t letter;
	char text[]; /* address, data */
} errand_t;

static void send_to_user(rtws_server_t *server, rtws_letter_t *letter, rtws_reached_fn done,
						 void *arg)
{
	rtws_broker_t *broker = server->channels.broker;

	letter->to = (rtws_subject_t){ RTWS_SUBJECT_USER, letter->address };
	broker->ops->send(broker, letter, done, arg);
}

/* It was no connection's id: a user's that looks like one. */
static void on_process(void *arg, int error, uint64_t reached)
{
	errand_t *errand = arg;

	if (error != 0 || reached > 0) {
		errand->done(errand->arg, error, reached);
	} else {
		send_to_user(errand->server, &errand->letter, errand->done, errand->arg);
	}
	free(errand);
}

void rtws_server_send_to(rtws_server_t *server, rtws_text_t id, rtws_data_kind_t kind,
						 rtws_text_t data, rtws_reached_fn done, void *arg)
{
	rtws_letter_t letter = { .address = id, .kind = kind, .data = data };
	rtws_broker_t *broker = server->channels.broker;
	rtws_text_t process = rtws_letter_process(id);
	errand_t *errand;

	if (process.len == 0) {
		send_to_user(server, &letter, done, arg);
		return;
	}
	if (rtws_server_find(server, id.at, id.len) != NULL) { /* here: nobody need be asked */
		letter.to.kind = RTWS_SUBJECT_PROCESS;
		done(arg, 0, rtws_users_deliver(server, &letter));
		return;
	}
	errand = malloc(sizeof(*errand) + id.len + data.len);
	if (errand == NULL) {
		done(arg, RTWS_E_NOMEM, 0);
		return;
	}
	*errand = (errand_t){ .server = server, .done = done, .arg = arg };
	memcpy(errand->text, id.at, id.len);
	memcpy(errand->text + id.len, data.at, data.len);
	letter.address = (rtws_text_t){ errand->text, id.len };
	letter.data = (rtws_text_t){ errand->text + id.len, data.len };
	letter.to = (rtws_subject_t){ RTWS_SUBJECT_PROCESS, { errand->text, process.len } };
	errand->letter = letter;
	broker->ops->send(broker, &letter, on_process, errand);
}

/* ---- life ------------------------------------------------------------------------------------ */

int rtws_users_start(rtws_server_t *server)
{
	char name[RTWS_CONNECTION_ID_MAX];
	size_t len = rtws_server_process(server, name);

	server->letters = rtws_watch_take(&server->channels.watches, server->channels.broker,
									  (rtws_subject_t){ RTWS_SUBJECT_PROCESS, { name, len } });
	return server->letters != NULL ? 0 : RTWS_E_NOMEM;
}

void rtws_users_stop(rtws_server_t *server)
{
	rtws_watch_drop(&server->channels.watches, server->channels.broker, server->letters);
	server->letters = NULL;
}

void rtws_users_clear(rtws_server_t *server)
{
	rtws_map_clear(&server->users);
}
