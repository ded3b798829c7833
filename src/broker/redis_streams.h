/*
 * Streams in Redis from inside: what redis_streams.c and redis_consumers.c share.
 */
#ifndef RTWS_BROKER_REDIS_STREAMS_H
#define RTWS_BROKER_REDIS_STREAMS_H

#include "broker/redis_parts.h"
#include "broker/streams.h"

/* Begins a script's command: the keys of stream and dead letters. */
void rtws_stream_call_begin(rtws_call_t *call, rtws_broker_redis_t *self, rtws_text_t stream);
/* Behind the keys: what names begin with. */
void rtws_stream_call_head(rtws_call_t *call);

/* ---- redis_consumers.c ----------------------------------------------------------------------- */

rtws_consumer_t *rtws_rb_open_consumer(rtws_broker_t *broker, const rtws_consumer_terms_t *terms,
									   rtws_entry_fn entry, void *context);
void rtws_rb_settle_entry(rtws_broker_t *broker, rtws_consumer_t *consumer, uint64_t token,
						  rtws_outcome_t outcome, rtws_text_t why);
void rtws_rb_close_consumer(rtws_broker_t *broker, rtws_consumer_t *consumer);

#endif
