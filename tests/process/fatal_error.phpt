--TEST--
A fatal error in any handler: its message, shutdown functions, status 255, and no hang
--EXTENSIONS--
rtws
--SKIPIF--
<?php
if (getenv('USE_ZEND_ALLOC') === '0' || getenv('RTWS_TEST_VALGRIND')) die('skip memory_limit is not enforced');
?>
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

/* what a fatal error interrupts is not freed: the process ends */
putenv('ASAN_OPTIONS=' . getenv('ASAN_OPTIONS') . ':detect_leaks=0');
$eat = '$x = str_repeat("x", 200 << 20)';
$places = [
    'onMessage' => "\$server->ws('/', onMessage: function () { $eat; });",
    'onMessage, late' => "\$server->ws('/', onMessage: function () { delay(0.001); $eat; });",
    'onOpen' => "\$server->ws('/', onOpen: function (\$c, \$r) { if (isset(\$r->query['n'])) { $eat; } });",
    'handshake' => "\$server->ws('/', handshake: function (\$r) { if (isset(\$r->query['n'])) { $eat; } return true; });",
    'route' => "\$server->ws('/'); \$server->http('GET', '/route', function () { $eat; });",
    'route, late' => "\$server->ws('/'); \$server->http('GET', '/route', function () { delay(0.001); $eat; });",
    'timer' => "\$server->ws('/', onMessage: fn () => \$server->after(0.001, function () { $eat; }));",
    'own Fiber' => "\$server->ws('/', onMessage: function () { (new Fiber(function () { delay(0.001); $eat; }))->start(); });",
];
foreach ($places as $name => $code) {
    $server = TestServer::start('
        register_shutdown_function(fn () => print "shutdown");
        $server->ws("/sleep", onMessage: function () { delay(60); });
        ' . $code . '
        $server->run();
        echo "not here";
    ', '[]', ['memory_limit=64M']);
    $sleeper = $server->ws('/sleep');
    $sleeper->text('');
    $bystander = $server->ws('/');
    $client = $server->connect();
    $client->send(str_contains($name, 'route') ? "GET /route HTTP/1.1\r\nHost: a\r\n\r\n" : WsClient::handshake('/?n=1'));
    $client->send(WsClient::frame(WsClient::TEXT, 'now'));
    $code = $bystander->closeCode(5) ?? 'no close frame';
    unset($sleeper, $bystander, $client);
    $status = $server->wait(8) ?? 'hangs';
    preg_match('/Allowed memory size of \d+ bytes exhausted/', $server->out, $match);
    echo "$name: $code $status ", $match[0] ?? $server->out, str_ends_with($server->out, 'shutdown') ? ', shutdown' : '', "\n";
}
?>
--EXPECT--
onMessage: 1001 255 Allowed memory size of 67108864 bytes exhausted, shutdown
onMessage, late: 1001 255 Allowed memory size of 67108864 bytes exhausted, shutdown
onOpen: 1001 255 Allowed memory size of 67108864 bytes exhausted, shutdown
handshake: 1001 255 Allowed memory size of 67108864 bytes exhausted, shutdown
route: 1001 255 Allowed memory size of 67108864 bytes exhausted, shutdown
route, late: 1001 255 Allowed memory size of 67108864 bytes exhausted, shutdown
timer: 1001 255 Allowed memory size of 67108864 bytes exhausted, shutdown
own Fiber: 1001 255 Allowed memory size of 67108864 bytes exhausted, shutdown
