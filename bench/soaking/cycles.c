/*
 * cycles PORT COUNT CONCURRENCY: opens and ends connections to a server on this machine, in every
 * way that clients have, and checks what it is answered. bench/soak compiles and runs it.
 *
 * Prints "cycles <done> <wrong>" every second, and what each way came to at the end. Status 1 when
 * an answer was wrong, or nothing happened for 30 seconds.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define HEADERS                                                        \
	"Host: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" \
	"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
#define HANDSHAKE "GET / HTTP/1.1\r\n" HEADERS
#define GET "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n"

/* masked with 00 00 00 00 */
#define TEXT "\x81\x84\0\0\0\0ping"
#define CLOSE "\x88\x82\0\0\0\0\x03\xe8"
#define TEXT_ANSWER "\x81\x04ping"
#define CLOSE_ANSWER "\x88\x02\x03\xe8"

#define SWITCHING "HTTP/1.1 101 "
#define OK "HTTP/1.1 200 "
#define ANSWER_MAX 2048
#define STALLED_S 30

typedef struct {
	const char *bytes;
	size_t length;
} bytes_t;

/* clang-format off */
#define BYTES(literal) { literal, sizeof(literal) - 1 }
/* clang-format on */

/* PEER_ENDS: exactly what is expected comes, and then FIN. FIN: ours first, then the peer's,
 * whatever it says. */
enum ending { PEER_ENDS, FIN, RESET };

typedef struct {
	const char *name;
	bytes_t first;      /* sent at once, and again in each further round */
	const char *status; /* the answer has to begin so; NULL: none is waited for */
	bytes_t then;       /* sent when the head of the answer is there */
	bytes_t expected;   /* has to follow the head */
	int rounds;
	enum ending ending;
} way_t;

static const way_t ways[] = {
	{ "close 1000", BYTES(HANDSHAKE), SWITCHING, BYTES(CLOSE), BYTES(CLOSE_ANSWER), 1, PEER_ENDS },
	{ "a message, then close", BYTES(HANDSHAKE), SWITCHING, BYTES(TEXT CLOSE),
	  BYTES(TEXT_ANSWER CLOSE_ANSWER), 1, PEER_ENDS },
	{ "all in one segment", BYTES(HANDSHAKE TEXT CLOSE), SWITCHING, BYTES(""),
	  BYTES(TEXT_ANSWER CLOSE_ANSWER), 1, PEER_ENDS },
	{ "reset when open", BYTES(HANDSHAKE), SWITCHING, BYTES(""), BYTES(""), 1, RESET },
	{ "reset before the 101", BYTES(HANDSHAKE), NULL, BYTES(""), BYTES(""), 1, RESET },
	{ "reset within a frame", BYTES(HANDSHAKE), SWITCHING, BYTES("\x81\x84\0\0"), BYTES(""), 1,
	  RESET },
	{ "FIN without Close", BYTES(HANDSHAKE), SWITCHING, BYTES(TEXT), BYTES(TEXT_ANSWER), 1, FIN },
	{ "half a handshake, FIN", BYTES("GET / HTTP/1.1\r\nHost: loc"), NULL, BYTES(""), BYTES(""), 1,
	  FIN },
	{ "half a handshake, reset", BYTES("GET / HTTP/1.1\r\nHost: loc"), NULL, BYTES(""), BYTES(""),
	  1, RESET },
	{ "HTTP, kept alive", BYTES(GET), OK, BYTES(""), BYTES("hello"), 4, FIN },
	{ "not a word, FIN", BYTES(""), NULL, BYTES(""), BYTES(""), 1, FIN },
};
#define WAYS (sizeof(ways) / sizeof(*ways))

enum state { IDLE, CONNECTING, HEAD, REST, LAST };

typedef struct {
	const way_t *way;
	int fd;
	enum state state;
	int round;
	size_t length; /* of answer, since the round began */
	char answer[ANSWER_MAX];
} cycle_t;

static int epoll_fd;
static struct sockaddr_in server;
static long todo, done, wrong;
static unsigned long started;
static long each_done[WAYS], each_wrong[WAYS];

static void fatal(const char *what)
{
	fprintf(stderr, "cycles: %s: %s\n", what, strerror(errno));
	exit(2);
}

static void begin(cycle_t *cycle);

static void finish(cycle_t *cycle, const char *fault)
{
	size_t i = (size_t) (cycle->way - ways);
	struct linger none = { 1, 0 };

	if (cycle->way->ending == RESET || fault != NULL)
		setsockopt(cycle->fd, SOL_SOCKET, SO_LINGER, &none, sizeof(none));
	close(cycle->fd);
	cycle->state = IDLE;
	done++;
	each_done[i]++;
	if (fault != NULL) {
		wrong++;
		if (each_wrong[i]++ == 0)
			fprintf(stderr, "cycles: %s: %s after \"%.*s\"\n", cycle->way->name, fault,
					(int) cycle->length, cycle->answer);
	}
	if (todo > 0)
		begin(cycle);
}

/* Each cycle comes from another address of 127/8, or the ports that wait for late segments would
 * run out. */
static void begin(cycle_t *cycle)
{
	struct epoll_event event = { .events = EPOLLOUT, .data.ptr = cycle };
	struct sockaddr_in own = { .sin_family = AF_INET };
	int one = 1;

	todo--;
	cycle->way = &ways[started++ % WAYS];
	cycle->state = CONNECTING;
	cycle->round = 0;
	cycle->length = 0;
	cycle->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (cycle->fd < 0)
		fatal("socket");
	own.sin_addr.s_addr = htonl(0x7f000001 + (uint32_t) (started / WAYS % 250));
	setsockopt(cycle->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof(one));
	setsockopt(cycle->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	if (bind(cycle->fd, (struct sockaddr *) &own, sizeof(own)) != 0)
		fatal("bind");
	if (connect(cycle->fd, (struct sockaddr *) &server, sizeof(server)) != 0 &&
		errno != EINPROGRESS)
		fatal("connect");
	if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, cycle->fd, &event) != 0)
		fatal("epoll_ctl");
}

