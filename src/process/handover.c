#include "process/handover.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PREFIX RTWS_HANDOVER_NAME "="

enum { PID_DIGITS = 10, SOCKET_TEXT = 24 };

char *rtws_handover_format(const rtws_handover_t *handover)
{
	size_t size = sizeof(PREFIX) + PID_DIGITS + 40 + sizeof(handover->host) +
				  handover->count * (size_t) SOCKET_TEXT;
	char *text = malloc(size);
	size_t len;

	if (text == NULL) {
		return NULL;
	}
	len = (size_t) snprintf(text, size, PREFIX "%0*d:%d:%u:", PID_DIGITS, 0, handover->link,
							handover->port);
	for (unsigned i = 0; i < handover->count; i++) {
		len += (size_t) snprintf(text + len, size - len, "%s%d/%d", i > 0 ? "," : "",
								 handover->sockets[i].fd, handover->sockets[i].worker);
	}
	snprintf(text + len, size - len, ":%s", handover->host);
	return text;
}

/* After fork(): nothing here but stores. */
void rtws_handover_set_pid(char *text, pid_t pid)
{
	char *at = text + strlen(PREFIX) + PID_DIGITS;

	for (int i = 0; i < PID_DIGITS; i++) {
		*--at = (char) ('0' + pid % 10);
		pid /= 10;
	}
}

/* Takes a number and the character after it. */
static bool take(const char **at, long min, long max, char mark, long *out)
{
	char *end;

	errno = 0;
	*out = strtol(*at, &end, 10);
	if (end == *at || errno != 0 || *out < min || *out > max || *end != mark) {
		return false;
	}
	*at = end + 1;
	return true;
}

static bool take_sockets(const char **at, rtws_handover_t *out)
{
	long fd, worker;

	for (out->count = 0; out->count < RTWS_HANDOVER_SOCKETS; out->count++) {
		if (!take(at, 0, INT_MAX, '/', &fd)) {
			return false;
		}
		out->sockets[out->count] = (rtws_handed_t){ .fd = (int) fd };
		if (take(at, -1, INT_MAX, ':', &worker)) {
			out->sockets[out->count++].worker = (int) worker;
			return true;
		}
		if (!take(at, -1, INT_MAX, ',', &worker)) {
			return false;
		}
		out->sockets[out->count].worker = (int) worker;
	}
	return false;
}

bool rtws_handover_parse(const char *text, pid_t pid, rtws_handover_t *out)
{
	long who, link, port;

	if (!take(&text, 1, INT_MAX, ':', &who) || who != pid || !take(&text, 0, INT_MAX, ':', &link) ||
		!take(&text, 0, UINT16_MAX, ':', &port) || !take_sockets(&text, out) ||
		strlen(text) >= sizeof(out->host)) {
		return false;
	}
	out->link = (int) link;
	out->port = (uint16_t) port;
	strcpy(out->host, text);
	return true;
}
