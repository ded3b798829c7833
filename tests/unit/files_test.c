#include "unit.h"
#include "head.h"

#include "transport/transport.h"
#include "util/error.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- an exchange that keeps its answer ---------------------------------------------------- */

struct rtws_exchange {
	rtws_request_t *request;
	unsigned answers;
	rtws_response_t response;
};

static rtws_exchange_t exchange;

rtws_request_t *rtws_exchange_request(const rtws_exchange_t *e)
{
	return e->request;
}

int rtws_exchange_answer(rtws_exchange_t *e, rtws_response_t *response)
{
	e->answers++;
	e->response = *response;
	rtws_response_init(response, 0);
	return 0;
}

/* ---- a directory -------------------------------------------------------------------------- */

static char base[PATH_MAX]; /* root and what lies beside it */
static char root[PATH_MAX + 16];
static rtws_files_t files = { root, "index.html", 0 };

static void make(const char *name, const char *text)
{
	int fd = openat(AT_FDCWD, base, O_RDONLY | O_DIRECTORY);
	int file = openat(fd, name, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	if (write(file, text, strlen(text)) < 0) {
		abort();
	}
	close(file);
	close(fd);
}

static void make_directory(const char *name)
{
	char path[PATH_MAX + 64];

	snprintf(path, sizeof(path), "%s/%s", base, name);
	mkdir(path, 0755);
}

static void make_link(const char *to, const char *name)
{
	char path[PATH_MAX + 64];

	snprintf(path, sizeof(path), "%s/%s", base, name);
	if (symlink(to, path) != 0) {
		abort();
	}
}

static void make_tree(void)
{
	char temp[] = "/tmp/rtws-files-XXXXXX";

	if (mkdtemp(temp) == NULL || realpath(temp, base) == NULL) {
		abort();
	}
	snprintf(root, sizeof(root), "%s/root", base);
	make_directory("root");
	make_directory("root/sub");
	make_directory("root/empty");
	make_directory("root/.git");
	make_directory("rootless");
	make("secret.txt", "secret");
	make("rootless/a.txt", "secret");
	make("root/index.html", "<index>");
	make("root/a.txt", "hello");
	make("root/a b.txt", "blank");
	make("root/a..b", "dots");
	make("root/%41.txt", "percent");
	make("root/back\\slash", "secret");
	make("root/.htpasswd", "secret");
	make("root/.git/config", "secret");
	make("root/sub/index.html", "<sub>");
	make("root/sub/page", "page");
	make_link("a.txt", "root/inside");
	make_link("../secret.txt", "root/outside");
	make_link("/etc/passwd", "root/absolute");
	make_link("..", "root/up");
	make_link("../rootless", "root/beside");
	make_link("nowhere", "root/dangling");
	make_link("loop", "root/loop");
	make_link("sub", "root/link");
	make_directory("root/trap");
	make_link("../../secret.txt", "root/trap/index.html");
	{
		char path[PATH_MAX + 64];

		snprintf(path, sizeof(path), "%s/fifo", root);
		mkfifo(path, 0644);
	}
}

static void remove_tree(void)
{
	char command[PATH_MAX + 16];

	snprintf(command, sizeof(command), "rm -rf '%s'", base);
	if (system(command) != 0) {
		fprintf(stderr, "left behind: %s\n", base);
	}
}

/* ---- asking ------------------------------------------------------------------------------- */

/* Answers a GET of target for a path with its length; the status. */
static int serve_bytes(const char *target, const char *path, size_t len, const char *more)
{
	char head[2000];
	char *copy = malloc(len);

	rtws_response_clear(&exchange.response);
	snprintf(head, sizeof(head), "GET %s HTTP/1.1\r\nHost: a\r\n%s\r\n", target, more);
	exchange.answers = 0;
	exchange.request = parse_head(head);
	memcpy(copy, path, len); /* no NUL behind it */
	rtws_exchange_serve_file(&exchange, &files, (rtws_text_t){ copy, len });
	free(copy);
	rtws_request_unref(exchange.request);
	return exchange.answers == 1 ? exchange.response.status : -1;
}

static int serve(const char *path)
{
	return serve_bytes("/x", path, strlen(path), "");
}

static bool has(const char *line)
{
	const rtws_buffer_t *headers = &exchange.response.headers;

	return memmem(headers->bytes, headers->len, line, strlen(line)) != NULL;
}

static bool gives(const char *text)
{
	char bytes[100];
	ssize_t n = pread(exchange.response.file, bytes, sizeof(bytes), 0);

	return n == (ssize_t) strlen(text) && memcmp(bytes, text, (size_t) n) == 0 &&
		   exchange.response.file_size == strlen(text);
}

/* The value of a header; "" when there is none. */
static const char *value_of(const char *name)
{
	static char value[200];
	const rtws_buffer_t *headers = &exchange.response.headers;
	const char *at = memmem(headers->bytes, headers->len, name, strlen(name));
	const char *end;

	value[0] = '\0';
	if (at != NULL) {
		at += strlen(name) + 2;
		end = memchr(at, '\r', (size_t) ((const char *) headers->bytes + headers->len - at));
		snprintf(value, sizeof(value), "%.*s", (int) (end - at), at);
	}
	return value;
}

/* ---- what is served ----------------------------------------------------------------------- */

static int files_below_the_root_are_served(void)
{
	static const char *const cases[][2] = {
		{ "a.txt", "hello" },     { "a b.txt", "blank" },  { "a..b", "dots" },
		{ "%41.txt", "percent" }, { "sub/page", "page" },  { "inside", "hello" },
		{ "sub//page", "page" },  { "link/page", "page" }, { "index.html", "<index>" },
	};

	for (int i = 0; i < COUNT(cases); i++) {
		unit_case("%s", cases[i][0]);
		CHECK(serve(cases[i][0]) == 200 && gives(cases[i][1]));
		CHECK(has("X-Content-Type-Options: nosniff\r\n"));
	}
	return 0;
}

static int type_follows_from_the_name(void)
{
	CHECK(serve("a.txt") == 200 && strncmp(value_of("Content-Type"), "text/plain", 10) == 0);
	CHECK(serve("index.html") == 200 && strncmp(value_of("Content-Type"), "text/html", 9) == 0);
	CHECK(serve("sub/page") == 200);
	CHECK(strcmp(value_of("Content-Type"), "application/octet-stream") == 0);
	return 0;
}

static int there_is_no_way_out(void)
{
	static const char *const paths[] = {
		"..",
		"../secret.txt",
		"../root/a.txt",
		"sub/../a.txt",
		"sub/../../secret.txt",
		"./a.txt",
		"sub/./page",
		"up",
		"up/secret.txt",
		"up/root/../secret.txt",
		"outside",
		"absolute",
		"beside",
		"beside/a.txt",
		"/etc/passwd",
		"//etc/passwd",
		"..\\secret.txt",
		"sub\\..\\..\\secret.txt",
		"back\\slash",
		"trap/",
		"trap/index.html",
	};

	for (int i = 0; i < COUNT(paths); i++) {
		unit_case("%s", paths[i]);
		CHECK(serve(paths[i]) == 404);
		CHECK(exchange.response.file == -1);
	}
	return 0;
}

static int what_is_hidden_does_not_exist(void)
{
	static const char *const paths[] = { ".htpasswd", ".git",          ".git/config",
										 "sub/.git",  "...",           "sub/...",
										 ".",         "sub/.htpasswd", ".git/../a.txt" };

	for (int i = 0; i < COUNT(paths); i++) {
		unit_case("%s", paths[i]);
		CHECK(serve(paths[i]) == 404);
	}
	return 0;
}

static int nul_cuts_no_name(void)
{
	CHECK(serve_bytes("/x", "a.txt\0", 6, "") == 404);
	CHECK(serve_bytes("/x", "a.txt\0.png", 10, "") == 404);
	CHECK(serve_bytes("/x", "\0", 1, "") == 404);
	return 0;
}

static int what_is_no_file_is_a_404(void)
{
	static const char *const paths[] = { "nothing", "sub/nothing", "a.txt/",    "a.txt/b",
										 "empty",   "empty/",      "dangling",  "loop",
										 "fifo",    "sub/page/",   "nothing/.." };

	for (int i = 0; i < COUNT(paths); i++) {
		unit_case("%s", paths[i]);
		CHECK(serve(paths[i]) == 404 && exchange.response.body.len > 0);
	}
	return 0;
}

static int overlong_paths_are_a_404(void)
{
	static char path[PATH_MAX + 100];

	for (size_t len = PATH_MAX - 200; len < sizeof(path); len += 7) {
		memset(path, 'a', len);
		CHECK(serve_bytes("/x", path, len, "") == 404);
		memset(path, '/', len);
		memcpy(path + len - 5, "a.txt", 5);
		CHECK(serve_bytes("/x", path, len, "") == (len + strlen(root) + 1 < PATH_MAX ? 200 : 404));
	}
	return 0;
}

/* ---- directories -------------------------------------------------------------------------- */

static int directory_with_its_slash_serves_its_index(void)
{
	CHECK(serve_bytes("/", "", 0, "") == 200 && gives("<index>"));
	CHECK(serve_bytes("/sub/", "sub/", 4, "") == 200 && gives("<sub>"));
	CHECK(serve_bytes("/static/", "", 0, "") == 200 && gives("<index>"));
	CHECK(serve_bytes("/link/?a=b", "link/", 5, "") == 200 && gives("<sub>"));
	return 0;
}

static int directory_without_its_slash_is_moved(void)
{
	CHECK(serve_bytes("/sub", "sub", 3, "") == 301);
	CHECK(strcmp(value_of("Location"), "/sub/") == 0 && exchange.response.file == -1);
	CHECK(serve_bytes("/a%20b/sub?x=1&y=%20", "sub", 3, "") == 301);
	CHECK(strcmp(value_of("Location"), "/a%20b/sub/?x=1&y=%20") == 0);
	CHECK(serve_bytes("/static", "", 0, "") == 301);
	CHECK(strcmp(value_of("Location"), "/static/") == 0);
	return 0;
}

static int no_move_leads_to_another_server(void)
{
	CHECK(serve_bytes("//sub", "sub", 3, "") == 404);
	CHECK(serve_bytes("//evil.org/%2e%2e/sub", "sub", 3, "") == 404);
	CHECK(value_of("Location")[0] == '\0');
	return 0;
}

/* ---- conditions --------------------------------------------------------------------------- */

static int etag_is_stable_until_the_file_changes(void)
{
	char first[100], second[100];

	make("root/changing", "one");
	CHECK(serve("changing") == 200);
	strcpy(first, value_of("ETag"));
	CHECK(strlen(first) > 2 && first[0] == '"' && first[strlen(first) - 1] == '"');
	CHECK(serve("changing") == 200);
	CHECK(strcmp(first, value_of("ETag")) == 0);
	make("root/changing", "three");
	CHECK(serve("changing") == 200);
	strcpy(second, value_of("ETag"));
	CHECK(strcmp(first, second) != 0);
	return 0;
}

static int matching_etag_is_a_304(void)
{
	static const char *const forms[] = { "%s", "W/%s", "\"x\", %s", "*", "\"x\",W/%s , \"y\"" };
	char etag[100], value[200], header[300];

	CHECK(serve("a.txt") == 200);
	strcpy(etag, value_of("ETag"));
	for (int i = 0; i < COUNT(forms); i++) {
		const char *insert = strstr(forms[i], "%s");
		size_t before = insert != NULL ? (size_t) (insert - forms[i]) : strlen(forms[i]);

		snprintf(value, sizeof(value), "%.*s%s%s", (int) before, forms[i],
				 insert != NULL ? etag : "", insert != NULL ? insert + 2 : "");
		snprintf(header, sizeof(header), "If-None-Match: %s\r\n", value);
		unit_case("%s", value);
		CHECK(serve_bytes("/x", "a.txt", 5, header) == 304);
		CHECK(strcmp(value_of("ETag"), etag) == 0);
	}
	CHECK(serve_bytes("/x", "a.txt", 5, "If-None-Match: \"x\"\r\n") == 200);
	CHECK(serve_bytes("/x", "a.txt", 5, "If-None-Match: \"\r\n") == 200);
	return 0;
}

static int file_not_newer_than_asked_for_is_a_304(void)
{
	char modified[100], header[300];

	CHECK(serve("a.txt") == 200);
	strcpy(modified, value_of("Last-Modified"));
	snprintf(header, sizeof(header), "If-Modified-Since: %s\r\n", modified);
	CHECK(serve_bytes("/x", "a.txt", 5, header) == 304);
	CHECK(serve_bytes("/x", "a.txt", 5, "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT\r\n") ==
		  200);
	CHECK(serve_bytes("/x", "a.txt", 5, "If-Modified-Since: yesterday\r\n") == 200);
	/* RFC 9110 section 13.1.3: not looked at beside If-None-Match */
	snprintf(header, sizeof(header), "If-Modified-Since: %s\r\nIf-None-Match: \"x\"\r\n", modified);
	CHECK(serve_bytes("/x", "a.txt", 5, header) == 200);
	return 0;
}

static int caching_is_as_configured(void)
{
	files.cache_seconds = 3600;
	CHECK(serve("a.txt") == 200 && strcmp(value_of("Cache-Control"), "max-age=3600") == 0);
	files.cache_seconds = 0;
	CHECK(serve("a.txt") == 200 && strcmp(value_of("Cache-Control"), "no-cache") == 0);
	return 0;
}

/* ---- a file as the body of any response --------------------------------------------------- */

static int set_file_takes_regular_files_only(void)
{
	char path[PATH_MAX + 64];
	rtws_response_t response;

	rtws_response_init(&response, 200);
	snprintf(path, sizeof(path), "%s/a.txt", root);
	CHECK(rtws_response_set_file(&response, path) == 0 && response.file_size == 5);
	rtws_response_clear(&response);
	rtws_response_init(&response, 200);
	CHECK(rtws_response_set_file(&response, root) == RTWS_E_INVALID && response.file == -1);
	snprintf(path, sizeof(path), "%s/fifo", root);
	CHECK(rtws_response_set_file(&response, path) == RTWS_E_INVALID);
	snprintf(path, sizeof(path), "%s/nothing", root);
	CHECK(rtws_response_set_file(&response, path) == RTWS_E_SYSTEM && errno == ENOENT);
	rtws_response_clear(&response);
	return 0;
}

static int set_file_leaves_a_type_that_is_there(void)
{
	char path[PATH_MAX + 64];
	rtws_response_t response;

	rtws_response_init(&response, 200);
	rtws_response_header(&response, "content-type", 12, "x/y", 3);
	snprintf(path, sizeof(path), "%s/a.txt", root);
	CHECK(rtws_response_set_file(&response, path) == 0);
	CHECK(memmem(response.headers.bytes, response.headers.len, "text/plain", 10) == NULL);
	rtws_response_clear(&response);
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(files_below_the_root_are_served) },
		{ NAMED(type_follows_from_the_name) },
		{ NAMED(there_is_no_way_out) },
		{ NAMED(what_is_hidden_does_not_exist) },
		{ NAMED(nul_cuts_no_name) },
		{ NAMED(what_is_no_file_is_a_404) },
		{ NAMED(overlong_paths_are_a_404) },
		{ NAMED(directory_with_its_slash_serves_its_index) },
		{ NAMED(directory_without_its_slash_is_moved) },
		{ NAMED(no_move_leads_to_another_server) },
		{ NAMED(etag_is_stable_until_the_file_changes) },
		{ NAMED(matching_etag_is_a_304) },
		{ NAMED(file_not_newer_than_asked_for_is_a_304) },
		{ NAMED(caching_is_as_configured) },
		{ NAMED(set_file_takes_regular_files_only) },
		{ NAMED(set_file_leaves_a_type_that_is_there) },
	};
	int result;

	rtws_response_init(&exchange.response, 0);
	make_tree();
	result = run_tests(tests, COUNT(tests));
	rtws_response_clear(&exchange.response);
	remove_tree();
	return result;
}
