/* Rtws\Redis: the class, and its clients while a server runs. */
#include "php/redis.h"

#include "php/await.h"
#include "php/classes.h"
#include "php/compat.h"
#include "php/options.h"
#include "php/server.h"

#include <zend_exceptions.h>

#include "stubs/redis_arginfo.h"

static zend_class_entry *rtws_ce_redis;
static zend_object_handlers redis_handlers;

ZEND_TLS rtws_php_redis_t *connected; /* those that have a client */
ZEND_TLS bool is_ending;              /* no new ones: the loop goes */
ZEND_TLS bool is_stopping;            /* and who waits in Redis has been told so */

static rtws_php_redis_t *from_obj(zend_object *obj)
{
	return (rtws_php_redis_t *) ((char *) obj - XtOffsetOf(rtws_php_redis_t, std));
}

/* ---- clients --------------------------------------------------------------------------------- */

static void on_up(void *app, const rtws_redis_server_t *server)
{
	(void) app;
	if (server->times > 1) {
		rtws_log(RTWS_LOG_INFO, "Rtws\\Redis: connected again");
	}
}

static void on_down(void *app, const char *reason)
{
	(void) app;
	rtws_log(RTWS_LOG_WARNING, "Rtws\\Redis: %s", reason);
}

static const rtws_redis_events_t events = { .up = on_up, .down = on_down };

static void disconnect(rtws_php_redis_t *self)
{
	rtws_redis_t *client = self->client;

	if (client == NULL) {
		return;
	}
	self->client = NULL;
	*self->prev = self->next;
	if (self->next != NULL) {
		self->next->prev = self->prev;
	}
	rtws_redis_destroy(client);
}

static void connect_client(rtws_php_redis_t *self, rtws_loop_t *loop, const char *name)
{
	char error[RTWS_REDIS_ERROR_MAX];
	rtws_redis_settings_t settings;

	if (rtws_redis_settings_copy(&settings, &self->settings) != 0) {
		zend_throw_error(NULL, "Out of memory");
		return;
	}
	self->client = rtws_redis_create(&settings, loop, &events, self, error);
	rtws_redis_settings_clear(&settings);
	if (self->client == NULL) {
		rtws_php_redis_throw_unavailable(name, error, false);
		return;
	}
	self->next = connected;
	self->prev = &connected;
	if (self->next != NULL) {
		self->next->prev = &self->next;
	}
	connected = self;
}

rtws_redis_t *rtws_php_redis_client(rtws_php_redis_t *self, const char *name)
{
	rtws_php_server_t *server = rtws_php_running();

	if (!self->is_constructed) {
		zend_throw_exception(rtws_ce_illegal_state,
							 "This Rtws\\Redis has not been constructed, or is the argument of a "
							 "transaction",
							 0);
	} else if (server == NULL || rtws_php_is_forked(server) || !rtws_await_is_possible()) {
		zend_throw_exception_ex(
			rtws_ce_illegal_state, 0,
			"Rtws\\Redis suspends the handler that calls it (%s): call it in a handler of a "
			"running "
			"server, not before run(), in a handshake hook, a destructor or a forked child",
			name);
	} else if (is_ending) {
		rtws_php_redis_throw_unavailable(name, "the server has stopped", false);
	} else if (self->client == NULL) {
		connect_client(self, server->loop, name);
	}
	return EG(exception) == NULL ? self->client : NULL;
}

void rtws_php_redis_begin(void)
{
	is_ending = is_stopping = false;
}

void rtws_php_redis_stopping(void)
{
	if (is_stopping) {
		return;
	}
	is_stopping = true;
	for (rtws_php_redis_t *self = connected; self != NULL; self = self->next) {
		rtws_redis_interrupt(self->client, "the server is stopping");
	}
}

void rtws_php_redis_end(void)
{
	is_ending = true;
	while (connected != NULL) {
		disconnect(connected);
	}
}

/* ---- commands -------------------------------------------------------------------------------- */

static bool refuse(const rtws_php_words_t *words)
{
	const char *why = rtws_php_redis_refuses(words);

	if (why == NULL) {
		return false;
	}
	zend_throw_exception_ex(rtws_ce_illegal_state, 0,
							"%s cannot be sent on a connection that all handlers share: %s",
							words->argv[0].at, why);
	return true;
}

static void start(rtws_redis_t *client, const rtws_php_words_t *words, rtws_php_redis_call_t *call,
				  uint32_t more_ms)
{
	rtws_text_t key = rtws_redis_key_of(words->argc, words->argv);
	uint32_t ms;

	if (rtws_php_redis_waits(words, &ms)) {
		rtws_redis_command_apart(client, key, words->argc, words->argv,
								 ms != 0 && more_ms != 0 ? ms + more_ms : 0,
								 rtws_php_redis_on_answer, call);
	} else {
		rtws_redis_command(client, key, words->argc, words->argv, rtws_php_redis_on_answer, call);
	}
}

