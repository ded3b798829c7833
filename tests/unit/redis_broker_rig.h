/*
 * Redis servers of a test's own, and brokers on them that write down what comes. Servers are ended
 * by their pid, and their folder is removed, when the program ends.
 */
#ifndef RTWS_TESTS_REDIS_BROKER_RIG_H
#define RTWS_TESTS_REDIS_BROKER_RIG_H

#include "broker/redis_broker.h"
#include "unit.h"
#include "util/error.h"
#include "util/log.h"

#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { REDIS_MAX = 4, PATIENCE_S = 20, TOLD_MAX = 256 * 1024 };

#define TEXT(s) ((rtws_text_t){ s, strlen(s) })

typedef struct {
	pid_t pid;
	unsigned port;
	bool is_cluster;
} redis_t;

static redis_t redises[REDIS_MAX];
static char folder[64];
static pid_t owner;
static rtws_loop_t *loop;
static rtws_timer_t pulse;

/* ---- Redis ----------------------------------------------------------------------------------- */

static inline double now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double) t.tv_sec + (double) t.tv_nsec / 1e9;
}

static inline int try_port(unsigned port, bool connects)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((uint16_t) port) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	int failed;

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	failed = connects ? connect(fd, (struct sockaddr *) &a, sizeof(a))
					  : bind(fd, (struct sockaddr *) &a, sizeof(a));
	close(fd);
	return failed;
}

/* With another that is 10000 higher, for the bus of a cluster. */
static inline unsigned free_port(void)
{
	static unsigned next;

	next = next != 0 ? next : 13000 + (unsigned) (getpid() * 31) % 9000;
	do {
		next++;
	} while (try_port(next, false) != 0 || try_port(next + 10000, false) != 0);
	return next;
}

static inline void run_redis(const redis_t *redis)
{
	char port[16], nodes[96], out[128];

	snprintf(port, sizeof(port), "%u", redis->port);
	snprintf(nodes, sizeof(nodes), "%s/nodes-%u.conf", folder, redis->port);
	snprintf(out, sizeof(out), "%s/%u.log", folder, redis->port);
	prctl(PR_SET_PDEATHSIG, SIGKILL); /* a test may abort */
	if (freopen(out, "a", stdout) != NULL) {
		dup2(STDOUT_FILENO, STDERR_FILENO);
		execlp("redis-server", "redis-server", "--port", port, "--save", "", "--bind", "127.0.0.1",
			   "--dir", folder, "--cluster-enabled", redis->is_cluster ? "yes" : "no",
			   "--cluster-config-file", nodes, NULL);
	}
	_exit(127);
}

/* Starts it, or starts it again on its port, and waits until it can be connected to. */
static inline bool start_redis(redis_t *redis)
{
	double end = now_s() + PATIENCE_S;

	redis->port = redis->port != 0 ? redis->port : free_port();
	redis->pid = fork();
	if (redis->pid == 0) {
		run_redis(redis);
	}
	while (try_port(redis->port, true) != 0 && now_s() < end) {
		usleep(5000);
	}
	return now_s() < end;
}

static inline void end_redis(redis_t *redis)
{
	if (redis->pid > 0) {
		kill(redis->pid, SIGKILL);
		waitpid(redis->pid, NULL, 0);
		redis->pid = 0;
	}
}

static inline void end_all(void)
{
	char command[128];

	if (owner != getpid() || folder[0] == '\0') {
		return;
	}
	for (int i = 0; i < REDIS_MAX; i++) {
		end_redis(&redises[i]);
	}
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	if (system(command) != 0) {
		fprintf(stderr, "cannot remove %s\n", folder);
	}
}

/* redis-cli, with this standard input if there is any; the answer without its last line feed. */
__attribute__((format(printf, 1, 2))) static inline const char *cli(const char *format, ...)
{
	static char answer[8192];
	char args[2048], command[4096];
	va_list list;
	FILE *pipe;
	size_t len;

	va_start(list, format);
	vsnprintf(args, sizeof(args), format, list);
	va_end(list);
	snprintf(command, sizeof(command), "redis-cli -c -p %u %s 2>&1", redises[0].port, args);
	pipe = popen(command, "r");
	len = fread(answer, 1, sizeof(answer) - 1, pipe);
	pclose(pipe);
	len -= len > 0 && answer[len - 1] == '\n' ? 1 : 0;
	answer[len] = '\0';
	return answer;
}

/* ---- brokers --------------------------------------------------------------------------------- */

/* All that came to one, a line each. */
typedef struct {
	rtws_broker_t *broker;
	char *told;
	size_t len;
	uint32_t subscribers; /* it says that so many get what comes */
	uint64_t connections; /* and letters */
	rtws_history_terms_t terms;
} node_t;

