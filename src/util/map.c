#include "util/map.h"

#include "util/error.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

enum { FIRST_SIZE = 16 };

/* ---- the hash -------------------------------------------------------------------------------- */

static uint64_t secret[2];

/* Odd numbers with their bits well spread; what makes it unforeseeable is the secret. */
static const uint64_t spread[2] = { UINT64_C(0x9e3779b97f4a7c15), UINT64_C(0xd6e8feb86659fd93) };

static void make_secret(void)
{
	if (getrandom(secret, sizeof(secret), 0) != sizeof(secret)) {
		struct timespec t;

		clock_gettime(CLOCK_MONOTONIC, &t);
		secret[1] = (uint64_t) t.tv_nsec * spread[0] ^ (uint64_t) (uintptr_t) &t;
	}
	secret[0] |= 1; /* not zero: made */
}

/* A product of 128 bits, folded: each bit of it depends on all below. */
static uint64_t mix(uint64_t a, uint64_t b)
{
	__extension__ typedef unsigned __int128 wide_t;
	wide_t product = (wide_t) a * b;

	return (uint64_t) product ^ (uint64_t) (product >> 64);
}

static uint64_t word(const char *bytes, size_t len)
{
	uint64_t value = 0;

	memcpy(&value, bytes, len);
	return value;
}

static uint32_t hash_of(const char *key, size_t len)
{
	uint64_t hash;
	size_t i = 0;

	if (secret[0] == 0) {
		make_secret();
	}
	hash = secret[0] ^ len;
	for (; i + 8 <= len; i += 8) {
		hash = mix(hash ^ word(key + i, 8) ^ secret[1], spread[0]);
	}
	if (i < len) {
		hash = mix(hash ^ word(key + i, len - i) ^ secret[1], spread[1]);
	}
	hash = mix(hash ^ secret[1], spread[1]);
	return (uint32_t) hash;
}

/* ---- the table ------------------------------------------------------------------------------- */

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
