#include "rig.h"

#include "transport/peer.h"

#include <zlib.h>

/* One message for many: who shares bytes with whom is seen by the references on them. */

enum { BIG = 12 * 1024 * 1024 };

static rtws_broadcast_t broadcast;
static char text[1000];

static void begin(bool deflate, bool takeover)
{
	rig_begin();
	policy.deflate = (rtws_ws_deflate_policy_t){
		.is_on = deflate, .takeover = takeover, .level = 6, .memory = 8, .threshold = 100
	};
	rig_start();
	memset(text, 'x', sizeof(text));
}

/* A client that asked for this extension; NULL for none. */
static rig_client_t *open_with(const char *extension)
{
	rig_client_t *client = rig_connect();
	time_t end = rig_seconds() + RIG_PATIENCE_S;
	char head[500];

	snprintf(head, sizeof(head),
			 "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
			 "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " RIG_KEY "\r\n%s%s%s\r\n",
			 extension != NULL ? "Sec-WebSocket-Extensions: " : "",
			 extension != NULL ? extension : "", extension != NULL ? "\r\n" : "");
	rig_say(client, head);
	while (!rig_heard(client, "\r\n\r\n")) {
		if (rig_seconds() > end || client->ended) {
			return NULL;
		}
		rig_step();
	}
	return rig_take_head(client) == 101 ? client : NULL;
}

static int send_to(unsigned i)
{
	return rtws_peer_send_shared(seen[i].peer, &broadcast);
}

/* Has the client got this text, compressed or not? */
static bool has_got(rig_client_t *client, bool compressed, const void *data, size_t len)
{
	static uint8_t plain[2000];
	uint8_t first;
	rig_frame_t frame;
	z_stream z = { 0 };
	int status;

	rig_steps(4);
	if (rig_unread(client) < 2) {
		return false;
	}
	first = client->in.bytes[client->used];
	if (!rig_take_frame(client, &frame) || first != (compressed ? 0xc1 : 0x81)) {
		return false;
	}
	if (!compressed) {
		return frame.len == len && memcmp(frame.payload, data, len) == 0;
	}
	inflateInit2(&z, -15);
	z.next_in = (uint8_t *) frame.payload;
	z.avail_in = (unsigned) frame.len;
	z.next_out = plain;
	z.avail_out = sizeof(plain);
	status = inflate(&z, Z_SYNC_FLUSH);
	inflateEnd(&z);
	return status == Z_OK && sizeof(plain) - z.avail_out == len && memcmp(plain, data, len) == 0;
}

static int plain_bytes_are_shared_by_all(void)
{
	rig_client_t *a, *b, *c;

	begin(false, false);
	a = open_with(NULL);
	b = open_with(NULL);
	c = open_with(NULL);
	EXPECT(a != NULL && b != NULL && c != NULL);
	rtws_broadcast_init(&broadcast, RTWS_WS_TEXT, text, 500);
	EXPECT(broadcast.plain == NULL); /* nothing is made before somebody needs it */
	EXPECT(send_to(0) == 0 && send_to(1) == 0 && send_to(2) == 0);
	EXPECT(broadcast.plain != NULL && broadcast.plain->refs == 4 && broadcast.packed_count == 0);
	rtws_broadcast_clear(&broadcast);
	EXPECT(has_got(a, false, text, 500) && has_got(b, false, text, 500) &&
		   has_got(c, false, text, 500));
	RIG_DOWN();
	return 0;
}

static int compressed_bytes_are_shared_by_those_of_one_window(void)
{
	rig_client_t *client[5];

	begin(true, false);
	client[0] = open_with("permessage-deflate");
	client[1] = open_with("permessage-deflate");
	client[2] = open_with("permessage-deflate; server_max_window_bits=10");
	client[3] = open_with("permessage-deflate; server_max_window_bits=10");
	client[4] = open_with(NULL);
	rtws_broadcast_init(&broadcast, RTWS_WS_TEXT, text, 500);
	for (unsigned i = 0; i < 5; i++) {
		EXPECT(client[i] != NULL && send_to(i) == 0);
	}
	EXPECT(broadcast.packed_count == 2 && broadcast.packed[0].bits == 15);
	EXPECT(broadcast.packed[0].message->refs == 3 && broadcast.packed[1].bits == 10);
	EXPECT(broadcast.packed[1].message->refs == 3 && broadcast.plain->refs == 2);
	rtws_broadcast_clear(&broadcast);
	for (unsigned i = 0; i < 5; i++) {
		EXPECT(has_got(client[i], i < 4, text, 500));
	}
	RIG_DOWN();
	return 0;
}

