--TEST--
An undefined function is an Error like any other, not the end of the server
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->ws("/", onMessage: fn () => no_such_function(), handshake: fn ($r) => isset($r->query["n"]) ? no_such_function() : true, onError: fn ($c, $e) => $c->send($e->getMessage()));
');
$client = $server->ws();
$client->text('');
echo $client->message(), "\n";
try {
    $server->ws('/?n=1');
} catch (RuntimeException $e) {
    echo $e->getMessage(), "\n";
}
$client->text('');
echo $client->message(), "\n";
var_dump($server->awaitLog('/ error: uncaught in the handshake hook: Error: Call to undefined function no_such_function\(\)/'));
unset($client);
$server->stop();
?>
--EXPECT--
Call to undefined function no_such_function()
handshake refused with 500
Call to undefined function no_such_function()
bool(true)
