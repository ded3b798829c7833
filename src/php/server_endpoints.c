/* Rtws\RtServer: the methods that add endpoints. */
#include "php/classes.h"
#include "php/compat.h"
#include "php/options.h"
#include "php/server.h"
#include "php/value.h"

#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <zend_closures.h>

void rtws_php_handlers_visit(rtws_php_handlers_t *h, void (*visit)(rtws_callback_t *, void *),
							 void *arg)
{
	visit(&h->on_open, arg);
	visit(&h->on_message, arg);
	visit(&h->on_close, arg);
	visit(&h->on_error, arg);
	visit(&h->on_pong, arg);
	visit(&h->handshake, arg);
	visit(&h->on_request, arg);
	visit(&h->authorize, arg);
}

static void clear_callback(rtws_callback_t *cb, void *arg)
{
	(void) arg;
	rtws_callback_clear(cb);
}

static void init_callback(rtws_callback_t *cb, void *arg)
{
	(void) arg;
	ZVAL_UNDEF(&cb->callable);
}

void rtws_php_handlers_free(rtws_php_handlers_t *handlers)
{
	rtws_php_handlers_visit(handlers, clear_callback, NULL);
	efree(handlers);
}

rtws_php_handlers_t *rtws_php_new_handlers(rtws_php_server_t *self)
{
	rtws_php_handlers_t *handlers = ecalloc(1, sizeof(*handlers));

	rtws_php_handlers_visit(handlers, init_callback, NULL);
	handlers->server = self;
	return handlers;
}

rtws_endpoint_t *rtws_php_new_endpoint(rtws_php_server_t *self, rtws_endpoint_kind_t kind,
									   zend_string *path, uint32_t arg)
{
	rtws_endpoint_t *endpoint = rtws_endpoint_create(kind);
	const char *why = "out of memory";

	if (endpoint == NULL ||
		rtws_route_init(&endpoint->route, ZSTR_VAL(path), ZSTR_LEN(path), &why) != 0) {
		zend_argument_value_error(arg, "must be a path: %s, \"%s\" given", why, ZSTR_VAL(path));
		if (endpoint != NULL) {
			rtws_endpoint_destroy(endpoint);
		}
		return NULL;
	}
	endpoint->policy = self->native->settings.policy;
	endpoint->body_max = self->native->settings.body_max;
	endpoint->cors = rtws_cors_ref(self->native->settings.cors);
	endpoint->rate = self->native->settings.rate;
	endpoint->rate_total = self->native->settings.rate_total;
	return endpoint;
}

bool rtws_php_add_endpoint(rtws_php_server_t *self, rtws_endpoint_t *endpoint,
						   rtws_php_handlers_t *handlers, uint32_t arg)
{
	endpoint->handlers = handlers;
	if (rtws_server_add(self->native, endpoint) != 0) {
		zend_argument_value_error(arg, "must be a path that is free, \"%s\" is already served",
								  endpoint->route.pattern);
		rtws_endpoint_destroy(endpoint);
		if (handlers != NULL) {
			rtws_php_handlers_free(handlers);
		}
		return false;
	}
	if (handlers != NULL) {
		handlers->next = self->handlers;
		self->handlers = handlers;
	}
	return true;
}

static void set_function(rtws_callback_t *cb, zend_fcall_info *fci)
{
	if (ZEND_FCI_INITIALIZED(*fci)) {
		rtws_callback_set(cb, &fci->function_name);
	}
}

/* Takes the methods that a component has. False with an exception when it has none. */
static bool set_component(rtws_php_handlers_t *handlers, zend_object *component)
{
	bool any = rtws_callback_set_method(&handlers->on_open, component, "onOpen");

	any |= rtws_callback_set_method(&handlers->on_message, component, "onMessage");
	any |= rtws_callback_set_method(&handlers->on_close, component, "onClose");
	any |= rtws_callback_set_method(&handlers->on_error, component, "onError");
	any |= rtws_callback_set_method(&handlers->on_pong, component, "onPong");
	any |= rtws_callback_set_method(&handlers->handshake, component, "handshake");
	if (!any) {
		zend_argument_value_error(2,
								  "must have at least one public method of onOpen, onMessage, "
								  "onClose, onError, onPong and handshake, %s has none%s",
								  ZSTR_VAL(component->ce->name),
								  component->ce == zend_ce_closure
									  ? "; name the argument to pass a function: onMessage: fn ..."
									  : "");
	}
	return any;
}

