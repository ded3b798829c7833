#include "php/options.h"

#include "php/classes.h"
#include "php/compat.h"

#include <math.h>
#include <zend_exceptions.h>
#include <zend_smart_str.h>

/* A short form of any value for a message: 12, "text", array. */
static void describe(zval *value, char *out, size_t size)
{
	switch (Z_TYPE_P(value)) {
		case IS_LONG:
			snprintf(out, size, ZEND_LONG_FMT, Z_LVAL_P(value));
			break;
		case IS_DOUBLE:
			snprintf(out, size, "%g", Z_DVAL_P(value));
			break;
		case IS_STRING:
			snprintf(out, size, "\"%.60s\"", Z_STRVAL_P(value));
			break;
		default:
			snprintf(out, size, "%s", zend_zval_type_name(value));
	}
}

void rtws_options_throw(const char *path, const char *name, const char *what, zval *value)
{
	char text[80];

	describe(value, text, sizeof(text));
	zend_throw_exception_ex(rtws_ce_invalid_option, 0, "Option \"%s%s\" must be %s, %s given", path,
							name, what, text);
}

void rtws_options_throw_text(const char *format, const char *text)
{
	zend_throw_exception_ex(rtws_ce_invalid_option, 0, format, text);
}

/* ---- unknown keys --------------------------------------------------------------------------- */

/* Edit distance, for names of up to 31 bytes. */
static unsigned distance(const char *a, const char *b)
{
	size_t len = strlen(b);
	unsigned row[32];

	if (strlen(a) > 31 || len > 31) {
		return UINT_MAX;
	}
	for (unsigned k = 0; k <= len; k++) {
		row[k] = k;
	}
	for (unsigned i = 1; a[i - 1] != '\0'; i++) {
		unsigned diagonal = row[0];

		row[0] = i;
		for (unsigned k = 1; k <= len; k++) {
			unsigned change = diagonal + (a[i - 1] != b[k - 1]);
			unsigned best = row[k] < row[k - 1] ? row[k] + 1 : row[k - 1] + 1;

			diagonal = row[k];
			row[k] = change < best ? change : best;
		}
	}
	return row[len];
}

static void throw_unknown(const char *path, const char *name, const rtws_option_t *options,
						  size_t count)
{
	const char *nearest = NULL;
	unsigned best = 4;
	smart_str known = { 0 };

	for (size_t i = 0; i < count; i++) {
		unsigned d = distance(name, options[i].name);

		if (d < best && 2 * d <= strlen(name)) { /* half of a short name is another name */
			best = d;
			nearest = options[i].name;
		}
		smart_str_appends(&known, i > 0 ? ", " : "");
		smart_str_appends(&known, options[i].name);
	}
	smart_str_0(&known);
	if (nearest != NULL) {
		zend_throw_exception_ex(rtws_ce_invalid_option, 0,
								"Unknown option \"%s%s\", did you mean \"%s%s\"?", path, name, path,
								nearest);
	} else {
		zend_throw_exception_ex(rtws_ce_invalid_option, 0, "Unknown option \"%s%s\", known are: %s",
								path, name, known.s != NULL ? ZSTR_VAL(known.s) : "none");
	}
	smart_str_free(&known);
}

/* ---- values --------------------------------------------------------------------------------- */

static bool number_of(zval *value, double *number)
{
	if (Z_TYPE_P(value) == IS_LONG) {
		*number = (double) Z_LVAL_P(value);
		return true;
	}
	if (Z_TYPE_P(value) == IS_DOUBLE) {
		*number = Z_DVAL_P(value);
		return isfinite(*number);
	}
	return false;
}

static bool read_int(const char *path, const rtws_option_t *option, zval *value)
{
	char what[80];

	if (Z_TYPE_P(value) == IS_LONG && (double) Z_LVAL_P(value) >= option->min &&
		(double) Z_LVAL_P(value) <= option->max) {
		*(uint64_t *) option->target = (uint64_t) Z_LVAL_P(value);
		return true;
	}
	snprintf(what, sizeof(what), "an int between %.0f and %.0f", option->min, option->max);
	rtws_options_throw(path, option->name, what, value);
	return false;
}

