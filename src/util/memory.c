#include "util/memory.h"

#include <stdio.h>
#include <unistd.h>

/* A number in a file; UINT64_MAX when there is none ("max"). */
static uint64_t read_number(const char *path)
{
	FILE *file = fopen(path, "re");
	unsigned long long number;
	int found;

	if (file == NULL) {
		return UINT64_MAX;
	}
	found = fscanf(file, "%llu", &number);
	fclose(file);
	return found == 1 ? number : UINT64_MAX;
}

uint64_t rtws_memory_available(void)
{
	static const char *const limits[] = {
		"/sys/fs/cgroup/memory.max",
		"/sys/fs/cgroup/memory/memory.limit_in_bytes",
	};
	uint64_t bytes = (uint64_t) sysconf(_SC_PHYS_PAGES) * (uint64_t) sysconf(_SC_PAGESIZE);

	for (unsigned i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		uint64_t limit = read_number(limits[i]);

		bytes = limit > 0 && limit < bytes ? limit : bytes;
	}
	return bytes;
}
