#include "transport/clients.h"

#include "util/random.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

void rtws_clients_init(rtws_clients_t *clients, uint32_t sockets_max, uint32_t rate_count,
					   uint32_t rate_ms)
{
	memset(clients, 0, sizeof(*clients));
	clients->sockets_max = sockets_max;
	clients->rate_count = rate_count;
	clients->rate_ms = rate_ms;
	clients->seed = rtws_random();
}

void rtws_clients_clear(rtws_clients_t *clients)
{
	for (size_t i = 0; i < clients->table.size; i++) {
		free(clients->table.slots[i].value);
	}
	rtws_table_clear(&clients->table);
	clients->oldest = clients->newest = NULL;
	clients->resting = 0;
}

/* One to one, so that no two addresses become one; but for 0, which the table does not take. */
static uint64_t mix(uint64_t key, uint64_t seed)
{
	key ^= seed;
	key = (key ^ key >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	key = (key ^ key >> 27) * UINT64_C(0x94d049bb133111eb);
	key ^= key >> 31;
	return key != 0 ? key : 1;
}

/* ---- at rest -------------------------------------------------------------------------------- */

static void put_to_rest(rtws_clients_t *clients, rtws_client_t *client)
{
	client->next = NULL;
	client->prev = clients->newest;
	if (client->prev != NULL) {
		client->prev->next = client;
	} else {
		clients->oldest = client;
	}
	clients->newest = client;
	clients->resting++;
}

static void take_from_rest(rtws_clients_t *clients, rtws_client_t *client)
{
	if (client->prev != NULL) {
		client->prev->next = client->next;
	} else {
		clients->oldest = client->next;
	}
	if (client->next != NULL) {
		client->next->prev = client->prev;
	} else {
		clients->newest = client->prev;
	}
	clients->resting--;
}

static void forget(rtws_clients_t *clients, rtws_client_t *client)
{
	take_from_rest(clients, client);
	rtws_table_remove(&clients->table, client->key);
	free(client);
}

/* Who came to rest later may be full earlier, but no bucket takes longer than rate_ms. */
static void forget_full(rtws_clients_t *clients, uint64_t now_us)
{
	while (clients->oldest != NULL &&
		   (clients->oldest->full_at_us <= now_us || clients->resting > RTWS_CLIENTS_RESTING_MAX)) {
		forget(clients, clients->oldest);
	}
}

/* ---- the limits ----------------------------------------------------------------------------- */

/* The one of this key, at rest if it is new; NULL when out of memory. */
static rtws_client_t *find_or_add(rtws_clients_t *clients, uint64_t key)
{
	rtws_client_t *client = rtws_table_find(&clients->table, key);

	if (client != NULL) {
		return client;
	}
	client = calloc(1, sizeof(*client));
	if (client == NULL || rtws_table_add(&clients->table, key, client) != 0) {
		free(client);
		return NULL;
	}
	client->key = key;
	put_to_rest(clients, client);
	return client;
}

/*
 * A bucket of rate_count tokens as the one time at which it will be full: each token taken moves
 * that on by what it takes to come back. Empty: more than the whole period ahead.
 */
static bool take_token(const rtws_clients_t *clients, rtws_client_t *client, uint64_t now_us,
					   uint64_t *wait_us)
{
	uint64_t period_us = (uint64_t) clients->rate_ms * 1000;
	uint64_t from = client->full_at_us > now_us ? client->full_at_us : now_us;
	uint64_t full_at;

	if (clients->rate_count == 0) {
		return true;
	}
	full_at = from + period_us / clients->rate_count;
	if (full_at > now_us + period_us) {
		*wait_us = full_at - now_us - period_us;
		return false;
	}
	client->full_at_us = full_at;
	return true;
}

rtws_client_verdict_t rtws_clients_take(rtws_clients_t *clients, uint64_t key, uint64_t now_us,
										rtws_client_t **out, uint64_t *wait_us)
{
	rtws_client_t *client;

	forget_full(clients, now_us);
	client = find_or_add(clients, mix(key, clients->seed));
	if (client == NULL) {
		return RTWS_CLIENT_NO_MEMORY;
	}
	if (clients->sockets_max > 0 && client->sockets >= clients->sockets_max) {
		return RTWS_CLIENT_OVER_NUMBER;
	}
	if (!take_token(clients, client, now_us, wait_us)) {
		return RTWS_CLIENT_OVER_RATE;
	}
	if (client->sockets++ == 0) {
		take_from_rest(clients, client);
	}
	*out = client;
	return RTWS_CLIENT_TAKEN;
}

void rtws_clients_release(rtws_clients_t *clients, rtws_client_t *client, uint64_t now_us)
{
	assert(client->sockets > 0);
	if (--client->sockets == 0) {
		put_to_rest(clients, client);
	}
	forget_full(clients, now_us);
}
