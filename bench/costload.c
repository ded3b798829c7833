/*
 * costload [OPTIONS] PORT: clients for bench/costs, which compiles and runs it. WebSocket or HTTP,
 * plain or TLS, one message in flight on each connection; loopback only.
 *
 *   -m echo       opens -c connections, sends the payload and awaits a message back on each, for -d
 * seconds -m idle       the same once, then keeps them open and silent until its input ends -m
 * requests   connect, GET /hello, close: one after the other for -d seconds -t TLS   -r resume
 * sessions (with requests)   -x offer permessage-deflate   -z the message is compressed -s BYTES of
 * a random payload, or -f FILE
 *
 * Prints one line: messages or requests, bytes of the last answer, resumed sessions, seconds.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

enum { ANSWER_MAX = 1 << 20, MESSAGE_MAX = 1 << 20 };

typedef struct {
	int fd;
	SSL *ssl; /* NULL: plain */
	size_t length;
	uint8_t head[10]; /* of the frame that is being read */
} client_t;

static struct {
	const char *mode;
	int connections;
	double seconds;
	size_t size;
	bool tls, resume, offer, compressed;
	const char *file;
	int port;
} options = { .mode = "echo", .connections = 50, .seconds = 2, .size = 64 };

static SSL_CTX *tls;
static SSL_SESSION *session;
static uint8_t *frame; /* what is sent, again and again */
static size_t frame_length;
static size_t answer_length;
static long done, resumed;
static double begun;

static void fatal(const char *what)
{
	fprintf(stderr, "costload: %s: %s\n", what, strerror(errno));
	ERR_print_errors_fp(stderr);
	exit(1);
}

static double now(void)
{
	struct timespec at;
	clock_gettime(CLOCK_MONOTONIC, &at);
	return (double) at.tv_sec + (double) at.tv_nsec / 1e9;
}

/* ---- bytes ----------------------------------------------------------------------------------- */

/* Bytes, 0 at the end, -1 when there is nothing now. */
static ssize_t get(client_t *client, void *to, size_t length)
{
	if (client->ssl == NULL) {
		ssize_t n = recv(client->fd, to, length, 0);
		if (n < 0 && errno != EAGAIN)
			fatal("recv");
		return n;
	}
	int n = SSL_read(client->ssl, to, (int) length);
	if (n > 0)
		return n;
	int error = SSL_get_error(client->ssl, n);
	if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_ZERO_RETURN)
		fatal("SSL_read");
	return error == SSL_ERROR_WANT_READ ? -1 : 0;
}

/* One message is in flight: it always fits into the socket. */
static void put(client_t *client, const void *bytes, size_t length)
{
	ssize_t n = client->ssl == NULL ? send(client->fd, bytes, length, MSG_NOSIGNAL)
									: SSL_write(client->ssl, bytes, (int) length);
	if (n != (ssize_t) length)
		fatal("cannot send at once");
}

static int keep_session(SSL *ssl, SSL_SESSION *got)
{
	(void) ssl;
	if (session != NULL)
		SSL_SESSION_free(session);
	session = got;
	return 1;
}

