/* Rtws\Timer: a timer of a server, which holds it while it is active. */
#include "php/classes.h"
#include "php/compat.h"
#include "php/server.h"

#include "stubs/timer_arginfo.h"

struct rtws_php_timer {
	rtws_timer_t timer;        /* first: the loop hands it back */
	rtws_php_server_t *server; /* borrowed; NULL once it is not active any more */
	rtws_php_timer_t *next;
	rtws_php_timer_t **prev;
	double after;
	double repeat; /* 0: once */
	rtws_callback_t callback;
	rtws_lane_t lane; /* one call at a time */
	bool is_cancelled;
	zend_object std;
};

typedef struct {
	rtws_job_t base;
	rtws_php_timer_t *timer;   /* a reference on its object */
	rtws_php_server_t *server; /* likewise */
} timer_job_t;

zend_class_entry *rtws_ce_timer;
static zend_object_handlers timer_handlers;

static rtws_php_timer_t *from_obj(zend_object *obj)
{
	return (rtws_php_timer_t *) ((char *) obj - XtOffsetOf(rtws_php_timer_t, std));
}

static zend_object *create_object(zend_class_entry *ce)
{
	rtws_php_timer_t *self = zend_object_alloc(sizeof(*self), ce);

	memset(self, 0, XtOffsetOf(rtws_php_timer_t, std));
	ZVAL_UNDEF(&self->callback.callable);
	zend_object_std_init(&self->std, ce);
	object_properties_init(&self->std, ce);
	self->std.handlers = &timer_handlers;
	return &self->std;
}

/* Takes it out of the server's hands; the callback stays for a call that is under way. */
static void deactivate(rtws_php_timer_t *self)
{
	rtws_php_server_t *server = self->server;

	if (server == NULL) {
		return;
	}
	self->server = NULL;
	*self->prev = self->next;
	if (self->next != NULL) {
		self->next->prev = self->prev;
	} else {
		server->timers_end = self->prev;
	}
	if (server->loop != NULL) {
		rtws_timer_stop(server->loop, &self->timer);
	}
	OBJ_RELEASE(&self->std);
}

/* The server is freed first only when the whole request ends. */
static void free_object(zend_object *obj)
{
	rtws_php_timer_t *self = from_obj(obj);

	rtws_callback_clear(&self->callback);
	zend_object_std_dtor(obj);
}

static HashTable *get_gc(zend_object *obj, zval **table, int *n)
{
	zend_get_gc_buffer *buffer = zend_get_gc_buffer_create();

	rtws_callback_gc(&from_obj(obj)->callback, buffer);
	zend_get_gc_buffer_use(buffer, table, n);
	return zend_std_get_properties(obj);
}

/* ---- firing ---------------------------------------------------------------------------------- */

static void run_timer(rtws_job_t *job)
{
	timer_job_t *self = (timer_job_t *) job;

	if (!self->timer->is_cancelled) { /* it may have been since it fired */
		rtws_callback_call(&self->timer->callback, 0, NULL, NULL);
		rtws_php_settle_exception(self->server, "a timer");
	}
}

static void destroy_timer_job(rtws_job_t *job)
{
	timer_job_t *self = (timer_job_t *) job;

	OBJ_RELEASE(&self->timer->std);
	OBJ_RELEASE(&self->server->std);
	free(self);
}

static void on_fire(rtws_timer_t *timer)
{
	rtws_php_timer_t *self = (rtws_php_timer_t *) timer;
	rtws_php_server_t *server = self->server;
	timer_job_t *job;

	if (self->lane.is_busy) {
		return; /* the call before is still suspended: this one is skipped */
	}
	job = malloc(sizeof(*job));
	if (job == NULL) {
		return;
	}
	*job = (timer_job_t){
		.base = { .lane = &self->lane, .run = run_timer, .destroy = destroy_timer_job },
		.timer = self,
		.server = server,
	};
	GC_ADDREF(&self->std);
	GC_ADDREF(&server->std);
	rtws_fibers_post(&job->base);
	if (self->repeat <= 0) {
		deactivate(self);
	}
}

static void start(rtws_php_timer_t *self)
{
	rtws_timer_init(&self->timer, on_fire);
	rtws_timer_start(self->server->loop, &self->timer, self->after, self->repeat);
}

/* ---- for the server -------------------------------------------------------------------------- */

void rtws_php_timer_create(zval *out, rtws_php_server_t *server, double after, double repeat,
						   zval *callback)
{
	rtws_php_timer_t *self;

	object_init_ex(out, rtws_ce_timer);
	self = from_obj(Z_OBJ_P(out));
	self->after = after;
	self->repeat = repeat;
	rtws_callback_set(&self->callback, callback);
	self->server = server;
	self->prev = server->timers_end;
	*server->timers_end = self;
	server->timers_end = &self->next;
	GC_ADDREF(&self->std);
	if (server->native->transport != NULL) { /* it serves: a master has no timers */
		start(self);
	}
}

void rtws_php_timers_start(rtws_php_server_t *server)
{
	for (rtws_php_timer_t *timer = server->timers; timer != NULL; timer = timer->next) {
		start(timer);
	}
}

void rtws_php_timers_stop(rtws_php_server_t *server)
{
	for (rtws_php_timer_t *timer = server->timers; timer != NULL; timer = timer->next) {
		rtws_timer_stop(server->loop, &timer->timer);
	}
}

void rtws_php_timers_clear(rtws_php_server_t *server)
{
	while (server->timers != NULL) {
		deactivate(server->timers);
	}
}

void rtws_php_timers_gc(rtws_php_server_t *server, zend_get_gc_buffer *buffer)
{
	for (rtws_php_timer_t *timer = server->timers; timer != NULL; timer = timer->next) {
		zend_get_gc_buffer_add_obj(buffer, &timer->std);
	}
}

/* ---- methods --------------------------------------------------------------------------------- */

ZEND_METHOD(Rtws_Timer, __construct)
{
	ZEND_PARSE_PARAMETERS_NONE();
}

ZEND_METHOD(Rtws_Timer, cancel)
{
	rtws_php_timer_t *self = from_obj(Z_OBJ_P(ZEND_THIS));

	ZEND_PARSE_PARAMETERS_NONE();
	self->is_cancelled = true;
	deactivate(self);
}

ZEND_METHOD(Rtws_Timer, isActive)
{
	ZEND_PARSE_PARAMETERS_NONE();
	RETURN_BOOL(from_obj(Z_OBJ_P(ZEND_THIS))->server != NULL);
}

void rtws_php_register_timer(void)
{
	rtws_ce_timer = register_class_Rtws_Timer();
	rtws_ce_timer->create_object = create_object;

	memcpy(&timer_handlers, &std_object_handlers, sizeof(timer_handlers));
	timer_handlers.offset = XtOffsetOf(rtws_php_timer_t, std);
	timer_handlers.free_obj = free_object;
	timer_handlers.get_gc = get_gc;
	timer_handlers.clone_obj = NULL;
	timer_handlers.compare = zend_objects_not_comparable;
}
