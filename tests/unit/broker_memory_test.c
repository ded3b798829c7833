#include "unit.h"
#include "alloc.h"
#include "world.h"

#include "broker/memory.h"
#include "util/error.h"

#include <stdlib.h>
#include <string.h>

static rtws_broker_t *broker;
static unsigned delivered;
static char changes[512]; /* "+key(info) -key" */

static uint32_t on_deliver(void *app, rtws_publication_t *pub)
{
	(void) app, (void) pub;
	delivered++;
	return 3;
}

static void on_presence(void *app, const rtws_member_change_t *change)
{
	size_t n = strlen(changes);

	(void) app;
	snprintf(changes + n, sizeof(changes) - n, "%c%.*s%.*s ", change->joined ? '+' : '-',
			 (int) change->key.len, change->key.at, (int) change->info.len, change->info.at);
}

static const rtws_broker_events_t broker_events = { .deliver = on_deliver,
													.presence = on_presence };

static void begin(void)
{
	world_reset();
	delivered = 0;
	changes[0] = '\0';
	broker = rtws_broker_memory_create(&broker_events, NULL);
}

static void end(void)
{
	broker->ops->destroy(broker);
	world_reset();
}

static rtws_broker_memory_t *inside(void)
{
	return (rtws_broker_memory_t *) broker;
}

static rtws_text_t text(const char *bytes)
{
	return (rtws_text_t){ bytes, strlen(bytes) };
}

/* ---- publications --------------------------------------------------------------------------- */

static void on_published(void *arg, const rtws_published_t *result)
{
	*(rtws_published_t *) arg = *result;
}

static rtws_published_t publish_with(const char *channel, int number, rtws_history_terms_t terms,
									 const char *key)
{
	rtws_published_t result = { .error = 1 };
	char data[12];
	rtws_publication_t *pub;

	snprintf(data, sizeof(data), "%d", number);
	pub = rtws_publication_create(text(channel), text(""), RTWS_DATA_JSON, text(data));
	broker->ops->publish(broker, pub, terms, text(key), on_published, &result);
	rtws_publication_unref(pub);
	return result;
}

static rtws_position_t publish(const char *channel, int number, rtws_history_terms_t terms)
{
	return publish_with(channel, number, terms, "").position;
}

static char listed[1024];
static rtws_position_t listed_position;

/* "1 2 3", with "lost" before it where that is so. */
static void on_history(void *arg, const rtws_history_t *history)
{
	const rtws_history_query_t *query = arg;
	size_t n = 0;

	listed[0] = '\0';
	listed_position = history->position;
	if (history->error != 0) {
		strcpy(listed, "error");
		return;
	}
	if (query->has_since && !history->recovered) {
		n = (size_t) snprintf(listed, sizeof(listed), "lost ");
	}
	for (uint32_t i = 0; i < history->count; i++) {
		const rtws_publication_t *pub = history->publications[i];

		n += (size_t) snprintf(listed + n, sizeof(listed) - n, "%.*s ", (int) pub->data.len,
							   pub->data.at);
	}
}

static const char *history_of(const char *channel, const rtws_position_t *since, uint32_t limit)
{
	rtws_history_query_t query = { .channel = text(channel),
								   .has_since = since != NULL,
								   .limit = limit };

	if (since != NULL) {
		query.since = *since;
	}
	strcpy(listed, "no answer");
	broker->ops->history(broker, &query, on_history, &query);
	return listed;
}

static const rtws_history_terms_t none = { 0, 0 }, three = { 3, 0 }, second = { 100, 1000 };

static int positions_grow_over_all_channels(void)
{
	rtws_position_t before = { 0, 0 };

	begin();
	for (int i = 0; i < 20; i++) {
		rtws_published_t result =
			publish_with(i % 2 != 0 ? "a" : "b", i, i % 3 != 0 ? three : none, "");

		CHECK(result.error == 0 && result.reached == 3 && !result.is_duplicate);
		CHECK(i == 0 || result.position.epoch == before.epoch);
		CHECK(result.position.offset > before.offset);
		before = result.position;
	}
	CHECK(delivered == 20);
	end();
	return 0;
}

