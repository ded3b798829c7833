/* Clusters and Sentinels: who is asked, and what follows when that changes. */
#include "redis_rig.h"

enum { NODES = 3 };

static server_t *nodes[NODES];

/* A command to one node, answered. What others are told meanwhile stays. */
static const char *ask(server_t *server, const char *line)
{
	static char answer[8192];
	static char name[32];
	static unsigned number;
	char mark[40];
	rtws_redis_t *redis;

	snprintf(name, sizeof(name), "ask%u", number++);
	rig_events = &silent;
	redis = client("redis://127.0.0.1:%u", server->port);
	rig_events = &telling;
	command(redis, name, line);
	snprintf(mark, sizeof(mark), "%s=", name);
	answer[0] = '\0';
	if (await(mark)) {
		snprintf(answer, sizeof(answer), "%s", strstr(told, mark) + strlen(mark));
	}
	rtws_redis_destroy(redis);
	return answer;
}

static bool await_answer(server_t *server, const char *line, const char *what)
{
	double end = now_s() + PATIENCE_S;

	while (strstr(ask(server, line), what) == NULL) {
		if (now_s() > end) {
			return false;
		}
		forget_told();
		usleep(20000);
	}
	forget_told();
	return true;
}

static bool begin_cluster(void)
{
	char line[128];

	for (int i = 0; i < NODES; i++) {
		nodes[i] = new_server();
		snprintf(nodes[i]->args[0], 128, "--cluster-enabled yes");
		snprintf(nodes[i]->args[1], 128, "--cluster-config-file nodes-%d.conf", i);
		snprintf(nodes[i]->args[2], 128, "--cluster-node-timeout 2000");
		snprintf(nodes[i]->args[3], 128, "--cluster-require-full-coverage no");
		if (!start_server(nodes[i])) {
			return false;
		}
	}
	for (int i = 0; i < NODES; i++) {
		/* the last node has no slots yet */
		snprintf(line, sizeof(line), "CLUSTER ADDSLOTSRANGE %d %d", i * 8192, i * 8192 + 8191);
		if (i < 2 && strncmp(ask(nodes[i], line), "OK\n", 3) != 0) {
			return false;
		}
		snprintf(line, sizeof(line), "CLUSTER SET-CONFIG-EPOCH %d", i + 1);
		ask(nodes[i], line);
		snprintf(line, sizeof(line), "CLUSTER MEET 127.0.0.1 %u", nodes[0]->port);
		if (i > 0) {
			ask(nodes[i], line);
		}
	}
	for (int i = 0; i < NODES; i++) {
		if (!await_answer(nodes[i], "CLUSTER INFO", "cluster_state:ok") ||
			!await_answer(nodes[i], "CLUSTER INFO", "cluster_known_nodes:3") ||
			!await_answer(nodes[i], "CLUSTER INFO", "cluster_size:2")) {
			return false;
		}
	}
	return true;
}

static rtws_redis_t *begin(const char *more)
{
	forget_told();
	return client("redis://127.0.0.1:%u?cluster=1&retry_max=0.05%s", nodes[0]->port, more);
}

static int end(rtws_redis_t *redis)
{
	rtws_redis_destroy(redis);
	forget_told();
	return 0;
}

/* The slot of "foo" is 12182, of "bar" 5061. */
static int commands_go_to_the_node_of_their_key(void)
{
	rtws_redis_t *redis = begin("");

	command(redis, "early", "SET foo 1"); /* before the map is known */
	command(redis, "bar", "SET bar 2");
	CHECK(await("early=OK") && await("bar=OK") && await("up 1 cluster"));
	command(redis, "get", "GET foo");
	command(redis, "mget", "MGET foo bar");
	command(redis, "eval", "EVAL return(KEYS[1]) 1 foo");
	CHECK(await("get=1") && await("mget=!CROSSSLOT") && await("eval=foo"));
	CHECK(strncmp(ask(nodes[1], "GET foo"), "1\n", 2) == 0);
	CHECK(strncmp(ask(nodes[0], "GET foo"), "!MOVED", 6) == 0);
	return end(redis);
}

