--TEST--
handshake: what is no correct request is refused with the status and headers that say why
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/endings.inc';

$server = TestServer::start('
    $server->ws("/chat", onOpen: fn () => print("opened\n"));
    $server->http("GET", "/page", fn () => "page");
');
$upgrade426 = ['upgrade' => 'websocket', 'sec-websocket-version' => '13'];
/* name => request, status, headers of the answer */
$h = static fn (array $headers, string $method = 'GET', string $path = '/chat') => WsClient::handshake($path, $headers, $method);
$cases = [
    'unknown path' => [$h([], path: '/nowhere'), 404, []],
    'a slash more' => [$h([], path: '/chat/'), 404, []],
    'a dot segment' => [$h([], path: '/x/../chat'), 404, []],
    'path in other case' => [$h([], path: '/Chat'), 404, []],
    'below the path' => [$h([], path: '/chat/x'), 404, []],
    'no key' => [$h(['Sec-WebSocket-Key' => null]), 400, []],
    'empty key' => [$h(['Sec-WebSocket-Key' => '']), 400, []],
    'key of 15 bytes' => [$h(['Sec-WebSocket-Key' => base64_encode(str_repeat('x', 15))]), 400, []],
    'key of 17 bytes' => [$h(['Sec-WebSocket-Key' => base64_encode(str_repeat('x', 17))]), 400, []],
    'key that is not base64' => [$h(['Sec-WebSocket-Key' => 'dGhlIHNhbXBsZSBub25j*Q==']), 400, []],
    'no version' => [$h(['Sec-WebSocket-Version' => null]), 426, $upgrade426],
    'version 8' => [$h(['Sec-WebSocket-Version' => '8']), 426, $upgrade426],
    'version 14' => [$h(['Sec-WebSocket-Version' => '14']), 426, $upgrade426],
    'version 013' => [$h(['Sec-WebSocket-Version' => '013']), 426, $upgrade426],
    'versions 13, 8' => [$h(['Sec-WebSocket-Version' => '13, 8']), 426, $upgrade426],
    'no Upgrade' => [$h(['Upgrade' => null]), 426, $upgrade426],
    'other Upgrade' => [$h(['Upgrade' => 'h2c']), 426, $upgrade426],
    'Upgrade: websockets' => [$h(['Upgrade' => 'websockets']), 426, $upgrade426],
    'plain GET' => ["GET /chat HTTP/1.1\r\nHost: localhost\r\n\r\n", 426, $upgrade426],
    'no Connection' => [$h(['Connection' => null]), 400, []],
    'other Connection' => [$h(['Connection' => 'keep-alive']), 400, []],
    'Connection: Upgraded' => [$h(['Connection' => 'Upgraded']), 400, []],
    'a body' => [$h(['Content-Length' => '5']) . 'hello', 400, []],
    'HTTP/1.0' => [str_replace('HTTP/1.1', 'HTTP/1.0', $h([])), 400, []],
    'HTTP/1.2' => [str_replace('HTTP/1.1', 'HTTP/1.2', $h([])), 505, []],
    'HTTP/2.0' => [str_replace('HTTP/1.1', 'HTTP/2.0', $h([])), 505, []],
    'HTTP/0.9' => [str_replace('HTTP/1.1', 'HTTP/0.9', $h([])), 505, []],
    'HTTP/11' => [str_replace('HTTP/1.1', 'HTTP/11', $h([])), 400, []],
    'http/1.1' => [str_replace('HTTP/1.1', 'http/1.1', $h([])), 400, []],
    'no version of HTTP' => ["GET /chat\r\nHost: localhost\r\n\r\n", 400, []],
    'no Host' => [$h(['Host' => null]), 400, []],
    'two Hosts' => [$h(['host' => 'localhost']), 400, []],
    'Host with a path' => [$h(['Host' => 'localhost/x']), 400, []],
    'Host with a user' => [$h(['Host' => 'me@localhost']), 400, []],
    'head of 17 KB' => [$h(['X-Long' => str_repeat('x', 17000)]), 431, []],
    'head without end' => ["GET /chat HTTP/1.1\r\nHost: localhost\r\nX: " . str_repeat('x', 17000), 431, []],
    'hundreds of headers' => [$h(array_fill_keys(array_map(static fn ($i) => "X-$i", range(1, 500)), 'x')), 431, []],
    'request line of 17 KB' => [$h([], path: '/chat?' . str_repeat('x', 17000)), 414, []],
    'request line without end' => ['GET /' . str_repeat('x', 17000), 414, []],
    'target without slash' => [$h([], path: 'chat'), 400, []],
    'fragment in the target' => [$h([], path: '/chat#x'), 400, []],
    'space in the target' => [$h([], path: '/ch at'), 400, []],
    'bad escape' => [$h([], path: '/ch%4'), 400, []],
    'NUL in the path' => [$h([], path: '/chat%00'), 400, []],
];
foreach (['POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD', 'get', 'BREW'] as $method) {
    $cases["$method with upgrade"] = [$h([], $method), 405, ['allow' => 'GET']];
    $cases["$method"] = ["$method /chat HTTP/1.1\r\nHost: localhost\r\n\r\n", 405, ['allow' => 'GET']];
}
foreach ($cases as $name => [$request, $status, $headers]) {
    $client = new WsClient($server->connect());
    $client->socket->send($request);
    $client->readAnswer();
    Checks::is($name, $status, $client->answer->status);
    Checks::is("$name, headers", $headers, array_intersect_key($client->answer->headers, $headers));
    if ($status === 426) {
        Checks::true("$name, Connection", in_array('Upgrade', explode(', ', $client->answer->headers['connection'] ?? '')));
    }
    /* no header of a 101, and the length is right */
    Checks::is("$name, no accept", false, isset($client->answer->headers['sec-websocket-accept']));
    $length = (int) ($client->answer->headers['content-length'] ?? -1);
    if (!str_starts_with($name, 'HEAD')) {
        Checks::is("$name, body", $length, strlen($client->socket->bytes($length) ?? ''));
    }
    $client->socket->finish();
    Checks::is("$name, then", '', $client->socket->rest());
    Checks::is("$name, reset", false, $client->socket->reset);
}
/* what is no upgrade, or one that is not offered, is served as HTTP */
$h2c = ['Connection' => 'Upgrade, HTTP2-Settings', 'Upgrade' => 'h2c', 'HTTP2-Settings' => 'AAMAAABkAARAAAAAAAIAAAAA'];
$http = new HttpClient($server->port);
$http->send('GET', '/page', $h2c);
$answer = $http->answer();
Checks::is('h2c', [200, 'page', null], [$answer->status, $answer->body, $answer->headers['upgrade'] ?? null]);
$http->socket->send(WsClient::handshake('/page'));
$answer = $http->answer();
Checks::is('websocket for a page', [200, 'page', null], [$answer->status, $answer->body, $answer->headers['upgrade'] ?? null]);
unset($http, $client);
$server->stop();
Checks::is('onOpen', 0, substr_count($server->out, 'opened'));
Checks::done();
?>
--EXPECTF--
%d checks, 0 failed
