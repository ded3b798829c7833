/* Settings of a client: defaults, one by its name, whether they fit together. */
#include "redis/inside.h"

#include "util/error.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void rtws_redis_settings_init(rtws_redis_settings_t *settings)
{
	memset(settings, 0, sizeof(*settings));
	settings->connect_timeout_ms = 5000;
	settings->command_timeout_ms = 5000;
	settings->ping_ms = 15000;
	settings->retry_min_ms = 50;
	settings->retry_max_ms = 5000;
	settings->queue_bytes = 64 * 1024 * 1024;
}

static void forget(char **secret)
{
	if (*secret != NULL) {
		explicit_bzero(*secret, strlen(*secret));
		free(*secret);
		*secret = NULL;
	}
}

void rtws_redis_settings_clear(rtws_redis_settings_t *settings)
{
	for (size_t i = 0; i < settings->node_count; i++) {
		free(settings->nodes[i].host);
	}
	free(settings->nodes);
	free(settings->master);
	free(settings->user);
	forget(&settings->password);
	free(settings->sentinel_user);
	forget(&settings->sentinel_password);
	free(settings->prefix);
	free(settings->name);
	free(settings->tls_ca);
	free(settings->tls_cert);
	free(settings->tls_key);
	rtws_redis_settings_init(settings);
}

static bool copy_text(char **out, const char *text)
{
	*out = text != NULL ? strdup(text) : NULL;
	return text == NULL || *out != NULL;
}

int rtws_redis_settings_copy(rtws_redis_settings_t *out, const rtws_redis_settings_t *settings)
{
	bool ok;

	*out = *settings;
	out->nodes = NULL;
	out->node_count = 0;
	ok = copy_text(&out->master, settings->master);
	ok &= copy_text(&out->user, settings->user);
	ok &= copy_text(&out->password, settings->password);
	ok &= copy_text(&out->sentinel_user, settings->sentinel_user);
	ok &= copy_text(&out->sentinel_password, settings->sentinel_password);
	ok &= copy_text(&out->prefix, settings->prefix);
	ok &= copy_text(&out->name, settings->name);
	ok &= copy_text(&out->tls_ca, settings->tls_ca);
	ok &= copy_text(&out->tls_cert, settings->tls_cert);
	ok &= copy_text(&out->tls_key, settings->tls_key);
	for (size_t i = 0; i < settings->node_count && ok; i++) {
		const rtws_redis_node_t *node = &settings->nodes[i];
		char *host = strdup(node->host);

		ok =
			host != NULL && rtws_redis_settings_add_node(out, host, node->port, node->is_unix) == 0;
	}
	if (!ok) {
		rtws_redis_settings_clear(out);
	}
	return ok ? 0 : RTWS_E_NOMEM;
}

int rtws_redis_settings_add_node(rtws_redis_settings_t *settings, char *host, unsigned port,
								 bool is_unix)
{
	rtws_redis_node_t *nodes =
		realloc(settings->nodes, (settings->node_count + 1) * sizeof(*settings->nodes));

	if (nodes == NULL) {
		free(host);
		return RTWS_E_NOMEM;
	}
	settings->nodes = nodes;
	nodes[settings->node_count++] = (rtws_redis_node_t){ host, (uint16_t) port, is_unix };
	return 0;
}

int rtws_redis_wrong(char error[RTWS_REDIS_ERROR_MAX], const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(error, RTWS_REDIS_ERROR_MAX, format, args);
	va_end(args);
	return RTWS_E_INVALID;
}

char *rtws_redis_copy(rtws_text_t text)
{
	char *copy = malloc(text.len + 1);

	if (copy != NULL) {
		memcpy(copy, text.at, text.len);
		copy[text.len] = '\0';
	}
	return copy;
}

/* ---- one by its name ------------------------------------------------------------------------- */

typedef enum { TEXT, SECRET, FLAG, SECONDS, NUMBER } kind_t;

