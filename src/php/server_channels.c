/* Rtws\RtServer: the methods about channels. */
#include "php/await.h"
#include "php/channels.h"
#include "php/classes.h"
#include "php/compat.h"

#include "core/users.h"

enum { CHANNELS_MAX = 1000 };

ZEND_METHOD(Rtws_RtServer, channels)
{
	rtws_php_server_t *self = rtws_php_this_server(ZEND_THIS);
	zend_fcall_info authorize = empty_fcall_info;
	zend_fcall_info_cache unused;
	zend_string *path = NULL;
	HashTable *options = NULL;
	rtws_php_handlers_t *handlers;
	rtws_endpoint_t *endpoint;

	ZEND_PARSE_PARAMETERS_START(0, 3)
		Z_PARAM_OPTIONAL
		Z_PARAM_STR(path)
		Z_PARAM_FUNC_OR_NULL(authorize, unused)
		Z_PARAM_ARRAY_HT(options)
	ZEND_PARSE_PARAMETERS_END();

	if (self == NULL) {
		RETURN_THROWS();
	}
	path = path != NULL ? zend_string_copy(path) : zend_string_init("/channels", 9, false);
	endpoint = rtws_php_new_endpoint(self, RTWS_ENDPOINT_WS, path, 1);
	zend_string_release(path);
	if (endpoint == NULL) {
		RETURN_THROWS();
	}
	handlers = rtws_php_new_handlers(self);
	if (ZEND_FCI_INITIALIZED(authorize)) {
		rtws_callback_set(&handlers->authorize, &authorize.function_name);
	}
	endpoint->has_channels = true;
	endpoint->asks_authorize = ZEND_FCI_INITIALIZED(authorize);
	endpoint->channels_max = CHANNELS_MAX;
	endpoint->keeps_request = true;
	if (options != NULL && !rtws_php_read_channels_options(self, handlers, endpoint, options)) {
		rtws_endpoint_destroy(endpoint);
		rtws_php_handlers_free(handlers);
		RETURN_THROWS();
	}
	endpoint->asks_handshake = rtws_callback_is_set(&handlers->handshake);
	if (!rtws_php_add_endpoint(self, endpoint, handlers, 1)) {
		RETURN_THROWS();
	}
	RETURN_OBJ_COPY(Z_OBJ_P(ZEND_THIS));
}

ZEND_METHOD(Rtws_RtServer, channel)
{
	rtws_php_server_t *self = rtws_php_this_server(ZEND_THIS);
	zend_string *name;

	ZEND_PARSE_PARAMETERS_START(1, 1)
		Z_PARAM_STR(name)
	ZEND_PARSE_PARAMETERS_END();

	if (self == NULL || !rtws_php_check_channel_name(name, 1)) {
		RETURN_THROWS();
	}
	rtws_php_channel_create(return_value, self, name);
}

ZEND_METHOD(Rtws_RtServer, presence)
{
	rtws_php_server_t *self = rtws_php_this_server(ZEND_THIS);
	zend_string *name;

	ZEND_PARSE_PARAMETERS_START(1, 1)
		Z_PARAM_STR(name)
	ZEND_PARSE_PARAMETERS_END();

	if (self == NULL || !rtws_php_check_channel_name(name, 1)) {
		RETURN_THROWS();
	}
	rtws_php_presence_create(return_value, self, name);
}

ZEND_METHOD(Rtws_RtServer, publish)
{
	rtws_php_server_t *self = rtws_php_this_server(ZEND_THIS);
	zend_string *channel, *event = NULL;
	zend_long reached;
	zval *data;

	ZEND_PARSE_PARAMETERS_START(2, 3)
		Z_PARAM_STR(channel)
		Z_PARAM_ZVAL(data)
		Z_PARAM_OPTIONAL
		Z_PARAM_STR_OR_NULL(event)
	ZEND_PARSE_PARAMETERS_END();

	if (self == NULL || !rtws_php_check_channel_name(channel, 1) ||
		!rtws_php_check_label(event, 3)) {
		RETURN_THROWS();
	}
	reached = rtws_php_publish(self, channel, data, event, NULL, NULL);
	if (reached < 0) {
		RETURN_THROWS();
	}
	RETURN_LONG(reached);
}

