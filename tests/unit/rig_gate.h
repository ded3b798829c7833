/*
 * The rig for tests of who a peer is: the owner answers with what he was told, and what is logged
 * is kept.
 */
#ifndef RTWS_TESTS_RIG_GATE_H
#define RTWS_TESTS_RIG_GATE_H

#include "rig.h"

#include "util/log.h"

#define GET(path) "GET " path " HTTP/1.1\r\nHost: a\r\n\r\n"
#define GET_FOR(client) "GET /x HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: " client "\r\n\r\n"

static char lines[4096];

static void write_down(void *arg, rtws_log_level_t level, const char *line, size_t len)
{
	size_t have = strlen(lines);

	(void) arg, (void) level;
	snprintf(lines + have, sizeof(lines) - have, "%.*s\n", (int) len, line);
}

static inline const rtws_transport_stats_t *stats(void)
{
	return rtws_transport_stats(transport);
}

static void answer_address(rtws_exchange_t *exchange)
{
	rtws_request_t *request = rtws_exchange_request(exchange);
	char text[128];

	snprintf(text, sizeof(text), "<%s %s %.*s>", request->remote_address,
			 request->secure ? "secure" : "plain", (int) request->host.len,
			 request->host.at != NULL ? request->host.at : "");
	rig_answer(exchange, 200, text);
}

static inline void begin(void)
{
	rig_begin();
	lines[0] = '\0';
	rtws_log_set_sink(write_down, NULL);
	owner.request = answer_address;
}

static inline void trust(const char *range)
{
	const char *why;

	rtws_ranges_add(&settings.gate.trusted, range, strlen(range), &why);
}

#define END()                                      \
	do {                                           \
		RIG_DOWN();                                \
		rtws_ranges_clear(&settings.gate.trusted); \
		rtws_log_set_sink(NULL, NULL);             \
	} while (0)

#endif
