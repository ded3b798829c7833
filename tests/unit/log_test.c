#include "unit.h"

#include "util/log.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct {
	int calls;
	rtws_log_level_t level;
	size_t len;
	char line[4096];
} capture_t;

static capture_t captured;

static void sink(void *arg, rtws_log_level_t level, const char *line, size_t len)
{
	capture_t *capture = arg;

	capture->calls++;
	capture->level = level;
	capture->len = len;
	if (len < sizeof(capture->line)) {
		memcpy(capture->line, line, len);
		capture->line[len] = '\0';
	}
}

static void begin(void)
{
	memset(&captured, 0, sizeof(captured));
	rtws_log_set_level(RTWS_LOG_INFO);
	rtws_log_set_sink(sink, &captured);
}

static int line_reaches_the_sink_with_level_and_argument(void)
{
	begin();
	rtws_log(RTWS_LOG_WARNING, "%s has %d", "worker", 3);
	CHECK(captured.calls == 1 && captured.level == RTWS_LOG_WARNING);
	CHECK(strcmp(captured.line, "worker has 3") == 0 && captured.len == 12);
	return 0;
}

static int lines_below_the_level_are_not_made(void)
{
	static const rtws_log_level_t levels[] = { RTWS_LOG_DEBUG, RTWS_LOG_INFO, RTWS_LOG_WARNING,
											   RTWS_LOG_ERROR };

	for (int least = 0; least < COUNT(levels); least++) {
		for (int i = 0; i < COUNT(levels); i++) {
			begin();
			rtws_log_set_level(levels[least]);
			rtws_log(levels[i], "x");
			CHECK(captured.calls == (i >= least));
		}
	}
	begin();
	return 0;
}

static int debug_lines_are_not_made_by_default(void)
{
	rtws_log_set_sink(sink, &captured);
	captured.calls = 0;
	rtws_log(RTWS_LOG_DEBUG, "x");
	CHECK(captured.calls == 0);
	rtws_log(RTWS_LOG_INFO, "x");
	CHECK(captured.calls == 1);
	return 0;
}

static int control_characters_are_replaced(void)
{
	for (int c = 1; c < 256; c++) {
		unit_case("character %d", c);
		if (c == '\n' || c == '\t') {
			continue; /* a trace has lines of its own */
		}
		begin();
		rtws_log(RTWS_LOG_INFO, "a%cb", c);
		CHECK(captured.len == 3);
		CHECK(captured.line[1] == (char) (c < ' ' || c == 0x7f ? '?' : c));
	}
	return 0;
}

static int nul_inside_a_line_is_replaced(void)
{
	begin();
	rtws_log(RTWS_LOG_INFO, "a%cb", 0);
	CHECK(captured.len == 3 && memcmp(captured.line, "a?b", 3) == 0);
	return 0;
}

static int long_line_is_not_cut(void)
{
	char *text = malloc(100001);

	begin();
	memset(text, 'x', 100000);
	text[100000] = '\0';
	rtws_log(RTWS_LOG_INFO, "%s", text);
	CHECK(captured.calls == 1 && captured.len == 100000);
	free(text);
	return 0;
}

static int empty_line_is_a_line(void)
{
	begin();
	rtws_log(RTWS_LOG_INFO, "%s", "");
	CHECK(captured.calls == 1 && captured.len == 0);
	return 0;
}

static int levels_have_names(void)
{
	CHECK(strcmp(rtws_log_level_name(RTWS_LOG_DEBUG), "debug") == 0);
	CHECK(strcmp(rtws_log_level_name(RTWS_LOG_INFO), "info") == 0);
	CHECK(strcmp(rtws_log_level_name(RTWS_LOG_WARNING), "warning") == 0);
	CHECK(strcmp(rtws_log_level_name(RTWS_LOG_ERROR), "error") == 0);
	return 0;
}

/* "2026-01-31 12:00:00 " */
static bool begins_with_a_time(const char *line)
{
	static const char shape[] = "dddd-dd-dd dd:dd:dd ";

	for (size_t i = 0; shape[i] != '\0'; i++) {
		bool digit = line[i] >= '0' && line[i] <= '9';

		if (shape[i] == 'd' ? !digit : line[i] != shape[i]) {
			return false;
		}
	}
	return true;
}

static int written_line_has_time_level_and_newline(void)
{
	int fds[2];
	char line[200] = { 0 };

	CHECK(pipe(fds) == 0);
	rtws_log_write(fds[1], RTWS_LOG_WARNING, "half of thisXXX", 12);
	CHECK(read(fds[0], line, sizeof(line) - 1) == 20 + 9 + 12 + 1);
	CHECK(begins_with_a_time(line));
	CHECK(strcmp(line + 20, "warning: half of this\n") == 0);
	close(fds[0]);
	close(fds[1]);
	return 0;
}

static int writing_to_a_closed_descriptor_is_ignored(void)
{
	rtws_log_write(-1, RTWS_LOG_ERROR, "x", 1);
	return 0;
}

static int without_a_sink_lines_go_to_standard_error(void)
{
	int fds[2];
	int saved = dup(STDERR_FILENO);
	char line[200] = { 0 };
	ssize_t len;

	CHECK(saved >= 0 && pipe(fds) == 0);
	dup2(fds[1], STDERR_FILENO);
	begin();
	rtws_log_set_sink(NULL, NULL);
	rtws_log(RTWS_LOG_DEBUG, "not this");
	rtws_log(RTWS_LOG_ERROR, "but\rthis");
	dup2(saved, STDERR_FILENO);
	len = read(fds[0], line, sizeof(line) - 1);
	close(saved);
	close(fds[0]);
	close(fds[1]);
	CHECK(len > 20 && begins_with_a_time(line));
	CHECK(strcmp(line + 20, "error: but?this\n") == 0);
	CHECK(captured.calls == 0);
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(debug_lines_are_not_made_by_default) }, /* first: before a level is set */
		{ NAMED(line_reaches_the_sink_with_level_and_argument) },
		{ NAMED(lines_below_the_level_are_not_made) },
		{ NAMED(control_characters_are_replaced) },
		{ NAMED(nul_inside_a_line_is_replaced) },
		{ NAMED(long_line_is_not_cut) },
		{ NAMED(empty_line_is_a_line) },
		{ NAMED(levels_have_names) },
		{ NAMED(written_line_has_time_level_and_newline) },
		{ NAMED(writing_to_a_closed_descriptor_is_ignored) },
		{ NAMED(without_a_sink_lines_go_to_standard_error) },
	};

	return run_tests(tests, COUNT(tests));
}
