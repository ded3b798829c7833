--TEST--
Rtws\Redis::script(): by its hash, with its source where the server does not know it
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
    $server->http("GET", "/", fn () => [
        $redis->script("return {KEYS[1], KEYS[2], ARGV[1], #ARGV}", ["a", "b"], [1, 2.5, "x"]),
        $redis->script("return {KEYS[1], KEYS[2], ARGV[1], #ARGV}", ["a", "b"], ["z"]),
        $redis->script("return 1"), $redis->script("return false"), $redis->script("return redis.status_reply([[OK]])"),
        attempt(fn () => $redis->script("return redis.error_reply([[MINE is bad]])")), attempt(fn () => $redis->script("return 1", [[]])),
    ]);
    $server->http("GET", "/again", function () use ($redis) {
        $redis->command("SCRIPT", "FLUSH");
        $redis->command("CONFIG", "RESETSTAT");
        foreach (range(1, 5) as $i) { $redis->script("return ARGV[1]", [], [$i]); }
        return $redis->info("commandstats");
    });
');
foreach (json_decode($server->http('GET', '/')->body) as $answer) {
    echo json_encode($answer), "\n";
}
preg_match_all('/cmdstat_(eval(?:sha)?):calls=(\d+)/', $server->http('GET', '/again')->body, $calls);
$calls = array_combine($calls[1], $calls[2]);
ksort($calls);
echo json_encode($calls), "\n";
$server->stop();
?>
--EXPECT--
["a","b","1",3]
["a","b","z",1]
1
null
true
"RedisError MINE: script(): MINE is bad"
"TypeError: Rtws\\Redis: argument #3 of EVAL must be of type string|int|float, array given"
{"eval":"1","evalsha":"5"}
