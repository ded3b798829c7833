/*
 * Calls that no client caused: defer(), on() and the log. And the count of what an orderly end
 * waits for.
 */
#include "php/compat.h"
#include "php/server.h"
#include "php/value.h"

#include <unistd.h>

typedef struct {
	rtws_job_t base;
	rtws_php_server_t *server; /* one reference */
	rtws_callback_t callback;
	uint32_t argc;
	zval args[2];
	bool is_awaited; /* counted in unfinished */
	bool is_log;     /* what it throws cannot go to the log */
} call_job_t;

ZEND_TLS uint32_t unfinished;

uint32_t rtws_php_unfinished(void)
{
	return unfinished;
}

void rtws_php_unfinished_add(int count)
{
	unfinished += (uint32_t) count;
}

static void settle_log_exception(void)
{
	zend_object *exception = rtws_php_catch();

	if (exception != NULL) {
		zend_string *text = rtws_php_describe(exception);

		rtws_log_write(STDERR_FILENO, RTWS_LOG_ERROR, ZSTR_VAL(text), ZSTR_LEN(text));
		zend_string_release(text);
		OBJ_RELEASE(exception);
	}
}

static void run_call(rtws_job_t *job)
{
	call_job_t *self = (call_job_t *) job;

	rtws_callback_call(&self->callback, self->argc, self->args, NULL);
	if (self->is_log) {
		settle_log_exception();
	} else {
		rtws_php_settle_exception(self->server, "a callback");
	}
}

static void destroy_call(rtws_job_t *job)
{
	call_job_t *self = (call_job_t *) job;
	rtws_php_server_t *server = self->server;

	rtws_callback_clear(&self->callback);
	for (uint32_t i = 0; i < self->argc; i++) {
		zval_ptr_dtor(&self->args[i]);
	}
	unfinished -= self->is_awaited ? 1 : 0;
	efree(self);
	OBJ_RELEASE(&server->std);
}

static call_job_t *new_call(rtws_php_server_t *server, rtws_callback_t *callback)
{
	call_job_t *job = ecalloc(1, sizeof(*job));

	job->base = (rtws_job_t){ .run = run_call, .destroy = destroy_call };
	job->server = server;
	GC_ADDREF(&server->std);
	ZVAL_UNDEF(&job->callback.callable);
	rtws_callback_set(&job->callback, &callback->callable);
	return job;
}

void rtws_php_defer(rtws_php_server_t *server, rtws_callback_t *callback)
{
	rtws_fibers_post_later(&new_call(server, callback)->base);
}

void rtws_php_emit_with(rtws_php_server_t *server, rtws_php_event_t event, zval *arg)
{
	for (rtws_php_listener_t *l = server->listeners[event]; l != NULL; l = l->next) {
		call_job_t *job = new_call(server, &l->callback);

		if (arg != NULL) {
			job->argc = 1;
			ZVAL_COPY(&job->args[0], arg);
		}
		job->is_awaited = true;
		unfinished++;
		rtws_fibers_post(&job->base);
	}
}

void rtws_php_emit(rtws_php_server_t *server, rtws_php_event_t event)
{
	rtws_php_emit_with(server, event, NULL);
}

void rtws_php_emit_text(rtws_php_server_t *server, rtws_php_event_t event, const char *text)
{
	zend_string *string = text != NULL ? rtws_value_string_now(text, strlen(text)) : NULL;
	zval arg;

	if (text == NULL || string == NULL) {
		rtws_php_emit_with(server, event, NULL);
		return;
	}
	ZVAL_STR(&arg, string);
	rtws_php_emit_with(server, event, &arg);
	zval_ptr_dtor(&arg);
}

/* ---- the log --------------------------------------------------------------------------------- */

/* Called from anywhere below: where the strings cannot be made safely, the line goes to stderr. */
static void log_to_callback(rtws_php_server_t *server, rtws_log_level_t level, const char *line,
							size_t len)
{
	zend_string *text = rtws_value_string_now(line, len);
	call_job_t *job;

	if (text == NULL || server->loop == NULL) {
		rtws_log_write(2, level, line, len);
		if (text != NULL) {
			zend_string_release(text);
		}
		return;
	}
	job = new_call(server, &server->log);
	job->is_log = true;
	job->argc = 2;
	ZVAL_STRING(&job->args[0], rtws_log_level_name(level));
	ZVAL_STR(&job->args[1], text);
	rtws_fibers_post(&job->base);
}

void rtws_php_log_sink(void *arg, rtws_log_level_t level, const char *line, size_t len)
{
	rtws_php_server_t *server = arg;
	char *named = NULL;
	int named_len;

	if (server->is_worker) {
		named_len = asprintf(&named, "worker %u: %.*s", server->worker, (int) len, line);
		if (named_len > 0) {
			line = named;
			len = (size_t) named_len;
		}
	}
	switch (server->log_to) {
		case RTWS_LOG_TO_FD:
			rtws_log_write(server->log_fd, level, line, len);
			break;
		case RTWS_LOG_TO_CALLBACK:
			log_to_callback(server, level, line, len);
			break;
		default:
			break;
	}
	free(named);
}
