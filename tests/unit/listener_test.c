#include "rig.h"

#include "util/log.h"

#include <stdio.h>
#include <sys/stat.h>
#include <sys/un.h>

#define GET(path) "GET " path " HTTP/1.1\r\nHost: a\r\n\r\n"

enum { FIRST = 200 }; /* of the descriptors that are passed */

static char path[100];
static char host[120];
static unsigned passed;
static char told[RTWS_ADDRESS_MAX];

static void name_path(void)
{
	snprintf(path, sizeof(path), "/tmp/rtws-unit-%d.sock", (int) getpid());
	snprintf(host, sizeof(host), "unix://%s", path);
	unlink(path);
}

static void tell_address(rtws_exchange_t *exchange)
{
	strcpy(told, rtws_exchange_request(exchange)->remote_address);
	rig_mirror(exchange);
}

static void begin_unix(void)
{
	name_path();
	rig_begin();
	passed = 0;
	owner.request = tell_address;
	listening.host = host;
	listening.socket_mode = 0600;
}

static struct sockaddr_un unix_address(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	strcpy(address.sun_path, path);
	return address;
}

static rig_client_t *connect_unix(void)
{
	rig_client_t *client = &clients[client_count++];
	struct sockaddr_un address = unix_address();

	memset(client, 0, sizeof(*client));
	client->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (connect(client->fd, (struct sockaddr *) &address, sizeof(address)) != 0) {
		client->ended = true;
		client->error = errno;
		rig_drop(client);
		return client;
	}
	fcntl(client->fd, F_SETFL, O_NONBLOCK);
	return client;
}

/* A socket as a service manager makes it: blocking, inheritable. */
static int open_socket(int domain, int type, bool listens)
{
	struct sockaddr_un local = unix_address();
	struct sockaddr_in ip = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	int fd = socket(domain, type, 0);

	if (domain == AF_UNIX) {
		bind(fd, (struct sockaddr *) &local, sizeof(local));
	} else {
		bind(fd, (struct sockaddr *) &ip, sizeof(ip));
	}
	if (listens) {
		listen(fd, 16);
	}
	return fd;
}

/* Passes it as the next one. */
static void pass(int fd)
{
	dup2(fd, FIRST + (int) passed++);
	close(fd);
}

static void close_passed(void)
{
	for (unsigned i = 0; i < passed; i++) {
		close(FIRST + (int) i);
	}
}

static int listen_error(void)
{
	return rtws_sockets_open(&sockets, &listening);
}

static int take_error(void)
{
	return rtws_sockets_take(&sockets, FIRST, passed);
}

/* On what was passed. */
static void start_passed(void)
{
	if (take_error() != 0) {
		abort();
	}
	rig_start();
}

/* ---- Unix sockets ------------------------------------------------------------------------- */

static int unix_socket_is_served_and_its_file_removed_at_the_end(void)
{
	struct stat file;
	rig_client_t *client;

	begin_unix();
	rig_start();
	CHECK(lstat(path, &file) == 0 && S_ISSOCK(file.st_mode) && (file.st_mode & 0777) == 0600);
	EXPECT(strcmp((char *) sockets.where.bytes, host) == 0);
	EXPECT(sockets.port == 0);
	client = connect_unix();
	rig_say(client, GET("/x"));
	UNTIL(rig_heard(client, "GET /x "));
	EXPECT(strcmp(told, "unix:") == 0);
	rig_stop_listening();
	EXPECT(lstat(path, &file) != 0);
	RIG_DOWN();
	return 0;
}

static int file_has_its_mode_whatever_the_umask(void)
{
	static const mode_t modes[] = { 0, 0600, 0660, 0666, 0777 };
	static const mode_t umasks[] = { 0, 0022, 0777 };

	for (int m = 0; m < COUNT(modes); m++) {
		for (int u = 0; u < COUNT(umasks); u++) {
			mode_t before = umask(umasks[u]);
			struct stat file;

			unit_case("mode %o, umask %o", modes[m], umasks[u]);
			begin_unix();
			listening.socket_mode = modes[m];
			rig_start();
			umask(before);
			EXPECT(lstat(path, &file) == 0 && (file.st_mode & 0777) == modes[m]);
			RIG_DOWN();
		}
	}
	return 0;
}

static int stale_file_is_replaced_a_served_one_is_not(void)
{
	int other;

	begin_unix();
	other = open_socket(AF_UNIX, SOCK_STREAM, true);
	CHECK(listen_error() == RTWS_E_LISTEN && errno == EADDRINUSE);
	CHECK(strstr(sockets.why, "another program listens there") != NULL);
	rig_stop();
	CHECK(access(path, F_OK) == 0);
	close(other);
	CHECK(listen_error() == 0);
	RIG_DOWN();
	CHECK(access(path, F_OK) != 0);
	return 0;
}

static int server_with_a_full_queue_is_there_all_the_same(void)
{
	struct sockaddr_un address;
	int other;
	int fds[8];
	int count = 0;
	int error = 0;

	begin_unix();
	other = socket(AF_UNIX, SOCK_STREAM, 0);
	address = unix_address();
	CHECK(bind(other, (struct sockaddr *) &address, sizeof(address)) == 0 && listen(other, 0) == 0);
	while (error == 0 && count < COUNT(fds)) {
		fds[count] = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
		error = connect(fds[count++], (struct sockaddr *) &address, sizeof(address));
	}
	CHECK(error != 0 && errno == EAGAIN);
	CHECK(listen_error() == RTWS_E_LISTEN && access(path, F_OK) == 0);
	while (count > 0) {
		close(fds[--count]);
	}
	close(other);
	unlink(path);
	RIG_DOWN();
	return 0;
}

