#include "php/embedded.h"

#include "php_rtws.h"

#include <zend_execute.h>

typedef struct {
	const char *lc_name;
	const char *path; /* below lib/ */
	const char *text; /* without its <?php */
} file_t;

static const file_t files[] = {
#include "lib/embedded_files.h"
	{ NULL, NULL, NULL },
};

typedef struct {
	const char *lc_name;
	void (*loaded)(zend_class_entry *ce);
} watch_t;

#define PLACE "rtws:lib/" /* what stands for their folder in file names */

enum { WATCHES = 4 };

static watch_t watches[WATCHES];
static zend_class_entry *(*autoload)(zend_string *name, zend_string *lc_name); /* PHP's */

/* What stands in for the classes of other packages is there for those who ask for it only. */
static bool is_offered(const char *lc_name)
{
	return strncmp(lc_name, "rtws\\", 5) == 0 || RTWS_G(ratchet_compat);
}

static const file_t *find(const char *lc_name)
{
	if (!is_offered(lc_name)) {
		return NULL;
	}
	for (const file_t *file = files; file->lc_name != NULL; file++) {
		if (strcmp(file->lc_name, lc_name) == 0) {
			return file;
		}
	}
	return NULL;
}

bool rtws_embedded_is_ours(const zend_class_entry *ce)
{
	return ce->type == ZEND_USER_CLASS &&
		   strncmp(ZSTR_VAL(ce->info.user.filename), PLACE, strlen(PLACE)) == 0;
}

/* NULL with an exception: a class that it extends is not there. */
static zend_class_entry *declare(const file_t *file, zend_string *lc_name)
{
	char name[128];

	snprintf(name, sizeof(name), PLACE "%s", file->path);
	if (zend_eval_stringl(file->text, strlen(file->text), NULL, name) != SUCCESS) {
		return NULL;
	}
	return zend_hash_find_ptr(EG(class_table), lc_name);
}

static void tell(zend_class_entry *ce, const char *lc_name)
{
	for (int i = 0; i < WATCHES && watches[i].lc_name != NULL; i++) {
		if (strcmp(watches[i].lc_name, lc_name) == 0) {
			watches[i].loaded(ce);
		}
	}
}

/*
 * React's own Factory would make a loop beside the server's, and make it that of the program.
 * Nothing would turn it.
 */
static bool comes_first(const char *lc_name)
{
	return RTWS_G(ratchet_compat) && strcmp(lc_name, "react\\eventloop\\factory") == 0;
}

/* The program's own autoloaders come first: it may have another version of a class. */
static zend_class_entry *autoload_or_declare(zend_string *name, zend_string *lc_name)
{
	zend_class_entry *ce = NULL;
	const file_t *file;

	if (autoload != NULL && !comes_first(ZSTR_VAL(lc_name))) {
		ce = autoload(name, lc_name);
	}
	if (ce != NULL) {
		if (EG(exception) == NULL) {
			tell(ce, ZSTR_VAL(lc_name));
		}
		return ce;
	}
	file = EG(exception) == NULL ? find(ZSTR_VAL(lc_name)) : NULL;
	return file != NULL ? declare(file, lc_name) : NULL;
}

void rtws_embedded_watch(const char *lc_name, void (*loaded)(zend_class_entry *ce))
{
	int i = 0;

	while (watches[i].lc_name != NULL) {
		i++;
	}
	ZEND_ASSERT(i < WATCHES);
	watches[i] = (watch_t){ lc_name, loaded };
}

void rtws_embedded_minit(void)
{
	autoload = zend_autoload;
	zend_autoload = autoload_or_declare;
}

void rtws_embedded_mshutdown(void)
{
	zend_autoload = autoload;
	memset(watches, 0, sizeof(watches));
}