static bool has_handlers(const rtws_php_handlers_t *h)
{
	return rtws_callback_is_set(&h->on_open) || rtws_callback_is_set(&h->on_message) ||
		   rtws_callback_is_set(&h->on_close) || rtws_callback_is_set(&h->on_error) ||
		   rtws_callback_is_set(&h->on_pong);
}

ZEND_METHOD(Rtws_RtServer, ws)
{
	rtws_php_server_t *self = rtws_php_this_server(ZEND_THIS);
	zend_fcall_info open = empty_fcall_info, message = empty_fcall_info, close = empty_fcall_info,
					error = empty_fcall_info, handshake = empty_fcall_info;
	zend_fcall_info_cache unused;
	zend_object *component = NULL;
	rtws_php_handlers_t *handlers;
	rtws_endpoint_t *endpoint;
	HashTable *options = NULL;
	zend_string *path;

	ZEND_PARSE_PARAMETERS_START(1, 8)
		Z_PARAM_STR(path)
		Z_PARAM_OPTIONAL
		Z_PARAM_OBJ_OR_NULL(component)
		Z_PARAM_FUNC_OR_NULL(open, unused)
		Z_PARAM_FUNC_OR_NULL(message, unused)
		Z_PARAM_FUNC_OR_NULL(close, unused)
		Z_PARAM_FUNC_OR_NULL(error, unused)
		Z_PARAM_FUNC_OR_NULL(handshake, unused)
		Z_PARAM_ARRAY_HT(options)
	ZEND_PARSE_PARAMETERS_END();

	endpoint = self != NULL ? rtws_php_new_endpoint(self, RTWS_ENDPOINT_WS, path, 1) : NULL;
	if (endpoint == NULL) {
		RETURN_THROWS();
	}
	handlers = rtws_php_new_handlers(self);
	set_function(&handlers->on_open, &open);
	set_function(&handlers->on_message, &message);
	set_function(&handlers->on_close, &close);
	set_function(&handlers->on_error, &error);
	set_function(&handlers->handshake, &handshake);
	if (component != NULL &&
		(has_handlers(handlers) || rtws_callback_is_set(&handlers->handshake))) {
		zend_argument_value_error(2, "must be null when callables are given: either a component or "
									 "callables");
	} else if (component == NULL || set_component(handlers, component)) {
		if (options == NULL || rtws_php_read_ws_options(handlers, endpoint, options, NULL, 0)) {
			endpoint->asks_handshake = rtws_callback_is_set(&handlers->handshake);
			endpoint->keeps_request = true;
			if (rtws_php_add_endpoint(self, endpoint, handlers, 1)) {
				RETURN_OBJ_COPY(Z_OBJ_P(ZEND_THIS));
			}
			RETURN_THROWS();
		}
	}
	rtws_endpoint_destroy(endpoint);
	rtws_php_handlers_free(handlers);
	RETURN_THROWS();
}

static bool add_method(rtws_endpoint_t *endpoint, zval *value)
{
	zend_string *upper;
	bool fine;

	ZVAL_DEREF(value);
	fine = Z_TYPE_P(value) == IS_STRING && Z_STRLEN_P(value) > 0;
	for (size_t i = 0; fine && i < Z_STRLEN_P(value); i++) {
		fine = rtws_is_token_char((unsigned char) Z_STRVAL_P(value)[i]);
	}
	if (!fine) {
		zend_argument_value_error(1,
								  "must be a method such as \"GET\", a list of methods or \"*\"");
		return false;
	}
	upper = zend_string_toupper(Z_STR_P(value));
	rtws_strings_add(&endpoint->methods, ZSTR_VAL(upper), ZSTR_LEN(upper));
	zend_string_release(upper);
	return true;
}

