#include "proto/channel_protocol.h"

#include <string.h>

#define BAD_REQUEST "BAD_REQUEST"
#define BAD_CHANNEL "BAD_CHANNEL"

static const struct {
	const char *name;
	bool has_channel;
} actions[] = {
	[RTWS_ACTION_NONE] = { "", false },
	[RTWS_ACTION_SUBSCRIBE] = { "subscribe", true },
	[RTWS_ACTION_UNSUBSCRIBE] = { "unsubscribe", true },
	[RTWS_ACTION_PUBLISH] = { "publish", true },
	[RTWS_ACTION_JOIN] = { "join", true },
	[RTWS_ACTION_LEAVE] = { "leave", true },
	[RTWS_ACTION_PRESENCE] = { "presence", true },
	[RTWS_ACTION_HISTORY] = { "history", true },
	[RTWS_ACTION_PING] = { "ping", false },
	[RTWS_ACTION_PONG] = { "pong", false },
};

enum { ACTIONS = sizeof(actions) / sizeof(actions[0]) };

const char *rtws_action_name(rtws_action_t action)
{
	return actions[action].name;
}

/* ---- requests: each reads one member, and returns what is wrong with it, or NULL ---------------
 */

/* Of a value that is a string: its decoded text, in size bytes at out. */
static bool read_string(rtws_text_t value, char *out, size_t size, rtws_text_t *text)
{
	ptrdiff_t len = rtws_json_is_string(value) ? rtws_json_string(value, out, size) : -1;

	*text = (rtws_text_t){ out, len > 0 ? (size_t) len : 0 };
	return len >= 0;
}

static const char *read_action(rtws_text_t value, bool is_type, rtws_channel_request_t *request)
{
	request->action = RTWS_ACTION_NONE;
	for (int i = RTWS_ACTION_SUBSCRIBE; i < ACTIONS; i++) {
		if (rtws_json_is_string(value) && rtws_json_string_is(value, actions[i].name) &&
			(!is_type || !actions[i].has_channel)) {
			request->action = (rtws_action_t) i;
			return NULL;
		}
	}
	return "Unknown action: it must be subscribe, unsubscribe, publish, join, leave, presence, "
		   "history, ping or pong.";
}

static const char *read_id(rtws_text_t value, rtws_channel_request_t *request)
{
	char text[RTWS_REQUEST_ID_MAX];
	int64_t number;

	if (rtws_json_is_string(value) ? rtws_json_string(value, text, sizeof(text)) < 0
								   : !rtws_json_integer(value, &number)) {
		return "\"id\" must be a string of at most 64 bytes or an integer.";
	}
	request->id = value;
	return NULL;
}

static const char *read_name(rtws_text_t value, char *bytes, size_t size, rtws_text_t *text,
							 const char *why)
{
	return read_string(value, bytes, size, text) && rtws_name_is_valid(*text, size) ? NULL : why;
}

static const char *read_member(rtws_text_t value, rtws_channel_request_t *request)
{
	if (!rtws_json_is_object(value)) {
		return "\"member\" must be an object.";
	}
	request->member = value;
	return NULL;
}

static const char *read_since(rtws_text_t value, rtws_channel_request_t *request)
{
	char text[RTWS_POSITION_MAX];
	rtws_text_t position;

	if (!read_string(value, text, sizeof(text), &position) ||
		!rtws_position_parse(position, &request->since)) {
		return "\"since\" must be a position, as it was given.";
	}
	request->has_since = true;
	return NULL;
}

static const char *read_bool(rtws_text_t value, bool *out, const char *why)
{
	if (*value.at != 't' && *value.at != 'f') {
		return why;
	}
	*out = *value.at == 't';
	return NULL;
}

static const char *read_limit(rtws_text_t value, rtws_channel_request_t *request)
{
	int64_t limit;

	if (!rtws_json_integer(value, &limit) || limit < 1 || limit > RTWS_PAGE_MAX) {
		return "\"limit\" must be an integer between 1 and 1000.";
	}
	request->limit = (uint32_t) limit;
	return NULL;
}

