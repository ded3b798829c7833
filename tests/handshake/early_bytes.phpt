--TEST--
handshake: frames that come together with the request, whole or cut, are the first of the connection
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/endings.inc';

$server = TestServer::start('$server->ws("/",
    onOpen: fn (Connection $c) => $c->send("welcome"),
    ' . ECHO_ALL . ', ' . TELL_END . ');');
$other = $server->ws();
$other->message();
$f = WsClient::frame(...);

/** Sends it with the handshake, what is left after that, and reads so many frames. */
function early(TestServer $server, WsClient $other, string $tag, string $bytes, string $later, int $count): array
{
    $client = new WsClient($server->connect());
    $client->socket->send(WsClient::handshake("/?tag=$tag") . $bytes);
    barrier($other);
    $client->socket->send($later);
    $seen = [$client->readAnswer()->status];
    while ($count-- > 0 && ($frame = $client->read()) !== null) {
        $seen[] = $frame->opcode . ' ' . $frame->payload;
    }
    $client->send(WsClient::CLOSE, pack('n', 1000));
    $seen[] = lastWords($client);
    return $seen;
}

Checks::is('a frame', [101, '1 welcome', '1 early', '1000'], early($server, $other, 'a', $f(1, 'early'), '', 2));
Checks::is('a ping', [101, '10 now', '1 welcome', '1000'], early($server, $other, 'b', $f(9, 'now'), '', 2));
$frame = $f(2, str_repeat('x', 200));
for ($cut = 1; $cut < strlen($frame); $cut += $cut < 12 ? 1 : 50) {
    Checks::is("cut at $cut", [101, '1 welcome', '2 ' . str_repeat('x', 200), '1000'],
        early($server, $other, "c$cut", substr($frame, 0, $cut), substr($frame, $cut), 2));
}
$frames = '';
$expected = [101, '1 welcome'];
for ($i = 0; $i < 20; $i++) {
    $frames .= $f(1, "message $i", false) . $f(0, ' and the rest');
    $expected[] = "1 message $i and the rest";
}
$expected[] = '1000';
Checks::is('20 messages', $expected, early($server, $other, 'd', $frames, '', 21));
$large = str_repeat('0123456789', 20000);
Checks::is('200 KB', [101, '1 welcome', "1 $large", '1000'], early($server, $other, 'e', $f(1, $large), '', 2));

/* errors and Close at once */
foreach (['f' => ["\xff\xff", '1002 protocol error'], 'g' => [$f(1, "\xff"), '1007 text is not UTF-8'], 'h' => [$f(8, pack('n', 4000)), '4000']] as $tag => [$bytes, $words]) {
    $client = new WsClient($server->connect());
    $client->socket->send(WsClient::handshake("/?tag=$tag") . $bytes);
    Checks::is("$words, status", 101, $client->readAnswer()->status);
    Checks::is("$words, early", $words, lastWords($client));
    Checks::is("$words, onClose", $words, ending($server, $tag));
}
/* before a refusal they mean nothing */
$client = new WsClient($server->connect());
$client->socket->send(WsClient::handshake('/', ['Sec-WebSocket-Version' => '12']) . $f(1, 'early'));
Checks::is('refused', 426, $client->readAnswer()->status);
$length = (int) $client->answer->headers['content-length'];
Checks::is('and nothing else', $length, strlen($client->socket->rest()));
unset($client, $other);
$server->stop();
Checks::done();
?>
--EXPECTF--
%d checks, 0 failed
