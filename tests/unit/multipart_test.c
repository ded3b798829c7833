#include "head.h"
#include "unit.h"

#include "proto/multipart.h"

#define TYPE "multipart/form-data; boundary=XX"
#define FIELD(name, value) \
	"--XX\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n" value "\r\n"
#define END "--XX--\r\n"

static rtws_multipart_t form;
static rtws_part_t part;
static const char *why;
static char *copy; /* no longer than it must be, so that ASAN sees every byte beyond */

static rtws_text_t view(const char *text)
{
	return (rtws_text_t){ text, strlen(text) };
}

static bool begin(const char *type, const char *body, size_t len)
{
	free(copy);
	copy = malloc(len > 0 ? len : 1);
	memcpy(copy, body, len);
	return rtws_multipart_begin(&form, view(type), (rtws_text_t){ copy, len });
}

static int next(void)
{
	why = NULL;
	return rtws_multipart_next(&form, &part, &why);
}

/* The number of parts, or -1; sets why. */
static int count(const char *body, size_t len)
{
	int parts = 0;
	int status;

	if (!begin(TYPE, body, len)) {
		return -2;
	}
	while ((status = next()) == 1) {
		parts++;
	}
	return status == 0 && next() == 0 ? parts : -1;
}

static int fields_and_files_are_found(void)
{
	static const char body[] = FIELD(
		"a",
		"one") "--XX\r\ncontent-type: image/png \r\nX: y\r\n"
			   "CONTENT-DISPOSITION: Form-Data; filename=\"a b.png\"; name=file; size=3\r\n\r\n"
			   "\0\r\n--X\r\n\r\n" FIELD("a", "") FIELD("", "x") END;

	CHECK(begin(TYPE, body, sizeof(body) - 1));
	CHECK(next() == 1 && text_equals(part.name, "a") && text_equals(part.content, "one"));
	CHECK(part.filename.at == NULL && part.type.at == NULL);
	CHECK(next() == 1 && text_equals(part.name, "file") && text_equals(part.filename, "a b.png"));
	CHECK(text_equals(part.type, "image/png"));
	CHECK(part.content.len == 8 && memcmp(part.content.at, "\0\r\n--X\r\n", 8) == 0);
	CHECK(next() == 1 && text_equals(part.content, ""));
	CHECK(next() == 1 && text_equals(part.name, "") && text_equals(part.content, "x"));
	CHECK(next() == 0 && next() == 0);
	return 0;
}

static int ends_may_differ(void)
{
	static const char *const bodies[] = {
		FIELD("a", "b") "--XX--",
		FIELD("a", "b") "--XX--  \r\n",
		"--XX \t\r\nContent-Disposition: form-data; name=a\r\n\r\nb\r\n--XX--",
		"--XX\r\nContent-Disposition: form-data; name=a\r\n\r\n--XX--",
	};

	for (int i = 0; i < COUNT(bodies); i++) {
		unit_case("%s", bodies[i]);
		CHECK(count(bodies[i], strlen(bodies[i])) == 1);
	}
	CHECK(count("--XX--", 6) == 0);
	return 0;
}

static int malformed_forms_are_refused_in_words(void)
{
	static const char *const bodies[] = {
		"",
		"--X",
		"--XX",
		"--XX-",
		"--XY--",
		"\r\n--XX--",
		"before\r\n--XX--",
		"--XX--after",
		"--XX--\r\nafter",
		"--XXX\r\nContent-Disposition: form-data; name=a\r\n\r\nb\r\n--XX--",
		FIELD("a", "b"),
		FIELD("a", "b") "--XX",
		FIELD("a", "b") "--XX-",
		FIELD("a", "b\r\n--XXyz") END,
		"--XX\r\n",
		"--XX\r\nContent-Disposition: form-data; name=a",
		"--XX\r\nContent-Disposition: form-data; name=a\r\n",
		"--XX\r\nContent-Disposition: form-data; name=a\r\n\r\n",
		"--XX\r\n\r\nb\r\n--XX--",
		"--XX\r\nContent-Type: a/b\r\n\r\nb\r\n--XX--",
		"--XX\r\nContent-Disposition: form-data\r\n\r\nb\r\n--XX--",
		"--XX\r\nContent-Disposition: attachment; name=a\r\n\r\nb\r\n--XX--",
		"--XX\r\nContent-Disposition: form-data; name=\"a\r\n\r\nb\r\n--XX--",
		"--XX\r\nContent-Disposition: form-data; name=\r\n\r\nb\r\n--XX--",
		"--XX\r\nContent-Disposition: form-data; name=a; name=b\r\n\r\nb\r\n--XX--",
		"--XX\r\nContent-Disposition: form-data; name=a b\r\n\r\nb\r\n--XX--",
		"--XX\r\nContent-Disposition: form-data; name=a\r\nContent-Disposition: form-data; "
		"name=b\r\n"
		"\r\nb\r\n--XX--",
		"--XX\r\nContent-Disposition : form-data; name=a\r\n\r\nb\r\n--XX--",
		"--XX\r\nContent-Disposition: form-data;\r\n name=a\r\n\r\nb\r\n--XX--",
		"--XX\r\nContent-Disposition: form-data; name=\"a\nb\"\r\n\r\nb\r\n--XX--",
		"--XX\nContent-Disposition: form-data; name=a\n\nb\n--XX--",
		"--XX\r\nContent-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: "
		"base64\r\n\r\n"
		"b\r\n--XX--",
	};

	for (int i = 0; i < COUNT(bodies); i++) {
		unit_case("%s", bodies[i]);
		CHECK(count(bodies[i], strlen(bodies[i])) == -1 && why != NULL);
	}
	return 0;
}

