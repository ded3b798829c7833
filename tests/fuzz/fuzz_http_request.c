/*
 * A request's head, as it is: whatever is accepted must hold together. The same bytes also go
 * through the percent decoder and the list splitter.
 */
#include "fuzz.h"

#include "proto/http_request.h"

static bool lies_inside(rtws_text_t text, const char *begin, size_t len)
{
	return text.at >= begin && text.len <= len && text.at + text.len <= begin + len;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool is_control(char c)
{
	return (unsigned char) c < ' ' || c == 0x7f;
}

static void check_header(const rtws_request_t *request, const rtws_header_t *h, size_t head_len)
{
	rtws_text_t name = rtws_header_name(request, h);
	rtws_text_t value = rtws_header_value(request, h);

	MUST(lies_inside(name, request->head, head_len));
	MUST(lies_inside(value, request->head, head_len));
	MUST(name.len > 0 && name.at + name.len < value.at && name.at[name.len] == ':');
	for (size_t i = 0; i < name.len; i++) {
		MUST(rtws_is_token_char((unsigned char) name.at[i]));
	}
	for (size_t i = 0; i < value.len; i++) {
		MUST(value.at[i] == '\t' || !is_control(value.at[i]));
	}
	if (value.len > 0) {
		MUST(!is_blank(value.at[0]) && !is_blank(value.at[value.len - 1]));
	}
}

static void check_target(const rtws_request_t *request, size_t head_len)
{
	size_t query = request->query.len;

	MUST(lies_inside(request->method, request->head, head_len) && request->method.len > 0);
	MUST(lies_inside(request->target, request->head, head_len) && request->target.len > 0);
	MUST(lies_inside(request->raw_path, request->head, head_len));
	MUST(lies_inside(request->query, request->head, head_len));
	MUST(lies_inside(request->path, request->head + head_len, head_len));
	MUST(request->raw_path.at == request->target.at);
	MUST(request->target.len == request->raw_path.len ||
		 request->target.len == request->raw_path.len + 1 + query);
	MUST(memchr(request->raw_path.at, '?', request->raw_path.len) == NULL);
	MUST(request->path.len > 0 && request->path.len <= request->raw_path.len);
	MUST(request->path.at[0] == '/' || request->path.at[0] == '*');
	MUST(memchr(request->path.at, '\0', request->path.len) == NULL);
	for (size_t i = 0; i < request->target.len; i++) {
		MUST(request->target.at[i] != ' ' && !is_control(request->target.at[i]));
	}
}

/* Counts, and compares with what the parser made of them. */
static void check_framing(const rtws_request_t *request)
{
	unsigned hosts = 0, lengths = 0, codings = 0;

	for (unsigned i = 0; i < request->header_count; i++) {
		rtws_text_t name = rtws_header_name(request, &request->headers[i]);
		rtws_text_t value = rtws_header_value(request, &request->headers[i]);

		hosts += rtws_text_is(name, "host");
		if (rtws_text_is(name, "transfer-encoding")) {
			codings++;
			MUST(rtws_text_is(value, "chunked"));
		}
		if (rtws_text_is(name, "content-length")) {
			char text[32] = "";

			lengths++;
			MUST(value.len > 0 && value.len < sizeof(text));
			memcpy(text, value.at, value.len);
			MUST(strspn(text, "0123456789") == value.len);
			MUST(strtoull(text, NULL, 10) == request->content_length);
		}
	}
	MUST(hosts == 1 || (hosts == 0 && request->minor == 0));
	MUST(lengths + codings <= 1 && request->is_chunked == (codings == 1));
	MUST(lengths == 1 || request->content_length == 0);
	MUST(request->content_length < UINT64_C(1000000000000000000));
}

static void check_accepted(const rtws_request_t *request, const char *head, size_t len)
{
	MUST(request->refs == 1 && request->minor <= 1);
	MUST(memcmp(request->head, head, len) == 0);
	MUST(len > 4 && memcmp(head + len - 4, "\r\n\r\n", 4) == 0);
	MUST(memmem(head, len, "\r\n\r\n", 4) == head + len - 4);
	MUST(request->header_count <= RTWS_HEADERS_MAX);
	check_target(request, len);
	for (unsigned i = 0; i < request->header_count; i++) {
		const rtws_header_t *h = &request->headers[i];
		rtws_text_t name = rtws_header_name(request, h);

		check_header(request, h, len);
		MUST(rtws_request_header(request, name.at, name.len).at != NULL);
	}
	check_framing(request);
	MUST(!(request->keep_alive && rtws_request_has_token(request, "connection", "close")));
	MUST(request->wants_upgrade == rtws_request_has_token(request, "Connection", "Upgrade"));
	MUST(request->wants_websocket == rtws_request_has_token(request, "Upgrade", "WebSocket"));
}

static int parse(const char *head, size_t len, rtws_request_t **out)
{
	char *copy = exact_copy(head, len);
	const char *why = NULL;
	int status;

	*out = NULL;
	status = rtws_request_parse(copy, len, out, &why);
	free(copy);
	MUST(status == 0 || status == 400 || status == 431 || status == 501 || status == 505);
	MUST((status == 0) == (*out != NULL) && (status == 0 || why != NULL));
	return status;
}

static void fuzz_head(const char *head, size_t len)
{
	rtws_request_t *request, *shorter;

	if (parse(head, len, &request) != 0) {
		return;
	}
	check_accepted(request, head, len);
	/* the end is where the head says, not where the bytes happen to */
	MUST(parse(head, len - 1, &shorter) != 0);
	MUST(parse(head, len / 2, &shorter) != 0);
	rtws_request_unref(rtws_request_ref(request));
	rtws_request_unref(request);
}

static int plain_hex(char c)
{
	const char *digits = "0123456789abcdef0123456789ABCDEF";
	const char *at = c != '\0' ? strchr(digits, c) : NULL;

	return at != NULL ? (int) ((at - digits) % 16) : -1;
}

static void fuzz_percent(const char *text, size_t len)
{
	char *in = exact_copy(text, len);
	char *out = malloc(len);
	ptrdiff_t got = rtws_percent_decode((rtws_text_t){ in, len }, out);
	ptrdiff_t n = 0;

	for (size_t i = 0; i < len; i++, n++) {
		char c = text[i];

		if (c == '%') {
			int high = len - i > 2 ? plain_hex(text[i + 1]) : -1;
			int low = len - i > 2 ? plain_hex(text[i + 2]) : -1;

			if (high < 0 || low < 0 || (high == 0 && low == 0)) {
				n = -1;
				break;
			}
			c = (char) (high * 16 + low);
			i += 2;
		}
		MUST(got < 0 || out[n] == c);
	}
	MUST(got == n);
	free(in);
	free(out);
}

static void fuzz_list(const char *text, size_t len)
{
	char *in = exact_copy(text, len);
	rtws_text_t rest = { in, len };
	rtws_text_t element;
	const char *reached = in;
	size_t before = len;

	while (rtws_text_next(&rest, &element)) {
		MUST(rest.len < before && rest.at + rest.len == in + len);
		MUST(element.len > 0 && element.at >= reached && element.at + element.len <= rest.at);
		const char *comma = memchr(element.at, ',', element.len);

		/* only a quoted string holds a comma */
		MUST(comma == NULL || memchr(element.at, '"', (size_t) (comma - element.at)) != NULL);
		MUST(!is_blank(element.at[0]) && !is_blank(element.at[element.len - 1]));
		for (const char *skipped = reached; skipped < element.at; skipped++) {
			MUST(*skipped == ',' || is_blank(*skipped));
		}
		reached = element.at + element.len;
		before = rest.len;
	}
	for (; reached < in + len; reached++) {
		MUST(*reached == ',' || is_blank(*reached));
	}
	free(in);
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t len)
{
	const char *text = (const char *) input;

	fuzz_head(text, len);
	fuzz_percent(text, len);
	fuzz_list(text, len);
	return 0;
}