/* "*" leaves the list empty: any. */
static bool add_methods(rtws_endpoint_t *endpoint, zval *methods)
{
	zval *one;

	if (Z_TYPE_P(methods) == IS_STRING) {
		return zend_string_equals_literal(Z_STR_P(methods), "*") || add_method(endpoint, methods);
	}
	ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(methods), one)
	{
		if (!add_method(endpoint, one)) {
			return false;
		}
	}
	ZEND_HASH_FOREACH_END();
	if (endpoint->methods.count == 0) {
		zend_argument_value_error(1, "must not be an empty list");
	}
	return endpoint->methods.count > 0;
}

ZEND_METHOD(Rtws_RtServer, http)
{
	rtws_php_server_t *self = rtws_php_this_server(ZEND_THIS);
	zend_fcall_info handler = empty_fcall_info;
	zend_fcall_info_cache unused;
	rtws_php_handlers_t *handlers;
	rtws_endpoint_t *endpoint;
	HashTable *options = NULL;
	zend_string *path;
	zval *methods;

	ZEND_PARSE_PARAMETERS_START(3, 4)
		Z_PARAM_ZVAL(methods)
		Z_PARAM_STR(path)
		Z_PARAM_FUNC(handler, unused)
		Z_PARAM_OPTIONAL
		Z_PARAM_ARRAY_HT(options)
	ZEND_PARSE_PARAMETERS_END();

	if (Z_TYPE_P(methods) != IS_STRING && Z_TYPE_P(methods) != IS_ARRAY) {
		zend_argument_type_error(1, "must be of type array|string, %s given",
								 zend_zval_type_name(methods));
		RETURN_THROWS();
	}
	endpoint = self != NULL ? rtws_php_new_endpoint(self, RTWS_ENDPOINT_HTTP, path, 2) : NULL;
	if (endpoint == NULL) {
		RETURN_THROWS();
	}
	if (!add_methods(endpoint, methods) ||
		(options != NULL && !rtws_php_read_http_options(endpoint, options))) {
		rtws_endpoint_destroy(endpoint);
		RETURN_THROWS();
	}
	handlers = rtws_php_new_handlers(self);
	set_function(&handlers->on_request, &handler);
	if (!rtws_php_add_endpoint(self, endpoint, handlers, 2)) {
		RETURN_THROWS();
	}
	RETURN_OBJ_COPY(Z_OBJ_P(ZEND_THIS));
}

static bool set_root(rtws_endpoint_t *endpoint, const char *directory)
{
	char whole[MAXPATHLEN], real[PATH_MAX];
	struct stat st;

	if (realpath(rtws_value_path(directory, whole), real) == NULL || stat(real, &st) != 0 ||
		!S_ISDIR(st.st_mode)) {
		zend_argument_value_error(2, "must be a directory, \"%s\" is none", directory);
		return false;
	}
	endpoint->root = strdup(strcmp(real, "/") == 0 ? "" : real);
	endpoint->files.root = endpoint->root;
	return endpoint->root != NULL;
}

ZEND_METHOD(Rtws_RtServer, files)
{
	rtws_php_server_t *self = rtws_php_this_server(ZEND_THIS);
	zend_string *prefix, *directory;
	rtws_endpoint_t *endpoint;
	HashTable *options = NULL;

	ZEND_PARSE_PARAMETERS_START(2, 3)
		Z_PARAM_STR(prefix)
		Z_PARAM_PATH_STR(directory)
		Z_PARAM_OPTIONAL
		Z_PARAM_ARRAY_HT(options)
	ZEND_PARSE_PARAMETERS_END();

	endpoint = self != NULL ? rtws_php_new_endpoint(self, RTWS_ENDPOINT_FILES, prefix, 1) : NULL;
	if (endpoint == NULL) {
		RETURN_THROWS();
	}
	if (endpoint->route.placeholders > 0) {
		zend_argument_value_error(1, "must not hold {placeholders}");
	} else if (set_root(endpoint, ZSTR_VAL(directory)) &&
			   rtws_php_read_files_options(
				   endpoint, options != NULL ? options : (HashTable *) &zend_empty_array)) {
		if (rtws_php_add_endpoint(self, endpoint, NULL, 1)) {
			RETURN_OBJ_COPY(Z_OBJ_P(ZEND_THIS));
		}
		RETURN_THROWS();
	}
	rtws_endpoint_destroy(endpoint);
	RETURN_THROWS();
}
