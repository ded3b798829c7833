--TEST--
A WebSocket endpoint and a route may share a path
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->ws("/", onMessage: fn ($c, $m) => $c->send("ws $m"));
    $server->http("GET", "/", fn (Request $r) => "http");
');
echo $server->http('GET', '/')->body, "\n";
$client = $server->ws('/');
$client->text('hi');
echo $client->message(), "\n";
unset($client);
$server->stop();
?>
--EXPECT--
http
ws hi