static int times_grow_also_when_the_clock_goes_back(void)
{
	rtws_publication_t *first =
		rtws_publication_create(text("a"), text(""), RTWS_DATA_JSON, text("1"));
	rtws_publication_t *next =
		rtws_publication_create(text("a"), text(""), RTWS_DATA_JSON, text("2"));
	rtws_published_t result;

	begin();
	broker->ops->publish(broker, first, none, text(""), on_published, &result);
	inside()->time_us += 5000000;
	broker->ops->publish(broker, next, none, text(""), on_published, &result);
	CHECK(next->time_us > first->time_us + 5000000 && !next->is_kept);
	rtws_publication_unref(first);
	rtws_publication_unref(next);
	end();
	return 0;
}

static int so_many_are_kept_and_the_oldest_go(void)
{
	begin();
	CHECK(strcmp(history_of("a", NULL, 10), "") == 0);
	for (int i = 1; i <= 20; i++) {
		char expected[40];

		publish("a", i, three);
		snprintf(expected, sizeof(expected),
				 i == 1   ? "%d "
				 : i == 2 ? "%d %d "
						  : "%d %d %d ",
				 i < 3 ? 1 : i - 2, i < 3 ? 2 : i - 1, i);
		unit_case("%d", i);
		CHECK(strcmp(history_of("a", NULL, 10), expected) == 0);
	}
	CHECK(strcmp(history_of("a", NULL, 2), "19 20 ") == 0);
	CHECK(strcmp(history_of("a", NULL, 0), "") == 0 && listed_position.offset == 20);
	CHECK(strcmp(history_of("b", NULL, 10), "") == 0);
	end();
	return 0;
}

/* A size of every kind, while the ring turns, and grows and shrinks. */
static int ring_of_every_size_keeps_the_newest(void)
{
	for (uint32_t size = 1; size <= 9; size++) {
		begin();
		for (int i = 1; i <= 40; i++) {
			uint32_t now = i > 25 ? size + 4 : size;
			rtws_position_t zero;
			char expected[200];
			size_t n = 0;
			int from =
				i > 25 ? (i - 25 > 4 ? i - (int) now + 1 : 26 - (int) size) : i - (int) size + 1;

			publish("a", i, (rtws_history_terms_t){ now, 0 });
			zero = (rtws_position_t){ inside()->epoch, 0 };
			expected[0] = '\0';
			for (int k = from < 1 ? 1 : from; k <= i; k++) {
				n += (size_t) snprintf(expected + n, sizeof(expected) - n, "%d ", k);
			}
			unit_case("size %u, %d published", size, i);
			CHECK(strcmp(history_of("a", NULL, 100), expected) == 0);
			CHECK((strncmp(history_of("a", &zero, 100), "lost ", 5) == 0) == (from > 1));
		}
		publish("a", 41, (rtws_history_terms_t){ 1, 0 });
		CHECK(strcmp(history_of("a", NULL, 100), "41 ") == 0);
		end();
	}
	return 0;
}

static int recovery_tells_what_is_missing(void)
{
	rtws_position_t start, at[10], other;

	begin();
	start = (rtws_position_t){ inside()->epoch, 0 };
	CHECK(strcmp(history_of("a", &start, 100), "") == 0); /* nothing was, nothing is missing */
	for (int i = 1; i <= 5; i++) {
		at[i] = publish("a", i, three);
		publish("b", i, none);
	}
	/* 1 and 2 are gone: who has seen 2 misses nothing */
	CHECK(strcmp(history_of("a", &start, 100), "lost ") == 0);
	CHECK(strcmp(history_of("a", &at[1], 100), "lost ") == 0);
	CHECK(strcmp(history_of("a", &at[2], 100), "3 4 5 ") == 0);
	CHECK(strcmp(history_of("a", &at[3], 100), "4 5 ") == 0);
	CHECK(strcmp(history_of("a", &at[5], 100), "") == 0);
	CHECK(listed_position.offset == at[5].offset + 1);
	/* the oldest, when there are too many */
	CHECK(strcmp(history_of("a", &at[2], 2), "3 4 ") == 0);
	/* of the future, and of another life */
	other = (rtws_position_t){ start.epoch, 1000 };
	CHECK(strcmp(history_of("a", &other, 100), "lost ") == 0);
	other = (rtws_position_t){ start.epoch + 1, at[5].offset };
	CHECK(strcmp(history_of("a", &other, 100), "lost ") == 0);
	/* of a channel that has none, with a position that is ours */
	CHECK(strcmp(history_of("never", &at[1], 100), "") == 0);
	end();
	return 0;
}

