/*
 * The options of RtServer and its endpoints. Names, ranges and defaults are documented in
 * stubs/server.stub.php.
 */
#include "php/compat.h"
#include "php/options.h"
#include "php/server.h"
#include "php/value.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define DAY 86400.0
#define MANY ((double) (UINT64_C(1) << 40))

enum { MESSAGE_MAX = 1 << 30 }; /* a PHP string of more helps nobody */

static bool read_slow_consumer(zval *value, rtws_slow_consumer_t *out)
{
	static const char *const names[] = { "close", "drop-oldest", "drop-newest" };

	for (size_t i = 0; i < COUNT(names) && Z_TYPE_P(value) == IS_STRING; i++) {
		if (strcmp(Z_STRVAL_P(value), names[i]) == 0) {
			*out = (rtws_slow_consumer_t) i;
			return true;
		}
	}
	rtws_options_throw("", "slow_consumer", "\"close\", \"drop-oldest\" or \"drop-newest\"", value);
	return false;
}

static bool read_heartbeat(zval *value, rtws_ws_policy_t *policy)
{
	const rtws_option_t known[] = {
		{ "interval", RTWS_OPTION_SECONDS, &policy->heartbeat_interval_ms, 0.05, DAY },
		{ "timeout", RTWS_OPTION_SECONDS, &policy->heartbeat_timeout_ms, 0.05, DAY },
	};

	if (Z_TYPE_P(value) == IS_FALSE) {
		policy->heartbeat_interval_ms = 0;
		return true;
	}
	if (Z_TYPE_P(value) != IS_ARRAY) {
		rtws_options_throw("", "heartbeat", "false or an array", value);
		return false;
	}
	return rtws_options_read(Z_ARRVAL_P(value), "heartbeat.", known, COUNT(known));
}

static bool read_compression(zval *value, rtws_ws_deflate_policy_t *deflate)
{
	uint64_t level = deflate->level;
	uint64_t memory = deflate->memory;
	uint64_t threshold = deflate->threshold;
	const rtws_option_t known[] = {
		{ "level", RTWS_OPTION_INT, &level, 1, 9 },
		{ "memory", RTWS_OPTION_INT, &memory, 1, 9 },
		{ "threshold", RTWS_OPTION_INT, &threshold, 0, MESSAGE_MAX },
		{ "takeover", RTWS_OPTION_BOOL, &deflate->takeover, 0, 0 },
	};

	if (Z_TYPE_P(value) == IS_TRUE || Z_TYPE_P(value) == IS_FALSE) {
		deflate->is_on = Z_TYPE_P(value) == IS_TRUE;
		return true;
	}
	if (Z_TYPE_P(value) != IS_ARRAY) {
		rtws_options_throw("", "compression", "a bool or an array", value);
		return false;
	}
	if (!rtws_options_read(Z_ARRVAL_P(value), "compression.", known, COUNT(known))) {
		return false;
	}
	deflate->is_on = true;
	deflate->level = (uint8_t) level;
	deflate->memory = (uint8_t) memory;
	deflate->threshold = (size_t) threshold;
	return true;
}

static bool read_limits(rtws_php_server_t *self, rtws_settings_t *settings, zval *value)
{
	uint64_t connections = settings->connections_max;
	uint64_t send_queue = settings->policy.send_queue_max;
	uint64_t header = settings->header_max;
	uint64_t fibers = self->fibers_max;
	uint64_t per_ip = settings->gate.connections_per_ip;
	uint64_t handshakes = settings->gate.handshakes_max;
	zval rate;
	const rtws_option_t known[] = {
		{ "connections", RTWS_OPTION_INT, &connections, 1, 1e8 },
		{ "message", RTWS_OPTION_INT, &settings->policy.message_max, 1, MESSAGE_MAX },
		{ "send_queue", RTWS_OPTION_INT, &send_queue, 1024, MANY },
		{ "header", RTWS_OPTION_INT, &header, 512, 1 << 20 },
		{ "body", RTWS_OPTION_INT, &settings->body_max, 0, MESSAGE_MAX },
		{ "handshake_timeout", RTWS_OPTION_SECONDS, &settings->handshake_timeout_ms, 0.05, DAY },
		{ "idle_timeout", RTWS_OPTION_SECONDS, &settings->policy.idle_timeout_ms, 0, DAY },
		{ "connections_per_ip", RTWS_OPTION_INT, &per_ip, 0, 1e8 },
		{ "rate_per_ip", RTWS_OPTION_ANY, &rate, 0, 0 },
		{ "handshakes", RTWS_OPTION_INT, &handshakes, 0, 1e8 },
		{ "send_memory", RTWS_OPTION_INT, &settings->send_memory_max, 0, MANY },
		{ "max_handler_time", RTWS_OPTION_TIMEOUT, &self->max_handler_ms, 0, DAY },
		{ "fibers", RTWS_OPTION_INT, &fibers, 1, 1e6 },
	};

	if (Z_TYPE_P(value) != IS_ARRAY) {
		rtws_options_throw("", "limits", "an array", value);
		return false;
	}
	if (!rtws_options_read(Z_ARRVAL_P(value), "limits.", known, COUNT(known))) {
		return false;
	}
	settings->connections_max = (size_t) connections;
	settings->policy.send_queue_max = (size_t) send_queue;
	settings->header_max = (size_t) header;
	self->fibers_max = (uint32_t) fibers;
	settings->gate.connections_per_ip = (uint32_t) per_ip;
	settings->gate.handshakes_max = (uint32_t) handshakes;
	return rtws_php_read_rate_per_ip(&rate, &settings->gate);
}

