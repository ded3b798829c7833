/*
 * Listeners: who listens on the server itself, to publications or to the coming and going of
 * members. Where a server has several processes, all of which run the same program, one of those
 * that listen alike is told: it has the office.
 */
#include "core/channel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- watching, and standing for the office --------------------------------------------------- */

static rtws_text_t office_of(const rtws_listener_t *listener)
{
	return (rtws_text_t){ listener->office, strlen(listener->office) };
}

static void begin(rtws_channels_t *channels, rtws_listener_t *listener)
{
	rtws_subject_t subject = {
		.kind = listener->is_pattern ? RTWS_SUBJECT_PATTERN : RTWS_SUBJECT_CHANNEL,
		.name = { listener->name, listener->len },
	};

	if (listener->watch != NULL) {
		return;
	}
	listener->watch = rtws_watch_take(&channels->watches, channels->broker, subject);
	if (!listener->is_everywhere) {
		channels->broker->ops->stand(channels->broker, office_of(listener));
	}
}

static void end(rtws_channels_t *channels, rtws_listener_t *listener)
{
	if (listener->watch == NULL) {
		return;
	}
	if (!listener->is_everywhere) {
		channels->broker->ops->resign(channels->broker, office_of(listener));
		listener->is_elected = false;
	}
	rtws_watch_drop(&channels->watches, channels->broker, listener->watch);
	listener->watch = NULL;
}

void rtws_listeners_start(rtws_channels_t *channels)
{
	for (rtws_listener_t *l = channels->listeners; l != NULL; l = l->next) {
		begin(channels, l);
	}
}

void rtws_listeners_stop(rtws_channels_t *channels)
{
	for (rtws_listener_t *l = channels->listeners; l != NULL; l = l->next) {
		end(channels, l);
	}
}

void rtws_listeners_elected(rtws_channels_t *channels, rtws_text_t office, bool is_elected)
{
	for (rtws_listener_t *l = channels->listeners; l != NULL; l = l->next) {
		if (rtws_text_is_exactly(office, l->office)) {
			l->is_elected = is_elected;
		}
	}
}

/* ---- listening ------------------------------------------------------------------------------- */

/* The same in every process that listens to the same for the same time. NULL when out of memory. */
static char *name_office(const rtws_channels_t *channels, const rtws_listener_t *listener)
{
	static const char *const kinds[] = { "publications", "joins", "leaves" };
	size_t size = listener->len + 40;
	char *office = malloc(size);
	unsigned number = 0;

	for (const rtws_listener_t *l = channels->listeners; l != NULL; l = l->next) {
		number += l->what == listener->what && l->len == listener->len &&
				  memcmp(l->name, listener->name, l->len) == 0;
	}
	if (office != NULL) {
		snprintf(office, size, "%s %u %.*s", kinds[listener->what], number, (int) listener->len,
				 listener->name);
	}
	return office;
}

rtws_listener_t *rtws_channels_listen(rtws_channels_t *channels, rtws_listen_t what,
									  rtws_text_t name, bool is_everywhere, void *context)
{
	rtws_listener_t *listener = calloc(1, sizeof(*listener) + name.len);
	rtws_listener_t **place = &channels->listeners;

	if (listener == NULL) {
		return NULL;
	}
	listener->context = context;
	listener->what = what;
	listener->is_everywhere = is_everywhere;
	listener->is_pattern =
		what == RTWS_LISTEN_PUBLICATIONS && memchr(name.at, '*', name.len) != NULL;
	listener->len = name.len;
	memcpy(listener->name, name.at, name.len);
	listener->office = name_office(channels, listener);
	if (listener->office == NULL) {
		free(listener);
		return NULL;
	}
	while (*place != NULL) { /* in the order they came */
		place = &(*place)->next;
	}
	*place = listener;
	if (channels->is_started || channels->broker->ops->watch == NULL) {
		begin(channels, listener);
	}
	return listener;
}

void rtws_channels_unlisten(rtws_channels_t *channels, rtws_listener_t *listener)
{
	rtws_listener_t **place = &channels->listeners;

	end(channels, listener);
	while (*place != listener) {
		place = &(*place)->next;
	}
	*place = listener->next;
	free(listener->office);
	free(listener);
}

/* ---- being told ------------------------------------------------------------------------------ */

static bool is_for(const rtws_listener_t *listener, rtws_listen_t what, rtws_text_t name)
{
	if (listener->what != what || listener->is_cancelled ||
		!(listener->is_elected || listener->is_everywhere)) {
		return false;
	}
	if (listener->is_pattern) {
		return rtws_pattern_matches((rtws_text_t){ listener->name, listener->len }, name);
	}
	return listener->len == name.len && memcmp(listener->name, name.at, name.len) == 0;
}

void rtws_listeners_published(rtws_channels_t *channels, rtws_publication_t *pub)
{
	for (rtws_listener_t *l = channels->listeners; l != NULL; l = l->next) {
		if (is_for(l, RTWS_LISTEN_PUBLICATIONS, pub->channel)) {
			channels->events->published(channels->app, l, pub);
		}
	}
}

void rtws_listeners_presence(rtws_channels_t *channels, const rtws_member_change_t *change)
{
	rtws_listen_t what = change->joined ? RTWS_LISTEN_JOINS : RTWS_LISTEN_LEAVES;

	for (rtws_listener_t *l = channels->listeners; l != NULL; l = l->next) {
		if (is_for(l, what, change->channel)) {
			channels->events->presence(channels->app, l, change);
		}
	}
}
