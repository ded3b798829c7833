--TEST--
Rtws\Redis: calls of many handlers go over one connection, in order, and are sent together
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
$redis = TestRedis::start();
$server = redisServer("redis://127.0.0.1:$redis->port", '[]', '
    $server->ws("/", onMessage: function ($conn, $text) use ($redis) {
        $redis->rPush("order", $text);
        $conn->send($redis->incr("count"));
    });
    $server->http("GET", "/together", function () use ($redis) {
        $all = Rtws\concurrently(...array_map(fn ($i) => fn () => $redis->set("k$i", $i) && $redis->get("k$i") === "$i", range(1, 200)));
        return [count(array_filter($all)), preg_match("/cmdstat_set:calls=200,/", $redis->info("commandstats"))];
    });
    $server->http("GET", "/clients", fn () => (string) substr_count($redis->client("LIST"), "cmd="));
');
$clients = array_map(fn () => $server->ws('/'), range(1, 20));
foreach ($clients as $i => $client) {
    foreach (range(1, 5) as $n) {
        $client->text("$i:$n");
    }
}
$counts = [];
foreach ($clients as $client) {
    $own = array_map(fn () => (int) $client->message(), range(1, 5));
    $sorted = $own;
    sort($sorted);
    echo $own === $sorted ? '' : "out of order\n";
    array_push($counts, ...$own);
}
sort($counts);
var_dump($counts === range(1, 100));
$order = $redis->command('LRANGE', 'order', '0', '-1');
foreach (array_keys($clients) as $i) {
    $own = array_values(array_filter($order, fn ($v) => str_starts_with($v, "$i:")));
    echo $own === array_map(fn ($n) => "$i:$n", range(1, 5)) ? '' : "out of order\n";
}
echo $server->http('GET', '/together')->body, "\n", $server->http('GET', '/clients')->body, "\n";
unset($clients, $client);
$server->stop();
?>
--EXPECT--
bool(true)
[200,1]
1
