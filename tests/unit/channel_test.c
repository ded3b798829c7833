#include "unit.h"
#include "alloc.h"

#include "core/channel.h"
#include "util/error.h"

#include <stdlib.h>
#include <string.h>

enum { MANY = 40 };

/* A subscriber that writes down what it gets, and does something about it. */
typedef struct fake {
	rtws_subscriber_t base;
	unsigned messages, joined, left;
	char last[16];
	void (*then)(struct fake *self);
	int error;
} fake_t;

static rtws_channels_t channels;
static fake_t fakes[MANY];
static unsigned listened, told;

static const rtws_text_t room = { "room", 4 };

static int on_send(rtws_subscriber_t *subscriber, rtws_fanout_t *fanout)
{
	fake_t *self = (fake_t *) subscriber;

	if (fanout->pub != NULL) {
		self->messages++;
		snprintf(self->last, sizeof(self->last), "%.*s", (int) fanout->pub->data.len,
				 fanout->pub->data.at);
	} else {
		const rtws_member_change_t *change = fanout->news;

		*(change->joined ? &self->joined : &self->left) += 1;
	}
	if (self->then != NULL) {
		void (*then)(fake_t *) = self->then;

		self->then = NULL;
		then(self);
	}
	return self->error;
}

static const rtws_subscriber_ops_t fake_ops = { .send = on_send };

static void on_published(void *app, rtws_listener_t *listener, rtws_publication_t *pub)
{
	(void) app, (void) listener, (void) pub;
	listened++;
}

static void on_presence(void *app, rtws_listener_t *listener, const rtws_member_change_t *change)
{
	(void) app, (void) listener, (void) change;
	told++;
}

static const rtws_channels_events_t events = { .published = on_published, .presence = on_presence };

static void on_counted(void *arg, int error, uint64_t count)
{
	*(uint64_t *) arg = error == 0 ? count : UINT64_MAX;
}

static uint64_t count_of(rtws_text_t name)
{
	uint64_t count = UINT64_MAX;

	rtws_channels_count(&channels, name, on_counted, &count);
	return count;
}

static bool subscribe(fake_t *fake, rtws_text_t name)
{
	rtws_subscription_t *subscription = rtws_subscription_get(&channels, &fake->base, name);

	if (subscription == NULL) {
		return false;
	}
	subscription->is_subscribed = true;
	return true;
}

static void begin(int count)
{
	memset(fakes, 0, sizeof(fakes));
	listened = told = 0;
	rtws_channels_init(&channels, &events, NULL);
	rtws_channels_listen(&channels, RTWS_LISTEN_JOINS, room, false, NULL);
	rtws_channels_listen(&channels, RTWS_LISTEN_LEAVES, room, false, NULL);
	for (int i = 0; i < MANY; i++) {
		fakes[i].base.ops = &fake_ops;
		fakes[i].base.id = (uint64_t) i + 1;
		if (i < count) {
			subscribe(&fakes[i], room);
		}
	}
}

/* Nothing is left when all have gone. */
static bool end(void)
{
	bool is_empty;

	for (int i = 0; i < MANY; i++) {
		rtws_subscriber_leave_all(&fakes[i].base);
	}
	rtws_channels_flush(&channels);
	is_empty = channels.by_name.count == 0;
	rtws_channels_clear(&channels);
	return is_empty;
}

static void on_done(void *arg, const rtws_published_t *result)
{
	*(uint32_t *) arg = result->reached;
}

static uint32_t publish_but(const char *data, uint64_t except)
{
	rtws_publish_t what = {
		.channel = room, .kind = RTWS_DATA_TEXT, .data = { data, strlen(data) }, .except = except
	};
	uint32_t reached = UINT32_MAX;

	rtws_channels_publish(&channels, &what, on_done, &reached);
	return reached;
}

static uint32_t publish(const char *data)
{
	return publish_but(data, 0);
}

static unsigned got(int from, int to)
{
	unsigned sum = 0;

	for (int i = from; i < to; i++) {
		sum += fakes[i].messages;
	}
	return sum;
}

