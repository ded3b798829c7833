#include "core/admission.h"

#include "core/event_stream.h"

#include "proto/ws_handshake.h"

#include <string.h>

/* ---- finding -------------------------------------------------------------------------------- */

static bool is_for(const rtws_endpoint_t *endpoint, const rtws_request_t *request)
{
	return (endpoint->host == NULL || rtws_ws_host_is(request, endpoint->host)) &&
		   rtws_route_matches(&endpoint->route, request);
}

/*
 * The endpoint of this kind for a path: one without placeholders before one with them, else the
 * first that was added. method: NULL, or what it has to take.
 */
static rtws_endpoint_t *find(const rtws_server_t *server, rtws_endpoint_kind_t kind,
							 const rtws_request_t *request, const rtws_text_t *method)
{
	rtws_endpoint_t *found = NULL;

	for (rtws_endpoint_t *e = server->endpoints; e != NULL; e = e->next) {
		if (e->kind != kind || (method != NULL && !rtws_endpoint_takes(e, *method)) ||
			!is_for(e, request)) {
			continue;
		}
		if (e->route.placeholders == 0) {
			return e;
		}
		if (found == NULL) {
			found = e;
		}
	}
	return found;
}

/* The directory with the longest prefix, and the path below it. */
static rtws_endpoint_t *find_files(const rtws_server_t *server, const rtws_request_t *request,
								   rtws_text_t *rest)
{
	rtws_endpoint_t *found = NULL;
	rtws_text_t r;

	for (rtws_endpoint_t *e = server->endpoints; e != NULL; e = e->next) {
		if (e->kind == RTWS_ENDPOINT_FILES && rtws_route_is_prefix(&e->route, request, &r) &&
			(found == NULL || r.len < rest->len)) {
			found = e;
			*rest = r;
		}
	}
	return found;
}

/* ---- refusing ------------------------------------------------------------------------------- */

static void set_header(rtws_response_t *response, const char *name, const char *value)
{
	rtws_response_header(response, name, strlen(name), value, strlen(value));
}

static void refuse(rtws_response_t *response, int status, const char *why)
{
	response->status = status;
	if (status == 426) { /* RFC 6455 section 4.4 */
		set_header(response, "Upgrade", "websocket");
		set_header(response, "Sec-WebSocket-Version", "13");
	} else if (status == 405) {
		set_header(response, "Allow", "GET");
	} else if (status == 503) {
		set_header(response, "Retry-After", "1");
	}
	rtws_response_explain(response, why);
}

static void answer(rtws_exchange_t *exchange, int status, const char *why)
{
	rtws_response_t response;

	rtws_response_init(&response, status);
	refuse(&response, status, why);
	rtws_exchange_answer(exchange, &response);
}

/* ---- upgrades ------------------------------------------------------------------------------- */

static bool origin_is_allowed(const rtws_server_t *server, const rtws_endpoint_t *endpoint,
							  const rtws_request_t *request)
{
	const rtws_strings_t *origins =
		endpoint->has_origins ? &endpoint->origins : &server->settings.origins;

	return rtws_ws_origin_is_allowed(request, (const char *const *) origins->items, origins->count);
}

/* True, or false with the refusal filled. */
static bool admit(rtws_server_t *server, rtws_endpoint_t *endpoint, rtws_request_t *request,
				  rtws_response_t *refusal)
{
	const char *why = "";
	int status = rtws_ws_handshake_check(request, &why);

	if (status == 0 && server->is_stopping && !server->is_draining) {
		status = 503;
		why = "the server is going away";
	} else if (status == 0 && server->settings.connections_max > 0 &&
			   server->open_count >= server->settings.connections_max) {
		status = 503;
		why = "too many connections";
	} else if (status == 0 && !origin_is_allowed(server, endpoint, request)) {
		status = 403;
		why = "this origin is not allowed";
	} else if (status == 0 && rtws_route_bind(&endpoint->route, request) != 0) {
		status = 503;
		why = "out of memory";
	}
	if (status != 0) {
		refuse(refusal, status, why);
		return false;
	}
	if (endpoint->asks_handshake) {
		refusal->status = 403;
		return server->hooks->handshake(endpoint, request, refusal);
	}
	return true;
}

