/* Rtws\Request::form(): what a form sent, as PHP names it. */
#include "php/classes.h"
#include "php/compat.h"
#include "proto/multipart.h"

#include <SAPI.h>
#include <php_variables.h>
#include <zend_exceptions.h>

static zend_string *make_name(rtws_text_t text)
{
	zend_string *name = zend_string_alloc(text.len, false);

	ZSTR_LEN(name) = rtws_part_name(text, ZSTR_VAL(name));
	ZSTR_VAL(name)[ZSTR_LEN(name)] = '\0';
	return name;
}

static void make_file(zval *out, const rtws_part_t *part)
{
	static const char unknown[] = "application/octet-stream";

	array_init_size(out, 4);
	add_assoc_str(out, "name", make_name(part->filename));
	if (part->type.len > 0) {
		add_assoc_stringl(out, "type", part->type.at, part->type.len);
	} else {
		add_assoc_stringl(out, "type", unknown, sizeof(unknown) - 1);
	}
	add_assoc_long(out, "size", (zend_long) part->content.len);
	add_assoc_stringl(out, "content", part->content.at, part->content.len);
}

static void add_part(zval *out, const rtws_part_t *part)
{
	zend_string *name;
	zval value;

	if (part->filename.at != NULL && part->filename.len == 0 && part->content.len == 0) {
		return; /* a file of the form that nobody chose */
	}
	name = make_name(part->name);
	if (part->filename.at != NULL) {
		make_file(&value, part);
	} else {
		ZVAL_STRINGL(&value, part->content.at, part->content.len);
	}
	php_register_variable_ex(ZSTR_VAL(name), &value, out); /* "a[b]" becomes an array */
	zend_string_release(name);
}

static void read_multipart(zval *out, rtws_text_t type, rtws_text_t body)
{
	const char *why = "its Content-Type has no boundary";
	rtws_multipart_t form;
	rtws_part_t part;
	int status = -1;

	array_init(out);
	if (rtws_multipart_begin(&form, type, body)) {
		while ((status = rtws_multipart_next(&form, &part, &why)) == 1) {
			add_part(out, &part);
		}
	}
	if (status != 0) {
		zval_ptr_dtor(out);
		ZVAL_UNDEF(out);
		zend_throw_exception_ex(rtws_ce_invalid_body, 0, "The body is no multipart/form-data: %s",
								why);
	}
}

void rtws_php_request_form(zval *out, const rtws_request_t *request)
{
	rtws_text_t type = rtws_request_header(request, "content-type", 12);
	rtws_text_t body = { (const char *) request->body.bytes, request->body.len };

	if (body.at == NULL) {
		body.at = "";
	}
	if (rtws_media_type_is(type, "multipart/form-data")) {
		read_multipart(out, type, body);
	} else if (rtws_media_type_is(type, "application/x-www-form-urlencoded")) {
		array_init(out);
		sapi_module.treat_data(PARSE_STRING, estrndup(body.at, body.len), out);
	} else {
		if (type.at == NULL) {
			type = (rtws_text_t){ "not given", 9 };
		}
		zend_throw_exception_ex(rtws_ce_invalid_body, 0,
								"The body is no form: its Content-Type is %.*s, which is neither "
								"application/x-www-form-urlencoded nor multipart/form-data",
								(int) (type.len < 100 ? type.len : 100), type.at);
	}
}
