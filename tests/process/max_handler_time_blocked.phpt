--TEST--
limits.max_handler_time ends the process from a call that does not return: log with the place, 1001, status 255
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
    'sleep' => 'sleep(60);',
    'stream' => '$pair = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0); fread($pair[0], 1);',
    'later' => 'delay(0.01); sleep(60);',
];
foreach ($places as $name => $code) {
    $server = TestServer::start("
        register_shutdown_function(fn () => print 'shutdown');
        \$server->ws('/', onMessage: function () { $code });
    ", '["watchdog" => 0, "limits" => ["max_handler_time" => 0.5]]');
    $bystander = $server->ws('/');
    $client = $server->ws('/');
    $client->text('now');
    echo "$name: ", $bystander->closeCode() ?? 'no close frame';
    echo ' ', $server->wait() ?? 'hangs', ' ', preg_replace('/^ready.*\n/', '', $server->out), "\n";
    unset($bystander, $client);
    preg_match('/ error: (.*)/', $server->err, $log);
    echo '    ', preg_replace(['/\/[^ ]*\/rtws-test-\w+/', '/for \d\.\d s/', '/\{closure.*?\}/'], ['FILE', 'for N s', '{closure}'],
        $log[1] ?? $server->err), "\n";
}
?>
--EXPECT--
sleep: 1001 255 
    a handler has kept the loop from turning for N s, in sleep(), called by {closure}() at FILE:7: the process ends (limits.max_handler_time)
stream: 1001 255 
    a handler has kept the loop from turning for N s, in fread(), called by {closure}() at FILE:7: the process ends (limits.max_handler_time)
later: 1001 255 
    a handler has kept the loop from turning for N s, in sleep(), called by {closure}() at FILE:7: the process ends (limits.max_handler_time)
