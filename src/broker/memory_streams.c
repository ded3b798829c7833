/* Streams in memory: entries, the keys they were appended with, and when a stream is forgotten. */
#include "broker/memory_streams.h"

#include "util/clock.h"
#include "util/error.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEYS_MAX = 100000, GROUPS_TOLD_MAX = 256 };

rtws_text_t rtws_entry_id_format(rtws_entry_id_t id, char out[RTWS_STREAM_ID_MAX])
{
	int len = snprintf(out, RTWS_STREAM_ID_MAX, "%" PRIu64 "-%" PRIu64, id.ms, id.seq);

	return (rtws_text_t){ out, (size_t) len };
}

/* ---- streams by name ------------------------------------------------------------------------- */

rtws_kept_stream_t *rtws_streams_find(const rtws_streams_t *self, rtws_text_t name)
{
	return rtws_map_find(&self->by_name, name.at, name.len);
}

rtws_kept_stream_t *rtws_streams_get(rtws_streams_t *self, rtws_text_t name)
{
	rtws_kept_stream_t *stream = rtws_streams_find(self, name);

	if (stream != NULL) {
		return stream;
	}
	stream = calloc(1, sizeof(*stream) + name.len);
	if (stream == NULL) {
		return NULL;
	}
	stream->streams = self;
	stream->dead_end = &stream->dead;
	stream->keys_end = &stream->keys_first;
	memcpy(stream->name, name.at, name.len);
	stream->name_len = name.len;
	if (rtws_map_add(&self->by_name, stream->name, stream->name_len, stream) != 0) {
		free(stream);
		return NULL;
	}
	return stream;
}

static bool is_empty(const rtws_kept_stream_t *stream)
{
	return stream->first == NULL && stream->groups == NULL && stream->dead == NULL &&
		   stream->keys_first == NULL;
}

static void forget_oldest_key(rtws_kept_stream_t *stream)
{
	rtws_known_key_t *known = stream->keys_first;

	stream->keys_first = known->next;
	if (stream->keys_first == NULL) {
		stream->keys_end = &stream->keys_first;
	}
	rtws_map_remove(&stream->keys, known->text, known->len);
	free(known);
}

static void destroy_stream(rtws_kept_stream_t *stream)
{
	while (stream->groups != NULL) {
		rtws_group_t *group = stream->groups;

		stream->groups = group->next;
		rtws_group_destroy(group);
	}
	while (stream->first != NULL) {
		rtws_kept_entry_t *entry = stream->first;

		stream->first = entry->next;
		free(entry);
	}
	rtws_kept_stream_forget_dead(stream);
	while (stream->keys_first != NULL) {
		forget_oldest_key(stream);
	}
	rtws_map_clear(&stream->keys);
	free(stream);
}

static void release_stream(rtws_kept_stream_t *stream)
{
	if (is_empty(stream)) {
		rtws_map_remove(&stream->streams->by_name, stream->name, stream->name_len);
		destroy_stream(stream);
	}
}

void rtws_streams_sweep(rtws_streams_t *self)
{
	uint64_t now = rtws_clock_ms();
	rtws_kept_stream_t *stream, *empty = NULL;
	size_t at = 0;

	while ((stream = rtws_map_each(&self->by_name, &at)) != NULL) {
		while (stream->keys_first != NULL && stream->keys_first->until_ms <= now) {
			forget_oldest_key(stream);
		}
		if (is_empty(stream)) { /* the map must not change now */
			stream->next_empty = empty;
			empty = stream;
		}
	}
	while (empty != NULL) {
		stream = empty;
		empty = stream->next_empty;
		release_stream(stream);
	}
}

void rtws_streams_clear(rtws_streams_t *self)
{
	rtws_kept_stream_t *stream;
	size_t at = 0;

	rtws_streams_stop(self);
	while ((stream = rtws_map_each(&self->by_name, &at)) != NULL) {
		destroy_stream(stream);
	}
	rtws_map_clear(&self->by_name);
}

/* ---- entries --------------------------------------------------------------------------------- */

