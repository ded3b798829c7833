#include "unit.h"
#include "alloc.h"

#include "transport/outbox.h"
#include "util/error.h"

#include <stdlib.h>
#include <string.h>

enum { FULL = 32768 };

static rtws_outbox_t box;

static void put(const char *text, unsigned frames, bool separate)
{
	rtws_outbox_put(&box, "", 0, text, strlen(text), frames, separate);
}

/* Everything queued, as one text. */
static const char *queued(void)
{
	static char text[4096];
	struct iovec iov[64];
	size_t bytes, len = 0;
	unsigned n = rtws_outbox_view(&box, iov, 64, &bytes);

	for (unsigned i = 0; i < n; i++) {
		memcpy(text + len, iov[i].iov_base, iov[i].iov_len);
		len += iov[i].iov_len;
	}
	text[len] = '\0';
	return len == bytes && len == box.queued ? text : "bytes do not add up";
}

static bool holds(const char *text)
{
	return strcmp(queued(), text) == 0;
}

/* ---- order and counting ------------------------------------------------------------------- */

static int bytes_leave_in_the_order_they_came(void)
{
	rtws_outbox_init(&box);
	CHECK(holds("") && box.count == 0);
	CHECK(rtws_outbox_put(&box, "he", 2, "llo", 3, 1, false) == 0);
	put(" world", 1, true);
	put("!", 1, true);
	CHECK(holds("hello world!") && box.count == 3);
	rtws_outbox_sent(&box, 4);
	CHECK(holds("o world!") && box.count == 3);
	rtws_outbox_sent(&box, 7);
	CHECK(holds("!") && box.count == 1);
	rtws_outbox_sent(&box, 1);
	CHECK(holds("") && box.count == 0);
	rtws_outbox_clear(&box);
	return 0;
}

static int pushed_message_is_shared_until_it_is_sent(void)
{
	rtws_message_t *msg = rtws_message_create(10);

	rtws_message_append(msg, "shared", 6);
	rtws_outbox_init(&box);
	CHECK(rtws_outbox_push(&box, msg) == 0 && msg->refs == 2);
	CHECK(rtws_outbox_push(&box, msg) == 0 && msg->refs == 3);
	put("own", 1, false); /* not into what others see */
	CHECK(msg->len == 6 && holds("sharedsharedown"));
	rtws_outbox_sent(&box, 8);
	CHECK(msg->refs == 2);
	rtws_outbox_clear(&box);
	CHECK(msg->refs == 1 && box.count == 0 && box.queued == 0);
	rtws_message_unref(msg);
	return 0;
}

static int small_pieces_share_a_message(void)
{
	rtws_outbox_init(&box);
	for (int i = 0; i < 100; i++) {
		put("0123456789", 1, false);
	}
	CHECK(box.count == 1 && box.queued == 1000);
	put("0123456789", 1, true);
	CHECK(box.count == 2);
	rtws_outbox_clear(&box);
	return 0;
}

static int piece_behind_a_partly_sent_message_joins_it(void)
{
	rtws_outbox_init(&box);
	put("abc", 1, false);
	rtws_outbox_sent(&box, 2);
	put("def", 1, false);
	CHECK(holds("cdef") && box.count == 1);
	rtws_outbox_sent(&box, 4);
	CHECK(box.count == 0);
	rtws_outbox_clear(&box);
	return 0;
}

static int view_gives_no_more_vectors_than_asked_for(void)
{
	struct iovec iov[3];
	size_t bytes;

	rtws_outbox_init(&box);
	put("a", 1, true);
	put("bb", 1, true);
	put("ccc", 1, true);
	put("dddd", 1, true);
	rtws_outbox_sent(&box, 2);
	CHECK(rtws_outbox_view(&box, iov, 2, &bytes) == 2 && bytes == 4);
	CHECK(iov[0].iov_len == 1 && iov[1].iov_len == 3);
	rtws_outbox_clear(&box);
	return 0;
}