/* Before the map is known, so that the first node is asked, which is not the one. */
static int a_held_link_goes_to_the_node_of_its_key(void)
{
	rtws_redis_t *redis = begin("");
	rtws_text_t w[] = { { "WATCH", 5 }, { "foo", 3 }, { "MULTI", 5 },
						{ "INCR", 4 },  { "foo", 3 }, { "EXEC", 4 } };
	rtws_redis_args_t watch = { 2, w };
	rtws_redis_args_t exec[] = { { 1, w + 2 }, { 2, w + 3 }, { 1, w + 5 } };
	rtws_redis_hold_t *hold = rtws_redis_hold(redis, w[1]);

	rtws_redis_hold_batch(hold, 1, &watch, 5000, on_done, "watch");
	CHECK(await("watch=[OK]"));
	rtws_redis_hold_batch(hold, 3, exec, 5000, on_done, "exec");
	CHECK(await("exec=[OK QUEUED [2]]"));
	rtws_redis_release(hold, true);
	command(redis, "reset", "SET foo 1");
	CHECK(await("reset=OK"));
	return end(redis);
}

static const char *id_of(server_t *server)
{
	static char id[64];

	snprintf(id, sizeof(id), "%.40s", ask(server, "CLUSTER MYID"));
	return id;
}

static bool set_slot(server_t *server, unsigned slot, const char *how, server_t *other)
{
	char line[128];

	snprintf(line, sizeof(line), "CLUSTER SETSLOT %u %s %s", slot, how, id_of(other));
	return strncmp(ask(server, line), "OK\n", 3) == 0;
}

static bool migrate(server_t *from, server_t *to, const char *key)
{
	char line[128];

	snprintf(line, sizeof(line), "MIGRATE 127.0.0.1 %u %s 0 5000", to->port, key);
	return strncmp(ask(from, line), "OK\n", 3) == 0;
}

static void batch(rtws_redis_t *redis, const char *name)
{
	rtws_text_t w[] = { { "MULTI", 5 }, { "INCR", 4 }, { "foo", 3 }, { "EXEC", 4 } };
	rtws_redis_args_t commands[] = { { 1, w }, { 2, w + 1 }, { 1, w + 3 } };

	rtws_redis_batch(redis, w[2], 3, commands, on_done, (void *) name);
}

/* To a node that had no slot before, so that it is in no map. */
static int a_slot_is_followed_while_it_moves_and_afterwards(void)
{
	rtws_redis_t *redis = begin("");
	rtws_redis_script_t script;
	static const char source[] = "return redis.call('GET', KEYS[1])";

	rtws_redis_script_init(&script, source, sizeof(source) - 1);
	command(redis, "a", "SET foo 1");
	CHECK(await("a=OK") && await("up 1"));
	rtws_redis_subscribe(redis, RTWS_REDIS_SHARDED, TEXT("foo"), on_done, "sub");
	rtws_redis_subscribe(redis, RTWS_REDIS_SHARDED, TEXT("bar"), on_done, "sub2");
	rtws_redis_subscribe(redis, RTWS_REDIS_CHANNEL, TEXT("all"), on_done, "sub3");
	CHECK(await("sub=[ssubscribe foo 1]") && await("sub2=[ssubscribe bar 1]"));
	CHECK(await("sub3=[subscribe all 1]"));
	CHECK(set_slot(nodes[2], 12182, "IMPORTING", nodes[1]));
	CHECK(set_slot(nodes[1], 12182, "MIGRATING", nodes[2]));
	CHECK(migrate(nodes[1], nodes[2], "foo"));
	command(redis, "asked", "GET foo");
	batch(redis, "batch");
	rtws_redis_script(redis, &script, TEXT("foo"), 1, 1, &TEXT("foo"), on_done, "script");
	CHECK(await("asked=1") && await("batch=[OK QUEUED [2]]") && await("script=2"));
	CHECK(set_slot(nodes[2], 12182, "NODE", nodes[2]));
	CHECK(set_slot(nodes[1], 12182, "NODE", nodes[2]));
	CHECK(await("lost") && await("resumed"));
	command(redis, "moved", "GET foo");
	batch(redis, "again");
	CHECK(await("moved=2") && await("again=[OK QUEUED [3]]"));
	command(redis, "publish", "SPUBLISH foo hello");
	command(redis, "other", "SPUBLISH bar there");
	command(redis, "wide", "PUBLISH all everywhere");
	CHECK(await("message foo  hello") && await("message bar  there"));
	CHECK(await("message all  everywhere"));
	CHECK(strstr(told, "down") == NULL);
	return end(redis);
}

