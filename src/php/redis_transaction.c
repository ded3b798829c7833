/*
 * Transactions of Rtws\Redis: commands are queued here, not on the server, so that MULTI ... EXEC
 * is one batch that nothing comes between. Keys are watched on a connection that is held meanwhile.
 */
#include "php/redis.h"

#include "php/await.h"
#include "php/callback.h"
#include "php/classes.h"

#include <zend_exceptions.h>

struct rtws_php_transaction {
	rtws_php_words_t *items;
	size_t count;
	size_t size;
	bool is_over;
};

bool rtws_php_transaction_add(rtws_php_transaction_t *transaction, rtws_php_words_t *words)
{
	if (transaction->is_over) {
		zend_throw_exception(rtws_ce_illegal_state,
							 "This transaction has been sent: its Rtws\\Redis is for the callable "
							 "of transaction() only",
							 0);
		rtws_php_words_free(words);
		return false;
	}
	if (transaction->count == transaction->size) {
		transaction->size = transaction->size != 0 ? transaction->size * 2 : 8;
		transaction->items =
			safe_erealloc(transaction->items, transaction->size, sizeof(*transaction->items), 0);
	}
	transaction->items[transaction->count++] = *words;
	return true;
}

void rtws_php_transaction_free(rtws_php_transaction_t *transaction)
{
	for (size_t i = 0; i < transaction->count; i++) {
		rtws_php_words_free(&transaction->items[i]);
	}
	if (transaction->items != NULL) {
		efree(transaction->items);
	}
	efree(transaction);
}

/* ---- watching -------------------------------------------------------------------------------- */

static bool watch_words(HashTable *keys, rtws_php_words_t *words)
{
	zend_string *name = zend_string_init(ZEND_STRL("WATCH"), 0);
	uint32_t argc = zend_hash_num_elements(keys), n = 0;
	zval *args = safe_emalloc(argc, sizeof(zval), 0), *key;
	bool ok;

	ZEND_HASH_FOREACH_VAL(keys, key)
	{
		ZVAL_COPY_DEREF(&args[n], key);
		n++;
	}
	ZEND_HASH_FOREACH_END();
	ok = rtws_php_words_make(words, name, argc, args);
	for (int i = 1; ok && i < words->argc; i++) {
		if (Z_TYPE(args[i - 1]) != IS_STRING) {
			zend_argument_type_error(2, "must be a list of strings, %s given",
									 zend_zval_type_name(&args[i - 1]));
			rtws_php_words_free(words);
			ok = false;
		}
	}
	for (uint32_t i = 0; i < n; i++) {
		zval_ptr_dtor(&args[i]);
	}
	efree(args);
	zend_string_release(name);
	return ok;
}

/* The held connection, on which the keys are watched. NULL with an exception. */
static rtws_redis_hold_t *watch_keys(rtws_php_redis_t *self, rtws_redis_t *client, HashTable *keys)
{
	rtws_php_words_t words;
	rtws_php_redis_call_t *call;
	const rtws_redis_reply_t *reply;
	rtws_redis_hold_t *hold;

	if (!watch_words(keys, &words)) {
		return NULL;
	}
	hold = rtws_redis_hold(client, words.argv[1]);
	if (hold == NULL) {
		zend_throw_error(NULL, "Out of memory");
		rtws_php_words_free(&words);
		return NULL;
	}
	call = rtws_php_redis_call_create(NULL);
	rtws_redis_hold_batch(hold, 1, &(rtws_redis_args_t){ words.argc, words.argv },
						  self->settings.command_timeout_ms, rtws_php_redis_on_answer, call);
	rtws_php_words_free(&words);
	reply = rtws_php_redis_wait(call, "WATCH");
	if (reply != NULL) {
		if (rtws_redis_item(reply, 0)->type == RTWS_REDIS_ERROR) {
			rtws_php_redis_throw(rtws_redis_item(reply, 0), "WATCH");
		}
		rtws_await_free(call);
	}
	if (EG(exception) != NULL) {
		rtws_redis_release(hold, false);
		return NULL;
	}
	return hold;
}

/* ---- sending --------------------------------------------------------------------------------- */

