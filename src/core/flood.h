/*
 * Flood: what becomes of messages that come faster than their endpoint allows, before anything else
 * is done with them.
 */
#ifndef RTWS_CORE_FLOOD_H
#define RTWS_CORE_FLOOD_H

#include "core/connection.h"

/* Counts a message. False: it is beyond the rate, and has been answered as the endpoint says. */
bool rtws_flood_admits(rtws_connection_t *conn);

/* One publication of a client more, to a channel of these rules: may it be? */
bool rtws_flood_admits_publication(rtws_connection_t *conn, const rtws_rules_t *rules);

/* Does to a message over the limit what the limit says. */
void rtws_flood_refuse(rtws_connection_t *conn, const rtws_rate_limit_t *limit);

#endif
