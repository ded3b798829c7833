/*
 * Image: how this program was started, so that it can be started again from its files: arguments,
 * working directory, environment. It is remembered first thing, because a program may change all of
 * them later (the arguments too: a process title is written over them).
 */
#ifndef RTWS_PROCESS_IMAGE_H
#define RTWS_PROCESS_IMAGE_H

#include "process/handover.h"

/*
 * Remembers it, and takes what a predecessor has handed over out of the environment: no other
 * program that is started from here gets it. Without memory there is nothing to start again.
 */
void rtws_image_remember(void);
void rtws_image_forget(void);

/* What was handed over, once: NULL when there is none. Borrowed. */
const rtws_handover_t *rtws_image_take_handover(void);

/*
 * Starts it anew beside this one, and passes these descriptors on; all others but the standard ones
 * are closed there. Its pid, or -1 with errno. A program that cannot be executed ends with 127.
 */
pid_t rtws_image_start(const rtws_handover_t *handover);

#endif
