#include "proto/http_request.h"

#include <stdlib.h>
#include <string.h>

#define REFUSE(status, reason) (*why = (reason), (status))

/* ---- text --------------------------------------------------------------------------------- */

bool rtws_is_token_char(unsigned char c)
{
	if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
		return true;
	}
	return c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static rtws_text_t trim(rtws_text_t text)
{
	while (text.len > 0 && is_blank(text.at[0])) {
		text.at++;
		text.len--;
	}
	while (text.len > 0 && is_blank(text.at[text.len - 1])) {
		text.len--;
	}
	return text;
}

/* The bytes before the next comma that is not inside a quoted string. */
static size_t len_to_comma(rtws_text_t text)
{
	bool is_quoted = false;
	size_t i = 0;

	for (; i < text.len && (is_quoted || text.at[i] != ','); i++) {
		if (text.at[i] == '"') {
			is_quoted = !is_quoted;
		} else if (is_quoted && text.at[i] == '\\' && i + 1 < text.len) {
			i++;
		}
	}
	return i;
}

bool rtws_text_next(rtws_text_t *rest, rtws_text_t *element)
{
	while (rest->len > 0) {
		size_t len = len_to_comma(*rest);

		*element = trim((rtws_text_t){ rest->at, len });
		len += len < rest->len ? 1 : 0;
		rest->at += len;
		rest->len -= len;
		if (element->len > 0) {
			return true;
		}
	}
	return false;
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9') {
		return c - '0';
	}
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

ptrdiff_t rtws_percent_decode(rtws_text_t text, char *out)
{
	char *at = out;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];

		if (c == '%') {
			int high = i + 2 < text.len ? hex_value(text.at[i + 1]) : -1;
			int low = high >= 0 ? hex_value(text.at[i + 2]) : -1;

			if (low < 0 || high * 16 + low == 0) {
				return -1;
			}
			c = (char) (high * 16 + low);
			i += 2;
		}
		*at++ = c;
	}
	return at - out;
}

/* ---- looking up --------------------------------------------------------------------------- */

rtws_text_t rtws_request_header(const rtws_request_t *request, const char *name, size_t name_len)
{
	for (unsigned i = 0; i < request->header_count; i++) {
		const rtws_header_t *h = &request->headers[i];

		if (rtws_text_equals(rtws_header_name(request, h), (rtws_text_t){ name, name_len })) {
			return rtws_header_value(request, h);
		}
	}
	return (rtws_text_t){ NULL, 0 };
}

bool rtws_request_has_token(const rtws_request_t *request, const char *name, const char *token)
{
	for (unsigned i = 0; i < request->header_count; i++) {
		const rtws_header_t *h = &request->headers[i];
		rtws_text_t rest = rtws_header_value(request, h);
		rtws_text_t element;

		if (!rtws_text_is(rtws_header_name(request, h), name)) {
			continue;
		}
		while (rtws_text_next(&rest, &element)) {
			if (rtws_text_is(element, token)) {
				return true;
			}
		}
	}
	return false;
}

/* ---- the request line --------------------------------------------------------------------- */

static bool is_authority_char(unsigned char c)
{
	/* RFC 3986 section 3.2.2, brackets and colon included; '@' is not allowed in HTTP */
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		   (c != '\0' && strchr("-._~!$&'()*+;=:[]%", c) != NULL);
}

bool rtws_authority_is_valid(rtws_text_t authority)
{
	for (size_t i = 0; i < authority.len; i++) {
		if (!is_authority_char((unsigned char) authority.at[i])) {
			return false;
		}
	}
	return true;
}

/*
 * The scheme and authority of an absolute target say nothing new: the path begins after them. NULL
 * when that is not so.
 */
static const char *skip_authority(const char *at, const char *end)
{
	rtws_text_t target = { at, (size_t) (end - at) };
	const char *slash;

	if (target.len >= 7 && rtws_text_is((rtws_text_t){ at, 7 }, "http://")) {
		at += 7;
	} else if (target.len >= 8 && rtws_text_is((rtws_text_t){ at, 8 }, "https://")) {
		at += 8;
	} else {
		return at;
	}
	slash = memchr(at, '/', (size_t) (end - at));
	if (slash == NULL || slash == at ||
		!rtws_authority_is_valid((rtws_text_t){ at, (size_t) (slash - at) })) {
		return NULL;
	}
	return slash;
}

