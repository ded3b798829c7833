/*
 * DSNs: one text that says which servers, and how. No error has anything of the part before "@" in
 * it, nor of what may have been meant as that part.
 */
#include "redis/inside.h"

#include "util/error.h"

#include <stdlib.h>
#include <string.h>

enum { PORT = 6379, SENTINEL_PORT = 26379, SHOWN = 60 };

/* What a DSN is made of, still encoded. */
typedef struct parts {
	rtws_text_t login; /* at NULL: none */
	rtws_text_t hosts;
	rtws_text_t path; /* without its first slash; at NULL: none */
	rtws_text_t query;
} parts_t;

static int shown(rtws_text_t text)
{
	return (int) (text.len < SHOWN ? text.len : SHOWN);
}

static rtws_text_t text_between(const char *from, const char *to)
{
	return (rtws_text_t){ from, (size_t) (to - from) };
}

/* Cuts at the first separator; what follows is rest, at NULL when there is none. */
static rtws_text_t cut(rtws_text_t text, char separator, rtws_text_t *rest)
{
	const char *found = memchr(text.at, separator, text.len);

	*rest = (rtws_text_t){ NULL, 0 };
	if (found == NULL) {
		return text;
	}
	*rest = text_between(found + 1, text.at + text.len);
	return text_between(text.at, found);
}

static int hex(char c)
{
	if (c >= '0' && c <= '9') {
		return c - '0';
	}
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* A copy with %XX decoded. RTWS_E_INVALID: a bad escape, or a NUL. */
static int decode(rtws_text_t text, char **out)
{
	char *to = *out = malloc(text.len + 1);

	if (to == NULL) {
		return RTWS_E_NOMEM;
	}
	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];

		if (c == '%') {
			int high = i + 2 < text.len ? hex(text.at[i + 1]) : -1;
			int low = i + 2 < text.len ? hex(text.at[i + 2]) : -1;

			c = high < 0 || low < 0 ? '\0' : (char) (high * 16 + low);
			i += 2;
		}
		if (c == '\0') {
			free(*out);
			*out = NULL;
			return RTWS_E_INVALID;
		}
		*to++ = c;
	}
	*to = '\0';
	return 0;
}

static int split(rtws_text_t rest, parts_t *parts, char error[RTWS_REDIS_ERROR_MAX])
{
	size_t end = 0;
	const char *at;

	memset(parts, 0, sizeof(*parts));
	while (end < rest.len && rest.at[end] != '/' && rest.at[end] != '?') {
		end++;
	}
	if (memchr(rest.at + end, '@', rest.len - end) != NULL) {
		return rtws_redis_wrong(error,
								"the DSN has a \"@\" behind its hosts: / ? # @ and %% of user "
								"and password must be written as %%2F %%3F %%23 %%40 %%25");
	}
	parts->hosts = (rtws_text_t){ rest.at, end };
	at = memrchr(rest.at, '@', end);
	if (at != NULL) {
		parts->login = text_between(rest.at, at);
		parts->hosts = text_between(at + 1, rest.at + end);
	}
	parts->path = cut((rtws_text_t){ rest.at + end, rest.len - end }, '?', &parts->query);
	if (parts->path.len > 0) {
		parts->path.at++;
		parts->path.len--;
	}
	return 0;
}

static int read_login(rtws_redis_settings_t *settings, rtws_text_t login,
					  char error[RTWS_REDIS_ERROR_MAX])
{
	rtws_text_t password, user = cut(login, ':', &password);
	int result = 0;

	if (password.at == NULL) {
		return rtws_redis_wrong(error, "the part of the DSN before \"@\" has no \":\": write "
									   "user:password@, or :password@ for the default user");
	}
	if (user.len > 0) {
		result = decode(user, &settings->user);
	}
	if (result == 0) {
		result = decode(password, &settings->password);
	}
	return result == RTWS_E_INVALID
			   ? rtws_redis_wrong(error, "the part of the DSN before \"@\" has a %% that is no "
										 "escape: write %%25 for it")
			   : result;
}