static void connect_client(client_t *client)
{
	struct sockaddr_in server = { .sin_family = AF_INET,
								  .sin_port = htons((uint16_t) options.port) };
	int one = 1;

	memset(client, 0, sizeof(*client));
	server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	client->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (client->fd < 0 || connect(client->fd, (struct sockaddr *) &server, sizeof(server)) != 0)
		fatal("connect");
	setsockopt(client->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	if (!options.tls)
		return;
	client->ssl = SSL_new(tls);
	SSL_set_fd(client->ssl, client->fd);
	if (options.resume && session != NULL)
		SSL_set_session(client->ssl, session);
	if (SSL_connect(client->ssl) != 1)
		fatal("SSL_connect");
	resumed += SSL_session_reused(client->ssl);
}

static void disconnect(client_t *client)
{
	if (client->ssl != NULL) {
		SSL_shutdown(client->ssl);
		SSL_free(client->ssl);
	}
	close(client->fd);
}

/* ---- frames ---------------------------------------------------------------------------------- */

static size_t load_payload(uint8_t *to)
{
	size_t length = options.size;
	FILE *file = fopen(options.file != NULL ? options.file : "/dev/urandom", "rb");

	if (file == NULL)
		fatal("the payload");
	length = fread(to, 1, options.file != NULL ? MESSAGE_MAX : length, file);
	fclose(file);
	for (size_t i = 0; options.file == NULL && i < length; i++)
		to[i] = (uint8_t) ("0123456789abcdef"[to[i] & 15]);
	return length;
}

static size_t deflate_payload(const uint8_t *from, size_t length, uint8_t *to)
{
	z_stream z = { .next_in = (uint8_t *) from,
				   .avail_in = (uInt) length,
				   .next_out = to,
				   .avail_out = MESSAGE_MAX };

	if (deflateInit2(&z, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) != Z_OK ||
		deflate(&z, Z_SYNC_FLUSH) != Z_OK)
		fatal("deflate");
	length = MESSAGE_MAX - z.avail_out - 4;
	deflateEnd(&z);
	return length;
}

/* A text frame masked with zeros. */
static void make_frame(void)
{
	uint8_t *payload = malloc(MESSAGE_MAX), *packed = malloc(MESSAGE_MAX);
	size_t length = load_payload(payload), head = 2;

	if (options.compressed) {
		length = deflate_payload(payload, length, packed);
		memcpy(payload, packed, length);
	}
	frame = calloc(1, length + 14);
	frame[0] = options.compressed ? 0xc1 : 0x81;
	if (length < 126) {
		frame[1] = (uint8_t) (0x80 | length);
	} else if (length < 65536) {
		frame[1] = 0x80 | 126;
		frame[2] = (uint8_t) (length >> 8);
		frame[3] = (uint8_t) length;
		head = 4;
	} else {
		frame[1] = 0x80 | 127;
		for (int i = 0; i < 8; i++)
			frame[2 + i] = (uint8_t) ((uint64_t) length >> (56 - 8 * i));
		head = 10;
	}
	memcpy(frame + head + 4, payload, length);
	frame_length = head + 4 + length;
	free(payload);
	free(packed);
}

static void upgrade(client_t *client)
{
	char request[512], answer[2048];
	size_t length = 0;
	int n = snprintf(
		request, sizeof(request),
		"GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n%s"
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
		options.offer ? "Sec-WebSocket-Extensions: permessage-deflate\r\n" : "");

	put(client, request, (size_t) n);
	do {
		ssize_t got = get(client, answer + length, sizeof(answer) - length - 1);
		if (got <= 0)
			fatal("no upgrade");
		length += (size_t) got;
		answer[length] = '\0';
	} while (strstr(answer, "\r\n\r\n") == NULL);
	if (strncmp(answer, "HTTP/1.1 101 ", 13) != 0 ||
		(strcasestr(answer, "permessage-deflate") != NULL) != options.offer)
		fatal("another answer to the upgrade");
	fcntl(client->fd, F_SETFL, O_NONBLOCK);
}

/* The whole frame's length, or 0 while its head is not complete. */
static size_t frame_end(const client_t *client)
{
	const uint8_t *head = client->head;
	size_t length = head[1] & 127;

	if (client->length < 2 || (length == 126 && client->length < 4) ||
		(length == 127 && client->length < 10))
		return 0;
	if (length < 126)
		return 2 + length;
	if (length == 126)
		return 4u + (size_t) (head[2] << 8 | head[3]);
	length = 0;
	for (int i = 2; i < 10; i++)
		length = length << 8 | head[i];
	return 10 + length;
}

/* Reads what is there; true when a message is complete. */
static bool read_message(client_t *client)
{
	static uint8_t bytes[ANSWER_MAX];
	ssize_t n;

	while ((n = get(client, bytes, sizeof(bytes))) > 0) {
		if (client->length < sizeof(client->head)) {
			size_t room = sizeof(client->head) - client->length;
			memcpy(client->head + client->length, bytes, (size_t) n < room ? (size_t) n : room);
		}
		client->length += (size_t) n;
		if (frame_end(client) != 0 && client->length >= frame_end(client)) {
			answer_length = client->length;
			client->length = 0;
			return true;
		}
	}
	if (n == 0)
		fatal("ended by the server");
	return false;
}

/* Whoever runs us looks at the server first. */
static void await_go(void)
{
	puts("open");
	if (getchar() == EOF)
		exit(1);
	begun = now();
}

/* ---- modes ----------------------------------------------------------------------------------- */

/* Each connection's rounds, until the time is over; a round once for idle. */
static void echo(client_t *clients, bool once)
{
	int epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	struct epoll_event events[256];
	double end;

	for (int i = 0; i < options.connections; i++) {
		struct epoll_event event = { .events = EPOLLIN, .data.ptr = &clients[i] };
		connect_client(&clients[i]);
		upgrade(&clients[i]);
		epoll_ctl(epoll_fd, EPOLL_CTL_ADD, clients[i].fd, &event);
	}
	await_go();
	for (int i = 0; i < options.connections; i++)
		put(&clients[i], frame, frame_length);
	end = begun + options.seconds;
	while (once ? done < options.connections : now() < end) {
		int n = epoll_wait(epoll_fd, events, 256, 1000);
		for (int i = 0; i < n; i++) {
			client_t *client = events[i].data.ptr;
			if (read_message(client)) {
				done++;
				if (!once)
					put(client, frame, frame_length);
			}
		}
	}
}

static void requests(void)
{
	static const char get_hello[] =
		"GET /hello HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
	char answer[2048];
	double end;

	await_go();
	end = begun + options.seconds;
	while (now() < end) {
		client_t client;
		connect_client(&client);
		put(&client, get_hello, sizeof(get_hello) - 1);
		while (get(&client, answer, sizeof(answer)) > 0) {
		}
		disconnect(&client);
		done++;
	}
}

static void setup(int argc, char **argv)
{
	struct rlimit files;
	int option;

	while ((option = getopt(argc, argv, "m:c:d:s:f:trxz")) != -1) {
		switch (option) {
			case 'm':
				options.mode = optarg;
				break;
			case 'c':
				options.connections = atoi(optarg);
				break;
			case 'd':
				options.seconds = atof(optarg);
				break;
			case 's':
				options.size = (size_t) atol(optarg);
				break;
			case 'f':
				options.file = optarg;
				break;
			case 't':
				options.tls = true;
				break;
			case 'r':
				options.resume = true;
				break;
			case 'x':
				options.offer = true;
				break;
			case 'z':
				options.compressed = options.offer = true;
				break;
			default:
				exit(2);
		}
	}
	if (optind + 1 != argc || options.size > MESSAGE_MAX)
		exit(2);
	options.port = atoi(argv[optind]);
	getrlimit(RLIMIT_NOFILE, &files);
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
	tls = SSL_CTX_new(TLS_client_method());
	if (options.resume) {
		SSL_CTX_set_session_cache_mode(tls, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
		SSL_CTX_sess_set_new_cb(tls, keep_session);
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
}

int main(int argc, char **argv)
{
	client_t *clients;

	setup(argc, argv);
	make_frame();
	clients = calloc((size_t) options.connections, sizeof(*clients));
	if (strcmp(options.mode, "requests") == 0)
		requests();
	else
		echo(clients, strcmp(options.mode, "idle") == 0);
	printf("%ld %zu %ld %.3f\n", done, answer_length, resumed, now() - begun);
	while (getchar() != EOF) {
	}
	return 0;
}
