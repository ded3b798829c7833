#include "alloc.h"

#include <stdbool.h>
#include <stdlib.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *block, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *block, size_t size);

static unsigned failing;
static unsigned counted;

void alloc_fail_at(unsigned n)
{
	failing = n;
	counted = 0;
}

unsigned alloc_count(void)
{
	return counted;
}

static bool is_refused(void)
{
	return ++counted == failing;
}

void *__wrap_malloc(size_t size)
{
	return is_refused() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
	return is_refused() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *block, size_t size)
{
	return is_refused() ? NULL : __real_realloc(block, size);
}
