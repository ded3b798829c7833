#include "redis_broker_rig.h"

static int a_user_on_two_servers_is_one_member(void)
{
	static node_t a, b;
	answer_t got;

	fresh();
	CHECK(begin(&a, "a", "") && begin(&b, "b", ""));
	CHECK(watch(&a, RTWS_SUBJECT_CHANNEL, "room").error == 0);
	CHECK(watch(&b, RTWS_SUBJECT_CHANNEL, "room").error == 0);
	forget(&a);
	forget(&b);
	CHECK(join(&a, "room", "u1", "{\"id\":\"u1\"}", 11).error == 0);
	CHECK(await(&b, "joined <u1>")); /* else it is the news of a connection there */
	CHECK(join(&b, "room", "u1", "{\"id\":\"u1\",\"n\":2}", 21).error == 0);
	CHECK(join(&b, "room", "u1", "{\"id\":\"u1\",\"n\":2}", 22).error == 0);
	CHECK(join(&b, "room", "u2", "{\"id\":\"u2\"}", 23).error == 0);
	got = members(&a, "room", 0, 10);
	CHECK(got.total == 2 && got.next == 0);
	CHECK(strcmp(got.list, "<u1>{\"id\":\"u1\",\"n\":2} <u2>{\"id\":\"u2\"}") == 0);
	leave(&a, "room", "u1", 11);
	while (strchr(cli("HGET rtws:holders:room u1"), ' ') != NULL) {
		turn(); /* servers are not in order with each other */
	}
	leave(&b, "room", "u1", 21);
	leave(&b, "room", "u1", 22);
	leave(&b, "room", "nobody", 22);
	CHECK(await(&a, "left") && await(&b, "left"));
	CHECK(is_told(&a,
				  "room joined <u1> {\"id\":\"u1\"} except 11\nroom joined <u2> {\"id\":\"u2\"}\n"
				  "room left <u1> {\"id\":\"u1\",\"n\":2}\n"));
	CHECK(is_told(&b, "room joined <u1> {\"id\":\"u1\"}\n"
					  "room joined <u2> {\"id\":\"u2\"} except 23\n"
					  "room left <u1> {\"id\":\"u1\",\"n\":2} except 22\n"));
	CHECK(strcmp(cli("HGETALL presence:room"), "u2\n{\"id\":\"u2\"}") == 0);
	end(&a);
	end(&b);
	CHECK(strcmp(cli("KEYS '*rtws*r*:*room*'"), "") == 0); /* all is cleared away */
	CHECK(strcmp(cli("EXISTS presence:room"), "0") == 0);
	return 0;
}

static int ids_are_any_bytes(void)
{
	static node_t a, b;
	static const char *const ids[] = { "0", "", "h\xc3\xa9", "{", "}", "a b", "{x}", "\\" };

	fresh();
	CHECK(begin(&a, "a", "") && begin(&b, "b", ""));
	CHECK(watch(&b, RTWS_SUBJECT_CHANNEL, "{room} 1").error == 0);
	for (int i = 0; i < COUNT(ids); i++) {
		unit_case("\"%s\"", ids[i]);
		CHECK(join(&a, "{room} 1", ids[i], "{}", 1).error == 0);
		CHECK(members(&b, "{room} 1", 0, 100).total == (uint64_t) i + 1);
	}
	for (int i = 0; i < COUNT(ids); i++) {
		leave(&a, "{room} 1", ids[i], 1);
	}
	CHECK(await_times(&b, "left", COUNT(ids)));
	CHECK(members(&b, "{room} 1", 0, 100).total == 0);
	end(&a);
	end(&b);
	return 0;
}

static int members_come_in_pages_in_the_order_they_joined(void)
{
	static node_t a;
	char id[16], seen[4096] = "", expected[4096] = "";
	uint64_t after = 0;

	fresh();
	CHECK(begin(&a, "a", ""));
	for (int i = 0; i < 50; i++) {
		snprintf(id, sizeof(id), "u%d", (i * 7) % 50);
		snprintf(expected + strlen(expected), 32, "<%s>{} ", id);
		CHECK(join(&a, "room", id, "{}", 1).error == 0);
	}
	do {
		answer_t page = members(&a, "room", after, 7);

		CHECK(page.total == 50);
		strcat(strcat(seen, page.list), " ");
		after = page.next;
	} while (after != 0);
	CHECK(strcmp(seen, expected) == 0);
	CHECK(members(&a, "room", 0, 0).total == 50);
	CHECK(members(&a, "room", 0, UINT32_MAX).next == 0);
	end(&a);
	return 0;
}

