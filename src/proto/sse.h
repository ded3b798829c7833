/*
 * Server-Sent Events (WHATWG HTML, section 9.2): a publication as an event of the stream.
 */
#ifndef RTWS_PROTO_SSE_H
#define RTWS_PROTO_SSE_H

#include "proto/publication.h"
#include "util/buffer.h"

/*
 * Appends id (where the publication is kept), event (if it has one), the data, each of its lines a
 * field, and the empty line. Binary data is in base64. data: what is sent in place of the
 * publication's, unless it is empty. 0, or RTWS_E_NOMEM and something half appended.
 */
int rtws_sse_put(rtws_buffer_t *out, const rtws_publication_t *pub, rtws_text_t data);

#endif
