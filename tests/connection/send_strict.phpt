--TEST--
send(): with strict_types a number is a TypeError
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::script('<?php
    declare(strict_types=1);
    $server = new Rtws\RtServer("127.0.0.1", 0);
    $server->ws("/", onMessage: function ($c) {
        foreach ([fn () => $c->send(5), fn () => $c->send(1.5), fn () => $c->send(null), fn () => $c->sendBinary(5), fn () => $c->send("5")] as $try) {
            try { $try(); } catch (TypeError $e) { $c->send($e->getMessage()); }
        }
    });
    $server->run();
');
$client = $server->ws();
$client->text('');
for ($i = 0; $i < 5; $i++) {
    echo $client->message(), "\n";
}
unset($client);
$server->stop();
?>
--EXPECT--
Rtws\Connection::send(): Argument #1 ($data) must be of type JsonSerializable|array|string, int given
Rtws\Connection::send(): Argument #1 ($data) must be of type JsonSerializable|array|string, float given
Rtws\Connection::send(): Argument #1 ($data) must be of type JsonSerializable|array|string, null given
Rtws\Connection::sendBinary(): Argument #1 ($data) must be of type string, int given
5
