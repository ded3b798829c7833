/*
 * Clients, private to transport/: how many sockets each address has open, and how fast it opens
 * them, against limits. An address is remembered while it has sockets, and after that until its
 * bucket is full again; of those that only wait for that, the oldest are forgotten beyond a bound.
 *
 * It knows no clock and no sockets.
 */
#ifndef RTWS_TRANSPORT_CLIENTS_H
#define RTWS_TRANSPORT_CLIENTS_H

#include "util/table.h"

#include <stdbool.h>

enum { RTWS_CLIENTS_RESTING_MAX = 65536 };

typedef struct rtws_client rtws_client_t;

struct rtws_client {
	uint64_t key;        /* in the table */
	uint64_t full_at_us; /* when the bucket will be full again */
	uint32_t sockets;
	rtws_client_t *next; /* without sockets: in the list of those at rest */
	rtws_client_t *prev;
};

typedef struct rtws_clients {
	uint32_t sockets_max; /* 0: any number */
	uint32_t rate_count;  /* new ones in rate_ms; 0: any number */
	uint32_t rate_ms;
	uint64_t seed; /* nobody outside can tell where in the table he is */
	rtws_table_t table;
	rtws_client_t *oldest; /* at rest */
	rtws_client_t *newest;
	size_t resting;
} rtws_clients_t;

typedef enum {
	RTWS_CLIENT_TAKEN,
	RTWS_CLIENT_OVER_NUMBER,
	RTWS_CLIENT_OVER_RATE,
	RTWS_CLIENT_NO_MEMORY
} rtws_client_verdict_t;

void rtws_clients_init(rtws_clients_t *clients, uint32_t sockets_max, uint32_t rate_count,
					   uint32_t rate_ms);
void rtws_clients_clear(rtws_clients_t *clients);

static inline bool rtws_clients_are_limited(const rtws_clients_t *clients)
{
	return clients->sockets_max > 0 || clients->rate_count > 0;
}

/*
 * One more socket of this address, if the limits allow it; what is refused costs no token. *client
 * is given back by rtws_clients_release(). key: of rtws_address_key(), not 0. *wait_us: for
 * OVER_RATE, until the next token is there.
 */
rtws_client_verdict_t rtws_clients_take(rtws_clients_t *clients, uint64_t key, uint64_t now_us,
										rtws_client_t **client, uint64_t *wait_us);

void rtws_clients_release(rtws_clients_t *clients, rtws_client_t *client, uint64_t now_us);

#endif
