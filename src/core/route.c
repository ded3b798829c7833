#include "core/route.h"

#include "util/error.h"

#include <stdlib.h>
#include <string.h>

/* The text up to the next '/', and the cursor moved behind that; false at the end. */
static bool next_part(const char **at, const char *end, rtws_text_t *part)
{
	const char *slash;

	if (*at >= end) {
		return false;
	}
	slash = memchr(*at, '/', (size_t) (end - *at));
	*part = (rtws_text_t){ *at, (size_t) ((slash != NULL ? slash : end) - *at) };
	*at = slash != NULL ? slash + 1 : end;
	return true;
}

static bool is_placeholder(rtws_text_t part)
{
	return part.len > 2 && part.at[0] == '{' && part.at[part.len - 1] == '}';
}

/* {name...}: all that is left of the path. */
static bool is_rest(rtws_text_t part)
{
	return is_placeholder(part) && part.len > 5 && memcmp(part.at + part.len - 4, "...", 3) == 0;
}

/* Without braces and dots. */
static rtws_text_t name_of(rtws_text_t part)
{
	return (rtws_text_t){ part.at + 1, part.len - (is_rest(part) ? 5 : 2) };
}

static bool name_is_valid(rtws_text_t name)
{
	for (size_t i = 0; i < name.len; i++) {
		char c = name.at[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';

		if (!letter && !(i > 0 && c >= '0' && c <= '9')) {
			return false;
		}
	}
	return true;
}

static bool is_named_before(const char *from, rtws_text_t part)
{
	rtws_text_t name = name_of(part);
	const char *at = from;
	rtws_text_t other;

	while (at < part.at && next_part(&at, part.at, &other)) {
		if (is_placeholder(other) && rtws_text_equals(name_of(other), name)) {
			return true;
		}
	}
	return false;
}

static int check_part(rtws_route_t *route, const char *pattern, rtws_text_t part, const char **why)
{
	if (route->has_rest) {
		*why = "nothing may follow {placeholder...}";
		return RTWS_E_INVALID;
	}
	if (is_placeholder(part)) {
		if (!name_is_valid(name_of(part))) {
			*why = "a {placeholder} is named with letters, digits and '_'";
			return RTWS_E_INVALID;
		}
		if (is_named_before(pattern, part)) {
			*why = "a {placeholder} may not occur twice";
			return RTWS_E_INVALID;
		}
		if (route->placeholders == RTWS_PARAMS_MAX) {
			*why = "at most 8 {placeholders} are possible";
			return RTWS_E_INVALID;
		}
		route->placeholders++;
		route->has_rest = is_rest(part);
		return 0;
	}
	if (memchr(part.at, '{', part.len) != NULL || memchr(part.at, '}', part.len) != NULL) {
		*why = "a {placeholder} must be a whole part of the path";
		return RTWS_E_INVALID;
	}
	return 0;
}

int rtws_route_init(rtws_route_t *route, const char *pattern, size_t len, const char **why)
{
	const char *at = pattern + 1;
	rtws_text_t part;

	*route = (rtws_route_t){ NULL, 0, false };
	if (len == 0 || pattern[0] != '/') {
		*why = "it must begin with '/'";
		return RTWS_E_INVALID;
	}
	for (size_t i = 0; i < len; i++) {
		if ((unsigned char) pattern[i] < ' ' || strchr("?#", pattern[i]) != NULL) {
			*why = "it may not hold '?', '#' or control characters";
			return RTWS_E_INVALID;
		}
	}
	while (next_part(&at, pattern + len, &part)) {
		int error = check_part(route, pattern + 1, part, why);

		if (error != 0) {
			return error;
		}
	}
	if (route->has_rest && pattern[len - 1] == '/') {
		*why = "nothing may follow {placeholder...}";
		return RTWS_E_INVALID;
	}
	route->pattern = strndup(pattern, len);
	return route->pattern != NULL ? 0 : RTWS_E_NOMEM;
}

void rtws_route_clear(rtws_route_t *route)
{
	free(route->pattern);
	route->pattern = NULL;
}

/* Is the part, percent-decoded, this text? */
static bool part_is(rtws_text_t part, rtws_text_t literal)
{
	size_t at = 0;

	if (memchr(part.at, '%', part.len) == NULL) {
		return part.len == literal.len && memcmp(part.at, literal.at, part.len) == 0;
	}
	for (size_t i = 0; i < part.len; i++, at++) {
		rtws_text_t one = { part.at + i, part.at[i] == '%' ? 3 : 1 };
		char c;

		if (at == literal.len || i + one.len > part.len || rtws_percent_decode(one, &c) != 1 ||
			c != literal.at[at]) {
			return false;
		}
		i += one.len - 1;
	}
	return at == literal.len;
}

static bool ends_with_slash(const char *from, const char *end)
{
	return end > from && end[-1] == '/';
}

bool rtws_route_matches(const rtws_route_t *route, const rtws_request_t *request)
{
	const char *pattern = route->pattern + 1;
	const char *pattern_end = pattern + strlen(pattern);
	const char *path = request->raw_path.at + 1;
	const char *path_end = request->raw_path.at + request->raw_path.len;
	rtws_text_t wanted;
	rtws_text_t part;

	if (request->raw_path.at[0] != '/') {
		return false;
	}
	if (!route->has_rest &&
		ends_with_slash(pattern, pattern_end) != ends_with_slash(path, path_end)) {
		return false;
	}
	while (next_part(&pattern, pattern_end, &wanted)) {
		if (is_rest(wanted)) {
			return true;
		}
		if (!next_part(&path, path_end, &part)) {
			return false;
		}
		if (is_placeholder(wanted) ? part.len == 0 : !part_is(part, wanted)) {
			return false;
		}
	}
	return path == path_end;
}

int rtws_route_bind(const rtws_route_t *route, rtws_request_t *request)
{
	const char *pattern = route->pattern + 1;
	const char *pattern_end = pattern + strlen(pattern);
	const char *path = request->raw_path.at + 1;
	const char *path_end = request->raw_path.at + request->raw_path.len;
	rtws_text_t wanted;
	rtws_text_t part;
	char *out;

	if (route->placeholders == 0 || request->params != NULL) {
		return 0;
	}
	/* one block: the params, then their values, which together are no longer than the path */
	request->params = malloc(route->placeholders * sizeof(rtws_param_t) + request->raw_path.len);
	if (request->params == NULL) {
		return RTWS_E_NOMEM;
	}
	out = (char *) (request->params + route->placeholders);
	while (next_part(&pattern, pattern_end, &wanted)) {
		ptrdiff_t len;

		if (is_rest(wanted)) {
			part = (rtws_text_t){ path, (size_t) (path_end - path) };
		} else {
			next_part(&path, path_end, &part);
		}
		if (!is_placeholder(wanted)) {
			continue;
		}
		len = rtws_percent_decode(part, out); /* the whole path was decoded before: it is valid */
		request->params[request->param_count++] =
			(rtws_param_t){ name_of(wanted), { out, (size_t) len } };
		out += len;
	}
	return 0;
}

bool rtws_route_is_prefix(const rtws_route_t *route, const rtws_request_t *request,
						  rtws_text_t *rest)
{
	size_t len = strlen(route->pattern);
	rtws_text_t path = request->path;

	if (len > 1 && route->pattern[len - 1] == '/') {
		len--; /* "/static/" serves "/static" as well */
	}
	if (path.len < len || memcmp(path.at, route->pattern, len) != 0) {
		return false;
	}
	if (len > 1 && path.len > len && path.at[len] != '/') {
		return false;
	}
	path.at += len;
	path.len -= len;
	while (path.len > 0 && path.at[0] == '/') {
		path.at++;
		path.len--;
	}
	*rest = path;
	return true;
}
