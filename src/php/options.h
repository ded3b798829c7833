/*
 * Options: from an array with string keys to settings, strictly. An unknown key, a wrong type or a
 * value out of range is a Rtws\InvalidOption that names the key, the value and what would be right.
 */
#ifndef RTWS_PHP_OPTIONS_H
#define RTWS_PHP_OPTIONS_H

#include "core/endpoint.h"

#include <php.h>

typedef enum {
	RTWS_OPTION_BOOL,    /* bool * */
	RTWS_OPTION_INT,     /* uint64_t * */
	RTWS_OPTION_SECONDS, /* uint32_t *, in milliseconds */
	RTWS_OPTION_TIMEOUT, /* the same; false is 0 */
	RTWS_OPTION_STRING,  /* zval *: borrowed, as the following are */
	RTWS_OPTION_STRINGS, /* zval *: a string or a list of strings, checked */
	RTWS_OPTION_ANY      /* zval *: whatever it is */
} rtws_option_type_t;

typedef struct rtws_option {
	const char *name;
	rtws_option_type_t type;
	void *target; /* when the option is not given: a zval is undefined, else left alone */
	double min;   /* of numbers */
	double max;
} rtws_option_t;

/*
 * path: where these options are, for messages: "" or "limits.". False with an exception.
 */
bool rtws_options_read(HashTable *given, const char *path, const rtws_option_t *options,
					   size_t count);

/* Copies a value that was read as RTWS_OPTION_STRINGS. False with an exception. */
bool rtws_options_copy_strings(zval *value, rtws_strings_t *out);

/* Throws: option "name" must be <what>, <value> given. */
void rtws_options_throw(const char *path, const char *name, const char *what, zval *value);

/* Throws a sentence; format has one %s, for text. */
void rtws_options_throw_text(const char *format, const char *text);

#endif
