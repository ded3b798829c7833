#include "broker/hub_wire.h"

#include "util/error.h"

#include <assert.h>
#include <string.h>

enum { FIELDS_MAX = 16, LENGTH = sizeof(uint32_t), PREFIX = LENGTH + 1 };

/* One field: a number of so many bytes, which may be limited, or a text behind its length. */
typedef struct field {
	uint8_t size; /* 0: the end of the list */
	uint8_t at;
	uint8_t max;
} field_t;

enum { TEXT_SIZE = 255 };

static_assert(sizeof(rtws_hub_frame_t) <= UINT8_MAX, "offsets of fields are bytes");

#define AT(member) (uint8_t) offsetof(rtws_hub_frame_t, member)
#define SMALL(member, max) \
	{                      \
		1, AT(member), max \
	}
#define NUMBER(member)                                             \
	{                                                              \
		sizeof(((rtws_hub_frame_t *) NULL)->member), AT(member), 0 \
	}
#define TEXT(member)             \
	{                            \
		TEXT_SIZE, AT(member), 0 \
	}
#define SUBJECT SMALL(subject, RTWS_SUBJECT_PROCESS)
#define KIND SMALL(kind, RTWS_DATA_BINARY)
#define FLAG SMALL(flag, 1)
#define POSITION NUMBER(position.epoch), NUMBER(position.offset)
#define TERMS NUMBER(terms.size), NUMBER(terms.ttl_ms)
#define PUBLICATION                                                                        \
	NUMBER(id), KIND, FLAG, SMALL(was_heard, 1), POSITION, NUMBER(time_us), NUMBER(count), \
		TEXT(name), TEXT(event), TEXT(data)

/* What may be long is the last text: it need not be copied. Each list ends with a field of size 0,
 * so there are less than FIELDS_MAX. */
static const field_t shapes[RTWS_HUB_TYPES][FIELDS_MAX] = {
	[RTWS_HUB_WATCH] = { NUMBER(request), SUBJECT, TEXT(name) },
	[RTWS_HUB_COUNT] = { NUMBER(request), TEXT(name) },
	[RTWS_HUB_PUBLISH] = { NUMBER(request), NUMBER(id), KIND, TERMS, TEXT(name), TEXT(key),
						   TEXT(event), TEXT(data) },
	[RTWS_HUB_STEP] = { NUMBER(request), NUMBER(number), NUMBER(next), TERMS, TEXT(name), TEXT(key),
						TEXT(data) },
	[RTWS_HUB_SEND] = { NUMBER(request), SUBJECT, KIND, TEXT(name), TEXT(key), TEXT(data) },
	[RTWS_HUB_GET_KEPT] = { NUMBER(request), FLAG, POSITION, TERMS, NUMBER(count), TEXT(name) },
	[RTWS_HUB_JOIN] = { NUMBER(request), NUMBER(id), TEXT(name), TEXT(key), TEXT(data) },
	[RTWS_HUB_GET_MEMBERS] = { NUMBER(request), NUMBER(number), NUMBER(count), TEXT(name) },
	[RTWS_HUB_APPEND] = { NUMBER(request), KIND, FLAG, NUMBER(count), TERMS, TEXT(name), TEXT(key),
						  TEXT(event), TEXT(data) },
	[RTWS_HUB_GET_DEAD] = { NUMBER(request), NUMBER(count), TEXT(name) },
	[RTWS_HUB_UNDERTAKE] = { NUMBER(request), FLAG, TEXT(name), TEXT(key), TEXT(event) },
	[RTWS_HUB_TRIM] = { NUMBER(request), NUMBER(count), TEXT(name) },
	[RTWS_HUB_REMOVE] = { NUMBER(request), TEXT(name), TEXT(key) },
	[RTWS_HUB_GET_STREAM] = { NUMBER(request), TEXT(name) },
	[RTWS_HUB_UNWATCH] = { SUBJECT, TEXT(name) },
	[RTWS_HUB_SUBSCRIBERS] = { NUMBER(count), TEXT(name) },
	[RTWS_HUB_LEAVE] = { NUMBER(id), TEXT(name), TEXT(key) },
	[RTWS_HUB_STAND] = { NUMBER(request), TEXT(name) },
	[RTWS_HUB_RESIGN] = { TEXT(name) },
	[RTWS_HUB_LAID_DOWN] = { NUMBER(request), TEXT(name) },
	[RTWS_HUB_OPEN] = { NUMBER(id), TEXT(name), TEXT(key), TEXT(data) },
	[RTWS_HUB_SETTLE] = { NUMBER(id), NUMBER(number), NUMBER(count), TEXT(data) },
	[RTWS_HUB_CLOSE] = { NUMBER(id) },
	[RTWS_HUB_DONE] = { NUMBER(request), NUMBER(error) },
	[RTWS_HUB_REACHED] = { NUMBER(request), NUMBER(error), NUMBER(number) },
	[RTWS_HUB_PUBLISHED] = { NUMBER(request), NUMBER(error), NUMBER(count), NUMBER(number), FLAG,
							 POSITION },
	[RTWS_HUB_KEPT] = { NUMBER(request), PUBLICATION },
	[RTWS_HUB_HISTORY] = { NUMBER(request), NUMBER(error), FLAG, POSITION },
	[RTWS_HUB_MEMBER] = { NUMBER(request), TEXT(key), TEXT(data) },
	[RTWS_HUB_MEMBERS] = { NUMBER(request), NUMBER(error), NUMBER(number), NUMBER(next) },
	[RTWS_HUB_APPENDED] = { NUMBER(request), NUMBER(error), FLAG, TEXT(key) },
	[RTWS_HUB_DEAD] = { NUMBER(request), KIND, NUMBER(count), NUMBER(time_us), TEXT(name),
						TEXT(key), TEXT(event), TEXT(data) },
	[RTWS_HUB_DEAD_ALL] = { NUMBER(request), NUMBER(error) },
	[RTWS_HUB_GROUP] = { NUMBER(request), NUMBER(number), NUMBER(next), NUMBER(count), TEXT(name) },
	[RTWS_HUB_STREAM] = { NUMBER(request), NUMBER(error), NUMBER(number), NUMBER(next) },
	[RTWS_HUB_HELLO] = { NUMBER(number) },
	[RTWS_HUB_DELIVER] = { PUBLICATION },
	[RTWS_HUB_PRESENCE] = { NUMBER(id), FLAG, TEXT(name), TEXT(key), TEXT(data) },
	[RTWS_HUB_LETTER] = { NUMBER(request), SUBJECT, KIND, TEXT(name), TEXT(key), TEXT(data) },
	[RTWS_HUB_ELECTED] = { NUMBER(request), FLAG, TEXT(name) },
	[RTWS_HUB_DOWN] = { TEXT(data) },
	[RTWS_HUB_UP] = { { 0 } },
	[RTWS_HUB_GAP] = { { 0 } },
	[RTWS_HUB_ENTRY] = { NUMBER(id), NUMBER(number), NUMBER(count), KIND, TEXT(key), TEXT(data) },
};

