--TEST--
pause() and resume(): a paused client is not read, what it sent comes after resume()
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->ws("/", onOpen: function ($c) use (&$conn) { $conn = $c; $c->pause(); $c->send("paused"); }, onMessage: fn ($c, $m) => $c->send($m));
    $server->http("GET", "/resume", function () use (&$conn) { $conn->resume(); return "resumed"; });
');
$client = $server->ws();
echo $client->message(), "\n";
$client->text('one');
$client->text('two');
var_dump($client->socket->isSilent(0.1));
$server->http('GET', '/resume');
echo $client->message(), ' ', $client->message(), "\n";
unset($client);
$server->stop();
?>
--EXPECT--
paused
bool(true)
one two
