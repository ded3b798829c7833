/*
 * Who holds a Fiber:
 *   idle       the pool, one reference (pool.idle)
 *   running    the drain, until control comes back to it
 *   suspended  whoever is going to resume it: a sleeper of ours, a Suspension, a promise...
 * so a handler that nobody can resume any more is garbage like any other object.
 */
#include "php/fibers.h"

#include "php/fiber_switch.h"
#include "php/output.h"
#include "php/sleepers.h"
#include "util/log.h"

#include <zend_exceptions.h>

enum { MAX_IDLE = 128, FIBER_BYTES = 17 * 1024 };

/* Jobs of one drain: handlers that post for each other without end leave a turn to the loop. */
enum { BUDGET = 10000 };

ZEND_TLS struct {
	rtws_job_list_t queue;
	rtws_job_list_t later;
	uint32_t waiting;
	zend_fiber **idle;
	uint32_t idle_count;
	uint32_t idle_capacity;
	uint32_t live;
	uint32_t created;
	uint64_t jobs;
	uint32_t budget; /* jobs that the present drain may still begin */
	uint32_t max;
	bool is_starting;  /* the next body to run was started by the pool */
	bool at_limit;     /* said so in the log */
	zend_fiber *woken; /* the idle Fiber that the pool is resuming right now */
	zval body;         /* callable of every Fiber */
	zend_string *local_name;
	zend_class_entry *local_class;
	zend_function *local_clear; /* Revolt\EventLoop\FiberLocal::clear(), once loaded */
} pool;

/* ---- jobs --------------------------------------------------------------------------------- */

static void append(rtws_job_list_t *list, rtws_job_t *job)
{
	job->next = NULL;
	if (list->last != NULL) {
		list->last->next = job;
	} else {
		list->first = job;
	}
	list->last = job;
}

static void prepend(rtws_job_list_t *list, rtws_job_t *job)
{
	job->next = list->first;
	list->first = job;
	if (list->last == NULL) {
		list->last = job;
	}
}

static rtws_job_t *take(rtws_job_list_t *list)
{
	rtws_job_t *job = list->first;

	if (job != NULL) {
		list->first = job->next;
		if (list->first == NULL) {
			list->last = NULL;
		}
	}
	return job;
}

static void enqueue(rtws_job_t *job)
{
	if (job->is_urgent) {
		prepend(&pool.queue, job);
	} else {
		append(&pool.queue, job);
	}
	pool.waiting++;
}

void rtws_fibers_post(rtws_job_t *job)
{
	if (job->lane != NULL && job->lane->is_busy) {
		append(&job->lane->waiting, job);
		return;
	}
	if (job->lane != NULL) {
		job->lane->is_busy = true;
	}
	enqueue(job);
}

void rtws_fibers_post_later(rtws_job_t *job)
{
	append(&pool.later, job);
}

static void leave_lane(rtws_lane_t *lane)
{
	rtws_job_t *next = take(&lane->waiting);

	if (next != NULL) {
		enqueue(next);
	} else {
		lane->is_busy = false;
	}
}

static void run(rtws_job_t *job)
{
	pool.jobs++;
	job->run(job);
	rtws_output_close_left();
	if (job->lane != NULL) {
		leave_lane(job->lane);
	}
	job->destroy(job);
}

/* ---- one Fiber ---------------------------------------------------------------------------- */

/* A pooled Fiber serves many handlers; none may see the locals of another. */
static void clear_fiber_locals(void)
{
	if (pool.local_clear != NULL) {
		zend_call_known_function(pool.local_clear, NULL, pool.local_class, NULL, 0, NULL, NULL);
	}
}

void rtws_fibers_know_locals(zend_class_entry *ce)
{
	pool.local_class = ce;
	pool.local_clear = zend_hash_str_find_ptr(&ce->function_table, ZEND_STRL("clear"));
}

