/*
 * Notes: short messages between two processes of one server, over a pair of sockets. One that is
 * full or broken takes nothing: its end is told as an event, and by then there is nobody to tell.
 */
#ifndef RTWS_PROCESS_NOTES_H
#define RTWS_PROCESS_NOTES_H

#include "loop/loop.h"

#include <stdint.h>

typedef struct rtws_link rtws_link_t;

typedef enum {
	/* From who starts to who was there: a worker to its master, a program to the one it replaces.
	 */
	RTWS_NOTE_READY,
	RTWS_NOTE_STOP_ALL, /* a handler wants the server to end; value: the grace in milliseconds */
	/* The other way. */
	RTWS_NOTE_ACCEPT,      /* begin to */
	RTWS_NOTE_STOP,        /* value: the grace */
	RTWS_NOTE_DRAIN,       /* value: the grace */
	RTWS_NOTE_HURRY,       /* the grace is over */
	RTWS_NOTE_CERTIFICATES /* there are new ones */
} rtws_note_t;

struct rtws_link {
	rtws_io_t io; /* first: the loop hands it back */
	rtws_loop_t *loop;
	/* Both may close the link. */
	void (*heard)(rtws_link_t *link, rtws_note_t note, uint32_t value);
	void (*broken)(rtws_link_t *link); /* the other end has gone; called once */
	bool is_open;
};

/* Two ends. False with errno. The first is for links, the second for streams. */
bool rtws_link_pair(int ends[2]);
bool rtws_link_pair_of_streams(int ends[2]);

/* Takes fd over. */
void rtws_link_open(rtws_link_t *link, rtws_loop_t *loop, int fd);

/* All zero is closed. */
void rtws_link_close(rtws_link_t *link);

void rtws_link_tell(rtws_link_t *link, rtws_note_t note, uint32_t value);

#endif
