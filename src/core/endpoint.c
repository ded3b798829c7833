#include "core/endpoint.h"

#include <stdlib.h>
#include <string.h>

rtws_endpoint_t *rtws_endpoint_create(rtws_endpoint_kind_t kind)
{
	rtws_endpoint_t *endpoint = calloc(1, sizeof(*endpoint));

	if (endpoint != NULL) {
		endpoint->kind = kind;
	}
	return endpoint;
}

void rtws_endpoint_destroy(rtws_endpoint_t *endpoint)
{
	rtws_route_clear(&endpoint->route);
	rtws_strings_clear(&endpoint->origins);
	rtws_strings_clear(&endpoint->protocols);
	rtws_strings_clear(&endpoint->methods);
	rtws_strings_clear(&endpoint->channels);
	rtws_cors_unref(endpoint->cors);
	free(endpoint->host);
	free(endpoint->root);
	free(endpoint->index);
	free(endpoint);
}

bool rtws_endpoint_names(const rtws_endpoint_t *endpoint, rtws_text_t method)
{
	bool head = rtws_text_is_exactly(method, "HEAD");

	for (size_t i = 0; i < endpoint->methods.count; i++) {
		const char *taken = endpoint->methods.items[i];

		if (rtws_text_is_exactly(method, taken) || (head && strcmp(taken, "GET") == 0)) {
			return true;
		}
	}
	return false;
}

bool rtws_endpoint_takes(const rtws_endpoint_t *endpoint, rtws_text_t method)
{
	if (endpoint->kind == RTWS_ENDPOINT_FILES) {
		return rtws_text_is_exactly(method, "HEAD") || rtws_text_is_exactly(method, "GET");
	}
	return endpoint->methods.count == 0 || rtws_endpoint_names(endpoint, method);
}
