--TEST--
Rtws\Redis: commands, and their answers as PHP values
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
$server = redisServer("redis://127.0.0.1:$redis->port/3", '["name" => "shop"]', '
    $server->http("GET", "/values", fn () => [
        $redis->set("k", "v"), $redis->get("k"), $redis->get("none"), $redis->command("incrby", "n", -5), $redis->ping(),
        $redis->mGet("k", "none"), $redis->hSet("h", "a", 1, "b", 0.1, "7", 1e300), $redis->hGetAll("h"), $redis->hGetAll("none"),
        $redis->lRange("none", 0, -1), $redis->set("e", ""), $redis->get("e"), $redis->zAdd("z", 2.5, "m"), $redis->zScore("z", "m"),
        $redis->command("CONFIG", "GET", "databases"), $redis->zRange("z", 0, -1, "WITHSCORES"), $redis->set("f", INF), $redis->get("f"),
    ]);
    $server->http("GET", "/bytes", function () use ($redis) {
        $all = implode("", array_map("chr", range(0, 255)));
        $redis->set($all, str_repeat($all, 4000));
        return [$redis->get($all) === str_repeat($all, 4000)];
    });
    $server->http("GET", "/who", fn () => [preg_match("/ db=3 /", $redis->client("INFO")), preg_match("/ name=shop /", $redis->client("INFO"))]);
    $server->http("GET", "/errors", fn () => [
        attempt(fn () => $redis->lPush("k", 1)), attempt(fn () => $redis->nonsense()), attempt(fn () => $redis->get()),
        attempt(fn () => $redis->get(null)), attempt(fn () => $redis->get(["k"])), attempt(fn () => $redis->command("SET", "k", true)),
        attempt(fn () => $redis->command("GET k")), attempt(fn () => $redis->command("")), attempt(fn () => $redis->set("k", NAN)),
        attempt(fn () => clone $redis), attempt(fn () => serialize($redis)), attempt(fn () => $redis->property = 1),
    ]);
');
foreach (['values', 'bytes', 'who', 'errors'] as $what) {
    foreach (json_decode($server->http('GET', "/$what")->body, true) as $value) {
        echo json_encode($value, JSON_UNESCAPED_SLASHES), "\n";
    }
}
$server->stop();
?>
--EXPECT--
true
"v"
null
-5
"PONG"
["v",null]
3
{"a":"1","b":"0.1","7":"1.0E+300"}
[]
[]
true
""
1
"2.5"
{"databases":"16"}
["m","2.5"]
true
"INF"
true
1
1
"RedisError WRONGTYPE: LPUSH: WRONGTYPE Operation against a key holding the wrong kind of value"
"RedisError ERR: NONSENSE: ERR unknown command 'NONSENSE', with args beginning with: "
"RedisError ERR: GET: ERR wrong number of arguments for 'get' command"
"TypeError: Rtws\\Redis: argument #1 of GET must be of type string|int|float, null given"
"TypeError: Rtws\\Redis: argument #1 of GET must be of type string|int|float, array given"
"TypeError: Rtws\\Redis: argument #2 of SET must be of type string|int|float, bool given"
"ValueError: Rtws\\Redis: \"GET k\" is no command: a command is one word, and further words are arguments, as in command(\"CONFIG\", \"GET\", \"save\")"
"ValueError: Rtws\\Redis: \"\" is no command: a command is one word, and further words are arguments, as in command(\"CONFIG\", \"GET\", \"save\")"
"ValueError: Rtws\\Redis: argument #2 of SET must be a number, NAN given"
"Error: Trying to clone an uncloneable object of class Rtws\\Redis"
"Exception: Serialization of 'Rtws\\Redis' is not allowed"
"Error: Cannot create dynamic property Rtws\\Redis::$property"
