--TEST--
Rtws\Redis: what would change the shared connection is refused with what to use instead
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
    $commands = [["subscribe", "c"], ["PSUBSCRIBE", "c"], ["ssubscribe", "c"], ["unsubscribe"], ["multi"], ["exec"], ["watch", "k"], ["select", 1], ["auth", "x"],
        ["hello", 3], ["monitor"], ["wait", 1, 0], ["quit"], ["client", "setname", "x"], ["client", "reply", "off"], ["client", "id"]];
    $server->http("GET", "/", fn () => array_map(fn ($c) => attempt(fn () => is_int($redis->command(...$c))), $commands));
');
foreach (json_decode($server->http('GET', '/')->body) as $answer) {
    echo is_string($answer) ? $answer : json_encode($answer), "\n";
}
$server->stop();
?>
--EXPECT--
Rtws\IllegalState: SUBSCRIBE cannot be sent on a connection that all handlers share: use $server->subscribe() with a Redis broker
Rtws\IllegalState: PSUBSCRIBE cannot be sent on a connection that all handlers share: use $server->subscribe() with a Redis broker
Rtws\IllegalState: SSUBSCRIBE cannot be sent on a connection that all handlers share: use $server->subscribe() with a Redis broker
Rtws\IllegalState: UNSUBSCRIBE cannot be sent on a connection that all handlers share: use $server->subscribe() with a Redis broker
Rtws\IllegalState: MULTI cannot be sent on a connection that all handlers share: use transaction()
Rtws\IllegalState: EXEC cannot be sent on a connection that all handlers share: use transaction()
Rtws\IllegalState: WATCH cannot be sent on a connection that all handlers share: use transaction() with keys to watch
Rtws\IllegalState: SELECT cannot be sent on a connection that all handlers share: use the option "database"
Rtws\IllegalState: AUTH cannot be sent on a connection that all handlers share: use the options "user" and "password"
Rtws\IllegalState: HELLO cannot be sent on a connection that all handlers share: use the options "user" and "password"
Rtws\IllegalState: MONITOR cannot be sent on a connection that all handlers share: use redis-cli
Rtws\IllegalState: WAIT cannot be sent on a connection that all handlers share: it waits for what one connection has written
Rtws\IllegalState: QUIT cannot be sent on a connection that all handlers share: use close()
Rtws\IllegalState: CLIENT cannot be sent on a connection that all handlers share: use the option "name"
Rtws\IllegalState: CLIENT cannot be sent on a connection that all handlers share: every command has an answer here
true
