/* Rtws\RtServer. */
#include "php/channels.h"
#include "php/classes.h"
#include "php/compat.h"
#include "php/options.h"
#include "php/server.h"
#include "util/clock.h"
#include "util/message.h"

#include "php_rtws.h"

#include <math.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zend_closures.h>
#include <zend_exceptions.h>

#include "stubs/server_arginfo.h"

enum { WATCHDOG_MS = 10000, WORKER_TIMEOUT_MS = 60000, RELOAD_TIMEOUT_MS = 30000 };

zend_class_entry *rtws_ce_server;
static zend_object_handlers server_handlers;

/* ---- the object ------------------------------------------------------------------------------ */

static zend_object *create_object(zend_class_entry *ce)
{
	rtws_php_server_t *self = zend_object_alloc(sizeof(*self), ce);

	memset(self, 0, XtOffsetOf(rtws_php_server_t, std));
	ZVAL_UNDEF(&self->log.callable);
	ZVAL_UNDEF(&self->redis);
	self->log_fd = STDERR_FILENO;
	self->timers_end = &self->timers;
	zend_object_std_init(&self->std, ce);
	object_properties_init(&self->std, ce);
	self->std.handlers = &server_handlers;
	return &self->std;
}

static void gc_callback(rtws_callback_t *cb, void *arg)
{
	rtws_callback_gc(cb, arg);
}

static void free_object(zend_object *obj)
{
	rtws_php_server_t *self = rtws_php_server_from(obj);

	if (rtws_php_is_forked(self)) { /* closing would end the parent's: the memory goes with us */
		zend_object_std_dtor(obj);
		return;
	}
	rtws_php_timers_clear(self);
	if (self->native != NULL) {
		rtws_server_close(self->native);
		rtws_sockets_clear(&self->sockets);
		rtws_php_subscriptions_clear(self);
		rtws_php_watchers_clear(self);
		rtws_server_destroy(self->native);
	}
	if (self->loop != NULL) { /* left by a fatal error */
		rtws_loop_destroy(self->loop);
	}
	while (self->handlers != NULL) {
		rtws_php_handlers_t *handlers = self->handlers;

		self->handlers = handlers->next;
		rtws_php_handlers_free(handlers);
	}
	for (int event = 0; event < RTWS_ON_EVENTS; event++) {
		while (self->listeners[event] != NULL) {
			rtws_php_listener_t *listener = self->listeners[event];

			self->listeners[event] = listener->next;
			rtws_callback_clear(&listener->callback);
			efree(listener);
		}
	}
	rtws_callback_clear(&self->log);
	zval_ptr_dtor(&self->redis);
	if (self->log_fd > STDERR_FILENO) {
		close(self->log_fd);
	}
	zend_object_std_dtor(obj);
}

static HashTable *get_gc(zend_object *obj, zval **table, int *n)
{
	rtws_php_server_t *self = rtws_php_server_from(obj);
	zend_get_gc_buffer *buffer = zend_get_gc_buffer_create();

	for (rtws_php_handlers_t *h = self->handlers; h != NULL; h = h->next) {
		rtws_php_handlers_visit(h, gc_callback, buffer);
	}
	for (int event = 0; event < RTWS_ON_EVENTS; event++) {
		for (rtws_php_listener_t *l = self->listeners[event]; l != NULL; l = l->next) {
			rtws_callback_gc(&l->callback, buffer);
		}
	}
	rtws_callback_gc(&self->log, buffer);
	rtws_php_timers_gc(self, buffer);
	rtws_php_subscriptions_gc(self, buffer);
	rtws_php_watchers_gc(self, buffer);
	zend_get_gc_buffer_use(buffer, table, n);
	return zend_std_get_properties(obj);
}

rtws_php_server_t *rtws_php_this_server(zval *this_ptr)
{
	rtws_php_server_t *self = rtws_php_server_from(Z_OBJ_P(this_ptr));

	if (self->native == NULL) {
		zend_throw_exception(rtws_ce_illegal_state, "The RtServer was never constructed", 0);
		return NULL;
	}
	return self;
}

