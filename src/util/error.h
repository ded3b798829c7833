/*
 * Errors of everything below src/php: 0 is success, these are not. Only src/php turns them into
 * exceptions.
 */
#ifndef RTWS_UTIL_ERROR_H
#define RTWS_UTIL_ERROR_H

typedef enum {
	RTWS_E_NOMEM = -1,
	RTWS_E_FULL = -2,    /* a bound is reached */
	RTWS_E_CLOSED = -3,  /* the peer is gone, or going */
	RTWS_E_INVALID = -4, /* a value that cannot be meant */
	RTWS_E_EXISTS = -5,
	RTWS_E_SYSTEM = -6,   /* errno says more */
	RTWS_E_RESOLVE = -7,  /* a host name without address */
	RTWS_E_TLS = -8,      /* certificates or keys that cannot be used */
	RTWS_E_LISTEN = -9,   /* a socket that cannot be listened on; a sentence says why */
	RTWS_E_BROKER = -10,  /* what carries publications further cannot be reached */
	RTWS_E_RANGE = -11,   /* the result is beyond what the type holds */
	RTWS_E_UNABLE = -12,  /* this broker cannot do that */
	RTWS_E_MISSING = -13, /* what it is about is not there */
	RTWS_E_APART = -14,   /* in a cluster these are at different nodes */
	RTWS_E_LOST = -15     /* the answer was: it may have been done, or not */
} rtws_error_t;

/* English, for logs and exceptions. Static. */
const char *rtws_strerror(int error);

#endif