static int several_keys_on_their_way_are_tried_again(void)
{
	rtws_redis_t *redis = begin("");

	command(redis, "a", "MSET {foo}1 x {foo}2 y");
	CHECK(await("a=OK") && await("up 1"));
	CHECK(set_slot(nodes[1], 12182, "IMPORTING", nodes[2]));
	CHECK(set_slot(nodes[2], 12182, "MIGRATING", nodes[1]));
	CHECK(migrate(nodes[2], nodes[1], "{foo}1"));
	command(redis, "mget", "MGET {foo}1 {foo}2"); /* one is here, one is there */
	command(redis, "ping", "PING");
	CHECK(await("ping=PONG"));
	CHECK(strstr(told, "mget=") == NULL);
	CHECK(migrate(nodes[2], nodes[1], "{foo}2"));
	CHECK(await("mget=[x y]"));
	return end(redis);
}

static int a_node_that_goes_is_told_and_come_back_to(void)
{
	rtws_redis_t *redis = begin("");

	command(redis, "a", "SET bar 1");
	command(redis, "b", "SET a 1"); /* 15495 */
	CHECK(await("a=OK") && await("b=OK") && await("up 1"));
	kill_server(nodes[1]);
	CHECK(await("down redis://127.0.0.1:"));
	command(redis, "c", "GET bar");
	command(redis, "d", "GET a");
	CHECK(await("c=1") && await("d=unsent redis://127.0.0.1:"));
	CHECK(start_server(nodes[1]));
	CHECK(await("up 2"));
	CHECK(await_answer(nodes[1], "CLUSTER INFO", "cluster_state:ok"));
	command(redis, "e", "SET a 2");
	CHECK(await("e=OK"));
	return end(redis);
}

static int other_nodes_are_asked_when_the_first_has_gone(void)
{
	rtws_redis_t *redis = begin("");

	command(redis, "a", "SET a 1");
	CHECK(await("a=OK") && await("up 1"));
	kill_server(nodes[0]);
	CHECK(await("down "));
	while (strstr(told, "b=PONG") == NULL) { /* of another node, as it has no key */
		forget_told();
		rtws_loop_turn(loop, true);
		command(redis, "b", "PING");
		CHECK(await("b="));
	}
	CHECK(await_answer(nodes[1], "CLUSTER INFO", "cluster_state:ok"));
	command(redis, "c", "GET a");
	CHECK(await("c=1"));
	CHECK(start_server(nodes[0]));
	return end(redis);
}

static int what_is_no_cluster_is_told_so(void)
{
	server_t *plain = new_server();
	rtws_redis_t *redis;

	CHECK(start_server(plain));
	forget_told();
	redis = client("redis://127.0.0.1:%u?cluster=1", plain->port);
	CHECK(await("it is no node of a cluster"));
	end(redis);
	redis = client("redis+sentinel://127.0.0.1:%u/boss?retry_max=0.05", plain->port);
	CHECK(await("no Sentinel tells where the master is: "));
	CHECK(strstr(told, "knows no master \"boss\": ERR unknown command") != NULL);
	kill_server(plain);
	return end(redis);
}

int main(void)
{
	static const unit_test_t tests[] = {
		{ NAMED(commands_go_to_the_node_of_their_key) },
		{ NAMED(a_held_link_goes_to_the_node_of_its_key) },
		{ NAMED(a_slot_is_followed_while_it_moves_and_afterwards) },
		{ NAMED(several_keys_on_their_way_are_tried_again) },
		{ NAMED(a_node_that_goes_is_told_and_come_back_to) },
		{ NAMED(other_nodes_are_asked_when_the_first_has_gone) },
		{ NAMED(what_is_no_cluster_is_told_so) },
	};

	if (!rig_begin()) {
		return 0;
	}
	if (!begin_cluster()) {
		fprintf(stderr, "the cluster does not come together\n");
		return 1;
	}
	return rig_run(tests, COUNT(tests));
}
