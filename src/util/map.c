#include "util/map.h"

#include "util/error.h"
#include "util/hash.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_SIZE = 16 };

static uint32_t hash_of(const char *key, size_t len)
{
	return (uint32_t) rtws_hash(key, len, 0);
}

static rtws_map_slot_t *slot_of(const rtws_map_t *map, const char *key, size_t len, uint32_t hash)
{
	size_t mask = map->size - 1;
	size_t i = hash & mask;

	for (;; i = (i + 1) & mask) {
		rtws_map_slot_t *slot = &map->slots[i];

		if (slot->value == NULL ||
			(slot->hash == hash && slot->len == len && memcmp(slot->key, key, len) == 0)) {
			return slot;
		}
	}
}

static int resize(rtws_map_t *map, size_t size)
{
	rtws_map_slot_t *slots = calloc(size, sizeof(*slots));

	if (slots == NULL) {
		return RTWS_E_NOMEM;
	}
	for (size_t i = 0; i < map->size; i++) {
		size_t to = map->slots[i].hash & (size - 1);

		if (map->slots[i].value == NULL) {
			continue;
		}
		while (slots[to].value != NULL) {
			to = (to + 1) & (size - 1);
		}
		slots[to] = map->slots[i];
	}
	free(map->slots);
	map->slots = slots;
	map->size = size;
	return 0;
}

int rtws_map_add(rtws_map_t *map, const char *key, size_t len, void *value)
{
	uint32_t hash = hash_of(key, len);

	assert(value != NULL && len <= UINT32_MAX);
	if (map->count >= map->size / 2 &&
		resize(map, map->size > 0 ? 2 * map->size : FIRST_SIZE) != 0) {
		return RTWS_E_NOMEM;
	}
	*slot_of(map, key, len, hash) = (rtws_map_slot_t){ key, value, (uint32_t) len, hash };
	map->count++;
	return 0;
}

void *rtws_map_find(const rtws_map_t *map, const char *key, size_t len)
{
	return map->count > 0 ? slot_of(map, key, len, hash_of(key, len))->value : NULL;
}

/* Moves later entries of the chain into the gap, so that no tombstones are needed. */
static void close_gap(rtws_map_t *map, size_t gap)
{
	size_t mask = map->size - 1;

	for (size_t i = (gap + 1) & mask; map->slots[i].value != NULL; i = (i + 1) & mask) {
		if (((i - map->slots[i].hash) & mask) >= ((i - gap) & mask)) {
			map->slots[gap] = map->slots[i];
			gap = i;
		}
	}
	map->slots[gap] = (rtws_map_slot_t){ NULL, NULL, 0, 0 };
}

void rtws_map_remove(rtws_map_t *map, const char *key, size_t len)
{
	rtws_map_slot_t *slot;

	if (map->count == 0) {
		return;
	}
	slot = slot_of(map, key, len, hash_of(key, len));
	if (slot->value == NULL) {
		return;
	}
	close_gap(map, (size_t) (slot - map->slots));
	map->count--;
	if (map->count == 0) {
		rtws_map_clear(map);
	} else if (map->size > FIRST_SIZE && map->count < map->size / 8) {
		resize(map, map->size / 4); /* if it fails, the map stays as large as it is */
	}
}

void rtws_map_clear(rtws_map_t *map)
{
	free(map->slots);
	*map = (rtws_map_t){ NULL, 0, 0 };
}

void *rtws_map_each(const rtws_map_t *map, size_t *at)
{
	while (*at < map->size) {
		void *value = map->slots[(*at)++].value;

		if (value != NULL) {
			return value;
		}
	}
	return NULL;
}
