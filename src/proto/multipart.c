#include "proto/multipart.h"

#include <string.h>

#define FAIL(text) (*why = (text), -1)

/* ---- parameters ------------------------------------------------------------------------------ */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static rtws_text_t skip_blanks(rtws_text_t text)
{
	while (text.len > 0 && is_blank(*text.at)) {
		text.at++;
		text.len--;
	}
	return text;
}

static rtws_text_t advance(rtws_text_t text, size_t n)
{
	return (rtws_text_t){ text.at + n, text.len - n };
}

static size_t token_length(rtws_text_t text)
{
	size_t n = 0;

	while (n < text.len && rtws_is_token_char((unsigned char) text.at[n])) {
		n++;
	}
	return n;
}

/* "value" or value; what is between the quotes is not unescaped. False for neither. */
static bool take_value(rtws_text_t *rest, rtws_text_t *value)
{
	if (rest->len > 0 && *rest->at == '"') {
		const char *close = memchr(rest->at + 1, '"', rest->len - 1);

		if (close == NULL) {
			return false;
		}
		*value = (rtws_text_t){ rest->at + 1, (size_t) (close - rest->at) - 1 };
		*rest = advance(*rest, value->len + 2);
		return true;
	}
	*value = (rtws_text_t){ rest->at, token_length(*rest) };
	*rest = advance(*rest, value->len);
	return value->len > 0;
}

/* The next "; name=value". 1; 0 at the end; -1 for anything else. */
static int next_param(rtws_text_t *rest, rtws_text_t *name, rtws_text_t *value)
{
	*rest = skip_blanks(*rest);
	if (rest->len == 0) {
		return 0;
	}
	if (*rest->at != ';') {
		return -1;
	}
	*rest = skip_blanks(advance(*rest, 1));
	*name = (rtws_text_t){ rest->at, token_length(*rest) };
	if (name->len == 0 || name->len == rest->len || rest->at[name->len] != '=') {
		return -1;
	}
	*rest = advance(*rest, name->len + 1);
	return take_value(rest, value) ? 1 : -1;
}

/* "type/subtype", and the rest behind it. */
static rtws_text_t take_type(rtws_text_t *rest)
{
	rtws_text_t type = { rest->at, 0 };

	while (type.len < rest->len && rest->at[type.len] != ';' && !is_blank(rest->at[type.len])) {
		type.len++;
	}
	*rest = advance(*rest, type.len);
	return type;
}

bool rtws_media_type_is(rtws_text_t value, const char *type)
{
	return value.at != NULL && rtws_text_is(take_type(&value), type);
}

/* ---- the form -------------------------------------------------------------------------------- */

/* RFC 2046 section 5.1.1: bchars, not ending with a blank. */
static bool is_boundary(rtws_text_t text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');

		if (!letter && (c == '\0' || strchr("'()+_,-./:=? ", c) == NULL)) {
			return false;
		}
	}
	return text.len > 0 && text.len <= RTWS_BOUNDARY_MAX && text.at[text.len - 1] != ' ';
}

bool rtws_multipart_begin(rtws_multipart_t *form, rtws_text_t content_type, rtws_text_t body)
{
	rtws_text_t name, value, boundary = { NULL, 0 };
	int status;

	take_type(&content_type);
	while ((status = next_param(&content_type, &name, &value)) == 1) {
		if (rtws_text_is(name, "boundary")) {
			if (boundary.at != NULL) {
				return false;
			}
			boundary = value;
		}
	}
	if (status != 0 || !is_boundary(boundary)) {
		return false;
	}
	form->at = body.at;
	form->end = body.at + body.len;
	form->parts = 0;
	form->is_over = false;
	form->mark_len = boundary.len + 4;
	memcpy(form->mark, "\r\n--", 4);
	memcpy(form->mark + 4, boundary.at, boundary.len);
	return true;
}

/* Behind a boundary: 1 for a part, 0 for the end of the form, -1 for neither. */
static int pass_boundary(rtws_multipart_t *form, const char **why)
{
	rtws_text_t rest = { form->at, (size_t) (form->end - form->at) };
	bool is_last = rest.len >= 2 && memcmp(rest.at, "--", 2) == 0;

	rest = skip_blanks(advance(rest, is_last ? 2 : 0));
	if (is_last && (rest.len == 0 || (rest.len == 2 && memcmp(rest.at, "\r\n", 2) == 0))) {
		form->is_over = true;
		return 0;
	}
	if (is_last || rest.len < 2 || memcmp(rest.at, "\r\n", 2) != 0) {
		return FAIL("something else follows a boundary");
	}
	form->at = rest.at + 2;
	return 1;
}

