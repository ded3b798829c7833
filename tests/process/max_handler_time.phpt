--TEST--
limits.max_handler_time ends the process from an endless loop: log and error with the place, 1001, shutdown functions, status 255
--EXTENSIONS--
rtws
--SKIPIF--
<?php
if (getenv('RTWS_TEST_VALGRIND')) die('skip such an end leaves memory behind');
?>
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$places = [
    'onMessage' => '$server->ws("/", onMessage: function () { while (true); });',
    'after a delay' => '$server->ws("/", onMessage: function () { delay(0.01); while (true); });',
    'in a callback' => '$server->ws("/", onMessage: fn () => array_map(function () { while (true); }, [1]));',
    'handshake' => '$server->ws("/", handshake: function ($r) { while (isset($r->query["n"])); return true; });',
    'timer' => '$server->ws("/", onMessage: fn () => $server->after(0.001, function () { while (true); }));',
    'finally' => '$server->ws("/", onMessage: function () { try { while (true); } finally { echo "not here"; } });',
];
foreach ($places as $name => $code) {
    $server = TestServer::start('
        register_shutdown_function(fn () => print "shutdown");
        ' . $code . '
    ', '["watchdog" => false, "limits" => ["max_handler_time" => 0.5]]');
    $bystander = $server->ws('/');
    $client = $server->connect();
    $client->send(WsClient::handshake('/?n=1') . WsClient::frame(WsClient::TEXT, 'now'));
    echo "$name: ", $bystander->closeCode() ?? 'no close frame';
    unset($bystander, $client);
    echo ' ', $server->wait() ?? 'hangs', ' ', str_ends_with($server->out, 'shutdown') ? 'shutdown' : $server->out, "\n";
    preg_match('/ error: (.*)/', $server->err, $log);
    preg_match('/Fatal error: (.*)/', $server->out, $error);
    foreach ([$log[1] ?? $server->err, $error[1] ?? $server->out] as $line) {
        echo '    ', preg_replace(['/\/[^ ]*\/rtws-test-\w+/', '/for 0\.\d s/', '/\{closure.*?\}/'], ['FILE', 'for 0.N s', '{closure}'], $line), "\n";
    }
}
?>
--EXPECT--
onMessage: 1001 255 shutdown
    a handler has kept the loop from turning for 0.N s, in {closure}() at FILE:7: the process ends (limits.max_handler_time)
    Maximum handler time of 0.5 seconds exceeded in FILE on line 7
after a delay: 1001 255 shutdown
    a handler has kept the loop from turning for 0.N s, in {closure}() at FILE:7: the process ends (limits.max_handler_time)
    Maximum handler time of 0.5 seconds exceeded in FILE on line 7
in a callback: 1001 255 shutdown
    a handler has kept the loop from turning for 0.N s, in {closure}() at FILE:7: the process ends (limits.max_handler_time)
    Maximum handler time of 0.5 seconds exceeded in FILE on line 7
handshake: 1001 255 shutdown
    a handler has kept the loop from turning for 0.N s, in {closure}() at FILE:7: the process ends (limits.max_handler_time)
    Maximum handler time of 0.5 seconds exceeded in FILE on line 7
timer: 1001 255 shutdown
    a handler has kept the loop from turning for 0.N s, in {closure}() at FILE:7: the process ends (limits.max_handler_time)
    Maximum handler time of 0.5 seconds exceeded in FILE on line 7
finally: 1001 255 shutdown
    a handler has kept the loop from turning for 0.N s, in {closure}() at FILE:7: the process ends (limits.max_handler_time)
    Maximum handler time of 0.5 seconds exceeded in FILE on line 7