static void leave(fake_t *self)
{
	rtws_subscriber_leave_all(&self->base);
	self->error = RTWS_E_CLOSED;
}

static void all_leave(fake_t *self)
{
	(void) self;
	for (int i = 0; i < MANY; i++) {
		rtws_subscriber_leave_all(&fakes[i].base);
	}
}

static void every_second_leaves(fake_t *self)
{
	(void) self;
	for (int i = 1; i < MANY; i += 2) {
		rtws_subscriber_leave_all(&fakes[i].base);
	}
}

static void all_others_come(fake_t *self)
{
	(void) self;
	for (int i = 0; i < MANY; i++) {
		subscribe(&fakes[i], room);
	}
}

static void publish_within(fake_t *self)
{
	(void) self;
	publish("inner");
}

static void publish_and_leave(fake_t *self)
{
	fakes[3].then = all_leave;
	publish("inner");
	leave(self);
}

static void all_leave_and_come_back(fake_t *self)
{
	all_leave(self);
	all_others_come(self);
}

static int everybody_is_reached_once(void)
{
	begin(MANY);
	CHECK(subscribe(&fakes[0], room)); /* twice: once */
	CHECK(publish("x") == MANY && got(0, MANY) == MANY && count_of(room) == MANY);
	CHECK(publish_but("x", 5) == MANY - 1 && fakes[4].messages == 1);
	fakes[7].error = RTWS_E_FULL;
	CHECK(publish("x") == MANY - 1);
	CHECK(end());
	return 0;
}

static int subscribers_may_end_while_they_are_reached(void)
{
	begin(MANY);
	fakes[0].then = fakes[10].then = fakes[MANY - 1].then = leave;
	CHECK(publish("1") == MANY - 3 && got(0, MANY) == MANY);
	CHECK(publish("2") == MANY - 3 && count_of(room) == MANY - 3);
	CHECK(end());
	return 0;
}

static int others_may_end_before_they_are_reached(void)
{
	begin(MANY);
	fakes[0].then = every_second_leaves;
	CHECK(publish("1") == MANY / 2);
	CHECK(publish("2") == MANY / 2 && got(0, MANY) == MANY);
	CHECK(end());
	return 0;
}

static int all_may_end_at_the_first_the_last_or_in_the_middle(void)
{
	for (int i = 0; i < MANY; i++) {
		begin(MANY);
		unit_case("%d", i);
		fakes[i].then = all_leave;
		CHECK(publish("1") == (uint32_t) i + 1);
		CHECK(rtws_channels_find(&channels, room) == NULL);
		CHECK(publish("2") == 0);
		CHECK(end());
	}
	return 0;
}

static int who_comes_during_a_walk_is_not_reached_by_it(void)
{
	begin(4); /* the list grows under way */
	fakes[1].then = all_others_come;
	CHECK(publish("1") == 4 && got(4, MANY) == 0);
	CHECK(publish("2") == MANY && got(4, MANY) == MANY - 4);
	CHECK(end());
	begin(4);
	fakes[1].then = all_leave_and_come_back; /* the channel itself has stayed */
	CHECK(publish("1") == 2 && count_of(room) == MANY);
	CHECK(publish("2") == MANY && got(0, MANY) == MANY + 2);
	CHECK(end());
	return 0;
}

static int walk_within_a_walk(void)
{
	begin(MANY);
	fakes[2].then = publish_within;
	CHECK(publish("outer") == MANY && got(0, MANY) == 2 * MANY);
	CHECK(strcmp(fakes[1].last, "inner") == 0 && strcmp(fakes[3].last, "outer") == 0);
	CHECK(end());
	begin(MANY);
	fakes[0].then = publish_within;
	fakes[5].then = publish_and_leave; /* and the third level ends them all */
	publish("outer");
	CHECK(rtws_channels_find(&channels, room) == NULL);
	CHECK(end());
	return 0;
}

