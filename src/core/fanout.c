#include "core/fanout.h"

#include "proto/channel_protocol.h"
#include "proto/sse.h"

#include <string.h>

static const rtws_text_t none = { NULL, 0 };

static void begin(rtws_fanout_t *fanout)
{
	fanout->patch = none;
	fanout->wants_patch = false;
	fanout->key = 0;
	for (int i = 0; i < RTWS_ENCODERS; i++) { /* the rest is of the encoding that is made */
		fanout->encodings[i].is_made = false;
	}
}

void rtws_fanout_begin(rtws_fanout_t *fanout, const rtws_publication_t *pub)
{
	begin(fanout);
	fanout->pub = pub;
}

void rtws_fanout_begin_news(rtws_fanout_t *fanout, rtws_news_fn put, const void *news)
{
	begin(fanout);
	fanout->pub = NULL;
	fanout->put = put;
	fanout->news = news;
}

void rtws_fanout_end(rtws_fanout_t *fanout)
{
	for (int i = 0; i < RTWS_ENCODERS; i++) {
		rtws_encoding_t *encoding = &fanout->encodings[i];

		if (encoding->is_made) {
			rtws_broadcast_clear(&encoding->broadcast);
			rtws_buffer_clear(&encoding->bytes);
			if (encoding->message != NULL) {
				rtws_message_unref(encoding->message);
			}
		}
	}
}

/* What has bytes of its own. */
static int put_bytes(const rtws_fanout_t *fanout, rtws_encoder_t encoder, rtws_buffer_t *out)
{
	if (fanout->pub == NULL) {
		return fanout->put(fanout->news, encoder, out);
	}
	return rtws_put_message(out, fanout->pub, encoder == RTWS_ENCODER_PATCH ? fanout->patch : none);
}

static bool make(const rtws_fanout_t *fanout, rtws_encoder_t encoder, rtws_encoding_t *encoding)
{
	const rtws_publication_t *pub = fanout->pub;

	if (pub != NULL && encoder == RTWS_ENCODER_RAW) {
		rtws_broadcast_init(&encoding->broadcast,
							pub->kind == RTWS_DATA_BINARY ? RTWS_WS_BINARY : RTWS_WS_TEXT,
							pub->data.at, pub->data.len);
		return true;
	}
	if (put_bytes(fanout, encoder, &encoding->bytes) != 0) {
		return false;
	}
	rtws_broadcast_init(&encoding->broadcast, RTWS_WS_TEXT, encoding->bytes.bytes,
						encoding->bytes.len);
	return true;
}

rtws_broadcast_t *rtws_fanout_frames(rtws_fanout_t *fanout, rtws_encoder_t encoder)
{
	rtws_encoding_t *encoding = &fanout->encodings[encoder];

	if (!encoding->is_made) {
		memset(encoding, 0, sizeof(*encoding));
		encoding->is_made = true;
		encoding->is_good = make(fanout, encoder, encoding);
		encoding->broadcast.key = fanout->key;
	}
	return encoding->is_good ? &encoding->broadcast : NULL;
}

/* Puts the event together in the encoding's bytes. */
static int put_event(rtws_fanout_t *fanout, rtws_encoder_t encoder, rtws_buffer_t *out)
{
	rtws_buffer_t frame = { NULL, 0, 0 };
	int failed;

	if (encoder == RTWS_ENCODER_SSE) {
		return rtws_sse_put(out, fanout->pub, none);
	}
	failed = rtws_put_message(&frame, fanout->pub, none);
	if (failed == 0) {
		failed =
			rtws_sse_put(out, fanout->pub, (rtws_text_t){ (const char *) frame.bytes, frame.len });
	}
	rtws_buffer_clear(&frame);
	return failed;
}

rtws_message_t *rtws_fanout_event(rtws_fanout_t *fanout, rtws_encoder_t encoder)
{
	rtws_encoding_t *encoding = &fanout->encodings[encoder];

	if (fanout->pub == NULL) {
		return NULL;
	}
	if (!encoding->is_made) {
		memset(encoding, 0, sizeof(*encoding));
		encoding->is_made = true;
		if (put_event(fanout, encoder, &encoding->bytes) == 0 &&
			(encoding->message = rtws_message_create(encoding->bytes.len)) != NULL) {
			rtws_message_append(encoding->message, encoding->bytes.bytes, encoding->bytes.len);
			encoding->message->frames = 1;
			encoding->message->key = fanout->key;
		}
		rtws_buffer_clear(&encoding->bytes);
	}
	return encoding->message;
}
