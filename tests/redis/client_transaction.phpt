--TEST--
Rtws\Redis::transaction(): one batch between MULTI and EXEC, and keys that are watched
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
    $server->http("GET", "/", function () use ($redis) {
        $kept = null;
        $all = [
            $redis->transaction(function (Redis $tx) { var_dump($tx->set("n", 1), $tx->command("INCR", "n")); $tx->get("n"); $tx->hSet("h", "a", 1); $tx->hGetAll("h"); }),
            $redis->transaction(fn () => null),
            $redis->transaction(fn ($tx) => $tx->script("return {KEYS[1], ARGV[1]}", ["k"], ["a"])),
            attempt(fn () => $redis->transaction(function ($tx) { $tx->set("n", "lost"); $tx->nonsense(); })),
            attempt(fn () => $redis->transaction(function ($tx) { $tx->set("n", "lost"); throw new RuntimeException("no"); })),
            attempt(fn () => $redis->transaction(function ($tx) { $tx->multi(); })),
            attempt(fn () => $redis->transaction(function ($tx) { $tx->transaction(fn () => 1); })),
            attempt(function () use ($redis, &$kept) { $redis->transaction(function ($tx) use (&$kept) { $kept = $tx; }); return $kept->get("n"); }),
            $redis->get("n"),
            attempt(fn () => $redis->transaction(fn () => 1, [7])),
            attempt(fn () => $redis->transaction("nothing")),
        ];
        $failed = $redis->transaction(function ($tx) { $tx->set("s", "x"); $tx->incr("s"); $tx->get("s"); });
        $all[] = [$failed[0], get_class($failed[1]), $failed[1]->kind, $failed[1]->getMessage(), $failed[2]];
        return $all;
    });
    $server->http("GET", "/watch", function () use ($redis) {
        $redis->set("w", 1);
        $result = [];
        $result[] = $redis->transaction(function ($tx) use ($redis) { $tx->set("w", $redis->get("w") + 1); }, watch: ["w"]);
        $result[] = $redis->transaction(function ($tx) use ($redis) { $redis->incr("w"); $tx->set("w", "lost"); }, watch: ["w", "other"]);
        $result[] = attempt(fn () => $redis->transaction(fn ($tx) => throw new RuntimeException("no"), watch: ["w"]));
        /* nothing is left watched on the connections */
        $redis->incr("w");
        $result[] = $redis->transaction(function ($tx) { $tx->incr("w"); }, ["other"]);
        return $result;
    });
    /* read, then write: every one of them counts */
    $server->http("GET", "/race", function () use ($redis) {
        $tries = 0;
        $add = function () use ($redis, &$tries) {
            do {
                $tries++;
                $done = $redis->transaction(fn ($tx) => $tx->set("total", $redis->get("total") + 1), ["total"]);
            } while ($done === null);
        };
        Rtws\concurrently(...array_fill(0, 12, $add));
        return [$redis->get("total"), $tries > 12];
    });
');
foreach (json_decode($server->http('GET', '/')->body) as $answer) {
    echo json_encode($answer), "\n";
}
echo $server->http('GET', '/watch')->body, "\n", $server->http('GET', '/race')->body, "\n";
$server->stop();
echo preg_replace('/^ready.*\n/m', '', $server->out);
?>
--EXPECT--
[true,2,"2",1,{"a":"1"}]
[]
[["k","a"]]
"RedisError ERR: NONSENSE: ERR unknown command 'NONSENSE', with args beginning with: "
"RuntimeException: no"
"Rtws\\IllegalState: MULTI cannot be sent on a connection that all handlers share: use transaction()"
"Rtws\\IllegalState: This Rtws\\Redis has not been constructed, or is the argument of a transaction"
"Rtws\\IllegalState: This transaction has been sent: its Rtws\\Redis is for the callable of transaction() only"
"2"
"TypeError: Rtws\\Redis::transaction(): Argument #2 ($watch) must be a list of strings, int given"
"TypeError: Rtws\\Redis::transaction(): Argument #1 ($body) must be a valid callback, function \"nothing\" not found or invalid function name"
[true,"Rtws\\RedisError","ERR","ERR value is not an integer or out of range","x"]
[[true],null,"RuntimeException: no",[5]]
["12",true]
NULL
NULL