/* An address, a host name, or a Unix socket. False with an exception. */
static bool host_is_valid(const char *host)
{
	const char *path = rtws_unix_path(host);
	size_t len = strlen(path != NULL ? path : host);

	if (path == NULL) {
		if (len == 0 || len > 255 || strcspn(host, "[] \t\r\n/") < len) {
			zend_argument_value_error(1, "must be an address or a host name");
			return false;
		}
		return true;
	}
	for (const char *c = path; *c != '\0'; c++) {
		if ((unsigned char) *c < ' ') {
			zend_argument_value_error(1, "must not contain control characters");
			return false;
		}
	}
	if ((path[0] != '/' && path[0] != '@') || len < 2) {
		zend_argument_value_error(1, "must be unix:// with an absolute path or @name, \"%s\" given",
								  host);
		return false;
	}
	if (len > RTWS_UNIX_PATH_MAX) {
		zend_argument_value_error(1, "must be a Unix socket's path of at most %d bytes, it has %zu",
								  RTWS_UNIX_PATH_MAX, len);
		return false;
	}
	return true;
}

/* Takes host and port into the settings. False with an exception. */
static bool set_address(rtws_settings_t *settings, const char *host, size_t len, zend_long port)
{
	bool is_unix;

	if (len > 2 && host[0] == '[' && host[len - 1] == ']') { /* as in an address bar */
		host++;
		len -= 2;
	}
	free(settings->host);
	settings->host = strndup(host, len);
	if (!host_is_valid(settings->host)) {
		return false;
	}
	is_unix = rtws_unix_path(settings->host) != NULL;
	if (is_unix && port != 0 && port != settings->port) {
		zend_argument_value_error(
			2, "must be 0 or left out with a Unix socket, " ZEND_LONG_FMT " given", port);
		return false;
	}
	if (port < 0 || port > UINT16_MAX) {
		zend_argument_value_error(2, "must be between 0 and 65535, " ZEND_LONG_FMT " given", port);
		return false;
	}
	settings->port = is_unix ? 0 : (uint16_t) port;
	return true;
}

ZEND_METHOD(Rtws_RtServer, __construct)
{
	rtws_php_server_t *self = rtws_php_server_from(Z_OBJ_P(ZEND_THIS));
	char *host = "127.0.0.1";
	size_t host_len = strlen(host);
	HashTable *options = NULL;
	rtws_settings_t settings;
	zend_long port = 8080;

	ZEND_PARSE_PARAMETERS_START(0, 3)
		Z_PARAM_OPTIONAL
		Z_PARAM_PATH(host, host_len)
		Z_PARAM_LONG(port)
		Z_PARAM_ARRAY_HT(options)
	ZEND_PARSE_PARAMETERS_END();

	if (self->native != NULL) {
		zend_throw_exception(rtws_ce_illegal_state, "An RtServer cannot be constructed twice", 0);
		RETURN_THROWS();
	}
	rtws_settings_init(&settings);
	if (!set_address(&settings, host, host_len, port)) {
		rtws_settings_clear(&settings);
		RETURN_THROWS();
	}
	self->fibers_max = (uint32_t) MAX(RTWS_G(max_fibers), 1);
	self->watchdog_ms = WATCHDOG_MS;
	self->worker_timeout_ms = WORKER_TIMEOUT_MS;
	self->reload_timeout_ms = RELOAD_TIMEOUT_MS;
	if (options != NULL && !rtws_php_read_server_options(self, &settings, options)) {
		rtws_settings_clear(&settings);
		RETURN_THROWS();
	}
	self->native = rtws_server_create(&settings, &rtws_php_hooks, self);
	ZVAL_STRING(OBJ_PROP_NUM(&self->std, RTWS_SERVER_HOST), self->native->settings.host);
	ZVAL_LONG(OBJ_PROP_NUM(&self->std, RTWS_SERVER_PORT), self->native->settings.port);
	ZVAL_STRING(OBJ_PROP_NUM(&self->std, RTWS_SERVER_ID), self->native->settings.server_id);
	ZVAL_LONG(OBJ_PROP_NUM(&self->std, RTWS_SERVER_WORKER_ID), 0);
	if (!rtws_php_compose(self)) {
		rtws_server_destroy(self->native);
		self->native = NULL;
		RETURN_THROWS();
	}
}

