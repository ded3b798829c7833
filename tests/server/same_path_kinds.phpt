--TEST--
One path may be a WebSocket endpoint, routes by method and a directory
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/attempt.inc';

$server = new Rtws\RtServer();
attempt(fn () => $server->ws('/a')->http('GET', '/a', 'time')->http('POST', '/a', 'time')->files('/a', __DIR__));
?>
--EXPECT--
Rtws\RtServer
