/*
 * Redis servers of a test's own, on ports of their own, and a client of them on a loop. Servers are
 * ended by their pid, and their folder is removed, when the program ends.
 */
#ifndef RTWS_TESTS_REDIS_RIG_H
#define RTWS_TESTS_REDIS_RIG_H

#include "redis/redis.h"
#include "unit.h"

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

enum { SERVERS_MAX = 16, LOG_MAX = 64 * 1024, PATIENCE_S = 20 };

typedef struct {
	pid_t pid; /* 0: not running */
	unsigned port;
	char args[4][128]; /* more of the command line, for the next start as well */
} server_t;

static server_t servers[SERVERS_MAX];
static char folder[64];
static rtws_loop_t *loop;

#define TEXT(s) ((rtws_text_t){ s, strlen(s) })

static inline double now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double) t.tv_sec + (double) t.tv_nsec / 1e9;
}

/* ---- servers --------------------------------------------------------------------------------- */

/* Below 30000: the bus of a cluster has a port that is 10000 higher. */
static inline unsigned free_port(void)
{
	static unsigned next;

	if (next == 0) {
		next = 12000 + (unsigned) (getpid() * 37) % 16000;
	}
	for (;;) {
		int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1, bad = 0;

		next = next < 29000 ? next + 1 : 12000;
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
		for (unsigned port = next; port <= next + 10000 && bad == 0; port += 10000) {
			struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((uint16_t) port) };
			int other = socket(AF_INET, SOCK_STREAM, 0);

			a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
			bad = bind(other, (struct sockaddr *) &a, sizeof(a));
			close(other);
		}
		close(fd);
		if (bad == 0) {
			return next;
		}
	}
}

static inline void end_servers(void)
{
	char command[128];

	for (int i = 0; i < SERVERS_MAX; i++) {
		if (servers[i].pid > 0) {
			kill(servers[i].pid, SIGKILL);
			waitpid(servers[i].pid, NULL, 0);
		}
	}
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	if (folder[0] != '\0' && system(command) != 0) {
		fprintf(stderr, "cannot remove %s\n", folder);
	}
}

static inline void run_server(server_t *server)
{
	char port[16], name[64], out[128];
	const char *argv[24] = { "redis-server" };
	int n = 1;

	prctl(PR_SET_PDEATHSIG, SIGKILL); /* also when the test is killed */
	snprintf(port, sizeof(port), "%u", server->port);
	if (server->args[0][0] == '@') { /* a file of settings, which a Sentinel needs */
		argv[n++] = server->args[0] + 1;
		argv[n++] = "--sentinel";
	} else {
		argv[n++] = "--port";
		argv[n++] = port;
		argv[n++] = "--save";
		argv[n++] = "";
		argv[n++] = "--bind";
		argv[n++] = "127.0.0.1";
		argv[n++] = "--dir";
		argv[n++] = folder;
		for (int i = 0; i < 4 && server->args[i][0] != '\0'; i++) {
			/* "--name value", or "--name value|value" */
			for (char *word = strtok(server->args[i], " "); word != NULL;
				 word = strtok(NULL, " ")) {
				char *bar = strchr(word, '|');

				argv[n++] = word;
				if (bar != NULL) {
					*bar = '\0';
					argv[n++] = bar + 1;
				}
			}
		}
	}
	snprintf(name, sizeof(name), "%s", folder);
	snprintf(out, sizeof(out), "%s/%u.log", name, server->port);
	if (freopen(out, "a", stdout) != NULL) {
		dup2(STDOUT_FILENO, STDERR_FILENO);
		execvp(argv[0], (char **) argv);
	}
	_exit(127);
}

static inline bool answers(unsigned port)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((uint16_t) port) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	bool yes;

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	yes = connect(fd, (struct sockaddr *) &a, sizeof(a)) == 0;
	close(fd);
	return yes;
}

/* Starts it (again), and waits until it can be connected to. */
static inline bool start_server(server_t *server)
{
	double end = now_s() + PATIENCE_S;

	server->pid = fork();
	if (server->pid == 0) {
		run_server(server);
	}
	while (!answers(server->port) && now_s() < end) {
		usleep(5000);
	}
	return answers(server->port);
}

static inline server_t *new_server(void)
{
	for (int i = 0; i < SERVERS_MAX; i++) {
		if (servers[i].port == 0) {
			servers[i].port = free_port();
			return &servers[i];
		}
	}
	abort();
}

static inline void kill_server(server_t *server)
{
	kill(server->pid, SIGKILL);
	waitpid(server->pid, NULL, 0);
	server->pid = 0;
}

/* False: no Redis on this machine. */
static inline bool rig_begin(void)
{
	signal(SIGPIPE, SIG_IGN);
	if (system("redis-server --version >/dev/null 2>&1") != 0) {
		printf("no redis-server: 0 passed, 0 failed\n");
		return false;
	}
	snprintf(folder, sizeof(folder), "/tmp/rtws-redis-XXXXXX");
	if (mkdtemp(folder) == NULL) {
		abort();
	}
	atexit(end_servers);
	loop = rtws_loop_create();
	return true;
}

/* ---- the client ------------------------------------------------------------------------------ */