/* One that was loaded without autoloading. Never loads it. */
static void look_for_fiber_locals(void)
{
	zend_class_entry *ce =
		pool.local_clear == NULL ? zend_hash_find_ptr(EG(class_table), pool.local_name) : NULL;

	if (ce != NULL) {
		rtws_fibers_know_locals(ce);
	}
}

/* May the next job begin, when so many Fibers are at work already? */
static bool has_room(uint32_t busy)
{
	return busy < pool.max || pool.queue.first->is_urgent;
}

bool rtws_fibers_is_ending(void)
{
	const zend_fiber *self = EG(active_fiber);

	return (self != NULL && (self->flags & ZEND_FIBER_FLAG_DESTROYED)) ||
		   (EG(exception) != NULL &&
			(zend_is_unwind_exit(EG(exception)) || zend_is_graceful_exit(EG(exception))));
}

/* Serves the queue. False: this Fiber has to end. */
static bool work(void)
{
	rtws_job_t *job;

	/* this Fiber is one of those at work */
	while (pool.budget > 0 && pool.queue.first != NULL &&
		   has_room(pool.live - pool.idle_count - 1)) {
		job = take(&pool.queue);
		pool.budget--;
		pool.waiting--;
		run(job);
		if (rtws_fibers_is_ending()) {
			return false;
		}
		clear_fiber_locals();
	}
	return true;
}

static void push_idle(zend_fiber *fiber)
{
	if (pool.idle_count == pool.idle_capacity) {
		pool.idle_capacity = pool.idle_capacity != 0 ? pool.idle_capacity * 2 : 64;
		pool.idle = safe_erealloc(pool.idle, pool.idle_capacity, sizeof(*pool.idle), 0);
	}
	GC_ADDREF(&fiber->std);
	pool.idle[pool.idle_count++] = fiber;
}

/* The caller's own reference keeps the Fiber alive for the moment. */
static void remove_idle(zend_fiber *fiber)
{
	for (uint32_t i = 0; i < pool.idle_count; i++) {
		if (pool.idle[i] == fiber) {
			pool.idle[i] = pool.idle[--pool.idle_count];
			GC_DELREF(&fiber->std);
			return;
		}
	}
}

/* Waits for the pool. False: this Fiber has to end. */
static bool rest(zend_fiber *self)
{
	if (pool.idle_count >= MAX_IDLE) {
		return false;
	}
	push_idle(self);
	do {
		rtws_fiber_suspend(
			self); /* a handler may have kept its Fiber and resume() it: not for us */
	} while (pool.woken != self && EG(exception) == NULL);

	if (EG(exception) == NULL) {
		pool.woken = NULL;
		return true;
	}
	if (!(self->flags & ZEND_FIBER_FLAG_DESTROYED)) {
		remove_idle(self); /* somebody's Fiber::throw(); at shutdown RSHUTDOWN releases it */
	}
	return false;
}

void rtws_fibers_body(void)
{
	zend_fiber *self = EG(active_fiber);
	rtws_output_t output;

	if (!pool.is_starting) {
		zend_throw_error(NULL, "Rtws\\fiber_body() is not for direct use");
		return;
	}
	pool.is_starting = false;
	pool.live++;
	rtws_output_enter(self, &output);
	while (work() && rest(self)) {
	}
	rtws_output_leave(self);
	pool.live--;
}

static void release(zend_fiber *fiber)
{
	OBJ_RELEASE(&fiber->std);
}

/* ---- the pool ----------------------------------------------------------------------------- */

static zend_fiber *pop_idle(void)
{
	while (pool.idle_count > 0) {
		zend_fiber *fiber = pool.idle[--pool.idle_count];

		if (fiber->context.status == ZEND_FIBER_STATUS_SUSPENDED) {
			return fiber;
		}
		release(fiber); /* closed by the engine: the request is ending */
	}
	return NULL;
}

static zend_fiber *new_fiber(void)
{
	zval object;

	object_init_ex(&object, zend_ce_fiber);
	zend_call_known_instance_method_with_1_params(zend_ce_fiber->constructor, Z_OBJ(object), NULL,
												  &pool.body);
	return (zend_fiber *) Z_OBJ(object);
}

