/*
 * JSON merge patch (RFC 7396): what makes one JSON object of another.
 */
#ifndef RTWS_PROTO_JSON_PATCH_H
#define RTWS_PROTO_JSON_PATCH_H

#include "proto/json.h"

/*
 * Appends the patch that makes `to` of `from`, both parsed before. Values are compared as they are
 * written. False, and something half appended: one of them is no object, it is too large to look
 * for a patch (256 members in one object, 32 levels), a member becomes null - which a merge patch
 * cannot say -, or out of memory.
 */
bool rtws_json_patch(rtws_text_t from, rtws_text_t to, rtws_buffer_t *out);

#endif