static int channel_that_stops_keeping_has_lost_what_followed(void)
{
	rtws_position_t seen;

	begin();
	publish("a", 1, three);
	seen = publish("a", 2, three);
	publish("a", 3, none);
	CHECK(strcmp(history_of("a", &seen, 100), "lost ") == 0);
	seen = publish("a", 4, three);
	publish("a", 5, three);
	CHECK(strcmp(history_of("a", &seen, 100), "5 ") == 0);
	CHECK(strcmp(history_of("a", NULL, 100), "4 5 ") == 0);
	end();
	return 0;
}

static int publications_expire(void)
{
	rtws_position_t seen, late;

	begin();
	seen = publish("a", 1, second);
	world_advance(600);
	publish("a", 2, second);
	CHECK(strcmp(history_of("a", NULL, 100), "1 2 ") == 0);
	world_advance(600);
	CHECK(strcmp(history_of("a", NULL, 100), "2 ") == 0);
	CHECK(strcmp(history_of("a", &seen, 100), "2 ") == 0);
	seen.offset--;
	CHECK(strcmp(history_of("a", &seen, 100), "lost ") == 0);
	world_advance(600);
	CHECK(strcmp(history_of("a", NULL, 100), "") == 0);
	CHECK(inside()->topics.count == 0 && inside()->expiring == NULL);
	/* it is forgotten, and that it has lost something is not */
	CHECK(strcmp(history_of("a", &seen, 100), "lost ") == 0);
	late = publish("a", 3, second);
	CHECK(strcmp(history_of("a", &seen, 100), "lost ") == 0);
	late.offset--;
	CHECK(strcmp(history_of("a", &late, 100), "3 ") == 0);
	end();
	return 0;
}

static int sweep_forgets_every_topic_that_is_empty(void)
{
	begin();
	for (int i = 0; i < 300; i++) {
		char name[12];

		snprintf(name, sizeof(name), "t%d", i);
		publish(name, i, i % 3 == 0 ? three : second);
	}
	CHECK(inside()->topics.count == 300);
	world_advance(500);
	rtws_memory_sweep(inside());
	CHECK(inside()->topics.count == 300);
	world_advance(600);
	rtws_memory_sweep(inside());
	CHECK(inside()->topics.count == 100 && inside()->expiring == NULL);
	CHECK(strcmp(history_of("t3", NULL, 10), "3 ") == 0);
	end();
	return 0;
}

/* ---- keys ----------------------------------------------------------------------------------- */

static int key_is_published_once_in_five_minutes(void)
{
	rtws_published_t first, again;

	begin();
	first = publish_with("a", 1, three, "k");
	again = publish_with("a", 2, three, "k");
	CHECK(!first.is_duplicate && again.is_duplicate && again.error == 0 && again.reached == 0);
	CHECK(again.position.offset == first.position.offset && delivered == 1);
	CHECK(!publish_with("b", 3, three, "k").is_duplicate); /* of each channel */
	CHECK(!publish_with("a", 4, three, "K").is_duplicate);
	CHECK(!publish_with("a", 5, three, "").is_duplicate &&
		  !publish_with("a", 6, three, "").is_duplicate);
	CHECK(strcmp(history_of("a", NULL, 10), "4 5 6 ") == 0);
	world_advance(299000);
	CHECK(publish_with("a", 7, three, "k").is_duplicate);
	world_advance(1001);
	CHECK(!publish_with("a", 8, three, "k").is_duplicate);
	CHECK(publish_with("a", 9, three, "k").is_duplicate);
	world_advance(300001);
	rtws_memory_sweep(inside());
	CHECK(inside()->seen.count == 0 && inside()->seen_first == NULL);
	end();
	return 0;
}

