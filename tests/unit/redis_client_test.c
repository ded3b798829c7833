/* A client of one server: commands, scripts, subscriptions, and what becomes of them when it goes.
 */
#include "redis_rig.h"
#include "world.h"

static server_t *server;

static rtws_redis_t *begin(const char *more)
{
	world_reset();
	forget_told();
	return client("redis://127.0.0.1:%u%s", server->port, more);
}

static int end(rtws_redis_t *redis)
{
	rtws_redis_destroy(redis);
	forget_told();
	return 0;
}

static int commands_are_answered_in_order_also_before_the_link_is_up(void)
{
	rtws_redis_t *redis = begin("");

	command(redis, "a", "SET k v");
	command(redis, "b", "GET k");
	command(redis, "c", "GET none");
	command(redis, "d", "LPUSH k x");
	command(redis, "e", "INCR n");
	command(redis, "f", "MGET k none k");
	command(redis, "g", "DEL k n");
	CHECK(told_len == 0 && !rtws_redis_is_up(redis));
	CHECK(await("g="));
	CHECK(strcmp(told, "up 1\na=OK\nb=v\nc=nil\nd=!WRONGTYPE Operation against a key holding the "
					   "wrong kind of value\ne=1\nf=[v nil v]\ng=2\n") == 0);
	CHECK(rtws_redis_is_up(redis));
	return end(redis);
}

static int bytes_come_back_as_they_went_in_pieces_of_any_size(void)
{
	rtws_redis_t *redis = begin("");
	static char big[300000];
	rtws_text_t set[] = { { "SET", 3 }, { "k\0\r\n", 4 }, { big, sizeof(big) } };
	rtws_text_t get[] = { { "GETRANGE", 8 }, { "k\0\r\n", 4 }, { "299990", 6 }, { "-1", 2 } };
	rtws_text_t empty[] = { { "SET", 3 }, { "", 0 }, { "", 0 } };

	memset(big, '\r', sizeof(big));
	memcpy(big + sizeof(big) - 10, "0123456789", 10);
	world_limit_writes(1000);
	world_limit_reads(7);
	rtws_redis_command(redis, set[1], 3, set, on_done, "set");
	rtws_redis_command(redis, get[1], 4, get, on_done, "get");
	rtws_redis_command(redis, empty[1], 3, empty, on_done, "empty");
	command(redis, "all", "FLUSHALL");
	CHECK(await("all=OK"));
	CHECK(strstr(told, "set=OK\nget=0123456789\nempty=OK\n") != NULL);
	return end(redis);
}

static int a_batch_is_answered_as_a_whole(void)
{
	rtws_redis_t *redis = begin("");
	rtws_text_t words[] = { { "MULTI", 5 }, { "INCR", 4 }, { "n", 1 },
							{ "EXEC", 4 },  { "LPOP", 4 }, { "GETT", 4 } };
	rtws_redis_args_t good[] = {
		{ 1, words }, { 2, words + 1 }, { 2, words + 1 }, { 1, words + 3 }
	};
	rtws_redis_args_t bad[] = { { 1, words }, { 1, words + 5 }, { 1, words + 3 } };

	rtws_redis_batch(redis, words[2], 4, good, on_done, "good");
	rtws_redis_batch(redis, words[2], 3, bad, on_done, "bad");
	command(redis, "n", "GETDEL n");
	CHECK(await("n="));
	CHECK(strstr(told, "good=[OK QUEUED QUEUED [1 2]]\nbad=[OK !ERR unknown command") != NULL);
	CHECK(strstr(told, "!EXECABORT") != NULL && strstr(told, "\nn=2\n") != NULL);
	return end(redis);
}