/* ---- connections ----------------------------------------------------------------------------- */

ZEND_METHOD(Rtws_RtServer, connection)
{
	rtws_php_server_t *self = rtws_php_this_server(ZEND_THIS);
	rtws_connection_t *conn;
	zend_string *id;

	ZEND_PARSE_PARAMETERS_START(1, 1)
		Z_PARAM_STR(id)
	ZEND_PARSE_PARAMETERS_END();

	if (self == NULL) {
		RETURN_THROWS();
	}
	conn = rtws_server_find(self->native, ZSTR_VAL(id), ZSTR_LEN(id));
	if (conn == NULL) {
		RETURN_NULL();
	}
	RETURN_OBJ(rtws_php_connection_object(conn));
}

static rtws_endpoint_t *find_endpoint(const rtws_server_t *native, const char *path)
{
	for (rtws_endpoint_t *e = native->endpoints; e != NULL; e = e->next) {
		if (e->kind == RTWS_ENDPOINT_WS && strcmp(e->route.pattern, path) == 0) {
			return e;
		}
	}
	return NULL;
}

ZEND_METHOD(Rtws_RtServer, connections)
{
	rtws_php_server_t *self = rtws_php_this_server(ZEND_THIS);
	rtws_endpoint_t *endpoint = NULL;
	zend_string *path = NULL;

	ZEND_PARSE_PARAMETERS_START(0, 1)
		Z_PARAM_OPTIONAL
		Z_PARAM_STR_OR_NULL(path)
	ZEND_PARSE_PARAMETERS_END();

	if (self == NULL) {
		RETURN_THROWS();
	}
	if (path != NULL && (endpoint = find_endpoint(self->native, ZSTR_VAL(path))) == NULL) {
		zend_argument_value_error(1, "must be the path of a WebSocket endpoint, \"%s\" is none",
								  ZSTR_VAL(path));
		RETURN_THROWS();
	}
	array_init_size(return_value, path == NULL ? self->native->open_count : 8);
	for (uint32_t i = 0; i < self->native->open_count; i++) {
		rtws_connection_t *conn = self->native->open[i];
		char id[RTWS_CONNECTION_ID_MAX];
		zval object;

		if (!rtws_connection_is_open(conn) || (endpoint != NULL && conn->endpoint != endpoint)) {
			continue;
		}
		ZVAL_OBJ(&object, rtws_php_connection_object(conn));
		zend_hash_str_update(Z_ARRVAL_P(return_value), id, rtws_connection_id(conn, id), &object);
	}
}

/* ---- timers and events ----------------------------------------------------------------------- */

static void make_timer(INTERNAL_FUNCTION_PARAMETERS, bool repeats)
{
	rtws_php_server_t *self = rtws_php_this_server(ZEND_THIS);
	zend_fcall_info callback;
	zend_fcall_info_cache unused;
	double seconds;

	ZEND_PARSE_PARAMETERS_START(2, 2)
		Z_PARAM_DOUBLE(seconds)
		Z_PARAM_FUNC(callback, unused)
	ZEND_PARSE_PARAMETERS_END();

	if (self == NULL) {
		RETURN_THROWS();
	}
	if (!isfinite(seconds) || seconds < (repeats ? 0.001 : 0) || seconds > 1e9) {
		zend_argument_value_error(1, "must be a number of seconds between %s and 1e9",
								  repeats ? "0.001" : "0");
		RETURN_THROWS();
	}
	rtws_php_timer_create(return_value, self, seconds, repeats ? seconds : 0,
						  &callback.function_name);
}

