--TEST--
sendBinary(): any bytes, as a binary message
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->ws("/", onMessage: function ($c) {
        foreach (["", "\x00\xff", str_repeat("\xfe", 70000), 5] as $data) { var_dump($c->sendBinary($data)); }
        try { $c->sendBinary([]); } catch (TypeError $e) { echo $e->getMessage(), "\n"; }
    });
');
$client = $server->ws();
$client->text('');
foreach (["", "\x00\xff", str_repeat("\xfe", 70000), '5'] as $data) {
    $frame = $client->read();
    var_dump($frame->opcode === WsClient::BINARY && $frame->payload === $data);
}
unset($client);
$server->stop();
echo preg_replace('/^ready.*\n/', '', $server->out);
?>
--EXPECT--
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
Rtws\Connection::sendBinary(): Argument #1 ($data) must be of type string, array given
