--TEST--
workers: a second signal to the master ends the grace in all of them; signals to the whole group change nothing
--EXTENSIONS--
rtws
--SKIPIF--
<?php if (PHP_ZTS) die('skip not with ZTS'); ?>
--FILE--
<?php
require __DIR__ . '/../inc/workers.inc';

$server = TestServer::start(WHO . WHERE . '
    $server->ws("/slow", onOpen: fn ($c) => $c->send((string) $server->workerId), onMessage: fn () => delay(600));
', '["workers" => 2]');
$clients = [wsIn($server, 0, '/slow'), wsIn($server, 1, '/slow')];
foreach ($clients as $client) {
    $client->text('go');
}
$pids = [];
while (count($pids) < 2) {
    $who = who($server);
    $pids[$who->worker] = $who->pid;
}
foreach ($pids as $pid) { /* as a service manager does, or a terminal */
    tell_process($pid, SIGTERM_NUMBER);
    tell_process($pid, SIGTERM_NUMBER);
    tell_process($pid, SIGINT_NUMBER);
}
$server->signal(SIGTERM_NUMBER);
var_dump($clients[0]->closeCode(), $clients[1]->closeCode());
var_dump($server->wait(0.5)); /* handlers are still running */
$begin = microtime(true);
$server->signal(SIGTERM_NUMBER);
var_dump($server->wait(), microtime(true) - $begin < patience(5));
?>
--EXPECT--
int(1001)
int(1001)
NULL
int(0)
bool(true)