ZEND_METHOD(Rtws_RtServer, every)
{
	make_timer(INTERNAL_FUNCTION_PARAM_PASSTHRU, true);
}

ZEND_METHOD(Rtws_RtServer, after)
{
	make_timer(INTERNAL_FUNCTION_PARAM_PASSTHRU, false);
}

ZEND_METHOD(Rtws_RtServer, defer)
{
	rtws_php_server_t *self = rtws_php_this_server(ZEND_THIS);
	zend_fcall_info callback;
	zend_fcall_info_cache unused;
	rtws_callback_t cb;

	ZEND_PARSE_PARAMETERS_START(1, 1)
		Z_PARAM_FUNC(callback, unused)
	ZEND_PARSE_PARAMETERS_END();

	if (self == NULL) {
		RETURN_THROWS();
	}
	ZVAL_UNDEF(&cb.callable);
	rtws_callback_set(&cb, &callback.function_name);
	rtws_php_defer(self, &cb);
	rtws_callback_clear(&cb);
}

ZEND_METHOD(Rtws_RtServer, on)
{
	static const char *const names[RTWS_ON_EVENTS] = { "start", "workerStart", "workerStop", "stop",
													   "error", "brokerDown",  "brokerUp" };
	rtws_php_server_t *self = rtws_php_this_server(ZEND_THIS);
	zend_fcall_info handler;
	zend_fcall_info_cache unused;
	rtws_php_listener_t **end;
	zend_string *event;
	int i = 0;

	ZEND_PARSE_PARAMETERS_START(2, 2)
		Z_PARAM_STR(event)
		Z_PARAM_FUNC(handler, unused)
	ZEND_PARSE_PARAMETERS_END();

	if (self == NULL) {
		RETURN_THROWS();
	}
	while (i < RTWS_ON_EVENTS && strcmp(names[i], ZSTR_VAL(event)) != 0) {
		i++;
	}
	if (i == RTWS_ON_EVENTS) {
		zend_argument_value_error(1,
								  "must be \"start\", \"workerStart\", \"workerStop\", \"stop\", "
								  "\"error\", \"brokerDown\" or \"brokerUp\", \"%s\" given",
								  ZSTR_VAL(event));
		RETURN_THROWS();
	}
	for (end = &self->listeners[i]; *end != NULL; end = &(*end)->next) {
	}
	*end = ecalloc(1, sizeof(**end));
	ZVAL_UNDEF(&(*end)->callback.callable);
	rtws_callback_set(&(*end)->callback, &handler.function_name);
	RETURN_OBJ_COPY(Z_OBJ_P(ZEND_THIS));
}

/* ---- running --------------------------------------------------------------------------------- */

ZEND_METHOD(Rtws_RtServer, run)
{
	rtws_php_server_t *self = rtws_php_this_server(ZEND_THIS);

	ZEND_PARSE_PARAMETERS_NONE();
	if (self == NULL) {
		RETURN_THROWS();
	}
	if (rtws_php_running() != NULL) {
		zend_throw_exception(rtws_ce_illegal_state, "A server is already running in this process",
							 0);
		RETURN_THROWS();
	}
	if (EG(active_fiber) != NULL) {
		zend_throw_exception(rtws_ce_illegal_state, "run() cannot be called inside a Fiber", 0);
		RETURN_THROWS();
	}
	GC_ADDREF(&self->std); /* $server may be unset by a handler */
	rtws_php_run(self);
	OBJ_RELEASE(&self->std);
}

ZEND_METHOD(Rtws_RtServer, stop)
{
	rtws_php_server_t *self = rtws_php_this_server(ZEND_THIS);
	double grace = 10.0;

	ZEND_PARSE_PARAMETERS_START(0, 1)
		Z_PARAM_OPTIONAL
		Z_PARAM_DOUBLE(grace)
	ZEND_PARSE_PARAMETERS_END();

	if (self == NULL) {
		RETURN_THROWS();
	}
	if (!(grace >= 0 && grace <= 86400)) {
		zend_argument_value_error(1, "must be a number of seconds between 0 and 86400");
		RETURN_THROWS();
	}
	rtws_php_stop(self, (uint32_t) (grace * 1000));
}