static int keys_that_are_remembered_are_bounded(void)
{
	begin();
	for (int i = 0; i < 100010; i++) {
		char key[12];

		snprintf(key, sizeof(key), "%d", i);
		publish_with("a", i, none, key);
	}
	CHECK(inside()->seen.count == 100000);
	CHECK(!publish_with("a", 0, none, "9").is_duplicate);
	CHECK(publish_with("a", 0, none, "100009").is_duplicate);
	end();
	return 0;
}

static int publishing_without_memory_is_delivered_or_refused(void)
{
	for (unsigned n = 1; n <= 6; n++) {
		rtws_publication_t *pub;
		rtws_published_t result = { .error = 1 };
		unsigned before;

		begin();
		publish("x", 0, three);
		pub = rtws_publication_create(text("a"), text(""), RTWS_DATA_JSON, text("1"));
		before = delivered;
		alloc_fail_at(n);
		broker->ops->publish(broker, pub, three, text("key"), on_published, &result);
		alloc_fail_at(0);
		unit_case("allocation %u", n);
		CHECK(result.error == 0 ? delivered == before + 1
								: result.error == RTWS_E_NOMEM && delivered == before);
		rtws_publication_unref(pub);
		end();
	}
	return 0;
}

/* ---- members -------------------------------------------------------------------------------- */

static void on_joined(void *arg, int error)
{
	*(int *) arg = error;
}

static int join(const char *channel, const char *key, const char *info)
{
	rtws_member_t member = { text(key), text(info) };
	int error = 1;

	broker->ops->join(broker, text(channel), &member, 1, on_joined, &error);
	return error;
}

static void leave(const char *channel, const char *key)
{
	broker->ops->leave(broker, text(channel), text(key), 1);
}

static char page[512];
static uint64_t page_next, page_total;

static void on_members(void *arg, const rtws_members_t *result)
{
	size_t n = 0;

	(void) arg;
	page[0] = '\0';
	page_next = result->next;
	page_total = result->total;
	if (result->error != 0) {
		strcpy(page, "error");
	}
	for (uint32_t i = 0; i < result->count; i++) {
		n += (size_t) snprintf(page + n, sizeof(page) - n, "%.*s%.*s ",
							   (int) result->members[i].key.len, result->members[i].key.at,
							   (int) result->members[i].info.len, result->members[i].info.at);
	}
}

static const char *members_of(const char *channel, uint64_t after, uint32_t limit)
{
	broker->ops->members(broker, text(channel), after, limit, on_members, NULL);
	return page;
}

static int member_comes_with_its_first_connection_and_goes_with_its_last(void)
{
	begin();
	CHECK(join("r", "u1", "{1}") == 0 && join("r", "u2", "{2}") == 0);
	CHECK(join("r", "u1", "{3}") == 0 && join("other", "u1", "{4}") == 0);
	CHECK(strcmp(changes, "+u1{1} +u2{2} +u1{4} ") == 0);
	CHECK(strcmp(members_of("r", 0, 10), "u1{3} u2{2} ") == 0); /* the newest word counts */
	CHECK(page_total == 2 && page_next == 0);
	changes[0] = '\0';
	leave("r", "u1");
	CHECK(changes[0] == '\0');
	leave("r", "u1");
	leave("r", "u1"); /* once too often */
	leave("r", "nobody");
	leave("nowhere", "u1");
	CHECK(strcmp(changes, "-u1{3} ") == 0);
	CHECK(strcmp(members_of("r", 0, 10), "u2{2} ") == 0);
	leave("r", "u2");
	CHECK(strcmp(members_of("r", 0, 10), "") == 0 && page_total == 0);
	CHECK(strcmp(members_of("other", 0, 10), "u1{4} ") == 0 && inside()->topics.count == 1);
	end();
	return 0;
}

