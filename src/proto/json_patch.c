#include "proto/json_patch.h"

#include <string.h>

enum { MEMBERS_MAX = 256, DEPTH_MAX = 32 };

static bool equals(rtws_text_t a, rtws_text_t b)
{
	return a.len == b.len && memcmp(a.at, b.at, a.len) == 0;
}

/* The value of a member, by its name as it is written; the last of several. */
static rtws_text_t find(rtws_text_t object, rtws_text_t wanted)
{
	rtws_text_t found = { NULL, 0 };
	rtws_text_t name, value;

	while (rtws_json_next(&object, &name, &value)) {
		if (equals(name, wanted)) {
			found = value;
		}
	}
	return found;
}

static bool is_small(rtws_text_t object)
{
	rtws_text_t name, value;
	unsigned count = 0;

	while (count <= MEMBERS_MAX && rtws_json_next(&object, &name, &value)) {
		count++;
	}
	return count <= MEMBERS_MAX;
}

/* Can a patch say that a member becomes this? Nulls in it, at any depth of objects, would delete.
 */
static bool is_sayable(rtws_text_t value, unsigned depth)
{
	rtws_text_t rest = value;
	rtws_text_t name, member;

	if (*value.at == 'n') {
		return false;
	}
	if (!rtws_json_is_object(value)) {
		return true; /* what is in an array is not looked at */
	}
	while (rtws_json_next(&rest, &name, &member)) {
		if (depth == DEPTH_MAX || !is_sayable(member, depth + 1)) {
			return false;
		}
	}
	return true;
}

static bool put_name(rtws_buffer_t *out, rtws_text_t name, bool *is_first)
{
	int failed = rtws_buffer_append(out, ",", *is_first ? 0 : 1) |
				 rtws_buffer_append(out, name.at, name.len) | rtws_buffer_append(out, ":", 1);

	*is_first = false;
	return failed == 0;
}

static bool put_objects(rtws_text_t from, rtws_text_t to, rtws_buffer_t *out, unsigned depth);

static bool put_change(rtws_text_t before, rtws_text_t now, rtws_buffer_t *out, unsigned depth)
{
	if (before.len > 0 && rtws_json_is_object(before) && rtws_json_is_object(now)) {
		return put_objects(before, now, out, depth + 1);
	}
	return is_sayable(now, depth) && rtws_buffer_append(out, now.at, now.len) == 0;
}

static bool put_objects(rtws_text_t from, rtws_text_t to, rtws_buffer_t *out, unsigned depth)
{
	rtws_text_t rest = to;
	rtws_text_t name, value;
	bool is_first = true;

	if (depth == DEPTH_MAX || !is_small(from) || !is_small(to) ||
		rtws_buffer_append(out, "{", 1) != 0) {
		return false;
	}
	while (rtws_json_next(&rest, &name, &value)) {
		rtws_text_t before = find(from, name);

		if (!equals(before, value) &&
			(!put_name(out, name, &is_first) || !put_change(before, value, out, depth))) {
			return false;
		}
	}
	rest = from;
	while (rtws_json_next(&rest, &name, &value)) {
		if (find(to, name).len == 0 &&
			(!put_name(out, name, &is_first) || rtws_buffer_append(out, "null", 4) != 0)) {
			return false;
		}
	}
	return rtws_buffer_append(out, "}", 1) == 0;
}

bool rtws_json_patch(rtws_text_t from, rtws_text_t to, rtws_buffer_t *out)
{
	return rtws_json_is_object(from) && rtws_json_is_object(to) && put_objects(from, to, out, 0);
}
