/* Calls of Rtws\Redis: waiting for an answer, and what it is in PHP. */
#include "php/redis.h"

#include "php/await.h"
#include "php/classes.h"

#include <stdlib.h>
#include <zend_exceptions.h>

struct rtws_php_redis_call {
	rtws_await_t base;
	rtws_redis_outcome_t outcome;
	rtws_redis_reply_t
		reply; /* owned: PHP's memory must not be asked for where the loop calls us */
	char reason[256];
	char *source; /* owned, until the answer is there */
	rtws_redis_script_t script;
};

static void clear(void *self)
{
	rtws_php_redis_call_t *call = self;

	rtws_redis_reply_clear(&call->reply);
	free(call->source);
}

rtws_php_redis_call_t *rtws_php_redis_call_create(const zend_string *source)
{
	rtws_php_redis_call_t *call = rtws_await_create(sizeof(*call), clear);

	if (source != NULL) {
		call->source = pemalloc(ZSTR_LEN(source) + 1, true);
		memcpy(call->source, ZSTR_VAL(source), ZSTR_LEN(source) + 1);
		rtws_redis_script_init(&call->script, call->source, ZSTR_LEN(source));
	}
	return call;
}

const rtws_redis_script_t *rtws_php_redis_call_script(const rtws_php_redis_call_t *call)
{
	return &call->script;
}

void rtws_php_redis_on_answer(void *self, const rtws_redis_result_t *result)
{
	rtws_php_redis_call_t *call = self;

	free(call->source);
	call->source = NULL;
	if (!rtws_await_is_wanted(call)) {
		return;
	}
	call->outcome = result->outcome;
	if (result->outcome == RTWS_REDIS_ANSWERED) {
		rtws_redis_reply_take(result->reply, &call->reply);
	} else {
		snprintf(call->reason, sizeof(call->reason), "%s", result->reason);
	}
	rtws_await_done(call);
}

/* ---- errors ---------------------------------------------------------------------------------- */

static void set_kind(zend_object *exception, const rtws_redis_reply_t *error)
{
	size_t len = strcspn(error->text.at, " \r\n");
	zval kind;

	ZVAL_STRINGL(&kind, error->text.at, len);
	zend_update_property(rtws_ce_redis_error, exception, ZEND_STRL("kind"), &kind);
	zval_ptr_dtor(&kind);
}

void rtws_php_redis_throw(const rtws_redis_reply_t *error, const char *name)
{
	zend_object *exception =
		zend_throw_exception_ex(rtws_ce_redis_error, 0, "%s: %s", name, error->text.at);

	set_kind(exception, error);
}

/* In the place of an answer among others. */
static void error_object(const rtws_redis_reply_t *error, zval *out)
{
	object_init_ex(out, rtws_ce_redis_error);
	zend_update_property_stringl(rtws_ce_redis_error, Z_OBJ_P(out), ZEND_STRL("message"),
								 error->text.at, error->text.len);
	set_kind(Z_OBJ_P(out), error);
}

void rtws_php_redis_throw_unavailable(const char *name, const char *reason, bool maybe_executed)
{
	zend_object *exception = zend_throw_exception_ex(
		rtws_ce_redis_unavailable, 0, "%s: %s%s", name, reason,
		maybe_executed ? "; it may or may not have been executed" : "; it has not been executed");

	zend_update_property_bool(rtws_ce_redis_unavailable, exception, ZEND_STRL("maybeExecuted"),
							  maybe_executed);
}

/* ---- values ---------------------------------------------------------------------------------- */

/* Answers that are names and values in turn. */
static bool is_map(const rtws_php_words_t *words)
{
	return words != NULL && (rtws_text_is(words->argv[0], "HGETALL") ||
							 (rtws_text_is(words->argv[0], "CONFIG") && words->argc > 1 &&
							  rtws_text_is(words->argv[1], "GET")));
}

static void map_value(const rtws_redis_reply_t *reply, zval *out)
{
	array_init_size(out, (uint32_t) (reply->count / 2));
	for (size_t i = 0; i + 1 < reply->count; i += 2) {
		const rtws_redis_reply_t *name = &reply->items[i];
		zval value;

		rtws_php_redis_value(&reply->items[i + 1], NULL, &value);
		zend_symtable_str_update(Z_ARRVAL_P(out), name->text.at != NULL ? name->text.at : "",
								 name->text.len, &value);
	}
}

static void list_value(const rtws_redis_reply_t *reply, zval *out)
{
	array_init_size(out, (uint32_t) reply->count);
	for (size_t i = 0; i < reply->count; i++) {
		zval value;

		rtws_php_redis_value(&reply->items[i], NULL, &value);
		zend_hash_next_index_insert_new(Z_ARRVAL_P(out), &value);
	}
}

void rtws_php_redis_value(const rtws_redis_reply_t *reply, const rtws_php_words_t *words, zval *out)
{
	switch (reply->type) {
		case RTWS_REDIS_NIL:
			ZVAL_NULL(out);
			break;
		case RTWS_REDIS_INTEGER:
			ZVAL_LONG(out, (zend_long) reply->integer);
			break;
		case RTWS_REDIS_STATUS:
			if (rtws_redis_is_text(reply, "OK")) {
				ZVAL_TRUE(out);
				break;
			}
			ZEND_FALLTHROUGH;
		case RTWS_REDIS_STRING:
			ZVAL_STRINGL(out, reply->text.at, reply->text.len);
			break;
		case RTWS_REDIS_ERROR:
			error_object(reply, out);
			break;
		case RTWS_REDIS_ARRAY:
			if (is_map(words)) {
				map_value(reply, out);
			} else {
				list_value(reply, out);
			}
			break;
	}
}

/* ---- waiting --------------------------------------------------------------------------------- */

const rtws_redis_reply_t *rtws_php_redis_wait(rtws_php_redis_call_t *call, const char *name)
{
	if (!rtws_await(call, "Rtws\\Redis")) {
		return NULL;
	}
	if (call->outcome != RTWS_REDIS_ANSWERED) {
		rtws_php_redis_throw_unavailable(name, call->reason, call->outcome != RTWS_REDIS_UNSENT);
		rtws_await_free(call);
		return NULL;
	}
	return &call->reply;
}

void rtws_php_redis_return(rtws_php_redis_call_t *call, const rtws_php_words_t *words,
						   zval *return_value)
{
	const char *name = words != NULL ? words->argv[0].at : "script()";
	const rtws_redis_reply_t *reply = rtws_php_redis_wait(call, name);

	if (reply == NULL) {
		return;
	}
	if (reply->type == RTWS_REDIS_ERROR) {
		rtws_php_redis_throw(reply, name);
	} else {
		rtws_php_redis_value(reply, words, return_value);
	}
	rtws_await_free(call);
}
