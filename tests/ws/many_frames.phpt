--TEST--
ws(): 20000 frames in one write are handled one by one, in order, and each is answered
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/endings.inc';

$server = TestServer::start('
    $server->ws("/", ' . ECHO_ALL . ');
    $server->http("GET", "/in", fn () => "" . $server->stats()["messages_in"]);
');
$client = $server->ws();
$frames = $expected = '';
for ($i = 0; $i < 20000; $i++) {
    $frames .= WsClient::frame($i % 2 ? WsClient::TEXT : WsClient::BINARY, "message $i");
    $expected .= WsClient::frame($i % 2 ? WsClient::TEXT : WsClient::BINARY, "message $i", mask: false);
}
var_dump($client->socket->send($frames));
var_dump($client->socket->bytes(strlen($expected)) === $expected);
echo $server->http('GET', '/in')->body, "\n";
var_dump($client->close());
$server->stop();
?>
--EXPECT--
bool(true)
bool(true)
20000
int(1000)
