/*
 * Admission: what becomes of a request. It finds the endpoint and applies the rules of the door:
 * the status table of docs/ARCHITECTURE.md is this file.
 */
#ifndef RTWS_CORE_ADMISSION_H
#define RTWS_CORE_ADMISSION_H

#include "core/server.h"

/* For events.head: finds who serves it, and fills what the request has for its owner. */
void rtws_admit_head(rtws_server_t *server, rtws_request_t *request);

/* For events.upgrade: answer->context is the endpoint when accepted. */
void rtws_admit_upgrade(rtws_server_t *server, rtws_request_t *request, rtws_upgrade_t *answer,
						bool *is_request);

/* For events.request, after events.head: answers itself, or passes it on to the hook. */
void rtws_admit_request(rtws_server_t *server, rtws_exchange_t *exchange);

#endif
