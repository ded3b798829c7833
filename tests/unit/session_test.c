#include "unit.h"
#include "alloc.h"
#include "owner.h"

#include "core/session.h"
#include "core/users.h"

/* ---- a broker that answers when it is told to ---------------------------------------------- */

enum { KEPT_MAX = 64, ASKED_MAX = 16 };

typedef struct {
	rtws_history_fn history;
	rtws_published_fn published;
	rtws_joined_fn joined;
	rtws_members_fn members;
	void *arg;
	/* the state of things when it was asked */
	rtws_history_query_t query;
	uint32_t from, count;
	uint64_t newest;
} asked_t;

static struct {
	rtws_broker_t base;
	rtws_publication_t *kept[KEPT_MAX]; /* offsets 1... */
	uint32_t count;
	asked_t asked[ASKED_MAX];
	uint32_t asked_count, answered;
	int error; /* what it answers with */
	unsigned leaves;
	bool is_deaf;       /* what is published is kept, and not delivered */
	bool holds_watches; /* they are answered in their turn, else at once */
	unsigned watches, unwatches;
	char told[256]; /* counts of subscribers, letters */
} later;

static asked_t *ask(void *arg)
{
	asked_t *asked = &later.asked[later.asked_count++];

	*asked = (asked_t){ .arg = arg, .count = later.count, .newest = later.count };
	return asked;
}

static void later_publish(rtws_broker_t *broker, rtws_publication_t *pub,
						  rtws_history_terms_t terms, rtws_text_t key, rtws_published_fn done,
						  void *arg)
{
	(void) key;
	pub->is_kept = terms.size > 0;
	pub->time_us = 1000000;
	later.kept[later.count++] = rtws_publication_ref(pub);
	pub->position = (rtws_position_t){ 1, later.count };
	if (!later.is_deaf) {
		broker->events->deliver(broker->app, pub);
	}
	ask(arg)->published = done;
}

static void later_history(rtws_broker_t *broker, const rtws_history_query_t *query,
						  rtws_history_fn done, void *arg)
{
	asked_t *asked = ask(arg);

	(void) broker;
	asked->history = done;
	asked->query = *query;
	asked->from = query->has_since ? (uint32_t) query->since.offset : later.count;
}

static void later_join(rtws_broker_t *broker, rtws_text_t channel, const rtws_member_t *member,
					   uint64_t connection, rtws_joined_fn done, void *arg)
{
	(void) broker, (void) channel, (void) member, (void) connection;
	ask(arg)->joined = done;
}

static void later_leave(rtws_broker_t *broker, rtws_text_t channel, rtws_text_t key,
						uint64_t connection)
{
	(void) broker, (void) channel, (void) key, (void) connection;
	later.leaves++;
}

static void later_members(rtws_broker_t *broker, rtws_text_t channel, uint64_t after,
						  uint32_t limit, rtws_members_fn done, void *arg)
{
	(void) broker, (void) channel, (void) after, (void) limit;
	ask(arg)->members = done;
}

static void note(const char *text, rtws_text_t name, uint64_t number)
{
	size_t at = strlen(later.told);

	snprintf(later.told + at, sizeof(later.told) - at, "%s %.*s %llu;", text, (int) name.len,
			 name.at, (unsigned long long) number);
}

static void later_watch(rtws_broker_t *broker, rtws_subject_t subject, rtws_done_fn done, void *arg)
{
	(void) broker, (void) subject;
	later.watches++;
	if (later.holds_watches && subject.kind == RTWS_SUBJECT_CHANNEL) {
		ask(arg)->joined = done;
	} else {
		done(arg, 0);
	}
}

static void later_unwatch(rtws_broker_t *broker, rtws_subject_t subject)
{
	(void) broker, (void) subject;
	later.unwatches++;
}

static void later_subscribers(rtws_broker_t *broker, rtws_text_t channel, uint32_t count)
{
	(void) broker;
	note("count", channel, count);
}

static void later_count(rtws_broker_t *broker, rtws_text_t channel, rtws_reached_fn done, void *arg)
{
	(void) broker, (void) channel;
	done(arg, 0, 77);
}

static void later_office(rtws_broker_t *broker, rtws_text_t office)
{
	(void) broker, (void) office;
}

static void later_send(rtws_broker_t *broker, const rtws_letter_t *letter, rtws_reached_fn done,
					   void *arg)
{
	note("to", letter->to.name, letter->to.kind);
	broker->events->letter(broker->app, letter, done, arg);
}

static int later_start(rtws_broker_t *broker, rtws_loop_t *a)
{
	(void) broker, (void) a;
	return 0;
}

static void later_nothing(rtws_broker_t *broker)
{
	(void) broker;
}

