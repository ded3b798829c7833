/* Claims: what a group has taken up of its stream, in the order of keys where there are any. */
#include "broker/memory_streams.h"

#include <stdlib.h>
#include <string.h>

/* ---- lists of claims ------------------------------------------------------------------------- */

void rtws_claims_append(rtws_claims_t *list, rtws_claim_t *claim)
{
	claim->next = NULL;
	claim->prev = list->last;
	*(list->last != NULL ? &list->last->next : &list->first) = claim;
	list->last = claim;
}

void rtws_claims_unlink(rtws_claims_t *list, rtws_claim_t *claim)
{
	*(claim->prev != NULL ? &claim->prev->next : &list->first) = claim->next;
	*(claim->next != NULL ? &claim->next->prev : &list->last) = claim->prev;
}

void rtws_claim_make_ready(rtws_claim_t *claim)
{
	claim->state = RTWS_CLAIM_READY;
	claim->consumer = NULL;
	rtws_claims_append(&claim->group->ready, claim);
}

/* ---- order keys ------------------------------------------------------------------------------ */

static rtws_order_key_t *get_key(rtws_group_t *group, rtws_text_t text)
{
	rtws_order_key_t *key = rtws_map_find(&group->keys, text.at, text.len);

	if (key != NULL) {
		return key;
	}
	key = calloc(1, sizeof(*key) + text.len);
	if (key == NULL) {
		return NULL;
	}
	memcpy(key->text, text.at, text.len);
	key->len = text.len;
	if (rtws_map_add(&group->keys, key->text, key->len, key) != 0) {
		free(key);
		return NULL;
	}
	return key;
}

/* Behind those of its key. False when out of memory. */
static bool enter_key(rtws_claim_t *claim)
{
	rtws_order_key_t *key = get_key(claim->group, claim->entry->order);

	if (key == NULL) {
		return false;
	}
	claim->key = key;
	claim->state = key->first != NULL ? RTWS_CLAIM_HELD : RTWS_CLAIM_READY;
	*(key->last != NULL ? &key->last->next_of_key : &key->first) = claim;
	key->last = claim;
	return true;
}

static void leave_key(rtws_claim_t *claim)
{
	rtws_order_key_t *key = claim->key;
	rtws_claim_t **place = &key->first;
	rtws_claim_t *before = NULL;

	while (*place != claim) {
		before = *place;
		place = &before->next_of_key;
	}
	*place = claim->next_of_key;
	if (key->last == claim) {
		key->last = before;
	}
	if (key->first == NULL) {
		rtws_map_remove(&claim->group->keys, key->text, key->len);
		free(key);
	} else if (key->first->state == RTWS_CLAIM_HELD) {
		rtws_claim_make_ready(key->first);
	}
}

/* ---- claims ---------------------------------------------------------------------------------- */

static rtws_claim_t *make_claim(rtws_group_t *group, rtws_kept_entry_t *entry)
{
	rtws_claim_t *claim = calloc(1, sizeof(*claim));

	if (claim == NULL) {
		return NULL;
	}
	claim->group = group;
	claim->entry = entry;
	claim->number = entry->number;
	if (rtws_table_add(&group->claims, claim->number, claim) != 0) {
		free(claim);
		return NULL;
	}
	if (entry->order.len > 0 && !enter_key(claim)) {
		rtws_table_remove(&group->claims, claim->number);
		free(claim);
		return NULL;
	}
	return claim;
}

void rtws_claim_free(rtws_claim_t *claim)
{
	rtws_table_remove(&claim->group->claims, claim->number);
	if (claim->key != NULL) {
		leave_key(claim);
	}
	free(claim);
}

void rtws_claim_finish(rtws_claim_t *claim)
{
	if (claim->entry != NULL) {
		claim->group->owed--;
		rtws_kept_entry_release(claim->group->stream, claim->entry);
	}
	rtws_claim_free(claim);
}

/* The next one that nobody has had; NULL: there is none, or no memory, in which case it stays. */
static rtws_claim_t *take_new(rtws_group_t *group)
{
	while (group->cursor != NULL) {
		rtws_kept_entry_t *entry = group->cursor;
		rtws_claim_t *claim;

		if (entry->only != NULL && entry->only != group) {
			group->cursor = entry->next;
			continue;
		}
		claim = make_claim(group, entry);
		if (claim == NULL) {
			return NULL;
		}
		group->cursor = entry->next;
		if (claim->state != RTWS_CLAIM_HELD) {
			return claim;
		}
	}
	return NULL;
}

rtws_claim_t *rtws_group_take(rtws_group_t *group)
{
	rtws_claim_t *claim = group->ready.first;

	if (claim == NULL) {
		return take_new(group);
	}
	rtws_claims_unlink(&group->ready, claim);
	return claim;
}