static bool read_disposition(rtws_text_t value, rtws_part_t *part)
{
	rtws_text_t name, text;
	int status;

	if (!rtws_text_is(take_type(&value), "form-data")) {
		return false;
	}
	while ((status = next_param(&value, &name, &text)) == 1) {
		rtws_text_t *place = rtws_text_is(name, "name")       ? &part->name
							 : rtws_text_is(name, "filename") ? &part->filename
															  : NULL;

		if (place != NULL && place->at != NULL) {
			return false; /* twice */
		}
		if (place != NULL) {
			*place = text;
		}
	}
	return status == 0 && part->name.at != NULL;
}

static bool has_control(rtws_text_t text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char) text.at[i];

		if ((c < ' ' && c != '\t') || c == 0x7f) {
			return true;
		}
	}
	return false;
}

/* One header line, without its CR LF. False with *why. */
static bool read_header(rtws_text_t line, rtws_part_t *part, bool *is_named, const char **why)
{
	rtws_text_t name = { line.at, token_length(line) };
	rtws_text_t value;

	if (name.len == 0 || name.len == line.len || line.at[name.len] != ':' || has_control(line)) {
		*why = "malformed header of a part";
		return false;
	}
	value = skip_blanks(advance(line, name.len + 1));
	while (value.len > 0 && is_blank(value.at[value.len - 1])) {
		value.len--;
	}
	if (rtws_text_is(name, "content-disposition")) {
		if (*is_named || !read_disposition(value, part)) {
			*why = "a part has no Content-Disposition: form-data with one name";
			return false;
		}
		*is_named = true;
	} else if (rtws_text_is(name, "content-type")) {
		part->type = value;
	} else if (rtws_text_is(name, "content-transfer-encoding") && !rtws_text_is(value, "binary") &&
			   !rtws_text_is(value, "8bit") && !rtws_text_is(value, "7bit")) {
		*why = "a part has a transfer encoding";
		return false;
	}
	return true;
}

/* The headers of a part and the empty line. */
static bool read_head(rtws_multipart_t *form, rtws_part_t *part, const char **why)
{
	const char *begin = form->at;
	bool is_named = false;

	for (unsigned lines = 0;; lines++) {
		size_t left = (size_t) (form->end - form->at);
		const char *end = memmem(form->at, left, "\r\n", 2);
		rtws_text_t line = { form->at, end != NULL ? (size_t) (end - form->at) : 0 };

		if (end == NULL || end - begin > RTWS_PART_HEAD_MAX || lines > RTWS_PART_HEADERS_MAX) {
			*why = end == NULL ? "it ends within the headers of a part"
							   : "the headers of a part are too long";
			return false;
		}
		form->at = end + 2;
		if (line.len == 0) {
			*why = "a part has no Content-Disposition: form-data with one name";
			return is_named;
		}
		if (!read_header(line, part, &is_named, why)) {
			return false;
		}
	}
}

int rtws_multipart_next(rtws_multipart_t *form, rtws_part_t *part, const char **why)
{
	const char *mark;
	int status;

	memset(part, 0, sizeof(*part));
	if (form->is_over) {
		return 0;
	}
	if (form->parts == 0) { /* the first boundary has no line break before it */
		size_t len = form->mark_len - 2;

		if ((size_t) (form->end - form->at) < len || memcmp(form->at, form->mark + 2, len) != 0) {
			return FAIL("it does not begin with its boundary");
		}
		form->at += len;
	}
	status = pass_boundary(form, why);
	if (status != 1) {
		return status;
	}
	if (++form->parts > RTWS_PARTS_MAX) {
		return FAIL("it has more than 1000 parts");
	}
	if (!read_head(form, part, why)) {
		return -1;
	}
	/* an empty content may share the line break of the empty line before it */
	mark = memmem(form->at - 2, (size_t) (form->end - form->at) + 2, form->mark, form->mark_len);
	if (mark == NULL) {
		return FAIL("its last boundary is missing");
	}
	part->content = (rtws_text_t){ form->at, mark > form->at ? (size_t) (mark - form->at) : 0 };
	form->at = mark + form->mark_len;
	return 1;
}

size_t rtws_part_name(rtws_text_t text, char *out)
{
	size_t len = 0;

	for (size_t i = 0; i < text.len; i++) {
		rtws_text_t three = { text.at + i, 3 };
		bool is_escape =
			i + 3 <= text.len && (rtws_text_is(three, "%22") || rtws_text_is(three, "%0D") ||
								  rtws_text_is(three, "%0A"));

		if (is_escape) {
			rtws_percent_decode(three, out + len++);
			i += 2;
		} else {
			out[len++] = text.at[i];
		}
	}
	return len;
}