static char *copy_path(zval *value)
{
	char whole[MAXPATHLEN];

	return Z_ISUNDEF_P(value) ? NULL : strdup(rtws_value_path(Z_STRVAL_P(value), whole));
}

static bool read_min_version(zval *value, int *out)
{
	if (Z_TYPE_P(value) == IS_STRING && zend_string_equals_literal(Z_STR_P(value), "1.2")) {
		*out = 12;
		return true;
	}
	if (Z_TYPE_P(value) == IS_STRING && zend_string_equals_literal(Z_STR_P(value), "1.3")) {
		*out = 13;
		return true;
	}
	rtws_options_throw("tls.", "min_version", "\"1.2\" or \"1.3\"", value);
	return false;
}

static bool read_tls(rtws_settings_t *settings, zval *value)
{
	rtws_tls_settings_t *tls = &settings->tls;
	zval cert, key, ca, version;
	char why[400];
	const rtws_option_t known[] = {
		{ "cert", RTWS_OPTION_STRING, &cert, 0, 0 },
		{ "key", RTWS_OPTION_STRING, &key, 0, 0 },
		{ "ca", RTWS_OPTION_STRING, &ca, 0, 0 },
		{ "verify_client", RTWS_OPTION_BOOL, &tls->verify_client, 0, 0 },
		{ "min_version", RTWS_OPTION_ANY, &version, 0, 0 },
		{ "kernel", RTWS_OPTION_BOOL, &tls->kernel, 0, 0 },
	};

	if (Z_TYPE_P(value) != IS_ARRAY) {
		rtws_options_throw("", "tls", "an array with \"cert\" and \"key\"", value);
		return false;
	}
	if (!rtws_options_read(Z_ARRVAL_P(value), "tls.", known, COUNT(known))) {
		return false;
	}
	if (Z_ISUNDEF(cert) || Z_ISUNDEF(key)) {
		rtws_options_throw("", "tls", "an array with \"cert\" and \"key\"", value);
		return false;
	}
	if (tls->verify_client && Z_ISUNDEF(ca)) {
		rtws_options_throw("tls.", "ca", "given when verify_client is on", &ca);
		return false;
	}
	tls->min_version = 12;
	if (!Z_ISUNDEF(version) && !read_min_version(&version, &tls->min_version)) {
		return false;
	}
	tls->cert = copy_path(&cert);
	tls->key = copy_path(&key);
	tls->ca = copy_path(&ca);
	settings->has_tls = true;
	if (!rtws_tls_check(tls, why, sizeof(why))) {
		rtws_options_throw_text("Option \"tls\": %s", why);
		return false;
	}
	return true;
}