static rtws_php_redis_call_t *send_batch(rtws_php_redis_t *self, rtws_redis_t *client,
										 const rtws_php_transaction_t *transaction,
										 rtws_redis_hold_t *hold)
{
	static const rtws_text_t multi = { "MULTI", 5 }, exec = { "EXEC", 4 };
	size_t count = transaction->count + 2;
	rtws_redis_args_t *commands = safe_emalloc(count, sizeof(*commands), 0);
	rtws_php_redis_call_t *call = rtws_php_redis_call_create(NULL);
	rtws_text_t key = { NULL, 0 };

	commands[0] = (rtws_redis_args_t){ 1, &multi };
	for (size_t i = 0; i < transaction->count; i++) {
		const rtws_php_words_t *words = &transaction->items[i];

		commands[i + 1] = (rtws_redis_args_t){ words->argc, words->argv };
		if (key.at == NULL) {
			key = rtws_redis_key_of(words->argc, words->argv);
		}
	}
	commands[count - 1] = (rtws_redis_args_t){ 1, &exec };
	if (hold != NULL) {
		rtws_redis_hold_batch(hold, count, commands, self->settings.command_timeout_ms,
							  rtws_php_redis_on_answer, call);
	} else {
		rtws_redis_batch(client, key, count, commands, rtws_php_redis_on_answer, call);
	}
	efree(commands);
	return call;
}

/* What it was refused for: of a command that could not be queued, rather than of EXEC. */
static const rtws_redis_reply_t *refusal(const rtws_redis_reply_t *reply, size_t *at)
{
	for (*at = 0; *at < reply->count; ++*at) {
		if (reply->items[*at].type == RTWS_REDIS_ERROR) {
			return &reply->items[*at];
		}
	}
	return NULL;
}

static void take_answers(const rtws_php_transaction_t *transaction, const rtws_redis_reply_t *reply,
						 zval *return_value)
{
	const rtws_redis_reply_t *last = rtws_redis_item(reply, reply->count - 1);

	if (last->type == RTWS_REDIS_ERROR) {
		size_t at;
		const rtws_redis_reply_t *error = refusal(reply, &at);

		rtws_php_redis_throw(error, at > 0 && at <= transaction->count
										? transaction->items[at - 1].argv[0].at
										: "EXEC");
		return;
	}
	if (last->type != RTWS_REDIS_ARRAY) {
		ZVAL_NULL(return_value);
		return;
	}
	array_init_size(return_value, (uint32_t) last->count);
	for (size_t i = 0; i < last->count; i++) {
		zval value;

		rtws_php_redis_value(&last->items[i],
							 i < transaction->count ? &transaction->items[i] : NULL, &value);
		zend_hash_next_index_insert_new(Z_ARRVAL_P(return_value), &value);
	}
}

/* Returns whether the held connection is as good as new. */
static bool commit(rtws_php_redis_t *self, const rtws_php_transaction_t *transaction,
				   rtws_redis_hold_t *hold, zval *return_value)
{
	rtws_redis_t *client = rtws_php_redis_client(self, "transaction()");
	rtws_php_redis_call_t *call;
	const rtws_redis_reply_t *reply;

	if (client == NULL) {
		return false;
	}
	call = send_batch(self, client, transaction, hold);
	reply = rtws_php_redis_wait(call, "transaction()");
	if (reply == NULL) {
		return false;
	}
	take_answers(transaction, reply, return_value);
	rtws_await_free(call);
	return true;
}

static void call_body(zval *body, zval *argument)
{
	rtws_callback_t callback = { 0 };
	zval result;

	ZVAL_UNDEF(&callback.callable);
	rtws_callback_set(&callback, body);
	rtws_callback_call(&callback, 1, argument, &result);
	zval_ptr_dtor(&result);
	rtws_callback_clear(&callback);
}

void rtws_php_transaction_run(rtws_php_redis_t *self, zval *body, HashTable *watch,
							  zval *return_value)
{
	rtws_redis_t *client = rtws_php_redis_client(self, "transaction()");
	rtws_redis_hold_t *hold = NULL;
	rtws_php_transaction_t *transaction;
	bool is_clean = false;
	zval argument;

	if (client == NULL) {
		return;
	}
	if (watch != NULL && zend_hash_num_elements(watch) > 0) {
		hold = watch_keys(self, client, watch);
		if (hold == NULL) {
			return;
		}
	}
	transaction = ecalloc(1, sizeof(*transaction));
	rtws_php_redis_new(&argument)->transaction = transaction;
	call_body(body, &argument);
	transaction->is_over = true;
	if (EG(exception) == NULL && transaction->count > 0) {
		is_clean = commit(self, transaction, hold, return_value);
	} else if (EG(exception) == NULL) {
		array_init(return_value);
	}
	if (hold != NULL) {
		rtws_redis_release(hold, is_clean);
	}
	zval_ptr_dtor(&argument);
}
