--TEST--
ws(): every ping is answered in order with its payload, and pongs that nobody asked for are ignored
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/endings.inc';

$server = TestServer::start('$server->ws("/", ' . ECHO_ALL . ', ' . TELL_END . ');');
$client = $server->ws('/?tag=x');
$f = WsClient::frame(...);

$burst = $expected = '';
for ($i = 0; $i < 20; $i++) {
    $payload = substr("ping $i " . str_repeat(chr(255 - $i), 125), 0, $i === 0 ? 0 : ($i === 19 ? 125 : $i * 6));
    $burst .= $f(WsClient::PING, $payload);
    $expected .= $f(WsClient::PONG, $payload, mask: false);
}
$client->socket->send($burst);
var_dump($client->socket->bytes(strlen($expected)) === $expected);

foreach (range(1, 20) as $i) {
    $client->ping("single $i");
    $pong = $client->read();
    if ($pong->opcode !== WsClient::PONG || $pong->payload !== "single $i" || !$pong->fin || $pong->rsv !== 0) {
        echo "ping $i: ", var_export($pong, true), "\n";
    }
}
$client->send(WsClient::PONG);
$client->send(WsClient::PONG, 'unasked');
$client->send(WsClient::PONG, str_repeat("\xff", 125));
$client->text('then a message');
$frame = $client->read();
var_dump($frame->opcode, $frame->payload);
var_dump($client->close(), ending($server, 'x'));
$server->stop();
?>
--EXPECT--
bool(true)
int(1)
string(14) "then a message"
int(1000)
string(4) "1000"
