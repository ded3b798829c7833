#include "unit.h"
#include "alloc.h"
#include "world.h"

#include "transport/stream.h"
#include "util/error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LARGE = 1 << 20 };

static rtws_stream_t stream;
static int other; /* the far end */
static uint8_t pattern[LARGE];
static uint8_t received[2 * LARGE];
static size_t received_len;

static void begin(int buffer)
{
	int pair[2];

	world_reset();
	received_len = 0;
	socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair);
	if (buffer > 0) {
		setsockopt(pair[0], SOL_SOCKET, SO_SNDBUF, &buffer, sizeof(buffer));
	}
	for (size_t i = 0; i < LARGE; i++) {
		pattern[i] = (uint8_t) (i * 7 + (i >> 8) * 13);
	}
	rtws_stream_init(&stream, pair[0]);
	other = pair[1];
}

static void end(void)
{
	world_reset();
	rtws_stream_clear(&stream);
	if (other >= 0) {
		close(other);
	}
}

/* Reads what there is, at most max bytes. */
static size_t take(size_t max)
{
	size_t before = received_len;

	while (received_len - before < max) {
		size_t want = max - (received_len - before);
		ssize_t n;

		if (want > sizeof(received) - received_len) {
			want = sizeof(received) - received_len;
		}
		n = read(other, received + received_len, want);
		if (n <= 0) {
			break;
		}
		received_len += (size_t) n;
	}
	return received_len - before;
}

static int send_all(const void *head, size_t head_len, const void *data, size_t len, size_t *sent)
{
	return rtws_stream_send(&stream, head, head_len, data, len, 1, sent);
}

/* ---- reading ------------------------------------------------------------------------------ */

static int reading_tells_bytes_nothing_and_end_apart(void)
{
	uint8_t bytes[16];

	begin(0);
	CHECK(rtws_stream_read(&stream, bytes, sizeof(bytes)) == RTWS_STREAM_AGAIN);
	CHECK(write(other, "hello", 5) == 5);
	CHECK(rtws_stream_read(&stream, bytes, 3) == 3 && memcmp(bytes, "hel", 3) == 0);
	CHECK(rtws_stream_read(&stream, bytes, sizeof(bytes)) == 2 && memcmp(bytes, "lo", 2) == 0);
	close(other);
	other = -1;
	CHECK(rtws_stream_read(&stream, bytes, sizeof(bytes)) == RTWS_STREAM_END);
	CHECK(!stream.failed);
	end();
	return 0;
}

static int interrupted_read_is_tried_again_later(void)
{
	uint8_t bytes[16];

	begin(0);
	CHECK(write(other, "hello", 5) == 5);
	world_fail_reads(EINTR, 1);
	CHECK(rtws_stream_read(&stream, bytes, sizeof(bytes)) == RTWS_STREAM_AGAIN && !stream.failed);
	CHECK(rtws_stream_read(&stream, bytes, sizeof(bytes)) == 5);
	end();
	return 0;
}

static int broken_stream_neither_reads_nor_writes_any_more(void)
{
	uint8_t bytes[16];
	size_t sent = 1;

	begin(0);
	CHECK(write(other, "hello", 5) == 5);
	world_fail_reads(ECONNRESET, 1);
	CHECK(rtws_stream_read(&stream, bytes, sizeof(bytes)) == RTWS_STREAM_FAILED && stream.failed);
	CHECK(rtws_stream_read(&stream, bytes, sizeof(bytes)) == RTWS_STREAM_FAILED);
	rtws_outbox_put(&stream.outbox, "", 0, "a", 1, 1, false);
	CHECK(rtws_stream_flush(&stream) == 0 && world_writes() == 0);
	send_all("h", 1, "d", 1, &sent);
	CHECK(sent == 0 && world_writes() == 0);
	rtws_stream_finish(&stream);
	end();
	return 0;
}

/* ---- flushing ----------------------------------------------------------------------------- */