static int parse_target(rtws_request_t *request, const char *at, const char *end, const char **why)
{
	const char *mark;

	if (end - at == 1 && *at == '*' && rtws_text_is_exactly(request->method, "OPTIONS")) {
		request->target = request->raw_path = (rtws_text_t){ at, 1 };
		request->query = (rtws_text_t){ end, 0 };
		return 0;
	}
	at = skip_authority(at, end);
	if (at == NULL || at == end || *at != '/') {
		return REFUSE(400, "the request target must begin with '/'");
	}
	for (const char *c = at; c < end; c++) {
		if ((unsigned char) *c <= ' ' || *c == 0x7f || *c == '#') {
			return REFUSE(400, "character not allowed in the request target");
		}
	}
	mark = memchr(at, '?', (size_t) (end - at));
	request->target = (rtws_text_t){ at, (size_t) (end - at) };
	request->raw_path = (rtws_text_t){ at, (size_t) ((mark != NULL ? mark : end) - at) };
	request->query = mark != NULL ? (rtws_text_t){ mark + 1, (size_t) (end - mark - 1) }
								  : (rtws_text_t){ end, 0 };
	return 0;
}

/* "GET /path?query HTTP/1.1", without its line end. */
static int parse_request_line(rtws_request_t *request, const char *at, const char *end,
							  const char **why)
{
	const char *method = at;
	const char *version;

	while (at < end && rtws_is_token_char((unsigned char) *at)) {
		at++;
	}
	if (at == method || at == end || *at != ' ') {
		return REFUSE(400, "malformed request line");
	}
	request->method = (rtws_text_t){ method, (size_t) (at - method) };
	at++;
	version = memrchr(at, ' ', (size_t) (end - at));
	if (version == NULL || end - version != 9 || memcmp(version + 1, "HTTP/", 5) != 0 ||
		version[7] != '.') {
		return REFUSE(400, "malformed request line");
	}
	if (version[6] != '1' || (version[8] != '0' && version[8] != '1')) {
		return REFUSE(505, "HTTP/1.1 only");
	}
	request->minor = (uint8_t) (version[8] - '0');
	return parse_target(request, at, version, why);
}

/* ---- headers ------------------------------------------------------------------------------ */

static bool value_is_allowed(rtws_text_t value)
{
	for (size_t i = 0; i < value.len; i++) {
		unsigned char c = (unsigned char) value.at[i];

		if ((c < ' ' && c != '\t') || c == 0x7f) {
			return false;
		}
	}
	return true;
}

/* "Name: value", without its line end. */
static int parse_header(rtws_request_t *request, const char *at, const char *end, const char **why)
{
	const char *name = at;
	rtws_text_t value;

	if (request->header_count == RTWS_HEADERS_MAX) {
		return REFUSE(431, "too many headers");
	}
	while (at < end && rtws_is_token_char((unsigned char) *at)) {
		at++;
	}
	if (at == name || at == end || *at != ':' || at - name > UINT16_MAX) {
		return REFUSE(400, "malformed header");
	}
	value = trim((rtws_text_t){ at + 1, (size_t) (end - at - 1) });
	if (!value_is_allowed(value)) {
		return REFUSE(400, "control character in a header");
	}
	request->headers[request->header_count++] = (rtws_header_t){
		.name = (uint32_t) (name - request->head),
		.name_len = (uint16_t) (at - name),
		.value = (uint32_t) (value.at - request->head),
		.value_len = (uint32_t) value.len,
	};
	return 0;
}

static int read_length(rtws_request_t *request, rtws_text_t value, const char **why)
{
	if (value.len == 0 || value.len > 18) {
		return REFUSE(400, "bad Content-Length");
	}
	for (size_t i = 0; i < value.len; i++) {
		if (value.at[i] < '0' || value.at[i] > '9') {
			return REFUSE(400, "bad Content-Length");
		}
		request->content_length = request->content_length * 10 + (uint64_t) (value.at[i] - '0');
	}
	return 0;
}

