--TEST--
Rtws\Redis: one object serves on('start') and every worker, each with a connection of its own
--EXTENSIONS--
rtws
--SKIPIF--
<?php
require __DIR__ . '/../inc/redis.inc';
TestRedis::skipIfMissing();
if (PHP_ZTS) die('skip not with ZTS');
?>
--FILE--
<?php
require __DIR__ . '/../inc/redis_kinds.inc';
$redis = TestRedis::start();
$server = redisServer("redis://127.0.0.1:$redis->port", '[]', '
    $server->on("start", fn () => $redis->incr("starts"));
    $server->on("workerStart", fn () => $redis->rPush("workers", $server->workerId));
    $server->http("GET", "/", fn () => [$server->workerId, $redis->client("ID"), $redis->get("starts")]);
', '["workers" => 2, "log" => "off"]');
$connections = [];
$end = microtime(true) + patience(20);
do {
    [$worker, $id, $starts] = json_decode($server->http('GET', '/')->body);
    $connections[$worker][$id] = true;
} while (count($connections) < 2 && microtime(true) < $end);
ksort($connections);
echo json_encode(array_map('count', $connections)), ' ', $starts, ' ', count($redis->command('LRANGE', 'workers', '0', '-1')), "\n";
var_dump(array_key_first($connections[0]) !== array_key_first($connections[1]));
$server->stop();
?>
--EXPECT--
[1,1] 1 2
bool(true)