static int every_cut_is_refused(void)
{
	static const char body[] = FIELD("a", "one") FIELD("b", "two") "--XX--";

	for (size_t len = 0; len < sizeof(body) - 1; len++) {
		unit_case("%zu bytes", len);
		CHECK(count(body, len) == -1);
	}
	return 0;
}

static int boundaries_are_checked(void)
{
	static const struct {
		const char *type;
		bool fine;
	} cases[] = {
		{ "multipart/form-data; boundary=XX", true },
		{ "multipart/form-data;boundary=\"XX\"", true },
		{ "multipart/form-data; charset=utf-8; Boundary=XX", true },
		{ "multipart/form-data; boundary=\"a b'()+_,-./:=?\"", true },
		{ "multipart/form-data", false },
		{ "multipart/form-data; boundary=", false },
		{ "multipart/form-data; boundary=\"\"", false },
		{ "multipart/form-data; boundary=\"XX ", false },
		{ "multipart/form-data; boundary=\"XX \"", false },
		{ "multipart/form-data; boundary=a; boundary=b", false },
		{ "multipart/form-data; boundary=\"a\\b\"", false },
		{ "multipart/form-data; boundary", false },
		{ "multipart/form-data boundary=XX", false },
	};
	char type[200];

	for (int i = 0; i < COUNT(cases); i++) {
		unit_case("%s", cases[i].type);
		CHECK(begin(cases[i].type, "", 0) == cases[i].fine);
	}
	snprintf(type, sizeof(type), "multipart/form-data; boundary=%070d", 0);
	CHECK(begin(type, "", 0));
	snprintf(type, sizeof(type), "multipart/form-data; boundary=%071d", 0);
	CHECK(!begin(type, "", 0));
	return 0;
}

static int parts_and_their_headers_are_bounded(void)
{
	rtws_buffer_t body = { NULL, 0, 0 };

	for (int i = 0; i < RTWS_PARTS_MAX; i++) {
		rtws_buffer_printf(&body, FIELD("a", "b"));
	}
	rtws_buffer_printf(&body, END);
	CHECK(count((const char *) body.bytes, body.len) == RTWS_PARTS_MAX);
	body.len -= strlen(END);
	rtws_buffer_printf(&body, FIELD("a", "b") END);
	CHECK(count((const char *) body.bytes, body.len) == -1);
	for (int more = 0; more < 2; more++) {
		body.len = 0;
		rtws_buffer_printf(&body, "--XX\r\nContent-Disposition: form-data; name=a\r\n");
		for (int i = 1; i < RTWS_PART_HEADERS_MAX + more; i++) {
			rtws_buffer_printf(&body, "X: y\r\n");
		}
		rtws_buffer_printf(&body, "\r\n\r\n" END);
		CHECK(count((const char *) body.bytes, body.len) == (more ? -1 : 1));
		body.len = 0;
		rtws_buffer_printf(&body,
						   "--XX\r\nContent-Disposition: form-data; name=a\r\nX: %0*d\r\n\r\n"
						   "\r\n" END,
						   more ? RTWS_PART_HEAD_MAX : RTWS_PART_HEAD_MAX / 2, 0);
		CHECK(count((const char *) body.bytes, body.len) == (more ? -1 : 1));
	}
	rtws_buffer_clear(&body);
	return 0;
}

static int escapes_of_browsers_are_undone(void)
{
	static const struct {
		const char *sent, *meant;
	} cases[] = {
		{ "plain", "plain" }, { "a%22b", "a\"b" }, { "%0D%0A", "\r\n" }, { "%0d%0a", "\r\n" },
		{ "100%", "100%" },   { "%2", "%2" },      { "%41", "%41" },     { "%00", "%00" },
		{ "C:\\x", "C:\\x" }, { "", "" },
	};
	char out[20];

	for (int i = 0; i < COUNT(cases); i++) {
		unit_case("%s", cases[i].sent);
		CHECK(rtws_part_name(view(cases[i].sent), out) == strlen(cases[i].meant));
		CHECK(memcmp(out, cases[i].meant, strlen(cases[i].meant)) == 0);
	}
	return 0;
}

static int media_types_are_compared_without_parameters(void)
{
	CHECK(rtws_media_type_is(view("Text/HTML;charset=x"), "text/html"));
	CHECK(rtws_media_type_is(view("text/html ; x"), "text/html"));
	CHECK(!rtws_media_type_is(view("text/htm"), "text/html"));
	CHECK(!rtws_media_type_is(view("text/html5"), "text/html"));
	CHECK(!rtws_media_type_is(view(""), "text/html"));
	CHECK(!rtws_media_type_is((rtws_text_t){ NULL, 0 }, "text/html"));
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(fields_and_files_are_found) },
		{ NAMED(ends_may_differ) },
		{ NAMED(malformed_forms_are_refused_in_words) },
		{ NAMED(every_cut_is_refused) },
		{ NAMED(boundaries_are_checked) },
		{ NAMED(parts_and_their_headers_are_bounded) },
		{ NAMED(escapes_of_browsers_are_undone) },
		{ NAMED(media_types_are_compared_without_parameters) },
	};
	int status = run_tests(tests, COUNT(tests));

	free(copy);
	return status;
}
