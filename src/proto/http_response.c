#include "proto/http_response.h"

#include "proto/http_request.h"
#include "util/error.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

void rtws_response_init(rtws_response_t *response, int status)
{
	memset(response, 0, sizeof(*response));
	response->status = status;
	response->file = -1;
}

void rtws_response_clear(rtws_response_t *response)
{
	rtws_buffer_clear(&response->headers);
	rtws_buffer_clear(&response->body);
	if (response->file >= 0) {
		close(response->file);
		response->file = -1;
	}
}

const char *rtws_status_text(int status)
{
	static const struct {
		int status;
		const char *text;
	} known[] = {
		{ 100, "Continue" },
		{ 101, "Switching Protocols" },
		{ 200, "OK" },
		{ 201, "Created" },
		{ 202, "Accepted" },
		{ 204, "No Content" },
		{ 206, "Partial Content" },
		{ 301, "Moved Permanently" },
		{ 302, "Found" },
		{ 303, "See Other" },
		{ 304, "Not Modified" },
		{ 307, "Temporary Redirect" },
		{ 308, "Permanent Redirect" },
		{ 400, "Bad Request" },
		{ 401, "Unauthorized" },
		{ 402, "Payment Required" },
		{ 403, "Forbidden" },
		{ 404, "Not Found" },
		{ 405, "Method Not Allowed" },
		{ 406, "Not Acceptable" },
		{ 408, "Request Timeout" },
		{ 409, "Conflict" },
		{ 410, "Gone" },
		{ 411, "Length Required" },
		{ 412, "Precondition Failed" },
		{ 413, "Content Too Large" },
		{ 414, "URI Too Long" },
		{ 415, "Unsupported Media Type" },
		{ 416, "Range Not Satisfiable" },
		{ 417, "Expectation Failed" },
		{ 418, "I'm a teapot" },
		{ 421, "Misdirected Request" },
		{ 422, "Unprocessable Content" },
		{ 423, "Locked" },
		{ 425, "Too Early" },
		{ 426, "Upgrade Required" },
		{ 428, "Precondition Required" },
		{ 429, "Too Many Requests" },
		{ 431, "Request Header Fields Too Large" },
		{ 451, "Unavailable For Legal Reasons" },
		{ 500, "Internal Server Error" },
		{ 501, "Not Implemented" },
		{ 502, "Bad Gateway" },
		{ 503, "Service Unavailable" },
		{ 504, "Gateway Timeout" },
		{ 505, "HTTP Version Not Supported" },
		{ 507, "Insufficient Storage" },
	};
	static const char *const classes[] = { "Informational", "Success", "Redirection",
										   "Client Error", "Server Error" };

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (known[i].status == status) {
			return known[i].text;
		}
	}
	return status >= 100 && status < 600 ? classes[status / 100 - 1] : "Unknown";
}

int rtws_response_explain(rtws_response_t *response, const char *why)
{
	const char *text = rtws_status_text(response->status);

	rtws_response_header(response, "Content-Type", 12, "text/plain; charset=utf-8", 25);
	if (why == NULL || *why == '\0') {
		return rtws_buffer_printf(&response->body, "%d %s\n", response->status, text);
	}
	return rtws_buffer_printf(&response->body, "%d %s: %s\n", response->status, text, why);
}

static bool is_ours(const char *name, size_t len)
{
	static const char *const ours[] = { "content-length", "transfer-encoding", "connection",
										"date" };

	for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++) {
		if (rtws_text_is((rtws_text_t){ name, len }, ours[i])) {
			return true;
		}
	}
	return false;
}

static bool is_allowed(const char *name, size_t name_len, const char *value, size_t value_len)
{
	for (size_t i = 0; i < name_len; i++) {
		if (!rtws_is_token_char((unsigned char) name[i])) {
			return false;
		}
	}
	for (size_t i = 0; i < value_len; i++) {
		unsigned char c = (unsigned char) value[i];

		if ((c < ' ' && c != '\t') || c == 0x7f) {
			return false;
		}
	}
	return name_len > 0 && !is_ours(name, name_len);
}

int rtws_response_header(rtws_response_t *response, const char *name, size_t name_len,
						 const char *value, size_t value_len)
{
	rtws_buffer_t *out = &response->headers;

	if (!is_allowed(name, name_len, value, value_len)) {
		return RTWS_E_INVALID;
	}
	if (rtws_buffer_reserve(out, name_len + value_len + 4) != 0) {
		return RTWS_E_NOMEM;
	}
	rtws_buffer_append(out, name, name_len);
	rtws_buffer_append(out, ": ", 2);
	rtws_buffer_append(out, value, value_len);
	rtws_buffer_append(out, "\r\n", 2);
	return 0;
}

/* The first line of some headers, and those after it. False at the end. */
static bool next_line(rtws_text_t *rest, rtws_text_t *line)
{
	if (rest->len == 0) {
		return false;
	}
	line->at = rest->at;
	line->len = (size_t) ((const char *) memchr(rest->at, '\n', rest->len) + 1 - rest->at);
	rest->at += line->len;
	rest->len -= line->len;
	return true;
}

static rtws_text_t name_of(rtws_text_t line)
{
	return (rtws_text_t){ line.at,
						  (size_t) ((const char *) memchr(line.at, ':', line.len) - line.at) };
}

static bool has_header(const rtws_buffer_t *headers, rtws_text_t name)
{
	rtws_text_t rest = { (const char *) headers->bytes, headers->len };
	rtws_text_t line;

	while (next_line(&rest, &line)) {
		if (rtws_text_equals(name_of(line), name)) {
			return true;
		}
	}
	return false;
}