static int every_text_can_be_a_key(void)
{
	static const char *const keys[] = { "", "0", "{", "\xc3\xa9", "\"" };

	begin();
	for (int i = 0; i < COUNT(keys); i++) {
		CHECK(join("r", keys[i], "{}") == 0);
	}
	members_of("r", 0, 100);
	CHECK(page_total == 5);
	for (int i = 0; i < COUNT(keys); i++) {
		leave("r", keys[i]);
	}
	CHECK(inside()->topics.count == 0);
	end();
	return 0;
}

static int pages_are_in_the_order_of_coming_whoever_leaves_meanwhile(void)
{
	char key[12];

	begin();
	for (int i = 1; i <= 10; i++) {
		snprintf(key, sizeof(key), "%d", i);
		join("r", key, "");
	}
	CHECK(strcmp(members_of("r", 0, 4), "1 2 3 4 ") == 0 && page_total == 10 && page_next != 0);
	leave("r", "4"); /* the page ended at it */
	leave("r", "5");
	leave("r", "1");
	join("r", "11", "");
	join("r", "1", ""); /* who comes again comes last */
	CHECK(strcmp(members_of("r", page_next, 4), "6 7 8 9 ") == 0 && page_total == 9);
	CHECK(strcmp(members_of("r", page_next, 4), "10 11 1 ") == 0 && page_next == 0);
	CHECK(strcmp(members_of("r", 0, 9), "2 3 6 7 8 9 10 11 1 ") == 0 && page_next == 0);
	CHECK(strcmp(members_of("r", 1000, 9), "") == 0 && page_next == 0);
	CHECK(strcmp(members_of("r", 0, UINT32_MAX), "2 3 6 7 8 9 10 11 1 ") == 0);
	leave("r", "1"); /* the newest, and one in the middle */
	leave("r", "7");
	join("r", "12", "");
	CHECK(strcmp(members_of("r", 0, 20), "2 3 6 8 9 10 11 12 ") == 0);
	end();
	return 0;
}

static void add_count(void *arg, const rtws_members_t *result)
{
	*(uint32_t *) arg += result->count;
	page_next = result->next;
}

static int thousands_of_members_come_in_pages_and_go(void)
{
	enum { MEMBERS = 5000 };
	uint32_t seen = 0;
	uint64_t after = 0;
	unsigned pages = 0;
	char key[16];

	begin();
	for (int i = 0; i < MEMBERS; i++) {
		snprintf(key, sizeof(key), "m%d", i);
		CHECK(join("r", key, "{}") == 0);
	}
	do {
		broker->ops->members(broker, text("r"), after, 100, add_count, &seen);
		after = page_next;
		pages++;
	} while (after != 0);
	CHECK(seen == MEMBERS && pages == MEMBERS / 100);
	for (int i = 0; i < MEMBERS; i++) {
		snprintf(key, sizeof(key), "m%d", (i * 7) % MEMBERS);
		broker->ops->leave(broker, text("r"), text(key), 1);
	}
	CHECK(inside()->topics.count == 0);
	end();
	return 0;
}

static int joining_without_memory_leaves_nothing(void)
{
	for (unsigned n = 1; n <= 7; n++) {
		int error;

		begin();
		alloc_fail_at(n);
		error = join("r", "u", "{}");
		alloc_fail_at(0);
		unit_case("allocation %u", n);
		CHECK(error == 0 || (inside()->topics.count == 0 && changes[0] == '\0'));
		CHECK(error == 0 || n < 6);
		alloc_fail_at(1);
		CHECK(strcmp(members_of("r", 0, 10), "error") == 0);
		alloc_fail_at(0);
		end();
	}
	return 0;
}

static int history_and_members_of_a_channel_keep_each_other(void)
{
	rtws_position_t seen;

	begin();
	join("r", "u", "{}");
	publish("r", 1, second);
	leave("r", "u");
	CHECK(strcmp(history_of("r", NULL, 10), "1 ") == 0);
	join("r", "u", "{}");
	world_advance(1100);
	rtws_memory_sweep(inside());
	CHECK(strcmp(history_of("r", NULL, 10), "") == 0);
	CHECK(strcmp(members_of("r", 0, 10), "u{} ") == 0);
	leave("r", "u");
	CHECK(inside()->topics.count == 0 && inside()->expiring == NULL);
	/* members alone lose no publication of other channels */
	seen = publish("x", 1, none);
	join("q", "u", "{}");
	publish("q", 2, none);
	leave("q", "u");
	CHECK(strcmp(history_of("y", &seen, 10), "") == 0);
	end();
	return 0;
}