__attribute__((format(printf, 2, 3))) static inline void tell(node_t *node, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	node->len += (size_t) vsnprintf(node->told + node->len, TOLD_MAX - node->len, format, args);
	va_end(args);
	if (node->len >= TOLD_MAX) {
		abort();
	}
}

static inline void forget(node_t *node)
{
	node->told[node->len = 0] = '\0';
}

static inline uint32_t on_deliver(void *app, rtws_publication_t *pub)
{
	static const char *const kinds[] = { "json", "text", "binary" };
	node_t *node = app;

	tell(node, "%.*s %s%s %.*s%s%.*s", (int) pub->channel.len, pub->channel.at, kinds[pub->kind],
		 pub->is_kept ? " kept" : "", (int) pub->data.len, pub->data.at,
		 pub->event.len > 0 ? " as " : "", (int) pub->event.len, pub->event.at);
	if (pub->except != 0) {
		tell(node, " except %llu", (unsigned long long) pub->except);
	}
	tell(node, "\n");
	return node->subscribers;
}

static inline void on_presence(void *app, const rtws_member_change_t *change)
{
	tell(app, "%.*s %s <%.*s> %.*s", (int) change->channel.len, change->channel.at,
		 change->joined ? "joined" : "left", (int) change->key.len, change->key.at,
		 (int) change->info.len, change->info.at);
	if (change->except != 0) {
		tell(app, " except %llu", (unsigned long long) change->except);
	}
	tell(app, "\n");
}

static inline rtws_history_terms_t on_terms(void *app, rtws_text_t channel)
{
	(void) channel;
	return ((node_t *) app)->terms;
}

static inline void on_letter(void *app, const rtws_letter_t *letter, rtws_reached_fn done,
							 void *arg)
{
	node_t *node = app;
	bool is_for_user = letter->to.kind == RTWS_SUBJECT_USER;

	tell(node, "letter to %s %.*s: %.*s\n", is_for_user ? "user" : "connection",
		 (int) letter->address.len, letter->address.at, (int) letter->data.len, letter->data.at);
	done(arg, 0, is_for_user || letter->address.at[0] == 'c' ? node->connections : 0);
}

static inline void on_elected(void *app, rtws_text_t office, bool is_elected)
{
	tell(app, "%.*s %s\n", (int) office.len, office.at, is_elected ? "elected" : "resigned");
}

static inline void on_down(void *app, const char *why)
{
	tell(app, "down: %s\n", why);
}

static inline void on_up(void *app)
{
	tell(app, "up\n");
}

static const rtws_broker_events_t events = { .deliver = on_deliver,
											 .presence = on_presence,
											 .terms = on_terms,
											 .letter = on_letter,
											 .elected = on_elected,
											 .down = on_down,
											 .up = on_up };

static inline void turn(void)
{
	rtws_loop_turn(loop, true);
}

/* Turns the loop until it was told so, n times. */
static inline bool await_times(const node_t *node, const char *what, int n)
{
	double end = now_s() + PATIENCE_S;

	for (;;) {
		int found = 0;

		for (const char *at = node->told; (at = strstr(at, what)) != NULL; at++) {
			found++;
		}
		if (found >= n) {
			return true;
		}
		if (now_s() > end) {
			fprintf(stderr, "waited for %d of \"%s\", was told:\n%s\n", n, what, node->told);
			return false;
		}
		turn();
	}
}

static inline bool await(const node_t *node, const char *what)
{
	return await_times(node, what, 1);
}

static inline bool is_told(const node_t *node, const char *all)
{
	if (strcmp(node->told, all) != 0) {
		fprintf(stderr, "was told:\n%s\nnot:\n%s\n", node->told, all);
		return false;
	}
	return true;
}

/* Nothing happens for a while. */
static inline void rest(double seconds)
{
	double end = now_s() + seconds;

	while (now_s() < end) {
		turn();
	}
}

