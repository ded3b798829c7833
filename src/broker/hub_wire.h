/*
 * What the hub and its workers say to each other: frames of a length, a type and the fields of that
 * type. Both ends are one program on one machine, so numbers lie as the machine has them; a new
 * type is a line here and its fields in hub_wire.c.
 */
#ifndef RTWS_BROKER_HUB_WIRE_H
#define RTWS_BROKER_HUB_WIRE_H

#include "broker/broker.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

typedef enum {
	/* to the hub: questions, */
	RTWS_HUB_WATCH = 1,   /* DONE */
	RTWS_HUB_COUNT,       /* REACHED */
	RTWS_HUB_PUBLISH,     /* PUBLISHED */
	RTWS_HUB_STEP,        /* PUBLISHED */
	RTWS_HUB_SEND,        /* REACHED */
	RTWS_HUB_GET_KEPT,    /* KEPT, each publication, then HISTORY */
	RTWS_HUB_JOIN,        /* DONE */
	RTWS_HUB_GET_MEMBERS, /* MEMBER, each, then MEMBERS */
	RTWS_HUB_APPEND,      /* APPENDED */
	RTWS_HUB_GET_DEAD,    /* DEAD, each, then DEAD_ALL */
	RTWS_HUB_UNDERTAKE,   /* REACHED */
	RTWS_HUB_TRIM,        /* REACHED */
	RTWS_HUB_REMOVE,      /* REACHED */
	RTWS_HUB_GET_STREAM,  /* GROUP, each, then STREAM */
	/* and what has no answer */
	RTWS_HUB_UNWATCH,
	RTWS_HUB_SUBSCRIBERS,
	RTWS_HUB_LEAVE,
	RTWS_HUB_STAND,
	RTWS_HUB_RESIGN,
	RTWS_HUB_LAID_DOWN, /* the office that another shall have now */
	RTWS_HUB_OPEN,      /* a consumer */
	RTWS_HUB_SETTLE,
	RTWS_HUB_CLOSE,
	/* to a worker: answers, */
	RTWS_HUB_DONE,
	RTWS_HUB_REACHED, /* to the hub as well: of a LETTER */
	RTWS_HUB_PUBLISHED,
	RTWS_HUB_KEPT,
	RTWS_HUB_HISTORY,
	RTWS_HUB_MEMBER,
	RTWS_HUB_MEMBERS,
	RTWS_HUB_APPENDED,
	RTWS_HUB_DEAD,
	RTWS_HUB_DEAD_ALL,
	RTWS_HUB_GROUP,
	RTWS_HUB_STREAM,
	/* and events */
	RTWS_HUB_HELLO, /* the first */
	RTWS_HUB_DELIVER,
	RTWS_HUB_PRESENCE,
	RTWS_HUB_LETTER, /* REACHED */
	RTWS_HUB_ELECTED,
	RTWS_HUB_DOWN,
	RTWS_HUB_UP,
	RTWS_HUB_GAP,   /* something was not told */
	RTWS_HUB_ENTRY, /* of a stream, for a consumer */
	RTWS_HUB_TYPES
} rtws_hub_type_t;

/* Each type has some of these; the others are 0. */
typedef struct rtws_hub_frame {
	uint8_t type;
	uint8_t subject; /* rtws_subject_kind_t */
	uint8_t kind;    /* rtws_data_kind_t */
	uint8_t was_heard;
	uint8_t flag; /* has_since, is_kept, recovered, joined, is_duplicate, is_elected, discards */
	uint32_t request; /* the number of a question, its sender's; of a candidacy */
	int32_t error;
	uint32_t count; /* limit, reached, subscribers, attempt, outcome, length */
	/* reached, total, after; the birth of a worker; the token of an entry; where a counter is, its
	 * value */
	uint64_t number;
	uint64_t next; /* also by how much a counter is to change */
	uint64_t id;   /* a subscriber, with the birth of its worker from the hub; a consumer */
	uint64_t time_us;
	rtws_history_terms_t terms;
	rtws_position_t position;
	rtws_text_t name;  /* channel, subject, office, stream, group */
	rtws_text_t key;   /* of a publication, of a member; address of a letter; id of an entry */
	rtws_text_t event; /* also the order of an entry */
	rtws_text_t data;  /* info of a member; why; terms of a consumer */
} rtws_hub_frame_t;

/* Longest frame. */
#define RTWS_HUB_FRAME_MAX ((size_t) 1 << 30)

/* On the wire it is a head, and behind it the bytes of the type's last text. */
typedef struct rtws_hub_layout {
	size_t head;
	rtws_text_t tail;
} rtws_hub_layout_t;

rtws_hub_layout_t rtws_hub_frame_layout(const rtws_hub_frame_t *frame);

/* Writes the head; head + tail.len is at most RTWS_HUB_FRAME_MAX. */
void rtws_hub_frame_put(const rtws_hub_frame_t *frame, rtws_hub_layout_t layout, uint8_t *head);

/*
 * Reads the frame at the beginning of some bytes; its texts point into them. Returns its length; 0
 * when there is more to come: *need is how much there must be, at least; RTWS_E_INVALID.
 */
ssize_t rtws_hub_frame_get(const uint8_t *bytes, size_t len, rtws_hub_frame_t *frame, size_t *need);

#endif
