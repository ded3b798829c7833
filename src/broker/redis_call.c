/* Commands of the Redis broker: their keys and arguments. */
#include "broker/redis_parts.h"

#include "util/error.h"

#include <string.h>

void rtws_call_begin(rtws_call_t *call, rtws_broker_redis_t *self)
{
	call->broker = self;
	call->made = (rtws_buffer_t){ NULL, 0, 0 };
	call->argc = 0;
	call->failed = false;
}

void rtws_call_text(rtws_call_t *call, const char *at, size_t len)
{
	call->is_made[call->argc] = false;
	call->argv[call->argc++] = (rtws_text_t){ len > 0 ? at : "", len };
}

void rtws_call_word(rtws_call_t *call, const char *word)
{
	rtws_call_text(call, word, strlen(word));
}

/* What is appended to `made` from now on is the next argument, until end_made(). */
static size_t begin_made(rtws_call_t *call)
{
	return call->made.len;
}

static void end_made(rtws_call_t *call, size_t begin, int failed)
{
	call->failed |= failed != 0;
	call->is_made[call->argc] = true;
	call->argv[call->argc++] = (rtws_text_t){ (const char *) begin, call->made.len - begin };
}

void rtws_call_number(rtws_call_t *call, uint64_t number)
{
	size_t begin = begin_made(call);

	end_made(call, begin, rtws_buffer_printf(&call->made, "%llu", (unsigned long long) number));
}

void rtws_call_signed(rtws_call_t *call, int64_t number)
{
	size_t begin = begin_made(call);

	end_made(call, begin, rtws_buffer_printf(&call->made, "%lld", (long long) number));
}

static int put_prefix(rtws_call_t *call, const char *name)
{
	int failed = rtws_buffer_append(&call->made, call->broker->prefix, call->broker->prefix_len);

	return failed | rtws_buffer_append(&call->made, name, strlen(name));
}

void rtws_call_name(rtws_call_t *call, const char *name, rtws_text_t rest)
{
	size_t begin = begin_made(call);
	int failed = put_prefix(call, name);

	end_made(call, begin, failed | rtws_buffer_append(&call->made, rest.at, rest.len));
}

/* Does the name say itself which part of it chooses the slot? */
static bool has_tag(rtws_text_t name)
{
	const char *open = memchr(name.at, '{', name.len);
	const char *close =
		open != NULL ? memchr(open, '}', (size_t) (name.at + name.len - open)) : NULL;

	return close != NULL && close > open + 1;
}

static int put_channel(rtws_call_t *call, rtws_text_t channel)
{
	rtws_broker_redis_t *self = call->broker;
	rtws_buffer_t *made = &call->made;
	bool wraps = self->is_cluster && !has_tag(channel);
	int failed = 0;

	if (wraps) {
		failed |= rtws_buffer_append(made, "{", 1);
		failed |= rtws_buffer_append(made, self->prefix, self->prefix_len);
	}
	failed |= rtws_buffer_append(made, channel.at, channel.len);
	return wraps ? failed | rtws_buffer_append(made, "}", 1) : failed;
}

void rtws_call_key(rtws_call_t *call, const char *name, const char *between, rtws_text_t channel)
{
	size_t begin = begin_made(call);
	int failed = put_prefix(call, name);

	if (between != NULL) {
		failed |= rtws_buffer_printf(&call->made, "%s:", between);
	}
	end_made(call, begin, failed | put_channel(call, channel));
}

void rtws_call_key_and(rtws_call_t *call, const char *name, rtws_text_t channel, rtws_text_t rest)
{
	size_t begin = begin_made(call);
	int failed = put_prefix(call, name);

	failed |= rtws_buffer_printf(&call->made, "%zu:", channel.len);
	failed |= put_channel(call, channel);
	failed |= rtws_buffer_append(&call->made, ":", 1);
	end_made(call, begin, failed | rtws_buffer_append(&call->made, rest.at, rest.len));
}

void rtws_call_history(rtws_call_t *call, rtws_text_t channel)
{
	if (call->broker->is_cluster) {
		rtws_call_key(call, "rtws:kept:", NULL, channel);
	} else {
		rtws_call_name(call, "{rtws}:position", rtws_text_of("", 0));
	}
	rtws_call_key(call, "rtws:kept:", NULL, channel);
	rtws_call_key(call, "rtws:history:", NULL, channel);
}

rtws_text_t rtws_call_first(const rtws_call_t *call)
{
	size_t at = (size_t) call->argv[0].at;

	return rtws_text_of((const char *) call->made.bytes + at, call->argv[0].len);
}

void rtws_call_drop(rtws_call_t *call)
{
	rtws_buffer_clear(&call->made);
}

void rtws_call_publish(rtws_call_t *call, rtws_text_t channel)
{
	rtws_call_word(call, call->broker->settings.sharded ? "SPUBLISH" : "PUBLISH");
	rtws_call_name(call, "", channel);
}

/* Everything has its place now. False, and it is answered, when it cannot be sent. */
static bool finish(rtws_call_t *call, rtws_redis_done_fn done, void *arg)
{
	rtws_redis_result_t unsent = { .outcome = RTWS_REDIS_UNSENT };

	for (int i = 0; i < call->argc; i++) {
		if (call->is_made[i]) {
			call->argv[i].at = (const char *) call->made.bytes + (size_t) call->argv[i].at;
		}
	}
	if (!call->failed && call->broker->redis != NULL) {
		return true;
	}
	rtws_buffer_clear(&call->made);
	unsent.reason = call->failed ? "There is no memory for a command." : "The broker has stopped.";
	if (done != NULL) {
		done(arg, &unsent);
	}
	return false;
}

void rtws_call_script(rtws_call_t *call, rtws_script_t script, int key_count,
					  rtws_redis_done_fn done, void *arg)
{
	rtws_broker_redis_t *self = call->broker;

	if (finish(call, done, arg)) {
		rtws_redis_script(self->redis, &self->scripts[script], call->argv[0], key_count, call->argc,
						  call->argv, done, arg);
		rtws_buffer_clear(&call->made);
	}
}

void rtws_call_command(rtws_call_t *call, int route, rtws_redis_done_fn done, void *arg)
{
	if (finish(call, done, arg)) {
		rtws_redis_command(call->broker->redis, call->argv[route], call->argc, call->argv, done,
						   arg);
		rtws_buffer_clear(&call->made);
	}
}

void rtws_call_apart(rtws_call_t *call, uint32_t timeout_ms, rtws_redis_done_fn done, void *arg)
{
	if (finish(call, done, arg)) {
		rtws_redis_command_apart(call->broker->redis, call->argv[1], call->argc, call->argv,
								 timeout_ms, done, arg);
		rtws_buffer_clear(&call->made);
	}
}

int rtws_call_envelope(rtws_broker_redis_t *self, const char *name, rtws_text_t rest,
					   const rtws_envelope_t *envelope, rtws_redis_done_fn done, void *arg)
{
	rtws_buffer_t payload = { NULL, 0, 0 };
	rtws_call_t call;

	if (rtws_envelope_write(&payload, envelope) != 0) {
		rtws_buffer_clear(&payload);
		return RTWS_E_NOMEM;
	}
	rtws_call_begin(&call, self);
	rtws_call_word(&call, "PUBLISH");
	rtws_call_name(&call, name, rest);
	rtws_call_text(&call, (const char *) payload.bytes, payload.len);
	rtws_call_command(&call, 1, done, arg);
	rtws_buffer_clear(&payload);
	return 0;
}
