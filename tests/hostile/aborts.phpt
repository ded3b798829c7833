--TEST--
600 connections that break off in any state leave nothing behind, and onClose is called once for each onOpen
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/endings.inc';

$server = TestServer::start('
    $opened = $closed = 0;
    $server->ws("/", onOpen: function () use (&$opened) { $opened++; },
        onMessage: function (Connection $c, string $m, bool $binary) {
            switch ($m) {
                case "close": $c->close(4000, "bye"); break;
                case "much": for ($i = 0; $i < 100; $i++) { $c->send(str_repeat("x", 20000)); } break;
                case "later": delay(0.01); $c->send("later"); break;
                default: $binary ? $c->sendBinary($m) : $c->send($m);
            }
        },
        onClose: function () use (&$closed) { $closed++; });
    $server->http(["GET", "POST"], "/page", fn (Request $r) => "page " . $r->body());
    $server->http("GET", "/later", function () { delay(0.01); return str_repeat("x", 3000000); });
    $server->http("GET", "/state", function () use ($server, &$opened, &$closed) {
        $s = $server->stats();
        return [$s["connections"], $s["sockets"], $s["requests_pending"], $opened - $closed];
    });
');
$f = WsClient::frame(...);
$open = WsClient::handshake('/');
$get = static fn (string $path) => "GET $path HTTP/1.1\r\nHost: localhost\r\n\r\n";
$post = "POST /page HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n";
$states = [
    '', 'G', "GET / HTTP/1.1\r\nHost: local", $open, substr($open, 0, -1), $open . "\x81", $open . "\x81\xfe\x10\x00ab",
    $open . substr($f(1, str_repeat('y', 5000)), 0, 3000), $open . $f(1, 'hello'), $open . $f(1, 'half', false),
    $open . $f(9, 'ping'), $open . $f(8, pack('n', 1000)), $open . "\x88\x82ab", $open . $f(1, 'close'), $open . $f(1, 'much'),
    $open . $f(1, 'later'), $open . $f(1, 'later') . $f(8, ''), $open . str_repeat($f(1, 'flood'), 2000), $open . "\xff\xff",
    $open . $f(2, str_repeat('z', 200000)), $open . substr($f(2, str_repeat('z', 900000)), 0, 500000),
    $get('/page'), $get('/nowhere'), $get('/later'), $get('/later') . $get('/later') . 'GET', $post, $post . 'half',
    $post . str_repeat('x', 100), str_repeat($get('/page'), 500), "\r\n\r\n", "nonsense\r\n\r\n", str_repeat('a', 20000),
];
mt_srand(20240102);
$pool = [];
for ($i = 0; $i < 600; $i++) {
    $socket = $server->connect();
    $socket->send($states[mt_rand(0, count($states) - 1)], 0.2);
    $pool[] = $socket;
    /* some wait for a moment, some read a little, none says goodbye; unread bytes make it a reset */
    if (mt_rand(0, 3) === 0) {
        $pool[mt_rand(0, count($pool) - 1)]->fill(0.0);
    }
    while (count($pool) > mt_rand(0, 40)) {
        $k = mt_rand(0, count($pool) - 1);
        if (mt_rand(0, 4) === 0) {
            $pool[$k]->finish();
        }
        $pool[$k]->close();
        array_splice($pool, $k, 1);
    }
}
foreach ($pool as $socket) {
    $socket->close();
}
$client = $server->ws();
$client->text('alive');
Checks::is('echo', 'alive', $client->message());
/* one connection, and the socket that asks */
$end = microtime(true) + patience(8);
do {
    $state = $server->http('GET', '/state')->body;
} while ($state !== '[1,2,1,1]' && microtime(true) < $end);
Checks::is('what is left', '[1,2,1,1]', $state);
unset($client);
$server->stop();
Checks::is('the log', 0, preg_match_all('/ (error|warning): /', $server->err));
Checks::done();
?>
--EXPECT--
3 checks, 0 failed