/* options: "name=value name=value"; those of the test are short. */
static inline node_t serve(const char *id, const char *options)
{
	node_t node = { .subscribers = 1, .connections = 1 };
	rtws_redis_broker_settings_t settings;
	char error[RTWS_REDIS_ERROR_MAX], dsn[256], all[512];

	rtws_redis_broker_settings_init(&settings);
	snprintf(dsn, sizeof(dsn), "redis://127.0.0.1:%u%s", redises[0].port,
			 redises[0].is_cluster ? "?cluster=1" : "");
	if (rtws_redis_settings_parse(&settings.redis, TEXT(dsn), error) != 0) {
		fprintf(stderr, "%s\n", error);
		abort();
	}
	snprintf(all, sizeof(all), "lease=1 retry_min=0.01 retry_max=0.05 command_timeout=1 %s",
			 options);
	for (char *word = strtok(all, " "); word != NULL; word = strtok(NULL, " ")) {
		char *value = strchr(word, '=');

		*value++ = '\0';
		if (rtws_redis_broker_settings_set(&settings, TEXT(word), TEXT(value), error) != 0) {
			fprintf(stderr, "%s\n", error);
			abort();
		}
	}
	node.told = calloc(1, TOLD_MAX);
	node.broker = rtws_broker_redis_create(&events, NULL, &settings, id, error);
	return node;
}

/* Those that run: a test that fails leaves them to the next. */
static node_t *running[8];

static inline void note(node_t *node, node_t *before)
{
	for (int i = 0; i < COUNT(running); i++) {
		if (running[i] == before) {
			running[i] = node;
			return;
		}
	}
}

static inline bool start(node_t *node)
{
	node->broker->app = node;
	note(node, NULL);
	return node->broker->ops->start(node->broker, loop) == 0;
}

static inline bool begin(node_t *node, const char *id, const char *options)
{
	*node = serve(id, options);
	return start(node) && await(node, "up\n");
}

static inline void end(node_t *node)
{
	note(NULL, node);
	node->broker->ops->stop(node->broker);
	node->broker->ops->destroy(node->broker);
	free(node->told);
}

/* What a test begins with: an empty Redis, and nobody else on it. */
static inline void fresh(void)
{
	for (int i = 0; i < COUNT(running); i++) {
		if (running[i] != NULL) {
			end(running[i]);
		}
	}
	if (redises[0].pid == 0) {
		start_redis(&redises[0]);
	}
	kill(redises[0].pid, SIGCONT);
	cli("FLUSHALL");
}

/* ---- calls, until they are answered ---------------------------------------------------------- */

typedef struct {
	bool is_done;
	int error;
	uint64_t reached;
	rtws_published_t published;
	rtws_position_t position;
	bool recovered;
	uint64_t total;
	uint64_t next;
	char list[4096]; /* of histories and members */
} answer_t;

static inline answer_t *waited(answer_t *answer)
{
	double end = now_s() + PATIENCE_S;

	while (!answer->is_done && now_s() < end) {
		turn();
	}
	if (!answer->is_done) {
		fprintf(stderr, "no answer\n");
		abort();
	}
	return answer;
}

static inline void on_done(void *arg, int error)
{
	answer_t *answer = arg;

	answer->is_done = true;
	answer->error = error;
}

static inline void on_reached(void *arg, int error, uint64_t reached)
{
	on_done(arg, error);
	((answer_t *) arg)->reached = reached;
}

static inline void on_published(void *arg, const rtws_published_t *result)
{
	if (arg != NULL) {
		on_done(arg, result->error);
		((answer_t *) arg)->published = *result;
		((answer_t *) arg)->position = result->position;
		((answer_t *) arg)->reached = result->reached;
	}
}

static inline void on_history(void *arg, const rtws_history_t *result)
{
	answer_t *answer = arg;

	on_done(arg, result->error);
	answer->position = result->position;
	answer->recovered = result->recovered;
	for (uint32_t i = 0; i < result->count; i++) {
		const rtws_publication_t *pub = result->publications[i];

		snprintf(answer->list + strlen(answer->list), sizeof(answer->list) - strlen(answer->list),
				 "%s%.*s", i > 0 ? " " : "", (int) pub->data.len, pub->data.at);
	}
}

static inline void on_members(void *arg, const rtws_members_t *result)
{
	answer_t *answer = arg;

	on_done(arg, result->error);
	answer->total = result->total;
	answer->next = result->next;
	for (uint32_t i = 0; i < result->count; i++) {
		snprintf(answer->list + strlen(answer->list), sizeof(answer->list) - strlen(answer->list),
				 "%s<%.*s>%.*s", i > 0 ? " " : "", (int) result->members[i].key.len,
				 result->members[i].key.at, (int) result->members[i].info.len,
				 result->members[i].info.at);
	}
}

static inline answer_t watch(node_t *node, rtws_subject_kind_t kind, const char *name)
{
	answer_t answer = { 0 };

	node->broker->ops->watch(node->broker, (rtws_subject_t){ kind, TEXT(name) }, on_done, &answer);
	return *waited(&answer);
}

static inline void unwatch(node_t *node, rtws_subject_kind_t kind, const char *name)
{
	node->broker->ops->unwatch(node->broker, (rtws_subject_t){ kind, TEXT(name) });
}