static int nothing_queued_is_nothing_written(void)
{
	begin(0);
	CHECK(rtws_stream_flush(&stream) == 0 && world_writes() == 0 && !stream.blocked);
	end();
	return 0;
}

static int many_messages_leave_in_few_calls(void)
{
	begin(0);
	for (int i = 0; i < 200; i++) {
		rtws_outbox_put(&stream.outbox, "", 0, &pattern[i], 1, 1, true);
	}
	CHECK(rtws_stream_flush(&stream) == 200 && stream.outbox.count == 0 && !stream.blocked);
	CHECK(world_writes() == 4); /* of 64 vectors each */
	CHECK(take(1000) == 200 && memcmp(received, pattern, 200) == 0);
	end();
	return 0;
}

static int full_socket_blocks_and_goes_on_where_it_stopped(void)
{
	size_t all = 0;

	begin(4096);
	for (size_t at = 0; at < LARGE; at += LARGE / 16) {
		rtws_outbox_put(&stream.outbox, pattern + at, 3, pattern + at + 3, LARGE / 16 - 3, 1, true);
	}
	for (int i = 0; i < 10000 && stream.outbox.count > 0; i++) {
		all += rtws_stream_flush(&stream);
		CHECK(stream.blocked == (stream.outbox.count > 0) && !stream.failed);
		take(1000 + (size_t) i);
	}
	take(LARGE);
	CHECK(all == LARGE && received_len == LARGE && memcmp(received, pattern, LARGE) == 0);
	end();
	return 0;
}

static int every_cut_keeps_every_byte(void)
{
	for (size_t cut = 1; cut < 40; cut++) {
		unit_case("%d bytes a write", (int) cut);
		begin(0);
		world_limit_writes(cut);
		rtws_outbox_put(&stream.outbox, pattern, 5, pattern + 5, 5, 1, true);
		rtws_outbox_put(&stream.outbox, pattern + 10, 0, pattern + 10, 1, 1, true);
		rtws_outbox_put(&stream.outbox, pattern + 11, 2, pattern + 13, 20, 1, true);
		while (stream.outbox.count > 0) {
			size_t left = stream.outbox.queued;
			size_t sent = rtws_stream_flush(&stream);

			CHECK(sent > 0 && stream.outbox.queued == left - sent);
		}
		CHECK(take(100) == 33 && memcmp(received, pattern, 33) == 0);
		end();
	}
	return 0;
}

static int again_blocks_and_loses_nothing(void)
{
	static const int errors[] = { EAGAIN, ENOBUFS };

	for (int i = 0; i < COUNT(errors); i++) {
		begin(0);
		rtws_outbox_put(&stream.outbox, "", 0, "hello", 5, 1, false);
		world_fail_writes(errors[i], 1);
		CHECK(rtws_stream_flush(&stream) == 0 && stream.blocked && !stream.failed);
		CHECK(stream.outbox.queued == 5);
		CHECK(rtws_stream_flush(&stream) == 5 && !stream.blocked);
		end();
	}
	return 0;
}

static int interrupted_write_is_repeated_at_once(void)
{
	begin(0);
	rtws_outbox_put(&stream.outbox, "", 0, "hello", 5, 1, false);
	world_fail_writes(EINTR, 3);
	CHECK(rtws_stream_flush(&stream) == 5 && world_writes() == 4 && !stream.failed);
	end();
	return 0;
}

static int writing_to_one_who_has_gone_fails_without_a_signal(void)
{
	begin(0);
	close(other);
	other = -1;
	rtws_outbox_put(&stream.outbox, "", 0, "hello", 5, 1, false);
	CHECK(rtws_stream_flush(&stream) == 0 && stream.failed);
	CHECK(stream.outbox.queued == 5);
	end();
	return 0;
}

/* ---- sending past the queue --------------------------------------------------------------- */