/* What the headers mean for where the request ends and what becomes of the connection. */
static int read_framing(rtws_request_t *request, const char **why)
{
	unsigned hosts = 0;
	unsigned lengths = 0;
	unsigned codings = 0;

	for (unsigned i = 0; i < request->header_count; i++) {
		rtws_text_t name = rtws_header_name(request, &request->headers[i]);
		rtws_text_t value = rtws_header_value(request, &request->headers[i]);

		if (rtws_text_is(name, "host")) {
			hosts += rtws_authority_is_valid(value) ? 1 : 2;
		} else if (rtws_text_is(name, "content-length")) {
			if (lengths++ > 0 || read_length(request, value, why) != 0) {
				return REFUSE(400, "bad Content-Length");
			}
		} else if (rtws_text_is(name, "transfer-encoding")) {
			codings++;
			request->is_chunked = rtws_text_is(value, "chunked");
		} else if (rtws_text_is(name, "expect")) {
			request->expects_continue = request->minor == 1 && rtws_text_is(value, "100-continue");
		}
	}
	if (hosts > 1 || (hosts == 0 && request->minor == 1)) {
		return REFUSE(400, "exactly one valid Host header is required");
	}
	if (codings == 0) {
		return 0;
	}
	if (lengths > 0 || request->minor == 0 || codings > 1) {
		return REFUSE(400, "Transfer-Encoding beside Content-Length, twice, or in HTTP/1.0");
	}
	if (!request->is_chunked) {
		return REFUSE(501, "no transfer coding but chunked is supported");
	}
	return 0;
}

static void read_connection(rtws_request_t *request)
{
	bool close = rtws_request_has_token(request, "connection", "close");

	request->keep_alive = !close && (request->minor == 1 ||
									 rtws_request_has_token(request, "connection", "keep-alive"));
	request->wants_upgrade = rtws_request_has_token(request, "connection", "upgrade");
	request->wants_websocket = rtws_request_has_token(request, "upgrade", "websocket");
}

/* ---- the whole ---------------------------------------------------------------------------- */

static int parse_lines(rtws_request_t *request, size_t len, const char **why)
{
	const char *at = request->head;
	const char *end = at + len;
	bool first = true;

	while (at < end) {
		const char *line_end = memchr(at, '\n', (size_t) (end - at));
		int status = 0;

		if (line_end == NULL || line_end == at || line_end[-1] != '\r') {
			return REFUSE(400, "lines must end with CR LF");
		}
		if (first) {
			status = parse_request_line(request, at, line_end - 1, why);
		} else if (line_end - 1 == at) {
			return line_end + 1 == end ? 0 : REFUSE(400, "malformed header");
		} else {
			status = parse_header(request, at, line_end - 1, why);
		}
		if (status != 0) {
			return status;
		}
		first = false;
		at = line_end + 1;
	}
	return REFUSE(400, "the head has no end");
}

static int decode_path(rtws_request_t *request, size_t head_len, const char **why)
{
	char *out = request->head + head_len;
	ptrdiff_t len = rtws_percent_decode(request->raw_path, out);

	if (len < 0) {
		return REFUSE(400, "bad percent escape in the path");
	}
	request->path = (rtws_text_t){ out, (size_t) len };
	return 0;
}

static unsigned count_lines(const char *head, size_t len)
{
	unsigned lines = 0;

	for (const char *at = head; (at = memchr(at, '\n', (size_t) (head + len - at))) != NULL; at++) {
		lines++;
	}
	return lines;
}

int rtws_request_parse(const char *head, size_t len, rtws_request_t **out, const char **why)
{
	unsigned room = count_lines(head, len);
	const char *line_end = memchr(head, '\n', len);
	size_t path_max = line_end != NULL ? (size_t) (line_end - head) : len;
	rtws_request_t *request;
	int status;

	if (room > RTWS_HEADERS_MAX) {
		room = RTWS_HEADERS_MAX;
	}
	/* the decoded path is never longer than the request line */
	request = malloc(sizeof(*request) + room * sizeof(rtws_header_t) + len + path_max);
	if (request == NULL) {
		return REFUSE(503, "out of memory");
	}
	memset(request, 0, sizeof(*request));
	request->refs = 1;
	request->headers = (rtws_header_t *) (request + 1);
	request->head = (char *) (request->headers + room);
	memcpy(request->head, head, len);
	status = parse_lines(request, len, why);
	if (status == 0) {
		status = decode_path(request, len, why);
	}
	if (status == 0) {
		status = read_framing(request, why);
	}
	if (status != 0) {
		rtws_request_unref(request);
		return status;
	}
	read_connection(request);
	*out = request;
	return 0;
}

void rtws_request_unref(rtws_request_t *request)
{
	if (--request->refs == 0) {
		rtws_buffer_clear(&request->body);
		rtws_buffer_clear(&request->answer_headers);
		free(request->params);
		free(request->peer_subject);
		free(request);
	}
}
