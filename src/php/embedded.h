/*
 * Embedded: PHP classes that come with the extension, their text compiled into it (lib/, made into
 * C by scripts/embed). One is declared when somebody asks for it and no autoloader of the program
 * has it; what is not used costs nothing.
 *
 * It is also known here when a class of another library has been loaded, which is the moment to
 * offer it one of ours: see rtws_embedded_watch().
 */
#ifndef RTWS_PHP_EMBEDDED_H
#define RTWS_PHP_EMBEDDED_H

#include <php.h>

/* MINIT: sits in front of PHP's autoloading from now on; MSHUTDOWN gives it back. */
void rtws_embedded_minit(void);
void rtws_embedded_mshutdown(void);

/* It is one of these classes, and not the program's. */
bool rtws_embedded_is_ours(const zend_class_entry *ce);

/* Whenever a class with this name, in lower case, has been loaded, loaded() is called. Static. */
void rtws_embedded_watch(const char *lc_name, void (*loaded)(zend_class_entry *ce));

#endif
