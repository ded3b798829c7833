<?php
// php -n -d extension=modules/rtws.so options.php JSON: an echo server with these options; says "ready HOST:PORT".

use Rtws\Connection;
use Rtws\RtServer;

$server = new RtServer('127.0.0.1', 0, json_decode($argv[1], true) + ['log' => 'off', 'heartbeat' => false]);
$server->ws('/', onMessage: fn (Connection $c, string $m) => $c->send($m));
$server->http('GET', '/hello', fn () => 'hello');
$server->run();