/* Takes the words over. */
static void run(rtws_php_redis_t *self, rtws_php_words_t *words, zval *return_value)
{
	rtws_redis_t *client;
	uint32_t ms;

	if (refuse(words)) {
		rtws_php_words_free(words);
		return;
	}
	if (self->transaction != NULL) {
		rtws_php_transaction_add(self->transaction, words);
		return;
	}
	client = rtws_php_redis_client(self, words->argv[0].at);
	if (client != NULL && is_stopping && rtws_php_redis_waits(words, &ms)) {
		rtws_php_redis_throw_unavailable(words->argv[0].at, "the server is stopping", false);
	} else if (client != NULL) {
		rtws_php_redis_call_t *call = rtws_php_redis_call_create(NULL);

		start(client, words, call, self->settings.command_timeout_ms);
		rtws_php_redis_return(call, words, return_value);
	}
	rtws_php_words_free(words);
}

/* ---- methods --------------------------------------------------------------------------------- */

static bool construct(rtws_php_redis_t *self, zval *dsn, HashTable *options)
{
	if (rtws_redis_missing() != NULL) {
		zend_throw_exception_ex(rtws_ce_illegal_state, 0, "Rtws\\Redis cannot be used: %s",
								rtws_redis_missing());
		return false;
	}
	if (!rtws_php_read_redis(dsn, options, &self->settings)) {
		rtws_redis_settings_clear(&self->settings);
		return false;
	}
	self->is_constructed = true;
	return true;
}

ZEND_METHOD(Rtws_Redis, __construct)
{
	rtws_php_redis_t *self = from_obj(Z_OBJ_P(ZEND_THIS));
	HashTable *options = NULL;
	zval *dsn;

	ZEND_PARSE_PARAMETERS_START(1, 2)
		Z_PARAM_ZVAL(dsn)
		Z_PARAM_OPTIONAL
		Z_PARAM_ARRAY_HT(options)
	ZEND_PARSE_PARAMETERS_END();

	if (Z_TYPE_P(dsn) != IS_STRING && Z_TYPE_P(dsn) != IS_ARRAY) {
		zend_argument_type_error(1, "must be of type array|string, %s given",
								 zend_zval_type_name(dsn));
		RETURN_THROWS();
	}
	if (self->is_constructed || self->transaction != NULL) {
		zend_throw_exception(rtws_ce_illegal_state, "This Rtws\\Redis has been constructed", 0);
		RETURN_THROWS();
	}
	if (!construct(self, dsn, options)) {
		RETURN_THROWS();
	}
}

ZEND_METHOD(Rtws_Redis, command)
{
	rtws_php_words_t words;
	zend_string *name;
	uint32_t argc = 0;
	zval *args = NULL;

	ZEND_PARSE_PARAMETERS_START(1, -1)
		Z_PARAM_STR(name)
		Z_PARAM_VARIADIC('*', args, argc)
	ZEND_PARSE_PARAMETERS_END();

	if (rtws_php_words_make(&words, name, argc, args)) {
		run(from_obj(Z_OBJ_P(ZEND_THIS)), &words, return_value);
	}
}

/* The values of an array, in its order. The caller frees them. */
static zval *values_of(HashTable *array)
{
	zval *values = safe_emalloc(zend_hash_num_elements(array), sizeof(zval), 0), *value;
	uint32_t n = 0;

	ZEND_HASH_FOREACH_VAL(array, value)
	{
		ZVAL_COPY_VALUE(&values[n++], value);
	}
	ZEND_HASH_FOREACH_END();
	return values;
}

ZEND_METHOD(Rtws_Redis, __call)
{
	rtws_php_words_t words;
	zend_string *name;
	HashTable *arguments;
	zval *args;
	bool ok;

	ZEND_PARSE_PARAMETERS_START(2, 2)
		Z_PARAM_STR(name)
		Z_PARAM_ARRAY_HT(arguments)
	ZEND_PARSE_PARAMETERS_END();

	args = values_of(arguments);
	ok = rtws_php_words_make(&words, name, zend_hash_num_elements(arguments), args);
	efree(args);
	if (ok) {
		run(from_obj(Z_OBJ_P(ZEND_THIS)), &words, return_value);
	}
}

/* EVALSHA's arguments are those of EVAL, which is what a transaction gets. */
static bool script_words(rtws_php_words_t *words, zend_string *lua, HashTable *keys,
						 HashTable *arguments)
{
	uint32_t key_count = zend_hash_num_elements(keys), n = 0;
	uint32_t count = key_count + zend_hash_num_elements(arguments);
	zend_string *name = zend_string_init(ZEND_STRL("EVAL"), 0);
	zval *args = safe_emalloc(count + 2, sizeof(zval), 0), *value;
	bool ok;

	ZVAL_STR(&args[n++], lua);
	ZVAL_LONG(&args[n++], (zend_long) key_count);
	ZEND_HASH_FOREACH_VAL(keys, value)
	{
		ZVAL_COPY_VALUE(&args[n++], value);
	}
	ZEND_HASH_FOREACH_END();
	ZEND_HASH_FOREACH_VAL(arguments, value)
	{
		ZVAL_COPY_VALUE(&args[n++], value);
	}
	ZEND_HASH_FOREACH_END();
	ok = rtws_php_words_make(words, name, n, args);
	efree(args);
	zend_string_release(name);
	return ok;
}

