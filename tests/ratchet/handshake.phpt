--TEST--
Ratchet: handshakes are answered as Ratchet 0.4.4 answers them, but for what docs/ratchet.md lists
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/ratchet.inc';

$server = ratchetServer('
    $app = new App("localhost", 0);
    $app->route("/chat", new EchoServer, ["*"]);
    $app->route("/room/{name}", new EchoServer, ["*"]);
    $app->route("/orig", new EchoServer, ["good.example"]);
    $app->route("/def", new EchoServer);
    $app->route("any", new EchoServer, ["*"], "");
    $app->route("/chat", new EchoServer, ["*"], "other.example");
    $app->run();
');
$h = static fn (array $headers, string $method = 'GET', string $path = '/chat') => WsClient::handshake($path, $headers, $method);
$upgrade = ['upgrade' => 'websocket', 'sec-websocket-version' => '13'];
$cases = [
    'correct' => [$h([]), 101, ['upgrade' => 'websocket', 'connection' => 'Upgrade', 'sec-websocket-accept' => WsClient::ACCEPT]],
    'Connection: keep-alive, Upgrade' => [$h(['Connection' => 'keep-alive, Upgrade']), 101],
    'Connection: upgrade' => [$h(['Connection' => 'upgrade']), 101],
    'Upgrade: WebSocket' => [$h(['Upgrade' => 'WebSocket']), 101],
    'query' => [$h([], path: '/chat?a=b'), 101],
    'placeholder' => [$h([], path: '/room/blue'), 101],
    'unknown path' => [$h([], path: '/nowhere'), 404],
    'slash more' => [$h([], path: '/chat/'), 404],
    'dot segment' => [$h([], path: '/chat/../chat'), 404],
    'other host' => [$h(['Host' => '127.0.0.1']), 404],
    'host in capitals, with a port' => [$h(['Host' => 'LOCALHOST:8080']), 101],
    'a host of its own' => [$h(['Host' => 'other.example']), 101],
    'that host, other path' => [$h(['Host' => 'other.example'], path: '/def'), 404],
    'any host' => [$h(['Host' => 'whatever.example'], path: '/any'), 101],
    'POST' => [$h([], 'POST'), 405, ['allow' => 'GET']],
    'PUT' => [$h([], 'PUT'), 405, ['allow' => 'GET']],
    'DELETE' => [$h([], 'DELETE'), 405, ['allow' => 'GET']],
    'OPTIONS' => [$h([], 'OPTIONS'), 405, ['allow' => 'GET']],
    'HEAD' => [$h([], 'HEAD'), 405, ['allow' => 'GET']],
    'origin *' => [$h(['Origin' => 'http://any.example']), 101],
    'origin not in the list' => [$h(['Origin' => 'http://bad.example'], path: '/orig'), 403],
    'origin in the list' => [$h(['Origin' => 'https://good.example:444'], path: '/orig'), 101],
    'no list, own host' => [$h(['Origin' => 'http://localhost'], path: '/def'), 101],
    'no list, other host' => [$h(['Origin' => 'http://good.example'], path: '/def'), 403],
    'checked, no origin' => [$h([], path: '/orig'), 403],
    'no key' => [$h(['Sec-WebSocket-Key' => null]), 400],
    'short key' => [$h(['Sec-WebSocket-Key' => 'dG9vIHNob3J0']), 400],
    'version 8' => [$h(['Sec-WebSocket-Version' => '8']), 426, $upgrade],
    'no version' => [$h(['Sec-WebSocket-Version' => null]), 426, $upgrade],
    'no Upgrade' => [$h(['Upgrade' => null]), 426, $upgrade],
    'no Connection' => [$h(['Connection' => null]), 400],
    'head of 4096 bytes' => [$h(['X' => str_repeat('x', 4096 - strlen($h(['X' => ''])))]), 101],
    'sub-protocol where there is none' => [$h(['Sec-WebSocket-Protocol' => 'chat']), 426, $upgrade],
    /* deviations */
    'no Host (Ratchet: 404)' => [$h(['Host' => null]), 400],
    'HTTP/1.0 (Ratchet: 505)' => [str_replace('HTTP/1.1', 'HTTP/1.0', $h([])), 400],
    'head of 8 KiB (Ratchet: 413 from 4097 bytes on)' => [$h(['X' => str_repeat('x', 8192)]), 101],
    'head of 17 KiB (Ratchet: 413)' => [$h(['X' => str_repeat('x', 17000)]), 431],
    'unparsable (Ratchet: 500)' => ["nonsense\r\n\r\n", 400],
];
foreach ($cases as $name => $case) {
    Checks::is($name, $case[1], handshake($server, $case[0], $answer));
    foreach ($case[2] ?? [] as $header => $value) {
        Checks::is("$name, $header", $value, $answer->headers[$header] ?? null);
    }
}
$client = new WsClient($server->connect());
foreach (str_split($h([]), 40) as $piece) {
    $client->socket->send($piece);
    usleep(1000);
}
Checks::is('in pieces', 101, $client->readAnswer()->status);
$client = new WsClient($server->connect());
$client->socket->send($h([]) . WsClient::frame(WsClient::TEXT, 'early'));
$client->readAnswer();
Checks::is('a frame glued to the head (Ratchet: lost)', 'early', $client->message());
Checks::done();
$server->stop();
?>
--EXPECT--
56 checks, 0 failed