void rtws_admit_upgrade(rtws_server_t *server, rtws_request_t *request, rtws_upgrade_t *result,
						bool *is_request)
{
	rtws_endpoint_t *endpoint = find(server, RTWS_ENDPOINT_WS, request, NULL);

	if (endpoint == NULL) {
		return; /* RFC 9110 section 7.8: an upgrade that is not offered may be ignored */
	}
	*is_request = false;
	if (!admit(server, endpoint, request, &result->refusal)) {
		server->stats.refused++;
		return;
	}
	result->policy = &endpoint->policy;
	result->context = endpoint;
	result->protocol = rtws_ws_choose_protocol(
		request, (const char *const *) endpoint->protocols.items, endpoint->protocols.count);
}

/* ---- heads ----------------------------------------------------------------------------------- */

/* The policy for pages of other origins: of who serves it with this method, or else the path. */
static const rtws_cors_t *find_cors(const rtws_server_t *server, const rtws_request_t *request,
									rtws_text_t method)
{
	rtws_endpoint_t *endpoint = find(server, RTWS_ENDPOINT_HTTP, request, &method);
	rtws_text_t rest = { NULL, 0 };

	if (endpoint == NULL) {
		endpoint = find(server, RTWS_ENDPOINT_HTTP, request, NULL);
	}
	if (endpoint == NULL) {
		endpoint = find_files(server, request, &rest);
	}
	return endpoint != NULL ? endpoint->cors : server->settings.cors;
}

/* A preflight is about another request than itself. */
static const rtws_cors_t *cors_of(const rtws_server_t *server, const rtws_request_t *request)
{
	const rtws_endpoint_t *endpoint = request->context;

	if (rtws_cors_is_preflight(request)) {
		return find_cors(server, request,
						 rtws_request_header(request, "access-control-request-method", 29));
	}
	return endpoint != NULL ? endpoint->cors : find_cors(server, request, request->method);
}

void rtws_admit_head(rtws_server_t *server, rtws_request_t *request)
{
	rtws_endpoint_t *endpoint = find(server, RTWS_ENDPOINT_HTTP, request, &request->method);
	const rtws_cors_t *cors;

	request->context = endpoint;
	request->body_max = endpoint != NULL ? endpoint->body_max : server->settings.body_max;
	cors = cors_of(server, request);
	if (cors != NULL) {
		rtws_cors_mark(cors, request); /* out of memory: the browser reads it as a no */
	}
}

/* ---- requests ------------------------------------------------------------------------------- */

static void add_method(rtws_buffer_t *list, const char *method)
{
	rtws_text_t rest = { (const char *) list->bytes, list->len };
	rtws_text_t one;

	while (rtws_text_next(&rest, &one)) {
		if (rtws_text_is_exactly(one, method)) {
			return;
		}
	}
	rtws_buffer_printf(list, "%s%s", list->len > 0 ? ", " : "", method);
}

static void add_methods(rtws_buffer_t *list, const rtws_endpoint_t *endpoint)
{
	for (size_t i = 0; i < endpoint->methods.count; i++) {
		add_method(list, endpoint->methods.items[i]);
		if (strcmp(endpoint->methods.items[i], "GET") == 0) {
			add_method(list, "HEAD");
		}
	}
}

/*
 * The methods that a path is served with, as in "GET, HEAD". False when any is: the list then is
 * empty; as it is where nothing is served.
 */
static bool list_methods(const rtws_server_t *server, const rtws_request_t *request,
						 rtws_buffer_t *list)
{
	rtws_text_t rest;

	for (rtws_endpoint_t *e = server->endpoints; e != NULL; e = e->next) {
		if (e->kind == RTWS_ENDPOINT_HTTP && rtws_route_matches(&e->route, request)) {
			if (e->methods.count == 0) {
				list->len = 0;
				return false;
			}
			add_methods(list, e);
		}
	}
	if (list->len == 0 && find_files(server, request, &rest) != NULL) {
		rtws_buffer_printf(list, "GET, HEAD");
	}
	return true;
}

