/*
 * What programs that are no server of ours send: the list ws:messages, whose elements are published
 * for everybody, and ws:server:{ID}, data for one client.
 *
 * One server takes from the list, so that its order is kept; another does when that one is gone.
 */
#include "broker/redis_parts.h"

#include "proto/json.h"
#include "util/log.h"

#include <stdlib.h>
#include <string.h>

enum { TAKE_S = 5, TAKE_MAX = 256, ID_MAX = 1024 };

/* A text with JSON in it? Then it is an object, and its members can be looked at. */
static bool is_object(rtws_text_t payload, rtws_text_t *object)
{
	return rtws_payload_kind(payload, object) == RTWS_DATA_JSON && rtws_json_is_object(*object);
}

/* The last of that name counts, as elsewhere; at NULL: there is none. */
static rtws_text_t member(rtws_text_t object, const char *name)
{
	rtws_text_t found = { NULL, 0 };
	rtws_text_t key, value;

	while (rtws_json_next(&object, &key, &value)) {
		found = rtws_json_string_is(key, name) ? value : found;
	}
	return found;
}

/* A string's characters; 0 when it is none, or too long. */
static size_t string(rtws_text_t value, char *out, size_t size)
{
	ptrdiff_t len =
		value.at != NULL && rtws_json_is_string(value) ? rtws_json_string(value, out, size) : -1;

	return len > 0 ? (size_t) len : 0;
}

/* ---- ws:messages ----------------------------------------------------------------------------- */

static void complain(rtws_text_t element, const char *why)
{
	int shown = element.len < 200 ? (int) element.len : 200;

	rtws_log(RTWS_LOG_WARNING, "ws:messages: %s The element is dropped: %.*s%s", why, shown,
			 element.at, (size_t) shown < element.len ? "..." : "");
}

static void on_published(void *arg, const rtws_published_t *result)
{
	if (result->error != 0) {
		rtws_rb_complain(arg, "an element of ws:messages",
						 "It cannot be published, and is dropped.");
	}
}

static void publish(rtws_broker_redis_t *self, rtws_text_t channel, rtws_text_t event,
					rtws_text_t message)
{
	const rtws_broker_events_t *events = self->base.events;
	rtws_history_terms_t terms = { 0, 0 };
	rtws_publication_t *pub = rtws_publication_create(channel, event, RTWS_DATA_JSON, message);

	if (pub == NULL) {
		complain(message, "There is no memory for it.");
		return;
	}
	if (events->terms != NULL) {
		terms = events->terms(self->base.app, channel);
	}
	rtws_rb_publish(&self->base, pub, terms, rtws_text_of("", 0), on_published, self);
	rtws_publication_unref(pub);
}

static void on_element(rtws_broker_redis_t *self, rtws_text_t element)
{
	char channel[RTWS_CHANNEL_NAME_MAX];
	char event[RTWS_EVENT_MAX];
	rtws_text_t object, message, event_name;
	size_t len, event_len;

	if (!is_object(element, &object)) {
		complain(element, "It must be a JSON object {\"channel\":\"name\",\"message\":value}.");
		return;
	}
	len = string(member(object, "channel"), channel, sizeof(channel));
	if (!rtws_channel_name_is_valid(rtws_text_of(channel, len))) {
		complain(element, "\"channel\" must be the name of one, of 1 to 255 bytes.");
		return;
	}
	message = member(object, "message");
	if (message.at == NULL) {
		complain(element, "It has no \"message\".");
		return;
	}
	event_name = member(object, "event");
	event_len = string(event_name, event, sizeof(event));
	if (event_name.at != NULL &&
		!rtws_name_is_valid(rtws_text_of(event, event_len), RTWS_EVENT_MAX)) {
		complain(element, "\"event\" must be a string of 1 to 64 bytes.");
		return;
	}
	publish(self, rtws_text_of(channel, len), rtws_text_of(event, event_len), message);
}

static void take_more(rtws_broker_redis_t *self);

static void on_more(void *arg, const rtws_redis_result_t *result)
{
	rtws_broker_redis_t *self = arg;
	bool is_done = rtws_rb_is_done(self, "elements of ws:messages", result);
	size_t count = is_done ? result->reply->count : 0;

	self->is_taking = false;
	if (self->is_silent) {
		return;
	}
	for (size_t i = 0; i < count; i++) {
		on_element(self, result->reply->items[i].text);
	}
	if (count == TAKE_MAX && self->takes_messages) {
		take_more(self);
	} else if (is_done) {
		rtws_rb_outside_take(self);
	}
}

/* What else is there, without waiting. */
static void take_more(rtws_broker_redis_t *self)
{
	rtws_call_t call;

	self->is_taking = true;
	rtws_call_begin(&call, self);
	rtws_call_name(&call, "ws:messages", rtws_text_of("", 0));
	rtws_call_number(&call, TAKE_MAX);
	rtws_call_script(&call, RTWS_SCRIPT_TAKE, 1, on_more, self);
}

