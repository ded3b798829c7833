--TEST--
ws(): it does not matter where TCP cuts the stream of frames
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/endings.inc';

$server = TestServer::start('$server->ws("/", ' . ECHO_ALL . ', ' . TELL_END . ');');
$f = WsClient::frame(...);
$stream = $f(WsClient::TEXT, 'Grüße') . $f(WsClient::BINARY, str_repeat("\xfe", 130)) . $f(WsClient::PING, 'ping')
    . $f(WsClient::TEXT, "\xe2\x82", false) . $f(WsClient::PING, '') . $f(WsClient::CONTINUATION, '', false)
    . $f(WsClient::CONTINUATION, "\xac") . $f(WsClient::TEXT, '');
$u = static fn (int $opcode, string $payload) => WsClient::frame($opcode, $payload, mask: false);
$messages = [$u(WsClient::TEXT, 'Grüße'), $u(WsClient::BINARY, str_repeat("\xfe", 130)), $u(WsClient::TEXT, "\u{20ac}"), $u(WsClient::TEXT, '')];
$pongs = [$u(WsClient::PONG, 'ping'), $u(WsClient::PONG, '')];

/* Messages are in order, and so are pongs; how the two mix depends on when PHP code runs. */
function check(string $what, TestServer $server, string $tag, WsClient $client, array $messages, array $pongs): void
{
    $seen = [[], []];
    for ($i = count($messages) + count($pongs); $i > 0 && ($frame = $client->read()) !== null; $i--) {
        $seen[$frame->opcode >> 3][] = WsClient::frame($frame->opcode, $frame->payload, mask: false);
    }
    Checks::true("$what: messages", $seen[0] === $messages, array_map(bin2hex(...), $seen[0]));
    Checks::true("$what: pongs", $seen[1] === $pongs, array_map(bin2hex(...), $seen[1]));
    $client->send(WsClient::CLOSE, pack('n', 4000) . 'cut');
    Checks::is("$what: the end", '4000', lastWords($client));
    Checks::is("$what: onClose", '4000 cut', ending($server, $tag));
}

/* another client's answer proves that the first part was read before the second is sent */
$other = $server->ws('/?tag=other');
$n = 0;
for ($cut = 1; $cut < strlen($stream); $cut++) {
    $client = $server->ws('/?tag=t' . ++$n);
    $client->socket->send(substr($stream, 0, $cut));
    barrier($other);
    $client->socket->send(substr($stream, $cut));
    check("cut at $cut", $server, "t$n", $client, $messages, $pongs);
    $client->socket->close();
}
$client = $server->ws('/?tag=each');
foreach (str_split($stream) as $byte) {
    $client->socket->send($byte);
    barrier($other);
}
check('every byte for itself', $server, 'each', $client, $messages, $pongs);
unset($client, $other);
$server->stop();
Checks::done();
?>
--EXPECTF--
%d checks, 0 failed