bool rtws_response_has(const rtws_response_t *response, const char *name)
{
	return has_header(&response->headers, (rtws_text_t){ name, strlen(name) });
}

int rtws_response_add_missing(rtws_response_t *response, const rtws_buffer_t *headers)
{
	rtws_text_t rest = { (const char *) headers->bytes, headers->len };
	rtws_text_t line;

	while (next_line(&rest, &line)) {
		rtws_text_t name = name_of(line);

		if ((rtws_text_is(name, "vary") || !has_header(&response->headers, name)) &&
			rtws_buffer_append(&response->headers, line.at, line.len) != 0) {
			return RTWS_E_NOMEM;
		}
	}
	return 0;
}

/* ---- dates -------------------------------------------------------------------------------- */

static const char days[7][4] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
static const char months[12][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
									"Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

static void put_two(char *out, int value)
{
	out[0] = (char) ('0' + value / 10 % 10);
	out[1] = (char) ('0' + value % 10);
}

/* By hand: strftime() speaks the language of the locale. */
void rtws_http_date(int64_t seconds, char *out)
{
	time_t t = (time_t) seconds;
	struct tm tm;

	if (gmtime_r(&t, &tm) == NULL || tm.tm_year > 9999 - 1900) {
		t = 0; /* no date that HTTP could write */
		gmtime_r(&t, &tm);
	}
	memcpy(out, "Sun, 06 Nov 1994 08:49:37 GMT", 30);
	memcpy(out, days[tm.tm_wday], 3);
	put_two(out + 5, tm.tm_mday);
	memcpy(out + 8, months[tm.tm_mon], 3);
	put_two(out + 12, (tm.tm_year + 1900) / 100);
	put_two(out + 14, tm.tm_year + 1900);
	put_two(out + 17, tm.tm_hour);
	put_two(out + 20, tm.tm_min);
	put_two(out + 23, tm.tm_sec);
}

/* Two digits, at most max; -1 for anything else. */
static int two(const char *at, int max)
{
	int value;

	if (at[0] < '0' || at[0] > '9' || at[1] < '0' || at[1] > '9') {
		return -1;
	}
	value = (at[0] - '0') * 10 + at[1] - '0';
	return value <= max ? value : -1;
}

static int index_of(const char *name, const char (*names)[4], int count)
{
	for (int i = 0; i < count; i++) {
		if (memcmp(name, names[i], 3) == 0) {
			return i;
		}
	}
	return -1;
}

static bool has_date_marks(const char *text)
{
	static const char marks[] = "   , __ ___ ____ __:__:__ GMT";

	for (size_t i = 3; i < sizeof(marks) - 1; i++) {
		if (marks[i] != '_' && text[i] != marks[i]) {
			return false;
		}
	}
	return true;
}

int64_t rtws_http_date_parse(const char *text, size_t len)
{
	struct tm tm = { 0 };
	int century, year;
	time_t t;

	if (len != 29 || !has_date_marks(text) || index_of(text, days, 7) < 0) {
		return -1;
	}
	century = two(text + 12, 99);
	year = two(text + 14, 99);
	tm.tm_mday = two(text + 5, 31);
	tm.tm_mon = index_of(text + 8, months, 12);
	tm.tm_hour = two(text + 17, 23);
	tm.tm_min = two(text + 20, 59);
	tm.tm_sec = two(text + 23, 60); /* a leap second */
	if (century < 0 || year < 0 || tm.tm_mday < 1 || tm.tm_mon < 0 || tm.tm_hour < 0 ||
		tm.tm_min < 0 || tm.tm_sec < 0) {
		return -1;
	}
	tm.tm_year = century * 100 + year - 1900;
	t = timegm(&tm);
	return t >= 0 ? (int64_t) t : -1;
}

static const char *current_date(void)
{
	static char date[30];
	static time_t made;
	time_t now = time(NULL);

	if (now != made) {
		rtws_http_date((int64_t) now, date);
		made = now;
	}
	return date;
}

/* ---- the head ----------------------------------------------------------------------------- */

static const char *connection_line(const rtws_response_t *response, bool keep_alive, unsigned minor)
{
	if (response->status == 426) {
		return keep_alive ? "Connection: Upgrade\r\n" : "Connection: Upgrade, close\r\n";
	}
	if (!keep_alive) {
		return "Connection: close\r\n";
	}
	return minor == 0 ? "Connection: keep-alive\r\n" : "";
}

static int put_body_end(const rtws_response_t *response, rtws_buffer_t *out)
{
	switch (response->body_end) {
		case RTWS_BODY_CHUNKED:
			return rtws_buffer_printf(out, "Transfer-Encoding: chunked\r\n");
		case RTWS_BODY_UNTIL_CLOSE:
			return 0;
		default:
			return rtws_buffer_printf(out, "Content-Length: %llu\r\n",
									  (unsigned long long) rtws_response_length(response));
	}
}

int rtws_response_head(const rtws_response_t *response, bool keep_alive, unsigned minor,
					   rtws_buffer_t *out)
{
	size_t before = out->len;
	int failed = rtws_buffer_printf(out, "HTTP/1.1 %d %s\r\nDate: %s\r\n", response->status,
									rtws_status_text(response->status), current_date());

	failed |= rtws_buffer_append(out, response->headers.bytes, response->headers.len);
	if (rtws_status_has_body(response->status)) {
		failed |= put_body_end(response, out);
	}
	failed |= rtws_buffer_printf(out, "%s\r\n", connection_line(response, keep_alive, minor));
	if (failed != 0) {
		out->len = before;
		return RTWS_E_NOMEM;
	}
	return 0;
}