static void unlink_entry(rtws_kept_stream_t *stream, rtws_kept_entry_t *entry)
{
	*(entry->prev != NULL ? &entry->prev->next : &stream->first) = entry->next;
	*(entry->next != NULL ? &entry->next->prev : &stream->last) = entry->prev;
	stream->length--;
	free(entry);
}

void rtws_kept_entry_release(rtws_kept_stream_t *stream, rtws_kept_entry_t *entry)
{
	if (--entry->owed == 0) {
		unlink_entry(stream, entry);
	}
}

/* Whoever waits for it. */
static void remove_oldest(rtws_kept_stream_t *stream)
{
	rtws_kept_entry_t *entry = stream->first;

	for (rtws_group_t *group = stream->groups; group != NULL; group = group->next) {
		if (entry->only == NULL || entry->only == group) {
			rtws_group_lose(group, entry);
		} else if (group->cursor == entry) {
			group->cursor = entry->next;
		}
	}
	unlink_entry(stream, entry);
}

static void dispatch_all(rtws_kept_stream_t *stream)
{
	for (rtws_group_t *group = stream->groups; group != NULL; group = group->next) {
		rtws_group_dispatch(group);
	}
}

static rtws_kept_entry_t *make_entry(const rtws_append_t *what)
{
	rtws_kept_entry_t *entry = malloc(sizeof(*entry) + what->order.len + what->data.len);

	if (entry == NULL) {
		return NULL;
	}
	*entry = (rtws_kept_entry_t){
		.kind = what->kind,
		.order = { entry->bytes, what->order.len },
		.data = { entry->bytes + what->order.len, what->data.len },
	};
	if (what->order.len > 0) {
		memcpy(entry->bytes, what->order.at, what->order.len);
	}
	if (what->data.len > 0) {
		memcpy(entry->bytes + what->order.len, what->data.at, what->data.len);
	}
	return entry;
}

int rtws_kept_stream_add(rtws_kept_stream_t *stream, const rtws_append_t *what, rtws_group_t *only,
						 rtws_entry_id_t id)
{
	rtws_kept_entry_t *entry = make_entry(what);

	if (entry == NULL) {
		return RTWS_E_NOMEM;
	}
	entry->number = ++stream->streams->numbers;
	entry->only = only;
	entry->id = id;
	entry->prev = stream->last;
	*(stream->last != NULL ? &stream->last->next : &stream->first) = entry;
	stream->last = entry;
	stream->length++;
	for (rtws_group_t *group = stream->groups; group != NULL; group = group->next) {
		if (only == NULL || only == group) {
			entry->owed++;
			group->owed++;
		}
		if (group->cursor == NULL) {
			group->cursor = entry;
		}
	}
	return 0;
}

/* ---- appending ------------------------------------------------------------------------------- */

static rtws_entry_id_t next_id(rtws_kept_stream_t *stream)
{
	uint64_t now = rtws_clock_wall_ms();
	rtws_entry_id_t *last = &stream->last_id;

	*last =
		now > last->ms ? (rtws_entry_id_t){ now, 0 } : (rtws_entry_id_t){ last->ms, last->seq + 1 };
	return *last;
}

static rtws_known_key_t *find_key(rtws_kept_stream_t *stream, rtws_text_t key)
{
	uint64_t now = rtws_clock_ms();

	while (stream->keys_first != NULL && stream->keys_first->until_ms <= now) {
		forget_oldest_key(stream);
	}
	return rtws_map_find(&stream->keys, key.at, key.len);
}

/* Not yet known; NULL when out of memory. */
static rtws_known_key_t *add_key(rtws_kept_stream_t *stream, rtws_text_t key)
{
	rtws_known_key_t *known = malloc(sizeof(*known) + key.len);

	if (stream->keys.count >= KEYS_MAX) {
		forget_oldest_key(stream);
	}
	if (known == NULL) {
		return NULL;
	}
	*known = (rtws_known_key_t){ .until_ms = rtws_clock_ms() + stream->bounds.remember_ms,
								 .len = key.len };
	memcpy(known->text, key.at, key.len);
	if (rtws_map_add(&stream->keys, known->text, known->len, known) != 0) {
		free(known);
		return NULL;
	}
	*stream->keys_end = known;
	stream->keys_end = &known->next;
	return known;
}