static const rtws_text_t *text_of(const rtws_hub_frame_t *frame, const field_t *field)
{
	return (const rtws_text_t *) ((const char *) frame + field->at);
}

rtws_hub_layout_t rtws_hub_frame_layout(const rtws_hub_frame_t *frame)
{
	rtws_hub_layout_t layout = { PREFIX, { NULL, 0 } };

	for (const field_t *field = shapes[frame->type]; field->size > 0; field++) {
		layout.head += layout.tail.len; /* it was not the last one */
		layout.tail = (rtws_text_t){ NULL, 0 };
		if (field->size == TEXT_SIZE) {
			layout.head += LENGTH;
			layout.tail = *text_of(frame, field);
		} else {
			layout.head += field->size;
		}
	}
	return layout;
}

void rtws_hub_frame_put(const rtws_hub_frame_t *frame, rtws_hub_layout_t layout, uint8_t *head)
{
	const uint8_t *end = head + layout.head;
	uint32_t len = (uint32_t) (layout.head + layout.tail.len - LENGTH);

	memcpy(head, &len, LENGTH);
	head[LENGTH] = frame->type;
	head += PREFIX;
	for (const field_t *field = shapes[frame->type]; field->size > 0; field++) {
		const rtws_text_t *text = text_of(frame, field);

		if (field->size != TEXT_SIZE) {
			memcpy(head, text, field->size);
			head += field->size;
			continue;
		}
		len = (uint32_t) text->len;
		memcpy(head, &len, LENGTH);
		head += LENGTH;
		if (head < end && len > 0) {
			memcpy(head, text->at, len);
			head += len;
		}
	}
}

/* Moves on behind the field. False when it is not whole, or not allowed. */
static bool get_field(const field_t *field, const uint8_t **at, const uint8_t *end,
					  rtws_hub_frame_t *frame)
{
	size_t left = (size_t) (end - *at);
	size_t size = field->size != TEXT_SIZE ? field->size : LENGTH;
	uint32_t len = 0;

	if (left < size || (size == 1 && **at > field->max)) {
		return false;
	}
	if (field->size != TEXT_SIZE) {
		memcpy((char *) frame + field->at, *at, size);
	} else {
		memcpy(&len, *at, LENGTH);
		if (left - size < len) {
			return false;
		}
		*(rtws_text_t *) ((char *) frame + field->at) =
			(rtws_text_t){ (const char *) *at + LENGTH, len };
	}
	*at += size + len;
	return true;
}

ssize_t rtws_hub_frame_get(const uint8_t *bytes, size_t len, rtws_hub_frame_t *frame, size_t *need)
{
	const uint8_t *at = bytes + PREFIX;
	const uint8_t *end;
	uint32_t follows;

	*need = PREFIX;
	if (len < PREFIX) {
		return 0;
	}
	memcpy(&follows, bytes, LENGTH);
	if (follows == 0 || follows > RTWS_HUB_FRAME_MAX - LENGTH || bytes[LENGTH] == 0 ||
		bytes[LENGTH] >= RTWS_HUB_TYPES) {
		return RTWS_E_INVALID;
	}
	*need = LENGTH + follows;
	if (len < *need) {
		return 0;
	}
	*frame = (rtws_hub_frame_t){ .type = bytes[LENGTH] };
	end = bytes + *need;
	for (const field_t *field = shapes[frame->type]; field->size > 0; field++) {
		if (!get_field(field, &at, end, frame)) {
			return RTWS_E_INVALID;
		}
	}
	return at == end ? (ssize_t) *need : RTWS_E_INVALID;
}
