/*
 * WebSocket frames, RFC 6455 section 5: an incremental parser over a byte buffer, and the frame
 * headers of the sender.
 *
 * The parser keeps no bytes. It consumes what it can and leaves in the buffer what it cannot use
 * yet: at most RTWS_WS_RESIDUE_MAX bytes (a cut header, or a cut control frame), which the caller
 * puts before the next bytes read. Payload is unmasked in place. Data frames come in as many chunks
 * as reads; control frames come whole.
 */
#ifndef RTWS_PROTO_WS_FRAME_H
#define RTWS_PROTO_WS_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
	RTWS_WS_CONTINUATION = 0,
	RTWS_WS_TEXT = 1,
	RTWS_WS_BINARY = 2,
	RTWS_WS_CLOSE = 8,
	RTWS_WS_PING = 9,
	RTWS_WS_PONG = 10,
} rtws_ws_opcode_t;

/* RFC 6455 section 7.4.1 and the IANA registry. */
typedef enum {
	RTWS_CLOSE_NORMAL = 1000,
	RTWS_CLOSE_AWAY = 1001,
	RTWS_CLOSE_PROTOCOL = 1002,
	RTWS_CLOSE_NO_STATUS = 1005, /* reported only: a Close without a code */
	RTWS_CLOSE_ABNORMAL = 1006,  /* reported only: no Close at all */
	RTWS_CLOSE_BAD_DATA = 1007,
	RTWS_CLOSE_POLICY = 1008,
	RTWS_CLOSE_TOO_BIG = 1009,
	RTWS_CLOSE_INTERNAL = 1011,
	RTWS_CLOSE_RESTART = 1012,
	RTWS_CLOSE_TRY_LATER = 1013,
} rtws_close_code_t;

#define RTWS_WS_CONTROL_MAX 125
#define RTWS_WS_REASON_MAX (RTWS_WS_CONTROL_MAX - 2)
/* the longest header that we send */
#define RTWS_WS_HEADER_MAX 10
/* a masked control frame less its last byte */
#define RTWS_WS_RESIDUE_MAX (6 + RTWS_WS_CONTROL_MAX - 1)
#define RTWS_WS_RSV1 0x40

typedef struct rtws_ws_parser {
	uint64_t left;    /* payload of the current data frame still to come */
	uint64_t message; /* payload of the current message, this frame's announced bytes included */
	uint32_t mask;    /* rotated: its first byte in memory goes with the next payload byte */
	uint16_t error;   /* close code after RTWS_WS_ERROR */
	uint8_t opcode;   /* of the current message; 0: none begun */
	bool in_frame : 1;
	bool fin : 1;
	bool first : 1;      /* no chunk of this message given out yet */
	bool compressed : 1; /* RSV1 of the message's first frame */
	bool allow_rsv1 : 1; /* permessage-deflate was negotiated */
} rtws_ws_parser_t;

typedef enum { RTWS_WS_MORE, RTWS_WS_DATA, RTWS_WS_CONTROL, RTWS_WS_ERROR } rtws_ws_result_t;

/* Borrowed: a view into the buffer parsed. */
typedef struct rtws_ws_chunk {
	uint8_t *data;
	size_t len;
	uint8_t opcode; /* of the message, or of the control frame */
	bool first;     /* chunk of the message; a control frame is both */
	bool last;
	bool compressed;
} rtws_ws_chunk_t;

void rtws_ws_parser_init(rtws_ws_parser_t *parser, bool allow_rsv1);

/*
 * Takes the next piece from [*at, end) and advances *at. RTWS_WS_MORE: nothing (more) to take, keep
 * [*at, end). After RTWS_WS_ERROR the parser must not be used again. A message longer than
 * max_message is an error before a byte of it is given out.
 */
rtws_ws_result_t rtws_ws_parse(rtws_ws_parser_t *parser, uint64_t max_message, uint8_t **at,
							   uint8_t *end, rtws_ws_chunk_t *out);

/*
 * The payload of a close frame: its code (RTWS_CLOSE_NO_STATUS if none) and reason, a view. Returns
 * 0, or the code to fail the connection with.
 */
uint16_t rtws_ws_close_parse(const uint8_t *payload, size_t len, uint16_t *code,
							 const uint8_t **reason, size_t *reason_len);

/* May a close frame on the wire carry this code? */
bool rtws_ws_close_code_is_valid(unsigned code);

static inline size_t rtws_ws_header_len(uint64_t len)
{
	return len < 126 ? 2 : len < 65536 ? 4 : 10;
}

/* Writes the header of an unmasked frame with FIN set; returns its length. */
size_t rtws_ws_header(uint8_t out[RTWS_WS_HEADER_MAX], rtws_ws_opcode_t opcode, bool compressed,
					  uint64_t len);

/* A whole close frame, the reason cut to fit; RTWS_CLOSE_NO_STATUS: no payload. Its length. */
size_t rtws_ws_close_frame(uint8_t out[2 + RTWS_WS_CONTROL_MAX], uint16_t code, const void *reason,
						   size_t reason_len);

/* XOR with a mask as it lies in memory; returns the mask rotated for what follows. */
uint32_t rtws_ws_unmask(uint8_t *data, size_t len, uint32_t mask);

#endif
