--TEST--
ping(): up to 125 bytes; the answer sets latency()
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->ws("/", new class {
        function onMessage($c) {
            var_dump($c->latency(), $c->ping(), $c->ping(str_repeat("\xff", 125)));
            try { $c->ping(str_repeat("x", 126)); } catch (ValueError $e) { echo $e->getMessage(), "\n"; }
        }
        function onPong($c, $payload) { echo "pong ", strlen($payload), " ", var_export(is_float($c->latency()) && $c->latency() > 0 && $c->latency() < 10, true), "\n"; }
    });
');
$client = $server->ws();
$client->text('');
foreach ([1, 2] as $i) {
    $frame = $client->read();
    echo $frame->opcode === WsClient::PING ? 'ping ' : 'other ', strlen($frame->payload), "\n";
    $client->send(WsClient::PONG, $frame->payload);
}
var_dump($client->socket->isSilent(0.05));
$server->await('/^pong 125.*\n/m');
unset($client);
$server->stop();
echo preg_replace('/^ready.*\n/', '', $server->out);
?>
--EXPECT--
ping 0
ping 125
bool(true)
NULL
bool(true)
bool(true)
Rtws\Connection::ping(): Argument #1 ($payload) must be at most 125 bytes, 126 given
pong 0 true
pong 125 true
