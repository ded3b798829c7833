--TEST--
clue/redis-react: handlers await a real Redis
--EXTENSIONS--
rtws
--SKIPIF--
<?php
require __DIR__ . '/../inc/vendor.inc';
require __DIR__ . '/../inc/redis.inc';
skip_without('clue/redis-react', 'react/async');
TestRedis::skipIfNoServer();
?>
--FILE--
<?php
require __DIR__ . '/../inc/vendor.inc';
require __DIR__ . '/../inc/redis.inc';

$redis = TestRedis::start();
$server = vendor_server('
    use function React\Async\await;
    $client = (new Clue\React\Redis\Factory())->createLazyClient("redis://127.0.0.1:' . $redis->port . '");
    $server->ws("/", onMessage: function ($c, $m) use ($client) {
        $c->send((string) await($client->incr("n")));
    }, options: ["concurrent" => true]);
');
$client = $server->ws();
for ($i = 0; $i < 300; $i++) {
    $client->text('incr');
}
$got = [];
for ($i = 0; $i < 300; $i++) {
    $got[] = (int) $client->message();
}
sort($got);
var_dump($got === range(1, 300));
unset($client);
$server->stop();
$redis->stop();
echo preg_match('/error|warning/', $server->err) ? $server->err : 'nothing in the log';
?>
--EXPECT--
bool(true)
nothing in the log