static void say_limit(void)
{
	if (!pool.at_limit) {
		pool.at_limit = true;
		rtws_log(RTWS_LOG_WARNING,
				 "all %u fibers are suspended: further events wait until a handler ends "
				 "(limits.fibers, rtws.max_fibers)",
				 pool.max);
	}
}

/* Hands the queue to one Fiber. False when there is none, or it threw. */
static bool wake_one(void)
{
	zend_fiber *fiber;

	if (!has_room(pool.live - pool.idle_count)) {
		say_limit();
		return false;
	}
	fiber = pop_idle();
	if (fiber != NULL) {
		pool.woken = fiber;
		rtws_fiber_resume(fiber);
	} else {
		fiber = new_fiber();
		pool.created++;
		pool.is_starting = true;
		if (!rtws_fiber_start(fiber)) {
			pool.is_starting = false; /* no memory for a stack: the reason is in EG(exception) */
		}
	}
	release(fiber);
	return EG(exception) == NULL;
}

static void queue_later_jobs(void)
{
	rtws_job_list_t later = pool.later;
	rtws_job_t *job;

	pool.later = (rtws_job_list_t){ NULL, NULL };
	while ((job = take(&later)) != NULL) {
		rtws_fibers_post(job);
	}
}

bool rtws_fibers_drain(void)
{
	look_for_fiber_locals();
	if (zend_fiber_switch_blocked()) {
		return true; /* inside a destructor run by the GC, for one: the next turn will do */
	}
	queue_later_jobs();
	if (!rtws_sleepers_wake()) {
		return false;
	}
	pool.budget = BUDGET;
	while (pool.queue.first != NULL && pool.budget > 0 && wake_one()) {
	}
	if (pool.queue.first == NULL) {
		pool.at_limit = false;
	}
	return EG(exception) == NULL;
}

/* Jobs that wait for a Fiber need no turn of their own: the first one to end its job serves them.
 */
bool rtws_fibers_are_due(void)
{
	return pool.later.first != NULL || rtws_sleepers_are_due() ||
		   (pool.queue.first != NULL && has_room(pool.live - pool.idle_count));
}

/* A suspended Fiber counts 17 KB against memory_limit: half of it may go into Fibers. */
void rtws_fibers_set_max(uint32_t max)
{
	zend_long limit = PG(memory_limit);

	pool.max =
		limit > 0 && limit / FIBER_BYTES / 2 < max ? (uint32_t) (limit / FIBER_BYTES / 2) : max;
}

void rtws_fibers_get_stats(rtws_fibers_stats_t *stats)
{
	*stats = (rtws_fibers_stats_t){
		.live = pool.live,
		.idle = pool.idle_count,
		.created = pool.created,
		.waiting = pool.waiting,
		.jobs = pool.jobs,
	};
}

void rtws_fibers_drop_jobs(void)
{
	rtws_job_t *job;

	queue_later_jobs();
	while ((job = take(&pool.queue)) != NULL) {
		pool.waiting--;
		if (job->lane != NULL) {
			leave_lane(job->lane); /* brings the rest of the lane into the queue */
		}
		job->destroy(job);
	}
}

void rtws_fibers_rinit(void)
{
	memset(&pool, 0, sizeof(pool));
	rtws_sleepers_rinit();
	ZVAL_STRING(&pool.body, "Rtws\\fiber_body");
	pool.local_name = zend_string_init(ZEND_STRL("revolt\\eventloop\\fiberlocal"), false);
}

/* The engine has run destructors by now, so every suspended Fiber has unwound. */
void rtws_fibers_rshutdown(void)
{
	rtws_fibers_drop_jobs();
	while (pool.idle_count > 0) {
		release(pool.idle[--pool.idle_count]);
	}
	if (pool.idle != NULL) {
		efree(pool.idle);
		pool.idle = NULL;
	}
	zval_ptr_dtor(&pool.body);
	zend_string_release(pool.local_name);
}
