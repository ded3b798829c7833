/*
 * What the fuzz targets share. A broken promise ends the run: the fuzzer then keeps the input.
 */
#ifndef RTWS_TESTS_FUZZ_H
#define RTWS_TESTS_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MUST(condition)                                                             \
	do {                                                                            \
		if (!(condition)) {                                                         \
			fprintf(stderr, "%s:%d: broken: %s\n", __FILE__, __LINE__, #condition); \
			abort();                                                                \
		}                                                                           \
	} while (0)

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t len);

/* A copy that is no longer than it must be, so that ASAN sees every byte beyond. Owned. */
static inline void *exact_copy(const void *bytes, size_t len)
{
	void *copy = malloc(len);

	MUST(copy != NULL);
	if (len > 0) {
		memcpy(copy, bytes, len);
	}
	return copy;
}

/* Lengths of pieces, from a seed of the input: xorshift. Never 0. */
static inline size_t next_piece(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return 1 + (*state & 1 ? *state >> 8 & 7 : *state >> 8 & 255);
}

#endif
