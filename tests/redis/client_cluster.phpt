--TEST--
Rtws\Redis: a cluster: every command goes to its node, and follows slots that move
--EXTENSIONS--
rtws
--SKIPIF--
<?php
require __DIR__ . '/../inc/redis.inc';
TestRedis::skipIfMissing();
?>
--FILE--
<?php
require __DIR__ . '/../inc/redis_kinds.inc';
$cluster = new TestRedisCluster(3);
[$a, $b, $c] = $cluster->nodes;
$server = redisServer("redis://127.0.0.1:$a->port,127.0.0.1:$b->port", '["retry_max" => 0.05]', '
    $all = fn () => array_sum(Rtws\concurrently(...array_map(fn ($i) => fn () => (int) ($redis->set("k$i", $i) === true && $redis->get("k$i") === "$i"), range(1, 60))));
    $server->http("GET", "/all", fn () => [attempt($all)]);
    $server->http("GET", "/more", fn () => [
        attempt(fn () => $redis->mGet("{t}a", "{t}b")), attempt(fn () => $redis->mGet("k1", "k2")),
        $redis->transaction(function ($tx) { $tx->set("{t}a", 1); $tx->get("{t}a"); }),
        $redis->transaction(function ($tx) use ($redis) { $tx->set("{t}a", $redis->get("{t}a") + 1); }, ["{t}a"]),
        $redis->script("return redis.call([[GET]], KEYS[1])", ["{t}a"]), attempt(fn () => $redis->bLPop("{t}none", 0.05)), $redis->eval("return KEYS[1]", 1, "k9"),
    ]);
    $server->http("GET", "/get", fn () => attempt(fn () => [$redis->get("k1"), $redis->get("k2"), $redis->transaction(fn ($tx) => $tx->get("k1"))]));
');
echo $server->http('GET', '/all')->body, "\n";
foreach (json_decode($server->http('GET', '/more')->body) as $answer) {
    echo json_encode($answer), "\n";
}
/* a slot is on its way: ASK, for the key that has gone already */
$slot = (string) $a->command('CLUSTER', 'KEYSLOT', 'k1');
$from = array_values(array_filter($cluster->nodes, fn ($node) => $node->command('GET', 'k1') === '1'))[0];
$to = $from === $a ? $b : $a;
$id = fn (TestRedis $node) => $node->command('CLUSTER', 'MYID');
$to->command('CLUSTER', 'SETSLOT', $slot, 'IMPORTING', $id($from));
$from->command('CLUSTER', 'SETSLOT', $slot, 'MIGRATING', $id($to));
echo $from->command('MIGRATE', '127.0.0.1', "$to->port", 'k1', '0', '5000'), ' ', substr($from->command('GET', 'k1'), 0, 4), "\n";
echo $server->http('GET', '/get')->body, "\n";
foreach ([$to, $from] as $node) {
    $node->command('CLUSTER', 'SETSLOT', $slot, 'NODE', $id($to));
}
echo substr($from->command('GET', 'k1'), 0, 6), "\n";
echo $server->http('GET', '/get')->body, "\n";
/* a node that goes and comes back */
$c->stop();
echo substr($server->http('GET', '/all')->body, 0, 20), "\n";
$cluster->nodes[2] = $c = $c->again();
$end = microtime(true) + patience(15);
do {
    $answer = $server->http('GET', '/all')->body;
} while ($answer !== '[60]' && microtime(true) < $end);
echo $answer, "\n";
$server->stop();
?>
--EXPECT--
[60]
[null,null]
"RedisError CROSSSLOT: MGET: CROSSSLOT Keys in request don't hash to the same slot"
[true,"1"]
[true]
"2"
null
"k9"
OK -ASK
["1","2",["1"]]
-MOVED
["1","2",["1"]]
["RedisUnavailable n
[60]
