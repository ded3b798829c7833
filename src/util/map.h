/*
 * Map: from a name to a pointer. Open addressing with a secret of the process in the hash: names
 * come from clients, who must not be able to choose colliding ones.
 */
#ifndef RTWS_UTIL_MAP_H
#define RTWS_UTIL_MAP_H

#include <stddef.h>
#include <stdint.h>

typedef struct rtws_map_slot {
	const char *key; /* borrowed */
	void *value;     /* NULL: empty */
	uint32_t len;
	uint32_t hash;
} rtws_map_slot_t;

/* All zero is an empty map. */
typedef struct rtws_map {
	rtws_map_slot_t *slots;
	size_t size; /* a power of two, or 0 */
	size_t count;
} rtws_map_t;

/*
 * The key is not in the map, and lives, unchanged, as long as its entry: most often it is inside of
 * the value, which is not NULL. 0 or RTWS_E_NOMEM.
 */
int rtws_map_add(rtws_map_t *map, const char *key, size_t len, void *value);

/* Borrowed; NULL when there is none. */
void *rtws_map_find(const rtws_map_t *map, const char *key, size_t len);

/* Gives memory back when little is left. */
void rtws_map_remove(rtws_map_t *map, const char *key, size_t len);

/* Frees the table, not the values. */
void rtws_map_clear(rtws_map_t *map);

/*
 * Every value once, in no order: start with *at = 0; NULL at the end. The map must not change
 * meanwhile.
 */
void *rtws_map_each(const rtws_map_t *map, size_t *at);

#endif