static int any_sequence_keeps_every_byte(void)
{
	static uint8_t model[1 << 20], block[20000];
	size_t from = 0, to = 0;
	uint32_t random = 1;

	rtws_outbox_init(&box);
	for (int i = 0; i < 20000; i++) {
		struct iovec iov[8];
		size_t bytes, at = from;
		unsigned n;

		random = random * 1664525 + 1013904223;
		if (random >> 31) {
			size_t len = random >> 8 & 1 ? random >> 9 & 31 : random >> 9 & 16383;
			size_t head = random >> 24 & 7;

			if (to + len + head <= sizeof(model)) {
				memset(block, (int) (random >> 16), head + len);
				memcpy(model + to, block, head + len);
				CHECK(rtws_outbox_put(&box, block, head, block + head, len, i & 1, random & 1) ==
					  0);
				to += head + len;
			}
		}
		n = rtws_outbox_view(&box, iov, 8, &bytes);
		for (unsigned k = 0; k < n; k++) {
			CHECK(memcmp(iov[k].iov_base, model + at, iov[k].iov_len) == 0);
			at += iov[k].iov_len;
		}
		CHECK(box.queued == to - from && at - from == bytes);
		if (bytes > 0 && random >> 30 != 3) {
			size_t sent = (random >> 4) % (bytes + 1);

			rtws_outbox_sent(&box, sent);
			from += sent;
		}
		if (from == to) {
			from = to = 0;
		}
	}
	rtws_outbox_clear(&box);
	return 0;
}

/* ---- bounds and memory -------------------------------------------------------------------- */

static int full_outbox_refuses_and_takes_no_reference(void)
{
	rtws_message_t *msg = rtws_message_create(1);

	rtws_message_append(msg, "x", 1);
	rtws_outbox_init(&box);
	for (int i = 0; i < FULL; i++) {
		CHECK(rtws_outbox_push(&box, msg) == 0);
	}
	CHECK(rtws_outbox_push(&box, msg) == RTWS_E_FULL && msg->refs == FULL + 1);
	CHECK(rtws_outbox_put(&box, "", 0, "y", 1, 1, true) == RTWS_E_FULL);
	CHECK(box.queued == FULL && box.count == FULL);
	rtws_outbox_sent(&box, 1);
	CHECK(rtws_outbox_put(&box, "", 0, "y", 1, 1, true) == 0);
	CHECK(rtws_outbox_push(&box, msg) == RTWS_E_FULL);
	rtws_outbox_clear(&box);
	CHECK(msg->refs == 1);
	rtws_message_unref(msg);
	return 0;
}

static int no_memory_queues_nothing(void)
{
	static char large[30000];
	int error;

	rtws_message_pool_clear();
	rtws_outbox_init(&box);
	alloc_fail_at(1);
	error = rtws_outbox_put(&box, "", 0, "a", 1, 1, false);
	alloc_fail_at(0);
	CHECK(error == RTWS_E_NOMEM && box.count == 0 && box.queued == 0);
	put("a", 1, false);
	put("b", 1, true);
	alloc_fail_at(2); /* the message is there, a longer ring is not */
	error = rtws_outbox_put(&box, "", 0, large, sizeof(large), 1, true);
	alloc_fail_at(0);
	CHECK(error == RTWS_E_NOMEM && box.count == 2 && holds("ab"));
	put("c", 1, true);
	CHECK(holds("abc"));
	rtws_outbox_clear(&box);
	return 0;
}

static int cleared_outbox_may_be_used_again(void)
{
	rtws_outbox_init(&box);
	for (int i = 0; i < 50; i++) {
		put("x", 1, true);
	}
	rtws_outbox_clear(&box);
	rtws_outbox_clear(&box);
	put("again", 1, false);
	CHECK(holds("again"));
	rtws_outbox_clear(&box);
	return 0;
}

/* ---- dropping ----------------------------------------------------------------------------- */

static int oldest_are_dropped_until_the_rest_fits(void)
{
	rtws_outbox_init(&box);
	put("aaaa", 1, true);
	put("bbbb", 1, true);
	put("cccc", 1, true);
	CHECK(rtws_outbox_drop_oldest(&box, 12) == 0 && holds("aaaabbbbcccc"));
	CHECK(rtws_outbox_drop_oldest(&box, 11) == 1 && holds("bbbbcccc"));
	CHECK(rtws_outbox_drop_oldest(&box, 4) == 1 && holds("cccc"));
	CHECK(rtws_outbox_drop_oldest(&box, 0) == 1 && holds("") && box.count == 0);
	put("d", 1, true);
	CHECK(holds("d"));
	rtws_outbox_clear(&box);
	return 0;
}

static int what_has_begun_to_leave_is_never_dropped(void)
{
	rtws_outbox_init(&box);
	put("aaaa", 1, true);
	put("bbbb", 1, true);
	put("cccc", 1, true);
	rtws_outbox_sent(&box, 1);
	CHECK(rtws_outbox_drop_oldest(&box, 7) == 1 && holds("aaacccc"));
	CHECK(rtws_outbox_drop_oldest(&box, 0) == 1 && holds("aaa"));
	CHECK(rtws_outbox_drop_oldest(&box, 0) == 0 && holds("aaa"));
	rtws_outbox_sent(&box, 3);
	CHECK(box.count == 0);
	rtws_outbox_clear(&box);
	return 0;
}