static void drop_newest_key(rtws_kept_stream_t *stream, rtws_known_key_t *known)
{
	rtws_known_key_t **place = &stream->keys_first;

	while (*place != known) {
		place = &(*place)->next;
	}
	*place = NULL;
	stream->keys_end = place;
	rtws_map_remove(&stream->keys, known->text, known->len);
	free(known);
}

static int make_room(rtws_kept_stream_t *stream)
{
	if (!stream->bounds.drops_oldest) {
		return stream->length < stream->bounds.length ? 0 : RTWS_E_FULL;
	}
	while (stream->length >= stream->bounds.length) {
		remove_oldest(stream);
	}
	return 0;
}

static int append(rtws_kept_stream_t *stream, const rtws_append_t *what, rtws_entry_id_t *id,
				  bool *is_duplicate)
{
	rtws_known_key_t *known = what->key.len > 0 ? find_key(stream, what->key) : NULL;
	int error;

	if (known != NULL) {
		*id = known->id;
		*is_duplicate = true;
		return 0;
	}
	error = make_room(stream);
	if (error != 0) {
		return error;
	}
	if (what->key.len > 0) {
		known = add_key(stream, what->key);
		if (known == NULL) {
			return RTWS_E_NOMEM;
		}
	}
	*id = next_id(stream);
	error = rtws_kept_stream_add(stream, what, NULL, *id);
	if (known != NULL && error == 0) {
		known->id = *id;
	} else if (known != NULL) {
		drop_newest_key(stream, known);
	}
	return error;
}

void rtws_streams_append(rtws_streams_t *self, const rtws_append_t *what, rtws_appended_fn done,
						 void *arg)
{
	rtws_kept_stream_t *stream = rtws_streams_get(self, what->stream);
	rtws_appended_t result = { .error = RTWS_E_NOMEM };
	rtws_entry_id_t id = { 0, 0 };
	char text[RTWS_STREAM_ID_MAX];

	if (stream != NULL) {
		stream->bounds = what->bounds;
		result.error = append(stream, what, &id, &result.is_duplicate);
		dispatch_all(stream);
		release_stream(stream); /* nothing came of it */
	}
	result.id = rtws_entry_id_format(id, text);
	done(arg, &result);
}

uint64_t rtws_streams_trim(rtws_streams_t *self, rtws_text_t name, uint32_t length)
{
	rtws_kept_stream_t *stream = rtws_streams_find(self, name);
	uint64_t removed = 0;

	if (stream == NULL) {
		return 0;
	}
	for (; stream->length > length; removed++) {
		remove_oldest(stream);
	}
	dispatch_all(stream);
	release_stream(stream);
	return removed;
}

void rtws_streams_info(rtws_streams_t *self, rtws_text_t name, rtws_stream_info_fn done, void *arg)
{
	const rtws_kept_stream_t *stream = rtws_streams_find(self, name);
	rtws_group_info_t groups[GROUPS_TOLD_MAX];
	rtws_stream_info_t info = { .groups = groups };

	if (stream == NULL) {
		done(arg, &info);
		return;
	}
	info.length = stream->length;
	info.dead = stream->dead_count;
	for (const rtws_group_t *g = stream->groups; g != NULL && info.count < GROUPS_TOLD_MAX;
		 g = g->next) {
		rtws_group_info_t *told = &groups[info.count++];

		*told = (rtws_group_info_t){ .name = { g->name, g->name_len },
									 .waiting = g->owed,
									 .in_hand = g->claims.count };
		for (const rtws_member_consumer_t *c = g->consumers; c != NULL; c = c->next) {
			told->consumers += c->is_closing ? 0 : 1;
		}
	}
	done(arg, &info);
}
