--TEST--
Ratchet: a program with a heartbeat of its own, kept in properties of connections
--EXTENSIONS--
rtws
--SKIPIF--
<?php if (getenv('RTWS_RATCHET_PROGRAMS')) die('skip its times are fixed there'); ?>
--FILE--
<?php
require __DIR__ . '/../inc/ratchet_programs.inc';

foreach (['io'] as $way) {
    $server = Program::run('heartbeat-server', ['0', $way, '1', '2', '0.05'])->server;
    $answering = $server->ws();
    $silent = $server->ws();
    $server->ws()->socket->close();
    $end = microtime(true) + patience(20);
    $pings = 0;
    while (!str_contains($server->out, 'Client 2 closed') && microtime(true) < $end) {
        $frame = $answering->read(0.1);
        if ($frame?->payload === '{"type":"ping"}') {
            $pings++;
            $answering->text('{"type":"pong"}');
        }
        $server->await('/Client 2 closed/', 0);
    }
    Checks::true("$way: pinged", $pings >= 1, $pings);
    Checks::is("$way: who never answered is closed", 1000, $silent->closeCode());
    Checks::is("$way: its close is told once, and said before", 1, substr_count($server->out, "Client 2 timed out\nClient 2 closed\n"));
    Checks::true("$way: who answers lives", !str_contains($server->out, 'Client 1'), $server->out);
    Checks::true("$way: no warnings", !str_contains($server->out, 'Undefined'), $server->out);
    $server->stop();
}
Checks::done();
?>
--EXPECT--
5 checks, 0 failed
