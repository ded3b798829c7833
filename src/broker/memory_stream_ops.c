/* Streams as the memory broker offers them. */
#include "broker/memory.h"

static rtws_streams_t *streams_of(rtws_broker_t *broker)
{
	return &((rtws_broker_memory_t *) broker)->streams;
}

static void append(rtws_broker_t *broker, const rtws_append_t *what, rtws_appended_fn done,
				   void *arg)
{
	rtws_streams_append(streams_of(broker), what, done, arg);
}

static rtws_consumer_t *open_consumer(rtws_broker_t *broker, const rtws_consumer_terms_t *terms,
									  rtws_entry_fn entry, void *context)
{
	return rtws_streams_open(streams_of(broker), terms, entry, context);
}

static void settle(rtws_broker_t *broker, rtws_consumer_t *consumer, uint64_t token,
				   rtws_outcome_t outcome, rtws_text_t why)
{
	(void) broker;
	rtws_streams_settle(consumer, token, outcome, why);
}

static void close_consumer(rtws_broker_t *broker, rtws_consumer_t *consumer)
{
	(void) broker;
	rtws_streams_close(consumer);
}

static void dead(rtws_broker_t *broker, rtws_text_t stream, uint32_t limit,
				 rtws_dead_letters_fn done, void *arg)
{
	rtws_streams_dead(streams_of(broker), stream, limit, done, arg);
}

static void undertake(rtws_broker_t *broker, const rtws_dead_order_t *order, rtws_counted_fn done,
					  void *arg)
{
	uint64_t count;
	int error = rtws_streams_undertake(streams_of(broker), order, &count);

	done(arg, error, count);
}

static void trim(rtws_broker_t *broker, rtws_text_t stream, uint32_t length, rtws_counted_fn done,
				 void *arg)
{
	done(arg, 0, rtws_streams_trim(streams_of(broker), stream, length));
}

static void remove_group(rtws_broker_t *broker, rtws_text_t stream, rtws_text_t group,
						 rtws_counted_fn done, void *arg)
{
	uint64_t removed;
	int error = rtws_streams_remove_group(streams_of(broker), stream, group, &removed);

	done(arg, error, removed);
}

static void info(rtws_broker_t *broker, rtws_text_t stream, rtws_stream_info_fn done, void *arg)
{
	rtws_streams_info(streams_of(broker), stream, done, arg);
}

const rtws_stream_ops_t rtws_memory_stream_ops = {
	.append = append,
	.open = open_consumer,
	.settle = settle,
	.close = close_consumer,
	.dead = dead,
	.undertake = undertake,
	.trim = trim,
	.remove_group = remove_group,
	.info = info,
};