static int scripts_are_sent_once(void)
{
	static const char source[] = "return {KEYS[1], ARGV[1], ARGV[2]}";
	rtws_redis_t *redis = begin("");
	rtws_redis_script_t script;
	rtws_text_t args[] = { { "k", 1 }, { "a b", 3 }, { "", 0 } };

	rtws_redis_script_init(&script, source, sizeof(source) - 1);
	CHECK(strlen(script.sha) == 40);
	command(redis, "f", "SCRIPT FLUSH");
	rtws_redis_script(redis, &script, args[0], 1, 3, args, on_done, "first");
	CHECK(await("first=[k a b ]\n"));
	rtws_redis_script(redis, &script, args[0], 1, 3, args, on_done, "again");
	rtws_redis_script(redis, &script, args[0], 0, 3, args, on_done, "keyless");
	command(redis, "calls", "INFO commandstats");
	CHECK(await("calls="));
	CHECK(strstr(told, "again=[k a b ]\nkeyless=[]") != NULL);
	CHECK(strstr(told, "cmdstat_eval:calls=1,") != NULL);
	CHECK(strstr(told, "cmdstat_evalsha:calls=3,") != NULL);
	return end(redis);
}

static int connections_at(const char *name)
{
	const char *at = strstr(strstr(told, name), "total_connections_received:");

	return at != NULL ? atoi(at + strlen("total_connections_received:")) : 0;
}

static int a_command_apart_holds_up_nobody(void)
{
	rtws_redis_t *redis = begin("");
	rtws_text_t words[] = { { "BLPOP", 5 }, { "list", 4 }, { "0", 1 } };

	rtws_redis_command_apart(redis, words[1], 3, words, 0, on_done, "pop");
	command(redis, "ping", "PING");
	CHECK(await("ping=PONG"));
	CHECK(strstr(told, "pop") == NULL);
	command(redis, "push", "RPUSH list x");
	CHECK(await("pop=[list x]"));
	command(redis, "before", "INFO stats");
	CHECK(await("before="));
	/* the same link serves again */
	words[2] = (rtws_text_t){ "0.01", 4 };
	rtws_redis_command_apart(redis, words[1], 3, words, 5000, on_done, "none");
	CHECK(await("none=nil"));
	command(redis, "after", "INFO stats");
	CHECK(await("after="));
	CHECK(connections_at("before=") > 0);
	CHECK(connections_at("before=") == connections_at("after="));
	return end(redis);
}

static int a_held_link_has_a_state_of_its_own(void)
{
	rtws_redis_t *redis = begin("");
	rtws_text_t w[] = { { "WATCH", 5 }, { "k", 1 }, { "MULTI", 5 }, { "SET", 3 },
						{ "k", 1 },     { "x", 1 }, { "EXEC", 4 } };
	rtws_redis_args_t watch = { 2, w };
	rtws_redis_args_t exec[] = { { 1, w + 2 }, { 3, w + 3 }, { 1, w + 6 } };
	rtws_redis_hold_t *hold = rtws_redis_hold(redis, w[1]);

	rtws_redis_hold_batch(hold, 1, &watch, 1000, on_done, "watch");
	CHECK(await("watch=[OK]"));
	command(redis, "set", "SET k other");
	CHECK(await("set=OK"));
	rtws_redis_hold_batch(hold, 3, exec, 1000, on_done, "exec");
	CHECK(await("exec=[OK QUEUED nil]"));
	rtws_redis_hold_batch(hold, 3, exec, 1000, on_done, "then");
	CHECK(await("then=[OK QUEUED [OK]]"));
	rtws_redis_release(hold, true);
	/* one that outlives the client refuses */
	hold = rtws_redis_hold(redis, w[1]);
	rtws_redis_destroy(redis);
	rtws_redis_hold_batch(hold, 1, &watch, 1000, on_done, "gone");
	CHECK(strstr(told, "gone=unsent the client of Redis has been closed") != NULL);
	rtws_redis_release(hold, false);
	forget_told();
	return 0;
}

static int a_server_that_goes_is_come_back_to(void)
{
	rtws_redis_t *redis = begin("?retry_max=0.1");

	command(redis, "a", "PING");
	CHECK(await("a=PONG"));
	kill_server(server);
	CHECK(await("down redis://127.0.0.1:"));
	command(redis, "b", "PING");
	CHECK(strstr(told, "b=unsent redis://127.0.0.1:") != NULL);
	CHECK(start_server(server));
	CHECK(await("up 2"));
	command(redis, "c", "PING");
	CHECK(await("c=PONG"));
	return end(redis);
}

