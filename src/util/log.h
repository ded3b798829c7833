/*
 * Log: one line per event, to one sink. Who writes where is the sink's business; this module makes
 * the line and knows the level.
 */
#ifndef RTWS_UTIL_LOG_H
#define RTWS_UTIL_LOG_H

#include <stddef.h>

typedef enum { RTWS_LOG_DEBUG, RTWS_LOG_INFO, RTWS_LOG_WARNING, RTWS_LOG_ERROR } rtws_log_level_t;

typedef void (*rtws_log_sink_t)(void *arg, rtws_log_level_t level, const char *line, size_t len);

/* NULL: standard error, with time and level before the line. */
void rtws_log_set_sink(rtws_log_sink_t sink, void *arg);

/* Lines below this level are not made. Default RTWS_LOG_INFO. */
void rtws_log_set_level(rtws_log_level_t level);

/* Control characters from outside are replaced, so that a peer cannot forge lines. */
void rtws_log(rtws_log_level_t level, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

const char *rtws_log_level_name(rtws_log_level_t level);

/* Writes "2026-01-31 12:00:00 warning: line" and a newline to a descriptor in one write(). */
void rtws_log_write(int fd, rtws_log_level_t level, const char *line, size_t len);

#endif
