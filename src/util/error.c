#include "util/error.h"

const char *rtws_strerror(int error)
{
	switch (error) {
		case 0:
			return "success";
		case RTWS_E_NOMEM:
			return "out of memory";
		case RTWS_E_FULL:
			return "full";
		case RTWS_E_CLOSED:
			return "closed";
		case RTWS_E_INVALID:
			return "invalid value";
		case RTWS_E_EXISTS:
			return "already there";
		case RTWS_E_SYSTEM:
			return "system error";
		case RTWS_E_RESOLVE:
			return "host name has no address";
		case RTWS_E_TLS:
			return "TLS cannot be set up";
		case RTWS_E_LISTEN:
			return "cannot listen";
		case RTWS_E_BROKER:
			return "the broker cannot be reached";
		case RTWS_E_RANGE:
			return "out of range";
		case RTWS_E_UNABLE:
			return "this is not possible with Redis";
		case RTWS_E_MISSING:
			return "not there";
		case RTWS_E_APART:
			return "at different nodes of the cluster";
		case RTWS_E_LOST:
			return "the answer was lost";
		default:
			return "unknown error";
	}
}
