--TEST--
ws(): messages of every size up to the limit come back as they were, with the shortest form of length
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/endings.inc';

const MB = 1024 * 1024;
$server = TestServer::start('$server->ws("/", ' . ECHO_ALL . ', ' . TELL_END . ');', '["limits" => ["message" => 8 * 1024 * 1024]]');
$client = $server->ws('/?tag=x');
$bytes = random_bytes(8 * MB);
foreach ([0, 1, 2, 7, 8, 9, 124, 125, 126, 127, 4095, 4096, 65535, 65536, 65537, 70000, 262143, 262144, 262145, MB, 8 * MB] as $size) {
    $message = substr($bytes, 0, $size);
    $client->binary($message);
    $head = WsClient::frame(WsClient::BINARY, $message, mask: false);
    Checks::true("$size bytes", $client->socket->bytes(strlen($head)) === $head);
}
$text = str_repeat("Grüße \u{1f600}\n", 600000);
$text = substr($text, 0, 7 * MB + 1);
while (!preg_match('//u', $text)) {
    $text = substr($text, 0, -1);
}
$client->text($text);
Checks::true('7 MB of text', $client->message(20) === $text);
/* the limit itself is allowed in fragments too; one byte more is not */
$half = substr($bytes, 0, 4 * MB);
$client->send(WsClient::BINARY, $half, false);
$client->send(WsClient::CONTINUATION, $half, true);
Checks::true('8 MB in two', $client->message(20) === $half . $half);
$client->send(WsClient::BINARY, $half, false);
$client->socket->send(substr(WsClient::frame(WsClient::CONTINUATION, $half . 'x'), 0, 14));
Checks::is('8 MB and a byte', '1009 message too big', lastWords($client));
Checks::is('onClose', '1009 message too big', ending($server, 'x'));
unset($client);
$server->stop();
Checks::done();
?>
--EXPECT--
25 checks, 0 failed