static uint32_t deliver(rtws_position_t position, bool is_kept)
{
	rtws_publication_t *pub = rtws_publication_create(room, (rtws_text_t){ "", 0 }, RTWS_DATA_JSON,
													  (rtws_text_t){ "1", 1 });
	uint32_t reached;

	pub->position = position;
	pub->is_kept = is_kept;
	reached = rtws_channels_deliver(&channels, pub);
	rtws_publication_unref(pub);
	return reached;
}

static int what_a_history_has_told_is_not_delivered_after_it(void)
{
	rtws_subscription_t *subscription;

	begin(2);
	subscription = rtws_subscription_find(&fakes[0].base, room);
	rtws_subscription_hold(subscription, &channels);
	CHECK(deliver((rtws_position_t){ 7, 10 }, true) == 2); /* held */
	CHECK(deliver((rtws_position_t){ 7, 9 }, false) == 2);
	CHECK(fakes[0].messages == 0);
	subscription->resume = (rtws_position_t){ 7, 12 };
	rtws_subscription_resume(subscription);
	CHECK(fakes[0].messages == 1); /* what is not kept was not in it */
	CHECK(deliver((rtws_position_t){ 7, 11 }, true) == 1);
	CHECK(deliver((rtws_position_t){ 7, 12 }, true) == 1);
	CHECK(fakes[0].messages == 1 && fakes[1].messages == 4);
	CHECK(deliver((rtws_position_t){ 7, 13 }, true) == 2);
	CHECK(deliver((rtws_position_t){ 6, 1 }, true) == 2);
	CHECK(deliver((rtws_position_t){ 7, 1 }, false) == 2);
	CHECK(fakes[0].messages == 4);
	CHECK(end());
	return 0;
}

static int channel_exists_while_somebody_subscribes(void)
{
	rtws_text_t other = { "other", 5 };

	begin(0);
	CHECK(publish("x") == 0 && channels.by_name.count == 0);
	subscribe(&fakes[0], room);
	subscribe(&fakes[0], other);
	subscribe(&fakes[1], other);
	CHECK(channels.by_name.count == 2 && fakes[0].base.count == 2);
	CHECK(rtws_subscription_find(&fakes[1].base, room) == NULL);
	rtws_subscription_find(&fakes[0].base, room)->is_subscribed = false;
	rtws_subscription_release(rtws_subscription_find(&fakes[0].base, room));
	CHECK(channels.by_name.count == 1 && fakes[0].base.count == 1);
	rtws_subscription_release(rtws_subscription_find(&fakes[0].base, other)); /* still subscribed */
	CHECK(fakes[0].base.count == 1);
	CHECK(end());
	return 0;
}

static int without_memory_nobody_subscribes_by_halves(void)
{
	for (unsigned n = 1; n <= 5; n++) {
		bool fine;

		begin(0);
		alloc_fail_at(n);
		fine = subscribe(&fakes[0], room);
		alloc_fail_at(0);
		CHECK(fine == (n == 5) && fakes[0].base.count == (fine ? 1u : 0u));
		CHECK(channels.by_name.count == (fine ? 1u : 0u));
		CHECK(end());
	}
	return 0;
}

/* ---- presence ------------------------------------------------------------------------------- */

static void on_joined(void *arg, int error)
{
	*(int *) arg = error;
}

static int join(fake_t *fake, const char *key)
{
	rtws_member_t member = { { key, strlen(key) }, { "{}", 2 } };
	int error = 77;
	int result = rtws_presence_join(&channels, &fake->base, room, &member, on_joined, &error);

	return result != 0 ? result : error;
}

static int members_are_told_and_nobody_else(void)
{
	begin(2); /* who only subscribes hears nothing of members */
	CHECK(join(&fakes[2], "a") == 0 && join(&fakes[3], "b") == 0 && join(&fakes[4], "a") == 0);
	CHECK(fakes[2].joined == 1 && fakes[3].joined == 0 && fakes[4].joined == 0);
	CHECK(fakes[0].joined == 0 && told == 2);
	CHECK(join(&fakes[2], "a") == 0 && join(&fakes[2], "c") == RTWS_E_EXISTS && told == 2);
	CHECK(publish("x") == 5); /* all of them get what is published */
	CHECK(rtws_presence_leave(&fakes[2].base, room) && fakes[3].left == 0 && told == 2);
	CHECK(!rtws_presence_leave(&fakes[2].base, room) && !rtws_presence_leave(&fakes[0].base, room));
	CHECK(rtws_presence_leave(&fakes[4].base, room) && fakes[3].left == 1 && told == 3);
	CHECK(fakes[4].left == 0 && publish("x") == 3);
	CHECK(end());
	CHECK(told == 4);
	return 0;
}

