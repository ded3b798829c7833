/* Rtws\Counter in Redis: the same number on all servers. */
#include "php/counter.h"

#include "php/await.h"
#include "php/classes.h"
#include "php/redis.h"
#include "util/error.h"

#include <stdlib.h>
#include <zend_exceptions.h>

static const rtws_php_counter_place_t place;

/*
 * KEYS: the counter. ARGV: 1 what it is when it is not there; 2 add, get, set or swap; 3 and 4
 * their arguments. Numbers of Lua are no integers: values are compared and returned as text.
 * Returns 0 and the value; 1 and what it is when there is no such value; 2 when it is no integer; 3
 * when it is not what swap expects.
 */
static const char source[] =
	"local was = redis.pcall('GET', KEYS[1])\n"
	"if type(was) == 'table' then\n"
	"  return string.find(was.err, 'WRONGTYPE') and {2, ''} or was\n"
	"end\n"
	"if ARGV[2] == 'set' then\n"
	"  redis.call('SET', KEYS[1], ARGV[3])\n"
	"  return {0, ARGV[3]}\n"
	"end\n"
	"if not was then\n"
	"  was = ARGV[1]\n"
	"  redis.call('SET', KEYS[1], was)\n"
	"end\n"
	"if was ~= '0' and not string.match(was, '^%-?[1-9]%d*$') then return {2, was} end\n"
	"if ARGV[2] == 'add' then\n"
	"  local sum = redis.pcall('INCRBY', KEYS[1], ARGV[3])\n"
	"  if type(sum) == 'table' then\n"
	"    return string.find(sum.err, 'overflow') and {1, was} or sum\n"
	"  end\n"
	"  was = redis.call('GET', KEYS[1])\n"
	"elseif ARGV[2] == 'swap' then\n"
	"  if was ~= ARGV[3] then return {3, was} end\n"
	"  redis.call('SET', KEYS[1], ARGV[4])\n"
	"end\n"
	"return {0, was}\n";

enum { DONE, NO_SUCH_VALUE, NO_INTEGER, NOT_EXPECTED };

/* Made once, before any thread. */
static rtws_redis_script_t script;

/* ---- errors ---------------------------------------------------------------------------------- */

static const char *name_of(rtws_php_counter_t *self)
{
	return Z_STRVAL_P(rtws_php_counter_name(self));
}

static bool throw_no_int(rtws_php_counter_t *self)
{
	zend_string *text = zend_strpprintf(
		0, "WRONGTYPE what is at the key %s is no int; set() puts one there", ZSTR_VAL(self->key));
	zend_string *name = zend_strpprintf(0, "Counter \"%s\"", name_of(self));
	rtws_redis_reply_t error = { .type = RTWS_REDIS_ERROR, .text = rtws_php_text(text) };

	rtws_php_redis_throw(&error, ZSTR_VAL(name));
	zend_string_release(text);
	zend_string_release(name);
	return false;
}

/* ---- commands -------------------------------------------------------------------------------- */

static bool read_value(const rtws_redis_reply_t *reply, zend_long *value)
{
	int64_t read;

	if (!rtws_redis_read_integer(reply, &read)) {
		return false;
	}
	*value = (zend_long) read;
	return *value == read;
}

typedef struct {
	const char *what;
	const char *method; /* for messages */
	zend_long first;
	zend_long second;
} call_t;

static void start(rtws_php_counter_t *self, rtws_redis_t *client, const call_t *what,
				  rtws_php_redis_call_t *call)
{
	char numbers[3][24];
	rtws_text_t argv[5];

	snprintf(numbers[0], sizeof(numbers[0]), ZEND_LONG_FMT, self->initial);
	snprintf(numbers[1], sizeof(numbers[1]), ZEND_LONG_FMT, what->first);
	snprintf(numbers[2], sizeof(numbers[2]), ZEND_LONG_FMT, what->second);
	argv[0] = rtws_php_text(self->key);
	argv[1] = (rtws_text_t){ numbers[0], strlen(numbers[0]) };
	argv[2] = (rtws_text_t){ what->what, strlen(what->what) };
	argv[3] = (rtws_text_t){ numbers[1], strlen(numbers[1]) };
	argv[4] = (rtws_text_t){ numbers[2], strlen(numbers[2]) };
	rtws_redis_script(client, &script, argv[0], 1, 5, argv, rtws_php_redis_on_answer, call);
}

/* What the script returned, and the value. -1 with an exception. */
static int ask(rtws_php_counter_t *self, const call_t *what, zend_long *value)
{
	rtws_redis_t *client = rtws_php_redis_client(rtws_php_redis_of(&self->redis), what->method);
	const rtws_redis_reply_t *reply;
	rtws_php_redis_call_t *call;
	int code = -1;

	if (client == NULL) {
		return -1;
	}
	call = rtws_php_redis_call_create(NULL);
	start(self, client, what, call);
	reply = rtws_php_redis_wait(call, what->method);
	if (reply == NULL) {
		return -1;
	}
	if (reply->type == RTWS_REDIS_ERROR) {
		rtws_php_redis_throw(reply, what->method);
	} else {
		code = (int) rtws_redis_integer(rtws_redis_item(reply, 0), NO_INTEGER);
		if (code == NO_INTEGER || !read_value(rtws_redis_item(reply, 1), value)) {
			throw_no_int(self);
			code = -1;
		}
	}
	rtws_await_free(call);
	return code;
}

