#include "unit.h"
#include "alloc.h"

#include "util/message.h"

#include <string.h>

static int new_message_is_empty_and_has_one_reference(void)
{
	rtws_message_t *msg = rtws_message_create(10);

	CHECK(msg != NULL);
	CHECK(msg->refs == 1 && msg->len == 0 && msg->frames == 0 && msg->pinned == 0);
	rtws_message_unref(msg);
	return 0;
}

static int room_is_at_least_what_was_asked_for(void)
{
	static const size_t sizes[] = { 0,
									1,
									RTWS_MESSAGE_SMALL,
									RTWS_MESSAGE_SMALL + 1,
									RTWS_MESSAGE_LARGE,
									RTWS_MESSAGE_LARGE + 1,
									200000 };

	for (int i = 0; i < COUNT(sizes); i++) {
		rtws_message_t *msg = rtws_message_create(sizes[i]);

		unit_case("size %zu", sizes[i]);
		CHECK(msg != NULL);
		CHECK(rtws_message_room(msg) >= sizes[i]);
		memset(msg->bytes, 'x', rtws_message_room(msg)); /* ASAN says so if it is not there */
		rtws_message_unref(msg);
	}
	return 0;
}

static int sizes_of_traffic_fill_whole_kilobytes(void)
{
	rtws_message_t *small = rtws_message_create(1);
	rtws_message_t *large = rtws_message_create(RTWS_MESSAGE_SMALL + 1);
	rtws_message_t *huge = rtws_message_create(RTWS_MESSAGE_LARGE + 1);

	CHECK(sizeof(*small) + small->size == 1024);
	CHECK(sizeof(*large) + large->size == 16 * 1024);
	CHECK(huge->size == RTWS_MESSAGE_LARGE + 1);
	rtws_message_unref(small);
	rtws_message_unref(large);
	rtws_message_unref(huge);
	return 0;
}

static int appended_bytes_lie_one_after_the_other(void)
{
	rtws_message_t *msg = rtws_message_create(10);
	size_t room = rtws_message_room(msg);

	rtws_message_append(msg, "abc", 3);
	rtws_message_append(msg, NULL, 0);
	rtws_message_append(msg, "de", 2);
	CHECK(msg->len == 5);
	CHECK(memcmp(msg->bytes, "abcde", 5) == 0);
	CHECK(rtws_message_room(msg) == room - 5);
	rtws_message_unref(msg);
	return 0;
}

static int message_can_be_filled_to_the_last_byte(void)
{
	rtws_message_t *msg = rtws_message_create(RTWS_MESSAGE_SMALL);

	while (rtws_message_room(msg) > 0) {
		rtws_message_append(msg, "x", 1);
	}
	CHECK(msg->len == RTWS_MESSAGE_SMALL);
	CHECK(msg->bytes[msg->len - 1] == 'x');
	rtws_message_append(msg, "", 0);
	rtws_message_unref(msg);
	return 0;
}

static int shared_message_has_no_room(void)
{
	rtws_message_t *msg = rtws_message_create(10);
	size_t room = rtws_message_room(msg);

	CHECK(rtws_message_ref(msg) == msg);
	CHECK(msg->refs == 2);
	CHECK(rtws_message_room(msg) == 0);
	rtws_message_unref(msg);
	CHECK(rtws_message_room(msg) == room);
	rtws_message_unref(msg);
	return 0;
}

static int message_lives_until_its_last_reference(void)
{
	rtws_message_t *msg = rtws_message_create(RTWS_MESSAGE_LARGE + 1); /* no pool: ASAN watches */

	rtws_message_append(msg, "still here", 10);
	for (int i = 0; i < 1000; i++) {
		rtws_message_ref(msg);
	}
	for (int i = 0; i < 1000; i++) {
		rtws_message_unref(msg);
	}
	CHECK(memcmp(msg->bytes, "still here", 10) == 0);
	rtws_message_unref(msg);
	return 0;
}

