/* The DSN and options of Rtws\Redis. */
#include "php/redis.h"

#include "php/classes.h"
#include "php/options.h"
#include "util/error.h"

#include <zend_exceptions.h>

enum { TEXTS = 6, TLS_TEXTS = 3 };

bool rtws_php_redis_refuse(const char *whose, int result, const char *error)
{
	if (result == RTWS_E_NOMEM) {
		zend_throw_error(NULL, "Out of memory");
	} else {
		zend_throw_exception_ex(rtws_ce_invalid_option, 0, "%s: %s", whose, error);
	}
	return false;
}

static bool fail(int result, const char *error)
{
	return rtws_php_redis_refuse("Redis", result, error);
}

static bool set(rtws_redis_settings_t *out, const char *name, zval *value)
{
	char error[RTWS_REDIS_ERROR_MAX];
	int result;

	if (Z_TYPE_P(value) == IS_UNDEF) {
		return true;
	}
	result = rtws_redis_settings_set(out, (rtws_text_t){ name, strlen(name) },
									 (rtws_text_t){ Z_STRVAL_P(value), Z_STRLEN_P(value) }, error);
	return result == 0 || fail(result, error);
}

/* ---- the DSN --------------------------------------------------------------------------------- */

static bool parse(zend_string *dsn, rtws_redis_settings_t *out)
{
	char error[RTWS_REDIS_ERROR_MAX];
	int result =
		rtws_redis_settings_parse(out, (rtws_text_t){ ZSTR_VAL(dsn), ZSTR_LEN(dsn) }, error);

	return result == 0 || fail(result, error);
}

/* A DSN, or only a host. */
static bool parse_item(zval *item, rtws_redis_settings_t *out)
{
	zend_string *dsn;
	bool ok;

	if (Z_TYPE_P(item) != IS_STRING) {
		zend_throw_exception(rtws_ce_invalid_option,
							 "Redis: a list of hosts must have strings in it", 0);
		return false;
	}
	if (zend_memnstr(Z_STRVAL_P(item), ZEND_STRL("://"), Z_STRVAL_P(item) + Z_STRLEN_P(item)) !=
		NULL) {
		return parse(Z_STR_P(item), out);
	}
	dsn = zend_string_concat2(ZEND_STRL("redis://"), Z_STRVAL_P(item), Z_STRLEN_P(item));
	ok = parse(dsn, out);
	zend_string_release(dsn);
	return ok;
}

static bool read_dsn(zval *dsn, rtws_redis_settings_t *out)
{
	zval *item;

	if (Z_TYPE_P(dsn) == IS_STRING) {
		return parse(Z_STR_P(dsn), out);
	}
	ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(dsn), item)
	{
		ZVAL_DEREF(item);
		if (!parse_item(item, out)) {
			return false;
		}
	}
	ZEND_HASH_FOREACH_END();
	return true;
}

/* ---- options --------------------------------------------------------------------------------- */

static bool read_tls(zval *value, rtws_redis_settings_t *out)
{
	static const char *const names[TLS_TEXTS] = { "ca", "cert", "key" };
	zval texts[TLS_TEXTS];
	rtws_option_t options[] = {
		{ "ca", RTWS_OPTION_STRING, &texts[0], 0, 0 },
		{ "cert", RTWS_OPTION_STRING, &texts[1], 0, 0 },
		{ "key", RTWS_OPTION_STRING, &texts[2], 0, 0 },
		{ "insecure", RTWS_OPTION_BOOL, &out->tls_insecure, 0, 0 },
	};

	if (Z_TYPE_P(value) == IS_UNDEF) {
		return true;
	}
	if (Z_TYPE_P(value) == IS_TRUE || Z_TYPE_P(value) == IS_FALSE) {
		out->tls = Z_TYPE_P(value) == IS_TRUE;
		return true;
	}
	if (Z_TYPE_P(value) != IS_ARRAY) {
		rtws_options_throw("", "tls", "a bool or an array", value);
		return false;
	}
	out->tls = true;
	if (!rtws_options_read(Z_ARRVAL_P(value), "tls.", options,
						   sizeof(options) / sizeof(options[0]))) {
		return false;
	}
	for (int i = 0; i < TLS_TEXTS; i++) {
		if (!set(out, names[i], &texts[i])) {
			return false;
		}
	}
	return true;
}

static bool read_options(HashTable *given, rtws_redis_settings_t *out)
{
	static const char *const names[TEXTS] = { "sentinel",          "user",
											  "password",          "sentinel_user",
											  "sentinel_password", "name" };
	zval texts[TEXTS], tls;
	bool is_cluster = out->kind == RTWS_REDIS_CLUSTER;
	uint64_t database = out->database;
	rtws_option_t options[] = {
		{ "cluster", RTWS_OPTION_BOOL, &is_cluster, 0, 0 },
		{ "sentinel", RTWS_OPTION_STRING, &texts[0], 0, 0 },
		{ "user", RTWS_OPTION_STRING, &texts[1], 0, 0 },
		{ "password", RTWS_OPTION_STRING, &texts[2], 0, 0 },
		{ "sentinel_user", RTWS_OPTION_STRING, &texts[3], 0, 0 },
		{ "sentinel_password", RTWS_OPTION_STRING, &texts[4], 0, 0 },
		{ "name", RTWS_OPTION_STRING, &texts[5], 0, 0 },
		{ "database", RTWS_OPTION_INT, &database, 0, 1000000 },
		{ "tls", RTWS_OPTION_ANY, &tls, 0, 0 },
		{ "connect_timeout", RTWS_OPTION_SECONDS, &out->connect_timeout_ms, 0.01, 86400 },
		{ "command_timeout", RTWS_OPTION_TIMEOUT, &out->command_timeout_ms, 0.01, 86400 },
		{ "ping", RTWS_OPTION_TIMEOUT, &out->ping_ms, 0.01, 86400 },
		{ "retry_min", RTWS_OPTION_SECONDS, &out->retry_min_ms, 0.001, 86400 },
		{ "retry_max", RTWS_OPTION_SECONDS, &out->retry_max_ms, 0.001, 86400 },
		{ "wait", RTWS_OPTION_SECONDS, &out->wait_ms, 0, 86400 },
	};

	if (!rtws_options_read(given, "", options, sizeof(options) / sizeof(options[0]))) {
		return false;
	}
	out->database = (uint32_t) database;
	if (is_cluster != (out->kind == RTWS_REDIS_CLUSTER)) {
		out->kind = is_cluster ? RTWS_REDIS_CLUSTER : RTWS_REDIS_SINGLE;
	}
	for (int i = 0; i < TEXTS; i++) {
		if (!set(out, names[i], &texts[i])) {
			return false;
		}
	}
	return read_tls(&tls, out);
}

bool rtws_php_read_redis(zval *dsn, HashTable *options, rtws_redis_settings_t *out)
{
	char error[RTWS_REDIS_ERROR_MAX];
	int result;

	if (!read_dsn(dsn, out) || (options != NULL && !read_options(options, out))) {
		return false;
	}
	result = rtws_redis_settings_check(out, error);
	return result == 0 || fail(result, error);
}