static const char *read_after(rtws_text_t value, rtws_channel_request_t *request)
{
	char text[RTWS_CURSOR_MAX];
	rtws_text_t cursor;
	int64_t number;

	if (!read_string(value, text, sizeof(text), &cursor) || !rtws_json_integer(cursor, &number) ||
		number < 0) {
		return "\"after\" must be the \"next\" of the answer before.";
	}
	request->after = (uint64_t) number;
	return NULL;
}

/* ---- members: of those with one name the last counts ----------------------------------------- */

enum { ID, CHANNEL, ACTION, TYPE, MESSAGE, EVENT, KEY, MEMBER, SINCE, ECHO, DELTA, LIMIT, AFTER };

enum { FIELDS = AFTER + 1 };

static const char *const fields[FIELDS] = {
	[ID] = "id",           [CHANNEL] = "channel", [ACTION] = "action", [TYPE] = "type",
	[MESSAGE] = "message", [EVENT] = "event",     [KEY] = "key",       [MEMBER] = "member",
	[SINCE] = "since",     [ECHO] = "echo",       [DELTA] = "delta",   [LIMIT] = "limit",
	[AFTER] = "after",
};

static void find_fields(rtws_text_t object, rtws_text_t values[FIELDS])
{
	rtws_text_t name, value;

	memset(values, 0, FIELDS * sizeof(*values));
	while (rtws_json_next(&object, &name, &value)) {
		for (int i = 0; i < FIELDS; i++) {
			if (rtws_json_string_is(name, fields[i])) {
				values[i] = value;
				break;
			}
		}
	}
	if (values[ACTION].at != NULL) { /* the type is then of no meaning to us */
		values[TYPE] = (rtws_text_t){ NULL, 0 };
	}
}

static const char *read_field(int field, rtws_text_t value, rtws_channel_request_t *request)
{
	switch (field) {
		case ACTION:
			return read_action(value, false, request);
		case TYPE:
			return read_action(value, true, request);
		case MESSAGE:
			request->message = value;
			return NULL;
		case EVENT:
			return read_name(
				value, request->event_bytes, RTWS_EVENT_MAX, &request->event,
				"\"event\" must be a string of 1 to 64 bytes without control characters.");
		case KEY:
			return read_name(
				value, request->key_bytes, RTWS_KEY_MAX, &request->key,
				"\"key\" must be a string of 1 to 64 bytes without control characters.");
		case MEMBER:
			return read_member(value, request);
		case SINCE:
			return read_since(value, request);
		case ECHO:
			return read_bool(value, &request->echo, "\"echo\" must be true or false.");
		case DELTA:
			return read_bool(value, &request->delta, "\"delta\" must be true or false.");
		case LIMIT:
			return read_limit(value, request);
		default:
			return read_after(value, request);
	}
}

static const char *read_all(const rtws_text_t values[FIELDS], rtws_channel_request_t *request)
{
	const char *why = NULL;

	for (int i = ACTION; i < FIELDS && why == NULL; i++) {
		why = values[i].at != NULL ? read_field(i, values[i], request) : NULL;
	}
	return why;
}

static const char *check(const rtws_channel_request_t *request)
{
	if (request->action == RTWS_ACTION_NONE) {
		return "\"action\" is missing.";
	}
	if (request->action == RTWS_ACTION_PUBLISH && request->message.len == 0) {
		return "\"message\" is missing.";
	}
	return NULL;
}

/* What an answer is addressed with comes first, so that errors about the rest carry it. */
const char *rtws_channel_request_parse(rtws_text_t text, rtws_channel_request_t *request,
									   const char **why)
{
	rtws_text_t object;
	rtws_text_t values[FIELDS];
	const char *bad_channel = NULL;

	memset(request, 0, offsetof(rtws_channel_request_t, channel_bytes));
	request->echo = true;
	request->limit = RTWS_PAGE;
	if (!rtws_json_parse(text, &object) || !rtws_json_is_object(object)) {
		*why = "A message must be one JSON object.";
		return BAD_REQUEST;
	}
	find_fields(object, values);
	if (values[CHANNEL].at != NULL) {
		bad_channel = read_name(values[CHANNEL], request->channel_bytes, RTWS_CHANNEL_NAME_MAX,
								&request->channel,
								"\"channel\" must be a string of 1 to 255 bytes without control "
								"characters.");
	}
	if (bad_channel != NULL) {
		request->channel = (rtws_text_t){ NULL, 0 };
	}
	*why = values[ID].at != NULL ? read_id(values[ID], request) : NULL;
	*why = *why == NULL ? read_all(values, request) : *why;
	*why = *why == NULL ? check(request) : *why;
	if (*why != NULL) {
		return BAD_REQUEST;
	}
	if (actions[request->action].has_channel && values[CHANNEL].at == NULL) {
		*why = "\"channel\" is missing.";
		return BAD_REQUEST;
	}
	*why = bad_channel;
	return actions[request->action].has_channel && bad_channel != NULL ? BAD_CHANNEL : NULL;
}

