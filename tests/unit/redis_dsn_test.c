/* DSNs and settings of Redis clients. */
#include "alloc.h"
#include "redis/redis.h"
#include "unit.h"

#include "util/error.h"

#include <stdlib.h>
#include <string.h>

static char error[RTWS_REDIS_ERROR_MAX];

static int parse(rtws_redis_settings_t *settings, const char *dsn)
{
	/* exactly as long as it is, so that a byte too many is noticed */
	size_t len = strlen(dsn);
	char *copy = malloc(len > 0 ? len : 1);
	int result;

	memcpy(copy, dsn, len);
	rtws_redis_settings_init(settings);
	result = rtws_redis_settings_parse(settings, (rtws_text_t){ copy, len }, error);
	free(copy);
	return result != 0 ? result : rtws_redis_settings_check(settings, error);
}

static bool same(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static int dsns_say_which_server(void)
{
	static const struct {
		const char *dsn;
		rtws_redis_kind_t kind;
		size_t nodes;
		const char *host;
		unsigned port;
		const char *user;
		const char *password;
		unsigned database;
		const char *master;
		bool tls;
	} cases[] = {
		{ "redis://localhost", RTWS_REDIS_SINGLE, 1, "localhost", 6379, NULL, NULL, 0, NULL, 0 },
		{ "redis://10.0.0.1:7000/3", RTWS_REDIS_SINGLE, 1, "10.0.0.1", 7000, NULL, NULL, 3, NULL,
		  0 },
		{ "redis://[::1]:7000", RTWS_REDIS_SINGLE, 1, "::1", 7000, NULL, NULL, 0, NULL, 0 },
		{ "redis://[fe80::1%eth0]", RTWS_REDIS_SINGLE, 1, "fe80::1%eth0", 6379, NULL, NULL, 0, NULL,
		  0 },
		{ "redis://bob:s%3Acr%40t@h/1", RTWS_REDIS_SINGLE, 1, "h", 6379, "bob", "s:cr@t", 1, NULL,
		  0 },
		{ "redis://:p:w@h", RTWS_REDIS_SINGLE, 1, "h", 6379, NULL, "p:w", 0, NULL, 0 },
		{ "redis://:p@w@h", RTWS_REDIS_SINGLE, 1, "h", 6379, NULL, "p@w", 0, NULL, 0 },
		{ "redis://h?db=4&user=u&password=%70w", RTWS_REDIS_SINGLE, 1, "h", 6379, "u", "pw", 4,
		  NULL, 0 },
		{ "rediss://h", RTWS_REDIS_SINGLE, 1, "h", 6379, NULL, NULL, 0, NULL, 1 },
		{ "redis://a:1,b:2,c", RTWS_REDIS_CLUSTER, 3, "a", 1, NULL, NULL, 0, NULL, 0 },
		{ "redis://a?cluster=1", RTWS_REDIS_CLUSTER, 1, "a", 6379, NULL, NULL, 0, NULL, 0 },
		{ "redis+sentinel://a,b:5/mymaster/2", RTWS_REDIS_SENTINEL, 2, "a", 26379, NULL, NULL, 2,
		  "mymaster", 0 },
		{ "rediss+sentinel://:x@a/m", RTWS_REDIS_SENTINEL, 1, "a", 26379, NULL, "x", 0, "m", 1 },
		{ "redis+sentinel://a?sentinel=m", RTWS_REDIS_SENTINEL, 1, "a", 26379, NULL, NULL, 0, "m",
		  0 },
		{ "unix:///run/r%20s.sock?db=2", RTWS_REDIS_SINGLE, 1, "/run/r s.sock", 0, NULL, NULL, 2,
		  NULL, 0 },
		{ "unix://u:p@/run/redis.sock", RTWS_REDIS_SINGLE, 1, "/run/redis.sock", 0, "u", "p", 0,
		  NULL, 0 },
	};

	for (int i = 0; i < COUNT(cases); i++) {
		rtws_redis_settings_t s;

		unit_case("%s", cases[i].dsn);
		CHECK(parse(&s, cases[i].dsn) == 0);
		CHECK(error[0] == '\0');
		CHECK(s.kind == cases[i].kind && s.node_count == cases[i].nodes);
		CHECK(same(s.nodes[0].host, cases[i].host) && s.nodes[0].port == cases[i].port);
		CHECK(s.nodes[0].is_unix == (cases[i].host[0] == '/'));
		CHECK(same(s.user, cases[i].user) && same(s.password, cases[i].password));
		CHECK(s.database == cases[i].database && same(s.master, cases[i].master));
		CHECK(s.tls == cases[i].tls);
		rtws_redis_settings_clear(&s);
	}
	return 0;
}

static int what_is_wrong_is_named_but_never_the_password(void)
{
	static const struct {
		const char *dsn;
		const char *says;
	} cases[] = {
		{ "", "must begin with redis://" },
		{ "u:sesame@h", "must begin with redis://" },
		{ "http://u:sesame@h", "\"http://\" given" },
		{ "u:sesame@http://", "must begin with redis://" },
		{ "redis://", "is no host" },
		{ "redis://h o/", "\"h o\" is no host" },
		{ "redis://a,,b", "\"\" is no host" },
		{ "redis://h:0", "\"0\" is no port" },
		{ "redis://h:65536", "\"65536\" is no port" },
		{ "redis://h:x", "\"x\" is no port" },
		{ "redis://[::1", "an IPv6 address is in [ ]" },
		{ "redis://[::1]x", "an IPv6 address is in [ ]" },
		{ "redis://sesame@h", "no \":\"" },
		{ "redis://u:ses%zame@h", "no escape" },
		{ "redis://u:sesame%@h", "no escape" },
		{ "redis://u:sesame%4@h", "no escape" },
		{ "redis://u:sesame%00@h", "no escape" },
		{ "redis://u:ses/ame@h", "%2F" },
		{ "redis://u:6379/sesame@h", "%2F" },
		{ "redis://u:?sesame@h", "%2F" },
		{ "redis://h/x", "\"/x\" is no database" },
		{ "redis://h/1.5", "is no database" },
		{ "redis://h/-1", "is no database" },
		{ "redis://h/1000001", "is no database" },
		{ "redis://h?what=1", "unknown setting \"what\"" },
		{ "redis://h?db", "\"db\" behind the ? of the DSN has no value" },
		{ "redis://h?ping=x", "\"ping\" must be a number of seconds" },
		{ "redis://h?ping=1.2.3", "\"ping\" must be a number of seconds" },
		{ "redis://h?ping=.", "\"ping\" must be a number of seconds" },
		{ "redis://h?connect_timeout=0", "\"connect_timeout\" must be" },
		{ "redis://h?cluster=maybe", "\"cluster\" must be 1 or 0" },
		{ "redis://h?name=a%20b", "\"name\" must be one word" },
		{ "redis://h?password=sesame%", "no escape" },
		{ "redis://h?user=bob", "user \"bob\" needs a password" },
		{ "redis://h?sentinel_user=bob", "needs sentinel_password" },
		{ "redis://a,b?cluster=0", "several hosts" },
		{ "redis://a,b/1", "a cluster has database 0 only" },
		{ "redis+sentinel://a", "need the name" },
		{ "redis+sentinel://a/m/x", "is no database" },
		{ "redis://h?ca=/x", "are for TLS" },
		{ "rediss://h?cert=/x", "cert and key go together" },
		{ "redis://h?retry_min=5&retry_max=1", "retry_min must not be more" },
		{ "unix://relative", "needs an absolute path" },
		{ "unix:///", "needs an absolute path" },
		{ "unix:///x%zz", "no escape" },
		{ "unix:///x?tls=1", "a Unix socket has no TLS" },
	};

	for (int i = 0; i < COUNT(cases); i++) {
		rtws_redis_settings_t s;

		unit_case("%s: %s", cases[i].dsn, error);
		CHECK(parse(&s, cases[i].dsn) == RTWS_E_INVALID);
		unit_case("%s: %s", cases[i].dsn, error);
		CHECK(strstr(error, cases[i].says) != NULL);
		CHECK(strstr(error, "ses") == NULL && strstr(error, "zame") == NULL);
		rtws_redis_settings_clear(&s);
	}
	return 0;
}

static int numbers_are_seconds(void)
{
	rtws_redis_settings_t s;

	CHECK(parse(&s, "redis://h?connect_timeout=1.5&command_timeout=0&ping=0.25&retry_min=0.001&"
					"retry_max=2&wait=.5") == 0);
	CHECK(s.connect_timeout_ms == 1500 && s.command_timeout_ms == 0 && s.ping_ms == 250);
	CHECK(s.retry_min_ms == 1 && s.retry_max_ms == 2000 && s.wait_ms == 500);
	rtws_redis_settings_clear(&s);
	return 0;
}

static int nothing_is_left_when_memory_runs_out(void)
{
	const char *dsn = "redis://u:p@a,b:2?name=n&prefix=p&password=q";
	unsigned n = 0;
	int result;

	do {
		rtws_redis_settings_t s;

		rtws_redis_settings_init(&s);
		alloc_fail_at(++n);
		result = rtws_redis_settings_parse(&s, (rtws_text_t){ dsn, strlen(dsn) }, error);
		alloc_fail_at(0);
		CHECK(result == 0 || result == RTWS_E_NOMEM);
		rtws_redis_settings_clear(&s);
	} while (result != 0 && n < 100);
	CHECK(n > 8 && n < 100);
	return 0;
}

static int keys_have_the_slots_that_redis_gives_them(void)
{
	static const struct {
		const char *key;
		unsigned slot;
	} cases[] = {
		{ "foo", 12182 },       { "bar", 5061 },        { "", 0 },
		{ "123456789", 12739 }, { "{foo}bar", 12182 },  { "x{foo}{bar}", 12182 },
		{ "{}foo", 9500 },      { "foo{}{bar}", 8363 }, { "foo{{bar}}", 4015 },
	};

	for (int i = 0; i < COUNT(cases); i++) {
		unit_case("%s", cases[i].key);
		CHECK(rtws_redis_slot((rtws_text_t){ cases[i].key, strlen(cases[i].key) }) ==
			  cases[i].slot);
	}
	return 0;
}

static int the_first_key_of_a_command_is_found(void)
{
	static const struct {
		const char *line;
		const char *key;
	} cases[] = {
		{ "GET k", "k" },
		{ "PING", NULL },
		{ "publish c x", NULL },
		{ "EVAL src 2 k l", "k" },
		{ "EVAL src 0 x", NULL },
		{ "bitop AND k l", "k" },
		{ "OBJECT ENCODING k", "k" },
		{ "XREAD COUNT 1 STREAMS k 0", "k" },
		{ "XREADGROUP GROUP g c streams k >", "k" },
		{ "ZUNION 2 k l", "k" },
		{ "BLMPOP 0 2 k l LEFT", "k" },
		{ "SPUBLISH c x", "c" },
	};

	for (int i = 0; i < COUNT(cases); i++) {
		char line[64];
		rtws_text_t words[8], key;
		int n = 0;

		unit_case("%s", cases[i].line);
		snprintf(line, sizeof(line), "%s", cases[i].line);
		for (char *w = strtok(line, " "); w != NULL; w = strtok(NULL, " ")) {
			words[n++] = (rtws_text_t){ w, strlen(w) };
		}
		key = rtws_redis_key_of(n, words);
		CHECK((key.at == NULL) == (cases[i].key == NULL));
		CHECK(key.at == NULL ||
			  (key.len == strlen(cases[i].key) && memcmp(key.at, cases[i].key, key.len) == 0));
	}
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(dsns_say_which_server) },
		{ NAMED(what_is_wrong_is_named_but_never_the_password) },
		{ NAMED(numbers_are_seconds) },
		{ NAMED(nothing_is_left_when_memory_runs_out) },
		{ NAMED(keys_have_the_slots_that_redis_gives_them) },
		{ NAMED(the_first_key_of_a_command_is_found) },
	};

	return run_tests(tests, COUNT(tests));
}
