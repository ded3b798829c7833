/*
 * Composes a server of its parts: which broker it has. The option "redis" is read here, since only
 * this file knows that broker.
 */
#include "broker/redis_broker.h"
#include "php/compat.h"
#include "php/redis.h"
#include "php/server.h"
#include "util/error.h"

/* Returns false, with an exception. */
static bool refuse(int result, const char *why)
{
	return rtws_php_redis_refuse("Option \"redis\"", result, why);
}

/* One member of the array. False with an exception. */
static bool set_one(rtws_redis_broker_settings_t *settings, zend_string *name, zval *value)
{
	char error[RTWS_REDIS_ERROR_MAX];
	zend_string *text;
	int failed;

	ZVAL_DEREF(value);
	if (name == NULL) {
		return refuse(RTWS_E_INVALID,
					  "must be a DSN, or an array of names with strings, numbers and booleans");
	}
	if (Z_TYPE_P(value) == IS_ARRAY || Z_TYPE_P(value) == IS_OBJECT || Z_TYPE_P(value) == IS_NULL) {
		snprintf(error, sizeof(error), "%.64s must be a string, a number or a boolean, %s given",
				 ZSTR_VAL(name), zend_zval_type_name(value));
		return refuse(RTWS_E_INVALID, error);
	}
	text = zval_get_string(value);
	failed =
		rtws_redis_broker_settings_set(settings, (rtws_text_t){ ZSTR_VAL(name), ZSTR_LEN(name) },
									   (rtws_text_t){ ZSTR_VAL(text), ZSTR_LEN(text) }, error);
	zend_string_release(text);
	return failed == 0 || refuse(failed, error);
}

static bool parse_dsn(rtws_redis_broker_settings_t *settings, zval *dsn)
{
	char error[RTWS_REDIS_ERROR_MAX];
	int failed;

	if (Z_TYPE_P(dsn) != IS_STRING) {
		return refuse(RTWS_E_INVALID, "must have a \"dsn\" like \"redis://127.0.0.1:6379\"");
	}
	failed = rtws_redis_settings_parse(&settings->redis,
									   (rtws_text_t){ Z_STRVAL_P(dsn), Z_STRLEN_P(dsn) }, error);
	return failed == 0 || refuse(failed, error);
}

static bool read_array(rtws_redis_broker_settings_t *settings, HashTable *options)
{
	zval none;
	zval *dsn = zend_hash_str_find_deref(options, "dsn", 3);
	zend_string *name;
	zval *value;

	ZVAL_NULL(&none);
	if (!parse_dsn(settings, dsn != NULL ? dsn : &none)) {
		return false;
	}
	ZEND_HASH_FOREACH_STR_KEY_VAL(options, name, value)
	{
		if ((name == NULL || !zend_string_equals_literal(name, "dsn")) &&
			!set_one(settings, name, value)) {
			return false;
		}
	}
	ZEND_HASH_FOREACH_END();
	return true;
}

static bool read_settings(rtws_redis_broker_settings_t *settings, zval *option)
{
	char error[RTWS_REDIS_ERROR_MAX];
	bool fine = Z_TYPE_P(option) == IS_ARRAY ? read_array(settings, Z_ARRVAL_P(option))
											 : parse_dsn(settings, option);
	int failed = fine ? rtws_redis_broker_settings_check(settings, error) : 0;

	return failed == 0 ? fine : refuse(failed, error);
}

static bool use_redis(rtws_php_server_t *self)
{
	rtws_channels_t *channels = &self->native->channels;
	char error[RTWS_REDIS_ERROR_MAX] = "out of memory";
	rtws_redis_broker_settings_t settings;
	rtws_broker_t *broker = NULL;

	if (rtws_redis_missing() != NULL) {
		return refuse(RTWS_E_INVALID, rtws_redis_missing());
	}
	rtws_redis_broker_settings_init(&settings);
	if (read_settings(&settings, &self->redis)) {
		broker = rtws_broker_redis_create(&rtws_channels_broker_events, channels, &settings,
										  self->native->settings.server_id, error);
		if (broker == NULL) {
			refuse(RTWS_E_INVALID, error);
		}
	}
	rtws_redis_broker_settings_clear(&settings);
	if (broker != NULL) {
		rtws_channels_use(channels, broker);
	}
	return broker != NULL;
}

bool rtws_php_compose(rtws_php_server_t *self)
{
	return Z_TYPE(self->redis) <= IS_NULL || use_redis(self);
}