/* Digits, 1 to 65535. */
static bool parse_port(rtws_text_t text, unsigned *port)
{
	*port = 0;
	if (text.len == 0 || text.len > 5) {
		return false;
	}
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] < '0' || text.at[i] > '9') {
			return false;
		}
		*port = *port * 10 + (unsigned) (text.at[i] - '0');
	}
	return *port >= 1 && *port <= 65535;
}

static bool is_host(rtws_text_t host, bool is_ipv6)
{
	if (host.len == 0 || host.len > 255) {
		return false;
	}
	for (size_t i = 0; i < host.len; i++) {
		char c = host.at[i];
		bool letter = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');

		if (!letter && (c == '\0' || strchr(is_ipv6 ? ":.%" : "-._", c) == NULL)) {
			return false;
		}
	}
	return true;
}

static int read_host(rtws_redis_settings_t *settings, rtws_text_t text, unsigned default_port,
					 char error[RTWS_REDIS_ERROR_MAX])
{
	rtws_text_t host, port, after = { NULL, 0 };
	bool is_ipv6 = text.len > 0 && text.at[0] == '[';
	unsigned number = default_port;
	char *copy;

	if (is_ipv6) {
		host = cut((rtws_text_t){ text.at + 1, text.len - 1 }, ']', &after);
		if (after.at == NULL || (after.len > 0 && after.at[0] != ':')) {
			return rtws_redis_wrong(error, "\"%.*s\" is no host: an IPv6 address is in [ ]",
									shown(text), text.at);
		}
		port =
			after.len > 0 ? (rtws_text_t){ after.at + 1, after.len - 1 } : (rtws_text_t){ NULL, 0 };
	} else {
		host = cut(text, ':', &port);
	}
	if (!is_host(host, is_ipv6)) {
		return rtws_redis_wrong(error, "\"%.*s\" is no host name or address", shown(host), host.at);
	}
	if (port.at != NULL && !parse_port(port, &number)) {
		return rtws_redis_wrong(error, "\"%.*s\" is no port: 1 to 65535", shown(port), port.at);
	}
	copy = rtws_redis_copy(host);
	return copy == NULL ? RTWS_E_NOMEM
						: rtws_redis_settings_add_node(settings, copy, number, false);
}

static int read_hosts(rtws_redis_settings_t *settings, rtws_text_t hosts, unsigned port,
					  char error[RTWS_REDIS_ERROR_MAX])
{
	int result = 0;

	while (hosts.at != NULL && result == 0) {
		rtws_text_t rest, host = cut(hosts, ',', &rest);

		result = read_host(settings, host, port, error);
		hosts = rest;
	}
	return result;
}

static int read_query(rtws_redis_settings_t *settings, rtws_text_t query,
					  char error[RTWS_REDIS_ERROR_MAX])
{
	int result = 0;

	while (query.at != NULL && query.len > 0 && result == 0) {
		rtws_text_t rest, value, pair = cut(query, '&', &rest), name = cut(pair, '=', &value);
		char *decoded;

		if (value.at == NULL) {
			return rtws_redis_wrong(error, "\"%.*s\" behind the ? of the DSN has no value",
									shown(name), name.at);
		}
		result = decode(value, &decoded);
		if (result != 0) {
			return result == RTWS_E_INVALID
					   ? rtws_redis_wrong(error, "the value of \"%.*s\" has a %% that is no escape",
										  shown(name), name.at)
					   : result;
		}
		if (rtws_text_is_exactly(name, "db")) {
			name = (rtws_text_t){ "database", 8 };
		}
		result = rtws_redis_settings_set(settings, name, (rtws_text_t){ decoded, strlen(decoded) },
										 error);
		explicit_bzero(decoded, strlen(decoded));
		free(decoded);
		query = rest;
	}
	return result;
}

static int read_database(rtws_redis_settings_t *settings, rtws_text_t path,
						 char error[RTWS_REDIS_ERROR_MAX])
{
	if (path.len == 0) {
		return 0;
	}
	if (rtws_redis_settings_set(settings, (rtws_text_t){ "database", 8 }, path, error) != 0) {
		return rtws_redis_wrong(error, "\"/%.*s\" is no database: a number", shown(path), path.at);
	}
	return 0;
}

