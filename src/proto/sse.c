#include "proto/sse.h"

#include "proto/json.h"

/* Every kind of line end begins a new field, as the client will put them together with LF. */
static int put_lines(rtws_buffer_t *out, const char *text, size_t len)
{
	size_t from = 0;
	int failed = 0;

	for (size_t i = 0; i <= len; i++) {
		if (i < len && text[i] != '\n' && text[i] != '\r') {
			continue;
		}
		failed |= rtws_buffer_append(out, "data: ", 6) |
				  rtws_buffer_append(out, text + from, i - from) | rtws_buffer_append(out, "\n", 1);
		if (i + 1 < len && text[i] == '\r' && text[i + 1] == '\n') {
			i++;
		}
		from = i + 1;
	}
	return failed;
}

/* base64 without the quotes that JSON would have around it */
static int put_binary(rtws_buffer_t *out, rtws_text_t data)
{
	rtws_buffer_t text = { NULL, 0, 0 };
	int failed = rtws_json_put_base64(&text, data.at, data.len);

	if (failed == 0) {
		failed = put_lines(out, (const char *) text.bytes + 1, text.len - 2);
	}
	rtws_buffer_clear(&text);
	return failed;
}

int rtws_sse_put(rtws_buffer_t *out, const rtws_publication_t *pub, rtws_text_t data)
{
	char position[RTWS_POSITION_MAX];
	int failed = 0;

	if (pub->is_kept) {
		rtws_position_format(pub->position, position);
		failed |= rtws_buffer_printf(out, "id: %s\n", position);
	}
	if (pub->event.len > 0) {
		failed |= rtws_buffer_printf(out, "event: %.*s\n", (int) pub->event.len, pub->event.at);
	}
	if (data.len > 0) {
		failed |= put_lines(out, data.at, data.len);
	} else {
		failed |= pub->kind == RTWS_DATA_BINARY ? put_binary(out, pub->data)
												: put_lines(out, pub->data.at, pub->data.len);
	}
	return failed | rtws_buffer_append(out, "\n", 1);
}
