/* Walks through the rows of a Store. */
#include "php/compat.h"
#include "php/store.h"

#include <zend_exceptions.h>
#include <zend_interfaces.h>

typedef struct {
	zend_object_iterator base; /* its data is a reference on the store's object */
	uint32_t cursor;
	zval key; /* undefined: behind the last */
	zval row;
} iterator_t;

static void forget(iterator_t *self)
{
	zval_ptr_dtor(&self->key);
	zval_ptr_dtor(&self->row);
	ZVAL_UNDEF(&self->key);
	ZVAL_UNDEF(&self->row);
}

static void destroy(zend_object_iterator *base)
{
	forget((iterator_t *) base);
	zval_ptr_dtor(&base->data);
}

static int is_valid(zend_object_iterator *base)
{
	return Z_TYPE(((iterator_t *) base)->key) != IS_UNDEF ? SUCCESS : FAILURE;
}

static zval *current(zend_object_iterator *base)
{
	return &((iterator_t *) base)->row;
}

static void key(zend_object_iterator *base, zval *out)
{
	ZVAL_COPY(out, &((iterator_t *) base)->key);
}

/* A copy: whatever else is read meanwhile takes the store's own. */
static void move_forward(zend_object_iterator *base)
{
	iterator_t *self = (iterator_t *) base;
	rtws_php_store_t *store = rtws_php_store_from(Z_OBJ(base->data));

	forget(self);
	if (rtws_store_next(store->native, &self->cursor)) {
		rtws_text_t name = rtws_store_key(store->native);

		ZVAL_STRINGL(&self->key, name.at, name.len);
		rtws_php_row_value(store, &self->row);
	}
}

static void rewind_it(zend_object_iterator *base)
{
	((iterator_t *) base)->cursor = 0;
	move_forward(base);
}

static const zend_object_iterator_funcs functions = {
	.dtor = destroy,
	.valid = is_valid,
	.get_current_data = current,
	.get_current_key = key,
	.move_forward = move_forward,
	.rewind = rewind_it,
};

zend_object_iterator *rtws_php_store_iterate(zend_class_entry *ce, zval *object, int by_ref)
{
	iterator_t *self;

	if (by_ref) {
		zend_throw_error(NULL, "The rows of a Store cannot be changed by reference: set() them");
		return NULL;
	}
	if (rtws_php_store_from(Z_OBJ_P(object))->native == NULL) {
		zend_throw_error(NULL, "The Store is not constructed");
		return NULL;
	}
	self = emalloc(sizeof(*self));
	zend_iterator_init(&self->base);
	ZVAL_OBJ_COPY(&self->base.data, Z_OBJ_P(object));
	self->base.funcs = &functions;
	self->cursor = 0;
	ZVAL_UNDEF(&self->key);
	ZVAL_UNDEF(&self->row);
	return &self->base;
}