static int freed_message_is_used_again_without_an_allocation(void)
{
	static const size_t sizes[] = { 1, RTWS_MESSAGE_LARGE };

	rtws_message_pool_clear();
	for (int i = 0; i < COUNT(sizes); i++) {
		rtws_message_t *msg = rtws_message_create(sizes[i]);

		rtws_message_unref(msg);
		alloc_fail_at(1);
		CHECK(rtws_message_create(sizes[i]) == msg);
		CHECK(alloc_count() == 0);
		rtws_message_unref(msg);
		alloc_fail_at(0);
	}
	return 0;
}

static int message_from_the_pool_remembers_nothing(void)
{
	rtws_message_t *msg = rtws_message_create(1);
	rtws_message_t *again;

	rtws_message_append(msg, "old", 3);
	msg->frames = 7;
	msg->pinned = 1;
	rtws_message_unref(msg);
	again = rtws_message_create(1);
	CHECK(again == msg);
	CHECK(again->refs == 1 && again->len == 0 && again->frames == 0 && again->pinned == 0 &&
		  again->key == 0);
	CHECK(rtws_message_room(again) == RTWS_MESSAGE_SMALL);
	rtws_message_unref(again);
	return 0;
}

static int messages_in_use_never_share_memory(void)
{
	rtws_message_t *msgs[3000];

	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < COUNT(msgs); i++) {
			msgs[i] = rtws_message_create(i % 3 == 0 ? RTWS_MESSAGE_LARGE : 100);
			CHECK(msgs[i] != NULL);
			rtws_message_append(msgs[i], &i, sizeof(i));
		}
		for (int i = 0; i < COUNT(msgs); i++) {
			CHECK(memcmp(msgs[i]->bytes, &i, sizeof(i)) == 0);
			rtws_message_unref(msgs[i]); /* more than the pool keeps */
		}
	}
	return 0;
}

static int cleared_pool_gives_nothing_out(void)
{
	rtws_message_unref(rtws_message_create(1));
	rtws_message_unref(rtws_message_create(RTWS_MESSAGE_LARGE));
	rtws_message_pool_clear();
	alloc_fail_at(1);
	CHECK(rtws_message_create(1) == NULL);
	alloc_fail_at(1);
	CHECK(rtws_message_create(RTWS_MESSAGE_LARGE) == NULL);
	alloc_fail_at(0);
	rtws_message_pool_clear();
	return 0;
}

static int message_longer_than_its_length_field_is_refused(void)
{
	alloc_fail_at(0);
	CHECK(rtws_message_create(SIZE_MAX) == NULL);
	CHECK(rtws_message_create(UINT32_MAX) == NULL);
	CHECK(rtws_message_create(UINT32_MAX - sizeof(rtws_message_t) + 1) == NULL);
	CHECK(alloc_count() == 0);
	return 0;
}

static int out_of_memory_gives_no_message(void)
{
	alloc_fail_at(1);
	CHECK(rtws_message_create(RTWS_MESSAGE_LARGE + 1) == NULL);
	CHECK(alloc_count() == 1);
	alloc_fail_at(0);
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(new_message_is_empty_and_has_one_reference) },
		{ NAMED(room_is_at_least_what_was_asked_for) },
		{ NAMED(sizes_of_traffic_fill_whole_kilobytes) },
		{ NAMED(appended_bytes_lie_one_after_the_other) },
		{ NAMED(message_can_be_filled_to_the_last_byte) },
		{ NAMED(shared_message_has_no_room) },
		{ NAMED(message_lives_until_its_last_reference) },
		{ NAMED(freed_message_is_used_again_without_an_allocation) },
		{ NAMED(message_from_the_pool_remembers_nothing) },
		{ NAMED(messages_in_use_never_share_memory) },
		{ NAMED(cleared_pool_gives_nothing_out) },
		{ NAMED(message_longer_than_its_length_field_is_refused) },
		{ NAMED(out_of_memory_gives_no_message) },
	};

	return run_tests(tests, COUNT(tests));
}
