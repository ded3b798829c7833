/* Commands as bytes, and who waits for their answer. */
#include "redis/inside.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEAD_MAX = 24 }; /* "*", a number, CR LF */

static size_t encoded_max(int argc, const rtws_text_t *argv)
{
	size_t len = HEAD_MAX;

	for (int i = 0; i < argc; i++) {
		len += HEAD_MAX + argv[i].len + 2;
	}
	return len;
}

static char *put_head(char *to, char kind, size_t number)
{
	return to + sprintf(to, "%c%zu\r\n", kind, number);
}

static char *put_text(char *to, rtws_text_t text)
{
	to = put_head(to, '$', text.len);
	if (text.len > 0) {
		memcpy(to, text.at, text.len);
	}
	memcpy(to + text.len, "\r\n", 2);
	return to + text.len + 2;
}

static rtws_redis_request_t *new_request(size_t size, size_t answers, rtws_redis_done_fn done,
										 void *arg)
{
	rtws_redis_request_t *request = malloc(sizeof(*request) + size);

	if (request != NULL) {
		memset(request, 0, sizeof(*request));
		request->done = done;
		request->arg = arg;
		request->answers = (uint32_t) answers;
		request->slot = RTWS_REDIS_NO_SLOT;
	}
	return request;
}

rtws_redis_request_t *rtws_redis_request_create(size_t count, const rtws_redis_args_t *commands,
												rtws_redis_done_fn done, void *arg)
{
	rtws_redis_request_t *request;
	size_t size = 0;
	char *to;

	for (size_t i = 0; i < count; i++) {
		size += encoded_max(commands[i].argc, commands[i].argv);
	}
	request = new_request(size, count, done, arg);
	if (request == NULL) {
		return NULL;
	}
	to = request->bytes;
	for (size_t i = 0; i < count; i++) {
		to = put_head(to, '*', (size_t) commands[i].argc);
		for (int k = 0; k < commands[i].argc; k++) {
			to = put_text(to, commands[i].argv[k]);
		}
	}
	request->len = (size_t) (to - request->bytes);
	return request;
}

/* ---- scripts --------------------------------------------------------------------------------- */

void rtws_redis_script_init(rtws_redis_script_t *script, const char *source, size_t len)
{
	unsigned char digest[EVP_MAX_MD_SIZE];

	script->source = source;
	script->len = len;
	script->sha[0] = '\0'; /* a hash that no server knows will do when there is none: EVAL then */
	if (EVP_Digest(source, len, digest, NULL, EVP_sha1(), NULL) == 1) {
		for (int i = 0; i < 20; i++) {
			sprintf(script->sha + 2 * i, "%02x", digest[i]);
		}
	}
}

rtws_redis_request_t *rtws_redis_request_of_script(const rtws_redis_script_t *script, int key_count,
												   int argc, const rtws_text_t *argv,
												   rtws_redis_done_fn done, void *arg)
{
	size_t size = encoded_max(argc, argv) + 4 * HEAD_MAX + 64;
	rtws_redis_request_t *request = new_request(size, 1, done, arg);
	char *to, number[16];

	if (request == NULL) {
		return NULL;
	}
	to = put_head(request->bytes, '*', (size_t) argc + 3);
	to = put_text(to, (rtws_text_t){ "EVALSHA", 7 });
	to = put_text(to, (rtws_text_t){ script->sha, strlen(script->sha) });
	request->script = script;
	request->tail = (size_t) (to - request->bytes);
	snprintf(number, sizeof(number), "%d", key_count);
	to = put_text(to, (rtws_text_t){ number, strlen(number) });
	for (int i = 0; i < argc; i++) {
		to = put_text(to, argv[i]);
	}
	request->len = (size_t) (to - request->bytes);
	return request;
}

rtws_redis_request_t *rtws_redis_request_with_source(rtws_redis_request_t *request)
{
	const rtws_redis_script_t *script = request->script;
	size_t tail = request->len - request->tail;
	rtws_redis_request_t *other =
		malloc(sizeof(*other) + request->len + script->len + 4 * HEAD_MAX);
	char *to;

	if (other == NULL) {
		return NULL;
	}
	memcpy(other, request, sizeof(*other));
	/* the same number of words: "*7" and what follows up to the first "$" stays */
	to = mempcpy(other->bytes, request->bytes,
				 (size_t) ((char *) memchr(request->bytes, '$', request->len) - request->bytes));
	to = put_text(to, (rtws_text_t){ "EVAL", 4 });
	to = put_text(to, (rtws_text_t){ script->source, script->len });
	to = mempcpy(to, request->bytes + request->tail, tail);
	other->script = NULL;
	other->len = (size_t) (to - other->bytes);
	free(request);
	return other;
}

/* ---- answers --------------------------------------------------------------------------------- */

static void tell(rtws_redis_request_t *request, const rtws_redis_result_t *result)
{
	if (request->done != NULL) {
		request->done(request->arg, result);
	}
	rtws_redis_reply_clear(&request->all);
	free(request);
}

void rtws_redis_request_answer(rtws_redis_request_t *request, const rtws_redis_reply_t *reply)
{
	rtws_redis_result_t result = { RTWS_REDIS_ANSWERED, reply, NULL };

	tell(request, &result);
}

void rtws_redis_request_fail(rtws_redis_request_t *request, rtws_redis_outcome_t outcome,
							 const char *reason)
{
	rtws_redis_result_t result = { outcome, NULL, reason };

	tell(request, &result);
}

void rtws_redis_fail_call(rtws_redis_done_fn done, void *arg, const char *reason)
{
	rtws_redis_result_t result = { RTWS_REDIS_UNSENT, NULL, reason };

	if (done != NULL) {
		done(arg, &result);
	}
}

bool rtws_redis_request_keep(rtws_redis_request_t *request, rtws_redis_reply_t *reply)
{
	if (request->all.items == NULL) {
		request->all.items = calloc(request->answers, sizeof(*request->all.items));
		if (request->all.items == NULL) {
			return false;
		}
		request->all.type = RTWS_REDIS_ARRAY;
	}
	request->all.items[request->all.count++] = *reply;
	memset(reply, 0, sizeof(*reply));
	return true;
}

void rtws_redis_request_reset(rtws_redis_request_t *request)
{
	rtws_redis_reply_clear(&request->all);
	request->got = 0;
	request->asks = false;
}

void rtws_redis_requests_append(rtws_redis_requests_t *list, rtws_redis_request_t *request)
{
	request->next = NULL;
	if (list->last != NULL) {
		list->last->next = request;
	} else {
		list->first = request;
	}
	list->last = request;
}

rtws_redis_request_t *rtws_redis_requests_take(rtws_redis_requests_t *list)
{
	rtws_redis_request_t *request = list->first;

	if (request != NULL) {
		list->first = request->next;
		if (list->first == NULL) {
			list->last = NULL;
		}
	}
	return request;
}
