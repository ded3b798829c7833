#include "process/pulse.h"

#include <sys/mman.h>

rtws_pulse_t *rtws_pulse_create(size_t count)
{
	void *page = mmap(NULL, count * sizeof(rtws_pulse_t), PROT_READ | PROT_WRITE,
					  MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return page != MAP_FAILED ? page : NULL;
}

void rtws_pulse_destroy(rtws_pulse_t *pulses, size_t count)
{
	munmap(pulses, count * sizeof(rtws_pulse_t));
}
