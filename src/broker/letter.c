#include "broker/broker.h"

#include <string.h>

rtws_text_t rtws_letter_process(rtws_text_t address)
{
	const char *dash = address.len > 0 ? memrchr(address.at, '-', address.len) : NULL;
	const char *end = address.at + address.len;

	if (dash == NULL || dash == address.at || dash + 1 == end) {
		return (rtws_text_t){ NULL, 0 };
	}
	for (const char *at = dash + 1; at < end; at++) {
		if (*at < '0' || *at > '9') {
			return (rtws_text_t){ NULL, 0 };
		}
	}
	return (rtws_text_t){ address.at, (size_t) (dash - address.at) };
}
