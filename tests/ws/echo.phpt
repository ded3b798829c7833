--TEST--
ws(): text and binary messages reach onMessage and come back as they were
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->ws("/", onMessage: fn (Connection $c, string $m, bool $binary) => $binary ? $c->sendBinary($m) : $c->send($m));
');
$client = $server->ws();
foreach (['hi', '', 'Grüße', str_repeat('x', 125), str_repeat('x', 126), str_repeat('x', 70000)] as $text) {
    $client->text($text);
    $frame = $client->read();
    var_dump($frame->opcode === WsClient::TEXT && $frame->payload === $text && $frame->fin && $frame->rsv === 0);
}
$client->binary("\x00\xff\xfe");
$frame = $client->read();
var_dump($frame->opcode === WsClient::BINARY && $frame->payload === "\x00\xff\xfe");
var_dump($client->close(1000, 'bye'), $client->socket->rest());
$server->stop();
?>
--EXPECT--
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
bool(true)
int(1000)
string(0) ""
