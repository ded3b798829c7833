--TEST--
ws(): fragments make one message, wherever UTF-8 is cut, with pings between them and however many are empty
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/endings.inc';

$server = TestServer::start('$server->ws("/", onMessage: function (Connection $c, string $m, bool $binary) {
    $c->send(["bytes" => strlen($m), "sha1" => sha1($m), "binary" => $binary]);
});');
$client = $server->ws();
$f = WsClient::frame(...);

function expect(WsClient $client, string $what, string $message, bool $binary = false): void
{
    Checks::is($what, json_encode(['bytes' => strlen($message), 'sha1' => sha1($message), 'binary' => $binary]), $client->message());
}

$text = "aß\u{20ac}\u{1f600}\u{d7ff}\u{e000}\u{10ffff}z";
for ($i = 0; $i <= strlen($text); $i++) {
    $client->socket->send($f(WsClient::TEXT, substr($text, 0, $i), false) . $f(WsClient::CONTINUATION, substr($text, $i)));
    expect($client, "cut at $i", $text);
}
$frames = $f(WsClient::TEXT, $text[0], false);
for ($i = 1; $i < strlen($text); $i++) {
    $frames .= $f(WsClient::CONTINUATION, $text[$i], $i === strlen($text) - 1);
}
$client->socket->send($frames);
expect($client, 'every byte a frame', $text);

/* the pong comes before the message is whole */
$client->send(WsClient::TEXT, "\xe2\x82", false);
$client->ping('between');
$pong = $client->read();
Checks::is('ping between', [WsClient::PONG, 'between'], [$pong->opcode, $pong->payload]);
$client->send(WsClient::PONG, 'nobody asked', true);
$client->send(WsClient::CONTINUATION, "\xac", true);
expect($client, 'after the ping', "\u{20ac}");

$client->socket->send($f(WsClient::TEXT, '', false) . $f(WsClient::CONTINUATION, '', false) . $f(WsClient::CONTINUATION, ''));
expect($client, 'empty in three', '');
$client->socket->send($f(WsClient::BINARY, "\xff", false) . $f(WsClient::CONTINUATION, "\xfe"));
expect($client, 'binary', "\xff\xfe", true);
$client->socket->send($f(WsClient::BINARY, '', false) . str_repeat($f(WsClient::CONTINUATION, '', false), 50000) . $f(WsClient::CONTINUATION, 'x'));
expect($client, '50000 empty ones', 'x', true);
$client->socket->send($f(WsClient::TEXT, '', false) . str_repeat($f(WsClient::CONTINUATION, 'ü', false), 20000) . $f(WsClient::CONTINUATION, ''));
expect($client, '20000 small ones', str_repeat('ü', 20000));
$part = random_bytes(70000);
$client->socket->send($f(WsClient::BINARY, $part, false) . $f(WsClient::CONTINUATION, $part, false) . $f(WsClient::CONTINUATION, $part));
expect($client, 'large ones', $part . $part . $part, true);
$client->text('whole');
expect($client, 'a whole one after all that', 'whole');
unset($client);
$server->stop();
Checks::done();
?>
--EXPECT--
31 checks, 0 failed
