#include "util/hash.h"

#include "util/random.h"

#include <string.h>

static uint64_t secret[2];

/* Odd numbers with their bits well spread; what makes it unforeseeable is the secret. */
static const uint64_t spread[2] = { UINT64_C(0x9e3779b97f4a7c15), UINT64_C(0xd6e8feb86659fd93) };

static void make_secret(void)
{
	secret[0] = rtws_random() | 1; /* not zero: made */
	secret[1] = rtws_random();
}

/* A product of 128 bits, folded: each bit of it depends on all below. */
static uint64_t mix(uint64_t a, uint64_t b)
{
#ifdef __SIZEOF_INT128__
	__extension__ typedef unsigned __int128 wide_t;
	wide_t product = (wide_t) a * b;

	return (uint64_t) product ^ (uint64_t) (product >> 64);
#else /* 32 bits: the parts of the product that matter most */
	return a * b ^ (a >> 32) * (b >> 32) ^ (a & UINT32_MAX) * (b >> 32) >> 32;
#endif
}

static uint64_t word(const char *bytes, size_t len)
{
	uint64_t value = 0;

	memcpy(&value, bytes, len);
	return value;
}

uint64_t rtws_hash(const char *bytes, size_t len, uint64_t seed)
{
	uint64_t hash;
	size_t i = 0;

	if (secret[0] == 0) {
		make_secret();
	}
	hash = secret[0] ^ len ^ seed;
	for (; i + 8 <= len; i += 8) {
		hash = mix(hash ^ word(bytes + i, 8) ^ secret[1], spread[0]);
	}
	if (i < len) {
		hash = mix(hash ^ word(bytes + i, len - i) ^ secret[1], spread[1]);
	}
	return mix(hash ^ secret[1], spread[1]);
}
