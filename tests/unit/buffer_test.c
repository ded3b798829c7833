#include "unit.h"
#include "alloc.h"

#include "util/buffer.h"
#include "util/error.h"

#include <string.h>

static int zeroed_buffer_is_empty_and_ready(void)
{
	rtws_buffer_t buf = { NULL, 0, 0 };

	CHECK(rtws_buffer_append(&buf, "a", 1) == 0);
	CHECK(buf.len == 1 && buf.size >= 1 && buf.bytes[0] == 'a');
	rtws_buffer_clear(&buf);
	CHECK(buf.bytes == NULL && buf.len == 0 && buf.size == 0);
	return 0;
}

static int reserved_room_can_be_written(void)
{
	rtws_buffer_t buf = { NULL, 0, 0 };

	for (size_t more = 0; more < 5000; more += 7) {
		CHECK(rtws_buffer_reserve(&buf, more) == 0);
		CHECK(buf.size - buf.len >= more);
		if (more > 0) {
			memset(buf.bytes + buf.len, 'x', more);
		}
		buf.len += more % 3;
	}
	rtws_buffer_clear(&buf);
	return 0;
}

static int reserving_what_is_there_moves_nothing(void)
{
	rtws_buffer_t buf = { NULL, 0, 0 };
	uint8_t *bytes;

	CHECK(rtws_buffer_reserve(&buf, 100) == 0);
	bytes = buf.bytes;
	alloc_fail_at(0);
	CHECK(rtws_buffer_reserve(&buf, buf.size) == 0);
	CHECK(rtws_buffer_reserve(&buf, 0) == 0);
	CHECK(buf.bytes == bytes && alloc_count() == 0);
	rtws_buffer_clear(&buf);
	return 0;
}

static int appending_nothing_allocates_nothing(void)
{
	rtws_buffer_t buf = { NULL, 0, 0 };

	CHECK(rtws_buffer_append(&buf, NULL, 0) == 0);
	CHECK(rtws_buffer_append(&buf, "", 0) == 0);
	CHECK(buf.bytes == NULL && buf.len == 0);
	return 0;
}

static int appended_bytes_survive_growing(void)
{
	rtws_buffer_t buf = { NULL, 0, 0 };

	for (int i = 0; i < 20000; i++) {
		CHECK(rtws_buffer_append(&buf, &i, sizeof(i)) == 0);
	}
	CHECK(buf.len == 20000 * sizeof(int));
	for (int i = 0; i < 20000; i++) {
		CHECK(memcmp(buf.bytes + (size_t) i * sizeof(i), &i, sizeof(i)) == 0);
	}
	rtws_buffer_clear(&buf);
	return 0;
}

static int growing_costs_few_allocations(void)
{
	rtws_buffer_t buf = { NULL, 0, 0 };

	alloc_fail_at(0);
	for (int i = 0; i < 1000000; i++) {
		CHECK(rtws_buffer_append(&buf, "x", 1) == 0);
	}
	CHECK(alloc_count() < 20);
	rtws_buffer_clear(&buf);
	return 0;
}

static int printf_goes_to_the_end(void)
{
	rtws_buffer_t buf = { NULL, 0, 0 };

	CHECK(rtws_buffer_printf(&buf, "%s", "") == 0);
	CHECK(buf.len == 0);
	CHECK(rtws_buffer_append(&buf, "a\0b", 3) == 0);
	CHECK(rtws_buffer_printf(&buf, "-%d-%s", 42, "x") == 0);
	CHECK(buf.len == 8);
	CHECK(memcmp(buf.bytes, "a\0b-42-x", 8) == 0);
	rtws_buffer_clear(&buf);
	return 0;
}

static int printf_fits_at_every_fill(void)
{
	for (size_t fill = 0; fill < 600; fill++) {
		rtws_buffer_t buf = { NULL, 0, 0 };

		for (size_t i = 0; i < fill; i++) {
			CHECK(rtws_buffer_append(&buf, "x", 1) == 0);
		}
		CHECK(rtws_buffer_printf(&buf, "%064d", 7) == 0);
		CHECK(buf.len == fill + 64 && buf.len <= buf.size && buf.bytes[buf.len - 1] == '7');
		rtws_buffer_clear(&buf);
	}
	return 0;
}

