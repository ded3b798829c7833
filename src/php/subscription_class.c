/* Rtws\Subscription: a handler of publications, held by the server while it is active. */
#include "php/channels.h"
#include "php/classes.h"
#include "php/compat.h"

#include <zend_exceptions.h>

#include "stubs/subscription_arginfo.h"

zend_class_entry *rtws_ce_subscription;
static zend_object_handlers subscription_handlers;

static rtws_php_subscription_t *from_obj(zend_object *obj)
{
	return (rtws_php_subscription_t *) ((char *) obj - XtOffsetOf(rtws_php_subscription_t, std));
}

static zend_object *create_object(zend_class_entry *ce)
{
	rtws_php_subscription_t *self = zend_object_alloc(sizeof(*self), ce);

	memset(self, 0, XtOffsetOf(rtws_php_subscription_t, std));
	ZVAL_UNDEF(&self->callback.callable);
	zend_object_std_init(&self->std, ce);
	object_properties_init(&self->std, ce);
	self->std.handlers = &subscription_handlers;
	return &self->std;
}

static void free_object(zend_object *obj)
{
	rtws_php_subscription_t *self = from_obj(obj);

	rtws_callback_clear(&self->callback);
	if (self->intake != NULL) {
		rtws_php_intake_free(self->intake);
	}
	zend_object_std_dtor(obj);
}

static HashTable *get_gc(zend_object *obj, zval **table, int *n)
{
	zend_get_gc_buffer *buffer = zend_get_gc_buffer_create();

	rtws_callback_gc(&from_obj(obj)->callback, buffer);
	zend_get_gc_buffer_use(buffer, table, n);
	return zend_std_get_properties(obj);
}

rtws_php_subscription_t *rtws_php_subscription_make(zval *out)
{
	object_init_ex(out, rtws_ce_subscription);
	return from_obj(Z_OBJ_P(out));
}

void rtws_php_subscription_hold(rtws_php_subscription_t *self, rtws_php_server_t *server,
								zval *handler, void (*end)(rtws_php_subscription_t *self))
{
	rtws_php_subscription_t **place = &server->subscriptions;

	while (*place != NULL) { /* in the order they came: the first group of a stream decides */
		place = &(*place)->next;
	}
	rtws_callback_set(&self->callback, handler);
	self->end = end;
	self->server = server;
	self->prev = place;
	*place = self;
	GC_ADDREF(&self->std);
}

static void unlisten(rtws_php_subscription_t *self)
{
	rtws_channels_unlisten(&self->server->native->channels, self->listener);
}

void rtws_php_subscription_create(zval *out, rtws_php_server_t *server, zend_string *channel,
								  zval *handler, bool is_everywhere)
{
	rtws_php_subscription_t *self = rtws_php_subscription_make(out);

	self->listener = rtws_channels_listen(&server->native->channels, RTWS_LISTEN_PUBLICATIONS,
										  rtws_php_text(channel), is_everywhere, self);
	if (self->listener == NULL) {
		zval_ptr_dtor(out);
		ZVAL_UNDEF(out);
		zend_throw_error(NULL, "Out of memory");
		return;
	}
	rtws_php_subscription_hold(self, server, handler, unlisten);
}

static void cancel(rtws_php_subscription_t *self)
{
	if (self->server == NULL) {
		return;
	}
	self->end(self);
	self->server = NULL;
	*self->prev = self->next;
	if (self->next != NULL) {
		self->next->prev = self->prev;
	}
	OBJ_RELEASE(&self->std);
}

void rtws_php_subscriptions_clear(rtws_php_server_t *server)
{
	while (server->subscriptions != NULL) {
		cancel(server->subscriptions);
	}
}

void rtws_php_subscriptions_gc(rtws_php_server_t *server, zend_get_gc_buffer *buffer)
{
	for (rtws_php_subscription_t *s = server->subscriptions; s != NULL; s = s->next) {
		zend_get_gc_buffer_add_obj(buffer, &s->std);
	}
}

ZEND_METHOD(Rtws_Subscription, __construct)
{
	ZEND_PARSE_PARAMETERS_NONE();
}

ZEND_METHOD(Rtws_Subscription, cancel)
{
	ZEND_PARSE_PARAMETERS_NONE();
	cancel(from_obj(Z_OBJ_P(ZEND_THIS)));
}

ZEND_METHOD(Rtws_Subscription, isActive)
{
	ZEND_PARSE_PARAMETERS_NONE();
	RETURN_BOOL(from_obj(Z_OBJ_P(ZEND_THIS))->server != NULL);
}

void rtws_php_register_subscription(void)
{
	rtws_ce_subscription = register_class_Rtws_Subscription();
	rtws_ce_subscription->create_object = create_object;

	memcpy(&subscription_handlers, &std_object_handlers, sizeof(subscription_handlers));
	subscription_handlers.offset = XtOffsetOf(rtws_php_subscription_t, std);
	subscription_handlers.free_obj = free_object;
	subscription_handlers.get_gc = get_gc;
	subscription_handlers.clone_obj = NULL;
	subscription_handlers.compare = zend_objects_not_comparable;
}