/* What else could be done there: 405 or, to OPTIONS, 204. False where nothing is served. */
static bool answer_methods(const rtws_server_t *server, rtws_exchange_t *exchange, int status)
{
	rtws_buffer_t list = { NULL, 0, 0 };
	rtws_response_t response;

	list_methods(server, rtws_exchange_request(exchange), &list);
	if (list.len == 0) {
		return false;
	}
	add_method(&list, "OPTIONS");
	rtws_response_init(&response, status);
	rtws_response_header(&response, "Allow", 5, (const char *) list.bytes, list.len);
	if (status != 204) {
		rtws_response_explain(&response, "");
	}
	rtws_exchange_answer(exchange, &response);
	rtws_buffer_clear(&list);
	return true;
}

/* ---- OPTIONS --------------------------------------------------------------------------------- */

static void answer_preflight(const rtws_server_t *server, rtws_exchange_t *exchange,
							 const rtws_cors_t *cors)
{
	const rtws_request_t *request = rtws_exchange_request(exchange);
	rtws_buffer_t list = { NULL, 0, 0 };
	rtws_response_t response;

	list_methods(server, request, &list);
	rtws_response_init(&response, 204);
	rtws_cors_answer_preflight(cors, request, (rtws_text_t){ (const char *) list.bytes, list.len },
							   &response);
	rtws_exchange_answer(exchange, &response);
	rtws_buffer_clear(&list);
}

/* What is answered here. False: by the route that takes it, if there is one, or not at all. */
static bool answer_options(const rtws_server_t *server, rtws_exchange_t *exchange)
{
	const rtws_request_t *request = rtws_exchange_request(exchange);
	const rtws_endpoint_t *endpoint = request->context;
	const rtws_cors_t *cors;
	rtws_response_t response;

	if (!rtws_text_is_exactly(request->method, "OPTIONS") ||
		(endpoint != NULL && rtws_endpoint_names(endpoint, request->method))) {
		return false; /* a route of one's own wins */
	}
	if (rtws_text_is_exactly(request->target, "*")) { /* of the server as a whole */
		rtws_response_init(&response, 204);
		rtws_exchange_answer(exchange, &response);
		return true;
	}
	cors = cors_of(server, request);
	if (cors != NULL && rtws_cors_is_preflight(request)) {
		answer_preflight(server, exchange, cors);
		return true;
	}
	return endpoint == NULL && find(server, RTWS_ENDPOINT_WS, request, NULL) == NULL &&
		   answer_methods(server, exchange, 204);
}

/* ---- answering ------------------------------------------------------------------------------- */

/* A request without an upgrade for a WebSocket endpoint. */
static void answer_endpoint(rtws_server_t *server, rtws_exchange_t *exchange)
{
	const char *why = "";
	int status = rtws_ws_handshake_check(rtws_exchange_request(exchange), &why);

	server->stats.refused++;
	answer(exchange, status != 0 ? status : 426, why);
}

void rtws_admit_request(rtws_server_t *server, rtws_exchange_t *exchange)
{
	rtws_request_t *request = rtws_exchange_request(exchange);
	rtws_endpoint_t *endpoint = request->context;
	rtws_text_t rest = { NULL, 0 };

	if (server->is_stopping && !server->is_draining) {
		answer(exchange, 503, "the server is going away");
		return;
	}
	if (answer_options(server, exchange)) {
		return;
	}
	if (endpoint != NULL) {
		if (rtws_route_bind(&endpoint->route, request) != 0) {
			answer(exchange, 503, "out of memory");
		} else if (endpoint->channels.count > 0) {
			rtws_event_stream_serve(exchange, server, endpoint);
		} else {
			server->hooks->request(endpoint, exchange);
		}
		return;
	}
	if (find(server, RTWS_ENDPOINT_WS, request, NULL) != NULL) {
		answer_endpoint(server, exchange);
		return;
	}
	if (find(server, RTWS_ENDPOINT_HTTP, request, NULL) == NULL) {
		endpoint = find_files(server, request, &rest);
	}
	if (endpoint != NULL && rtws_endpoint_takes(endpoint, request->method)) {
		rtws_exchange_serve_file(exchange, &endpoint->files, rest);
	} else if (!answer_methods(server, exchange, 405)) {
		answer(exchange, 404, "");
	}
}
