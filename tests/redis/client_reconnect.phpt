--TEST--
Rtws\Redis: a server that goes is come back to; what may have been executed is told from what was not
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
$server = redisServer("redis://127.0.0.1:$redis->port", '["command_timeout" => 0.5, "retry_max" => 0.05]', '
    $waiting = new Redis("redis://127.0.0.1:' . $redis->port . '", ["wait" => 10, "retry_max" => 0.05]);
    $server->http("GET", "/ping", fn () => attempt(fn () => $redis->ping()));
    $server->http("GET", "/waiting", fn () => attempt(fn () => $waiting->ping()));
    $server->http("GET", "/closed", function () use ($redis) {
        [$a, $b] = Rtws\concurrently(fn () => attempt(fn () => $redis->bLPop("x", 0)), fn () => $redis->close());
        return [$a, $redis->ping()];
    });
');
$hide = fn ($text) => preg_replace('/127\.0\.0\.1:\d+/', 'ADDRESS', $text);
echo $server->http('GET', '/ping')->body, ' ', $server->http('GET', '/waiting')->body, "\n";
$redis->stop();
do {
    $answer = $server->http('GET', '/ping')->body;
} while (!str_contains($answer, 'refused'));
echo $hide($answer), "\n";
/* it is started while somebody waits for it */
$socket = stream_socket_client("tcp://127.0.0.1:$server->port");
fwrite($socket, "GET /waiting HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
$redis = $redis->again();
echo substr(strrchr(stream_get_contents($socket), "\n"), 1), "\n";
do {
    $answer = $server->http('GET', '/ping')->body;
} while ($answer !== 'PONG');
$redis->signal(19); /* SIGSTOP */
echo $hide($server->http('GET', '/ping')->body), "\n";
$redis->signal(18);
do {
    $answer = $server->http('GET', '/ping')->body;
} while ($answer !== 'PONG');
echo $server->http('GET', '/closed')->body, "\n";
$server->stop();
?>
--EXPECT--
PONG PONG
RedisUnavailable no: PING: redis://ADDRESS: cannot connect: Connection refused; it has not been executed
PONG
RedisUnavailable maybe: PING: redis://ADDRESS: no answer within 0.5 s (command_timeout); it may or may not have been executed
["RedisUnavailable no: BLPOP: the client of Redis has been closed; it has not been executed","PONG"]
