--TEST--
handshake: a request that comes byte by byte, or is cut anywhere, is understood
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/endings.inc';

$server = TestServer::start('$server->ws("/", ' . ECHO_ALL . ');');
$other = $server->ws();
$request = WsClient::handshake('/?x=1', ['Sec-WebSocket-Protocol' => 'a, b']);

$client = new WsClient($server->connect());
foreach (str_split($request) as $byte) {
    Checks::is('nothing is said before the end', '', $client->socket->buffer);
    $client->socket->send($byte);
    barrier($other);
}
Checks::is('byte by byte', 101, $client->readAnswer()->status);
$client->text('hi');
Checks::is('an echo', 'hi', $client->message());

for ($cut = 1; $cut < strlen($request); $cut++) {
    $client = new WsClient($server->connect());
    $client->socket->send(substr($request, 0, $cut));
    barrier($other);
    $client->socket->send(substr($request, $cut) . WsClient::frame(WsClient::TEXT, "cut $cut"));
    Checks::is("cut at $cut", 101, $client->readAnswer()->status);
    Checks::is("echo after a cut at $cut", "cut $cut", $client->message());
}
unset($client, $other);
$server->stop();
Checks::done();
?>
--EXPECTF--
%d checks, 0 failed
