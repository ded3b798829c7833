/* Rtws\Publication: what handlers and histories get. */
#include "php/channels.h"
#include "php/classes.h"
#include "php/compat.h"

#include "stubs/publication_arginfo.h"

zend_class_entry *rtws_ce_publication;

/* The declared properties, in the order of the stub. */
enum { CHANNEL, DATA, EVENT, ID, TIME };

void rtws_php_publication_create(zval *out, const rtws_publication_t *pub)
{
	char id[RTWS_POSITION_MAX];
	zend_object *object;

	object_init_ex(out, rtws_ce_publication);
	object = Z_OBJ_P(out);
	ZVAL_STRINGL(OBJ_PROP_NUM(object, CHANNEL), pub->channel.at, pub->channel.len);
	rtws_php_data_value(OBJ_PROP_NUM(object, DATA), pub->kind, pub->data);
	if (pub->event.len > 0) {
		ZVAL_STRINGL(OBJ_PROP_NUM(object, EVENT), pub->event.at, pub->event.len);
	} else {
		ZVAL_NULL(OBJ_PROP_NUM(object, EVENT));
	}
	ZVAL_STRINGL(OBJ_PROP_NUM(object, ID), id, rtws_position_format(pub->position, id));
	ZVAL_DOUBLE(OBJ_PROP_NUM(object, TIME), (double) pub->time_us / 1e6);
}

ZEND_METHOD(Rtws_Publication, __construct)
{
	ZEND_PARSE_PARAMETERS_NONE();
}

void rtws_php_register_publication(void)
{
	rtws_ce_publication = register_class_Rtws_Publication();
}
