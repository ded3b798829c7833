/*
 * Link: one end of the socket between the hub and a worker. What is sent is gathered and leaves
 * with a flush; long data of publications goes out from where it lies.
 */
#ifndef RTWS_BROKER_HUB_LINK_H
#define RTWS_BROKER_HUB_LINK_H

#include "broker/hub_wire.h"
#include "util/buffer.h"

typedef struct rtws_hub_chunk rtws_hub_chunk_t;
typedef struct rtws_hub_link rtws_hub_link_t;

struct rtws_hub_link {
	rtws_io_t io;            /* first: its callback gets the link */
	rtws_loop_t *loop;       /* NULL: nothing is watched */
	rtws_hub_chunk_t *first; /* what has to go out */
	rtws_hub_chunk_t *last;
	rtws_hub_chunk_t *spare;
	size_t queued;  /* bytes of it */
	bool is_paused; /* nothing is read */
	bool is_broken; /* nothing goes out any more */
	rtws_buffer_t in;
	size_t need; /* bytes of the frame that it begins with, as far as known */
};

/* fd is the link's from now on. 0; RTWS_E_SYSTEM, and it is the caller's. */
int rtws_hub_link_init(rtws_hub_link_t *link, int fd, rtws_io_fn ready);
void rtws_hub_link_start(rtws_hub_link_t *link, rtws_loop_t *loop);
void rtws_hub_link_stop(rtws_hub_link_t *link);
/* Ends it with what waits; both sides learn of it as of any other end, by reading. */
void rtws_hub_link_break(rtws_hub_link_t *link);
/* Closes it; what waits is lost. */
void rtws_hub_link_clear(rtws_hub_link_t *link);

/*
 * Appends a frame. pub: the publication whose data is the frame's, or NULL. A frame that cannot be
 * queued (memory, RTWS_HUB_FRAME_MAX) ends the link, since the other side relies on all of them:
 * whoever can do without one asks rtws_hub_link_takes() before.
 */
void rtws_hub_link_send(rtws_hub_link_t *link, const rtws_hub_frame_t *frame,
						rtws_publication_t *pub);

/* Is there less than this many bytes waiting, and the frame no longer than frames may be? */
bool rtws_hub_link_takes(const rtws_hub_link_t *link, const rtws_hub_frame_t *frame,
						 size_t backlog);

/* What the socket takes; the rest when it can be written to. */
void rtws_hub_link_flush(rtws_hub_link_t *link);

void rtws_hub_link_pause(rtws_hub_link_t *link, bool is_paused);

/* 0, or what the reading ends with. */
typedef int (*rtws_hub_frame_fn)(rtws_hub_link_t *link, const rtws_hub_frame_t *frame);

/*
 * Reads once and hands over the frames that are whole. 1: there may be more; 0: nothing is there
 * now; RTWS_E_CLOSED: the other side has ended; RTWS_E_INVALID, RTWS_E_NOMEM; what fn() returned.
 */
int rtws_hub_link_read(rtws_hub_link_t *link, rtws_hub_frame_fn fn);

#endif