static const rtws_broker_ops_t later_ops = {
	.start = later_start,
	.stop = later_nothing,
	.destroy = later_nothing,
	.watch = later_watch,
	.unwatch = later_unwatch,
	.subscribers = later_subscribers,
	.count = later_count,
	.stand = later_office,
	.resign = later_office,
	.send = later_send,
	.publish = later_publish,
	.history = later_history,
	.join = later_join,
	.leave = later_leave,
	.members = later_members,
};

/* The oldest question that is open. */
static void answer(void)
{
	asked_t *asked = &later.asked[later.answered++];

	if (asked->history != NULL) {
		rtws_history_t history = {
			.error = later.error,
			.publications = later.kept + asked->from,
			.count = asked->query.limit > 0 ? asked->count - asked->from : 0,
			.position = { 1, asked->newest },
			.recovered = asked->query.has_since,
		};

		asked->history(asked->arg, &history);
	} else if (asked->published != NULL) {
		asked->published(asked->arg, &(rtws_published_t){ .error = later.error,
														  .position = { 1, asked->newest + 1 } });
	} else if (asked->joined != NULL) {
		asked->joined(asked->arg, later.error);
	} else {
		rtws_member_t member = { { "u", 1 }, { "{\"id\":\"u\"}", 10 } };

		asked->members(
			asked->arg,
			&(rtws_members_t){ .error = later.error, .members = &member, .count = 1, .total = 1 });
	}
}

static void answer_all(void)
{
	while (later.answered < later.asked_count) {
		answer();
	}
}

/* ---- the rest ------------------------------------------------------------------------------- */

static rtws_peer_t peer, peer2;
static rtws_connection_t *conn;
static int authorized;

static void on_authorize(rtws_connection_t *c, const rtws_channel_request_t *request,
						 rtws_verdict_t *verdict)
{
	(void) c, (void) request;
	authorized++;
	verdict->kind = RTWS_VERDICT_YES;
}

static void on_published(void *app, rtws_listener_t *listener, rtws_publication_t *pub)
{
	(void) app, (void) listener, (void) pub;
}

static void on_presence(void *app, rtws_listener_t *listener, const rtws_member_change_t *change)
{
	(void) app, (void) listener, (void) change;
}

static int aways;

static void on_away(void *app, const char *why)
{
	(void) app, (void) why;
	aways++;
}

static void on_reached(void *arg, int error, uint64_t reached)
{
	*(uint64_t *) arg = error == 0 ? reached : UINT64_MAX;
}

static rtws_hooks_t all_hooks;

static rtws_endpoint_t *begin(bool is_later)
{
	rtws_settings_t s;
	rtws_endpoint_t *endpoint;

	memset(&owner, 0, sizeof(owner));
	memset(&later, 0, sizeof(later));
	all_hooks = hooks;
	all_hooks.authorize = on_authorize;
	all_hooks.published = on_published;
	all_hooks.presence = on_presence;
	all_hooks.away = on_away;
	aways = 0;
	rtws_settings_init(&s);
	server = rtws_server_create(&s, &all_hooks, &owner);
	server->channels.rulebook.general.history.size = 100;
	if (is_later) {
		rtws_broker_t *memory = server->channels.broker;

		later.base =
			(rtws_broker_t){ .ops = &later_ops, .events = memory->events, .app = memory->app };
		memory->ops->destroy(memory);
		server->channels.broker = &later.base;
	}
	rtws_server_open(server, (rtws_loop_t *) &a_loop);
	endpoint = add_endpoint(RTWS_ENDPOINT_WS, "/", "");
	endpoint->has_channels = true;
	endpoint->channels_max = 3;
	endpoint->permits.publish = RTWS_PERMIT_YES;
	conn = let_in(&peer, UPGRADE("/", ""));
	return endpoint;
}

static void end(void)
{
	if (conn != NULL) {
		let_go(conn, 1001, "");
	}
	end_server();
	for (uint32_t i = 0; i < later.count; i++) {
		rtws_publication_unref(later.kept[i]);
	}
}

static void say_to(rtws_connection_t *c, const char *text)
{
	rtws_session_message(c, RTWS_WS_TEXT, (const uint8_t *) text, strlen(text));
}

static void say(const char *text)
{
	say_to(conn, text);
}

static void ignore(void *arg, const rtws_published_t *result)
{
	(void) arg, (void) result;
}

static void publish_numbers(int from, int to)
{
	for (int i = from; i <= to; i++) {
		char data[12];
		rtws_publish_t what = { .channel = { "c", 1 }, .kind = RTWS_DATA_JSON };

		what.data = (rtws_text_t){ data, (size_t) snprintf(data, sizeof(data), "%d", i) };
		rtws_channels_publish(&server->channels, &what, ignore, NULL);
	}
}