static bool add(rtws_php_counter_t *self, zend_long by, zend_long *value, int *error)
{
	call_t what = { "add", by < 0 ? "Counter::decrement()" : "Counter::increment()", by, 0 };
	int code = ask(self, &what, value);

	*error = code == NO_SUCH_VALUE ? RTWS_E_RANGE : 0;
	return code >= 0;
}

static bool get(rtws_php_counter_t *self, zend_long *value)
{
	return ask(self, &(call_t){ "get", "Counter::get()", 0, 0 }, value) >= 0;
}

static bool set(rtws_php_counter_t *self, zend_long value)
{
	return ask(self, &(call_t){ "set", "Counter::set()", value, 0 }, &value) >= 0;
}

static bool swap(rtws_php_counter_t *self, zend_long expected, zend_long value, bool *is_set)
{
	int code = ask(self, &(call_t){ "swap", "Counter::compareAndSet()", expected, value }, &value);

	*is_set = code == DONE;
	return code >= 0;
}

/* ---- publishing ------------------------------------------------------------------------------ */

static bool throw_step_error(rtws_php_counter_t *self, zend_object *channel, int error)
{
	static const char method[] = "Counter::publish()";
	const char *channel_name = Z_STRVAL_P(OBJ_PROP_NUM(channel, 0));

	switch (error) {
		case RTWS_E_UNABLE:
			zend_throw_exception_ex(rtws_ce_illegal_state, 0,
									"Counter \"%s\" is in Redis: to publish it the server needs "
									"the option \"redis\", with the same Redis",
									name_of(self));
			break;
		case RTWS_E_MISSING:
			zend_throw_exception_ex(rtws_ce_illegal_state, 0,
									"Counter \"%s\" is in another Redis, or database, than that of "
									"the server's option \"redis\": the key %s is not there",
									name_of(self), ZSTR_VAL(self->key));
			break;
		case RTWS_E_APART:
			zend_throw_exception_ex(rtws_ce_illegal_state, 0,
									"Counter \"%s\" and channel \"%s\" are at different nodes of "
									"the cluster: give them the same name, or the same {tag} in "
									"their names",
									name_of(self), channel_name);
			break;
		case RTWS_E_INVALID:
			return throw_no_int(self);
		case RTWS_E_LOST:
			rtws_php_redis_throw_unavailable(method, "Redis has not answered", true);
			break;
		case RTWS_E_BROKER:
			rtws_php_redis_throw_unavailable(
				method, "the server has no connection to Redis at present", false);
			break;
		case RTWS_E_FULL:
			rtws_php_redis_throw_unavailable(
				method, "what was published before still waits for Redis", false);
			break;
		default:
			rtws_php_throw_broker_error(error, "publish to", channel_name);
	}
	return false;
}

/* The first one of all finds that nothing is at the key yet. */
static bool publish(rtws_php_counter_t *self, zend_object *channel, rtws_step_t *step,
					zend_long *value, int *error)
{
	rtws_published_t result;

	step->key = rtws_php_text(self->key);
	if (!rtws_php_publish_step(channel, step, &result)) {
		return false;
	}
	if (result.error == RTWS_E_MISSING &&
		(!get(self, value) || !rtws_php_publish_step(channel, step, &result))) {
		return false;
	}
	*value = result.value;
	*error = result.error;
	return *error == 0 || *error == RTWS_E_RANGE || throw_step_error(self, channel, *error);
}

static void clear(rtws_php_counter_t *self)
{
	zval_ptr_dtor(&self->redis);
	zend_string_release(self->key);
}

static const rtws_php_counter_place_t place = {
	.add = add,
	.get = get,
	.set = set,
	.swap = swap,
	.publish = publish,
	.clear = clear,
};

/* ---- making it ------------------------------------------------------------------------------- */

/* As the keys of channels: in a cluster the name, with the prefix, chooses the node. */
static zend_string *key_of(const rtws_redis_settings_t *settings, const char *prefix,
						   zend_string *name)
{
	const char *open = strchr(ZSTR_VAL(name), '{');
	const char *close = open != NULL ? strchr(open, '}') : NULL;
	bool has_tag = close != NULL && close > open + 1;

	if (settings->kind == RTWS_REDIS_CLUSTER && !has_tag) {
		return zend_strpprintf(0, "%srtws:counter:{%s%s}", prefix, prefix, ZSTR_VAL(name));
	}
	return zend_strpprintf(0, "%srtws:counter:%s", prefix, ZSTR_VAL(name));
}

bool rtws_php_counter_use_redis(rtws_php_counter_t *self, zval *redis, zval *given_prefix,
								zend_string *name)
{
	const rtws_redis_settings_t *settings;
	const char *prefix;

	if (name == NULL) {
		rtws_options_throw_text(
			"A Counter with the option \"%s\" needs a name: it is the key there", "redis");
		return false;
	}
	if (!rtws_php_redis_take(redis, "redis", &self->redis)) {
		return false;
	}
	settings = &rtws_php_redis_of(&self->redis)->settings;
	prefix = settings->prefix != NULL ? settings->prefix : "";
	prefix = Z_ISUNDEF_P(given_prefix) ? prefix : Z_STRVAL_P(given_prefix);
	if (strpbrk(prefix, "{}") != NULL) {
		rtws_options_throw_text(
			"Option \"prefix\" must be without braces, they choose the node of a cluster: \"%s\" "
			"given",
			prefix);
		zval_ptr_dtor(&self->redis);
		return false;
	}
	self->key = key_of(settings, prefix, name);
	self->place = &place;
	return true;
}

void rtws_php_counter_redis_init(void)
{
	rtws_redis_script_init(&script, source, sizeof(source) - 1);
}
