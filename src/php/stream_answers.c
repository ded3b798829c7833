/*
 * Answers about streams, on their way to PHP: copied with malloc() where they come, which may be
 * within the loop, and made PHP values where somebody waits for them.
 */
#include "php/classes.h"
#include "php/compat.h"
#include "php/streams.h"
#include "util/error.h"

#include <stdlib.h>
#include <zend_exceptions.h>

/* ---- an entry's id --------------------------------------------------------------------------- */

struct rtws_php_appended {
	rtws_await_t base;
	int error;
	size_t len;
	char id[RTWS_STREAM_ID_MAX];
};

rtws_php_appended_t *rtws_php_appended_create(void)
{
	return rtws_await_create(sizeof(rtws_php_appended_t), NULL);
}

void rtws_php_on_appended(void *appended, const rtws_appended_t *result)
{
	rtws_php_appended_t *self = appended;

	if (rtws_await_is_wanted(self)) {
		self->error = result->error;
		self->len = result->error == 0 ? MIN(result->id.len, sizeof(self->id)) : 0;
		memcpy(self->id, result->id.at, self->len);
		rtws_await_done(self);
	}
}

void rtws_php_appended_return(rtws_php_appended_t *self, const zend_string *stream, uint32_t length,
							  zval *return_value)
{
	if (!rtws_await(self, "append()")) {
		return;
	}
	if (self->error == RTWS_E_FULL) {
		zend_throw_exception_ex(rtws_ce_stream_full, 0,
								"Cannot append to stream \"%s\": it is full, %u entries wait to be "
								"handled; consume faster, or raise its option \"length\"",
								ZSTR_VAL(stream), length);
	} else if (self->error != 0) {
		rtws_php_throw_broker_error(self->error, "append to stream", ZSTR_VAL(stream));
	} else {
		ZVAL_STRINGL(return_value, self->id, self->len);
	}
	rtws_await_free(self);
}

/* ---- dead letters ---------------------------------------------------------------------------- */

struct rtws_php_letters {
	rtws_await_t base;
	int error;
	uint32_t count;
	rtws_dead_letter_t *letters; /* owned, with their texts behind them */
};

static void clear_letters(void *letters)
{
	free(((rtws_php_letters_t *) letters)->letters);
}

rtws_php_letters_t *rtws_php_letters_create(void)
{
	return rtws_await_create(sizeof(rtws_php_letters_t), clear_letters);
}

static rtws_dead_letter_t *copy_letters(const rtws_dead_letter_t *letters, uint32_t count)
{
	size_t size = (count + 1) * sizeof(*letters);
	rtws_dead_letter_t *copies;
	char *at;

	for (uint32_t i = 0; i < count; i++) {
		const rtws_dead_letter_t *l = &letters[i];

		size += l->id.len + l->group.len + l->order.len + l->data.len + l->error.len;
	}
	copies = malloc(size);
	if (copies == NULL) {
		return NULL;
	}
	at = (char *) &copies[count];
	for (uint32_t i = 0; i < count; i++) {
		copies[i] = letters[i];
		copies[i].id = rtws_text_put(&at, letters[i].id);
		copies[i].group = rtws_text_put(&at, letters[i].group);
		copies[i].order = rtws_text_put(&at, letters[i].order);
		copies[i].data = rtws_text_put(&at, letters[i].data);
		copies[i].error = rtws_text_put(&at, letters[i].error);
	}
	return copies;
}

void rtws_php_on_letters(void *letters, const rtws_dead_letters_t *result)
{
	rtws_php_letters_t *self = letters;

	if (!rtws_await_is_wanted(self)) {
		return;
	}
	self->error = result->error;
	if (self->error == 0) {
		self->count = result->count;
		self->letters = copy_letters(result->letters, result->count);
		self->error = self->letters != NULL ? 0 : RTWS_E_NOMEM;
	}
	rtws_await_done(self);
}