static int consumed_bytes_are_gone_and_the_rest_moves_up(void)
{
	rtws_buffer_t buf = { NULL, 0, 0 };

	rtws_buffer_consume(&buf, 0);
	CHECK(rtws_buffer_append(&buf, "abcdef", 6) == 0);
	rtws_buffer_consume(&buf, 0);
	CHECK(buf.len == 6);
	rtws_buffer_consume(&buf, 2);
	CHECK(buf.len == 4 && memcmp(buf.bytes, "cdef", 4) == 0);
	rtws_buffer_consume(&buf, 4);
	CHECK(buf.len == 0);
	CHECK(rtws_buffer_append(&buf, "g", 1) == 0);
	CHECK(buf.len == 1 && buf.bytes[0] == 'g');
	rtws_buffer_clear(&buf);
	return 0;
}

static int cleared_buffer_may_be_used_and_cleared_again(void)
{
	rtws_buffer_t buf = { NULL, 0, 0 };

	for (int i = 0; i < 3; i++) {
		CHECK(rtws_buffer_append(&buf, "abc", 3) == 0);
		CHECK(buf.len == 3);
		rtws_buffer_clear(&buf);
		rtws_buffer_clear(&buf);
	}
	return 0;
}

static int out_of_memory_changes_nothing(void)
{
	rtws_buffer_t buf = { NULL, 0, 0 };
	rtws_buffer_t before;
	char more[300] = { 0 };

	CHECK(rtws_buffer_append(&buf, "abc", 3) == 0);
	before = buf;
	alloc_fail_at(1);
	CHECK(rtws_buffer_reserve(&buf, 1000) == RTWS_E_NOMEM);
	CHECK(memcmp(&buf, &before, sizeof(buf)) == 0);
	alloc_fail_at(1);
	CHECK(rtws_buffer_append(&buf, more, sizeof(more)) == RTWS_E_NOMEM);
	CHECK(memcmp(&buf, &before, sizeof(buf)) == 0);
	alloc_fail_at(1);
	CHECK(rtws_buffer_printf(&buf, "%300d", 1) == RTWS_E_NOMEM);
	CHECK(memcmp(&buf, &before, sizeof(buf)) == 0);
	CHECK(memcmp(buf.bytes, "abc", 3) == 0);
	alloc_fail_at(0);
	rtws_buffer_clear(&buf);
	return 0;
}

static int absurd_sizes_are_refused_without_overflow(void)
{
	static const size_t sizes[] = { SIZE_MAX, SIZE_MAX - 1, SIZE_MAX / 2, SIZE_MAX / 4 };
	rtws_buffer_t buf = { NULL, 0, 0 };

	CHECK(rtws_buffer_append(&buf, "abc", 3) == 0);
	alloc_fail_at(0);
	for (int i = 0; i < COUNT(sizes); i++) {
		unit_case("size %zu", sizes[i]);
		CHECK(rtws_buffer_reserve(&buf, sizes[i]) == RTWS_E_NOMEM);
	}
	CHECK(alloc_count() == 0 && buf.len == 3);
	rtws_buffer_clear(&buf);
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(zeroed_buffer_is_empty_and_ready) },
		{ NAMED(reserved_room_can_be_written) },
		{ NAMED(reserving_what_is_there_moves_nothing) },
		{ NAMED(appending_nothing_allocates_nothing) },
		{ NAMED(appended_bytes_survive_growing) },
		{ NAMED(growing_costs_few_allocations) },
		{ NAMED(printf_goes_to_the_end) },
		{ NAMED(printf_fits_at_every_fill) },
		{ NAMED(consumed_bytes_are_gone_and_the_rest_moves_up) },
		{ NAMED(cleared_buffer_may_be_used_and_cleared_again) },
		{ NAMED(out_of_memory_changes_nothing) },
		{ NAMED(absurd_sizes_are_refused_without_overflow) },
	};

	return run_tests(tests, COUNT(tests));
}
