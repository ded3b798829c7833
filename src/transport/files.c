/*
 * Static files: from the path of a request to a response, and no way out of the directory.
 */
#include "transport/transport.h"

#include "proto/mime.h"
#include "util/error.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEADER(request, name) rtws_request_header(request, name, sizeof(name) - 1)

static int set_header(rtws_response_t *response, const char *name, const char *value)
{
	return rtws_response_header(response, name, strlen(name), value, strlen(value));
}

/* Takes the descriptor over when it is a regular file. */
static int attach(rtws_response_t *response, int fd, const struct stat *st, const char *path)
{
	if (!S_ISREG(st->st_mode)) {
		return RTWS_E_INVALID;
	}
	if (!rtws_response_has(response, "Content-Type") &&
		set_header(response, "Content-Type", rtws_mime_type(path, strlen(path))) != 0) {
		return RTWS_E_NOMEM;
	}
	response->file = fd;
	response->file_size = (uint64_t) st->st_size;
	return 0;
}

int rtws_response_set_file(rtws_response_t *response, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	int error;

	if (fd < 0) {
		return RTWS_E_SYSTEM;
	}
	error = fstat(fd, &st) == 0 ? attach(response, fd, &st, path) : RTWS_E_SYSTEM;
	if (error != 0) {
		close(fd);
	}
	return error;
}

/* ---- from a path to a file ------------------------------------------------------------------ */

/* No part of it may begin with '.': that is "..", ".git" and ".htpasswd" at once. */
static bool is_visible(rtws_text_t path)
{
	if (memchr(path.at, '\0', path.len) != NULL || memchr(path.at, '\\', path.len) != NULL) {
		return false;
	}
	for (size_t i = 0; i < path.len; i++) {
		if (path.at[i] == '.' && (i == 0 || path.at[i - 1] == '/')) {
			return false;
		}
	}
	return true;
}

static bool is_below(const char *root, const char *path)
{
	size_t len = strlen(root);

	return strncmp(root, path, len) == 0 && (path[len] == '/' || path[len] == '\0');
}

/*
 * The real path, symbolic links followed; out has PATH_MAX bytes. False when there is none below
 * the root.
 */
static bool locate(const rtws_files_t *files, rtws_text_t path, const char *index, char *out)
{
	char wanted[PATH_MAX];
	int len = snprintf(wanted, sizeof(wanted), "%s/%.*s%s%s", files->root, (int) path.len, path.at,
					   index[0] != '\0' ? "/" : "", index);

	return len > 0 && (size_t) len < sizeof(wanted) && realpath(wanted, out) != NULL &&
		   is_below(files->root, out);
}

/* ---- conditions (RFC 9110 section 13) -------------------------------------------------------- */

static void make_etag(const struct stat *st, char *out, size_t size)
{
	snprintf(out, size, "\"%llx-%llx-%llx\"", (unsigned long long) st->st_mtim.tv_sec,
			 (unsigned long long) st->st_mtim.tv_nsec, (unsigned long long) st->st_size);
}

static bool etag_matches(rtws_text_t list, const char *etag)
{
	rtws_text_t element;

	while (rtws_text_next(&list, &element)) {
		if (element.len > 2 && memcmp(element.at, "W/", 2) == 0) {
			element.at += 2;
			element.len -= 2;
		}
		if ((element.len == 1 && *element.at == '*') || rtws_text_is(element, etag)) {
			return true;
		}
	}
	return false;
}

static bool is_unchanged(const rtws_request_t *request, const struct stat *st, const char *etag)
{
	rtws_text_t tags = HEADER(request, "if-none-match");
	rtws_text_t since = HEADER(request, "if-modified-since");

	if (tags.at != NULL) {
		return etag_matches(tags, etag);
	}
	return since.at != NULL && rtws_http_date_parse(since.at, since.len) >= (int64_t) st->st_mtime;
}

/* ---- ranges (RFC 9110 section 14) ------------------------------------------------------------ */

/* Digits up to a limit that no file reaches; -1 when there are none, or too many. */
static int64_t take_number(rtws_text_t *text)
{
	int64_t value = 0;
	size_t i = 0;

	for (; i < text->len && i < 18 && text->at[i] >= '0' && text->at[i] <= '9'; i++) {
		value = value * 10 + (text->at[i] - '0');
	}
	text->at += i;
	text->len -= i;
	return i > 0 ? value : -1;
}

/* "bytes=0-99", "bytes=100-", "bytes=-100". False for anything else, several ranges included. */
static bool parse_range(rtws_text_t text, int64_t size, int64_t *first, int64_t *last)
{
	if (text.len < 7 || !rtws_text_is((rtws_text_t){ text.at, 6 }, "bytes=")) {
		return false;
	}
	text.at += 6;
	text.len -= 6;
	*first = take_number(&text);
	if (text.len == 0 || *text.at != '-') {
		return false;
	}
	text.at++;
	text.len--;
	*last = take_number(&text);
	if (text.len > 0 || (*first < 0 && *last < 0) ||
		(*first >= 0 && *last >= 0 && *last < *first)) {
		return false;
	}
	if (*first < 0) { /* the last so many bytes */
		*first = *last < size ? size - *last : 0;
		*last = size - 1;
	} else if (*last < 0 || *last >= size) {
		*last = size - 1;
	}
	return true;
}