static const struct setting {
	const char *name;
	kind_t kind;
	size_t at;
	double min; /* seconds */
} known[] = {
	{ "user", TEXT, offsetof(rtws_redis_settings_t, user), 0 },
	{ "password", SECRET, offsetof(rtws_redis_settings_t, password), 0 },
	{ "sentinel", TEXT, offsetof(rtws_redis_settings_t, master), 0 },
	{ "sentinel_user", TEXT, offsetof(rtws_redis_settings_t, sentinel_user), 0 },
	{ "sentinel_password", SECRET, offsetof(rtws_redis_settings_t, sentinel_password), 0 },
	{ "prefix", TEXT, offsetof(rtws_redis_settings_t, prefix), 0 },
	{ "name", TEXT, offsetof(rtws_redis_settings_t, name), 0 },
	{ "ca", TEXT, offsetof(rtws_redis_settings_t, tls_ca), 0 },
	{ "cert", TEXT, offsetof(rtws_redis_settings_t, tls_cert), 0 },
	{ "key", TEXT, offsetof(rtws_redis_settings_t, tls_key), 0 },
	{ "tls", FLAG, offsetof(rtws_redis_settings_t, tls), 0 },
	{ "insecure", FLAG, offsetof(rtws_redis_settings_t, tls_insecure), 0 },
	{ "database", NUMBER, offsetof(rtws_redis_settings_t, database), 0 },
	{ "connect_timeout", SECONDS, offsetof(rtws_redis_settings_t, connect_timeout_ms), 0.01 },
	{ "command_timeout", SECONDS, offsetof(rtws_redis_settings_t, command_timeout_ms), 0 },
	{ "ping", SECONDS, offsetof(rtws_redis_settings_t, ping_ms), 0 },
	{ "retry_min", SECONDS, offsetof(rtws_redis_settings_t, retry_min_ms), 0.001 },
	{ "retry_max", SECONDS, offsetof(rtws_redis_settings_t, retry_max_ms), 0.001 },
	{ "wait", SECONDS, offsetof(rtws_redis_settings_t, wait_ms), 0 },
};

enum { KNOWN = sizeof(known) / sizeof(known[0]), SECONDS_MAX = 86400, DATABASE_MAX = 1000000 };

/* Digits, at most one dot. A number of seconds never needs an exponent. */
static bool parse_number(rtws_text_t text, double *out)
{
	char digits[24];
	int dots = 0;

	if (text.len == 0 || text.len >= sizeof(digits)) {
		return false;
	}
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '.') {
			dots++;
		} else if (text.at[i] < '0' || text.at[i] > '9') {
			return false;
		}
	}
	memcpy(digits, text.at, text.len);
	digits[text.len] = '\0';
	*out = strtod(digits, NULL);
	return dots <= 1 && text.len > (size_t) dots;
}

static int set_flag(const char *name, rtws_text_t value, bool *out,
					char error[RTWS_REDIS_ERROR_MAX])
{
	if (rtws_text_is_exactly(value, "1") || rtws_text_is_exactly(value, "true")) {
		*out = true;
	} else if (rtws_text_is_exactly(value, "0") || rtws_text_is_exactly(value, "false")) {
		*out = false;
	} else {
		return rtws_redis_wrong(error, "\"%s\" must be 1 or 0, \"%.*s\" given", name,
								(int) (value.len < 60 ? value.len : 60), value.at);
	}
	return 0;
}

static int set_number(const struct setting *setting, rtws_text_t value, uint32_t *out,
					  char error[RTWS_REDIS_ERROR_MAX])
{
	bool is_time = setting->kind == SECONDS;
	double max = is_time ? SECONDS_MAX : DATABASE_MAX, number;

	if (!parse_number(value, &number) || number < setting->min || number > max ||
		(!is_time && number != floor(number))) {
		return rtws_redis_wrong(error,
								"\"%s\" must be a number%s between %g and %g, \"%.*s\" given",
								setting->name, is_time ? " of seconds" : "", setting->min, max,
								(int) (value.len < 60 ? value.len : 60), value.at);
	}
	*out = (uint32_t) (is_time ? number * 1000 + 0.5 : number);
	return 0;
}

static int set_text(const struct setting *setting, rtws_text_t value, char **out,
					char error[RTWS_REDIS_ERROR_MAX])
{
	char *copy;

	if (memchr(value.at, '\0', value.len) != NULL) {
		return rtws_redis_wrong(error, "\"%s\" must not have a NUL byte in it", setting->name);
	}
	copy = rtws_redis_copy(value);
	if (copy == NULL) {
		return RTWS_E_NOMEM;
	}
	forget(out);
	*out = copy;
	return 0;
}

/* The wire needs one word, and so does the log of the server. */
static bool is_one_word(rtws_text_t text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] < '!' || text.at[i] > '~') {
			return false;
		}
	}
	return text.len > 0;
}