static void add_letter(zval *list, const rtws_dead_letter_t *letter)
{
	zval entry, data;

	array_init_size(&entry, 7);
	add_assoc_stringl(&entry, "id", letter->id.at, letter->id.len);
	add_assoc_stringl(&entry, "group", letter->group.at, letter->group.len);
	if (letter->order.len > 0) {
		add_assoc_stringl(&entry, "key", letter->order.at, letter->order.len);
	} else {
		add_assoc_null(&entry, "key");
	}
	rtws_php_data_value(&data, letter->kind, letter->data);
	add_assoc_zval(&entry, "data", &data);
	add_assoc_long(&entry, "attempts", letter->attempts);
	add_assoc_stringl(&entry, "error", letter->error.at, letter->error.len);
	add_assoc_double(&entry, "time", (double) letter->time_ms / 1e3);
	add_next_index_zval(list, &entry);
}

void rtws_php_letters_return(rtws_php_letters_t *self, const zend_string *stream,
							 zval *return_value)
{
	if (!rtws_await(self, "deadLetters()")) {
		return;
	}
	if (self->error != 0) {
		rtws_php_throw_broker_error(self->error, "list dead letters of stream", ZSTR_VAL(stream));
	} else {
		array_init_size(return_value, self->count);
		for (uint32_t i = 0; i < self->count; i++) {
			add_letter(return_value, &self->letters[i]);
		}
	}
	rtws_await_free(self);
}

/* ---- what there is --------------------------------------------------------------------------- */

struct rtws_php_stream_info {
	rtws_await_t base;
	rtws_stream_info_t info;
	rtws_group_info_t *groups; /* owned, with their names behind them */
};

static void clear_info(void *info)
{
	free(((rtws_php_stream_info_t *) info)->groups);
}

rtws_php_stream_info_t *rtws_php_stream_info_create(void)
{
	return rtws_await_create(sizeof(rtws_php_stream_info_t), clear_info);
}

static rtws_group_info_t *copy_groups(const rtws_group_info_t *groups, uint32_t count)
{
	size_t size = (count + 1) * sizeof(*groups);
	rtws_group_info_t *copies;
	char *at;

	for (uint32_t i = 0; i < count; i++) {
		size += groups[i].name.len;
	}
	copies = malloc(size);
	if (copies == NULL) {
		return NULL;
	}
	at = (char *) &copies[count];
	for (uint32_t i = 0; i < count; i++) {
		copies[i] = groups[i];
		copies[i].name = rtws_text_put(&at, groups[i].name);
	}
	return copies;
}

void rtws_php_on_stream_info(void *info, const rtws_stream_info_t *result)
{
	rtws_php_stream_info_t *self = info;

	if (!rtws_await_is_wanted(self)) {
		return;
	}
	self->info = *result;
	if (result->error == 0) {
		self->groups = copy_groups(result->groups, result->count);
		self->info.error = self->groups != NULL ? 0 : RTWS_E_NOMEM;
	}
	rtws_await_done(self);
}

static void set_info(zval *out, const rtws_php_stream_info_t *self)
{
	zval groups;

	array_init(out);
	add_assoc_long(out, "length", (zend_long) self->info.length);
	add_assoc_long(out, "dead", (zend_long) self->info.dead);
	array_init_size(&groups, self->info.count);
	for (uint32_t i = 0; i < self->info.count; i++) {
		const rtws_group_info_t *group = &self->groups[i];
		zval entry;

		array_init_size(&entry, 3);
		add_assoc_long(&entry, "waiting", (zend_long) group->waiting);
		add_assoc_long(&entry, "pending", (zend_long) group->in_hand);
		add_assoc_long(&entry, "consumers", group->consumers);
		zend_symtable_str_update(Z_ARRVAL(groups), group->name.at, group->name.len, &entry);
	}
	add_assoc_zval(out, "groups", &groups);
}

void rtws_php_stream_info_return(rtws_php_stream_info_t *self, const zend_string *stream,
								 zval *return_value)
{
	if (!rtws_await(self, "info()")) {
		return;
	}
	if (self->info.error != 0) {
		rtws_php_throw_broker_error(self->info.error, "look at stream", ZSTR_VAL(stream));
	} else {
		set_info(return_value, self);
	}
	rtws_await_free(self);
}