static int whom_others_write_into_the_hash_is_a_member(void)
{
	static node_t a;
	answer_t got;

	fresh();
	CHECK(begin(&a, "a", ""));
	CHECK(join(&a, "room", "u1", "{}", 1).error == 0);
	cli("HSET presence:room f1 '{\"id\":\"f1\"}' f2 nonsense");
	got = members(&a, "room", 0, 10);
	unit_case("%s", got.list);
	CHECK(got.total == 3 && strcmp(got.list, "<u1>{} <f1>{\"id\":\"f1\"} <f2>{}") == 0);
	cli("HDEL presence:room f1 f2");
	got = members(&a, "room", 0, 10);
	CHECK(got.total == 1 && strcmp(got.list, "<u1>{}") == 0);
	end(&a);
	return 0;
}

static int without_watching_the_own_changes_are_told(void)
{
	static node_t a;

	fresh();
	CHECK(begin(&a, "a", ""));
	forget(&a);
	CHECK(join(&a, "room", "u1", "{}", 1).error == 0);
	leave(&a, "room", "u1", 1);
	CHECK(await(&a, "left"));
	CHECK(is_told(&a, "room joined <u1> {} except 1\nroom left <u1> {} except 1\n"));
	end(&a);
	return 0;
}

static int who_comes_and_goes_at_once_is_told_of_in_order(void)
{
	static node_t a, b;

	fresh();
	CHECK(begin(&a, "a", "") && begin(&b, "b", ""));
	CHECK(watch(&a, RTWS_SUBJECT_CHANNEL, "room").error == 0);
	CHECK(watch(&b, RTWS_SUBJECT_CHANNEL, "room").error == 0);
	for (int i = 0; i < 20; i++) {
		answer_t answer = { 0 };
		rtws_member_t member = { TEXT("u"), TEXT("{}") };

		a.broker->ops->join(a.broker, TEXT("room"), &member, 1, on_done, &answer);
		leave(&a, "room", "u", 1);
		CHECK(waited(&answer)->error == 0);
	}
	CHECK(join(&a, "room", "u", "{}", 2).error == 0);
	rest(0.1);
	CHECK(members(&b, "room", 0, 9).total == 1);
	for (const char *at = b.told; (at = strstr(at, "room ")) != NULL; at++) { /* alternating */
		const char *next = strstr(at + 1, "room ");

		CHECK(next == NULL || strncmp(at, next, 9) != 0);
	}
	CHECK(strcmp(strrchr(b.told, 'm') - 3, "room joined <u> {}\n") == 0);
	end(&a);
	end(&b);
	return 0;
}

/* ---- servers that end ------------------------------------------------------------------------ */

static int the_members_of_a_server_that_stops_leave_at_once(void)
{
	static node_t a, b;
	double begun;

	fresh();
	CHECK(begin(&a, "a", "lease=15") && begin(&b, "b", "lease=15"));
	CHECK(watch(&b, RTWS_SUBJECT_CHANNEL, "room").error == 0);
	CHECK(join(&a, "room", "u1", "{}", 1).error == 0);
	CHECK(join(&a, "room", "u2", "{}", 1).error == 0);
	CHECK(join(&b, "room", "u2", "{}", 1).error == 0);
	forget(&b);
	begun = now_s();
	end(&a);
	CHECK(await(&b, "room left <u1>"));
	rest(0.05);
	CHECK(is_told(&b, "room left <u1> {}\n") && now_s() - begun < 2);
	CHECK(strcmp(cli("ZCARD '{rtws}:servers'"), "1") == 0);
	end(&b);
	return 0;
}

