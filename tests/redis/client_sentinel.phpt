--TEST--
Rtws\Redis: Sentinels say who the master is, also after a failover
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
$kind = new TestRedisSentinel();
$server = redisServer("redis+sentinel://127.0.0.1:1,127.0.0.1:{$kind->sentinel->port}/boss", '["retry_max" => 0.1]', '
    $server->http("GET", "/set", fn () => attempt(fn () => [$redis->set("k", 1), $redis->config("GET", "port")["port"]]));
    $server->http("GET", "/unknown", fn () => attempt(fn () => (new Redis("redis+sentinel://127.0.0.1:' . $kind->sentinel->port . '/nobody"))->ping()));
    $server->http("GET", "/none", fn () => attempt(fn () => (new Redis("redis+sentinel://127.0.0.1:1/boss"))->ping()));
    $server->http("GET", "/blocked", fn () => [attempt(fn () => $redis->bLPop("none", 0.05))]);
');
$isAt = fn (TestRedis $master) => $server->http('GET', '/set')->body === "[true,\"$master->port\"]";
var_dump($isAt($kind->master));
echo $server->http('GET', '/blocked')->body, "\n";
echo preg_replace('/\d{4,}/', 'PORT', $server->http('GET', '/unknown')->body), "\n";
echo $server->http('GET', '/none')->body, "\n";
$new = $kind->failover();
$end = microtime(true) + patience(15);
while (!$isAt($new) && microtime(true) < $end) {
    usleep(10000);
}
var_dump($isAt($new));
$server->stop();
?>
--EXPECT--
bool(true)
[null]
RedisUnavailable no: PING: Redis: no Sentinel tells where the master is: Sentinel redis://127.0.0.1:PORT knows no master "nobody"; it has not been executed
RedisUnavailable no: PING: Redis: no Sentinel tells where the master is: Sentinel redis://127.0.0.1:1: cannot connect: Connection refused; it has not been executed
bool(true)
