/*
 * TLS: the server's certificate and rules, as OpenSSL wants them, and their renewal while clients
 * are connected. What is done with the bytes is stream.c's business.
 */
#ifndef RTWS_TRANSPORT_TLS_H
#define RTWS_TRANSPORT_TLS_H

#include "transport/transport.h"

#include <openssl/ssl.h>

typedef struct rtws_tls rtws_tls_t;

/*
 * Loads what the settings name. NULL with a sentence in `why` that says what is wrong with which
 * file. Settings' strings are borrowed.
 */
rtws_tls_t *rtws_tls_create(const rtws_tls_settings_t *settings, char *why, size_t size);
void rtws_tls_destroy(rtws_tls_t *tls);

/*
 * Loads everything anew, if it can; new connections then use it, those there keep what they have.
 * False, with why, and nothing changed.
 */
bool rtws_tls_reload(rtws_tls_t *tls, char *why, size_t size);

/* Has a file changed since it was loaded? */
bool rtws_tls_is_outdated(const rtws_tls_t *tls);

/* A new session for an accepted socket; NULL when out of memory. */
SSL *rtws_tls_session(rtws_tls_t *tls, int fd);

/* The subject of the client's certificate, as one line (RFC 2253); NULL when there is none. free()
 * it. */
char *rtws_tls_peer_subject(const SSL *ssl);

#endif
