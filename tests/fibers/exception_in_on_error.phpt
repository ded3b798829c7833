--TEST--
An exception in onError goes to on('error'), one in on('error') to the log
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->ws("/a", onMessage: fn ($c, $m) => throw new Exception("first"), onError: fn ($c, $e) => throw new Exception("second", 0, $e));
    $server->ws("/b", onMessage: fn ($c, $m) => throw new Exception("b first"), onError: fn ($c, $e) => throw new Error("b second"));
    $server->http("GET", "/on", function () use ($server) {
        $server->on("error", function ($e) { echo "on error: ", $e->getMessage(), "\n"; throw new Exception("third"); });
        return "on";
    });
');
$client = $server->ws('/b');
$client->text('');
var_dump($server->awaitLog('/ error: uncaught in onError: Error: b second/'));
$server->http('GET', '/on');
$client = $server->ws('/a');
$client->text('');
var_dump($server->await('/^on error: second/m'), $server->awaitLog("/ error: uncaught in on\('error'\): Exception: third/"));
$client->text('');
var_dump($server->await('/^on error: second\non error: second/m'));
unset($client);
$server->stop();
?>
--EXPECT--
bool(true)
bool(true)
bool(true)
bool(true)
