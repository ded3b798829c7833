/* Rtws\Internal\Loop: the native loop as a guest in PHP sees it. */
#include "php/classes.h"
#include "php/compat.h"
#include "php/guests.h"
#include "php/server.h"

#include <errno.h>
#include <zend_exceptions.h>
#include <zend_closures.h>

#include "stubs/loop_arginfo.h"

typedef struct {
	rtws_guest_t guest;
	zend_object std;
} loop_object_t;

static zend_class_entry *loop_ce;
static zend_object_handlers loop_handlers;

static loop_object_t *from_obj(zend_object *obj)
{
	return (loop_object_t *) ((char *) obj - XtOffsetOf(loop_object_t, std));
}

static rtws_guest_t *this_guest(zval *this_ptr)
{
	return &from_obj(Z_OBJ_P(this_ptr))->guest;
}

static zend_object *create_object(zend_class_entry *ce)
{
	loop_object_t *self = zend_object_alloc(sizeof(*self), ce);

	memset(self, 0, XtOffsetOf(loop_object_t, std));
	zend_object_std_init(&self->std, ce);
	object_properties_init(&self->std, ce);
	self->std.handlers = &loop_handlers;
	rtws_guest_init(&self->guest, &self->std);
	return &self->std;
}

static void free_object(zend_object *obj)
{
	rtws_guest_clear(&from_obj(obj)->guest);
	zend_object_std_dtor(obj);
}

static HashTable *get_gc(zend_object *obj, zval **table, int *n)
{
	zend_get_gc_buffer *buffer = zend_get_gc_buffer_create();

	rtws_callback_gc(&from_obj(obj)->guest.pass, buffer);
	zend_get_gc_buffer_use(buffer, table, n);
	return zend_std_get_properties(obj);
}

ZEND_METHOD(Rtws_Internal_Loop, __construct)
{
	rtws_guest_t *guest = this_guest(ZEND_THIS);
	zval *pass;
	bool on_fiber;

	ZEND_PARSE_PARAMETERS_START(2, 2)
		Z_PARAM_OBJECT_OF_CLASS(pass, zend_ce_closure)
		Z_PARAM_BOOL(on_fiber)
	ZEND_PARSE_PARAMETERS_END();

	rtws_callback_set(&guest->pass, pass);
	guest->on_fiber = on_fiber;
}

ZEND_METHOD(Rtws_Internal_Loop, descriptor)
{
	php_stream *stream;
	zval *zstream;
	int fd;

	ZEND_PARSE_PARAMETERS_START(1, 1)
		Z_PARAM_ZVAL(zstream)
	ZEND_PARSE_PARAMETERS_END();

	if (Z_TYPE_P(zstream) != IS_RESOURCE) {
		zend_argument_type_error(1, "must be a stream, %s given", zend_zval_type_name(zstream));
		RETURN_THROWS();
	}
	stream =
		zend_fetch_resource2_ex(zstream, "stream", php_file_le_stream(), php_file_le_pstream());
	if (stream == NULL) {
		RETURN_THROWS();
	}
	if (php_stream_cast(stream, PHP_STREAM_AS_FD_FOR_SELECT | PHP_STREAM_CAST_INTERNAL,
						(void *) &fd, 0) != SUCCESS ||
		fd < 0) {
		zend_argument_value_error(1, "must be a stream with a descriptor: a %s cannot be watched",
								  stream->ops->label);
		RETURN_THROWS();
	}
	RETURN_LONG(fd);
}

ZEND_METHOD(Rtws_Internal_Loop, watch)
{
	zend_long fd;
	zend_long events;

	ZEND_PARSE_PARAMETERS_START(2, 2)
		Z_PARAM_LONG(fd)
		Z_PARAM_LONG(events)
	ZEND_PARSE_PARAMETERS_END();

	if (fd < 0 || fd > INT_MAX) {
		zend_argument_value_error(1, "must be a descriptor, " ZEND_LONG_FMT " given", fd);
		RETURN_THROWS();
	}
	if (events < 0 || events > (RTWS_READ | RTWS_WRITE)) {
		zend_argument_value_error(2, "must be between 0 and 3, " ZEND_LONG_FMT " given", events);
		RETURN_THROWS();
	}
	rtws_guest_watch(this_guest(ZEND_THIS), (int) fd, (unsigned) events);
}