/* What a peer got, in short: "s" for subscribed, "u", the data of messages, the code of errors. */
static const char *got(rtws_peer_t *p)
{
	static char out[1024];
	size_t n = 0;

	out[0] = '\0';
	for (char *line = strtok(p->sent, "\n"); line != NULL; line = strtok(NULL, "\n")) {
		const char *data = strstr(line, "\"data\":");
		const char *code = strstr(line, "\"code\":\"");
		const char *what = strstr(line, "\"type\":\"") + 8;
		const char *recovered = strstr(line, "recovered\":true") != NULL ? "+" : "";

		if (data != NULL) {
			n += (size_t) snprintf(out + n, sizeof(out) - n, "%d ", atoi(data + 7));
		} else if (code != NULL) {
			n += (size_t) snprintf(out + n, sizeof(out) - n, "%.*s ", (int) strcspn(code + 8, "\""),
								   code + 8);
		} else {
			n += (size_t) snprintf(out + n, sizeof(out) - n, "%.*s%s ", (int) strcspn(what, "\""),
								   what, recovered);
		}
	}
	p->sent_len = 0;
	p->sent[0] = '\0';
	return out;
}

/* ---- recovery ------------------------------------------------------------------------------- */

static int what_is_published_while_the_history_is_awaited_comes_after_it(void)
{
	begin(true);
	publish_numbers(1, 4);
	answer_all();
	say("{\"action\":\"subscribe\",\"channel\":\"c\",\"since\":\"00000001-2\",\"id\":1}");
	publish_numbers(5, 7);
	CHECK(strcmp(got(&peer), "") == 0);
	answer();
	CHECK(strcmp(got(&peer), "subscribed+ 3 4 5 6 7 ") == 0);
	answer_all();
	publish_numbers(8, 8);
	CHECK(strcmp(got(&peer), "8 ") == 0);
	end();
	return 0;
}

/* The broker has more in its answer than was published when it was asked. */
static int what_is_in_the_history_and_was_held_comes_once(void)
{
	begin(true);
	publish_numbers(1, 4);
	answer_all();
	say("{\"action\":\"subscribe\",\"channel\":\"c\",\"since\":\"00000001-2\"}");
	publish_numbers(5, 7);
	later.asked[4].count = later.asked[4].newest = 6;
	answer();
	CHECK(strcmp(got(&peer), "subscribed+ 3 4 5 6 7 ") == 0);
	end();
	return 0;
}

static int history_that_fails_loses_nothing_of_what_follows(void)
{
	begin(true);
	say("{\"action\":\"subscribe\",\"channel\":\"c\",\"since\":\"00000001-0\"}");
	publish_numbers(1, 2);
	later.error = RTWS_E_NOMEM;
	answer();
	CHECK(strcmp(got(&peer), "subscribed 1 2 ") == 0);
	publish_numbers(3, 3);
	CHECK(strcmp(got(&peer), "3 ") == 0);
	end();
	return 0;
}

static int without_since_only_the_position_is_told(void)
{
	begin(true);
	publish_numbers(1, 3);
	answer_all();
	say("{\"action\":\"subscribe\",\"channel\":\"c\",\"id\":1}");
	publish_numbers(4, 4);
	answer();
	CHECK(strstr(peer.sent, "{\"type\":\"subscribed\",\"channel\":\"c\",\"id\":1,\"position\":"
							"\"00000001-3\"}") == peer.sent);
	CHECK(strcmp(got(&peer), "subscribed 4 ") == 0);
	end();
	return 0;
}

static int connection_may_go_before_the_answer(void)
{
	begin(true);
	say("{\"action\":\"subscribe\",\"channel\":\"c\",\"since\":\"00000001-0\"}");
	say("{\"action\":\"publish\",\"channel\":\"c\",\"message\":1,\"id\":2}");
	say("{\"action\":\"join\",\"channel\":\"d\",\"member\":{\"id\":\"u\"}}");
	say("{\"action\":\"history\",\"channel\":\"c\"}");
	say("{\"action\":\"presence\",\"channel\":\"c\"}");
	let_go(conn, 1006, "");
	conn = NULL;
	CHECK(owner.released == 0);
	publish_numbers(2, 3);
	answer_all();
	CHECK(owner.released == 1 && strcmp(got(&peer), "") == 0);
	CHECK(rtws_channels_find(&server->channels, (rtws_text_t){ "c", 1 }) == NULL);
	rtws_server_flush(server);
	CHECK(later.leaves == 1);
	end();
	return 0;
}

static int unsubscribed_before_the_answer_gets_no_message(void)
{
	begin(true);
	publish_numbers(1, 2);
	answer_all();
	say("{\"action\":\"subscribe\",\"channel\":\"c\",\"since\":\"00000001-0\",\"id\":1}");
	publish_numbers(3, 3);
	say("{\"action\":\"unsubscribe\",\"channel\":\"c\",\"id\":2}");
	publish_numbers(4, 4);
	answer_all();
	CHECK(strstr(got(&peer), "1 ") == NULL);
	CHECK(rtws_channels_find(&server->channels, (rtws_text_t){ "c", 1 }) == NULL);
	end();
	return 0;
}