ZEND_METHOD(Rtws_RtServer, subscribe)
{
	rtws_php_server_t *self = rtws_php_this_server(ZEND_THIS);
	zend_fcall_info handler;
	zend_fcall_info_cache unused;
	HashTable *options = NULL;
	zend_string *channel;
	bool is_everywhere = false;
	const rtws_option_t known[] = {
		{ "every_worker", RTWS_OPTION_BOOL, &is_everywhere, 0, 0 },
	};

	ZEND_PARSE_PARAMETERS_START(2, 3)
		Z_PARAM_STR(channel)
		Z_PARAM_FUNC(handler, unused)
		Z_PARAM_OPTIONAL
		Z_PARAM_ARRAY_HT(options)
	ZEND_PARSE_PARAMETERS_END();

	if (self == NULL || !rtws_php_check_channel_name(channel, 1) ||
		(options != NULL && !rtws_options_read(options, "", known, 1))) {
		RETURN_THROWS();
	}
	rtws_php_subscription_create(return_value, self, channel, &handler.function_name,
								 is_everywhere);
	if (EG(exception) != NULL) {
		RETURN_THROWS();
	}
}

static bool check_address(const zend_string *id)
{
	if (ZSTR_LEN(id) >= 1 && ZSTR_LEN(id) <= RTWS_USER_ID_MAX) {
		return true;
	}
	zend_argument_value_error(1,
							  "must be the id of a connection or of a user, 1 to 255 bytes, %zu "
							  "bytes given",
							  ZSTR_LEN(id));
	return false;
}

ZEND_METHOD(Rtws_RtServer, sendTo)
{
	rtws_php_server_t *self = rtws_php_this_server(ZEND_THIS);
	rtws_php_counted_t *counted;
	rtws_php_data_t data;
	zend_string *id;
	zval *value;

	ZEND_PARSE_PARAMETERS_START(2, 2)
		Z_PARAM_STR(id)
		Z_PARAM_ZVAL(value)
	ZEND_PARSE_PARAMETERS_END();

	if (self == NULL || !check_address(id) || !rtws_php_data_read(value, &data)) {
		RETURN_THROWS();
	}
	counted = rtws_php_counted_create();
	rtws_server_send_to(self->native, rtws_php_text(id), data.kind, rtws_php_text(data.bytes),
						rtws_php_on_counted, counted);
	zend_string_release(data.bytes);
	rtws_php_counted_return(counted, "sendTo()", "send to", id, return_value);
}

/* ---- event streams --------------------------------------------------------------------------- */

static bool set_channels(rtws_endpoint_t *endpoint, rtws_php_handlers_t *handlers, zval *channels)
{
	if (Z_TYPE_P(channels) == IS_STRING) {
		if (!rtws_php_check_channel_name(Z_STR_P(channels), 2)) {
			return false;
		}
		rtws_strings_add(&endpoint->channels, Z_STRVAL_P(channels), Z_STRLEN_P(channels));
		return true;
	}
	if (!rtws_callback_set(&handlers->on_request, channels)) {
		zend_argument_type_error(2, "must be the name of a channel or a callable, %s given",
								 zend_zval_type_name(channels));
		return false;
	}
	return true;
}

ZEND_METHOD(Rtws_RtServer, sse)
{
	rtws_php_server_t *self = rtws_php_this_server(ZEND_THIS);
	rtws_php_handlers_t *handlers;
	rtws_endpoint_t *endpoint;
	HashTable *options = NULL;
	zend_string *path;
	zval *channels;

	ZEND_PARSE_PARAMETERS_START(2, 3)
		Z_PARAM_STR(path)
		Z_PARAM_ZVAL(channels)
		Z_PARAM_OPTIONAL
		Z_PARAM_ARRAY_HT(options)
	ZEND_PARSE_PARAMETERS_END();

	endpoint = self != NULL ? rtws_php_new_endpoint(self, RTWS_ENDPOINT_HTTP, path, 1) : NULL;
	if (endpoint == NULL) {
		RETURN_THROWS();
	}
	handlers = rtws_php_new_handlers(self);
	endpoint->is_events = true;
	rtws_strings_add(&endpoint->methods, "GET", 3);
	if (!set_channels(endpoint, handlers, channels) ||
		!rtws_php_read_sse_options(endpoint,
								   options != NULL ? options : (HashTable *) &zend_empty_array)) {
		rtws_endpoint_destroy(endpoint);
		rtws_php_handlers_free(handlers);
		RETURN_THROWS();
	}
	if (!rtws_php_add_endpoint(self, endpoint, handlers, 1)) {
		RETURN_THROWS();
	}
	RETURN_OBJ_COPY(Z_OBJ_P(ZEND_THIS));
}
