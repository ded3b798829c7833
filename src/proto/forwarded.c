#include "proto/forwarded.h"

#include <string.h>

/* ---- lists, from their end ------------------------------------------------------------------ */

static bool is_space(char c)
{
	return c == ' ' || c == '\t';
}

static rtws_text_t trim(rtws_text_t text)
{
	while (text.len > 0 && is_space(text.at[0])) {
		text.at++;
		text.len--;
	}
	while (text.len > 0 && is_space(text.at[text.len - 1])) {
		text.len--;
	}
	return text;
}

/* Is the quote at this place a part of a string, written \" ? */
static bool is_escaped(rtws_text_t text, size_t at)
{
	size_t backslashes = 0;

	while (backslashes < at && text.at[at - 1 - backslashes] == '\\') {
		backslashes++;
	}
	return backslashes % 2 == 1;
}

/* Where the last part begins; a separator in a quoted string is none. */
static size_t start_of_last(rtws_text_t text, char separator)
{
	bool in_string = false;
	size_t at = text.len;

	while (at > 0 && (in_string || text.at[at - 1] != separator)) {
		at--;
		if (text.at[at] == '"' && !(in_string && is_escaped(text, at))) {
			in_string = !in_string;
		}
	}
	return at;
}

/* The last part, trimmed, and what is before it. False at the beginning. */
static bool take_last(rtws_text_t *rest, char separator, rtws_text_t *part)
{
	size_t at;

	if (rest->len == 0) {
		return false;
	}
	at = start_of_last(*rest, separator);
	*part = trim((rtws_text_t){ rest->at + at, rest->len - at });
	rest->len = at > 0 ? at - 1 : 0;
	return true;
}

/* Goes through all headers of one name as one list, the last element first. */
typedef struct {
	const rtws_request_t *request;
	const char *name;
	unsigned left; /* headers not yet looked at */
	rtws_text_t rest;
} walk_t;

static bool next_element(walk_t *walk, rtws_text_t *element)
{
	for (;;) {
		while (take_last(&walk->rest, ',', element)) {
			if (element->len > 0) {
				return true;
			}
		}
		if (walk->left == 0) {
			return false;
		}
		walk->left--;
		if (rtws_text_is(rtws_header_name(walk->request, &walk->request->headers[walk->left]),
						 walk->name)) {
			walk->rest = rtws_header_value(walk->request, &walk->request->headers[walk->left]);
		}
	}
}

static walk_t walk(const rtws_request_t *request, const char *name)
{
	return (walk_t){ request, name, request->header_count, { NULL, 0 } };
}

/* ---- values --------------------------------------------------------------------------------- */

/* ":" and digits, or nothing. RFC 7239 section 6 also knows "_port". */
static bool is_port(rtws_text_t text)
{
	size_t i = 1;

	if (text.len == 0) {
		return true;
	}
	if (text.at[0] != ':' || text.len < 2) {
		return false;
	}
	if (text.at[1] == '_') {
		return text.len > 2;
	}
	while (i < text.len && text.at[i] >= '0' && text.at[i] <= '9') {
		i++;
	}
	return i == text.len && text.len <= 6;
}

/* "192.0.2.1", "192.0.2.1:80", "[2001:db8::1]", "[2001:db8::1]:80", and without brackets, which
 * many X-Forwarded-For leave out. NONE for anything else: "unknown", "_hidden", garbage. */
static rtws_address_t parse_node(rtws_text_t text)
{
	const char *colon = text.len > 0 ? memchr(text.at, ':', text.len) : NULL;
	rtws_address_t address = { RTWS_ADDRESS_NONE, { 0 } };
	size_t len = text.len;

	if (len > 0 && text.at[0] == '[') {
		const char *end = memchr(text.at, ']', len);
		size_t inner = end != NULL ? (size_t) (end - text.at) - 1 : 0;

		if (end != NULL && memchr(text.at + 1, ':', inner) != NULL &&
			is_port((rtws_text_t){ end + 1, len - inner - 2 })) {
			rtws_address_parse(text.at + 1, inner, &address);
		}
		return address;
	}
	if (colon != NULL && memchr(colon + 1, ':', len - (size_t) (colon + 1 - text.at)) == NULL) {
		size_t before = (size_t) (colon - text.at);

		if (is_port((rtws_text_t){ colon, len - before })) {
			rtws_address_parse(text.at, before, &address);
		}
		return address;
	}
	rtws_address_parse(text.at, len, &address);
	return address;
}

