/*
 * Composes a server of its parts: which broker it has. The option "redis" is read here, since only
 * this file knows that broker.
 */
#include "broker/redis_broker.h"
#include "php/classes.h"
#include "php/compat.h"
#include "php/options.h"
#include "php/server.h"
#include "util/error.h"

#include <zend_exceptions.h>

static void refuse(const char *why)
{
	zend_throw_exception_ex(rtws_ce_invalid_option, 0, "Option \"redis\": %s", why);
}

/* One member of the array. False with an exception. */
static bool set_one(rtws_redis_broker_settings_t *settings, zend_string *name, zval *value)
{
	char error[RTWS_REDIS_ERROR_MAX] = "out of memory";
	zend_string *text;
	int failed;

	ZVAL_DEREF(value);
	if (name == NULL) {
		refuse("must be a DSN, or an array of names with strings, numbers and booleans");
		return false;
	}
	if (Z_TYPE_P(value) == IS_ARRAY || Z_TYPE_P(value) == IS_OBJECT || Z_TYPE_P(value) == IS_NULL) {
		snprintf(error, sizeof(error), "%.64s must be a string, a number or a boolean, %s given",
				 ZSTR_VAL(name), zend_zval_type_name(value));
		refuse(error);
		return false;
	}
	text = zval_get_string(value);
	failed =
		rtws_redis_broker_settings_set(settings, (rtws_text_t){ ZSTR_VAL(name), ZSTR_LEN(name) },
									   (rtws_text_t){ ZSTR_VAL(text), ZSTR_LEN(text) }, error);
	zend_string_release(text);
	if (failed != 0) {
		refuse(error);
	}
	return failed == 0;
}

static bool parse_dsn(rtws_redis_broker_settings_t *settings, zval *dsn)
{
	char error[RTWS_REDIS_ERROR_MAX] = "out of memory";

	if (Z_TYPE_P(dsn) != IS_STRING) {
		refuse("must have a \"dsn\" like \"redis://127.0.0.1:6379\"");
		return false;
	}
	if (rtws_redis_settings_parse(&settings->redis,
								  (rtws_text_t){ Z_STRVAL_P(dsn), Z_STRLEN_P(dsn) }, error) != 0) {
		refuse(error);
		return false;
	}
	return true;
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
	char error[RTWS_REDIS_ERROR_MAX] = "out of memory";
	bool fine = Z_TYPE_P(option) == IS_ARRAY ? read_array(settings, Z_ARRVAL_P(option))
											 : parse_dsn(settings, option);

	if (fine && rtws_redis_broker_settings_check(settings, error) != 0) {
		refuse(error);
		return false;
	}
	return fine;
}

static bool use_redis(rtws_php_server_t *self)
{
	rtws_channels_t *channels = &self->native->channels;
	char error[RTWS_REDIS_ERROR_MAX] = "out of memory";
	rtws_redis_broker_settings_t settings;
	rtws_broker_t *broker = NULL;

	if (rtws_redis_missing() != NULL) {
		refuse(rtws_redis_missing());
		return false;
	}
	rtws_redis_broker_settings_init(&settings);
	if (read_settings(&settings, &self->redis)) {
		broker = rtws_broker_redis_create(&rtws_channels_broker_events, channels, &settings,
										  self->native->settings.server_id, error);
		if (broker == NULL) {
			refuse(error);
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
