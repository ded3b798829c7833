#include "util/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <sys/uio.h>
#include <unistd.h>

static rtws_log_sink_t current_sink;
static void *current_arg;
static rtws_log_level_t least = RTWS_LOG_INFO;

void rtws_log_set_sink(rtws_log_sink_t sink, void *arg)
{
	current_sink = sink;
	current_arg = arg;
}

void rtws_log_set_level(rtws_log_level_t level)
{
	least = level;
}

const char *rtws_log_level_name(rtws_log_level_t level)
{
	static const char *const names[] = { "debug", "info", "warning", "error" };

	return names[level];
}

void rtws_log_write(int fd, rtws_log_level_t level, const char *line, size_t len)
{
	char head[64];
	char stamp[32];
	time_t now = time(NULL);
	struct tm local;
	struct iovec iov[3];
	int n;

	localtime_r(&now, &local);
	strftime(stamp, sizeof(stamp), "%Y-%m-%d %H:%M:%S", &local);
	n = snprintf(head, sizeof(head), "%s %s: ", stamp, rtws_log_level_name(level));
	iov[0] = (struct iovec){ head, (size_t) n };
	iov[1] = (struct iovec){ (void *) line, len };
	iov[2] = (struct iovec){ (void *) "\n", 1 };
	(void) !writev(fd, iov, 3);
}

/* Lines of a trace are indented, so that none can pass for an entry of its own. */
static char *clean(const char *text, size_t len, size_t *out_len)
{
	static const char indent[] = "\n    ";
	size_t step = sizeof(indent) - 1;
	char *out = malloc(len * step + 1);
	char *at = out;

	for (size_t i = 0; out != NULL && i < len; i++) {
		unsigned char c = (unsigned char) text[i];

		if (c == '\n') {
			memcpy(at, indent, step);
			at += step;
		} else {
			*at++ = (c < ' ' && c != '\t') || c == 0x7f ? '?' : (char) c;
		}
	}
	*out_len = out != NULL ? (size_t) (at - out) : 0;
	return out;
}

void rtws_log(rtws_log_level_t level, const char *format, ...)
{
	char *text = NULL;
	char *line;
	va_list args;
	size_t line_len;
	int len;

	if (level < least) {
		return;
	}
	va_start(args, format);
	len = vasprintf(&text, format, args);
	va_end(args);
	if (len < 0) {
		return;
	}
	line = clean(text, (size_t) len, &line_len);
	free(text);
	if (line == NULL) {
		return;
	}
	if (current_sink != NULL) {
		current_sink(current_arg, level, line, line_len);
	} else {
		rtws_log_write(STDERR_FILENO, level, line, line_len);
	}
	free(line);
}
