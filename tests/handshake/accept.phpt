--TEST--
handshake: a correct request is answered with 101 and the accept key of RFC 6455, nothing more
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/endings.inc';

$server = TestServer::start('$server->ws("/chat", ' . ECHO_ALL . ');');
$client = $server->ws('/chat');
echo str_replace("\r", '', $client->answer->head);

foreach (range(1, 20) as $i) {
    $key = base64_encode(random_bytes(16));
    $client = $server->ws('/chat', ['Sec-WebSocket-Key' => $key]);
    $accept = base64_encode(sha1($key . '258EAFA5-E914-47DA-95CA-C5AB0DC85B11', true));
    Checks::is("accept for $key", $accept, $client->answer->headers['sec-websocket-accept'] ?? null);
}

/* what may be written in other ways */
$variants = [
    'Connection with more' => ['Connection' => 'keep-alive, Upgrade'],
    'Connection in lower case' => ['Connection' => 'upgrade'],
    'Connection in the middle' => ['Connection' => 'foo ,UPGRADE,, bar'],
    'Upgrade in other case' => ['Upgrade' => 'WebSocket'],
    'Upgrade among others' => ['Upgrade' => 'h2c, websocket'],
    'names in lower case' => ['Upgrade' => null, 'Connection' => null, 'upgrade' => 'websocket', 'connection' => 'Upgrade',
        'Sec-WebSocket-Key' => null, 'sec-websocket-key' => WsClient::KEY, 'Sec-WebSocket-Version' => null, 'SEC-WEBSOCKET-VERSION' => '13'],
    'spaces around values' => ['Sec-WebSocket-Key' => "  \t" . WsClient::KEY . " \t ", 'Sec-WebSocket-Version' => ' 13 '],
    'Content-Length: 0' => ['Content-Length' => '0'],
    'extensions that are not known' => ['Sec-WebSocket-Extensions' => 'permessage-foo; bar=1, x-webkit-deflate-frame'],
    'Host with a port' => ['Host' => 'localhost:8080'],
    'Host that is an IPv6 address' => ['Host' => '[::1]:8080'],
    'a head of nearly 16 KB' => ['X-Long' => str_repeat('x', 16000)],
    'many headers' => array_fill_keys(array_map(static fn ($i) => "X-$i", range(1, 90)), 'x'),
];
foreach ($variants as $name => $headers) {
    $client = new WsClient($server->connect());
    $client->socket->send(WsClient::handshake('/chat', $headers));
    Checks::is("$name, status", 101, $client->readAnswer()->status);
    Checks::is("$name, accept", WsClient::ACCEPT, $client->answer->headers['sec-websocket-accept'] ?? null);
    Checks::is("$name, no extension", null, $client->answer->headers['sec-websocket-extensions'] ?? null);
}
foreach (['/chat?x=1&y=/2', '/%63hat', '/chat?', 'http://localhost/chat', 'HTTP://localhost:80/chat?x'] as $target) {
    $client = new WsClient($server->connect());
    $client->socket->send(WsClient::handshake($target));
    Checks::is($target, 101, $client->readAnswer()->status);
}
/* empty lines before it, and one connection that was used for HTTP before */
$client = new WsClient($server->connect());
$client->socket->send("\r\n\r\n" . WsClient::handshake('/chat'));
Checks::is('after empty lines', 101, $client->readAnswer()->status);
$http = new HttpClient($server->port);
$http->send('GET', '/nothing');
Checks::is('HTTP first', 404, $http->answer()->status);
$client = new WsClient($http->socket);
$client->socket->send(WsClient::handshake('/chat'));
Checks::is('then the upgrade', 101, $client->readAnswer()->status);
$client->text('works');
Checks::is('and it works', 'works', $client->message());
unset($client, $http);
$server->stop();
Checks::done();
?>
--EXPECT--
HTTP/1.1 101 Switching Protocols
Upgrade: websocket
Connection: Upgrade
Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=

68 checks, 0 failed
