#include "broker/memory.h"

#include "util/random.h"

#include <stdlib.h>
#include <string.h>

#define SWEEP_S 1.0

/* ---- topics ---------------------------------------------------------------------------------- */

rtws_topic_t *rtws_topic_find(const rtws_broker_memory_t *self, rtws_text_t name)
{
	return rtws_map_find(&self->topics, name.at, name.len);
}

rtws_topic_t *rtws_topic_get(rtws_broker_memory_t *self, rtws_text_t name)
{
	rtws_topic_t *topic = rtws_topic_find(self, name);

	if (topic != NULL) {
		return topic;
	}
	topic = calloc(1, sizeof(*topic) + name.len);
	if (topic == NULL) {
		return NULL;
	}
	memcpy(topic->name, name.at, name.len);
	topic->name_len = name.len;
	topic->lost_to = self->lost_floor;
	if (rtws_map_add(&self->topics, topic->name, topic->name_len, topic) != 0) {
		free(topic);
		return NULL;
	}
	return topic;
}

static void destroy_topic(rtws_broker_memory_t *self, rtws_topic_t *topic)
{
	if (topic->has_kept && topic->lost_to > self->lost_floor) {
		self->lost_floor = topic->lost_to;
	}
	if (topic->prev_expiring != NULL) {
		*topic->prev_expiring = topic->next_expiring;
		if (topic->next_expiring != NULL) {
			topic->next_expiring->prev_expiring = topic->prev_expiring;
		}
	}
	rtws_ring_clear(&topic->ring);
	rtws_present_clear(topic);
	free(topic);
}

void rtws_topic_release(rtws_broker_memory_t *self, rtws_topic_t *topic)
{
	if (topic->ring.count == 0 && topic->first == NULL) {
		rtws_map_remove(&self->topics, topic->name, topic->name_len);
		destroy_topic(self, topic);
	}
}

/* ---- life ------------------------------------------------------------------------------------ */

static void on_sweep(rtws_timer_t *timer)
{
	rtws_broker_memory_t *self =
		(rtws_broker_memory_t *) ((char *) timer - offsetof(rtws_broker_memory_t, sweep));

	rtws_memory_sweep(self);
	rtws_streams_sweep(&self->streams);
}

static int start(rtws_broker_t *broker, rtws_loop_t *loop)
{
	rtws_broker_memory_t *self = (rtws_broker_memory_t *) broker;

	self->loop = loop;
	rtws_timer_init(&self->sweep, on_sweep);
	rtws_timer_start(loop, &self->sweep, SWEEP_S, SWEEP_S);
	rtws_streams_start(&self->streams, loop);
	return 0;
}

static void stop(rtws_broker_t *broker)
{
	rtws_broker_memory_t *self = (rtws_broker_memory_t *) broker;

	if (self->loop != NULL) {
		rtws_timer_stop(self->loop, &self->sweep);
		rtws_streams_stop(&self->streams);
		self->loop = NULL;
	}
}

static void destroy(rtws_broker_t *broker)
{
	rtws_broker_memory_t *self = (rtws_broker_memory_t *) broker;
	rtws_topic_t *topic;
	size_t at = 0;

	stop(broker);
	rtws_streams_clear(&self->streams);
	while ((topic = rtws_map_each(&self->topics, &at)) != NULL) {
		destroy_topic(self, topic);
	}
	rtws_map_clear(&self->topics);
	rtws_memory_forget_keys(self);
	free(self);
}

/* ---- one process: it hears everything anyway, and has every office --------------------------- */

static void stand(rtws_broker_t *broker, rtws_text_t office)
{
	broker->events->elected(broker->app, office, true);
}

static void resign(rtws_broker_t *broker, rtws_text_t office)
{
	(void) broker;
	(void) office;
}

static void send_letter(rtws_broker_t *broker, const rtws_letter_t *letter, rtws_reached_fn done,
						void *arg)
{
	broker->events->letter(broker->app, letter, done, arg);
}

static const rtws_broker_ops_t ops = {
	.start = start,
	.stop = stop,
	.destroy = destroy,
	.stand = stand,
	.resign = resign,
	.send = send_letter,
	.publish = rtws_memory_publish,
	.step = rtws_memory_step,
	.history = rtws_memory_history,
	.join = rtws_memory_join,
	.leave = rtws_memory_leave,
	.members = rtws_memory_members,
};

rtws_broker_t *rtws_broker_memory_create(const rtws_broker_events_t *events, void *app)
{
	rtws_broker_memory_t *self = calloc(1, sizeof(*self));

	if (self == NULL) {
		return NULL;
	}
	self->base = (rtws_broker_t){
		.ops = &ops, .streams = &rtws_memory_stream_ops, .events = events, .app = app
	};
	self->seen_end = &self->seen_first;
	self->epoch = (uint32_t) rtws_random();
	return &self->base;
}