static int more_windows_than_are_kept_are_served_all_the_same(void)
{
	rig_client_t *client[7];

	begin(true, false);
	rtws_broadcast_init(&broadcast, RTWS_WS_TEXT, text, 500);
	for (unsigned i = 0; i < 7; i++) {
		char extension[80];

		snprintf(extension, sizeof(extension), "permessage-deflate; server_max_window_bits=%u",
				 9 + i);
		client[i] = open_with(extension);
		EXPECT(client[i] != NULL && send_to(i) == 0);
	}
	EXPECT(broadcast.packed_count == RTWS_PACKED_MAX && broadcast.plain == NULL);
	rtws_broadcast_clear(&broadcast);
	for (unsigned i = 0; i < 7; i++) {
		EXPECT(has_got(client[i], true, text, 500));
	}
	RIG_DOWN();
	return 0;
}

static int short_messages_are_plain_for_all(void)
{
	rig_client_t *a, *b;

	begin(true, false);
	a = open_with("permessage-deflate");
	b = open_with(NULL);
	EXPECT(a != NULL && b != NULL);
	rtws_broadcast_init(&broadcast, RTWS_WS_TEXT, text, 99);
	EXPECT(send_to(0) == 0 && send_to(1) == 0);
	EXPECT(broadcast.plain->refs == 3 && broadcast.packed_count == 0);
	rtws_broadcast_clear(&broadcast);
	EXPECT(has_got(a, false, text, 99) && has_got(b, false, text, 99));
	rtws_broadcast_init(&broadcast, RTWS_WS_TEXT, text, 100);
	EXPECT(send_to(0) == 0 && broadcast.plain == NULL && broadcast.packed_count == 1);
	rtws_broadcast_clear(&broadcast);
	EXPECT(has_got(a, true, text, 100));
	rtws_broadcast_init(&broadcast, RTWS_WS_TEXT, "", 0);
	EXPECT(send_to(0) == 0 && send_to(1) == 0);
	rtws_broadcast_clear(&broadcast);
	EXPECT(has_got(a, false, "", 0) && has_got(b, false, "", 0));
	RIG_DOWN();
	return 0;
}

/* Whose compression remembers what went before gets bytes of its own. */
static int context_takeover_is_served_one_by_one(void)
{
	rig_client_t *a, *b;

	begin(true, true);
	a = open_with("permessage-deflate");
	b = open_with("permessage-deflate; server_no_context_takeover");
	EXPECT(a != NULL && b != NULL);
	rtws_broadcast_init(&broadcast, RTWS_WS_TEXT, text, 500);
	EXPECT(send_to(0) == 0 && broadcast.plain == NULL && broadcast.packed_count == 0);
	EXPECT(send_to(1) == 0 && broadcast.packed_count == 1 &&
		   broadcast.packed[0].message->refs == 2);
	rtws_broadcast_clear(&broadcast);
	EXPECT(has_got(a, true, text, 500) && has_got(b, true, text, 500));
	RIG_DOWN();
	return 0;
}