/* Two answers are then under way, and the second subscription belongs to the second. */
static int subscribed_again_before_the_answer_gets_everything_once(void)
{
	begin(true);
	publish_numbers(1, 2);
	answer_all();
	say("{\"action\":\"subscribe\",\"channel\":\"c\",\"since\":\"00000001-0\"}");
	say("{\"action\":\"unsubscribe\",\"channel\":\"c\"}");
	publish_numbers(3, 3);
	say("{\"action\":\"subscribe\",\"channel\":\"c\",\"since\":\"00000001-1\"}");
	publish_numbers(4, 4);
	answer();
	publish_numbers(5, 5);
	answer_all();
	publish_numbers(6, 6);
	CHECK(strstr(got(&peer), "subscribed+ 2 3 4 5 6 ") != NULL);
	end();
	return 0;
}

/* The same, but the connection stays: it gets what comes, and is told where it is. */
static int second_subscription_is_answered_the_same_way_and_replays_nothing(void)
{
	begin(true);
	publish_numbers(1, 2);
	answer_all();
	say("{\"action\":\"subscribe\",\"channel\":\"c\",\"since\":\"00000001-0\",\"id\":1}");
	say("{\"action\":\"subscribe\",\"channel\":\"c\",\"id\":2}");
	CHECK(strcmp(got(&peer), "") == 0); /* in the order of the requests */
	publish_numbers(3, 3);
	answer_all();
	CHECK(strcmp(got(&peer), "subscribed+ 1 2 3 subscribed ") == 0);
	say("{\"action\":\"subscribe\",\"channel\":\"c\",\"id\":3}");
	answer_all();
	CHECK(strstr(peer.sent, "{\"type\":\"subscribed\",\"channel\":\"c\",\"id\":3,\"position\":"
							"\"00000001-3\"}") == peer.sent);
	got(&peer);
	say("{\"action\":\"subscribe\",\"channel\":\"c\",\"since\":\"00000001-1\",\"id\":4}");
	publish_numbers(4, 4);
	answer_all();
	CHECK(strcmp(got(&peer), "4 subscribed ") == 0);
	end();
	return 0;
}

static int own_messages_without_echo_are_not_replayed(void)
{
	begin(true);
	say("{\"action\":\"publish\",\"channel\":\"c\",\"message\":1,\"echo\":false}");
	say("{\"action\":\"publish\",\"channel\":\"c\",\"message\":2}");
	answer_all();
	say("{\"action\":\"subscribe\",\"channel\":\"c\",\"since\":\"00000001-0\"}");
	say("{\"action\":\"publish\",\"channel\":\"c\",\"message\":3,\"echo\":false}");
	answer_all();
	CHECK(strcmp(got(&peer), "subscribed+ 2 ") == 0);
	end();
	return 0;
}

static void cut_off(rtws_peer_t *p)
{
	if (p->sends == 3 && conn != NULL) { /* the second message of the replay ends it */
		rtws_connection_t *gone = conn;

		conn = NULL;
		p->error = RTWS_E_CLOSED;
		let_go(gone, 1006, "");
	}
}

static int connection_that_ends_in_the_middle_of_its_replay(void)
{
	for (int held = 0; held < 2; held++) {
		begin(true);
		unit_case("held %d", held);
		publish_numbers(1, held != 0 ? 1 : 5);
		answer_all();
		peer.on_send = cut_off;
		say("{\"action\":\"subscribe\",\"channel\":\"c\",\"since\":\"00000001-0\"}");
		publish_numbers(6, 9);
		answer_all();
		CHECK(conn == NULL && owner.closed == 1 && owner.released == 1);
		CHECK(strcmp(got(&peer), "subscribed+ 1 ") == 0);
		end();
	}
	return 0;
}

/* ---- presence, with answers that come later ------------------------------------------------- */

/* ---- more than one process ------------------------------------------------------------------ */

/* Nobody is told "subscribed" before it is true, and what comes meanwhile comes after it. */
static int subscribed_when_it_is_watched(void)
{
	begin(true);
	later.holds_watches = true;
	server->channels.rulebook.general.history.size = 0;
	say("{\"action\":\"subscribe\",\"channel\":\"c\"}");
	publish_numbers(1, 2);
	CHECK(strcmp(got(&peer), "") == 0);
	answer_all();
	CHECK(strcmp(got(&peer), "subscribed 1 2 ") == 0);
	publish_numbers(3, 3);
	CHECK(strcmp(got(&peer), "3 ") == 0);
	end();
	return 0;
}

