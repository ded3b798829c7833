/*
 * Table: from a number to a pointer. Open addressing, 16 bytes an entry at half load; a chained
 * table (uthash: 56 bytes an entry) would cost a quarter of what an idle connection takes.
 */
#ifndef RTWS_UTIL_TABLE_H
#define RTWS_UTIL_TABLE_H

#include <stddef.h>
#include <stdint.h>

typedef struct rtws_table_slot {
	uint64_t key; /* 0: empty */
	void *value;
} rtws_table_slot_t;

typedef struct rtws_table {
	rtws_table_slot_t *slots;
	size_t size; /* a power of two, or 0 */
	size_t count;
} rtws_table_t;

/* The key is not 0 and not in the table; the value is not NULL. 0 or RTWS_E_NOMEM. */
int rtws_table_add(rtws_table_t *table, uint64_t key, void *value);

/* Borrowed; NULL when there is none. */
void *rtws_table_find(const rtws_table_t *table, uint64_t key);

void rtws_table_remove(rtws_table_t *table, uint64_t key);

void rtws_table_clear(rtws_table_t *table);

#endif