static int a_server_that_is_not_there_is_waited_for_if_that_is_wanted(void)
{
	rtws_redis_t *redis;

	kill_server(server);
	redis = begin("?wait=20&retry_max=0.05");
	command(redis, "a", "PING");
	CHECK(await("down "));
	command(redis, "b", "PING");
	CHECK(start_server(server));
	CHECK(await("b=PONG"));
	CHECK(strstr(told, "a=PONG\nb=PONG\n") != NULL);
	end(redis);

	kill_server(server);
	redis = begin("?wait=0.1&retry_max=0.05");
	command(redis, "first", "PING");
	CHECK(await("first=unsent redis://127.0.0.1:"));
	command(redis, "c", "PING");
	CHECK(strstr(told, "c=") == NULL);
	CHECK(await("c=unsent redis://127.0.0.1:"));
	end(redis);

	redis = begin("");
	command(redis, "d", "PING");
	CHECK(strstr(told, "d=") == NULL);
	CHECK(await("d=unsent redis://127.0.0.1:"));
	CHECK(strstr(told, "cannot connect: Connection refused") != NULL);
	CHECK(start_server(server));
	return end(redis);
}

static int what_may_have_been_executed_is_told_from_what_was_not(void)
{
	rtws_redis_t *redis = begin("");
	static char big[400000];
	rtws_text_t set[] = { { "SET", 3 }, { "big", 3 }, { big, sizeof(big) } };

	memset(big, 'x', sizeof(big));
	CHECK(await("up 1"));
	kill(server->pid, SIGSTOP);
	command(redis, "sent", "PING");
	for (int i = 0; i < 40; i++) {
		rtws_redis_command(redis, set[1], 3, set, on_done, i == 39 ? "unsent" : "some");
	}
	for (int i = 0; i < 10; i++) {
		rtws_loop_turn(loop, false);
	}
	kill_server(server);
	CHECK(await("unsent=unsent"));
	CHECK(strstr(told, "sent=lost redis://127.0.0.1:") != NULL);
	CHECK(start_server(server));
	return end(redis);
}

static int a_stalled_server_is_given_up(void)
{
	rtws_redis_t *redis = begin("?command_timeout=0.2&retry_max=0.05");

	CHECK(await("up 1"));
	kill(server->pid, SIGSTOP);
	command(redis, "a", "PING");
	command(redis, "b", "PING");
	CHECK(await("b="));
	CHECK(strstr(told, "a=late redis://127.0.0.1:") != NULL && strstr(told, "b=lost ") != NULL);
	CHECK(strstr(told, "no answer within 0.2 s (command_timeout)") != NULL);
	kill(server->pid, SIGCONT);
	CHECK(await("up 2"));
	return end(redis);
}

static int a_quiet_link_is_tried(void)
{
	rtws_redis_t *redis = begin("?ping=0.1&command_timeout=0.2&connect_timeout=0.2&retry_max=0.05");

	CHECK(await("up 1"));
	kill(server->pid, SIGSTOP);
	CHECK(await("no answer within 0.2 s"));
	CHECK(await("not ready within 0.2 s of connecting"));
	kill(server->pid, SIGCONT);
	CHECK(await("up 2"));
	return end(redis);
}

static int a_full_queue_refuses(void)
{
	rtws_redis_t *redis = begin("?connect_timeout=0.3&command_timeout=0.3");
	static char big[40 * 1024 * 1024];
	rtws_text_t set[] = { { "SET", 3 }, { "big", 3 }, { big, sizeof(big) } };

	kill(server->pid, SIGSTOP);
	rtws_redis_command(redis, set[1], 3, set, on_done, "a");
	rtws_redis_command(redis, set[1], 3, set, on_done, "b");
	CHECK(strstr(told, "b=unsent 4") != NULL && strstr(told, "wait to be sent already") != NULL);
	CHECK(await("a="));
	kill(server->pid, SIGCONT);
	return end(redis);
}

