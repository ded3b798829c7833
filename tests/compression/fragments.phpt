--TEST--
compressed messages in fragments, with control frames in between, which are never compressed
--EXTENSIONS--
rtws
zlib
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/deflate.inc';

$server = TestServer::start('
    $server->ws("/", onMessage: fn (Connection $c, string $m, bool $binary) => (str_starts_with($m, "ping") ? $c->ping(str_repeat("p", 100)) : null)
        xor ($binary ? $c->sendBinary($m) : $c->send($m)));
', '["compression" => ["threshold" => 0]]');
$client = new DeflateClient($server);
$message = 'Grüße ' . str_repeat('und noch mehr ', 200);
$packed = $client->pack($message);
/* RSV1 on the first fragment only */
foreach ([1, 2, 7, 30, strlen($packed)] as $length) {
    $pieces = str_split($packed, $length);
    if (count($pieces) === 1) {
        $pieces[] = ''; /* an empty last one */
    }
    foreach ($pieces as $i => $piece) {
        $client->ws->socket->send(WsClient::frame($i === 0 ? WsClient::TEXT : WsClient::CONTINUATION, $piece, $i === count($pieces) - 1, $i === 0 ? RSV1 : 0));
        if ($i === 0) {
            $client->ws->ping('in between');
            $pong = $client->ws->read();
            Checks::is('the pong', [WsClient::PONG, 0, 'in between'], [$pong?->opcode, $pong?->rsv, $pong?->payload]);
        }
    }
    Checks::is("pieces of $length", $message, $client->message());
}
/* an empty first fragment */
$client->ws->socket->send(WsClient::frame(WsClient::TEXT, '', false, RSV1) . WsClient::frame(WsClient::CONTINUATION, $packed));
Checks::is('an empty first one', $message, $client->message());
/* cut within a frame */
$frame = WsClient::frame(WsClient::TEXT, $packed, true, RSV1);
for ($i = 1; $i < 20; $i++) {
    $cut = intdiv(strlen($frame) * $i, 20);
    $client->ws->socket->send(substr($frame, 0, $cut));
    $client->ws->socket->send(substr($frame, $cut));
    Checks::is("cut at $cut", $message, $client->message());
}
/* plain fragments on the same connection */
$client->ws->send(WsClient::TEXT, 'as it', false);
$client->ws->send(WsClient::CONTINUATION, ' is');
Checks::is('plain fragments', 'as it is', $client->message());
/* what the server sends */
$client->text('ping' . str_repeat('!', 50));
$frames = [$client->ws->read(), $client->ws->read()];
usort($frames, fn ($a, $b) => $b->opcode <=> $a->opcode);
Checks::is('a ping', [WsClient::PING, 0, str_repeat('p', 100)], [$frames[0]->opcode, $frames[0]->rsv, $frames[0]->payload]);
Checks::is('a message', [WsClient::TEXT, RSV1], [$frames[1]->opcode, $frames[1]->rsv]);
$client->ws->send(WsClient::CLOSE, pack('n', 4000) . str_repeat('r', 123));
$close = $client->ws->read();
Checks::is('a Close', [WsClient::CLOSE, 0, 4000], [$close?->opcode, $close?->rsv, $close?->code()]);
unset($client);
$server->stop();
Checks::done();
?>
--EXPECT--
34 checks, 0 failed