/* Somebody whose connection ends is told of at the end of the pass, however many end by that. */
static int departures_end_others_and_so_on(void)
{
	begin(0);
	for (int i = 0; i < MANY; i++) {
		char key[8];

		snprintf(key, sizeof(key), "%d", i);
		CHECK(join(&fakes[i], key) == 0);
	}
	told = 0;
	for (int i = 1; i < MANY; i++) {
		fakes[i].then = leave; /* ends at the next change that it is told of */
	}
	leave(&fakes[0]);
	CHECK(told == 0 && fakes[1].left == 0);
	rtws_channels_flush(&channels);
	CHECK(told == MANY && channels.by_name.count == 0 && channels.departures == NULL);
	rtws_channels_flush(&channels);
	CHECK(told == MANY);
	CHECK(end());
	return 0;
}

static int member_that_comes_back_before_the_flush_has_never_left(void)
{
	begin(0);
	CHECK(join(&fakes[0], "a") == 0 && join(&fakes[1], "b") == 0);
	leave(&fakes[0]);
	CHECK(join(&fakes[2], "a") == 0);
	rtws_channels_flush(&channels);
	CHECK(fakes[1].left == 0 && fakes[1].joined == 0 && told == 2);
	CHECK(end());
	return 0;
}

static int joining_without_memory_leaves_nothing(void)
{
	for (unsigned n = 1; n < 12; n++) {
		int error;

		begin(1);
		alloc_fail_at(n);
		error = join(&fakes[1], "a");
		alloc_fail_at(0);
		unit_case("allocation %u", n);
		if (error != 0) {
			rtws_presence_undo(&fakes[1].base, room);
			CHECK(error == RTWS_E_NOMEM && fakes[1].base.count == 0 && told == 0);
		}
		CHECK(end());
	}
	return 0;
}

/* ---- listening ------------------------------------------------------------------------------ */

static int patterns_match_any_bytes(void)
{
	static const struct {
		const char *pattern, *name;
		bool matches;
	} cases[] = {
		{ "*", "", true },         { "*", "a/b", true },         { "a*", "a", true },
		{ "a*", "abc", true },     { "a*", "ba", false },        { "*a", "ba", true },
		{ "*a", "ab", false },     { "a*c", "abbc", true },      { "a*c", "ac", true },
		{ "a*c", "abcd", false },  { "a*b*c", "aXbYbZc", true }, { "a**c", "abc", true },
		{ "*.*", "a.b", true },    { "*.*", "ab", false },       { "ab*ab", "ab", false },
		{ "*aab", "aaaab", true }, { "chat:*", "chat:", true },  { "chat:*", "chat", false },
		{ "a*b", "aab", true },    { "**", "", true },           { "a*a*a", "aa", false },
	};

	for (int i = 0; i < COUNT(cases); i++) {
		unit_case("%s %s", cases[i].pattern, cases[i].name);
		CHECK(rtws_pattern_matches((rtws_text_t){ cases[i].pattern, strlen(cases[i].pattern) },
								   (rtws_text_t){ cases[i].name, strlen(cases[i].name) }) ==
			  cases[i].matches);
	}
	return 0;
}

