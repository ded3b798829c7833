--TEST--
cluster: who connects when the server says that it is ready finds Redis there, with and without workers
--EXTENSIONS--
rtws
--SKIPIF--
<?php require __DIR__ . '/../inc/redis.inc'; TestRedis::skipIfMissing(); ?>
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';
require __DIR__ . '/../inc/redis.inc';

$redis = TestRedis::start();
foreach (PHP_ZTS ? [1, 1] : [1, 2] as $workers) {
    for ($i = 0; $i < 5; $i++) {
        $server = TestServer::start('
            $server->ws("/", onOpen: fn ($conn) => $conn->send((string) count($server->presence("room"))));
        ', '["workers" => ' . $workers . ', "redis" => "redis://127.0.0.1:' . $redis->port . '"]');
        echo $server->ws('/')->message() ?? 'closed', ' ';
        $server->stop();
    }
    echo "\n";
}
$redis->stop();
$start = microtime(true);
$server = TestServer::start('$server->http("GET", "/", fn () => "here");', '["redis" => "redis://127.0.0.1:' . $redis->port . '"]');
echo $server->http('GET', '/')->body, "\n"; // without Redis as well
$server->stop();
?>
--EXPECT--
0 0 0 0 0 
0 0 0 0 0 
here