static bool open_log(rtws_php_server_t *self, zval *value)
{
	char whole[MAXPATHLEN];

	if (strlen(Z_STRVAL_P(value)) != Z_STRLEN_P(value)) {
		rtws_options_throw("", "log", "a file name without NUL bytes", value);
		return false;
	}
	self->log_fd = open(rtws_value_path(Z_STRVAL_P(value), whole),
						O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
	if (self->log_fd < 0) {
		char what[160];

		self->log_fd = 2;
		snprintf(what, sizeof(what), "a file that can be written (%s)", strerror(errno));
		rtws_options_throw("", "log", what, value);
		return false;
	}
	return true;
}

static bool read_log(rtws_php_server_t *self, zval *value)
{
	if (Z_TYPE_P(value) == IS_NULL) {
		return true;
	}
	if (Z_TYPE_P(value) == IS_STRING && Z_STRLEN_P(value) > 0) {
		if (zend_string_equals_literal(Z_STR_P(value), "off")) {
			self->log_to = RTWS_LOG_OFF;
			return true;
		}
		if (zend_string_equals_literal(Z_STR_P(value), "stdout") ||
			zend_string_equals_literal(Z_STR_P(value), "stderr")) {
			self->log_fd = Z_STRVAL_P(value)[3] == 'o' ? 1 : 2;
			return true;
		}
		return open_log(self, value);
	}
	if (rtws_callback_set(&self->log, value)) {
		self->log_to = RTWS_LOG_TO_CALLBACK;
		return true;
	}
	rtws_options_throw("", "log",
					   "a callable, a file name, \"stderr\", \"stdout\", \"off\" or null", value);
	return false;
}

static bool id_is_valid(const char *id)
{
	size_t len = strlen(id);

	return len <= RTWS_SERVER_ID_MAX &&
		   strspn(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") == len;
}

static bool read_server_id(rtws_settings_t *settings, zval *value)
{
	if (!id_is_valid(Z_STRVAL_P(value))) {
		rtws_options_throw("", "server_id",
						   "at most 63 letters, digits, dots, dashes and underscores", value);
		return false;
	}
	strcpy(settings->server_id, Z_STRVAL_P(value));
	return true;
}

/* What was dropped would be missing in the history that later messages are compressed with. */
static bool policy_is_consistent(const rtws_ws_policy_t *policy)
{
	if (policy->deflate.is_on && policy->deflate.takeover &&
		policy->slow == RTWS_SLOW_DROP_OLDEST) {
		rtws_options_throw_text("Option \"compression.takeover\" cannot be combined with %s",
								"slow_consumer \"drop-oldest\"");
		return false;
	}
	return true;
}

bool rtws_php_read_server_options(rtws_php_server_t *self, rtws_settings_t *settings,
								  HashTable *options)
{
	zval origins, heartbeat, limits, slow, id, log, tls, compression, proxies, cors, rate,
		rate_total, redis, workers;
	uint64_t backlog = (uint64_t) settings->backlog;
	uint64_t socket_mode = settings->socket_mode;
	const rtws_option_t known[] = {
		{ "origins", RTWS_OPTION_STRINGS, &origins, 0, 0 },
		{ "cors", RTWS_OPTION_ANY, &cors, 0, 0 },
		{ "tls", RTWS_OPTION_ANY, &tls, 0, 0 },
		{ "compression", RTWS_OPTION_ANY, &compression, 0, 0 },
		{ "heartbeat", RTWS_OPTION_ANY, &heartbeat, 0, 0 },
		{ "limits", RTWS_OPTION_ANY, &limits, 0, 0 },
		{ "slow_consumer", RTWS_OPTION_ANY, &slow, 0, 0 },
		{ "rate", RTWS_OPTION_ANY, &rate, 0, 0 },
		{ "rate_total", RTWS_OPTION_ANY, &rate_total, 0, 0 },
		{ "reuse_port", RTWS_OPTION_BOOL, &settings->reuse_port, 0, 0 },
		{ "backlog", RTWS_OPTION_INT, &backlog, 1, 1 << 20 },
		{ "socket_mode", RTWS_OPTION_INT, &socket_mode, 0, 0777 },
		{ "server_id", RTWS_OPTION_STRING, &id, 0, 0 },
		{ "trusted_proxies", RTWS_OPTION_STRINGS, &proxies, 0, 0 },
		{ "proxy_protocol", RTWS_OPTION_BOOL, &settings->gate.proxy_protocol, 0, 0 },
		{ "watchdog", RTWS_OPTION_TIMEOUT, &self->watchdog_ms, 0, DAY },
		{ "workers", RTWS_OPTION_ANY, &workers, 0, 0 },
		{ "worker_timeout", RTWS_OPTION_TIMEOUT, &self->worker_timeout_ms, 0.05, DAY },
		{ "reload_timeout", RTWS_OPTION_SECONDS, &self->reload_timeout_ms, 0.05, DAY },
		{ "log", RTWS_OPTION_ANY, &log, 0, 0 },
		{ "redis", RTWS_OPTION_ANY, &redis, 0, 0 },
	};

	if (!rtws_options_read(options, "", known, COUNT(known))) {
		return false;
	}
	settings->backlog = (int) backlog;
	settings->socket_mode = (unsigned) socket_mode;
	if (!Z_ISUNDEF(redis)) {
		ZVAL_COPY(&self->redis, &redis); /* read by compose.c */
	}
	if (settings->reuse_port && rtws_unix_path(settings->host) != NULL) {
		rtws_options_throw_text("Option \"reuse_port\" has no meaning on %s: only one process can "
								"listen on a Unix socket",
								settings->host);
		return false;
	}
	return (Z_ISUNDEF(origins) || rtws_options_copy_strings(&origins, &settings->origins)) &&
		   (Z_ISUNDEF(cors) || rtws_php_read_cors(&cors, &settings->cors)) &&
		   (Z_ISUNDEF(heartbeat) || read_heartbeat(&heartbeat, &settings->policy)) &&
		   (Z_ISUNDEF(limits) || read_limits(self, settings, &limits)) &&
		   (Z_ISUNDEF(slow) || read_slow_consumer(&slow, &settings->policy.slow)) &&
		   (Z_ISUNDEF(id) || read_server_id(settings, &id)) &&
		   rtws_php_read_rate(&rate, "rate", &settings->rate) &&
		   rtws_php_read_rate(&rate_total, "rate_total", &settings->rate_total) &&
		   (Z_ISUNDEF(compression) || read_compression(&compression, &settings->policy.deflate)) &&
		   rtws_php_read_proxies(&proxies, &settings->gate) &&
		   (Z_ISUNDEF(workers) || rtws_php_read_workers(&workers, &settings->workers)) &&
		   (Z_ISUNDEF(tls) || read_tls(settings, &tls)) &&
		   (Z_ISUNDEF(log) || read_log(self, &log)) && policy_is_consistent(&settings->policy);
}

static bool protocols_are_valid(const rtws_strings_t *protocols, zval *value)
{
	for (size_t i = 0; i < protocols->count; i++) {
		for (const char *c = protocols->items[i]; *c != '\0'; c++) {
			if (!rtws_is_token_char((unsigned char) *c)) {
				rtws_options_throw(
					"", "protocols",
					"a list of tokens (RFC 6455 section 4.1: no spaces or separators)", value);
				return false;
			}
		}
	}
	return true;
}

bool rtws_php_read_ws_options(rtws_php_handlers_t *handlers, rtws_endpoint_t *endpoint,
							  HashTable *options, const rtws_option_t *more, size_t count)
{
	rtws_ws_policy_t *policy = &endpoint->policy;
	uint64_t send_queue = policy->send_queue_max;
	zval origins, protocols, heartbeat, slow, compression, rate, rate_total, host, connection;
	const rtws_option_t known[] = {
		{ "origins", RTWS_OPTION_STRINGS, &origins, 0, 0 },
		{ "host", RTWS_OPTION_STRING, &host, 0, 0 },
		{ "connection", RTWS_OPTION_STRING, &connection, 0, 0 },
		{ "protocols", RTWS_OPTION_STRINGS, &protocols, 0, 0 },
		{ "compression", RTWS_OPTION_ANY, &compression, 0, 0 },
		{ "heartbeat", RTWS_OPTION_ANY, &heartbeat, 0, 0 },
		{ "slow_consumer", RTWS_OPTION_ANY, &slow, 0, 0 },
		{ "rate", RTWS_OPTION_ANY, &rate, 0, 0 },
		{ "rate_total", RTWS_OPTION_ANY, &rate_total, 0, 0 },
		{ "message", RTWS_OPTION_INT, &policy->message_max, 1, MESSAGE_MAX },
		{ "send_queue", RTWS_OPTION_INT, &send_queue, 1024, MANY },
		{ "idle_timeout", RTWS_OPTION_SECONDS, &policy->idle_timeout_ms, 0, DAY },
		{ "concurrent", RTWS_OPTION_BOOL, &handlers->is_concurrent, 0, 0 },
	};
	rtws_option_t all[COUNT(known) + 16];

	memcpy(all, known, sizeof(known));
	if (count > 0) {
		memcpy(all + COUNT(known), more, count * sizeof(*more));
	}
	if (!rtws_options_read(options, "", all, COUNT(known) + count)) {
		return false;
	}
	policy->send_queue_max = (size_t) send_queue;
	endpoint->has_origins = !Z_ISUNDEF(origins);
	return (Z_ISUNDEF(host) || rtws_php_read_host(&host, endpoint)) &&
		   (Z_ISUNDEF(connection) || rtws_php_read_connection(&connection, handlers)) &&
		   (Z_ISUNDEF(origins) || rtws_options_copy_strings(&origins, &endpoint->origins)) &&
		   (Z_ISUNDEF(protocols) || (rtws_options_copy_strings(&protocols, &endpoint->protocols) &&
									 protocols_are_valid(&endpoint->protocols, &protocols))) &&
		   (Z_ISUNDEF(compression) || read_compression(&compression, &policy->deflate)) &&
		   (Z_ISUNDEF(heartbeat) || read_heartbeat(&heartbeat, policy)) &&
		   (Z_ISUNDEF(slow) || read_slow_consumer(&slow, &policy->slow)) &&
		   rtws_php_read_rate(&rate, "rate", &endpoint->rate) &&
		   rtws_php_read_rate(&rate_total, "rate_total", &endpoint->rate_total) &&
		   policy_is_consistent(policy);
}

bool rtws_php_read_http_options(rtws_endpoint_t *endpoint, HashTable *options)
{
	zval cors;
	const rtws_option_t known[] = {
		{ "body", RTWS_OPTION_INT, &endpoint->body_max, 0, MESSAGE_MAX },
		{ "cors", RTWS_OPTION_ANY, &cors, 0, 0 },
	};

	return rtws_options_read(options, "", known, COUNT(known)) &&
		   (Z_ISUNDEF(cors) || rtws_php_read_cors(&cors, &endpoint->cors));
}

bool rtws_php_read_sse_options(rtws_endpoint_t *endpoint, HashTable *options)
{
	uint64_t send_queue = 1024 * 1024;
	uint32_t retry_ms = 3000;
	zval cors, slow;
	const rtws_option_t known[] = {
		{ "cors", RTWS_OPTION_ANY, &cors, 0, 0 },
		{ "slow_consumer", RTWS_OPTION_ANY, &slow, 0, 0 },
		{ "send_queue", RTWS_OPTION_INT, &send_queue, 1024, MANY },
		{ "keep_alive", RTWS_OPTION_SECONDS, &endpoint->keep_alive_ms, 0, DAY },
		{ "retry", RTWS_OPTION_SECONDS, &retry_ms, 0, DAY },
		{ "envelope", RTWS_OPTION_BOOL, &endpoint->has_envelopes, 0, 0 },
	};

	endpoint->keep_alive_ms = 15000;
	endpoint->stream_policy.slow = endpoint->policy.slow;
	if (!rtws_options_read(options, "", known, COUNT(known)) ||
		(!Z_ISUNDEF(cors) && !rtws_php_read_cors(&cors, &endpoint->cors)) ||
		(!Z_ISUNDEF(slow) && !read_slow_consumer(&slow, &endpoint->stream_policy.slow))) {
		return false;
	}
	endpoint->stream_policy.queue_max = (size_t) send_queue;
	snprintf(endpoint->prelude, sizeof(endpoint->prelude), "retry: %u\n\n", retry_ms);
	return true;
}

bool rtws_php_read_files_options(rtws_endpoint_t *endpoint, HashTable *options)
{
	uint64_t cache = 0;
	zval index, cors;
	const rtws_option_t known[] = {
		{ "index", RTWS_OPTION_STRING, &index, 0, 0 },
		{ "cache", RTWS_OPTION_INT, &cache, 0, 366 * DAY },
		{ "cors", RTWS_OPTION_ANY, &cors, 0, 0 },
	};

	if (!rtws_options_read(options, "", known, COUNT(known)) ||
		(!Z_ISUNDEF(cors) && !rtws_php_read_cors(&cors, &endpoint->cors))) {
		return false;
	}
	endpoint->index = strdup(Z_ISUNDEF(index) ? "index.html" : Z_STRVAL(index));
	endpoint->files.index = endpoint->index;
	endpoint->files.cache_seconds = (uint32_t) cache;
	if (!Z_ISUNDEF(index) && strchr(Z_STRVAL(index), '/') != NULL) {
		rtws_options_throw("", "index", "the name of a file, without '/'", &index);
		return false;
	}
	return endpoint->index != NULL;
}