static int set_cluster(rtws_redis_settings_t *settings, rtws_text_t value,
					   char error[RTWS_REDIS_ERROR_MAX])
{
	bool is_cluster;
	int result = set_flag("cluster", value, &is_cluster, error);

	if (result == 0) {
		settings->kind = is_cluster ? RTWS_REDIS_CLUSTER : RTWS_REDIS_SINGLE;
	}
	return result;
}

static int set_known(rtws_redis_settings_t *settings, const struct setting *setting,
					 rtws_text_t value, char error[RTWS_REDIS_ERROR_MAX])
{
	void *place = (char *) settings + setting->at;

	switch (setting->kind) {
		case FLAG:
			return set_flag(setting->name, value, place, error);
		case SECONDS:
		case NUMBER:
			return set_number(setting, value, place, error);
		default:
			return set_text(setting, value, place, error);
	}
}

int rtws_redis_settings_set(rtws_redis_settings_t *settings, rtws_text_t name, rtws_text_t value,
							char error[RTWS_REDIS_ERROR_MAX])
{
	error[0] = '\0';
	if (rtws_text_is_exactly(name, "cluster")) {
		return set_cluster(settings, value, error);
	}
	if (rtws_text_is_exactly(name, "name") && !is_one_word(value)) {
		return rtws_redis_wrong(error, "\"name\" must be one word of printable ASCII");
	}
	for (int i = 0; i < KNOWN; i++) {
		if (rtws_text_is_exactly(name, known[i].name)) {
			int result = set_known(settings, &known[i], value, error);

			if (result == 0 && rtws_text_is_exactly(name, "sentinel")) {
				settings->kind = RTWS_REDIS_SENTINEL;
			}
			return result;
		}
	}
	return rtws_redis_wrong(error, "unknown setting \"%.*s\"",
							(int) (name.len < 60 ? name.len : 60), name.at);
}

/* ---- together -------------------------------------------------------------------------------- */

static int check_files(const rtws_redis_settings_t *settings, char error[RTWS_REDIS_ERROR_MAX])
{
	struct ssl_ctx_st *context = rtws_redis_tls_create(settings, error);

	if (context == NULL) {
		return RTWS_E_INVALID;
	}
	rtws_redis_tls_destroy(context);
	return 0;
}

int rtws_redis_settings_check(const rtws_redis_settings_t *settings,
							  char error[RTWS_REDIS_ERROR_MAX])
{
	error[0] = '\0';
	if (settings->node_count == 0) {
		return rtws_redis_wrong(error, "no server is named");
	}
	if (settings->kind == RTWS_REDIS_SINGLE && settings->node_count > 1) {
		return rtws_redis_wrong(error, "several hosts are a cluster or Sentinels: cluster=0 with "
									   "them means nothing");
	}
	if (settings->kind == RTWS_REDIS_SENTINEL &&
		(settings->master == NULL || *settings->master == '\0')) {
		return rtws_redis_wrong(error, "Sentinels need the name that they have for the master: "
									   "redis+sentinel://host:26379/mymaster");
	}
	if (settings->kind == RTWS_REDIS_CLUSTER && settings->database != 0) {
		return rtws_redis_wrong(error, "a cluster has database 0 only, %u given",
								settings->database);
	}
	if (settings->user != NULL && settings->password == NULL) {
		return rtws_redis_wrong(error, "user \"%s\" needs a password", settings->user);
	}
	if (settings->sentinel_user != NULL && settings->sentinel_password == NULL) {
		return rtws_redis_wrong(error, "sentinel_user \"%s\" needs sentinel_password",
								settings->sentinel_user);
	}
	if (!settings->tls && (settings->tls_ca != NULL || settings->tls_cert != NULL ||
						   settings->tls_key != NULL || settings->tls_insecure)) {
		return rtws_redis_wrong(error, "ca, cert, key and insecure are for TLS: rediss://, or tls");
	}
	if (settings->tls && settings->nodes[0].is_unix) {
		return rtws_redis_wrong(error, "a Unix socket has no TLS");
	}
	if ((settings->tls_cert == NULL) != (settings->tls_key == NULL)) {
		return rtws_redis_wrong(error, "cert and key go together");
	}
	if (settings->retry_min_ms > settings->retry_max_ms) {
		return rtws_redis_wrong(error, "retry_min must not be more than retry_max");
	}
	return settings->tls ? check_files(settings, error) : 0;
}