ptrdiff_t rtws_member_id(rtws_text_t member, char *out, size_t size)
{
	rtws_text_t name, value;
	ptrdiff_t len = -1;
	int64_t number;

	while (rtws_json_next(&member, &name, &value)) {
		if (name.at == NULL || !rtws_json_string_is(name, "id")) {
			continue;
		}
		if (rtws_json_is_string(value)) {
			len = rtws_json_string(value, out, size);
		} else if (rtws_json_integer(value, &number) && value.len <= size) {
			memcpy(out, value.at, value.len);
			len = (ptrdiff_t) value.len;
		} else {
			len = -1;
		}
	}
	return len;
}

/* ---- answers --------------------------------------------------------------------------------- */

static int put(rtws_buffer_t *out, const char *text)
{
	return rtws_buffer_append(out, text, strlen(text));
}

static int put_raw(rtws_buffer_t *out, const char *before, rtws_text_t json)
{
	return json.len > 0 ? put(out, before) | rtws_buffer_append(out, json.at, json.len) : 0;
}

/* A string, unless it is empty. */
static int put_text(rtws_buffer_t *out, const char *before, rtws_text_t text)
{
	return text.len > 0 ? put(out, before) | rtws_json_put_string(out, text.at, text.len) : 0;
}

static int put_position(rtws_buffer_t *out, rtws_position_t position)
{
	char text[RTWS_POSITION_MAX];

	rtws_position_format(position, text);
	return rtws_buffer_printf(out, ",\"position\":\"%s\"", text);
}

static int put_data(rtws_buffer_t *out, const rtws_publication_t *pub)
{
	switch (pub->kind) {
		case RTWS_DATA_TEXT:
			return rtws_json_put_string(out, pub->data.at, pub->data.len);
		case RTWS_DATA_BINARY:
			return rtws_json_put_base64(out, pub->data.at, pub->data.len);
		default:
			return rtws_buffer_append(out, pub->data.at, pub->data.len);
	}
}

/* From the data on: what messages and the items of a history have in common. */
static int put_body(rtws_buffer_t *out, const rtws_publication_t *pub, rtws_text_t patch)
{
	int failed = 0;

	if (patch.len > 0) {
		failed |= put_raw(out, "\"patch\":", patch);
	} else {
		failed |= put(out, "\"data\":") | put_data(out, pub);
	}
	failed |= rtws_buffer_printf(out, ",\"timestamp\":%llu.%06u",
								 (unsigned long long) (pub->time_us / 1000000),
								 (unsigned) (pub->time_us % 1000000));
	failed |= put_text(out, ",\"event\":", pub->event);
	if (pub->is_kept) {
		failed |= put_position(out, pub->position);
	}
	if (pub->kind == RTWS_DATA_BINARY) {
		failed |= put(out, ",\"encoding\":\"base64\"");
	}
	return failed | put(out, "}");
}

int rtws_put_subscribed(rtws_buffer_t *out, const rtws_subscribed_t *answer)
{
	int failed = put(out, "{\"type\":\"subscribed\"");

	failed |= put_text(out, ",\"channel\":", answer->channel);
	failed |= put_raw(out, ",\"id\":", answer->id);
	if (answer->has_position) {
		failed |= put_position(out, answer->position);
	}
	if (answer->was_recovery) {
		failed |= put(out, answer->recovered ? ",\"recovered\":true" : ",\"recovered\":false");
	}
	return failed | put(out, "}");
}