static int file_of_somebody_else_stays(void)
{
	struct stat file;
	int other;

	begin_unix();
	rig_start();
	unlink(path);
	other = open_socket(AF_UNIX, SOCK_STREAM, true);
	RIG_DOWN();
	CHECK(lstat(path, &file) == 0);
	close(other);
	unlink(path);
	return 0;
}

static int abstract_name_has_no_file(void)
{
	begin_unix();
	snprintf(host, sizeof(host), "unix://@rtws-unit-%d", (int) getpid());
	rig_start();
	EXPECT(strcmp((char *) sockets.where.bytes, host) == 0 && access(host + 7, F_OK) != 0);
	RIG_DOWN();
	return 0;
}

/* ---- several ------------------------------------------------------------------------------ */

static int passed_sockets_are_all_served(void)
{
	rig_client_t *tcp, *local;
	char expected[200];

	begin_unix();
	pass(open_socket(AF_INET, SOCK_STREAM, true));
	pass(open_socket(AF_UNIX, SOCK_STREAM, true));
	start_passed();
	snprintf(expected, sizeof(expected), "127.0.0.1:%u, %s", sockets.port, host);
	EXPECT(strcmp((char *) sockets.where.bytes, expected) == 0);
	EXPECT(fcntl(FIRST, F_GETFD) == FD_CLOEXEC && (fcntl(FIRST + 1, F_GETFL) & O_NONBLOCK) != 0);
	tcp = rig_connect();
	rig_say(tcp, GET("/tcp"));
	UNTIL(rig_heard(tcp, "GET /tcp "));
	EXPECT(strcmp(told, "127.0.0.1") == 0);
	local = connect_unix();
	rig_say(local, GET("/unix"));
	UNTIL(rig_heard(local, "GET /unix "));
	EXPECT(strcmp(told, "unix:") == 0);
	rig_stop_listening();
	EXPECT(fcntl(FIRST, F_GETFD) < 0 && fcntl(FIRST + 1, F_GETFD) < 0);
	EXPECT(connect_unix()->error == ECONNREFUSED && access(path, F_OK) == 0);
	RIG_DOWN();
	unlink(path);
	return 0;
}

static void swallow(void *arg, rtws_log_level_t level, const char *line, size_t len)
{
	(void) arg, (void) level, (void) line, (void) len;
}

static int each_listener_waits_out_a_shortage_of_its_own(void)
{
	rig_client_t *tcp, *local;

	begin_unix();
	rtws_log_set_sink(swallow, NULL);
	pass(open_socket(AF_INET, SOCK_STREAM, true));
	pass(open_socket(AF_UNIX, SOCK_STREAM, true));
	start_passed();
	world_fail_accepts(EMFILE, 1);
	tcp = rig_connect();
	rig_say(tcp, GET("/tcp"));
	rig_steps(5);
	EXPECT(transport != NULL && tcp->in.len == 0);
	local = connect_unix(); /* the other one goes on meanwhile */
	rig_say(local, GET("/unix"));
	rig_steps(5);
	EXPECT(rig_heard(local, "GET /unix ") && tcp->in.len == 0);
	UNTIL(rig_heard(tcp, "GET /tcp "));
	rtws_log_set_sink(NULL, NULL);
	RIG_DOWN();
	unlink(path);
	return 0;
}

static int what_cannot_be_served_is_named(void)
{
	static const struct {
		int domain, type;
		bool listens;
		const char *why;
	} cases[] = {
		{ AF_INET, SOCK_DGRAM, false, "no stream socket" },
		{ AF_INET, SOCK_STREAM, false, "does not listen" },
		{ AF_UNIX, SOCK_SEQPACKET, true, "no stream socket" },
		{ AF_NETLINK, SOCK_DGRAM, false, "neither a TCP nor a Unix socket" },
	};

	for (int i = 0; i < COUNT(cases); i++) {
		unit_case("%s", cases[i].why);
		begin_unix();
		pass(open_socket(AF_INET, SOCK_STREAM, true));
		pass(open_socket(cases[i].domain, cases[i].type, cases[i].listens));
		EXPECT(take_error() == RTWS_E_LISTEN);
		EXPECT(strstr(sockets.why, cases[i].why) != NULL);
		EXPECT(strstr(sockets.why, "descriptor 201 ") != NULL);
		RIG_DOWN();
		close_passed();
		unlink(path);
	}
	begin_unix();
	passed = 1;
	EXPECT(take_error() == RTWS_E_LISTEN);
	EXPECT(strcmp(sockets.why, "descriptor 200 is not open") == 0);
	RIG_DOWN();
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(unix_socket_is_served_and_its_file_removed_at_the_end) },
		{ NAMED(file_has_its_mode_whatever_the_umask) },
		{ NAMED(stale_file_is_replaced_a_served_one_is_not) },
		{ NAMED(server_with_a_full_queue_is_there_all_the_same) },
		{ NAMED(file_of_somebody_else_stays) },
		{ NAMED(abstract_name_has_no_file) },
		{ NAMED(passed_sockets_are_all_served) },
		{ NAMED(each_listener_waits_out_a_shortage_of_its_own) },
		{ NAMED(what_cannot_be_served_is_named) },
	};

	return run_tests(tests, COUNT(tests));
}