static int names_are_looked_up_and_all_their_addresses_tried(void)
{
	rtws_redis_t *redis;

	forget_told();
	redis = client("redis://localhost:%u", server->port); /* ::1 first, where nothing listens */
	command(redis, "a", "PING");
	CHECK(await("a=PONG"));
	end(redis);
	redis = client("redis://no-such-host.invalid:%u?retry_max=0.1", server->port);
	command(redis, "b", "PING");
	CHECK(await("b=unsent redis://no-such-host.invalid"));
	CHECK(strstr(told, "\"no-such-host.invalid\" has no address: ") != NULL);
	end(redis);
	redis = client("redis://localhost:%u", server->port);
	rtws_loop_turn(loop, true); /* the thread has begun: nobody waits for it */
	return end(redis);
}

static int who_may_not_come_in_is_told_why(void)
{
	rtws_redis_t *redis = begin("");

	command(redis, "a", "CONFIG SET requirepass sesame");
	CHECK(await("a=OK"));
	end(redis);
	redis = begin("?password=wrong");
	CHECK(await("down "));
	CHECK(strstr(told, "the server refuses the user or password: WRONGPASS") != NULL);
	CHECK(strstr(told, "=wrong") == NULL);
	end(redis);
	redis = begin("");
	CHECK(await("the server takes no commands: NOAUTH"));
	end(redis);
	redis = begin("?password=sesame&db=99");
	CHECK(await("the database cannot be selected: ERR DB index is out of range"));
	end(redis);
	redis = begin("?password=sesame&db=3&name=unit");
	command(redis, "b", "CLIENT INFO");
	CHECK(await("b="));
	CHECK(strstr(told, " name=unit ") != NULL && strstr(told, " db=3 ") != NULL);
	command(redis, "c", "CONFIG SET requirepass 0");
	command(redis, "d", "ACL SETUSER default nopass");
	CHECK(await("d=OK"));
	return end(redis);
}

static int a_server_that_knows_no_hello_will_do(void)
{
	rtws_redis_t *redis;

	kill_server(server);
	strcpy(server->args[0], "--rename-command HELLO|");
	CHECK(start_server(server));
	redis = begin("");
	command(redis, "a", "HELLO 2");
	CHECK(await("a=!ERR unknown command"));
	CHECK(strstr(told, "up 1\n") != NULL);
	end(redis);
	kill_server(server);
	server->args[0][0] = '\0';
	CHECK(start_server(server));
	return 0;
}

/* ---- subscriptions --------------------------------------------------------------------------- */

static int subscriptions_are_confirmed_and_deliver(void)
{
	rtws_redis_t *redis = begin("");

	rtws_redis_subscribe(redis, RTWS_REDIS_CHANNEL, TEXT("c"), on_done, "c");
	rtws_redis_subscribe(redis, RTWS_REDIS_PATTERN, TEXT("c*"), on_done, "p");
	rtws_redis_subscribe(redis, RTWS_REDIS_SHARDED, TEXT("c"), on_done, "s");
	CHECK(await("s=[ssubscribe c 1]") && await("c=[subscribe c ") && await("p=[psubscribe c* "));
	rtws_redis_subscribe(redis, RTWS_REDIS_CHANNEL, TEXT("c"), on_done, "twice");
	CHECK(strstr(told, "twice=unsent it is subscribed already") != NULL);
	command(redis, "n", "PUBLISH c hello");
	command(redis, "m", "SPUBLISH c shard");
	CHECK(await("message c  hello") && await("message c c* hello") && await("message c  shard"));
	rtws_redis_unsubscribe(redis, RTWS_REDIS_CHANNEL, TEXT("c"));
	rtws_redis_unsubscribe(redis, RTWS_REDIS_CHANNEL, TEXT("c"));
	rtws_redis_unsubscribe(redis, RTWS_REDIS_SHARDED, TEXT("c"));
	rtws_redis_subscribe(redis, RTWS_REDIS_CHANNEL, TEXT("d"), NULL, NULL);
	rtws_redis_unsubscribe(redis, RTWS_REDIS_CHANNEL, TEXT("d"));
	rtws_redis_subscribe(redis, RTWS_REDIS_CHANNEL, TEXT("d"), on_done, "d");
	rtws_redis_unsubscribe(redis, RTWS_REDIS_CHANNEL, TEXT("d"));
	CHECK(strstr(told, "d=unsent it has been unsubscribed") != NULL);
	rtws_redis_subscribe(redis, RTWS_REDIS_CHANNEL, TEXT("e"), on_done, "e");
	CHECK(await("e=[subscribe e 2]"));
	forget_told();
	command(redis, "x", "PUBLISH c again");
	command(redis, "y", "PUBLISH e last");
	CHECK(await("message e  last"));
	CHECK(strstr(told, "message c c* again") != NULL && strstr(told, "message c  again") == NULL);
	return end(redis);
}