/* What we send is small: it always fits into a socket that has nothing queued. */
static bool put(cycle_t *cycle, bytes_t bytes)
{
	return bytes.length == 0 ||
		   send(cycle->fd, bytes.bytes, bytes.length, MSG_NOSIGNAL) == (ssize_t) bytes.length;
}

static void end(cycle_t *cycle)
{
	if (cycle->way->ending == RESET) {
		finish(cycle, NULL);
		return;
	}
	if (cycle->way->ending == FIN)
		shutdown(cycle->fd, SHUT_WR);
	cycle->state = LAST;
}

static void start_round(cycle_t *cycle)
{
	cycle->length = 0;
	cycle->state = HEAD;
	if (!put(cycle, cycle->way->first))
		finish(cycle, "could not send");
	else if (cycle->way->status == NULL)
		end(cycle);
}

static void on_connected(cycle_t *cycle)
{
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = cycle };
	int error = 0;
	socklen_t length = sizeof(error);

	getsockopt(cycle->fd, SOL_SOCKET, SO_ERROR, &error, &length);
	if (error != 0) {
		finish(cycle, strerror(error));
		return;
	}
	if (epoll_ctl(epoll_fd, EPOLL_CTL_MOD, cycle->fd, &event) != 0)
		fatal("epoll_ctl");
	start_round(cycle);
}

/* The head, then what has to follow it, as far as it has come. */
static void check_answer(cycle_t *cycle)
{
	const way_t *way = cycle->way;
	const char *mark = memmem(cycle->answer, cycle->length, "\r\n\r\n", 4);
	size_t head, rest;

	if (mark == NULL)
		return;
	head = (size_t) (mark - cycle->answer) + 4;
	rest = cycle->length - head;
	if (cycle->state == HEAD) {
		if (strncmp(cycle->answer, way->status, strlen(way->status)) != 0) {
			finish(cycle, "another status");
			return;
		}
		cycle->state = REST;
		if (!put(cycle, way->then)) {
			finish(cycle, "could not send");
			return;
		}
	}
	if (rest > way->expected.length || memcmp(mark + 4, way->expected.bytes, rest) != 0)
		finish(cycle, "another answer");
	else if (rest < way->expected.length)
		return;
	else if (++cycle->round < way->rounds)
		start_round(cycle);
	else
		end(cycle);
}

static void on_readable(cycle_t *cycle)
{
	ssize_t n = recv(cycle->fd, cycle->answer + cycle->length, ANSWER_MAX - 1 - cycle->length, 0);
	bool tolerant = cycle->state == LAST && cycle->way->ending == FIN;

	if (n < 0 && errno == EAGAIN)
		return;
	if (n <= 0) {
		bool good = tolerant || (n == 0 && cycle->state == LAST);
		finish(cycle, good ? NULL : n == 0 ? "ended early" : strerror(errno));
		return;
	}
	cycle->length += (size_t) n;
	cycle->answer[cycle->length] = '\0';
	if (cycle->length == ANSWER_MAX - 1)
		finish(cycle, "too long an answer");
	else if (cycle->state != LAST)
		check_answer(cycle);
	else if (!tolerant)
		finish(cycle, "more than was expected");
}

static double now(void)
{
	struct timespec at;
	clock_gettime(CLOCK_MONOTONIC, &at);
	return (double) at.tv_sec + (double) at.tv_nsec / 1e9;
}

static void run(long count)
{
	struct epoll_event events[256];
	double told = now(), progress = told;
	long before = 0;

	while (done < count) {
		int n = epoll_wait(epoll_fd, events, 256, 1000);
		for (int i = 0; i < n; i++) {
			cycle_t *cycle = events[i].data.ptr;
			cycle->state == CONNECTING ? on_connected(cycle) : on_readable(cycle);
		}
		if (now() - told >= 1) {
			told = now();
			printf("cycles %ld %ld\n", done, wrong);
			progress = done > before ? told : progress;
			before = done;
			if (told - progress > STALLED_S) {
				fprintf(stderr, "cycles: nothing happens\n");
				exit(1);
			}
		}
	}
}

int main(int argc, char **argv)
{
	long count = argc == 4 ? atol(argv[2]) : 0;
	int concurrency = argc == 4 ? atoi(argv[3]) : 0;
	cycle_t *cycles;

	if (count < 1 || concurrency < 1 || concurrency > count) {
		fprintf(stderr, "usage: cycles PORT COUNT CONCURRENCY\n");
		return 2;
	}
	server.sin_family = AF_INET;
	server.sin_port = htons((uint16_t) atoi(argv[1]));
	server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	cycles = calloc((size_t) concurrency, sizeof(*cycles));
	if (epoll_fd < 0 || cycles == NULL)
		fatal("start");
	setvbuf(stdout, NULL, _IOLBF, 0);
	todo = count;
	for (int i = 0; i < concurrency; i++)
		begin(&cycles[i]);
	run(count);
	printf("cycles %ld %ld\n", done, wrong);
	for (size_t i = 0; i < WAYS; i++)
		printf("way %-26s %8ld, %ld wrong\n", ways[i].name, each_done[i], each_wrong[i]);
	free(cycles);
	return wrong != 0;
}