/* A server in a process of its own, with members 0 to count-1 of the room, and "both". */
static pid_t start_victim(int count)
{
	int ready[2];
	char byte;
	pid_t pid;

	if (pipe(ready) != 0 || (pid = fork()) < 0) {
		abort();
	}
	if (pid == 0) {
		static node_t node;
		char id[16];

		prctl(PR_SET_PDEATHSIG, SIGKILL);
		begin_loop();
		if (!begin(&node, "victim", "")) {
			_exit(1);
		}
		for (int i = 0; i < count; i++) {
			snprintf(id, sizeof(id), "v%d", i);
			join(&node, "room", id, "{\"of\":\"victim\"}", 1);
		}
		join(&node, "room", "both", "{}", 1);
		join(&node, "another", "v0", "{}", 1);
		if (write(ready[1], "x", 1) != 1) {
			_exit(1);
		}
		for (;;) {
			turn();
		}
	}
	close(ready[1]);
	if (read(ready[0], &byte, 1) != 1) {
		abort();
	}
	close(ready[0]);
	return pid;
}

static int members_of_a_killed_server_leave_once_within_its_lease(void)
{
	enum { VICTIMS = 450 };
	static node_t a, b;
	pid_t victim;
	double begun;

	fresh();
	CHECK(begin(&a, "a", "") && begin(&b, "b", ""));
	CHECK(watch(&a, RTWS_SUBJECT_CHANNEL, "room").error == 0);
	CHECK(watch(&b, RTWS_SUBJECT_CHANNEL, "room").error == 0);
	victim = start_victim(VICTIMS);
	CHECK(await_times(&a, "joined <v", VICTIMS));
	CHECK(join(&a, "room", "both", "{}", 1).error == 0);
	kill(victim, SIGKILL);
	waitpid(victim, NULL, 0);
	begun = now_s();
	CHECK(await_times(&a, "left <v", VICTIMS) && await_times(&b, "left <v", VICTIMS));
	CHECK(now_s() - begun < 3);
	CHECK(strstr(a.told, "left <v7> {\"of\":\"victim\"}\n") != NULL);
	rest(0.8);
	CHECK(!await_times(&a, "left <v", 0) || strstr(a.told, "left <both>") == NULL);
	for (int i = 0; i < VICTIMS; i++) {
		char line[32];
		const char *at;

		snprintf(line, sizeof(line), "left <v%d>", i);
		at = strstr(b.told, line);
		CHECK(at != NULL && strstr(at + 1, line) == NULL);
	}
	CHECK(members(&a, "room", 0, 10).total == 1 && members(&a, "another", 0, 10).total == 0);
	CHECK(strcmp(cli("KEYS '*victim*'"), "") == 0);
	CHECK(strcmp(cli("ZCARD '{rtws}:servers'"), "2") == 0);
	end(&a);
	end(&b);
	return 0;
}

static int who_was_taken_for_dead_comes_back(void)
{
	static node_t a;
	pid_t victim;

	fresh();
	CHECK(begin(&a, "a", ""));
	CHECK(watch(&a, RTWS_SUBJECT_CHANNEL, "room").error == 0);
	victim = start_victim(3);
	CHECK(await_times(&a, "joined <v", 3));
	kill(victim, SIGSTOP);
	CHECK(await_times(&a, "left <v", 3));
	CHECK(members(&a, "room", 0, 10).total == 0);
	kill(victim, SIGCONT);
	CHECK(await_times(&a, "joined <v", 6));
	CHECK(await_times(&a, "joined <both>", 2));
	CHECK(members(&a, "room", 0, 10).total == 4);
	kill(victim, SIGKILL);
	waitpid(victim, NULL, 0);
	CHECK(await_times(&a, "left <v", 6));
	end(&a);
	return 0;
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(a_user_on_two_servers_is_one_member) },
		{ NAMED(ids_are_any_bytes) },
		{ NAMED(members_come_in_pages_in_the_order_they_joined) },
		{ NAMED(whom_others_write_into_the_hash_is_a_member) },
		{ NAMED(without_watching_the_own_changes_are_told) },
		{ NAMED(who_comes_and_goes_at_once_is_told_of_in_order) },
		{ NAMED(the_members_of_a_server_that_stops_leave_at_once) },
		{ NAMED(members_of_a_killed_server_leave_once_within_its_lease) },
		{ NAMED(who_was_taken_for_dead_comes_back) },
	};

	return rig_run(tests, COUNT(tests));
}
