/*
 * Memory that runs out when a test says so. The linker sends every malloc(), calloc() and realloc()
 * of the code under test through here (--wrap); those inside libraries are not touched.
 */
#ifndef RTWS_TESTS_ALLOC_H
#define RTWS_TESTS_ALLOC_H

/* The n-th allocation from now on fails, once; 1 is the next, 0: none does. */
void alloc_fail_at(unsigned n);

/* Allocations since the last alloc_fail_at(). */
unsigned alloc_count(void);

#endif