static void free_name(void *arg, const rtws_history_t *history)
{
	(void) history;
	free(arg);
}

static int who_asks_may_forget_the_channels_name_when_answered(void)
{
	rtws_history_query_t query = { .limit = 10 };

	begin();
	publish("a", 1, three);
	for (int i = 0; i < 2; i++) { /* a channel that is there, one that is not */
		char *name = strdup(i == 0 ? "a" : "b");
		query.channel = text(name);
		broker->ops->history(broker, &query, free_name, name);
	}
	end();
	return 0;
}

/* ---- steps of counters ------------------------------------------------------------------------
 */

static char stepped[64]; /* "1 3 " */

static uint32_t on_deliver_number(void *app, rtws_publication_t *pub)
{
	size_t n = strlen(stepped);

	(void) app;
	snprintf(stepped + n, sizeof(stepped) - n, "%.*s ", (int) pub->data.len, pub->data.at);
	return 3;
}

static rtws_published_t step(rtws_counter_t *counter, intptr_t by)
{
	static const rtws_history_terms_t terms = { 10, 0 };
	rtws_publication_t *pub = rtws_publication_create_number(text("c"), text(""));
	rtws_published_t result = { .error = 1 };

	broker->ops->step(broker, &(rtws_step_t){ .counter = counter, .by = by }, pub, terms,
					  on_published, &result);
	rtws_publication_unref(pub);
	return result;
}

static int a_counters_step_is_published_or_not_made(void)
{
	static const rtws_broker_events_t events = { .deliver = on_deliver_number };
	rtws_counter_t *counter = rtws_counter_create(-3);
	rtws_published_t result;

	stepped[0] = '\0';
	broker = rtws_broker_memory_create(&events, NULL);
	result = step(counter, 5);
	CHECK(result.error == 0 && result.value == 2 && result.reached == 3);
	CHECK(result.position.offset == 1);
	result = step(counter, -9);
	CHECK(result.error == 0 && result.value == -7 && result.position.offset == 2);
	result = step(counter, INTPTR_MIN);
	CHECK(result.error == RTWS_E_RANGE && result.value == -7);
	CHECK(rtws_counter_get(counter) == -7);
	CHECK(strcmp(stepped, "2 -7 ") == 0);
	rtws_counter_destroy(counter);
	end();
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(positions_grow_over_all_channels) },
		{ NAMED(times_grow_also_when_the_clock_goes_back) },
		{ NAMED(so_many_are_kept_and_the_oldest_go) },
		{ NAMED(ring_of_every_size_keeps_the_newest) },
		{ NAMED(recovery_tells_what_is_missing) },
		{ NAMED(channel_that_stops_keeping_has_lost_what_followed) },
		{ NAMED(publications_expire) },
		{ NAMED(sweep_forgets_every_topic_that_is_empty) },
		{ NAMED(key_is_published_once_in_five_minutes) },
		{ NAMED(keys_that_are_remembered_are_bounded) },
		{ NAMED(publishing_without_memory_is_delivered_or_refused) },
		{ NAMED(member_comes_with_its_first_connection_and_goes_with_its_last) },
		{ NAMED(every_text_can_be_a_key) },
		{ NAMED(pages_are_in_the_order_of_coming_whoever_leaves_meanwhile) },
		{ NAMED(thousands_of_members_come_in_pages_and_go) },
		{ NAMED(joining_without_memory_leaves_nothing) },
		{ NAMED(history_and_members_of_a_channel_keep_each_other) },
		{ NAMED(who_asks_may_forget_the_channels_name_when_answered) },
		{ NAMED(a_counters_step_is_published_or_not_made) },
	};

	return run_tests(tests, COUNT(tests));
}
