/* Listening sockets of their own: groups of them, and passing them on. */
#include "unit.h"

#include "transport/sockets.h"
#include "util/error.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static rtws_sockets_t sockets;
static rtws_sockets_settings_t settings;

static void begin(unsigned workers)
{
	memset(&sockets, 0, sizeof(sockets));
	settings = (rtws_sockets_settings_t){ .host = "127.0.0.1", .backlog = 128, .workers = workers };
}

static bool has_reuse_port(int fd)
{
	int value = 0;
	socklen_t len = sizeof(value);

	return getsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &value, &len) == 0 && value != 0;
}

static int connect_to(uint16_t port)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
								   .sin_port = htons(port),
								   .sin_addr = { htonl(INADDR_LOOPBACK) } };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (connect(fd, (struct sockaddr *) &address, sizeof(address)) != 0) {
		close(fd);
		return -1;
	}
	return fd;
}

/* How many wait in the queues of these. */
static int take_all(const rtws_sockets_t *from)
{
	int count = 0;

	for (unsigned i = 0; i < from->count; i++) {
		int fd;

		while ((fd = accept(from->items[i].fd, NULL, NULL)) >= 0) {
			count++;
			close(fd);
		}
	}
	return count;
}

static int each_worker_has_a_socket_on_the_port_that_the_first_chose(void)
{
	int clients[40];

	begin(3);
	CHECK(rtws_sockets_open(&sockets, &settings) == 0);
	CHECK(sockets.count == 3 && sockets.port != 0);
	for (unsigned i = 0; i < 3; i++) {
		CHECK(sockets.items[i].worker == (int) i && has_reuse_port(sockets.items[i].fd));
	}
	CHECK(strncmp((char *) sockets.where.bytes, "127.0.0.1:", 10) == 0);
	CHECK(strchr((char *) sockets.where.bytes, ',') == NULL);
	for (int i = 0; i < COUNT(clients); i++) {
		clients[i] = connect_to(sockets.port);
		CHECK(clients[i] >= 0);
	}
	CHECK(take_all(&sockets) == COUNT(clients));
	for (int i = 0; i < COUNT(clients); i++) {
		close(clients[i]);
	}
	rtws_sockets_clear(&sockets);
	return 0;
}

static int one_process_has_one_socket_that_nobody_joins(void)
{
	rtws_sockets_t second;

	begin(1);
	CHECK(rtws_sockets_open(&sockets, &settings) == 0 && sockets.count == 1);
	CHECK(!has_reuse_port(sockets.items[0].fd));
	memset(&second, 0, sizeof(second));
	settings.port = sockets.port;
	CHECK(rtws_sockets_open(&second, &settings) == RTWS_E_SYSTEM && errno == EADDRINUSE);
	CHECK(second.count == 0);
	rtws_sockets_clear(&sockets);
	return 0;
}

static int group_does_not_join_another_servers_unasked(void)
{
	rtws_sockets_t second;

	begin(2);
	CHECK(rtws_sockets_open(&sockets, &settings) == 0);
	memset(&second, 0, sizeof(second));
	settings.port = sockets.port;
	CHECK(rtws_sockets_open(&second, &settings) == RTWS_E_SYSTEM && errno == EADDRINUSE);
	settings.reuse_port = true;
	CHECK(rtws_sockets_open(&second, &settings) == 0 && second.port == sockets.port);
	rtws_sockets_clear(&second);
	rtws_sockets_clear(&sockets);
	return 0;
}

static int host_without_an_address_is_told(void)
{
	begin(2);
	settings.host = "no.such.host.invalid.";
	CHECK(rtws_sockets_open(&sockets, &settings) == RTWS_E_RESOLVE && sockets.count == 0);
	return 0;
}

static int worker_keeps_its_own_and_what_is_everybodys(void)
{
	int kept;

	begin(3);
	CHECK(rtws_sockets_open(&sockets, &settings) == 0);
	sockets.items[2].worker = RTWS_EVERYBODY;
	kept = sockets.items[1].fd;
	rtws_sockets_keep(&sockets, 1);
	CHECK(sockets.count == 2 && sockets.items[0].fd == kept);
	CHECK(sockets.items[1].worker == RTWS_EVERYBODY);
	rtws_sockets_clear(&sockets);
	return 0;
}