/* Half of the peers take nothing: what the policies do to them does not touch the others. */
static int slow_peers_are_treated_as_their_policy_says(void)
{
	static const struct {
		rtws_slow_consumer_t slow;
		int error;
		const char *slow_got;
	} cases[] = {
		{ RTWS_SLOW_DROP_NEWEST, RTWS_E_FULL, "first 1 2 3 4 " },
		{ RTWS_SLOW_DROP_OLDEST, 0, "5 6 7 8 " },
		{ RTWS_SLOW_CLOSE, RTWS_E_FULL, "close 1013 " },
	};

	for (int c = 0; c < COUNT(cases); c++) {
		char got[200];
		size_t n = 0;
		rig_frame_t frame;
		rig_client_t *client;

		unit_case("%d", c);
		rig_begin();
		policy.slow = cases[c].slow;
		policy.send_queue_max = 4 * 1004 + 10;
		rig_start();
		client = open_with(NULL);
		EXPECT(client != NULL);
		world_fail_writes(EAGAIN, UINT32_MAX);
		rtws_peer_send(seen[0].peer, RTWS_WS_TEXT, "first", 5);
		rtws_transport_flush(transport);
		for (int i = 1; i <= 8 && seen[0].peer != NULL; i++) {
			int error;

			memset(text, ' ', sizeof(text));
			text[0] = (char) ('0' + i);
			rtws_broadcast_init(&broadcast, RTWS_WS_TEXT, text, sizeof(text));
			error = send_to(0);
			EXPECT(i <= 4 ? error == 0
						  : error == cases[c].error || (c == 2 && error == RTWS_E_CLOSED));
			rtws_broadcast_clear(&broadcast);
		}
		EXPECT(rtws_transport_stats(transport)->messages_lost > 0);
		world_fail_writes(0, 0);
		rig_steps(10);
		got[0] = '\0';
		while (rig_take_frame(client, &frame)) {
			if (frame.opcode == RTWS_WS_CLOSE) {
				n += (size_t) snprintf(got + n, sizeof(got) - n, "close %u ",
									   frame_close_code(&frame));
			} else {
				n += (size_t) snprintf(got + n, sizeof(got) - n, "%.*s ", frame.len == 5 ? 5 : 1,
									   (const char *) frame.payload);
			}
		}
		unit_case("%d: %s", c, got);
		EXPECT(strcmp(got, cases[c].slow_got) == 0);
		RIG_DOWN();
	}
	return 0;
}

/* Each peer is at its own place in the same bytes; what is sent to one alone follows them. */
static int message_larger_than_the_kernel_takes_reaches_all(void)
{
	char *big = malloc(BIG);
	rig_client_t *client[3];
	rig_frame_t frame;

	rig_begin();
	policy.send_queue_max = 64 << 20;
	rig_start();
	for (size_t i = 0; i < BIG; i++) {
		big[i] = (char) ('a' + i % 23);
	}
	rtws_broadcast_init(&broadcast, RTWS_WS_BINARY, big, BIG);
	for (unsigned i = 0; i < 3; i++) {
		client[i] = open_with(NULL);
		EXPECT(client[i] != NULL);
		client[i]->deaf = i == 2;
	}
	EXPECT(send_to(0) == 0 && send_to(1) == 0 && send_to(2) == 0);
	EXPECT(broadcast.plain->refs == 4);
	rtws_broadcast_clear(&broadcast);
	rtws_transport_flush(transport);
	EXPECT(rtws_peer_buffered(seen[2].peer) > 0);
	for (unsigned i = 0; i < 3; i++) {
		EXPECT(rtws_peer_send(seen[i].peer, RTWS_WS_TEXT, "after", 5) == 0);
	}
	UNTIL(rig_unread(client[0]) >= BIG + 17 && rig_unread(client[1]) >= BIG + 17);
	EXPECT(rig_unread(client[2]) == 0);
	client[2]->deaf = false;
	UNTIL(rig_unread(client[2]) >= BIG + 17);
	for (unsigned i = 0; i < 3; i++) {
		EXPECT(rig_take_frame(client[i], &frame) && frame_is(&frame, RTWS_WS_BINARY, big, BIG));
		EXPECT(rig_take_frame(client[i], &frame) && frame_is_text(&frame, "after"));
	}
	free(big);
	RIG_DOWN();
	return 0;
}

static int closing_peers_get_nothing(void)
{
	rig_client_t *client;

	begin(false, false);
	client = open_with(NULL);
	EXPECT(client != NULL);
	rtws_peer_close(seen[0].peer, 1000, "", 0);
	rtws_broadcast_init(&broadcast, RTWS_WS_TEXT, text, 500);
	EXPECT(send_to(0) == RTWS_E_CLOSED && broadcast.plain == NULL);
	rtws_broadcast_clear(&broadcast);
	RIG_DOWN();
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(plain_bytes_are_shared_by_all) },
		{ NAMED(compressed_bytes_are_shared_by_those_of_one_window) },
		{ NAMED(more_windows_than_are_kept_are_served_all_the_same) },
		{ NAMED(short_messages_are_plain_for_all) },
		{ NAMED(context_takeover_is_served_one_by_one) },
		{ NAMED(slow_peers_are_treated_as_their_policy_says) },
		{ NAMED(message_larger_than_the_kernel_takes_reaches_all) },
		{ NAMED(closing_peers_get_nothing) },
	};

	return run_tests(tests, COUNT(tests));
}