/* The history is asked for when nothing can fall between it and what comes. */
static int history_waits_for_the_watch(void)
{
	begin(true);
	later.holds_watches = true;
	publish_numbers(1, 2);
	answer_all();
	say("{\"action\":\"subscribe\",\"channel\":\"c\",\"since\":\"00000001-1\"}");
	CHECK(later.asked_count == later.answered + 1); /* only the watch */
	publish_numbers(3, 3);
	answer(); /* the watch: now it asks for the history */
	answer_all();
	CHECK(strcmp(got(&peer), "subscribed+ 2 3 ") == 0);
	end();
	return 0;
}

static int who_leaves_before_the_watch_has_never_joined(void)
{
	begin(true);
	later.holds_watches = true;
	say("{\"action\":\"join\",\"channel\":\"c\",\"member\":{\"id\":\"u\"},\"id\":1}");
	say("{\"action\":\"leave\",\"channel\":\"c\"}");
	say("{\"action\":\"join\",\"channel\":\"c\",\"member\":{\"id\":\"u\"},\"id\":2}");
	answer_all();
	CHECK(later.leaves == 0 && strcmp(got(&peer), "UNAVAILABLE presence_state ") == 0);
	say("{\"action\":\"leave\",\"channel\":\"c\"}");
	CHECK(later.leaves == 1);
	end();
	return 0;
}

/* However many subscribe: watched once, and the count told once per turn. */
static int watches_and_counts_are_balanced(void)
{
	rtws_connection_t *other;

	begin(true);
	other = let_in(&peer2, UPGRADE("/", ""));
	say("{\"action\":\"subscribe\",\"channel\":\"c\"}");
	say_to(other, "{\"action\":\"subscribe\",\"channel\":\"c\"}");
	CHECK(later.watches == 2 && later.told[0] == '\0'); /* letters, and the channel */
	rtws_server_flush(server);
	CHECK(strcmp(later.told, "count c 2;") == 0);
	say("{\"action\":\"unsubscribe\",\"channel\":\"c\"}");
	say("{\"action\":\"subscribe\",\"channel\":\"c\"}");
	rtws_server_flush(server);
	CHECK(strcmp(later.told, "count c 2;") == 0 && later.unwatches == 0);
	let_go(other, 1001, "");
	say("{\"action\":\"unsubscribe\",\"channel\":\"c\"}");
	CHECK(later.unwatches == 1 && strcmp(later.told, "count c 2;count c 0;") == 0);
	rtws_server_flush(server);
	end();
	return 0;
}

static void go_away_and_come_back(void)
{
	later.base.events->down(later.base.app, "test");
	later.base.events->down(later.base.app, "test");
	later.base.events->up(later.base.app);
}

static int gaps_are_told_where_nothing_is_kept(void)
{
	begin(true);
	server->channels.rulebook.general.history.size = 0;
	say("{\"action\":\"subscribe\",\"channel\":\"c\"}");
	publish_numbers(1, 1);
	answer_all();
	CHECK(strcmp(got(&peer), "subscribed 1 ") == 0);
	later.base.events->up(later.base.app); /* it was not away */
	CHECK(strcmp(got(&peer), "") == 0 && aways == 0);
	go_away_and_come_back();
	CHECK(aways == 2 && strcmp(got(&peer), "gap ") == 0);
	end();
	return 0;
}

/* What was missed comes before what is published meanwhile; nothing that was heard comes again. */
static int gaps_are_mended_from_the_history(void)
{
	begin(true);
	say("{\"action\":\"subscribe\",\"channel\":\"c\"}");
	publish_numbers(1, 1);
	answer_all();
	CHECK(strcmp(got(&peer), "subscribed 1 ") == 0);
	later.is_deaf = true; /* published elsewhere, while it was away */
	publish_numbers(2, 4);
	later.is_deaf = false;
	later.kept[2]->was_heard = true;
	answer_all();
	go_away_and_come_back();
	publish_numbers(5, 5);
	CHECK(strcmp(got(&peer), "") == 0);
	answer_all();
	CHECK(strcmp(got(&peer), "2 4 5 ") == 0);
	publish_numbers(6, 6);
	CHECK(strcmp(got(&peer), "6 ") == 0);
	end();
	return 0;
}

/* Subscriptions may stand before everything does: what they bring then is no sign that nothing was
 * missed. */
static int what_comes_before_it_is_back_comes_in_its_turn(void)
{
	begin(true);
	say("{\"action\":\"subscribe\",\"channel\":\"c\"}");
	publish_numbers(1, 1);
	answer_all();
	CHECK(strcmp(got(&peer), "subscribed 1 ") == 0);
	later.base.events->down(later.base.app, "test");
	later.is_deaf = true;
	publish_numbers(2, 3);
	later.is_deaf = false;
	publish_numbers(4, 4);
	answer_all();
	CHECK(strcmp(got(&peer), "") == 0);
	later.base.events->up(later.base.app);
	publish_numbers(5, 5);
	answer_all();
	CHECK(strcmp(got(&peer), "2 3 4 5 ") == 0);
	end();
	return 0;
}

