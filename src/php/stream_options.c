/* The options of stream() and Stream::consume(), documented in stubs/stream.stub.php. */
#include "php/compat.h"
#include "php/streams.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define DAY 86400.0

enum { LENGTH_MAX = 10000000, CONCURRENCY_MAX = 10000, ATTEMPTS_MAX = 1000000 };

void rtws_php_stream_defaults(rtws_stream_bounds_t *bounds)
{
	*bounds = (rtws_stream_bounds_t){ .length = 100000, .dead = 10000, .remember_ms = 3600000 };
}

static bool read_full(zval *value, rtws_stream_bounds_t *bounds)
{
	if (Z_ISUNDEF_P(value)) {
		return true;
	}
	bounds->drops_oldest = zend_string_equals_literal(Z_STR_P(value), "drop-oldest");
	if (bounds->drops_oldest || zend_string_equals_literal(Z_STR_P(value), "refuse")) {
		return true;
	}
	rtws_options_throw("", "full", "\"refuse\" or \"drop-oldest\"", value);
	return false;
}

bool rtws_php_read_stream_options(rtws_stream_bounds_t *bounds, HashTable *options)
{
	uint64_t length = bounds->length;
	uint64_t dead = bounds->dead;
	zval full;
	const rtws_option_t known[] = {
		{ "length", RTWS_OPTION_INT, &length, 1, LENGTH_MAX },
		{ "full", RTWS_OPTION_STRING, &full, 0, 0 },
		{ "dead", RTWS_OPTION_INT, &dead, 1, LENGTH_MAX },
		{ "remember", RTWS_OPTION_SECONDS, &bounds->remember_ms, 0, 30 * DAY },
	};

	if (!rtws_options_read(options, "", known, COUNT(known)) || !read_full(&full, bounds)) {
		return false;
	}
	bounds->length = (uint32_t) length;
	bounds->dead = (uint32_t) dead;
	return true;
}

/* ---- consume() ------------------------------------------------------------------------------- */

void rtws_php_consumer_defaults(rtws_consumer_terms_t *terms)
{
	*terms = (rtws_consumer_terms_t){
		.prefetch = 1,
		.attempts_max = 5,
		.delay_min_ms = 1000,
		.delay_max_ms = 60000,
		.lease_ms = 30000,
	};
}

static bool read_delay(zval *value, uint32_t *ms)
{
	double seconds = value == NULL                  ? -1
					 : Z_TYPE_P(value) == IS_LONG   ? (double) Z_LVAL_P(value)
					 : Z_TYPE_P(value) == IS_DOUBLE ? Z_DVAL_P(value)
													: -1;

	if (!(seconds >= 0 && seconds <= DAY)) {
		return false;
	}
	*ms = (uint32_t) (seconds * 1000 + 0.5);
	return true;
}

static bool read_backoff(zval *value, rtws_consumer_terms_t *terms)
{
	bool is_array = Z_TYPE_P(value) == IS_ARRAY;
	zval *min = is_array ? zend_hash_index_find_deref(Z_ARRVAL_P(value), 0) : value;
	zval *max = is_array ? zend_hash_index_find_deref(Z_ARRVAL_P(value), 1) : value;

	if (Z_ISUNDEF_P(value) ||
		(read_delay(min, &terms->delay_min_ms) && read_delay(max, &terms->delay_max_ms) &&
		 terms->delay_min_ms <= terms->delay_max_ms &&
		 (!is_array || zend_hash_num_elements(Z_ARRVAL_P(value)) == 2))) {
		return true;
	}
	rtws_options_throw("", "backoff", "seconds between 0 and 86400, or [min, max] of them", value);
	return false;
}

static bool read_from(zval *value, rtws_consumer_terms_t *terms)
{
	if (Z_ISUNDEF_P(value)) {
		return true;
	}
	terms->is_new_only = zend_string_equals_literal(Z_STR_P(value), "new");
	if (terms->is_new_only || zend_string_equals_literal(Z_STR_P(value), "beginning")) {
		return true;
	}
	rtws_options_throw("", "from", "\"beginning\" or \"new\"", value);
	return false;
}

bool rtws_php_read_consumer_options(rtws_consumer_terms_t *terms, HashTable *options)
{
	uint64_t concurrency = terms->prefetch;
	uint64_t attempts = terms->attempts_max;
	zval backoff, from;
	const rtws_option_t known[] = {
		{ "concurrency", RTWS_OPTION_INT, &concurrency, 1, CONCURRENCY_MAX },
		{ "attempts", RTWS_OPTION_INT, &attempts, 1, ATTEMPTS_MAX },
		{ "backoff", RTWS_OPTION_ANY, &backoff, 0, 0 },
		{ "from", RTWS_OPTION_STRING, &from, 0, 0 },
		{ "lease", RTWS_OPTION_SECONDS, &terms->lease_ms, 1, 3600 },
	};

	if (!rtws_options_read(options, "", known, COUNT(known)) || !read_backoff(&backoff, terms) ||
		!read_from(&from, terms)) {
		return false;
	}
	terms->prefetch = (uint32_t) concurrency;
	terms->attempts_max = (uint32_t) attempts;
	return true;
}