static int pinned_messages_stay_in_their_places(void)
{
	rtws_outbox_init(&box);
	put("a", 1, true);
	put("P", 0, true);
	put("b", 1, true);
	put("Q", 0, true);
	put("c", 1, true);
	CHECK(rtws_outbox_drop_oldest(&box, 4) == 1 && holds("PbQc"));
	CHECK(rtws_outbox_drop_oldest(&box, 3) == 1 && holds("PQc"));
	CHECK(rtws_outbox_drop_oldest(&box, 0) == 1 && holds("PQ"));
	rtws_outbox_clear(&box);
	return 0;
}

static int control_frame_joined_to_data_pins_it(void)
{
	rtws_outbox_init(&box);
	put("a", 1, true);
	put("P", 0, false);
	CHECK(box.count == 1);
	CHECK(rtws_outbox_drop_oldest(&box, 0) == 0 && holds("aP"));
	rtws_outbox_clear(&box);
	return 0;
}

static int frames_of_a_joined_message_are_all_counted(void)
{
	rtws_outbox_init(&box);
	put("a", 1, false);
	put("b", 1, false);
	put("c", 3, false);
	put("d", 1, true);
	CHECK(rtws_outbox_drop_oldest(&box, 1) == 5 && holds("d"));
	rtws_outbox_clear(&box);
	return 0;
}

static int cut_drops_all_but_what_has_begun_to_leave(void)
{
	rtws_outbox_init(&box);
	put("aaaa", 1, true);
	put("bb", 2, true);
	rtws_outbox_sent(&box, 3);
	CHECK(rtws_outbox_cut(&box) == 2 && holds("a") && box.count == 1);
	CHECK(rtws_outbox_cut(&box) == 0 && holds("a"));
	rtws_outbox_sent(&box, 1);
	put("c", 1, true);
	CHECK(rtws_outbox_cut(&box) == 1 && holds("") && box.count == 0);
	CHECK(rtws_outbox_cut(&box) == 0);
	put("d", 1, false);
	CHECK(holds("d"));
	rtws_outbox_clear(&box);
	return 0;
}

static int dropping_works_wherever_the_ring_begins(void)
{
	for (int turns = 0; turns < 70; turns++) {
		unit_case("%d turns", turns);
		rtws_outbox_init(&box);
		for (int i = 0; i < 5; i++) {
			put("x", 1, true);
		}
		for (int i = 0; i < turns; i++) {
			put("x", 1, true);
			rtws_outbox_sent(&box, 1);
		}
		rtws_outbox_sent(&box, 4);
		put("P", 0, true);
		put("yy", 1, true);
		put("Q", 0, true);
		put("zz", 1, true);
		CHECK(holds("xPyyQzz"));
		CHECK(rtws_outbox_drop_oldest(&box, 4) == 2 && holds("PQzz"));
		CHECK(rtws_outbox_cut(&box) == 1 && strstr(queued(), "zz") == NULL);
		rtws_outbox_clear(&box);
	}
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(bytes_leave_in_the_order_they_came) },
		{ NAMED(pushed_message_is_shared_until_it_is_sent) },
		{ NAMED(small_pieces_share_a_message) },
		{ NAMED(piece_behind_a_partly_sent_message_joins_it) },
		{ NAMED(view_gives_no_more_vectors_than_asked_for) },
		{ NAMED(any_sequence_keeps_every_byte) },
		{ NAMED(full_outbox_refuses_and_takes_no_reference) },
		{ NAMED(no_memory_queues_nothing) },
		{ NAMED(cleared_outbox_may_be_used_again) },
		{ NAMED(oldest_are_dropped_until_the_rest_fits) },
		{ NAMED(what_has_begun_to_leave_is_never_dropped) },
		{ NAMED(pinned_messages_stay_in_their_places) },
		{ NAMED(control_frame_joined_to_data_pins_it) },
		{ NAMED(frames_of_a_joined_message_are_all_counted) },
		{ NAMED(cut_drops_all_but_what_has_begun_to_leave) },
		{ NAMED(dropping_works_wherever_the_ring_begins) },
	};

	return run_tests(tests, COUNT(tests));
}