/* It was with another server, which was not cut off. */
static int who_came_while_it_was_away_gets_nothing_twice(void)
{
	rtws_connection_t *other;

	begin(true);
	other = let_in(&peer2, UPGRADE("/", ""));
	say("{\"action\":\"subscribe\",\"channel\":\"c\"}");
	publish_numbers(1, 1);
	answer_all();
	later.base.events->down(later.base.app, "test");
	later.is_deaf = true;
	publish_numbers(2, 3);
	later.is_deaf = false;
	later.error = RTWS_E_BROKER;
	say_to(other, "{\"action\":\"subscribe\",\"channel\":\"c\",\"since\":\"00000001-2\"}");
	answer_all();
	got(&peer);
	got(&peer2);
	later.error = 0;
	later.base.events->up(later.base.app);
	answer_all();
	CHECK(strcmp(got(&peer), "2 3 ") == 0);
	CHECK(strcmp(got(&peer2), "3 ") == 0);
	let_go(other, 1001, "");
	end();
	return 0;
}

static int gaps_that_cannot_be_mended_are_told(void)
{
	begin(true);
	say("{\"action\":\"subscribe\",\"channel\":\"c\"}");
	publish_numbers(1, 1);
	answer_all();
	got(&peer);
	go_away_and_come_back();
	publish_numbers(2, 2);
	later.error = RTWS_E_BROKER; /* away again */
	answer_all();
	CHECK(strcmp(got(&peer), "gap 2 ") == 0);
	end();
	return 0;
}

/* What is for single clients is neither published nor read by others, whatever the rules say. */
static int reserved_names_are_refused(void)
{
	begin(true);
	conn->endpoint->permits.subscribe = RTWS_PERMIT_YES;
	say("{\"action\":\"publish\",\"channel\":\"ws:server:a\",\"message\":{},\"id\":1}");
	say("{\"action\":\"subscribe\",\"channel\":\"ws:server:a\"}");
	CHECK(strcmp(got(&peer), "FORBIDDEN FORBIDDEN ") == 0 && later.count == 0);
	say("{\"action\":\"subscribe\",\"channel\":\"ws:serve\"}");
	answer_all();
	CHECK(strcmp(got(&peer), "subscribed ") == 0);
	end();
	return 0;
}

/* ---- users ---------------------------------------------------------------------------------- */

static uint64_t send_to(const char *id)
{
	uint64_t reached = UINT64_MAX;

	rtws_server_send_to(server, (rtws_text_t){ id, strlen(id) }, RTWS_DATA_JSON,
						(rtws_text_t){ "{\"data\":5}", 10 }, on_reached, &reached);
	return reached;
}

static int letters_reach_their_user_and_nobody_else(void)
{
	char id[RTWS_CONNECTION_ID_MAX];
	rtws_connection_t *other;

	begin(true);
	other = let_in(&peer2, UPGRADE("/", ""));
	CHECK(send_to("u") == 0);
	CHECK(rtws_connection_set_user(conn, (rtws_text_t){ "u", 1 }) == 0);
	CHECK(send_to("u") == 1 && rtws_connection_set_user(other, (rtws_text_t){ "u", 1 }) == 0);
	CHECK(send_to("u") == 2 && send_to("v") == 0);
	CHECK(rtws_connection_set_user(conn, (rtws_text_t){ "a-1-2", 5 }) == 0);
	CHECK(send_to("u") == 1 && send_to("a-1-2") == 1); /* looks like a connection's */
	rtws_connection_id(conn, id);
	CHECK(send_to(id) == 1);
	id[strlen(id) - 1] = '~';
	CHECK(send_to(id) == 0);
	rtws_connection_id(other, id);
	let_go(other, 1001, "");
	CHECK(send_to("u") == 0 && send_to(id) == 0); /* gone, and its id with it */
	CHECK(rtws_connection_set_user(conn, (rtws_text_t){ NULL, 0 }) == 0 && send_to("a-1-2") == 0);
	CHECK(later.watches == 1 + 2 && later.unwatches == 2); /* the process; two users */
	end();
	return 0;
}

static int join_that_fails_leaves_nothing(void)
{
	begin(true);
	later.error = RTWS_E_SYSTEM;
	say("{\"action\":\"join\",\"channel\":\"c\",\"member\":{\"id\":\"u\"},\"id\":1}");
	answer_all();
	CHECK(strcmp(got(&peer), "UNAVAILABLE ") == 0);
	CHECK(rtws_channels_find(&server->channels, (rtws_text_t){ "c", 1 }) == NULL);
	/* but who subscribes stays subscribed */
	later.error = 0;
	say("{\"action\":\"subscribe\",\"channel\":\"c\"}");
	later.error = RTWS_E_NOMEM;
	say("{\"action\":\"join\",\"channel\":\"c\",\"member\":{\"id\":\"u\"},\"id\":1}");
	answer_all();
	CHECK(strcmp(got(&peer), "subscribed INTERNAL ") == 0);
	CHECK(rtws_channels_find(&server->channels, (rtws_text_t){ "c", 1 })->live == 1);
	end();
	return 0;
}

