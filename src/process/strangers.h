/*
 * Strangers: sockets that are open when a process forks, and that children would share without
 * knowing: both would read each other's answers.
 */
#ifndef RTWS_PROCESS_STRANGERS_H
#define RTWS_PROCESS_STRANGERS_H

#include "util/buffer.h"

#include <stdbool.h>

/*
 * Names all sockets that are open, but for the standard descriptors and those that is_known() says,
 * as "127.0.0.1:3306 (descriptor 7)", separated by commas.
 */
void rtws_strangers_name(rtws_buffer_t *out, bool (*is_known)(void *arg, int fd), void *arg);

#endif
