#include "php/code_place.h"

#include <sys/uio.h>
#include <unistd.h>

enum { FRAMES_MAX = 64, NAME_MAX_LEN = 120, FILE_MAX_LEN = 380 };

bool rtws_code_copy(const void *from, void *to, size_t len)
{
	memcpy(to, from, len);
	return true;
}

/* The kernel looks whether the memory is there. It may forbid asking: then there is no place. */
bool rtws_code_peek(const void *from, void *to, size_t len)
{
#ifdef __linux__
	struct iovec there = { (void *) from, len };
	struct iovec here = { to, len };

	return process_vm_readv(getpid(), &here, 1, &there, 1, 0) == (ssize_t) len;
#else
	return false;
#endif
}

/* The end of a string, which is the part of a path that tells most, when it is too long. */
static bool read_string(rtws_code_read_t read, zend_string *const *at, char *out, size_t max)
{
	zend_string *string;
	size_t len;

	if (!read(at, &string, sizeof(string)) || string == NULL ||
		!read(&string->len, &len, sizeof(len))) {
		return false;
	}
	out[0] = '\0';
	if (len > 0 && !read(string->val + (len > max ? len - max : 0), out, len < max ? len : max)) {
		return false;
	}
	out[len < max ? len : max] = '\0';
	return true;
}

/* "Class::name". */
static bool read_name(rtws_code_read_t read, const zend_function *function, char *out, size_t size)
{
	char class_name[NAME_MAX_LEN + 1] = "";
	char name[NAME_MAX_LEN + 1] = "{main}";
	zend_class_entry *scope;

	if (!read(&function->common.scope, &scope, sizeof(scope))) {
		return false;
	}
	if (scope != NULL && !read_string(read, &scope->name, class_name, NAME_MAX_LEN)) {
		return false;
	}
	read_string(read, &function->common.function_name, name, NAME_MAX_LEN);
	snprintf(out, size, "%s%s%s", class_name, scope != NULL ? "::" : "", name);
	return true;
}

static bool read_user_frame(rtws_code_read_t read, const zend_execute_data *frame,
							const char *called, rtws_code_place_t *out)
{
	char name[2 * NAME_MAX_LEN + 4];
	char file[FILE_MAX_LEN + 1];
	uint32_t line;

	if (!read_name(read, frame->func, name, sizeof(name)) ||
		!read_string(read, &frame->func->op_array.filename, file, FILE_MAX_LEN) ||
		!read(&frame->opline->lineno, &line, sizeof(line))) {
		return false;
	}
	snprintf(out->text, sizeof(out->text), "%s%s%s() at %s:%u", called,
			 called[0] != '\0' ? "(), called by " : "", name, file, line);
	return true;
}

bool rtws_code_find(rtws_code_read_t read, const zend_execute_data *frame, rtws_code_place_t *out)
{
	char called[2 * NAME_MAX_LEN + 4] = "";
	zend_execute_data copy;

	for (int i = 0; frame != NULL && i < FRAMES_MAX; i++, frame = copy.prev_execute_data) {
		uint8_t type;

		if (!read(frame, &copy, sizeof(copy))) {
			return false;
		}
		if (copy.func == NULL) {
			continue;
		}
		if (!read(&copy.func->type, &type, sizeof(type))) {
			return false;
		}
		if (ZEND_USER_CODE(type)) {
			return read_user_frame(read, &copy, called, out);
		}
		if (called[0] == '\0' && !read_name(read, copy.func, called, sizeof(called))) {
			return false;
		}
	}
	return false;
}
