--TEST--
A handler whose parameters do not fit is a TypeError for onError; fewer parameters are fine
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->ws("/wrong", onMessage: fn (int $c) => 0, onError: fn ($c, $e) => $c->send(strtok(strstr($e->getMessage(), "Argument"), ",")));
    $server->ws("/many", onMessage: fn ($c, $m, $b, $x) => 0, onError: fn ($c, $e) => $c->send(get_class($e)));
    $server->ws("/none", onOpen: fn () => 0, onMessage: fn ($c) => $c->send("fine"), onClose: fn () => 0);
');
foreach (['/wrong', '/many', '/none'] as $path) {
    $client = $server->ws($path);
    $client->text('');
    echo $client->message(), "\n";
}
unset($client);
$server->stop();
?>
--EXPECT--
Argument #1 ($c) must be of type int
ArgumentCountError
fine
