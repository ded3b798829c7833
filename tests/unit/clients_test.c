#include "unit.h"

#include "transport/clients.h"

#include <string.h>

enum { SECOND = 1000000 };

static rtws_clients_t clients;
static rtws_client_t *last;
static uint64_t wait_us;

static rtws_client_verdict_t take(uint64_t key, uint64_t now_us)
{
	return rtws_clients_take(&clients, key, now_us, &last, &wait_us);
}

static int number_of_sockets_is_limited_for_each_alone(void)
{
	rtws_client_t *first;

	rtws_clients_init(&clients, 2, 0, 0);
	CHECK(rtws_clients_are_limited(&clients));
	CHECK(take(7, 0) == RTWS_CLIENT_TAKEN);
	first = last;
	CHECK(take(7, 0) == RTWS_CLIENT_TAKEN && last == first && first->sockets == 2);
	CHECK(take(7, 0) == RTWS_CLIENT_OVER_NUMBER);
	CHECK(take(8, 0) == RTWS_CLIENT_TAKEN && last != first);
	rtws_clients_release(&clients, first, 0);
	CHECK(take(7, 0) == RTWS_CLIENT_TAKEN);
	CHECK(take(7, 0) == RTWS_CLIENT_OVER_NUMBER);
	rtws_clients_clear(&clients);
	return 0;
}

static int address_without_sockets_is_forgotten(void)
{
	rtws_clients_init(&clients, 2, 0, 0);
	for (uint64_t key = 1; key <= 1000; key++) {
		CHECK(take(key, key) == RTWS_CLIENT_TAKEN);
		rtws_clients_release(&clients, last, key);
		CHECK(clients.table.count == 0 && clients.resting == 0);
	}
	CHECK(clients.oldest == NULL && clients.newest == NULL);
	rtws_clients_clear(&clients);
	return 0;
}

static int bucket_gives_its_burst_and_then_its_rate(void)
{
	uint64_t now = 50 * SECOND;

	rtws_clients_init(&clients, 0, 5, 10000); /* one in 2 s */
	for (int i = 0; i < 5; i++) {
		CHECK(take(7, now) == RTWS_CLIENT_TAKEN);
	}
	CHECK(take(7, now) == RTWS_CLIENT_OVER_RATE && wait_us == 2 * SECOND);
	CHECK(take(8, now) == RTWS_CLIENT_TAKEN);
	CHECK(take(7, now + 2 * SECOND - 1) == RTWS_CLIENT_OVER_RATE && wait_us == 1);
	CHECK(take(7, now + 2 * SECOND) == RTWS_CLIENT_TAKEN);
	CHECK(take(7, now + 2 * SECOND) == RTWS_CLIENT_OVER_RATE);
	for (int i = 0; i < 5; i++) {
		CHECK(take(7, now + 100 * SECOND) == RTWS_CLIENT_TAKEN);
	}
	CHECK(take(7, now + 100 * SECOND) == RTWS_CLIENT_OVER_RATE);
	rtws_clients_clear(&clients);
	return 0;
}

static int refused_by_number_costs_no_token(void)
{
	rtws_clients_init(&clients, 1, 2, 10000);
	CHECK(take(7, 0) == RTWS_CLIENT_TAKEN);
	CHECK(take(7, 0) == RTWS_CLIENT_OVER_NUMBER && take(7, 0) == RTWS_CLIENT_OVER_NUMBER);
	rtws_clients_release(&clients, last, 0);
	CHECK(take(7, 0) == RTWS_CLIENT_TAKEN);
	rtws_clients_release(&clients, last, 0);
	CHECK(take(7, 0) == RTWS_CLIENT_OVER_RATE);
	rtws_clients_clear(&clients);
	return 0;
}

static int address_is_remembered_until_its_bucket_is_full(void)
{
	rtws_clients_init(&clients, 0, 2, 10000);
	CHECK(take(7, 0) == RTWS_CLIENT_TAKEN);
	rtws_clients_release(&clients, last, 1);
	CHECK(clients.table.count == 1 && clients.resting == 1);
	CHECK(take(8, 5 * SECOND - 1) == RTWS_CLIENT_TAKEN && clients.table.count == 2);
	CHECK(take(8, 5 * SECOND) == RTWS_CLIENT_TAKEN && clients.table.count == 1);
	CHECK(clients.resting == 0 && clients.oldest == NULL);
	rtws_clients_clear(&clients);
	return 0;
}

static int address_that_comes_back_is_taken_out_of_the_middle(void)
{
	rtws_client_t *taken[3];

	rtws_clients_init(&clients, 0, 2, 10000);
	for (uint64_t i = 0; i < 3; i++) {
		CHECK(take(i + 1, 0) == RTWS_CLIENT_TAKEN);
		taken[i] = last;
	}
	for (int i = 0; i < 3; i++) {
		rtws_clients_release(&clients, taken[i], 0);
	}
	CHECK(take(2, 0) == RTWS_CLIENT_TAKEN && last == taken[1] && clients.resting == 2);
	CHECK(clients.oldest == taken[0] && clients.newest == taken[2]);
	CHECK(taken[0]->next == taken[2] && taken[2]->prev == taken[0]);
	rtws_clients_release(&clients, taken[1], 0);
	CHECK(clients.newest == taken[1]);
	CHECK(take(9, 60 * SECOND) == RTWS_CLIENT_TAKEN && clients.table.count == 1);
	rtws_clients_clear(&clients);
	return 0;
}

static int those_at_rest_are_bounded(void)
{
	rtws_clients_init(&clients, 0, 2, 86400000);
	for (uint64_t key = 1; key <= RTWS_CLIENTS_RESTING_MAX + 100; key++) {
		CHECK(take(key, 0) == RTWS_CLIENT_TAKEN);
		rtws_clients_release(&clients, last, 0);
	}
	CHECK(clients.resting == RTWS_CLIENTS_RESTING_MAX);
	CHECK(clients.table.count == RTWS_CLIENTS_RESTING_MAX);
	rtws_clients_clear(&clients);
	CHECK(clients.table.size == 0 && clients.oldest == NULL);
	return 0;
}

static const unit_test_t tests[] = {
	{ NAMED(number_of_sockets_is_limited_for_each_alone) },
	{ NAMED(address_without_sockets_is_forgotten) },
	{ NAMED(bucket_gives_its_burst_and_then_its_rate) },
	{ NAMED(refused_by_number_costs_no_token) },
	{ NAMED(address_is_remembered_until_its_bucket_is_full) },
	{ NAMED(address_that_comes_back_is_taken_out_of_the_middle) },
	{ NAMED(those_at_rest_are_bounded) },
};

int main(void)
{
	return run_tests(tests, COUNT(tests));
}