int rtws_put_done(rtws_buffer_t *out, const char *type, rtws_text_t channel, rtws_text_t id)
{
	return rtws_buffer_printf(out, "{\"type\":\"%s\"", type) |
		   put_text(out, ",\"channel\":", channel) | put_raw(out, ",\"id\":", id) | put(out, "}");
}

int rtws_put_published(rtws_buffer_t *out, rtws_text_t channel, rtws_text_t id,
					   rtws_position_t position, bool is_duplicate)
{
	return put(out, "{\"type\":\"published\"") | put_text(out, ",\"channel\":", channel) |
		   put_raw(out, ",\"id\":", id) | put_position(out, position) |
		   put(out, is_duplicate ? ",\"duplicate\":true}" : "}");
}

int rtws_put_message(rtws_buffer_t *out, const rtws_publication_t *pub, rtws_text_t patch)
{
	return put(out, "{\"type\":\"message\"") | put_text(out, ",\"channel\":", pub->channel) |
		   put(out, ",") | put_body(out, pub, patch);
}

int rtws_put_error(rtws_buffer_t *out, const char *code, const char *message, rtws_text_t channel,
				   rtws_text_t id)
{
	return rtws_buffer_printf(out, "{\"type\":\"error\",\"code\":\"%s\",\"message\":", code) |
		   rtws_json_put_string(out, message, strlen(message)) |
		   put_text(out, ",\"channel\":", channel) | put_raw(out, ",\"id\":", id) | put(out, "}");
}

int rtws_put_pong(rtws_buffer_t *out, rtws_text_t id)
{
	return put(out, "{\"type\":\"pong\"") | put_raw(out, ",\"id\":", id) | put(out, "}");
}

int rtws_put_gap(rtws_buffer_t *out, rtws_text_t channel)
{
	return put(out, "{\"type\":\"gap\"") | put_text(out, ",\"channel\":", channel) | put(out, "}");
}

int rtws_put_history_begin(rtws_buffer_t *out, rtws_text_t channel)
{
	return put(out, "{\"type\":\"history\"") | put_text(out, ",\"channel\":", channel) |
		   put(out, ",\"publications\":[");
}

int rtws_put_history_item(rtws_buffer_t *out, const rtws_publication_t *pub, bool is_first)
{
	return put(out, is_first ? "{" : ",{") | put_body(out, pub, (rtws_text_t){ NULL, 0 });
}

int rtws_put_history_end(rtws_buffer_t *out, rtws_text_t id, const rtws_position_t *position,
						 bool was_recovery, bool recovered)
{
	int failed = put(out, "]");

	if (position != NULL) {
		failed |= put_position(out, *position);
	}
	if (was_recovery) {
		failed |= put(out, recovered ? ",\"recovered\":true" : ",\"recovered\":false");
	}
	return failed | put_raw(out, ",\"id\":", id) | put(out, "}");
}

int rtws_put_members_begin(rtws_buffer_t *out)
{
	return put(out, "{\"type\":\"presence_state\",\"members\":{");
}

int rtws_put_members_item(rtws_buffer_t *out, rtws_text_t key, rtws_text_t info, bool is_first)
{
	return put(out, is_first ? "" : ",") | rtws_json_put_string(out, key.at, key.len) |
		   put_raw(out, ":", info);
}

int rtws_put_members_end(rtws_buffer_t *out, rtws_text_t channel, rtws_text_t id, uint64_t total,
						 uint64_t next)
{
	int failed = put(out, "}") | put_text(out, ",\"channel\":", channel);

	if (next != 0) {
		failed |= rtws_buffer_printf(out, ",\"total\":%llu,\"next\":\"%llu\"",
									 (unsigned long long) total, (unsigned long long) next);
	}
	return failed | put_raw(out, ",\"id\":", id) | put(out, "}");
}

int rtws_put_changes_end(rtws_buffer_t *out, rtws_text_t channel)
{
	return put(out, "]") | put_text(out, ",\"channel\":", channel) | put(out, "}");
}

int rtws_put_member(rtws_buffer_t *out, const char *type, rtws_text_t info, rtws_text_t channel)
{
	return rtws_buffer_printf(out, "{\"type\":\"%s\"", type) | put_raw(out, ",\"member\":", info) |
		   put_text(out, ",\"channel\":", channel) | put(out, "}");
}
