--TEST--
Rtws\Redis: commands that make the server wait hold up nobody, and end when the server stops
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
$server = redisServer("redis://127.0.0.1:$redis->port", '["command_timeout" => 1]', '
    $results = [];
    $server->on("start", function () use ($server, $redis, &$results) {
        $server->defer(function () use ($redis, &$results) { $results["pop"] = attempt(fn () => $redis->bLPop("list", 0)); });
        $server->defer(function () use ($redis, &$results) { $results["read"] = attempt(fn () => $redis->xRead("BLOCK", 0, "STREAMS", "stream", "$")); });
        $server->defer(function () use ($redis, &$results) { $results["none"] = attempt(fn () => $redis->bLPop("never", 1.5)); });
        $server->defer(function () use ($redis) {
            $e = attempt(fn () => $redis->bLPop("never", 0));
            echo $e, "\n", attempt(fn () => $redis->bLPop("never", 0)), "\n";
        });
    });
    $server->http("GET", "/ping", fn () => $redis->ping());
    $server->http("GET", "/results", function () use (&$results) { ksort($results); return $results; });
');
while (!str_contains($redis->command('INFO', 'clients'), 'blocked_clients:4')) {
    usleep(1000);
}
echo $server->http('GET', '/ping')->body, ' ', $server->http('GET', '/results')->body, "\n";
$redis->command('RPUSH', 'list', 'x');
$redis->command('XADD', 'stream', '1-1', 'f', 'v');
$end = microtime(true) + patience(10);
do {
    $results = $server->http('GET', '/results')->body;
} while (!str_contains($results, 'none') && microtime(true) < $end);
echo $results, "\n";
$start = microtime(true);
$server->stop();
var_dump(microtime(true) - $start < patience(5));
echo preg_replace('/^ready.*\n/m', '', $server->out);
?>
--EXPECT--
PONG []
{"none":null,"pop":["list","x"],"read":[["stream",[["1-1",["f","v"]]]]]}
bool(true)
RedisUnavailable maybe: BLPOP: the server is stopping; it may or may not have been executed
RedisUnavailable no: BLPOP: the server is stopping; it has not been executed