static int send_takes_head_and_data_in_one_call(void)
{
	size_t sent;

	begin(0);
	CHECK(send_all(pattern, 10, pattern + 10, 50000, &sent) == 0 && sent == 50010);
	CHECK(world_writes() == 1 && stream.outbox.count == 0 && !stream.blocked);
	CHECK(take(LARGE) == 50010 && memcmp(received, pattern, 50010) == 0);
	end();
	return 0;
}

static int send_without_data_or_head_sends_the_other(void)
{
	size_t sent;

	begin(0);
	CHECK(send_all(pattern, 3, pattern, 0, &sent) == 0 && sent == 3);
	CHECK(send_all(pattern, 0, pattern + 3, 4, &sent) == 0 && sent == 4);
	CHECK(send_all(pattern, 0, pattern, 0, &sent) == 0 && sent == 0);
	CHECK(take(100) == 7 && memcmp(received, pattern, 7) == 0);
	end();
	return 0;
}

static int send_behind_a_queue_waits_its_turn(void)
{
	size_t sent;

	begin(0);
	rtws_outbox_put(&stream.outbox, pattern, 4, NULL, 0, 1, false);
	CHECK(send_all(pattern + 4, 2, pattern + 6, 4, &sent) == 0 && sent == 0 && world_writes() == 0);
	CHECK(stream.outbox.queued == 10);
	CHECK(rtws_stream_flush(&stream) == 10);
	CHECK(take(100) == 10 && memcmp(received, pattern, 10) == 0);
	end();
	return 0;
}

static int send_cut_anywhere_keeps_every_byte(void)
{
	for (size_t cut = 1; cut < 20; cut++) {
		size_t sent;

		unit_case("%d bytes a write", (int) cut);
		begin(0);
		world_limit_writes(cut);
		CHECK(send_all(pattern, 6, pattern + 6, 10, &sent) == 0);
		CHECK(sent == (cut < 16 ? cut : 16) && stream.blocked == (cut < 16));
		CHECK(stream.outbox.queued == 16 - sent);
		world_limit_writes(0);
		CHECK(rtws_stream_flush(&stream) == 16 - sent && !stream.blocked);
		CHECK(take(100) == 16 && memcmp(received, pattern, 16) == 0);
		end();
	}
	return 0;
}

static int rest_of_a_frame_that_began_to_leave_is_not_dropped(void)
{
	size_t sent;

	begin(0);
	world_limit_writes(5);
	CHECK(send_all(pattern, 6, pattern + 6, 10, &sent) == 0 && sent == 5);
	rtws_outbox_put(&stream.outbox, "", 0, "later", 5, 1, true);
	CHECK(rtws_outbox_drop_oldest(&stream.outbox, 0) == 1);
	CHECK(stream.outbox.queued == 11);
	end();
	return 0;
}

static int rest_of_a_frame_that_began_to_leave_survives_a_cut(void)
{
	size_t sent;
	unsigned lost;

	begin(0);
	world_limit_writes(5);
	CHECK(send_all(pattern, 6, pattern + 6, 10, &sent) == 0 && sent == 5);
	rtws_outbox_put(&stream.outbox, "", 0, "later", 5, 1, true);
	lost = rtws_outbox_cut(&stream.outbox);
	world_limit_writes(0);
	rtws_stream_flush(&stream);
	take(100);
	end();
	CHECK(lost == 1);
	CHECK(received_len == 16 && memcmp(received, pattern, 16) == 0);
	return 0;
}

static int blocked_stream_queues_without_asking_the_socket(void)
{
	size_t sent;

	begin(0);
	stream.blocked = true;
	CHECK(send_all("head", 4, "data", 4, &sent) == 0 && sent == 0 && world_writes() == 0);
	CHECK(stream.outbox.queued == 8 && stream.blocked);
	/* nothing of it is out: it may be dropped */
	CHECK(rtws_outbox_drop_oldest(&stream.outbox, 0) == 1 && stream.outbox.queued == 0);
	end();
	return 0;
}

