/*
 * A client's stream of WebSocket frames, parsed whole and in pieces: both must tell the same story,
 * with every chunk inside the buffer and no message above the limit. The first byte of the input
 * holds settings, the second chooses the pieces.
 */
#include "fuzz.h"

#include "proto/utf8.h"
#include "proto/ws_frame.h"
#include "util/buffer.h"

static const uint64_t limits[] = { 0, 10, 130, 5000, 70000, INT64_MAX, UINT64_MAX - 1, UINT64_MAX };

typedef struct {
	rtws_ws_parser_t parser;
	uint64_t limit;
	uint64_t total; /* of the message that is coming in */
	bool in_message;
	bool rsv1;
	rtws_buffer_t rest; /* not consumed yet */
	rtws_buffer_t log;  /* the story: events and payload, chunks joined */
} reader_t;

static void check_close(const uint8_t *payload, size_t len)
{
	uint8_t frame[2 + RTWS_WS_CONTROL_MAX];
	const uint8_t *reason;
	size_t reason_len;
	uint16_t code;
	uint16_t error = rtws_ws_close_parse(payload, len, &code, &reason, &reason_len);

	MUST(error == 0 || error == RTWS_CLOSE_PROTOCOL || error == RTWS_CLOSE_BAD_DATA);
	MUST(reason >= payload && reason + reason_len <= payload + len);
	if (error == 0) {
		MUST(code == RTWS_CLOSE_NO_STATUS ? len == 0 : rtws_ws_close_code_is_valid(code));
		MUST(rtws_utf8_is_valid(reason, reason_len));
		MUST(rtws_ws_close_frame(frame, code, reason, reason_len) == 2 + len);
		MUST(frame[0] == 0x88 && frame[1] == len && memcmp(frame + 2, payload, len) == 0);
	}
}

static void check_data(reader_t *reader, const rtws_ws_chunk_t *chunk)
{
	MUST(chunk->opcode == RTWS_WS_TEXT || chunk->opcode == RTWS_WS_BINARY);
	MUST(chunk->first == !reader->in_message);
	MUST(reader->rsv1 || !chunk->compressed);
	MUST(chunk->len > 0 || chunk->last);
	reader->total = (chunk->first ? 0 : reader->total) + chunk->len;
	MUST(reader->total <= reader->limit);
	reader->in_message = !chunk->last;
}

static void check_control(const rtws_ws_chunk_t *chunk)
{
	MUST(chunk->opcode >= RTWS_WS_CLOSE && chunk->opcode <= RTWS_WS_PONG);
	MUST(chunk->first && chunk->last && !chunk->compressed);
	MUST(chunk->len <= RTWS_WS_CONTROL_MAX);
	if (chunk->opcode == RTWS_WS_CLOSE) {
		check_close(chunk->data, chunk->len);
	}
}

static void write_down(reader_t *reader, const rtws_ws_chunk_t *chunk)
{
	if (chunk->first) {
		MUST(rtws_buffer_printf(&reader->log, "<%u %d>", chunk->opcode, chunk->compressed) == 0);
	}
	MUST(rtws_buffer_append(&reader->log, chunk->data, chunk->len) == 0);
	if (chunk->last) {
		MUST(rtws_buffer_printf(&reader->log, "<end>") == 0);
	}
}

/* One read: what remained of those before, and these bytes. False after an error. */
static bool take_read(reader_t *reader, const uint8_t *bytes, size_t len)
{
	size_t have = reader->rest.len + len;
	uint8_t *block = malloc(have);
	uint8_t *at = block;
	rtws_ws_result_t result;
	rtws_ws_chunk_t chunk;

	if (reader->rest.len > 0) {
		memcpy(block, reader->rest.bytes, reader->rest.len);
	}
	memcpy(block + reader->rest.len, bytes, len);
	for (;;) {
		uint8_t *before = at;

		result = rtws_ws_parse(&reader->parser, reader->limit, &at, block + have, &chunk);
		MUST(at >= before && at <= block + have);
		if (result != RTWS_WS_DATA && result != RTWS_WS_CONTROL) {
			break;
		}
		MUST(chunk.data >= before && chunk.data + chunk.len <= at);
		if (result == RTWS_WS_DATA) {
			check_data(reader, &chunk);
		} else {
			check_control(&chunk);
		}
		write_down(reader, &chunk);
	}
	reader->rest.len = 0;
	if (result == RTWS_WS_MORE) {
		size_t rest = (size_t) (block + have - at);

		MUST(rest <= RTWS_WS_RESIDUE_MAX);
		MUST(rtws_buffer_append(&reader->rest, at, rest) == 0);
	} else {
		uint16_t error = reader->parser.error;

		MUST(error == RTWS_CLOSE_PROTOCOL || error == RTWS_CLOSE_TOO_BIG);
		MUST(rtws_buffer_printf(&reader->log, "<error %u>", error) == 0);
	}
	free(block);
	return result == RTWS_WS_MORE;
}

/* seed 0: the whole stream in one read. */
static void read_stream(reader_t *reader, const uint8_t *bytes, size_t len, uint32_t seed)
{
	size_t at = 0;

	rtws_ws_parser_init(&reader->parser, reader->rsv1);
	while (at < len) {
		size_t piece = seed == 0 ? len : next_piece(&seed);

		piece = piece < len - at ? piece : len - at;
		if (!take_read(reader, bytes + at, piece)) {
			return;
		}
		at += piece;
	}
	/* what remains is part of the story: a cut header, or a cut control frame */
	MUST(rtws_buffer_printf(&reader->log, "<rest>") == 0);
	MUST(rtws_buffer_append(&reader->log, reader->rest.bytes, reader->rest.len) == 0);
}

static void clear(reader_t *reader)
{
	rtws_buffer_clear(&reader->rest);
	rtws_buffer_clear(&reader->log);
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t len)
{
	reader_t whole, cut;

	if (len < 3) {
		return 0;
	}
	memset(&whole, 0, sizeof(whole));
	whole.rsv1 = input[0] & 8;
	whole.limit = limits[input[0] & 7];
	cut = whole;
	read_stream(&whole, input + 2, len - 2, 0);
	read_stream(&cut, input + 2, len - 2, 1u + input[1]);
	MUST(whole.log.len == cut.log.len);
	MUST(memcmp(whole.log.bytes, cut.log.bytes, cut.log.len) == 0);
	clear(&whole);
	clear(&cut);
	return 0;
}