/* All that was told, in order, a line each. */
static char told[LOG_MAX];
static size_t told_len;

__attribute__((format(printf, 1, 2))) static inline void tell(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	told_len += (size_t) vsnprintf(told + told_len, sizeof(told) - told_len, format, args);
	va_end(args);
	if (told_len >= sizeof(told)) {
		abort();
	}
}

static inline void forget_told(void)
{
	told[told_len = 0] = '\0';
}

static inline void on_up(void *app, const rtws_redis_server_t *server)
{
	(void) app;
	tell("up %u%s%s\n", server->times, server->is_cluster ? " cluster" : "",
		 server->version[0] >= '0' ? "" : " no version");
}

static inline void on_down(void *app, const char *reason)
{
	(void) app;
	tell("down %s\n", reason);
}

static inline void on_message(void *app, const rtws_redis_message_t *m)
{
	(void) app;
	tell("message %.*s %.*s %.*s\n", (int) m->channel.len, m->channel.at, (int) m->pattern.len,
		 m->pattern.at != NULL ? m->pattern.at : "", (int) m->payload.len, m->payload.at);
}

static inline void on_lost(void *app, const char *reason)
{
	(void) app, (void) reason;
	tell("lost\n");
}

static inline void on_resumed(void *app)
{
	(void) app;
	tell("resumed\n");
}

static const rtws_redis_events_t telling = { on_up, on_down, on_message, on_lost, on_resumed };
static const rtws_redis_events_t silent = { 0 };
static const rtws_redis_events_t *rig_events = &telling; /* of the next client() */

static inline rtws_redis_t *client(const char *format, ...)
{
	rtws_redis_settings_t settings;
	char dsn[256], error[RTWS_REDIS_ERROR_MAX];
	rtws_redis_t *redis;
	va_list args;

	va_start(args, format);
	vsnprintf(dsn, sizeof(dsn), format, args);
	va_end(args);
	rtws_redis_settings_init(&settings);
	(void) silent;
	if (rtws_redis_settings_parse(&settings, TEXT(dsn), error) != 0) {
		fprintf(stderr, "%s\n", error);
		abort();
	}
	redis = rtws_redis_create(&settings, loop, rig_events, NULL, error);
	if (redis == NULL) {
		fprintf(stderr, "%s\n", error);
	}
	return redis;
}

/* Turns the loop until this was told (n times). */
static inline bool await_times(const char *what, int n)
{
	double end = now_s() + PATIENCE_S;

	for (;;) {
		int found = 0;

		for (const char *at = told; (at = strstr(at, what)) != NULL; at++) {
			found++;
		}
		if (found >= n) {
			return true;
		}
		if (now_s() > end) {
			fprintf(stderr, "waited for \"%s\", was told:\n%s", what, told);
			return false;
		}
		rtws_loop_turn(loop, true);
	}
}

static inline bool await(const char *what)
{
	return await_times(what, 1);
}

/* The watchdog of await(): the loop must not wait for ever. */
static inline void on_tick(rtws_timer_t *timer)
{
	(void) timer;
}

/* ---- commands -------------------------------------------------------------------------------- */

static inline void print_reply(const rtws_redis_reply_t *reply)
{
	switch (reply->type) {
		case RTWS_REDIS_NIL:
			tell("nil");
			break;
		case RTWS_REDIS_INTEGER:
			tell("%lld", (long long) reply->integer);
			break;
		case RTWS_REDIS_ARRAY:
			tell("[");
			for (size_t i = 0; i < reply->count; i++) {
				tell("%s", i > 0 ? " " : "");
				print_reply(&reply->items[i]);
			}
			tell("]");
			break;
		default:
			tell("%s%.*s", reply->type == RTWS_REDIS_ERROR ? "!" : "", (int) reply->text.len,
				 reply->text.at);
	}
}

/* arg: what to call it. */
static inline void on_done(void *arg, const rtws_redis_result_t *result)
{
	static const char *const outcomes[] = { "", "unsent ", "lost ", "late " };

	tell("%s=%s", (const char *) arg, outcomes[result->outcome]);
	if (result->outcome == RTWS_REDIS_ANSWERED) {
		print_reply(result->reply);
	} else {
		tell("%s", result->reason);
	}
	tell("\n");
}

/* Words separated by spaces. The key is the second, if there is one. */
static inline int split(char *line, rtws_text_t *words)
{
	int n = 0;

	for (char *w = strtok(line, " "); w != NULL; w = strtok(NULL, " ")) {
		words[n++] = TEXT(w);
	}
	return n;
}

static inline void command(rtws_redis_t *redis, const char *name, const char *line)
{
	char copy[512];
	rtws_text_t words[16];
	int n;

	snprintf(copy, sizeof(copy), "%s", line);
	n = split(copy, words);
	rtws_redis_command(redis, rtws_redis_key_of(n, words), n, words, on_done, (void *) name);
}

static inline int rig_run(const unit_test_t *tests, int count)
{
	rtws_timer_t tick;
	int status;

	rtws_timer_init(&tick, on_tick);
	rtws_timer_start(loop, &tick, 0.02, 0.02);
	status = run_tests(tests, count);
	rtws_timer_stop(loop, &tick);
	rtws_loop_destroy(loop);
	return status;
}

#endif
