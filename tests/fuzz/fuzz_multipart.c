/*
 * A form: the first line is the Content-Type, the rest the body. Parts must be views of the body,
 * in its order and no more than are allowed; names never grow; and a form put together from what
 * was found reads the same.
 */
#include "fuzz.h"

#include "proto/multipart.h"
#include "util/buffer.h"

static void must_be_within(rtws_text_t text, const uint8_t *body, size_t len)
{
	const char *begin = (const char *) body;

	MUST(text.at == NULL || (text.at >= begin && text.at + text.len <= begin + len));
}

static void check_name(rtws_text_t name)
{
	char *out = malloc(name.len > 0 ? name.len : 1);

	MUST(rtws_part_name(name, out) <= name.len);
	free(out);
}

/* The part again, with the boundary of the form. */
static void put_back(rtws_buffer_t *out, const rtws_multipart_t *form, const rtws_part_t *part)
{
	rtws_buffer_printf(out, "%.*s\r\nContent-Disposition: form-data; name=\"%.*s\"",
					   (int) form->mark_len - 2, form->mark + 2, (int) part->name.len,
					   part->name.at);
	if (part->filename.at != NULL) {
		rtws_buffer_printf(out, "; filename=\"%.*s\"", (int) part->filename.len, part->filename.at);
	}
	rtws_buffer_append(out, "\r\n\r\n", 4);
	rtws_buffer_append(out, part->content.at, part->content.len);
	rtws_buffer_append(out, "\r\n", 2);
}

/* Returns the parts, or -1. */
static int read_form(rtws_text_t type, const uint8_t *body, size_t len, rtws_buffer_t *again)
{
	rtws_multipart_t form;
	rtws_part_t part;
	const char *why = NULL;
	const char *last = (const char *) body;
	int parts = 0;
	int status;

	if (!rtws_multipart_begin(&form, type, (rtws_text_t){ (const char *) body, len })) {
		return -1;
	}
	while ((status = rtws_multipart_next(&form, &part, &why)) == 1) {
		MUST(++parts <= RTWS_PARTS_MAX);
		must_be_within(part.name, body, len);
		must_be_within(part.filename, body, len);
		must_be_within(part.type, body, len);
		must_be_within(part.content, body, len);
		MUST(part.name.at != NULL && part.content.at >= last);
		last = part.content.at + part.content.len;
		MUST(memmem(part.content.at, part.content.len, form.mark, form.mark_len) == NULL);
		check_name(part.name);
		check_name(part.filename);
		if (again != NULL) {
			put_back(again, &form, &part);
		}
	}
	MUST(status == 0 || why != NULL);
	if (status == 0 && again != NULL) {
		rtws_buffer_printf(again, "%.*s--", (int) form.mark_len - 2, form.mark + 2);
	}
	return status == 0 ? parts : -1;
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t len)
{
	const uint8_t *line = memchr(input, '\n', len);
	rtws_buffer_t again = { NULL, 0, 0 };
	rtws_text_t type;
	uint8_t *body;
	size_t body_len;
	int parts;

	if (line == NULL) {
		return 0;
	}
	type = (rtws_text_t){ (const char *) input, (size_t) (line - input) };
	body_len = len - type.len - 1;
	body = exact_copy(line + 1, body_len);
	parts = read_form(type, body, body_len, &again);
	if (parts >= 0) {
		MUST(read_form(type, again.bytes, again.len, NULL) == parts);
	}
	rtws_media_type_is(type, "multipart/form-data");
	rtws_buffer_clear(&again);
	free(body);
	return 0;
}
