/*
 * The terms of a consumer on the wire between a worker and the hub: one program, so the numbers lie
 * as the machine has them.
 */
#ifndef RTWS_BROKER_HUB_STREAM_TERMS_H
#define RTWS_BROKER_HUB_STREAM_TERMS_H

#include "broker/streams.h"

typedef struct rtws_hub_stream_terms {
	uint32_t is_new_only;
	uint32_t prefetch;
	uint32_t attempts_max;
	uint32_t delay_min_ms;
	uint32_t delay_max_ms;
	uint32_t lease_ms;
	uint32_t length;
	uint32_t dead;
	uint32_t remember_ms;
	uint32_t drops_oldest;
} rtws_hub_stream_terms_t;

static inline rtws_hub_stream_terms_t rtws_hub_pack_terms(const rtws_consumer_terms_t *terms)
{
	return (rtws_hub_stream_terms_t){
		.is_new_only = terms->is_new_only,
		.prefetch = terms->prefetch,
		.attempts_max = terms->attempts_max,
		.delay_min_ms = terms->delay_min_ms,
		.delay_max_ms = terms->delay_max_ms,
		.lease_ms = terms->lease_ms,
		.length = terms->bounds.length,
		.dead = terms->bounds.dead,
		.remember_ms = terms->bounds.remember_ms,
		.drops_oldest = terms->bounds.drops_oldest,
	};
}

/* Without the names. */
static inline rtws_consumer_terms_t rtws_hub_unpack_terms(const rtws_hub_stream_terms_t *packed)
{
	return (rtws_consumer_terms_t){
		.is_new_only = packed->is_new_only != 0,
		.prefetch = packed->prefetch,
		.attempts_max = packed->attempts_max,
		.delay_min_ms = packed->delay_min_ms,
		.delay_max_ms = packed->delay_max_ms,
		.lease_ms = packed->lease_ms,
		.bounds = { .length = packed->length,
					.dead = packed->dead,
					.remember_ms = packed->remember_ms,
					.drops_oldest = packed->drops_oldest != 0 },
	};
}

#endif