static int read_servers(rtws_redis_settings_t *settings, rtws_text_t rest,
						char error[RTWS_REDIS_ERROR_MAX])
{
	bool is_sentinel = settings->kind == RTWS_REDIS_SENTINEL;
	rtws_text_t database;
	parts_t parts;
	int result = split(rest, &parts, error);

	if (result == 0 && parts.login.at != NULL) {
		result = read_login(settings, parts.login, error);
	}
	if (result == 0) {
		result = read_hosts(settings, parts.hosts, is_sentinel ? SENTINEL_PORT : PORT, error);
	}
	if (result != 0) {
		return result;
	}
	database = parts.path;
	if (is_sentinel) {
		rtws_text_t master = cut(parts.path, '/', &database);

		if (master.len > 0 && decode(master, &settings->master) != 0) {
			return rtws_redis_wrong(error, "\"%.*s\" is no name of a master", shown(master),
									master.at);
		}
	} else if (settings->node_count > 1) {
		settings->kind = RTWS_REDIS_CLUSTER;
	}
	result = read_database(settings, database, error);
	return result != 0 ? result : read_query(settings, parts.query, error);
}

static int read_unix(rtws_redis_settings_t *settings, rtws_text_t rest,
					 char error[RTWS_REDIS_ERROR_MAX])
{
	rtws_text_t query, path = cut(rest, '?', &query), login = { NULL, 0 };
	const char *at = memrchr(path.at, '@', path.len);
	char *decoded;
	int result = 0;

	if (at != NULL && path.at[0] != '/') {
		login = text_between(path.at, at);
		path = text_between(at + 1, path.at + path.len);
		result = read_login(settings, login, error);
	}
	if (result != 0) {
		return result;
	}
	if (path.len < 2 || path.at[0] != '/' || path.len > 100) {
		return rtws_redis_wrong(error, "unix:// needs an absolute path of at most 100 bytes: "
									   "unix:///run/redis.sock");
	}
	result = decode(path, &decoded);
	if (result != 0) {
		return result == RTWS_E_INVALID
				   ? rtws_redis_wrong(error, "the path has a %% that is no escape")
				   : result;
	}
	result = rtws_redis_settings_add_node(settings, decoded, 0, true);
	return result != 0 ? result : read_query(settings, query, error);
}

static const char *find_rest(rtws_text_t dsn)
{
	for (size_t i = 0; i + 3 <= dsn.len; i++) {
		if (memcmp(dsn.at + i, "://", 3) == 0) {
			return dsn.at + i + 3;
		}
	}
	return NULL;
}

static bool is_scheme(rtws_text_t scheme)
{
	for (size_t i = 0; i < scheme.len; i++) {
		if ((scheme.at[i] < 'a' || scheme.at[i] > 'z') && scheme.at[i] != '+') {
			return false;
		}
	}
	return scheme.len > 0 && scheme.len <= 20;
}

int rtws_redis_settings_parse(rtws_redis_settings_t *settings, rtws_text_t dsn,
							  char error[RTWS_REDIS_ERROR_MAX])
{
	static const char schemes[] = "redis://, rediss://, unix://, redis+sentinel:// or "
								  "rediss+sentinel://";
	const char *from = find_rest(dsn);
	rtws_text_t rest, scheme;

	error[0] = '\0';
	if (from == NULL || !is_scheme(text_between(dsn.at, from - 3))) {
		return rtws_redis_wrong(error, "the DSN must begin with %s", schemes);
	}
	scheme = text_between(dsn.at, from - 3);
	rest = text_between(from, dsn.at + dsn.len);
	if (rtws_text_is_exactly(scheme, "unix")) {
		return read_unix(settings, rest, error);
	}
	if (rtws_text_is_exactly(scheme, "redis+sentinel") ||
		rtws_text_is_exactly(scheme, "rediss+sentinel")) {
		settings->kind = RTWS_REDIS_SENTINEL;
	} else if (!rtws_text_is_exactly(scheme, "redis") && !rtws_text_is_exactly(scheme, "rediss")) {
		return rtws_redis_wrong(error, "the DSN must begin with %s, \"%.*s://\" given", schemes,
								(int) scheme.len, scheme.at);
	}
	settings->tls = settings->tls || (scheme.len > 5 && scheme.at[5] == 's');
	return read_servers(settings, rest, error);
}
