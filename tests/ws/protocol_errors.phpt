--TEST--
ws(): every violation of RFC 6455 section 5 ends the connection with its close code, told to both sides once
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/endings.inc';

$server = TestServer::start('$server->ws("/", ' . ECHO_ALL . ', ' . TELL_END . ');', '["limits" => ["message" => 1000]]');

/** A masked frame with its length written by hand. */
function long(int $opcode, int $form, int $length, string $payload = ''): string
{
    return chr(0x80 | $opcode) . chr(0x80 | $form) . pack($form === 126 ? 'n' : 'J', $length) . "\0\0\0\0" . $payload;
}

const PROTOCOL = '1002 protocol error', UTF8 = '1007 text is not UTF-8', BIG = '1009 message too big';
$T = WsClient::TEXT;
$B = WsClient::BINARY;
$C = WsClient::CONTINUATION;
$f = WsClient::frame(...);

$cases = [
    'unmasked text' => [$f($T, 'hello', mask: false), PROTOCOL],
    'unmasked empty text' => [$f($T, '', mask: false), PROTOCOL],
    'unmasked ping' => [$f(WsClient::PING, '', mask: false), PROTOCOL],
    'unmasked Close' => [$f(WsClient::CLOSE, "\x03\xe8", mask: false), PROTOCOL],
    'unmasked, two bytes of it' => ["\x81\x05", PROTOCOL],
    'unmasked after a good one' => [$f($T, 'good') . $f($T, 'bad', mask: false), PROTOCOL],
    'continuation without start' => [$f($C, 'x'), PROTOCOL],
    'unfinished continuation without start' => [$f($C, 'x', false), PROTOCOL],
    'continuation after the end' => [$f($T, 'a', false) . $f($C, 'b') . $f($C, 'c'), PROTOCOL],
    'continuation after a whole message' => [$f($B, 'a') . $f($C, 'c'), PROTOCOL],
    'text inside text' => [$f($T, 'a', false) . $f($T, 'b'), PROTOCOL],
    'binary inside text' => [$f($T, 'a', false) . $f($B, 'b', false), PROTOCOL],
    'text inside empty fragments' => [$f($B, '', false) . $f($C, '', false) . $f($T, ''), PROTOCOL],
    'top bit of a length' => ["\x82\xff" . pack('J', PHP_INT_MIN | 5) . "\0\0\0\0hello", PROTOCOL],
    'all bits of a length' => ["\x82\xff" . str_repeat("\xff", 8) . "\0\0\0\0", PROTOCOL],
    '16 bit length of a ping' => [long(WsClient::PING, 126, 5, 'hello'), PROTOCOL],
    '64 bit length of a Close' => [long(WsClient::CLOSE, 127, 2, "\x03\xe8"), PROTOCOL],
    'announced 1001' => [long($B, 126, 1001), BIG],
    'announced 65536' => [long($B, 127, 65536), BIG],
    'announced 2^62' => [long($T, 127, 1 << 62), BIG],
    'announced 2^63 - 1' => [long($T, 127, PHP_INT_MAX), BIG],
    'two fragments of 501 and 500' => [$f($B, str_repeat('x', 501), false) . $f($C, str_repeat('x', 500)), BIG],
    'fragments, the last announced' => [$f($B, str_repeat('x', 900), false) . long($C, 127, 1 << 62), BIG],
    'fragments of 1 byte' => [$f($B, 'x', false) . str_repeat($f($C, 'x', false), 1000), BIG],
    'UTF-8 over a fragment of ASCII' => [$f($T, "\xe2\x82", false) . $f($C, 'A'), UTF8],
    'bad UTF-8 in an unfinished message' => [$f($T, "abc\xff", false), UTF8],
    'bad UTF-8 in a later fragment' => [$f($T, 'abc', false) . $f($C, '', false) . $f($C, "d\x80", false), UTF8],
    'bad UTF-8 in a frame not all there' => [substr($f($T, "ab\xc0\x80" . str_repeat('c', 500)), 0, 20), UTF8],
    'truncated in the last fragment' => [$f($T, 'a', false) . $f($C, "\xf0\x9f\x98"), UTF8],
    'truncated before an empty end' => [$f($T, "a\xe2\x82", false) . $f($C, ''), UTF8],
    'surrogate over fragments' => [$f($T, "\xed", false) . $f($C, "\xa0", false), UTF8],
];
foreach ([125, 0, 5] as $length) {
    $cases["$length in 16 bits"] = [long($B, 126, $length, str_repeat('x', $length)), PROTOCOL];
}
foreach ([65535, 126, 125, 0] as $length) {
    $cases["$length in 64 bits"] = [long($B, 127, $length, str_repeat('x', $length)), PROTOCOL];
}
foreach ([4 => 1, 2 => 2, 1 => 3] as $rsv => $number) {
    $cases["RSV$number"] = [$f($T, 'x', rsv: $rsv), PROTOCOL];
    $cases["RSV$number of a ping"] = [$f(WsClient::PING, 'x', rsv: $rsv), PROTOCOL];
    $cases["RSV$number of a continuation"] = [$f($T, 'x', false) . $f($C, 'x', rsv: $rsv), PROTOCOL];
}
foreach ([3, 4, 5, 6, 7, 11, 12, 13, 14, 15] as $opcode) {
    $cases["opcode $opcode"] = [$f($opcode, ''), PROTOCOL];
    $cases["opcode $opcode inside a message"] = [$f($T, 'a', false) . $f($opcode, 'x'), PROTOCOL];
}
foreach (['Close' => 8, 'ping' => 9, 'pong' => 10] as $name => $opcode) {
    $cases["$name of 126 bytes"] = [$f($opcode, "\x03\xe8" . str_repeat('x', 124)), PROTOCOL];
    $cases["$name of 65536 bytes, its head"] = [long($opcode, 127, 65536), PROTOCOL];
    $cases["fragmented $name"] = [$f($opcode, "\x03\xe8", false), PROTOCOL];
}
$bad = ["\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xed\xbf\xbf", "\xf0\x80\x80\x80",
    "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xf8\x88\x80\x80\x80", "\xfe", "\xff", "\xc3(", "\xe2\x82",
    "\xe2(\xa1", "\xf0\x9f\x98", "\xf0\x28\x8c\xbc"];
foreach ($bad as $bytes) {
    $cases['UTF-8 ' . bin2hex($bytes)] = [$f($T, $bytes), UTF8];
    $cases['UTF-8 ' . bin2hex($bytes) . ' in text'] = [$f($T, "Grüße $bytes"), UTF8];
}

$n = 0;
foreach ($cases as $name => [$bytes, $words]) {
    $client = $server->ws('/?tag=t' . ++$n);
    $client->socket->send($bytes);
    Checks::is($name, $words, lastWords($client));
    Checks::is("$name, onClose", $words, ending($server, "t$n"));
    $client->socket->close();
}
Checks::is('binary may be anything', "\xff\xc0\x80", (function () use ($server) {
    $client = $server->ws('/?tag=good');
    $client->binary("\xff\xc0\x80");
    return $client->message();
})());
$server->stop();
for ($i = 1; $i <= $n; $i++) {
    if (endings($server, "t$i") !== 1) {
        echo array_keys($cases)[$i - 1], ": onClose more than once\n";
    }
}
Checks::done();
?>
--EXPECT--
233 checks, 0 failed