static void on_first(void *arg, const rtws_redis_result_t *result)
{
	rtws_broker_redis_t *self = arg;
	const rtws_redis_reply_t *element;

	self->is_taking = false;
	if (result->outcome != RTWS_REDIS_ANSWERED || self->is_silent) {
		return; /* the next sign of life tries again */
	}
	if (result->reply->type == RTWS_REDIS_ERROR) {
		rtws_rb_complain(self, "the list ws:messages", result->reply->text.at);
		return;
	}
	element = rtws_redis_item(result->reply, 1);
	if (element->type == RTWS_REDIS_STRING) {
		on_element(self, element->text);
		take_more(self);
	} else {
		rtws_rb_outside_take(self);
	}
}

void rtws_rb_outside_take(rtws_broker_redis_t *self)
{
	rtws_call_t call;

	if (!self->is_up || !self->takes_messages || self->is_taking) {
		return;
	}
	self->is_taking = true;
	rtws_call_begin(&call, self);
	rtws_call_word(&call, "BLPOP");
	rtws_call_name(&call, "ws:messages", rtws_text_of("", 0));
	rtws_call_number(&call, TAKE_S);
	rtws_call_apart(&call, (TAKE_S + 5) * 1000, on_first, self);
}

/* ---- ws:server:{ID} -------------------------------------------------------------------------- */

/* Data for a client: it is the id of a connection, or else of a user. */
typedef struct {
	rtws_broker_redis_t *broker;
	rtws_data_kind_t kind;
	size_t id_len;
	size_t data_len;
	char text[]; /* id, data */
} errand_t;

static void run_errand(const errand_t *errand, rtws_subject_t to, rtws_reached_fn done, void *arg)
{
	rtws_letter_t letter = {
		.to = to,
		.address = { errand->text, errand->id_len },
		.kind = errand->kind,
		.data = { errand->text + errand->id_len, errand->data_len },
	};

	errand->broker->base.events->letter(errand->broker->base.app, &letter, done, arg);
}

static void on_user(void *arg, int error, uint64_t reached)
{
	(void) error;
	(void) reached;
	free(arg);
}

static void on_connection(void *arg, int error, uint64_t reached)
{
	errand_t *errand = arg;
	rtws_subject_t user = { RTWS_SUBJECT_USER, { errand->text, errand->id_len } };

	if (error == 0 && reached == 0 && !errand->broker->is_silent) {
		run_errand(errand, user, on_user, errand);
	} else {
		free(errand);
	}
}

/* A string's characters are what is sent; any other value is sent as JSON. */
static errand_t *make_errand(rtws_broker_redis_t *self, rtws_text_t id, rtws_text_t data)
{
	errand_t *errand = malloc(sizeof(*errand) + id.len + data.len + 1);
	char *to = errand != NULL ? errand->text + id.len : NULL;
	ptrdiff_t len;

	if (errand == NULL) {
		return NULL;
	}
	*errand = (errand_t){ self, RTWS_DATA_JSON, id.len, data.len };
	memcpy(errand->text, id.at, id.len);
	memcpy(to, data.at, data.len);
	if (rtws_json_is_string(data) && (len = rtws_json_string(data, to, data.len)) >= 0) {
		errand->kind = RTWS_DATA_TEXT;
		errand->data_len = (size_t) len;
	}
	return errand;
}

/* The id as a string, or a number as it is written. */
static rtws_text_t read_id(rtws_text_t value, char out[ID_MAX])
{
	int64_t number;

	if (value.at != NULL && rtws_json_is_string(value)) {
		ptrdiff_t len = rtws_json_string(value, out, ID_MAX);

		return len >= 0 ? rtws_text_of(out, (size_t) len) : rtws_text_of(NULL, 0);
	}
	return value.at != NULL && rtws_json_integer(value, &number) ? value : rtws_text_of(NULL, 0);
}

void rtws_rb_outside_letter(rtws_broker_redis_t *self, rtws_text_t payload)
{
	char client[ID_MAX], conn[ID_MAX];
	rtws_text_t object, id, conn_id, data;
	rtws_subject_t to = { RTWS_SUBJECT_PROCESS, { NULL, 0 } };
	errand_t *errand;

	if (!is_object(payload, &object)) {
		rtws_rb_complain(self, "what was published to ws:server:{ID}", "It is no JSON object.");
		return;
	}
	id = read_id(member(object, "client_id"), client);
	conn_id = member(object, "conn_id");
	data = member(object, "data");
	if (id.at == NULL || data.at == NULL) {
		rtws_rb_complain(self, "what was published to ws:server:{ID}",
						 "It has no \"client_id\" or no \"data\".");
		return;
	}
	if (conn_id.at != NULL) { /* this one connection, and nobody else */
		id = read_id(conn_id, conn);
	}
	errand = id.at != NULL ? make_errand(self, id, data) : NULL;
	if (errand == NULL) {
		return;
	}
	to.name = rtws_letter_process(rtws_text_of(errand->text, errand->id_len));
	if (to.name.len > 0) {
		run_errand(errand, to, conn_id.at != NULL ? on_user : on_connection, errand);
	} else if (conn_id.at == NULL) {
		on_connection(errand, 0, 0);
	} else {
		free(errand);
	}
}
