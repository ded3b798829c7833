/*
 * Event stream: an HTTP answer that goes on with what is published to some channels, as Server-Sent
 * Events.
 */
#ifndef RTWS_CORE_EVENT_STREAM_H
#define RTWS_CORE_EVENT_STREAM_H

#include "core/server.h"

/*
 * Answers with the publications of these channels, whose names are valid, from now on; with what
 * was missed before them when the request says where it had been (Last-Event-ID). Answers 503 when
 * out of memory.
 */
void rtws_event_stream_begin(rtws_exchange_t *exchange, rtws_server_t *server,
							 const rtws_endpoint_t *endpoint, const rtws_strings_t *channels);

/* For an endpoint with a channel of its own: its {placeholders} replaced by what they matched. */
void rtws_event_stream_serve(rtws_exchange_t *exchange, rtws_server_t *server,
							 const rtws_endpoint_t *endpoint);

/* Publications may have been missed. */
void rtws_event_stream_tell_gaps(rtws_server_t *server);

/* Once per second: a comment to those that have been silent for long. */
void rtws_event_stream_keep_alive(rtws_server_t *server);

/* Ends so many: their clients come again. */
void rtws_event_stream_end_some(rtws_server_t *server, uint32_t count);

#endif