static rtws_scheme_t parse_scheme(rtws_text_t text)
{
	if (rtws_text_is(text, "https") || rtws_text_is(text, "wss")) {
		return RTWS_SCHEME_SECURE;
	}
	return rtws_text_is(text, "http") || rtws_text_is(text, "ws") ? RTWS_SCHEME_PLAIN
																  : RTWS_SCHEME_UNTOLD;
}

static rtws_text_t parse_host(rtws_text_t text)
{
	return text.len > 0 && rtws_authority_is_valid(text) ? text : (rtws_text_t){ NULL, 0 };
}

/* ---- X-Forwarded-... ------------------------------------------------------------------------ */

static void read_x(const rtws_request_t *request, const rtws_ranges_t *trusted,
				   rtws_forwarded_t *out)
{
	walk_t nodes = walk(request, "x-forwarded-for");
	walk_t schemes = walk(request, "x-forwarded-proto");
	walk_t hosts = walk(request, "x-forwarded-host");
	rtws_text_t element;

	while (next_element(&nodes, &element)) {
		out->client = parse_node(element);
		if (!rtws_ranges_have(trusted, &out->client)) {
			break;
		}
	}
	if (next_element(&schemes, &element)) {
		out->scheme = parse_scheme(element);
	}
	if (next_element(&hosts, &element)) {
		out->host = parse_host(element);
	}
}

/* ---- Forwarded ------------------------------------------------------------------------------ */

typedef struct {
	rtws_text_t node, scheme, host; /* at is NULL when it is not there */
} element_t;

/* A token, or a quoted string, of which the quotes are taken off. What is escaped inside stays so:
 * nothing that is looked for needs an escape. */
static bool parse_value(rtws_text_t text, rtws_text_t *value)
{
	if (text.len >= 2 && text.at[0] == '"' && text.at[text.len - 1] == '"') {
		*value = (rtws_text_t){ text.at + 1, text.len - 2 };
		return true;
	}
	for (size_t i = 0; i < text.len; i++) {
		if (!rtws_is_token_char((unsigned char) text.at[i]) &&
			strchr(":[]", text.at[i]) == NULL) { /* which should be quoted, but often are not */
			return false;
		}
	}
	*value = text;
	return text.len > 0;
}

/* "name=value", no space around the '='; a name may not be there twice. */
static bool take_pair(element_t *element, rtws_text_t pair)
{
	const char *equals = memchr(pair.at, '=', pair.len);
	rtws_text_t *known = NULL;
	rtws_text_t name, value;

	if (equals == NULL) {
		return false;
	}
	name = (rtws_text_t){ pair.at, (size_t) (equals - pair.at) };
	if (!parse_value((rtws_text_t){ equals + 1, pair.len - name.len - 1 }, &value)) {
		return false;
	}
	if (rtws_text_is(name, "for")) {
		known = &element->node;
	} else if (rtws_text_is(name, "proto")) {
		known = &element->scheme;
	} else if (rtws_text_is(name, "host")) {
		known = &element->host;
	}
	if (known != NULL) {
		if (known->at != NULL) {
			return false;
		}
		*known = value;
	}
	return true;
}

static bool parse_element(rtws_text_t text, element_t *element)
{
	rtws_text_t pair;

	memset(element, 0, sizeof(*element));
	while (take_last(&text, ';', &pair)) {
		if (pair.len > 0 && !take_pair(element, pair)) {
			return false;
		}
	}
	return true;
}

static void read_rfc(const rtws_request_t *request, const rtws_ranges_t *trusted,
					 rtws_forwarded_t *out)
{
	walk_t elements = walk(request, "forwarded");
	rtws_text_t text;

	while (next_element(&elements, &text)) {
		element_t element;

		memset(out, 0, sizeof(*out));
		if (!parse_element(text, &element)) {
			return;
		}
		out->client = parse_node(element.node);
		out->scheme = parse_scheme(element.scheme);
		out->host = parse_host(element.host);
		if (!rtws_ranges_have(trusted, &out->client)) {
			return;
		}
	}
}

static bool has(const rtws_request_t *request, const char *name)
{
	return rtws_request_header(request, name, strlen(name)).at != NULL;
}

void rtws_forwarded_read(const rtws_request_t *request, const rtws_ranges_t *trusted,
						 rtws_forwarded_t *out)
{
	memset(out, 0, sizeof(*out));
	if (has(request, "forwarded") && !has(request, "x-forwarded-for")) {
		read_rfc(request, trusted, out);
	} else {
		read_x(request, trusted, out);
	}
}
