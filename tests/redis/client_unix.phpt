--TEST--
Rtws\Redis: a Unix socket
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
$folder = new TestFolder();
$redis = TestRedis::start(['--unixsocket' => "$folder->path/r.sock"]);
$server = redisServer("unix://$folder->path/r.sock?db=2", '[]', '
    $server->http("GET", "/", fn () => [$redis->ping(), preg_match("/ db=2 /", $redis->client("INFO")), attempt(fn () => (new Redis("unix:///no/such.sock"))->ping())]);
');
foreach (json_decode($server->http('GET', '/')->body) as $answer) {
    echo $answer, "\n";
}
$server->stop();
$redis->stop();
?>
--EXPECT--
PONG
1
RedisUnavailable no: PING: unix:///no/such.sock: cannot connect: No such file or directory; it has not been executed
