/*
 * What comes by a channel of Redis: an envelope of another server, which is the same when it is
 * written again, or a plain payload, of which the kind is known.
 */
#include "fuzz.h"

#include "broker/redis_envelope.h"

static bool is_same(rtws_text_t a, rtws_text_t b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

static void write_again(const rtws_envelope_t *envelope)
{
	rtws_buffer_t out = { NULL, 0, 0 };
	rtws_envelope_t again;

	MUST(rtws_envelope_write(&out, envelope) == 0);
	MUST(rtws_envelope_parse((rtws_text_t){ (char *) out.bytes, out.len }, &again));
	MUST(again.type == envelope->type && again.number == envelope->number);
	MUST(again.except == envelope->except && again.kind == envelope->kind);
	MUST(again.flags == envelope->flags && again.time_us == envelope->time_us);
	MUST(again.position.epoch == envelope->position.epoch);
	MUST(again.position.offset == envelope->position.offset);
	MUST(is_same(again.origin, envelope->origin) && is_same(again.name, envelope->name));
	MUST(is_same(again.extra, envelope->extra) && is_same(again.data, envelope->data));
	rtws_buffer_clear(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t len)
{
	char *bytes = exact_copy(input, len);
	rtws_text_t payload = { bytes, len };
	rtws_envelope_t envelope;
	rtws_text_t value;

	rtws_payload_kind(payload, &value);
	MUST(value.len == 0 || (value.at >= bytes && value.at + value.len <= bytes + len));
	if (rtws_envelope_parse(payload, &envelope)) {
		MUST(rtws_envelope_is_one(payload));
		MUST(envelope.data.at + envelope.data.len == bytes + len);
		write_again(&envelope);
	}
	free(bytes);
	return 0;
}