static void add_transport_stats(zval *out, const rtws_server_t *native)
{
	static const rtws_transport_stats_t none;
	const rtws_transport_stats_t *t =
		native->transport != NULL ? rtws_transport_stats(native->transport) : &none;

	add_assoc_long(out, "sockets", (zend_long) t->sockets);
	add_assoc_long(out, "accepted", (zend_long) t->accepted);
	add_assoc_long(out, "turned_away", (zend_long) t->turned_away);
	add_assoc_long(out, "requests", (zend_long) t->requests);
	add_assoc_long(out, "requests_pending", (zend_long) t->exchanges);
	add_assoc_long(out, "timed_out", (zend_long) t->timed_out);
	add_assoc_long(out, "bytes_in", (zend_long) t->bytes_in);
	add_assoc_long(out, "bytes_out", (zend_long) t->bytes_out);
	add_assoc_long(out, "messages_dropped", (zend_long) t->messages_lost);
	add_assoc_long(out, "messages_conflated", (zend_long) t->messages_conflated);
	add_assoc_long(out, "over_connections_per_ip", (zend_long) t->over_per_ip);
	add_assoc_long(out, "over_rate_per_ip", (zend_long) t->over_rate);
	add_assoc_long(out, "over_handshakes", (zend_long) t->over_handshakes);
	add_assoc_long(out, "bad_proxy_headers", (zend_long) t->bad_proxy_headers);
	add_assoc_long(out, "send_memory", (zend_long) rtws_message_memory());
	add_assoc_long(out, "send_memory_hits", (zend_long) t->send_memory_hits);
}

ZEND_METHOD(Rtws_RtServer, stats)
{
	rtws_php_server_t *self = rtws_php_this_server(ZEND_THIS);
	rtws_fibers_stats_t f;
	zval fibers;

	ZEND_PARSE_PARAMETERS_NONE();
	if (self == NULL) {
		RETURN_THROWS();
	}
	array_init(return_value);
	add_assoc_double(return_value, "uptime",
					 self->loop != NULL ? (double) (rtws_clock_ms() - self->started_ms) / 1e3 : 0);
	add_assoc_long(return_value, "worker", self->worker);
	add_assoc_long(return_value, "workers", self->native->settings.workers);
	add_assoc_long(return_value, "connections", self->native->open_count);
	add_assoc_long(return_value, "event_streams", (zend_long) self->native->stream_count);
	add_assoc_long(return_value, "opened", (zend_long) self->native->stats.opened);
	add_assoc_long(return_value, "refused", (zend_long) self->native->stats.refused);
	add_assoc_long(return_value, "messages_in", (zend_long) self->native->stats.messages_in);
	add_assoc_long(return_value, "messages_limited",
				   (zend_long) self->native->stats.messages_limited);
	add_assoc_long(return_value, "messages_out", (zend_long) self->native->stats.messages_out);
	add_transport_stats(return_value, self->native);
	rtws_fibers_get_stats(&f);
	array_init(&fibers);
	add_assoc_long(&fibers, "live", f.live);
	add_assoc_long(&fibers, "idle", f.idle);
	add_assoc_long(&fibers, "created", f.created);
	add_assoc_long(&fibers, "waiting", f.waiting);
	add_assoc_long(&fibers, "jobs", (zend_long) f.jobs);
	add_assoc_zval(return_value, "fibers", &fibers);
}

void rtws_php_register_server(void)
{
	rtws_ce_server = register_class_Rtws_RtServer();
	rtws_ce_server->create_object = create_object;

	memcpy(&server_handlers, &std_object_handlers, sizeof(server_handlers));
	server_handlers.offset = XtOffsetOf(rtws_php_server_t, std);
	server_handlers.free_obj = free_object;
	server_handlers.get_gc = get_gc;
	server_handlers.clone_obj = NULL;
	server_handlers.compare = zend_objects_not_comparable;
}