ZEND_METHOD(Rtws_Internal_Loop, signal)
{
	zend_long signo;
	bool catch;

	ZEND_PARSE_PARAMETERS_START(2, 2)
		Z_PARAM_LONG(signo)
		Z_PARAM_BOOL(catch)
	ZEND_PARSE_PARAMETERS_END();

	if (signo < 1 || signo >= NSIG || signo == SIGKILL || signo == SIGSTOP) {
		zend_argument_value_error(1, "must be a signal that can be caught, " ZEND_LONG_FMT " given",
								  signo);
		RETURN_THROWS();
	}
	if (!rtws_guest_signal(this_guest(ZEND_THIS), (int) signo, catch)) {
		zend_argument_value_error(1, "cannot be caught, signal " ZEND_LONG_FMT ": %s", signo,
								  strerror(errno));
		RETURN_THROWS();
	}
}

ZEND_METHOD(Rtws_Internal_Loop, isHosted)
{
	ZEND_PARSE_PARAMETERS_NONE();
	RETURN_BOOL(rtws_guests_are_hosted());
}

ZEND_METHOD(Rtws_Internal_Loop, poll)
{
	rtws_guest_t *guest = this_guest(ZEND_THIS);
	double seconds;

	ZEND_PARSE_PARAMETERS_START(1, 1)
		Z_PARAM_DOUBLE(seconds)
	ZEND_PARSE_PARAMETERS_END();

	if (rtws_guests_are_hosted()) {
		zend_throw_exception(rtws_ce_illegal_state,
							 "The loop is turned by RtServer::run() as long as that runs", 0);
		RETURN_THROWS();
	}
	if (!rtws_guest_turn(guest, seconds)) {
		zend_throw_exception_ex(rtws_ce_illegal_state, errno, "Cannot create an event loop: %s",
								strerror(errno));
		RETURN_THROWS();
	}
	if (EG(exception) != NULL) { /* of a handler of pcntl */
		RETURN_THROWS();
	}
	rtws_guest_take(guest, return_value);
}

ZEND_METHOD(Rtws_Internal_Loop, take)
{
	ZEND_PARSE_PARAMETERS_NONE();
	rtws_guest_take(this_guest(ZEND_THIS), return_value);
}

ZEND_METHOD(Rtws_Internal_Loop, rest)
{
	double seconds;

	ZEND_PARSE_PARAMETERS_START(1, 1)
		Z_PARAM_DOUBLE(seconds)
	ZEND_PARSE_PARAMETERS_END();
	rtws_guest_rest(this_guest(ZEND_THIS), seconds);
}

ZEND_METHOD(Rtws_Internal_Loop, report)
{
	rtws_php_server_t *server = rtws_php_running();
	zval *error;

	ZEND_PARSE_PARAMETERS_START(1, 1)
		Z_PARAM_OBJECT_OF_CLASS(error, zend_ce_throwable)
	ZEND_PARSE_PARAMETERS_END();

	Z_ADDREF_P(error);
	zend_throw_exception_object(error);
	if (server != NULL) {
		rtws_php_settle_exception_later(server, "a callback of an event loop");
	}
}

void rtws_php_register_loop(void)
{
	loop_ce = register_class_Rtws_Internal_Loop();
	loop_ce->create_object = create_object;

	memcpy(&loop_handlers, &std_object_handlers, sizeof(loop_handlers));
	loop_handlers.offset = XtOffsetOf(loop_object_t, std);
	loop_handlers.free_obj = free_object;
	loop_handlers.get_gc = get_gc;
	loop_handlers.clone_obj = NULL;
	loop_handlers.compare = zend_objects_not_comparable;
}
