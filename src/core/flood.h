/*
 * Flood: what becomes of messages that come faster than their endpoint allows, before anything else
 * is done with them.
 */
#ifndef RTWS_CORE_FLOOD_H
#define RTWS_CORE_FLOOD_H

#include "core/connection.h"

/* Counts a message. False: it is beyond the rate, and has been answered as the endpoint says. */
bool rtws_flood_admits(rtws_connection_t *conn);

#endif
