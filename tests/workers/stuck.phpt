--TEST--
worker_timeout: a worker whose loop does not turn is killed and replaced
--EXTENSIONS--
rtws
--SKIPIF--
<?php if (PHP_ZTS) die('skip not with ZTS'); ?>
--FILE--
<?php
require __DIR__ . '/../inc/workers.inc';

$server = TestServer::start(WHERE . '
    $server->ws("/hang", onOpen: fn ($c) => $c->send((string) $server->workerId), onMessage: fn () => sleep(600));
', '["workers" => 2, "worker_timeout" => ' . patience(0.5) . ', "watchdog" => false]');
$bystander = wsIn($server, 0);
$victim = wsIn($server, 1, '/hang');
$victim->text('go');
var_dump($victim->closeCode(30));
var_dump($server->awaitLog('/error: worker 1 \(pid \d+\) has not turned its loop for [\d.]+ s: it is killed/'));
var_dump($server->awaitLog('/error: worker 1 \(pid \d+\) was killed by signal 9 \(.*starting another one/'));
$bystander->text('still here');
echo $bystander->message(), "\n";
wsIn($server, 1);
$server->stop();
echo substr_count($server->err, 'has not turned'), "\n";
?>
--EXPECT--
NULL
bool(true)
bool(true)
still here
1
