--TEST--
RSV1 where it must not be, and RSV2 and RSV3 anywhere, are 1002
--EXTENSIONS--
rtws
zlib
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/deflate.inc';

$server = TestServer::start('$server->ws("/", ' . ECHO_ALL . ');', '["compression" => true]');
$packed = (new DeflateClient($server))->pack('hello');
$streams = [
    'a continuation' => WsClient::frame(WsClient::TEXT, $packed, false, RSV1) . WsClient::frame(WsClient::CONTINUATION, '', true, RSV1),
    'a continuation of a plain one' => WsClient::frame(WsClient::TEXT, 'x', false) . WsClient::frame(WsClient::CONTINUATION, $packed, true, RSV1),
    'a ping' => WsClient::frame(WsClient::PING, $packed, true, RSV1),
    'a pong' => WsClient::frame(WsClient::PONG, $packed, true, RSV1),
    'a Close' => WsClient::frame(WsClient::CLOSE, "\x03\xe8", true, RSV1),
    'RSV2' => WsClient::frame(WsClient::TEXT, 'x', true, 2),
    'RSV3' => WsClient::frame(WsClient::TEXT, 'x', true, 1),
    'RSV1 and RSV2' => WsClient::frame(WsClient::TEXT, $packed, true, RSV1 | 2),
    'RSV1 and RSV3' => WsClient::frame(WsClient::TEXT, $packed, true, RSV1 | 1),
    'an unknown opcode' => WsClient::frame(3, $packed, true, RSV1),
    'RSV2 of a continuation' => WsClient::frame(WsClient::TEXT, $packed, false, RSV1) . WsClient::frame(WsClient::CONTINUATION, '', true, 2),
];
foreach ($streams as $what => $bytes) {
    $client = new DeflateClient($server);
    $client->ws->socket->send($bytes);
    Checks::is($what, '1002 protocol error', lastWords($client->ws));
}
unset($client);
$server->stop();
Checks::done();
?>
--EXPECT--
11 checks, 0 failed
