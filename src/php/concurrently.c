/*
 * Rtws\concurrently(): callables at once, each on a Fiber of its own. Whoever called runs the first
 * one himself, and then those that no Fiber was free for: nobody waits for a Fiber while he has
 * one.
 */
#include "php/await.h"
#include "php/callback.h"
#include "php/classes.h"
#include "php/compat.h"
#include "php/server.h"

#include <zend_exceptions.h>

typedef struct group group_t;

typedef struct {
	rtws_job_t base;
	group_t *group; /* a reference */
	rtws_callback_t callback;
	bool has_begun;
	zval result;
	zend_object *exception;
} task_t;

struct group {
	rtws_php_server_t *server;
	uint32_t refs; /* the caller's, and one for each job */
	uint32_t unfinished;
	uint32_t count;
	rtws_sleeper_t *caller;
	bool is_left; /* nobody waits for the results any more */
	task_t tasks[];
};

static void unref(group_t *group)
{
	if (--group->refs > 0) {
		return;
	}
	for (uint32_t i = 0; i < group->count; i++) {
		task_t *task = &group->tasks[i];

		rtws_callback_clear(&task->callback);
		zval_ptr_dtor(&task->result);
		if (task->exception != NULL) {
			OBJ_RELEASE(task->exception);
		}
	}
	OBJ_RELEASE(&group->server->std);
	efree(group);
}

static void run(task_t *task)
{
	group_t *group = task->group;

	if (task->has_begun) {
		return;
	}
	task->has_begun = true;
	rtws_callback_call(&task->callback, 0, NULL, &task->result);
	if (group->is_left) {
		rtws_php_settle_exception(group->server, "a task of concurrently()");
	} else {
		task->exception = rtws_php_catch();
	}
	if (--group->unfinished == 0 && group->caller != NULL) {
		rtws_fibers_wake(group->caller);
	}
}

static void run_job(rtws_job_t *job)
{
	run((task_t *) job);
}

static void destroy_job(rtws_job_t *job)
{
	unref(((task_t *) job)->group);
}

static group_t *start(rtws_php_server_t *server, uint32_t count)
{
	group_t *group = ecalloc(1, sizeof(*group) + count * sizeof(task_t));

	group->server = server;
	GC_ADDREF(&server->std);
	group->refs = 1;
	group->count = group->unfinished = count;
	for (uint32_t i = 0; i < count; i++) {
		group->tasks[i].base = (rtws_job_t){ .run = run_job, .destroy = destroy_job };
		group->tasks[i].group = group;
		ZVAL_UNDEF(&group->tasks[i].callback.callable);
		ZVAL_UNDEF(&group->tasks[i].result);
	}
	return group;
}

/* False with an exception of the engine's: the Fiber is to end. */
static bool finish(group_t *group)
{
	for (uint32_t i = 1; i < group->count; i++) {
		group->refs++;
		rtws_fibers_post(&group->tasks[i].base);
	}
	for (uint32_t i = 0; i < group->count && EG(exception) == NULL; i++) {
		run(&group->tasks[i]);
	}
	while (group->unfinished > 0 && EG(exception) == NULL) {
		rtws_fibers_wait(&group->caller);
	}
	group->is_left = EG(exception) != NULL;
	return !group->is_left;
}

/* The first one, in the order of the arguments, is thrown; the others are told to on("error"). */
static bool throw_first(group_t *group)
{
	zend_object *first = NULL;

	for (uint32_t i = 0; i < group->count; i++) {
		zend_object *exception = group->tasks[i].exception;

		group->tasks[i].exception = NULL;
		if (first == NULL) {
			first = exception;
		} else if (exception != NULL) {
			zend_throw_exception_internal(exception);
			rtws_php_settle_exception(group->server, "a task of concurrently()");
		}
	}
	if (first != NULL) {
		zend_throw_exception_internal(first);
	}
	return first != NULL;
}

static bool is_possible(rtws_php_server_t *server)
{
	if (server != NULL && rtws_await_is_possible()) {
		return true;
	}
	zend_throw_exception(rtws_ce_illegal_state,
						 "Rtws\\concurrently() suspends a handler: it needs a running server and a "
						 "Fiber that can be suspended",
						 0);
	return false;
}

ZEND_FUNCTION(Rtws_concurrently)
{
	rtws_php_server_t *server = rtws_php_running();
	HashTable *named = NULL;
	zval *args = NULL;
	zend_string *key;
	uint32_t count = 0;
	group_t *group;
	zval *value;
	uint32_t i;

	ZEND_PARSE_PARAMETERS_START(0, -1)
		Z_PARAM_VARIADIC_WITH_NAMED(args, count, named)
	ZEND_PARSE_PARAMETERS_END();

	if (!is_possible(server)) {
		RETURN_THROWS();
	}
	group = start(server, count + (named != NULL ? zend_hash_num_elements(named) : 0));
	for (i = 0; i < count; i++) {
		if (!rtws_callback_set(&group->tasks[i].callback, &args[i])) {
			zend_argument_type_error(i + 1, "must be a callable, %s given",
									 zend_zval_type_name(&args[i]));
			unref(group);
			RETURN_THROWS();
		}
	}
	if (named != NULL) {
		ZEND_HASH_FOREACH_STR_KEY_VAL(named, key, value)
		{
			if (!rtws_callback_set(&group->tasks[i++].callback, value)) {
				zend_type_error("Rtws\\concurrently(): Argument $%s must be a callable, %s given",
								ZSTR_VAL(key), zend_zval_type_name(value));
				unref(group);
				RETURN_THROWS();
			}
		}
		ZEND_HASH_FOREACH_END();
	}
	if (finish(group) && !throw_first(group)) {
		array_init_size(return_value, group->count);
		for (i = 0; i < count; i++) {
			zend_hash_next_index_insert(Z_ARRVAL_P(return_value), &group->tasks[i].result);
			ZVAL_UNDEF(&group->tasks[i].result);
		}
		if (named != NULL) {
			ZEND_HASH_FOREACH_STR_KEY(named, key)
			{
				zend_hash_add_new(Z_ARRVAL_P(return_value), key, &group->tasks[i].result);
				ZVAL_UNDEF(&group->tasks[i++].result);
			}
			ZEND_HASH_FOREACH_END();
		}
	}
	unref(group);
}