/* If-Range: a range of what the client has a part of already, or else the whole. */
static bool range_is_wanted(const rtws_request_t *request, const struct stat *st, const char *etag)
{
	rtws_text_t condition = HEADER(request, "if-range");

	if (!rtws_text_is_exactly(request->method, "GET")) {
		return false;
	}
	return condition.at == NULL || rtws_text_is_exactly(condition, etag) ||
		   rtws_http_date_parse(condition.at, condition.len) == (int64_t) st->st_mtime;
}

/* Cuts the response to the range asked for. Returns its status. */
static int cut_to_range(const rtws_request_t *request, const struct stat *st, const char *etag,
						rtws_response_t *response)
{
	rtws_text_t range = HEADER(request, "range");
	int64_t size = (int64_t) st->st_size;
	int64_t first, last;
	char text[80];

	set_header(response, "Accept-Ranges", "bytes");
	if (range.at == NULL || !range_is_wanted(request, st, etag) ||
		!parse_range(range, size, &first, &last)) {
		return 200;
	}
	if (first >= size) {
		rtws_response_clear(response); /* the file is not the answer, nor is its type */
		snprintf(text, sizeof(text), "bytes */%lld", (long long) size);
		set_header(response, "Content-Range", text);
		return 416;
	}
	snprintf(text, sizeof(text), "bytes %lld-%lld/%lld", (long long) first, (long long) last,
			 (long long) size);
	set_header(response, "Content-Range", text);
	response->file_offset = (uint64_t) first;
	response->file_size = (uint64_t) (last - first + 1);
	return 206;
}

/* ---- answering ------------------------------------------------------------------------------- */

static void add_validators(rtws_response_t *response, const rtws_files_t *files,
						   const struct stat *st, const char *etag)
{
	char text[64] = "no-cache";

	if (files->cache_seconds > 0) {
		snprintf(text, sizeof(text), "max-age=%u", files->cache_seconds);
	}
	set_header(response, "Cache-Control", text);
	set_header(response, "ETag", etag);
	rtws_http_date((int64_t) st->st_mtime, text);
	set_header(response, "Last-Modified", text);
	set_header(response, "X-Content-Type-Options", "nosniff");
}

static int open_file(const rtws_files_t *files, const rtws_request_t *request, const char *path,
					 rtws_response_t *response)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	char etag[64];

	if (fd < 0) {
		return errno == EACCES ? 403 : 404;
	}
	if (fstat(fd, &st) != 0 || attach(response, fd, &st, path) != 0) {
		close(fd);
		return 404;
	}
	make_etag(&st, etag, sizeof(etag));
	add_validators(response, files, &st, etag);
	return is_unchanged(request, &st, etag) ? 304 : cut_to_range(request, &st, etag, response);
}

/* A page in a directory has relative links: the address must end with '/'. */
static int redirect(const rtws_request_t *request, rtws_response_t *response)
{
	rtws_buffer_t to = { NULL, 0, 0 };

	/* "//host/" would be another server's address */
	if (request->raw_path.len < 2 || request->raw_path.at[1] == '/' ||
		rtws_buffer_printf(&to, "%.*s/%s%.*s", (int) request->raw_path.len, request->raw_path.at,
						   request->query.len > 0 ? "?" : "", (int) request->query.len,
						   request->query.at) != 0) {
		return 404;
	}
	rtws_response_header(response, "Location", 8, (const char *) to.bytes, to.len);
	rtws_buffer_clear(&to);
	return 301;
}

static int find(const rtws_files_t *files, const rtws_request_t *request, rtws_text_t path,
				rtws_response_t *response)
{
	char real[PATH_MAX];
	struct stat st;

	if (!is_visible(path) || !locate(files, path, "", real) || stat(real, &st) != 0) {
		return 404;
	}
	if (!S_ISDIR(st.st_mode)) {
		bool named_as_directory = path.len > 0 && path.at[path.len - 1] == '/';

		return named_as_directory ? 404 : open_file(files, request, real, response);
	}
	if (!locate(files, path, files->index, real)) {
		return 404;
	}
	if (request->path.len > 0 && request->path.at[request->path.len - 1] != '/') {
		return redirect(request, response);
	}
	return open_file(files, request, real, response);
}

void rtws_exchange_serve_file(rtws_exchange_t *exchange, const rtws_files_t *files,
							  rtws_text_t path)
{
	rtws_response_t response;

	rtws_response_init(&response, 200);
	response.status = find(files, rtws_exchange_request(exchange), path, &response);
	if (response.status >= 400) {
		rtws_response_explain(&response, "");
	}
	rtws_exchange_answer(exchange, &response);
}