static int subscriptions_are_made_again(void)
{
	rtws_redis_t *redis = begin("?retry_max=0.05&ping=0.1&command_timeout=0.2");

	rtws_redis_subscribe(redis, RTWS_REDIS_CHANNEL, TEXT("c"), on_done, "c");
	CHECK(await("c=[subscribe c 1]"));
	CHECK(strstr(told, "lost") == NULL);
	command(redis, "kill", "CLIENT KILL TYPE pubsub");
	CHECK(await("lost") && await("resumed"));
	kill_server(server);
	CHECK(await_times("lost", 2) && await("down"));
	rtws_redis_subscribe(redis, RTWS_REDIS_CHANNEL, TEXT("d"), on_done, "d");
	CHECK(await("d=unsent redis://127.0.0.1:"));
	CHECK(start_server(server));
	CHECK(await_times("resumed", 2) && await("up 2"));
	command(redis, "n", "PUBLISH d hello");
	CHECK(await("n=1") && await("message d  hello"));
	kill(server->pid, SIGSTOP); /* a server that hangs is noticed here as well */
	CHECK(await_times("lost", 3));
	kill(server->pid, SIGCONT);
	CHECK(await_times("resumed", 3));
	return end(redis);
}

static int a_subscription_that_is_refused_is_none(void)
{
	rtws_redis_t *redis = begin("");

	command(redis, "a", "ACL SETUSER few on >pw +@all ~* &open:*");
	CHECK(await("a=OK"));
	end(redis);
	redis = begin("?user=few&password=pw");
	rtws_redis_subscribe(redis, RTWS_REDIS_CHANNEL, TEXT("secret"), on_done, "s");
	rtws_redis_subscribe(redis, RTWS_REDIS_CHANNEL, TEXT("open:1"), on_done, "o");
	CHECK(await("o=[subscribe open:1 1]"));
	CHECK(strstr(told, "s=!NOPERM") != NULL);
	return end(redis);
}

/* ---- callbacks that do everything ------------------------------------------------------------ */

static rtws_redis_t *victim;

static void destroy_it(void *arg, const rtws_redis_result_t *result)
{
	(void) arg, (void) result;
	tell("destroyed\n");
	rtws_redis_destroy(victim);
}

static void on_up_destroy(void *app, const rtws_redis_server_t *up)
{
	(void) app, (void) up;
	destroy_it(NULL, NULL);
}

static void on_down_destroy(void *app, const char *reason)
{
	(void) app, (void) reason;
	destroy_it(NULL, NULL);
}

static void on_message_destroy(void *app, const rtws_redis_message_t *m)
{
	(void) app, (void) m;
	destroy_it(NULL, NULL);
}

