/*
 * Changes of presence that are told together: in a channel of thousands the coming and going of
 * each would be told thousands of times.
 */
#include "core/channel.h"
#include "proto/channel_protocol.h"
#include "util/clock.h"

#include <stdlib.h>
#include <string.h>

#define LOOK_S 0.05

/* One who has come, or gone. */
typedef struct gathered gathered_t;

struct gathered {
	gathered_t *next;
	bool joined;
	bool is_void; /* came and went within the time */
	size_t key_len;
	size_t info_len;
	char text[]; /* key, info */
};

typedef struct {
	gathered_t *first;
	gathered_t **end;
	rtws_map_t by_key; /* of those that are not void */
	uint64_t due_ms;
	size_t name_len;
	char name[];
} gathering_t;

static rtws_text_t name_of(const gathering_t *gathering)
{
	return (rtws_text_t){ gathering->name, gathering->name_len };
}

static void destroy(rtws_channels_t *channels, gathering_t *gathering)
{
	gathered_t *one;

	rtws_map_remove(&channels->gatherings.by_channel, gathering->name, gathering->name_len);
	while ((one = gathering->first) != NULL) {
		gathering->first = one->next;
		free(one);
	}
	rtws_map_clear(&gathering->by_key);
	free(gathering);
}

static gathering_t *get(rtws_channels_t *channels, rtws_text_t name, uint32_t batch_ms)
{
	rtws_map_t *map = &channels->gatherings.by_channel;
	gathering_t *gathering = rtws_map_find(map, name.at, name.len);

	if (gathering != NULL) {
		return gathering;
	}
	gathering = calloc(1, sizeof(*gathering) + name.len);
	if (gathering == NULL) {
		return NULL;
	}
	gathering->end = &gathering->first;
	gathering->due_ms = rtws_clock_ms() + batch_ms;
	gathering->name_len = name.len;
	memcpy(gathering->name, name.at, name.len);
	if (rtws_map_add(map, gathering->name, gathering->name_len, gathering) != 0) {
		free(gathering);
		return NULL;
	}
	return gathering;
}

static bool add(gathering_t *gathering, const rtws_member_change_t *change)
{
	gathered_t *one = rtws_map_find(&gathering->by_key, change->key.at, change->key.len);

	if (one != NULL) { /* the other way round: nothing has happened */
		rtws_map_remove(&gathering->by_key, change->key.at, change->key.len);
		one->is_void = true;
		return true;
	}
	one = malloc(sizeof(*one) + change->key.len + change->info.len);
	if (one == NULL) {
		return false;
	}
	*one = (gathered_t){ .joined = change->joined,
						 .key_len = change->key.len,
						 .info_len = change->info.len };
	memcpy(one->text, change->key.at, change->key.len);
	memcpy(one->text + one->key_len, change->info.at, change->info.len);
	if (rtws_map_add(&gathering->by_key, one->text, one->key_len, one) != 0) {
		free(one);
		return false;
	}
	*gathering->end = one;
	gathering->end = &one->next;
	return true;
}

bool rtws_presence_gather(rtws_channels_t *channels, const rtws_member_change_t *change)
{
	uint32_t batch_ms = rtws_rules_of(&channels->rulebook, change->channel)->presence_batch_ms;
	gathering_t *gathering;

	if (batch_ms == 0 || channels->gatherings.loop == NULL) {
		return false;
	}
	gathering = get(channels, change->channel, batch_ms);
	if (gathering == NULL) {
		return false;
	}
	if (!rtws_timer_is_active(&channels->gatherings.timer)) {
		rtws_timer_start(channels->gatherings.loop, &channels->gatherings.timer, LOOK_S, LOOK_S);
	}
	return add(gathering, change);
}

/* ---- telling --------------------------------------------------------------------------------- */

static int put_list(const gathering_t *gathering, bool joined, rtws_buffer_t *out)
{
	int failed = 0;
	bool is_first = true;

	for (const gathered_t *one = gathering->first; one != NULL; one = one->next) {
		if (!one->is_void && one->joined == joined) {
			failed |= rtws_buffer_append(out, ",", is_first ? 0 : 1) |
					  rtws_buffer_append(out, one->text + one->key_len, one->info_len);
			is_first = false;
		}
	}
	return failed;
}

static int put_changes(const void *news, rtws_encoder_t encoder, rtws_buffer_t *out)
{
	static const char begin[] = "{\"type\":\"members_changed\",\"joined\":[";
	static const char middle[] = "],\"left\":[";
	const gathering_t *gathering = news;

	return rtws_buffer_append(out, begin, sizeof(begin) - 1) | put_list(gathering, true, out) |
		   rtws_buffer_append(out, middle, sizeof(middle) - 1) | put_list(gathering, false, out) |
		   rtws_put_changes_end(out, encoder == RTWS_ENCODER_RAW ? (rtws_text_t){ NULL, 0 }
																 : name_of(gathering));
}

static void tell(rtws_channels_t *channels, gathering_t *gathering)
{
	if (gathering->by_key.count > 0) {
		rtws_presence_tell(channels, name_of(gathering), put_changes, gathering, 0);
	}
	destroy(channels, gathering);
}

/* Those that are due. The map changes with each that is told. */
static void tell_due(rtws_channels_t *channels, uint64_t now_ms)
{
	gathering_t *gathering;
	size_t at = 0;

	while ((gathering = rtws_map_each(&channels->gatherings.by_channel, &at)) != NULL) {
		if (gathering->due_ms <= now_ms) {
			tell(channels, gathering);
			at = 0;
		}
	}
}

static void on_look(rtws_timer_t *timer)
{
	rtws_channels_t *channels =
		(rtws_channels_t *) ((char *) timer - offsetof(rtws_channels_t, gatherings.timer));

	tell_due(channels, rtws_clock_ms());
	if (channels->gatherings.by_channel.count == 0) {
		rtws_timer_stop(channels->gatherings.loop, timer);
	}
}

void rtws_presence_gather_start(rtws_channels_t *channels, rtws_loop_t *loop)
{
	channels->gatherings.loop = loop;
	rtws_timer_init(&channels->gatherings.timer, on_look);
}

void rtws_presence_gather_stop(rtws_channels_t *channels)
{
	if (channels->gatherings.loop != NULL) {
		rtws_timer_stop(channels->gatherings.loop, &channels->gatherings.timer);
		channels->gatherings.loop = NULL;
	}
	tell_due(channels, UINT64_MAX);
}