static int file_is_removed_by_its_owner_only(void)
{
	char host[100];
	rtws_sockets_t copy;

	begin(2);
	snprintf(host, sizeof(host), "unix:///tmp/rtws-unit-sockets-%d", (int) getpid());
	settings.host = host;
	CHECK(rtws_sockets_open(&sockets, &settings) == 0 && sockets.count == 1);
	CHECK(sockets.items[0].worker == RTWS_EVERYBODY && access(host + 7, F_OK) == 0);
	memset(&copy, 0, sizeof(copy));
	CHECK(rtws_sockets_adopt(
			  &copy, &(rtws_socket_t){ .fd = dup(sockets.items[0].fd), .worker = RTWS_EVERYBODY },
			  1, &settings) == 0);
	rtws_sockets_leave_file(&sockets);
	rtws_sockets_clear(&sockets);
	CHECK(access(host + 7, F_OK) == 0);
	rtws_sockets_clear(&copy);
	CHECK(access(host + 7, F_OK) != 0);
	return 0;
}

/* ---- a number of workers that changes ------------------------------------------------------- */

/* What a successor with so many workers makes of them, in a list of its own. */
static int adopt(rtws_sockets_t *next, unsigned workers)
{
	rtws_socket_t passed[8];

	for (unsigned i = 0; i < sockets.count; i++) {
		passed[i] = sockets.items[i];
		passed[i].fd = dup(sockets.items[i].fd);
	}
	memset(next, 0, sizeof(*next));
	settings.workers = workers;
	return rtws_sockets_adopt(next, passed, sockets.count, &settings);
}

static int sockets_of_workers_that_are_no_more_are_everybodys(void)
{
	rtws_sockets_t next;

	begin(4);
	CHECK(rtws_sockets_open(&sockets, &settings) == 0);
	CHECK(adopt(&next, 2) == 0 && next.count == 4 && next.port == sockets.port);
	CHECK(next.items[0].worker == 0 && next.items[1].worker == 1);
	CHECK(next.items[2].worker == RTWS_EVERYBODY && next.items[3].worker == RTWS_EVERYBODY);
	CHECK(strcmp((char *) next.where.bytes, (char *) sockets.where.bytes) == 0);
	rtws_sockets_clear(&next);
	rtws_sockets_clear(&sockets);
	return 0;
}

static int further_workers_get_sockets_beside_the_others(void)
{
	rtws_sockets_t next;

	begin(2);
	CHECK(rtws_sockets_open(&sockets, &settings) == 0);
	CHECK(adopt(&next, 4) == 0 && next.count == 4);
	for (unsigned i = 0; i < 4; i++) {
		CHECK(next.items[i].worker == (int) i);
	}
	rtws_sockets_clear(&next);
	rtws_sockets_clear(&sockets);
	return 0;
}

static int socket_that_nothing_can_join_is_shared(void)
{
	rtws_sockets_t next;

	begin(1);
	CHECK(rtws_sockets_open(&sockets, &settings) == 0);
	CHECK(adopt(&next, 3) == 0 && next.count == 1 && next.items[0].worker == RTWS_EVERYBODY);
	rtws_sockets_clear(&next);
	rtws_sockets_clear(&sockets);
	return 0;
}

static int who_waits_is_not_lost_when_others_take_over(void)
{
	rtws_sockets_t next;
	int clients[20];

	begin(3);
	CHECK(rtws_sockets_open(&sockets, &settings) == 0);
	for (int i = 0; i < COUNT(clients); i++) {
		clients[i] = connect_to(sockets.port);
		CHECK(clients[i] >= 0);
	}
	CHECK(adopt(&next, 2) == 0);
	rtws_sockets_clear(&sockets);
	CHECK(take_all(&next) == COUNT(clients));
	for (int i = 0; i < COUNT(clients); i++) {
		close(clients[i]);
	}
	rtws_sockets_clear(&next);
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(each_worker_has_a_socket_on_the_port_that_the_first_chose) },
		{ NAMED(one_process_has_one_socket_that_nobody_joins) },
		{ NAMED(group_does_not_join_another_servers_unasked) },
		{ NAMED(host_without_an_address_is_told) },
		{ NAMED(worker_keeps_its_own_and_what_is_everybodys) },
		{ NAMED(file_is_removed_by_its_owner_only) },
		{ NAMED(sockets_of_workers_that_are_no_more_are_everybodys) },
		{ NAMED(further_workers_get_sockets_beside_the_others) },
		{ NAMED(socket_that_nothing_can_join_is_shared) },
		{ NAMED(who_waits_is_not_lost_when_others_take_over) },
	};

	return run_tests(tests, COUNT(tests));
}