static int every_callback_may_destroy_the_client(void)
{
	static const rtws_redis_events_t up = { .up = on_up_destroy },
									 down = { .down = on_down_destroy },
									 message = { .message = on_message_destroy };
	const rtws_redis_events_t *const events[] = { &up, &down, &message, &telling, &telling };

	for (int i = 0; i < COUNT(events); i++) {
		rtws_redis_settings_t settings;
		char dsn[64], error[RTWS_REDIS_ERROR_MAX];

		unit_case("%d", i);
		forget_told();
		snprintf(dsn, sizeof(dsn), "redis://127.0.0.1:%u", i == 1 ? 1 : server->port);
		rtws_redis_settings_init(&settings);
		CHECK(rtws_redis_settings_parse(&settings, TEXT(dsn), error) == 0);
		victim = rtws_redis_create(&settings, loop, events[i], NULL, error);
		command(victim, "a", "PING");
		if (i == 2) {
			rtws_redis_subscribe(victim, RTWS_REDIS_CHANNEL, TEXT("c"), on_done, "sub");
			CHECK(await("sub="));
			command(victim, "p", "PUBLISH c x");
		} else if (i == 3) {
			rtws_redis_command(victim, TEXT("k"), 1, &TEXT("PING"), destroy_it, NULL);
			command(victim, "b", "PING");
		} else if (i == 4) {
			rtws_redis_subscribe(victim, RTWS_REDIS_CHANNEL, TEXT("c"), destroy_it, NULL);
		}
		CHECK(await("destroyed"));
		CHECK(strstr(told, "a=") != NULL);
		CHECK(i != 3 || strstr(told, "b=lost the client of Redis has been closed") != NULL);
	}
	forget_told();
	return 0;
}

static int nothing_is_answered_twice_or_never(void)
{
	rtws_redis_t *redis = begin("");

	for (int i = 0; i < 50; i++) {
		command(redis, "x", "PING");
	}
	CHECK(await("x="));
	rtws_redis_destroy(redis);
	CHECK(await_times("x=", 50));
	forget_told();
	return 0;
}

static int what_is_no_redis_is_told_so(void)
{
	rtws_redis_t *redis;
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t len = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	pid_t pid;

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	CHECK(bind(fd, (struct sockaddr *) &a, sizeof(a)) == 0 && listen(fd, 5) == 0);
	CHECK(getsockname(fd, (struct sockaddr *) &a, &len) == 0);
	pid = fork();
	if (pid == 0) {
		int conn = accept(fd, NULL, NULL);

		_exit(write(conn, "HTTP/1.1 400 Bad Request\r\n\r\n", 28) == 28 && usleep(100000) == 0);
	}
	forget_told();
	redis = client("redis://127.0.0.1:%u", ntohs(a.sin_port));
	CHECK(await("down "));
	CHECK(strstr(told, "what it sends is no Redis protocol") != NULL);
	waitpid(pid, NULL, 0);
	close(fd);
	return end(redis);
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(commands_are_answered_in_order_also_before_the_link_is_up) },
		{ NAMED(bytes_come_back_as_they_went_in_pieces_of_any_size) },
		{ NAMED(a_batch_is_answered_as_a_whole) },
		{ NAMED(scripts_are_sent_once) },
		{ NAMED(a_command_apart_holds_up_nobody) },
		{ NAMED(a_held_link_has_a_state_of_its_own) },
		{ NAMED(a_server_that_goes_is_come_back_to) },
		{ NAMED(a_server_that_is_not_there_is_waited_for_if_that_is_wanted) },
		{ NAMED(what_may_have_been_executed_is_told_from_what_was_not) },
		{ NAMED(a_stalled_server_is_given_up) },
		{ NAMED(a_quiet_link_is_tried) },
		{ NAMED(a_full_queue_refuses) },
		{ NAMED(names_are_looked_up_and_all_their_addresses_tried) },
		{ NAMED(who_may_not_come_in_is_told_why) },
		{ NAMED(a_server_that_knows_no_hello_will_do) },
		{ NAMED(subscriptions_are_confirmed_and_deliver) },
		{ NAMED(subscriptions_are_made_again) },
		{ NAMED(a_subscription_that_is_refused_is_none) },
		{ NAMED(every_callback_may_destroy_the_client) },
		{ NAMED(nothing_is_answered_twice_or_never) },
		{ NAMED(what_is_no_redis_is_told_so) },
	};

	if (!rig_begin()) {
		return 0;
	}
	server = new_server();
	if (!start_server(server)) {
		fprintf(stderr, "redis-server does not start\n");
		return 1;
	}
	return rig_run(tests, COUNT(tests));
}
