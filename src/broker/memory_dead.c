/* Dead letters in memory: entries whose last attempt has failed. */
#include "broker/memory_streams.h"

#include "util/clock.h"
#include "util/error.h"
#include "util/log.h"

#include <stdlib.h>
#include <string.h>

static rtws_buried_t *make_letter(const rtws_claim_t *claim, rtws_text_t why)
{
	const rtws_kept_entry_t *entry = claim->entry;
	rtws_text_t group = { claim->group->name, claim->group->name_len };
	rtws_buried_t *letter =
		malloc(sizeof(*letter) + group.len + entry->order.len + entry->data.len + why.len);
	char *at;

	if (letter == NULL) {
		return NULL;
	}
	at = letter->bytes;
	*letter = (rtws_buried_t){ .id = entry->id,
							   .attempts = claim->attempt,
							   .time_ms = rtws_clock_wall_ms(),
							   .kind = entry->kind };
	letter->group = rtws_text_put(&at, group);
	letter->order = rtws_text_put(&at, entry->order);
	letter->data = rtws_text_put(&at, entry->data);
	letter->error = rtws_text_put(&at, why);
	return letter;
}

static void remove_letter(rtws_kept_stream_t *stream, rtws_buried_t **place)
{
	rtws_buried_t *letter = *place;

	*place = letter->next;
	if (letter->next == NULL) {
		stream->dead_end = place;
	}
	stream->dead_count--;
	free(letter);
}

int rtws_streams_bury(const rtws_claim_t *claim, rtws_text_t why)
{
	rtws_kept_stream_t *stream = claim->group->stream;
	rtws_buried_t *letter;

	if (why.len > RTWS_STREAM_ERROR_MAX) {
		why.len = RTWS_STREAM_ERROR_MAX;
	}
	letter = make_letter(claim, why);
	if (letter == NULL) {
		return RTWS_E_NOMEM;
	}
	*stream->dead_end = letter;
	stream->dead_end = &letter->next;
	stream->dead_count++;
	while (stream->dead_count > stream->bounds.dead) {
		rtws_log(RTWS_LOG_WARNING,
				 "stream \"%.*s\": its oldest dead letter is dropped, there are %u already",
				 (int) stream->name_len, stream->name, stream->bounds.dead);
		remove_letter(stream, &stream->dead);
	}
	return 0;
}

void rtws_kept_stream_forget_dead(rtws_kept_stream_t *stream)
{
	while (stream->dead != NULL) {
		remove_letter(stream, &stream->dead);
	}
}

/* ---- what to do with them -------------------------------------------------------------------- */

typedef struct {
	char id[RTWS_STREAM_ID_MAX];
} id_text_t;

void rtws_streams_dead(rtws_streams_t *self, rtws_text_t name, uint32_t limit,
					   rtws_dead_letters_fn done, void *arg)
{
	const rtws_kept_stream_t *stream = rtws_streams_find(self, name);
	uint32_t count = stream == NULL ? 0 : stream->dead_count < limit ? stream->dead_count : limit;
	rtws_dead_letter_t *letters = malloc((count + 1) * sizeof(*letters));
	id_text_t *ids = malloc((count + 1) * sizeof(*ids));
	rtws_dead_letters_t result = { .letters = letters, .count = count };
	const rtws_buried_t *letter = count > 0 ? stream->dead : NULL;

	if (letters == NULL || ids == NULL) {
		result = (rtws_dead_letters_t){ .error = RTWS_E_NOMEM };
	}
	for (uint32_t i = 0; i < result.count; i++, letter = letter->next) {
		letters[i] = (rtws_dead_letter_t){
			.id = rtws_entry_id_format(letter->id, ids[i].id),
			.group = letter->group,
			.order = letter->order,
			.kind = letter->kind,
			.data = letter->data,
			.error = letter->error,
			.attempts = letter->attempts,
			.time_ms = letter->time_ms,
		};
	}
	done(arg, &result);
	free(letters);
	free(ids);
}

static bool is_meant(const rtws_buried_t *letter, const rtws_dead_order_t *order)
{
	char id[RTWS_STREAM_ID_MAX];
	rtws_text_t text = rtws_entry_id_format(letter->id, id);

	return text.len == order->id.len && memcmp(text.at, order->id.at, text.len) == 0 &&
		   (order->group.len == 0 ||
			(order->group.len == letter->group.len &&
			 memcmp(order->group.at, letter->group.at, letter->group.len) == 0));
}

/* To its group; over the length of the stream too, since it only moves. */
static int revive(rtws_kept_stream_t *stream, const rtws_buried_t *letter)
{
	rtws_group_t *group = rtws_group_find(stream, letter->group);
	rtws_append_t what = { .order = letter->order, .kind = letter->kind, .data = letter->data };
	int error;

	if (group == NULL) { /* removed since */
		return RTWS_E_CLOSED;
	}
	error = rtws_kept_stream_add(stream, &what, group, letter->id);
	if (error == 0) {
		rtws_group_dispatch(group);
	}
	return error;
}

int rtws_streams_undertake(rtws_streams_t *self, const rtws_dead_order_t *order, uint64_t *count)
{
	rtws_kept_stream_t *stream = rtws_streams_find(self, order->stream);
	rtws_buried_t **place = stream != NULL ? &stream->dead : NULL;

	*count = 0;
	while (place != NULL && *place != NULL) {
		int error = 0;

		if (!is_meant(*place, order)) {
			place = &(*place)->next;
			continue;
		}
		error = order->discards ? 0 : revive(stream, *place);
		if (error == RTWS_E_NOMEM) {
			return error;
		}
		if (error != 0) {
			place = &(*place)->next;
			continue;
		}
		remove_letter(stream, place);
		(*count)++;
	}
	return 0;
}
