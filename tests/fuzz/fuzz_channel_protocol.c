/*
 * A request of the channel protocol. What parses is written down again from what was read, and must
 * then be read the same way; every answer to it must be JSON, and carry the id.
 */
#include "fuzz.h"

#include "proto/channel_protocol.h"
#include "proto/utf8.h"

static void put(rtws_buffer_t *out, const char *text)
{
	MUST(rtws_buffer_append(out, text, strlen(text)) == 0);
}

static void put_member(rtws_buffer_t *out, const char *name, rtws_text_t json)
{
	if (json.len > 0) {
		put(out, name);
		MUST(rtws_buffer_append(out, json.at, json.len) == 0);
	}
}

static void put_text(rtws_buffer_t *out, const char *name, rtws_text_t text)
{
	if (text.len > 0) {
		put(out, name);
		MUST(rtws_json_put_string(out, text.at, text.len) == 0);
	}
}

static void write_down(rtws_buffer_t *out, const rtws_channel_request_t *request)
{
	char position[RTWS_POSITION_MAX];

	rtws_buffer_printf(out, "{\"action\":\"%s\",\"limit\":%u,\"after\":\"%llu\"",
					   rtws_action_name(request->action), request->limit,
					   (unsigned long long) request->after);
	put_text(out, ",\"channel\":", request->channel);
	put_text(out, ",\"event\":", request->event);
	put_text(out, ",\"key\":", request->key);
	put_member(out, ",\"id\":", request->id);
	put_member(out, ",\"message\":", request->message);
	put_member(out, ",\"member\":", request->member);
	put(out, request->echo ? ",\"echo\":true" : ",\"echo\":false");
	put(out, request->delta ? ",\"delta\":true" : ",\"delta\":false");
	if (request->has_since) {
		rtws_position_format(request->since, position);
		rtws_buffer_printf(out, ",\"since\":\"%s\"", position);
	}
	put(out, "}");
}

static bool same(rtws_text_t a, rtws_text_t b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

static void must_be_read_again(const rtws_channel_request_t *request)
{
	rtws_buffer_t out = { NULL, 0, 0 };
	rtws_channel_request_t again;
	const char *why = NULL;

	write_down(&out, request);
	MUST(rtws_channel_request_parse((rtws_text_t){ (const char *) out.bytes, out.len }, &again,
									&why) == NULL);
	MUST(again.action == request->action && again.limit == request->limit);
	MUST(again.after == request->after && again.echo == request->echo);
	MUST(again.delta == request->delta && again.has_since == request->has_since);
	MUST(again.since.epoch == request->since.epoch && again.since.offset == request->since.offset);
	MUST(same(again.channel, request->channel) && same(again.event, request->event));
	MUST(same(again.key, request->key) && same(again.id, request->id));
	MUST(same(again.message, request->message) && same(again.member, request->member));
	rtws_buffer_clear(&out);
}

/* The answer is an object with this id, and this channel. */
static void must_be_an_answer(rtws_buffer_t *out, const rtws_channel_request_t *request)
{
	rtws_text_t object, name, value;
	bool has_id = false;
	char channel[RTWS_CHANNEL_NAME_MAX];

	MUST(rtws_json_parse((rtws_text_t){ (const char *) out->bytes, out->len }, &object));
	MUST(rtws_json_is_object(object));
	while (rtws_json_next(&object, &name, &value)) {
		if (rtws_json_string_is(name, "id")) {
			MUST(same(value, request->id));
			has_id = true;
		} else if (rtws_json_string_is(name, "channel")) {
			MUST(rtws_json_string(value, channel, sizeof(channel)) ==
				 (ptrdiff_t) request->channel.len);
			MUST(memcmp(channel, request->channel.at, request->channel.len) == 0);
		}
	}
	MUST(has_id == (request->id.len > 0));
	rtws_buffer_clear(out);
}

static void must_be_answered(const rtws_channel_request_t *request, const char *why)
{
	rtws_subscribed_t subscribed = { .id = request->id, .channel = request->channel };
	rtws_buffer_t out = { NULL, 0, 0 };

	MUST(rtws_put_subscribed(&out, &subscribed) == 0);
	must_be_an_answer(&out, request);
	MUST(rtws_put_error(&out, "BAD_REQUEST", why != NULL ? why : "", request->channel,
						request->id) == 0);
	must_be_an_answer(&out, request);
	MUST(rtws_put_pong(&out, request->id) == 0);
	must_be_an_answer(&out, request);
}

static void try_member(rtws_text_t member)
{
	char id[RTWS_CHANNEL_NAME_MAX];
	ptrdiff_t len = rtws_member_id(member, id, sizeof(id));

	MUST(len <= (ptrdiff_t) sizeof(id) && (len <= 0 || rtws_utf8_is_valid(id, (size_t) len)));
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t len)
{
	char *text = exact_copy(input, len);
	rtws_channel_request_t request;
	const char *why = NULL;
	const char *code;

	memset(&request, 0xaa, sizeof(request));
	if (rtws_utf8_is_valid(text, len)) {
		code = rtws_channel_request_parse((rtws_text_t){ text, len }, &request, &why);
		MUST(code == NULL || why != NULL);
		must_be_answered(&request, why);
		if (code == NULL) {
			MUST(request.action != RTWS_ACTION_NONE);
			must_be_read_again(&request);
			if (request.member.len > 0) {
				try_member(request.member);
			}
		}
	}
	free(text);
	return 0;
}