ZEND_METHOD(Rtws_Redis, script)
{
	rtws_php_redis_t *self = from_obj(Z_OBJ_P(ZEND_THIS));
	HashTable *keys = (HashTable *) &zend_empty_array, *arguments = keys;
	rtws_php_words_t words;
	rtws_redis_t *client;
	zend_string *lua;

	ZEND_PARSE_PARAMETERS_START(1, 3)
		Z_PARAM_STR(lua)
		Z_PARAM_OPTIONAL
		Z_PARAM_ARRAY_HT(keys)
		Z_PARAM_ARRAY_HT(arguments)
	ZEND_PARSE_PARAMETERS_END();

	if (!script_words(&words, lua, keys, arguments)) {
		RETURN_THROWS();
	}
	if (self->transaction != NULL) {
		rtws_php_transaction_add(self->transaction, &words);
		return;
	}
	client = rtws_php_redis_client(self, "script()");
	if (client != NULL) {
		rtws_php_redis_call_t *call = rtws_php_redis_call_create(lua);
		int key_count = (int) zend_hash_num_elements(keys);

		rtws_redis_script(client, rtws_php_redis_call_script(call),
						  rtws_redis_key_of(words.argc, words.argv), key_count, words.argc - 3,
						  words.argv + 3, rtws_php_redis_on_answer, call);
		rtws_php_redis_return(call, NULL, return_value);
	}
	rtws_php_words_free(&words);
}

ZEND_METHOD(Rtws_Redis, transaction)
{
	rtws_php_redis_t *self = from_obj(Z_OBJ_P(ZEND_THIS));
	zend_fcall_info fci;
	zend_fcall_info_cache fcc;
	HashTable *watch = NULL;

	ZEND_PARSE_PARAMETERS_START(1, 2)
		Z_PARAM_FUNC(fci, fcc)
		Z_PARAM_OPTIONAL
		Z_PARAM_ARRAY_HT(watch)
	ZEND_PARSE_PARAMETERS_END();

	rtws_php_transaction_run(self, &fci.function_name, watch, return_value);
}

ZEND_METHOD(Rtws_Redis, close)
{
	ZEND_PARSE_PARAMETERS_NONE();
	disconnect(from_obj(Z_OBJ_P(ZEND_THIS)));
}

/* ---- the class ------------------------------------------------------------------------------- */

static zend_object *create_object(zend_class_entry *ce)
{
	rtws_php_redis_t *self = zend_object_alloc(sizeof(*self), ce);

	memset(self, 0, XtOffsetOf(rtws_php_redis_t, std));
	rtws_redis_settings_init(&self->settings);
	zend_object_std_init(&self->std, ce);
	object_properties_init(&self->std, ce);
	self->std.handlers = &redis_handlers;
	return &self->std;
}

static void free_object(zend_object *obj)
{
	rtws_php_redis_t *self = from_obj(obj);

	disconnect(self);
	rtws_redis_settings_clear(&self->settings);
	if (self->transaction != NULL) {
		rtws_php_transaction_free(self->transaction);
	}
	zend_object_std_dtor(obj);
}

rtws_php_redis_t *rtws_php_redis_new(zval *out)
{
	object_init_ex(out, rtws_ce_redis);
	return from_obj(Z_OBJ_P(out));
}

rtws_php_redis_t *rtws_php_redis_of(zval *redis)
{
	return from_obj(Z_OBJ_P(redis));
}

bool rtws_php_redis_take(zval *given, const char *name, zval *out)
{
	if (Z_TYPE_P(given) == IS_OBJECT && Z_OBJCE_P(given) == rtws_ce_redis &&
		from_obj(Z_OBJ_P(given))->is_constructed) {
		ZVAL_COPY(out, given);
		return true;
	}
	if (Z_TYPE_P(given) != IS_STRING && Z_TYPE_P(given) != IS_ARRAY) {
		rtws_options_throw("", name, "an Rtws\\Redis, a DSN or a list of them", given);
		return false;
	}
	if (!construct(rtws_php_redis_new(out), given, NULL)) {
		zval_ptr_dtor(out);
		return false;
	}
	return true;
}

void rtws_php_register_redis(void)
{
	rtws_ce_redis = register_class_Rtws_Redis();
	rtws_ce_redis->create_object = create_object;

	memcpy(&redis_handlers, &std_object_handlers, sizeof(redis_handlers));
	redis_handlers.offset = XtOffsetOf(rtws_php_redis_t, std);
	redis_handlers.free_obj = free_object;
	redis_handlers.clone_obj = NULL;
	redis_handlers.compare = zend_objects_not_comparable;
}