static int listeners_are_told_by_name_and_pattern(void)
{
	rtws_listener_t *exact, *pattern, *other;

	begin(0);
	exact = rtws_channels_listen(&channels, RTWS_LISTEN_PUBLICATIONS, room, false, NULL);
	pattern = rtws_channels_listen(&channels, RTWS_LISTEN_PUBLICATIONS, (rtws_text_t){ "ro*", 3 },
								   false, NULL);
	other = rtws_channels_listen(&channels, RTWS_LISTEN_PUBLICATIONS, (rtws_text_t){ "roo", 3 },
								 false, NULL);
	CHECK(exact != NULL && pattern != NULL && other != NULL);
	CHECK(publish("x") == 0 && listened == 2);
	rtws_channels_unlisten(&channels, exact);
	publish("x");
	CHECK(listened == 3);
	rtws_channels_unlisten(&channels, pattern);
	publish("x");
	CHECK(listened == 3);
	alloc_fail_at(1);
	CHECK(rtws_channels_listen(&channels, RTWS_LISTEN_PUBLICATIONS, room, false, NULL) == NULL);
	alloc_fail_at(0);
	CHECK(end()); /* frees the one that is left */
	return 0;
}

/* ---- rules ---------------------------------------------------------------------------------- */

static uint32_t size_for(const char *channel)
{
	return rtws_rules_of(&channels.rulebook, (rtws_text_t){ channel, strlen(channel) })
		->history.size;
}

static void set(bool is_prefix, const char *name, uint32_t size)
{
	rtws_rules_t rules = channels.rulebook.general;
	rtws_text_t text = { name, strlen(name) };

	rules.history.size = size;
	if (is_prefix) {
		rtws_rules_set_prefix(&channels.rulebook, text, &rules);
	} else {
		rtws_rules_set(&channels.rulebook, text, &rules);
	}
}

static int longest_prefix_and_then_the_name_decide(void)
{
	unsigned edition;

	begin(0);
	set(true, "a", 1);
	set(true, "abc", 3);
	set(true, "ab", 2);
	set(true, "xb", 7);
	CHECK(size_for("abcd") == 3 && size_for("abc") == 3 && size_for("abd") == 2 &&
		  size_for("ax") == 1);
	CHECK(size_for("xb") == 7 && size_for("b") == 0 && size_for("") == 0);
	edition = channels.rulebook.edition;
	set(true, "ab", 5); /* again */
	CHECK(size_for("ab") == 5 && size_for("xb") == 7 && channels.rulebook.edition != edition);
	set(false, "abcd", 9);
	CHECK(size_for("abcd") == 9 && size_for("abcde") == 3);
	set(false, "abcd", 10);
	CHECK(size_for("abcd") == 10);
	for (unsigned n = 1; n <= 2; n++) {
		rtws_rules_t rules = { 0 };

		alloc_fail_at(n);
		CHECK(n == 2 || rtws_rules_set_prefix(&channels.rulebook, room, &rules) == RTWS_E_NOMEM);
		alloc_fail_at(1);
		CHECK(rtws_rules_set(&channels.rulebook, room, &rules) == RTWS_E_NOMEM);
		alloc_fail_at(0);
	}
	CHECK(size_for("room") == 0);
	CHECK(end());
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(everybody_is_reached_once) },
		{ NAMED(subscribers_may_end_while_they_are_reached) },
		{ NAMED(others_may_end_before_they_are_reached) },
		{ NAMED(all_may_end_at_the_first_the_last_or_in_the_middle) },
		{ NAMED(who_comes_during_a_walk_is_not_reached_by_it) },
		{ NAMED(walk_within_a_walk) },
		{ NAMED(what_a_history_has_told_is_not_delivered_after_it) },
		{ NAMED(channel_exists_while_somebody_subscribes) },
		{ NAMED(without_memory_nobody_subscribes_by_halves) },
		{ NAMED(members_are_told_and_nobody_else) },
		{ NAMED(departures_end_others_and_so_on) },
		{ NAMED(member_that_comes_back_before_the_flush_has_never_left) },
		{ NAMED(joining_without_memory_leaves_nothing) },
		{ NAMED(patterns_match_any_bytes) },
		{ NAMED(listeners_are_told_by_name_and_pattern) },
		{ NAMED(longest_prefix_and_then_the_name_decide) },
	};

	return run_tests(tests, COUNT(tests));
}