static int join_is_answered_with_the_members(void)
{
	begin(true);
	say("{\"action\":\"join\",\"channel\":\"c\",\"member\":{\"id\":\"u\"},\"id\":1}");
	CHECK(strcmp(got(&peer), "") == 0);
	answer();
	answer();
	CHECK(strcmp(peer.sent,
				 "{\"type\":\"presence_state\",\"members\":{\"u\":{\"id\":\"u\"}},\"channel\":"
				 "\"c\",\"id\":1}\n") == 0);
	end();
	return 0;
}

static int failing_broker_is_told_to_the_client(void)
{
	begin(true);
	later.error = RTWS_E_SYSTEM;
	say("{\"action\":\"publish\",\"channel\":\"c\",\"message\":1,\"id\":1}");
	say("{\"action\":\"publish\",\"channel\":\"c\",\"message\":1}");
	say("{\"action\":\"history\",\"channel\":\"c\",\"id\":2}");
	say("{\"action\":\"presence\",\"channel\":\"c\",\"id\":3}");
	answer_all();
	CHECK(strcmp(got(&peer), "UNAVAILABLE UNAVAILABLE UNAVAILABLE ") == 0);
	end();
	return 0;
}

/* ---- with the memory broker ----------------------------------------------------------------- */

static int everything_works_with_memory_running_out_anywhere(void)
{
	static const char *const requests[] = {
		"{\"action\":\"subscribe\",\"channel\":\"c\",\"id\":1}",
		"{\"action\":\"publish\",\"channel\":\"c\",\"message\":\"text\",\"key\":\"k\",\"id\":2}",
		"{\"action\":\"join\",\"channel\":\"r\",\"member\":{\"id\":\"u\"},\"id\":3}",
		"{\"action\":\"presence\",\"channel\":\"r\",\"id\":4}",
		"{\"action\":\"history\",\"channel\":\"c\",\"id\":5}",
		"{\"action\":\"leave\",\"channel\":\"r\",\"id\":6}",
		"{\"action\":\"unsubscribe\",\"channel\":\"c\",\"id\":7}",
		"{\"action\":\"ping\",\"id\":8}",
		"rubbish",
	};

	for (unsigned n = 1; n < 60; n++) {
		rtws_endpoint_t *endpoint = begin(false);
		rtws_connection_t *other = let_in(&peer2, UPGRADE("/", ""));

		(void) endpoint;
		unit_case("allocation %u", n);
		say_to(other, "{\"action\":\"subscribe\",\"channel\":\"c\"}");
		say_to(other, "{\"action\":\"join\",\"channel\":\"r\",\"member\":{\"id\":\"o\"}}");
		alloc_fail_at(n);
		for (int i = 0; i < COUNT(requests); i++) {
			say(requests[i]);
		}
		alloc_fail_at(0);
		CHECK(peer.sends + peer.closes > 0 && owner.closed == 0);
		let_go(other, 1001, "");
		rtws_server_flush(server);
		end();
	}
	return 0;
}

static int message_that_is_lost_for_want_of_memory_is_known_to_be_lost(void)
{
	for (unsigned n = 2; n <= 3; n++) { /* its topic, or its place in there */
		rtws_connection_t *other;
		const char *at;
		char request[200];

		begin(false);
		unit_case("allocation %u", n);
		say("{\"action\":\"publish\",\"channel\":\"other\",\"message\":0,\"id\":1}");
		at = strstr(peer.sent, "\"position\":\"") + 12;
		snprintf(request, sizeof(request),
				 "{\"action\":\"subscribe\",\"channel\":\"c\",\"since\":\"%.*s\"}",
				 (int) strcspn(at, "\""), at);
		alloc_fail_at(n);
		publish_numbers(1, 1);
		alloc_fail_at(0);
		other = let_in(&peer2, UPGRADE("/", ""));
		say_to(other, request);
		CHECK(strcmp(got(&peer2), "subscribed ") == 0);
		let_go(other, 1001, "");
		end();
	}
	return 0;
}

static int connection_has_so_many_channels_and_no_more(void)
{
	begin(false);
	say("{\"action\":\"subscribe\",\"channel\":\"1\"}");
	say("{\"action\":\"join\",\"channel\":\"2\",\"member\":{\"id\":1}}");
	say("{\"action\":\"subscribe\",\"channel\":\"2\"}");
	say("{\"action\":\"subscribe\",\"channel\":\"3\"}");
	CHECK(strcmp(got(&peer), "subscribed presence_state subscribed subscribed ") == 0);
	say("{\"action\":\"subscribe\",\"channel\":\"4\"}");
	say("{\"action\":\"join\",\"channel\":\"5\",\"member\":{\"id\":1}}");
	say("{\"action\":\"subscribe\",\"channel\":\"3\"}"); /* one that it has */
	say("{\"action\":\"unsubscribe\",\"channel\":\"3\"}");
	say("{\"action\":\"subscribe\",\"channel\":\"4\"}");
	CHECK(strcmp(got(&peer), "TOO_MANY_CHANNELS TOO_MANY_CHANNELS subscribed subscribed ") == 0);
	end();
	return 0;
}

