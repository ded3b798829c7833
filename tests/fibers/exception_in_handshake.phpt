--TEST--
An exception in the handshake hook refuses with 500 and goes to on('error'), which may suspend there as anywhere
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->ws("/", handshake: fn () => throw new Exception("handshake"));
    $server->on("error", function (Throwable $e) { echo "error: {$e->getMessage()}\n"; delay(0.001); echo "slept\n"; });
');
try {
    $server->ws('/');
} catch (RuntimeException $e) {
    echo $e->getMessage(), "\n";
}
var_dump($server->await('/^error: handshake\nslept/m', 2));
$server->stop();
?>
--EXPECT--
handshake refused with 500
bool(true)
