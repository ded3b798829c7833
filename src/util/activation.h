/*
 * Socket activation: a service manager may open the listening sockets and pass them on, from
 * descriptor 3 on, with LISTEN_PID and LISTEN_FDS in the environment (sd_listen_fds(3)).
 */
#ifndef RTWS_UTIL_ACTIVATION_H
#define RTWS_UTIL_ACTIVATION_H

enum { RTWS_ACTIVATION_FIRST = 3 };

/*
 * How many descriptors were passed to this process; 0 when none, or when they are meant for another
 * one. RTWS_E_INVALID for a LISTEN_FDS that is no number. The variables are taken out of the
 * environment, so that no child takes them for its own.
 */
int rtws_activation_take(void);

#endif