static int send_of_much_through_a_small_socket_is_exact(void)
{
	size_t sent, all;

	begin(4096);
	CHECK(send_all(pattern, 10, pattern + 10, LARGE - 10, &sent) == 0);
	CHECK(sent < LARGE && stream.blocked && stream.outbox.queued == LARGE - sent);
	all = sent;
	while (stream.outbox.count > 0) {
		take(3001);
		all += rtws_stream_flush(&stream);
	}
	take(LARGE);
	CHECK(all == LARGE && received_len == LARGE && memcmp(received, pattern, LARGE) == 0);
	end();
	return 0;
}

static int send_to_one_who_has_gone_fails_and_queues_nothing(void)
{
	size_t sent;

	begin(0);
	close(other);
	other = -1;
	send_all("head", 4, "data", 4, &sent);
	CHECK(sent == 0 && stream.failed && stream.outbox.count == 0);
	end();
	return 0;
}

static int no_memory_for_the_rest_is_told(void)
{
	size_t sent;
	int error;

	begin(0);
	rtws_message_pool_clear();
	world_limit_writes(5);
	alloc_fail_at(1);
	error = send_all(pattern, 6, pattern + 6, 10, &sent);
	alloc_fail_at(0);
	CHECK(error == RTWS_E_NOMEM && sent == 5 && stream.outbox.count == 0);
	end();
	return 0;
}

/* ---- the end ------------------------------------------------------------------------------ */

static int finish_sends_an_end_and_still_reads(void)
{
	uint8_t bytes[8];

	begin(0);
	rtws_stream_finish(&stream);
	CHECK(read(other, bytes, sizeof(bytes)) == 0);
	CHECK(write(other, "x", 1) == 1);
	CHECK(rtws_stream_read(&stream, bytes, sizeof(bytes)) == 1);
	end();
	return 0;
}

static int clear_closes_the_descriptor_once(void)
{
	int fd;

	begin(0);
	fd = stream.fd;
	rtws_outbox_put(&stream.outbox, "", 0, "lost", 4, 1, false);
	rtws_stream_clear(&stream);
	CHECK(stream.fd == -1 && fcntl(fd, F_GETFD) == -1 && stream.outbox.count == 0);
	rtws_stream_clear(&stream);
	end();
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(reading_tells_bytes_nothing_and_end_apart) },
		{ NAMED(interrupted_read_is_tried_again_later) },
		{ NAMED(broken_stream_neither_reads_nor_writes_any_more) },
		{ NAMED(nothing_queued_is_nothing_written) },
		{ NAMED(many_messages_leave_in_few_calls) },
		{ NAMED(full_socket_blocks_and_goes_on_where_it_stopped) },
		{ NAMED(every_cut_keeps_every_byte) },
		{ NAMED(again_blocks_and_loses_nothing) },
		{ NAMED(interrupted_write_is_repeated_at_once) },
		{ NAMED(writing_to_one_who_has_gone_fails_without_a_signal) },
		{ NAMED(send_takes_head_and_data_in_one_call) },
		{ NAMED(send_without_data_or_head_sends_the_other) },
		{ NAMED(send_behind_a_queue_waits_its_turn) },
		{ NAMED(send_cut_anywhere_keeps_every_byte) },
		{ NAMED(rest_of_a_frame_that_began_to_leave_is_not_dropped) },
		{ NAMED(rest_of_a_frame_that_began_to_leave_survives_a_cut) },
		{ NAMED(blocked_stream_queues_without_asking_the_socket) },
		{ NAMED(send_of_much_through_a_small_socket_is_exact) },
		{ NAMED(send_to_one_who_has_gone_fails_and_queues_nothing) },
		{ NAMED(no_memory_for_the_rest_is_told) },
		{ NAMED(finish_sends_an_end_and_still_reads) },
		{ NAMED(clear_closes_the_descriptor_once) },
	};

	return run_tests(tests, COUNT(tests));
}