static int only_what_nobody_decides_is_asked(void)
{
	static const struct {
		rtws_permit_t of_channel, of_endpoint;
		bool asks;
		int asked;
		const char *subscribe, *publish;
	} cases[] = {
		{ RTWS_PERMIT_ASK, RTWS_PERMIT_ASK, false, 0, "subscribed ", "FORBIDDEN " },
		{ RTWS_PERMIT_ASK, RTWS_PERMIT_ASK, true, 1, "subscribed ", "" },
		{ RTWS_PERMIT_ASK, RTWS_PERMIT_YES, true, 0, "subscribed ", "" },
		{ RTWS_PERMIT_ASK, RTWS_PERMIT_NO, true, 0, "FORBIDDEN ", "FORBIDDEN " },
		{ RTWS_PERMIT_YES, RTWS_PERMIT_NO, true, 0, "subscribed ", "" },
		{ RTWS_PERMIT_NO, RTWS_PERMIT_YES, true, 0, "FORBIDDEN ", "FORBIDDEN " },
		{ RTWS_PERMIT_NO, RTWS_PERMIT_ASK, false, 0, "FORBIDDEN ", "FORBIDDEN " },
		{ RTWS_PERMIT_YES, RTWS_PERMIT_ASK, false, 0, "subscribed ", "" },
	};

	for (int i = 0; i < COUNT(cases); i++) {
		rtws_endpoint_t *endpoint = begin(false);
		rtws_permits_t *of_channel = &server->channels.rulebook.general.permits;

		unit_case("%d", i);
		endpoint->asks_authorize = cases[i].asks;
		endpoint->permits =
			(rtws_permits_t){ cases[i].of_endpoint, cases[i].of_endpoint, cases[i].of_endpoint };
		*of_channel =
			(rtws_permits_t){ cases[i].of_channel, cases[i].of_channel, cases[i].of_channel };
		authorized = 0;
		say("{\"action\":\"subscribe\",\"channel\":\"c\"}");
		CHECK(strcmp(got(&peer), cases[i].subscribe) == 0 && authorized == cases[i].asked);
		say("{\"action\":\"publish\",\"channel\":\"x\",\"message\":1}");
		CHECK(strcmp(got(&peer), cases[i].publish) == 0 && authorized == 2 * cases[i].asked);
		end();
	}
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(what_is_published_while_the_history_is_awaited_comes_after_it) },
		{ NAMED(what_is_in_the_history_and_was_held_comes_once) },
		{ NAMED(history_that_fails_loses_nothing_of_what_follows) },
		{ NAMED(without_since_only_the_position_is_told) },
		{ NAMED(connection_may_go_before_the_answer) },
		{ NAMED(unsubscribed_before_the_answer_gets_no_message) },
		{ NAMED(subscribed_again_before_the_answer_gets_everything_once) },
		{ NAMED(second_subscription_is_answered_the_same_way_and_replays_nothing) },
		{ NAMED(own_messages_without_echo_are_not_replayed) },
		{ NAMED(connection_that_ends_in_the_middle_of_its_replay) },
		{ NAMED(subscribed_when_it_is_watched) },
		{ NAMED(history_waits_for_the_watch) },
		{ NAMED(who_leaves_before_the_watch_has_never_joined) },
		{ NAMED(watches_and_counts_are_balanced) },
		{ NAMED(gaps_are_told_where_nothing_is_kept) },
		{ NAMED(gaps_are_mended_from_the_history) },
		{ NAMED(what_comes_before_it_is_back_comes_in_its_turn) },
		{ NAMED(who_came_while_it_was_away_gets_nothing_twice) },
		{ NAMED(gaps_that_cannot_be_mended_are_told) },
		{ NAMED(reserved_names_are_refused) },
		{ NAMED(letters_reach_their_user_and_nobody_else) },
		{ NAMED(join_that_fails_leaves_nothing) },
		{ NAMED(join_is_answered_with_the_members) },
		{ NAMED(failing_broker_is_told_to_the_client) },
		{ NAMED(everything_works_with_memory_running_out_anywhere) },
		{ NAMED(message_that_is_lost_for_want_of_memory_is_known_to_be_lost) },
		{ NAMED(connection_has_so_many_channels_and_no_more) },
		{ NAMED(only_what_nobody_decides_is_asked) },
	};

	return run_tests(tests, COUNT(tests));
}
