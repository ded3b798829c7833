/*
 * Media types of files, by the ending of their names.
 */
#ifndef RTWS_PROTO_MIME_H
#define RTWS_PROTO_MIME_H

#include <stddef.h>

/* "text/html; charset=utf-8"; "application/octet-stream" for what is not known. Static. */
const char *rtws_mime_type(const char *path, size_t len);

#endif
