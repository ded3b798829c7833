#include "process/notes.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct {
	uint32_t note;
	uint32_t value;
} letter_t;

bool rtws_link_pair(int ends[2])
{
	return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) == 0;
}

bool rtws_link_pair_of_streams(int ends[2])
{
	return socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) == 0;
}

static void on_ready(rtws_io_t *io, unsigned events)
{
	rtws_link_t *link = (rtws_link_t *) io;
	letter_t letter;

	(void) events;
	while (link->is_open) {
		ssize_t n = recv(rtws_io_fd(io), &letter, sizeof(letter), 0);

		if (n == (ssize_t) sizeof(letter)) {
			link->heard(link, (rtws_note_t) letter.note, letter.value);
		} else if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
			return;
		} else {
			rtws_link_close(link);
			link->broken(link);
			return;
		}
	}
}

void rtws_link_open(rtws_link_t *link, rtws_loop_t *loop, int fd)
{
	link->loop = loop;
	link->is_open = true;
	rtws_io_init(&link->io, fd, on_ready);
	rtws_io_watch(loop, &link->io, RTWS_READ);
}

void rtws_link_close(rtws_link_t *link)
{
	if (link->is_open) {
		link->is_open = false;
		rtws_io_watch(link->loop, &link->io, 0);
		close(rtws_io_fd(&link->io));
	}
}

void rtws_link_tell(rtws_link_t *link, rtws_note_t note, uint32_t value)
{
	letter_t letter = { note, value };

	if (link->is_open) {
		(void) !send(rtws_io_fd(&link->io), &letter, sizeof(letter), MSG_NOSIGNAL);
	}
}