static bool read_seconds(const char *path, const rtws_option_t *option, zval *value)
{
	char what[80];
	double seconds;

	if (number_of(value, &seconds) && seconds >= option->min && seconds <= option->max) {
		*(uint32_t *) option->target = (uint32_t) (seconds * 1000 + 0.5);
		return true;
	}
	snprintf(what, sizeof(what), "a number of seconds between %g and %g", option->min, option->max);
	rtws_options_throw(path, option->name, what, value);
	return false;
}

static bool is_text(zval *value)
{
	return Z_TYPE_P(value) == IS_STRING && Z_STRLEN_P(value) > 0 &&
		   strlen(Z_STRVAL_P(value)) == Z_STRLEN_P(value);
}

static bool are_strings(zval *value)
{
	zval *item;

	if (is_text(value)) {
		return true;
	}
	if (Z_TYPE_P(value) != IS_ARRAY) {
		return false;
	}
	ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(value), item)
	{
		ZVAL_DEREF(item);
		if (!is_text(item)) {
			return false;
		}
	}
	ZEND_HASH_FOREACH_END();
	return zend_hash_num_elements(Z_ARRVAL_P(value)) > 0;
}

static bool read_one(const char *path, const rtws_option_t *option, zval *value)
{
	const char *what;

	switch (option->type) {
		case RTWS_OPTION_INT:
			return read_int(path, option, value);
		case RTWS_OPTION_SECONDS:
			return read_seconds(path, option, value);
		case RTWS_OPTION_TIMEOUT:
			if (Z_TYPE_P(value) == IS_FALSE) {
				*(uint32_t *) option->target = 0;
				return true;
			}
			return read_seconds(path, option, value);
		case RTWS_OPTION_BOOL:
			if (Z_TYPE_P(value) == IS_TRUE || Z_TYPE_P(value) == IS_FALSE) {
				*(bool *) option->target = Z_TYPE_P(value) == IS_TRUE;
				return true;
			}
			what = "a bool";
			break;
		case RTWS_OPTION_STRING:
			if (is_text(value)) {
				ZVAL_COPY_VALUE((zval *) option->target, value);
				return true;
			}
			what = "a string that is not empty";
			break;
		case RTWS_OPTION_STRINGS:
			if (are_strings(value)) {
				ZVAL_COPY_VALUE((zval *) option->target, value);
				return true;
			}
			what = "a string or a list of strings";
			break;
		default:
			ZVAL_COPY_VALUE((zval *) option->target, value);
			return true;
	}
	rtws_options_throw(path, option->name, what, value);
	return false;
}

bool rtws_options_read(HashTable *given, const char *path, const rtws_option_t *options,
					   size_t count)
{
	zend_string *key;
	zend_ulong index;
	zval *value;

	for (size_t i = 0; i < count; i++) {
		if (options[i].type >= RTWS_OPTION_STRING) {
			ZVAL_UNDEF((zval *) options[i].target);
		}
	}
	ZEND_HASH_FOREACH_KEY_VAL(given, index, key, value)
	{
		size_t i = 0;

		ZVAL_DEREF(value);
		while (key != NULL && i < count && strcmp(options[i].name, ZSTR_VAL(key)) != 0) {
			i++;
		}
		if (key == NULL) {
			int name_len = *path != '\0' ? (int) strlen(path) - 1 : 0; /* without its dot */

			zend_throw_exception_ex(rtws_ce_invalid_option, 0,
									"Options are named, but key " ZEND_LONG_FMT
									"%s%.*s is a number",
									(zend_long) index, name_len > 0 ? " of " : "", name_len, path);
			return false;
		}
		if (i == count) {
			throw_unknown(path, ZSTR_VAL(key), options, count);
			return false;
		}
		if (!read_one(path, &options[i], value)) {
			return false;
		}
	}
	ZEND_HASH_FOREACH_END();
	return true;
}

bool rtws_options_copy_strings(zval *value, rtws_strings_t *out)
{
	zval *item;
	int error = 0;

	if (Z_TYPE_P(value) == IS_STRING) {
		error = rtws_strings_add(out, Z_STRVAL_P(value), Z_STRLEN_P(value));
	} else {
		ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(value), item)
		{
			ZVAL_DEREF(item);
			error |= rtws_strings_add(out, Z_STRVAL_P(item), Z_STRLEN_P(item));
		}
		ZEND_HASH_FOREACH_END();
	}
	if (error != 0) {
		zend_throw_error(NULL, "Out of memory");
	}
	return error == 0;
}
