/*
 * Frames between the hub and a worker. What a frame is must not depend on what follows it; a part
 * of one is neither a frame nor malformed; and what was read is written as it was.
 */
#include "fuzz.h"

#include "broker/hub_wire.h"
#include "util/error.h"

static void look_at(rtws_text_t text, const uint8_t *bytes, size_t len)
{
	const uint8_t *at = (const uint8_t *) text.at;

	MUST(text.len == 0 || (at >= bytes && at + text.len <= bytes + len));
}

static void write_again(const uint8_t *bytes, size_t len, const rtws_hub_frame_t *frame)
{
	rtws_hub_layout_t layout = rtws_hub_frame_layout(frame);
	uint8_t *head = malloc(layout.head);

	MUST(head != NULL && layout.head + layout.tail.len == len);
	rtws_hub_frame_put(frame, layout, head);
	MUST(memcmp(head, bytes, layout.head) == 0);
	MUST(layout.tail.len == 0 || memcmp(layout.tail.at, bytes + layout.head, layout.tail.len) == 0);
	free(head);
}

/* Returns the length of the first frame, or what is in its place. */
static ssize_t look_at_first(const uint8_t *input, size_t len)
{
	uint8_t *bytes = exact_copy(input, len);
	rtws_hub_frame_t frame;
	size_t need;
	ssize_t used = rtws_hub_frame_get(bytes, len, &frame, &need);

	MUST(used == RTWS_E_INVALID || (used >= 0 && (size_t) used <= len));
	MUST(used != 0 || need > len);
	MUST(need <= RTWS_HUB_FRAME_MAX);
	if (used > 0) {
		MUST(need == (size_t) used);
		look_at(frame.name, bytes, len);
		look_at(frame.key, bytes, len);
		look_at(frame.event, bytes, len);
		look_at(frame.data, bytes, len);
		write_again(bytes, (size_t) used, &frame);
	}
	free(bytes);
	return used;
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t len)
{
	ssize_t used = 1;

	for (size_t at = 0; at < len && used > 0; at += (size_t) used) {
		used = look_at_first(input + at, len - at);
		if (used > 0) {
			size_t cut = (size_t) used < 200 ? (size_t) used : 200;

			MUST(look_at_first(input + at, (size_t) used) == used);
			while (cut-- > 0) {
				MUST(look_at_first(input + at, cut) == 0);
			}
		}
	}
	return 0;
}
