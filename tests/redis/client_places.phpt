--TEST--
Rtws\Redis: where it cannot suspend it says so, and connects to nobody
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
    echo attempt(fn () => $redis->get("k")), "\n";
    echo attempt(fn () => $redis->transaction(fn () => 1)), "\n";
    echo attempt(fn () => $redis->script("return 1")), "\n";
    echo attempt(fn () => (new Fiber(fn () => $redis->get("k")))->start()), "\n";
    $server->ws("/", handshake: function () use ($redis) { echo attempt(fn () => $redis->ping()), "\n"; return true; });
    $server->http("GET", "/ok", fn () => $redis->ping());
    echo attempt(fn () => $redis->__construct("redis://other")), "\n";
');
echo substr_count($redis->command('INFO', 'stats'), 'total_connections_received:1'), "\n";
$client = $server->ws('/');
echo $server->http('GET', '/ok')->body, "\n";
unset($client);
$server->stop();
echo preg_replace('/^ready.*\n/m', '', $server->out);
?>
--EXPECT--
1
PONG
Rtws\IllegalState: Rtws\Redis suspends the handler that calls it (GET): call it in a handler of a running server, not before run(), in a handshake hook, a destructor or a forked child
Rtws\IllegalState: Rtws\Redis suspends the handler that calls it (transaction()): call it in a handler of a running server, not before run(), in a handshake hook, a destructor or a forked child
Rtws\IllegalState: Rtws\Redis suspends the handler that calls it (script()): call it in a handler of a running server, not before run(), in a handshake hook, a destructor or a forked child
Rtws\IllegalState: Rtws\Redis suspends the handler that calls it (GET): call it in a handler of a running server, not before run(), in a handshake hook, a destructor or a forked child
Rtws\IllegalState: This Rtws\Redis has been constructed
Rtws\IllegalState: Rtws\Redis suspends the handler that calls it (PING): call it in a handler of a running server, not before run(), in a handshake hook, a destructor or a forked child