/* answer: NULL for nobody who waits. */
static inline void publish_to(node_t *node, const char *channel, const char *data, uint64_t except,
							  rtws_history_terms_t terms, const char *key, answer_t *answer)
{
	rtws_publication_t *pub =
		rtws_publication_create(TEXT(channel), TEXT(""), RTWS_DATA_JSON, TEXT(data));

	pub->except = except;
	node->broker->ops->publish(node->broker, pub, terms, TEXT(key), on_published, answer);
	rtws_publication_unref(pub);
}

static inline answer_t publish(node_t *node, const char *channel, const char *data)
{
	answer_t answer = { 0 };

	publish_to(node, channel, data, 0, (rtws_history_terms_t){ 0, 0 }, "", &answer);
	return *waited(&answer);
}

static inline answer_t keep(node_t *node, const char *channel, const char *data, uint32_t size,
							uint32_t ttl_ms, const char *key)
{
	answer_t answer = { 0 };

	publish_to(node, channel, data, 0, (rtws_history_terms_t){ size, ttl_ms }, key, &answer);
	return *waited(&answer);
}

static inline answer_t history(node_t *node, const char *channel, const rtws_position_t *since,
							   uint32_t limit, uint32_t ttl_ms)
{
	answer_t answer = { 0 };
	rtws_history_query_t query = {
		.channel = TEXT(channel),
		.terms = { 100, ttl_ms },
		.has_since = since != NULL,
		.since = since != NULL ? *since : (rtws_position_t){ 0, 0 },
		.limit = limit,
	};

	node->broker->ops->history(node->broker, &query, on_history, &answer);
	return *waited(&answer);
}

static inline answer_t join(node_t *node, const char *channel, const char *key, const char *info,
							uint64_t connection)
{
	answer_t answer = { 0 };
	rtws_member_t member = { TEXT(key), TEXT(info) };

	node->broker->ops->join(node->broker, TEXT(channel), &member, connection, on_done, &answer);
	return *waited(&answer);
}

static inline void leave(node_t *node, const char *channel, const char *key, uint64_t connection)
{
	node->broker->ops->leave(node->broker, TEXT(channel), TEXT(key), connection);
}

static inline answer_t members(node_t *node, const char *channel, uint64_t after, uint32_t limit)
{
	answer_t answer = { 0 };

	node->broker->ops->members(node->broker, TEXT(channel), after, limit, on_members, &answer);
	return *waited(&answer);
}

static inline answer_t send_to(node_t *node, rtws_subject_kind_t kind, const char *name,
							   const char *address, const char *data)
{
	answer_t answer = { 0 };
	rtws_letter_t letter = { { kind, TEXT(name) }, TEXT(address), RTWS_DATA_TEXT, TEXT(data) };

	node->broker->ops->send(node->broker, &letter, on_reached, &answer);
	return *waited(&answer);
}

static inline answer_t count(node_t *node, const char *channel)
{
	answer_t answer = { 0 };

	node->broker->ops->count(node->broker, TEXT(channel), on_reached, &answer);
	return *waited(&answer);
}

/* ---- the program ----------------------------------------------------------------------------- */

static inline void on_pulse(rtws_timer_t *timer)
{
	(void) timer;
}

static inline void on_log(void *arg, rtws_log_level_t level, const char *line, size_t len)
{
	(void) arg, (void) level;
	if (getenv("RTWS_TEST_LOG") != NULL) {
		fprintf(stderr, "log: %.*s\n", (int) len, line);
	}
}

static inline void begin_loop(void)
{
	loop = rtws_loop_create();
	rtws_timer_init(&pulse, on_pulse);
	rtws_timer_start(loop, &pulse, 0.02, 0.02);
}

static inline void end_loop(void)
{
	rtws_timer_stop(loop, &pulse);
	rtws_loop_destroy(loop);
}

static inline int rig_run(const unit_test_t *tests, int count)
{
	int status;

	if (system("redis-server --version >/dev/null 2>&1") != 0) {
		printf("no redis-server: 0 passed, 0 failed\n");
		return 0;
	}
	signal(SIGPIPE, SIG_IGN);
	rtws_log_set_sink(on_log, NULL);
	snprintf(folder, sizeof(folder), "/tmp/rtws-broker-XXXXXX");
	owner = getpid();
	if (mkdtemp(folder) == NULL) {
		abort();
	}
	atexit(end_all);
	if (!redises[0].is_cluster && !start_redis(&redises[0])) {
		fprintf(stderr, "redis-server does not start\n");
		return 1;
	}
	begin_loop();
	status = run_tests(tests, count);
	end_loop();
	return status;
}

#endif
