#include "util/table.h"

#include "util/error.h"

#include <assert.h>
#include <stdlib.h>

enum { FIRST_SIZE = 64 };

/* Fibonacci hashing: consecutive keys spread over the table. */
static size_t home(const rtws_table_t *table, uint64_t key)
{
	return (size_t) (key * UINT64_C(0x9e3779b97f4a7c15) >> 32) & (table->size - 1);
}

static rtws_table_slot_t *slot_of(const rtws_table_t *table, uint64_t key)
{
	size_t i = home(table, key);

	while (table->slots[i].key != 0 && table->slots[i].key != key) {
		i = (i + 1) & (table->size - 1);
	}
	return &table->slots[i];
}

static int grow(rtws_table_t *table)
{
	rtws_table_t grown = { NULL, table->size > 0 ? 2 * table->size : FIRST_SIZE, table->count };

	grown.slots = calloc(grown.size, sizeof(*grown.slots));
	if (grown.slots == NULL) {
		return RTWS_E_NOMEM;
	}
	for (size_t i = 0; i < table->size; i++) {
		if (table->slots[i].key != 0) {
			*slot_of(&grown, table->slots[i].key) = table->slots[i];
		}
	}
	free(table->slots);
	*table = grown;
	return 0;
}

int rtws_table_add(rtws_table_t *table, uint64_t key, void *value)
{
	assert(key != 0 && value != NULL);
	if (table->count >= table->size / 2 && grow(table) != 0) {
		return RTWS_E_NOMEM;
	}
	*slot_of(table, key) = (rtws_table_slot_t){ key, value };
	table->count++;
	return 0;
}

void *rtws_table_find(const rtws_table_t *table, uint64_t key)
{
	return key == 0 || table->size == 0 ? NULL : slot_of(table, key)->value;
}

/* Moves later entries of the chain into the gap, so that no tombstones are needed. */
void rtws_table_remove(rtws_table_t *table, uint64_t key)
{
	size_t mask = table->size - 1;
	rtws_table_slot_t *found;
	size_t gap, i;

	if (key == 0 || table->size == 0) {
		return;
	}
	found = slot_of(table, key);
	if (found->key == 0) {
		return;
	}
	gap = (size_t) (found - table->slots);
	for (i = (gap + 1) & mask; table->slots[i].key != 0; i = (i + 1) & mask) {
		if (((i - home(table, table->slots[i].key)) & mask) >= ((i - gap) & mask)) {
			table->slots[gap] = table->slots[i];
			gap = i;
		}
	}
	table->slots[gap] = (rtws_table_slot_t){ 0, NULL };
	table->count--;
}

void rtws_table_clear(rtws_table_t *table)
{
	free(table->slots);
	*table = (rtws_table_t){ NULL, 0, 0 };
}
