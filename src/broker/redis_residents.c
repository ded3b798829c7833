/* Members with connections to this server: the bookkeeping. What they cause is in redis_presence.c.
 */
#include "broker/redis_parts.h"

#include "util/error.h"

#include <stdlib.h>
#include <string.h>

/* ---- rooms and residents --------------------------------------------------------------------- */

static rtws_room_t *get_room(rtws_broker_redis_t *self, rtws_text_t channel)
{
	rtws_room_t *room = rtws_map_find(&self->rooms, channel.at, channel.len);

	if (room != NULL) {
		return room;
	}
	room = calloc(1, sizeof(*room) + channel.len);
	if (room == NULL) {
		return NULL;
	}
	room->broker = self;
	room->len = channel.len;
	memcpy(room->name, channel.at, channel.len);
	if (rtws_map_add(&self->rooms, room->name, room->len, room) != 0) {
		free(room);
		return NULL;
	}
	return room;
}

static void release_room(rtws_room_t *room)
{
	if (room->by_key.count == 0) {
		rtws_map_remove(&room->broker->rooms, room->name, room->len);
		rtws_map_clear(&room->by_key);
		free(room);
	}
}

rtws_resident_t *rtws_resident_find(rtws_broker_redis_t *self, rtws_text_t channel, rtws_text_t key)
{
	rtws_room_t *room = rtws_map_find(&self->rooms, channel.at, channel.len);

	return room != NULL ? rtws_map_find(&room->by_key, key.at, key.len) : NULL;
}

rtws_resident_t *rtws_resident_get(rtws_broker_redis_t *self, rtws_text_t channel, rtws_text_t key)
{
	rtws_room_t *room = get_room(self, channel);
	rtws_resident_t *resident = room != NULL ? rtws_map_find(&room->by_key, key.at, key.len) : NULL;

	if (room == NULL || resident != NULL) {
		return resident;
	}
	resident = calloc(1, sizeof(*resident) + key.len + 1);
	if (resident != NULL) {
		resident->room = room;
		resident->key_len = key.len;
		memcpy(resident->key, key.at != NULL ? key.at : "", key.len);
		if (rtws_map_add(&room->by_key, resident->key, resident->key_len, resident) != 0) {
			free(resident);
			resident = NULL;
		}
	}
	if (resident == NULL) {
		release_room(room);
	}
	return resident;
}

static void free_resident(rtws_resident_t *resident)
{
	rtws_waiters_clear(&resident->waiters);
	free(resident->info);
	free(resident);
}

rtws_text_t rtws_resident_channel(const rtws_resident_t *resident)
{
	return (rtws_text_t){ resident->room->name, resident->room->len };
}

rtws_text_t rtws_resident_key(const rtws_resident_t *resident)
{
	return (rtws_text_t){ resident->key, resident->key_len };
}

rtws_text_t rtws_resident_info(const rtws_resident_t *resident)
{
	return (rtws_text_t){ resident->info, resident->info_len };
}

bool rtws_resident_agrees(const rtws_resident_t *resident)
{
	if (resident->connections == 0) {
		return resident->stored == RTWS_STORED_NO;
	}
	return resident->stored == RTWS_STORED_YES && !resident->has_new_info;
}

/* Nobody is here, Redis knows, and nothing is on its way. */
static bool is_over(const rtws_resident_t *resident)
{
	return resident->connections == 0 && rtws_resident_agrees(resident) && !resident->is_busy &&
		   !resident->awaits_echo && !resident->is_dirty && resident->waiters == NULL;
}

void rtws_resident_release(rtws_resident_t *resident)
{
	rtws_room_t *room = resident->room;

	if (is_over(resident)) {
		rtws_map_remove(&room->by_key, resident->key, resident->key_len);
		free_resident(resident);
		release_room(room);
	}
}

void rtws_resident_make_dirty(rtws_resident_t *resident)
{
	rtws_broker_redis_t *self = resident->room->broker;

	if (!resident->is_dirty) {
		resident->is_dirty = true;
		resident->next_dirty = NULL;
		*(self->dirty_last != NULL ? &self->dirty_last->next_dirty : &self->dirty) = resident;
		self->dirty_last = resident;
	}
}

void rtws_resident_answer(rtws_resident_t *resident, int error)
{
	if (error == 0) {
		resident->waiting = 0;
	}
	rtws_waiters_tell(&resident->waiters, error);
}

/* ---- what is known of one ---- */

int rtws_resident_set_info(rtws_resident_t *resident, rtws_text_t info)
{
	char *copy;

	if (resident->info != NULL && resident->info_len == info.len &&
		memcmp(resident->info, info.at, info.len) == 0) {
		return 0;
	}
	copy = malloc(info.len + 1);
	if (copy == NULL) {
		return RTWS_E_NOMEM;
	}
	memcpy(copy, info.at, info.len);
	free(resident->info);
	resident->info = copy;
	resident->info_len = info.len;
	resident->has_new_info = true;
	return 0;
}

int rtws_resident_wait(rtws_resident_t *resident, rtws_done_fn done, void *arg)
{
	int error = rtws_waiters_add(&resident->waiters, done, arg);

	if (error == 0) {
		resident->waiting++;
	}
	return error;
}

/* ---- telling --------------------------------------------------------------------------------- */

void rtws_rb_tell_change(rtws_broker_redis_t *self, const rtws_member_change_t *change)
{
	if (!self->is_silent) {
		self->base.events->presence(self->base.app, change);
	}
}

/* Its own change, unless it is known here. */
void rtws_resident_tell(rtws_resident_t *resident, bool joined, rtws_text_t info)
{
	rtws_member_change_t change = {
		.joined = joined,
		.channel = rtws_resident_channel(resident),
		.key = rtws_resident_key(resident),
		.info = info,
		.except = resident->connection,
	};

	if (resident->is_told != joined) {
		resident->is_told = joined;
		rtws_rb_tell_change(resident->room->broker, &change);
	}
}

/* Every resident once; visit() may not take any away. */
void rtws_residents_each(rtws_broker_redis_t *self, rtws_visit_fn visit, bool flag)
{
	rtws_room_t *room;
	rtws_resident_t *resident;
	size_t at = 0;

	while ((room = rtws_map_each(&self->rooms, &at)) != NULL) {
		size_t i = 0;

		while ((resident = rtws_map_each(&room->by_key, &i)) != NULL) {
			visit(resident, flag);
		}
	}
}

void rtws_rb_presence_clear(rtws_broker_redis_t *self)
{
	rtws_room_t *room;
	rtws_resident_t *resident;
	size_t at = 0;

	while ((room = rtws_map_each(&self->rooms, &at)) != NULL) {
		size_t i = 0;

		while ((resident = rtws_map_each(&room->by_key, &i)) != NULL) {
			rtws_resident_answer(resident, RTWS_E_BROKER);
			free_resident(resident);
		}
		rtws_map_clear(&room->by_key);
		free(room);
	}
	rtws_map_clear(&self->rooms);
	self->dirty = self->dirty_last = NULL;
}
